"""Rows of classes, by which sentences about people are read, and the patterns over them.

The language of shapes is that of :mod:`language`. Here each word is one sign of a text, so that what a
pattern matches counts words; which sign stands for which class nobody needs to know.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dialogues.codebook.language import Reader, ShapeError

PERSON = " PERSON "  # in a shape the name that it is about
STOP, ANY = "STOP", "ANY"  # in a shape a full stop, and any word or sign
BY_LETTERS = ("NAME", "INITIAL", "ACRONYM", "KNOWN", "NUMBER", "PAST", "WORD")  # by how words are written
PARTIES = {"organisation": "ORG", "institution": "BODY", "name": "STATE", "demonym": "DEMONYM"}
_SIGNS = [*string.ascii_letters, *string.digits, *map(chr, range(0xC0, 0x180))]
_BRACED = 3  # parts of what has a pair of braces
_BRACKETS = {"«": "(", "»": ")"}
_SET = re.compile(r"\[(?!\^)((?:\\.|[^\\\]])+)\]")  # one sign of several


@dataclass(frozen=True, slots=True)
class RowShape:
    """A compiled shape.

    Attributes
    ----------
    before, after
        Regular expressions of the row up to the name and from it on; empty where the shape says nothing.
    whole
        That of a shape without a name.
    given
        Where the braces are: ``before``, ``after`` or empty. There the expression has two groups, what is in
        the braces and what stands between that and the name, in the order of the text.
    """

    before: str = ""
    after: str = ""
    whole: str = ""
    given: str = ""


class Rows:
    """The classes of words as signs, and the stretches that shapes have in common."""

    def __init__(self, classes: Iterable[str]) -> None:
        of_words = dict.fromkeys([*classes, *BY_LETTERS, *PARTIES.values()])
        self.signs = dict(zip(of_words, _SIGNS, strict=False)) | {STOP: "."}
        self.stretches = {ANY: "."}

    def share(self, name: str, written: str) -> None:
        """Let ``name`` stand in shapes for a stretch; raises as :meth:`regex` does."""
        self.stretches[name] = _one_of([self.regex(written)])

    def coded(self, symbol: pl.Expr) -> pl.Expr:
        """Classes as signs of a row; other signs are those of the text."""
        return symbol.replace(self.signs)

    def told(self, row: str) -> str:
        """A row as its classes are written in shapes."""
        names = {sign: name for name, sign in self.signs.items()}
        return " ".join(names.get(sign, sign) for sign in row)

    def regex(self, written: str) -> str:
        """The regular expression of a stretch.

        Raises
        ------
        ShapeError
            Where brackets do not match, a branch is empty or a class is unknown.
        """
        return _Reader(written, self).sequence()

    def compile(self, written: str) -> RowShape:
        """Compile a shape.

        Raises
        ------
        ShapeError
            As :meth:`regex` does.
        """
        before, person, after = f" {written} ".partition(PERSON)
        if not person:
            return RowShape(whole=self.regex(written))
        given = "before" if "{" in before else "after" if "{" in after else ""
        return RowShape(
            before and f"{self._side(before, '{}({})({})')}$",
            after and f"^{self._side(after, '({})({}){}')}",
            given=given,
        )

    def _side(self, written: str, grouped: str) -> str:
        """One side of a name; where it has braces, its parts in groups."""
        parts = re.split("[{}]", written)
        if len(parts) == 1:
            return self.regex(written)
        if len(parts) != _BRACED:
            told = "a brace that is not closed" if len(parts) < _BRACED else "a '{' that is not the only one"
            raise ShapeError(told)
        return grouped.format(*map(self.regex, parts))


class _Reader(Reader):
    """Reads a shape over rows."""

    def __init__(self, written: str, rows: Rows) -> None:
        super().__init__(written, frozenset())
        self.rows = rows

    def token(self, part: str) -> str:
        if part in {"^", "$"}:
            return part
        if part in self.rows.stretches:
            return self.rows.stretches[part]
        sign = self.rows.signs.get(part)
        if sign is None and (len(part) > 1 or part.isalnum()):
            raise ShapeError(f"an unknown class {part!r}")
        return f"[{re.escape(sign or _BRACKETS.get(part, part))}]"

    def one_of(self, branches: list[str]) -> str:
        return _one_of(branches)

    def others(self) -> str:
        branches, often = self.branches()
        made = _one_of(branches)
        if not _SET.fullmatch(made):
            raise ShapeError("a '(!' with more than one word in a branch")
        return f"[^{made[1:-1]}]{often}"


def _one_of(branches: list[str]) -> str:
    """One set of all branches where each is a set, else a group of them."""
    sets = [_SET.fullmatch(branch) for branch in branches]
    if all(sets):
        return f"[{''.join(found[1] for found in sets if found)}]"
    return f"(?:{'|'.join(branches)})"
