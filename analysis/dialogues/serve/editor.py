"""A reading as a draft in the author's own editor: what the rules found stands there to be uncommented."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import click

from dialogues.base.errors import DialoguesError, Problem, ReadingError
from dialogues.base.project import shown
from dialogues.serve import draft as drafts
from dialogues.serve.acts import act, sign
from dialogues.serve.book import Book
from dialogues.serve.draft import Draft

HINT, OFFER = "#|", "#?"  # before help that is not kept, and before what a rule found
MADE_OF = re.compile(r"^#\| made of (?P<hash>\w+)$", re.M)
NONE = "none"
HELP = """\
A reading: what a person says of this text. A line that begins with "#? " is what a rule found: take
these three signs away to confirm it, put it right, or leave it to the rules.
`null` says that the text does not give it. Give the `words` verbatim, and a `why` where you overrule
a rule. When you have looked for everything, write `complete: true` under `read`.
Lines that begin with #| or #? are not kept. The text stands at the end."""
Edit = Callable[[Path], object]


def edit(book: Book, document_id: str, reader: str, open_editor: Edit | None = None) -> str | None:
    """Open the reading of a text in the editor and save what comes back; where, if something was saved.

    Raises
    ------
    DialoguesError
        Where what comes back is no reading of this text, or the file changed meanwhile: the draft is kept.
    """
    path = book.path(document_id)
    place = book.project.build / "drafts" / path.name
    fresh = offered(book, document_id, reader)
    if not place.exists() or _is_saved(path, place):
        drafts.write(place, fresh.encode(), drafts.digest(drafts.read(place)))
    before = place.read_text(encoding="utf-8")
    (open_editor or _in_editor)(place)
    text = place.read_text(encoding="utf-8")
    if kept(text) == kept(fresh):
        place.unlink()
        return None
    made_of = MADE_OF.search(text) or MADE_OF.search(before)
    opened = None if made_of is None or made_of["hash"] == NONE else made_of["hash"]
    try:
        content = _checked(book, document_id, place, kept(text))
        drafts.write(path, content, opened)
    except DialoguesError as error:
        remedy = f"Mend it with `dialogues read --editor {document_id}`, or remove it."
        told = Problem("The reading was not saved; your draft is kept.", remedy, shown(place))
        raise DialoguesError([*error.problems, told]) from error
    place.unlink()
    return shown(path)


def _is_saved(path: Path, place: Path) -> bool:
    """Whether the draft at ``place`` was saved at ``path`` by a command that was then ended."""
    saved = drafts.read(path)
    with contextlib.suppress(DialoguesError):
        return saved is not None and _content(place, kept(place.read_text(encoding="utf-8"))) == saved
    return False


def offered(book: Book, document_id: str, reader: str) -> str:
    """The draft: the reading as it is, what the rules found beside it, and the text."""
    now = book.open(document_id)
    own = now.draft
    full = drafts.draft(own.path, str(now.sheet.document["sha256"]), own.text())
    sign(full, reader, book.on)
    written = {*own.text().decode().splitlines(), *full.text().decode().splitlines()}
    act(full, now.sheet, now.found.rules, {"do": "confirm_all"})
    lines = [
        line if line in written or line.rstrip().endswith(":") else f"{OFFER} {line}"
        for line in full.text().decode().splitlines()
    ]
    doubts = [
        f"In doubt: {item.label}: {' or '.join(told for _, told in item.others)}"
        for item in now.sheet.items
        if item.others
    ]
    head = [f"{HINT} {line}" for line in (*HELP.splitlines(), *doubts)]
    tail = [f"{HINT} {line}".rstrip() for line in now.sheet.text.splitlines()]
    return "\n".join([*head, f"{HINT} made of {own.opened or NONE}", "", *lines, "", *tail, ""])


def kept(text: str) -> str:
    """What a person wrote, without help and offers."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith((HINT, OFFER))]
    return "\n".join(lines).strip("\n") + "\n"


def _checked(book: Book, document_id: str, place: Path, text: str) -> bytes:
    """The bytes to save, where they are a reading of the text."""
    content = _content(place, text)
    problems = book.problems(book.path(document_id), content)
    if problems:
        drafted, checked = place.read_text(encoding="utf-8").splitlines(), content.decode().splitlines()
        raise ReadingError(
            Problem(one.problem, one.remedy, shown(place), _line_in(drafted, checked, one.line))
            for one in problems
        )
    return content


def _content(place: Path, text: str) -> bytes:
    """What is to be saved of a draft."""
    made = drafts.draft(place, "", text.encode())
    _drop_empty(made)
    return made.text()


def _line_in(drafted: list[str], checked: list[str], line: int | None) -> int | None:
    """The line of the draft that says what a line of the checked reading says."""
    if line is None or line > len(checked):
        return None
    wanted = checked[line - 1].strip()
    return next((number for number, said in enumerate(drafted, 1) if said.strip() == wanted), None)


def _drop_empty(made: Draft) -> None:
    """Take out sections of which nothing was confirmed."""
    for section in list(made.data):
        held = made.data[section]
        for verb in ("add", "remove"):
            if hasattr(held, "items") and verb in held and held[verb] is None:
                made.drop((section, verb))
        if section in made.data and made.data[section] is None:
            made.drop((section,))


def _in_editor(place: Path) -> None:
    click.edit(filename=str(place))
