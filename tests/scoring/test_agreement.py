"""Krippendorff's alpha gives the figures of its author's own examples."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.scoring.agreement import alpha


def reliability_data(*coders: str) -> pl.DataFrame:
    """One row per judgement: a string of values a coder, a dot where there is none."""
    rows = [
        (coder, unit, None if value == "." else value)
        for coder, values in enumerate(coders)
        for unit, value in enumerate(values.split())
    ]
    return pl.DataFrame(rows, schema={"coder": pl.Int64, "unit": pl.Int64, "value": pl.String}, orient="row")


@pytest.mark.parametrize(
    ("coders", "expected"),
    [
        pytest.param(("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095, id="A: binary, two observers"),
        pytest.param(
            ("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692, id="B: nominal, two observers"
        ),
        pytest.param(
            (
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
            id="C: nominal, four observers, missing data",
        ),
    ],
)
def test_the_published_examples(coders: tuple[str, ...], expected: float) -> None:
    """K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A, B and C."""
    assert alpha(reliability_data(*coders)) == pytest.approx(expected, abs=0.0005)


def test_where_nothing_can_be_told_there_is_no_alpha() -> None:
    assert alpha(reliability_data("1 1 1", "1 1 1")) is None
    assert alpha(reliability_data("1 . 1", ". 2 .")) is None


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=20).filter(lambda values: len(set(values)) > 1))
def test_coders_who_agree_throughout_have_alpha_one(values: list[str]) -> None:
    assert alpha(reliability_data(" ".join(values), " ".join(values))) == 1
