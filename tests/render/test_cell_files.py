"""What notebooks write is looked over before it is used; nothing else of a render is theirs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dialogues.base.errors import NotebookError
from dialogues.base.project import Project
from dialogues.render import Prepared, cell_files, confined, render


@pytest.mark.skipif(not confined.version(), reason="this system has no Landlock")
def test_what_later_renders_trust_is_out_of_reach_of_a_cell(project: Project) -> None:
    """The chart script of the page, the fonts, the tables, the lock."""
    brief = project.analysis / "brief.qmd"
    cell = "open('../reports/_build/written/a.csv', 'w').close()\nopen('../reports/_build/charts.js', 'a')"
    brief.write_text(f"## A\n\n```{{python}}\n{cell}\n```\n", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"Permission denied: '../reports/_build/charts\.js'"):
        render(project, "builtin")


@pytest.fixture
def places(tmp_path: Path) -> Prepared:
    """The folders of a render, with one table."""
    places = Prepared(tmp_path / "build")
    cell_files.begin(places)
    places.data.mkdir()
    (places.data / "events.parquet").write_text("table", encoding="utf-8")
    return places


def test_pipes_and_links_that_a_cell_left_are_told_and_not_opened(places: Prepared, tmp_path: Path) -> None:
    places.part("").parent.mkdir()
    os.mkfifo(places.part("brief"))
    (places.written / "mine.csv").symlink_to(tmp_path)
    with pytest.raises(NotebookError) as refusal:
        cell_files.must_be_plain(places)
    assert [problem.problem for problem in refusal.value.problems] == [
        "This is a link, which is not followed.",
        "This is not a file of bytes.",
    ]


def test_files_of_cells_go_beside_the_tables_and_the_claims(places: Prepared) -> None:
    (places.written / "mine.csv").write_text("cell", encoding="utf-8")
    places.ledger("claims").parent.mkdir()
    places.ledger("claims").write_text("claims", encoding="utf-8")
    cell_files.must_be_plain(places)
    into = places.build / "into"
    cell_files.lay_out_data(places, into)
    laid_out = {path.name: path.read_text(encoding="utf-8") for path in into.iterdir()}
    assert laid_out == {"claims.csv": "claims", "events.parquet": "table", "mine.csv": "cell"}


@pytest.mark.parametrize("name", ["claims.csv", "events.csv", "EVENTS.parquet", "folder/"])
def test_a_cell_takes_no_place_of_the_dataset(places: Prepared, name: str) -> None:
    """The list of claims that a release keeps is the brief's own."""
    place = places.written / name
    place.mkdir() if name.endswith("/") else place.write_text("cell", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"called so|only files go"):
        cell_files.must_be_plain(places)


def test_a_link_in_the_place_of_the_folder_is_replaced(tmp_path: Path) -> None:
    kept, places = tmp_path / "kept", Prepared(tmp_path / "build")
    kept.mkdir()
    places.build.mkdir()
    places.written.symlink_to(kept)
    cell_files.begin(places)
    assert not places.written.is_symlink()
    assert kept.is_dir()
