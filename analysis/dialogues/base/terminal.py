"""What reaches the screen of a command: nothing that a text, a name or a label holds can steer it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from dialogues.base import signs


class _Escaping:
    """A stream that writes deceiving signs, and those the ``screen`` cannot show, as their escapes."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._screen, name)

    def write(self, text: str) -> int:
        """Write ``text``, escaped."""
        encoding = getattr(self._screen, "encoding", None) or "utf-8"
        return self._screen.write(signs.escaped(text).encode(encoding, "backslashreplace").decode(encoding))


def say(text: str, *, err: bool = False) -> None:
    """Print ``text`` in one line, on standard error with ``err``: no value within it can begin another."""
    print(signs.line(text), file=sys.stderr if err else sys.stdout)


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Escape all that is written to standard output and standard error while the block runs."""
    with (
        contextlib.redirect_stdout(_Escaping(sys.stdout)),
        contextlib.redirect_stderr(_Escaping(sys.stderr)),
    ):
        yield


def screen() -> TextIO:
    """Standard error itself, for a bar that moves."""
    found: TextIO = getattr(sys.stderr, "_screen", sys.stderr)
    return found
