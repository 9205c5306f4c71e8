"""What a cell may write: its own folder, never a text, a rule, a table or a release."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues import dataset
from dialogues.base.errors import NotebookError
from dialogues.base.project import HOME, Project
from dialogues.render import confined, render
from dialogues.render.execute import Executed, Kernel
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
    "open('/dev/shm/x', 'a')": "PermissionError",
}
SPEAKS = (
    "socket(AF_UNIX).connect('s')",
    "socket(AF_UNIX, SOCK_DGRAM)",
    "socketpair(AF_UNIX, SOCK_DGRAM)",
    "create_connection(('127.0.0.1', 9))",
    "socket().sendto(b'', 0x20000000, ('127.0.0.1', 9))",
)


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


@pytest.mark.skipif(not confined.holds(), reason="this system cannot keep a cell from all of that")
def test_a_cell_speaks_to_nobody_and_changes_no_permissions_or_owner(
    tmp_path: Path, notebook: Callable[[str], Notebook]
) -> None:
    (tmp_path / "x").write_text("a", encoding="utf-8")
    before = (tmp_path / "x").stat()
    tried = "\n".join(f"try:\n    {deed}\nexcept PermissionError:\n    print('refused')" for deed in SPEAKS)
    idle = (
        "os.chmod('x', 0o777)\nos.chown('x', 1, 1)\nos.setxattr('x', 'user.a', b'b')\n"
        "subprocess.run('chmod 777 x', shell=True, check=True)"
    )
    own = (
        "own = pathlib.Path(tempfile.mkdtemp(), 'y')\nown.touch()\n"
        "print(own.exists(), shutil.copy2('x', own) == own)"
    )
    code = f"import os, pathlib, shutil, subprocess, tempfile\nfrom socket import *\n{tried}\n{idle}\n{own}"
    with Kernel(tmp_path, {}, warm_up=False) as kernel:
        (outputs,) = kernel.run(notebook(f"```{{python}}\n{code}\n```\n")).outputs
    assert "".join(output["text"] for output in outputs).split() == ["refused"] * len(SPEAKS) + [
        "True",
        "True",
    ]
    now = (tmp_path / "x").stat()
    assert (now.st_mode, now.st_uid, now.st_ctime_ns) == (before.st_mode, before.st_uid, before.st_ctime_ns)
    told = r"URLError: <urlopen error \[Errno 1\].*\n(?:.*\n)*  A cell speaks to no other program"
    ask = "```{python}\nimport urllib.request as u\nu.urlopen('http://127.0.0.1:9')\n```\n"
    with Kernel(tmp_path, {}, warm_up=False) as kernel, pytest.raises(NotebookError, match=told):
        kernel.run(notebook(ask))


def test_the_kernel_that_quarto_finds_is_confined_too(project: Project) -> None:
    said = dict(line.split("=") for line in (HOME / "_environment").read_text(encoding="utf-8").splitlines())
    (project.analysis / "dialogues").symlink_to(HOME / "analysis" / "dialogues")
    code = (
        "import nbformat.v4 as v4, nbclient\n"
        'cell = v4.new_code_cell(\'import os, tempfile\\nopen(tempfile.gettempdir() + "/a", "w")\\n'
        'open("../reports/_build/written/a", "w")\\nopen("../seeds/a.txt", "w")\')\n'
        "kernel = {'name': 'python3', 'language': 'python', 'display_name': 'x'}\n"
        "notebook = v4.new_notebook(cells=[cell], metadata={'kernelspec': kernel})\n"
        "nbclient.NotebookClient(notebook, allow_errors=True).execute()\n"
        "print(cell.outputs[0].ename, cell.outputs[0].evalue)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.analysis,
        env=os.environ | {"JUPYTER_PATH": said["JUPYTER_PATH"]},
        capture_output=True,
        text=True,
    )
    assert (project.build / "written" / "a").is_file(), done.stderr
    assert (project.build / "scratch" / "a").is_file()
    assert (project.root / confined.NOTE).is_file() == confined.holds()
    assert not confined.version() or done.stdout.startswith("PermissionError [Errno 13]")


def test_a_text_saved_while_the_brief_is_made_is_of_the_next_one_and_told_in_a_line(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.analysis / "brief.qmd").write_text("## A\n\n`{python} 6 * 7`\n", encoding="utf-8")
    run, saved = Kernel.run, project.seeds / "new.txt"

    def save_and_run(kernel: Kernel, notebook: Notebook) -> Executed:
        saved.write_text("On 3 May 2024 the EU and Turkmenistan held a dialogue.", encoding="utf-8")
        return run(kernel, notebook)

    monkeypatch.setattr(Kernel, "run", save_and_run)
    monkeypatch.setattr(confined, "holds", lambda: True)
    (note,) = render(project, "builtin").notes
    problem = "The file was put here while the brief was made, which has what was there before."
    assert (note.problem, note.path) == (problem, str(saved))
    assert "new.txt" not in dataset.read(project.draft / "data")["documents"]["path"]
    monkeypatch.setattr(Kernel, "run", run)
    assert not render(project, "builtin").notes
    assert "new.txt" in dataset.read(project.draft / "data")["documents"]["path"]


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
    monkeypatch.setattr(confined, "holds", lambda: False)
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
    place.write_text(content.replace("    confine(folders or _of_project())\n", ""), encoding="utf-8")
    return place


def test_another_process_sees_what_was_changed_since_the_first_noted_it(project: Project) -> None:
    end(project)
    begin(project)
    end(project)
    begin(project)
    (project.reports / "2025.1").mkdir()
    (project.reports / "2025.1" / "new").touch()
    with pytest.raises(NotebookError, match=r"2025\.1/new: The file was put here while the brief was made\."):
        end(project)


@pytest.mark.parametrize("other", ["", "```{r}\n1\n```\n", "---\njupyter: mine\n---\n"])
def test_under_quarto_texts_may_be_saved_while_its_kernel_is_confined_and_runs_every_cell(
    project: Project, other: str
) -> None:
    (project.analysis / "brief.qmd").write_text(other, encoding="utf-8")
    begin(project)
    (project.root / confined.NOTE).touch()
    (project.seeds / "new.txt").touch()
    with pytest.raises(NotebookError, match="was put here") if other else contextlib.nullcontext():
        end(project)


def test_under_quarto_too_a_draft_of_changed_tables_or_of_a_changed_note_is_refused(project: Project) -> None:
    build = project.build
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
