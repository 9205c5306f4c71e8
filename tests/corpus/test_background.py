"""Sentences on what lies outside the meeting: never one of the meeting itself."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import five
from dialogues.corpus import background, layout, seeds, sentences
from golden_tables import each_of, golden

HERE = Path(__file__).parents[1]
RULES = five.rules()
MARKS = str.maketrans("", "", "⟦⟧")


def marked(texts: pl.DataFrame) -> pl.DataFrame:
    """The sentences of ``texts`` (document_id, text)."""
    blocks = layout.blocks(texts, RULES.marks())
    return background.mark(sentences.split(blocks, RULES.abbreviations), blocks, RULES)


@each_of("background_words")
def test_a_sentence_is_background_by_its_words_and_by_those_before_it(case: dict[str, str]) -> None:
    """Paragraphs are parted by ¶; what a reader takes for background stands in ⟦⟧."""
    report = f"On 3 May 2024 the dialogue on human rights was held in Brussels.\n{case['text']}\n"
    texts = pl.DataFrame({"document_id": ["d"], "text": [report.replace("¶", "\n").translate(MARKS)]})
    found = marked(texts).filter("is_background")["text"].to_list()
    expected = [part.split("⟧")[0] for part in case["text"].split("⟦")[1:]]
    assert found == expected


@pytest.mark.parametrize("folder", ["golden/texts", "labelled/texts"])
def test_what_a_reader_takes_for_background_is_marked_and_nothing_else(folder: str) -> None:
    """The golden table lists for each text read, in full, the sentences that are background."""
    read = golden("background").filter(pl.col("folder") == folder)
    texts = seeds.usable(HERE / folder).texts.filter(
        pl.col("document_id").is_in(read["document_id"].unique().to_list())
    )
    found = marked(texts).filter("is_background").select("document_id", "text")
    told = read.filter(pl.col("fails").is_null()).drop_nulls("text").select("document_id", "text")
    assert sorted(found.rows()) == sorted(told.rows())


def test_only_the_body_of_a_report_is_background() -> None:
    texts = pl.DataFrame({"document_id": ["d"], "text": ["In recent years trade has grown\n\nThey met.\n"]})
    assert not marked(texts).filter(pl.col("role") != "body")["is_background"].any()
