"""Watch the cells of a kernel from within, where Quarto runs them: one that takes too much is ended."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dialogues.base.stopwatch import Stopwatch
from dialogues.render import limits
from dialogues.render.limits import BEAT, GRACE, Limits


class Watch:
    """Looks at each cell that ``shell`` runs, and at the inline expressions that it works out.

    What takes too long, or gives too much, is interrupted; what goes on, or takes too much memory, is ended
    with its kernel, after ``tell`` was called with what it was run as. So are expressions: an interrupt would
    be taken for their value.

    Attributes
    ----------
    excess
        By what the cell that runs, or ran last, took too much; empty where it did not.
    """

    def __init__(self, shell: Any, most: Limits, tell: Callable[[str], None]) -> None:
        self.excess = ""
        self._most, self._tell = most, tell
        self._over, self._given = threading.Event(), 0
        most.keep_files_short(os.getpid())
        if session := getattr(getattr(shell, "kernel", None), "session", None):
            session.send = partial(self._send, session.send)
        shell.user_expressions = partial(self._work_out, shell.user_expressions)
        shell.events.register("pre_run_cell", lambda about: self._begin(about.raw_cell, GRACE))
        shell.events.register("post_run_cell", self._end_cell)

    def _begin(self, source: str, grace: float) -> None:
        self.excess, self._over, self._given = "", threading.Event(), 0
        threading.Thread(target=self._look, args=(source, grace, self._over), daemon=True).start()

    def _end_cell(self, done: Any) -> None:
        failed = done.error_before_exec or done.error_in_exec
        self._end(done.info.raw_cell, is_told=failed is not None)

    def _end(self, source: str, *, is_told: bool) -> None:
        """The code is done: what it gave since the last look counts too."""
        self._over.set()
        if self._given > self._most.output_bytes:
            self.excess = self._most.excess(os.getpid(), 0, self._given) or ""
        if self.excess and not is_told:
            self._stop(source)

    def _send(self, send: Callable[..., Any], stream: Any, message: Any, *given: Any, **more: Any) -> Any:
        """Send what ``session.send`` is given, and count what is printed and shown."""
        kind, content = message, given[0] if given else more.get("content")
        if isinstance(message, Mapping):
            kind, content = message["msg_type"], message["content"]
        self._given += limits.shown(kind, content or {})
        return send(stream, message, *given, **more)

    def _work_out(self, work_out: Callable[[Any], Any], expressions: Any) -> Any:
        if not expressions:
            return work_out(expressions)
        source = next(iter(expressions.values()))
        self._begin(source, 0)
        values = work_out(expressions)
        self._end(source, is_told=False)
        return values

    def _look(self, source: str, grace: float, over: threading.Event) -> None:
        ran = Stopwatch()
        while not over.wait(BEAT):
            excess = self._most.excess(os.getpid(), ran.seconds(), self._given)
            if excess is None:
                continue
            self.excess = excess
            if grace and "memory" not in excess:
                os.kill(os.getpid(), signal.SIGINT)
                if over.wait(grace):
                    return
            self._stop(source)

    def _stop(self, source: str) -> None:
        self._tell(source)
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
