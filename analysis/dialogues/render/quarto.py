"""Quarto, the engine of record: `quarto render` with the project's own settings."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from dialogues import recovery
from dialogues.base import epoch, placing, removal
from dialogues.base.errors import NotebookError, Problem, UsageError
from dialogues.base.progress import Timings
from dialogues.base.project import Project, shown
from dialogues.render import (
    BRIEF,
    FORMATS,
    Parameters,
    Prepared,
    cell_files,
    confined,
    evidence,
    must_be_its_own,
    page,
    parameters,
    qmd,
    vega,
)
from dialogues.render.convert import Conversion
from dialogues.render.settings import settings

KERNELS = Path(__file__).resolve().with_name("jupyter")  # with our own way to start Python's
NEEDED = (1, 9)  # `quarto-required` in _quarto.yml
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PROGRESS = re.compile(
    r"Cell \d+/\d+:.*(?:Done)?$|Executing .*|Starting \w+ kernel.*|"
    r"Stack trace:|at .*\bquarto\.[jt]s:[\d:]+\)?"
)  # lines of what it does, and of its own program
REFUSAL = re.compile(  # of this package: its hooks, and the notebook's own kernel
    r"(?P<path>[\w./ -]+\.(?:qmd|ya?ml|txt)):(?:(?P<line>\d+):)? (?P<problem>.*?\.) (?P<remedy>.*\.)$"
)
CELL_ID = re.compile(r'(?<=<div )id="[0-9a-f]{8}" (?=class="cell)')  # drawn by chance at every render
NAME_OF_FRAME = re.compile(r'(?<=<div id="tbl-)([^"]*"[^>]*?) aria-label="[^"]*"')  # it is the table's
UNRESOLVED = (
    re.compile(  # a reference to nothing; a source that is not there, with a bibliography and without
        r"\?@(?P<label>[a-z]{2,3}-[\w-]+)|"
        r'<span class="citation"[^>]*>[^<]*(?:<strong>(?P<source>[^<>\s]+)\?</strong>|@(?P<key>\w[\w:.-]*\w))'
    )
)


class Quarto:
    """The engine behind the command ``quarto``."""

    def __init__(self, command: Path, version: str) -> None:
        self._command = command
        self.name = f"Quarto {version}"

    def render(
        self,
        project: Project,
        notebook: Path,
        into: Path,
        timings: Timings,
        formats: tuple[str, ...] = FORMATS,
        given: Parameters | None = None,
    ) -> str:
        """Render the brief and the pages beside it, or one of these, into ``into``; what they are made of.

        Raises
        ------
        UsageError
            For a notebook that does not stand in ``analysis/``, which has none of the project's settings, and
            for a parameter that the notebook does not take.
        NotebookError
            Where Quarto fails, with what it said.
        """
        if notebook.resolve().parent != project.analysis.resolve():
            problem = "Quarto renders with the project's settings only what stands in analysis/."
            raise UsageError(Problem(problem, "Put it there, or take `--engine builtin`.", shown(notebook)))
        environment = {name: value for name, value in os.environ.items() if name != epoch.NAME}
        environment["QUARTO_PYTHON"] = sys.executable
        kernels = [str(KERNELS), *filter(None, [environment.get("JUPYTER_PATH")])]
        environment["JUPYTER_PATH"] = os.pathsep.join(kernels)
        one = {"html": ["--to", "html"], "pdf": ["--to", "typst"]}
        only = one[formats[0]] if len(formats) == 1 else []
        if given:
            parameters.put_in(qmd.read(notebook, project.root), given)
            for name, value in given.items():
                only += ["-P", f"{name}:{json.dumps(value)}"]
        if given or notebook.stem != BRIEF:
            only = [str(notebook.resolve()), *only]
        with timings.stage("quarto render"):
            done = subprocess.run(
                [self._command, "render", *only, "--output-dir", into.resolve()],
                cwd=project.root,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            for left in (".html", ".typ", "_files"):  # Quarto leaves beside the notebook what it had made
                path = notebook.with_name(notebook.stem + left)
                removal.remove(path)
            said = COLOURS.sub("", done.stdout.decode(errors="replace")).strip().splitlines()
            said = [line for line in said if line.strip() and not PROGRESS.fullmatch(line.strip())]
            refused = [match for line in said if (match := REFUSAL.search(line))]
            if refused:
                raise NotebookError(
                    Problem(told["problem"], told["remedy"], told["path"], int(told["line"] or 0) or None)
                    for told in refused
                )
            raise NotebookError(
                Problem(
                    "Quarto could not render the notebook. It said:",
                    "Correct what it names; `--engine builtin` tells file and line of more kinds of error.",
                    shown(notebook),
                    shows=tuple(f"| {row}" for row in said[-25:]),
                )
            )
        removal.remove(into / project.analysis.name)  # its own files, kept for a preview
        return Prepared.of(project).made_of(notebook.stem)


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


def installed() -> Quarto | None:
    """What :func:`find` finds, if anything."""
    try:
        return find()
    except UsageError:
        return None


def lay_out(project: Project, written: list[Path], place: Path) -> None:
    """Quarto's post-render step: seal the pages and lay files and dataset out flat in ``place``.

    Quarto keeps the folders of the notebooks, and copies theme files beside the page that are inside it now.
    Where it made one format only (`--to`) or serves a preview, its own files stay too: it looks for them.

    Raises
    ------
    NotebookError
        Where the page refers to what there is not; the draft stays as it was.
    """
    folders = {file.parent.resolve() for file in written} - {place.resolve()}
    is_whole = {".html", ".pdf"} <= {file.suffix for file in written} and not is_previewing(project)
    try:
        _lay_out(project, written, place)
    finally:  # what Quarto wrote is no draft yet
        for folder in folders if is_whole else ():
            removal.remove(place / folder.relative_to(place.resolve()).parts[0])


def is_previewing(project: Project) -> bool:
    """Whether a `quarto preview` of this project runs: it leaves its process's number while it does."""
    try:
        return bool(
            psutil.pid_exists(int((project.root / ".quarto" / "preview" / "lock").read_text("ascii")))
        )
    except (OSError, ValueError):
        return False


def unconfined(project: Project) -> Iterator[Problem]:
    """That Quarto's own command finds another kernel than ours, by what was set before it was started."""
    known = [project.root / place for place in os.environ.get("JUPYTER_PATH", "").split(os.pathsep)]
    found = next((place for place in known if (place / "kernels" / "python3").is_dir()), None)
    if confined.holds() and (found is None or not found.samefile(KERNELS)):
        problem = "JUPYTER_PATH, as it is set here, leads to another kernel: cells can write anywhere."
        yield Problem(problem, "Put analysis/dialogues/render/jupyter first in it, or unset it.")


def _lay_out(project: Project, written: list[Path], place: Path) -> None:
    prepared = Prepared.of(project)
    cell_files.must_be_plain(prepared)
    pages = {
        file: NAME_OF_FRAME.sub(r"\1", CELL_ID.sub("", file.read_text(encoding="utf-8")))
        for file in written
        if file.suffix == ".html"
    }
    problems = [problem for file, html in pages.items() for problem in _unresolved(project, file.stem, html)]
    if problems:
        raise NotebookError(problems)
    for file in written:
        must_be_its_own(project, project.analysis / f"{file.stem}.qmd", prepared.file(file.stem))
    vega.finish(prepared.build)
    with placing.beside(place / "data") as made:
        for file in written:
            content = file.read_bytes()
            if file in pages:
                linked = (file.parent, project.analysis, prepared.build)
                find, webfonts = _finder(project, file.stem), prepared.webfonts
                sealed = page.seal(pages[file], linked, file.name, webfonts, find, project.root)
                content = sealed.encode()
            name = prepared.file(file.stem)
            (made / f"{name}{file.suffix}").write_bytes(content)
            if file.stem == BRIEF and prepared.evidence(evidence.WRITTEN_AS[file.suffix[1:]]).is_file():
                evidence.write(_conversion(project, prepared, file.stem), made, name, [file.suffix[1:]])
            if (claims := prepared.ledger(name)).is_file():  # of a part
                shutil.copyfile(claims, made / claims.name)
        is_of_a_part = any(prepared.part(file.stem).is_file() for file in written)
        for file in [*made.iterdir()]:  # all is there: now into place
            file.replace(place / file.name)
        if not is_of_a_part:  # the brief that lies there keeps its data
            cell_files.lay_out_data(prepared, made / "data")
            placing.put(made / "data", place / "data")
            if place.resolve() == project.draft.resolve():  # by Quarto's own command
                recovery.remember(project, prepared.noted)


def _finder(project: Project, stem: str) -> Callable[[str], qmd.Line | None]:
    """Gives the line of a notebook that holds the words asked for."""
    return lambda words: qmd.read(project.analysis / f"{stem}.qmd", project.root).find(words)


def _conversion(project: Project, prepared: Prepared, stem: str) -> Conversion:
    """The built-in engine's way to make of Quarto's brief what stands in files of its own."""
    notebook = qmd.read(project.analysis / f"{stem}.qmd", project.root)
    merged, _ = settings(notebook, project.root)  # what the built-in engine refuses, Quarto may know
    return Conversion("", notebook, merged, project.analysis / "theme", prepared, find().name)


def _unresolved(project: Project, stem: str, html: str) -> Iterator[Problem]:
    """A problem for each reference of Quarto's page that leads nowhere, with its line in the notebook."""
    path = project.analysis / f"{stem}.qmd"
    names = dict.fromkeys(match[match.lastgroup or 0] for match in UNRESOLVED.finditer(html))
    notebook = qmd.read(path, project.root) if names else None
    for name in names:
        line = notebook.find(name) if notebook else None
        yield Problem(
            f"`@{name}` refers to nothing.",
            f"Give the figure, table or section the label {name}, or the bibliography the source {name}.",
            line.path if line else shown(path),
            line.number if line else None,
        )
