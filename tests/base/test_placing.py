"""A folder comes into its place in one step, and what a killed command left is put right."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues.base import lock, placing, scratch


def folder(place: Path, **files: str) -> Path:
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_text(content, encoding="utf-8")
    return place


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


@pytest.fixture(params=["in one step", "in two"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a system that lets folders change places, and with one that does not."""
    if request.param == "in two":
        monkeypatch.setattr(placing, "_exchange", lambda *_: False)


@pytest.mark.usefixtures("either_way")
def test_what_lay_there_goes_and_what_is_not_ours_stays_where_that_is_asked_for(tmp_path: Path) -> None:
    place = folder(tmp_path / "place", ours="old", foreign="kept")
    placing.put(folder(tmp_path / "new", ours="new"), place, keep=True, made=["ours"])
    assert (place / "ours").read_text() == "new"
    assert names(place) == ["foreign", "ours"]
    placing.put(folder(tmp_path / "new", ours="newer"), place)
    assert names(place) == ["ours"]
    assert names(tmp_path) == ["place"]


@pytest.mark.usefixtures("either_way")
def test_where_the_new_folder_is_not_there_the_old_one_stays(tmp_path: Path) -> None:
    place = folder(tmp_path / "place", ours="old")
    with pytest.raises(FileNotFoundError):
        placing.put(tmp_path / "new", place)
    assert names(place) == ["ours"]


def test_what_was_laid_aside_is_put_back_or_goes(tmp_path: Path) -> None:
    folder(tmp_path / ".place-laid-aside.old", ours="old")
    told = placing.put_right(tmp_path / "place")
    assert told == ["what an interrupted command had laid aside is back in its place"]
    folder(tmp_path / ".place-laid-aside.old", ours="older")
    assert placing.put_right(tmp_path / "place") == []
    assert names(tmp_path) == ["place"]
    assert (tmp_path / "place" / "ours").read_text() == "old"


def test_what_a_killed_command_made_goes_and_what_is_not_ours_comes_back(tmp_path: Path) -> None:
    place = folder(tmp_path / "place", ours="new")
    folder(tmp_path / ".place-x1.new", ours="old", foreign="kept")
    told = placing.put_right(place, made=["ours"])
    assert told == ["what an interrupted command had made is removed"]
    assert (names(tmp_path), names(place)) == (["place"], ["foreign", "ours"])
    assert (place / "ours").read_text() == "new"


def test_what_another_command_is_making_is_left_alone(tmp_path: Path) -> None:
    with placing.beside(tmp_path / "place") as made:
        assert placing.put_right(tmp_path / "place") == []
        assert made.is_dir()
    assert names(tmp_path) == []


def test_a_file_is_written_whole_or_stays_as_it_was_with_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / f"{'é' * 125}.txt"  # as long as a name may be
    for content in (b"old", b"new"):
        placing.write(place, content)
        assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(place.name, content)]

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        placing.write(place, b"never")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(place.name, b"new")]


def test_a_file_written_anew_keeps_who_may_read_it(tmp_path: Path) -> None:
    place = tmp_path / "shared.yaml"
    place.touch()
    place.chmod(0o664)
    placing.write(place, b"new")
    assert place.stat().st_mode & 0o777 == 0o664


def test_a_folder_for_a_while_goes_also_after_a_process_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{scratch.PREFIX}left").mkdir()
    with scratch.folder() as first, scratch.folder() as second:
        assert {*tmp_path.iterdir()} == {first, second}
    assert names(tmp_path) == []


def test_what_is_held_is_not_free(tmp_path: Path) -> None:
    with lock.held(tmp_path), lock.held_if_free(tmp_path) as is_held:
        assert not is_held
    with lock.held_if_free(tmp_path) as is_held:
        assert is_held
    with lock.held_if_free(tmp_path / "gone") as is_held:
        assert not is_held


@pytest.mark.parametrize("build", [lambda path: path, lambda path: path.parent / "link"])
def test_no_folder_comes_to_stand_where_we_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Callable[[Path], Path]
) -> None:
    place = folder(tmp_path / "place")
    (tmp_path / "link").symlink_to(place)
    assert placing.can_be_exchanged(build(place))
    monkeypatch.chdir(place)
    assert not placing.can_be_exchanged(build(place))


def test_a_folder_of_somebody_elses_beside_the_place_is_left_alone(tmp_path: Path) -> None:
    folder(tmp_path / "place.old", mine="kept")
    assert placing.put_right(tmp_path / "place") == []
    with placing.beside(tmp_path / "place") as made:
        placing.put(made, tmp_path / "place")
    assert (tmp_path / "place.old" / "mine").is_file()


@pytest.mark.parametrize("keep", [True, False])
def test_a_link_in_the_place_is_replaced_and_what_it_leads_to_stays(tmp_path: Path, keep: bool) -> None:
    new, place, kept = (tmp_path / name for name in ("new", "place", "kept"))
    for folder in (new, kept):
        folder.mkdir()
        (folder / folder.name).touch()
    place.symlink_to(kept)
    placing.put(new, place, keep=keep, made=["new"])
    assert not place.is_symlink()
    assert [[path.name for path in folder.iterdir()] for folder in (place, kept)] == [["new"], ["kept"]]
