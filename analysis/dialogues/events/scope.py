"""Which documents are in scope: those that report an event with human-rights content, and why."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import regex
from dialogues.events.orders import OPENING

NO_EVENT = "No meeting of two parties was found."
NO_CONTENT = "An event was found, but no human-rights content."
IN_SCOPE = "An event with human-rights content was found."
REASONS = {
    "denied": "The meeting is said not to have been held.",
    "planned": "Only an event still to come was found.",
    "conditional": "Only an event under a condition was found.",
    "asked": "A debate or question about meetings was found, but no meeting.",
    "earlier": "Only an earlier event was found.",
}


def with_topics(documents: pl.DataFrame, mentions: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add ``has_topic`` to documents: whether they name a topic that is content by itself."""
    alone = [topic.code for topic in codebook.topics if topic.alone]
    named = mentions.filter(pl.col("facet") == "topic", pl.col("code").is_in(alone))
    return documents.with_columns(has_topic=rows.among(named))


def judge(
    documents: pl.DataFrame,
    judged: pl.DataFrame,
    kind: pl.DataFrame,
    untimely: pl.DataFrame,
    texts: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """One row per document: ``document_id, in_scope, scope_reason``.

    A paper of papers.yaml reports no meeting, and no page one that is ``untimely`` (timeliness.untimely).
    What a sentence says of another meeting, one that was not held there and then, is no content of the event.
    """
    words = "|".join(regex(cue) for cue in codebook.words.content)
    another = judged.join(kind.select("document_id", event="code"), on="document_id").filter(
        pl.col("code") != pl.col("event"),
        pl.col("symbol") == "KIND",
        pl.col("assertion").is_in(list(REASONS)),
    )
    told = texts.filter(pl.col("plain").str.contains(words)).join(another, on="sentence_id", how="anti")
    has_content = rows.among(told) | pl.col("has_topic")
    said = (
        judged.filter(pl.col("assertion").is_in(list(REASONS)), pl.col("symbol") != "EVENT")
        .sort("document_id", "position", "clause")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", why=pl.col("assertion").replace_strict(REASONS))
    )
    by_paper = {paper.paper: paper.reason for paper in codebook.papers}
    is_told = (pl.col("rank") <= OPENING) & (pl.col("event_said") == "held")
    speaks = pl.col("paper").is_not_null() & ~(pl.col("is_weak") & is_told.fill_null(value=False))
    reasons = [
        (speaks, pl.col("paper").replace_strict(by_paper, default=None)),
        (pl.col("code").is_null(), pl.coalesce("why", pl.lit(NO_EVENT))),
        (~has_content, pl.lit(NO_CONTENT)),
        (pl.col("untimely").is_not_null(), pl.col("untimely").replace_strict(REASONS, default=None)),
    ]
    reason = pl.coalesce(rows.choice(reasons), pl.lit(IN_SCOPE))
    return (
        documents.select("document_id", "paper", "is_weak", "has_topic")
        .join(
            kind.select("document_id", "code", "rank", event_said="assertion"), on="document_id", how="left"
        )
        .join(said, on="document_id", how="left")
        .join(untimely.select("document_id", "untimely"), on="document_id", how="left")
        .select("document_id", in_scope=reason == IN_SCOPE, scope_reason=reason)
    )
