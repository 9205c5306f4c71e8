"""From which day to which day an event lasted, where a clause tells one of its days only."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.events import dated
from dialogues.events.orders import Order

LONGEST = 6  # days between the first and the last day of one event that two sentences tell
_MOVED = ("start_date", "end_date", "month_day", "end_month_day", "sentence_id", "start", "end")
_OPENS, _CLOSES = pl.col("opens") & ~pl.col("closes"), pl.col("closes") & ~pl.col("opens")
_IS_TOLD = pl.col("order") < Order.STAMP  # in a clause, not by a stamp or dateline


def complete(
    best: pl.DataFrame,
    found: pl.DataFrame,
    about: pl.DataFrame,
    clauses: pl.DataFrame,
    named: pl.DataFrame,
    in_names: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """The days found with the whole span of the event, and ``date_basis``: what they rest on.

    ``best`` has one row per document, ``found`` all days told (days.choose).
    """
    spanned = _in_range(best, found)
    first = [
        found.filter(_OPENS, _IS_TOLD).select("document_id", first="start_date"),
        _since(about, in_names),
    ]
    last = [_last(found.filter(_CLOSES, _IS_TOLD)), _goes_on(clauses, in_names)]
    ended = _with_ends(
        spanned, rows.first(pl.concat(first)), rows.first(pl.concat(last)), _lengths(about, named, codebook)
    )
    has_year = pl.col("start_date").is_not_null()
    inferred = pl.col("is_completed") | pl.col("counted")
    return ended.with_columns(
        date_basis=rows.choice([(has_year & inferred, "inferred"), (has_year, "explicit")]),
        month_day=pl.when(~has_year).then("month_day"),
    )


def _in_range(best: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Take a range in another clause about the event that holds the day found, as the event's days.

    "The seminar opened on 3 June. ... It was held from 3 to 5 June." The session in which a state is reviewed
    is no span of its review.
    """
    ranges = found.filter("spans", _IS_TOLD).select(
        "document_id", pl.col(*_MOVED, "symbol").name.suffix("_of_range")
    )
    holds = pl.col("month_day") >= pl.col("month_day_of_range")
    holds &= pl.col("end_month_day") <= pl.col("end_month_day_of_range")
    session = (pl.col("symbol") == "REVIEW") & (pl.col("symbol_of_range") == "OCCASION")
    wider = (
        best.filter(~pl.col("spans"))
        .select("document_id", "month_day", "end_month_day", "symbol")
        .join(ranges, on="document_id", maintain_order="left")
        .filter(holds, ~session.fill_null(value=False))
        .pipe(rows.first)
        .select(ranges.columns)
    )
    year, takes = pl.col("start_date").dt.year(), pl.col("month_day_of_range").is_not_null()
    return (
        best.join(wider, on="document_id", how="left", maintain_order="left")
        .with_columns(
            pl.col(f"{date}_of_range").fill_null(dated.day(year, f"{day}_of_range"))
            for date, day in (("start_date", "month_day"), ("end_date", "end_month_day"))
        )
        .with_columns(
            *(pl.when(takes).then(f"{name}_of_range").otherwise(name).alias(name) for name in _MOVED),
            spans=pl.col("spans") | takes,
        )
    )


def _since(about: pl.DataFrame, in_names: pl.DataFrame) -> pl.DataFrame:
    """Days since when an event had been going on ("which began on Monday"): ``document_id, first``."""
    since = pl.col("days").str.contains(r" SINCE (?: DET )? DATE")
    return dated.told(about, in_names).filter(since).select("document_id", first="start_date")


def _goes_on(clauses: pl.DataFrame, in_names: pl.DataFrame) -> pl.DataFrame:
    """Days on which something is said to go on: "The session continues until 5 June"."""
    going_on = clauses.filter(pl.col("shape").str.contains(" (?:CONTINUE|TOMORROW|AFTERWARDS) "))
    return _last(dated.told(going_on, in_names))


def _last(told: pl.DataFrame) -> pl.DataFrame:
    """The last of the days told: ``document_id, last, last_day`` (MM-DD, where no year is known)."""
    return told.select("document_id", last="end_date", last_day="end_month_day")


def _lengths(about: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """How many days an event took ("a two-day seminar", "lasted three days"): ``document_id, took``."""
    words = {word: value for value, word in enumerate(codebook.words.numbers, 1)}
    in_word = pl.col("whole").str.extract(r" ([a-z]+)-day ")
    numbers = named.filter(pl.col("type") == "NUMBER").select(
        "sentence_id", "number", count=pl.col("code").cast(pl.Int64, strict=False)
    )
    return (
        about.filter(pl.col("order") < Order.BESIDE)
        .with_columns(
            word=in_word.replace_strict(words, default=None, return_dtype=pl.Int64),
            number=pl.col("whole").str.extract(r" NUMBER\.([0-9]+) (?: [a-zA-Z]+ )? days ").cast(pl.Int64),
        )
        .join(numbers, on=["sentence_id", "number"], how="left", maintain_order="left")
        .select("document_id", took=pl.coalesce("word", "count"))
        .filter(pl.col("took").is_between(2, LONGEST + 1))
        .pipe(rows.first)
    )


def _with_ends(
    best: pl.DataFrame, first: pl.DataFrame, last: pl.DataFrame, lengths: pl.DataFrame
) -> pl.DataFrame:
    """Give an event of which one day is told its other end: told elsewhere, or by how long it took.

    ``counted``: by how long it took ("a two-day seminar opened on 3 June").
    """
    for other in (first, last, lengths):
        best = best.join(other, on="document_id", how="left", maintain_order="left")
    until = pl.coalesce("last", dated.day(pl.col("end_date").dt.year(), "last_day"))
    one = pl.col("month_day") == pl.col("end_month_day")
    begun_before = (pl.col("start_date") - pl.col("first")).dt.total_days().is_between(1, LONGEST)
    ended_after = (until - pl.col("end_date")).dt.total_days().is_between(1, LONGEST)
    is_counted, more = one & pl.col("took").is_not_null(), pl.duration(days=pl.col("took") - 1)
    return best.with_columns(
        start_date=pl.when(_CLOSES, one, begun_before)
        .then("first")
        .when(_CLOSES, is_counted)
        .then(pl.col("start_date") - more)
        .otherwise("start_date"),
        end_date=pl.when(~pl.col("closes"), one, ended_after)
        .then(until)
        .when(_OPENS, is_counted)
        .then(pl.col("end_date") + more)
        .otherwise("end_date"),
        counted=is_counted & (pl.col("closes") | pl.col("opens")),
    )
