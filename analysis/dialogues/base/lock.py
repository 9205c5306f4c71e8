"""One at a time: two renders would write the same files, two commands the same register."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import shown
from dialogues.base.stopwatch import Stopwatch

try:
    import fcntl
except ModuleNotFoundError:  # where there is none, nothing is held
    fcntl = None  # type: ignore[assignment]  # a module elsewhere

PATIENCE = 2.0  # seconds in which a render that ends makes room for the next


@contextlib.contextmanager
def held(place: Path, patience: float = PATIENCE, what: str = "render") -> Iterator[None]:
    """Hold ``place`` (a file, made where there is none, or a folder) while the block runs.

    The system lets go of it with the process, however that ends.

    Raises
    ------
    NotebookError
        Where another process holds it for longer than ``patience``; ``what`` is at work there.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with _opened(plain(place), os.O_CREAT) as number:
        waited = Stopwatch()
        while not _taken(number):
            if waited.seconds() >= patience:
                problem = f"Another {what} is at work here; wait for it."
                raise NotebookError(Problem(problem, "Then try again.", shown(place)))
            time.sleep(0.05)
        yield


def plain(place: Path) -> Path:
    """``place``, where no link to a file lies any more: one would be made, or touched, somewhere else."""
    if place.is_symlink() and not place.is_dir():
        place.unlink()
    return place


@contextlib.contextmanager
def held_if_free(place: Path) -> Iterator[bool]:
    """Hold ``place`` while the block runs, where it is there and nobody else does; whether it is held."""
    with contextlib.ExitStack() as stack:
        is_held = False
        with contextlib.suppress(OSError):
            is_held = place.exists() and _taken(stack.enter_context(_opened(place)))
        yield is_held


@contextlib.contextmanager
def _opened(place: Path, create: int = 0) -> Iterator[int]:
    """A number for ``place`` that child processes do not inherit; ``create`` lets a missing file be made."""
    number = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR | create, 0o666)
    try:
        yield number
    finally:
        os.close(number)


def _taken(number: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
