"""Where the words of a drawn chart stand: what a reader sees, read from the drawing itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from dialogues.brief import measure

SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)")
RECTANGLE = re.compile(r"M([-\d.]+),([-\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z")
INSIDE = 0.5  # boxes may touch


@dataclass(frozen=True)
class Box:
    """One line of words and the ground it stands on, in pixels."""

    words: str
    size: float
    left: float
    top: float
    right: float
    bottom: float
    has_seam: bool = False  # in the colour of its ground

    def touches(self, other: Box) -> bool:
        """Whether both have ground in common."""
        return (
            self.left < other.right - INSIDE
            and other.left < self.right - INSIDE
            and self.top < other.bottom - INSIDE
            and other.top < self.bottom - INSIDE
        )

    def stands_on(self, ground: Box) -> bool:
        """Whether ``ground`` is under all of it."""
        return (
            ground.left <= self.left
            and ground.top <= self.top
            and ground.right >= self.right
            and ground.bottom >= self.bottom
        )


def boxes(svg: str) -> list[Box]:
    """Every line of words of a drawing."""
    return [
        box
        for part, x, y in _placed(ElementTree.fromstring(svg), 0, 0)
        if part.tag == f"{SVG}text" and float(part.get("opacity", 1)) > 0
        for box in _words(part, x, y)
    ]


def ground(svg: str) -> tuple[float, float]:
    """Width and height of a drawing."""
    _, _, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    return width, height


def collisions(svg: str) -> list[tuple[str, str]]:
    """The lines of words that stand on one another."""
    return [(a.words, b.words) for a, b in itertools.combinations(boxes(svg), 2) if a.touches(b)]


def cut(svg: str) -> list[str]:
    """The lines of words that leave the drawing, and those that end in an ellipsis."""
    width, height = ground(svg)
    return [
        box.words
        for box in boxes(svg)
        if box.left < -1
        or box.top < -1
        or box.right > width + 1
        or box.bottom > height + 1
        or "…" in box.words
    ]


def struck(svg: str) -> list[str]:
    """The lines of words that touch a line drawn across the chart (not its grid).

    Words with a seam are clear of it, and words on a ground of their own, which hides the line.
    """
    parts = list(_placed(ElementTree.fromstring(svg), 0, 0))
    lines = [
        Box("", 0, x - 3, y, x + 3, y + float(part.get("y2", 0)))
        for part, x, y in parts
        if part.tag == f"{SVG}line" and float(part.get("y2", 0)) > 0 and float(part.get("x2", 0)) == 0
    ]
    cleared = [
        _ground(match.groups(), x, y)
        for part, x, y in parts
        if part.get("fill") == "#ffffff" and (match := RECTANGLE.fullmatch(part.get("d", "")))
    ]
    return [
        box.words
        for box in boxes(svg)
        if not box.has_seam and any(map(box.touches, lines)) and not any(map(box.stands_on, cleared))
    ]


def _ground(sides: tuple[str, ...], x: float, y: float) -> Box:
    left, top, width, height = map(float, sides)
    return Box("", 0, x + left, y + top, x + left + width, y + top + height)


def _placed(
    part: ElementTree.Element, x: float, y: float
) -> Iterator[tuple[ElementTree.Element, float, float]]:
    """Each part of a drawing with its place."""
    moved = MOVE.search(part.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    yield part, x, y
    for child in part:
        yield from _placed(child, x, y)


def _words(text: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    lines = text.findall(f"{SVG}tspan") or [text]
    for line in lines:
        y += float(line.get("dy", 0)) if line is not text else 0
        yield _box(line.text or "", text, x, y)


def _box(words: str, text: ElementTree.Element, x: float, y: float) -> Box:
    size = float(text.get("font-size", "13px").removesuffix("px"))
    width = measure.width(words, size, bold=text.get("font-weight", "400") not in ("normal", "400"))
    left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor", "start"), 0)
    top, bottom = y - 0.68 * size, y + 0.15 * size  # capitals to commas
    return Box(words, size, left, top, left + width, bottom, text.get("stroke") is not None)
