"""What is kept: work is done again where anything it is given differs, and only within `keeping`."""

from __future__ import annotations

import polars as pl
import pytest

from dialogues.base.kept import Kept, keeping, kept

CALLS: list[str] = []


@kept
def heights(frame: pl.DataFrame, words: dict[str, pl.DataFrame] | None = None, *, more: int = 0) -> int:
    """How many rows there are."""
    CALLS.append("heights")
    return frame.height + sum(rows.height for rows in (words or {}).values()) + more


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    CALLS.clear()


def frame(*values: int | None) -> pl.DataFrame:
    return pl.DataFrame({"a": values}, schema={"a": pl.Int64})


def test_equal_things_are_worked_on_once() -> None:
    memory: Kept = {}
    with keeping(memory):
        assert heights(frame(1, None), {"b": frame(2)}) == 3
    with keeping(memory):
        assert heights(frame(1, None), {"b": frame(2)}) == 3
    assert CALLS == ["heights"]


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ((frame(1, 2),), 1),  # a named argument
        ((frame(2, 1),), 0),  # order
        ((frame(1, None),), 0),
        ((frame(1, 2).cast(pl.Int32),), 0),  # type
        ((frame(1, 2), {}), 0),
        ((frame(1, 2), {"b": frame()}), 0),
    ],
)
def test_anything_else_is_worked_on_again(given: tuple[pl.DataFrame], more: int) -> None:
    with keeping({}):
        heights(frame(1, 2))
        assert heights(*given, more=more) == 2 + more
    assert CALLS == ["heights", "heights"]


def test_nothing_is_kept_where_nobody_asks() -> None:
    with keeping({}):
        heights(frame(1))
    heights(frame(1))
    assert CALLS == ["heights", "heights"]
