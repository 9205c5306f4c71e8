"""The little that is asked of git: which commit this is, whether all is committed, a commit's files."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

GIT = ("git", "--no-optional-locks")  # a lock that ends with the command would keep the author's git out


def commit(root: Path) -> str | None:
    """The commit checked out around ``root``; none outside of git, or before the first commit."""
    found = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return None if found is None else found.decode().strip()


def uncommitted(root: Path) -> list[str]:
    """Files under ``root`` that were changed, added or removed since the commit, ignored ones aside.

    Of a folder of which git holds nothing only the folder, with a stroke at its end.
    """
    found = (
        _git(root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal", "--", ".")
        or b""
    )
    return sorted(entry[3:] for entry in found.decode(errors="replace").split("\0") if entry)


def holds(root: Path, commit: str) -> bool:
    """Whether the commit can be had here."""
    return _git(root, "cat-file", "-e", f"{commit}^{{commit}}") is not None


def extract(root: Path, commit: str, into: Path) -> None:
    """Write the files of ``commit`` under ``root`` into ``into``, as git keeps them."""
    archive = subprocess.run(
        [*GIT, "-C", str(root), "-c", "core.autocrlf=false", "archive", "--format=tar", commit],
        check=True,
        capture_output=True,
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(into, filter="data")


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git answers; none where it refuses, or is not installed."""
    try:
        answer = subprocess.run([*GIT, "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return answer.stdout if answer.returncode == 0 else None
