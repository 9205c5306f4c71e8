"""The figures of the brief in the words of its notebook."""

from __future__ import annotations

from brief.notebook import worded
from dialogues.brief import drawings, topics
from dialogues.brief.claims import Ledger
from dialogues.brief.figures import Figure


def timeline(ledger: Ledger) -> Figure | None:
    """The meetings in time."""
    words = worded("timeline")
    words.pop("none")
    return drawings.timeline(ledger, **words)


def rounds(ledger: Ledger) -> Figure | None:
    """The numbered rounds."""
    return drawings.rounds(ledger, **worded("rounds"))


def plans(ledger: Ledger) -> Figure | None:
    """The plans over their years."""
    return drawings.plans(ledger, **worded("plan_chart"))


def matrix(ledger: Ledger) -> Figure | None:
    """The topics by meeting or counterpart."""
    words = worded("matrix")
    return topics.figure(ledger, words["few"], words["many"])
