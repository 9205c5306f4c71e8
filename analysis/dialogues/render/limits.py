"""What a cell may take: time, output and memory; what is said where it takes more or does what it may not."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import Any

import psutil

from dialogues.base import system
from dialogues.base.errors import Problem
from dialogues.render.qmd import Line

KEY = "cell-limits"  # of _quarto.yml or a notebook's front matter
BEAT = 0.25  # seconds between two looks at a cell that runs
GRACE = 3.0  # seconds in which an interrupted cell can tell where it was
OF_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO)  # no fault of a cell
OUTPUTS = ("stream", "display_data", "execute_result", "update_display_data")  # a kernel's messages
REFUSED = {  # remedies, by what the system says
    **{number: system.REMEDIES[number].rstrip(".") for number in OF_MACHINE},
    errno.EFBIG: (
        f"A cell's file is as long as its memory may be (`{KEY}: {{memory-bytes: ...}}`): write less, "
        "or raise the shell's own limit (`ulimit -f`)"
    ),
    errno.EACCES: "A cell writes only below `reports/_build/written` and in a `tempfile` folder: write there",
    errno.EPERM: "A cell speaks to no other program or network: put what it needs into a file of the project",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one cell may take, or the expressions between two cells.

    Attributes
    ----------
    seconds
        Time by the clock, without that in which the watcher was stopped, or the machine slept.
    output_bytes
        What it prints and shows, in characters.
    memory_bytes
        What the kernel and the processes it started hold, in bytes; no file they write is longer.
    """

    seconds: float = 120
    output_bytes: int = 10_000_000
    memory_bytes: int = 8_000_000_000

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """The limits that ``settings`` give; what they leave out is as it is."""
        given = settings.get(KEY) or {}
        return cls(**{name.replace("-", "_"): value for name, value in given.items()})

    def excess(self, kernel: int, ran: float, given: int) -> str | None:
        """What more than it may the process ``kernel`` takes, if so.

        Its cell has ``ran`` for so many seconds, and ``given`` so many characters.
        """
        if given > self.output_bytes:
            return f"more than {self.output_bytes:,} characters of output"
        if _memory(kernel) > self.memory_bytes:
            return f"more than {self.memory_bytes:,} bytes of memory"
        return f"more than {self.seconds:g} seconds" if ran > self.seconds else None

    def keep_files_short(self, kernel: int) -> None:
        """Let the process ``kernel``, and what it starts, write no file longer than memory, where it can."""
        with suppress(ImportError, AttributeError, OSError):
            import resource

            most, last = self.memory_bytes, resource.prlimit(kernel, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(kernel, resource.RLIMIT_FSIZE, (most if last < 0 else min(most, last), last))


def shown(kind: str, content: Mapping[str, Any]) -> int:
    """How many characters a kernel's message of a ``kind`` prints or shows."""
    if kind not in OUTPUTS:
        return 0
    return sum(len(str(part)) for part in (content.get("text", ""), *content.get("data", {}).values()))


def _memory(kernel: int) -> int:
    """What ``kernel`` and the processes it started hold."""
    total = 0
    with suppress(psutil.Error):
        first = psutil.Process(kernel)
        for process in (first, *first.children(recursive=True)):
            with suppress(psutil.Error):
                total += process.memory_info().rss
    return total


NAMES = tuple(field.name.replace("_", "-") for field in fields(Limits))


def is_sound(value: object) -> bool:
    """Whether ``value`` can stand under ``cell-limits``: known names with numbers above nought."""
    return isinstance(value, dict) and all(
        name in NAMES and isinstance(most, int | float) and not isinstance(most, bool) and most > 0
        for name, most in value.items()
    )


DEFAULTS = ", ".join(f"{name.replace('_', '-')}: {most}" for name, most in asdict(Limits()).items())


def exceeded(at: Line, excess: str) -> Problem:
    """That the code at a line takes more than it may, and how to let it take more."""
    setting = next(name for name in NAMES if name.split("-")[0] in excess)
    return at.problem(
        f"The code here takes {excess}, and was ended.",
        f"Let it take less, or give `{KEY}: {{{setting}: ...}}` in _quarto.yml or at the notebook's head; "
        f"without it, {DEFAULTS}.",
    )


def remedy(said: str) -> str:
    """What to do about an error of a cell that says ``said``, without its full stop."""
    found = (remedy for number, remedy in REFUSED.items() if f"[Errno {number}]" in said)
    return next(found, "Correct the cell and render again")
