"""No word of the genre stands in a pattern of Python: they belong into the codebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues.base.project import HOME

PACKAGES = ("corpus", "coding", "events", "readings", "scoring")
PATTERN = re.compile(
    r"\\[a-zA-Z]|\(\?|\[\^|\[[a-zA-Z0-9]-|\||\^"
)  # what a regular expression has and a message has not
SYNTAX = re.compile(
    r"\\[pP]\{\^?\w+\}|\\x\{?\w+\}?|\(\?P<\w+>|\(\?[a-z-]*:?|\\[a-zA-Z]|\[[^\]]*\]|@\w+|\S*\\\.yaml"
)
MECHANICS = """
    a about according across after again against all along also although among an and another any
    are around as at be because been before being behind beside between beyond both but by concerning
    despite during each even every except following for from further had has have he her his how
    however if in including into is it its like many more not of off on once one onto or other
    others our out over own per regarding said same she since so some such than that the their then
    there these they this those through till to today too towards under until up upon via was we
    well were what when where whereas which while who whose why will with within without yesterday
    owing due ago day days month year years period covering current date page www http https yaml
    doctype xml html head body div span
"""  # of English: articles, pronouns, prepositions, conjunctions, auxiliaries; of calendars, addresses, HTML


def patterns(path: Path) -> Iterator[tuple[int, str]]:
    """Line and words of each pattern of a module; the parts of an f-string are one."""
    tree = ast.parse(path.read_text("utf-8"))
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part for part in node.values if isinstance(part, ast.Constant)]
            passed |= {id(part) for part in parts}
            text = " ".join(str(part.value) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            text = node.value
        else:
            continue
        if PATTERN.search(text) or (text.startswith(" ") and text.endswith(" ")):
            yield node.lineno, SYNTAX.sub(" ", text)


MODULES = [
    path for name in PACKAGES for path in sorted((HOME / "analysis" / "dialogues" / name).rglob("*.py"))
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_patterns_hold_no_words_but_the_mechanics_of_english(path: Path) -> None:
    found = {
        f"{word} (line {line})"
        for line, text in patterns(path)
        for word in re.findall(r"[^\W\d_]{3,}", text)
        if not word.isupper() and word.lower() not in MECHANICS.split()
    }
    assert not found
