"""Join the lines that a page has cut: hard wraps at any width, hyphens at line ends, page numbers between.

A text is wrapped where its lines are full: the first word of a line would not have stood on the line before.
A line on which it would have stood was ended on purpose. A blank line and the mark of a list item end a
paragraph, and so does a line that reads like a headline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Known = Callable[[], Collection[str]]  # words in small letters that are known to be written so

_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.!?:;][\"')\]]*$")
_STOPPED = re.compile(r"[.!?][\"')\]]*$")
_INSIDE = re.compile(r"[^\W\d_]{4}[.!?] [^\W\d_]")  # a sentence ends inside a line
_ITEM = re.compile(r"[•·▪◦‣●○*>] ?\S|- |\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)] ")
_PAGE = re.compile(
    r"(?:- ?)?\[?\d{1,4}\]?(?: ?-)?|(?i:page|p\.) ?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?|\d{1,4} ?/ ?\d{1,4}"
)
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_OPENER = re.compile(  # words that have a capital only where a sentence begins
    r"(?:The|This|These|Those|That|They|There|In|On|At|Its?|He|She|We|Our|Their|His|Her|During|According|An?|But|"
    r"For|From|After|Before|Both|With|Among|When|While|What|Why|Who|Where|How|Following|Within|Under|By|To|As|If|"
    r"Also|Some|Many|All|Every|Each|No|Not|One|Another|Such|Since|Although|Despite|Today|Yesterday|However)\b"
)
_DATELINE = re.compile(
    r"\(?\w[\w .'-]{1,30}\)?,? [^.]{0,40}(?:\d{4}|\)) ?[-:/] |\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}"
)
_FUNCTION = re.compile(  # words after which no headline ends
    r"(?:,| -|\b(?:the|an?|of|and|or|in|on|at|to|for|with|by|from|between|its|their|his|her|as|that|which|"
    r"under|within|against|about|into|during|was|were|is|are|has|have|had|will|be|been|also|not))$"
)
_LONG = 40  # characters after which a sentence that has not ended goes on below, however wide the page is
_NARROW = 20  # no page is as narrow
_WIDE = 130  # no line of print is as wide
_SLACK = 15  # characters by which a line may be longer than the longest that is known to be wrapped
_FULL = 0.75  # of the width: how full a line is where lines are cut by their look, not by their letters
_MANY = 3
_LONGEST = 40  # letters of a word
_LITTLE = 5  # letters of a word that has a capital in a title


class Line(NamedTuple):
    """A line that is not blank, without the blanks around it, and how it stands to the one before."""

    start: int
    end: int
    words: str
    width: int  # with the blanks before it
    below: bool  # no blank line stands between
    turned: bool  # only a page's number does


class Width(NamedTuple):
    """How many characters a line of a text has at most, and how many it has where it is full."""

    most: int
    full: float


def joined(text: str, known: Known) -> Iterator[tuple[int, int, str]]:
    """Changes (start, end, new words) by which each paragraph of ``text`` is one line.

    ``text`` has one form of each sign (see :mod:`dialogues.corpus.signs`); ``known`` gives words that tell
    whether a hyphen at a line's end belongs to the word.
    """
    if "\n" not in text.strip():
        return
    lines = _without_page_numbers([*_lines(text)])
    width = _width(lines)
    first, length = lines[0], 0
    spelled: list[Collection[str]] = []
    for place, (here, below) in enumerate(pairwise(lines)):
        length += len(here.words) + 1
        if _goes_on(first, length, here, below, lines[place + 2 : place + 3], width):
            yield _join(text, here, below, known, spelled)
        else:
            first, length = below, 0
            blank = text[here.end : below.start]
            if blank.strip("\n"):
                yield here.end, below.start, "\n" * blank.count("\n")


def _lines(text: str) -> Iterator[Line]:
    """Lines that are not blank."""
    end = 0
    for found in _LINE.finditer(text):
        words = found[0].strip()
        if words:
            start = found.start() + found[0].index(words)
            below = text.count("\n", end, start) == 1
            end = start + len(words)
            yield Line(start, end, words, end - found.start(), below, turned=False)


def _without_page_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """Leave out the numbers of pages that stand inside a sentence, and blank lines where many do."""
    kept: list[Line] = []
    for place, line in enumerate(lines):
        if (
            kept
            and place + 1 < len(lines)
            and _PAGE.fullmatch(line.words)
            and _is_cut(kept[-1].words, lines[place + 1].words)
        ):
            continue
        if kept and place and lines[place - 1] is not kept[-1]:
            line = line._replace(turned=True)
        kept.append(line)
    spaced = [_is_cut(here.words, line.words) for here, line in pairwise(kept) if not line.below]
    if sum(spaced) >= _MANY and sum(spaced) * 3 >= len(kept):
        return [line._replace(below=True) for line in kept]
    return kept


def _is_cut(words: str, below: str) -> bool:
    """Whether a sentence goes on below: it has not ended, and what follows has no capital."""
    return below[:1].islower() and not _ENDED.search(words) and not _ITEM.match(below)


def _first(words: str) -> int:
    """How long the first word is."""
    return len(words.partition(" ")[0])


def _with_next(here: Line, below: Line) -> int:
    """How long a line would be with the first word of the one below."""
    return here.width + _first(below.words) + (not here.words.endswith("-"))


def _width(lines: Sequence[Line]) -> Width | None:
    """How wide a text is wrapped; nothing where it is not."""
    pairs = [(here, below) for here, below in pairwise(lines) if below.below]
    cut = [pair for pair in pairs if len(pair[0].words) >= _NARROW and _is_cut(pair[0].words, pair[1].words)]
    if not cut:
        most = max(line.width for line in lines)
        seen = any(_may_be_cut(*pair, most) for pair in pairs)
        return Width(most, most) if seen and most <= _WIDE else None
    most = max(here.width for here, _ in cut)
    if len(cut) == 1 and most < _LONG:
        return None
    most = max(line.width for line in lines if line.width <= most + _SLACK)
    if sum(_with_next(*pair) > most for pair in cut) >= _FULL * len(cut):
        return Width(most, most)
    return Width(most, _FULL * most) if len(cut) >= _MANY else None


def _may_be_cut(here: Line, below: Line, most: int) -> bool:
    """Whether a full line has no end, and the last line of its sentence stands below."""
    return (
        len(here.words) >= _LONG
        and _with_next(here, below) > most
        and not _ENDED.search(here.words)
        and _STOPPED.search(below.words) is not None
        and not _begins(below.words)
    )


def _is_left_open(here: str, below: str) -> bool:
    """Whether a line of prose ends amid a sentence: one has ended on it, and the next ends below."""
    return (
        _INSIDE.search(here) is not None
        and not _ENDED.search(here)
        and not _begins(below)
        and _STOPPED.search(below) is not None
    )


def _begins(words: str) -> bool:
    """Whether a line begins something: a sentence, a list item, a report under its dateline."""
    return any(mark.match(words) for mark in (_OPENER, _ITEM, _DATELINE))


def _goes_on(
    first: Line, length: int, here: Line, below: Line, after: Sequence[Line], width: Width | None
) -> bool:
    """Whether the paragraph that begins with ``first``, so far of ``length``, goes on in the line below.

    ``after`` is the line after that, where there is one.
    """
    if below.turned or not below.below:
        return below.turned
    if _ITEM.match(below.words) and (
        not below.words.startswith("- ") or _ITEM.match(first.words) or _ENDED.search(here.words)
    ):
        return False
    cut = _is_cut(here.words, below.words) or _is_left_open(here.words, below.words)
    if width is None or max(here.width, below.width) > width.most + _SLACK:
        return cut and length > _LONG
    wide = _with_next(here, below)
    if wide < width.full or (wide == width.full and _ENDED.search(here.words)):
        return cut and length > _LONG
    if _STOPPED.search(here.words):
        alone = not after or not after[0].below or _with_next(below, after[0]) <= width.full
        return not alone or _STOPPED.search(below.words) is not None
    return (
        cut
        or _FUNCTION.search(here.words) is not None
        or below.words.startswith("- ")
        or not _begins(below.words)
        or (_is_titled(here.words) and _is_titled(below.words))
    )


def _is_titled(words: str) -> bool:
    """Whether all words but the little ones have a capital."""
    return all(word[0].isupper() for word in _WORD.findall(words) if len(word) >= _LITTLE)


def _join(
    text: str, here: Line, below: Line, known: Known, spelled: list[Collection[str]]
) -> tuple[int, int, str]:
    """Join two lines by a space, or without one where a word was cut; ``spelled`` keeps what is looked up."""
    cut = _LAST_WORD.search(here.words[-_LONGEST:-1]) if here.words.endswith("-") else None
    if cut is None or not below.words[:1].isalpha():
        figures = here.words.endswith("-") and here.words[-2:-1].isdigit()
        return here.end, below.start, "" if figures else " "
    rest = _WORD.match(below.words)
    left, right = cut[0].lower(), rest[0] if rest else ""
    if right in ("and", "or", "to"):
        return here.end, below.start, " "  # "short- and long-term"
    if not spelled:
        spelled += [known(), _spelled(text)]
    whole, pair, first, last = (
        any(word in some for some in spelled) for word in (left + right, f"{left}-{right}", left, right)
    )
    compound = right[:1].isupper() or pair or (first and last and not whole)
    return here.end - (not compound), below.start, ""


def _spelled(text: str) -> set[str]:
    """Words of ``text`` and pairs joined by a hyphen, in small letters; none that a line's end has cut."""
    words: set[str] = set()
    end, before = -1, ""
    for found in _WORD.finditer(text):
        start, word = found.start(), found[0].lower()
        if text[found.end() : found.end() + 2] != "-\n" and text[start - 2 : start] != "-\n":
            words.add(word)
        if start == end + 1 and text[end] == "-":
            words.add(f"{before}-{word}")
        end, before = found.end(), word
    return words
