"""Codings: an event's codes, counted."""

from __future__ import annotations

import polars as pl

from dialogues.coding import codings
from dialogues.dataset import schemas


def told(*background: str) -> pl.DataFrame:
    """Four sentences, those named being background."""
    names = ["a.s0", "a.s1", "b.s0", "c.s0"]
    return pl.DataFrame({"sentence_id": names, "is_background": [name in background for name in names]})


def test_a_code_is_counted_by_mention_sentence_and_text_of_its_event() -> None:
    rows = [("a", "a.s0"), ("a", "a.s0"), ("a", "a.s1"), ("b", "b.s0"), ("c", "c.s0")]
    mentions = pl.DataFrame(
        [(document, sentence, "topic", "health") for document, sentence in rows],
        schema=["document_id", "sentence_id", "facet", "code"],
        orient="row",
    )
    documents = pl.DataFrame({"document_id": ["a", "b", "c"], "event_id": ["e", "e", None]})
    counted = codings.count(mentions, documents, told("a.s0", "b.s0"))
    schemas.Codings.validate(counted)
    assert counted.rows() == [("e", "topic", "health", 4, 3, 2, 2)]


def test_people_dates_and_places_are_no_codes() -> None:
    mentions = pl.DataFrame(
        {"document_id": ["a"], "sentence_id": ["a.s0"], "facet": ["person"], "code": ["p"]}
    )
    documents = pl.DataFrame({"document_id": ["a"], "event_id": ["e"]})
    assert codings.count(mentions, documents, told()).is_empty()
