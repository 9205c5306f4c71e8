"""``known_events.yaml``: meetings known from elsewhere, listed beside the texts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import five
from dialogues import pipeline
from dialogues.base.errors import SeedError
from dialogues.corpus import known_events
from dialogues.dataset import schemas

ENTRY = """\
- kind: human_rights_dialogue
  state: TKM
  counterpart: EU
  ordinal: 13
  start_date: 2021-07-06
  source: A page
  url: https://example.org/13
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / known_events.FILE).write_text(ENTRY, encoding="utf-8")
    return tmp_path


def read(folder: Path) -> pl.DataFrame:
    known_events.refuse_unknown(folder, five.rules().names_of)
    return known_events.read(folder)


def test_a_listed_meeting_is_a_row_with_its_source_and_address(folder: Path) -> None:
    table = read(folder)
    schemas.KnownEvents.validate(table)
    assert table.select("known_event_id", "source", "url").row(0) == (
        "tkm-eu-human_rights_dialogue-2021-07-06",
        "A page",
        "https://example.org/13",
    )


def test_the_file_may_be_left_out(tmp_path: Path) -> None:
    assert read(tmp_path).is_empty()


def test_meetings_of_another_state_than_the_corpus_change_nothing(folder: Path) -> None:
    (folder / "a.txt").write_text("On 3 May 2024 Turkmenistan and the EU held a Human Rights Dialogue.")
    (folder / "sources.yaml").write_text("corpus: {state: KAZ}\n")
    assert pipeline.run(folder, five.rules())["known_events"].is_empty()
    (folder / "sources.yaml").write_text("corpus: {state: TKM}\n")
    assert pipeline.run(folder, five.rules())["known_events"].height == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("counterpart: EU", "counterpart: EUU", 3, "Unknown counterpart 'EUU'. Did you mean 'EU'?"),
        (
            "kind: human_rights_dialogue",
            "kind: human_right_dialogue",
            1,
            "Unknown kind 'human_right_dialogue'.",
        ),
        ("counterpart: EU", "counterpart: TKM", 1, "TKM cannot meet itself"),
        ("state: TKM", "state: TKN", 2, "TKN is no ISO 3166-1 alpha-3 code"),
        ("state: TKM", "state: tkm", 2, "tkm is no ISO 3166-1 alpha-3 code; write TKM"),
        ("ordinal: 13", "ordinal: true", 4, "this should be a whole number"),
        ("ordinal: 13", "ordinal: 013", 4, "013 is read as the number 11"),
        ("ordinal: 13", "ordinal: 1:30", 4, "1:30 is read as the number 90"),
        ("  source: A page\n", "", 1, "'source' is missing"),
        ("source: A page", "sourse: A page", 6, "Did you mean 'source'?"),
        ("url: https:", "url: ", 7, "url"),
        ("ordinal: 13", "ordinal: 99999999999999999999", 4, "at most 999"),
        ("ordinal: 13", "ordinal: 0", 4, "at least 1"),
        ("source: A page", "source: A page\n  place: Brussels", 7, "'place' is not known here"),
        ("source: A page", "source: A page\n  mode: video", 7, "'mode' is not known here"),
        ("  ordinal: 13\n  start_date: 2021-07-06\n", "", 1, "neither `ordinal` nor `start_date`"),
    ],
)
def test_a_slip_is_told_with_its_line(folder: Path, old: str, new: str, line: int, said: str) -> None:
    file = folder / known_events.FILE
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SeedError) as refused:
        read(folder)
    told = [str(problem) for problem in refused.value.problems]
    assert any(f"{known_events.FILE}:{line}: " in problem and said in problem for problem in told), told


def test_a_meeting_listed_twice_is_told(folder: Path) -> None:
    (folder / known_events.FILE).write_text(ENTRY + ENTRY, encoding="utf-8")
    with pytest.raises(SeedError, match="is listed twice"):
        read(folder)
