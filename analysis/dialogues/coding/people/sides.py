"""Whom people speak for: the body or state that the function names, or that the sentence sets them for."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.rows import PARTIES
from dialogues.coding.people.frames import Frames

_DEMONYM = r" \p{Lu}\p{Ll}+( \p{Ll})"  # "head of the Norwegian delegation"
_LINKS = ["OF", "FOR", "IN", "UNDER", "WITH"]
_NAMING = [*PARTIES.values(), "TITULAR", "FUNCTION", "FUNCTIONS"]  # words that can name a party
_NOT_WHOSE = ["IN", "FOR", "WITH"]  # "in", "to", "for", "with" a state: not whose the function is


def find(
    names: pl.DataFrame,
    frames: Frames,
    tokens: pl.DataFrame,
    parties: pl.DataFrame,
    home: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Add whom each person speaks for.

    Parameters
    ----------
    names
        What persons.find gives, with a ``row`` number and the ``role`` as written.
    frames
        By which people are read.
    tokens, parties
        What tokens.find and tokens.parties give.
    home
        Whose dialogue each document is about: ``document_id, state``.
    codebook
        Words of functions, and for whom organisations speak.

    Returns
    -------
    ``names`` with ``organisation``, ``side``, ``party`` (whom the words around the name set the person for),
    ``faces`` (an envoy to the document's state, without whose) and ``by_default`` (the side is the document's
    state for want of another); ``heads`` (the function is a delegation's head).
    """
    named = _named(names, frames, tokens, parties)
    told = (
        _with_words(names, frames, codebook)
        .join(home.rename({"state": "home"}), on="document_id", how="left", maintain_order="left")
        .with_columns(pl.col("home").fill_null(codebook.edition.home))
    )
    posted = named.join(told.select("row", "sent", "home"), on="row").with_columns(
        serves=pl.col("sent") & pl.col("link").is_in(_NOT_WHOSE).fill_null(value=False)
    )
    state, body = pl.col("symbol").is_in(["STATE", "DEMONYM"]), pl.col("symbol").is_in(["ORG", "BODY"])
    in_role = pl.col("origin").is_in(["role", "of"])
    there = (pl.col("symbol") == "STATE") & pl.col("link").is_in(_NOT_WHOSE).fill_null(value=False)
    return (
        told.join(
            _first(posted.filter(in_role, body, ~pl.col("serves")), "body", longest=True),
            on="row",
            how="left",
        )
        .join(_strangers(posted.filter(in_role, state, ~pl.col("sent"))), on="row", how="left")
        .join(_owners(posted.filter(in_role, state, ~pl.col("serves"), ~there), told), on="row", how="left")
        .join(_first(posted.filter(in_role, state, pl.col("serves")), "post"), on="row", how="left")
        .join(_first(posted.filter(pl.col("origin") == "party"), "leader", last=True), on="row", how="left")
        .pipe(_decided, codebook)
        .sort("row")
    )


def _named(names: pl.DataFrame, frames: Frames, tokens: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Bodies and states in the functions, beside the names and around them, each with the word before it."""
    ranges = pl.concat([_of_roles(names), _beside(names), _around(names, frames)])
    link = pl.when(pl.col("symbol").is_in(_LINKS)).then("symbol")
    words = (
        ranges.join(tokens.select("sentence_id", "index", "at", "to", "symbol"), on="sentence_id")
        .filter(pl.col("index").is_between("first", "last", closed="left"))
        .with_columns(link=link.forward_fill().over("row", "origin", order_by="index"))
        .filter(pl.col("symbol").is_in(_NAMING))
    )
    return (
        words.select("row", "origin", "sentence_id", "at", "link")
        .join(parties, left_on=["sentence_id", "at"], right_on=["sentence_id", "start"])
        .with_columns(length=pl.col("end") - pl.col("at"))
    )


def _of_roles(names: pl.DataFrame) -> pl.DataFrame:
    return names.drop_nulls("role_at").select(
        "row", "sentence_id", origin=pl.lit("role"), first="role_at", last="role_to"
    )


def _beside(names: pl.DataFrame) -> pl.DataFrame:
    """Bodies and states that stand with a name without a function ("of UNFPA")."""
    return names.drop_nulls("of_at").select(
        "row", "sentence_id", origin=pl.lit("of"), first="of_at", last="of_to"
    )


def _around(names: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The party that leads, is represented or spoken for by the person named, or by the last before it."""
    party = pl.col("party").struct
    told = pl.when(party["ahead"])
    like = pl.col("party").is_null() & frames.fits("like_last") & (pl.col("since") > 0) & ~frames.fits("does")
    first, last = (
        pl.coalesce(told.then(party[end]).forward_fill().over("chain"), party[end]) for end in ("at", "to")
    )
    return (
        frames.given(names, "party")
        .with_columns(chain=(~like).cum_sum())
        .select("row", "sentence_id", origin=pl.lit("party"), first=first, last=last)
        .drop_nulls("first")
    )


def _with_words(names: pl.DataFrame, frames: Frames, codebook: Codebook) -> pl.DataFrame:
    """Whether a function is an envoy's, a state's, a private or former one, and the office it is alone."""
    people = codebook.people
    role = matching.plain(pl.col("role")).str.to_lowercase()
    alone = pl.col("role_shape").str.contains(frames.whole("office")).fill_null(value=False)
    office = pl.coalesce(
        *(
            pl.when(alone & role.str.contains(_any(words))).then(pl.lit(code))
            for code, words in people.offices.items()
        ),
        pl.lit(None, pl.String),
    )
    led = matching.plain(pl.col("role")).str.replace(_DEMONYM, "${1}").str.to_lowercase()
    heads = led.str.contains(_any(people.heads)).fill_null(value=False)
    return names.with_columns(office=office, heads=heads).with_columns(
        role.str.contains(_any(words)).fill_null(value=False).alias(name)
        for name, words in (
            ("sent", people.sent),
            ("national", people.national),
            ("private", people.private),
            ("resident", people.resident),
            ("former", tuple(people.former)),
        )
    )


def _any(words: tuple[str, ...]) -> str:
    forms = sorted({form for word in words for form in matching.forms(word)}, key=len, reverse=True)
    return rf"(?-u:\b)(?:{'|'.join(pl.escape_regex(form) for form in forms)})(?-u:\b)"


def _first(found: pl.DataFrame, name: str, *, longest: bool = False, last: bool = False) -> pl.DataFrame:
    """The first, last or longest find of each row: ``row``, its code as ``name`` and its symbol."""
    order = [
        pl.col("length") if longest else pl.col("at").neg() if not last else pl.col("at"),
        pl.col("at").neg(),
    ]
    return (
        found.sort(["row", *order], descending=[False, True, True])
        .unique("row", keep="first", maintain_order=True)
        .select("row", pl.col("code").alias(name), pl.col("symbol").alias(f"{name}_symbol"))
    )


def _strangers(found: pl.DataFrame) -> pl.DataFrame:
    """Whose function names another state, if only as where they come from ("a judge from Norway")."""
    return found.filter(pl.col("code") != pl.col("home")).select("row", from_abroad="code").unique("row")


def _owners(found: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The state whose function it is; of a function that several share ("of X and Y") each its own."""
    states = found.sort("row", "at").group_by("row", maintain_order=True).agg("code")
    each = pl.col("place").is_not_null() & (pl.col("code").list.len() == pl.col("listed"))
    return states.join(told.select("row", "place", "listed"), on="row").select(
        "row",
        owner=pl.when(each)
        .then(pl.col("code").list.get("place", null_on_oob=True))
        .otherwise(pl.col("code").list.first()),
    )


def _decided(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Organisation and side: what the function names, else what the sentence sets, else the state's own."""
    speaks_for = codebook.parties()
    home = pl.col("home")
    party = (
        pl.when(pl.col("leader_symbol") == "BODY")
        .then(home)
        .when(pl.col("leader_symbol") == "ORG")
        .then(pl.col("leader").replace(speaks_for))
        .otherwise("leader")
    )
    of_body = pl.when(pl.col("body_symbol") == "ORG").then(pl.col("body").replace(speaks_for))
    foreign = (pl.col("owner") != home).fill_null(value=False) & (pl.col("body_symbol") != "ORG").fill_null(
        value=True
    )
    office = pl.when(pl.col("owner").is_null() | (pl.col("owner") == home)).then("office")
    default = pl.col("from_abroad").is_null() & (
        (pl.col("body_symbol") == "BODY").fill_null(value=False) | office.is_not_null() | pl.col("national")
    )
    private = pl.col("private") & pl.col("body").is_null()
    return (
        told.with_columns(party=party)
        .with_columns(
            organisation=pl.when(foreign)
            .then("owner")
            .otherwise(
                pl.coalesce(
                    "body",
                    office,
                    "owner",
                    pl.when(pl.col("leader_symbol") == "ORG").then("leader"),
                )
            ),
            stated=pl.coalesce(of_body, pl.when(~private).then("owner"), "party"),
            faces=(pl.col("sent") & (pl.col("post") == home).fill_null(value=False))
            | (pl.col("resident") & pl.coalesce("body", "owner").is_null()),
        )
        .with_columns(
            by_default=pl.col("stated").is_null() & default & ~pl.col("faces"),
        )
        .with_columns(
            side=pl.when(~pl.col("former")).then(pl.coalesce("stated", pl.when("by_default").then("home")))
        )
    )
