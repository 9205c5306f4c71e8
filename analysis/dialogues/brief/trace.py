"""From rows of any table to the words they stand on."""

from __future__ import annotations

import polars as pl

from dialogues.dataset import Dataset

SPAN = ("document_id", "sentence_id", "start", "end", "quote")
HEADLINE = ("kind", "start_date")  # the facts that show an event when none in particular is asked for


def evidence(d: Dataset, table: str, rows: pl.DataFrame, fields: tuple[str, ...] = ()) -> pl.DataFrame:
    """One row per span (document, sentence, start, end, quote) that bears out ``rows`` of ``table``.

    A row that rests on a text as a whole has the document alone, and so has a count of sentences; an
    event known from elsewhere has none.
    """
    if table in ("mentions", "facts", "plan_references", "statements"):
        spans = rows.select(SPAN)
    elif table == "people":
        spans = _people(d, rows)
    elif table == "codings":
        spans = _codings(d, rows)
    elif table == "events":
        spans = _events(d, rows.select("event_id").unique(), fields or HEADLINE)
    elif table == "counterparts":
        spans = _counterparts(d, rows)
    elif "document_id" not in rows.columns:
        spans = d["facts"].clear().select(SPAN)
    else:
        spans = _whole(rows)
    return spans.unique().sort("document_id", "start", "end", nulls_last=True)


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    none = (
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in zip(SPAN[1:], (pl.String, pl.Int64, pl.Int64, pl.String), strict=True)
    )
    return rows.select("document_id").unique().with_columns(*none)


def _people(d: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    sentences = d["sentences"].select("sentence_id", "text", pl.col("start").alias("from"))
    return rows.join(sentences, on="sentence_id").select(
        "document_id",
        "sentence_id",
        "start",
        "end",
        pl.col("text")
        .str.slice(pl.col("start") - pl.col("from"), pl.col("end") - pl.col("start"))
        .alias("quote"),
    )


def _codings(d: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    """The words of each code; those of background only where it has no others."""
    key = ["event_id", "facet", "code"]
    own = (
        d["mentions"]
        .filter(assertion="named")
        .join(d["documents"].select("document_id", "event_id"), on="document_id")
        .join(rows, on=key, how="semi")
        .join(d["sentences"].select("sentence_id", "is_background"), on="sentence_id", how="left")
    )
    is_least = pl.col("is_background") == pl.col("is_background").min().over(key)
    return own.filter(is_least).select(SPAN)


def _events(d: Dataset, events: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame:
    facts = d["facts"].join(events, on="event_id", how="semi").filter(pl.col("field").is_in(fields))
    silent = d["documents"].join(events, on="event_id", how="semi").join(facts, on="event_id", how="anti")
    return pl.concat([facts.select(SPAN), _whole(silent)])


def _counterparts(d: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    own = d["facts"].filter(pl.col("field") == "counterpart")
    stated = own.join(rows, left_on=["event_id", "value"], right_on=["event_id", "counterpart"], how="semi")
    silent = rows.join(
        stated, left_on=["event_id", "counterpart"], right_on=["event_id", "value"], how="anti"
    )
    return pl.concat([stated.select(SPAN), _events(d, silent.select("event_id").unique(), HEADLINE)])
