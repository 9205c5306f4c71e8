"""A reading in the author's editor: what is uncommented is said, what is wrong is kept as a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from dialogues.base.errors import DialoguesError
from dialogues.serve import editor
from dialogues.serve.book import Book
from dialogues.serve.draft import ChangedError


def editing(change: Callable[[str], str]) -> editor.Edit:
    """An editor that changes the draft so."""

    def edit(place: Path) -> None:
        place.write_text(change(place.read_text(encoding="utf-8")), encoding="utf-8")

    return edit


def uncomment(words: str) -> Callable[[str], str]:
    return lambda text: "\n".join(
        line.replace("#? ", "", 1) if words in line else line for line in text.split("\n")
    )


def draft_of(book: Book) -> Path:
    return book.project.reports / "_build" / "drafts" / "alpha.yaml"


def test_the_draft_offers_what_the_rules_found_and_shows_the_text(book: Book) -> None:
    text = editor.offered(book, "alpha", "AB")
    assert "#?   kind: {is: human_rights_dialogue, words: Human Rights Dialogue}" in text
    assert "#| The sides agreed to continue the dialogue." in text
    assert set(yaml.safe_load(editor.kept(text))) >= {"sha256", "read"}


def test_only_what_was_uncommented_is_said(book: Book) -> None:
    saved = editor.edit(book, "alpha", "AB", editing(uncomment("kind:")))
    assert saved == "analysis/readings/alpha.yaml"
    said = yaml.safe_load(book.path("alpha").read_text(encoding="utf-8"))
    assert set(said) == {"sha256", "read", "event"}
    assert said["event"] == {"kind": {"is": "human_rights_dialogue", "words": "Human Rights Dialogue"}}
    assert not draft_of(book).exists()


def test_a_draft_that_was_not_touched_saves_nothing(book: Book) -> None:
    assert editor.edit(book, "alpha", "AB", editing(str)) is None
    assert not book.path("alpha").exists()


def test_a_draft_that_is_no_reading_is_kept_and_mended(book: Book) -> None:
    wrong = editing(lambda text: text.replace("#?   place: {is: Brussels", "event: {place: {iss: Brussels"))
    with pytest.raises(DialoguesError, match=r"(?s)drafts/alpha\.yaml.*your draft is kept"):
        editor.edit(book, "alpha", "AB", wrong)
    assert not book.path("alpha").exists()
    assert "iss: Brussels" in draft_of(book).read_text(encoding="utf-8")


def test_a_kept_draft_is_saved_by_closing_the_editor_on_it(book: Book) -> None:
    """What was written before the command was ended is never taken for nothing."""
    place = draft_of(book)
    place.parent.mkdir(parents=True)
    place.write_text(uncomment("kind:")(editor.offered(book, "alpha", "AB")), encoding="utf-8")
    assert editor.edit(book, "alpha", "AB", editing(str)) == "analysis/readings/alpha.yaml"
    assert "human_rights_dialogue" in book.path("alpha").read_text(encoding="utf-8")


def test_a_draft_that_was_saved_before_the_command_was_ended_is_offered_anew(book: Book) -> None:
    drafted: list[str] = []
    keep = editing(uncomment("kind:"))

    def open_editor(place: Path) -> None:
        keep(place)
        drafted.append(place.read_text(encoding="utf-8"))

    editor.edit(book, "alpha", "AB", open_editor)
    draft_of(book).write_text(drafted[0], encoding="utf-8")
    assert editor.edit(book, "alpha", "AB", editing(str)) is None
    assert not draft_of(book).exists()
    draft_of(book).write_text(drafted[0], encoding="utf-8")
    editor.edit(book, "alpha", "AB", editing(uncomment("place:")))
    said = yaml.safe_load(book.path("alpha").read_text(encoding="utf-8"))
    assert list(said["event"]) == ["kind", "place"]


def test_words_that_are_not_in_the_text_are_told(book: Book) -> None:
    def change(text: str) -> str:
        return uncomment("place:")(text).replace("words: Brussels", "words: Paris")

    with pytest.raises(DialoguesError, match="“Paris”") as refused:
        editor.edit(book, "alpha", "AB", editing(change))
    line = draft_of(book).read_text(encoding="utf-8").splitlines()[(refused.value.problems[0].line or 0) - 1]
    assert line.strip() == "place: {is: Brussels, words: Paris}"


def test_a_reading_that_was_changed_meanwhile_is_not_overwritten(book: Book) -> None:
    def meanwhile(place: Path) -> None:
        book.path("alpha").parent.mkdir()
        book.path("alpha").write_text("note: by hand\n", encoding="utf-8")
        editing(uncomment("kind:"))(place)

    with pytest.raises(DialoguesError, match="changed on the disk") as refused:
        editor.edit(book, "alpha", "AB", meanwhile)
    assert isinstance(refused.value.__cause__, ChangedError)
    assert book.path("alpha").read_text(encoding="utf-8") == "note: by hand\n"


def test_no_reading_is_written_through_a_link(book: Book, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    book.path("alpha").parent.symlink_to(kept)
    with pytest.raises(DialoguesError, match=r"readings: This is a link, .* Put the folder itself"):
        editor.edit(book, "alpha", "AB", editing(uncomment("kind:")))
    assert not [path for path in kept.iterdir() if path.name != "lock"]
