"""The dataset for other programs: whole or not at all, and in no folder that is not its own."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dialogues import dataset as tables
from dialogues.base.errors import UsageError
from dialogues.base.project import Project
from dialogues.dataset.schemas import TABLES
from dialogues.releasing.export import export
from rows import dataset


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_each_table_lies_there_twice_and_is_described_as_a_draft(project: Project, tmp_path: Path) -> None:
    place = export(project, dataset(), tmp_path / "out")
    described = json.loads(place.read_text(encoding="utf-8"))
    files = {f"data/{name}.{form}" for name in TABLES for form in ("csv", "parquet")}
    assert names(tmp_path / "out") == files | {"datapackage.json"}
    assert {resource["path"] for resource in described["resources"]} == {f for f in files if f[-3:] == "csv"}
    assert described["version"].endswith("-draft")
    assert "created" not in described
    events = tables.read(tmp_path / "out" / "data")["events"]
    assert_frame_equal(events, tables.ordered("events", dataset()["events"]))


def test_an_earlier_export_is_replaced(project: Project, tmp_path: Path) -> None:
    export(project, dataset(), tmp_path / "out")
    first = names(tmp_path / "out")
    empty = {name: frame.clear() for name, frame in dataset().items()}
    export(project, empty, tmp_path / "out")
    assert names(tmp_path / "out") == first
    assert pl.read_parquet(tmp_path / "out" / "data" / "events.parquet").height == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("mine", "The folder holds other files than an export, or some that were changed since."),
        ("mine/letter.txt", "The folder holds other files than an export, or some that were changed since."),
        ("2025.1/more", "The folder lies in the release 2025.1, which is never changed."),
    ],
)
def test_no_other_folder_is_touched(project: Project, tmp_path: Path, inside: str, problem: str) -> None:
    for file in ("mine/letter.txt", "2025.1/manifest.json"):
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=problem):
        export(project, dataset(), tmp_path / inside)
    assert names(tmp_path) == {"mine/letter.txt", "2025.1/manifest.json"}


@pytest.mark.parametrize("own", ["data/notes.xlsx", "data/own/s.R", "data/events.csv", "notes.txt"])
def test_an_export_with_work_of_its_users_in_it_is_not_replaced(
    project: Project, tmp_path: Path, own: str
) -> None:
    export(project, dataset(), tmp_path / "out")
    mine = tmp_path / "out" / own
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("work", encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files than an export, or some that were changed"):
        export(project, dataset(), tmp_path / "out")
    assert mine.read_text(encoding="utf-8") == "work"


@pytest.mark.parametrize("inside", ["seeds/out", "analysis/codebook"])
def test_texts_and_rules_are_not_written_among(project: Project, inside: str) -> None:
    before = names(project.root)
    with pytest.raises(UsageError, match="lies among the texts or the rules"):
        export(project, dataset(), project.root / inside)
    assert names(project.root) == before


@pytest.mark.parametrize("name", ["reports/2030.1", "reports/2030.1/more"])
def test_nothing_is_written_under_the_name_of_a_release(project: Project, name: str) -> None:
    with pytest.raises(UsageError, match="called as a release is"):
        export(project, dataset(), project.root / name)
