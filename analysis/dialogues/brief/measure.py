"""How wide words are in the theme's type, and on which line they go so that none touches another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

from fontTools.ttLib import TTFont

from dialogues.brief import theme

Span = tuple[float, float]


@cache
def _face(name: str) -> tuple[int, dict[int, int]]:
    """Units per em of a face, and the advance of each character."""
    with TTFont(theme.FONT_FOLDER / f"{theme.FONT.replace(' ', '')}-{name}.ttf", lazy=True) as face:
        advances = face["hmtx"].metrics
        return face["head"].unitsPerEm, {
            code: advances[glyph][0] for code, glyph in face.getBestCmap().items()
        }


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text set at ``size``, in the unit of ``size``; kerning aside."""
    units, advances = _face("Semibold" if bold else "Regular")
    return sum(advances.get(ord(character), units) for character in text) * size / units


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The lines of ``text`` broken between words so that each fits into ``room``; a longer word alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def overlap(spans: Sequence[Span]) -> bool:
    """Whether any two of ``spans`` share a point."""
    ordered = sorted(spans)
    return any(after[0] < before[1] for before, after in itertools.pairwise(ordered))


def levels(spans: Sequence[Span]) -> list[int]:
    """For each span, in the order given, the lowest line on which it touches none set there before."""
    lines: list[list[Span]] = []
    placed = []
    for span in spans:
        level = next((n for n, line in enumerate(lines) if not overlap([*line, span])), len(lines))
        if level == len(lines):
            lines.append([])
        lines[level].append(span)
        placed.append(level)
    return placed
