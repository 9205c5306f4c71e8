"""Which entry of the codebook a finding stands on, with its file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pydantic import RootModel

from dialogues.base import opening, typed_yaml
from dialogues.base.project import shown
from dialogues.codebook import Codebook, matching
from dialogues.codebook.cues import Pattern, regex
from dialogues.codebook.facets import FACETS, Code

NAMES_FRAME = re.compile(r"\s*-?\s*(?:frame|id|code):\s*[\"']?(?P<name>[^\"'\s#]+)[\"']?\s*(?:#.*)?")
LONGEST = 80  # signs of a cue that are shown


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the codebook: its words, its file and line."""

    words: str
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.words} · {self.path}:{self.line}"


class Cues:
    """Finds the cue by which words were given a code."""

    def __init__(self, folder: Path, rules: Codebook) -> None:
        self._folder = folder
        self._rules = rules
        self._lines: dict[str, dict[typed_yaml.Place, int]] = {}
        self._known: dict[tuple[str, str, str], Rule | None] = {}

    def of(self, facet: str, code: str, words: str) -> Rule | None:
        """The cue of ``code`` that ``words`` match; the code's entry, where they come by another way."""
        key = (facet, code, words)
        if key not in self._known:
            self._known[key] = self._find(*key) if facet in FACETS else None
        return self._known[key]

    def of_fact(self, field: str, value: str, words: str, frame: str | None = None) -> Rule | None:
        """The frame or cue by which a fact of a meeting was read."""
        if frame is not None and (rule := self._frame(frame)) is not None:
            return rule
        if field == "kind":
            return self.of("kind", value, words)
        if field == "place":
            return self._place(value)
        if field in ("counterpart", "participant"):
            return self.of("organisation", value, words) or self.of("institution", value, words)
        return None

    def _place(self, place: str) -> Rule | None:
        """The entry of a city."""
        at = next((n for n, entry in enumerate(self._rules.places) if entry.place == place), None)
        line = None if at is None else self._lines_of("places").get((at,))
        return None if line is None else Rule(f"city {place}", shown(self._folder / "places.yaml"), line)

    def _frame(self, frame: str) -> Rule | None:
        """The frame called ``frame``, at the line that names it."""
        for name in ("frames", "kinds"):
            path = self._folder / f"{name}.yaml"
            if not path.is_file():
                continue
            for number, line in enumerate(opening.text(path).splitlines(), 1):
                match = NAMES_FRAME.fullmatch(line)
                if match is not None and match["name"] == frame:
                    return Rule(f"frame {frame}", shown(path), number)
        return None

    def _find(self, facet: str, code: str, words: str) -> Rule | None:
        codes = self._rules.of(facet)
        place = next((n for n, entry in enumerate(codes) if entry.code == code), None)
        if place is None:
            return None
        name = FACETS[facet]
        lines = self._lines_of(name)
        path = shown(self._folder / f"{name}.yaml")
        plain = matching.plain_text(words)
        for key, number, cue in _cues(codes[place]):
            if _gives(cue, plain):
                told = cue.regex if isinstance(cue, Pattern) else cue
                line = lines.get((place, key, number), lines.get((place,), 1))
                return Rule(f"cue {_short(told)}", path, line)
        return Rule("code", path, lines.get((place,), 1))

    def _lines_of(self, name: str) -> dict[typed_yaml.Place, int]:
        if name not in self._lines:
            self._lines[name] = typed_yaml.read(self._folder / f"{name}.yaml", RootModel[list[object]]).lines
        return self._lines[name]


def _cues(code: Code) -> list[tuple[str, int, str | Pattern]]:
    """The cues of a code, each with its place in the entry."""
    return [
        *(("cues", number, cue) for number, cue in enumerate(code.cues)),
        *(("also", number, cue) for number, cue in enumerate(code.also)),
    ]


def _gives(cue: str | Pattern, words: str) -> bool:
    """Whether all of ``words`` is what ``cue`` stands for."""
    if isinstance(cue, Pattern):
        return bool(pl.Series([words]).str.contains(f"^(?:{regex(cue)})$").item())
    return any(form.casefold() == words.casefold() for form in matching.forms(matching.plain_text(cue)))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
