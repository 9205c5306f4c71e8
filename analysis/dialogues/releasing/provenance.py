"""What a brief is made from: every input file with its hash, and one hash over all of them.

Git's commit is no input: it would change the brief's bytes without changing anything it says.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path, PurePath

from dialogues.base.project import Project
from dialogues.corpus import files, known_events, register
from dialogues.releasing import versions

PACKAGE = Path(__file__).resolve().parents[1]
READS_BY = ("ahocorasick-rs", "pandera", "polars", "pycountry", "pydantic", "PyYAML")
PARTS_OF_ANALYSIS = ("codebook", "readings", "theme", "dialogues")  # parts of their own
LEFT_OUT = ("README.md", "__pycache__")  # written for people, or by Python for itself
# Beside a notebook: what a failed render leaves.
LEFT_BEHIND = (".html", ".typ", ".pdf", ".ipynb", ".quarto_ipynb")


@dataclass(frozen=True)
class Provenance:
    """The inputs of one render, part by part: ``{part: {path: SHA-256}}``, sorted."""

    files: Mapping[str, Mapping[str, str]]

    @cached_property
    def parts(self) -> dict[str, str]:
        """One SHA-256 a part: seeds, codebook, readings, notebooks, theme, code, lock ..."""
        return {part: digest(files) for part, files in self.files.items()}

    @cached_property
    def sha256(self) -> str:
        """One SHA-256 over all inputs."""
        return digest(self.parts)

    @property
    def short(self) -> str:
        """The first twelve digits, as printed on the brief's first page."""
        return self.sha256[:12]


def inputs(project: Project) -> Provenance:
    """Every file the brief of ``project`` is made from.

    ``readings`` is what people, or programs, found in the texts by reading them.
    ``previous`` is the manifest of the release before this version: the brief says what changed since.
    """
    return Provenance(
        {
            part: {name: sha256(files[name]) for name in sorted(files)}
            for part, files in _places(project).items()
        }
    )


def code() -> str:
    """One SHA-256 over this package, the packages by which it reads and checks, and its Python."""
    files = {name: sha256(path) for name, path in _files(PACKAGE, PACKAGE.name).items()}
    return digest(files | {name: metadata.version(name) for name in READS_BY} | {"Python": sys.version})


def copy(project: Project, into: Path) -> None:
    """Copy the inputs of ``project``, and nothing else, into the folder ``into``; the last release whole."""
    places = _places(project)
    for name, path in places["previous"].items():
        shutil.copytree(path.parent, (into / name).parent)
    for name, path in ((name, path) for held in places.values() for name, path in held.items()):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, into / name)


def digest(hashes: Mapping[str, str]) -> str:
    """One SHA-256 over named hashes, whatever their order."""
    lines = (f"{name}\0{value}\n" for name, value in sorted(hashes.items()))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _places(project: Project) -> dict[str, dict[str, Path]]:
    """Where each input lies, part by part, by its path in the project."""
    root, analysis = project.root, project.analysis
    code = analysis / "dialogues" if (analysis / "dialogues").is_dir() else PACKAGE
    declares = (root / "pyproject.toml").is_file()
    previous = versions.before(project, versions.declared(project)) if declares else None
    last = f"reports/{previous}/manifest.json"
    return {
        "seeds": _seeds(project.seeds),
        "codebook": _files(project.codebook, "analysis/codebook"),
        "readings": _files(project.readings, "analysis/readings"),
        "notebooks": dict(_notebooks(project)),
        "theme": _files(analysis / "theme", "analysis/theme"),
        "code": _files(code, "analysis/dialogues"),
        "lock": _files(root / "requirements.lock", "requirements.lock"),
        "project": _files(root / "pyproject.toml", "pyproject.toml")
        | _files(root / "CITATION.cff", "CITATION.cff"),
        "previous": {} if previous is None else _files(root / last, last),
    }


def _seeds(folder: Path) -> dict[str, Path]:
    """What the dataset is made of: every file that is read as a text, and what is known of them."""
    if not folder.is_dir():
        return {}
    names = [known_events.FILE, register.FILE, *files.texts(folder)]
    return {f"seeds/{name}": folder / name for name in names if (folder / name).is_file()}


def _files(place: Path, name: str) -> dict[str, Path]:
    """The file ``place``, or the files under it, named from ``name`` on."""
    if place.is_file():
        return {name: place}
    found: dict[str, Path] = {}
    for folder, below, names in os.walk(place):
        below[:] = [inner for inner in below if not _is_left_out(inner)]
        inner = PurePath(name, Path(folder).relative_to(place))
        paths = (Path(folder, file) for file in names if not _is_left_out(file))
        found |= {(inner / path.name).as_posix(): path for path in paths if path.is_file()}
    return found


def _notebooks(project: Project) -> Iterator[tuple[str, Path]]:
    """The Quarto settings, and what lies in ``analysis/`` beside codebook, readings, theme and code."""
    settings = project.root / "_quarto.yml"
    if settings.is_file():
        yield settings.name, settings
    places = [path for path in project.analysis.glob("*") if path.name not in PARTS_OF_ANALYSIS]
    for place in places:
        for name, path in _files(place, f"analysis/{place.name}").items():
            is_left_behind = any(part.endswith("_files") for part in Path(name).parts)
            if not _is_left_out(place.name) and path.suffix not in LEFT_BEHIND and not is_left_behind:
                yield name, path


def _is_left_out(name: str) -> bool:
    """Whether no input is a file, or lies in a folder, of this name."""
    return name in LEFT_OUT or name.startswith(".") or name.endswith("~")
