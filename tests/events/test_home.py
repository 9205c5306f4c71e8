"""Whose dialogue a text reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from texts import dataset


@pytest.mark.parametrize(
    ("text", "state", "counterparts"),
    [
        ("Officials of Norway met with officials of Turkmenistan.", "TKM", ["NOR"]),
        ("The minister of Norway met with the minister of Oman. Turkmenistan was not named.", "OMN", ["NOR"]),
        ("Norway and Oman held a human rights dialogue. Turkmenistan was not named.", "OMN", ["NOR"]),
        ("The ambassadors of Norway and Oman met the Ombudsman of Turkmenistan.", "TKM", ["NOR", "OMN"]),
        ("The EU met with Norway. They spoke of Turkmenistan.", "TKM", ["EU", "NOR"]),
    ],
)
def test_where_two_other_states_met_the_corpus_own_is_only_spoken_of(
    tmp_path: Path, text: str, state: str, counterparts: list[str]
) -> None:
    made = dataset(tmp_path, {"a": f"On 5 May 2024 {text} Human rights were discussed.\n"})
    assert made["events"]["state"].to_list() == [state]
    assert made["counterparts"]["counterpart"].to_list() == counterparts


def test_a_partner_that_the_corpus_own_state_met_is_the_other_side(tmp_path: Path) -> None:
    text = "At the Ministry of Justice of Turkmenistan a meeting was held with the delegation of Norway."
    made = dataset(tmp_path, {"a": f"{text} Human rights were discussed.\n"})
    assert made["events"]["state"].to_list() == ["TKM"]
    assert made["counterparts"]["counterpart"].to_list() == ["NOR"]
