"""What all tests share: the same examples every time, and one render of the brief."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

import five
from dialogues.base.project import HOME

settings.register_profile("same_examples", derandomize=True, deadline=None)
settings.load_profile("same_examples")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


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

    made = five.bare(tmp_path_factory.mktemp("project"))
    shutil.copytree(five.TEXTS, made.seeds)
    shutil.copytree(HOME / "tests" / "golden", made.root / "tests" / "golden")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HOME / "analysis"))  # the kernel finds the package, installed or not
        return RenderedBrief(render(made, "builtin").folder)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser for the tests of a module; without one they are skipped with the reason.

    Playwright keeps an event loop running in its thread, in which no other may begin: so each module closes
    its browser before the next one runs.
    """
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
