"""Evidence spans: hard sentences by phenomenon, and what holds for any text."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import five
from dialogues import phrases
from dialogues.coding import assertion, gazetteer, mentions
from dialogues.corpus import layout, seeds
from dialogues.corpus.sentences import split
from dialogues.dataset import schemas
from golden_tables import each_of, golden, hard
from sentence_frame import sentences

CODEBOOK = five.rules()
FACETS = ("topic", "organisation", "institution", "instrument")


def mentioned(units: pl.DataFrame) -> pl.DataFrame:
    spoken = phrases.find(units, CODEBOOK)
    told = mentions.find(units, spoken, gazetteer.find(units, spoken), CODEBOOK)
    return assertion.named(assertion.judge(told, units, spoken, CODEBOOK.modifiers))


@cache
def found() -> pl.DataFrame:
    """The mentions of all cases at once: case 3 is document d3."""
    return mentioned(sentences(*hard("mentions")["text"]))


@each_of("mentions")
def test_a_hard_sentence_has_exactly_the_codes_a_reader_gives_it(case: dict[str, str]) -> None:
    held = found().filter(pl.col("document_id") == f"d{case['place']}")
    codes = {facet: set(held.filter(pl.col("facet") == facet)["code"]) for facet in FACETS}
    assert codes == {facet: set(case[facet].split()) for facet in FACETS}


def test_seeds_have_exactly_the_codes_of_the_golden_table() -> None:
    texts = seeds.usable(five.TEXTS)
    held = mentioned(split(layout.blocks(texts.texts, CODEBOOK.marks()), CODEBOOK.abbreviations))
    read = {
        (document, facet): set(codes.split())
        for document, facet, codes in golden("codings").fill_null("").iter_rows()
    }
    assert {
        (document, facet): set(held.filter(document_id=document, facet=facet)["code"])
        for document, facet in read
    } == read


@pytest.mark.parametrize("role", ["credit", "related"])
def test_a_credit_line_and_a_link_tail_carry_no_mention(role: str) -> None:
    assert mentioned(sentences("Torture and the EU were discussed.", role=role)).is_empty()


def test_the_span_of_a_listed_item_is_the_item_and_next_to_the_shared_word_both() -> None:
    held = mentioned(sentences("the rights of women and children"))
    assert held["quote"].to_list() == ["the rights of women", "children"]


WORDS = st.sampled_from(
    [
        "the EU",
        "torture",
        "women’s rights",
        "freedom of",
        "expression",
        "é",
        "İ",
        "ﬀ",
        "👩‍⚖️",
        "\u0301",
        ",",
        "and",
        "\n",
        "UN",
        "ß",
    ]
)


TEXT = st.lists(WORDS | st.text(max_size=5), max_size=12).map(" ".join)


@settings(max_examples=5)  # each example is thirty texts: the rules are compiled once for all of them
@given(st.lists(TEXT, min_size=30, max_size=30))
def test_in_any_unicode_text_a_span_quotes_its_words(texts: list[str]) -> None:
    held = mentioned(sentences(*texts))
    schemas.Mentions.validate(held)
    for document, start, end, quote in held.select("document_id", "start", "end", "quote").iter_rows():
        assert texts[int(document[1:])][start:end] == quote


def test_other_documents_change_nothing() -> None:
    alone = mentioned(sentences(hard("mentions")["text"][0]))
    assert found().filter(pl.col("document_id") == "d0").equals(alone)
