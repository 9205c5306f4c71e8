"""What is no file is not waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import BaseModel

from dialogues.base import typed_yaml


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    (problem,) = typed_yaml.read(tmp_path / "a.yaml", BaseModel, "a.yaml").problems
    assert str(problem) == "a.yaml: This is not a file of bytes. Move it away, or put a file in its place."


@pytest.mark.parametrize("target", ["b.yaml", "/dev/zero", "nowhere"])
def test_a_link_in_the_place_of_a_file_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "b.yaml").write_text("{}", encoding="utf-8")
    (tmp_path / "a.yaml").symlink_to(target)
    (problem,) = typed_yaml.read(tmp_path / "a.yaml", BaseModel, "a.yaml").problems
    assert (
        str(problem) == "a.yaml: This is a link, which is not followed. Put a copy of the file in its place."
    )
