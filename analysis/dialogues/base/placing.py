"""Put a whole folder or file in its place in one step, and put right what a killed command left beside it.

A folder is made beside its place, held by this process, and then changes places with what lies there. Where
the system cannot do that in one step, what lay there is laid aside, and :func:`put_right` brings it back.
"""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import sys
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path

from dialogues.base import lock, removal

ASIDE = "-laid-aside.old"  # hidden, and called as nobody calls a folder of their own
MADE = ".new"
SAVED = ".part"  # of what the reading page saves, while commands may run
HERE = -100  # AT_FDCWD of Linux: paths count from the working directory
EXCHANGE = 2  # RENAME_EXCHANGE


@contextlib.contextmanager
def beside(place: Path) -> Iterator[Path]:
    """A new folder beside ``place``, held by this process; what is left of it goes with the block."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{place.name}-", suffix=MADE, dir=place.parent))
    made.chmod(0o777 & ~_umask())
    try:
        with lock.held(made, what="command"):
            yield made
    finally:
        removal.remove(made)


def put(new: Path, place: Path, *, keep: bool = False, made: Container[str] = ()) -> None:
    """Put the folder ``new`` at ``place``; what lay there goes, but with ``keep`` what is not among ``made``.

    Raises
    ------
    OSError
        Where the system refuses; what lay there stays.
    """
    _settle(new)
    if place.is_symlink():
        removal.remove(place)  # what it leads to is not what lay there
    if not place.exists():
        new.rename(place)
        return
    old = new if _exchange(new, place) else _lay_aside(place)
    if old is not new:
        new.rename(place)
    if keep:
        _take_over(old, place, made)
    removal.remove(old)


def write(path: Path, content: bytes, suffix: str = MADE) -> None:
    """Write the file ``path`` in one step; where the system refuses, it stays, and nothing lies beside it.

    What a killed command leaves beside it is hidden and ends in ``suffix``, by which it is found again.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=suffix, dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_mode(path))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Who may read and write ``path``: as now where it is there, else as the system has it."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0o666 & ~_umask()


def put_right(place: Path, made: Container[str] | None = None) -> list[str]:
    """Undo or finish what was killed at ``place``; a sentence for each thing put right.

    ``made`` are the names that are ours in the folder: what else a killed :func:`put` held is brought back.
    """
    told = []
    aside = place.with_name(f".{place.name}{ASIDE}")
    if aside.is_dir():
        if place.exists():
            removal.remove(aside)
        else:
            aside.rename(place)
            told.append("what an interrupted command had laid aside is back in its place")
    for left in (
        sorted(place.parent.glob(f".{glob.escape(place.name)}-*{MADE}")) if place.parent.is_dir() else ()
    ):
        with lock.held_if_free(left) as is_left:
            if not is_left:
                continue
            if made is not None and place.is_dir():
                _take_over(left, place, made)
            removal.remove(left)
            told.append("what an interrupted command had made is removed")
    return list(dict.fromkeys(told))


def can_be_exchanged(place: Path) -> bool:
    """Whether another folder may stand at ``place``: it is no mount point, and we do not work in it."""
    return not (os.path.ismount(place) or Path.cwd().is_relative_to(place.resolve()))


def _take_over(old: Path, place: Path, made: Container[str]) -> None:
    """Move what is not ours from ``old`` to ``place``, where nothing of that name is."""
    for path in old.iterdir():
        if path.name not in made and not (place / path.name).exists():
            path.rename(place / path.name)


def _lay_aside(place: Path) -> Path:
    aside = place.with_name(f".{place.name}{ASIDE}")
    removal.remove(aside)
    place.rename(aside)
    return aside


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; whether the system can."""
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return call is not None and call(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0


def _settle(folder: Path) -> None:
    """See to it that the files of ``folder`` are on the disk before its name is."""
    for path in (*(path for path in folder.rglob("*") if path.is_file()), folder):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _umask() -> int:
    """The permissions that new files lack here."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
