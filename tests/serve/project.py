"""A small project of three texts, made anew for each test, and a way to ask its pages without a socket."""

from __future__ import annotations

import asyncio
import datetime
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message

from dialogues.base.project import HOME, Project
from dialogues.serve.app import Pages, app
from dialogues.serve.book import Book
from dialogues.serve.found import Desk
from dialogues.serve.guard import Door, Guard

TEXTS = Path(__file__).parent / "texts"
DAY = datetime.date(2026, 11, 27)


def copied(root: Path, texts: Iterable[Path] = ()) -> Project:
    """The project at ``root``: ``texts``, else those of these tests; the codebook and theme as they are."""
    (root / "seeds").mkdir(parents=True)
    for text in texts or TEXTS.iterdir():
        shutil.copy(text, root / "seeds")
    for name in ("codebook", "theme"):
        shutil.copytree(HOME / "analysis" / name, root / "analysis" / name)
    (root / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    return Project(root)


def book(project: Project, desk: Desk | None = None) -> Book:
    """Its readings."""
    return Book(desk or Desk(project), DAY)


def guarded(readings: Book, door: Door) -> ASGIApp:
    """Its pages behind the guard."""
    return Guard(app(Pages(readings, "AB")), door)


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def asked(
    application: ASGIApp,
    path: str,
    headers: Mapping[str, str],
    *,
    method: str = "GET",
    body: object = None,
    client: str = "127.0.0.1",
    is_cut_off: bool = False,
) -> Answer:
    """Ask ``application`` as a browser would, with just these headers; one that goes where ``is_cut_off``."""
    answer = Answer()
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    given = {"content-length": str(len(content)), **headers} if method == "POST" else dict(headers)
    place, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": place, "raw_path": place.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "client": (client, 5000), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    waiting: list[Message] = [{"type": "http.request", "body": content, "more_body": is_cut_off}]
    if is_cut_off:
        waiting.insert(0, {"type": "http.disconnect"})

    async def receive() -> Message:
        if waiting:
            return waiting.pop()
        await asyncio.Event().wait()  # the browser stays
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    async def ask() -> None:
        await application(scope, receive, send)

    asyncio.run(ask())
    return answer
