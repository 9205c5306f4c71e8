"""What a document leaves open of its event."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook
from dialogues.dataset import schemas


def find(inside: pl.DataFrame, facts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The table doubts: the counterpart of a meeting of two sides and the day of any, where empty."""
    two = [kind.code for kind in codebook.kinds if kind.sides == "two"]
    kinds = facts.filter(pl.col("field") == "kind").select("document_id", "sentence_id", kind="value")
    day = pl.col("field").replace({"month_day": "start_date"})
    given = facts.select("document_id", field=day).unique()
    of_two = inside.join(kinds.filter(pl.col("kind").is_in(two)), on="document_id")
    wanted = [
        of_two.with_columns(field=pl.lit("counterpart")),
        inside.join(kinds, on="document_id").with_columns(field=pl.lit("start_date")),
    ]
    return (
        pl.concat(wanted)
        .join(given, on=["document_id", "field"], how="anti")
        .with_columns(values=pl.lit(None, pl.String), sentence_ids="sentence_id")
        .select(schemas.empty(schemas.Doubts).columns)
        .sort("document_id", "field")
    )
