"""What the years of a plan say of it on a given day."""

from __future__ import annotations

import polars as pl


def status(start: pl.Expr, end: pl.Expr, year: pl.Expr) -> pl.Expr:
    """A plan's status in ``year``, by its first and last year (each may be empty)."""
    return (
        pl.when(start.is_null() & end.is_null())
        .then(pl.lit("no_period"))
        .when(year < start)
        .then(pl.lit("not_started"))
        .when(year > end)
        .then(pl.lit("ended"))
        .when(year == end)
        .then(pl.lit("ends_this_year"))
        .otherwise(pl.lit("in_force"))
    )
