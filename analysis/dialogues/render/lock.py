"""One render at a time: two would write the same files of ``reports/_build``."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import shown

try:
    import fcntl
except ModuleNotFoundError:  # where there is none, nothing is held
    fcntl = None  # type: ignore[assignment]  # a module elsewhere

PATIENCE = 2.0  # seconds in which a render that ends makes room for the next


@contextlib.contextmanager
def held(place: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the file ``place`` while the block runs; the system lets go of it with the process.

    Raises
    ------
    NotebookError
        Where another process holds it for longer than ``patience``.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as file:
        until = time.monotonic() + patience
        while fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise NotebookError(
                        Problem(
                            "Another render is at work here; wait for it.", "Then try again.", shown(place)
                        )
                    ) from None
                time.sleep(0.05)
        yield
