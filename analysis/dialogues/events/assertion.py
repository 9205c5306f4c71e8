"""Whether a clause says that its meeting was held: by words of a class near it, as ConText does."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import Assertion
from dialogues.events.frames import WITHOUT_NAME

_MEETING = " (?:KIND|MEET|RECEIVE|VISIT|REVIEW) "


def judge(told: pl.DataFrame, matched: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add ``assertion`` to tellings: ``held``, ``named``, or what a rule of assertions.yaml says."""
    held = matched.filter("held").select("telling", held=pl.lit(value=True)).unique()
    first = matched.unique("telling", keep="first", maintain_order=True).select("telling", "frame")
    is_past = (
        pl.col("days").list.join(" ").str.contains(" EARLIER  DATE")
    )  # "invited to last Monday's session"
    of_clause = pl.col("of_clause")
    judged = (
        told.join(held, on="telling", how="left", maintain_order="left")
        .join(first, on="telling", how="left", maintain_order="left")
        .join(said(each(told, codebook.assertions)), on="telling", how="left", maintain_order="left")
        .with_columns(
            assertion=pl.coalesce(
                pl.when((of_clause != "planned") | ~is_past).then(of_clause),
                pl.when("held").then(pl.lit("held")),
                pl.lit("named"),
            )
        )
        .drop("held", "of_clause")
    )
    return _by_what_follows(judged)


def _by_what_follows(judged: pl.DataFrame) -> pl.DataFrame:
    """Give a meeting that is only named what a clause that goes on with "which" says of it.

    One that was put off was held where the next telling says that "it" was, on its day; its own day was not.
    """
    clause = ["sentence_id", "clause"]
    relative = judged.filter(
        pl.col("symbol") == WITHOUT_NAME,
        pl.col("shape").str.contains("^ KIND "),
        pl.col("assertion") != "named",
    ).select("sentence_id", clause=pl.col("clause") - 1, follows="assertion")
    last = pl.col("number") == pl.col("number").max().over("sentence_id", "clause")
    open_ = (pl.col("assertion") == "named") & last
    made_up = (pl.col("assertion") == "held") & pl.col("shape").str.contains("^ KIND ")
    made_up = (made_up & (pl.col("days").list.len() > 0)).shift(-1, fill_value=False).over("document_id")
    made_up &= (pl.col("assertion") == "denied") & pl.col("code").is_not_null()
    judged = judged.with_columns(
        pl.when(~made_up).then(name).otherwise([]).alias(name) for name in ("days", "places")
    ).with_columns(assertion=pl.when(made_up).then(pl.lit("held")).otherwise("assertion"))
    return (
        judged.join(relative.unique(clause), on=clause, how="left", maintain_order="left")
        .with_columns(
            assertion=pl.when(open_).then(pl.coalesce("follows", "assertion")).otherwise("assertion")
        )
        .drop("follows")
    )


def said(fits: pl.DataFrame) -> pl.DataFrame:
    """What the first rule of those that fit each telling's clause says: ``telling, of_clause``."""
    return fits.unique("telling", keep="first", maintain_order=True).select("telling", "of_clause")


def each(told: pl.DataFrame, rules: Sequence[Assertion]) -> pl.DataFrame:
    """One row per telling and rule that fits its clause: ``telling, rule`` (its place), ``of_clause``."""
    found = [
        _fitting(told.lazy(), rule).select("telling", rule=pl.lit(place), of_clause=pl.lit(rule.says))
        for place, rule in enumerate(rules)
    ]
    none = pl.LazyFrame(schema={"telling": pl.UInt32, "rule": pl.Int32, "of_clause": pl.String})
    return pl.concat([none, *found]).collect(engine="in-memory")


def _fitting(told: pl.LazyFrame, rule: Assertion) -> pl.LazyFrame:
    """Tellings whose ``shape`` a rule fits, with the words ``between`` its own and the meeting."""
    shape, between, cue = pl.col("shape"), pl.col("between"), _cue(rule.words)
    gap = rf"((?: [^ ]+ ){{0,{rule.reach}}}?)"
    regex = {
        "before": f"^.*{cue}{gap}{_MEETING}",
        "opens": f"^{cue}{gap}{_MEETING}",
        "after": f"{_MEETING}{gap}{cue}",
    }[rule.where]
    fits = between.is_not_null()
    if rule.where == "opens":
        fits &= pl.col("clause") == 0
    if rule.ends:
        fits &= ~between.str.contains(_cue(rule.ends))
    if rule.over:
        fits &= between.str.contains(_cue(rule.over))
    if rule.unless:
        fits &= ~shape.str.contains(_cue(rule.unless))
    return told.filter(shape.str.contains(cue)).with_columns(between=shape.str.extract(regex)).filter(fits)


def _cue(words: tuple[str, ...]) -> str:
    """One of these words, classes or names."""
    return rf"(?: (?:{'|'.join(words)})(?:\.[0-9]+)* )"
