"""The golden tables: what a reader finds, written down by reading."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

FOLDER = Path(__file__).parent / "golden"
SHOWN = 60  # characters of a hard sentence in the name of its test


def golden(table: str) -> pl.DataFrame:
    """A golden table, each cell as it is written; an empty one is null."""
    return pl.read_csv(FOLDER / f"{table}.csv", infer_schema=False)


def hard(table: str) -> pl.DataFrame:
    """A golden table of hard sentences; an empty cell is no word."""
    return golden(table).fill_null("")


def each_of(table: str) -> pytest.MarkDecorator:
    """Run a test with every hard sentence: its row as ``case``, with its ``place`` in the table.

    Where ``fails`` says why we fail, the test is expected to.
    """
    return pytest.mark.parametrize(
        "case",
        [
            pytest.param(
                case | {"place": str(place)},
                id=": ".join(filter(None, [case.get("phenomenon"), case["text"][:SHOWN]])),
                marks=pytest.mark.xfail(reason=case["fails"]) if case["fails"] else (),
            )
            for place, case in enumerate(hard(table).iter_rows(named=True))
        ],
    )
