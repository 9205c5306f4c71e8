"""Texts that say nearly the same: one report taken over by two outlets, or saved twice with another menu."""

from __future__ import annotations

import polars as pl

SHORTEST = 30  # letters and figures of a sentence that tells texts apart
SHARE = 0.8  # of the sentences of the shorter text that stand in the other
FEWEST = 2  # sentences that two texts must share
COMMON = 20  # texts with one sentence, beyond which it is a turn of phrase of the outlet


def find(sentences: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of texts that say nearly the same.

    Returns
    -------
    ``document_id, other, shared`` (sentences in both) and ``count`` (of the shorter text).
    """
    words = pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    own = (
        sentences.select("document_id", words=words)
        .filter(pl.col("words").str.len_chars() >= SHORTEST)
        .unique(maintain_order=True)
    )
    rare = own.filter(pl.len().over("words").is_between(2, COMMON))
    pairs = (
        rare.join(rare.rename({"document_id": "other"}), on="words")
        .filter(pl.col("document_id") > pl.col("other"))
        .group_by("document_id", "other")
        .agg(pl.len().cast(pl.Int64).alias("shared"))
    )
    counts = own.group_by("document_id").agg(pl.len().cast(pl.Int64).alias("count"))
    return (
        pairs.join(counts, on="document_id")
        .join(counts.rename({"document_id": "other", "count": "count_other"}), on="other")
        .with_columns(count=pl.min_horizontal("count", "count_other"))
        .filter(pl.col("shared") >= FEWEST, pl.col("shared") >= SHARE * pl.col("count"))
        .select("document_id", "other", "shared", "count")
        .sort("document_id", "other")
    )
