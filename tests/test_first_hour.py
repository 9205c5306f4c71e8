"""The first hour of an author in short: from three texts to a brief, and two ways to break it.

The other ways are tried by test_cli_check, another state by test_new.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import first_hour
from first_hour import Hour


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Hour:
    """A repository after three texts, a reading, a cue, a kind and an own page, committed."""
    made = first_hour.begin(tmp_path_factory.mktemp("hour") / "project", say=lambda _: None)
    first_hour.first_hour(made.root, made)
    return made


def test_three_texts_a_reading_a_cue_a_kind_and_a_page_of_ones_own_make_a_brief(hour: Hour) -> None:
    said = dict(hour.said)
    assert (
        "Saved analysis/readings/round.yaml." in said[next(call for call in said if "read --editor" in call)]
    )
    assert "Sound: 8 texts" in said["dialogues check"]
    assert "with video" in said["dialogues render --engine builtin --to html"]
    brief = (hour.root / "reports/_draft/brief.html").read_text(encoding="utf-8")
    assert "Beekeeping" in brief
    assert "Meetings by year" in (hour.root / "reports/_draft/video.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a renamed column", "::error file=analysis/dialogues/dataset/schemas.py,line="),
        ("a typed number", "::error file=analysis/video.qmd,line="),
    ],
)
def test_what_is_broken_is_told_to_github_at_its_place(hour: Hour, what: str, said: str) -> None:
    told = first_hour.break_it(hour, what)
    assert said in told
    assert told.splitlines()[-1].endswith("found.")


def test_every_part_of_the_script_is_named_in_its_long_form() -> None:
    told = Path(first_hour.__file__).read_text(encoding="utf-8")
    assert all(f"{part}(hour" in told for part in ("preview", "releasing", "another", "break_it"))
