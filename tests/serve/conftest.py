"""What the tests of the reading page share: what the rules say of its texts is found once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.conftest import CHROMIUM
from dialogues.serve.app import Pages, app
from dialogues.serve.book import Book
from dialogues.serve.found import Desk, Found
from dialogues.serve.guard import Door
from dialogues.serve.listening import Server, bind
from serve import project as small

OpenPage = Callable[..., Page]
REFUSED_BY_POLICY = "Content Security Policy"


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What the rules say of the three texts."""
    return Desk(small.copied(tmp_path_factory.mktemp("texts") / "project")).found()


@pytest.fixture
def book(tmp_path: Path, found: Found, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The readings of a fresh copy of the three texts."""
    project = small.copied(tmp_path / "project")
    monkeypatch.chdir(project.root)
    desk = Desk(project)
    monkeypatch.setattr(desk, "found", lambda: found)
    return small.book(project, desk)


@pytest.fixture
def door(book: Book) -> Iterator[Door]:
    """Where the running server lets one in."""
    listening = bind(0)
    door = Door(listening.getsockname()[1])
    server = Server(app(Pages(book, "AB")), door, lambda: None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield door
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser; without one the tests that need it are skipped with the reason."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, door: Door) -> Iterator[OpenPage]:
    """Opens an address of the running server at a width, in a scheme; errors of its script fail the test."""
    contexts, errors = [], []

    def make(path: str = "/read/alpha", width: int = 1280, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if REFUSED_BY_POLICY in said.text else None)
        page.goto(door.address(path))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []
