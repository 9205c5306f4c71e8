"""Counterparts of which no frame tells: who came, and the only other party named beside the meeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.dataset.schemas import BESIDE, BY_SPEAKERS
from texts import Each, dataset, each

RIGHTS = "Human rights in Turkmenistan were discussed."


NAMED_BESIDE = [
    # the clause that tells of it
    ("Political consultations in which Norway was heard took place in Oslo.", ["NOR"]),
    # the line of who published it
    ("UNICEF Turkmenistan\n\nTraining for judges\n\nA training for judges took place.", ["UNICEF"]),
    ("Ministry of Foreign Affairs of Norway\n\nNews\n\nPolitical consultations took place.", ["NOR"]),
    ("USEmbassyAshgabat (Facebook)\n\nNews\n\nPolitical consultations took place.", ["USA"]),
    ("UNDP_Turkmenistan\n\nA training for judges took place.", ["UNDP"]),
    # "we", beside whom another is named
    ("UK in Turkmenistan\n\nOur week\n\nWe hosted, with the OSCE, a round table.", ["GBR", "OSCE"]),
    # title and lead
    ("Norwegian guests in Ashgabat\n\nPolitical consultations took place.", ["NOR"]),
    # several, another meeting's, or who only praises it: none
    ("Guests of Norway and of Oman\n\nPolitical consultations took place in Ashgabat.", []),
    ("Judges held a training. A round table with UNICEF will be held.", []),
    ("Judges held a training, which UNICEF praised.", []),
]


@pytest.mark.parametrize(
    ("text", "counterparts"),
    NAMED_BESIDE,
)
def test_the_only_other_party_beside_a_meeting_is_its_counterpart(
    read: Each, text: str, counterparts: list[str]
) -> None:
    made = read.alone(f"{text} {RIGHTS}")
    assert made["counterparts"]["counterpart"].to_list() == counterparts
    told = made["facts"].filter(field="counterpart")
    assert set(told["frame"]) <= {BESIDE}


CAME = [
    ("Specialists of UNDP and of the OSCE took part.", ["OSCE", "UNDP"]),
    ("UNDP, UNICEF, UNFPA and the OSCE were present.", ["OSCE", "UNDP", "UNFPA", "UNICEF"]),
    ("Among the participants were experts of UNICEF.", ["UNICEF"]),
    ("Experts of UNICEF, UNDP, and UNFPA were invited.", ["UNDP", "UNFPA", "UNICEF"]),
    ("The head of the OSCE Centre thanked the members.", ["OSCE"]),
    ("UNICEF was not invited.", []),
    ("UNICEF did not take part.", []),
]


@pytest.mark.parametrize(
    ("sentence", "counterparts"),
    CAME,
)
def test_who_came_to_a_meeting_of_the_state_is_its_counterpart(
    read: Each, sentence: str, counterparts: list[str]
) -> None:
    made = read.alone(f"{LEAD} {sentence}")
    assert made["counterparts"]["counterpart"].to_list() == counterparts
    assert set(made["facts"].filter(field="counterpart")["frame"]) <= {BY_SPEAKERS}


def test_a_capital_beside_the_states_own_stands_for_its_party(tmp_path: Path) -> None:
    texts = {
        party: f"{city} and Ashgabat held a human rights dialogue on 4 May 2023.\n"
        for city, party in (("Oslo", "NOR"), ("Brussels", "EU"))
    }
    made = dataset(tmp_path, texts)
    assert made["counterparts"]["counterpart"].to_list() == ["EU", "NOR"]


ORGANISED = (
    "Its organisers are UNDP and the OSCE.",
    "Organiser: UNDP and OSCE",
    "Organised by: UNDP, OSCE",
)


@pytest.mark.parametrize("line", ORGANISED)
def test_the_organisers_are_told_apart_from_the_event(read: Each, line: str) -> None:
    made = read.alone(f"{TRAINING}\n\n{line}")
    assert made["counterparts"]["counterpart"].to_list() == ["OSCE", "UNDP"]


LEAD = f"The Interdepartmental Commission met in Ashgabat. {RIGHTS} Members heard a report."
TRAINING = f"A training for judges took place. {RIGHTS}"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Each:
    """All texts of these tests."""
    beside = [f"{text} {RIGHTS}" for text, _ in NAMED_BESIDE]
    came = [f"{LEAD} {sentence}" for sentence, _ in CAME]
    return each(
        tmp_path_factory.mktemp("beside"), *beside, *came, *(f"{TRAINING}\n\n{line}" for line in ORGANISED)
    )
