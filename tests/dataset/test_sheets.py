"""CSV that a spreadsheet opens as text, and that is read back as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dialogues.dataset import sheets


def test_a_cell_that_would_be_a_formula_begins_with_an_apostrophe() -> None:
    frame = pl.DataFrame(
        {"name": ["=1+1", "-2", "plain", "'=x", None, "＝A1"], "number": [-1, 2, 3, 4, 5, 6]}
    )
    assert sheets.text(frame).splitlines() == [
        "name,number",
        "'=1+1,-1",
        "'-2,2",
        "plain,3",
        "''=x,4",
        ",5",
        "'＝A1,6",
    ]


def test_a_sign_that_deceives_stands_as_its_number() -> None:
    frame = pl.DataFrame({"name": ["a\u202eb\x1b[2J", "[U+202E] as typed", "\u200e=1", "[U"]})
    assert sheets.text(frame).splitlines() == [
        "name",
        "a[U+202E]b[U+001B][2J",
        "[U+005B]U+202E] as typed",
        "[U+200E]=1",
        "[U",
    ]


@given(
    st.lists(
        st.one_of(st.none(), st.text("'=+-@\t a＝\"\n,[U+02E]\u202e\x1b\x9b\U000e0041", min_size=1)),
        min_size=1,
    )
)
def test_what_is_written_is_read_back_and_no_cell_begins_as_a_formula(cells: list[str | None]) -> None:
    ids = [str(n) for n in range(len(cells))]
    frame = pl.DataFrame({"id": ids, "cell": pl.Series(cells, dtype=pl.String)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cells.csv")
        sheets.write(frame, path)
        raw = pl.read_csv(path, infer_schema=False)
        assert not raw["cell"].drop_nulls().str.contains(r"^[=+\-@\t＝]").any()
        assert_frame_equal(sheets.read(path), frame)
