"""Which of the meetings that a document tells of is its event: the one that it reports."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import Ranks
from dialogues.events import doubts, shapes
from dialogues.events.frames import WITHOUT_NAME
from dialogues.events.occasions import GOES_ON, UNDONE
from dialogues.events.orders import FIRST, LEAD, OPENING, Order

SEVERAL = 3  # states that make a meeting one of several
_HELD, _NAMED = (pl.col("assertion") == said for said in ("held", "named"))
_IN_TITLE, _IN_LEAD, _IN_OPENING = pl.col("rank") == 0, pl.col("rank") <= LEAD, pl.col("rank") <= OPENING
_KIND = ["document_id", "code"]


def choose(
    judged: pl.DataFrame,
    matched: pl.DataFrame,
    clauses: pl.DataFrame,
    named: pl.DataFrame,
    texts: pl.DataFrame,
    codebook: Codebook,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The telling of each document's event; doubts where one clause tells of two kinds alike.

    What a clause says was held goes before what is only named in a title, or with its sides and a day or
    place in the lead; this counts where the lead says of no such meeting that it is to come, was not held, or
    is only asked about; that the next one is to come says nothing against this one. Where nothing is said to
    have been held, what the lead names was, if the text tells what those who were there did. By what else one
    goes before another, ranks.yaml says.
    """
    tellings = (
        _marked(judged, matched, clauses, named, texts, codebook)
        .filter(_counts_as_held(clauses) | _counts_by_name(clauses, codebook))
        .with_columns(weight=_weight(codebook.ranks))
        .sort("document_id", "weight", "position", "clause", "start")
    )
    event = _not_beside(rows.first(tellings), judged)
    return event.select(judged.columns), _of_two_kinds(event, tellings)


def _marked(
    judged: pl.DataFrame,
    matched: pl.DataFrame,
    clauses: pl.DataFrame,
    named: pl.DataFrame,
    texts: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Tellings of a meeting of some kind, with what counts for and against its being the event.

    For it: ``has_name``, its sides or number ("the EU-Turkmenistan human rights dialogue"); ``is_standing``,
    of a kind that goes on from round to round, and ``of_title``, named in the title too; ``is_told`` with a
    day or place ("the dialogue in Oslo"); ``is_lasting``, a visit of some days. It is only named, but held,
    where the text says that "the event" was (``is_event``), what those who were there did (``went_on``), or
    later that "the meeting" was (``is_meant``). Against it: ``is_undone``, in the lead such a meeting is to
    come, was not held, or is asked about; ``prepares``, two sides who are named are still to meet.
    """
    by_name = matched.filter(pl.col("rank") == "name")
    undone = judged.filter(pl.col("assertion").is_in(UNDONE), _IN_OPENING).filter(
        (pl.col("rank") == 1) | ~pl.col("shape").str.contains(" NEXT ")
    )
    of_two = pl.col("code").is_in(codebook.kinds_with("two")) & rows.among(by_name, "telling")
    is_standing = pl.col("code").is_in(codebook.standing())
    titles = judged.filter(_IN_TITLE, ~pl.col("assertion").is_in([*UNDONE, "earlier"]))
    titles = titles.select(*_KIND, of_title=is_standing)
    placed = (pl.col("rank") <= LEAD) & (pl.col("days").list.len() + pl.col("places").list.len() > 0)
    placed |= rows.among(clauses.filter("is_dateline"), "sentence_id")
    symbol, went_on = pl.col("symbol"), _went_on(texts, judged, codebook)
    return (
        judged.filter(pl.col("code").is_not_null(), symbol.is_in(list(codebook.ranks.symbols)))
        .join(undone.select(*_KIND, is_undone=True).unique(), on=_KIND, how="left", maintain_order="left")
        .join(titles.unique(), on=_KIND, how="left", maintain_order="left")
        .with_columns(
            has_name=rows.among(by_name, "telling"),
            is_standing=is_standing,
            is_undone=pl.col("is_undone").is_not_null(),
            is_told=placed & ~pl.col("shape").str.contains(GOES_ON),
            is_lasting=(symbol == "VISIT") & rows.among(_of_some_days(judged, named), "telling"),
            prepares=symbol.is_in(["OCCASION", "REVIEW"]) & rows.among(undone.filter(of_two)),
            is_event=_NAMED & rows.among(_said_of_the_event(judged)),
            went_on=_NAMED & _IN_OPENING & symbol.is_in(["KIND", "COMMISSION"]) & rows.among(went_on),
            is_meant=rows.among(_meant(judged, by_name, texts, codebook), "telling"),
        )
        .with_columns(is_known=(_HELD | _IN_TITLE) & _IN_LEAD & pl.col("is_standing") & pl.col("has_name"))
    )


def _counts_as_held(clauses: pl.DataFrame) -> pl.Expr:
    """Whether a meeting is said to have been held; a lesson counts where the lead tells a day and place."""
    both = (pl.col("days").list.len() > 0) & (pl.col("places").list.len() > 0)
    placed = rows.among(clauses.filter(pl.col("rank").is_between(FIRST, LEAD), both)) & _IN_LEAD
    is_told = (pl.col("symbol") != "LESSON") | pl.col("is_told") | placed
    return _HELD & ~pl.col("prepares") & is_told


def _counts_by_name(clauses: pl.DataFrame, codebook: Codebook) -> pl.Expr:
    """Whether a meeting counts that is only named: in a title, or in the lead with a day or place."""
    many = pl.col("code").is_in(codebook.kinds_with("many"))
    titled = _NAMED & pl.col("symbol").is_in(["KIND", "MEETING"]) & (_IN_TITLE | pl.col("is_told"))
    titled &= pl.col("has_name") | (_IN_TITLE & many)
    asked = clauses.filter(pl.col("rank") <= FIRST, pl.col("whole").str.contains(" ASK "))
    sure = ~pl.col("is_undone") & ~rows.among(asked)
    return ((titled | pl.col("is_event")) & sure) | pl.col("went_on") | pl.col("is_meant")


def _weight(ranks: Ranks) -> pl.Expr:
    """What ranks.yaml says of a telling: the event is the one that weighs least."""
    place = pl.when(_IN_TITLE).then(ranks.header).when(_IN_LEAD).then(ranks.lead).otherwise(ranks.later)
    named_in_title = pl.col("of_title") & _HELD & ~_IN_TITLE
    by_all = pl.col("is_told") & (pl.col("is_standing") | (pl.col("is_event") & (pl.col("symbol") == "KIND")))
    held = pl.any_horizontal(_HELD, "is_known", "is_meant", by_all)
    return (
        pl.col("symbol").replace_strict(ranks.symbols, return_dtype=pl.Int64)
        + pl.when(named_in_title).then(ranks.lead).otherwise(place)
        + pl.when(held).then(0).otherwise(ranks.named)
        + pl.when("is_lasting").then(ranks.visit).otherwise(0)
        + pl.when("is_known").then(ranks.standing).otherwise(0)
    )


def _not_beside(event: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Leave out an event told further down in a text whose lead tells of none but one that was not held."""
    first = judged.filter(pl.col("code").is_not_null(), pl.col("rank") <= FIRST)
    said = first.group_by("document_id").agg(
        is_undone=pl.col("assertion").is_in(UNDONE).any() & ~_HELD.any(),
        is_denied=(pl.col("assertion") == "denied").any(),
    )
    undone, denied = (rows.among(said.filter(name)) for name in ("is_undone", "is_denied"))
    lead = pl.when(denied).then(FIRST).otherwise(LEAD)
    return event.filter(~undone | (pl.col("rank") <= lead))


def _of_two_kinds(event: pl.DataFrame, tellings: pl.DataFrame) -> pl.DataFrame:
    """Doubts where the clause by which the event is known says of another kind too that it was held."""
    alike = ["document_id", "weight", "sentence_id", "clause", "symbol", "assertion"]
    taken = event.filter(_HELD).select(*alike, taken="code", told_in="sentence_id")
    apart = tellings.rename({"code": "value"}).join(taken, on=alike, maintain_order="left")
    return doubts.between(apart.filter(pl.col("value") != pl.col("taken")), "kind")


def _went_on(texts: pl.DataFrame, judged: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Documents that tell what those who were there did, and of no meeting whether it was held or not."""
    goes_on, other_time = (
        pl.col("plain").str.contains(codebook.pattern(name)) for name in ("went on", "other time")
    )
    told = texts.filter(pl.col("rank") > 0, goes_on, ~other_time)
    lead = pl.col("assertion").is_in(["denied", "earlier"]) & _IN_OPENING
    lead |= (pl.col("assertion") == "planned") & _IN_TITLE
    said = judged.filter(lead | _HELD, pl.col("symbol").is_in(list(codebook.ranks.symbols)))
    return told.join(said, on="document_id", how="anti")


def _meant(
    judged: pl.DataFrame, by_name: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Tellings of a standing kind with its sides, whose body says later that "the meeting" was held."""
    coded = judged.filter(pl.col("code").is_not_null(), pl.col("rank") > 0)
    first = (
        coded.sort("document_id", "position", "clause", "start")
        .pipe(rows.first)
        .filter(pl.col("symbol") == "KIND", _NAMED, _IN_OPENING)
        .filter(pl.col("code").is_in(codebook.standing()), rows.among(by_name, "telling"))
        .select("document_id", "telling", kind="code")
    )
    held = coded.drop("telling").join(first, on="document_id").filter(_HELD)
    before = pl.col("plain").str.slice(0, "start")
    meeting = (
        held.filter(pl.col("symbol") == "MEETING")
        .join(texts.select("sentence_id", "plain"), on="sentence_id")
        .filter(before.str.contains(r"\b[Tt]he (?:[a-z-]+ )?$"))
    )
    itself = held.filter(pl.col("code") == pl.col("kind"))
    return meeting.join(itself, on="document_id", how="anti")


def _said_of_the_event(judged: pl.DataFrame) -> pl.DataFrame:
    """Tellings of the opening in which "the event" is said to have been held."""
    by_verb = pl.col("shape").str.contains(" (?:HOLD|TAKE_PLACE) ")
    return judged.filter(pl.col("symbol") == WITHOUT_NAME, _HELD, _IN_OPENING, by_verb)


def _of_some_days(judged: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Tellings whose clause has a range of days."""
    ranges = named.filter(pl.col("type") == "DATE", pl.col("code").str.contains("/", literal=True))
    days = judged.select("telling", "sentence_id", "days").explode("days").drop_nulls("days")
    return shapes.names_in(days, pl.col("days").str.extract(shapes.LAST_DATE), ranges)


def by_who_held_it(event: pl.DataFrame, slots: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give an event the kind it is of where a body of the state held it, or where several states met."""
    ministry = {
        (symbol, kind.code): other for kind in codebook.kinds for symbol, other in kind.by_ministry.items()
    }
    several = {kind.code: kind.of_several for kind in codebook.kinds if kind.of_several}
    sides = slots.filter(pl.col("field") == "counterpart", pl.col("order") <= Order.HELD)
    of_state = pl.col("type").is_in(["STATE", "DEMONYM"])
    held_by = sides.group_by("document_id").agg(
        by_body=(pl.col("type") == "BODY").any() & ~(pl.col("type") == "ORG").any(),
        states=pl.col("code").filter(of_state).n_unique().over("telling").max(),
    )
    code = pl.when(pl.col("states") >= SEVERAL).then(pl.col("code").replace(several)).otherwise("code")
    for (symbol, kind), other in ministry.items():
        of_body = pl.col("by_body") & (pl.col("symbol") == symbol) & (pl.col("code") == kind)
        code = pl.when(of_body).then(pl.lit(other)).otherwise(code)
    return event.join(held_by, on="document_id", how="left", maintain_order="left").with_columns(code=code)
