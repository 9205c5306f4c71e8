"""Calls of a notebook that the brief does not know, told without running a cell."""

from __future__ import annotations

import ast
import builtins
import difflib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dialogues.base.errors import Problem
from dialogues.brief.brief import Brief
from dialogues.render.qmd import INLINE, Cell, Line, Notebook

OPENS = "open_brief"
KNOWN = {*dir(builtins), "get_ipython", "display", "__name__"}
FIELDS = set(Brief.__dataclass_fields__)


@dataclass(slots=True)
class _Names:
    """What the cells before have made: names, and those of them that are the brief."""

    known: set[str] = field(default_factory=lambda: set(KNOWN))
    briefs: set[str] = field(default_factory=set)
    are_all_known: bool = True  # until a star import


def unknown(notebook: Notebook) -> Iterator[Problem]:
    """A problem for each name, method or argument of the notebook's code that there is not."""
    names = _Names()
    for part in notebook.parts:
        if isinstance(part, Cell):
            if part.options.get("eval") is not False:
                yield from _cell(part, names)
            continue
        for number, line in enumerate(part.lines):
            if number not in part.literal:
                for match in INLINE.finditer(line.text):
                    yield from _expression(match[1].strip(), line, names)


def _cell(cell: Cell, names: _Names) -> Iterator[Problem]:
    source = "\n".join("" if row.lstrip().startswith(("%", "!")) else row for row in cell.source.split("\n"))
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        line = cell.statement(error.lineno or 1)
        yield line.problem(f"This is not Python: {error.msg}.", "Correct the cell.")
        return
    _learn(tree, names)
    yield from _looked_up(tree, names, cell.statement)


def _expression(text: str, line: Line, names: _Names) -> Iterator[Problem]:
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        yield line.problem(f"`{text}` is not Python: {error.msg}.", "Correct the expression.")
        return
    yield from _looked_up(tree, names, lambda _: line)


def _learn(tree: ast.AST, names: _Names) -> None:
    """Take note of every name that the code makes, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.known.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.known.add(node.name)
        elif isinstance(node, ast.arg):
            names.known.add(node.arg)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.known.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.known |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            names.are_all_known &= all(alias.name != "*" for alias in node.names)
        if isinstance(node, ast.Assign) and _opens(node.value):
            names.briefs |= {target.id for target in node.targets if isinstance(target, ast.Name)}


def _opens(value: ast.expr) -> bool:
    """Whether this opens the brief."""
    if not isinstance(value, ast.Call):
        return False
    called = value.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == OPENS


def _looked_up(tree: ast.AST, names: _Names, line_of: Callable[[int], Line]) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if names.are_all_known and node.id not in names.known:
                yield line_of(getattr(node, "lineno", 1)).problem(
                    f"Nothing is called `{node.id}` here.", _near(node.id, names.known)
                )
        elif isinstance(node, ast.Attribute) and _is_brief(node.value, names):
            if not _has(node.attr):
                yield line_of(getattr(node, "lineno", 1)).problem(
                    f"The brief has no `{node.attr}`.", _near(node.attr, _offered())
                )
        elif isinstance(node, ast.Call) and (method := _method(node, names)) is not None:
            yield from _arguments(node, method, line_of(node.lineno))


def _arguments(call: ast.Call, name: str, line: Line) -> Iterator[Problem]:
    """A problem where the arguments are not those that the brief's method takes."""
    method = inspect.getattr_static(Brief, name, None)
    starred = any(isinstance(value, ast.Starred) for value in call.args)
    if not inspect.isfunction(method) or starred or any(given.arg is None for given in call.keywords):
        return
    try:
        named = {str(given.arg): None for given in call.keywords}
        inspect.signature(method).bind(None, *call.args, **named)
    except TypeError as error:
        yield line.problem(f"`{name}` is not called so: {error}.", f"Its help: `help(b.{name})`.")


def _method(call: ast.Call, names: _Names) -> str | None:
    """The name of the brief's method that is called; none where it is another call."""
    called = call.func
    if isinstance(called, ast.Attribute) and _is_brief(called.value, names) and _has(called.attr):
        return called.attr
    return None


def _is_brief(node: ast.expr, names: _Names) -> bool:
    return isinstance(node, ast.Name) and node.id in names.briefs


def _has(name: str) -> bool:
    return name in FIELDS or hasattr(Brief, name)


def _offered() -> set[str]:
    return {name for name in {*dir(Brief), *FIELDS} if not name.startswith("_")}


def _near(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"Did you mean `{near[0]}`?" if near else "Correct it, or make it in a cell before."
