"""States in sentences: names, official names, other spellings, and demonyms ("Turkmen-British").

Names come from ISO 3166-1 through pycountry; ``states.yaml`` adds what it does not know.
"""

from __future__ import annotations

import polars as pl
import pycountry

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.scan import Spoken

JOINS = (1, 3, 5)  # characters of "-", " - " and " and "


def names(codebook: Codebook) -> pl.DataFrame:
    """One row per way to name a state: ``state, form`` (name or demonym), ``name``."""
    rows = [
        (state.alpha_3, "name", name)
        for state in pycountry.countries
        for name in (state.name, getattr(state, "common_name", ""), getattr(state, "official_name", ""))
        if name and "," not in name and "(" not in name
    ]
    rows += [(state.state, "name", name) for state in codebook.states for name in state.names]
    rows += [(state.state, "demonym", name) for state in codebook.states for name in state.demonyms]
    schema = {"state": pl.String, "form": pl.String, "name": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(["state", "name"], maintain_order=True)


def vocabulary(codebook: Codebook) -> pl.DataFrame:
    """One row per spelling of a state's names: ``state, kind`` (name or demonym), ``form, exact``."""
    cues = names(codebook).select("state", kind="form", form="name", exact=pl.lit(value=True))
    upper = cues.filter(pl.col("form").str.len_chars() > 3).with_columns(pl.col("form").str.to_uppercase())
    return pl.concat([cues, upper]).with_columns(matching.plain(pl.col("form"))).unique(maintain_order=True)


def decoys(codebook: Codebook) -> pl.DataFrame:
    """One row per pattern of names in which a state's name does not mean the state."""
    return codebook.patterns_of("no state")


def find(sentences: pl.DataFrame, spoken: Spoken) -> pl.DataFrame:
    """Every place where a state is named, in sentences of role ``body`` and ``header``.

    Returns
    -------
    One row per span: ``document_id, sentence_id, state, form, start, end, quote``; ``form`` is ``name``
    ("Türkiye", "the UK" without its article) or ``demonym`` ("Turkish", "Britons"); ``start`` and ``end``
    count characters of the document, as everywhere.
    """
    told = sentences.filter(pl.col("role").is_in(["body", "header"]))
    named = spoken["states"].join(told, on="sentence_id", how="semi")
    spans = matching.longest(named, by=())
    return (
        matching.in_document(matching.outside(spans, spoken["decoys"]), sentences)
        .select("document_id", "sentence_id", "state", "start", "end", "quote", form="kind")
        .sort("document_id", "start", "end", "state")
    )


def home(named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The state whose affairs each document is about, of those :func:`find` found: ``document_id, state``.

    The corpus's own state (``home`` in edition.yaml) where the document names it a quarter as often as
    the state it names most, or more; otherwise the state it names most, of equals the first, where a state
    that keeps such dialogues with many (``partner`` in states.yaml) yields to one named half as often, or a
    quarter as often and in one breath with it ("the Norway-Indonesia dialogue"). A document that names no
    state has no row.
    """
    own = (pl.col("state") == codebook.edition.home) & (
        4 * pl.col("n") >= pl.col("n").max().over("document_id")
    )
    partners = [state.state for state in codebook.states if state.partner]
    most = pl.col("n").max().over("document_id")
    asked = ~pl.col("state").is_in(partners) & (
        (2 * pl.col("n") >= most) | (pl.col("paired") & (4 * pl.col("n") >= most))
    )
    return (
        named.sort("document_id", "start")
        .with_columns(_beside_a_partner(partners).alias("paired"))
        .group_by("document_id", "state", maintain_order=True)
        .agg(pl.len().alias("n"), pl.col("start").min().alias("first"), pl.col("paired").any())
        .with_columns(own.alias("own"), asked.alias("asked"))
        .sort(["document_id", "own", "asked", "n", "first"], descending=[False, True, True, True, False])
        .group_by("document_id", maintain_order=True)
        .agg(pl.col("state").first())
    )


def _beside_a_partner(partners: list[str]) -> pl.Expr:
    """Whether no more than a dash or "and" parts a state from a partner: not a comma, as lists have it."""
    is_partner = pl.col("state").is_in(partners)
    in_sentence = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    gap = pl.col("start") - pl.col("end").shift(1)
    joined = in_sentence & gap.is_in(JOINS) & (is_partner != is_partner.shift(1))
    return (joined | joined.shift(-1)).fill_null(False)
