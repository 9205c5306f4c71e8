"""Events from the facts of documents: link reports of one event, merge what they say, keep differences."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.dataset import schemas
from dialogues.events import linking

MERGED = ("kind", "ordinal", "mode", "place")  # fields where the most documents win, then the first of them
SCALARS = ("kind", "start_date", "end_date", "month_day", "ordinal", "mode", "place")


@dataclass(frozen=True, slots=True)
class Found:
    """The tables about events.

    Attributes
    ----------
    events, counterparts, facts, links
        Tables of these names.
    reports
        ``document_id, event_id`` of the documents in scope.
    """

    events: pl.DataFrame
    counterparts: pl.DataFrame
    facts: pl.DataFrame
    links: pl.DataFrame
    reports: pl.DataFrame


def find(
    reports: pl.DataFrame,
    facts: pl.DataFrame,
    documents: pl.DataFrame,
    sentences: pl.DataFrame,
    people: pl.DataFrame,
    mentions: pl.DataFrame,
    pairs: pl.DataFrame,
    codebook: Codebook,
) -> Found:
    """Link documents that report one event and merge their facts.

    Of the documents of an event, those whose field was read decide it.

    Parameters
    ----------
    reports, facts
        What facts.find read.
    documents, sentences, people, mentions
        Tables of these names (of people no ``event_id`` is needed; of mentions those that are named).
    pairs
        Which texts a reader says report one event, or two (readings.apply.Applied).
    codebook
        What its kinds of event are like.
    """
    wide = _widen(reports, facts, documents)
    bodies = facts.filter(pl.col("field") == "participant").select("document_id", held="value")
    topics = mentions.filter(pl.col("facet") == "topic").select("document_id", held="code")
    found = linking.find(wide, sentences, people, bodies, topics, codebook)
    links = linking.settle(found, pairs, reports)
    groups = linking.group(wide, links, pairs)
    members = _read_first(wide.join(groups, on="document_id").sort("document_id"), facts)
    merged = _name(_merge(members, [kind.code for kind in codebook.kinds]))
    event_of = groups.join(merged.select("first", "event_id"), on="first").select("document_id", "event_id")
    same = event_of.rename({"document_id": "linked_document_id", "event_id": "other_id"})
    return Found(
        events=merged.select(*schemas.empty(schemas.Events).columns).sort("event_id"),
        counterparts=merged.select("event_id", counterpart="counterparts")
        .explode("counterpart")
        .drop_nulls("counterpart")
        .sort("event_id", "counterpart"),
        facts=facts.join(event_of, on="document_id")
        .select(*schemas.empty(schemas.Facts).columns)
        .sort("event_id", "document_id", "fact_id"),
        links=links.join(event_of, on="document_id")
        .join(same, on="linked_document_id")
        .filter(pl.col("event_id") == pl.col("other_id"))
        .select(*schemas.empty(schemas.Links).columns)
        .sort("event_id", "document_id", "linked_document_id"),
        reports=event_of.sort("document_id"),
    )


def differences(
    facts: pl.DataFrame,
    reports: pl.DataFrame,
    mentions: pl.DataFrame,
    people: pl.DataFrame,
    plans: pl.DataFrame,
) -> pl.DataFrame:
    """Where the texts of one event differ, or one is silent (schemas.Differences).

    A fact of the event has a row per document, empty where it is silent; of codes, people and plans only
    those that not every text names have one, for each text that names them.
    """
    several = reports.filter(pl.len().over("event_id") > 1).with_columns(texts=pl.len().over("event_id"))
    scalars = pl.DataFrame({"field": SCALARS}, schema={"field": pl.String})
    stated = (
        several.join(scalars, how="cross")
        .join(facts.select("document_id", "field", "value"), on=["document_id", "field"], how="left")
        .filter(pl.col("value").is_not_null().any().over("event_id", "field"))
        .filter(pl.col("value").n_unique().over("event_id", "field") > 1)
    )
    named = pl.concat(
        [
            facts.filter(pl.col("field") == "counterpart").select("document_id", "field", "value"),
            mentions.filter(
                pl.col("facet").is_in(["topic", "organisation", "institution", "instrument"])
            ).select("document_id", field="facet", value="code"),
            people.select("document_id", field=pl.lit("person"), value="person_id"),
            plans.select("document_id", field=pl.lit("plan"), value=schemas.named_plan()),
        ]
    ).unique()
    partly = (
        several.join(named, on="document_id")
        .filter(pl.len().over("event_id", "field", "value") < pl.col("texts"))
    )  # fmt: skip
    columns = schemas.empty(schemas.Differences).columns
    return pl.concat([stated.select(columns), partly.select(columns)]).sort(columns)


def attend(people: pl.DataFrame, event_of: pl.DataFrame) -> pl.DataFrame:
    """Give people the event of their document."""
    held = people.drop("event_id").join(event_of, on="document_id", how="left")
    return held.select(*schemas.empty(schemas.People).columns).sort("document_id", "start")


def said_at(statements: pl.DataFrame, event_of: pl.DataFrame) -> pl.DataFrame:
    """Give statements the event of their document."""
    held = statements.drop("event_id").join(event_of, on="document_id", maintain_order="left")
    return held.select(*schemas.empty(schemas.Statements).columns)


def recognise(known: pl.DataFrame, events: pl.DataFrame, counterparts: pl.DataFrame) -> pl.DataFrame:
    """Give each known event the ``event_id`` of the corpus's event that it is, where a text is held."""
    held = events.join(counterparts, on="event_id").select(
        *("kind", "state", "counterpart", "event_id"),
        held_ordinal="ordinal",
        first="start_date",
        last="end_date",
    )
    same = (pl.col("ordinal") == pl.col("held_ordinal")) | pl.col("start_date").is_between("first", "last")
    other = (pl.col("ordinal") != pl.col("held_ordinal")).fill_null(False)
    matched = (
        known.drop("event_id")
        .join(held, on=["kind", "state", "counterpart"])
        .filter(same.fill_null(False) & ~other)
        .sort("known_event_id", "event_id")
        .unique("known_event_id", keep="first", maintain_order=True)
        .select("known_event_id", "event_id")
    )
    return (
        known.drop("event_id")
        .join(matched, on="known_event_id", how="left")
        .select(*schemas.empty(schemas.KnownEvents).columns)
        .sort("known_event_id")
    )


def apart(known: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Known events that the corpus dates otherwise: ``event_id, source, known_day, start_date``."""
    days = events.select("event_id", "start_date", last="end_date")
    return (
        known.select("event_id", "source", known_day="start_date")
        .drop_nulls(["event_id", "known_day"])
        .join(days, on="event_id")
        .filter(~pl.col("known_day").is_between("start_date", "last"))
        .drop("last")
    )


def of_another_day(known: pl.DataFrame, events: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Doubts where rules read another day than the one the meeting is known to have (schemas.Doubts).

    ``known`` are the known events as :func:`recognise` gives them: one that is the corpus's by its number can
    be of another day.
    """
    told = facts.filter(pl.col("field") == "start_date", pl.col("basis") == "rule")
    return (
        told.join(apart(known, events).select("event_id", "known_day"), on="event_id")
        .unique("document_id", keep="first", maintain_order=True)
        .select(
            "document_id",
            "field",
            values=pl.concat_str("value", pl.col("known_day").cast(pl.String), separator="|"),
            sentence_ids="sentence_id",
        )
    )


def side_by_side(found: Found, pairs: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Doubts where one fact alone keeps two meetings of a day apart, and no reader does (schemas.Doubts).

    ``pairs`` are what readers say of two texts. The values are the two meetings, its own first.
    """
    events = found.reports
    near = linking.side_by_side(found.events, found.counterparts, codebook)
    said = (
        pairs.join(events, on="document_id")
        .join(events, left_on="linked_document_id", right_on="document_id", suffix="_other")
        .select("event_id", other_id="event_id_other")
    )
    turned = said.select(event_id="other_id", other_id="event_id")
    key = ["event_id", "other_id"]
    return (
        near.join(pl.concat([said, turned]), on=key, how="anti")
        .join(events, on="event_id")
        .join(
            found.facts.select("document_id", "field", "sentence_id"), on=["document_id", "field"], how="left"
        )
        .group_by("document_id", *key)
        .agg(sentence_ids=pl.col("sentence_id").drop_nulls().unique().sort().str.join("|"))
        .select(
            "document_id",
            field=pl.lit("event_id"),
            values=pl.concat_str(*key, separator="|"),
            sentence_ids=pl.when(pl.col("sentence_ids") != "").then("sentence_ids"),
        )
        .sort("document_id", "values")
    )


def _widen(reports: pl.DataFrame, facts: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """One row per document with its facts side by side, typed."""
    wide = reports
    for name in SCALARS:
        one = facts.filter(pl.col("field") == name).select("document_id", pl.col("value").alias(name))
        wide = wide.join(one, on="document_id", how="left")
    by_page = pl.col("month_day").is_null() & pl.col("published").is_not_null()
    counterparts = (
        facts.filter(pl.col("field") == "counterpart")
        .group_by("document_id")
        .agg(counterparts=pl.col("value").unique().sort())
    )
    return (
        wide.join(counterparts, on="document_id", how="left")
        .join(documents.select("document_id", "published"), on="document_id", how="left")
        .with_columns(
            pl.col("start_date", "end_date").str.to_date("%Y-%m-%d"),
            pl.col("ordinal").cast(pl.Int64),
            pl.col("counterparts").fill_null([]),
        )
        .with_columns(date_basis=pl.coalesce("date_basis", pl.when(by_page).then(pl.lit("published"))))
    )


def _read_first(members: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Leave out what the rules say of a field that another document of the event, being read, gives."""
    read = facts.filter(pl.col("basis") != "rule").select("document_id", "field").unique()
    days = ["start_date", "end_date", "date_basis"]
    for name, columns in {**{name: [name] for name in MERGED}, "start_date": days}.items():
        is_read = rows.among(read.filter(pl.col("field") == name))
        passed_over = ~is_read & is_read.any().over("first")
        members = members.with_columns(pl.when(~passed_over).then(column).alias(column) for column in columns)
    named = rows.among(read.filter(pl.col("field") == "counterpart"))
    passed_over = ~named & named.any().over("first")
    none = pl.lit([], pl.List(pl.String))
    return members.with_columns(counterparts=pl.when(passed_over).then(none).otherwise("counterparts"))


def _merge(members: pl.DataFrame, kinds: list[str]) -> pl.DataFrame:
    """One row per event: what most documents say; of dates the longest span, explicit before inferred.

    Of two ``kinds`` said alike often the one that stands first is taken: "meeting" is said of each.
    """
    place_of = {kind: place for place, kind in enumerate(kinds)}
    by_kind = pl.col("kind").sort_by(pl.col("kind").replace_strict(place_of, default=None))
    dated = (
        members.filter(pl.col("start_date").is_not_null())
        .with_columns(days=(pl.col("end_date") - pl.col("start_date")).dt.total_days())
        .sort(["first", "days", "date_basis", "document_id"], descending=[False, True, False, False])
        .unique("first", keep="first", maintain_order=True)
        .select("first", "start_date", "end_date", "date_basis")
    )
    basis = members.group_by("first").agg(
        undated_basis=pl.col("date_basis").filter(pl.col("start_date").is_null()).min(),
        partial=pl.col("month_day").drop_nulls().first(),
    )
    merged = members.group_by("first", maintain_order=True).agg(
        pl.col("state").first(),
        *(
            (by_kind if name == "kind" else pl.col(name)).drop_nulls().mode(maintain_order=True).first()
            for name in MERGED
        ),
        counterparts=pl.col("counterparts").explode().drop_nulls().unique().sort(),
        documents=pl.len().cast(pl.Int64),
    )
    return (
        merged.join(dated, on="first", how="left")
        .join(basis, on="first")
        .with_columns(
            month_day=pl.when(pl.col("start_date").is_null()).then("partial"),
            date_basis=pl.coalesce("date_basis", pl.when(pl.col("partial").is_null()).then("undated_basis")),
        )
    )


def _name(merged: pl.DataFrame) -> pl.DataFrame:
    """Give each event its id: state, counterparts, kind and day; else the round; else the first document.

    Where several events have all that in common, none keeps that id: each also bears its round, or its first
    document's name where the text gives none; and both where the round is the same. So an id is made of what
    its own event's texts say. A text that is added can lengthen the id of another event, which diff tells as
    another name of it; it never gives an id that named one event to another.
    """
    with_day = pl.col("start_date").is_not_null() | pl.col("month_day").is_not_null()
    round_ = pl.format("round-{}", "ordinal")
    when = pl.coalesce(pl.col("start_date").cast(pl.String), "month_day", round_, "first")
    parties = pl.col("counterparts").list.join("-")
    named = pl.concat_str(
        "state", pl.when(parties != "").then(parties), "kind", when, separator="-", ignore_nulls=True
    )
    merged = merged.with_columns(event_id=named)
    for more in (pl.coalesce(pl.when(with_day).then(round_), "first"), pl.col("first")):
        merged = merged.with_columns(
            event_id=pl.when(pl.len().over("event_id") > 1)
            .then(pl.format("{}-{}", "event_id", more))
            .otherwise("event_id")
        )
    return merged
