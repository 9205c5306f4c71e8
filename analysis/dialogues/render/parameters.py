"""Parameters of a notebook, as Quarto has them.

A cell tagged `parameters` gives names and what they are by default; `-P name:value` puts a cell after it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

import yaml

from dialogues.base.errors import NotebookError, Problem, UsageError
from dialogues.render import Parameters
from dialogues.render.qmd import Cell, Line, Notebook, load_yaml

TAG = "parameters"
RESERVED = {"from_": "from"}  # a parameter that Python cannot name, by the name it has in the cell


def read(given: Iterable[str]) -> Parameters:
    """The parameters written as ``name:value``.

    Raises
    ------
    UsageError
        Where one is not of that form.
    """
    told: dict[str, str | int | float | bool | None] = {}
    for one in given:
        name, colon, value = one.partition(":")
        try:
            parsed = load_yaml(f"value: {value}", [Line(one, "-P", 1)], "parameter").get("value")
        except (NotebookError, yaml.YAMLError):
            parsed = value
        if not (colon and name.isidentifier()):
            raise UsageError(Problem(f"`{one}` is no parameter.", "Write it as `-P name:value`."))
        told[name] = parsed if isinstance(parsed, str | int | float | bool | None) else value
    return told


def put_in(notebook: Notebook, given: Parameters) -> Notebook:
    """The notebook with a cell after its parameters that sets what is ``given``.

    Raises
    ------
    UsageError
        Where it has no such parameters.
    """
    if not given:
        return notebook
    cell = next((one for one in notebook.cells if TAG in (one.options.get("tags") or ())), None)
    if cell is None:
        problem = "The notebook takes no parameters."
        raise UsageError(Problem(problem, f"Give it a cell with `#| tags: [{TAG}]`.", notebook.name))
    names = {RESERVED.get(name, name): name for name in _names(cell)}
    unknown = [name for name in given if name not in names]
    if unknown:
        known = f"It takes {', '.join(names)}."
        raise UsageError(
            cell.fence.problem(f"`{name}` is no parameter of the notebook.", known) for name in unknown
        )
    rows = (f"{names[name]} = {value!r}" for name, value in given.items())
    code = tuple(Line(row, cell.fence.path, cell.fence.number) for row in rows)
    at = notebook.parts.index(cell) + 1
    sets = Cell(cell.fence, cell.indent, code)
    return replace(notebook, parts=(*notebook.parts[:at], sets, *notebook.parts[at:]))


def _names(cell: Cell) -> list[str]:
    """The names that the cell gives, in order."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return []  # told where the cell is run
    return [
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
