"""The code that writes briefs and releases knows no state, no city and no body: they come from the data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pycountry
import pytest

from dialogues import codebook
from dialogues.base.project import HOME
from dialogues.brief import wording

PACKAGE = HOME / "analysis" / "dialogues"
WRITERS = sorted(path for part in ("brief", "releasing", "render") for path in (PACKAGE / part).rglob("*.py"))
NOTEBOOKS = sorted([*(HOME / "analysis").glob("*.qmd"), *(HOME / "analysis" / "annexes").glob("*.qmd")])


@cache
def names() -> re.Pattern[str]:
    """Names, acronyms and demonyms of states, organisations, bodies and cities, as whole words."""
    rules = codebook.load(HOME / "analysis" / "codebook")
    found = {name for state in pycountry.countries for name in (state.name, state.alpha_3)}
    found |= {word for state in rules.states for word in (*state.names, *state.demonyms)}
    found |= {place.place for place in rules.places}
    for body in (*rules.organisations, *rules.institutions):
        found |= {word for word in (body.label, body.short) if word}
    found |= {body.code for body in rules.organisations}
    words = sorted(
        (name for name in found if name[0].isupper() and name not in COMMON), key=len, reverse=True
    )
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


COMMON = ("AND", "ARE", "Parliament")  # words of everyday too, in capitals in code


def literals(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_a_name_is_found_where_there_is_one() -> None:
    assert names().search("of Turkmenistan")
    assert names().search("the EU's")
    assert not names().search("the state’s dialogues")


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_string_of_the_code_names_a_state_a_city_or_a_body(path: Path) -> None:
    of_grammar = wording.WITH_ARTICLE.pattern  # English has an article before some names of states
    assert [text for text in literals(path) if text != of_grammar and names().search(text)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_prose_of_the_notebooks_names_one(path: Path) -> None:
    assert names().findall(path.read_text(encoding="utf-8")) == []
