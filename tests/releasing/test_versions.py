"""Versions: their form, their order, and the one place they are declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.base.errors import ReleaseError
from dialogues.base.project import Project
from dialogues.releasing import versions


@pytest.mark.parametrize(
    "version", ["2025", "2025.0", "2025.01", "v2025.1", "2025.1 ", "25.1", "2025.1.0", ""]
)
def test_another_form_than_year_and_number_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match=r"form YYYY\.N"):
        versions.parse(version)


def test_releases_are_ordered_by_number_and_not_by_letter(tmp_path: Path) -> None:
    for name in ("2025.10", "2025.9", "2024.1", "_draft", "2025.11"):
        (tmp_path / "reports" / name).mkdir(parents=True)
        if name != "2025.11":  # a folder without a manifest is no release
            (tmp_path / "reports" / name / "manifest.json").touch()
    project = Project(tmp_path)
    assert versions.released(project) == ["2024.1", "2025.9", "2025.10"]
    assert versions.before(project, "2025.10") == "2025.9"
    assert versions.before(project, "2024.1") is None


def test_a_version_that_is_not_declared_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"pyproject\.toml: The version cannot be read here\. Declare it"):
        versions.declared(Project(tmp_path))
