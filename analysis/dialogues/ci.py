"""The whole job of continuous integration: all of ``check``, the notebooks, the shapes and the releases."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars as pl

from dialogues import check, recovery
from dialogues.base import opening
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.progress import Timings
from dialogues.base.project import Project, shown
from dialogues.base.reporting import Part, Report
from dialogues.dataset import schemas, shapes
from dialogues.releasing import gate, manifest, versions

OF_FILES = ("seeds", "codebook", "readings", "dataset")  # parts of what `check` finds


def look(project: Project, timings: Timings | None = None) -> Report:
    """Look at everything and report all problems at once, part by part."""
    timings = timings or Timings()
    verdict = _checked(project, timings)
    parts = [Part(name, tuple(_of(project, name, verdict.problems))) for name in OF_FILES]
    further: dict[str, Callable[[Project], Iterable[Problem]]] = {
        "notebooks": notebooks,
        "shapes": gate.problems,
        "releases": releases,
    }
    for name, problems in further.items():
        with timings.stage(name):
            parts.append(Part(name, _all(problems, project)))
    told = dict.fromkeys(problem for part in parts for problem in part.problems)
    facts = {name: getattr(verdict, name) for name in ("texts", "tables", "quotes")}
    said = check.said(len(told), verdict)
    notes = (*verdict.notes, *_outdated(project), *_unheeded(project), *recovery.of_two_makes(project))
    return Report(tuple(parts), notes, said, facts)


def _checked(project: Project, timings: Timings) -> check.Verdict:
    """What `check` finds; a column renamed in the schema alone, which no stage makes so, is a problem too."""
    try:
        return check.check(project, timings)
    except pl.exceptions.PolarsError as error:
        if not list(shapes.unrecorded(shapes.FILE)):
            raise
        why = str(error).splitlines()[0].split(";")[0].rstrip(".")
        problem = f"The stages do not make the tables of these shapes: {why}."
        remedy = "Rename the column in the stage that makes it too, or take the change back."
        file = Path(schemas.__file__)
        return check.Verdict((Problem(problem, remedy, shown(file), _line_of(why, file)),))


def _line_of(why: str, file: Path) -> int | None:
    """The line of the schemas that declares the column named in an error."""
    named = re.search(r'column "(\w+)"', why)
    rows = file.read_text(encoding="utf-8").splitlines() if named else []
    return next(
        (n for n, row in enumerate(rows, 1) if named and row.strip().startswith(f"{named[1]}:")), None
    )


def notebooks(project: Project) -> Iterator[Problem]:
    """What forbids a render, as far as it can be told without one; what Quarto knows is sound where it is."""
    from dialogues.brief import calls, prose
    from dialogues.render import constructs, qmd, quarto, settings

    yield from opening.strange(project)
    if not os.path.lexists(project.analysis / "brief.qmd"):
        where = shown(project.analysis / "brief.qmd")
        yield Problem("The notebook of the brief is not here.", "Bring it back (`git restore`).", where)
    is_quarto = quarto.installed() is not None
    for path in sorted(project.analysis.glob("*.qmd")):
        try:
            notebook = qmd.read(path, project.root)
            if is_quarto:
                yield from (
                    *settings.of_no_engine(notebook, project.root),
                    *constructs.shared_notes(notebook),
                )
            else:
                yield from (*settings.settings(notebook, project.root)[1], *constructs.refused(notebook))
        except DialoguesError as error:
            yield from error.problems
            continue
        yield from calls.unknown(notebook)
    try:
        prose.check(project)
    except DialoguesError as error:
        yield from error.problems


def releases(project: Project) -> Iterator[Problem]:
    """Files of a release that are not those of its manifest, and releases that are listed and gone."""
    kept = versions.kept(project)
    for version in kept:
        yield from manifest.broken(project.reports / version)
    for version in versions.listed(project):
        if version not in kept:
            problem = f"The release {version} is listed, but its folder is not here."
            remedy = f"Bring it back (`git restore reports/{version}`), or from a copy."
            yield Problem(problem, remedy, shown(project.reports / "README.md"))


def _all(problems: Callable[[Project], Iterable[Problem]], project: Project) -> tuple[Problem, ...]:
    try:
        return tuple(dict.fromkeys(problems(project)))
    except DialoguesError as error:
        return error.problems


def _of(project: Project, part: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Those of the problems that are about the files of one part; what is about none is the dataset's."""
    places = {
        "seeds": project.seeds,
        "codebook": project.codebook,
        "readings": project.analysis / "readings",
    }
    for problem in problems:
        path = Path(problem.path or ".").absolute()
        about = [name for name, place in places.items() if path.is_relative_to(place.absolute())]
        if part == (about or ["dataset"])[0]:
            yield problem


def _unheeded(project: Project) -> Iterator[Problem]:
    """A note where a file says what only Quarto follows, and Quarto is not here."""
    from dialogues.render import qmd, quarto, settings

    told: dict[Problem, None] = {}
    with contextlib.suppress(DialoguesError):  # told as such
        for path in () if quarto.installed() else sorted(project.analysis.glob("*.qmd")):
            told |= dict.fromkeys(settings.unheeded(qmd.read(path, project.root), project.root))
    yield from told


def _outdated(project: Project) -> Iterator[Problem]:
    """A note where the README leads to another release than the last."""
    readme, released = project.root / "README.md", versions.released(project)
    if not released or not readme.is_file():
        return
    for number, line in enumerate(opening.text(readme).splitlines(), 1):
        if f"reports/{released[-1]}/" not in line and any(f"reports/{old}/" in line for old in released):
            problem = f"This leads to another release than the last, {released[-1]}."
            yield Problem(problem, "Let the link lead there.", shown(readme), number)
