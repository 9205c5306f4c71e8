"""Put right what a killed command left in a project: the draft is whole, and nothing half-made lies about."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dialogues.base import lock, opening, placing, removal
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import Project, shown
from dialogues.releasing import versions

MOMENT = 60  # seconds
PAGE, CLAIMS = "brief.html", "claims.csv"
REMOVED = "what an interrupted command had made is removed"
ROW = re.compile(r"^\| (\d{4}\.\d+) \|", re.M)  # of the list of releases
LISTED = "a release that an interrupted command had made is listed now"


def put_right(project: Project) -> list[str]:
    """Put right the texts, the draft and the releases of ``project``; a sentence for each thing done.

    Where another command is at work, its part is left alone.
    """
    told: list[tuple[str, str]] = []
    build = project.build
    saved = (project.analysis / "readings", project.analysis / "codebook", build / "drafts")  # by `read`
    with contextlib.suppress(
        OSError, DialoguesError
    ):  # what cannot be put right is told by the command that needs it
        with lock.held_if_free(project.seeds) as is_free:
            told += _removed(project.seeds.glob(f".*{placing.MADE}") if is_free else ())
        told += _removed(_old(path for place in saved for path in place.glob(f".*{placing.SAVED}")))
        if removal.is_folder(build):
            lock.plain(project.lock).touch()  # a release leaves none, and it is free
        with lock.held_if_free(project.lock) as is_free:
            told += _reports(project) if is_free and removal.is_folder(build) else ()
    return [f"{place}: {sentence}." for place, sentence in dict.fromkeys(told)]


def remember(project: Project, noted: Path) -> None:
    """Keep by hash what the draft was laid out of, and the inputs that were ``noted``.

    :func:`of_two_makes` and :func:`of_before` tell whether they still are so.
    """
    page, data = project.draft / PAGE, project.draft / "data"
    if page.is_file():
        files = sorted(place for place in data.iterdir() if place.is_file())
        made = {PAGE: opening.digest(page), **{place.name: opening.digest(place) for place in files}}
        inputs = json.loads(opening.content(noted))["inputs"] if noted.is_file() else {}
        placing.write(_record(project), json.dumps({"draft": made, "inputs": inputs}).encode())


def of_two_makes(project: Project) -> Iterator[Problem]:
    """A problem where the draft's brief is of other tables, or another list of claims, than lie beside it."""
    page, data = project.draft / PAGE, project.draft / "data"
    if not (page.is_file() and data.is_dir()):
        return
    made = _remembered(project).get("draft", {})
    made = made if made.pop(PAGE, None) == opening.digest(page) else {}
    others = {name for name, digest in made.items() if opening.digest(data / name) != digest}
    if not made and (data / "documents.parquet").is_file() and not (data / CLAIMS).is_file():
        others = {"documents.parquet"}  # `build` alone made it
    if others:
        of_claims = "The list of claims in data/ is not that of the brief."
        problem = of_claims if others == {CLAIMS} else "The brief is of other tables than these in data/."
        yield Problem(problem, "Run `dialogues render`.", shown(page))


def of_before(project: Project) -> Iterator[Problem]:
    """A problem where texts, readings, rules or notebooks changed since the draft was made."""
    inputs = _remembered(project).get("inputs", {})
    if inputs and (project.draft / PAGE).is_file():
        from dialogues.releasing import noted  # heavy, and seldom needed

        yield from noted.changed_since(project, inputs)


def _remembered(project: Project) -> dict[str, dict[str, Any]]:
    """What was kept when the draft was made: hashes of its files, and of its inputs by part and path."""
    try:
        kept = json.loads(opening.content(_record(project)))
    except (OSError, ValueError, DialoguesError):
        return {}
    return kept if isinstance(kept, dict) and all(isinstance(part, dict) for part in kept.values()) else {}


def _record(project: Project) -> Path:
    return project.build / "draft.json"


def _reports(project: Project) -> Iterator[tuple[str, str]]:
    build = project.build
    for place in (project.draft, project.draft / "data", build / "data", build / "release"):
        yield from ((shown(place), sentence) for sentence in placing.put_right(place))
    made = f".*{placing.MADE}"
    yield from _removed([build / "draft", *project.reports.glob(made), *build.glob(made)])
    yield from _removed(_old(build.glob(f"*/{made}")))  # among what is kept: Quarto writes there unheld
    if _is_unlisted(project):
        from dialogues.releasing import shelf  # heavy, and seldom needed

        shelf.write(project)
        yield shown(project.reports), LISTED


def _is_unlisted(project: Project) -> bool:
    """Whether a release lies there that the list of releases does not have."""
    place = project.reports / "README.md"
    listed = set(ROW.findall(place.read_text(encoding="utf-8"))) if place.is_file() else set()
    return bool(set(versions.released(project)) - listed)


def _old(paths: Iterable[Path]) -> list[Path]:
    """Those of ``paths`` that nobody can be writing any more: a file is written within a moment."""
    return [path for path in paths if time.time() - path.lstat().st_mtime > MOMENT]


def _removed(paths: Iterator[Path] | list[Path] | tuple[()]) -> Iterator[tuple[str, str]]:
    """Remove files and folders that were to be moved into place; a folder that a command holds is left."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            with lock.held_if_free(path) as is_free:
                if not is_free:
                    continue
                removal.remove(path)
        elif os.path.lexists(path):
            path.unlink()
        else:
            continue
        yield shown(path.parent), REMOVED
