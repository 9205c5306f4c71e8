"""What the event tells of its people: whose they are where two sides met, that they were there, who led."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.dataset import schemas

_DOCUMENT = "document_id"
_ONE_SIDE = [_DOCUMENT, "side"]


def complete(
    people: pl.DataFrame, parties: pl.DataFrame, kinds: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Give people what only the event of their document tells of them (schemas.People).

    Where two sides met, the two who led speak for one each, and an envoy to one of them for the other; who
    alone has no side has that of which nobody else is; and the first named of a side of which nobody is said
    to lead leads it. One official without a state who alone faces those of the state is of the other side;
    of a third state nobody is. A function that only one state's officials have is of its side. Who has a
    function and of whom nothing else is said was there.

    Parameters
    ----------
    people
        What find gives.
    parties
        Who met: ``document_id, side, is_state`` (facts.parties_of).
    kinds
        The kind of each document's event: ``document_id, kind``.
    codebook
        Functions of one state only, and which kinds have two sides.
    """
    pairs, states = codebook.kinds_with("two"), [state.state for state in codebook.states]
    paired = kinds.filter(pl.col("kind").is_in(pairs)).select(_DOCUMENT, paired=pl.lit(value=True)).unique()
    of_title = _by_title(people, parties, codebook)
    met = parties.select(*_ONE_SIDE, met=pl.lit(value=True)).unique()
    return (
        people.join(_two(parties), on=_DOCUMENT, how="left", maintain_order="left")
        .join(paired, on=_DOCUMENT, how="left", maintain_order="left")
        .join(of_title, on=[_DOCUMENT, "start"], how="left", maintain_order="left")
        .with_columns(with_state=pl.col("paired") & pl.col("other").is_in(states))
        .with_columns(pl.coalesce("side", "of_title").alias("side"), pl.col("paired").fill_null(value=False))
        .with_columns(side=_by_default(codebook))
        .with_columns(side=_of_pair())
        .with_columns(presence=_presence(parties, codebook))
        .with_columns(side=_left_over())
        .join(met, on=_ONE_SIDE, how="left", maintain_order="left")
        .with_columns(pl.col("met").fill_null(value=False))
        .with_columns(side=pl.when(_of_party(parties, codebook)).then("side"))
        .with_columns(is_head=pl.col("is_head") | (_first_of_side() & ~_high(codebook)))
        .select(schemas.empty(schemas.People).columns)
    )


def _two(parties: pl.DataFrame) -> pl.DataFrame:
    """Documents in which two sides met: ``document_id, home, other``."""
    return (
        parties.group_by(_DOCUMENT)
        .agg(
            home=pl.col("side").filter("is_state").first(),
            other=pl.col("side").filter(~pl.col("is_state")).first(),
            sides=pl.col("side").n_unique(),
        )
        .filter(pl.col("sides") == 2)
        .drop("sides")
    )


def _by_default(codebook: Codebook) -> pl.Expr:
    """The side of officials without a state: the state that met, not the other of which the text is full."""
    same = [_DOCUMENT, "side"]
    faced = (pl.col("side").is_not_null() & ~pl.col("by_default")).any().over(same)
    strange = pl.col("by_default") & (pl.col("side") != codebook.edition.home)
    return (
        pl.when(strange & (pl.col("side") == pl.col("other")))
        .then("home")
        .when(~(strange & faced & pl.col("home").is_null()).fill_null(value=False))
        .then("side")
    )


def _of_pair() -> pl.Expr:
    """The side of two who led, and of an envoy to one of two sides."""
    led = pl.col("is_head")
    stated = pl.when(led & ~pl.col("by_default")).then("side")
    by_name = {side: (stated == pl.col(side)).any().over(_DOCUMENT) for side in ("home", "other")}
    by_office = (led & pl.col("by_default")).any().over(_DOCUMENT)
    open_ = led & (pl.col("side").is_null() | pl.col("by_default")) & (led.sum().over(_DOCUMENT) == 2)
    unknown = pl.col("side").is_null()
    there = (pl.col("presence") != "absent") & pl.col("role").is_not_null()
    of_home = (there & (pl.col("side") == pl.col("home"))).fill_null(value=False)
    told_home = (of_home & ~pl.col("by_default")).any().over(_DOCUMENT)
    has_other = (there & (pl.col("side") == pl.col("other"))).fill_null(value=False).any().over(_DOCUMENT)
    facing = of_home & pl.col("by_default") & told_home & ~has_other & pl.col("with_state")
    facing &= facing.sum().over(_DOCUMENT) == 1  # the state's own officials face this one
    return (
        pl.when((open_ & by_name["home"]) | facing)
        .then("other")
        .when(open_ & by_name["other"])
        .then("home")
        .when(unknown & ((open_ & by_office) | pl.col("faces")))
        .then("other")
        .otherwise("side")
    )


def _presence(parties: pl.DataFrame, codebook: Codebook) -> pl.Expr:
    """That those with a function were there, where nothing else is said; holders of high offices are not."""
    reports = pl.col(_DOCUMENT).is_in(parties[_DOCUMENT].unique().implode())
    told = pl.col("private") | _high(codebook)
    there = pl.col("untold") & reports & ~told & pl.col("role").is_not_null()
    return pl.when(there).then(pl.lit("took_part")).otherwise("presence")


def _high(codebook: Codebook) -> pl.Expr:
    """Whether somebody holds an office so high that it sends others to meetings."""
    return pl.col("organisation").is_in(list(codebook.people.offices)).fill_null(value=False)


def _left_over() -> pl.Expr:
    """The side of the only one who took part without a side: of two the one of which nobody else is."""
    there = pl.col("presence") == "took_part"
    alone = pl.col("side").is_null() & there & ~pl.col("private")
    once = alone & (alone.sum().over(_DOCUMENT) == 1) & pl.col("paired")
    has = {
        side: ((pl.col("side") == pl.col(side)) & there).fill_null(value=False).any().over(_DOCUMENT)
        for side in ("home", "other")
    }
    return (
        pl.when(once & has["home"] & ~has["other"])
        .then("other")
        .when(once & has["other"] & ~has["home"])
        .then("home")
        .otherwise("side")
    )


def _of_party(parties: pl.DataFrame, codebook: Codebook) -> pl.Expr:
    """Whether the side is no third state: one that is no party where it is known who met."""
    known = parties.filter(~pl.col("is_state"))["document_id"].unique().implode()
    is_state = pl.col("side").is_in([state.state for state in codebook.states])
    return pl.col("met") | ~is_state | ~pl.col(_DOCUMENT).is_in(known)


def _first_of_side() -> pl.Expr:
    """Who is named first of a party to a meeting of two sides of which nobody is said to lead."""
    counts = pl.col("paired") & ~pl.col("joins") & (pl.col("presence") == "took_part") & pl.col("met")
    led = (pl.col("is_head") & counts).any().over(_ONE_SIDE)
    return counts & ~led & (counts.cum_sum().over(_ONE_SIDE) == 1)


def _by_title(people: pl.DataFrame, parties: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The party that alone has such functions as somebody's: ``document_id, start, of_title``."""
    titles = [
        (state.state, form)
        for state in codebook.states
        for word in state.titles
        for form in matching.forms(word)
    ]
    of_text = dict.fromkeys(("of_title", "form"), pl.String)
    role = matching.plain(pl.col("role")).str.to_lowercase()
    return (
        people.select(_DOCUMENT, "start", role=role)
        .drop_nulls()
        .join(pl.DataFrame(titles, schema=of_text, orient="row"), how="cross")
        .filter((pl.col("role") + " ").str.contains(pl.col("form") + " ", literal=True))
        .join(parties.rename({"side": "of_title"}), on=[_DOCUMENT, "of_title"], how="semi")
        .unique([_DOCUMENT, "start", "of_title"])
        .filter(pl.len().over(_DOCUMENT, "start") == 1)
        .select(_DOCUMENT, "start", "of_title")
    )
