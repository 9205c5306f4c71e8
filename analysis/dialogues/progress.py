"""A bar that moves while work goes on: on a terminal only, and only after a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 1.0  # seconds of work that need no bar
BEAT = 0.1  # seconds between two pictures of it
WIDTH = 24
LIT = 6


@contextmanager
def working(what: str, screen: TextIO | None = None) -> Iterator[None]:
    """Show that ``what`` goes on, and for how long, while the block runs; leave the line clean."""
    screen = sys.stderr if screen is None else screen
    if not screen.isatty():
        yield
        return
    done = threading.Event()
    bar = threading.Thread(target=_move, args=(what, screen, done), daemon=True)
    bar.start()
    try:
        yield
    finally:
        done.set()
        bar.join()


def _move(what: str, screen: TextIO, done: threading.Event) -> None:
    begin = time.monotonic()
    if done.wait(PATIENCE):
        return
    beat = 0
    while not done.wait(BEAT):
        at = beat % (WIDTH + LIT)
        lit = "".join("━" if at - LIT <= place < at else "─" for place in range(WIDTH))
        screen.write(f"\r{what} {lit} {time.monotonic() - begin:.0f} s")
        screen.flush()
        beat += 1
    screen.write("\r\x1b[K")
    screen.flush()
