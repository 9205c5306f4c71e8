"""Watch a cell that runs: one that takes more than its limits is ended."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psutil
from nbclient import NotebookClient

from dialogues.base.stopwatch import Stopwatch
from dialogues.render import limits
from dialogues.render.limits import BEAT, GRACE, Limits


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with a value or an error, and by which limit, if any."""

    value: Any = None
    error: Exception | None = None
    excess: str | None = None


class Counting(NotebookClient):
    """Counts what a cell gives, and keeps no more than ``most`` characters of it."""

    most = 0
    given = 0

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Keep what the kernel gives, while it is not too much."""
        shown = limits.shown(msg["msg_type"], msg["content"])
        self.given += shown
        if shown and self.given > self.most:
            return None
        return super().process_message(msg, cell, cell_index)


async def watch(run: Coroutine[Any, Any, Any], most: Limits, client: Counting, kernel: int) -> Outcome:
    """Wait for ``run``, and end the process ``kernel`` where it takes more than ``most``."""
    client.given, client.most = 0, most.output_bytes
    most.keep_files_short(kernel)
    task, ran = asyncio.ensure_future(run), Stopwatch()
    excess = None
    while not (await asyncio.wait({task}, timeout=BEAT))[0]:
        excess = most.excess(kernel, ran.seconds(), client.given)
        if excess is not None:
            _signal(kernel, signal.SIGINT)
            is_patient = "memory" not in excess
            await asyncio.wait({task}, timeout=GRACE if is_patient else 0)
            if not task.done():
                end(kernel)
            await asyncio.wait({task}, timeout=GRACE)
            task.cancel()
            break
    if excess is None and client.given > client.most:
        excess = most.excess(kernel, ran.seconds(), client.given)
    if not task.done() or task.cancelled():
        return Outcome(excess=excess)
    error = task.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return Outcome(None if error else task.result(), error, excess)


def end(kernel: int) -> None:
    """End the process ``kernel`` and all of its group."""
    _signal(kernel, signal.SIGKILL)


def end_all(variable: str, value: str) -> None:
    """End every process whose environment has ``value``: what a kernel started, whoever leads its group."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(variable) == value:
                process.kill()


def _signal(kernel: int, number: int) -> None:
    """Send a signal to the group of ``kernel``, which leads one of its own."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(kernel, number)
        else:
            os.kill(kernel, number)
