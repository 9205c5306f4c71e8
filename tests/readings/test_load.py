"""A reading that does not fit its text or the codebook is refused: file, line, problem and remedy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from dialogues.base.errors import ReadingError
from dialogues.codebook import Codebook
from dialogues.corpus import seeds
from dialogues.readings import load, words
from readings.conftest import TEXTS


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of readings, which is where we are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def codes(rules: Codebook) -> pl.DataFrame:
    """Give the table of codes."""
    return rules.codes()


def write(folder: Path, name: str, body: str = "", *, of: str = "") -> None:
    """Write a reading of a text whose first lines are right."""
    sha256 = hashlib.sha256(TEXTS.get(of or name, "").encode()).hexdigest()
    head = f"sha256: {sha256}\nread: [{{by: AB, kind: person, on: 2026-11-26}}]\n"
    (folder / f"{name}.yaml").write_text(head + body, encoding="utf-8")


def refusals(folder: Path, given: seeds.Seeds, codes: pl.DataFrame) -> list[str]:
    """What is wrong with the readings in a folder."""
    with pytest.raises(ReadingError) as refusal:
        load.load(folder, given.texts, codes)
    return [str(problem) for problem in refusal.value.problems]


def test_a_folder_that_is_not_there_holds_no_reading(
    tmp_path: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    assert load.load(tmp_path / "none", given.texts, codes) == ()


def test_a_sound_reading_is_loaded_with_its_readers(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "event: {kind: human_rights_dialogue, place: null}\ntopics: {add: [rule_of_law]}\n")
    (place / "README.md").write_text("About readings.", encoding="utf-8")
    (reading,) = load.load(place, given.texts, codes)
    assert (reading.document_id, reading.said.signed, str(reading.said.read_on)) == ("a", "AB", "2026-11-26")
    assert reading.said.event is not None
    assert reading.said.event.place is not None
    assert reading.said.event.place.value is None
    assert reading.said.event.mode is None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("topic: {}\n", "3: The key 'topic' is not known here. Did you mean 'topics'?"),
        ("event:\n  kinds: other\n", "4: The key 'kinds' is not known here. Did you mean 'kind'?"),
        ("topics: {remove: [{code: youth}]}\n", "3: What is removed wants a `why`. Say why"),
        ("event: {start: 2025-06-18, end: 2025-06-17}\n", "3: `event`: the event's last day comes before"),
        ("scope: false\nevent: {kind: round_table}\n", "4: A text out of scope has no `event`."),
        (
            "topics:\n  add:\n  - {code: rule_of_laws}\n",
            "5: The code 'rule_of_laws' is none of the topics. Did you mean 'rule_of_law'?",
        ),
        ("event:\n  counterparts: [UE]\n", "4: The code 'UE' is none of the states and organisations."),
        (
            "topics:\n  add:\n  - {code: youth, words: the young}\n",
            "5: The text does not have these words: “the young”. Copy them from the text, letter by letter.",
        ),
        ("people:\n  add:\n  - {name: A. Nobody}\n", "5: The text does not have the name “A. Nobody”."),
        (
            "event:\n  same_event_as: [z]\n",
            "4: There is no text named z. Name a text by its file's name without .txt.",
        ),
        ("event:\n  same_event_as: [a]\n", "4: A text is named beside itself. Name the other text."),
        (
            "topics:\n  add: [youth]\n  remove: [{code: youth, why: none}]\n",
            "5: The code 'youth' is added and removed by the same words. Keep one of the two.",
        ),
    ],
)
def test_what_is_wrong_in_a_reading_is_told_with_its_line(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame, body: str, problem: str
) -> None:
    write(place, "a", body)
    (told,) = refusals(place, given, codes)
    assert told.startswith(f"a.yaml:{problem}")


def test_everything_wrong_in_a_file_is_told_at_once_whatever_its_kind(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    body = (
        "topic: {}\ntopics:\n  add:\n  - {code: yuth, words: the young, word: x}\n  remove: [{code: youth}]\n"
    )
    write(place, "a", body)
    (place / "b.yaml").write_text("sha256: [\n", encoding="utf-8")
    assert [told[:38] for told in refusals(place, given, codes)] == [
        "a.yaml:3: The key 'topic' is not known",
        "a.yaml:6: The key 'word' is not known ",
        "a.yaml:6: The text does not have these",
        "a.yaml:6: The code 'yuth' is none of t",
        "a.yaml:7: What is removed wants a `why",
        "b.yaml:2: This is not valid YAML: did ",
    ]


def test_an_unknown_kind_of_reader_is_told_once(place: Path, given: seeds.Seeds, codes: pl.DataFrame) -> None:
    write(place, "a")
    path = place / "a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("person", "robot"), encoding="utf-8")
    (told,) = refusals(place, given, codes)
    assert "`kind` of the first of `read`: this should be 'person' or 'program' (found: 'robot')" in told


def test_a_reading_of_another_text_or_of_none_is_refused(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", of="b")
    write(place, "z", of="a")
    (place / "b.yml").write_text("", encoding="utf-8")
    texts = [given.texts.filter(pl.col("document_id") == "a")["sha256"].item()]
    assert refusals(place, given, codes) == [
        "a.yaml:1: The text a is another than the one that was read. Read it again, then write sha256: "
        f"{texts[0]}.",
        "b.yml: This is no reading: readings are files named <document_id>.yaml. Rename the file, or take it "
        "out.",
        "z.yaml:1: There is no text named z. Bring the text back, or take the reading out.",
    ]


def test_readings_that_contradict_each_other_are_refused(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "event:\n  same_event_as: [b, d]\n")
    write(place, "b", "event:\n  not_same_event_as: [a]\n")
    write(place, "d", "scope: false\n")
    assert refusals(place, given, codes) == [
        "a.yaml:4: d tells of the same meeting here, and of none in d.yaml. Put one of the two right.",
        "b.yaml:4: a tells of another meeting here; other lines say that it is the same. Put one of them "
        "right.",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the 2021–2025 plan", "the 2021-2025 plan"),
        ("the\n  plan", "the plan"),
        ("children’s rights", "children's rights"),
        ("“Turkmenistan – EU” was", '"Turkmenistan - EU" was'),
        ("the “plan”", "the “plan”"),
        ("of international law", "of inter- national law"),
        ("of inter-\nnational law", "of inter- national law"),
    ],
)
def test_words_are_found_whatever_the_form_of_their_signs(text: str, wanted: str) -> None:
    assert words.places(f"In {text}.", wanted) == [(3, 3 + len(text))]
