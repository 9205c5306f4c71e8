"""Where a command works, and how it names files."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.base.errors import UsageError
from dialogues.base.project import Project, shown


def test_the_project_is_the_one_around_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    monkeypatch.chdir(tmp_path / "seeds")
    assert Project.here().root == tmp_path
    assert shown(tmp_path / "seeds" / "a\n.txt") == "a\\n.txt"


def test_a_working_directory_that_was_removed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UsageError, match=r"The working directory is not there any more\."):
        Project.here()
    assert shown(Path("a.txt")) == "a.txt"


def test_a_project_without_its_settings_is_no_reason_to_work_on_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/sources.yaml").touch()
    monkeypatch.chdir(tmp_path / "seeds")
    with pytest.raises(UsageError, match=r"There is no _quarto\.yml here"):
        Project.here()
