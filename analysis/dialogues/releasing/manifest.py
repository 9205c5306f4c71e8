"""The manifest of a release: every file with its hash and size, and all it was made from and with.

It seals itself: ``sha256`` is the hash of everything else in it, and there is one way to write it. Nobody
signs it: the seal shows damage, and who can write in the folder can seal it anew. What it says then still has
to come out when the release is made again from the commit it names; whether that is the manifest that was
released, only git's history or another copy can say.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, Field

from dialogues.base import opening
from dialogues.base.errors import DialoguesError, Problem, ReleaseError
from dialogues.base.project import Project
from dialogues.releasing import package, provenance, versions
from dialogues.releasing.edition import Edition

NAME = "manifest.json"
TOLD = ("title", "published", "cutoff", "licence", "package", "inputs")  # comes out alike everywhere
REQUIREMENT = re.compile(r"[A-Za-z0-9_.-]+")
FOREIGN = "It is not as it was released: take the folder from git again."


def describe(project: Project, folder: Path, edition: Edition, engine: str) -> dict[str, Any]:
    """What the release in ``folder`` is, without git's commit and without the seal."""
    inputs = provenance.inputs(project)
    return {
        "version": edition.version,
        "title": edition.title,
        "published": edition.published.isoformat(),
        "cutoff": None if edition.cutoff is None else edition.cutoff.isoformat(),
        "licence": edition.licence,
        "git": None,
        "package": {"name": "dialogues", "version": versions.declared(project)},
        "engine": engine,
        "tools": tools(project),
        "platform": machine(),
        "inputs": {
            "short": inputs.short,
            "sha256": inputs.sha256,
            "parts": inputs.parts,
            "files": {part: dict(files) for part, files in inputs.files.items()},
        },
        "files": {
            path: {"bytes": (folder / path).stat().st_size, "sha256": provenance.sha256(folder / path)}
            for path in files(folder)
        },
    }


def unlike(recorded: dict[str, Any], made: dict[str, Any]) -> list[str]:
    """What a manifest says that does not come out again, in words without a full stop."""
    told = [f"`{name}` is not what comes out" for name in TOLD if recorded.get(name) != made.get(name)]
    again: dict[str, Any] = made["files"]
    sizes = [
        f"the size of {path} is not what comes out"
        for path, file in recorded["files"].items()
        if path in again and file["sha256"] == again[path]["sha256"] and file != again[path]
    ]
    return told + sizes


def write(folder: Path, content: dict[str, Any]) -> None:
    """Seal ``content`` and write it into ``folder``."""
    sealed = {name: value for name, value in content.items() if name != "sha256"}
    (folder / NAME).write_text(package.dumps(sealed | {"sha256": _seal(sealed)}), encoding="utf-8")


class _File(BaseModel):
    bytes: int
    sha256: str


class _Inputs(BaseModel):
    short: str
    sha256: str
    parts: dict[str, str]


class _Git(BaseModel):
    commit: str = Field(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")  # not what is another commit tomorrow


class _Shape(BaseModel):
    """What everybody who reads a manifest takes for granted of it."""

    version: str
    published: str
    engine: str
    git: _Git | None
    tools: dict[str, str]
    platform: dict[str, str]
    inputs: _Inputs
    files: dict[str, _File]


def read(folder: Path) -> dict[str, Any]:
    """The manifest of the release in ``folder``.

    Raises
    ------
    ReleaseError
        Where there is none, or what lies there has not the shape of one.
    """
    try:
        content: dict[str, Any] = json.loads(opening.content(folder / NAME))
        _Shape.model_validate(content)
    except DialoguesError as error:
        raise ReleaseError(replace(one, remedy=FOREIGN) for one in error.problems) from error
    except (OSError, ValueError, RecursionError) as error:
        named = f"{folder.parent.name}/{folder.name}/{NAME}"
        raise ReleaseError(Problem("The manifest cannot be read.", FOREIGN, named)) from error
    return content


def files(folder: Path) -> list[str]:
    """The files of a release besides its manifest, by name."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path != NAME)


def tools(project: Project) -> dict[str, str]:
    """The version of each package the project depends on, as it is installed."""
    declared = tomllib.loads(opening.text(project.root / "pyproject.toml"))["project"]
    names = (REQUIREMENT.match(requirement) for requirement in declared.get("dependencies", ()))
    return installed(name[0] for name in names if name is not None)


def installed(names: Iterable[str]) -> dict[str, str]:
    """The version of each of these packages here; ``none`` where it is not installed."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "none"
    return found


def machine() -> dict[str, str]:
    """The platform, as far as bytes may depend on it."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "libc": " ".join(platform.libc_ver()).strip(),
    }


def broken(folder: Path) -> list[Problem]:
    """Where the files in ``folder`` are not those of its manifest, or the manifest is not its own."""
    where = f"{folder.parent.name}/{folder.name}"
    if folder.is_symlink():
        return [Problem(opening.LINK[0], FOREIGN, where)]
    try:
        content = read(folder)
        sealed = {name: value for name, value in content.items() if name != "sha256"}
        written = package.dumps(sealed | {"sha256": _seal(sealed)})
        recorded = {path: str(file["sha256"]) for path, file in content["files"].items()}
    except ReleaseError as error:
        return [replace(one, path=f"{where}/{NAME}") for one in error.problems]
    problems = []
    if opening.content(folder / NAME) != written.encode():
        problems.append(Problem("The manifest's seal is broken.", FOREIGN, f"{where}/{NAME}"))
    if content.get("version") != folder.name:
        problems.append(
            Problem(f"The manifest is that of {content.get('version')}.", FOREIGN, f"{where}/{NAME}")
        )
    present = set(files(folder))
    runnable = _runnable(folder, present)
    held = set(map(_top, present))
    lost = {path: _top(path) for path in recorded if "/" in path and _top(path) not in held}
    gone = Counter(lost.values())  # folders of which nothing is left, with how many files they had
    for path in sorted((present | recorded.keys() | gone.keys()) - lost.keys()):
        if path in gone:
            problem = f"The folder with {gone[path]} files is in the manifest, but not here."
        elif path not in present:
            problem = "The file is in the manifest, but not here."
        elif path not in recorded:
            problem = "The file is not in the manifest."
        elif (folder / path).is_symlink():
            problem = "This is a link, not the file that was released."
        elif provenance.sha256(folder / path) != recorded[path]:
            problem = "The file was changed after the release."
        elif path in runnable:
            problem = "The file can be run as a program, as it was not when it was released."
        else:
            continue
        problems.append(Problem(problem, FOREIGN, f"{where}/{path}"))
    return problems + [Problem(told, FOREIGN, f"{where}/{path}") for path, told in _beside(folder, recorded)]


def _top(path: str) -> str:
    """The folder in a release that ``path`` lies in, or itself."""
    return PurePosixPath(path).parts[0]


def _beside(folder: Path, recorded: Collection[str]) -> Iterator[tuple[str, str]]:
    """What lies in the folder of a release and is no file of bytes: empty folders, dead links, pipes."""
    needed = {str(parent) for path in recorded for parent in PurePosixPath(path).parents}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and name not in recorded:
            yield name, "This is a link, which is not in the manifest."
        elif path.is_dir() and name not in needed:
            yield name, "The folder is not in the manifest."
        elif not path.is_dir() and not path.is_file():
            yield name, "This is not a file of bytes."


def _runnable(folder: Path, paths: Collection[str]) -> set[str]:
    """Those of ``paths`` that may be run as programs; none, where the file system says so of every file."""
    found = {path for path in paths if (folder / path).stat().st_mode & 0o111}
    return found if len(found) < len(paths) or not (folder / NAME).stat().st_mode & 0o111 else set()


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(package.dumps(content).encode()).hexdigest()
