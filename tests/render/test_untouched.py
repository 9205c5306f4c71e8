"""What a cell may write: its own folder, never a text, a rule, a table or a release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues.base.errors import NotebookError
from dialogues.base.project import Project
from dialogues.render import confined, render
from dialogues.render.execute import Kernel
from dialogues.render.qmd import Notebook
from dialogues.render.untouched import begin, end, given, releases, untouched

DEEDS = {
    "open('x', 'a').write('b')": "PermissionError",
    "import os; os.remove('x')": "PermissionError",
    "import os; os.truncate('x', 0)": "PermissionError",
    "import os; os.rename('x', 'own/x')": "PermissionError",
    "import os; os.link('x', 'own/x')": "OSError",
    "import os; os.rename('own', 'x')": "PermissionError",
    "import os; os.mkdir('y')": "PermissionError",
    "import subprocess; subprocess.run('echo b >> x', shell=True, check=True)": "CalledProcessError",
    "import os; open(f'/proc/{os.getppid()}/root' + os.path.abspath('x'), 'a')": "PermissionError",
}


@pytest.mark.skipif(not confined.version(), reason="this system has no Landlock")
def test_a_cell_writes_in_folders_of_its_own_and_nowhere_else(
    tmp_path: Path, notebook: Callable[[str], Notebook]
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "x").write_text("a", encoding="utf-8")
    tried = "\n".join(
        f"try:\n    exec({deed!r})\nexcept Exception as error:\n    said.append(type(error).__name__)"
        for deed in DEEDS
    )
    own = "import os, tempfile\nopen('own/y', 'w').write('b')\nos.replace('own/y', 'own/z')"
    code = f"said = []\n{tried}\n{own}\ntempfile.TemporaryFile()\nopen('/dev/null', 'w')\nprint(*said)"
    with Kernel(tmp_path, {}, warm_up=False, writable=[tmp_path / "own"]) as kernel:
        ((output,),) = kernel.run(notebook(f"```{{python}}\n{code}\n```\n")).outputs
    assert output["text"].split() == [*DEEDS.values()]
    assert {path.name for path in tmp_path.iterdir()} == {"own", "x", "n.qmd"}
    assert (tmp_path / "x").read_text(encoding="utf-8") == "a"
    told = r"Permission denied: 'x'\.\n.*\n  A cell writes only below"
    with Kernel(tmp_path, {}, warm_up=False) as kernel, pytest.raises(NotebookError, match=told):
        kernel.run(notebook("```{python}\nopen('x', 'w')\n```\n"))


def test_a_system_without_landlock_confines_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "version", lambda: 0)
    assert not confined.confine(["/"])


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("reports/2025.1/brief.html", "The file was changed while the brief was made."),
        ("reports/2025.1/new.html", "The file was put here while the brief was made."),
        ("seeds/000_d51973c7d312c2a8.txt", "The file was changed while the brief was made."),
        ("analysis/codebook/words.yaml", "The file was changed while the brief was made."),
        ("reports/_build/data/events.parquet", "The file was changed while the brief was made."),
    ],
)
def test_a_draft_is_refused_for_which_a_cell_changed_what_it_is_made_of_or_a_release(
    project: Project, monkeypatch: pytest.MonkeyPatch, place: str, problem: str
) -> None:
    monkeypatch.setattr(confined, "__file__", str(_unconfined(project.root)))
    release = project.reports / "2025.1"
    release.mkdir(parents=True)
    (release / "brief.html").write_text("a", encoding="utf-8")
    cell = f"with open('../{place}', 'ab') as file:\n    file.write(b' ')"
    brief = project.analysis / "brief.qmd"
    brief.write_text(f"## A\n\n```{{python}}\n{cell}\n```\n", encoding="utf-8")
    with pytest.raises(NotebookError) as refusal:
        render(project, "builtin")
    (told,) = refusal.value.problems
    assert (told.problem, told.path) == (problem, str(project.root / place))
    assert not project.draft.exists()


def _unconfined(root: Path) -> Path:
    """The program that starts a kernel, on a system that does not confine it."""
    place = root / "confined.py"
    content = Path(confined.__file__).read_text(encoding="utf-8")
    place.write_text(content.replace("    confine(folders)\n", ""), encoding="utf-8")
    return place


def test_another_process_sees_what_was_changed_since_the_first_noted_it(project: Project) -> None:
    (project.reports / "_build").mkdir(parents=True)
    end(project)
    begin(project)
    end(project)
    begin(project)
    (project.reports / "2025.1").mkdir()
    (project.reports / "2025.1" / "new").touch()
    with pytest.raises(NotebookError, match=r"2025\.1/new: The file was put here while the brief was made\."):
        end(project)


def test_under_quarto_too_a_draft_of_changed_tables_or_of_a_changed_note_is_refused(project: Project) -> None:
    build = project.reports / "_build"
    (build / "data").mkdir(parents=True)
    (build / "data" / "events.parquet").touch()
    begin(project)
    (build / "data" / "events.parquet").write_text("changed", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"events\.parquet: The file was changed"):
        end(project)
    begin(project)
    (build / "untouched.json").write_text("[]", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"untouched\.json: What was noted"):
        end(project)
    end(project)


def test_what_a_failing_block_changed_is_told_beside_its_failure(project: Project) -> None:
    def fail() -> None:
        with untouched(*given(project), *releases(project)):
            next(project.seeds.glob("*.txt")).unlink()
            raise NotebookError([])

    with pytest.raises(NotebookError, match="The file was removed while the brief was made"):
        fail()


@pytest.mark.skipif(confined.version() < confined.SINCE, reason="this Landlock has no scopes")
def test_a_cell_ends_what_it_started_and_no_other_program(
    tmp_path: Path, notebook: Callable[[str], Notebook]
) -> None:
    code = (
        "import os, subprocess\nwith subprocess.Popen(['sleep', '60']) as own:\n    own.kill()\n"
        "print(own.returncode)\nos.kill(os.getppid(), 0)"
    )
    with Kernel(tmp_path, {}, warm_up=False) as kernel, pytest.raises(NotebookError, match="not permitted"):
        kernel.run(notebook(f"```{{python}}\n{code}\n```\n"))
