"""Which claims of the brief stand on which sentence, as far as the brief was made."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import polars as pl

from dialogues.base.errors import DialoguesError
from dialogues.base.project import Project
from dialogues.brief import claims
from dialogues.render import LEDGER, Prepared


class Standing(NamedTuple):
    """A claim of the brief: its name, and what it says."""

    claim_id: str
    text: str


def by_sentence(project: Project) -> dict[str, list[Standing]]:
    """Sentence -> the claims that stand on it, in the brief that was made last; empty where none was."""
    ledgers = [Prepared.of(project).ledger(LEDGER), project.draft / "data" / f"{LEDGER}.csv"]
    made = [place for place in ledgers if place.is_file()]
    found: dict[str, list[Standing]] = {}
    for sentence, claim, text in _rows(max(made, key=lambda place: place.stat().st_mtime_ns)) if made else ():
        found.setdefault(sentence, []).append(Standing(claim, text))
    return found


def _rows(ledger: Path) -> list[tuple[str, str, str]]:
    """Sentence, name and text of each claim; none where the file is damaged, which `check` tells."""
    try:
        rows = claims.table(ledger).drop_nulls("sentence_id").select("sentence_id", "claim_id", "text")
    except (DialoguesError, pl.exceptions.PolarsError):
        return []
    return rows.unique(maintain_order=True).rows()
