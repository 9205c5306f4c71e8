"""Sentences of the notebook: what is left out, what is claimed, and what an unknown slot is answered with."""

from __future__ import annotations

import pytest

import corpora
from brief.notebook import plain
from dialogues.base.errors import NotebookError
from dialogues.brief import templates
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import count
from small import dataset


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(dataset(*corpora.ALL))


def said(ledger: Ledger, template: str, **slots: templates.Value) -> str | None:
    """What a reader sees of a filled template."""
    filled = templates.fill(ledger, template, slots)
    return None if filled is None else plain(filled)


def test_a_number_is_said_with_its_noun_and_claimed(ledger: Ledger) -> None:
    texts = count("texts", "documents", ledger.dataset["documents"])
    assert said(ledger, "{texts!c:text} speak.", texts=texts) == "Four texts speak."
    assert list(ledger.claims) == ["texts"]


def test_what_stands_in_double_brackets_is_left_out_with_an_empty_slot(ledger: Ledger) -> None:
    template = "It was held[[ in {place}]][[ on {day}]]."
    assert said(ledger, template, place=None, day="3 May") == "It was held on 3 May."


def test_the_first_part_that_can_be_filled_is_taken(ledger: Ledger) -> None:
    template = "[[{one}One||{many} many||none]]"
    assert said(ledger, template, one=False, many="very") == "very many"
    assert said(ledger, template, one=True, many="very") == "One"
    assert said(ledger, template, one=False, many=None) == "none"


def test_a_sentence_with_an_empty_slot_of_its_own_is_not_said(ledger: Ledger) -> None:
    assert said(ledger, "In {place} it rained.", place=None) is None


def test_what_is_left_out_is_not_claimed(ledger: Ledger) -> None:
    texts = count("texts", "documents", ledger.dataset["documents"])
    said(ledger, "It[[ {texts} {none}]].", texts=texts, none=None)
    assert ledger.claims == {}


def test_of_several_templates_the_first_that_fits_is_taken(ledger: Ledger) -> None:
    assert templates.first(ledger, ("{a}", "{b}"), {"a": None, "b": "second"}) == "second"


def test_an_unknown_slot_is_told_with_those_there_are(ledger: Ledger) -> None:
    with pytest.raises(NotebookError, match=r"has no value for \{plaice\}. Use one of these: day and place"):
        templates.fill(ledger, "In {plaice}.", {"place": "x", "day": "y"})
