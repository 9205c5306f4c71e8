"""The brief says who has read the texts, and never that a person did what none did."""

from __future__ import annotations

import datetime as dt

import polars as pl

import corpora
from brief.notebook import plain
from dialogues.brief import readers
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset
from rows import frame
from small import dataset


def read(*kinds: str) -> Dataset:
    """Two texts, each read by a reader of the kind named in its place."""
    tables = dataset(*corpora.ALL[:2])
    names = tables["documents"]["document_id"].to_list()
    rows = [
        {"document_id": name, "reader": kind.upper(), "reader_kind": kind, "read_on": dt.date(2025, 1, 1),
         "is_complete": True}
        for name, kind in zip(names, kinds, strict=False)
    ]  # fmt: skip
    is_read = pl.col("document_id").is_in(names[: len(kinds)])
    documents = tables["documents"].with_columns(is_read=is_read)
    return dict(tables) | {"readings": frame("readings", *rows), "documents": documents}


def counts(d: Dataset) -> dict[str, object]:
    """How many texts a person, a program, a program alone and nobody have read; nothing where none."""
    slots = readers.slots(d)
    found = (slots["by_person"], slots["by_program"], slots["by_program_alone"], slots["unread"])
    return {
        name: finding.value
        for name, finding in zip(("person", "program", "program alone", "nobody"), found, strict=True)
        if isinstance(finding, Finding)
    }


def test_texts_are_counted_by_who_has_read_them() -> None:
    assert counts(read()) == {"nobody": 2}
    assert counts(read("program", "person")) == {"person": 1, "program": 1}
    assert counts(read("program")) == {"program": 1, "nobody": 1}
    assert counts(read("program", "program")) == {"program alone": 2}


def test_the_name_of_a_program_stands_as_it_is_written() -> None:
    d = read("program")
    d = dict(d) | {"readings": d["readings"].with_columns(reader=pl.lit("<b>[x](javascript:y)"))}
    assert readers.slots(d)["programs"] == r"\<b\>\[x\]\(javascript\:y\)"


def test_what_readers_put_right_is_told_one_by_one_where_it_is_little() -> None:
    d = read("program", "program")
    name = d["documents"]["document_id"][0]
    row = {"document_id": name, "table": "facts", "field": "place", "reader": "PROGRAM",
           "read_on": dt.date(2025, 1, 1)}  # fmt: skip
    words = {"added": "{field} “{now}” added ({text})", "changed": "{field} “{now}” for “{was}”"}
    moved = [row | {"now": "Vienna"}, row | {"was": "Paris", "now": "Rome"}]

    def told(*corrections: dict[str, object]) -> str:
        tables = dict(d) | {"corrections": frame("corrections", *corrections)}
        return plain(readers.changes(Ledger(tables), words))

    assert told(*moved) == "place “Vienna” added ([Text 2](#d-a-one)); place “Rome” for “Paris”"
    assert told(*moved, *moved) == ""


def test_only_a_text_that_nobody_has_read_is_marked() -> None:
    d = read("program")
    own, other = d["documents"]["document_id"].to_list()
    assert readers.alone(d) == {other}
    assert readers.mark(d, own, "read by no one") == ""
    assert 'aria-label="read by no one"' in readers.mark(d, other, "read by no one")
