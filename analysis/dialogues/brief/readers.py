"""Who read the texts: a person, a program, or the rules alone."""

from __future__ import annotations

from typing import Any

import polars as pl

from dialogues.brief import summaries
from dialogues.brief.summaries import Finding, once
from dialogues.dataset import Dataset

ALONE = "○"  # the quiet mark of a text that nobody has read


def slots(d: Dataset) -> dict[str, Any]:
    """How many texts a person has read as a whole, a program alone, and nobody; what they put right."""
    whole = d["readings"].filter("is_complete")
    kind = pl.col("reader_kind")
    persons = whole.filter(kind == "person")["document_id"].unique().to_list()
    programs = whole.filter(kind == "program")["document_id"].unique().to_list()
    name = pl.col("document_id")
    texts = d["documents"]

    def found(what: str, rows: pl.DataFrame) -> Finding | None:
        return summaries.count(f"texts-read-by-{what}", "documents", rows) if rows.height else None

    return {
        "texts": summaries.count("texts-total", "documents", texts),
        "single": texts.height == 1,
        "one_unread": int((~texts["is_read"]).sum()) == 1,
        "by_person": found("a-person", texts.filter(name.is_in(persons))),
        "by_program": found("a-program", texts.filter(name.is_in(programs), ~name.is_in(persons))),
        "unread": found("nobody", texts.filter(~pl.col("is_read"))),
        "corrected": _corrected(d),
    }


def _corrected(d: Dataset) -> Finding | None:
    """How many findings of the rules a reader put right; nothing of none."""
    rows = d["corrections"]
    return summaries.count("findings-put-right", "corrections", rows) if rows.height else None


@once
def alone(d: Dataset) -> frozenset[str]:
    """The texts that stand on the rules alone."""
    return frozenset(d["documents"].filter(~pl.col("is_read"))["document_id"])


def mark(d: Dataset, document_id: str, name: str) -> str:
    """The mark of a text that nobody has read, with its ``name`` for those who hear it; nothing else."""
    if document_id not in alone(d):
        return ""
    return f' [{ALONE}]{{.alone role="img" aria-label="{name}"}}'
