"""A text twice as long makes twice the work, whatever is repeated in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from texts import dataset

PIECES = (  # each stands for what once took the square of its number
    "12 May 2020, ",
    "human rights dialogue ",
    "National Action Plan on Human Rights 2021-2025 ",
    "held a dialogue with the EU ",
    "the EU and Turkmenistan said ",
    "rights of women, freedom of expression, ",
    "A. Person, Minister of Foreign Affairs, ",
    "The EU urged Turkmenistan to ratify the Convention against Torture.\n\n",
    "The sides agreed to adopt the National Action Plan on Human Rights for 2021-2025 on 3 May 2025.\n\n",
    "The Minister, Ms Anna Person of the Ministry of Justice, said that \u201cwe support the plan\u201d.\n\n",
    "The 15th meeting was held in Brussels and in Ashgabat. It was led by Mr Boris Other of UNDP.\n\n",
)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the rows that joins make: no stage makes more of them in another way."""
    made: list[int] = []
    join = pl.DataFrame.join

    def counting(self: pl.DataFrame, *given: Any, **options: Any) -> pl.DataFrame:
        result = join(self, *given, **options)
        made.append(result.height)
        return result

    with monkeypatch.context() as patched:
        patched.setattr(pl.DataFrame, "join", counting)
        yield made


def rows(folder: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Rows made on the way to the dataset of one text: each of PIECES in one line of so many characters."""
    text = "\n\n".join((piece * size)[:size] + "." for piece in PIECES)
    with counted(monkeypatch) as made:
        dataset(folder, {"a": text})
    return sum(made)


def test_a_text_twice_as_long_makes_no_more_than_twice_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, twice = (rows(tmp_path / str(size), size, monkeypatch) for size in (6_000, 12_000))
    assert twice < 2.2 * once
