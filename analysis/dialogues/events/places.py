"""Where and how an event was held."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.facets import states
from dialogues.events import doubts, occasions, shapes
from dialogues.events.orders import OPENING, Order

_JOINS = " (?:ATTEND|JOIN|TAKE_PLACE) "
_ELSEWHERE = " (?:WILL|NOT|SINCE) "
_HOLDS = " (?:HOLD|TAKE_PLACE) "
_MEETS = " (?:MEET|HOLD|TAKE_PLACE|MEETING|KIND|ATTEND|JOIN|CALL_ON)[ .]"
_SPEAKS = " (?:DISCUSS|SAY|URGE) "  # "rights online and offline were discussed"
_AT_A_NAME = r" at (?: DET )? NAME(\.[0-9]+)"  # "at the Palais Wilson"
_POST = (  # "the ambassador in Oslo", "head of the regional office in Oslo"
    "(?: (?:PARTY|FUNCTION)[.0-9]+ | of (?: DET )?(?: [a-z]+ ){1,2}) in (?: DET )? CITY"
)
_SPEAKER = " (?:NAME|PARTY|FUNCTION|NUMBER|IT)[.0-9]* "
_SOMEBODY = rf"{_SPEAKER}.* MODE[.0-9]* | MODE[.0-9]* .*{_SPEAKER}"
_OVER = "^(?i:by|via|over|through|from)\\b"  # "over a video link"; "rights online" are no form of a meeting
_OVER_MODE = (
    r" (?:by|via|over|through|from|of) (?: DET )?(?: ADJ )? MODE[.0-9]* "
    r"| MODE[.0-9]*  from (?: DET )? (?:CITY|COUNTRY|PARTY)"
)
_IN_CITY = r" in (?: DET )?(?: ADJ )? CITY\.[0-9]+ | to  CITY\.[0-9]+ "
_CITY_ALONE = r"^ CITY\.[0-9]+ $"
_AGENCY = r" \( (?: [^ ()]+ ){1,5} \) | / (?: [^ /]+ ){1,5} / "
_BEFORE_REPORT = (  # "OSLO, 3 June (Courier) -", "Oslo (UN News) -", "Oslo -"
    rf"^(?: \( )? CITY\.[0-9]+ (?:(?: , )?(?: DATE\.[0-9]+ |{_AGENCY})){{0,2}}$"
)
_OF_ANOTHER = r" (?:to|of|at|from|after|by|on) (?: [^ ,]+ ){0,3} KIND[.0-9]+ (?: HOLD | TAKE_PLACE )(.*)"
_NUMBER = r"(?:CITY|COUNTRY|NAME|MODE)(\.[0-9]+)"
_LOCATIVE = ("in", "at", "near", "outside", ",", "(", "DET", "to", ":", "CITY")
CITY, TOWN, SEAT, DATELINE, SAID, COUNTRY = 0, 1, 2, 3, 4, 5  # what is taken first
_WHERE = ("document_id", "sentence_id", "position", "clause", "symbol", "rank", "order", "assertion", "frame")
_TAKEN = ("document_id", "sentence_id", "value", "frame", "assertion", "at", "to")
_IN_PERSON = pl.lit("in_person").alias("value")


def choose(
    about: pl.DataFrame,
    clauses: pl.DataFrame,
    judged: pl.DataFrame,
    named: pl.DataFrame,
    slots: pl.DataFrame,
    texts: pl.DataFrame,
    codebook: Codebook,
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Give the fields ``place`` and ``mode``, and doubts of the place.

    Fields have ``document_id, sentence_id, value, at, to, frame, assertion``.

    A city in a clause that tells of the event, or that is its host; else a town that no list knows; else the
    seat of the ministry in whose house it was held; else the city of the dateline; else a country. What is
    held by video has no place; what has one is held in person, by its dateline only where no other form is
    named. Where clauses of equal rank give two cities, none is taken.
    """
    spans = named.select("sentence_id", "number", "type", "code", at="start", to="end")
    is_kind = (pl.col("symbol") == "KIND").any().over("sentence_id", "clause")
    told = occasions.by_clause(about.with_columns(is_kind=is_kind))
    large = occasions.at_large(clauses, judged, about, "CITY")
    given = _places(told, clauses, large, spans, pl.concat([slots, _seats(slots, texts, codebook)]), texts)
    places = _agreed(given, texts, codebook)
    place = places.unique("document_id", keep="first", maintain_order=True)
    modes = _modes(told, spans)
    joined = modes.filter(pl.col("value") == "video", pl.col("joins")).join(
        place, on="document_id", how="semi"
    )
    hybrid = pl.col("document_id").is_in(joined["document_id"].implode())
    modes = modes.with_columns(value=pl.when(hybrid).then(pl.lit("hybrid")).otherwise("value"))
    videos = modes.filter(pl.col("value") == "video").select("document_id", video="order")
    first = (
        (pl.col("step") == CITY) & (pl.col("order") == Order.CHOSEN) & (pl.col("video") > Order.UNNAMED)
    )  # of another meeting
    place = place.join(videos, on="document_id", how="left").filter(pl.col("video").is_null() | first)
    modes = modes.join(place.drop_nulls("video"), on="document_id", how="anti")
    of_guests = modes.filter(pl.col("value") == "hybrid")  # who joined in from another city
    unsure = _rivals(place, places).join(of_guests, on="document_id", how="anti", maintain_order="left")
    unsaid = named.filter(pl.col("type") == "MODE", pl.col("code") != "in_person")["document_id"].unique()
    sure = (pl.col("step") != DATELINE) | ~pl.col("document_id").is_in(unsaid.implode())
    there = [
        place.filter(sure).with_columns(_IN_PERSON).select(_TAKEN),
        _houses(slots),
        _received(about),
        _buildings(told, texts, codebook),
        _sites(told, spans),
        _by_its_name(about, texts, codebook),
    ]
    met = judged.filter(pl.col("symbol") != "SPOKE")  # "one of them spoke by video"
    in_part = _linked(occasions.at_large(clauses, met, about, "MODE"), spans, texts)
    in_part = in_part.join(pl.concat(there), on="document_id", how="semi", maintain_order="left")
    mode = pl.concat([modes.select(_TAKEN), in_part, *there])
    fields = {
        "place": place.join(unsure, on="document_id", how="anti", maintain_order="left").select(_TAKEN),
        "mode": mode.unique("document_id", keep="first", maintain_order=True),
    }
    return fields, unsure.join(place, on="document_id", how="semi", maintain_order="left")


def _rivals(place: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Doubts where another clause that tells of the event as the first does gives another city."""
    cities = places.filter(pl.col("step") <= TOWN, pl.col("before").is_not_null())
    return doubts.rivals(place, cities, pl.col("value") != pl.col("value_taken"), "place")


def _agreed(places: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Leave out cities beside the meeting that are somebody's post or prison, or several in all clauses."""
    other = occasions.of_other_matter(texts, codebook)
    large = pl.col("order") == Order.LARGE
    kept = places.filter((pl.col("order") < Order.UNNAMED) | ~(pl.col("sentence_id").is_in(other.implode())))
    kept = kept.filter(~large | (pl.col("rank") <= OPENING))
    one = pl.col("value").n_unique().over("document_id", large) == 1
    return kept.filter(~large | one)


def _places(
    about: pl.DataFrame,
    clauses: pl.DataFrame,
    large: pl.DataFrame,
    spans: pl.DataFrame,
    slots: pl.DataFrame,
    texts: pl.DataFrame,
) -> pl.DataFrame:
    """The places that a document gives for its event, those that go before others first."""
    in_title = (pl.col("rank") == 0) & (pl.col("places").list.len() == 1)
    whole = pl.col("whole")
    said = (
        (pl.col("order").is_between(Order.UNNAMED, Order.LOOSE))
        & whole.str.contains(" SAY ")
        & ~whole.str.contains(_MEETS)
    )
    alone = pl.col("rank").is_between(1, 2) & (pl.col("days").list.len() > 0)
    is_post = (pl.col("order") == Order.BESIDE) & whole.str.contains(f"^(?: DET )?{_POST}")
    lifted = [
        about.select(
            *_WHERE,
            lifted=pl.col(name),
            step=pl.when(said & (step == CITY))
            .then(SAID)
            .when(is_post & (step == CITY))
            .then(COUNTRY)
            .otherwise(step),
            meets=whole.str.contains(_MEETS) | (in_title | alone).and_(step == CITY),
            alone=(pl.col("order") == Order.HELD) & whole.str.contains(_CITY_ALONE),
            another=pl.when(~pl.col("is_kind")).then(pl.col("whole").str.extract(_OF_ANOTHER)),
        )
        for name, step in (("places", CITY), ("towns", TOWN), ("countries", COUNTRY))
    ]
    first = pl.when("is_dateline").then(OPENING).otherwise(1)  # a page's links can stand above it
    datelines = clauses.filter(
        (pl.col("rank") <= first) & (pl.col("clause") == 0),
        pl.col("is_dateline") | pl.col("whole").str.contains(_BEFORE_REPORT),
    ).join(about.select("document_id").unique(), on="document_id", how="semi")
    lines = datelines.select(
        "document_id", "sentence_id", "position", "clause", "rank",
        symbol=pl.lit(None, pl.String), order=pl.lit(9, pl.Int32), assertion=pl.lit("held"),
        frame=pl.lit(None, pl.String), lifted=pl.col("whole").str.extract_all(r" CITY\.[0-9]+ "),
        step=pl.lit(DATELINE), meets=pl.lit(value=True), alone=pl.lit(value=True),
        another=pl.lit(None, pl.String),
    )  # fmt: skip
    left = large.select(
        *_WHERE,
        lifted=pl.when(~pl.col("whole").str.contains(_POST)).then(pl.col("whole").str.extract_all(_IN_CITY)),
        step=pl.lit(DATELINE),
        meets=pl.lit(value=True),
        alone=pl.lit(value=False),
        another=pl.lit(None, pl.String),
    )
    before = pl.col("lifted").str.extract(r"^ ([^ ]+) ")
    found = (
        pl.concat(
            [*lifted, *(rows.select(lifted[0].columns).cast(lifted[0].schema) for rows in (lines, left))]
        )
        .explode("lifted")
        .drop_nulls("lifted")
        .filter(~pl.col("another").str.contains(pl.col("lifted"), literal=True).fill_null(value=False))
        .filter(before.is_null() | before.is_in(_LOCATIVE) | (pl.col("step") != CITY) | pl.col("alone"))
        .filter((pl.col("order") != Order.BESIDE) | pl.col("meets"))
        .with_columns(
            order=pl.when((pl.col("order") == Order.BESIDE) & (pl.col("rank") == 0))
            .then(Order.BESIDE_IN_TITLE)
            .otherwise("order")
        )
        .pipe(shapes.names_in, pl.col("lifted").str.extract(_NUMBER), spans)
        .with_columns(before=pl.col("lifted").str.extract(r"^ ([^ ]+) "))
        .select(*_WHERE, "before", "step", "type", "code", "at", "to")
    )
    is_state = pl.col("type") == "STATE"
    hosts = slots.filter(pl.col("field") == "place").with_columns(
        before=pl.lit(None, pl.String),
        step=pl.when(is_state).then(COUNTRY).when(pl.col("type") == "SEAT").then(SEAT).otherwise(CITY),
        at="start",
        to="end",
    )
    town = pl.col("plain").str.slice("at", pl.col("to") - pl.col("at")).str.strip_chars(".,")
    label = pl.col("code").replace_strict(states(), default=None)
    return (
        pl.concat([found, hosts.select(found.columns).cast(found.schema)])
        .filter(pl.col("type").is_in(["CITY", "NAME", "STATE", "SEAT"]))
        .join(texts.select("sentence_id", "plain"), on="sentence_id")
        .filter(~is_state | ~pl.col("plain").str.slice(0, "at").str.contains(" of (?:the )?$"))
        .with_columns(
            value=pl.when(is_state).then(label).when(pl.col("type") == "NAME").then(town).otherwise("code")
        )
        .sort("document_id", "step", "order", "position", "clause", "at")
    )


def _seats(slots: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Slots with the cities of ministries, known by their own names, in whose house an event was held."""
    seats = {
        form.lower(): place.place
        for place in codebook.places
        for seat in place.seats
        for form in matching.forms(seat)
    }
    name = pl.col("plain").str.slice("start", pl.col("end") - pl.col("start")).str.to_lowercase()
    return (
        slots.filter(pl.col("field").is_in(["house", "building"]), pl.col("type") == "ORG")
        .join(texts.select("sentence_id", "plain"), on="sentence_id", maintain_order="left")
        .with_columns(
            code=name.replace_strict(seats, default=None, return_dtype=pl.String),
            type=pl.lit("SEAT"),
            field=pl.lit("place"),
        )
        .drop_nulls("code")
        .select(slots.columns)
    )


def _modes(about: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """What the clauses about the event say of its form; ``joins``: only of some who took part."""
    whole = pl.col("whole")
    both = pl.col("code").n_unique().over("sentence_id", "clause", "lifted") > 1  # "offline and by video"
    return (
        about.filter((pl.col("order") <= Order.LOOSE) | whole.str.contains(_MEETS))
        .filter((pl.col("order") <= Order.HELD) | ~whole.str.contains(_SPEAKS) | whole.str.contains(_MEETS))
        .select(
            *_WHERE,
            lifted=pl.col("modes"),
            joins=whole.str.contains(" JOIN ") | (whole.str.contains(_JOINS) & ~whole.str.contains(_HOLDS)),
        )
        .explode("lifted")
        .drop_nulls("lifted")
        .pipe(shapes.names_in, pl.col("lifted"), spans)
        .with_columns(value=pl.when(both).then(pl.lit("hybrid")).otherwise("code"))
        .with_columns(first=pl.col("value") != "hybrid")
        .sort("document_id", "first", "order", "position", "clause", "at")
        .unique("document_id", keep="first", maintain_order=True)
    )


def _linked(large: pl.DataFrame, spans: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Clauses beside the meeting in which somebody spoke over a link: of what was held in a place, a part."""
    whole = pl.col("whole")
    of_link = pl.col("plain").str.slice("at", pl.col("to") - pl.col("at")).str.contains(_OVER)
    return (
        large.filter(pl.col("rank") > 0, whole.str.contains(_SOMEBODY), ~whole.str.contains(" PRESS[.0-9]* "))
        .explode("modes")
        .drop_nulls("modes")
        .pipe(shapes.names_in, pl.col("modes"), spans)
        .filter(pl.col("code") != "in_person")
        .join(texts.select("sentence_id", "plain"), on="sentence_id", maintain_order="left")
        .filter((pl.col("code") == "hybrid") | of_link | whole.str.contains(_OVER_MODE))
        .with_columns(value=pl.lit("hybrid"))
        .sort("document_id", "position", "clause", "at")
        .select(_TAKEN)
    )


def _houses(slots: pl.DataFrame) -> pl.DataFrame:
    """Bodies of a state in whose house an event was held."""
    is_body = pl.col("type").is_in(["BODY", "DEMONYM"])
    return (
        slots.filter(
            (pl.col("field") == "building")
            | ((pl.col("field") == "house") & (is_body | pl.col("code").is_in(list(states()))))
        )
        .with_columns(_IN_PERSON, at="start", to="end")
        .select(_TAKEN)
    )


def _buildings(about: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """A building that a sentence about the event names after "in" or "at", with whatever name."""
    word = r"(?:[^a-z .,;:][^ .,;:]*|of|own|[a-z]ew|[a-z]{5,}) "  # no preposition but "of"
    named = rf"(?:the |its |our |their |his |her |an? )?(?:{word}){{0,5}}?"
    built = "|".join(form for word in codebook.words.venues for form in matching.forms(word))
    house = rf"\b(?:[Ii]n|[Aa]t) {named}(?i:{built})\b"
    told = (
        about.filter(
            pl.col("order").is_between(Order.CHOSEN, Order.UNNAMED)
            & ~pl.col("whole").str.contains(_ELSEWHERE)
        )
        .sort("document_id", "order", "position", "clause")
        .unique("document_id", keep="first", maintain_order=True)
        .join(texts.select("sentence_id", "plain"), on="sentence_id", maintain_order="left")
    )
    return (
        matching.occurrences(told, house, "plain")
        .unique("sentence_id", keep="first", maintain_order=True)
        .with_columns(_IN_PERSON)
        .select(_TAKEN)
    )


def _sites(about: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """What has a name of its own and stands after "at", where an event is said to have been held."""
    return (
        about.filter(pl.col("order") <= Order.HELD, ~pl.col("whole").str.contains(_ELSEWHERE))
        .pipe(shapes.names_in, pl.col("whole").str.extract(_AT_A_NAME), spans)
        .with_columns(_IN_PERSON)
        .select(_TAKEN)
    )


def _by_its_name(about: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """What the noun of the event itself says of its form: "a webinar"."""
    modes = codebook.words.modes.items()
    forms = {form: mode for mode, cues in modes for cue in cues for form in matching.forms(cue)}
    noun = pl.col("plain").str.slice("start", pl.col("end") - pl.col("start")).str.to_lowercase()
    return (
        about.filter(pl.col("order") == Order.CHOSEN)
        .join(texts.select("sentence_id", "plain"), on="sentence_id", maintain_order="left")
        .with_columns(value=noun.replace_strict(forms, default=None, return_dtype=pl.String))
        .drop_nulls("value")
        .with_columns(at="start", to="end")
        .select(_TAKEN)
    )


def _received(about: pl.DataFrame) -> pl.DataFrame:
    """Guests that were received, and visits."""
    return (
        about.filter(
            pl.col("symbol").is_in(["RECEIVE", "VISIT"]),
            ((pl.col("order") <= Order.NAMED) & (pl.col("rank") <= OPENING))
            | ((pl.col("order") == Order.MET) & (pl.col("symbol") == "RECEIVE")),
        )
        .with_columns(_IN_PERSON, at="start", to="end")
        .select(_TAKEN)
    )
