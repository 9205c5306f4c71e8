"""Tables as CSV that a spreadsheet opens as text: no cell of words is taken for a formula.

A cell that begins with a sign of formulas has an apostrophe before it (one more, where it begins with
apostrophes and then such a sign), which :func:`read` takes away again. The Parquet files have it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

ENDINGS = "\r\n"
FORMULA = r"^'*[=+\-@\t\r\n＝＋－＠]"  # what spreadsheets take for the beginning of one
GUARDED = r"^'('*[=+\-@\t\r\n＝＋－＠])"
NOTE = (
    "In the CSV files an apostrophe stands before a cell that a spreadsheet would take for a formula "
    "(it begins with =, +, -, @, a tab or the end of a line); the Parquet files have the cell as it is."
)


def text(frame: pl.DataFrame, *, endings: str = "\n") -> str:
    """``frame`` as CSV with a header; an empty field is a missing value."""
    return _guarded(frame).write_csv(line_terminator=endings)


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write ``frame`` as RFC 4180 has it: UTF-8, header, CRLF; an empty field is a missing value."""
    _guarded(frame).write_csv(path, line_terminator=ENDINGS)


def read(path: Path, schema: Mapping[str, pl.DataType | type[pl.DataType]] | None = None) -> pl.DataFrame:
    """The table at ``path`` as it was before it was written; without a ``schema`` all columns are text."""
    frame = pl.read_csv(path, schema=schema, infer_schema=False, glob=False)
    return frame.with_columns(pl.col(pl.String).str.replace(GUARDED, "${1}"))


def _guarded(frame: pl.DataFrame) -> pl.DataFrame:
    words = pl.col(pl.String)
    return frame.with_columns(
        pl.when(words.str.contains(FORMULA)).then("'" + words).otherwise(words).name.keep()
    )
