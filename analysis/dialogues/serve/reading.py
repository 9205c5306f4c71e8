"""The command ``dialogues read``: a page, or a draft in the author's editor."""

from __future__ import annotations

import contextlib
import datetime
import difflib
import getpass
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from dialogues.base.errors import Problem, UsageError
from dialogues.base.project import Project
from dialogues.serve import editor
from dialogues.serve.app import Pages, app
from dialogues.serve.book import Book
from dialogues.serve.found import Desk
from dialogues.serve.listening import bind, serve
from dialogues.serve.preview import Preview
from dialogues.serve.showing import Frame


def page(project: Project, document: str | None, port: int, reader: str | None) -> None:
    """Serve the page on which texts are read until Ctrl-C; it opens at ``document``.

    Raises
    ------
    DialoguesError
        Where the port is taken, there is no such text, or the project cannot be read.
    """
    with contextlib.closing(bind(port)) as listening:
        desk = Desk(project)
        path = "/read" if document is None else f"/read/{quote(_named(desk.found().documents, document))}"
        _serve(desk, reader, listening, path)


def draft(project: Project, document: str, reader: str | None) -> str | None:
    """Read one text in the author's editor; the file that was saved, if one was.

    Raises
    ------
    DialoguesError
        Where there is no such text, or what comes back is no reading.
    """
    desk = Desk(project)
    name = _named(desk.found().documents, document)
    return editor.edit(Book(desk, datetime.date.today()), name, reader or who(project.root))


def preview(project: Project, port: int) -> None:
    """Serve the preview of the brief until Ctrl-C; texts are read beside it.

    Raises
    ------
    DialoguesError
        Where the port is taken.
    """
    with contextlib.closing(bind(port)) as listening:
        _serve(Desk(project), None, listening, "/preview", at_once=True)


def _serve(
    desk: Desk, reader: str | None, listening: socket.socket, path: str, *, at_once: bool = False
) -> None:
    """Serve reading page and preview; the brief is made ``at_once``, or when somebody first looks."""
    shown = Preview(desk)
    pages = Pages(Book(desk, datetime.date.today()), reader or who(desk.project.root))
    try:
        if at_once:
            shown.start()
        serve(app(pages, *Frame(pages, shown).routes), listening, path, shown.ending.set)
    finally:
        shown.close()


def who(folder: Path) -> str:
    """Who works here: as Git knows it, else as the system does."""
    try:
        told = subprocess.run(
            ["git", "config", "user.name"], cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError:
        return getpass.getuser()
    return told.stdout.strip() or getpass.getuser()


def _named(documents: Sequence[str], name: str) -> str:
    """The text called ``name``: by its whole name, its file, or a beginning that only it has."""
    wanted = Path(name).stem if name.endswith(".txt") else name
    begun = [document for document in documents if document.startswith(wanted)]
    if wanted in documents or len(begun) == 1:
        return wanted if wanted in documents else begun[0]
    near = difflib.get_close_matches(wanted, documents, n=1, cutoff=0.4)
    remedy = (
        "Name it in full."
        if begun
        else f"Did you mean {near[0]}?"
        if near
        else "See the list: `dialogues read`."
    )
    raise UsageError(
        Problem(f"There is no text {name!r}." if not begun else f"{name!r} begins several texts.", remedy)
    )
