"""Teaching the codebook: the cue goes where its code is, and the page says what it would change."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
import yaml

from dialogues import codebook
from dialogues.base.errors import DialoguesError
from dialogues.serve import teaching
from dialogues.serve.book import Book
from dialogues.serve.draft import ChangedError
from dialogues.serve.found import Found

BLOCK = """\
# the topics
- code: one
  label: One  # first
  definition: About one.
  cues:
    - "a (b)"
    - c d # the last
  unless:
    - x
- code: two
  label: Two
  definition: >-
    About two,
    in two lines.
- code: three
  label: Three
  definition: About three.
  cues: [e,
    f, "g",
  ]
"""


@pytest.mark.parametrize(
    ("code", "line", "text"),
    [
        ("one", 8, '    - "new: cue"'),
        ("two", 16, '    - "new: cue"'),
        ("three", 19, '    f, "g", "new: cue",'),
    ],
)
def test_a_cue_is_added_to_its_code_and_nothing_else_moves(code: str, line: int, text: str) -> None:
    made, at = teaching.added(BLOCK, code, "new: cue")
    assert (at, made.splitlines()[at - 1]) == (line, text)
    before, after = yaml.safe_load(BLOCK), yaml.safe_load(made)
    entry = next(one for one in after if one["code"] == code)
    assert entry["cues"].pop() == "new: cue"
    if not entry["cues"]:
        del entry["cues"]
    assert after == before
    assert set(BLOCK.splitlines()) - set(made.splitlines()) <= {'    f, "g",'}


def test_the_page_says_what_a_cue_would_change_before_it_is_written(book: Book) -> None:
    path = book.project.codebook / "topics.yaml"
    before = path.read_bytes()
    taught = teaching.lesson(book.project, book.desk.found(), "topics/health", "clean drinking  water")
    assert taught.cue == "clean drinking water"
    (change,) = taught.changes
    assert (change["document"], change["words"], change["change"]) == (
        "alpha",
        "clean drinking water",
        "comes",
    )
    assert path.read_bytes() == before
    teaching.write(taught, taught.opened)
    assert '"clean drinking water"' in path.read_text(encoding="utf-8").splitlines()[taught.line - 1]
    assert (
        "clean drinking water"
        in next(t for t in codebook.load(path.parent).topics if t.code == "health").cues
    )


def test_facts_that_would_go_and_texts_that_would_come_into_scope_are_told(found: Found) -> None:
    facts, documents = found.tables["facts"], found.tables["documents"]
    is_eu = (pl.col("document_id") == "alpha") & (pl.col("field") == "counterpart")
    in_scope = pl.col("in_scope") | (pl.col("document_id") == "gamma")
    changed = {"facts": facts.filter(~is_eu), "documents": documents.with_columns(in_scope=in_scope)}
    told = teaching.changes(found, replace(found, tables={**found.tables, **changed}))
    assert [(one["document"], one["label"], one["change"]) for one in told] == [
        ("alpha", "Counterparts: European Union", "goes"),
        ("gamma", "In scope", "comes"),
    ]


def test_what_the_codebook_refuses_is_told_of_the_file_it_would_stand_in(book: Book) -> None:
    with pytest.raises(
        DialoguesError, match=r"^analysis/codebook/organisations\.yaml:\d+: The cue 'European Union'"
    ):
        teaching.lesson(book.project, book.desk.found(), "organisations/UNICEF", "European Union")


def test_a_codebook_that_changed_meanwhile_is_not_overwritten(book: Book) -> None:
    taught = teaching.lesson(book.project, book.desk.found(), "topics/health", "clean drinking water")
    path = book.project.codebook / "topics.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    with pytest.raises(ChangedError, match=r"topics\.yaml: The file was changed on the disk meanwhile"):
        teaching.write(taught, taught.opened)
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")


@pytest.mark.parametrize(
    ("key", "cue", "why"),
    [
        ("people/1", "water", "Only codes"),
        ("topics/health", "  ", "empty"),
        ("topics/nothing", "water", "not in the file"),
        ("topics/health", "clean (water", "bracket"),
    ],
)
def test_what_cannot_be_a_cue_is_refused(book: Book, key: str, cue: str, why: str) -> None:
    with pytest.raises(DialoguesError, match=why):
        teaching.lesson(book.project, book.desk.found(), key, cue)
