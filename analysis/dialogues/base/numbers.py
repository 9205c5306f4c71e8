"""Numbers as people count."""

from __future__ import annotations


def ordinal(n: int) -> str:
    """``n`` as "17th"."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
