"""What is shown of work: a bar while it goes on (on a terminal, after a second), the time of its stages."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from dialogues.base import signs, terminal

PATIENCE = 1.0  # seconds of work that need no bar
BEAT = 0.1  # seconds between two pictures of it
WIDTH = 24
LIT = 6


@dataclass(slots=True)
class Timings:
    """Seconds a stage, in the order the stages ended."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the block as the stage ``name``."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin

    def __str__(self) -> str:
        return "\n".join(f"{seconds:7.2f} s  {stage}" for stage, seconds in self.seconds.items())


@contextmanager
def working(what: str, screen: TextIO | None = None) -> Iterator[None]:
    """Show that ``what`` goes on, and for how long, while the block runs; leave the line clean."""
    screen = terminal.screen() if screen is None else screen
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
    begin, what = time.monotonic(), signs.line(what)
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
