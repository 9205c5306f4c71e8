"""Three texts of two meetings and one of none, what the rules find in them, and readings of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import five
from dialogues import pipeline
from dialogues.codebook import Codebook
from dialogues.corpus import seeds
from dialogues.dataset.findings import Findings
from dialogues.readings import model
from dialogues.readings.load import Reading

TEXTS = {
    "a": (
        "On 17 June 2025 the 17th round of the human rights dialogue between Turkmenistan and the European "
        "Union was held in Brussels. The delegation of Turkmenistan was headed by Deputy Minister of Foreign "
        "Affairs Ahmet Gurbanov. The sides weighed gender equality and the rights of the child. "
        "The European Union urged Turkmenistan to ratify the Optional Protocol. The National Action Plan on "
        "Human Rights for 2021-2025 was presented.\n"
    ),
    "b": (
        "On 18 June 2025 a human rights dialogue of Turkmenistan with the European Union took place in "
        "Brussels. Education was not on the agenda. Ms. Eva Berg spoke about prisons and the rule of law.\n"
    ),
    "c": (
        "On 3 May 2024 the Ministry of Foreign Affairs of Turkmenistan received the ambassador of Japan. "
        "They talked about trade. Later the two sides looked at the rights of women in villages.\n"
    ),
    "d": "The museum opened a show of carpets. Many guests came, and the weather was fine that day.\n",
}

Told = Callable[..., Reading]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of seeds with the texts."""
    made = tmp_path_factory.mktemp("seeds")
    for name, text in TEXTS.items():
        (made / f"{name}.txt").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def rules() -> Codebook:
    """Give the codebook."""
    return five.rules()


@pytest.fixture(scope="session")
def given(folder: Path) -> seeds.Seeds:
    """Give the texts as read from their files."""
    return seeds.usable(folder)


@pytest.fixture(scope="session")
def found(given: seeds.Seeds, rules: Codebook) -> Findings:
    """Give what the rules alone find."""
    return pipeline.find(given, rules)


def told(document_id: str, *, complete: bool = False, by: str = "A. Reader", **said: Any) -> Reading:
    """A reading of one of the texts by a person."""
    form = {
        "sha256": hashlib.sha256(TEXTS[document_id].encode()).hexdigest(),
        "read": [{"by": by, "kind": "person", "on": "2026-11-26", "complete": complete}],
        **said,
    }
    return Reading(document_id, f"{document_id}.yaml", model.Reading.model_validate(form))
