"""What all tests share: the same examples every time, and one render of the brief."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

import five
from dialogues.base.project import HOME, Project

settings.register_profile("same_examples", derandomize=True, deadline=None)
settings.load_profile("same_examples")


@dataclass(frozen=True)
class RenderedBrief:
    """The project's own brief, rendered once for all tests that look at it."""

    folder: Path

    @property
    def page(self) -> Path:
        """The HTML file."""
        return self.folder / "brief.html"

    @property
    def paper(self) -> Path:
        """The PDF file."""
        return self.folder / "brief.pdf"


@pytest.fixture(scope="session")
def rendered_brief(tmp_path_factory: pytest.TempPathFactory) -> RenderedBrief:
    """Renders a copy of the project: the draft in the clone is left alone."""
    from dialogues.render import render

    root = tmp_path_factory.mktemp("project")
    for name in ("CITATION.cff", "pyproject.toml", "_quarto.yml", "requirements.lock"):
        shutil.copy(HOME / name, root / name)
    shutil.copytree(five.TEXTS, root / "seeds")
    for name in ("tests/golden", "analysis/annexes", "analysis/codebook", "analysis/theme"):
        shutil.copytree(HOME / name, root / name)
    shutil.copy(HOME / "analysis/brief.qmd", root / "analysis")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HOME / "analysis"))  # the kernel finds the package, installed or not
        return RenderedBrief(render(Project(root), "builtin").folder)
