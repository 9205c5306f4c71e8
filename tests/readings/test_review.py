"""What the codebook did not know is listed with its sentence and the lines to add."""

from __future__ import annotations

import polars as pl
import pytest
import yaml

import five
from dialogues import phrases
from dialogues.coding import gazetteer, mentions, plans
from dialogues.dataset import schemas
from dialogues.readings import review
from sentence_frame import sentences

CODEBOOK = five.rules()


def candidates(*texts: str) -> pl.DataFrame:
    frame = sentences(*texts)
    spoken = phrases.find(frame, CODEBOOK)
    states = gazetteer.find(frame, spoken)
    found = mentions.find(frame, spoken, states, CODEBOOK)
    spans = pl.concat([found, plans.mentions_of(plans.find(frame, found, states, CODEBOOK))])
    return review.find(frame, spans, schemas.empty(schemas.People), CODEBOOK)


@pytest.mark.parametrize(
    ("text", "kind", "phrase", "file"),
    [
        (
            "They met the Northern Rivers Council in May.",
            "body",
            "Northern Rivers Council",
            "organisations.yaml",
        ),
        ("The Ministry of Silly Walks came.", "body", "Ministry of Silly Walks", "institutions.yaml"),
        ("They work with the NRCX.", "acronym", "NRCX", "organisations.yaml"),
        (
            "It ratified the Convention on Inland Ferries.",
            "instrument",
            "Convention on Inland Ferries",
            "instruments.yaml",
        ),
        ("They spoke of a roadmap for ferries.", "plan", "spoke of a roadmap for ferries", "plans.yaml"),
        ("They spoke of the rights of ferrymen.", "right", "rights of ferrymen", "topics.yaml"),
    ],
)
def test_an_unknown_phrase_comes_with_its_sentence_and_the_file_it_belongs_to(
    text: str, kind: str, phrase: str, file: str
) -> None:
    found = candidates(text).filter(pl.col("kind") == kind)
    assert found.select("phrase", "sentence", "file").rows() == [(phrase, text, file)]


def test_what_the_codebook_knows_is_not_listed() -> None:
    known = "The EU and Turkmenistan met in New York on 3 May 2023; the UN, CEDAW, women's and human rights."
    assert candidates(known).is_empty()
    assert review.text(candidates(known)).startswith("The codebook knew every name")


def test_candidates_are_counted_over_texts_the_most_frequent_first() -> None:
    found = candidates("The NRCX and the ABQX.", "The NRCX again, and the NRCX.")
    assert found.select("phrase", "count", "documents").rows() == [("NRCX", 3, 2), ("ABQX", 1, 1)]


def test_the_suggested_lines_are_yaml_that_the_codebook_takes() -> None:
    [row] = candidates("They met the Northern Rivers Council.").to_dicts()
    [entry] = yaml.safe_load(row["entry"])
    assert entry["code"] == "NORTHERN_RIVERS_COUNCIL"
    assert set(entry) == {"code", "label", "definition", "cues"}


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("They met in Northern Lake on Monday.", "place", "Northern Lake"),
        ("The Annual Ferry Consultations were held.", "meeting", "Annual Ferry Consultations"),
        ("Director Whitcombe spoke of ferries.", "person", "Director Whitcombe"),
        ("The Northern Rivers Council came.", "body", "Northern Rivers Council"),
    ],
)
def test_names_stand_in_the_section_of_what_they_seem_to_name(text: str, kind: str, phrase: str) -> None:
    assert candidates(text).select("kind", "phrase").rows() == [(kind, phrase)]
