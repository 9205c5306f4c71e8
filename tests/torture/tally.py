"""How much was tried, and what was lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """One line of the table: ``tried`` trials of a kind, and a sentence for each that lost something."""

    kind: str
    tried: int
    lost: tuple[str, ...] = ()
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return {"kind": self.kind, "tried": self.tried, "lost": list(self.lost), "note": self.note}


def table(tallies: Iterable[Tally]) -> str:
    """The tallies as lines to read, what was lost below them."""
    rows = [
        ("what", "tried", "lost", ""),
        *((t.kind, str(t.tried), str(len(t.lost)), t.note) for t in tallies),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        f"{what:<{widths[0]}}  {tried:>{widths[1]}}  {lost:>{widths[2]}}  {note}".rstrip()
        for what, tried, lost, note in rows
    ]
    return "\n".join([*lines, *(f"LOST {t.kind}: {loss}" for t in tallies for loss in t.lost)])
