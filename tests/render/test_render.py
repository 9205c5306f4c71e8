"""The command `dialogues render`, on a small project of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dialogues.errors import NotebookError
from dialogues.project import HOME, Project
from dialogues.render import render

GIVEN = ("CITATION.cff", "pyproject.toml", "_quarto.yml")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with the repository's theme and settings, no notebook yet."""
    for name in GIVEN:
        shutil.copy(HOME / name, tmp_path / name)
    shutil.copytree(HOME / "analysis" / "theme", tmp_path / "analysis" / "theme")
    shutil.copytree(HOME / "seeds", tmp_path / "seeds")
    return Project(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder``."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_one_notebook_gives_html_and_pdf_with_the_values_its_cells_computed(project: Project) -> None:
    (project.analysis / "brief.qmd").write_text(
        "## Count {#sec-count}\n\n```{python}\nn = 6 * 7\n```\n\nThere are `{python} n` in @sec-count.\n",
        encoding="utf-8",
    )
    rendered = render(project, "builtin")
    page = (project.draft / "brief.html").read_text(encoding="utf-8")
    assert 'There are 42 in <a href="#sec-count" class="quarto-xref">Section\N{NO-BREAK SPACE}1</a>.' in page
    assert (project.draft / "brief.pdf").read_bytes().startswith(b"%PDF-")
    assert str(rendered).startswith(f"{project.draft}/brief.html and brief.pdf · built-in engine")


def test_a_failing_notebook_leaves_the_last_draft(project: Project) -> None:
    notebook = project.analysis / "brief.qmd"
    notebook.write_text("## Fine\n", encoding="utf-8")
    render(project, "builtin")
    before = contents(project.draft)
    notebook.write_text("## Bad\n\n```{python}\nn = 1\nn / 0\n```\n", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^analysis/brief.qmd:5: The cell fails here: ZeroDivisionError"):
        render(project, "builtin")
    assert contents(project.draft) == before
