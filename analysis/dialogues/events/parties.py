"""Who an event was held with."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.dataset.schemas import BY_SPEAKERS
from dialogues.events import doubts
from dialogues.events.orders import FIRST, Order

TYPES = ("STATE", "DEMONYM", "ORG", "REVIEWER", "TREATY")  # names that can be a counterpart


def sides(codebook: Codebook) -> dict[str, str]:
    """Organisation or treaty -> the party by which it is counted."""
    reviewers = {code.code: code.reviewer for code in codebook.instruments if code.reviewer}
    return codebook.parties() | reviewers


def choose(
    slots: pl.DataFrame,
    spoke: pl.DataFrame,
    beside: pl.DataFrame,
    event: pl.DataFrame,
    state: pl.DataFrame,
    codebook: Codebook,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per counterpart: ``document_id, sentence_id, value, at, to, frame, assertion``; and doubts.

    Of a meeting of two sides those of the best frame; of others all that held it or held it with them. Where
    no frame gives one, of others those who ``spoke`` or came; else the only party ``beside`` it.
    """
    two = codebook.kinds_with("two")
    is_two = pl.col("kind").is_in(two)
    slots = slots.drop("kind").join(event.select("document_id", kind="code"), on="document_id")
    known_sides = sides(codebook)
    nobody = (pl.col("type") == "TREATY") & ~pl.col("code").is_in(
        list(known_sides)
    )  # reviews it before states
    foreign = (
        slots.filter(pl.col("field") == "counterpart", pl.col("type").is_in(list(TYPES)), ~nobody)
        .join(state, on="document_id")
        .with_columns(value=pl.col("code").replace(known_sides))
        .filter(pl.col("value") != pl.col("state"))
        .with_columns(
            weight=pl.col("weighs").replace_strict(codebook.ranks.frames, return_dtype=pl.Int64)
            + ((pl.col("order") > Order.CHOSEN) & is_two)
        )
        .sort("document_id", "weight", "order", "position", "clause", "start")
    )
    first = pl.struct("weight", "telling", "frame").first().over("document_id")
    aside = (pl.col("order") == Order.NAMED) & (pl.col("rank") > FIRST)  # only named, further down
    foreign = foreign.filter(is_two | ~aside)
    of_two = foreign.filter(is_two)
    unsure = doubts.disagreeing(of_two)
    kept = foreign.filter(~is_two | (pl.struct("weight", "telling", "frame") == first))
    kept = kept.join(unsure, on="document_id", how="anti", maintain_order="left")
    columns = ("document_id", "sentence_id", "value", "frame", "assertion", "start", "end")
    guests = (  # who spoke at an event of many, where nobody is said to have held it
        spoke.join(event.select("document_id", kind="code"), on="document_id")
        .filter(~is_two)
        .join(kept, on="document_id", how="anti")
        .with_columns(
            value=pl.col("code").replace(codebook.parties()),
            frame=pl.lit(BY_SPEAKERS),
            assertion=pl.lit("held"),
        )
    )
    known = pl.concat([kept.select(columns), guests.select(columns)])
    alone = beside.filter(~rows.among(known) | pl.col("is_told")).join(unsure, on="document_id", how="anti")
    sides_of = (
        pl.concat([known, alone.select(columns)])
        .unique(["document_id", "value"], keep="first", maintain_order=True)
        .rename({"start": "at", "end": "to"})
    )
    return sides_of, unsure
