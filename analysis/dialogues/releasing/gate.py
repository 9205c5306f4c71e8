"""Judge a change of shape: it needs a new version of the schema, and a line in the changelog."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from dialogues.base import opening
from dialogues.base.errors import Problem
from dialogues.base.project import Project, shown
from dialogues.dataset import shapes
from dialogues.releasing import versions

CHANGELOG = "CHANGELOG.md"
FIRST = 1  # the version of the releases from before the shapes were recorded
VERSION = "schemaVersion"  # its key in a data package


def problems(project: Project, file: Path = shapes.FILE) -> Iterator[Problem]:
    """What forbids the shapes of the code: not recorded, or another than a release's of the same version."""
    yield from shapes.unrecorded(file)
    released = _released(project)
    if released is None:
        return
    last, version, columns = released
    now, known = shapes.recorded(file)
    added = {(table, column) for table, held in known.items() for column in held} - columns
    gone = columns - {(table, column) for table, held in known.items() for column in held}
    if (added or gone) and now <= version:
        what = ", ".join(sorted(f"{table}.{column}" for table, column in added | gone))
        problem = f"The release {last} has version {now} of the schema too, but other columns: {what}."
        yield Problem(problem, f"Run `{shapes.COMMAND}`, which gives it a new version.", shown(file), 2)
    elif now < version:
        problem = f"The shapes have version {now}, and those of the release {last} have {version} already."
        yield Problem(problem, f"Write {version} here.", shown(file), 2)
    path = project.root / CHANGELOG
    said = _unreleased(path, last)
    for table, column in sorted(added | gone):
        if not re.search(rf"`(?:{re.escape(table)}\.)?{re.escape(column)}`|`{re.escape(table)}`", said):
            how = "new" if (table, column) in added else "gone"
            yield Problem(
                f"The column {table}.{column} is {how} since {last}, and no line says so.",
                f"Name it, or its table: `{table}.{column}`.",
                shown(path),
                1,
            )


def next_version(project: Project, file: Path = shapes.FILE) -> int:
    """The version that the shapes of the code have: one more than that of the last release's, once."""
    now, known = shapes.recorded(file)
    released = _released(project)
    if released is not None:
        return max(now, released[1] + 1)
    return max(now + (known != shapes.of_the_code()), FIRST)


def _released(project: Project) -> tuple[str, int, set[tuple[str, str]]] | None:
    """The last release, the version of its schema, and its columns; none where there is no release."""
    releases = versions.released(project)
    if not releases:
        return None
    package = project.reports / releases[-1] / "datapackage.json"
    if not package.is_file():
        return None
    described = json.loads(opening.text(package))
    columns = {
        (resource["name"], field["name"])
        for resource in described["resources"]
        for field in resource["schema"]["fields"]
    }
    return releases[-1], int(described.get(VERSION, FIRST)), columns


def _unreleased(path: Path, last: str) -> str:
    """What the changelog says above the heading of the release ``last``."""
    if not path.is_file():
        return ""
    return re.split(rf"(?m)^## {re.escape(last)}\b", opening.text(path))[0]
