"""The type family: files from a locked package, cut to the characters a page may use."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from dialogues.base import opening, packages, placing
from dialogues.base.errors import DialoguesError, NotebookError, Problem

FAMILY = "Source Sans Pro"
FACES = (
    ("Regular", 400, "normal"),
    ("It", 400, "italic"),
    ("Semibold", 600, "normal"),
    ("Bold", 700, "normal"),
)

# What texts in a Latin script need. A page seldom needs more, so that the faces can be cut before it is
# there, in the time in which the kernel works.
COMMON = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "ȘșȚțẽẼ–—‘’‚“”„†‡•…‰′″‹›€№→−≈≤≥✓")))
INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})  # Unicode's general categories


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
                packages.REMEDY,
            )
        )
    return place


def unshown(signs: Iterable[str], faces: Path, store: Path) -> str:
    """Those of ``signs`` that the PDF cannot show: neither ``faces`` nor the faces inside Typst have them.

    Typst itself is asked, about all at once, and where that fails about each; ``store`` keeps its answers.
    """
    asked = {sign for sign in signs if ord(sign) not in COMMON and not sign.isspace()}
    path = store / "signs.json"
    made_of = f"typst {version('typst')}, font-source-sans-pro {version('font-source-sans-pro')}"
    known = {"made of": made_of, "shown": "", "unshown": ""}
    kept = _kept(path)
    if kept.keys() == known.keys() and kept["made of"] == made_of:
        known = kept
    new = asked - {*known["shown"], *known["unshown"]}
    if new:
        shown = new if are_shown(new, faces) else {sign for sign in new if are_shown({sign}, faces)}
        known["shown"] = "".join(sorted({*known["shown"], *shown}))
        known["unshown"] = "".join(sorted({*known["unshown"], *(new - shown)}))
        placing.write(path, json.dumps(known, indent=1).encode())
    return "".join(sorted(asked & {*known["unshown"]}))


def _kept(path: Path) -> dict[str, str]:
    """The answers that the file at ``path`` keeps; none where it is not as it was written."""
    try:
        found = json.loads(opening.content(path))
    except (OSError, ValueError, RecursionError, DialoguesError):
        return {}
    is_sound = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if is_sound else {}


def are_shown(signs: set[str], faces: Path) -> bool:
    """Whether Typst shows all of ``signs``, upright, slanted and bold."""
    import typst

    words = "\n\n".join(f"a\\u{{{ord(sign):x}}}b" for sign in sorted(signs))
    source = f'#set text(font: "{FAMILY}")\n#let words = [{words}]\n#words #emph(words) #strong(words)'
    held = typst.Fonts(include_system_fonts=False, font_paths=[str(faces)])
    try:  # PDF/A alone: it asks for every sign's glyph, and for no title
        typst.Compiler(source.encode(), root=str(faces), font_paths=held).compile(
            format="pdf", pdf_standards=["a-2b"]
        )
    except typst.TypstError:
        return False
    return True


def stylesheet(text: str, store: Path) -> str:
    """``@font-face`` rules with each face as WOFF2 in a data URI, cut to :data:`COMMON` and ``text``.

    What was cut is kept in ``store``: cutting takes over a second. Controls and invisible marks (a word
    joiner, say) need no glyph.
    """
    used = {character for character in set(text) if unicodedata.category(character) not in INVISIBLE}
    characters = COMMON | frozenset(map(ord, used))
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};font-display:swap;'
        f"src:url(data:font/woff2;base64,{base64.b64encode(_cut(name, characters, store)).decode()}) "
        'format("woff2")}'
        for name, weight, style in FACES
    )


def _cut(name: str, characters: frozenset[int], store: Path) -> bytes:
    """The face ``name`` with ``characters`` only, from ``store`` where it was cut before."""
    whole = (folder() / f"SourceSansPro-{name}.ttf").read_bytes()
    stamp = _stamp(whole, characters)
    for path in store.glob(f"{name}-{stamp}-*.woff2"):
        made = path.read_bytes()
        if path.stem == f"{name}-{stamp}-{_short(made)}":
            return made
    made = _subset(whole, characters)
    store.mkdir(parents=True, exist_ok=True)
    common = {*store.glob(f"{name}-{_stamp(whole, COMMON)}-*.woff2")} if characters != COMMON else set()
    for old in {*store.glob(f"{name}-*.woff2")} - common:
        old.unlink(missing_ok=True)
    placing.write(store / f"{name}-{stamp}-{_short(made)}.woff2", made)
    return made


def _stamp(whole: bytes, characters: frozenset[int]) -> str:
    """What a cut is made of, as a short hash."""
    made_of = whole + repr((_cutter(), sorted(characters))).encode()
    return _short(made_of)


def _short(content: bytes) -> str:
    """A short hash."""
    return hashlib.sha256(content).hexdigest()[:16]


@cache
def _cutter() -> str:
    """The version of what cuts."""
    return version("fonttools")


def _subset(whole: bytes, characters: frozenset[int]) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "lnum", "sups"])
    options.hinting = False
    options.recalc_timestamp = False
    with subset.load_font(io.BytesIO(whole), options) as font:
        names = font["name"]  # kept out of the cutter's way: it looks through all tables for what uses a name
        names.names = [name for name in names.names if name.nameID in options.name_IDs and name.isUnicode()]
        del font["name"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(characters))
        cutter.subset(font)
        font["name"] = names
        buffer = io.BytesIO()
        subset.save_font(font, buffer, options)
    return buffer.getvalue()
