"""The language of shapes: how a pattern over names and word classes is written, and what it compiles to.

Told on one page in ``analysis/codebook/README.md``. A shape is a row of tokens, each with a blank on either
side, so that patterns are made by writing their parts one after another. A name is its type and the numbers
of its spans (``PARTY.2.5``); a word of a class is the class; all else stands as it is, in small letters. The
meeting that a frame is about has no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TYPES = (
    "STATE", "DEMONYM", "ORG", "BODY", "PARTY", "PAIR", "REVIEWER", "TREATY", "RIGHTS", "DATE", "WEEKDAY",
    "CITY", "COUNTRY", "MODE", "FUNCTION", "HOUSE", "TITLE", "ORDINAL", "NUMBER", "NAME", "PRESS",
)  # fmt: skip
MADE = frozenset({"EVENT", "TOPIC", "KIND", "SPOKE"})  # symbols that stages make themselves
NUMBERS = r"(?:\.[0-9]+)+"
_PLAIN = "NAME|FUNCTION|TREATY|NUMBER|ORDINAL|PAIR|DEMONYM|RIGHTS"
FEW = rf"(?: (?:[a-z'][^ ]*|(?:{_PLAIN})[.0-9]*|ADJ|DET|ROUND|TOPIC|~|\") ){{0,4}}"  # `..`
SOME = r"(?: [^ ]+ ){0,18}"  # `...`
PAST = r" [a-z-]{2,}ed "  # `..ed`
_PART = re.compile(r"\(|\)|\||[^ ()|]+")
_SLOT = re.compile(r"([A-Z_]+)([0-9]?)(#?)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled shape: its regular expression, its slots, and the symbols and words it is made of."""

    regex: str
    slots: tuple[str, ...]
    symbols: frozenset[str]
    words: frozenset[str]


class ShapeError(ValueError):
    """A shape that cannot be read."""


def compile_shape(written: str, types: frozenset[str] = frozenset(TYPES)) -> Shape:
    """Compile a shape; ``types`` are the symbols that bear numbers.

    Raises
    ------
    ShapeError
        Where brackets do not match, a branch is empty or a slot stands twice.
    """
    parts = _PART.findall(re.sub(r"(?<= )[()](?= )", lambda m: {"(": "«", ")": "»"}[m[0]], f" {written} "))
    reader = _Reader(parts, types)
    regex = reader.sequence(closing=False)
    return Shape(regex, tuple(reader.slots), frozenset(reader.symbols), frozenset(reader.words))


class _Reader:
    """Reads the parts of one shape from left to right."""

    def __init__(self, parts: list[str], types: frozenset[str]) -> None:
        self.parts, self.types, self.at = parts, types, 0
        self.slots: list[str] = []
        self.symbols: set[str] = set()
        self.words: set[str] = set()

    def sequence(self, *, closing: bool) -> str:
        made = [""]
        while self.at < len(self.parts):
            part = self.parts[self.at]
            self.at += 1
            if part == "(":
                made.append(self.group())
            elif part in {")", "|"}:
                if not closing:
                    raise ShapeError(f"a {part!r} without its bracket")
                self.at -= 1
                break
            else:
                made.append(self.token(part))
        return "".join(made)

    def group(self) -> str:
        branches = []
        while True:
            branches.append(self.sequence(closing=True))
            if self.at >= len(self.parts):
                raise ShapeError("a bracket that is not closed")
            mark = self.parts[self.at]
            self.at += 1
            if mark == ")":
                break
        filled = [branch for branch in branches if branch]
        if not filled or "" in branches[:-1]:
            raise ShapeError("an empty branch")
        optional = len(branches) == 1 or len(filled) < len(branches)
        return f"(?:{'|'.join(filled)}){'?' if optional else ''}"

    def token(self, part: str) -> str:
        if part in {"^", "$"}:
            return part
        if part == "..":
            return FEW
        if part == "...":
            return SOME
        if part == "..ed":
            return PAST
        found = _SLOT.match(part)
        if not found:
            self.words.add(part)
            return f" {re.escape({'«': '(', '»': ')'}.get(part, part))} "
        symbol = found[1]
        self.symbols.add(symbol)
        if found[3]:  # another one, not the meeting that the frame is about
            return f" {symbol}{NUMBERS} "
        if symbol not in self.types:
            return f" {symbol} "
        if part in self.slots:
            raise ShapeError(f"the slot {part} stands twice")
        self.slots.append(part)
        return f" {symbol}(?P<{part}>{NUMBERS}) "
