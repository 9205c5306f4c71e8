"""Parameters of a notebook, as Quarto has them.

A cell tagged `parameters` gives names and what they are by default; `-P name:value` puts a cell after it.
What is made with parameters is called by them, unless the notebook calls itself a part of the dataset: the
page that is made without them stays.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
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


def asked() -> Parameters:
    """What the `quarto` that started this process was given by `-P`, which it tells no step before a render.

    Raises
    ------
    UsageError
        Where one has not the form ``name:value``.
    """
    with contextlib.suppress(psutil.Error):
        for parent in psutil.Process().parents():
            said = parent.cmdline()
            if any(Path(word).stem == "quarto" for word in said):
                return _of_command(said, Path(parent.cwd()))
    return {}


def _of_command(said: Sequence[str], here: Path) -> Parameters:
    """The parameters in the words of a command, with those of a file that it names, as seen from ``here``."""
    told: dict[str, Any] = {}
    for option, value in pairwise(said):
        with contextlib.suppress(OSError, ValueError, yaml.YAMLError):  # of which Quarto tells
            found = yaml.safe_load((here / value).read_text("utf-8")) if option == "--execute-params" else {}
            told |= found if isinstance(found, dict) else {}
    given = read(value for option, value in pairwise(said) if option in ("-P", "--execute-param"))
    return {**{str(name): value for name, value in told.items()}, **given}


def name_all(places: Prepared, notebooks: Sequence[Notebook], given: Parameters) -> None:
    """Let what each of ``notebooks`` is made into be called by those of ``given`` that it takes.

    Raises
    ------
    UsageError
        Where one of ``given`` is taken by none.
    """
    unknown = dict(given)
    for one in notebooks:
        taken = {name: value for name, value in given.items() if name in _takes(one)[1]}
        name(places, one.path.stem, taken)
        unknown = {name: value for name, value in unknown.items() if name not in taken}
    for one in notebooks[:1]:
        put_in(one, unknown)


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
    cell, names = _takes(notebook)
    if cell is None:
        problem = "The notebook takes no parameters."
        raise UsageError(Problem(problem, f"Give it a cell with `#| tags: [{TAG}]`.", notebook.name))
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


def _takes(notebook: Notebook) -> tuple[Cell | None, dict[str, str]]:
    """The cell of parameters, and the names in it, in order, by what each is called when it is given."""
    cell = next((one for one in notebook.cells if TAG in (one.options.get("tags") or ())), None)
    try:
        nodes = [*ast.walk(ast.parse(cell.source if cell else ""))]
    except SyntaxError:
        nodes = []  # told where the cell is run
    given = [node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return cell, {RESERVED.get(one.id, one.id): one.id for one in given}
