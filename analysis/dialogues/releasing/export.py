"""Write the dataset for other programs: a Data Package of CSV and Parquet files in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from dialogues import dataset
from dialogues.base import opening, placing
from dialogues.base.errors import Problem, UsageError
from dialogues.base.project import Project, shown
from dialogues.dataset import Dataset
from dialogues.releasing import edition, package, versions


def export(project: Project, tables: Dataset, folder: Path) -> Path:
    """Write ``tables`` to ``folder/data`` and describe them in ``folder/datapackage.json``; the descriptor.

    All comes into place in one step: an earlier export in ``folder`` is replaced, or stays as it was.

    Raises
    ------
    UsageError
        Where ``folder`` holds anything but an earlier export, or lies among the texts or in a release.
    ReleaseError
        Where ``CITATION.cff`` lacks what a description needs.
    OSError
        Where the system refuses.
    """
    place = folder.resolve()  # a link stays one
    _must_be_free(project, place, folder)
    described = edition.current(project)
    placing.put_right(place)
    with placing.beside(place) as made:
        dataset.write(tables, made / "data")
        package.write(made, tables, described)
        placing.put(made, place)
    return folder / package.DESCRIPTOR


def _must_be_free(project: Project, place: Path, folder: Path) -> None:
    """Refuse a ``place`` whose files are not ours to replace; it is called ``folder``."""
    versions.must_be_apart(project, folder)
    if place.exists() and not _is_export(place):
        problem = "The folder holds other files than an export, or some that were changed since."
    elif not placing.can_be_exchanged(place):
        problem = "The folder cannot be replaced: it is a mount point, or the working directory lies in it."
    else:
        return
    raise UsageError(Problem(problem, "Name another one.", shown(folder)))


def _is_export(place: Path) -> bool:
    """Whether ``place`` is an empty folder, or holds an export and nothing else, as it was made."""
    if not place.is_dir():
        return False
    inside = {path.relative_to(place).as_posix() for path in place.rglob("*")}
    described = package.described(place) if inside else {}
    made = {name for path in described for name in (path, f"{path.removesuffix('.csv')}.parquet")}
    return inside <= {"data", package.DESCRIPTOR, *made} and all(
        f"sha256:{opening.digest(place / path)}" == digest for path, digest in described.items()
    )
