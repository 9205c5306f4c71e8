"""Words of which one stands wherever a regular expression matches: elsewhere it need not be tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_TOKEN = re.compile(
    r"\((?:\?:)?(?P<words>(?:[\w '/,-]|\\[^\w\s])++(?:\|(?:[\w '/,-]|\\[^\w\s])++)*+)\)"  # a group of words
    r"|(?P<letters>(?:[\w '/,-](?![*+?{]))+|\\[^\w\s]|[^\\\[.^$()|*+?{])"  # what stands for itself
    r"|(?P<quantifier>[*+?]\??|\{\d+(?:,\d*)?\}\??)"
    r"|\(\?-u:\\b\)|\(\?[a-zA-Z-]+\)"  # a boundary, flags
    r"|(?P<open>\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?)|(?P<close>[)|])"
    r"|\\[pPx]\{[^}]*\}|\[(?:[^\[\]\\]|\\.|\[[^\]]*\])*\]|\\?.",  # an escape, a class, any other sign
    re.DOTALL | re.ASCII,
)
_NONE = frozenset[str]()


@cache
def triggers(regex: str) -> frozenset[str]:
    """Give words in small letters, one of which stands in all that ``regex`` matches; none where it has none.

    Of what an expression cannot do without, the words are taken that are likely to be rare: the longest.
    """
    return _alternatives(_TOKEN.finditer(f"{regex})"))


def _alternatives(tokens: Iterator[re.Match[str]]) -> frozenset[str]:
    """The words of a group's branches, up to its closing bracket; none where a branch has none."""
    branches: list[frozenset[str]] = []
    needed: list[frozenset[str]] = []  # of the branch that is read
    word, last = "", _NONE  # letters in a row, and the group before a quantifier
    for token in tokens:
        if token.lastgroup == "letters" and token[0].isascii():
            needed.append(last)
            word, last = word + token[0].removeprefix("\\").lower(), _NONE
            continue
        if token.lastgroup == "quantifier" and token[0].startswith(("*", "?", "{0")):
            word, last = word[:-1], _NONE
        needed += [frozenset({word}), last] if word else [last]
        word, last = "", _alternatives(tokens) if token.lastgroup == "open" else _NONE
        if token.lastgroup == "words":
            last = frozenset(token["words"].replace("\\", "").lower().split("|"))
        if token.lastgroup == "close":
            branches.append(max(filter(None, needed), key=_rarity, default=_NONE))
            needed = []
            if token[0] == ")":
                break
    return frozenset().union(*branches) if all(branches) else _NONE


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)
