"""The releases of this repository: listed as they are, and untouched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dialogues.base.project import HOME, Project
from dialogues.releasing import manifest, shelf, versions

PROJECT = Project(HOME)
RELEASED = versions.released(PROJECT)


@pytest.mark.parametrize(("name", "listed"), [("README.md", shelf.readme), ("index.html", shelf.index)])
def test_the_list_of_releases_is_that_of_the_folder(name: str, listed: Callable[[Project], str]) -> None:
    assert (PROJECT.reports / name).read_text(encoding="utf-8") == listed(PROJECT)


def test_no_release_was_changed() -> None:
    assert [problem for version in RELEASED for problem in manifest.broken(PROJECT.reports / version)] == []
