"""Which claims of the brief stand on which sentence, as far as the brief was made."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import polars as pl

from dialogues.base.project import Project
from dialogues.dataset import sheets
from dialogues.render import Prepared

LEDGER = "claims.csv"


class Standing(NamedTuple):
    """A claim of the brief: its name, and what it says."""

    claim_id: str
    text: str


def by_sentence(project: Project) -> dict[str, list[Standing]]:
    """Sentence -> the claims that stand on it, in the brief that was made last; empty where none was."""
    ledgers = [Prepared.of(project).data / LEDGER, project.draft / "data" / LEDGER]
    made = [place for place in ledgers if place.is_file()]
    if not made:
        return {}
    rows = _rows(max(made, key=lambda place: place.stat().st_mtime_ns))
    found: dict[str, list[Standing]] = {}
    for sentence, claim, text in rows.iter_rows():
        found.setdefault(sentence, []).append(Standing(claim, text))
    return found


def _rows(ledger: Path) -> pl.DataFrame:
    return (
        sheets.read(ledger)
        .drop_nulls("sentence_id")
        .select("sentence_id", "claim_id", "text")
        .unique(maintain_order=True)
    )
