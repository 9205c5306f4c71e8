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
_GAPS = {
    ".": r" [a-z0-9'][^ ]* ",
    "..": FEW,
    "...": r"(?: [^ |]+ ){0,18}",
    "..,": r"(?: [^ ,|]+ ){1,12}?",
    "(..,)": r"(?: [^ ,|]+ ){0,12}?",
    "..$": r"(?: [^ |]+ )*",
}
_ENDING = re.compile(r"\.\.([a-z-]+)$")  # `..ed`
_PART = re.compile(r"\(\.\.,\)|\)[*+]\d*|\(!|[(){}|]|[^ (){}|]+")
_SLOT = re.compile(r"([A-Z_]+)([0-9]?)(#?)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled shape: its regular expression, its slots, and the symbols and words it is made of."""

    regex: str
    slots: tuple[str, ...]
    kept: int  # stretches in braces; the regular expression calls them kept1, kept2 ...
    symbols: frozenset[str]
    words: frozenset[str]


class ShapeError(ValueError):
    """A shape that cannot be read."""


def compile_shape(written: str, types: frozenset[str] = frozenset(TYPES)) -> Shape:
    """Compile a shape; ``types`` are the symbols that bear numbers.

    Raises
    ------
    ShapeError
        Where brackets or braces do not match, a branch is empty or a slot stands twice.
    """
    reader = Reader(written, types)
    regex = reader.sequence()
    return Shape(regex, tuple(reader.slots), reader.kept, frozenset(reader.symbols), frozenset(reader.words))


class Reader:
    """Reads the parts of one shape from left to right."""

    def __init__(self, written: str, types: frozenset[str]) -> None:
        signs = re.sub(r"(?<= )\)", "»", re.sub(r"\((?= )", "«", f" {written} "))
        self.parts: list[str] = _PART.findall(signs)
        self.types, self.at = types, 0
        self.slots: list[str] = []
        self.kept, self.in_braces = 0, False
        self.symbols: set[str] = set()
        self.words: set[str] = set()

    def sequence(self, ends: str = "") -> str:
        """The parts up to one that begins with one of ``ends``."""
        made = []
        while self.at < len(self.parts) and (part := self.parts[self.at])[0] not in ends:
            self.at += 1
            if part[0] in ")|}" or (part == "{" and self.in_braces):
                raise ShapeError(f"a {part!r} without its bracket")
            opened = {"(": self.group, "(!": self.others, "{": self.braces}.get(part)
            made.append(self.token(part) if opened is None else opened())
        return "".join(made)

    def closing(self, missing: str) -> str:
        """The part that closes a bracket; where there is none, ``missing`` is told."""
        if self.at >= len(self.parts):
            raise ShapeError(missing)
        self.at += 1
        return self.parts[self.at - 1]

    def group(self) -> str:
        """What is in brackets, of which one branch stands."""
        branches, often = self.branches()
        filled = [branch for branch in branches if branch]
        optional = len(branches) == 1 or len(filled) < len(branches)
        return f"{self.one_of(filled)}{often or '?' * optional}"

    def branches(self) -> tuple[list[str], str]:
        """The branches up to the closing bracket, and how often one of them may stand."""
        branches, mark = [], ""
        while not mark.startswith(")"):
            branches.append(self.sequence("|)"))
            mark = self.closing("a bracket that is not closed")
        if not any(branches) or "" in branches[:-1]:
            raise ShapeError("an empty branch")
        most = mark[2:]
        return branches, f"{{{int(mark[1] == '+')},{most}}}" if most else mark[1:]

    def one_of(self, branches: list[str]) -> str:
        """One of several branches."""
        return f"(?:{'|'.join(branches)})"

    def others(self) -> str:
        """What is none of the branches."""
        raise ShapeError("a '(!' where words are more than one sign")

    def braces(self) -> str:
        """A stretch in braces."""
        self.in_braces = True
        self.kept += 1
        number, inner = self.kept, self.sequence("}")
        self.closing("a brace that is not closed")
        self.in_braces = False
        return f"(?P<kept{number}>{inner})"

    def token(self, part: str) -> str:
        """A single part."""
        if part in {"^", "$"}:
            return part
        if part in _GAPS:
            return _GAPS[part]
        if ending := _ENDING.match(part):
            return rf" [a-z-]{{2,}}{ending[1]} "
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
        if self.in_braces:
            return f" {symbol}{NUMBERS} "
        if part in self.slots:
            raise ShapeError(f"the slot {part} stands twice")
        self.slots.append(part)
        return f" {symbol}(?P<{part}>{NUMBERS}) "
