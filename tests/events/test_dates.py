"""Dates in sentences: forms, offsets, what is completed from the publication date and what stays empty."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import five
from dialogues.events import dates
from golden_tables import each_of


def find(text: str, published: str | None = None) -> pl.DataFrame:
    """Find dates in one sentence of one document."""
    sentences = pl.DataFrame(
        {"document_id": ["d"], "sentence_id": ["d.s0"], "position": [0], "start": [7], "end": [7 + len(text)]}
    ).with_columns(text=pl.lit(text), role=pl.lit("body"))
    day = dt.date.fromisoformat(published) if published else None
    documents = pl.DataFrame(
        {"document_id": ["d"], "published": [day]}, schema_overrides={"published": pl.Date}
    )
    return dates.find(sentences, documents, five.rules().words)


@each_of("dates")
def test_hard_dates(case: dict[str, str]) -> None:
    """Each sentence of the golden table gives its dates, in order, and no other."""
    found = find(case["text"], case["published"])
    assert found["code"].to_list() == case["codes"].split()
    for row in found.iter_rows(named=True):
        assert case["text"][row["start"] - 7 : row["end"] - 7] == row["quote"]


def test_a_day_of_the_week_needs_the_publication_date() -> None:
    assert find("They met on Tuesday.")["code"].to_list() == []
    found = find("They met on Tuesday.", "2021-01-07")
    assert found.select("start_date", "is_completed").row(0) == (dt.date(2021, 1, 5), True)


@given(st.text())
def test_any_text_gives_spans_that_are_its_words(text: str) -> None:
    """Whatever the text, a quote is the text between its offsets and a day is one of the calendar."""
    for row in find(text, "2024-02-29").iter_rows(named=True):
        assert text[row["start"] - 7 : row["end"] - 7] == row["quote"]
        assert row["start_date"] is None or row["start_date"] <= row["end_date"]


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)),
    st.sampled_from(
        [
            "{0:%d} {0:%B} {0:%Y}",
            "{0:%B} {0:%d}, {0:%Y}",
            "{0:%d}.{0:%m}.{0:%Y}",
            "{0:%Y}-{0:%m}-{0:%d}",
            "{0:%d} {0:%B}{0:%Y}",
        ]
    ),
)
def test_every_day_written_out_comes_back(day: dt.date, form: str) -> None:
    found = find(f"A meeting took place on {form.format(day)} in Ashgabat.")
    assert found["start_date"].to_list() == [day]
