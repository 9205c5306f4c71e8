"""Numbers as people count."""

from __future__ import annotations

import pytest

from dialogues.base import numbers


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_rounds_have_their_ending(n: int, said: str) -> None:
    assert numbers.ordinal(n) == said
