"""The command ``dialogues read``: a page, or a draft in the author's editor."""

from __future__ import annotations

import datetime
import difflib
import getpass
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from dialogues.base.errors import Problem, UsageError
from dialogues.base.project import Project
from dialogues.serve.app import Pages, app
from dialogues.serve.book import Book
from dialogues.serve.found import Desk
from dialogues.serve.listening import bind, serve


def page(project: Project, document: str | None, port: int, reader: str | None) -> None:
    """Serve the page on which texts are read until Ctrl-C; it opens at ``document``.

    Raises
    ------
    DialoguesError
        Where the port is taken, there is no such text, or the project cannot be read.
    """
    listening = bind(port)
    try:
        desk = Desk(project)
        path = "/read" if document is None else f"/read/{quote(_named(desk.found().documents, document))}"
        book = Book(desk, datetime.date.today())
        serve(app(Pages(book, reader or who(project.root))), listening, path, lambda: None)
    finally:
        listening.close()


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
