"""What is no regular file of the project is told and never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from base.test_removal import deepen
from dialogues.base import opening, removal
from dialogues.base.errors import DialoguesError
from dialogues.base.project import Project


def _lay(path: Path, kind: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to({"link": __file__, "device": "/dev/zero", "nowhere": "nowhere"}[kind])


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("pipe", opening.STRANGE),
        ("folder", opening.FOLDER),
        *((kind, opening.LINK) for kind in ("link", "device", "nowhere")),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "analysis/a.qmd",
        "analysis/theme/brief.css",
        "analysis/readings/a.yaml",
        "_quarto.yml",
        "seeds/README.md",
    ],
)
def test_what_is_no_file_is_told_wherever_files_are_read(
    tmp_path: Path, name: str, kind: str, told: tuple[str, str]
) -> None:
    _lay(tmp_path / name, kind)
    (problem,) = opening.strange(Project(tmp_path))
    assert (problem.problem, problem.remedy) == told
    with pytest.raises(DialoguesError) as refused:
        opening.content(tmp_path / name)
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize("left", [b"", b" \r\n\n", bytes(9_000)], ids=["nothing", "blanks", "zeros"])
@pytest.mark.parametrize("name", ["analysis/brief.qmd", "analysis/theme/brief.html", "_quarto.yml"])
def test_what_a_save_that_was_cut_off_leaves_of_a_file_is_told(
    tmp_path: Path, name: str, left: bytes
) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(left)
    (problem,) = opening.strange(Project(tmp_path))
    assert (problem.problem, problem.remedy) == opening.EMPTY
    (tmp_path / name).write_bytes(b"\n" * 99 + b"a: 1\n")
    assert not [*opening.strange(Project(tmp_path))]


@pytest.mark.parametrize("name", [*opening.GIVEN, *opening.PUT_IN_PLACE])
def test_no_folder_of_a_project_is_a_link(tmp_path: Path, name: str) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / name).parent.mkdir(parents=True)
    (root / name).symlink_to(elsewhere)
    (problem,) = opening.strange(Project(root))
    remedy = "Put the folder itself in its place." if name in opening.GIVEN else "Take the link away."
    assert str(problem).endswith(f"{name}: This is a link, which is not followed. {remedy}")


def test_what_editors_and_python_leave_is_let_be(tmp_path: Path) -> None:
    for name in (".#brief.qmd", "brief.qmd~", "__pycache__"):
        _lay(tmp_path / "analysis" / name, "nowhere")
    assert not [*opening.strange(Project(tmp_path))]


def test_folders_in_one_another_are_told_and_not_followed_without_end(tmp_path: Path) -> None:
    folder = tmp_path / "analysis" / "mine"
    folder.mkdir(parents=True)
    deepen(folder, 1_200)
    (told,) = opening.strange(Project(tmp_path))
    assert told.problem == "More than 50 folders lie in one another."
    removal.remove(folder)
