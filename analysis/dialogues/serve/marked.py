"""The text in pieces, so that every mark on it stands around whole pieces."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dialogues.serve.fields import CODED
from dialogues.serve.items import Item

TAGS = {"header": "head", "credit": "credit", "related": "other items"}
WITH_MARKS = (*CODED, "plans", "people", "event")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that all bear the same marks."""

    start: int
    text: str
    keys: tuple[str, ...]  # of the lines that these characters stand for, the narrowest first
    sections: tuple[str, ...]
    mark: int  # where the narrowest mark begins


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, cut where a mark begins or ends."""

    sentence_id: str
    pieces: tuple[Piece, ...]
    tag: str | None  # what kind of sentences begins here, where it is not the report itself
    is_aside: bool


Paragraph = list[Sentence]


def paragraphs(text: str, sentences: Iterable[Mapping[str, Any]], items: Iterable[Item]) -> list[Paragraph]:
    """The sentences of ``text`` with the marks of ``items``; a line's end in the text ends a paragraph."""
    marks = sorted(
        (span.start, span.end, item.key, item.section)
        for item in items
        if item.state not in ("removed", "emptied", "left_out") and item.section in WITH_MARKS
        for span in item.spans
    )
    made: list[Paragraph] = []
    end, before = 0, None
    for row in sorted(sentences, key=lambda row: int(row["start"])):
        first, last = int(row["start"]), int(row["end"])
        tag = TAGS.get(str(row["role"])) or ("background" if row["is_background"] else None)
        pieces = tuple(_pieces(text, first, last, marks))
        sentence = Sentence(str(row["sentence_id"]), pieces, tag if tag != before else None, tag is not None)
        if not made or "\n" in text[end:first]:
            made.append([])
        made[-1].append(sentence)
        end, before = last, tag
    return made


def _pieces(text: str, first: int, last: int, marks: list[tuple[int, int, str, str]]) -> Iterator[Piece]:
    inside = [mark for mark in marks if mark[0] < last and first < mark[1]]
    cuts = sorted({first, last, *(cut for mark in inside for cut in mark[:2] if first < cut < last)})
    for start, end in itertools.pairwise(cuts):
        over = sorted((m for m in inside if m[0] <= start and end <= m[1]), key=lambda m: m[1] - m[0])
        keys = tuple(dict.fromkeys(mark[2] for mark in over))
        sections = tuple(dict.fromkeys(mark[3] for mark in over))
        yield Piece(start, text[start:end], keys, sections, over[0][0] if over else start)
