"""Whether a clause says that its meeting was held: by words of a class near it, as ConText does."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Assertion, Codebook
from dialogues.events.frames import WITHOUT_NAME

_MEETING = " (?:KIND|MEET|RECEIVE|VISIT|REVIEW) "


def judge(told: pl.DataFrame, matched: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add ``assertion`` to tellings: ``held``, ``named``, or what a rule of assertions.yaml says."""
    held = matched.filter("held").select("telling", held=pl.lit(value=True)).unique()
    first = matched.unique("telling", keep="first", maintain_order=True).select("telling", "frame")
    judged = (
        told.join(held, on="telling", how="left", maintain_order="left")
        .join(first, on="telling", how="left", maintain_order="left")
        .with_columns(
            assertion=pl.coalesce(
                said(codebook.assertions), pl.when("held").then(pl.lit("held")), pl.lit("named")
            )
        )
        .drop("held")
    )
    return _by_what_follows(judged)


def _by_what_follows(judged: pl.DataFrame) -> pl.DataFrame:
    """Give a meeting that is only named what a clause that goes on with "which" says of it."""
    relative = judged.filter(
        pl.col("symbol") == WITHOUT_NAME,
        pl.col("shape").str.contains("^ KIND "),
        pl.col("assertion") != "named",
    ).select("sentence_id", clause=pl.col("clause") - 1, follows="assertion")
    last = pl.col("number") == pl.col("number").max().over("sentence_id", "clause")
    open_ = (pl.col("assertion") == "named") & last
    return (
        judged.join(
            relative.unique(["sentence_id", "clause"]),
            on=["sentence_id", "clause"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            assertion=pl.when(open_).then(pl.coalesce("follows", "assertion")).otherwise("assertion")
        )
        .drop("follows")
    )


def said(rules: tuple[Assertion, ...]) -> pl.Expr:
    """What the first of ``rules`` that fits says."""
    return pl.coalesce(pl.when(fits(rule)).then(pl.lit(rule.says)) for rule in rules)


def fits(rule: Assertion) -> pl.Expr:
    """Whether a rule fits the ``shape`` of a meeting's clause."""
    cue = f"(?: (?:{'|'.join(rule.words)}) )"
    gap = rf"((?: [^ ]+ ){{0,{rule.reach}}}?)"
    if rule.where == "before":
        between = pl.col("shape").str.extract(f"^.*{cue}{gap}{_MEETING}")
    elif rule.where == "opens":
        between = pl.col("shape").str.extract(f"^{cue}{gap}{_MEETING}")
    else:
        between = pl.col("shape").str.extract(f"{_MEETING}{gap}{cue}")
    found = between.is_not_null()
    if rule.ends:
        found = found & ~between.str.contains(f" (?:{'|'.join(rule.ends)}) ")
    if rule.unless:
        found = found & ~pl.col("shape").str.contains(f" (?:{'|'.join(rule.unless)}) ")
    return found
