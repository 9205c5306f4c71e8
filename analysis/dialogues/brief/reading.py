"""Who has read the texts, and what stands on rules alone."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.brief import wording
from dialogues.dataset import Dataset

FOUND = ("mentions", "facts", "plan_references", "people", "statements")  # tables whose rows have a basis


@dataclass(frozen=True, slots=True)
class Summary:
    """How many texts were read whole, and by whom."""

    texts: int
    by_person: int  # texts that a person has read
    by_program: int  # texts that only programs have read
    readers: tuple[str, ...]
    corrected: int  # rows of the table corrections
    alone: float  # share of what was found that stands on rules alone

    @property
    def unread(self) -> int:
        """Texts that nobody has read."""
        return self.texts - self.by_person - self.by_program


def summary(d: Dataset) -> Summary:
    """Count the readings of a dataset."""
    read = d["readings"].filter("is_complete")
    people = set(read.filter(pl.col("reader_kind") == "person")["document_id"])
    bases = pl.concat([d[table]["basis"] for table in FOUND])
    return Summary(
        texts=d["documents"].height,
        by_person=len(people),
        by_program=len(set(read["document_id"]) - people),
        readers=tuple(read["reader"].unique().sort()),
        corrected=d["corrections"].height,
        alone=0.0 if bases.is_empty() else float((bases == "rule").sum() / bases.len()),
    )


def sentence(d: Dataset) -> str:
    """Say how many texts were read and by whom: a person, a program only, nobody."""
    told = summary(d)
    parts = [
        f"a person has read {wording.number(told.by_person) if told.by_person else 'none'}",
        f"only a program {wording.number(told.by_program)}" if told.by_program else "",
        f"nobody {wording.number(told.unread)}" if told.unread else "",
    ]
    of = f"Of {wording.counted(told.texts, 'text')}, {wording.listed([part for part in parts if part])}."
    put = wording.counted(told.corrected, "finding") if told.corrected else "no finding"
    return f"{of} Reading put right {put} of the rules."


def alone(d: Dataset) -> pl.DataFrame:
    """One row per document: ``document_id``, ``is_alone`` (nobody has read it whole)."""
    return d["documents"].select("document_id", is_alone=~pl.col("is_read"))
