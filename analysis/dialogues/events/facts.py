"""What each document says of its event: one row per fact, with the words it stands on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.codebook.codes import Codebook
from dialogues.codebook.codes import states as labels
from dialogues.coding import gazetteer
from dialogues.dataset import schemas
from dialogues.events import dating, occasions, parties, reviews, rounds, scope, venues

SPAN = pl.Schema(
    {
        "document_id": pl.String,
        "sentence_id": pl.String,
        "value": pl.String,
        "at": pl.Int64,
        "to": pl.Int64,
    }
)
REVIEWERS = ["organisation", "instrument"]  # a review's body, or what it reviews
NO_PARTY_NEEDED = ("round_table", "seminar_training", "commission_meeting")  # events of one convener


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of events.

    Attributes
    ----------
    facts
        The table facts without ``event_id``, for documents in scope.
    reports
        One row per document in scope: ``document_id, state, date_basis``.
    scope
        One row per document: ``document_id, in_scope, scope_reason``.
    """

    facts: pl.DataFrame
    reports: pl.DataFrame
    scope: pl.DataFrame


def find(
    documents: pl.DataFrame,
    sentences: pl.DataFrame,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    dates: pl.DataFrame,
    codebook: Codebook,
) -> Read:
    """Read the facts of its event in each document.

    Parameters
    ----------
    documents, sentences, mentions
        Tables of these names.
    states, dates
        What gazetteer.find and dates.find found.
    codebook
        Kinds, organisations, places and the corpus's own state.
    """
    home = _home(documents, states, codebook)
    read = occasions.tell(sentences)
    cues = occasions.kinds(read, codebook)
    kind = occasions.choose(cues)
    told = occasions.mark(read, kind, cues)

    countries = _within(states.rename({"state": "code"}), told)
    bodies = _within(mentions.filter(pl.col("facet").is_in(["organisation", "institution"])), told)
    organisations = bodies.filter(pl.col("facet") == "organisation")
    institutions = bodies.filter(pl.col("facet") == "institution")
    named = pl.concat([countries, bodies], how="diagonal")

    counterparts = parties.choose(named, home, codebook)
    reviewed = reviews.bodies(
        kind, _within(mentions.filter(pl.col("facet").is_in(REVIEWERS)), told), codebook
    )
    counterparts = pl.concat(
        [counterparts.join(reviewed.select("document_id"), on="document_id", how="anti"), reviewed]
    )
    kind = _of_several(kind, counterparts)
    days = dating.choose(told, dates)
    place = venues.place(told, codebook, countries.filter(pl.col("form") == "name").rename({"code": "state"}))
    mode = venues.mode(told, institutions, organisations, place)
    by_video = mode.filter(pl.col("value") == "video").select("document_id")
    ordinals = rounds.choose(told).join(reviewed.select("document_id"), on="document_id", how="anti")
    judged = scope.judge(
        documents, _events(kind, told, counterparts, ordinals), _subjects(mentions, told, codebook)
    )

    stated = {
        "kind": kind.rename({"code": "value"}),
        **_days(days),
        "ordinal": ordinals,
        "mode": mode,
        "place": place.join(by_video, on="document_id", how="anti"),
        "counterpart": counterparts,
        "participant": parties.participants(pl.concat([organisations, institutions])),
    }
    in_scope = judged.filter("in_scope").select("document_id")
    reports = (
        in_scope.join(home, on="document_id")
        .join(days.select("document_id", "date_basis"), on="document_id", how="left")
        .sort("document_id")
    )
    rows = [
        frame.with_columns(field=pl.lit(name)).select("field", *SPAN).cast(SPAN)
        for name, frame in stated.items()
    ]
    facts = _table(pl.concat(rows).join(in_scope, on="document_id", how="semi"), sentences)
    return Read(facts, reports, judged)


def parties_of(read: Read) -> pl.DataFrame:
    """Give the parties to each document's event: ``document_id, side``, and whether it ``is_state``."""
    others = read.facts.filter(pl.col("field") == "counterpart").select("document_id", side="value")
    return pl.concat(
        [
            read.reports.select("document_id", side="state", is_state=pl.lit(True)),
            others.with_columns(is_state=pl.lit(False)),
        ]
    )


def places_of(facts: pl.DataFrame) -> pl.DataFrame:
    """Give the places of events as mentions (schemas.Mentions)."""
    return (
        facts.filter(pl.col("field") == "place")
        .with_columns(
            mention_id=pl.format("{}.{}.place.{}", "document_id", "start", "value"),
            facet=pl.lit("place"),
            code="value",
            assertion=pl.lit("named"),
        )
        .select(*schemas.empty(schemas.Mentions).columns)
    )


def _home(documents: pl.DataFrame, states: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Whose dialogue each document is about; the corpus's own state where none is named."""
    return (
        documents.select("document_id")
        .join(gazetteer.home(states, codebook), on="document_id", how="left")
        .with_columns(pl.col("state").fill_null(codebook.edition.home))
    )


def _within(spans: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Spans with the marks of their sentences, counted from the sentence's first character."""
    return (
        spans.drop("document_id", "quote")
        .rename({"start": "at", "end": "to"})
        .join(told, on="sentence_id")
        .with_columns(at=pl.col("at") - pl.col("start"), to=pl.col("to") - pl.col("start"))
    )


def _of_several(kind: pl.DataFrame, counterparts: pl.DataFrame) -> pl.DataFrame:
    """Take a meeting of several states for an event of another kind than one of two sides."""
    states = (
        counterparts.filter(pl.col("value").is_in(list(labels())))
        .group_by("document_id")
        .agg(several=pl.len() + 1 >= parties.MANY)
    )
    several = pl.col("several").fill_null(False) & (pl.col("code") == "bilateral_meeting")
    return (
        kind.join(states, on="document_id", how="left", maintain_order="left")
        .with_columns(code=pl.when(several).then(pl.lit("other")).otherwise("code"))
        .drop("several")
    )


def _events(
    kind: pl.DataFrame, told: pl.DataFrame, counterparts: pl.DataFrame, ordinals: pl.DataFrame
) -> pl.DataFrame:
    """Whether each event has the parties its kind needs, and is past.

    A numbered round of a human-rights dialogue has a partner, also where its name is not understood.
    """
    past = told.filter("named").group_by("document_id").agg(is_past=(~pl.col("future")).any())
    numbered = (pl.col("code") == "human_rights_dialogue") & pl.col("document_id").is_in(
        ordinals["document_id"].implode()
    )
    has_party = pl.col("has_party").fill_null(pl.col("code").is_in(NO_PARTY_NEEDED) | numbered)
    return (
        kind.select("document_id", "code")
        .join(past, on="document_id")
        .join(
            counterparts.select("document_id", has_party=pl.lit(True)).unique(), on="document_id", how="left"
        )
        .with_columns(has_party=has_party)
    )


def _subjects(mentions: pl.DataFrame, told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Documents that speak of human rights: by those words, or by a topic that is one."""
    words = told.filter(pl.col("plain").str.contains(scope.CONTENT)).select("document_id")
    alone = [topic.code for topic in codebook.topics if topic.alone]
    topics = mentions.filter(pl.col("facet") == "topic", pl.col("code").is_in(alone))
    return pl.concat([words, topics.select("document_id")])


def _days(days: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The fields of a date, each with its own words."""
    last = {"sentence_id": "end_sentence_id", "at": "end_at", "to": "end_to"}
    fields = {
        "start_date": days.with_columns(value=pl.col("start_date").cast(pl.String)),
        "end_date": days.with_columns(
            value=pl.col("end_date").cast(pl.String),
            **{own: pl.coalesce(end, own) for own, end in last.items()},
        ),
        "month_day": days.with_columns(value="month_day"),
    }
    return {name: frame.drop_nulls("value") for name, frame in fields.items()}


def _table(rows: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Make spans of the document of spans of the sentence; keys and quotes."""
    many = pl.col("field").is_in(["counterpart", "participant"])
    return (
        rows.join(sentences.select("sentence_id", "text", offset="start"), on="sentence_id")
        .with_columns(
            start=pl.col("offset") + pl.col("at"),
            end=pl.col("offset") + pl.col("to"),
            quote=pl.col("text").str.slice("at", pl.col("to") - pl.col("at")),
            fact_id=pl.format(
                "{}.{}",
                "document_id",
                pl.when(many).then(pl.format("{}.{}", "field", "value")).otherwise("field"),
            ),
        )
        .with_columns(
            event_id=pl.lit(None, pl.String),
            frame=pl.lit(None, pl.String),
            assertion=pl.lit(schemas.HELD),
            basis=pl.lit("rule"),
        )
        .select(*schemas.empty(schemas.Facts).columns)
        .drop("event_id")
        .sort("document_id", "field", "value")
    )
