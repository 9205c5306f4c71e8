"""What is removed goes whatever it is, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

from dialogues.base import removal

DEEP = 2_000  # more than Python calls itself, and more than a path has room for


def deepen(folder: Path, levels: int = DEEP) -> None:
    """Make folders in one another in ``folder``, the last with a file."""
    there = Path.cwd()
    os.chdir(folder)
    for _ in range(levels):
        Path("a").mkdir()
        os.chdir("a")
    Path("file").touch()
    os.chdir(there)


def test_folders_in_one_another_go_however_deep(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    deepen(tmp_path / "x")
    deepen(tmp_path, 3)
    removal.remove(tmp_path / "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    kept, folder = tmp_path / "kept", tmp_path / "folder"
    kept.mkdir()
    (kept / "file").touch()
    (folder / "closed").mkdir(parents=True)
    (folder / "closed" / "link").symlink_to(kept)
    (folder / "link").symlink_to(kept)
    (folder / ".0.emptied").touch()
    os.mkfifo(folder / "pipe")
    (folder / "closed").chmod(0)
    (tmp_path / "link").symlink_to(folder)
    for name in ("link", "folder", "missing"):
        removal.remove(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert [path.name for path in kept.iterdir()] == ["file"]


def test_an_emptied_folder_is_the_same_folder(tmp_path: Path) -> None:
    """A kernel that may write in it still may."""
    before = tmp_path.stat().st_ino
    (tmp_path / "a" / "b").mkdir(parents=True)
    removal.empty(tmp_path)
    assert (tmp_path.stat().st_ino, list(tmp_path.iterdir())) == (before, [])
