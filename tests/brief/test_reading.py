"""The brief says who has read the texts, and never that a person did what none did."""

from __future__ import annotations

import datetime as dt

import polars as pl

import corpora
from dialogues.brief import reading
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


def test_it_says_how_many_texts_a_person_a_program_and_nobody_read() -> None:
    none = "Reading put right no finding of the rules."
    assert reading.sentence(read()) == f"Of two texts, a person has read none and nobody two. {none}"
    assert (
        reading.sentence(read("program", "person"))
        == f"Of two texts, a person has read one and only a program one. {none}"
    )
    assert reading.sentence(read("program", "program")).startswith(
        "Of two texts, a person has read none and only a program two."
    )


def test_what_stands_on_rules_alone_is_told_by_document() -> None:
    d = read("program")
    assert reading.alone(d)["is_alone"].to_list() == [False, True]
    assert reading.summary(d).alone == 1.0
