"""The one way to the files of a project: a regular file is read, all else is refused in a sentence.

Links are not followed, pipes and devices never opened: a link brings words from outside into the brief, and a
pipe is waited for without end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dialogues.base import system
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import Project, shown

Refusal = tuple[str, str]  # what a thing is, and what to do about it

LINK = ("This is a link, which is not followed.", "Put a copy of the file in its place.")
LINKED_FOLDER = (LINK[0], "Put the folder itself in its place.")
FOLDER = ("This is a folder, not a file.", "Move it away or rename it.")
STRANGE = ("This is not a file of bytes.", "Move it away, or put a file in its place.")
OUTSIDE = ("The file lies outside the project.", "Put a copy of it into the project.")
HIDDEN = ("The file is hidden: its name or a folder's begins with a dot.", "Put a copy of it elsewhere.")
EMPTY = ("The file is empty.", "Bring it back (`git restore`), or take it away.")
AT_THE_ROOT = (
    *("_quarto.yml", "_variables.yml", "_environment", "pyproject.toml", "requirements.lock"),
    *("CITATION.cff", "CHANGELOG.md", "README.md", "seeds/sources.yaml", "seeds/known_events.yaml"),
    *("seeds/README.md", "reports/README.md", "reports/index.html"),
)  # what is read, or written, beside ``analysis/``
DEEPEST = 50  # folders in one another
PUT_IN_PLACE = ("reports/_build", "reports/_draft")
GIVEN = ("seeds", "analysis", "analysis/codebook", "analysis/readings", "analysis/theme", "reports")
OF_FILES = {
    *(".bib", ".cff", ".csl", ".css", ".csv", ".html", ".ipynb", ".js", ".json", ".lua", ".md", ".png"),
    *(".qmd", ".svg", ".toml", ".typ", ".yaml", ".yml"),
}  # how the names of files end that are read
APART = ("dialogues", "__pycache__")  # in ``analysis/``: the code
NEVER_EMPTY = (".css", ".html", ".lua", ".qmd", ".toml", ".typ", ".yaml", ".yml")
FIRST = 4096  # bytes by which a file is known to be empty


def refused(mode: int) -> Refusal | None:
    """Why what has this ``mode`` (``st_mode``, links not followed) is not opened; none for a regular file."""
    if stat.S_ISREG(mode):
        return None
    return LINK if stat.S_ISLNK(mode) else FOLDER if stat.S_ISDIR(mode) else STRANGE


def astray(path: Path, inside: Iterable[Path]) -> Refusal | None:
    """Why no notebook may show what lies at ``path``: it is in no folder ``inside``, or hidden there."""
    place = path.resolve()
    below = [place.relative_to(one.resolve()) for one in inside if place.is_relative_to(one.resolve())]
    if not below:
        return OUTSIDE
    return HIDDEN if all(any(name.startswith(".") for name in one.parts) for one in below) else None


def opened(path: Path, *, follow: bool = False) -> BinaryIO:
    """What lies at ``path``, open for reading: no pipe is waited for; a link only to ``follow``."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    return open(path, "rb", opener=lambda name, _: os.open(name, flags))


def content(path: Path, named: str | None = None) -> bytes:
    """The bytes of the regular file at ``path``, which messages call ``named``.

    Raises
    ------
    FileNotFoundError
        Where nothing is there.
    DialoguesError
        Where it is a link, a folder, a pipe or a device, or cannot be read.
    """
    named = named or shown(path)
    try:
        with opened(path) as file:
            refusal = refused(os.fstat(file.fileno()).st_mode)
            if refusal is None:
                return file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        refusal = FOLDER if error.errno == errno.EISDIR else _unread(path, error)
    raise DialoguesError(Problem(*refusal, named))


def digest(path: Path) -> str | None:
    """SHA-256 of the bytes of the regular file at ``path``; none where there is none that can be read."""
    try:
        return hashlib.sha256(content(path)).hexdigest()
    except (OSError, DialoguesError):
        return None


def text(path: Path, named: str | None = None) -> str:
    """The text of the regular file at ``path``: see :func:`content`.

    Raises
    ------
    DialoguesError
        Also where it is no UTF-8.
    """
    found = content(path, named)
    try:
        return found.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise DialoguesError(
            Problem(
                f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.", named or shown(path), line
            )
        ) from error


def strange(project: Project) -> Iterator[Problem]:
    """Yield what lies where ``project`` has files, and is none: links, pipes, devices, folders so called.

    So is what a save that was cut off leaves of a file: nothing, or only blanks and zeros.
    """
    for name in AT_THE_ROOT:
        refusal = _refusal(project.root / name)
        if refusal is not None:
            yield Problem(*refusal, shown(project.root / name))
    folders = {problem.path: problem for problem in linked(project)}
    yield from folders.values()
    yield from (problem for problem in _strange(project.analysis, APART) if problem.path not in folders)


def linked(project: Project) -> Iterator[Problem]:
    """Yield those folders of ``project`` that are links: all in them would be read, or written, elsewhere."""
    for name in (*GIVEN, *PUT_IN_PLACE):
        if (project.root / name).is_symlink():
            remedy = LINKED_FOLDER[1] if name in GIVEN else "Take the link away."
            yield Problem(LINK[0], remedy, shown(project.root / name))


def must_be_plain(project: Project) -> None:
    """See that each file of ``project`` is one.

    Raises
    ------
    DialoguesError
        Where one is a link, a pipe, a device or a folder.
    """
    problems = tuple(strange(project))
    if problems:
        raise DialoguesError(problems)


def _strange(folder: Path, apart: tuple[str, ...] = (), levels: int = DEEPEST) -> Iterator[Problem]:
    """Yield the same below ``folder``; what is hidden, or called ``apart``, is nobody's input."""
    if not levels:
        yield Problem(f"More than {DEEPEST} folders lie in one another.", "Move them away.", shown(folder))
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith("~") or entry.name in apart:
            continue
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if path.suffix.lower() in OF_FILES:
                yield Problem(*FOLDER, shown(path))
            else:
                yield from _strange(path, levels=levels - 1)
        elif not entry.is_file(follow_symlinks=False):
            yield Problem(*(LINK if entry.is_symlink() else STRANGE), shown(path))
        elif _is_emptied(path):
            yield Problem(*EMPTY, shown(path))


def _is_emptied(path: Path) -> bool:
    """Whether nothing is left of a file that always holds something."""
    if path.suffix.lower() not in NEVER_EMPTY:
        return False
    try:
        with opened(path) as file:
            return not file.read(FIRST).strip(b"\0 \t\r\n")
    except OSError:  # told by what reads it
        return False


def _refusal(path: Path) -> Refusal | None:
    try:
        return refused(path.lstat().st_mode) or (EMPTY if _is_emptied(path) else None)
    except OSError:  # told by what reads it
        return None


def _unread(path: Path, error: OSError) -> Refusal:
    """What the system says of a file; of a link it says another thing on each system."""
    if path.is_symlink():
        return LINK
    if error.errno == errno.ENXIO:  # a socket, a device without a driver
        return STRANGE
    return f"The file cannot be read ({error.strerror or 'no reason was given'}).", system.remedy(error)
