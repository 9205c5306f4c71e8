"""The readings of a project as the page changes them: one change, one whole file, one step to take back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dialogues.base.errors import Problem, ReadingError
from dialogues.base.project import Project
from dialogues.serve import draft as drafts
from dialogues.serve import sound
from dialogues.serve.acts import Request, act, close, sign
from dialogues.serve.draft import ChangedError, Draft
from dialogues.serve.found import Desk, Found
from dialogues.serve.sheet import Sheet, sheet
from dialogues.serve.shelf import Shelf
from dialogues.serve.state import State, changed, state
from dialogues.serve.values import flag, refused

KEPT = 200  # steps that can be taken back, and versions that are remembered


class ConflictError(ChangedError):
    """The file changed on the disk since the page was opened: both versions, to be shown."""

    def __init__(self, change: ChangedError, theirs: str, mine: str) -> None:
        super().__init__(change.problems)
        self.theirs = theirs
        self.mine = mine


@dataclass(frozen=True)
class Open:
    """One text with its reading as they stand, and what the loader says of it."""

    found: Found
    draft: Draft
    sheet: Sheet
    shown: str  # the hash of what a page shows of the text before the reading
    can_undo: bool
    problems: tuple[Problem, ...]

    @property
    def is_of_another_text(self) -> bool:
        """Whether the text was another when it was read."""
        return str(self.draft.data.get("sha256")) != str(self.sheet.document["sha256"])


@dataclass
class Book:
    """All readings of a project, and what was done to them since the server started."""

    desk: Desk
    on: date
    shelf: Shelf = field(default_factory=Shelf)
    alone: threading.Lock = field(default_factory=threading.Lock)  # one writes at a time
    _versions: dict[str, bytes] = field(default_factory=dict)  # by hash
    _states: dict[str, State] = field(default_factory=dict)  # what pages showed, by hash
    _steps: dict[str, list[tuple[str, bytes | None]]] = field(
        default_factory=dict
    )  # hash after, bytes before

    @property
    def project(self) -> Project:
        """Whose readings these are."""
        return self.desk.project

    def path(self, document_id: str) -> Path:
        """Where the reading of a text lies."""
        return self.project.analysis / "readings" / f"{document_id}.yaml"

    def open(self, document_id: str) -> Open:
        """A text beside its reading.

        Raises
        ------
        DialoguesError
            Where seeds, codebook or the reading are not as they should be.
        """
        found = self.desk.found()
        content = drafts.read(self.path(document_id))
        made = self._draft(found, document_id, content)
        steps = self._steps.get(document_id)
        can_undo = bool(steps) and steps is not None and steps[-1][0] == made.opened
        problems = self.problems(made.path, content)
        shown = _kept(self._states, (now := state(found, document_id)).digest, now)
        return Open(found, made, sheet(found, document_id, made.plain()), shown, can_undo, problems)

    def change(self, document_id: str, request: Request) -> str | None:
        """Do what a page asks for, and save it; the hash of the file as it is then.

        Raises
        ------
        RefusedError
            Where it cannot be done, or the page shows another text, or of it other findings, than there are.
        ReadingError
            Where the loader would refuse the reading because of it.
        ConflictError
            Where the file is not the one that the page was opened with.
        """
        with self.alone:
            opened = request.get("opened")
            if request.get("do") == "undo":
                return self._undo(document_id, opened)
            found = self.desk.found()
            if (now := state(found, document_id)).digest != request.get("shown"):
                raise changed(self._states.get(str(request.get("shown"))), now)
            before = drafts.read(self.path(document_id))
            base = before if drafts.digest(before) == opened else self._versions.get(str(opened))
            made = self._done(found, document_id, base, request)
            if request.get("do") != "adopt":
                self._refuse_unsound(made.path, base, made.text())
            try:
                drafts.write(made.path, made.text(), opened)
            except ChangedError as change:
                raise ConflictError(change, _shown(before), _shown(made.text())) from change
            after = str(drafts.digest(made.text()))
            self._remember(document_id, after, before)
            return _kept(self._versions, after, made.text())

    def _done(self, found: Found, document_id: str, base: bytes | None, request: Request) -> Draft:
        made = self._draft(found, document_id, base)
        reader = str(request.get("reader") or "")
        if request.get("do") == "complete":
            complete = flag(request.get("complete"))
            if complete:
                now = sheet(found, document_id, made.plain())
                act(made, now, found.rules, {"do": "confirm_all"})
                _without_doubts(sheet(found, document_id, made.plain()))
                close(made)
            sign(made, reader, self.on, complete=complete)
        else:
            act(made, sheet(found, document_id, made.plain()), found.rules, request)
            sign(made, reader, self.on)
        return made

    def _refuse_unsound(self, path: Path, before: bytes | None, after: bytes) -> None:
        """Refuse a change that the loader would refuse; what was wrong before may stay wrong."""
        wrong = self.problems(path, after)
        if wrong and (new := sound.new(self.problems(path, before), wrong)):
            raise ReadingError(new)

    def problems(self, path: Path, content: bytes | None) -> tuple[Problem, ...]:
        """What the loader says of the reading at ``path``, were ``content`` in it."""
        return sound.problems(self.desk.found(), path, content, self.shelf.all(path.parent))

    def _undo(self, document_id: str, opened: Any) -> str | None:
        steps = self._steps.get(document_id) or []
        if not steps or steps[-1][0] != opened:
            raise refused("There is nothing to take back.", "Change the line itself.")
        _, before = steps[-1]
        path = self.path(document_id)
        if before is not None:
            drafts.write(path, before, opened)
        elif drafts.digest(drafts.read(path)) == opened:
            path.unlink()
        steps.pop()
        return drafts.digest(before)

    def _draft(self, found: Found, document_id: str, content: bytes | None) -> Draft:
        if content is not None:
            _kept(self._versions, str(drafts.digest(content)), content)
        sha256 = str(found.document(document_id)["sha256"])
        made = drafts.draft(self.path(document_id), sha256, content)
        if content is not None and not made.has_form():
            raise ReadingError(self.problems(made.path, content))
        return made

    def _remember(self, document_id: str, after: str, before: bytes | None) -> None:
        steps = self._steps.setdefault(document_id, [])
        steps.append((after, before))
        del steps[:-KEPT]


def _kept(them: dict[str, Any], name: str, one: object) -> str:
    """Keep ``one`` as the last of ``them``; its name."""
    them.pop(name, None)
    them[name] = one
    for old in list(them)[:-KEPT]:
        them.pop(old, None)
    return name


def _without_doubts(made: Sheet) -> None:
    """Refuse to call a reading complete while doubts are open."""
    doubts = [item.label for item in made.items if item.state == "doubt"]
    if doubts:
        raise refused(f"Still in doubt: {', '.join(doubts)}.", "Decide, then mark it complete.")


def _shown(content: bytes | None) -> str:
    return "" if content is None else content.decode("utf-8", errors="replace")
