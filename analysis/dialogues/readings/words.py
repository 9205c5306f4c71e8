"""Where the words of a reading stand in a text."""

from __future__ import annotations

import re
from functools import lru_cache

from dialogues.codebook import matching


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text``: pairs of ``start`` and ``end``, in order.

    Quotation marks, dashes and spaces are alike in all their forms; blanks and breaks of line may differ.
    """
    wanted = [re.escape(part) for part in matching.plain_text(words).split()]
    if not wanted:
        return []
    return [match.span() for match in re.finditer(r"\s+".join(wanted), _plain(text))]


@lru_cache(maxsize=4)
def _plain(text: str) -> str:
    """The text with one form of each sign; characters keep their places."""
    return matching.plain_text(text)
