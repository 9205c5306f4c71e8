"""The brief's notebook run on a dataset made by hand: what each cell and each inline value says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dialogues.base.project import HOME, Project
from dialogues.brief import brief as module
from dialogues.brief.brief import Brief
from dialogues.dataset import Dataset

CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.S | re.M)
INLINE = re.compile(r"`\{python\} ([^`]*)`")
CLAIM = re.compile(r"\[((?:\\.|[^\]\\])*)\]\{\.claim[^}]*\}")


def plain(text: str) -> str:
    """What a reader sees."""
    without = re.sub(r"\[([^\]]*)\]\{\.(?:silent|mark)\}", r"\1", CLAIM.sub(r"\1", text))
    return re.sub(r"\\(.)", r"\1", without).replace("**", "")


def told(d: Dataset, folder: Path) -> tuple[list[str], Brief]:
    """What each cell of ``analysis/brief.qmd`` says on ``d``, and each inline value, in order."""
    brief = Brief.of(Project(HOME), folder, d)
    names: dict[str, object] = {}
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "open_brief", lambda _=None: brief)
        text = (HOME / "analysis" / "brief.qmd").read_text(encoding="utf-8")
        for match in re.finditer(rf"{CELL.pattern}|{INLINE.pattern}", text, re.S | re.M):
            said.append(_run(match[1] or match[2], names))
    return [part for part in said if part], brief


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
