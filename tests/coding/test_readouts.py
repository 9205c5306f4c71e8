"""What a text tells besides: the next meeting, in words for what is to come and not for what was."""

from __future__ import annotations

import polars as pl
import pytest

import five
from dialogues import phrases
from dialogues.coding import readouts
from sentence_frame import sentences

RULES = five.rules()


def told(sentence: str, code: str) -> list[str]:
    units = sentences(sentence)
    found = readouts.find(units, phrases.find(units, RULES), RULES)
    return found.filter(pl.col("code") == code)["quote"].to_list()


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The next round will be held in Oslo in 2031.", "The next round will be held in Oslo in 2031"),
        (
            "The parties came to an understanding to hold the 16-th round next year.",
            "to hold the 16-th round next year",
        ),
        (
            "Agreement was reached to conduct the following talks in Riga.",
            "to conduct the following talks in Riga",
        ),
        ("Both sides intend to hold the next ABC in Nairobi.", "intend to hold the next ABC in Nairobi"),
        ("The delegations decided to meet again in 2032.", "decided to meet again in 2032"),
        (
            "It was agreed that the 9th session would be held in Lima.",
            "the 9th session would be held in Lima",
        ),
        ("Norway looks forward to the next dialogue.", "looks forward to the next dialogue"),
    ],
)
def test_the_next_meeting_is_told_in_words_for_what_is_to_come(sentence: str, words: str) -> None:
    assert told(sentence, "next_meeting") == [words]


@pytest.mark.parametrize(
    "sentence",
    [
        "The next session of the dialogue was conducted in Oslo on 14 April 2031.",
        "The following topics were discussed at the meeting.",
        "The 9th session of the dialogue was held in Lima.",
        "The sides are ready to continue the practice of regular consultations.",
    ],
)
def test_a_meeting_that_was_held_is_no_next_one(sentence: str) -> None:
    assert told(sentence, "next_meeting") == []
