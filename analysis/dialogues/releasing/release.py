"""Freeze the brief, its data and its manifest as ``reports/<version>/``.

A release is made in a tree of its own, from the files of the commit and nothing else, and moved into place in
one step. `dialogues verify` makes it again the same way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from dialogues import check, dataset
from dialogues.base import lock, placing, signs
from dialogues.base.errors import DialoguesError, Problem, ReleaseError, UsageError
from dialogues.base.project import Project
from dialogues.releasing import (
    changes,
    diff,
    edition,
    git,
    manifest,
    package,
    provenance,
    sbom,
    shelf,
    versions,
)

RENDERING = 600.0  # seconds to wait for a render, which finds what it began with when it ends
REPRODUCIBLE = "builtin"  # the engine whose HTML and PDF can be made again byte for byte


def release(project: Project, version: str, engine: str = REPRODUCIBLE) -> Path:
    """Make the release ``version`` and list it in ``reports/``; its folder.

    Raises
    ------
    UsageError
        Where ``version`` is none.
    ReleaseError
        Where it may not be made: every reason at once.
    DialoguesError
        Where the brief cannot be rendered.
    """
    try:
        versions.parse(version)
    except ReleaseError as error:
        raise UsageError(error.problems) from error
    project.reports.mkdir(exist_ok=True)
    with lock.held(project.reports, what="release"):
        problems = refusals(project, version)
        if problems:
            raise ReleaseError(problems)
        return _made(project, version, engine)


def _made(project: Project, version: str, engine: str) -> Path:
    """The folder of the release ``version``, which nothing forbids."""
    commit = git.commit(project.root) or ""
    place = project.reports / version
    with placing.beside(project.build / "release") as scratch:
        tree, made = scratch / "tree", scratch / "made"
        git.extract(project.root, commit, tree)
        _must_be_the_same(project, Project(tree))
        remake(tree, version, engine, made)
        content = manifest.read(made)
        manifest.write(made, content | {"git": {"commit": commit, "clean": True}})
        with lock.held(project.lock, RENDERING):
            try:
                placing.put(made, place)
            finally:
                shelf.write(project)
    return place


def refusals(project: Project, version: str) -> list[Problem]:
    """Every reason not to release ``version`` now."""
    try:
        year, _ = versions.parse(version)
        problems = [*_version(project, version), *_cutoff(project, year)]
    except DialoguesError as error:
        problems = list(error.problems)
    return [*problems, *_tree(project), *check.check(project).problems]


def remake(tree: Path, version: str, engine: str, into: Path) -> None:
    """Lay out the release ``version`` in ``into``, made by the code in ``tree`` from the files in ``tree``.

    Raises
    ------
    ReleaseError
        Where that code fails; with what it said.
    """
    path = [str(tree.resolve() / "analysis"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "1",
        edition.RELEASING: version,
    }
    command = [sys.executable, "-m", "dialogues", "assemble", str(into.resolve()), "--engine", engine]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).replace(f"{tree.resolve()}{os.sep}", "")
        raise ReleaseError(
            Problem(
                f"The brief of {version} could not be made:",
                "Mend what it names, see it pass with `dialogues render`, commit, and try again.",
                shows=tuple(f"| {row}" for row in said.splitlines()),
            )
        )


def assemble(project: Project, into: Path, engine: str) -> None:
    """Render ``project`` and lay out what a release holds in ``into``; git's commit is not yet in it."""
    from dialogues import render  # heavy, and only needed here

    rendered = render.render(project, engine)
    current = edition.current(project)
    shutil.copytree(rendered.folder, into)
    shutil.copytree(
        project.codebook, into / "data" / "codebook", ignore=shutil.ignore_patterns("README.md", ".*")
    )
    package.write(into, dataset.read(into / "data"), current)
    sbom.write(project.root, into, current.version)
    (into / "CHANGES.md").write_text(signs.numbered(_changes(project, into)), encoding="utf-8")
    manifest.write(into, manifest.describe(project, into, current, rendered.engine))


def _changes(project: Project, folder: Path) -> str:
    """``CHANGES.md``: the whole difference from the release before."""
    version = versions.declared(project)
    previous = versions.before(project, version)
    if previous is None:
        return f"# Changes in {version}\n\n{changes.FIRST}\n"
    before, after = changes.load(project, previous), changes.load(project, str(folder))
    after = replace(after, name=version, inputs=provenance.inputs(project).files)
    found = diff.compare(before.tables, after.tables, before.claims, after.claims)
    return changes.markdown(before, after, found)


def _version(project: Project, version: str) -> list[Problem]:
    problems = []
    declared = versions.declared(project)
    if version != declared:
        problems.append(
            Problem(
                f"The project declares version {declared}, not {version}.",
                "Set `version` there.",
                "pyproject.toml",
            )
        )
    cited = edition.current(project).cited_version
    if version != cited:
        problems.append(
            Problem(
                f"The version to cite is {cited}, not {version}.", "Set `version` there.", edition.CITATION
            )
        )
    if os.path.lexists(project.reports / version):
        problems.append(
            Problem(
                f"{version} is released already, and a release is never changed.",
                "Release the next version.",
                f"reports/{version}",
            )
        )
    released = versions.released(project)
    if released and versions.parse(version) < versions.parse(released[-1]):
        problems.append(
            Problem(f"{version} comes before the last release, {released[-1]}.", "Release a later version.")
        )
    return problems


def _cutoff(project: Project, year: int) -> list[Problem]:
    current = edition.current(project)
    problems = []
    where = "seeds/sources.yaml"
    if current.cutoff is None:
        problems.append(
            Problem(
                "The corpus has no data cut-off.",
                "Give `corpus: cutoff`, the last day that is covered.",
                where,
            )
        )
    elif current.cutoff.year != year:
        problems.append(
            Problem(
                f"The data cut-off is {current.cutoff}: its year is not {year}.",
                f"Release {current.cutoff.year}.N, or correct the cut-off.",
                where,
            )
        )
    return problems


def _tree(project: Project) -> list[Problem]:
    if git.commit(project.root) is None:
        return [
            Problem(
                "There is no git commit here that the release could name as its source.",
                "Commit everything, then release.",
            )
        ]
    return [
        Problem("Nothing in this folder is committed.", "Commit it, or move it away.", path)
        if path.endswith("/")
        else Problem("The file is not committed as it is.", "Commit it, or put it back.", path)
        for path in git.uncommitted(project.root)
    ]


def _must_be_the_same(project: Project, tree: Project) -> None:
    """Refuse inputs that git does not hold: ignored files among them."""
    here, there = (
        {path: value for files in provenance.inputs(side).files.values() for path, value in files.items()}
        for side in (project, tree)
    )
    differ = sorted(path for path in here.keys() | there.keys() if here.get(path) != there.get(path))
    if differ:
        raise ReleaseError(
            Problem(
                "The file is an input, but git does not hold it as it is here.",
                "Commit it, or move it away.",
                path,
            )
            for path in differ
        )
