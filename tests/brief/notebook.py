"""The brief's notebook run on a dataset made by hand: what each cell and each inline value says."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from dialogues.base.project import HOME, Project
from dialogues.brief import brief as module
from dialogues.brief.brief import Brief
from dialogues.dataset import Dataset

CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.S | re.M)
INLINE = re.compile(r"`\{python\} ([^`]*)`")
INCLUDED = re.compile(r"^\{\{< include (\S+) >\}\}$", re.M)
CLAIM = re.compile(r"\[((?:\\.|[^\]\\])*)\]\{\.claim[^}]*\}")


def plain(text: str) -> str:
    """What a reader sees."""
    without = re.sub(r"\[([^\]]*)\]\{\.(?:silent|mark)\}", r"\1", CLAIM.sub(r"\1", text))
    return re.sub(r"\\(.)", r"\1", without).replace("**", "")


def told(d: Dataset, folder: Path) -> tuple[list[str], Brief]:
    """What each cell of ``analysis/brief.qmd`` says on ``d``, and each inline value, in order.

    Every inline value says something.
    """
    brief = Brief.of(Project(HOME), folder, d)
    names: dict[str, object] = {}
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "open_brief", lambda _=None: brief)
        for match in re.finditer(rf"{CELL.pattern}|{INLINE.pattern}", _notebook(), re.S | re.M):
            said.append(_run(match[1] or match[2], names))
            assert match[1] or said[-1], f"Quarto would print the expression itself: {match[2]}"
    return [part for part in said if part], brief


def _notebook() -> str:
    """The text of ``analysis/brief.qmd``, with what it includes."""
    folder = HOME / "analysis"
    text = (folder / "brief.qmd").read_text(encoding="utf-8")
    return INCLUDED.sub(lambda found: (folder / found[1]).read_text(encoding="utf-8"), text)


def worded(call: str) -> dict[str, Any]:
    """The words with which ``analysis/brief.qmd`` calls a part of the brief: ``b.timeline(…)``."""
    text = (HOME / "analysis" / "brief.qmd").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for cell in CELL.findall(text):
        for statement in ast.parse(cell).body:
            if isinstance(statement, ast.Assign) and not _calls(statement):
                names |= _assigned(statement, names)
            for made in _calls(statement):
                if isinstance(made.func, ast.Attribute) and made.func.attr == call:
                    return {word.arg: _value(word.value, names) for word in made.keywords if word.arg}
    raise LookupError(call)


def _calls(statement: ast.stmt) -> list[ast.Call]:
    return [node for node in ast.walk(statement) if isinstance(node, ast.Call)]


def _assigned(statement: ast.Assign, names: dict[str, object]) -> dict[str, object]:
    """The names that a statement gives words, where it does."""
    targets = [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return dict.fromkeys(targets, _value(statement.value, names)) if targets else {}


def _value(node: ast.expr, names: dict[str, object]) -> Any:
    return eval(compile(ast.Expression(node), "cell", "eval"), dict(names))  # the notebook's own words


def _run(code: str, names: dict[str, object]) -> str:
    """The value of the last expression, as the notebook shows it."""
    tree = ast.parse(code)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "cell", "exec"), names)  # the notebook's own code
        return ""
    exec(compile(ast.Module(tree.body[:-1], []), "cell", "exec"), names)  # as above
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # as above
    shown = getattr(value, "_repr_markdown_", None)
    return "" if value is None else str(shown() if shown else value)  # None is shown nowhere
