"""Whether a clause says that its meeting was held: by words of a class near it, as ConText does."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import Assertion
from dialogues.events.frames import WITHOUT_NAME

OF_TEXTS = ("title", "text")  # where a rule's words stand that says something of a whole text
_PROSE = " (?:[a-z]+|[A-Z_]+) "  # a sentence that is more than a dateline
_NOUN = r" (?:KIND|MEETING|OCCASION|BRIEFING)\.[0-9]+ "  # a meeting named before: the words are its subject
_MEETING = " (?:KIND|MEET|RECEIVE|VISIT|REVIEW) "


def judge(
    told: pl.DataFrame, clauses: pl.DataFrame, matched: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Add ``assertion`` to tellings: ``held``, ``named``, or what a rule of assertions.yaml says.

    What a rule says of a whole text, by its title or first sentence, holds for each meeting in it that its
    own clause does not say to be otherwise.
    """
    held = matched.filter("held").select("telling", held=pl.lit(value=True)).unique()
    first = matched.unique("telling", keep="first", maintain_order=True).select("telling", "frame")
    is_past = (
        pl.col("days").list.join(" ").str.contains(" EARLIER  DATE")
    )  # "invited to last Monday's session"
    of_clause = said(codebook.assertions)
    judged = (
        told.join(held, on="telling", how="left", maintain_order="left")
        .join(first, on="telling", how="left", maintain_order="left")
        .join(of_texts(clauses, codebook), on="document_id", how="left", maintain_order="left")
        .lazy()  # what stands between cue and meeting is asked more than once: one plan looks once
        .with_columns(
            assertion=pl.coalesce(
                pl.when((of_clause != "planned") | ~is_past).then(of_clause),
                "of_text",
                pl.when("held").then(pl.lit("held")),
                pl.lit("named"),
            )
        )
        .drop("held", "of_text")
        .collect(engine="in-memory")
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


def of_texts(clauses: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per document that only speaks of meetings: ``document_id, of_text``, what it says of them."""
    of_texts = [rule for rule in codebook.assertions if rule.where in OF_TEXTS]
    says = pl.coalesce(
        *(pl.when(_opens_text(rule)).then(pl.lit(rule.says)) for rule in of_texts), pl.lit(None, pl.String)
    )
    return (
        clauses.with_columns(of_text=says)
        .drop_nulls("of_text")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "of_text")
    )


def fitting(told: pl.DataFrame, clauses: pl.DataFrame, rule: Assertion) -> pl.DataFrame:
    """Tellings that a rule fits: by their own clause, or by the head of their text."""
    if rule.where in OF_TEXTS:
        return told.join(clauses.filter(_opens_text(rule)), on="document_id", how="semi")
    return told.filter(fits(rule))


def _opens_text(rule: Assertion) -> pl.Expr:
    """Whether a rule fits a clause at the head of a text: its title, or its first sentence too."""
    is_prose = (pl.col("rank") > 0) & pl.col("whole").str.contains(_PROSE)
    first = pl.when(is_prose).then("rank").min().over("document_id")
    head = pl.col("rank") == 0 if rule.where == "title" else (pl.col("rank") <= first).fill_null(value=True)
    before = pl.col("whole").str.extract(rf"^((?: [^ ]+ ){{0,{rule.reach}}}?){_cue(rule.words)}")
    return head & before.is_not_null() & ~before.str.contains(_NOUN)


def said(rules: tuple[Assertion, ...]) -> pl.Expr:
    """What the first of ``rules`` that fits says."""
    of_clauses = [rule for rule in rules if rule.where not in OF_TEXTS]
    return pl.coalesce(
        *(pl.when(fits(rule)).then(pl.lit(rule.says)) for rule in of_clauses), pl.lit(None, pl.String)
    )


def fits(rule: Assertion) -> pl.Expr:
    """Whether a rule fits the ``shape`` of a meeting's clause."""
    cue = _cue(rule.words)
    gap = rf"((?: [^ ]+ ){{0,{rule.reach}}}?)"
    if rule.where == "before":
        between = pl.col("shape").str.extract(f"^.*{cue}{gap}{_MEETING}")
    elif rule.where == "opens":
        between = pl.col("shape").str.extract(f"^{cue}{gap}{_MEETING}")
    else:
        between = pl.col("shape").str.extract(f"{_MEETING}{gap}{cue}")
    found = between.is_not_null()
    if rule.ends:
        found = found & ~between.str.contains(_cue(rule.ends))
    if rule.over:
        found = found & between.str.contains(_cue(rule.over))
    if rule.unless:
        found = found & ~pl.col("shape").str.contains(_cue(rule.unless))
    return found


def _cue(words: tuple[str, ...]) -> str:
    """One of these words, classes or names."""
    return rf"(?: (?:{'|'.join(words)})(?:\.[0-9]+)* )"
