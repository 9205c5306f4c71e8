"""What is not clear of a document's event: the fields it does not give, or gives twice with equal weight."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook
from dialogues.dataset import schemas


def find(
    inside: pl.DataFrame, facts: pl.DataFrame, slots: pl.DataFrame, state: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """The table doubts: of a meeting of two sides its counterpart, of every event its day, where they are empty."""
    two = [kind.code for kind in codebook.kinds if kind.sides == "two"]
    kinds = facts.filter(pl.col("field") == "kind").select("document_id", "sentence_id", kind="value")
    given = facts.select("document_id", "field").unique()
    wanted = [
        inside.join(kinds.filter(pl.col("kind").is_in(two)), on="document_id").with_columns(
            field=pl.lit("counterpart")
        ),
        inside.join(kinds, on="document_id").with_columns(field=pl.lit("start_date")),
    ]
    missing = pl.concat(wanted).join(given, on=["document_id", "field"], how="anti")
    dated = facts.filter(pl.col("field") == "month_day").select("document_id", field=pl.lit("start_date"))
    return (
        missing.join(dated, on=["document_id", "field"], how="anti")
        .with_columns(values=pl.lit(None, pl.String), sentence_ids=pl.col("sentence_id"))
        .select(schemas.empty(schemas.Doubts).columns)
        .sort("document_id", "field")
    )
