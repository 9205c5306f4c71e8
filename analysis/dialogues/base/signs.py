"""Signs that deceive, shown as what they are: controls, marks of direction, hidden tags.

One function a medium: :func:`numbered` for the page, the paper and Markdown, :func:`escaped` for a terminal
and files of JSON, :func:`line` for a value within one line of a terminal, :func:`marked` for the page where
texts are read; for CSV files see ``dataset.sheets``.
"""

from __future__ import annotations

import json
import re

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # without tab and the ends of lines
DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
HIDDEN = "\ufff9-\ufffb\U000e0000-\U000e007f"  # what an annotation or a language tag hides
LONE = "\ud800-\udfff"  # half of a character: a byte of a file's name that is no UTF-8
ENDS = "\r\u2028\u2029"  # of lines, beside the line feed

DECEIVING = re.compile(f"[{CONTROLS}{DIRECTIONS}{HIDDEN}{LONE}]")
POLARS_DECEIVING = (  # the same for Polars, whose texts have no lone surrogates
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}"
    r"\x{2066}-\x{2069}\x{fff9}-\x{fffb}\x{e0000}-\x{e007f}]"
)
LONELY = re.compile(f"[{LONE}]")
_PIECES = re.compile(  # of HTML: elements without elements in them, tags, text
    r"<textarea\b.*?</textarea>|(?P<bare><(title|option)\b.*?</\2>)|<[^>]*>|(?P<text>[^<]+)", re.S
)
_ON_SCREEN = re.compile(f"[{CONTROLS}{DIRECTIONS}{HIDDEN}{LONE}{ENDS}]")
_IN_LINE = re.compile(f"[\n\t{CONTROLS}{DIRECTIONS}{HIDDEN}{LONE}{ENDS}]")


def numbered(text: str) -> str:
    """``text`` with each deceiving sign as its number in Unicode, such as ``[U+202E]``."""
    return DECEIVING.sub(lambda sign: number(sign[0]), text)


def marked(html: str) -> str:
    """A page of HTML in whose text each deceiving sign stands in an element that shows its number.

    The text of the page stays what it was, sign for sign; so do attributes and what can be edited. Where no
    element can stand, the number stands alone.
    """
    return _PIECES.sub(_piece, html) if DECEIVING.search(html) else html


def _piece(piece: re.Match[str]) -> str:
    if piece["text"]:
        return DECEIVING.sub(_shown, piece["text"])
    return numbered(piece[0]) if piece["bare"] else piece[0]


def number(sign: str) -> str:
    """A sign's number in Unicode, such as ``[U+202E]``."""
    return f"[U+{ord(sign):04X}]"


def _shown(sign: re.Match[str]) -> str:
    return f'<span class="deceiving" data-sign="{number(sign[0])}">{sign[0]}</span>'


def escaped(text: str) -> str:
    r"""``text`` with each deceiving sign as its escape in JSON, such as ``\u202e``; line feeds and tabs stay.

    What is JSON stays JSON, and says the same.
    """
    return _ON_SCREEN.sub(_as_in_json, text)


def line(text: str) -> str:
    r"""``text`` within one line: as :func:`escaped`, line feeds as ``\n`` and tabs as ``\t``."""
    return _IN_LINE.sub(_as_in_json, text)


def _as_in_json(sign: re.Match[str]) -> str:
    return "\\u007f" if sign[0] == "\x7f" else json.dumps(sign[0])[1:-1]
