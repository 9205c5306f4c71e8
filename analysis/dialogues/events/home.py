"""Whose dialogue a document is about."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.coding import gazetteer
from dialogues.events.orders import Order


def find(
    documents: pl.DataFrame,
    event: pl.DataFrame,
    slots: pl.DataFrame,
    states: pl.DataFrame,
    named: pl.DataFrame,
    texts: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """One row per document: ``document_id, state``.

    Of the sides in the meeting's name, or else of those that held it, the corpus's own state; else the one
    that keeps no such dialogues with many. Where no side is a state, the state named most, if the text names
    neither the corpus's own nor a city of it; else the former. Who only was host or guest of two others is
    none of them. Where somebody came from is not whose dialogue it is, nor who is only spoken of where two
    others met; but where the sentence that tells of the meeting names the corpus's own state, and at most one
    other side of two is read, it is its own.
    """
    own = codebook.edition.home
    partners = [state.state for state in codebook.states if state.partner]
    most = gazetteer.home(_not_origins(states, texts), codebook).rename({"state": "most"})
    told = slots.filter(pl.col("order") == Order.CHOSEN)
    without_own = told.join(told.filter(pl.col("code") == own), on="document_id", how="anti")
    guest = rows.among(_of_others(without_own, codebook))
    guest &= (pl.col("code") == own) & (pl.col("weighs") != "name")
    sides = (
        slots.filter(pl.col("field") == "counterpart", pl.col("type").is_in(["STATE", "DEMONYM"]), ~guest)
        .join(most, on="document_id", how="left")
        .with_columns(
            step=pl.when(pl.col("code") == own).then(0).when(pl.col("weighs") == "name").then(1).otherwise(2),
            partner=pl.col("code").is_in(partners),
            less=(pl.col("code") != pl.col("most")).fill_null(value=True),
        )
        .sort("document_id", "step", "order", "position", "partner", "less", "start")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", read="code", only=pl.col("step") == 2)
    )
    own_cities = [place.place for place in codebook.places if place.state == own]
    key = ["document_id", "sentence_id"]
    in_own = named.filter(pl.col("type") == "CITY", pl.col("code").is_in(own_cities)).select(key)
    named_own = pl.concat([states.filter(pl.col("state") == own).select(key), in_own])
    is_foreign = ~rows.among(named_own) & ~pl.col("most").is_in(partners)
    of_others = rows.among(_of_others(slots, codebook))
    told_of = rows.among(named_own.join(event, on="sentence_id", how="semi"))
    its_own = (pl.col("only") & (pl.col("most") == own)) | told_of
    is_own = pl.when(its_own & ~of_others).then(pl.lit(own))
    return (
        documents.select("document_id")
        .join(sides, on="document_id", how="left")
        .join(most, on="document_id", how="left")
        .select(
            "document_id",
            state=pl.coalesce(is_own, "read", pl.when(is_foreign).then("most"), pl.lit(own)),
        )
    )


def _of_others(slots: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Documents of which one frame gives the two sides that met, a state with another or an organisation."""
    two = codebook.kinds_with("two")
    standing = codebook.standing()
    partners = [state.state for state in codebook.states if state.partner]
    is_state = pl.col("type").is_in(["STATE", "DEMONYM"])
    met = (
        slots.filter(pl.col("field") == "counterpart", pl.col("kind").is_in(two))
        .filter(is_state | (pl.col("type") == "ORG"))
        .group_by("document_id", "kind", "telling", "frame")
        .agg(
            pl.col("code", "slot").n_unique(),
            states=pl.col("code").filter(is_state).n_unique(),
            no_partner=(is_state & ~pl.col("code").is_in(partners)).any(),
        )
    )
    facing = (pl.col("slot") > 1) | pl.col("kind").is_in(standing)  # a list in one slot can be of guests
    others = (pl.col("states") > 1) | ((pl.col("code") > 1) & pl.col("no_partner"))
    return met.filter(others, facing)


def _not_origins(states: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """States but those from which somebody came, unless the document names them otherwise too."""
    before = pl.col("plain").str.slice(0, pl.col("start") - pl.col("offset"))
    other = (
        states.join(texts.select("sentence_id", "plain", offset="start"), on="sentence_id")
        .filter(~before.str.contains("(?i)\\bfrom (?:the )?$"))
        .select("document_id", "state")
        .unique()
    )
    return states.join(other, on=["document_id", "state"], how="semi", maintain_order="left")
