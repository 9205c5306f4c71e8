"""One look: the palette and the type family, for the page, the paper and the charts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro

from dialogues.base import opening
from dialogues.base.project import HOME, Project

FONT = "Source Sans Pro"
FONT_FOLDER = Path(font_source_sans_pro.font_directory)
COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
SERIES = ("series-one", "series-two", "series-three", "series-four")
TINTS = ("tint-one", "tint-two", "tint-three", "tint-four")


def folder() -> Path:
    """Where the theme lies."""
    own = Project.here().analysis / "theme"
    return own if own.is_dir() else HOME / "analysis" / "theme"


@cache
def palette(*, dark: bool = False) -> dict[str, str]:
    """The colours by name, of the light or of the dark scheme."""
    light, _, dim = opening.text(folder() / "palette.css").partition("@media")
    return dict(COLOUR.findall(dim if dark else light))


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, as WCAG 2 defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, as WCAG 2 defines it: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def chart_config() -> dict[str, Any]:
    """The charts' part of the theme, as a Vega-Lite configuration."""
    colours = palette()
    text = {"font": FONT, "fontSize": 13, "fill": colours["ink"]}
    return {
        "background": None,
        "font": FONT,
        "aria": False,  # the figure around the chart carries the description
        "view": {"stroke": None},
        "padding": 2,
        "text": text,
        "axis": {
            "domain": False,
            "grid": False,
            "ticks": False,
            "labelFont": FONT,
            "labelFontSize": 13,
            "labelColor": colours["ink"],
            "labelPadding": 6,
            "labelLimit": 400,
            "title": None,
        },
        "axisTemporal": {"labelColor": colours["quiet"]},
    }
