"""What passed a check: known again by its hash and the code's, and only so."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.base.passed import Passed


def test_what_passed_is_known_until_it_or_the_code_changes(tmp_path: Path) -> None:
    passed = Passed(tmp_path / "made" / "passed", "code")
    assert not passed.knows("a")
    passed.remember("a")
    assert passed.knows("a")
    assert not passed.knows("b")
    assert not Passed(passed.file, "other code").knows("a")


def test_what_was_counted_is_kept_with_it_and_a_file_cut_short_tells_nothing(tmp_path: Path) -> None:
    passed = Passed(tmp_path / "passed", "code")
    passed.remember("a", 19, 343)
    assert passed.counted("a") == (19, 343)
    assert passed.counted("b") is None
    passed.file.write_bytes(passed.file.read_bytes()[:-2])
    assert passed.counted("a") is None


@pytest.mark.parametrize("content", [b"", b"a", b"\xff\x00", b"a passed with "])
def test_a_broken_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    passed = Passed(tmp_path / "passed", "code")
    passed.file.write_bytes(content)
    assert not passed.knows("a")
    passed.remember("a")
    assert passed.knows("a")


@pytest.mark.parametrize("place", ["a folder", "no folder/deeper/passed", "a file/passed"])
def test_a_file_that_cannot_be_kept_is_no_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a file").touch()
    passed = Passed(tmp_path / place, "code")
    passed.remember("a")
    assert not passed.knows("a")
