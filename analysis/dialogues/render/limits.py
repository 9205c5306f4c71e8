"""What a cell may take: time, output and memory; what is said where it takes more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from dialogues.base.errors import Problem
from dialogues.render.qmd import Line

KEY = "cell-limits"  # of _quarto.yml or a notebook's front matter


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one cell may take, or the expressions between two cells.

    Attributes
    ----------
    seconds
        Time by the clock.
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
