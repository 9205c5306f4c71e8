"""What is asked of git: it leaves the author's repository as it is."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from dialogues.releasing import git


def test_asking_what_is_committed_writes_nothing_into_the_repository(tmp_path: Path) -> None:
    """Git would refresh its index, under a lock that stays where the command is ended."""
    held = tmp_path / "a.txt"
    held.write_text("One.", encoding="utf-8")
    you = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    for command in (["init", "-q"], ["add", "."], [*you, "commit", "-qm", "One"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    os.utime(held, (1, 1))
    before = (tmp_path / ".git" / "index").read_bytes()
    assert git.uncommitted(tmp_path) == []
    assert (tmp_path / ".git" / "index").read_bytes() == before
