"""Texts that say nearly the same are found, whatever their spacing, and turns of phrase are not."""

from __future__ import annotations

import polars as pl

from dialogues.corpus import twins

HELD = [
    "The sixteenth round of the dialogue was held in the capital.",
    "The sides spoke of health and of schools.",
]
MORE = ["The delegation was led by the deputy minister of the state."]


def units(**texts: list[str]) -> pl.DataFrame:
    rows = [(name, sentence) for name, sentences in texts.items() for sentence in sentences]
    return pl.DataFrame(rows, schema=["document_id", "text"], orient="row")


def test_a_text_that_another_outlet_took_over_is_found() -> None:
    taken = [sentence.upper().replace(" ", "\u00a0") for sentence in HELD]
    found = twins.find(units(a=[*HELD, *MORE], b=[*taken, "Read also: more"], c=MORE))
    assert found.rows() == [("b", "a", 2, 2)]


def test_one_sentence_in_common_is_not_enough() -> None:
    assert twins.find(units(a=[HELD[0], *MORE], b=HELD)).is_empty()
    assert twins.find(units(a=[HELD[0]], b=[HELD[0]])).is_empty()


def test_what_many_texts_say_is_a_turn_of_phrase() -> None:
    many = {f"t{n:02}": HELD for n in range(twins.COMMON + 1)}
    assert twins.find(units(**many)).is_empty()
