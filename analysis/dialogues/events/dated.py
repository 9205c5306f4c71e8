"""Dates in clauses: which clause tells which date, and what it says."""

from __future__ import annotations

import polars as pl

from dialogues.events import shapes

_SAID = ("start_date", "end_date", "month_day", "end_month_day", "is_completed", "other_reading", "form")


def in_names(named: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """One row per name that is a date: its ``sentence_id, number, start, end``, and what it says.

    ``month`` (2024-06) is what a date without a day says.
    """
    month = pl.when(pl.col("form") == "month_year").then("code")
    said = dates.select(*_SAID, month=month, code="mention_id")
    return named.select("sentence_id", "number", "code", "start", "end").join(said, on="code").drop("code")


def told(clauses: pl.DataFrame, in_names: pl.DataFrame, *also: str) -> pl.DataFrame:
    """One row per date that ``clauses`` tell, with their columns ``also``.

    ``days`` is the date with the words before it: " on  DATE.3 ".
    """
    days = clauses.select("document_id", "sentence_id", *also, "days").explode("days").drop_nulls("days")
    return shapes.names_in(days, pl.col("days").str.extract(shapes.LAST_DATE), in_names)


def day(year: pl.Expr | str | int, month_day: str) -> pl.Expr:
    """The day of a year, of which a text says 06-18; none where there is no such day in it."""
    written = pl.lit(year) if isinstance(year, int) else year
    return pl.format("{}-{}", written, month_day).str.to_date("%Y-%m-%d", strict=False)
