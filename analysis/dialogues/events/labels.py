"""Days, places and forms that a list of labels gives: "Date: 6-8 October", "Venue: Turkmenabat"."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.events.orders import Order


def find(texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per sentence that opens with a label of the event's: ``sentence_id, of`` (day, place or both).

    A bare "Date" is one where the event's place has a label too: else it is the day of publication. A list
    of several days is a calendar.
    """
    marks = codebook.marks()
    low = pl.col("plain").str.to_lowercase()

    def opens(*kinds: str) -> pl.Expr:
        return low.str.contains(rf"^\W*(?:{'|'.join(marks[kind] for kind in kinds)})\s*[:|]\s*\S")

    online = low.str.contains(rf"^\W*(?:{marks['online']}),") & (pl.col("role") == "header")
    is_place = opens("place") | online
    is_day = opens("day") | (opens("date") & is_place.any().over("document_id")) | online
    return (
        texts.lazy()
        .select("document_id", "sentence_id", is_day=is_day, is_place=is_place)
        .filter(pl.col("is_day") | pl.col("is_place"))
        .filter(pl.col("is_day").sum().over("document_id") <= 1)
        .drop("document_id")
        .collect(engine="in-memory")
    )


def add(about: pl.DataFrame, clauses: pl.DataFrame, labelled: pl.DataFrame) -> pl.DataFrame:
    """Add what the labels give to the clauses about the event, as if one that says it was held gave it."""
    nothing = pl.lit([], pl.List(pl.String))
    event = about.filter(pl.col("order") == Order.CHOSEN).select("document_id", "kind", "has_met")
    given = (
        clauses.join(labelled, on="sentence_id")
        .join(event.unique("document_id"), on="document_id")
        .with_columns(
            *(pl.when("is_place").then(name).otherwise(nothing).alias(name) for name in ("places", "modes")),
            days=pl.when("is_day").then("days").otherwise(nothing),
            order=pl.lit(Order.HELD, pl.Int32),
            assertion=pl.lit("held"),
            has_met=pl.lit(value=False),
        )
        .drop("is_day", "is_place")
    )
    kept = about.join(given, on=["sentence_id", "clause"], how="anti", maintain_order="left")
    return pl.concat([kept, given], how="diagonal")
