"""What a sentence says was not raised, or not yet."""

from __future__ import annotations

import polars as pl
import pytest

import five
from dialogues.coding import assertion
from sentence_frame import sentences

MODIFIERS = five.rules().modifiers
EXAMPLES = [(entry.says, example) for entry in MODIFIERS.modifiers for example in entry.examples]
COUNTER = [example for entry in MODIFIERS.modifiers for example in entry.counter]


def reached(text: str, start: int, end: int) -> list[str]:
    """What the modifiers say of the characters from ``start`` to ``end``."""
    found = assertion.reaches(sentences(text), MODIFIERS).filter(pl.col("at") <= start, pl.col("to") >= end)
    return found.sort("rank")["says"].to_list()


@pytest.mark.parametrize(("says", "example"), EXAMPLES)
def test_each_modifier_holds_for_what_its_examples_mark(says: str, example: str) -> None:
    """An example of the codebook marks what is denied, planned or conditional."""
    start, end = example.index("⟦"), example.index("⟧") - 1
    text = example.translate(str.maketrans("", "", "⟦⟧"))
    assert reached(text, start, end)[:1] == [says]


@pytest.mark.parametrize("example", COUNTER)
def test_no_modifier_holds_for_a_counter_example(example: str) -> None:
    """A counter-example denies nothing of what it names."""
    start = example.lower().index("torture")
    assert not reached(example, start, start + len("torture"))
