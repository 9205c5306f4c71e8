"""Whether a clause says that its meeting was held: by words of a class near it, as ConText does."""

from __future__ import annotations

from collections.abc import Sequence

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
    of_clause = pl.col("of_clause")
    judged = (
        told.join(held, on="telling", how="left", maintain_order="left")
        .join(first, on="telling", how="left", maintain_order="left")
        .join(of_texts(clauses, codebook), on="document_id", how="left", maintain_order="left")
        .join(said(told, codebook.assertions), on="telling", how="left", maintain_order="left")
        .with_columns(
            assertion=pl.coalesce(
                pl.when((of_clause != "planned") | ~is_past).then(of_clause),
                "of_text",
                pl.when("held").then(pl.lit("held")),
                pl.lit("named"),
            )
        )
        .drop("held", "of_text", "of_clause")
    )
    return _by_what_follows(judged)


def _by_what_follows(judged: pl.DataFrame) -> pl.DataFrame:
    """Give a meeting that is only named what a clause that goes on with "which" says of it.

    One that was put off was held where the next telling says that "it" was, on its day; its own day was not.
    """
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
        _heads(clauses)
        .with_columns(of_text=says)
        .drop_nulls("of_text")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "of_text")
    )


def fitting(told: pl.DataFrame, clauses: pl.DataFrame, rule: Assertion) -> pl.DataFrame:
    """Tellings that a rule fits: by their own clause, or by the head of their text."""
    if rule.where in OF_TEXTS:
        return told.join(_heads(clauses).filter(_opens_text(rule)), on="document_id", how="semi")
    return _fitting(told.lazy(), rule).drop("between").collect(engine="in-memory")


def _heads(clauses: pl.DataFrame) -> pl.DataFrame:
    """The clauses of the title and of what stands before the second sentence of prose, of each text."""
    is_prose = (pl.col("rank") > 0) & pl.col("whole").str.contains(_PROSE)
    first = pl.when(is_prose).then("rank").min().over("document_id")
    return clauses.filter((pl.col("rank") <= first).fill_null(value=True))


def _opens_text(rule: Assertion) -> pl.Expr:
    """Whether a rule fits a clause at the head of a text: its title, or its first sentence too."""
    head = pl.col("rank") == 0 if rule.where == "title" else pl.lit(value=True)
    before = pl.col("whole").str.extract(rf"^((?: [^ ]+ ){{0,{rule.reach}}}?){_cue(rule.words)}")
    told = pl.col("whole").str.contains(_NOUN).cum_max().shift(1, fill_value=False)
    told = told.over("sentence_id", order_by="clause")
    return head & before.is_not_null() & ~before.str.contains(_NOUN) & ~told


def said(told: pl.DataFrame, rules: Sequence[Assertion]) -> pl.DataFrame:
    """What the first of ``rules`` that fits a telling's clause says: ``telling, of_clause``."""
    found = [
        _fitting(told.lazy(), rule).select("telling", of_clause=pl.lit(rule.says))
        for rule in rules
        if rule.where not in OF_TEXTS
    ]
    none = pl.LazyFrame(schema={"telling": pl.UInt32, "of_clause": pl.String})
    return pl.concat([none, *found]).unique("telling", keep="first", maintain_order=True).collect()


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
