"""Versions: calendar versions ``YYYY.N``, declared once in ``pyproject.toml``.

``YYYY`` is the year of the data cut-off and ``N`` the number of the release within it.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from dialogues.base import opening
from dialogues.base.errors import DialoguesError, Problem, ReleaseError, UsageError
from dialogues.base.project import Project, shown

LISTED = re.compile(r"\]\((20\d\d\.[1-9]\d{0,5})/manifest\.json\)", re.ASCII)  # in reports/README.md
FORM = re.compile(r"(?P<year>20\d\d)\.(?P<number>[1-9]\d{0,5})", re.ASCII)


def parse(version: str) -> tuple[int, int]:
    """Year and number of ``version``.

    Raises
    ------
    ReleaseError
        Where it is not of the form ``YYYY.N``.
    """
    match = FORM.fullmatch(version)
    if match is None:
        raise ReleaseError(
            Problem(
                f"`{version}` is not a version: versions have the form YYYY.N, the year of the data "
                "cut-off and a number.",
                "Give one such as 2025.1.",
            )
        )
    return int(match["year"]), int(match["number"])


def declared(project: Project) -> str:
    """The version in the project's ``pyproject.toml``, the one place it is declared."""
    path = project.root / "pyproject.toml"
    try:
        version = tomllib.loads(opening.text(path))["project"]["version"]
    except (FileNotFoundError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ReleaseError(
            Problem(
                "The version cannot be read here.",
                'Declare it under `[project]` as `version = "YYYY.N"`.',
                "pyproject.toml",
            )
        ) from error
    return str(version)


def kept(project: Project) -> list[str]:
    """The folders in ``reports/`` that are called as releases are, oldest first."""
    if not project.reports.is_dir():
        return []
    names = (folder.name for folder in project.reports.iterdir() if folder.is_dir())
    return sorted((name for name in names if FORM.fullmatch(name)), key=parse)


def listed(project: Project) -> list[str]:
    """The releases that the list in ``reports/`` names, oldest first."""
    path = project.reports / "README.md"
    text = opening.content(path).decode(errors="replace") if path.is_file() else ""
    return sorted({*LISTED.findall(text)}, key=parse)


def released(project: Project) -> list[str]:
    """The releases in ``reports/``, oldest first; a folder with another's manifest is none."""
    return [name for name in kept(project) if _is_its_own(project.reports / name / "manifest.json")]


def _is_its_own(manifest: Path) -> bool:
    """Whether the manifest is there, and not that of another release; one that cannot be read may be."""
    if manifest.parent.is_symlink():
        return False
    try:
        return bool(json.loads(opening.content(manifest))["version"] == manifest.parent.name)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError, DialoguesError):
        return True


def holding(path: Path) -> Path | None:
    """The release that ``path`` lies in, or is; none where it is in no release."""
    place = path.resolve()
    return next(
        (f for f in (place, *place.parents) if FORM.fullmatch(f.name) and (f / "manifest.json").is_file()),
        None,
    )


def must_be_apart(project: Project, folder: Path, *given: Path) -> None:
    """See that ``folder``, which is to be written, is not among the project's releases, texts or rules.

    Nor may it lie in a release of another project, or in one of the folders ``given``.

    Raises
    ------
    UsageError
        Where it does.
    """
    release, place = holding(folder), folder.resolve()
    if release is not None:
        problem = f"The folder lies in the release {release.name}, which is never changed."
    elif any(FORM.fullmatch(one.name) for one in _between(project.reports.resolve(), place)):
        problem = "The folder is called as a release is, and lies where releases lie."
    elif place == project.root.resolve():
        problem = "The folder is the project itself."
    elif any(place.is_relative_to(one.resolve()) for one in (project.seeds, project.analysis, *given)):
        problem = "The folder lies among the texts or the rules."
    else:
        return
    raise UsageError(Problem(problem, "Name another one.", shown(folder)))


def _between(above: Path, place: Path) -> tuple[Path, ...]:
    """``place`` and the folders it lies in, below ``above``."""
    return tuple(f for f in (place, *place.parents) if f != above and f.is_relative_to(above))


def before(project: Project, version: str) -> str | None:
    """The last release before ``version``, or none."""
    bound = parse(version)
    return next((v for v in reversed(released(project)) if parse(v) < bound), None)
