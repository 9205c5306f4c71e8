"""Bodies that took part in an event: those that attended it, led a side, or spoke at it."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook

_ATTENDS = r" (?:ATTEND|LEAD) "
_SPEAKS = r" PARTY[.0-9]+ (?: [^ ]+ ){0,6} (?:OPEN|CLOSE|DISCUSS|SAY) "
_OTHERWISE = r" (?:WILL|NOT|NEXT|EARLIER) "


def find(clauses: pl.DataFrame, about: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per document and body: ``document_id, sentence_id, value, at, to, frame, assertion``."""
    bodies = {kind.code: body for kind in codebook.kinds for body in kind.bodies}
    shape = pl.col("whole")
    there = clauses.filter(shape.str.contains(_ATTENDS), ~shape.str.contains(_OTHERWISE))
    spoke = about.filter(pl.col("order") <= 3, shape.str.contains(_SPEAKS))
    columns = ("document_id", "sentence_id", "position", "whole")
    return (
        pl.concat([there.select(columns), spoke.select(columns)])
        .unique(maintain_order=True)
        .with_columns(number=shape.str.extract_all(r"\.[0-9]+"))
        .explode("number")
        .drop_nulls("number")
        .with_columns(number=pl.col("number").str.strip_chars(".").cast(pl.Int64))
        .join(named.drop("document_id"), on=["sentence_id", "number"])
        .filter(pl.col("type").is_in(["ORG", "BODY", "REVIEWER", "COMMISSION"]))
        .with_columns(
            value=pl.when(pl.col("type") == "COMMISSION").then(pl.col("code").replace(bodies)).otherwise("code"),
            frame=pl.lit(None, pl.String),
            assertion=pl.lit("held"),
        )
        .sort("document_id", "position", "start")
        .unique(["document_id", "value"], keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "value", "frame", "assertion", at="start", to="end")
    )
