"""The list of texts: which are read, by whom, and which comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogues.serve.book import Book


@dataclass(frozen=True, slots=True)
class Listed:
    """A text and how far its reading is."""

    document_id: str
    title: str
    publisher: str | None
    published: Any
    in_scope: bool
    people: tuple[str, ...]  # who read it to the end
    programs: tuple[str, ...]
    is_begun: bool

    @property
    def is_read(self) -> bool:
        """Whether a person has read it to the end."""
        return bool(self.people)

    @property
    def told(self) -> str:
        """How far the reading is, in words."""
        if self.people:
            return f"read by {', '.join(self.people)}"
        if self.programs:
            return f"read by a program ({', '.join(self.programs)}), by no person"
        return "begun" if self.is_begun else "not read"


def listed(book: Book) -> list[Listed]:
    """All texts, in their order."""
    found = book.desk.found()
    rows = found.tables["documents"].iter_rows(named=True)
    return [_listed(book, row, found.titles[row["document_id"]]) for row in rows]


def after(all_texts: Sequence[Listed], document_id: str) -> str | None:
    """The next text that no person has read, counted on from ``document_id`` and round."""
    at = next((n for n, text in enumerate(all_texts) if text.document_id == document_id), -1)
    turned = [*all_texts[at + 1 :], *all_texts[: max(at, 0)]]
    return next((text.document_id for text in turned if not text.is_read), None)


def _listed(book: Book, row: Mapping[str, Any], title: str) -> Listed:
    document_id = str(row["document_id"])
    path = book.path(document_id)
    reading = book.shelf.of(path)
    read = () if reading is None else tuple(one for one in reading.said.read if one.complete)

    def who(kind: str) -> tuple[str, ...]:
        return tuple(one.by for one in read if one.kind == kind)

    return Listed(
        document_id,
        title,
        row["publisher"],
        row["published"],
        bool(row["in_scope"]),
        who("person"),
        who("program"),
        path.is_file(),
    )
