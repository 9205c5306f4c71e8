"""The type family: files from a locked package, cut to the characters a page uses."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from dialogues.errors import NotebookError, Problem

FAMILY = "Source Sans Pro"
FACES = (
    ("Regular", 400, "normal"),
    ("It", 400, "italic"),
    ("Semibold", 600, "normal"),
    ("Bold", 700, "normal"),
)


@cache
def folder() -> Path:
    """The folder that holds the family's files.

    Raises
    ------
    NotebookError
        Where the package or one of the faces is missing.
    """
    spec = find_spec("font_source_sans_pro")
    place = Path(spec.origin).parent / "files" if spec is not None and spec.origin else None
    missing = [
        name for name, _, _ in FACES if place is None or not (place / f"SourceSansPro-{name}.ttf").is_file()
    ]
    if place is None or missing:
        raise NotebookError(
            Problem(
                f"The font {FAMILY} is missing ({', '.join(missing)}).",
                "Install the locked packages again: `pip install --require-hashes -r requirements.lock`.",
            )
        )
    return place


def stylesheet(text: str) -> str:
    """``@font-face`` rules with each face as WOFF2 in a data URI, cut to the characters of ``text``."""
    characters = frozenset(ord(character) for character in text) | frozenset(range(0x20, 0x7F))
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};font-display:swap;'
        f"src:url(data:font/woff2;base64,{base64.b64encode(_subset(name, characters)).decode()}) "
        'format("woff2")}'
        for name, weight, style in FACES
    )


@cache
def _subset(name: str, characters: frozenset[int]) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "lnum", "sups"])
    options.hinting = False
    options.recalc_timestamp = False
    options.no_subset_tables = [*options.no_subset_tables, "name"]  # costs more time than it saves bytes
    options.desubroutinize = True
    with subset.load_font(str(folder() / f"SourceSansPro-{name}.ttf"), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(characters))
        cutter.subset(font)
        buffer = io.BytesIO()
        subset.save_font(font, buffer, options)
    return buffer.getvalue()
