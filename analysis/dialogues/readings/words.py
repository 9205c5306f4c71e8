"""Where the words of a reading stand in a text."""

from __future__ import annotations

import re
from functools import lru_cache

from dialogues.corpus import signs

_BETWEEN = re.compile(r"\s*-+\s*|\s+")  # what words are cut at: a dash, or blanks
_CUT = re.compile(r"-\s+")  # a hyphen at the end of a line
_DASH = r"\s*-+\s*"


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text``: pairs of ``start`` and ``end``, in order.

    Quotation marks, dashes and spaces are alike in all their forms; blanks and breaks of line may differ, and
    a hyphen before a blank may be one that the end of a line has put there.
    """
    wanted = signs.folded(words).strip()
    if not wanted:
        return []
    between = [_way(cut) for cut in _BETWEEN.findall(wanted)]
    parts = [re.escape(part) for part in _BETWEEN.split(wanted)]
    pattern = parts[0] + "".join(cut + part for cut, part in zip(between, parts[1:], strict=True))
    view, passes = _view(text)
    return [
        (signs.back(passes, match.start(), "start"), signs.back(passes, match.end() - 1, "end") + 1)
        for match in re.finditer(pattern, view)
        if match.group()
    ]


def _way(cut: str) -> str:
    """What may stand where words are cut, as a pattern."""
    if "-" not in cut:
        return r"\s+"
    return f"(?:{_DASH})?" if _CUT.fullmatch(cut) else _DASH


def same(one: object, other: object) -> bool:
    """Whether two values are equal; of words, in whatever form of quotation marks, dashes and spaces."""
    if isinstance(one, str) and isinstance(other, str):
        return signs.folded(one).split() == signs.folded(other).split()
    return one == other


@lru_cache(maxsize=4)
def _view(text: str) -> tuple[str, tuple[list[signs.Edit], ...]]:
    """The text with one form of each sign, and the way back to its characters."""
    passes = []
    for change in signs.PASSES:
        text, edits = signs.replaced(text, change(text))
        passes.append([signs.NOTHING, *edits])
    return text, tuple(passes)
