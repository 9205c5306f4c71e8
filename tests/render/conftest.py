"""A small project for each test, and one render of all constructs for the tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import five
import shared
from dialogues.base.project import HOME, Project
from dialogues.render import Prepared, execute, parts, render
from dialogues.render.prepare import prepare
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
def unbuilt(tmp_path: Path) -> Project:
    """A project without notebooks, of whose texts nothing was made."""
    made = make_project(tmp_path)
    parts.lay_out(made.build)
    return made


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every render of the five texts begins with: their dataset, the fonts."""
    return Prepared.of(
        Project(shared.once(tmp_path_factory, "kept", lambda root: prepare(make_project(root))))
    ).build


@pytest.fixture
def project(unbuilt: Project, kept: Path) -> Project:
    """A project without notebooks, whose dataset is made: a render builds none."""
    shutil.copytree(kept, unbuilt.build, dirs_exist_ok=True)
    return unbuilt


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """The faces cut for a page of common signs."""
    parts.lay_out(tmp_path / "parts")
    return Prepared(tmp_path / "parts").webfonts


@pytest.fixture(autouse=True)
def plain_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that imports nothing before a cell asks for it."""
    monkeypatch.setattr(execute, "WARM_UP", execute.GUARD)


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
    return rendered(tmp_path_factory, "constructs")


@pytest.fixture(scope="session")
def daily(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The notebook of what authors use daily, rendered by the built-in engine."""
    return rendered(tmp_path_factory, "daily")


def rendered(factory: pytest.TempPathFactory, name: str) -> Brief:
    """The notebook ``name`` of this folder, rendered as a project's brief."""

    def make(root: Path) -> None:
        project = make_project(root)
        lay_out(project, name)
        render(project, "builtin")

    draft = Project(shared.once(factory, name, make)).draft
    return Brief((draft / "brief.html").read_text(encoding="utf-8"), draft / "brief.pdf")


def lay_out(project: Project, name: str) -> None:
    """Make the notebook ``name`` of this folder the project's brief."""
    (project.root / "_variables.yml").write_text("who: {name: One Person}\n", encoding="utf-8")
    for path in NOTEBOOKS.iterdir():
        if path.suffix != ".qmd":
            shutil.copy(path, project.analysis / path.name)
    shutil.copy(NOTEBOOKS / f"{name}.qmd", project.analysis / "brief.qmd")
