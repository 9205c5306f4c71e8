"""The brief, opened in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from conftest import RenderedBrief


@pytest.fixture
def open_page(chromium: Browser, rendered_brief: RenderedBrief) -> Iterator[Callable[..., Page]]:
    """Opens the brief at a width, in a scheme, with or without scripts."""
    contexts = []

    def make(width: int = 1280, scheme: str = "light", *, scripts: bool = True) -> Page:
        context = chromium.new_context(
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
