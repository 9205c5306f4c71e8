"""What all tests share: the same examples every time, and one render of the brief."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

import five
import shared
from dialogues.base.project import HOME, Project

EXAMPLES = int(os.environ.get("EXAMPLES", "20"))  # of each property; `make torture` asks for more
settings.register_profile("same_examples", derandomize=True, deadline=None, max_examples=EXAMPLES)
settings.load_profile("same_examples")

LONG = (  # files of tests that take longest: begun first, so that all workers end together
    "test_first_hour", "serve/test_page", "browser/test_page", "test_new", "test_reproducible",
    "test_torture", "test_cli_build", "events/test_events", "test_cli_check", "render/test_render",
    "brief/test_large", "render/test_own_pages", "scoring/test_score", "browser/test_filters",
    "test_author", "render/test_parameters", "brief/test_notebook", "serve/test_preview",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files."""
    rank = {Path(__file__).parent / f"{name}.py": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path, len(LONG)))


expect.set_options(timeout=30_000)  # milliseconds: a busy machine needs them
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

    def make(root: Path) -> None:
        made = five.bare(root)
        shutil.copytree(five.TEXTS, made.seeds)
        shutil.copytree(HOME / "tests" / "golden", made.root / "tests" / "golden")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(
                "PYTHONPATH", str(HOME / "analysis")
            )  # the kernel finds the package, installed or not
            render(made, "builtin")

    return RenderedBrief(Project(shared.once(tmp_path_factory, "brief", make)).draft)


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
