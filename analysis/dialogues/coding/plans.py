"""Plan references: named plans, strategies, programmes and roadmaps, with owner, family and period."""

from __future__ import annotations

import re

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import regex
from dialogues.codebook.facets import OTHER_PLAN
from dialogues.codebook.wordlists import PlanWords
from dialogues.coding import gazetteer, plan_names, plan_periods, speaking
from dialogues.dataset import schemas

_PLACE, _PERIOD = {"from": pl.Int64, "to": pl.Int64}, {"period_start": pl.Int64, "period_end": pl.Int64}
_NAME = {"sentence_id": pl.String, **_PLACE, "name": pl.String, **_PERIOD}
_CAPITAL = r"\p{Lu}[\p{L}\p{N}.'-]*"


@kept
def find(
    sentences: pl.DataFrame, mentions: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Every place where a plan is named: schemas.PlanReferences, event and status empty.

    The names of bodies ("UN Development Programme") among ``mentions`` are no plans; an organisation among
    them, or one of the ``states`` named (gazetteer.find), can be a plan's owner.
    """
    texts = sentences.filter(pl.col("role").is_in(["body", "header"])).with_columns(
        matching.plain(pl.col("text")).alias("plain")
    )
    named = (
        texts.filter(pl.col("plain").str.contains(plan_names.candidate(codebook.plan_words)))
        .pipe(_names, codebook.plan_words)
        .with_columns(
            (pl.col("start") + pl.col("from")).alias("start"),
            (pl.col("start") + pl.col("to")).alias("end"),
            pl.col("text").str.slice(pl.col("from"), pl.col("to") - pl.col("from")).alias("quote"),
        )
        .with_columns(pl.format("{}.{}.plan", "document_id", "start").alias("reference_id"))
    )
    bodies = mentions.filter(pl.col("facet").is_in(["organisation", "institution"]))
    named = _dated(matching.outside(named, bodies), texts, codebook.plan_words)
    return (
        _owned(_in_family(named, codebook), mentions, states, codebook)
        .with_columns(event_id=pl.lit(None, pl.String), status=pl.lit(None, pl.String), basis=pl.lit("rule"))
        .select(schemas.empty(schemas.PlanReferences).columns)
        .sort("document_id", "start")
    )


def distinct(found: pl.DataFrame) -> pl.DataFrame:
    """One row per plan and document of all places where plans are named (:func:`find`).

    A plan is told by family, owner and period; of other plans the name counts too. Where a document names a
    plan with and without its period, the mention with the period is kept; of equal ones the first.
    """
    told = pl.when(pl.col("plan") == OTHER_PLAN).then(pl.col("name").str.to_lowercase()).otherwise(pl.lit(""))
    plan = ["document_id", "plan", "owner", "told"]
    return (
        found.with_columns(told.alias("told"))
        .filter(pl.col("period_end").is_not_null() | pl.col("period_end").is_null().all().over(plan))
        .unique([*plan, "period_start", "period_end"], keep="first", maintain_order=True)
        .select(found.columns)
    )


def mentions_of(found: pl.DataFrame) -> pl.DataFrame:
    """Named plans (:func:`find`) as evidence spans of facet ``plan`` (schemas.Mentions)."""
    return schemas.as_mentions(found, facet=pl.lit("plan"), code="plan")


def status(references: pl.DataFrame, reports: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Fill in the event that each document ``reports``, and each plan's status on that event's first day."""
    year = pl.col("start_date").dt.year().cast(pl.Int64)
    judged = plan_periods.status(pl.col("period_start"), pl.col("period_end"), year)
    return (
        references.drop("event_id")
        .join(reports.select("document_id", "event_id"), on="document_id", how="left")
        .join(events.select("event_id", "start_date"), on="event_id", how="left")
        .with_columns(pl.when(year.is_not_null()).then(judged).alias("status"))
        .select(references.columns)
    )


def _names(texts: pl.DataFrame, words: PlanWords) -> pl.DataFrame:
    """One row per plan named in the few sentences that can name one."""
    rows = [
        (sentence, found.start, found.end, found.name(text), found.first, found.last)
        for sentence, plain, text in texts.select("sentence_id", "plain", "text").iter_rows()
        for found in plan_names.find(plain, words)
    ]
    return texts.join(pl.DataFrame(rows, _NAME, orient="row"), on="sentence_id")


def _dated(named: pl.DataFrame, texts: pl.DataFrame, words: PlanWords) -> pl.DataFrame:
    """Give names without a period the one that the next sentence gives: "It was worked out for 2021-2025"."""
    alone = pl.col("period_start").is_null() & pl.col("period_end").is_null()
    place = ["document_id", "position"]
    following = texts.select("document_id", "plain", position=pl.col("position") - 1)
    following = following.join(named.filter(alone), on=place, how="semi")
    periods = [
        (document, at, *plan_names.later_period(text, words)) for document, text, at in following.iter_rows()
    ]
    schema = {"document_id": pl.String, "position": pl.Int64, "_start": pl.Int64, "_end": pl.Int64}
    return (
        named.join(pl.DataFrame(periods, schema, orient="row").drop_nulls("_end"), on=place, how="left")
        .with_columns(
            period_start=pl.when(alone).then("_start").otherwise("period_start"),
            period_end=pl.when(alone).then("_end").otherwise("period_end"),
        )
        .drop("_start", "_end")
    )


def _in_family(named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give each name the first family whose cue stands in it; ``other_plan`` where none does.

    "The next Plan" is of the family of the plan named before it; after none of a family it has no name.
    """
    family = pl.lit(OTHER_PLAN)
    name = matching.plain(pl.col("name"))
    for code in reversed(codebook.plans):
        cued = pl.lit(value=False)
        for cue in code.cues:
            cued = cued | name.str.contains(regex(cue))
        for cue in code.unless:
            cued = cued & ~name.str.contains(regex(cue))
        family = pl.when(cued).then(pl.lit(code.code)).otherwise(family) if code.cues else family
    bare = pl.col("name").is_in(
        [own for own in named["name"] if plan_names.is_again(own, codebook.plan_words)]
    )
    return (
        named.sort("document_id", "start")
        .with_columns(pl.when(~bare).then(family).forward_fill().over("document_id").alias("plan"))
        .filter(~bare | (pl.col("plan") != OTHER_PLAN).fill_null(value=False))
    )


def _owned(
    named: pl.DataFrame, mentions: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Whose plan: that of the owner told in its sentence; else a national one is the state's of the text.

    A plan of an organisation is of none of the national families.
    """
    organisations = mentions.filter(pl.col("facet") == "organisation")
    spans = pl.concat(
        [
            organisations.select("sentence_id", "code", "start", "end", is_state=pl.lit(value=False)),
            states.select(
                "sentence_id", pl.col("state").alias("code"), "start", "end", is_state=pl.lit(value=True)
            ),
        ]
    ).rename({"start": "_start", "end": "_end"})
    home = gazetteer.home(states, codebook).rename({"state": "home"})
    foreign = pl.col("owner").is_in([code.code for code in codebook.organisations])
    national = (pl.col("plan") != OTHER_PLAN) | _is_national(codebook)
    return (
        named.join(_owners(named, spans, codebook), on="reference_id", how="left")
        .join(home, on="document_id", how="left")
        .with_columns(
            pl.when(foreign).then(pl.lit(OTHER_PLAN)).otherwise("plan").alias("plan"),
            pl.when(pl.col("owner").is_null() & national).then("home").otherwise("owner").alias("owner"),
        )
    )


def _owners(named: pl.DataFrame, spans: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The first owner named in a plan's name or beside it; else the nearest side that presents it.

    A side that presents a plan is a state's, or an organisation's where the name tells of no national plan.
    """
    words = codebook.plan_words
    side, own, formal = ("|".join(said) for said in (words.side, words.own, codebook.words.formal))
    inside = (pl.col("_start") >= pl.col("start")) & (pl.col("_end") <= pl.col("end"))
    before = pl.col("_between").str.contains(rf"^(?:(?: (?:{side}))?'s?)? (?:(?:{own}) )*$")
    after = pl.col("_beyond").str.contains(rf"^,? (?:of|in) (?:the )?(?:(?:{formal}) )?$")
    beside = (inside | before | after).fill_null(value=False)
    of_side = pl.col("_between").str.contains(rf"^ (?:{side}) ") & ~_is_national(codebook)
    presents = (pl.col("is_state") | of_side) & _is_presenting(codebook)
    return (
        named.join(spans, on="sentence_id")
        .with_columns(_between=_words_between("_end", "start"), _beyond=_words_between("end", "_start"))
        .with_columns(further=~beside, place=pl.when(beside).then("_start").otherwise(-pl.col("_start")))
        .filter(beside | presents)
        .sort("further", "place", "code")
        .group_by("reference_id")
        .agg(owner=pl.col("code").first())
    )


def _is_national(codebook: Codebook) -> pl.Expr:
    """Whether the plan's name says that it is a national one."""
    national = "|".join(codebook.plan_words.national)
    return matching.plain(pl.col("name")).str.contains(rf"(?i)^(?:\w+ )?(?:{national})\b")


def _is_presenting(codebook: Codebook) -> pl.Expr:
    """Whether a side (``_start`` to ``_end``) presents, adopts or carries out the plan named after it."""
    words, speakers = codebook.plan_words, codebook.speakers
    gap = "|".join(map(re.escape, speakers.between))
    side, presents, through = map("|".join, (words.side, words.presents, words.through))
    told_whom = rf"(?: (?:the )?{_CAPITAL}(?: (?:{side})(?-u:\b))?)?"
    between = (
        rf"^(?:'s?)?(?:[\s,()-]+(?:(?:{gap}|by)(?-u:\b)|{_CAPITAL}))*[\s,)]+(?:{presents})(?-u:\b){told_whom}"
        rf"(?:[\s,()\"-]+(?:(?:{through})(?-u:\b)|\d[\d-]*|{_CAPITAL}))*[\s\"(]*$"
    )
    at = pl.col("_start") - (pl.col("start") - pl.col("from"))
    return pl.col("_between").str.contains(between) & ~speaking.is_no_side(at, codebook)


def _words_between(first: str, last: str) -> pl.Expr:
    """Words of the sentence between two places of the document; none where the second is not after."""
    begins = pl.col(first) - (pl.col("start") - pl.col("from"))
    length = (pl.col(last) - pl.col(first)).clip(0)
    return pl.when(pl.col(last) >= pl.col(first)).then(pl.col("plain").str.slice(begins, length))
