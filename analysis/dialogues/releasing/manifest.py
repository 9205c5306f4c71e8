"""The manifest of a release: every file with its hash and size, and all it was made from and with.

It seals itself: ``sha256`` is the hash of everything else in it, and there is one way to write it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from dialogues.base import opening
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import Project
from dialogues.releasing import package, provenance, versions
from dialogues.releasing.edition import Edition

NAME = "manifest.json"
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


def write(folder: Path, content: dict[str, Any]) -> None:
    """Seal ``content`` and write it into ``folder``."""
    sealed = {name: value for name, value in content.items() if name != "sha256"}
    (folder / NAME).write_text(package.dumps(sealed | {"sha256": _seal(sealed)}), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of the release in ``folder``."""
    content: dict[str, Any] = json.loads(opening.content(folder / NAME))
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
    except DialoguesError as error:
        return [Problem(one.problem, FOREIGN, f"{where}/{NAME}") for one in error.problems]
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return [Problem("The manifest cannot be read.", FOREIGN, f"{where}/{NAME}")]
    problems = []
    if opening.content(folder / NAME) != written.encode():
        problems.append(Problem("The manifest's seal is broken.", FOREIGN, f"{where}/{NAME}"))
    if content.get("version") != folder.name:
        problems.append(
            Problem(f"The manifest is that of {content.get('version')}.", FOREIGN, f"{where}/{NAME}")
        )
    present = set(files(folder))
    runnable = _runnable(folder, present)
    for path in sorted(present | recorded.keys()):
        if path not in present:
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
