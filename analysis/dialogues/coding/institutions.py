"""Whose an institution is: of the ministries that a text names, those of the state that it is about."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.coding import gazetteer

NEAR = 300  # characters within which a state can be named as an institution's
# How a state is told to be an institution's; where several are told, the smallest goes first.
_OF, _WHOSE, _OF_LIST = 1, 2, 3  # "Ministry of X", "X's Ministry", "Ministry and Agency of X"
_LISTED = r"(?:,|,? and|,? as well as)(?: the)?(?: (?:[A-Z][\w'-]*|of|and|the|for|on))+,?"


def of_state(
    names: pl.DataFrame, texts: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Leave out institutions of another state than the document's; give each the code it has there.

    A parliament that has a name of its own is its state's ("the Oliy Majlis"); else an institution is that of
    a state told beside it. One of which no state is told is the document's, unless it is short for a longer
    name. ``names`` are mentions of organisations too, which stay.
    """
    institution, columns = pl.col("facet") == "institution", names.columns
    place = texts.select("sentence_id", "document_id", "plain", offset="start")
    placed = names.with_row_index("row").join(place, on="sentence_id", maintain_order="left")
    homes = gazetteer.home(states, codebook).select("document_id", home="state")
    found = (
        placed.filter(institution)
        .with_columns(name=_name())
        .join(homes, on="document_id", how="left", maintain_order="left")
    )
    short = _short_for(found, placed.filter(~institution).with_columns(name=_name()))
    is_home = pl.coalesce(pl.col("state_of_name") == pl.col("home"), "is_told", ~rows.among(short, "row"))
    kept = (
        found.join(_proper_names(codebook), on="name", how="left", maintain_order="left")
        .join(_told(found, states, codebook), on="row", how="left", maintain_order="left")
        .filter(is_home)
        .join(_local_codes(codebook), on=["code", "home"], how="left", maintain_order="left")
        .with_columns(code=pl.coalesce("local", "code"))
    )
    return pl.concat([names.filter(~institution), kept.select(columns)])


def _name() -> pl.Expr:
    return pl.col("plain").str.slice("start", pl.col("end") - pl.col("start"))


def _told(found: pl.DataFrame, states: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Institutions with a state told beside them: ``row``, and whether ``is_told`` the document's.

    Of several states those count that are told in the closest way.
    """
    way = rows.choice(_ways(codebook))
    return (
        _beside(found, states)
        .with_columns(way=way)
        .drop_nulls("way")
        .filter(pl.col("way") == pl.col("way").min().over("row"))
        .group_by("row")
        .agg(is_told=(pl.col("state") == pl.col("home")).any())
    )


def _beside(found: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """One row per institution and state named near it, which stands ``from`` .. ``to``."""
    stretch = pl.col("start") // NEAR
    named = states.select(
        "sentence_id", "state", "form", pl.col("start").alias("from"), to="end", stretch=stretch
    )
    own = (pl.col("start") + pl.col("offset")) // NEAR
    return (
        found.with_columns(stretch=pl.int_ranges(own - 1, own + 2))  # and the stretches on either side
        .explode("stretch")
        .join(named, on=["sentence_id", "stretch"])
        .with_columns(pl.col("from", "to") - pl.col("offset"))
    )


def _ways(codebook: Codebook) -> list[tuple[pl.Expr, int]]:
    """The ways in which the words between a state and an institution say that it is the state's."""
    article = rf"(?: the)?(?: (?:{'|'.join(codebook.words.formal)}))?"
    between = "|".join(form for word in codebook.words.between for form in matching.forms(word))
    of = rf"^(?: \([^)]*\))?'?s?(?: of| in|,){article}(?:(?: [A-Z][\w.-]*){{1,5}}(?:,| and){article})? $"
    own = rf"(?:'s?)? (?:(?:{between}) )*$"
    own_both = rf"^(?:,? and [A-Z][\w-]+)?{own}"  # "Turkmen and Kazakh Ombudspersons"
    of_list = rf"^(?:{_LISTED})*(?: \([^)]*\))? of{article} $"
    after, before = pl.col("from") >= pl.col("end"), pl.col("to") <= pl.col("start")
    behind, ahead = _between("end", "from"), _between("to", "start")
    return [
        (after & behind.str.contains(of), _OF),
        (before & ahead.str.contains(f"^{own}"), _WHOSE),
        (before & (pl.col("form") == "demonym") & ahead.str.contains(own_both), _WHOSE),
        (after & behind.str.contains(of_list), _OF_LIST),
    ]


def _between(left: str, right: str) -> pl.Expr:
    """Give the text from one place to another; none where they stand the other way round."""
    first = pl.col(left).clip(lower_bound=0)
    return pl.col("plain").str.slice(first, (pl.col(right) - first).clip(lower_bound=0))


def _proper_names(codebook: Codebook) -> pl.DataFrame:
    """Names that only one state's parliament has: ``name, state_of_name``."""
    named = [
        (name, state.state)
        for state in codebook.states
        for words in state.parliaments
        for name in matching.forms(words)
    ]
    schema = dict.fromkeys(("name", "state_of_name"), pl.String)
    return pl.DataFrame(named, schema=schema, orient="row").unique("name", keep="first")


def _local_codes(codebook: Codebook) -> pl.DataFrame:
    """The code that an institution has in a state, the parliament as mejlis: ``code, home, local``."""
    local = [(code.code, *own) for code in codebook.institutions for own in code.local.items()]
    return pl.DataFrame(local, schema=dict.fromkeys(("code", "home", "local"), pl.String), orient="row")


def _short_for(found: pl.DataFrame, organisations: pl.DataFrame) -> pl.DataFrame:
    """Institutions whose name is the end of a longer one in the document: "the Parliament".

    Where a text speaks of the European Parliament, its bare "Parliament" is not the state's.
    """
    last = pl.col("name").str.extract(r"(\S+)$")
    longer = organisations.select("document_id", last=last, longer="name").unique()
    return (
        found.select("row", "document_id", "name", last=last)
        .join(longer, on=["document_id", "last"])
        .filter(pl.col("longer").str.ends_with(pl.format(" {}", "name")))
    )
