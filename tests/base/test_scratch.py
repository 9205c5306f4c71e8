"""The folder of one run, and what becomes of those that killed runs left."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from base.test_removal import deepen
from dialogues.base import lock, scratch


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's place for temporary files is the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_leftover_is_removed_and_a_folder_in_use_is_not(temporary: Path) -> None:
    (temporary / f"{scratch.PREFIX}left").mkdir()
    with scratch.folder() as first, scratch.folder() as second:
        assert sorted(temporary.iterdir()) == sorted([first, second])
    assert not list(temporary.iterdir())


def test_another_process_may_sweep_a_folder_before_it_is_held(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    make, hold = tempfile.mkdtemp, lock.held_if_free

    def note(**given: str) -> str:
        made.append(Path(make(**given)))
        return str(made[-1])

    def hold_late(place: Path) -> object:
        if made == [place]:
            shutil.rmtree(place)
        return hold(place)

    monkeypatch.setattr(tempfile, "mkdtemp", note)
    monkeypatch.setattr(lock, "held_if_free", hold_late)
    with scratch.folder() as folder:
        assert (folder, folder.is_dir()) == (made[1], True)
    assert not list(temporary.iterdir())


def test_a_leftover_of_folders_in_one_another_is_removed_however_deep(temporary: Path) -> None:
    (temporary / f"{scratch.PREFIX}left").mkdir()
    deepen(temporary / f"{scratch.PREFIX}left")
    with scratch.folder() as folder:
        deepen(folder)
    assert not list(temporary.iterdir())
