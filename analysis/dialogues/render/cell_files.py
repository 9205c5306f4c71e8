"""What the notebooks write, in the one folder where a cell may: looked over before it is used."""

from __future__ import annotations

import shutil
from collections.abc import Container
from pathlib import Path

from dialogues.base import opening, removal
from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import shown
from dialogues.render import LEDGER, Prepared

OURS = (".csv", ".parquet")  # how the files of a dataset end: a release has each table as both


def begin(places: Prepared) -> Path:
    """The folder for what the notebooks write, made where there is none; a kernel may be given it."""
    for place in (places.build, places.written):
        if not removal.is_folder(place):
            removal.remove(place)
            place.mkdir(parents=True, exist_ok=True)
    return places.written


def must_be_plain(places: Prepared) -> None:
    """See that what cells wrote can go beside the dataset: files, none of which is called as one of ours.

    A pipe would be waited for without end, and a link brings in what is not of the project.

    Raises
    ------
    NotebookError
        For each that is something else, or bears the name of a table or of the brief's list of claims.
    """
    own = {places.part("").parent, places.carried("").parent, places.ledger("").parent}
    taken = {place.stem for place in places.tables} | {LEDGER}
    refused = [(place, _refused(place, taken)) for place in _within(places.written) if place not in own]
    refused += [(place, _refused(place, ())) for folder in sorted(own) for place in _within(folder)]
    problems = [Problem(*refusal, shown(place)) for place, refusal in refused if refusal is not None]
    if problems:
        raise NotebookError(problems)


def lay_out_data(places: Prepared, into: Path) -> None:
    """Copy the tables, the list of claims and what cells wrote beside them into the folder ``into``."""
    into.mkdir(parents=True, exist_ok=True)
    files = (*_within(places.written), *places.tables, places.ledger(LEDGER))
    for place in (one for one in files if one.is_file()):
        with opening.opened(place) as source, (into / place.name).open("wb") as copy:
            shutil.copyfileobj(source, copy)


def _refused(place: Path, taken: Container[str]) -> opening.Refusal | None:
    """Why what a cell wrote cannot be taken on, if so; files of the dataset have the names ``taken``."""
    refusal = opening.refused(place.lstat().st_mode)
    if refusal is opening.FOLDER:
        return "This is a folder; only files go beside the dataset.", "Write its files into the folder above."
    if refusal is None and place.suffix.casefold() in OURS and place.stem.casefold() in taken:
        return "A file of the dataset is called so.", "Give the file of the notebook another name."
    return refusal


def _within(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if removal.is_folder(folder) else []
