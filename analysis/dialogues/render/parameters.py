"""Parameters of a notebook, as Quarto has them.

A cell tagged `parameters` gives names and what they are by default; `-P name:value` puts a cell after it.
What is made with parameters is called by them, unless the notebook calls itself a part of the dataset: the
page that is made without them stays.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import replace

import yaml

from dialogues.base import placing
from dialogues.base.errors import NotebookError, Problem, UsageError
from dialogues.render import Parameters, Prepared
from dialogues.render.qmd import Cell, Line, Notebook, load_yaml

TAG = "parameters"
NOT_IN_NAMES = re.compile(r"[^\w-]+")
LONGEST = 60  # characters of what parameters add to a name
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


def name(places: Prepared, stem: str, given: Parameters) -> None:
    """Let what the notebook ``stem`` is made into with parameters ``given``, if any, be called by them."""
    if given:
        called = NOT_IN_NAMES.sub("-", "-".join(f"{name}-{value}" for name, value in given.items()))
        told = {"file": f"{stem}-{called[:LONGEST]}", "made_of": places.told["made_of"]}
        place = places.part(stem)
        place.parent.mkdir(exist_ok=True)
        placing.write(place, json.dumps(told).encode())


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
