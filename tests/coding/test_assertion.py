"""What a sentence says was not raised, or not yet."""

from __future__ import annotations

import pytest

from dialogues import codebook
from dialogues.base.project import HOME
from dialogues.coding import assertion

MODIFIERS = codebook.load(HOME / "analysis" / "codebook").modifiers
EXAMPLES = [(entry.says, example) for entry in MODIFIERS.modifiers for example in entry.examples]
COUNTER = [example for entry in MODIFIERS.modifiers for example in entry.counter]


@pytest.mark.parametrize(("says", "example"), EXAMPLES)
def test_each_modifier_holds_for_what_its_examples_mark(says: str, example: str) -> None:
    """An example of the codebook marks what is denied, planned or conditional."""
    start, end = example.index("⟦"), example.index("⟧") - 1
    text = example.translate(str.maketrans("", "", "⟦⟧"))
    reached = [what for at, to, what in assertion.reaches(text, MODIFIERS) if at <= start and end <= to]
    assert reached[:1] == [says]


@pytest.mark.parametrize("example", COUNTER)
def test_no_modifier_holds_for_a_counter_example(example: str) -> None:
    """A counter-example denies nothing of what it names."""
    start = example.lower().index("torture")
    end = start + len("torture")
    assert not [says for at, to, says in assertion.reaches(example, MODIFIERS) if at <= start and end <= to]
