"""Statements in sentences: verbs of saying and agreeing, whose they are, and what is none."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import five
from golden_tables import each_of, golden, hard
from texts import dataset

LEAD = (
    "On 5 May 2023 the human rights dialogue between Turkmenistan and the European Union was held in "
    "Ashgabat."
)


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Give the statements of all golden sentences, each after a lead that tells of a dialogue."""
    texts = {f"{place:03}": f"{LEAD}\n\n{text}\n" for place, text in enumerate(hard("sayings")["text"])}
    return dataset(tmp_path_factory.mktemp("sayings"), texts)["statements"]


@each_of("sayings")
def test_a_hard_sentence_has_exactly_the_statements_a_reader_finds(
    statements: pl.DataFrame, case: dict[str, str]
) -> None:
    held = statements.filter(pl.col("document_id") == case["place"].zfill(3)).sort("start")
    rows = held.select(pl.col("statement", "side", "quote").fill_null("")).rows()
    told = ["|".join(row) for row in rows]
    assert ";".join(told) == case["statements"]


def test_seeds_have_exactly_the_statements_of_the_golden_table() -> None:
    made = five.dataset()["statements"]
    read = golden("statements")
    assert sorted(made.select(read.columns).rows(), key=str) == sorted(read.rows(), key=str)


def test_who_gives_the_account_speaks_as_we_beyond_what_is_quoted(tmp_path: Path) -> None:
    text = f'{LEAD}\n\nWe urged a reform of prisons. A guest said: "We demanded a law on labour."\n'
    known = {"file": "a.txt", "sha256": hashlib.sha256(text.encode()).hexdigest(), "account": "EU"}
    blank = dict.fromkeys(("publisher", "published", "title", "url"))
    register = {"corpus": {}, "sources": [blank | known]}
    (tmp_path / "sources.yaml").write_text(yaml.safe_dump(register), encoding="utf-8")
    made = dataset(tmp_path, {"a": text})["statements"]
    assert made.filter(pl.col("side") == "EU")["quote"].to_list() == ["urged a reform of prisons"]


AGREED = {
    "to hold a summer school in July": "agreed_named",
    "to meet again on Friday": "agreed_named",
    "on lessons for students of the Institute of Foreign Languages": "agreed_named",
    "to hold the next round in 2027": "agreed_named",
    "on further steps and may meet again": "agreed_unnamed",
    "to keep up the Human Rights Dialogue": "agreed_unnamed",
}


def test_an_agreement_names_its_steps_where_it_names_a_day_a_month_or_a_body(tmp_path: Path) -> None:
    texts = {f"{n}": f"{LEAD}\n\nThe sides agreed {what}.\n" for n, what in enumerate(AGREED)}
    made = dataset(tmp_path, texts)["statements"].sort("document_id")
    assert dict(zip(AGREED, made["commitment"], strict=True)) == AGREED


@settings(max_examples=3)
@given(st.text(alphabet='The EUaurgdTkmnis, .;"’é\n', max_size=200))
def test_any_text_gives_quotes_that_are_its_words(words: str) -> None:
    """Whatever stands between verbs and speakers, a quotation is verbatim."""
    with tempfile.TemporaryDirectory() as folder:
        made = dataset(
            Path(folder), {"a": f"{LEAD}\n\nThe EU urged {words} and Turkmenistan noted {words}.\n"}
        )
    text = made["documents"]["text"].item()
    for start, end, quote in made["statements"].select("start", "end", "quote").iter_rows():
        assert text[start:end] == quote
