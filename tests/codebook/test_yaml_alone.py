"""A new kind, city, body, platform or outlet needs a line of YAML and no Python."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import spoilt
from dialogues import codebook
from dialogues.base.errors import CodebookError
from dialogues.dataset import Dataset
from texts import dataset

ADDED = {
    "kinds": """
- {code: rights_clinic, label: Rights clinic, definition: A clinic., sides: many, cues: [rights clinic(s)]}
- {code: rights_duet, label: Duet, definition: A duet., sides: two, standing: true, cues: [rights duet(s)]}
""",
    "places": "\n- {place: Bekdash, state: TKM}\n",
    "organisations": "\n- {code: LIFEBOAT, label: Boat, definition: Body., cues: [Lifeboat International]}\n",
    "publishers": r"""
- {of: credit, regex: '^Taken from (.+)$', example: Taken from Oasis Herald, publisher: Oasis Herald}
""",
    "pages": "\n- {line: credit, definition: Says where the text is from., cues: [taken from]}\n",
}
TEXTS = {
    "clinic": "On 3 June 2031 Lifeboat International held a rights clinic in Bekdash on human rights."
    "\n\nTaken from Oasis Herald\n",
    "duet": "On 5 June 2031 the second Oman-Norway rights duet on human rights was held via Kometa.\n",
    "alone": "On 6 June 2031 a rights duet on human rights was held.\n",
    "again": "The 2nd Oman-Norway rights duet was held on 6 June 2031. Human rights were discussed.\n",
}
HELD = "On 6 June 2031 the 2nd Human Rights Dialogue between Oman and Norway was held in Bergen.\n"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The texts read by a codebook with these lines added."""
    root = tmp_path_factory.mktemp("added")
    folder = spoilt.copy(root)
    for name, more in ADDED.items():
        spoilt.append(folder, name, more)
    spoilt.change(folder, "words", "VTC,", "VTC, Kometa,")
    return dataset(root / "texts", TEXTS, codebook.load(folder))


def facts(read: Dataset, name: str) -> set[tuple[str, str]]:
    found = read["facts"].filter(document_id=name).select("field", "value")
    return {(field, value) for field, value in found.iter_rows() if field not in ("end_date", "participant")}


def test_a_new_kind_body_and_city_are_read(read: Dataset) -> None:
    assert facts(read, "clinic") == {
        ("kind", "rights_clinic"),
        ("start_date", "2031-06-03"),
        ("counterpart", "LIFEBOAT"),
        ("place", "Bekdash"),
        ("mode", "in_person"),
    }


def test_a_new_kind_of_two_sides_and_a_platform_are_read(read: Dataset) -> None:
    assert facts(read, "duet") >= {
        ("kind", "rights_duet"),
        ("start_date", "2031-06-05"),
        ("ordinal", "2"),
        ("mode", "video"),
    }


def test_a_kind_of_two_sides_needs_a_party_and_one_of_many_does_not(read: Dataset) -> None:
    doubts = read["doubts"].filter(field="counterpart")["document_id"].to_list()
    assert doubts == ["alone"]


def test_a_round_of_a_standing_kind_told_a_day_apart_is_one(read: Dataset) -> None:
    events = dict(read["documents"].select("document_id", "event_id").iter_rows())
    assert events["duet"] == events["again"]
    assert events["duet"] != events["alone"]


def test_a_new_outlet_is_the_publisher(read: Dataset) -> None:
    documents = read["documents"].filter(document_id="clinic")
    assert documents["publisher"].to_list() == ["Oasis Herald"]


def test_a_codebook_without_an_entry_of_a_kind_reads_the_rest(tmp_path: Path) -> None:
    """Whatever can be written can be taken away, all at once too."""
    folder = spoilt.copy(tmp_path)
    for name in ("assertions", "languages", "places", "publishers", "readouts"):
        (folder / f"{name}.yaml").write_text("[]", encoding="utf-8")
    for name, left in (("modifiers", "modifiers"), ("speakers", "joint")):
        path = folder / f"{name}.yaml"
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump({**said, left: []}), encoding="utf-8")
    made = dataset(tmp_path / "texts", {"a": HELD}, codebook.load(folder))
    assert made["events"].height == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("ranks", "symbols: {", "symbols: {} # {", "`symbols`"),
        ("ranks", "frames: {name: 0, ", "frames: {", "`frames` lacks name"),
        ("plans", "code: other_plan", "code: another", "The code other_plan is missing"),
    ],
)
def test_what_the_reading_cannot_do_without_is_asked_for(
    tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    folder = spoilt.copy(tmp_path)
    spoilt.change(folder, name, old, new)
    with pytest.raises(CodebookError, match=problem):
        codebook.load(folder)
