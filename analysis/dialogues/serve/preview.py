"""The brief as it stands, shown again whenever something it is made of is saved."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import watchfiles

from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.progress import Timings
from dialogues.base.project import Project
from dialogues.releasing.provenance import LEFT_BEHIND
from dialogues.serve.found import Desk
from dialogues.serve.making import Maker

LAST = 2.0  # seconds that what runs has to end
CALM = 150  # milliseconds in which several files of one save are taken together
MOMENT = 200  # milliseconds
FOLDERS = ("seeds", "analysis")
FILES = ("_quarto.yml", "_variables.yml", "pyproject.toml", "CITATION.cff")  # beside them
THEME = "theme"  # below analysis/: its files are called as what a render leaves
IGNORED = ("dialogues", "__pycache__", ".ipynb_checkpoints")  # below analysis/: the package itself
LEFT_BY_EDITORS = (".part", ".swp", ".tmp")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows: the last good page, and what is wrong since."""

    number: int = 0  # of the picture: it grows with each change of any part
    page: str | None = None
    page_number: int = 0
    problems: tuple[Problem, ...] = ()
    is_working: bool = True
    took: str = ""


class Preview:
    """Watches a project and keeps :class:`Shown` as it should be, in a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self.project = desk.project
        self.shown = Shown()
        self.ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._maker = Maker(desk)

    def start(self) -> None:
        """Begin, unless it goes on already."""
        with self._lock:
            if self._thread is None and not self.ending.is_set():
                self._thread = threading.Thread(target=self._work, name="preview", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End, with the kernel that waits and what runs."""
        self.ending.set()
        self._maker.abort()
        if self._thread is not None:
            self._thread.join(LAST)

    def _work(self) -> None:
        try:
            changes = self._changes()
            next(changes, None)  # watched from here on: what is saved while the first page is made counts
            self._make()
            for changed in changes:
                if changed:
                    self._make()
        finally:
            self._maker.close()

    def _changes(self) -> Iterator[bool]:
        """Whether something the brief is made of was saved, each moment.

        What is watched is known by its number in the file system: a folder or file that comes later, or is
        put in the place of another (a branch, an editor that renames), is looked at anew.
        """
        while not self.ending.is_set():
            folders, files = self._marks(FOLDERS), self._marks(FILES)
            for changed in self._watched([self.project.root / name for name in folders]):
                now = self._marks(FILES)
                yield bool(changed) or now != files
                files = now
                if {name: mark[0] for name, mark in self._marks(FOLDERS).items()} != {
                    name: mark[0] for name, mark in folders.items()
                }:
                    yield True
                    break

    def _watched(self, folders: list[Path]) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        """What was saved below ``folders``, each time; none where nothing was for a moment."""
        if not folders:
            time.sleep(MOMENT / 1000)
            return iter([set()])
        return watchfiles.watch(
            *folders,
            watch_filter=lambda _, path: is_input(self.project, Path(path)),
            stop_event=self.ending,
            debounce=CALM,
            step=30,
            rust_timeout=MOMENT,
            yield_on_timeout=True,
        )

    def _marks(self, names: Iterable[str]) -> dict[str, tuple[int, int, int]]:
        """Number, time and size of each thing beside the project's root that is there."""
        found = {}
        for name in names:
            with contextlib.suppress(OSError):
                state = (self.project.root / name).stat()
                found[name] = (state.st_ino, state.st_mtime_ns, state.st_size)
        return found

    def _make(self) -> None:
        self._show(is_working=True)
        timings = Timings()
        begin = time.perf_counter()
        try:
            page = self._maker.make(timings)
        except DialoguesError as error:
            self._show(problems=error.problems, is_working=False)
        except Exception as error:
            told = Problem(
                f"The brief cannot be made: {type(error).__name__}: {error}.", "Look at what was saved."
            )
            self._show(problems=(told,), is_working=False)
        else:
            took = f"{time.perf_counter() - begin:.1f} s"
            self._show(
                page=page, page_number=self.shown.page_number + 1, problems=(), is_working=False, took=took
            )
        self._maker.warm()

    def _show(self, **changes: object) -> None:
        self.shown = replace(self.shown, number=self.shown.number + 1, **changes)  # type: ignore[arg-type] # fields


def is_input(project: Project, path: Path) -> bool:
    """Whether the brief is made of ``path``."""
    if not path.is_relative_to(project.root):
        return False
    parts = path.relative_to(project.root).parts
    return not (
        path.suffix in LEFT_BY_EDITORS
        or (path.suffix in LEFT_BEHIND and parts[:2] != ("analysis", THEME))
        or path.name.startswith(".")
        or path.name.endswith("~")
        or (parts[0] == "analysis" and any(part in IGNORED for part in parts[1:]))
    )
