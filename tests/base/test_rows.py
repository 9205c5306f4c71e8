from __future__ import annotations

import polars as pl

from dialogues.base import rows

TOLD = pl.DataFrame(
    {"document_id": ["a", "a", "b", "b", "c"], "day": [3, 5, 7, 7, None], "by": [1, 1, 1, 2, 3]}
)


def test_the_first_row_is_that_of_each_document_or_of_each_key() -> None:
    assert rows.first(TOLD)["day"].to_list() == [3, 7, None]
    assert rows.first(TOLD, "by")["document_id"].to_list() == ["a", "b", "c"]


def test_only_one_value_counts_and_an_empty_one_is_none() -> None:
    assert rows.only(TOLD, "day").rows() == [("b", 7)]


def test_a_row_is_among_others_by_its_document() -> None:
    assert TOLD.select(rows.among(TOLD.filter(day=5))).to_series().to_list() == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_first_case_that_holds_gives_the_value() -> None:
    said = rows.choice([(pl.col("day") > 4, "late"), (pl.col("day") > 1, pl.lit("early"))])
    assert TOLD.select(said).to_series().to_list() == ["early", "late", "late", "late", None]
