"""What the day of a page says of the days that it tells: a page reports what took place shortly before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dialogues.base import rows
from dialogues.events import dated, occasions, orders
from dialogues.events.completion import NEAR_DAYS

if TYPE_CHECKING:
    from dialogues.events.days import When

LATELY, REPORTED = 21, 60  # days after a meeting on which most pages report it, and all
YEAR = 366  # days of the year by which days without a year are set apart
# The page's days: the one it has itself, and where given that of sources.yaml.
_STAMP_FROM = pl.min_horizontal("printed", "published")
_STAMP_TO = pl.max_horizontal("printed", "published")


def by_publication(judged: pl.DataFrame, in_names: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Judge tellings whose days lie after the publication as planned, and long before it as earlier.

    What is told as held on a later day stays so. A page is the report of what took place some days before:
    where it says of none that it was held, what its lead names with such a day and a past verb was.
    """
    is_named = pl.col("assertion") == "named"
    is_open = is_named | pl.col("shape").str.contains(occasions.GOES_ON)
    told_so = pl.col("assertion").is_in(["named", "held"])
    in_lead = pl.col("rank").is_between(1, orders.OPENING) & pl.col("shape").str.contains(occasions.TELLS)
    has_held = ((pl.col("assertion") == "held") & pl.col("code").is_not_null()).any().over("document_id")
    said = [
        (pl.col("later") & told_so & is_open, "planned"),
        (pl.col("old") & told_so, "earlier"),
        (pl.col("near") & is_named & in_lead & ~has_held, "held"),
    ]
    apart = _from_the_page(judged, in_names, published)
    return (
        judged.join(apart, on="telling", how="left", maintain_order="left")
        .with_columns(assertion=pl.coalesce(rows.choice(said), "assertion"))
        .drop("later", "old", "near")
    )


def _from_the_page(judged: pl.DataFrame, in_names: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Whether all days of a telling lie after the page's own, shortly before it, or long before it.

    One row per telling with a date: ``telling, later, near, old``.
    """
    month = pl.col("month").str.to_date("%Y-%m", strict=False).dt.month_end()
    day = pl.coalesce("end_date", "start_date", month)
    lately = (pl.col("published") - day).dt.total_days().is_between(0, LATELY)
    by_page = {
        "later": pl.col("start_date") > pl.col("published"),
        "near": lately | pl.col("form").is_in(["relative", "weekday"]),
        "old": pl.col("printed").is_not_null() & (_STAMP_FROM - day > pl.duration(days=REPORTED)),
    }
    return (
        dated.told(judged, in_names, "telling")
        .join(published, on="document_id")
        .group_by("telling")
        .agg(is_so.fill_null(value=False).all().alias(name) for name, is_so in by_page.items())
    )


def untimely(when: When, event: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Events that the page cannot report by their days: ``document_id, untimely``, planned or earlier.

    One that is told as past on a later day stays: then one of the two days is wrong. Where only sources.yaml
    has a day of the page (not ``by_page``), that is a doubt: also ``field, values, sentence_ids``.
    """
    first, last = (
        when.fields[name].with_columns(pl.col("value").str.to_date(strict=False).alias(name))
        for name in ("start_date", "end_date")
    )
    is_old = _STAMP_FROM - pl.col("end_date") > pl.duration(days=REPORTED)
    is_ahead = (pl.col("start_date") > _STAMP_TO) & ~pl.col("shape").str.contains(occasions.TELLS)
    return (
        first.select("document_id", "start_date", "value", "sentence_id")
        .join(last.select("document_id", "end_date"), on="document_id")
        .join(published, on="document_id")
        .join(event.select("document_id", "shape"), on="document_id")
        .select(
            "document_id",
            untimely=rows.choice([(is_old, "earlier"), (is_ahead, "planned")]),
            by_page=pl.col("printed").is_not_null(),
            field=pl.lit("start_date"),
            values="value",
            sentence_ids="sentence_id",
        )
        .drop_nulls("untimely")
    )


def as_news(
    found: pl.DataFrame, clauses: pl.DataFrame, in_names: pl.DataFrame, published: pl.DataFrame
) -> pl.DataFrame:
    """Leave out days long before the text was published, or after it: of an earlier or a later meeting.

    The day on which the news was given stands for that of a text whose publication is not known. A day to
    come stays where the text gives no other: then one of the two days is wrong, and that is told.
    """
    said, last = (
        dated.day(2000, name).dt.ordinal_day().cast(pl.Int64) for name in ("said_on", "end_month_day")
    )
    ago = pl.coalesce((pl.col("published") - pl.col("end_date")).dt.total_days(), (said - last) % YEAR)
    to_come = (pl.col("start_date") > pl.col("published")).fill_null(value=False)
    return (
        found.join(published, on="document_id", how="left", maintain_order="left")
        .join(_reported(clauses, in_names), on="document_id", how="left", maintain_order="left")
        .filter((ago <= NEAR_DAYS).fill_null(value=True))
        .filter(~to_come | to_come.all().over("document_id"))
        .drop("published", "printed", "said_on")
    )


def _reported(clauses: pl.DataFrame, in_names: pl.DataFrame) -> pl.DataFrame:
    """The day on which the lead says that the news was given ("the ministry said on 3 June").

    One row per document: ``document_id, said_on`` (MM-DD).
    """
    lead = dated.told(clauses.filter(pl.col("rank").is_between(1, orders.LEAD)), in_names)
    said = pl.col("days").str.contains(r" SAY (?: on )?(?: DET )? DATE")
    return rows.first(lead.filter(said)).select("document_id", said_on="month_day")
