"""Which clauses of a document tell of its event, and how near to it each of them is."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.events.frames import VERBS, WITHOUT_NAME
from dialogues.events.orders import FIRST, LEAD, OPENING, Order

MEETINGS = ("MEET", "RECEIVE", "VISIT", "MEETING")  # meetings of two sides, as part of another or beside it
PLAN = "PLAN"  # symbol of a plan that is put before the public
NEARBY = 40  # characters beside a meeting's name in which it is said to have been lately
_CLAUSE = ["sentence_id", "clause"]
UNDONE = ("planned", "denied", "asked", "conditional")
_UNTIMELY = "WILL|SINCE|EARLIER|IF|NEXT|DENY|PUT_OFF|SAY|ASK|PRESENT|TOMORROW"
_OTHERWISE = rf" (?:{_UNTIMELY}|IS|NOT|\?) "
_SINCE_THEN = "^( [^ ]+ .*?) SINCE  DET  [a-z]+ .*$"  # "looked at what was done since the war"
_ANOTHER = r" DET  [a-z]+  NUMBER\.[0-9]+ (?: BE )?(?: HOLD | TAKE_PLACE )"  # "a similar one was held"
GOES_ON = r" (?:MEET_INF|HOLD_INF|MEET_PRES|HOLD_PRES) "  # in the present: a headline's, or still to come
_VERBS = (
    r" (?:HOLD|MEET|VISIT|ATTEND|TAKE_PLACE|HAVE|RECEIVE|LEAD|REVIEW|AGREE|CLOSE|OPEN)[ .]| IT (?: [a-z]+ ) "
)
_WITH_PARTY = pl.col("shape").str.contains(r" (?:MEET|RECEIVE|VISIT)[.0-9]* .*(?:PARTY|CITY)[.0-9]")
_OTHER_TIME = (  # or another meeting: "a similar one was held on 3 May"
    f"(?: (?:{_UNTIMELY}|INVITE|PAPER|HABIT|YEARS_AGO|MARK) "
    r"| NUMBER[.0-9]+ (?: BE )?(?: HOLD | TAKE_PLACE ))"
)
_STAMP = (
    r"^(?: \( )?(?:(?: (?:CITY|PARTY|COUNTRY|NAME)[.0-9]+ )(?: \(  [^ ]+  \) )?(?: , )?){0,2} DATE[.0-9]+ "
)
TELLS = r" (?:CALL_ON|HOLD|MEET|DISCUSS|VISIT|ATTEND|TAKE_PLACE|OPEN|CLOSE|BE|HAVE|RECEIVE|LEAD|REVIEW)[ .]"


def of_event(
    judged: pl.DataFrame, event: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Tellings of each document's event, with its ``kind`` and their ``order`` (:class:`Order`, up to MET).

    ``has_met``: told as of a day before the report's ("has met", "a recent seminar").
    """
    chosen = event.select("document_id", kind="code", chosen="telling")
    has_met = pl.col("shape").str.contains(" HAVE (?: [^ ]+ )? (?:MEET|HOLD|RECEIVE)[ .]")
    return (
        judged.join(chosen, on="document_id")
        .join(texts.select("sentence_id", "plain"), on="sentence_id", maintain_order="left")
        .with_columns(order=_order(codebook), has_met=has_met | _lately(codebook))
        .filter(pl.col("order").is_not_null())
        .drop("plain")
    )


def _order(codebook: Codebook) -> pl.Expr:
    """The order of a telling; none where it tells of another meeting than the event.

    That a plan was adopted is no telling of the meeting at which it was presented.
    """
    symbol, rank = pl.col("symbol"), pl.col("rank")
    is_held, is_named = (pl.col("assertion") == said for said in ("held", "named"))
    of_kind = (pl.col("code") == pl.col("kind")) & (symbol != PLAN)
    of_two = pl.col("kind").is_in(codebook.kinds_with("two"))
    another_visit = symbol.is_in(sorted(VERBS)) & (rank > OPENING)
    officials = symbol.is_in(MEETINGS) & is_held & (rank <= LEAD) & of_two
    alone = ~pl.col("shape").str.contains(" (?:PARTY|PAIR)[.]")
    guests = (symbol == "MEET") & (rank <= OPENING) & (is_held | is_named) & alone & ~of_two
    return rows.choice(
        [
            (pl.col("telling") == pl.col("chosen"), Order.CHOSEN),
            (of_kind & is_held, Order.HELD),
            (of_kind & is_named & ~another_visit, Order.NAMED),
            ((symbol == WITHOUT_NAME) & is_held, Order.UNNAMED),
            (symbol.is_in(["MEETING", "DIALOGUE", "OCCASION"]) & is_held, Order.LOOSE),
            (officials | guests, Order.MET),
        ]
    )


def _lately(codebook: Codebook) -> pl.Expr:
    """Whether the meeting is said to have been some time before the text: "a recent seminar"."""
    words, prepositions = ("|".join(some) for some in (codebook.words.lately, codebook.words.prepositions))
    before = pl.col("plain").str.slice(0, "start").str.tail(NEARBY)
    after = pl.col("plain").str.slice("end", NEARBY)
    said = before.str.contains(rf"(?i)\b(?:{words})\b")
    said |= after.str.contains(rf"(?i)\b(?:{words})(?:[^ \w]|$| (?:{prepositions}) )")
    return said.fill_null(value=False)


def with_lead(
    about: pl.DataFrame, clauses: pl.DataFrame, judged: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Add clauses of the lead that tell of no other meeting: what they give weighs least (BESIDE).

    "The delegation was received in Oslo." Who met or was received is another meeting than one of many sides.
    """
    of_many = about.filter(pl.col("kind").is_in(codebook.kinds_with("many")))
    other = pl.col("symbol").is_in(["KIND", "OCCASION", "COMMISSION", "BRIEFING"])
    other |= pl.col("symbol").is_in(MEETINGS) & rows.among(of_many) & _WITH_PARTY
    elsewhere = judged.filter(other | pl.col("assertion").is_in([*UNDONE, "earlier"]))
    opens_relative = pl.col("shape").str.contains("^ +IT ")  # "Law Day, which falls on 2 May"
    told = pl.col("shape").str.replace(_SINCE_THEN, "${1}")
    otherwise = told.str.contains(f"{_OTHERWISE}|{_ANOTHER}")
    event = about.filter(pl.col("order") == Order.CHOSEN).select("document_id", "kind", "has_met")
    beside = (
        clauses.filter(
            pl.col("rank") <= OPENING,
            ~pl.col("is_dateline"),
            ~otherwise.cum_max().over("sentence_id", order_by="clause"),
            pl.col("shape").str.contains(TELLS) | ((pl.col("rank") <= FIRST) & ~opens_relative),
        )
        .join(elsewhere, on=_CLAUSE, how="anti")
        .join(about, on=_CLAUSE, how="anti")
        .join(event, on="document_id")
        .with_columns(order=pl.lit(Order.BESIDE, pl.Int32), assertion=pl.lit("held"))
    )
    return pl.concat([about, beside], how="diagonal")


def of_other_matter(texts: pl.DataFrame, codebook: Codebook) -> pl.Series:
    """Sentences of what befell somebody, or how a paper came to be: they give no meeting's day or place."""
    return texts.filter(pl.col("plain").str.contains(codebook.pattern("other matter")))["sentence_id"]


def at_large(clauses: pl.DataFrame, judged: pl.DataFrame, about: pl.DataFrame, name: str) -> pl.DataFrame:
    """Clauses of sentences with a ``name`` that tell of no meeting: what is left where none about it has one.

    A word of another time counts against a DATE or CITY only where it stands before it in the sentence.
    """
    meeting = judged.filter(pl.col("code").is_not_null())
    whole = pl.col("whole")
    named = clauses.join(about, on="document_id", how="semi").filter(
        whole.str.contains(f" {name}.", literal=True)
    )
    told = whole.str.contains(_OTHER_TIME).shift(1).over("sentence_id", order_by="clause")
    before = whole.str.contains(rf"{_OTHER_TIME}(?: [^ ]+ )* {name}\.[0-9]+ ") | told.fill_null(value=False)
    none = pl.lit(None, pl.String)
    return (
        clauses.join(named, on="sentence_id", how="semi", maintain_order="left")
        .filter(~before.cum_max().over("sentence_id", order_by="clause"), ~pl.col("is_dateline"))
        .join(meeting, on=_CLAUSE, how="anti", maintain_order="left")
        .with_columns(order=pl.lit(Order.LARGE, pl.Int32), assertion=pl.lit("held"), frame=none, symbol=none)
    )


def with_openings(about: pl.DataFrame, clauses: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Add what opens the sentence that tells of the event: "On 3 May, in Oslo, X - the Y - held a seminar".

    A part of it that has no verb of a class and tells of no other meeting gives the event its day and place.
    """
    told = (
        about.filter(pl.col("order") <= Order.HELD)
        .sort("order", maintain_order=True)
        .select("sentence_id", "kind", "has_met", "order", told_in="clause")
        .pipe(rows.first, "sentence_id")
    )
    by_order = {Order.CHOSEN: Order.NAMED, Order.HELD: Order.LOOSE}  # of the telling -> of what opens it
    opens = (
        clauses.join(told, on="sentence_id")
        .filter(
            pl.col("clause") < pl.col("told_in"),
            ~pl.any_horizontal(pl.col("whole").str.contains(words) for words in (_OTHERWISE, _VERBS, _STAMP)),
        )
        .join(judged.filter(pl.col("code").is_not_null()), on=_CLAUSE, how="anti")
        .with_columns(order=pl.col("order").replace(by_order), assertion=pl.lit("held"))
        .drop("told_in")
    )
    return pl.concat(
        [about.join(opens, on=_CLAUSE, how="anti", maintain_order="left"), opens], how="diagonal"
    )


def by_clause(about: pl.DataFrame) -> pl.DataFrame:
    """One row per clause, that of the telling that goes before others: all share its days and places."""
    ordered = about.sort("document_id", "order", "position", "clause", maintain_order=True)
    return rows.first(ordered, "document_id", *_CLAUSE)
