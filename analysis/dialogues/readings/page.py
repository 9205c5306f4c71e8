"""One text that was read, beside its reading: where words stand, and what the reading changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dialogues.base.errors import Problem
from dialogues.readings import model, words
from dialogues.readings.load import Place, Reading

Row = dict[str, Any]
CONFIRMED = {"basis": "confirmed"}
BY_READING = {"basis": "reading"}
NOT_LISTED = "It is not in the complete reading."
ROLES = ("body", "header", "related", "credit")  # where words are looked for first


class Span(NamedTuple):
    """Words of a text, inside one of its sentences."""

    sentence_id: str
    start: int
    end: int
    quote: str

    def meets(self, row: Mapping[str, Any]) -> bool:
        """Whether a row's span and this one have a character in common."""
        return bool(self.start < row["end"] and row["start"] < self.end)


@dataclass(frozen=True, slots=True)
class Page:
    """A reading beside its text and sentences; it collects what changes, and what cannot be done."""

    reading: Reading
    text: str
    sentences: Sequence[Row]
    corrections: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def document_id(self) -> str:
        """The document's name."""
        return self.reading.document_id

    @property
    def said(self) -> model.Reading:
        """What the reading says."""
        return self.reading.said

    def span(self, each: Iterable[str]) -> Span | None:
        """Where the first of these words stand, in the report before its header, tail or source line."""
        for wanted in each:
            found = [
                span
                for start, end in words.places(self.text, wanted)
                if (span := self._inside(start, end)) is not None
            ]
            if found:
                return min(found)[1]
        return None

    def _inside(self, start: int, end: int) -> tuple[int, Span] | None:
        """The span within the sentence in which it starts, after the rank of the sentence's role."""
        for sentence in self.sentences:
            if sentence["start"] <= start < sentence["end"]:
                end = min(end, sentence["end"])
                quote = self.text[start:end]
                return ROLES.index(sentence["role"]), Span(sentence["sentence_id"], start, end, quote)
        return None

    def spans(self, each: Iterable[str]) -> list[Span]:
        """All places of these words."""
        found = [self._inside(*place) for wanted in each for place in words.places(self.text, wanted)]
        return [span[1] for span in found if span is not None]

    def place(self, span: Span) -> Row:
        """Columns of a row that lies at ``span``."""
        return {"document_id": self.document_id, **span._asdict()}

    def correct(
        self,
        table: str,
        name: str,
        was: object,
        now: object,
        why: str | None = None,
        quote: str | None = None,
    ) -> None:
        """Note that the reading changes a thing: in which table and field, from what to what."""
        self.corrections.append(
            {
                "document_id": self.document_id,
                "table": table,
                "field": name,
                "was": _told(was),
                "now": _told(now),
                "why": why,
                "quote": quote,
                "reader": self.said.signed,
                "read_on": self.said.read_on,
            }
        )

    def refuse(self, place: Place, problem: str, remedy: str) -> None:
        """Note that something cannot be applied."""
        self.problems.append(self.reading.problem(place, problem, remedy))

    def want_words(self, place: Place, what: str) -> None:
        """Note that the rules did not find ``what``, so that its words are needed."""
        problem = f"The rules did not find {what}, and no words are given for it."
        self.refuse(place, problem, "Give the `words` of the text that show it.")

    def learnt(self, place: Place, what: str) -> None:
        """Note that the rules now say what the reading puts right."""
        problem = f"The rules say so too by now: {what}."
        self.notes.append(self.reading.problem(place, problem, "Nothing need be done; the `why` can go."))


def _told(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)
