"""One line of the reading page: something the rules found, a person said, or nobody yet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogues.readings.words import places

Said = Mapping[str, Any]  # one statement of a reading: `is`, `words`, `why`, or the keys of a list's entry

WORD = re.compile(r"\S+")
NEAR = 30  # signs of the text beside a mention
AROUND = 12  # words on either side by which a mention can be told from others

OPEN = ("doubt", "silent", "rule")  # states in which nobody has decided yet
STATES = {
    "doubt": "in doubt",
    "silent": "not found",
    "rule": "found by a rule",
    "confirmed": "confirmed",
    "changed": "put right",
    "added": "added",
    "emptied": "not in the text",
    "removed": "removed",
    "left_out": "not in the complete reading",
}
SIGNS = {
    "doubt": "?",
    "silent": "–",
    "rule": "○",
    "confirmed": "✓",
    "changed": "✎",
    "added": "+",
    "emptied": "∅",
    "removed": "✕",
    "left_out": "✕",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the text and where they stand."""

    start: int
    end: int
    words: str

    def meets(self, other: Span) -> bool:
        """Whether both have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Item:
    """What one line says, where from, and what a person has said of it."""

    section: str
    name: str  # of the field; the code; the position in a list
    label: str
    value: Any
    shown: str
    state: str
    spans: tuple[Span, ...] = ()
    own: tuple[Span, ...] = ()  # those that a person has added
    rule: str | None = None
    was: str | None = None
    why: str | None = None
    others: tuple[tuple[Any, str], ...] = ()  # values in doubt, each with its words
    facts: Mapping[str, Any] = field(default_factory=dict)  # the entry of a list, as the form has it
    is_silent: bool = False  # whether the rules found nothing
    rule_says: bool | None = None  # of a yes or no: what the rules say

    @property
    def key(self) -> str:
        """Name of the line on the page and in what the page asks for."""
        return f"{self.section}/{self.name}"

    @property
    def is_mention(self) -> bool:
        """Whether it is one mention of a code, removed by itself."""
        return "@" in self.name and self.state == "removed"

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided."""
        return self.state in OPEN

    @property
    def sign(self) -> str:
        """The state in one sign."""
        return SIGNS[self.state]

    @property
    def told(self) -> str:
        """The state in words."""
        return STATES[self.state]


def is_left_out(said: Said, section: str) -> bool:
    """Whether what the reading does not list of a section is not there: a complete one lists all of it."""
    return section in said and any(
        isinstance(entry, Mapping) and entry.get("complete") for entry in said.get("read") or ()
    )


def statement(value: Any) -> Said | None:
    """What a reading says of a field, in the long form; nothing where it does not speak of it."""
    if isinstance(value, Mapping):
        return value
    return {"is": value}


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, however they are written."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(str(part) for part in value)
    return None if value is None else str(value)


def words_of(said: Said) -> list[str]:
    """The words a statement stands on."""
    words = said.get("words")
    return [] if words is None else [words] if isinstance(words, str) else [str(part) for part in words]


def locate(text: str, words: Iterable[str]) -> tuple[Span, ...]:
    """Where ``words`` first stand in ``text``; blanks, quotes and dashes of any form are alike."""
    found = (next(iter(places(text, each)), None) for each in words)
    return tuple(Span(*place, text[slice(*place)]) for place in found if place is not None)


def telling(text: str, span: Span, others: Iterable[Span]) -> str | None:
    """The fewest words around ``span`` that stand once in ``text`` and touch none of the ``others``."""
    befores = [span.start, *(m.start() for m in reversed([*WORD.finditer(text, 0, span.start)][-AROUND:]))]
    afters = [span.end, *(m.end() for m in itertools.islice(WORD.finditer(text, span.end), AROUND))]
    windows = sorted(itertools.product(befores, afters), key=lambda at: at[1] - at[0])
    others = [*others]
    for start, end in windows:
        words = " ".join(text[start:end].split())
        if not any(one.start < end and start < one.end for one in others) and places(text, words) == [
            (start, end)
        ]:
            return words
    return None


def around(item: Item, text: str) -> list[tuple[int, str]]:
    """Where each mention of a line begins, and its words with some before and after."""
    return [
        (span.start, " ".join(text[max(0, span.start - NEAR) : span.end + NEAR].split()))
        for span in item.spans
    ]
