"""States in sentences, and the state a text is about."""

from __future__ import annotations

import polars as pl
import pytest

import five
from dialogues import phrases
from dialogues.coding import gazetteer
from sentence_frame import sentences

CODEBOOK = five.rules()


def find(frame: pl.DataFrame) -> pl.DataFrame:
    return gazetteer.find(frame, phrases.find(frame, CODEBOOK))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Turkmen-British consultations", [("TKM", "demonym"), ("GBR", "demonym")]),
        ("the United States of America and the U.S. side", [("USA", "name"), ("USA", "name")]),
        ("Türkiye, Turkey and a turkey", [("TUR", "name"), ("TUR", "name")]),
        ("the Republic of Korea", [("KOR", "name")]),
        ("TURKMENISTAN", [("TKM", "name")]),
        ("South African, not African", [("ZAF", "demonym")]),
        ("Latin American guests told us of New Jersey", []),
        ("the Czech Republic and Viet Nam", [("CZE", "name"), ("VNM", "name")]),
    ],
)
def test_names_and_demonyms_are_told_apart_and_only_states_count(
    text: str, states: list[tuple[str, str]]
) -> None:
    assert find(sentences(text)).select("state", "form").rows() == states


def test_a_span_quotes_its_words() -> None:
    text = "“Türkiye’s” guests and the Uzbek side"
    found = find(sentences(text))
    assert [text[start:end] for start, end in found.select("start", "end").iter_rows()] == found[
        "quote"
    ].to_list()


def test_a_text_is_about_the_corpus_state_or_the_one_it_names_most() -> None:
    texts = (
        "The US, the US, the US and Turkmenistan.",
        "Uzbekistan, Uzbekistan, Uzbekistan, the Uzbek side, Uzbekistan; Turkmenistan too.",
        "Nobody.",
    )
    assert gazetteer.home(find(sentences(*texts)), CODEBOOK).sort("document_id").rows() == [
        ("d0", "TKM"),
        ("d1", "UZB"),
    ]


def test_a_link_tail_does_not_say_which_state_a_text_is_about() -> None:
    tail = sentences("Turkmenistan", role="related").with_columns(sentence_id=pl.lit("d0.s1"))
    frame = pl.concat([sentences("Uzbekistan"), tail])
    assert gazetteer.home(find(frame), CODEBOOK)["state"].to_list() == ["UZB"]
