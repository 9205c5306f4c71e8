"""The brief, opened in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from conftest import RenderedBrief


@contextmanager
def opening(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens addresses of a brief at a width, with or without scripts, with settings of the browser."""
    contexts = []

    def make(address: str, width: int = 1280, *, scripts: bool = True, **settings: Any) -> Page:
        viewport: ViewportSize = {"width": width, "height": 900}
        context = chromium.new_context(viewport=viewport, java_script_enabled=scripts, **settings)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        if scripts:
            page.wait_for_selector("html[data-charts=live]", state="attached")
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(chromium: Browser, rendered_brief: RenderedBrief) -> Iterator[Callable[..., Page]]:
    """Opens the brief at a width, in a scheme, with or without scripts."""
    with opening(chromium) as opened:

        def make(width: int = 1280, scheme: str = "light", *, scripts: bool = True) -> Page:
            dark_or_light = "dark" if scheme == "dark" else "light"
            return opened(
                rendered_brief.page.as_uri(), width,
                scripts=scripts, color_scheme=dark_or_light, reduced_motion="reduce",
            )  # fmt: skip

        yield make
