"""What the notebooks write, in the one folder where a cell may: looked over before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dialogues.base import opening, removal
from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import shown
from dialogues.render import Prepared


def begin(places: Prepared) -> Path:
    """The folder for what the notebooks write, made where there is none; a kernel may be given it."""
    for place in (places.build, places.written):
        if not removal.is_folder(place):
            removal.remove(place)
            place.mkdir(parents=True, exist_ok=True)
    return places.written


def must_be_plain(places: Prepared) -> None:
    """See that nothing but files lies where this package reads or takes on what cells wrote.

    A pipe would be waited for without end, and a link brings in what is not of the project.

    Raises
    ------
    NotebookError
        For each that is something else.
    """
    problems = [
        Problem(*refusal, shown(place))
        for folder in (places.written, places.part("").parent, places.carried("").parent)
        for place, refusal in _refused(folder)
    ]
    if problems:
        raise NotebookError(problems)


def lay_out_data(places: Prepared, into: Path) -> None:
    """Copy the tables, and the files that the notebooks wrote beside them, into the folder ``into``."""
    into.mkdir(parents=True, exist_ok=True)
    tables = places.tables
    for place in (*_files(places.written), *tables):  # none is overwritten by what bears its name
        (into / place.name).write_bytes(opening.content(place))


def _refused(folder: Path) -> Iterator[tuple[Path, opening.Refusal]]:
    for place in _within(folder):
        refusal = None if removal.is_folder(place) else opening.refused(place.lstat().st_mode)
        if refusal is not None:
            yield place, refusal


def _files(folder: Path) -> list[Path]:
    return [place for place in _within(folder) if not place.is_dir()]


def _within(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if removal.is_folder(folder) else []
