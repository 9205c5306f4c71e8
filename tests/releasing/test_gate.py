"""The schema gate: a change of shape needs a new version and a line in the changelog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogues.base.project import Project
from dialogues.dataset import shapes
from dialogues.releasing import gate

RELEASED = "2025.1"


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    file = tmp_path / "shapes.yaml"
    shapes.write(2, file)
    return file


def released(root: Path, **given: int) -> Project:
    """A project whose last release has the columns of today, but for ``events.place``."""
    fields = {
        table: [{"name": column} for column in columns if (table, column) != ("events", "place")]
        for table, columns in shapes.of_the_code().items()
    }
    described = {"resources": [{"name": t, "schema": {"fields": f}} for t, f in fields.items()], **given}
    folder = root / "reports" / RELEASED
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return Project(root)


def told(project: Project, file: Path) -> list[str]:
    return [str(problem) for problem in gate.problems(project, file)]


def test_shapes_that_are_recorded_and_unreleased_are_sound(tmp_path: Path, recorded: Path) -> None:
    assert told(Project(tmp_path), recorded) == []


def test_a_renamed_column_is_told_with_its_line(tmp_path: Path, recorded: Path) -> None:
    said = recorded.read_text(encoding="utf-8")
    recorded.write_text(said.replace("    start_date:", "    first_day:", 1), encoding="utf-8")
    line = 1 + said[: said.index("    start_date:")].count("\n")
    gone, new = sorted(told(Project(tmp_path), recorded), key=lambda one: "is new" in one)
    assert f"shapes.yaml:{line}: The shape of a table changed. The column events.first_day is gone" in gone
    assert "The column events.start_date is new (date, may be empty)." in new


def test_a_changed_type_is_told(tmp_path: Path, recorded: Path) -> None:
    said = recorded.read_text(encoding="utf-8")
    recorded.write_text(said.replace("    place: string,", "    place: int64,", 1), encoding="utf-8")
    (problem,) = told(Project(tmp_path), recorded)
    assert "The column events.place was int64, may be empty, and is string, may be empty." in problem


def test_without_the_file_every_column_is_new(tmp_path: Path) -> None:
    assert len(told(Project(tmp_path), tmp_path / "none.yaml")) > 100


def test_a_new_column_needs_a_new_version_and_a_line_in_the_changelog(tmp_path: Path, recorded: Path) -> None:
    project = released(tmp_path, schemaVersion=2)
    version, line = told(project, recorded)
    assert "The release 2025.1 has version 2 of the schema too, but other columns: events.place." in version
    assert "CHANGELOG.md:1: The column events.place is new since 2025.1, and no line says so." in line
    assert gate.next_version(project, recorded) == 3
    shapes.write(3, recorded)
    log = tmp_path / gate.CHANGELOG
    log.write_text(f"## {RELEASED}\n- `events.place`\n", encoding="utf-8")
    assert len(told(project, recorded)) == 1
    log.write_text(f"## 2025.2\n- New: `events.place`.\n\n## {RELEASED}\n", encoding="utf-8")
    assert told(project, recorded) == []


def test_a_version_below_that_of_the_last_release_is_told(tmp_path: Path, recorded: Path) -> None:
    project = released(tmp_path, schemaVersion=2)
    package = project.reports / RELEASED / "datapackage.json"
    described = json.loads(package.read_text(encoding="utf-8"))
    (events,) = (one for one in described["resources"] if one["name"] == "events")
    events["schema"]["fields"].append({"name": "place"})
    package.write_text(json.dumps(described), encoding="utf-8")
    assert told(project, recorded) == []
    shapes.write(1, recorded)
    (problem,) = told(project, recorded)
    assert (
        "The shapes have version 1, and those of the release 2025.1 have 2 already. Write 2 here." in problem
    )
