"""Watch the cells of a kernel from within, where Quarto runs them: one that takes too much is ended."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from dialogues.render.limits import BEAT, GRACE, Limits


class Watch:
    """Looks at each cell that ``shell`` runs.

    One that takes too long is interrupted; one that goes on, or takes too much memory, is ended with its
    kernel, after ``tell`` was called with what it was run as.

    Attributes
    ----------
    excess
        By what the cell that runs, or ran last, took too much; empty where it did not.
    """

    def __init__(self, shell: Any, most: Limits, tell: Callable[[str], None]) -> None:
        self.excess = ""
        self._most, self._tell = most, tell
        self._over = threading.Event()
        most.keep_files_short(os.getpid())
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", lambda _: self._over.set())

    def _begin(self, about: Any) -> None:
        self.excess, self._over = "", threading.Event()
        threading.Thread(target=self._look, args=(about.raw_cell, self._over), daemon=True).start()

    def _look(self, source: str, over: threading.Event) -> None:
        until = time.monotonic() + self._most.seconds
        while not over.wait(BEAT):
            self.excess = self._most.excess(os.getpid(), until) or ""
            if "seconds" in self.excess:
                os.kill(os.getpid(), signal.SIGINT)
                if over.wait(GRACE):
                    return
            if self.excess:
                self._tell(source)
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
