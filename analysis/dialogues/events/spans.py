"""Where a pattern matches: offsets are born with the match, never looked up afterwards."""

from __future__ import annotations

import polars as pl


def find(frame: pl.DataFrame, pattern: str, column: str = "text") -> pl.DataFrame:
    """One row per match of ``pattern`` in ``column``.

    Parameters
    ----------
    frame
        Rows to look in; all their columns are kept.
    pattern
        A regular expression of Polars (no look-around) that never matches the empty string.
    column
        The text to look in.

    Returns
    -------
    pl.DataFrame
        The columns of ``frame`` with ``surface`` (the match) and ``at``, ``to`` (its characters in
        ``column``, the end exclusive).
    """
    text = pl.col(column)
    pieces = text.str.split(pattern, inclusive=True, literal=False)  # each but the last ends in a match
    return (
        frame.lazy()
        .filter(text.str.contains(pattern))
        .with_columns(surface=text.str.extract_all(pattern))
        .with_columns(to=pieces.list.head(pl.col("surface").list.len()))
        .with_columns(to=pl.col("to").list.eval(pl.element().str.len_chars().cast(pl.Int64).cum_sum()))
        .explode("surface", "to")
        .with_columns(at=pl.col("to") - pl.col("surface").str.len_chars().cast(pl.Int64))
        .collect(engine="in-memory")
    )
