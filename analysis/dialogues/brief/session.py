"""What a notebook's Python does beside running its cells, whoever renders it."""

from __future__ import annotations

import importlib
import logging
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import Project
from dialogues.render import inside, limits, qmd, settings

BUILT_IN = "DIALOGUES_NOTEBOOK"  # variable that the built-in engine sets: the notebook's name
FROM = re.compile(r"from(?=\s*=[^=])")  # `-P from:2020` comes as `from = 2020`, which is no Python


def begin() -> None:
    """Let `-P from:2020` be given, and tell on the terminal where a cell fails and what it warns of.

    The built-in engine tells these by itself. Cells that Quarto runs are held to what a cell may do and take.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or _without_from in shell.input_transformers_cleanup:
        return
    shell.input_transformers_cleanup.append(_without_from)
    if BUILT_IN not in os.environ:
        terminal = os.dup(getattr(sys.stderr, "_original_stdstream_copy", None) or 2)
        sys.stderr = os.fdopen(terminal, "w", buffering=1, encoding="utf-8", errors="replace")
        logging.getLogger("ipykernel.comm").disabled = True  # of what Quarto says to a kernel at first
        watch = _watch(shell)
        shell.events.register("post_run_cell", lambda done: _tell(shell, done, watch.excess if watch else ""))
        _shorten_allowed(shell)


def _watch(shell: Any) -> inside.Watch | None:
    """Hold the cells of a notebook that Quarto runs to what a cell may do and take in the other engine."""
    running = _notebook()
    if running is None:
        return None
    importlib.import_module("dialogues.render.guard")
    most = limits.Limits.of(settings.settings(running, Project.here().root)[0])
    watch = inside.Watch(shell, most, lambda source: _say(_exceeded(source, 1, watch.excess)))
    return watch


def notebook() -> str:
    """The name of the notebook that runs, without its suffix; `brief` where nobody says."""
    return Path(os.environ.get(BUILT_IN) or os.environ.get("QUARTO_DOCUMENT_FILE") or "brief.qmd").stem


def _without_from(lines: Sequence[str]) -> list[str]:
    """The lines of a cell with the parameter `from` under a name that Python allows."""
    return [FROM.sub("from_", line, count=1) if FROM.match(line) else line for line in lines]


def _shorten_allowed(shell: Any) -> None:
    """Show what an error says that a cell allows, without the way to it: colours, paths of this machine."""
    show, running = shell._showtraceback, ""

    def begin_cell(about: Any) -> None:
        nonlocal running
        running = about.raw_cell

    shell.events.register("pre_run_cell", begin_cell)
    shell._showtraceback = lambda kind, error, trace: show(kind, error, [] if _may_fail(running) else trace)


def _tell(shell: Any, done: Any, excess: str) -> None:
    """Say on the terminal at which line of the notebook a cell failed, or took too much."""
    error, source = done.error_before_exec or done.error_in_exec, done.info.raw_cell
    if error is None or _may_fail(source):
        return
    if isinstance(error, DialoguesError) and any(problem.line for problem in error.problems):
        told = [*error.problems]
    else:
        frames = [
            at for frame, at in traceback.walk_tb(error.__traceback__) if frame.f_globals is shell.user_ns
        ]
        at = error.lineno or 1 if isinstance(error, SyntaxError) else (frames or [1])[-1]
        told = [
            _exceeded(done.info.raw_cell, at, excess) if excess else _failure(done.info.raw_cell, at, error)
        ]
    _say(*told)


def _say(*told: Problem) -> None:
    print("", *told, sep="\n", file=sys.stderr)  # Quarto's own line goes on till here


def _exceeded(source: str, number: int, excess: str) -> Problem:
    """That line ``number`` of the cell, or the expression, that was run as ``source`` takes too much."""
    cell, before = _cell(source)
    if cell is not None:
        return limits.exceeded(cell.statement(number - before), excess)
    running = _notebook()
    told = (found for prose in (running.prose if running else ()) for found in prose.expressions())
    lines = (line for line, _, code in told if code == source.strip())
    elsewhere = qmd.Line("", os.environ.get("QUARTO_DOCUMENT_FILE", ""), 1)
    return limits.exceeded(next(lines, elsewhere), excess)


def _failure(source: str, number: int, error: BaseException) -> Problem:
    """The problem at line ``number`` of the cell that was run as ``source``, at its place in the notebook."""
    words = str(error).split("\n", maxsplit=1)[0].rstrip(".") or "no message"
    problem, remedy = f"{type(error).__name__}: {words}.", f"{limits.remedy(str(error))}."
    if isinstance(error, DialoguesError):  # it says itself what to do
        first = error.problems[0]
        problem, remedy = f"{first.path}: {first.problem}" if first.path else first.problem, first.remedy
    problem = f"The cell fails here: {problem}"
    cell, before = _cell(source)
    if cell is not None:
        return cell.statement(number - before).problem(problem, remedy)
    return Problem(problem, remedy, os.environ.get("QUARTO_DOCUMENT_FILE") or None)


def _may_fail(source: str) -> bool:
    """Whether the cell that was run as ``source`` allows an error."""
    cell, _ = _cell(source)
    return cell is not None and cell.options.get("error") is True


def _cell(source: str) -> tuple[qmd.Cell | None, int]:
    """The notebook's cell that was run as ``source``, and how many lines of that stand before its code."""
    rows = source.strip("\n").split("\n")
    options = next((n for n, row in enumerate(rows) if not row.startswith("#|")), len(rows))
    code = "\n".join(rows[options:]).strip("\n")
    blank = next((n for n, row in enumerate(rows[options:]) if row.strip()), 0)
    running = _notebook()
    cells = running.cells if running else []
    return next((cell for cell in cells if cell.source == code), None), options + blank


def _notebook() -> qmd.Notebook | None:
    """The notebook that Quarto runs, as it is now."""
    path = Path(os.environ.get("QUARTO_DOCUMENT_PATH", "."), os.environ.get("QUARTO_DOCUMENT_FILE", ""))
    is_there = path.suffix == ".qmd" and path.is_file()
    return qmd.read(path, Project.here().root) if is_there else None
