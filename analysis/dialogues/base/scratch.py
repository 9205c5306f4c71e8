"""A folder for a while, in the system's place for such: held by its process, removed after it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dialogues.base import lock, removal

PREFIX = "dialogues-run-"


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new folder; those that killed processes left are removed first."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), lock.held_if_free(left) as is_left:
            if is_left:
                removal.remove(left)
    with contextlib.ExitStack() as stack:
        made = _made(stack)
        stack.callback(removal.remove, made)
        yield made


def _made(stack: contextlib.ExitStack) -> Path:
    """A folder that ``stack`` holds; another is made where a process took the first for a leftover."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=PREFIX))
        if stack.enter_context(lock.held_if_free(made)) and made.is_dir():
            return made
