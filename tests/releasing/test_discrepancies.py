"""Where two files differ: said so that a reader finds the place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import typst

from dialogues.releasing.discrepancies import between
from rows import coding, frame

PAGE = """<!DOCTYPE html><html><head><title>T</title><style>p {{ color: {colour} }}</style></head>
<body><h1>Brief</h1><p>In short.</p><h2>The <em>dialogues</em></h2>
<table><tr><td>EU</td><td>{number}</td></tr></table>
<script>{script}</script></body></html>"""
SAME = {"colour": "red", "number": "4", "script": "one()"}


def written(folder: Path, name: str, old: str | bytes, new: str | bytes) -> tuple[Path, Path]:
    pair = folder / "released" / name, folder / "rebuilt" / name
    for path, content in zip(pair, (old, new), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return pair


def pdf(*pages: str) -> bytes:
    source = "#pagebreak()\n".join(f"{page}\n" for page in pages)
    return bytes(
        typst.compile(source.encode(), format="pdf", timestamp=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    )


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_table_is_told_by_row_key_and_column(tmp_path: Path, suffix: str) -> None:
    pair = written(tmp_path, f"codings.{suffix}", "", "")
    for path, mentions in zip(pair, (3, 4), strict=True):
        table = frame("codings", coding("culture", 1, 1), coding("education", mentions, 2))
        table.write_parquet(path) if suffix == "parquet" else table.write_csv(path)
    row = "row 2 (TKM-EU-human_rights_dialogue-2025-06-17 · topic · education)"
    assert between(*pair) == [
        f"{row}, column mentions: “3” became “4”",
        f"{row}, column sentences: “3” became “4”",
    ]


def test_a_table_that_lost_a_row_or_gained_a_column_is_told_so(tmp_path: Path) -> None:
    shorter, wider = (
        written(tmp_path, "x.csv", "a\n1\n2\n", "a\n1\n"),
        written(tmp_path, "y.csv", "a\n1\n", "a,b\n1,2\n"),
    )
    assert between(*shorter) == ["the number of rows, 2, became 1"]
    assert between(*wider) == ["columns a String became a String, b String"]


def test_the_same_rows_in_other_bytes_are_told_so(tmp_path: Path) -> None:
    pair = written(tmp_path, "x.parquet", "", "")
    for path, compression in zip(pair, ("zstd", "snappy"), strict=True):
        pl.DataFrame({"a": [1]}).write_parquet(path, compression=compression)  # type: ignore[arg-type]  # a literal, through zip
    assert between(*pair) == ["holds the same, written in other bytes"]


@pytest.mark.parametrize(
    ("change", "told", "is_word"),
    [
        ({"number": "5"}, "under “The dialogues”: “4” became “5”", True),
        ({"colour": "blue"}, "the words are the same, but the style sheet differs", False),
        ({"script": "two()"}, "the words are the same, but a script differs", False),
    ],
)
def test_a_page_is_told_by_its_part(tmp_path: Path, change: dict[str, str], told: str, is_word: bool) -> None:
    pair = written(tmp_path, "brief.html", PAGE.format(**SAME), PAGE.format(**(SAME | change)))
    assert between(*pair) == [told]
    assert between(*pair, words_only=True) == ([told] if is_word else [])


def test_a_pdf_is_told_by_its_page(tmp_path: Path) -> None:
    words = written(
        tmp_path, "words.pdf", pdf("One", "There were 4 events"), pdf("One", "There were 5 events")
    )
    drawn = written(tmp_path, "drawn.pdf", pdf("One", "Two"), pdf("One", "#text(red)[Two]"))
    longer = written(tmp_path, "longer.pdf", pdf("One"), pdf("One", "Two"))
    assert between(*words) == ["page 2: “There were 4” became “There were 5”"]
    assert between(*drawn) == ["page 2: the words are the same, but drawn otherwise"]
    assert between(*drawn, words_only=True) == []
    assert between(*longer) == ["the number of pages, 1, became 2"]


def test_other_files_are_told_by_key_or_line_and_only_the_first_few(tmp_path: Path) -> None:
    keys = written(tmp_path, "x.json", '{"a": {"b": [1, 2]}}', '{"a": {"b": [1, 3]}}')
    lines = written(tmp_path, "x.md", "a\nb", "a\nc")
    many = written(tmp_path, "y.md", "\n".join("abcdefgh"), "\n".join("ABCDEFGH"))
    assert between(*keys) == ["a.b[1]: “2” became “3”"]
    assert between(*lines) == ["line 2: “b” became “c”"]
    assert len(between(*many)) == 6
    assert between(*many)[-1] == "and more"
