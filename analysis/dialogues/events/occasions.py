"""Which meeting a document reports, and which of its clauses tell of it."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.events import doubts, shapes
from dialogues.events.frames import VERBS, WITHOUT_NAME

LEAD = 3  # sentences of the body in which what stands beside the meeting is taken for its own
BESIDE, LARGE = 6, 11  # order of what clauses of the lead give, and of what those of no meeting do
MEETINGS = ("MEET", "RECEIVE", "VISIT", "MEETING")  # meetings of two sides, as part of another or beside it
PLAN = "PLAN"  # symbol of a plan that is put before the public
NEARBY = 40  # characters beside a meeting's name in which it is said to have been lately
SEVERAL = 3  # states that make a meeting one of several
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
    ranks = codebook.ranks
    place = pl.when(pl.col("rank") == 0).then(ranks.header).when(pl.col("rank") <= 2).then(ranks.lead)
    by_name = matched.filter(pl.col("rank") == "name").select("telling", has_name=pl.lit(value=True)).unique()
    undone = judged.filter(pl.col("assertion").is_in(UNDONE), pl.col("rank") <= LEAD)
    undone = undone.filter((pl.col("rank") == 1) | ~pl.col("shape").str.contains(" NEXT "))
    two = pl.col("code").is_in(codebook.kinds_with("two"))
    prepared = undone.filter(two).join(by_name, on="telling", how="semi")["document_id"].implode()
    preparing = pl.col("symbol").is_in(["OCCASION", "REVIEW"]) & pl.col("document_id").is_in(prepared)
    undone = undone.select("document_id", "code", undone=pl.lit(value=True)).unique()
    talk = clauses.filter(pl.col("rank") <= 1, pl.col("whole").str.contains(" ASK "))
    is_held = pl.col("assertion") == "held"
    of_days = (pl.col("symbol") == "VISIT") & pl.col("telling").is_in(_of_days(judged, named))
    standing = codebook.standing()
    in_title = pl.col("rank") == 0
    stands = (is_held | in_title) & (pl.col("rank") <= 2) & pl.col("code").is_in(standing)
    stands &= pl.col("has_name").fill_null(value=False)
    told_of = (pl.col("rank") <= 2) & (pl.col("days").list.len() + pl.col("places").list.len() > 0)
    told_of |= pl.col("sentence_id").is_in(clauses.filter("is_dateline")["sentence_id"].implode())
    told_of &= ~pl.col("shape").str.contains(GOES_ON)
    placed = (pl.col("days").list.len() > 0) & (pl.col("places").list.len() > 0)
    in_lead = clauses.filter(pl.col("rank").is_between(1, 2), placed)["document_id"].unique()
    beside = pl.col("document_id").is_in(in_lead.implode()) & (pl.col("rank") <= 2)
    many = codebook.kinds_with("many")
    titled = (
        (pl.col("assertion") == "named") & pl.col("symbol").is_in(["KIND", "MEETING"]) & (in_title | told_of)
    )
    titled &= pl.col("has_name").fill_null(value=False) | (in_title & pl.col("code").is_in(many))
    of_held = pl.col("document_id").is_in(_held_unnamed(judged).implode())
    of_held &= pl.col("assertion") == "named"
    titled |= of_held
    named_by_all = told_of & (pl.col("code").is_in(standing) | (of_held & (pl.col("symbol") == "KIND")))
    titled &= pl.col("undone").is_null() & ~pl.col("document_id").is_in(talk["document_id"].implode())
    went_on = pl.col("symbol").is_in(["KIND", "COMMISSION"]) & (pl.col("rank") <= LEAD)
    went_on &= pl.col("assertion") == "named"
    titled |= went_on & pl.col("document_id").is_in(_went_on(texts, judged, codebook).implode())
    meant = pl.col("telling").is_in(_meant(judged, by_name, texts, codebook).implode())
    titled |= meant
    of_title = judged.filter(in_title, ~pl.col("assertion").is_in([*UNDONE, "earlier"]))
    of_title = of_title.select("document_id", "code", of_title=pl.col("code").is_in(standing)).unique()
    tellings = (
        judged.filter(pl.col("code").is_not_null(), pl.col("symbol").is_in(list(ranks.symbols)))
        .join(by_name, on="telling", how="left", maintain_order="left")
        .join(undone, on=["document_id", "code"], how="left", maintain_order="left")
        .join(of_title, on=["document_id", "code"], how="left", maintain_order="left")
        .filter((is_held & ~preparing & ((pl.col("symbol") != "LESSON") | told_of | beside)) | titled)
        .with_columns(
            weight=pl.col("symbol").replace_strict(ranks.symbols, return_dtype=pl.Int64)
            + pl.when(pl.col("of_title") & is_held & ~in_title)
            .then(ranks.lead)
            .otherwise(place.otherwise(ranks.later))
            + pl.when(is_held | stands | meant | named_by_all).then(0).otherwise(ranks.named)
            + pl.when(of_days).then(ranks.visit).otherwise(0)
            + pl.when(stands).then(ranks.standing).otherwise(0)
        )
        .sort("document_id", "weight", "position", "clause", "start")
    )
    event = _not_beside(tellings.unique("document_id", keep="first", maintain_order=True), judged)
    alike = ["document_id", "weight", "sentence_id", "clause", "symbol", "assertion"]
    taken = event.filter(is_held).select(*alike, taken="code", told_in="sentence_id")
    apart = tellings.rename({"code": "value"}).join(taken, on=alike, maintain_order="left")
    return event, doubts.between(apart.filter(pl.col("value") != pl.col("taken")), "kind")


def _not_beside(event: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Leave out an event told further down in a text whose lead tells of none but one that was not held."""
    first = judged.filter(pl.col("code").is_not_null(), pl.col("rank") <= 1)
    said = first.group_by("document_id").agg(
        is_undone=pl.col("assertion").is_in(UNDONE).any() & ~(pl.col("assertion") == "held").any(),
        is_denied=(pl.col("assertion") == "denied").any(),
    )
    lead = pl.when("is_denied").then(1).otherwise(LEAD - 1)
    rows = event.join(said, on="document_id", how="left", maintain_order="left")
    beside = pl.col("is_undone").fill_null(value=False) & (pl.col("rank") > lead)
    return rows.filter(~beside).drop(said.columns[1:])


def _went_on(texts: pl.DataFrame, judged: pl.DataFrame, codebook: Codebook) -> pl.Series:
    """Documents that tell what those who were there did, and of no meeting whether it was held or not."""
    goes_on, other_time = (
        pl.col("plain").str.contains(codebook.pattern(name)) for name in ("went on", "other time")
    )
    told = texts.filter(pl.col("rank") > 0, goes_on, ~other_time)
    lead = pl.col("assertion").is_in(["denied", "earlier"]) & (pl.col("rank") <= LEAD)
    lead |= (pl.col("assertion") == "planned") & (pl.col("rank") == 0)
    lead |= pl.col("assertion") == "held"
    said = judged.filter(lead, pl.col("symbol").is_in(list(codebook.ranks.symbols)))
    return told.join(said, on="document_id", how="anti")["document_id"].unique()


def _meant(judged: pl.DataFrame, by_name: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.Series:
    """Tellings of a standing kind with its sides, whose body says later that "the meeting" was held."""
    coded = judged.filter(pl.col("code").is_not_null(), pl.col("rank") > 0)
    first = (
        coded.sort("document_id", "position", "clause", "start")
        .unique("document_id", keep="first", maintain_order=True)
        .filter(
            pl.col("symbol") == "KIND",
            pl.col("assertion") == "named",
            pl.col("rank") <= LEAD,
            pl.col("code").is_in(codebook.standing()),
        )
        .join(by_name, on="telling", how="semi")
        .select("document_id", first="telling", kind="code")
    )
    held = coded.join(first, on="document_id").filter(pl.col("assertion") == "held")
    before = pl.col("plain").str.slice(0, "start")
    meeting = (
        held.filter(pl.col("symbol") == "MEETING")
        .join(texts.select("sentence_id", "plain"), on="sentence_id")
        .filter(before.str.contains(r"\b[Tt]he (?:[a-z-]+ )?$"))
    )
    itself = held.filter(pl.col("code") == pl.col("kind"))
    return meeting.join(itself, on="document_id", how="anti")["first"].unique()


def _held_unnamed(judged: pl.DataFrame) -> pl.Series:
    """Documents whose lead says of "the event" that it was held."""
    held = (pl.col("symbol") == WITHOUT_NAME) & (pl.col("assertion") == "held")
    return judged.filter(
        held & (pl.col("rank") <= LEAD), pl.col("shape").str.contains(" (?:HOLD|TAKE_PLACE) ")
    )["document_id"]


def _of_days(judged: pl.DataFrame, named: pl.DataFrame) -> pl.Series:
    """Tellings whose clause has a range of days."""
    ranges = named.filter(pl.col("type") == "DATE", pl.col("code").str.contains("/", literal=True))
    days = judged.select("telling", "sentence_id", "days").explode("days").drop_nulls("days")
    return shapes.names_in(days, pl.col("days").str.extract(shapes.LAST_DATE), ranges)["telling"].implode()


def of_event(
    judged: pl.DataFrame, event: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Tellings of each document's event, with its ``kind`` and their ``order``.

    0 the one by which it is known, 1 others that say it was held, 2 those that name it, 3 those without a
    name ("the event"), 4 those by a looser noun ("the meeting"), 5 those of officials who met in the lead, or
    of guests of an event of many sides who came together there.
    ``has_met``: told as of a day before the report's. That a plan was adopted is no telling of the meeting
    at which it was presented.
    """
    chosen = event.select("document_id", kind="code", chosen="telling")
    two = codebook.kinds_with("two")
    of_kind, is_held = pl.col("code") == pl.col("kind"), pl.col("assertion") == "held"
    of_kind &= pl.col("symbol") != PLAN
    by_verb = pl.col("symbol").is_in(sorted(VERBS))  # further down, somebody else's visit
    loose = pl.col("symbol").is_in(["MEETING", "DIALOGUE", "OCCASION"])
    came = pl.col("assertion").is_in(["held", "named"]) & ~pl.col("shape").str.contains(" (?:PARTY|PAIR)[.]")
    order = (
        pl.when(pl.col("telling") == pl.col("chosen"))
        .then(0)
        .when(of_kind & is_held)
        .then(1)
        .when(of_kind & (pl.col("assertion") == "named") & (~by_verb | (pl.col("rank") <= LEAD)))
        .then(2)
        .when((pl.col("symbol") == WITHOUT_NAME) & is_held)
        .then(3)
        .when(loose & is_held)
        .then(4)
        .when(pl.col("symbol").is_in(MEETINGS) & is_held & (pl.col("rank") <= 2) & pl.col("kind").is_in(two))
        .then(5)
        .when((pl.col("symbol") == "MEET") & (pl.col("rank") <= LEAD) & came & ~pl.col("kind").is_in(two))
        .then(5)
    )
    has_met = pl.col("shape").str.contains(" HAVE (?: [^ ]+ )? (?:MEET|HOLD|RECEIVE)[ .]")
    return (
        judged.join(chosen, on="document_id")
        .join(texts.select("sentence_id", "plain"), on="sentence_id", maintain_order="left")
        .with_columns(order=order, has_met=has_met | _lately(codebook))
        .filter(pl.col("order").is_not_null())
        .drop("plain")
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
    """Add clauses of the lead that tell of no other meeting: what they give weighs least (``order`` 6).

    Who met or was received is another meeting than one of many sides.
    """
    many = codebook.kinds_with("many")
    of_many = about.filter(pl.col("kind").is_in(many))["document_id"].unique().implode()
    key = ["sentence_id", "clause"]
    other = pl.col("symbol").is_in(["KIND", "OCCASION", "COMMISSION", "BRIEFING"])
    other |= pl.col("symbol").is_in(MEETINGS) & pl.col("document_id").is_in(of_many) & _WITH_PARTY
    elsewhere = judged.filter(other | pl.col("assertion").is_in([*UNDONE, "earlier"])).select(key).unique()
    opens_relative = pl.col("shape").str.contains("^ +IT ")  # "Law Day, which falls on 2 May"
    told = pl.col("shape").str.replace(_SINCE_THEN, "${1}")
    otherwise = told.str.contains(f"{_OTHERWISE}|{_ANOTHER}")
    beside = (
        clauses.filter(
            pl.col("rank") <= LEAD,
            ~pl.col("is_dateline"),
            ~otherwise.cum_max().over("sentence_id", order_by="clause"),
            pl.col("shape").str.contains(TELLS) | ((pl.col("rank") <= 1) & ~opens_relative),
        )
        .join(elsewhere, on=key, how="anti")
        .join(about.select(key).unique(), on=key, how="anti")
        .join(about.filter(pl.col("order") == 0).select("document_id", "kind", "has_met"), on="document_id")
        .with_columns(order=pl.lit(6, pl.Int32), assertion=pl.lit("held"))
    )
    return pl.concat([about, beside], how="diagonal")


def of_other_matter(texts: pl.DataFrame, codebook: Codebook) -> pl.Series:
    """Sentences of what befell somebody, or how a paper came to be: they give no meeting's day or place."""
    return texts.filter(pl.col("plain").str.contains(codebook.pattern("other matter")))["sentence_id"]


def at_large(clauses: pl.DataFrame, judged: pl.DataFrame, about: pl.DataFrame, name: str) -> pl.DataFrame:
    """Clauses of sentences with a ``name`` that tell of no meeting: what is left where none about it has one.

    A word of another time counts against a DATE or CITY only where it stands before it in the sentence.
    """
    key = ["sentence_id", "clause"]
    meeting = judged.filter(pl.col("code").is_not_null()).select(key)
    whole = pl.col("whole")
    named = clauses.join(about, on="document_id", how="semi").filter(
        whole.str.contains(f" {name}.", literal=True)
    )
    told = whole.str.contains(_OTHER_TIME).shift(1).over("sentence_id", order_by="clause")
    before = whole.str.contains(rf"{_OTHER_TIME}(?: [^ ]+ )* {name}\.[0-9]+ ") | told.fill_null(value=False)
    return (
        clauses.join(named, on="sentence_id", how="semi", maintain_order="left")
        .filter(~before.cum_max().over("sentence_id", order_by="clause"), ~pl.col("is_dateline"))
        .join(meeting, on=key, how="anti", maintain_order="left")
        .with_columns(
            order=pl.lit(LARGE, pl.Int32), assertion=pl.lit("held"), frame=pl.lit(None, pl.String),
            symbol=pl.lit(None, pl.String),
        )
    )  # fmt: skip


def with_openings(about: pl.DataFrame, clauses: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Add what opens the sentence that tells of the event: "On 3 May, in Oslo, X - the Y - held a seminar".

    A part of it that has no verb of a class and tells of no other meeting gives the event its day and place.
    """
    key = ["sentence_id", "clause"]
    told = (
        about.filter(pl.col("order") <= 1)
        .sort("order", maintain_order=True)
        .select("sentence_id", "kind", "has_met", "order", told_in="clause")
        .unique("sentence_id", keep="first", maintain_order=True)
    )
    opens = (
        clauses.join(told, on="sentence_id")
        .filter(
            pl.col("clause") < pl.col("told_in"),
            ~pl.any_horizontal(pl.col("whole").str.contains(words) for words in (_OTHERWISE, _VERBS, _STAMP)),
        )
        .join(judged.filter(pl.col("code").is_not_null()), on=key, how="anti")
        .with_columns(order=(2 * pl.col("order") + 2).cast(pl.Int32), assertion=pl.lit("held"))
        .drop("told_in")
    )
    return pl.concat([about.join(opens, on=key, how="anti", maintain_order="left"), opens], how="diagonal")


def by_clause(about: pl.DataFrame) -> pl.DataFrame:
    """One row per clause, that of the telling that goes before others: all share its days and places."""
    return about.sort("document_id", "order", "position", "clause", maintain_order=True).unique(
        ["document_id", "sentence_id", "clause"], keep="first", maintain_order=True
    )


def by_who_held_it(event: pl.DataFrame, slots: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give an event the kind it is of where a body of the state held it, or where several states met."""
    ministry = {
        (symbol, kind.code): other for kind in codebook.kinds for symbol, other in kind.by_ministry.items()
    }
    several = {kind.code: kind.of_several for kind in codebook.kinds if kind.of_several}
    sides = slots.filter(pl.col("field") == "counterpart", pl.col("order") <= 1)
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
