"""Whether a clause says that its meeting was held: by words of a class near it, as ConText does."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Assertion, Codebook

_MEETING = " (?:KIND|MEET|RECEIVE|VISIT|REVIEW) "


def judge(told: pl.DataFrame, matched: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add ``assertion`` to tellings: ``held``, ``named``, or what a rule of assertions.yaml says."""
    held = matched.filter("held").select("telling", held=pl.lit(value=True)).unique()
    said = pl.coalesce(pl.when(_fits(rule)).then(pl.lit(rule.says)) for rule in codebook.assertions)
    return (
        told.join(held, on="telling", how="left", maintain_order="left")
        .with_columns(assertion=pl.coalesce(said, pl.when("held").then(pl.lit("held")), pl.lit("named")))
        .drop("held")
    )


def _fits(rule: Assertion) -> pl.Expr:
    cue = f"(?: (?:{'|'.join(rule.words)}) )"
    gap = rf"((?: [^ ]+ ){{0,{rule.reach}}}?)"
    if rule.where == "before":
        between = pl.col("shape").str.extract(f"^.*{cue}{gap}{_MEETING}")
    elif rule.where == "opens":
        between = pl.col("shape").str.extract(f"^{cue}{gap}{_MEETING}")
    else:
        between = pl.col("shape").str.extract(f"{_MEETING}{gap}{cue}")
    fits = between.is_not_null()
    if rule.ends:
        fits = fits & ~between.str.contains(f" (?:{'|'.join(rule.ends)}) ")
    if rule.unless:
        fits = fits & ~pl.col("shape").str.contains(f" (?:{'|'.join(rule.unless)}) ")
    return fits
