"""What waits for the author: unread texts, dates that contradict one another, unknown phrases."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from dialogues import pipeline
from dialogues.base.errors import ReadingError
from dialogues.brief import summaries
from dialogues.codebook import Codebook
from dialogues.corpus import seeds
from dialogues.readings import worklist

TEXT = (
    "3 March 2024\n\nOn 5 May 2024 the Ministry of Foreign Affairs of Turkmenistan and the European Union "
    "held the human rights dialogue in Ashgabat. They met the Northern Rivers Council.\n"
)
CAPITALS = "THE NORTHERN LAKES COUNCIL OF RIVERS\n\nThe Northern Rivers Council met on 5 May 2024.\n"
SOURCES = "sources:\n- {file: a.txt, sha256: %s, published: 2024-03-04}\n"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, rules: Codebook) -> worklist.Worklist:
    tmp_path = tmp_path_factory.mktemp("texts")
    for name, text in (("a", TEXT), ("b", CAPITALS)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sha256 = seeds.read(tmp_path).texts["sha256"][0]
    (tmp_path / "sources.yaml").write_text(SOURCES % sha256, encoding="utf-8")
    tables = pipeline.run(tmp_path, rules)
    return worklist.find(tables, seeds.read(tmp_path).texts, rules, frozenset({"x"}))


def test_the_list_names_unread_texts_and_dates_that_cannot_both_be_right(found: worklist.Worklist) -> None:
    assert found.unread == [("a.txt", ""), ("b.txt", "")]
    assert ("a.txt", "Its own head has the day 2024-03-03; sources.yaml has 2024-03-04.") in found.dates
    assert "b.txt" in dict(found.out_of_scope)
    told = worklist.text(found)
    assert told.startswith("Texts that no person has read: 2\n  a.txt\n  b.txt\n")
    unread = json.loads(worklist.as_json(found))["unread"]
    assert unread == [{"path": f"{name}.txt", "by_program": False} for name in "ab"]


def test_no_value_begins_a_line_of_the_list(found: worklist.Worklist) -> None:
    forged = replace(found, dates=[("a.txt", "known_events.yaml has x\n::error::y (z)")])
    assert "  a.txt: known_events.yaml has x\\n::error::y (z)" in worklist.text(forged).splitlines()


def test_what_a_program_read_is_listed_until_a_person_reads_it(tmp_path: Path, rules: Codebook) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "readings").mkdir()
    for name in "ab":
        (tmp_path / "seeds" / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    texts = seeds.read(tmp_path / "seeds").texts
    for name, kind, sha256 in zip("ab", ("program", "person"), texts["sha256"], strict=True):
        reading = f"sha256: {sha256}\nread: [{{by: it, kind: {kind}, complete: true}}]\nscope: true\n"
        (tmp_path / "readings" / f"{name}.yaml").write_text(reading, encoding="utf-8")
    tables = pipeline.run(tmp_path / "seeds", rules, tmp_path / "readings")
    found = worklist.find(tables, texts, rules, frozenset())
    assert found.unread == [("a.txt", "read by a program (it)")]


def test_a_text_published_before_its_meeting_is_told_when_it_is_added(
    tmp_path: Path, rules: Codebook
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (told,) = worklist.of_one(tmp_path, "a.txt", rules)
    assert told == "It was published on 2024-03-03, before the meeting of 2024-05-05 it tells of."


def test_a_day_that_is_not_the_one_known_of_the_round_is_a_doubt(tmp_path: Path, rules: Codebook) -> None:
    text = TEXT.replace("the human", "the 16th human").replace("3 March", "6 May")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    known = (
        "{kind: human_rights_dialogue, state: TKM, counterpart: EU, ordinal: %d, start_date: %s, source: S}"
    )
    lines = [known % (16, "2024-06-07"), known % (15, "2024-05-05")]
    (tmp_path / "known_events.yaml").write_text("\n".join(f"- {one}" for one in lines), encoding="utf-8")
    tables = pipeline.run(tmp_path, rules)
    found = worklist.find(tables, seeds.read(tmp_path).texts, rules, frozenset())
    assert ("a.txt", "start_date: 2024-05-05|2024-06-07") in found.doubts
    assert ("a.txt", "Its meeting is dated 2024-05-05; known_events.yaml has 2024-06-07 (S).") in found.dates


ROUND = (
    "On 2 March 2023 the {} round of the human rights dialogue between Turkmenistan and the European Union "
    "was held in Ashgabat.\n"
)
READ = "sha256: {}\nread: [{{by: AB, kind: person}}]\nevent: {{{}}}\n"


@pytest.mark.parametrize("number", ["14th", "15th"])
@pytest.mark.parametrize(
    ("said", "is_open"),
    [
        ('ordinal: {is: 14, words: "14"}', True),
        ('ordinal: {is: 14, words: "14"}, not_same_event_as: [b]', False),
        ('ordinal: {is: 14, words: "14"}, same_event_as: [b]', False),
    ],
)
def test_two_meetings_of_a_day_that_a_number_alone_keeps_apart_are_told_until_a_reader_decides(
    tmp_path: Path, rules: Codebook, number: str, said: str, *, is_open: bool
) -> None:
    """Whether the number is a rule's or a reader's, the brief would list one meeting twice."""
    place, readings = tmp_path / "seeds", tmp_path / "readings"
    place.mkdir()
    readings.mkdir()
    for name, of in (("a", number), ("b", "15th")):
        (place / f"{name}.txt").write_text(
            ROUND.format(of) + f"They met {name} in room 14.\n", encoding="utf-8"
        )
    texts = seeds.read(place).texts
    (readings / "a.yaml").write_text(READ.format(texts["sha256"][0], said), encoding="utf-8")
    tables = pipeline.run(place, rules, readings)
    assert tables["doubts"].filter(field="event_id")["document_id"].to_list() == ["a", "b"] * is_open
    told = "Its meeting and that of {} are of one kind, day and place; the round is {} here and {} there."
    assert worklist.side_by_side(tables) == [
        ("a.txt", told.format("b.txt", 14, 15)),
        ("b.txt", told.format("a.txt", 15, 14)),
    ] * is_open  # fmt: skip
    waiting = worklist.find(tables, texts, rules, frozenset())
    assert ("a.txt", f"{told.format('b.txt', 14, 15)} {worklist.ONE_OR_TWO}") in waiting.dates or not is_open
    assert not waiting.doubts


def test_phrases_are_one_line_each_and_none_is_of_a_line_in_capitals(found: worklist.Worklist) -> None:
    assert "  Northern Rivers Council (2 texts; organisations.yaml)" in worklist.text(found).splitlines()
    assert not found.phrases.filter(pl.col("phrase").str.contains("LAKES")).height
    assert "- code: NORTHERN_RIVERS_COUNCIL" in worklist.text(found, as_yaml=True)


def test_what_was_dismissed_stays_dismissed_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "dismissed.yaml"
    assert worklist.dismissals(path) == frozenset()
    path.write_text("- {phrase: Northern Rivers Council, why: a firm}\n", encoding="utf-8")
    assert worklist.dismissals(path) == {"northern rivers council"}
    path.write_text("- {phrase: Northern Rivers Council}\n", encoding="utf-8")
    with pytest.raises(ReadingError, match="The key 'why' is missing"):
        worklist.dismissals(path)


def test_a_number_that_another_report_of_the_meeting_gives_otherwise_is_told(
    tmp_path: Path, rules: Codebook
) -> None:
    """The brief says one of them, and only the texts that give it are its evidence."""
    report = (
        "On 5 May 2024 the {} human rights dialogue between Turkmenistan and the European Union was held in "
        "Ashgabat. The sides discussed {}.\n"
    )
    readings = tmp_path / "readings"
    for folder in (readings, tmp_path / "seeds"):
        folder.mkdir()
    for name, said in {
        "a": ("fifteenth", "prisons"),
        "b": ("fifteenth", "torture"),
        "c": ("14th", "media"),
    }.items():
        (tmp_path / "seeds" / f"{name}.txt").write_text(report.format(*said), encoding="utf-8")
    held = seeds.read(tmp_path / "seeds").texts
    sha256 = dict(held.select("document_id", "sha256").iter_rows())["c"]
    same = f"sha256: {sha256}\nread: [{{by: A. Reader, kind: person, 'on': 2024-06-01}}]\n"
    (readings / "c.yaml").write_text(f"{same}event: {{same_event_as: [a, b]}}\n", encoding="utf-8")
    tables = pipeline.run(tmp_path / "seeds", rules, readings)
    told = worklist.find(tables, held, rules, frozenset()).dates
    assert told == [("c.txt", "It gives the number 14; what else tells of its meeting gives 15.")]
    event = tables["events"].row(0, named=True)
    assert summaries.stated(tables, event, "ordinal")["document_id"].to_list() == ["a", "b"]
