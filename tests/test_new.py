"""``dialogues new``: a repository for another subject renders and releases from the first text on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dialogues.base.project import Project
from dialogues.cli import main

ROUND = (
    "On 5 March 2025 the 16th round of the Human Rights Dialogue between Kazakhstan and the European Union "
    "was held in Astana. The sides discussed freedom of expression and the rights of women."
)
ASKED = ("--state", "KAZ", "--title", "Dialogues of Kazakhstan", "--years", "2020-2026")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository about another state, with its first text, committed."""
    root = tmp_path_factory.mktemp("new") / "kaz"
    done = CliRunner().invoke(main, ["new", str(root), *ASKED])
    assert done.exit_code == 0, done.output
    (root.parent / "round.txt").write_text(ROUND, encoding="utf-8")
    call(root, "add", "../round.txt", "--publisher", "An outlet", "--published", "2025-03-06")
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for command in (("add", "-A"), ("commit", "-q", "-m", "First text")):
        subprocess.run(["git", "-C", str(root), *who, *command], check=True, capture_output=True)
    return Project(root)


def call(root: Path, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(root / "analysis")}
    command = [sys.executable, "-m", "dialogues", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_neither_texts_nor_readings_nor_releases_come_along(made: Project) -> None:
    assert {path.name for path in made.seeds.iterdir()} <= {"README.md", "sources.yaml", "round.txt"}
    assert not (made.analysis / "readings").exists()
    assert {path.name for path in made.reports.iterdir()} == {"README.md", "index.html"}
    assert (made.codebook / "topics.yaml").is_file()


def test_it_is_sound_and_is_rendered_and_released_about_its_own_state(made: Project) -> None:
    assert "Sound: 1 text " in call(made.root, "check")
    call(made.root, "release", "2026.1")
    page = (made.reports / "2026.1" / "brief.html").read_text(encoding="utf-8")
    assert "Dialogues of Kazakhstan" in page
    assert "Turkmen" not in page.split('id="sec-method"')[0]


def test_its_own_tests_pass(made: Project) -> None:
    environment = os.environ | {"PYTHONPATH": str(made.analysis)}
    own = ("tests/test_docs.py", "tests/coding/test_mentions.py", "tests/brief/test_part.py")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *own]
    done = subprocess.run(
        command, cwd=made.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--state": "KAS"}, "KAS is no ISO 3166-1 alpha-3 code."),
        ({"--years": "2026-2020"}, "2026-2020 is out of order."),
        ({"--years": "ever"}, "'ever' is not of the form 2020-2026."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    asked = dict(zip(ASKED[::2], ASKED[1::2], strict=True)) | changed
    done = CliRunner().invoke(
        main, ["new", str(tmp_path / "p"), *(x for pair in asked.items() for x in pair)]
    )
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_hook_of_another_repository_makes_it_no_part_of_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other"))
    assert CliRunner().invoke(main, ["new", str(tmp_path / "made"), *ASKED]).exit_code == 0
    assert (tmp_path / "made" / ".git").is_dir()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    done = CliRunner().invoke(main, ["new", str(tmp_path), *ASKED])
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--title", ""), ("--title", "  "), ("--years", "1000-9999"), ("--years", "2020-2201")],
)
def test_what_every_command_would_refuse_is_refused_at_once(tmp_path: Path, option: str, value: str) -> None:
    asked = [value if before == option else given for before, given in zip(("", *ASKED), ASKED, strict=False)]
    done = CliRunner().invoke(main, ["new", str(tmp_path / "kaz"), *asked])
    assert done.exit_code == 2
    assert f"{option}: " in done.output
    assert not (tmp_path / "kaz").exists()


def test_a_title_is_no_markdown_and_a_link_that_leads_nowhere_no_folder(tmp_path: Path) -> None:
    asked = [*ASKED[:3], "A\n# <img src=x> \u202e*b*", *ASKED[4:]]
    assert CliRunner().invoke(main, ["new", str(tmp_path / "kaz"), *asked]).exit_code == 0
    first = (tmp_path / "kaz/README.md").read_text(encoding="utf-8").splitlines()[0]
    assert first == r"# A \# &lt;img src=x&gt; \[U\+202E\]\*b\*"
    (tmp_path / "ln").symlink_to("nowhere")
    assert (
        "a link that leads nowhere" in CliRunner().invoke(main, ["new", str(tmp_path / "ln"), *asked]).output
    )


def test_a_project_without_a_brief_gives_none_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["new", "kaz", *ASKED])
    assert "brief.qmd: There is no brief here that a new project could begin with." in done.output
