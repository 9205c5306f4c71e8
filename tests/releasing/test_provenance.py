"""The inputs of a brief: what counts, what does not, and that their hash says which part changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dialogues.base.project import Project
from dialogues.releasing import provenance

FILES = {
    "_quarto.yml": "project: {}\n",
    "pyproject.toml": '[project]\nversion = "2025.2"\n',
    "requirements.lock": "polars==2.1.0\n",
    "seeds/a.txt": "On 17 June 2025 ...",
    "seeds/sources.yaml": "sources: []\n",
    "analysis/brief.qmd": "# Brief\n",
    "analysis/annexes/method.qmd": "# Method\n",
    "analysis/codebook/topics.yaml": "- code: education\n",
    "analysis/theme/brief.css": "body {}\n",
    "analysis/dialogues/seeds.py": "X = 1\n",
    "analysis/readings/a.yaml": "scope: true\n",
    "reports/2025.1/manifest.json": "{}\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("seeds/a.txt", "seeds"),
        ("seeds/sources.yaml", "seeds"),
        ("analysis/codebook/topics.yaml", "codebook"),
        ("analysis/brief.qmd", "notebooks"),
        ("analysis/annexes/method.qmd", "notebooks"),
        ("_quarto.yml", "notebooks"),
        ("analysis/theme/brief.css", "theme"),
        ("analysis/dialogues/seeds.py", "code"),
        ("requirements.lock", "lock"),
        ("pyproject.toml", "project"),
        ("analysis/readings/a.yaml", "readings"),
        ("reports/2025.1/manifest.json", "previous"),
    ],
)
def test_a_changed_input_changes_its_own_part_and_no_other(project: Project, name: str, part: str) -> None:
    before = provenance.inputs(project)
    with (project.root / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    after = provenance.inputs(project)
    assert {p for p in before.parts if before.parts[p] != after.parts[p]} == {part}
    assert {f for f in before.files[part] if before.files[part][f] != after.files[part][f]} == {name}
    assert before.short != after.short


@pytest.mark.parametrize(
    "name",
    [
        "seeds/README.md",
        "analysis/brief.html",
        "analysis/brief_files/figure.svg",
        "analysis/dialogues/__pycache__/seeds.pyc",
        "analysis/theme/.DS_Store",
        "reports/_draft/brief.html",
        "reports/2025.2/manifest.json",
        "reports/2025.10/manifest.json",
    ],
)
def test_what_is_no_input_leaves_the_hash_as_it_was(project: Project, name: str) -> None:
    before = provenance.inputs(project)
    (project.root / name).parent.mkdir(parents=True, exist_ok=True)
    (project.root / name).write_text("no input", encoding="utf-8")
    assert provenance.inputs(project) == before


def test_the_hash_does_not_depend_on_the_folder(project: Project, tmp_path: Path) -> None:
    copy = shutil.copytree(
        project.root, tmp_path / "elsewhere" / "copy", ignore=shutil.ignore_patterns("elsewhere")
    )
    assert provenance.inputs(Project(copy)) == provenance.inputs(project)


def test_a_copy_holds_the_inputs_and_the_last_release_and_has_the_same_hash(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (project.reports / "2025.1" / "data").mkdir()
    (project.reports / "2025.1" / "data" / "events.csv").touch()
    (project.root / "notes.txt").touch()
    copy = tmp_path_factory.mktemp("copy")
    provenance.copy(project, copy)
    assert provenance.inputs(Project(copy)) == provenance.inputs(project)
    assert (copy / "reports" / "2025.1" / "data" / "events.csv").is_file()
    assert not (copy / "notes.txt").exists()


def test_what_is_read_as_a_text_counts_and_nothing_else(project: Project) -> None:
    odd = os.fsdecode(b"bad\xff.txt")
    for name in (".hidden.txt", "UPPER.TXT", odd, "notes.md"):
        (project.seeds / name).write_text("On 18 June 2025 ...", encoding="utf-8")
    made = provenance.inputs(project)
    counted = ["seeds/.hidden.txt", "seeds/UPPER.TXT", "seeds/a.txt", f"seeds/{odd}", "seeds/sources.yaml"]
    assert list(made.files["seeds"]) == counted
    assert len(made.sha256) == 64
