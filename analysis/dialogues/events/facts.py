"""What each document says of its event: one row per fact, with the words it stands on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.scan import Spoken
from dialogues.dataset import schemas
from dialogues.events import (
    assertion,
    attendance,
    beside,
    dated,
    days,
    doubts,
    frames,
    home,
    labels,
    meetings,
    names,
    occasions,
    parties,
    places,
    scope,
    shapes,
    timeliness,
)
from dialogues.events.orders import Order

_COLUMNS = ("document_id", "sentence_id", "field", "value", "at", "to", "frame", "assertion")
FACT = pl.Schema({name: pl.Int64 if name in ("at", "to") else pl.String for name in _COLUMNS})


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of events.

    Attributes
    ----------
    facts
        The table facts without ``event_id``, for documents in scope.
    reports
        One row per document in scope: ``document_id, state, date_basis``, and the ``month`` it tells.
    scope
        One row per document: ``document_id, in_scope, scope_reason``.
    doubts
        The table doubts, for documents in scope.
    """

    facts: pl.DataFrame
    reports: pl.DataFrame
    scope: pl.DataFrame
    doubts: pl.DataFrame


@kept
def find(
    documents: pl.DataFrame,
    sentences: pl.DataFrame,
    spoken: Spoken,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    dates: pl.DataFrame,
    codebook: Codebook,
) -> Read:
    """Read the facts of its event in each document: names, shapes, frames, assertion, facts.

    Parameters
    ----------
    documents, sentences, mentions
        Tables of these names, documents with ``has_topic`` (scope.with_topics); no mention of topics is read.
    spoken, states, dates
        What phrases.find, gazetteer.find and dates.find found.
    codebook
        Words, names, frames, kinds and the corpus's own state.
    """
    texts = texts_of(sentences)
    named = names.find(texts, spoken, mentions, states, dates, codebook)
    clauses = clauses_of(texts, named, codebook)
    told = frames.tellings(clauses, named, codebook)
    matched = frames.match(told, codebook)
    published = documents.select("document_id", "published", "printed")
    in_names = dated.in_names(named, dates)
    judged = timeliness.by_publication(assertion.judge(told, matched, codebook), in_names, published)
    event, of_kinds = meetings.choose(judged, matched, clauses, named, texts, codebook)
    about = occasions.of_event(judged, event, texts, codebook)
    slots = _slots(matched, about, named)
    others, of_rounds = _other_rounds(slots)
    about, slots = (rows.join(others, on="telling", how="anti") for rows in (about, slots))
    about = occasions.with_lead(about, clauses, judged, codebook)
    about = occasions.with_openings(about, clauses, judged)
    about = labels.add(about, clauses, labels.find(texts, codebook))

    where, of_places = places.choose(about, clauses, judged, named, slots, texts, codebook)
    state = home.find(documents, event, slots, states, named, texts, codebook)
    once = occasions.by_clause(about)
    when = days.choose(once, clauses, judged, named, texts, in_names, published, codebook)
    event = meetings.by_who_held_it(event, slots, codebook)
    spoke = attendance.guests(clauses, named)
    near = beside.find(clauses, judged, about, named, event, state, codebook)
    sides, of_sides = parties.choose(slots, spoke, near, event, state, codebook)
    untimely = timeliness.untimely(when, event, published)
    judged_scope = scope.judge(documents, judged, event, untimely.filter("by_page"), texts, codebook)
    inside = judged_scope.filter("in_scope").select("document_id")
    ordinals = slots.filter(pl.col("field") == "ordinal", pl.col("order") < Order.MET, pl.col("code") != "0")
    of_numbers = doubts.disagreeing(ordinals.with_columns(value="code"))
    of_rounds = of_rounds.join(of_numbers, on="document_id", how="anti", maintain_order="left")
    of_days = untimely.filter(~pl.col("by_page")).select(when.doubts.columns)
    unsure = pl.concat([of_sides, of_numbers, of_rounds, when.doubts, of_days, of_places, of_kinds])
    stated = {
        "kind": event.select(*_TAKEN, value="code"),
        "counterpart": sides,
        "ordinal": _first(ordinals.join(of_numbers, on="document_id", how="anti", maintain_order="left")),
        "participant": attendance.find(clauses, about, named, codebook),
        **when.fields,
        **where,
    }
    rows = [frame.with_columns(field=pl.lit(name)).select(*FACT).cast(FACT) for name, frame in stated.items()]
    facts = _table(pl.concat(rows).join(inside, on="document_id", how="semi"), sentences)
    reports = inside.join(state, on="document_id")
    for known in (when.basis, when.months):
        reports = reports.join(known, on="document_id", how="left")
    left = doubts.find(inside, facts, unsure, codebook)
    return Read(facts, reports.sort("document_id"), judged_scope, left)


_SPAN = (pl.col("start").alias("at"), pl.col("end").alias("to"))
_TAKEN = ("document_id", "sentence_id", "frame", "assertion", *_SPAN)


def texts_of(sentences: pl.DataFrame) -> pl.DataFrame:
    """Sentences of body and header with ``plain`` and ``rank``: 0 in a header, the body's counted from 1."""
    is_body = pl.col("role") == "body"
    return (
        sentences.filter(pl.col("role").is_in(["body", "header"]))
        .sort("document_id", "position")
        .with_columns(
            plain=matching.plain(pl.col("text")), rank=is_body.cum_sum().over("document_id").cast(pl.Int64)
        )
        .with_columns(rank=pl.when(is_body).then("rank").otherwise(0))
    )


def clauses_of(texts: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Clauses with their sentence's rank, role and position."""
    place = texts.select("sentence_id", "document_id", "rank", "role", "position")
    return shapes.clauses(shapes.make(texts, named, codebook), codebook).join(place, on="sentence_id")


def parties_of(read: Read, codebook: Codebook) -> pl.DataFrame:
    """Give the parties to each document's event: ``document_id, side``.

    Also whether the party ``is_state``, ``is_host`` (the place is in its land), and whether the meeting
    ``is_paired``: of a kind that has two sides.
    """
    paired = kinds_of(read).filter(pl.col("kind").is_in(codebook.kinds_with("two")))["document_id"]
    others = read.facts.filter(pl.col("field") == "counterpart").select("document_id", side="value")
    lands = [(place.place, side) for place in codebook.places for side in {place.state, place.speaks_for}]
    of_land = dict.fromkeys(("value", "side"), pl.String)
    hosts = (
        read.facts.filter(pl.col("field") == "place")
        .join(pl.DataFrame(lands, schema=of_land, orient="row").drop_nulls(), on="value")
        .select("document_id", "side", is_host=pl.lit(True))
    )
    own = read.reports.select("document_id", side="state", is_state=True)
    return (
        pl.concat([own, others.with_columns(is_state=pl.lit(False))])
        .join(hosts, on=["document_id", "side"], how="left", maintain_order="left")
        .with_columns(
            pl.col("is_host").fill_null(value=False),
            is_paired=pl.col("document_id").is_in(paired.implode()),
        )
    )


def kinds_of(read: Read) -> pl.DataFrame:
    """Give the kind of each document's event: ``document_id, kind``."""
    return read.facts.filter(pl.col("field") == "kind").select("document_id", kind="value")


def places_of(facts: pl.DataFrame) -> pl.DataFrame:
    """Give the places of events as mentions (schemas.Mentions)."""
    return facts.filter(pl.col("field") == "place").pipe(
        schemas.as_mentions, facet=pl.lit("place"), code="value"
    )


def _slots(matched: pl.DataFrame, about: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """One row per name in a slot of a frame about the event, with its ``type`` and ``code``."""
    return (
        matched.drop_nulls("field")
        .rename({"rank": "weighs"})
        .join(about.drop("start", "end", "code", "number", "days", "places", "frame"), on="telling")
        .with_columns(slot="numbers")
        .pipe(shapes.names_in, pl.col("numbers"), named)
        .sort("document_id", "order", "position", "clause", "start")
    )


def _other_rounds(slots: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tellings that number the event otherwise than the one by which it is known: of another round.

    Where one of them says of a later round, as the first does, that it was held, that is a doubt; of earlier
    rounds texts tell as history.
    """
    numbers = slots.filter(pl.col("field") == "ordinal").with_columns(
        value="code", before=pl.lit(None, pl.String)
    )
    of_kind = pl.col("symbol") == "KIND"
    known = numbers.filter(of_kind, pl.col("order") == Order.CHOSEN)
    others = numbers.filter(of_kind | (pl.col("symbol") == "MEETING"), pl.col("order") > Order.CHOSEN)
    others = others.join(known, on="document_id", how="semi", maintain_order="left")
    others = others.join(known, on=["document_id", "value"], how="anti", maintain_order="left")
    number, taken = (pl.col(name).cast(pl.Int64, strict=False) for name in ("value", "value_taken"))
    return others.select("telling").unique(), doubts.rivals(known, others, number > taken, "ordinal")


def _first(slots: pl.DataFrame) -> pl.DataFrame:
    """The first of each document."""
    return slots.unique("document_id", keep="first", maintain_order=True).select(*_TAKEN, value="code")


def _table(rows: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Make spans of the document of spans of the sentence; keys and quotes."""
    many = pl.col("field").is_in(["counterpart", "participant"])
    key = pl.when(many).then(pl.format("{}.{}", "field", "value")).otherwise("field")
    return (
        rows.join(sentences.select("sentence_id", "text", offset="start"), on="sentence_id")
        .with_columns(
            start=pl.col("offset") + pl.col("at"),
            end=pl.col("offset") + pl.col("to"),
            quote=pl.col("text").str.slice("at", pl.col("to") - pl.col("at")),
            fact_id=pl.format("{}.{}", "document_id", key),
            event_id=pl.lit(None, pl.String),
            basis=pl.lit("rule"),
            assertion=pl.lit(schemas.HELD),
        )
        .select(*schemas.empty(schemas.Facts).columns)
        .drop("event_id")
        .sort("document_id", "field", "value")
    )
