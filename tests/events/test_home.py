"""Whose dialogue a text reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from texts import Each, dataset, each

MET = [
    ("Officials of Norway met with officials of Turkmenistan.", "TKM", ["NOR"]),
    ("The minister of Norway met with the minister of Oman. Turkmenistan was not named.", "OMN", ["NOR"]),
    ("Norway and Oman held a human rights dialogue. Turkmenistan was not named.", "OMN", ["NOR"]),
    ("The ambassadors of Norway and Oman met the Ombudsman of Turkmenistan.", "TKM", ["NOR", "OMN"]),
    ("The EU met with Norway. They spoke of Turkmenistan.", "TKM", ["EU", "NOR"]),
]
TOLD = "On 5 May 2024 {} Human rights were discussed."


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Each:
    return each(tmp_path_factory.mktemp("home"), *(TOLD.format(text) for text, _, _ in MET))


@pytest.mark.parametrize(("text", "state", "counterparts"), MET)
def test_where_two_other_states_met_the_corpus_own_is_only_spoken_of(
    read: Each, text: str, state: str, counterparts: list[str]
) -> None:
    made = read.alone(TOLD.format(text))
    assert made["events"]["state"].to_list() == [state]
    assert made["counterparts"]["counterpart"].to_list() == counterparts


def test_a_partner_that_the_corpus_own_state_met_is_the_other_side(tmp_path: Path) -> None:
    text = "At the Ministry of Justice of Turkmenistan a meeting was held with the delegation of Norway."
    made = dataset(tmp_path, {"a": f"{text} Human rights were discussed.\n"})
    assert made["events"]["state"].to_list() == ["TKM"]
    assert made["counterparts"]["counterpart"].to_list() == ["NOR"]
