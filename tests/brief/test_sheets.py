"""Fact sheets: who was named, once each, what the meeting was on, and all that was said."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from brief.notebook import plain, worded
from dialogues.brief import sheets, silence
from dialogues.brief.claims import Ledger
from small import Meeting, Text, dataset

ROUND = Meeting("round", start=date(2024, 5, 3))
TOLD = Text(
    "a",
    ROUND,
    "The EU [[statement:urged,EU,|urged it to reform]] the [[topic:prisons|prisons]].\n"
    "Turkmenistan [[statement:presented,TKM,presented|presented its plans]].\n"
    "The sides spoke of [[topic:health|health]].",
)


def people(*told: tuple[str, str]) -> pl.DataFrame:
    rows = [
        {"person_id": f"p{n}", "name": name, "role": None, "side": side}
        for n, (name, side) in enumerate(told)
    ]
    return pl.DataFrame(rows, schema_overrides={"role": pl.String})


def test_who_came_is_told_from_the_words_that_name_them() -> None:
    said = "The side was represented by the head of the Service and officials."
    assert silence._who_came(said, said.index("Service")) == "the head of the Service and officials."
    came = "The heads of the ministries attended."
    assert silence._who_came(came, came.index("ministries")) == came


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Ogulbeg Mämmedowa", "O.Mammedova"), 1),
        (("Rahmet Allanazarow", "Rahmet Allanazarov"), 1),
        (("Johan Berg", "Johan Berg"), 1),
        (("Johan Berg", "Eva Berg"), 2),
        (("Johan Berg", "Johan Bergman"), 2),
        (("Berg", "Berger"), 2),
    ],
)
def test_a_person_whom_two_texts_spell_otherwise_is_named_once(names: tuple[str, str], shown: int) -> None:
    named = silence.persons(people((names[0], "TKM"), (names[1], "TKM")))
    assert named == names[:shown]


def test_persons_of_two_sides_stay_two() -> None:
    assert len(silence.persons(people(("Johan Berg", "EU"), ("Johan Berg", "TKM")))) == 2


def test_what_commits_to_nothing_is_told_too_and_one_sides_words_are_no_subject() -> None:
    words = worded("sheets")
    told = sheets.sheets(Ledger(dataset(TOLD)), words["rows"], words["notes"], {"presented": "Presented"})
    rows = dict(line.split("|")[1:3] for line in plain(told).splitlines() if line.count("|") > 2)
    rows = {head.strip(): said.strip() for head, said in rows.items()}
    assert rows["Urged"] == "“urged it to reform”"
    assert rows["Presented"] == "“presented its plans”"
    assert rows["Subject, in the text’s words"] == "“The sides spoke of health.”"
