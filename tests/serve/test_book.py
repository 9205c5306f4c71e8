"""Changing readings: what a person said, and nothing else, stands in a whole file."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from dialogues import codebook, pipeline, recovery
from dialogues.base.errors import DialoguesError, ReadingError
from dialogues.base.project import Project
from dialogues.serve import claims, items
from dialogues.serve.book import Book, ConflictError
from dialogues.serve.found import Found
from dialogues.serve.shelf import Shelf
from dialogues.serve.values import RefusedError
from serve import project as small

NASTY = (
    "<script>alert(1)</script>",
    "a: b # no comment",
    "- 'quoted' \"twice\"",
    "{curly: [square]}",
    "yes",
    "2024-05-03",
    "0x10",
    "  led and followed by blanks  ".strip(),
    "two\nlines",
    "ünï – çødé ’ \u202e",
    "*alias &anchor !tag %percent @at `tick`",
    "x" * 5000,
)


def do(book: Book, what: str, document_id: str = "alpha", **more: Any) -> None:
    now = book.open(document_id)
    known = {"opened": now.draft.opened, "shown": now.shown, "reader": "AB"}
    book.change(document_id, {"do": what, **known, **more})


def said(book: Book, document_id: str = "alpha") -> Any:
    return yaml.safe_load(book.path(document_id).read_text(encoding="utf-8"))


def state(book: Book, key: str) -> str:
    item = book.open("alpha").sheet.item(key)
    assert item is not None
    return item.state


def test_looking_at_a_text_writes_nothing(book: Book) -> None:
    book.open("alpha")
    assert not book.path("alpha").parent.exists()


def test_a_reading_too_long_for_the_page_is_told(book: Book) -> None:
    book.path("alpha").parent.mkdir()
    book.path("alpha").write_text(f"note: {'a' * 500_000}\n", encoding="utf-8")
    with pytest.raises(DialoguesError, match=r"has 500,007 bytes; the page takes at most 500,000\."):
        book.open("alpha")


@pytest.mark.parametrize("number", ["1_0", "+3", "٣"])
def test_a_number_that_people_do_not_write_is_refused(book: Book, number: str) -> None:
    with pytest.raises(RefusedError, match="is not a whole number"):
        do(book, "set", key="event/ordinal", value=number)


def test_confirming_writes_the_value_and_its_words(book: Book) -> None:
    do(book, "confirm", key="event/kind")
    assert said(book)["event"] == {"kind": {"is": "human_rights_dialogue", "words": "Human Rights Dialogue"}}
    assert state(book, "event/kind") == "confirmed"


def test_who_read_is_said_once_and_as_a_person(book: Book) -> None:
    do(book, "confirm", key="event/kind")
    do(book, "confirm", key="event/place")
    (read,) = said(book)["read"]
    assert (read["by"], read["kind"], read["complete"]) == ("AB", "person", False)


def test_without_a_name_nothing_is_written(book: Book) -> None:
    with pytest.raises(RefusedError, match="no reader"):
        do(book, "confirm", key="event/kind", reader=" ")
    assert not book.path("alpha").exists()


def test_a_field_is_put_right_with_words_of_the_text(book: Book) -> None:
    do(book, "set", key="event/ordinal", value="7", words="sixth round")
    assert said(book)["event"]["ordinal"] == {"is": 7, "words": "sixth round"}
    item = book.open("alpha").sheet.item("event/ordinal")
    assert item is not None
    assert (item.state, item.was) == ("changed", "6")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"do": "set", "key": "event/ordinal", "value": "7", "words": "seventh"}, "do not stand in the text"),
        ({"do": "set", "key": "event/ordinal", "value": "seven", "words": "sixth"}, "no.* a whole number"),
        ({"do": "set", "key": "event/start", "value": "3 May", "words": "3 May"}, "not a day"),
        ({"do": "set", "key": "event/kind", "value": "picnic", "words": "round"}, "no code 'picnic'"),
        ({"do": "set", "key": "event/mode", "value": "by pigeon", "words": "round"}, "not one of those"),
        ({"do": "set", "key": "event/ordinal", "value": "7"}, "Nothing shows this"),
        ({"do": "empty", "key": "event/ordinal"}, "for a reason"),
        ({"do": "remove", "key": "topics/judicial_reform"}, "for a reason"),
        ({"do": "code", "facet": "topic", "code": "unknown", "words": "water"}, "no code"),
        ({"do": "code", "facet": "topic", "code": "health", "words": ""}, "No words"),
        ({"do": "confirm", "key": "event/nothing"}, "no longer there"),
        ({"do": "fly"}, "unknown"),
        ({"do": "entry", "section": "people", "facts": {"name": ""}, "words": "Anna"}, "Name is empty"),
        ({"do": "set", "key": "event/place", "value": "x" * 30_000, "words": "round"}, "longer than"),
        ({"do": "set", "key": "event/counterparts", "value": "<script>", "why": "w"}, "than a list of codes"),
        (
            {"do": "set", "key": "event/place", "value": {"is": "Oslo"}, "why": "w"},
            "something else than words",
        ),
        ({"do": "set", "key": "event/place", "value": True, "why": "w"}, "something else than words"),
        ({"do": "set", "key": "event/place", "value": "Oslo", "why": ["w"]}, "something else than words"),
        ({"do": "set", "key": "event/scope", "value": "false", "why": "w"}, "something else than yes or no"),
        ({"do": "link", "text": "beta", "same": "no"}, "something else than yes or no"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(
    book: Book, asked: dict[str, Any], why: str
) -> None:
    with pytest.raises(RefusedError, match=why):
        do(book, asked.pop("do"), **asked)
    assert not book.path("alpha").exists()


def test_a_field_is_emptied_with_a_reason(book: Book) -> None:
    do(book, "empty", key="event/place", why="held elsewhere")
    assert said(book)["event"]["place"] == {"is": None, "why": "held elsewhere"}
    assert state(book, "event/place") == "emptied"


def test_words_get_a_code_and_lose_it(book: Book) -> None:
    do(book, "code", facet="topic", code="health", words="clean drinking\nwater")
    assert said(book)["topics"]["add"] == [{"code": "health", "words": "clean drinking water"}]
    assert state(book, "topics/health") == "added"
    do(book, "remove", key="topics/health")
    assert "topics" not in said(book)


def test_a_code_of_the_rules_is_removed_with_a_reason_and_comes_back(book: Book) -> None:
    do(book, "remove", key="topics/judicial_reform", why="only a name")
    (entry,) = said(book)["topics"]["remove"]
    assert entry == {"code": "judicial_reform", "why": "only a name"}
    assert state(book, "topics/judicial_reform") == "removed"
    do(book, "take_back", key="topics/judicial_reform")
    assert "topics" not in said(book)


def test_a_person_is_added_changed_and_removed(book: Book) -> None:
    facts = {"name": "Anna Examplova", "role": "Deputy Minister", "side": "TKM", "presence": "took_part"}
    do(book, "entry", section="people", facts={**facts, "head": True}, words="Anna Examplova")
    (entry,) = said(book)["people"]["add"]
    assert entry == {**facts, "head": True, "words": "Anna Examplova"}


def test_a_text_without_a_meeting_has_a_reason_and_no_fields(book: Book) -> None:
    do(book, "confirm", key="event/kind")
    do(book, "set", key="event/scope", value=False, why="an announcement")
    assert said(book)["scope"] == {"is": False, "why": "an announcement"}
    assert "event" not in said(book)
    assert [item.name for item in book.open("alpha").sheet.items if item.section == "event"] == ["scope"]


def test_texts_are_linked_and_parted(book: Book) -> None:
    do(book, "link", text="beta", same=False)
    assert said(book)["event"]["not_same_event_as"] == ["beta"]
    do(book, "link", text="beta", same=True)
    assert said(book)["event"] == {"same_event_as": ["beta"]}


def test_complete_confirms_all_that_is_left(book: Book) -> None:
    do(book, "complete", complete=True)
    assert book.open("alpha").sheet.undecided == []
    assert said(book)["read"][0]["complete"] is True
    assert said(book)["instruments"] == {"add": []}
    assert book.open("alpha").problems == ()


def test_confirming_all_of_a_text_without_a_day_corrects_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The meeting has a day, by the page's own or another text's; this text has nothing it rests on."""
    said_so = (
        "Turkmenistan and the EU held a human rights dialogue in Ashgabat.\n\nThey spoke of education.\n"
    )
    (tmp_path / "alpha.txt").write_text(said_so, encoding="utf-8")
    project = small.copied(tmp_path / "project", [tmp_path / "alpha.txt"])
    digest = hashlib.sha256(said_so.encode()).hexdigest()
    entry = f"{{file: alpha.txt, sha256: {digest}, publisher: nCa, published: 2024-05-03}}"
    register = f"corpus: {{title: T, state: TKM}}\nsources: [{entry}]\n"
    (project.seeds / "sources.yaml").write_text(register, encoding="utf-8")
    monkeypatch.chdir(project.root)
    book = small.book(project)
    do(book, "complete", complete=True)
    assert "date_basis" not in said(book)["event"]
    found = pipeline.run(project.seeds, codebook.load(project.codebook), project.readings)
    assert found["events"]["date_basis"].to_list() == ["published"]
    assert found["corrections"].to_dicts() == []


def test_undo_gives_back_the_bytes_before_down_to_no_file(book: Book) -> None:
    do(book, "confirm", key="event/kind")
    first = book.path("alpha").read_bytes()
    do(book, "confirm", key="event/place")
    do(book, "undo")
    assert book.path("alpha").read_bytes() == first
    do(book, "undo")
    assert not book.path("alpha").exists()
    with pytest.raises(RefusedError, match="nothing to take back"):
        do(book, "undo")


def test_comments_and_what_others_wrote_stay(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text(
        "# read twice\nsha256: abc  # of the file\n"
        "read: [{by: CD, kind: program, on: 2026-01-01, complete: true}]\n"
        "event:\n  mode: null\n  # as the text has it\n"
        "  place: {is: Brussels, words: in Brussels}  # not Ashgabat\n",
        encoding="utf-8",
    )
    do(book, "confirm", key="event/kind")
    text = path.read_text(encoding="utf-8")
    for comment in ("# read twice", "# of the file", "# as the text has it", "# not Ashgabat"):
        assert comment in text
    assert [entry["by"] for entry in said(book)["read"]] == ["CD", "AB"]
    assert "\n  mode: null\n" in text
    assert list(said(book)["event"]) == ["kind", "mode", "place"]


@pytest.mark.parametrize("typed", NASTY)
def test_what_is_typed_comes_back_as_typed(book: Book, typed: str) -> None:
    do(book, "set", key="event/place", value="Brussels", why=typed)
    assert said(book)["event"]["place"]["why"] == typed
    item = book.open("alpha").sheet.item("event/place")
    assert item is not None
    assert item.why == typed


def test_a_second_tab_overwrites_nothing_and_sees_both(book: Book) -> None:
    do(book, "confirm", key="event/kind")
    opened = book.open("alpha").draft.opened
    do(book, "confirm", key="event/place")
    with pytest.raises(ConflictError) as conflict:
        do(book, "confirm", key="event/start", opened=opened)
    assert "place:" in conflict.value.theirs
    assert "place:" not in conflict.value.mine
    assert "start:" in conflict.value.mine
    assert "start" not in said(book)["event"]


def changed(found: Found, document_id: str, table: str, **columns: object) -> Found:
    """What the rules say where ``columns`` of a table are others for a text."""
    is_its = pl.col("document_id") == document_id
    new = [pl.when(is_its).then(pl.lit(value)).otherwise(name).alias(name) for name, value in columns.items()]
    return replace(found, tables={**found.tables, table: found.tables[table].with_columns(new)})


@pytest.mark.parametrize("what", ["confirm_all", "complete", "confirm", "adopt"])
@pytest.mark.parametrize(
    ("table", "columns", "told"),
    [
        (
            "documents",
            {"sha256": "0" * 64},
            r"^The text changed since the page was opened\. Nothing was saved",
        ),
        (
            "documents",
            {"published": date(2030, 1, 2)},
            r"^What is found in the text changed since the page was opened: "
            r"Published \(.*, now 2 January 2030\)\. Nothing was saved: copy what .*, reload",
        ),
        ("mentions", {"start": 1}, "^What is found in the text changed since the page was opened: "),
    ],
)
def test_what_was_decided_on_a_page_that_shows_something_else_is_refused(
    book: Book, monkeypatch: pytest.MonkeyPatch, what: str, table: str, columns: dict[str, Any], told: str
) -> None:
    """A person said it of what the page showed, not of what stands there now."""
    shown, other = book.open("alpha").shown, changed(book.desk.found(), "alpha", table, **columns)
    monkeypatch.setattr(book.desk, "found", lambda: other)
    with pytest.raises(RefusedError, match=told):
        do(book, what, key="document/published", complete=True, shown=shown)
    with pytest.raises(RefusedError, match="does not say what it shows"):
        do(book, what, key="document/published", complete=True, shown=None)
    assert not book.path("alpha").exists()


def test_two_saves_of_one_page_are_taken_and_so_is_one_when_another_text_changed(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = book.open("alpha").shown
    do(book, "confirm", key="event/kind", shown=shown)
    other = changed(book.desk.found(), "beta", "documents", published=date(2030, 1, 2))
    monkeypatch.setattr(book.desk, "found", lambda: other)
    do(book, "confirm", key="event/start", shown=shown)
    assert {"kind", "start"} <= set(said(book)["event"])


def test_a_file_that_came_up_meanwhile_is_not_overwritten(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text("note: by hand\n", encoding="utf-8")
    with pytest.raises(ConflictError):
        do(book, "confirm", key="event/kind", opened=None)
    assert path.read_text(encoding="utf-8") == "note: by hand\n"


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_save_that_is_cut_off_leaves_nothing_half_written(
    book: Book, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    do(book, "confirm", key="event/kind")
    before = book.path("alpha").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"{'os' if fails == 'fsync' else 'pathlib.Path'}.{fails}", full)
    with pytest.raises(DialoguesError, match=r"alpha\.yaml: Nothing was saved: No space left on device"):
        do(book, "confirm", key="event/place")
    monkeypatch.undo()
    assert book.path("alpha").read_bytes() == before
    assert [path.name for path in book.path("alpha").parent.iterdir()] == ["alpha.yaml"]


def test_a_reading_that_is_no_yaml_is_told_with_its_line(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text("sha256: x\nevent: [\n", encoding="utf-8")
    with pytest.raises(DialoguesError, match=r"alpha\.yaml:\d: The reading cannot be read"):
        book.open("alpha")


@pytest.mark.parametrize(
    "part", ["event: [1]", "topics: x", "plans: {add: [1]}", "event: {same_event_as: 1}", "people: true"]
)
def test_a_part_of_another_kind_is_told_with_its_line(book: Book, part: str) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text(f"sha256: {'0' * 64}\n{part}\n", encoding="utf-8")
    with pytest.raises(ReadingError, match=r"alpha\.yaml:2: "):
        book.open("alpha")


def test_a_conflict_of_git_in_a_reading_is_told(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text("note: A\n<<<<<<< HEAD\nsplit: dev\n=======\nsplit: check\n>>>>>>> b\n", encoding="utf-8")
    with pytest.raises(DialoguesError, match=r"alpha\.yaml:2: A conflict of git's stands here\. Keep one"):
        book.open("alpha")


def test_comments_of_a_reading_that_says_nothing_yet_stay(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text("# To be read by Anna.\n# Ask about the day.\n", encoding="utf-8")
    do(book, "confirm", key="event/kind")
    assert path.read_text(encoding="utf-8").startswith("# To be read by Anna.\n# Ask about the day.\n")


def test_one_mention_is_removed_and_comes_back(book: Book) -> None:
    do(book, "code", facet="topic", code="judicial_reform", words="clean drinking water")
    (span, _) = item(book, "topics/judicial_reform").spans
    do(book, "remove", key="topics/judicial_reform", mention=span.start, why="of another meeting")
    (gone,) = [one for one in book.open("alpha").sheet.items if one.is_mention]
    assert (gone.value, gone.why, gone.spans) == ("judicial_reform", "of another meeting", (span,))
    assert [one.words for one in item(book, "topics/judicial_reform").spans] == ["clean drinking water"]
    do(book, "take_back", key=gone.key)
    assert said(book)["topics"] == {"add": [{"code": "judicial_reform", "words": "clean drinking water"}]}


def test_words_are_chosen_that_tell_a_mention_from_all_others() -> None:
    text = "rights of women, rights of men: the rights that all have."
    spans = [items.Span(n, n + 6, text[n : n + 6]) for n in (0, 17, 36)]
    told = [items.telling(text, span, [one for one in spans if one is not span]) for span in spans]
    assert told == ["rights of women,", "women, rights", "the rights"]
    assert items.telling("of of of", items.Span(3, 5, "of"), [items.Span(0, 2, "of")]) is None


def test_what_the_loader_would_refuse_is_not_saved(book: Book) -> None:
    with pytest.raises(DialoguesError, match=r"alpha\.yaml:\d+: The rules did not find place: Elsewhere"):
        do(book, "set", key="event/place", value="Elsewhere", why="as everybody knows")
    assert not book.path("alpha").exists()


def test_what_was_wrong_before_is_shown_and_keeps_nobody_from_saving(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    sha256 = book.desk.found().document("alpha")["sha256"]
    path.write_text(
        f"sha256: {sha256}\nread: [{{by: CD, kind: program}}]\ntopics: {{add: [{{code: helth}}]}}\n",
        encoding="utf-8",
    )
    (told,) = book.open("alpha").problems
    assert (told.line, told.problem) == (3, "The code 'helth' is none of the topics.")
    do(book, "confirm", key="event/kind")
    assert "event" in said(book)
    assert [one.problem for one in book.open("alpha").problems] == [told.problem]


def test_a_reading_of_another_text_is_taken_over_when_a_person_says_so(book: Book) -> None:
    path = book.path("alpha")
    path.parent.mkdir()
    path.write_text(f"sha256: {'a' * 64}\nread: [{{by: CD, kind: program}}]\n", encoding="utf-8")
    (told,) = book.open("alpha").problems
    assert "another than the one that was read" in told.problem
    do(book, "adopt")
    assert book.open("alpha").problems == ()
    assert said(book)["sha256"] == book.desk.found().document("alpha")["sha256"]


def test_two_readings_that_contradict_each_other_are_told_on_the_page(book: Book) -> None:
    do(book, "link", text="beta", same=True)
    with pytest.raises(DialoguesError, match="alpha tells of another meeting here"):
        do(book, "link", "beta", text="alpha", same=False)


def item(book: Book, key: str) -> items.Item:
    found = book.open("alpha").sheet.item(key)
    assert found is not None
    return found


def test_whoever_is_killed_while_saving_leaves_the_file_as_it_was(book: Book) -> None:
    do(book, "confirm", key="event/kind")
    path = book.path("alpha")
    before = path.read_bytes()
    killed = (
        "import os, signal, sys; from pathlib import Path; from dialogues.serve import draft; "
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL); path = Path(sys.argv[1]); "
        "draft.write(path, b'half', draft.digest(draft.read(path)))"
    )
    done = subprocess.run([sys.executable, "-c", killed, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    (left,) = path.parent.glob(".*.part")
    os.utime(left, (0, 0))
    recovery.put_right(book.project)
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.parametrize(
    ("key", "rule", "file", "words"),
    [
        ("event/kind", "frame ", "frames", "frame: "),
        ("topics/judicial_reform", "cue ", "topics", "judicial"),
    ],
)
def test_a_finding_names_its_rule_with_the_line_that_holds_it(
    book: Book, key: str, rule: str, file: str, words: str
) -> None:
    told = str(item(book, key).rule)
    assert told.startswith(rule)
    path, _, line = told.split(" · ")[1].rpartition(":")
    assert path.endswith(f"codebook/{file}.yaml")
    assert (
        words
        in (book.project.codebook / f"{file}.yaml").read_text(encoding="utf-8").splitlines()[int(line) - 1]
    )


def test_a_reading_is_read_anew_when_its_file_changed(tmp_path: Path) -> None:
    path, shelf = tmp_path / "a.yaml", Shelf()
    assert shelf.of(path) is None
    head = f"sha256: {'a' * 64}\n"
    path.write_text(head + "read: [{by: AB, kind: person}]\n", encoding="utf-8")
    first = shelf.of(path)
    assert first is not None
    assert shelf.of(path) is first
    path.write_text(head + "read: [{by: ABC, kind: person}]\n", encoding="utf-8")
    assert [one.said.signed for one in shelf.all(tmp_path)] == ["ABC"]
    path.write_text("no reading", encoding="utf-8")
    assert shelf.all(tmp_path) == []


def test_a_place_that_no_frame_gave_names_the_entry_of_its_city(book: Book) -> None:
    told = str(book.desk.found().cues.of_fact("place", "Brussels", "Brussels"))
    assert told.startswith("city Brussels · ")
    lines = (book.project.codebook / "places.yaml").read_text(encoding="utf-8").splitlines()
    assert "place: Brussels" in lines[int(told.rpartition(":")[2]) - 1]


@pytest.mark.parametrize("name", [typed for typed in NASTY if len(typed) < 200])
def test_a_reader_is_called_as_typed(book: Book, name: str) -> None:
    do(book, "confirm", key="event/kind", reader=name)
    do(book, "complete", complete=True, reader=name)
    (read,) = said(book)["read"]
    assert (read["by"], read["complete"]) == (name, True)
    assert book.open("alpha").problems == ()


@pytest.mark.parametrize("damaged", ["", "claim_id\nplace\n", "\0"])
def test_a_damaged_list_of_claims_stops_no_page(tmp_path: Path, damaged: str) -> None:
    """As a full disk or a folder in a cloud leaves it."""
    data = Project(tmp_path).draft / "data"
    data.mkdir(parents=True)
    (data / "claims.csv").write_text(damaged, encoding="utf-8")
    assert claims.by_sentence(Project(tmp_path)) == {}


ROUND = (
    "On 2 March 2023 the {} round of the human rights dialogue between Turkmenistan and the European Union "
)


@pytest.mark.parametrize(("number", "said"), [("14th", None), ("15th", 14)])
def test_a_meeting_that_a_number_alone_keeps_apart_is_in_doubt_until_a_reader_decides(
    tmp_path: Path, number: str, said: int | None
) -> None:
    """Whether the number is a rule's or this reading's."""
    for name, of in (("a", number), ("b", "15th")):
        text = f"{ROUND.format(of)}was held in Ashgabat.\nThey met {name} in room 14.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    book = small.book(small.copied(tmp_path / "project", tmp_path.glob("*.txt")))
    if said is not None:
        do(book, "set", "a", key="event/ordinal", value=str(said), words="14")
    item = book.open("a").sheet.item("links/b")
    assert item is not None
    assert (item.state, item.rule) == ("doubt", "kept apart by the round: 14 here, 15 there")
    with pytest.raises(RefusedError, match="Still in doubt: "):
        do(book, "complete", "a", complete=True)
    do(book, "link", "a", text="b", same=False)
    do(book, "complete", "a", complete=True)
    event = yaml.safe_load(book.path("a").read_text(encoding="utf-8"))["event"]
    assert (event["not_same_event_as"], "same_event_as" in event) == (["b"], False)
