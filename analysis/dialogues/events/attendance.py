"""Bodies that took part in an event: those that attended it, led a side, or spoke at it."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.codebook.language import NUMBERS
from dialogues.events import shapes
from dialogues.events.orders import Order

SPEAKERS = 12  # sentences of the body in which those who speak are taken for guests of the event
_GUESTS = (  # who spoke, took part or was asked to come
    r"((?: PARTY[.0-9]+ )+)(?: [^ ]+ ){0,6} "
    r"(?:SAY|DISCUSS|OPEN|PRESENT|LEAD|AGREE|ATTEND|INVITED?|[a-z]+ed) ",
    rf" (?:ATTEND|INVITED) (?: [^ ]+ ){{0,9}} PARTY({NUMBERS}) ",
)
_INVITED = r" BE  INVITE ( (?:to  DET|for|as|and|,|in|at|too|also|SUPPORT) |$)"
_ATTENDS = r" (?:ATTEND|LEAD) "
_SPEAKS = (
    r" (?:PARTY|BODY)[.0-9]+ (?: [^ ]+ ){0,6} (?:OPEN|CLOSE|DISCUSS|SAY|LEAD) "
    r"| (?:OPEN|CLOSE|LEAD|SAY) (?: [^ ]+ ){0,6} by (?: [^ ]+ ){0,4} PARTY[.0-9]+ "
)
_SPEECH = r" SPEECH (?: [^ ]+ ){0,4} (?:PARTY|BODY)[.0-9]+ "  # "in her opening remarks the Minister"
_OTHERWISE = r" (?:WILL|NOT|NEXT|EARLIER) "


def find(clauses: pl.DataFrame, about: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per document and body: ``document_id, sentence_id, value, at, to, frame, assertion``."""
    bodies = {kind.code: body for kind in codebook.kinds for body in kind.bodies}
    states = [state.state for state in codebook.states]  # a state's own ministry is no other body
    shape, body = pl.col("whole"), pl.col("code").replace(bodies)
    there = clauses.filter(shape.str.contains(_ATTENDS), ~shape.str.contains(_OTHERWISE))
    at_event = about.filter(pl.col("order") <= Order.LOOSE, pl.col("symbol") != "OCCASION")
    of_event = clauses.join(about.select("document_id").unique(), on="document_id", how="semi")
    spoke = of_event.filter(
        ~shape.str.contains(_OTHERWISE),
        shape.str.contains(_SPEECH) | (shape.str.contains(_SPEAKS) & rows.among(at_event, "sentence_id")),
    )
    columns = ("document_id", "sentence_id", "position", "whole")
    itself = about.filter(pl.col("order") == Order.CHOSEN, pl.col("symbol") == "COMMISSION")
    itself = itself.with_columns(whole=pl.format(".{}", "number"))
    told = pl.concat(some.select(columns) for some in (there, spoke, itself)).unique(maintain_order=True)
    return (
        shapes.names_in(told, shape, named)
        .filter(
            pl.col("type").is_in(["ORG", "BODY", "REVIEWER", "COMMISSION"]), ~pl.col("code").is_in(states)
        )
        .with_columns(
            value=pl.when(pl.col("type") == "COMMISSION").then(body).otherwise("code"),
            frame=pl.lit(None, pl.String),
            assertion=pl.lit("held"),
        )
        .sort("document_id", "position", "start")
        .unique(["document_id", "value"], keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "value", "frame", "assertion", at="start", to="end")
    )


def guests(clauses: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """One row per organisation that spoke, took part or was invited in a clause, in the order of the text."""
    invited = pl.col("whole").str.replace_all(_INVITED, " INVITED ${1}")
    told = clauses.filter(pl.col("rank").is_between(1, SPEAKERS)).with_columns(whole=invited)
    told = told.filter(~pl.col("whole").str.contains(_OTHERWISE))
    return (
        pl.concat(told.with_columns(guests=pl.col("whole").str.extract(guest)) for guest in _GUESTS)
        .pipe(shapes.names_in, pl.col("guests"), named.filter(pl.col("type") == "ORG"))
        .sort("document_id", "position", "clause", "start")
    )
