"""See that making a brief changes nothing but the draft: no text, reading, rule or release.

Where the system can, cells are kept from writing there (:mod:`dialogues.render.confined`): what changed
there meanwhile, its author saved, and the brief is of what was read before. Elsewhere nobody can tell, and a
draft is refused for which one of those was changed. Tables and releases are looked at on any system.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from dialogues.base import opening, placing, removal
from dialogues.base.errors import DialoguesError, NotebookError, Problem
from dialogues.base.project import Project, shown
from dialogues.releasing import versions
from dialogues.render import Prepared, confined, qmd, settings

REMEDY = "If a cell did it, put it back (`git restore`). Render again."
Mark = tuple[int, ...]  # of a file: another as soon as anything of it was changed


def releases(project: Project) -> list[Path]:
    """The folders of releases, which nothing changes."""
    return [project.reports / version for version in versions.kept(project)]


def given(project: Project) -> list[Path]:
    """The folders of what people gave, which a render reads only."""
    return [project.seeds, project.codebook, project.readings]


def in_reach(project: Project) -> list[Path]:
    """Those of them that a cell can change on this system."""
    return [] if confined.holds() else given(project)


@contextlib.contextmanager
def untouched(*places: Path) -> Iterator[None]:
    """Run the block and see that each of the files and folders ``places`` is as it was.

    Raises
    ------
    NotebookError
        Where one is not: the first file of each place, after what else was wrong in the block.
    """
    before = [_marks(place) for place in places]
    try:
        yield
    except DialoguesError as error:
        if changed := [*_changed(places, before)]:
            raise NotebookError([*error.problems, *changed]) from error
        raise
    if changed := [*_changed(places, before)]:
        raise NotebookError(changed)


def begin(project: Project) -> None:
    """Note how texts, readings, rules, tables and releases are, for :func:`end` in another process."""
    removal.remove(project.root / confined.NOTE)  # a kernel that is confined leaves it
    places = (*given(project), *releases(project), *Prepared.of(project).tables)
    noted = {str(place): _marks(place) for place in places}
    placing.write(_note(project), json.dumps(noted).encode())


def end(project: Project) -> None:
    """See that all is as :func:`begin` noted it, where it did.

    Raises
    ------
    NotebookError
        Where it is not, as in :func:`untouched`.
    """
    note = _note(project)
    if not note.is_file():
        return
    try:
        noted = json.loads(opening.content(note))
        then = {place: {name: tuple(mark) for name, mark in marks.items()} for place, marks in noted.items()}
    except (ValueError, AttributeError, TypeError) as error:
        problem = "What was noted before the brief was made is not as it was written."
        raise NotebookError(Problem(problem, REMEDY, shown(note))) from error
    finally:
        removal.remove(note)
    if (project.root / confined.NOTE).is_file() and not _others_run(project):
        then = {place: marks for place, marks in then.items() if Path(place) not in given(project)}
    then |= {str(place): {} for place in releases(project) if str(place) not in then}
    if changed := [*_changed(map(Path, then), then.values())]:
        raise NotebookError(changed)


def _others_run(project: Project) -> bool:
    """Whether a notebook has cells of another language, or names a kernel, so that ours does not run it."""
    notebooks = [qmd.read(path, project.root) for path in project.analysis.glob("*.qmd")]
    named = [settings.settings(one, project.root)[0].keys() & {"jupyter", "engine"} for one in notebooks]
    return any(named) or any(one.other_cells for one in notebooks)


def _note(project: Project) -> Path:
    return project.build / "untouched.json"


def _changed(places: Iterable[Path], before: Iterable[dict[str, Mark]]) -> Iterator[Problem]:
    for place, then in zip(places, before, strict=True):
        now = _marks(place)
        differ = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
        for name in differ[:1]:
            done = "removed" if name not in now else "changed" if name in then else "put here"
            more = f", and {len(differ) - 1} more" if len(differ) > 1 else ""
            problem = f"The file was {done} while the brief was made{more}."
            yield Problem(problem, REMEDY, shown(Path(name)))


def _marks(place: Path) -> dict[str, Mark]:
    """The mark of each file at or below ``place``, by path; links are not followed."""
    try:
        found = os.lstat(place)
    except OSError:
        return {}
    if not place.is_dir() or place.is_symlink():
        return {str(place): _mark(found)}
    return {name: _mark(mark) for name, mark in _below(str(place))}


def _below(folder: str, levels: int = opening.DEEPEST) -> Iterator[tuple[str, os.stat_result]]:
    """The files below ``folder``; what is hidden is nobody's input."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, levels - 1) if levels else ()
            else:
                yield entry.path, entry.stat(follow_symlinks=False)


def _mark(found: os.stat_result) -> Mark:
    return (found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
