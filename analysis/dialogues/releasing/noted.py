"""What a brief is made of, noted before it is made: what people save meanwhile is of the next one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from dialogues.base import opening, placing
from dialogues.base.errors import Problem
from dialogues.base.project import Project, shown
from dialogues.releasing import edition, provenance
from dialogues.releasing.edition import Edition
from dialogues.releasing.provenance import Provenance

MAKES_THE_DATASET = ("seeds", "codebook", "readings", "code", "lock")  # parts of the inputs: read at once


@dataclass(frozen=True, slots=True)
class Noted:
    """The edition, the version of its codebook, and the inputs, as they were."""

    edition: Edition
    codebook: str
    inputs: Provenance

    @property
    def of_dataset(self) -> str:
        """One SHA-256 over what makes the dataset."""
        return _of_dataset(self.inputs)


def now(project: Project) -> Noted:
    """What a brief of ``project`` would be made of."""
    return Noted(edition.current(project), codebook_version(project), provenance.inputs(project))


def codebook_version(project: Project) -> str:
    """The version that the codebook says it has."""
    path = project.codebook / "edition.yaml"
    with contextlib.suppress(yaml.YAMLError, LookupError, TypeError):  # told where the codebook is read
        return str(yaml.safe_load(opening.text(path))["version"]) if path.is_file() else "not declared"
    return "not declared"


def write(place: Path, noted: Noted) -> None:
    """Keep at ``place`` what was ``noted``."""
    told = {
        "edition": TypeAdapter(Edition).dump_python(noted.edition, mode="json"),
        "codebook": noted.codebook,
        "inputs": noted.inputs.files,
    }
    placing.write(place, json.dumps(told).encode("utf-8", "surrogateescape"))


def read(place: Path) -> Noted | None:
    """What was noted at ``place``; nothing where nobody did."""
    if not place.is_file():
        return None
    told: Mapping[str, Any] = json.loads(opening.content(place))
    current = TypeAdapter(Edition).validate_python(told["edition"])
    return Noted(current, told["codebook"], Provenance(told["inputs"]))


def is_of_now(project: Project, noted: Noted) -> bool:
    """Whether what makes the dataset is as it was noted."""
    return _of_dataset(provenance.inputs(project)) == noted.of_dataset


def changed_meanwhile(project: Project, place: Path) -> Iterator[Problem]:
    """One line where inputs are others than were noted at ``place``: of which state the brief is."""
    noted = read(place)
    differ = _differing(project, noted.inputs.files) if noted else {}
    if noted and differ:
        both = (noted.inputs, provenance.inputs(project))
        at_once = {name for one in both for part in MAKES_THE_DATASET for name in one.files[part]}
        has = "has" if at_once.issuperset(differ) else "may have"
        problem = f"while the brief was made, which {has} what was there before."
        yield _told(project, differ, problem, "Render again.")


def changed_since(project: Project, files: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """One line where inputs are others than ``files``, of which the draft was made."""
    if differ := _differing(project, files):
        yield _told(project, differ, "since the draft was made.", "Run `dialogues render`.")


def _differing(project: Project, files: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What happened to each input that is not as it was."""
    then, now = (
        dict(pair for part in one.values() for pair in part.items())
        for one in (files, provenance.inputs(project).files)
    )
    return {
        name: "removed" if name not in now else "changed" if name in then else "put here"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    }


def _told(project: Project, differ: Mapping[str, str], when: str, remedy: str) -> Problem:
    first = next(iter(differ))
    more = f" (and {len(differ) - 1} more)" if len(differ) > 1 else ""
    return Problem(f"The file was {differ[first]}{more} {when}", remedy, shown(project.root / first))


def _of_dataset(inputs: Provenance) -> str:
    return provenance.digest({part: inputs.parts[part] for part in MAKES_THE_DATASET})
