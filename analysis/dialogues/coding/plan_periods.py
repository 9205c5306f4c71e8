"""What the years of a plan say of it on a given day."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows


def status(start: pl.Expr, end: pl.Expr, year: pl.Expr) -> pl.Expr:
    """A plan's status in ``year``, by its first and last year (each may be empty)."""
    told = [
        (start.is_null() & end.is_null(), "no_period"),
        (year < start, "not_started"),
        (year > end, "ended"),
        (year == end, "ends_this_year"),
    ]
    return rows.choice([*told, (pl.lit(value=True), "in_force")])
