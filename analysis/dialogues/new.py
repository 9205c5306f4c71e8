"""Make a repository for another subject: the same code, codebook and notebooks, no texts and releases."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
from pathlib import Path

import pycountry
import yaml
from pydantic import ValidationError

from dialogues.base import opening, placing, reporting, signs, typed_yaml
from dialogues.base.errors import Problem, UsageError
from dialogues.base.project import Project, shown
from dialogues.corpus import register
from dialogues.releasing import shelf, versions

TAKEN = (
    *(".ci", ".github", ".gitattributes", ".gitignore", ".pre-commit-config.yaml", "_quarto.yml"),
    *(
        "_environment",
        "analysis",
        "tests",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-CC-BY-4.0",
        "Makefile",
        "RELEASING.md",
    ),
    *("pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-quarto.lock"),
)  # what there is of these
LEFT = shutil.ignore_patterns("__pycache__", ".*_cache", "*.quarto_ipynb", "*_files", ".hypothesis")
README = """# {title}

**What do the texts of `seeds/` say was talked about in the dialogues of {name}, and which sentence says so?**

1. `make brief` installs the locked packages into `.venv` (once) and renders `reports/_draft/`.
2. `.venv/bin/dialogues add FILE --publisher … --published YYYY-MM-DD` takes a text into `seeds/`.
3. `.venv/bin/dialogues check` says whether everything is sound; `make test` runs the tests.
4. [RELEASING.md](RELEASING.md) leads to a release.

How texts are read stands in [analysis/codebook](analysis/codebook/README.md), how to write in
[analysis](analysis/README.md).
"""
SOURCES = """# What is known of each seed, beyond its words. `null` means: not known. Nothing here is guessed.
# `dialogues add` writes the entries; the form is in README.md beside this file.
{corpus}
sources: []
"""
CHANGELOG = """# Changelog
What changed for those who read the brief or use the data.

## {version} (unreleased)
"""


def make(source: Project, folder: Path, state: str, title: str, years: tuple[int, int]) -> None:
    """Make a project in ``folder`` about ``state`` (ISO 3166-1 alpha-3) from the repository ``source``.

    Raises
    ------
    UsageError
        Where the folder is not empty, or the state, the title or the years are such as no command would take.
    """
    opening.must_be_plain(source)
    versions.must_be_apart(source, folder)
    if not (source.analysis / "brief.qmd").is_file():
        problem = "There is no brief here that a new project could begin with."
        raise UsageError(Problem(problem, "Call it in a whole clone.", shown(source.analysis / "brief.qmd")))
    name = _refused(folder, state, title, years)
    folder = folder.resolve()  # a link stays one
    placing.put_right(folder)
    with placing.beside(folder) as beside:
        _lay_out(source, beside, state, name, title, years)
        if folder.exists():
            _must_be_empty(folder)
            folder.rmdir()
        beside.rename(folder)
    if shutil.which("git"):
        here = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}  # of a hook
        command = ["git", "init", "-q", "-b", "main", str(folder)]
        subprocess.run(command, check=False, capture_output=True, env=here)


def _refused(folder: Path, state: str, title: str, years: tuple[int, int]) -> str:
    """The state's name, where nothing forbids the project."""
    found = pycountry.countries.get(alpha_3=state)
    if found is None:
        raise UsageError(Problem(f"{state} is no ISO 3166-1 alpha-3 code.", "Give one such as KAZ."))
    if years[0] > years[1]:
        raise UsageError(Problem(f"{years[0]}-{years[1]} is out of order.", "Give the first year first."))
    try:
        register.Corpus.model_validate({"title": title, "state": state, "years": years})
    except ValidationError as error:
        raise UsageError(
            Problem(f"--{one['loc'][0]}: {typed_yaml.in_words(one)}.", "See `dialogues new --help`.")
            for one in error.errors()
        ) from error
    if folder.is_symlink() and not folder.exists():
        problem = "This is a link that leads nowhere."
        raise UsageError(Problem(problem, "Name a folder that is new or empty.", shown(folder)))
    _must_be_empty(folder)
    return str(getattr(found, "common_name", found.name))


def _must_be_empty(folder: Path) -> None:
    """See that nothing lies at ``folder``, or an empty folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = "There is something there already."
        raise UsageError(Problem(problem, "Name a folder that is new or empty.", shown(folder)))


def _lay_out(source: Project, root: Path, state: str, name: str, title: str, years: tuple[int, int]) -> None:
    for taken in TAKEN:
        path = source.root / taken
        if path.is_dir():
            shutil.copytree(path, root / taken, symlinks=True, ignore=LEFT)
        elif path.is_file():
            shutil.copy2(path, root / taken)
    shutil.rmtree(root / "analysis" / "readings", ignore_errors=True)
    made, version = Project(root), f"{years[1]}.1"
    made.seeds.mkdir()
    if (source.seeds / "README.md").is_file():
        shutil.copy2(source.seeds / "README.md", made.seeds)
    corpus = {
        "title": title,
        "state": state,
        "years": list(years),
        "cutoff": datetime.date(years[1], 12, 31),
    }
    said = yaml.safe_dump({"corpus": corpus}, sort_keys=False, allow_unicode=True, width=10**6)
    _write(made.seeds / register.FILE, SOURCES.format(corpus=said))
    _write(root / "README.md", README.format(title=reporting.in_markdown(signs.numbered(title)), name=name))
    _write(root / "CHANGELOG.md", CHANGELOG.format(version=version))
    _write(root / "CITATION.cff", _citation(source, title, name, version))
    declared = opening.text(root / "pyproject.toml")
    declared = re.sub(r'(?m)^version = ".*"', f'version = "{version}"', declared, count=1)
    _write(root / "pyproject.toml", declared)
    made.reports.mkdir()
    shelf.write(made)


def _citation(source: Project, title: str, name: str, version: str) -> str:
    """The repository's ``CITATION.cff``, for another subject."""
    given = yaml.safe_load(opening.text(source.root / "CITATION.cff"))
    given |= {
        "title": title,
        "version": version,
        "date-released": datetime.date.today(),
        "abstract": f"Press releases about dialogues and consultations of {name}, coded by rules that can be "
        "read. Every statement leads back to the sentence it stands on.",
        "keywords": ["human-rights dialogue", "political consultations", "content analysis", name],
    }
    given.pop("url", None)
    return yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=100)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
