"""A real Chromium, started by the tests; without one they are skipped with the reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from conftest import RenderedBrief

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser(rendered_brief: RenderedBrief) -> Iterator[Browser]:  # noqa: ARG001 - see below
    """One browser for the tests of a module.

    Playwright keeps an event loop running in this thread, in which nothing can be rendered: the brief is
    rendered before, and the browser closed before other tests render.
    """
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, rendered_brief: RenderedBrief) -> Iterator[Callable[..., Page]]:
    """Opens the brief at a width, in a scheme, with or without scripts."""
    contexts = []

    def make(width: int = 1280, scheme: str = "light", *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(rendered_brief.page.as_uri())
        if scripts:
            page.wait_for_selector("html[data-charts=live]", state="attached")
        return page

    yield make
    for context in contexts:
        context.close()
