"""Words of which one stands wherever a regular expression matches: elsewhere it need not be tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_TOKEN = re.compile(
    r"\(\?-u:\\b\)|\(\?[a-zA-Z-]+\)|\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?"  # boundary, flags, group
    r"|\\[pPx]\{[^}]*\}|\\.|\[(?:[^\[\]\\]|\\.|\[[^\]]*\])*\]"  # escape, class
    r"|[*+?]\??|\{\d+(?:,\d*)?\}\??|.",  # quantifier, letter
    re.DOTALL,
)
_OPTIONAL = re.compile(r"[*?]|\{0")
_QUANTIFIER = re.compile(r"[*+?]|\{\d")
_LETTER = re.compile(r"\\[^\w]|[^\\\[.^$()|]")  # a token that stands for itself


@cache
def triggers(regex: str) -> frozenset[str]:
    """Give words in small letters, one of which stands in all that ``regex`` matches; none where it has none.

    Of what an expression cannot do without, the words are taken that are likely to be rare: the longest.
    """
    return _alternatives(iter([*_TOKEN.findall(regex), ")"]))


def _alternatives(tokens: Iterator[str]) -> frozenset[str]:
    """The words of a group's branches, up to its closing bracket; none where a branch has none."""
    branches: list[frozenset[str]] = []
    needed: list[frozenset[str]] = []  # of the branch that is read
    word, last = "", frozenset[str]()  # letters in a row, and the group before a quantifier
    for token in tokens:
        if _QUANTIFIER.match(token):
            if _OPTIONAL.match(token):
                word, last = word[:-1], frozenset()
            needed += [frozenset({word}), last]
            word, last = "", frozenset()
        elif _LETTER.fullmatch(token) and token.isascii():
            needed.append(last)
            word, last = word + token[-1].lower(), frozenset()
        else:
            needed += [frozenset({word}), last]
            word, last = "", frozenset()
            if token in (")", "|"):
                branches.append(max((some for some in needed if some - {""}), key=_rarity, default=last))
                needed = []
                if token == ")":
                    break
            elif token.startswith("(") and token.endswith((":", ">", "(")):
                last = _alternatives(tokens)
    return frozenset().union(*branches) if all(branches) else frozenset()


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)
