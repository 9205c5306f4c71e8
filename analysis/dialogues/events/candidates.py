"""Candidate pairs: the documents that may report one event, found by blocking. Match rules see no others."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook

SOON_DAYS = 4  # a report without the event's date appears within so many days of it
LATE_DAYS = 10  # or within so many, where it names somebody who was there


def find(reports: pl.DataFrame, people: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per pair that a rule may link: ``document_id < document_id_other``.

    Pairs are looked up by what two reports of one event have in common: a day (the day after counts too; of
    a text without a day, those before it appeared) or a round; of one counterpart, or a body of it, the day
    of the year; and of one kind besides, the month of a standing kind, or somebody who was there.

    Parameters
    ----------
    reports
        One row per document, as linking.find takes it, with ``wide`` (list): the counterparts and the
        organisations of which they are bodies.
    people
        ``document_id, held``: the people whom each document names.
    codebook
        Its kinds say which are standing.
    """
    undated = pl.col("start_date").is_null() & pl.col("month_day").is_null()
    held = pl.date_ranges("start_date", pl.col("end_date").dt.offset_by("1d"))
    before = pl.concat_list(pl.col("published").dt.offset_by(f"-{days}d") for days in range(LATE_DAYS + 1))
    day = pl.when(pl.col("start_date").is_not_null()).then(held).when(undated).then(before)
    told = reports.with_columns(day=day, undated=undated)
    on_days = told.explode("day").drop_nulls("day")
    party, on_day = ["state", "kind", "wide"], ["state", "wide", "month_day"]
    met = told.drop("day").explode("wide").drop_nulls("wide")  # empty never equals empty
    dated = met.join(on_days.filter(~pl.col("undated")).select("document_id", "day"), on="document_id")
    of_year = met.drop_nulls("month_day")
    of_month = met.filter("undated", pl.col("kind").is_in(codebook.standing())).drop_nulls("month")
    there = met.join(people, on="document_id")
    looked_up = [
        (on_days, on_days, ["state", "day"]),
        (reports, reports, ["state", "kind", "ordinal"]),
        (of_year, of_year, on_day),
        (of_year, dated.with_columns(month_day=pl.col("day").dt.strftime("%m-%d")), on_day),
        (of_month, of_month, [*party, "month"]),
        (of_month, dated.with_columns(month=pl.col("day").dt.strftime("%Y-%m")), [*party, "month"]),
        (there.filter("undated"), there, [*party, "held"]),
    ]
    return pl.concat(_pairs(one, other, on) for one, other, on in looked_up).unique().collect()


def _pairs(one: pl.DataFrame, other: pl.DataFrame, on: list[str]) -> pl.LazyFrame:
    """Pairs of documents that have ``on`` in common, each told once."""
    names = "document_id", "document_id_other"
    both = (frame.lazy().select("document_id", *on).unique() for frame in (one, other))
    ordered = pl.col(names[0]) < pl.col(names[1]) if one is other else pl.col(names[0]) != pl.col(names[1])
    return (
        next(both)
        .join(next(both), on=on, suffix="_other")
        .filter(ordered)
        .select(pl.min_horizontal(names).alias(names[0]), pl.max_horizontal(names).alias(names[1]))
    )
