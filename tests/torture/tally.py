"""How much was tried, and what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tally:
    """One line of the table: ``tried`` trials of a kind, and a sentence for each that lost something."""

    kind: str
    tried: int
    lost: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Tally:
        """A tally of plain data."""
        return cls(said["kind"], said["tried"], tuple(said["lost"]), said["note"])

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


KINDS = {  # how the kind of a tally begins -> what it is counted as; all else are inputs
    "kills": "kills",
    "faults": "faults",
    "files opened": "files written",
    "mutants": "mutants",
    "attacks": "attacks",
}


def sums(tallies: Iterable[Tally]) -> str:
    """How many of each kind were tried and lost, in one sentence."""
    tried: dict[str, int] = dict.fromkeys(("inputs", *KINDS.values()), 0)
    lost = dict(tried)
    for tally in tallies:
        kind = next((name for begin, name in KINDS.items() if tally.kind.startswith(begin)), "inputs")
        tried[kind] += tally.tried
        lost[kind] += len(tally.lost)
    said = [f"{tried[kind]:,} {kind} ({lost[kind]} lost)" for kind in tried if tried[kind] or lost[kind]]
    return f"Tried {', '.join(said)}."
