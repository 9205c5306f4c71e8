"""What a document leaves open of its event."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.dataset import schemas
from dialogues.events.orders import LEAD, Order

KEYS = ["document_id", "field"]


def disagreeing(slots: pl.DataFrame) -> pl.DataFrame:
    """Doubts where what frames of equal rank give in one clause has nothing in common.

    ``slots`` are rows of one field with ``frame, telling, weighs, value``, those that go before others first.
    """
    first = [pl.col(name).first().over("document_id") for name in ("telling", "weighs", "frame")]
    equal = slots.filter(pl.col("telling") == first[0], pl.col("weighs") == first[1])
    of_first = slots.filter(pl.col("telling") == first[0], pl.col("frame") == first[2])
    taken = of_first.select("document_id", "value").unique().with_columns(shared=pl.lit(value=True))
    other = (
        equal.join(taken, on=["document_id", "value"], how="left", maintain_order="left")
        .group_by("document_id", "frame", maintain_order=True)
        .agg(apart=pl.col("shared").is_null().all())
        .filter("apart")
    )
    return (
        equal.join(other, on="document_id", how="semi", maintain_order="left")
        .unique(["document_id", "value"], keep="first", maintain_order=True)
        .group_by("document_id", "field", maintain_order=True)
        .agg(
            values=pl.col("value").str.join("|"),
            sentence_ids=pl.col("sentence_id").unique(maintain_order=True).str.join("|"),
        )
    )


def rivals(best: pl.DataFrame, others: pl.DataFrame, differs: pl.Expr, field: str) -> pl.DataFrame:
    """Doubts where another clause that tells of the event as the best does gives another value.

    Both have ``document_id, sentence_id, rank, order, symbol, before`` (the word before it) and ``value``;
    in ``differs`` the columns of the best end in ``_taken``.
    """
    lead = pl.col("rank").is_between(1, LEAD)
    these, those = (
        rows.filter(pl.col("order") <= Order.HELD).with_columns(lead=lead) for rows in (others, best)
    )
    alike = ["document_id", "before", "symbol", "lead"]
    apart = these.join(those, on=alike, suffix="_taken", nulls_equal=True, maintain_order="left")
    taken = {"taken": "value_taken", "told_in": "sentence_id_taken"}
    return between(apart.filter(differs).with_columns(**taken), field)


def between(apart: pl.DataFrame, field: str) -> pl.DataFrame:
    """Doubts between the value that would be ``taken`` and each other ``value`` of equal rank."""
    return (
        apart.unique(["document_id", "value"], keep="first", maintain_order=True)
        .group_by("document_id", maintain_order=True)
        .agg(
            field=pl.lit(field),
            values=pl.concat_str(pl.col("taken").first(), pl.col("value").str.join("|"), separator="|"),
            sentence_ids=pl.concat([pl.col("told_in").first(), pl.col("sentence_id")])
            .unique(maintain_order=True)
            .str.join("|"),
        )
    )


def find(inside: pl.DataFrame, facts: pl.DataFrame, unsure: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The table doubts: what is ``unsure``; else the counterpart of two sides and the day, where empty."""
    two = codebook.kinds_with("two")
    kinds = facts.filter(pl.col("field") == "kind").select("document_id", "sentence_id", kind="value")
    day = pl.col("field").replace({"month_day": "start_date"})
    given = facts.select("document_id", field=day).unique()
    of_two = inside.join(kinds.filter(pl.col("kind").is_in(two)), on="document_id")
    wanted = [
        of_two.with_columns(field=pl.lit("counterpart")),
        inside.join(kinds, on="document_id").with_columns(field=pl.lit("start_date")),
    ]
    columns = schemas.empty(schemas.Doubts).columns
    empty = (
        pl.concat(wanted)
        .join(given, on=KEYS, how="anti")
        .join(unsure, on=KEYS, how="anti")
        .with_columns(values=pl.lit(None, pl.String), sentence_ids="sentence_id")
        .select(columns)
    )
    told = unsure.join(inside, on="document_id", how="semi").select(columns)
    return pl.concat([empty, told]).sort(KEYS)
