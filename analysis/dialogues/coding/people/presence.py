"""Whether people were there and whether they led, by the words that stand with their names."""

from __future__ import annotations

import polars as pl

from dialogues.coding.people.frames import Frames


def find(names: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Add ``leads``, ``joins`` and ``presence`` (schemas.PRESENCES, null where nothing is said) to names.

    Who joins is named last among people who have no names, or was there "also".

    Parameters
    ----------
    names
        What persons.find gives, with ``owns`` (the name is a genitive), ``party`` (the side for which it
        stands in the sentence) and ``is_background``.
    frames
        By which people are read.
    """
    stands_in = (pl.col("since") > 0) & frames.fits("stands_in")
    led, leads, in_place = frames.fits("led") & ~stands_in, frames.fits("leads"), frames.fits("in_place")
    with_the_last = pl.col("chained") & pl.col("before").str.contains(frames.rows.regex("AND"))
    took_part = frames.fits("took_part") | pl.col("party").is_not_null()
    return (
        names.with_columns(led=led, elsewhere=frames.fits("elsewhere"), chain=(~with_the_last).cum_sum())
        .with_columns(
            joins=(frames.fits("follows") & pl.col("place").is_null()) | frames.fits("joins"),
            leads=pl.col("led").any().over("sentence_id", "chain")
            | (leads & ~in_place)
            | pl.col("heads").fill_null(value=False),
            took_part=took_part.any().over("sentence_id", "chain"),
        )
        .with_columns(
            presence=pl.when(frames.fits("absent"))
            .then(pl.lit("absent"))
            .when(
                in_place
                | pl.col("is_background")
                | pl.col("owns")
                | (frames.fits("only_named") & ~pl.col("led") & ~leads)
                | pl.col("elsewhere").any().over("sentence_id", "chain")
            )
            .then(pl.lit("named"))
            .when(pl.col("took_part") | pl.col("leads"))
            .then(pl.lit("took_part"))
        )
        .drop("led", "elsewhere", "chain", "took_part")
    )
