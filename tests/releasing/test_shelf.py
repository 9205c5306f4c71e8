"""The releases of this repository: listed as they are, and untouched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues import dataset as tables
from dialogues.base.project import HOME, Project
from dialogues.releasing import manifest, shelf, versions
from rows import EVENT, dataset, event, frame

PROJECT = Project(HOME)
RELEASED = versions.released(PROJECT)


@pytest.mark.parametrize(("name", "listed"), [("README.md", shelf.readme), ("index.html", shelf.index)])
def test_the_list_of_releases_is_that_of_the_folder(name: str, listed: Callable[[Project], str]) -> None:
    assert (PROJECT.reports / name).read_text(encoding="utf-8") == listed(PROJECT)


def test_no_release_was_changed() -> None:
    assert [problem for version in RELEASED for problem in manifest.broken(PROJECT.reports / version)] == []


def test_what_a_later_release_put_right_is_told_of_the_earlier_one(tmp_path: Path) -> None:
    """From their tables: the folder of the earlier release stays as it is."""
    for version, place in (("2025.1", "Brussels"), ("2025.2", "Vienna")):
        folder = tmp_path / "reports" / version
        tables.write(dataset(events=frame("events", event(place=place))), folder / "data")
        told = {
            "version": version, "title": "Dialogues & talks", "published": "2025-07-01",
            "cutoff": "2025-06-19", "engine": "built-in", "git": None, "tools": {}, "platform": {},
            "inputs": {"short": "abc", "sha256": "abc", "parts": {}, "files": {}}, "files": {},
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    listed, page = shelf.readme(Project(tmp_path)), shelf.index(Project(tmp_path))
    assert listed.index("| 2025.2 |") < listed.index("| 2025.1 |") < listed.index("## Known errors of 2025.1")
    assert "Known errors of 2025.2" not in listed + page
    assert f"place Brussels → Vienna. (`events`: `{EVENT}`)" in listed
    assert page.index("Version 2025.2") < page.index("Version 2025.1") < page.index("Brussels → Vienna")
    assert "<h1>Dialogues &amp; talks</h1>" in page
