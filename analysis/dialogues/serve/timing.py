"""How long a saved word, cue and reading take to show: measured in a copy, with everything warm."""

from __future__ import annotations

import datetime
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dialogues.base.progress import Timings
from dialogues.base.project import Project
from dialogues.releasing import provenance
from dialogues.serve import teaching
from dialogues.serve.book import Book
from dialogues.serve.found import Desk
from dialogues.serve.making import Maker

WORD = "\n\nOne more sentence.\n"
REST = 2.0  # seconds in which the next kernel gets ready, as while an author thinks


def measured(project: Project) -> Iterator[str]:
    """One line for each kind of change: the seconds it took, and which stages took them."""
    with _copied(project) as copy, _making(desk := Desk(copy)) as maker:
        notebook = copy.analysis / "brief.qmd"
        yield _line("first", maker, lambda: None)
        yield _line("word of a notebook", maker, lambda: _append(notebook, WORD))
        yield _line("cue", maker, lambda: _teach(desk))
        yield _line("reading", maker, lambda: _read(desk))


def _line(what: str, maker: Maker, change: Callable[[], None]) -> str:
    change()
    timings = Timings()
    begin = time.perf_counter()
    maker.make(timings)
    took = time.perf_counter() - begin
    maker.warm()
    time.sleep(REST)
    stages = ", ".join(f"{name} {each:.2f}" for name, each in timings.seconds.items() if name != "all")
    return f"{took:7.2f} s  {what} ({stages})"


@contextmanager
def _copied(project: Project) -> Iterator[Project]:
    with tempfile.TemporaryDirectory(prefix="dialogues-") as folder:
        place = Path(folder) / "project"
        provenance.copy(project, place)
        for part in ("readings",):
            if (project.analysis / part).is_dir():
                shutil.copytree(project.analysis / part, place / "analysis" / part, dirs_exist_ok=True)
        yield Project(place)


@contextmanager
def _making(desk: Desk) -> Iterator[Maker]:
    maker = Maker(desk)
    try:
        yield maker
    finally:
        maker.close()


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _teach(desk: Desk) -> None:
    """Give the first topic the first words of the first text as a cue."""
    path = desk.project.codebook / "topics.yaml"
    found = desk.found()
    words = " ".join(str(found.tables["sentences"]["text"][0]).split()[:4])
    made, _ = teaching.added(path.read_text(encoding="utf-8"), found.rules.topics[0].code, words)
    path.write_text(made, encoding="utf-8")


def _read(desk: Desk) -> None:
    """Put the place of the first text's meeting right: it is the text's first word."""
    book = Book(desk, datetime.date.today())
    document = book.desk.found().documents[0]
    now = book.open(document)
    first = now.sheet.text.split()[0]
    request = {"do": "set", "key": "event/place", "value": first, "words": first, "why": "a trial"}
    book.change(document, {**request, "reader": "trial", "opened": now.draft.opened, "shown": now.shown})
