"""Numbers as people count and write them."""

from __future__ import annotations

import re
from datetime import date

WHOLE = re.compile(r"[0-9]{1,18}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def whole(text: str) -> int:
    """The whole number that ``text`` is: figures from 0 to 9 and nothing else.

    Raises
    ------
    ValueError
        Where it is none: ``int`` also takes ``1_0``, ``+3`` and the figures of other scripts.
    """
    if WHOLE.fullmatch(text) is None:
        raise ValueError(text)
    return int(text)


def day(text: str) -> date:
    """The day that ``text`` is, of the form ``2025-06-19`` and no other.

    Raises
    ------
    ValueError
        Where it is none.
    """
    if DAY.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def ordinal(n: int) -> str:
    """``n`` as "17th"."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
