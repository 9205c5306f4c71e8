"""The five texts by which the golden tables were made: the tests' own corpus, wherever ``seeds/`` goes."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

from dialogues import codebook, pipeline
from dialogues import new as subjects
from dialogues.base.project import HOME, Project
from dialogues.dataset import Dataset
from dialogues.releasing import provenance, shelf

TESTS = Path(__file__).parent
TEXTS = TESTS / "golden" / "texts"
OWN = TESTS / "golden" / "codebook"  # as the golden tables were made by it: what an author edits is another
CODEBOOK = OWN if OWN.is_dir() else HOME / "analysis" / "codebook"
VERSION = "2025.3"  # of the projects that tests make of the five texts: their cut-off is of that year


@cache
def rules() -> codebook.Codebook:
    """The codebook the golden tables are compared by."""
    return codebook.load(CODEBOOK)


@cache
def dataset() -> Dataset:
    """The dataset of the five texts."""
    return pipeline.run(TEXTS, rules())


def bare(root: Path) -> Project:
    """What a brief is rendered from, all but its seeds; the tests' own codebook."""
    for name in ("CITATION.cff", "pyproject.toml", "_quarto.yml", "requirements.lock"):
        shutil.copy(HOME / name, root / name)
    for name in ("analysis/annexes", "analysis/theme"):
        shutil.copytree(HOME / name, root / name)
    shutil.copytree(CODEBOOK, root / "analysis" / "codebook")
    shutil.copy(HOME / "analysis" / "brief.qmd", root / "analysis")
    return Project(root)


def project(root: Path) -> Project:
    """The repository with the five texts, the tests' codebook, no readings, no page of an author's own."""
    here = Project(HOME)
    provenance.copy(here, root)
    shutil.copy(HOME / "CHANGELOG.md", root)
    for folder in (root / "seeds", root / "analysis" / "readings"):
        shutil.rmtree(folder, ignore_errors=True)
    for page in (root / "analysis").glob("*.qmd"):
        if page.name != "brief.qmd":
            page.unlink()
    shutil.copytree(TEXTS, root / "seeds")
    shutil.rmtree(root / "analysis" / "codebook")  # not what an author has taught it meanwhile
    shutil.copytree(CODEBOOK, root / "analysis" / "codebook")
    for file, form in (("pyproject.toml", r'(?m)^version = ".*"'), ("CITATION.cff", r"(?m)^version: .*")):
        said = (root / file).read_text(encoding="utf-8")
        line = f'version = "{VERSION}"' if file.endswith("toml") else f'version: "{VERSION}"'
        (root / file).write_text(re.sub(form, line, said, count=1), encoding="utf-8")
    return Project(root)


def repository(root: Path) -> Project:
    """The same with its tests and all else that a clone has; the tests' codebook stays as it is now."""
    made = project(root)
    for name in (*subjects.TAKEN, "README.md"):
        given = HOME / name
        if given.is_dir() and name != "analysis":
            shutil.copytree(given, root / name, dirs_exist_ok=True, ignore=subjects.LEFT)
        elif given.is_file() and not (root / name).exists():
            shutil.copy(given, root / name)
    for told in (HOME / "analysis").rglob("README.md"):
        (root / told.relative_to(HOME)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(told, root / told.relative_to(HOME))
    shutil.copytree(CODEBOOK, root / "tests" / "golden" / "codebook", dirs_exist_ok=True)
    shelf.write(made)
    return made
