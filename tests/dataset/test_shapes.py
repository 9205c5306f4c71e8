"""The recorded shape of every table is the one that the code has."""

from __future__ import annotations

from dialogues.dataset import shapes


def test_the_recorded_shapes_are_those_of_the_code() -> None:
    version, recorded = shapes.recorded()
    assert recorded == shapes.of_the_code()
    assert version >= 1
