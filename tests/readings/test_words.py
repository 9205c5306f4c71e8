"""Where the words of a reading stand in a text, whatever signs it is written with."""

from __future__ import annotations

import unicodedata

import pytest

from dialogues.readings.words import places

STAR = unicodedata.normalize("NFD", "étoile")
TEXT = (
    f"The “rights” of judges ﬁnally were noted as {STAR} and dis\u00adcussed\r\nby "
    "a\u200dB — a well\u200a-known court. 😀 Next, Ａ5."
)


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        ('"rights"', "“rights”"),
        ("finally", "ﬁnally"),
        ("ﬁnally", "ﬁnally"),
        ("étoile and", f"{STAR} and"),
        ("discussed by", "dis\u00adcussed\r\nby"),
        ("aB - a", "a\u200dB — a"),
        ("well-known", "well\u200a-known"),
        ("Next, A5", "Next, Ａ5"),
    ],
)
def test_words_are_found_in_whatever_signs_a_text_is_written_with(words: str, stand: str) -> None:
    assert [TEXT[start:end] for start, end in places(TEXT, words)] == [stand]


def test_no_words_stand_nowhere() -> None:
    assert (places(TEXT, " "), places("", "a"), places(TEXT, "étoiles")) == ([], [], [])
