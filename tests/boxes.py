"""Where the words of a drawn chart stand: what a reader sees, read from the drawing itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from dialogues.writing import measure

SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)")
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

    def touches(self, other: Box) -> bool:
        """Whether both have ground in common."""
        return (
            self.left < other.right - INSIDE
            and other.left < self.right - INSIDE
            and self.top < other.bottom - INSIDE
            and other.top < self.bottom - INSIDE
        )


def boxes(svg: str) -> list[Box]:
    """Every line of words of a drawing."""
    return list(_walk(ElementTree.fromstring(svg), 0, 0))


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


def _walk(part: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    moved = MOVE.search(part.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if part.tag == f"{SVG}text" and float(part.get("opacity", 1)) > 0:
        lines = part.findall(f"{SVG}tspan") or [part]
        for line in lines:
            y += float(line.get("dy", 0)) if line is not part else 0
            yield _box(line.text or "", part, x, y)
        return
    for child in part:
        yield from _walk(child, x, y)


def _box(words: str, text: ElementTree.Element, x: float, y: float) -> Box:
    size = float(text.get("font-size", "13px").removesuffix("px"))
    width = measure.width(words, size, bold=text.get("font-weight", "400") not in ("normal", "400"))
    left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor", "start"), 0)
    return Box(words, size, left, y - 0.68 * size, left + width, y + 0.15 * size)  # capitals to commas
