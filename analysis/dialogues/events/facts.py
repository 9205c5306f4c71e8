"""What each document says of its event: one row per fact, with the words it stands on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.events import assertion, days, frames, home, names, parties, places, scope, shapes

FACT = {
    "document_id": pl.String, "sentence_id": pl.String, "field": pl.String, "value": pl.String,
    "at": pl.Int64, "to": pl.Int64, "frame": pl.String, "assertion": pl.String,
}  # fmt: skip


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
    doubts
        The table doubts.
    """

    facts: pl.DataFrame
    reports: pl.DataFrame
    scope: pl.DataFrame
    doubts: pl.DataFrame


def find(
    documents: pl.DataFrame,
    sentences: pl.DataFrame,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    dates: pl.DataFrame,
    codebook: Codebook,
) -> Read:
    """Read the facts of its event in each document."""
    texts = read_texts(sentences)
    named = names.find(texts, mentions, states, dates, codebook)
    made = _clauses(texts, named, codebook)
    told = frames.tellings(made, named.drop("document_id"), codebook)
    matched = frames.match(told, codebook)
    judged = assertion.judge(told, matched, codebook)
    kind = choose(judged, matched)
    about = of_event(judged, kind)
    slots = _slots(matched, about, named)
    about = pl.concat([about, _beside(made, judged, about)], how="diagonal")
    held_in = places.choose(about, made, named, slots, texts)
    state = home.find(documents, slots, held_in["place"], states, codebook)
    facts = {
        "kind": kind.select("document_id", "sentence_id", "frame", "assertion", value="code", at="start", to="end"),
        "counterpart": parties.choose(slots, about, state, codebook),
        "ordinal": _ordinals(slots),
        **days.choose(about, made, named, dates, codebook),
        **held_in,
    }
    when = facts.pop("when")
    judged_scope = scope.judge(documents, judged, kind, facts["counterpart"], mentions, texts, codebook)
    inside = judged_scope.filter("in_scope").select("document_id")
    reports = (
        inside.join(state, on="document_id").join(when, on="document_id", how="left").sort("document_id")
    )
    rows = [_rows(name, frame) for name, frame in facts.items()]
    table = _table(pl.concat(rows).join(inside, on="document_id", how="semi"), sentences)
    doubts = pl.DataFrame(schema={"document_id": pl.String, "field": pl.String, "values": pl.String, "sentence_ids": pl.String})
    return Read(table, reports.select("document_id", "state", "date_basis"), judged_scope, doubts)


def read_texts(sentences: pl.DataFrame) -> pl.DataFrame:
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


def _clauses(texts: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Clauses with their sentence's rank, role and position."""
    place = texts.select("sentence_id", "document_id", "rank", "role", "position")
    return shapes.clauses(shapes.make(texts, named, codebook), codebook).join(place, on="sentence_id")


STRENGTH = {"KIND": 0, "COMMISSION": 0, "DIALOGUE": 0, "BRIEFING": 1, "MEET": 1, "RECEIVE": 1, "REVIEW": 1, "MEETING": 1, "VISIT": 1, "OCCASION": 2, "PLAN": 2}


def choose(judged: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """The telling of each document's event.

    What a clause says was held goes before what is only named as a title or with its sides; this counts where the text
    says of no such meeting that it is to come, was not held, or is only asked about.
    """
    strength = pl.col("symbol").replace_strict(STRENGTH, default=3, return_dtype=pl.Int64)
    place = pl.when(pl.col("rank") == 0).then(1).when(pl.col("rank") <= 2).then(0).otherwise(2)
    own_name = matched.filter(pl.col("rank") == "name").select("telling").unique()
    undone = (
        judged.filter(pl.col("assertion").is_in(["planned", "denied", "asked", "conditional"]), pl.col("rank") <= 3)
        .select("document_id", "code", undone=pl.lit(value=True)).unique()
    )
    talk = judged.filter(pl.col("rank") == 0, pl.col("whole").str.contains(" ASK ")).select("document_id").unique()
    titled = (pl.col("assertion") == "named") & (pl.col("symbol") == "KIND") & (pl.col("rank") <= 2)
    return (
        judged.filter(pl.col("code").is_not_null(), pl.col("symbol") != "DIALOGUE")
        .join(own_name.with_columns(has_name=pl.lit(value=True)), on="telling", how="left", maintain_order="left")
        .join(undone, on=["document_id", "code"], how="left", maintain_order="left")
        .filter(
            (pl.col("assertion") == "held")
            | (titled & (pl.col("has_name").fill_null(value=False) | (pl.col("rank") == 0)) & pl.col("undone").is_null())
        )
        .with_columns(weight=strength + place + pl.when(pl.col("assertion") == "held").then(0).otherwise(4))
        .sort("document_id", "weight", "position", "clause", "start")
        .unique("document_id", keep="first", maintain_order=True)
        .with_columns(frame=pl.lit(None, pl.String))
    )


def of_event(judged: pl.DataFrame, kind: pl.DataFrame) -> pl.DataFrame:
    """Tellings of each document's event, with ``order``: 0 of its kind, 1 without its name, 2 of a looser noun."""
    chosen = kind.select("document_id", kind="code", chosen="telling", chosen_rank="rank")
    loose = pl.col("symbol").is_in(["MEETING", "DIALOGUE"]) & (pl.col("rank") > 0)
    order = (
        pl.when(pl.col("telling") == pl.col("chosen")).then(0)
        .when((pl.col("code") == pl.col("kind")) & (pl.col("assertion") == "held")).then(1)
        .when((pl.col("code") == pl.col("kind")) & (pl.col("assertion") == "named")).then(2)
        .when((pl.col("symbol") == frames.WITHOUT_NAME) & (pl.col("assertion") == "held")).then(3)
        .when(loose & (pl.col("assertion") == "held")).then(4)
    )
    return judged.join(chosen, on="document_id").with_columns(
        order=order, has_met=pl.col("shape").str.contains(" HAVE (?: [^ ]+ )?(?:MEET|HOLD|RECEIVE) ")
    ).filter(pl.col("order").is_not_null())


_OTHERWISE = r" (?:WILL|NOT|SINCE|EARLIER|IF|NEXT|DENY|PUT_OFF|SAY|ASK) "
LEAD = 3  # sentences of the body in which what stands beside the meeting is taken for its own


def _beside(clauses: pl.DataFrame, judged: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """Clauses of the lead that tell of no other meeting: what they give weighs least (``order`` 6)."""
    of_meetings = judged.filter(
        (pl.col("symbol").is_in(["KIND", "OCCASION", "COMMISSION", "BRIEFING"]) | pl.col("assertion").is_in(["planned", "denied", "earlier", "asked"]))
    )
    key = ["sentence_id", "clause"]
    return (
        clauses.filter(pl.col("rank") <= LEAD, ~pl.col("is_dateline"), ~pl.col("shape").str.contains(_OTHERWISE))
        .join(of_meetings.select(key).unique(), on=key, how="anti")
        .join(about.select(key).unique(), on=key, how="anti")
        .join(about.filter(pl.col("order") == 0).select("document_id", "kind", "has_met"), on="document_id")
        .with_columns(
            order=pl.lit(6, pl.Int32), assertion=pl.lit("held"), telling=pl.lit(None, pl.UInt32), symbol=pl.lit("BESIDE")
        )
    )


def _slots(matched: pl.DataFrame, about: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """One row per name in a slot of a frame about the event, with its type and code."""
    columns = ("telling", "document_id", "sentence_id", "position", "clause", "order", "symbol", "kind", "assertion")
    return (
        matched.drop_nulls("field")
        .join(about.select(*columns, role_rank="rank"), on="telling")
        .with_columns(name=pl.col("numbers").str.strip_chars(".").str.split(".").cast(pl.List(pl.Int64)))
        .explode("name")
        .join(named.select("sentence_id", "type", "code", "start", "end", name="number"), on=["sentence_id", "name"])
        .sort("document_id", "order", "position", "clause", "start")
    )


def _ordinals(slots: pl.DataFrame) -> pl.DataFrame:
    """The number of the round: beside the meeting's name, the first."""
    return (
        slots.filter(pl.col("field") == "ordinal")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "frame", "assertion", value="code", at="start", to="end")
    )


def _rows(field: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(field=pl.lit(field)).select(*FACT).cast(FACT)


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
    from dialogues.dataset import schemas

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
