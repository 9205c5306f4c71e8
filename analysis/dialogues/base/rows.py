"""What many stages ask of the rows of a frame."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl


def first(rows: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The first row of each document, or of each ``key``, in the order in which they stand."""
    return rows.unique(key or "document_id", keep="first", maintain_order=True)


def among(others: pl.DataFrame, column: str = "document_id") -> pl.Expr:
    """Whether the document of a row, or what it has in ``column``, is among that of ``others``."""
    return pl.col(column).is_in(others[column].implode())


def choice(cases: Iterable[tuple[pl.Expr | str, object]]) -> pl.Expr:
    """The value of the first case that holds: ``[(condition, value), ...]``; none where no case does."""
    given = (
        (condition, value if isinstance(value, pl.Expr) else pl.lit(value)) for condition, value in cases
    )
    return pl.coalesce(pl.when(condition).then(value) for condition, value in given)


def only(told: pl.DataFrame, name: str) -> pl.DataFrame:
    """``document_id`` and the value that its rows have in ``name``, where they do not have two."""
    values = told.select("document_id", name).drop_nulls()
    return first(values.filter(pl.col(name).n_unique().over("document_id") == 1))
