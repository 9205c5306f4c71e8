"""One form for signs that mean the same: dashes, quotes, spaces, line ends, ligatures, accents.

What changes the length of a text is an :class:`Edit`, by which its characters are found again in the file.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

Side = Literal["start", "end"]  # of words that stand for others

ONE_FOR_ONE = {  # what stands for it: signs of one character each
    "'": "’‘‛ʼʹ′`´＇",
    '"': "“”„‟«»″＂",
    "-": "‐‑‒−﹣－⁃",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\x1c\x1d\x1e\x1f",
    "\n": "\v\f\x85\u2028\u2029",
    "~": "∼〜～⁓",
}
_PLAIN = {sign: plain for plain, signs in ONE_FOR_ONE.items() for sign in signs}
_ASCII = [(sign, plain) for sign, plain in _PLAIN.items() if sign.isascii()]
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
)
_VARIANT = (  # letters and figures in another dress: ligatures, wide, raised, mathematical
    "\ufb00-\ufb06\uff01-\uff5e\u02b0-\u02b8\u1d2c-\u1d6a\u2070-\u209c\u00aa\u00b2\u00b3\u00b9\u00ba"
    "\u2100-\u211f\u2123-\u214f\U0001d400-\U0001d7ff…"
)
_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"  # figures that lead to a note, where they follow a word
_UNSEEN = re.compile(
    rf"(?P<broken>\u00ad++ *+\r?\n *+)|(?P<line>\r\n?)|(?P<note>(?<=\S)[{_RAISED}]+)|[{_VARIANT}]"
    rf"|(?P<unseen>[{_INVISIBLE}][ {_INVISIBLE}]*| [ {_INVISIBLE}]+)"
)
_TOLD = re.compile(rf"[\r{_VARIANT}{_INVISIBLE}]|  ")  # one of these stands in whatever _UNSEEN finds
_DASH = re.compile(r"[—―–~-](?:(?<!~)[—―–-]+)?")  # begins with a set of signs, which is quick to look for
_DASHES = ("--", "—", "―", "–", "~")  # one of them stands in whatever _DASH finds
_RULE = 4  # hyphens that are a line, not a dash
_TRAIL = re.compile(r"(?<= )»(?= )")  # "Home » News": no quotation mark
_JAMO = "\u1161-\u1175\u11a8-\u11c2"  # vowels and finals that make a syllable with what stands before
_MARKS_TO = 0x1F000  # code points above hold no mark that canonical composition would touch
_LONGEST = 30  # marks on one letter; more are no writing (Unicode's stream-safe text format)
_accented: list[re.Pattern[str]] = []


class Edit(NamedTuple):
    """Characters ``start`` to ``end`` of a text became characters ``at`` to ``to`` of the next."""

    at: int
    to: int
    start: int
    end: int


NOTHING = Edit(0, 0, 0, 0)


def folded(text: str) -> str:
    """Give ``text`` with one form of each sign."""
    for change in PASSES:
        text = replaced(text, change(text))[0]
    return text


def back(passes: Sequence[Sequence[Edit]], place: int, side: Side) -> int:
    """A ``place`` in a text as one in the text before all ``passes``, each of which begins with NOTHING.

    A place in words that stand for others is the ``start`` of those, or their last character (``end``).
    """
    for edits in reversed(passes):
        edit = edits[bisect_right(edits, place, key=lambda one: one.at) - 1]
        inside = edit.start if side == "start" else edit.end - 1
        place = inside if place < edit.to else place - edit.to + edit.end
    return place


def replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, list[Edit]]:
    """Put ``changes`` (start, end, new words; in order, apart from each other) into ``text``."""
    pieces: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for start, end, new in changes:
        pieces += (text[done:start], new)
        length += start - done
        if len(new) != end - start:
            edits.append(Edit(length, length + len(new), start, end))
        length += len(new)
        done = end
    if not pieces:
        return text, edits
    return "".join([*pieces, text[done:]]), edits


def _alike(text: str) -> Iterator[tuple[int, int, str]]:
    """The change of a text in which signs of one character are not the plain ones."""
    plain = text
    if "»" in text and "«" not in text:
        plain = _TRAIL.sub("›", plain)
    for sign, other in _ASCII if text.isascii() else _PLAIN.items():
        plain = plain.replace(sign, other)
    if plain != text:
        yield 0, len(text), plain


def _seen(text: str) -> Iterator[tuple[int, int, str]]:
    """Changes to blanks, line ends, marks of notes, signs not seen and letters in another dress."""
    if text.isascii() and "  " not in text and text.replace("\n", "").isprintable():
        return
    if not _TOLD.search(text):
        return
    for found in _UNSEEN.finditer(text):
        match found.lastgroup:
            case "broken" | "note":
                yield *found.span(), ""
            case "line":
                yield *found.span(), "\n"
            case "unseen":
                yield *found.span(), " " if " " in found[0] else ""
            case _:
                letters = unicodedata.normalize("NFKC", found[0])
                yield *found.span(), "".join(_PLAIN.get(letter, letter) for letter in letters)


def _dashed(text: str) -> Iterator[tuple[int, int, str]]:
    """Changes to dashes that are longer than a hyphen, and to the sign between figures that means "to"."""
    if not any(sign in text for sign in _DASHES):
        return
    for found in _DASH.finditer(text):
        (start, end), sign = found.span(), found[0]
        before, after = text[start - 1 : start], text[end : end + 1]
        is_hyphen = sign == "-" or (sign == "~" and not (before.isdecimal() and after.isdecimal()))
        if not is_hyphen and (end - start < _RULE or sign.strip("-")):
            yield start, end, _dash(sign, before, after)


def _dash(sign: str, before: str, after: str) -> str:
    """One dash: with a space on either side between words, without any in a compound or a range."""
    spaced = [beside.isspace() or not beside for beside in (before, after)]
    if not any(spaced) and (sign in "–~" or (before.isdigit() and after.isdigit())):
        return "-"
    return f"{'' if spaced[0] else ' '}-{'' if spaced[1] else ' '}"


def _composed(text: str) -> Iterator[tuple[int, int, str]]:
    """Changes that compose letters and their accents."""
    if unicodedata.is_normalized("NFC", text):
        return
    if not _accented:
        marks = "".join(chr(code) for code in range(0x300, _MARKS_TO) if unicodedata.combining(chr(code)))
        _accented.append(re.compile(rf"(?s).[{marks}{_JAMO}]{{1,{_LONGEST}}}|[^\x00-\x7f]"))
    for found in _accented[0].finditer(text):
        new = unicodedata.normalize("NFC", found[0])
        if new != found[0]:
            yield *found.span(), new


PASSES = (_alike, _seen, _composed, _dashed)  # in this order: each reads what the one before has made
