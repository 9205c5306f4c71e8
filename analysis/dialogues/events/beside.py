"""Parties beside an event: who is likely to have held it where no frame says so."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.codebook.language import NUMBERS
from dialogues.dataset.schemas import BESIDE
from dialogues.events import shapes
from dialogues.events.occasions import UNDONE
from dialogues.events.orders import LEAD, Order

TYPES = ("STATE", "DEMONYM", "ORG")  # names that can be a party
STATES = TYPES[:2]
OF_TWO = ("again", "title", "seats", "state")  # steps that tell of meetings of two sides only
_PARTIES = rf" (?:PARTY|PAIR|DEMONYM)({NUMBERS}) "
_ACTING = (
    rf"(?:^| (?:with|by|from|and|between|,|~) )(?: DET )?(?: ADJ )? PARTY({NUMBERS}) "  # no mere mention
)
_NAMES = r"(?: (?:PARTY|PAIR|COUNTRY|DEMONYM|NAME|CITY|DATE|NUMBER)[.0-9]+ | (?:in|to|of|,|/|DET|\(|\)) )"
_WE = r" we (?: [^ ]+ ){0,3} (?:HOLD|OPEN|CLOSE|TEACH|HAVE|ATTEND|MEET\.[0-9]+) "
_SEATS = rf"(?:^| between )(?: DET )?(?: ADJ )? CITY({NUMBERS})  and (?: DET )? CITY({NUMBERS}) "
_PUBLISHER = rf"^(?: DET )?(?: PARTY[.0-9]+ ){_NAMES}*$"  # "UNICEF Oman", "Embassy of Norway in Oman"


def find(
    clauses: pl.DataFrame,
    judged: pl.DataFrame,
    about: pl.DataFrame,
    named: pl.DataFrame,
    event: pl.DataFrame,
    state: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Up to two rows a document: ``document_id, sentence_id, value, start, end, frame, assertion, is_told``.

    Who published the text, where it says that "we" held the event (``is_told``). Else the only party but the
    state itself in the clause that tells of the event; of a meeting of two sides, in the next that says it
    was held; in the line of who published the text; in its title and lead, where they tell of no other
    meeting; of two sides also the only other state there. What names none or several gives nothing, nor does
    a review, whose reviewer a frame has to tell. A capital beside the state's own stands for its state
    ("between Brussels and Oslo").
    """
    key = ["sentence_id", "clause"]
    kind = judged.join(event.select("document_id", event="code"), on="document_id")
    of_other = (pl.col("symbol") == "KIND") & (pl.col("code") != pl.col("event"))
    elsewhere = kind.filter(of_other | pl.col("assertion").is_in([*UNDONE, "earlier"])).select(key)
    parties = named.filter(pl.col("type").is_in(TYPES)).drop("document_id")
    is_two = rows.among(event.filter(pl.col("code").is_in(codebook.kinds_with("two"))))
    of_text = pl.col("whole")
    lead = clauses.filter(pl.col("rank") <= LEAD).with_columns(shape=of_text)
    is_line = (pl.col("clause") == 0) & of_text.str.contains(_PUBLISHER)
    is_line &= (pl.col("rank") == 0) | (pl.len().over("sentence_id") == 1)  # not "Oman: new prisons"
    told = about.sort("document_id", "order", "position", "clause")
    again = _named(told.filter(pl.col("order") == Order.HELD), parties)
    of_event = lead.join(elsewhere, on=key, how="anti").filter(~of_text.str.contains(" NOTE "))
    in_lead = _named(of_event.filter(is_two), parties)
    said_we = told.filter(pl.col("order") <= Order.HELD, of_text.str.contains(_WE))
    by_us, is_we = rows.among(said_we), pl.col("step") == "we"
    line = _named(clauses.filter(is_line).with_columns(shape=of_text), parties)
    itself = told.filter(pl.col("order") == Order.CHOSEN)
    steps = {
        "we": line.filter(by_us),
        "told": _named(itself.with_columns(shape=of_text), parties, _ACTING),
        "again": again.filter(pl.struct("sentence_id", "clause") == _first("sentence_id", "clause")),
        "line": line,
        "title": _named(of_event.filter(pl.col("rank") == 0), parties),
        "lead": pl.concat([in_lead, _named(of_event.filter(~is_two), parties, _ACTING)]),
        "seats": _seats(of_event, named, codebook),
        "state": in_lead.filter(pl.col("type").is_in(STATES)),
    }
    return (
        pl.concat(some.with_columns(step=pl.lit(step)) for step, some in steps.items())
        .filter(~pl.col("step").is_in(OF_TWO) | is_two)
        .join(event.filter(pl.col("symbol") != "REVIEW"), on="document_id", how="semi", maintain_order="left")
        .join(state, on="document_id", maintain_order="left")
        .with_columns(value=pl.col("code").replace(codebook.parties()))
        .filter(pl.col("value") != pl.col("state"), pl.col("value") != codebook.edition.home)
        .filter(pl.col("value").n_unique().over("document_id", "step") == 1)
        .filter(~by_us | pl.col("step").is_in(["we", "told"]))
        .with_columns(is_told=is_we)
        .unique(["document_id", "is_told"], keep="first", maintain_order=True)
        .select(
            *("document_id", "sentence_id", "value", "start", "end"),
            frame=pl.lit(BESIDE),
            assertion=pl.lit("held"),
            is_told="is_told",
        )
    )


def _seats(clauses: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per capital of two that stand for their parties, its ``code`` the party."""
    capitals = {place.place: place.speaks_for or place.state for place in codebook.places if place.capital}
    cities = named.filter(pl.col("type") == "CITY").drop("document_id")
    return (
        clauses.select(
            *("document_id", "sentence_id", "clause"),
            told=pl.concat_list(pl.col("whole").str.extract(_SEATS, place) for place in (1, 2)),
        )
        .explode("told")
        .pipe(shapes.names_in, pl.col("told"), cities)
        .with_columns(pl.col("code").replace_strict(capitals, default=None, return_dtype=pl.String))
        .drop_nulls("code")
        .filter(pl.len().over("sentence_id", "clause") == 2)
    )


def _first(*names: str) -> pl.Expr:
    """The first of these in each document."""
    return pl.struct(*names).first().over("document_id")


def _named(clauses: pl.DataFrame, parties: pl.DataFrame, named: str = _PARTIES) -> pl.DataFrame:
    """One row per party ``named`` in clauses by their ``shape``, in their order."""
    told = clauses.select("document_id", "sentence_id", "clause", told=pl.col("shape").str.extract_all(named))
    return shapes.names_in(told.explode("told"), pl.col("told"), parties)
