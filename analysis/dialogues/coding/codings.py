"""Codings: the codes of an event, counted over the evidence spans of its texts."""

from __future__ import annotations

import polars as pl

from dialogues.dataset import schemas

FACETS = ("topic", "organisation", "institution", "instrument", "plan")


def count(mentions: pl.DataFrame, documents: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """One row per code of an event (schemas.Codings).

    Parameters
    ----------
    mentions
        schemas.Mentions; only the facets of the codebook count.
    documents
        ``document_id`` and ``event_id``; a text without event gives no coding.
    sentences
        schemas.Sentences; those of background are counted apart.
    """
    sentence = pl.col("sentence_id")
    return (
        mentions.filter(pl.col("facet").is_in(FACETS))
        .join(documents.select("document_id", "event_id").drop_nulls(), on="document_id")
        .join(sentences.select("sentence_id", "is_background"), on="sentence_id")
        .group_by("event_id", "facet", "code")
        .agg(
            pl.len().cast(pl.Int64).alias("mentions"),
            sentence.n_unique().cast(pl.Int64).alias("sentences"),
            sentence.filter("is_background").n_unique().cast(pl.Int64).alias("background"),
            pl.col("document_id").n_unique().cast(pl.Int64).alias("documents"),
        )
        .select(schemas.empty(schemas.Codings).columns)
        .sort("event_id", "facet", "code")
    )
