"""Which documents are in scope: those that report an event with human-rights content, and why."""

from __future__ import annotations

import polars as pl

NO_EVENT = "No meeting of two parties was found."
NO_CONTENT = "An event was found, but no human-rights content."
TO_COME = "Only an event still to come was found."
CONTENT = (
    r"(?i:(?-u:\b)(?:human rights|rights of (?:the )?(?:child|children|women|persons|people|minorities"
    r"|migrants|citizens)|women's rights|children'?s'? rights|labou?r rights|fundamental (?:rights"
    r"|freedoms)|humanitarian law|human dimension|humanitarian (?:sphere|questions|issues)"
    r"|civil liberties|rule of law)(?-u:\b))"
)
IN_SCOPE = "An event with human-rights content was found."


def judge(documents: pl.DataFrame, events: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """One row per document: ``document_id, in_scope, scope_reason``.

    Parameters
    ----------
    documents
        ``document_id``.
    events
        ``document_id, has_party, is_past`` of the documents in which a kind of event was named.
    subjects
        Rows with ``document_id`` for each mention of a human-rights subject.
    """
    has_content = subjects.select("document_id").unique().with_columns(has_content=pl.lit(True))
    reason = (
        pl.when(pl.col("is_past").is_null())
        .then(pl.lit(NO_EVENT))
        .when(~pl.col("is_past"))
        .then(pl.lit(TO_COME))
        .when(~pl.col("has_party"))
        .then(pl.lit(NO_EVENT))
        .when(pl.col("has_content").is_null())
        .then(pl.lit(NO_CONTENT))
        .otherwise(pl.lit(IN_SCOPE))
    )
    return (
        documents.select("document_id")
        .join(events.select("document_id", "has_party", "is_past"), on="document_id", how="left")
        .join(has_content, on="document_id", how="left")
        .select("document_id", in_scope=reason == IN_SCOPE, scope_reason=reason)
    )
