"""What the tests of the reading page share: what the rules say of its texts is found once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from dialogues.base.project import HOME, Project
from dialogues.readings import load
from dialogues.serve.app import Pages, app
from dialogues.serve.book import Book
from dialogues.serve.found import Desk, Found
from dialogues.serve.guard import Door
from dialogues.serve.listening import Server, bind
from dialogues.serve.preview import Preview
from dialogues.serve.showing import Frame
from serve import project as small

LABELS = HOME / "tests" / "labelled"
ONE = "523_icrc_short_post"
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


@contextmanager
def running(book: Book, preview: Preview | None = None) -> Iterator[Door]:
    """A server of the readings in ``book``, and of a preview: where it lets one in."""
    listening = bind(0)
    door = Door(listening.getsockname()[1])
    pages = Pages(book, "AB")
    routes = [] if preview is None else Frame(pages, preview).routes
    server = Server(app(pages, *routes), door, lambda: preview.ending.set() if preview else None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield door
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def door(book: Book) -> Iterator[Door]:
    """Where the running server lets one in."""
    with running(book) as door:
        yield door


@dataclass(frozen=True)
class Labelled:
    """A project of one labelled text that nobody has read, and its label."""

    project: Project
    path: Path

    @property
    def label(self) -> dict[str, Any]:
        """The label as plain values."""
        said: dict[str, Any] = yaml.safe_load(self.path.read_text(encoding="utf-8"))
        return said

    @property
    def readings(self) -> list[load.Reading]:
        """The label as the scorer takes it."""
        read, problems = load.one(self.path)
        assert read is not None
        assert problems == ()
        return [read]

    @contextmanager
    def open(self, browser: Browser) -> Iterator[Page]:
        """The text on the reading page."""
        with running(small.book(self.project)) as door, closing(browser.new_context()) as context:
            page = context.new_page()
            page.goto(door.address(f"/read/{self.path.stem}"))
            yield page


@pytest.fixture
def labelled(tmp_path: Path) -> Labelled:
    """A text in which the rules miss a place, a day, a topic and a person's role, and invent a topic."""
    path = LABELS / "readings" / f"{ONE}.yaml"
    return Labelled(small.copied(tmp_path / "project", [LABELS / "texts" / f"{ONE}.txt"]), path)


@pytest.fixture
def open_page(chromium: Browser, door: Door) -> Iterator[OpenPage]:
    """Opens an address of the running server at a width, in a scheme; errors of its script fail the test."""
    with opening(chromium, door) as make:
        yield make


@contextmanager
def opening(chromium: Browser, door: Door) -> Iterator[OpenPage]:
    """What opens pages of a server."""
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
