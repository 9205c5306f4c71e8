"""Who an event was held with."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook


def choose(slots: pl.DataFrame, state: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per counterpart: ``document_id, sentence_id, value, at, to, frame, assertion``.

    Of a meeting of two sides those of the best frame; of others all that held it or held it with them.
    """
    reviewers = {code.code: code.reviewer for code in codebook.instruments if code.reviewer}
    two = [kind.code for kind in codebook.kinds if kind.sides == "two"]
    foreign = (
        slots.filter(pl.col("field") == "counterpart", pl.col("type").is_in(["STATE", "DEMONYM", "ORG", "REVIEWER", "TREATY"]))
        .join(state, on="document_id")
        .with_columns(value=pl.col("code").replace(codebook.parties() | reviewers))
        .filter(pl.col("value") != pl.col("state"))
        .with_columns(weight=pl.col("weighs").replace_strict(codebook.ranks.frames, return_dtype=pl.Int64))
        .sort("document_id", "weight", "order", "position", "clause", "start")
    )
    first = pl.struct("weight", "telling", "frame").first().over("document_id")
    kept = foreign.filter(~pl.col("kind").is_in(two) | (pl.struct("weight", "telling", "frame") == first))
    return kept.unique(["document_id", "value"], keep="first", maintain_order=True).select(
        "document_id", "sentence_id", "value", "frame", "assertion", at="start", to="end"
    )
