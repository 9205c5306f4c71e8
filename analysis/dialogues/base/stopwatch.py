"""How long something has been waited for, without the time in which the waiting one was stopped itself."""

from __future__ import annotations

import time

MOST = 1.0  # seconds that one look adds: where it comes later, the machine slept or we were stopped


class Stopwatch:
    """Runs from where it is made, as long as somebody looks at it every moment."""

    def __init__(self) -> None:
        self._seen, self._seconds = time.monotonic(), 0.0

    def seconds(self) -> float:
        """The time so far."""
        now = time.monotonic()
        self._seconds, self._seen = self._seconds + min(now - self._seen, MOST), now
        return self._seconds
