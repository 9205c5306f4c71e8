"""Quarto, the engine of record: `quarto render` with the project's own settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from dialogues.errors import NotebookError, Problem, UsageError
from dialogues.progress import Timings
from dialogues.project import Project
from dialogues.render import Prepared, page, vega

NEEDED = (1, 9)  # `quarto-required` in _quarto.yml
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Quarto:
    """The engine behind the command ``quarto``."""

    def __init__(self, command: Path, version: str) -> None:
        self._command = command
        self.name = f"Quarto {version}"

    def render(self, project: Project, notebook: Path, into: Path, timings: Timings) -> str:
        """Render the brief as HTML and PDF into ``into``; what they are made of.

        Raises
        ------
        UsageError
            For a notebook other than the brief: Quarto renders the list in ``_quarto.yml``.
        NotebookError
            Where Quarto fails, with what it said.
        """
        if notebook != project.analysis / "brief.qmd":
            raise UsageError(
                Problem(
                    "Quarto renders the brief as a whole.", "Render one notebook with `--engine builtin`."
                )
            )
        environment = {**os.environ, "QUARTO_PYTHON": sys.executable}
        with timings.stage("quarto render"):
            done = subprocess.run(
                [self._command, "render", "--output-dir", into.resolve()],
                cwd=project.root,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            said = COLOURS.sub("", done.stdout.decode(errors="replace")).strip().splitlines()
            raise NotebookError(
                Problem(
                    "Quarto could not render the notebook. It said:\n" + "\n".join(said[-25:]) + "\n",
                    "Correct what it names; `--engine builtin` tells file and line of more kinds of error.",
                    str(notebook),
                )
            )
        return Prepared.of(project).told["made_of"]


def find() -> Quarto:
    """The Quarto beside this Python, or the one on the PATH.

    Raises
    ------
    UsageError
        Where there is none, or one too old.
    """
    beside = Path(sys.executable).with_name("quarto")
    command = beside if beside.is_file() else Path(shutil.which("quarto") or "")
    remedy = (
        f"Install Quarto {'.'.join(map(str, NEEDED))} or later (`pip install -r requirements-quarto.lock` "
        "or quarto.org), or render with `--engine builtin`."
    )
    if not command.is_file():
        raise UsageError(Problem("Quarto is not installed here.", remedy))
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    version = done.stdout.strip()
    match = re.match(r"(\d+)\.(\d+)", version)
    if done.returncode != 0 or match is None:
        raise UsageError(Problem(f"{command} does not run as Quarto: it has no version to tell.", remedy))
    if (int(match[1]), int(match[2])) < NEEDED:
        raise UsageError(Problem(f"Quarto {version} at {command} is too old.", remedy))
    return Quarto(command, version)


def lay_out(project: Project, written: list[Path], place: Path) -> None:
    """Quarto's post-render step: seal the pages and lay files and dataset out flat in ``place``.

    Quarto keeps the folders of the notebooks, and copies theme files beside the page that are inside it now.
    """
    missing = {".html", ".pdf"} - {file.suffix for file in written}
    if missing:
        raise NotebookError(
            Problem(
                f"Quarto made no {' and no '.join(sorted(missing))} file.",
                "List both formats.",
                "_quarto.yml",
            )
        )
    folders = {file.parent.resolve() for file in written}
    prepared = Prepared.of(project)
    vega.finish(prepared.build)
    for file in written:
        target = place / file.name
        if file.suffix == ".html":
            linked = (file.parent, project.analysis, prepared.build)
            html = page.seal(file.read_text(encoding="utf-8"), linked, file.name, prepared.webfonts)
            target.write_text(html, encoding="utf-8")
        else:
            shutil.copyfile(file, target)
    shutil.rmtree(place / "data", ignore_errors=True)
    shutil.copytree(prepared.data, place / "data")
    for folder in folders - {place.resolve()}:
        shutil.rmtree(place / folder.relative_to(place.resolve()).parts[0], ignore_errors=True)
