"""Who an event was held with."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook
from dialogues.dataset.schemas import BY_SPEAKERS
from dialogues.events import doubts

TYPES = ("STATE", "DEMONYM", "ORG", "REVIEWER", "TREATY")  # names that can be a counterpart


def sides(codebook: Codebook) -> dict[str, str]:
    """Organisation or treaty -> the party by which it is counted."""
    reviewers = {code.code: code.reviewer for code in codebook.instruments if code.reviewer}
    return codebook.parties() | reviewers


def in_head(clauses: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """One row per name of a party in a page's head, in the order of the text."""
    heads = clauses.filter(pl.col("rank") == 0).select("sentence_id", "position").unique()
    return (
        named.filter(pl.col("type").is_in(["STATE", "DEMONYM", "ORG"]))
        .join(heads, on="sentence_id")
        .sort("document_id", "position", "start")
    )


def choose(
    slots: pl.DataFrame,
    spoke: pl.DataFrame,
    heads: pl.DataFrame,
    event: pl.DataFrame,
    state: pl.DataFrame,
    codebook: Codebook,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per counterpart: ``document_id, sentence_id, value, at, to, frame, assertion``; and doubts.

    Of a meeting of two sides those of the best frame; of others all that held it or held it with them.
    Where the report names none, the one party that the page's head names besides the state.
    """
    two = [kind.code for kind in codebook.kinds if kind.sides == "two"]
    slots = slots.drop("kind").join(event.select("document_id", kind="code"), on="document_id")
    foreign = (
        slots.filter(
            pl.col("field") == "counterpart",
            pl.col("type").is_in(list(TYPES)),
        )
        .join(state, on="document_id")
        .with_columns(value=pl.col("code").replace(sides(codebook)))
        .filter(pl.col("value") != pl.col("state"))
        .with_columns(
            weight=pl.col("weighs").replace_strict(codebook.ranks.frames, return_dtype=pl.Int64)
            + pl.when(pl.col("order") == 5).then(3).otherwise(0)
        )
        .filter(pl.col("kind").is_in(two) | (pl.col("order") < 5))
        .sort("document_id", "weight", "order", "position", "clause", "start")
    )
    first = pl.struct("weight", "telling", "frame").first().over("document_id")
    best = pl.col("weight").min().over("document_id")
    beside = (pl.col("order") == 2) & (pl.col("rank") > 1)  # only named, further down
    foreign = foreign.filter(pl.col("kind").is_in(two) | (~beside & ((pl.col("weight") < 2) | (best == 2))))
    of_two = foreign.filter(pl.col("kind").is_in(two))
    unsure = doubts.disagreeing(of_two)
    kept = foreign.filter(
        ~pl.col("kind").is_in(two) | (pl.struct("weight", "telling", "frame") == first)
    ).join(unsure, on="document_id", how="anti", maintain_order="left")
    columns = ("document_id", "sentence_id", "value", "frame", "assertion", "start", "end")
    guests = (  # who spoke at an event of many, where nobody is said to have held it
        spoke.join(event.select("document_id", kind="code"), on="document_id")
        .filter(~pl.col("kind").is_in(two))
        .join(kept, on="document_id", how="anti")
        .with_columns(
            value=pl.col("code").replace(codebook.parties()),
            frame=pl.lit(BY_SPEAKERS),
            assertion=pl.lit("held"),
        )
    )
    given = pl.concat([kept.select(columns), guests.select(columns)])
    of_page = (
        heads.join(event.select("document_id"), on="document_id")
        .join(state, on="document_id")
        .with_columns(
            value=pl.col("code").replace(sides(codebook)),
            frame=pl.lit(None, pl.String),
            assertion=pl.lit("held"),
        )
        .filter(pl.col("value") != pl.col("state"))
        .filter(pl.col("value").n_unique().over("document_id") == 1)
        .join(given, on="document_id", how="anti")
        .join(unsure, on="document_id", how="anti")
    )
    sides_of = (
        pl.concat([given, of_page.select(columns)])
        .unique(["document_id", "value"], keep="first", maintain_order=True)
        .rename({"start": "at", "end": "to"})
    )
    return sides_of, unsure
