"""A small project for each test, and one render of all constructs for the tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import five
from dialogues.base.project import HOME, Project
from dialogues.render import render
from dialogues.render.qmd import Notebook, read

NOTEBOOKS = Path(__file__).with_name("notebooks")
GIVEN = ("CITATION.cff", "pyproject.toml", "_quarto.yml")


def make_project(root: Path) -> Project:
    """A project with the repository's settings, theme, codebook, the five texts, and no notebook."""
    for name in GIVEN:
        shutil.copy(HOME / name, root / name)
    shutil.copytree(HOME / "analysis/theme", root / "analysis/theme")
    shutil.copytree(five.CODEBOOK, root / "analysis/codebook")
    shutil.copytree(five.TEXTS, root / "seeds")
    return Project(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without notebooks."""
    return make_project(tmp_path)


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[[str], Notebook]:
    """Reads a text as the notebook ``n.qmd``."""

    def make(text: str) -> Notebook:
        path = tmp_path / "n.qmd"
        path.write_text(text, encoding="utf-8")
        return read(path, tmp_path)

    return make


@dataclass(frozen=True)
class Brief:
    """One render, as files and as text."""

    html: str
    pdf: Path


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The notebook that uses every construct, rendered by the built-in engine."""
    return rendered(tmp_path_factory.mktemp("constructs"), "constructs")


@pytest.fixture(scope="session")
def daily(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The notebook of what authors use daily, rendered by the built-in engine."""
    return rendered(tmp_path_factory.mktemp("daily"), "daily")


def rendered(root: Path, name: str) -> Brief:
    """The notebook ``name`` of this folder, rendered as a project's brief in ``root``."""
    project = make_project(root)
    lay_out(project, name)
    render(project, "builtin")
    return Brief((project.draft / "brief.html").read_text(encoding="utf-8"), project.draft / "brief.pdf")


def lay_out(project: Project, name: str) -> None:
    """Make the notebook ``name`` of this folder the project's brief."""
    (project.root / "_variables.yml").write_text("who: {name: One Person}\n", encoding="utf-8")
    for path in NOTEBOOKS.iterdir():
        if path.suffix != ".qmd":
            shutil.copy(path, project.analysis / path.name)
    shutil.copy(NOTEBOOKS / f"{name}.qmd", project.analysis / "brief.qmd")
