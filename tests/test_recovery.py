"""What a killed command left in a project is put right by the next one, and said."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import small
from dialogues import pipeline, recovery
from dialogues.base import lock
from dialogues.base.project import HOME, Project
from dialogues.cli import main
from dialogues.releasing import noted, shelf

TEXT = "On 3 May 2024 the Human Rights Dialogue between the European Union and Turkmenistan was held.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of one text."""
    for name in ("_quarto.yml", "pyproject.toml", "CITATION.cff"):
        shutil.copy(HOME / name, tmp_path / name)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(pipeline, "run", small.of_files)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_leftovers_of_texts_and_reports_are_removed_and_told(project: Project) -> None:
    build = project.reports / "_build"
    (build / "draft").mkdir(parents=True)
    (build / ".release-x.new").mkdir()
    for path in (build / "lock", project.seeds / ".b.txt.new", project.reports / ".README.md-x.new"):
        path.touch()
    assert recovery.put_right(project) == [
        "seeds: what an interrupted command had made is removed.",
        "reports/_build/release: what an interrupted command had made is removed.",
        "reports/_build: what an interrupted command had made is removed.",
        "reports: what an interrupted command had made is removed.",
    ]
    assert files(project.root) == [
        *("CITATION.cff", "_quarto.yml", "pyproject.toml", "reports/_build/lock", "seeds/a.txt"),
    ]
    assert recovery.put_right(project) == []


def test_a_release_that_was_killed_is_removed_where_none_was_rendered(project: Project) -> None:
    left = project.reports / "_build" / ".release-x.new"
    left.mkdir(parents=True)
    with lock.held(left):  # a command is at work there
        recovery.put_right(project)
        assert left.is_dir()
    recovery.put_right(project)
    assert not left.exists()


@pytest.mark.parametrize("folder", ["analysis/readings", "reports/_build/drafts"])
def test_half_a_reading_that_was_left_long_ago_is_removed(project: Project, folder: str) -> None:
    readings = project.root / folder
    readings.mkdir(parents=True)
    for name in (".a-1.part", ".b-2.part"):
        (readings / name).touch()
    os.utime(readings / ".a-1.part", (0, 0))
    told = recovery.put_right(project)
    assert told == [f"{folder}: what an interrupted command had made is removed."]
    assert [path.name for path in readings.iterdir()] == [".b-2.part"]


def test_what_was_half_written_long_ago_among_fonts_and_parts_is_removed(project: Project) -> None:
    fonts = project.reports / "_build" / "webfonts"
    fonts.mkdir(parents=True)
    (project.reports / "_build" / "lock").touch()
    for name in (".Bold-1.woff2-a.new", ".Bold-2.woff2-b.new", "Bold-1.woff2"):
        (fonts / name).touch()
    os.utime(fonts / ".Bold-1.woff2-a.new", (0, 0))
    told = recovery.put_right(project)
    assert told == ["reports/_build/webfonts: what an interrupted command had made is removed."]
    assert sorted(path.name for path in fonts.iterdir()) == [".Bold-2.woff2-b.new", "Bold-1.woff2"]


def test_what_a_render_at_work_has_made_is_left_alone(project: Project) -> None:
    build = project.reports / "_build"
    (build / "draft").mkdir(parents=True)
    with lock.held(build / "lock"):
        assert recovery.put_right(project) == []
    assert (build / "draft").is_dir()


def test_a_link_where_a_draft_was_made_is_removed_and_not_followed(project: Project, tmp_path: Path) -> None:
    build, kept = project.reports / "_build", tmp_path / "elsewhere"
    kept.mkdir()
    build.mkdir(parents=True)
    (build / "draft").symlink_to(kept)
    assert recovery.put_right(project) == ["reports/_build: what an interrupted command had made is removed."]
    assert (kept.is_dir(), recovery.put_right(project)) == (True, [])


def test_a_release_whose_manifest_is_broken_stops_no_command(project: Project) -> None:
    (project.reports / "_build").mkdir(parents=True)
    (project.reports / "2025.1").mkdir()
    (project.reports / "2025.1" / "manifest.json").touch()
    assert recovery.put_right(project) == []


def test_a_release_that_a_killed_command_had_made_is_listed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.reports / "_build").mkdir(parents=True)
    (project.reports / "_build" / "lock").touch()
    (project.reports / "2025.1").mkdir()
    (project.reports / "2025.1" / "manifest.json").touch()
    (project.reports / "README.md").write_text("# reports\n", encoding="utf-8")
    written = list[Project]()
    monkeypatch.setattr(shelf, "write", written.append)
    assert recovery.put_right(project) == [
        "reports: a release that an interrupted command had made is listed now."
    ]
    (project.reports / "README.md").write_text("| 2025.1 | 21 November |\n", encoding="utf-8")
    assert (recovery.put_right(project), written) == ([], [project])


def test_a_draft_laid_aside_is_back_before_any_command(project: Project) -> None:
    (project.reports / "_build").mkdir(parents=True)
    (project.reports / "_build" / "lock").touch()
    (project.reports / "._draft-laid-aside.old").mkdir()
    done = CliRunner().invoke(main, ["explain"])
    assert done.stderr.startswith("note: reports/_draft: what an interrupted command had laid aside is back")
    assert project.draft.is_dir()


def test_a_build_into_the_draft_leaves_no_claims_of_other_tables(project: Project) -> None:
    runner, data = CliRunner(), project.draft / "data"
    assert runner.invoke(main, ["build"]).exit_code == 0
    for name in ("data/claims.csv", "data/topics.csv", "brief.html"):
        (project.draft / name).touch()
    assert "other tables" not in runner.invoke(main, ["build"]).stderr
    assert (data / "claims.csv").is_file()
    (project.seeds / "b.txt").write_text(TEXT.replace("3 May", "4 May"), encoding="utf-8")
    note = "note: reports/_draft/brief.html: The brief is of other tables than these in data/."
    for command in (["build"], ["build"], ["explain"], ["diff", "draft", "draft"]):  # each time
        assert note in runner.invoke(main, command).stderr
    assert {Path(name).suffix for name in files(data)} == {".parquet"}
    told = runner.invoke(main, ["explain"])
    assert (
        "The tables here have no brief yet: `build` alone made them. Run `dialogues render`." in told.stderr
    )


def test_a_draft_whose_tables_or_claims_are_not_the_briefs_is_told(project: Project) -> None:
    runner, data = CliRunner(), project.draft / "data"
    assert runner.invoke(main, ["build"]).exit_code == 0
    for name in ("data/claims.csv", "brief.html"):
        (project.draft / name).touch()
    made_of = project.build / "noted.json"
    noted.write(made_of, noted.now(project))
    recovery.remember(project, made_of)
    assert list(recovery.of_two_makes(project)) == []
    (data / "claims.csv").write_text("another", encoding="utf-8")
    (told,) = recovery.of_two_makes(project)
    assert told.problem == "The list of claims in data/ is not that of the brief."
    (data / "codes.parquet").unlink()
    assert "of other tables" in str(next(recovery.of_two_makes(project)))
    (project.draft / "brief.html").write_text("another brief", encoding="utf-8")  # nothing is known of it
    assert list(recovery.of_two_makes(project)) == []


def test_a_draft_of_texts_that_have_changed_since_is_told_where_it_is_read(project: Project) -> None:
    runner, made_of = CliRunner(), project.build / "noted.json"
    assert runner.invoke(main, ["build"]).exit_code == 0
    for name in ("data/claims.csv", "brief.html"):
        (project.draft / name).touch()
    noted.write(made_of, noted.now(project))
    recovery.remember(project, made_of)
    asked = (["explain"], ["diff", "draft", "draft"])
    assert all("since the draft" not in runner.invoke(main, command).stderr for command in asked)
    (project.seeds / "a.txt").write_text(TEXT.replace("3 May", "4 May"), encoding="utf-8")
    (project.seeds / "b.txt").write_text(TEXT, encoding="utf-8")
    note = "note: seeds/a.txt: The file was changed (and 1 more) since the draft was made. Run"
    assert [note in runner.invoke(main, command).stderr for command in asked] == [True, True]


def test_a_build_takes_no_other_files_place(project: Project) -> None:
    out = project.root / "out"
    out.mkdir()
    (out / "events.parquet").write_text("precious", encoding="utf-8")
    refused = CliRunner().invoke(main, ["build", "--out", str(out)])
    assert (refused.exit_code, "Another file has the name of a table." in refused.stderr) == (2, True)
    pl.DataFrame({"mine": [1]}).write_parquet(out / "events.parquet")
    assert CliRunner().invoke(main, ["build", "--out", str(out)]).exit_code == 2
    (out / "events.parquet").write_bytes(b"PAR1 cut short")
    assert CliRunner().invoke(main, ["build", "--out", str(out)]).exit_code == 0
    assert "is the project itself" in CliRunner().invoke(main, ["build", "--out", "."]).stderr


def test_a_build_elsewhere_keeps_what_else_the_folder_holds(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "notes").mkdir(parents=True)
    (out / "notes" / "mine.txt").touch()
    assert CliRunner().invoke(main, ["build", "--out", str(out)]).exit_code == 0
    assert (out / "notes" / "mine.txt").is_file()
    assert pl.read_parquet(out / "documents.parquet").height == 1
    assert [path.name for path in project.root.glob(".out*")] == []


def test_a_text_that_was_copied_and_not_registered_is_registered_by_adding_it_again(project: Project) -> None:
    given = project.root / "b.txt"
    given.write_text(TEXT.replace("3 May", "5 May"), encoding="utf-8")
    shutil.copy(given, project.seeds / "b.txt")
    done = CliRunner().invoke(main, ["add", str(given)])
    assert (done.exit_code, done.output) == (0, "Added seeds/b.txt, registered in seeds/sources.yaml:4.\n")


def test_nothing_is_written_or_removed_through_a_link(project: Project, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (kept / "draft").mkdir(parents=True)
    project.reports.mkdir(exist_ok=True)
    (project.reports / "_build").symlink_to(kept)
    assert recovery.put_right(project) == []
    assert [path.name for path in kept.iterdir()] == ["draft"]
    (project.reports / "_build").unlink()
    (project.reports / "_build").mkdir()
    (project.reports / "_build" / "lock").symlink_to(kept / "lock")
    recovery.put_right(project)
    with lock.held(project.reports / "_build" / "lock"):
        assert [path.name for path in kept.iterdir()] == ["draft"]
