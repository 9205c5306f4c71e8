"""Tables as CSV that a spreadsheet opens as text: no cell is taken for a formula, no sign in it deceives.

A cell that begins with a sign of formulas has an apostrophe before it (one more, where it begins with
apostrophes and then such a sign); a sign that steers a screen or turns the direction of a text stands as its
number (``[U+202E]``, and ``[U+005B]`` for the bracket of what only looks like one). :func:`read` undoes both.
The Parquet files have the cells as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import polars as pl

from dialogues.base import signs

Schema = Mapping[str, pl.DataType | type[pl.DataType]]  # of a table, by column

ENDINGS = "\r\n"
FORMULA = r"^'*[=+\-@\t\r\n＝＋－＠]"  # what spreadsheets take for the beginning of one
GUARDED = r"^'('*[=+\-@\t\r\n＝＋－＠])"
NOTE = (
    "In the CSV files an apostrophe stands before a cell that a spreadsheet would take for a formula "
    "(it begins with =, +, -, @, a tab or the end of a line), and a sign that steers a screen or turns the "
    "direction of a text stands as its number ([U+202E]); the Parquet files have the cell as it is."
)
SIGNS = [
    sign
    for sign in map(chr, (*range(0x3000), *range(0xFFF0, 0x10000), *range(0xE0000, 0xE0080)))
    if signs.DECEIVING.match(sign)
]
NUMBERS = {f"{signs.number('[')}U+": "[U+", **{signs.number(sign): sign for sign in SIGNS}}


def text(frame: pl.DataFrame, *, endings: str = "\n") -> str:
    """``frame`` as CSV with a header; an empty field is a missing value."""
    return _guarded(frame).write_csv(line_terminator=endings)


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write ``frame`` as RFC 4180 has it: UTF-8, header, CRLF; an empty field is a missing value."""
    _guarded(frame).write_csv(path, line_terminator=ENDINGS)


def read(path: Path | BytesIO, schema: Schema | None = None) -> pl.DataFrame:
    """The table at ``path`` as it was before it was written; without a ``schema`` all columns are text."""
    frame = pl.read_csv(path, schema=schema, infer_schema=False, glob=False)
    words = pl.col(pl.String).str.replace(GUARDED, "${1}")
    return frame.with_columns(words.str.replace_many(list(NUMBERS), list(NUMBERS.values())))


def _guarded(frame: pl.DataFrame) -> pl.DataFrame:
    words = pl.col(pl.String).str.replace_many(list(NUMBERS.values()), list(NUMBERS))
    return frame.with_columns(
        pl.when(words.str.contains(FORMULA)).then("'" + words).otherwise(words).name.keep()
    )
