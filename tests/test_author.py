"""The live corpus is the author's: with more texts, cues and kinds the tests stay green.

That such a project is sound and is rendered, test_first_hour tries.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

import five
from dialogues.base.project import Project
from dialogues.corpus import seeds

SIXTH = (
    "On 3 December 2024 the fourth round of the Human Rights Dialogue between Turkmenistan and the European "
    "Union was held in Ashgabat. The sides discussed the rights of beekeepers and freedom of expression."
)
SEVENTH = (
    "On 5 March 2025 the Human Rights Dialogue between Kazakhstan and the European Union was held in Astana. "
    "The delegation of Kazakhstan presented its reform of the judiciary."
)
SMOKE = (  # of each kind of test one that once read the live corpus
    "tests/coding/test_mentions.py",
    "tests/coding/test_plans.py",
    "tests/events/test_events.py",
    "tests/brief/test_part.py",
    "tests/corpus/test_known_events.py",
    "tests/codebook/test_codebook.py",
)
OF_SEEDS = "seeds or renames or part or known"  # what they compare with tables of texts


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The repository as an author leaves it: two more texts, more cues, a kind, a reading."""
    root = tmp_path_factory.mktemp("author") / "project"
    made = five.repository(root)
    for name, text in (("005_sixth", SIXTH), ("006_seventh", SEVENTH)):
        (root / f"{name}.txt").write_text(text, encoding="utf-8")
        seeds.add(made.seeds, root / f"{name}.txt", published=date(2025, 3, 6), publisher="An outlet")
    _append(
        root / "analysis/codebook/topics.yaml",
        {"code": "beekeeping", "label": "Beekeeping", "definition": "Rights of beekeepers.",
         "example": "They spoke of the rights of beekeepers.",
         "cues": ["beekeeper(s)", "specific steps", "Ashgabat"]},  # two stand in the tests' texts
    )  # fmt: skip
    _append(
        root / "analysis/codebook/kinds.yaml",
        {"code": "parley", "label": "Parley", "definition": "A parley of two states.", "sides": "two",
         "example": "A parley was held.", "cues": ["parley(s)"]},
    )  # fmt: skip
    content = (root / "seeds" / "005_sixth.txt").read_bytes()
    readings = root / "analysis" / "readings"
    readings.mkdir(exist_ok=True)
    (readings / "005_sixth.yaml").write_text(
        f"sha256: {hashlib.sha256(content).hexdigest()}\n"
        "read: [{by: AB, kind: person, 'on': 2026-11-27, complete: false}]\n"
        "event: {place: {is: Ashgabat, words: in Ashgabat}}\n",
        encoding="utf-8",
    )
    return made


def _append(path: Path, entry: dict[str, object]) -> None:
    said = yaml.safe_dump([entry], sort_keys=False)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + said, encoding="utf-8")


def test_the_tests_stay_green_with_more_texts_cues_and_kinds(project: Project) -> None:
    environment = os.environ | {"PYTHONPATH": str(project.analysis)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-k",
        OF_SEEDS,
        *SMOKE,
    ]
    done = subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_project_of_the_tests_has_a_page_of_the_authors_own(project: Project, tmp_path: Path) -> None:
    page = project.analysis / "own.qmd"
    page.write_text("```{mermaid}\nA --> B\n```\n", encoding="utf-8")  # for Quarto alone
    code = "import sys, pathlib, five; print(*five.project(pathlib.Path(sys.argv[1])).analysis.glob('*.qmd'))"
    path = os.pathsep.join(map(str, (project.analysis, project.root / "tests")))
    command = [sys.executable, "-c", code, str(tmp_path / "made")]
    done = subprocess.run(
        command,
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    page.unlink()
    assert done.stdout.split() == [str(tmp_path / "made/analysis/brief.qmd")]
