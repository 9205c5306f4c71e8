"""Running a notebook: what fails is told with its cell, its line and its error, in plain words."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from dialogues.base import epoch, stopwatch
from dialogues.base.errors import NotebookError, UsageError
from dialogues.base.project import HOME
from dialogues.render import limits, settings, watching
from dialogues.render.execute import Executed, Kernel
from dialogues.render.qmd import Notebook
from dialogues.render.weave import weave

Run = Callable[[str], Executed]
Read = Callable[[str], Notebook]


@dataclass
class Keeper:
    """Keeps a kernel for one test after the other; where one has ended it, the next gets another."""

    folder: Path
    most: limits.Limits | None = None
    kept: Kernel | None = None

    def kernel(self) -> Kernel:
        """A kernel that runs, with the limits it had at first."""
        if self.kept is None or not is_at_work(self.kept._process):
            self.close()
            self.kept = Kernel(self.folder, {"DIALOGUES_DATA": "given"}, warm_up=False, most=self.most)
        self.kept.limit(self.most or limits.Limits())
        return self.kept

    def close(self) -> None:
        """End the kernel that is kept."""
        if self.kept is not None:
            self.kept.__exit__(None, None, None)


def is_at_work(number: int) -> bool:
    """Whether a process runs."""
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the notebooks."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="module")
def keeper(folder: Path) -> Iterator[Keeper]:
    with closing(Keeper(folder)) as kept:
        yield kept


@pytest.fixture
def kernel(keeper: Keeper) -> Kernel:
    """A kernel in the notebooks' folder."""
    return keeper.kernel()


def woven(kernel: Kernel, read: Notebook) -> str:
    return weave(read, kernel.run(read), read.metadata)


def test_cells_run_in_order_in_the_notebooks_folder_and_show_only_what_their_options_let(
    kernel: Kernel, notebook: Read, folder: Path
) -> None:
    text = woven(
        kernel,
        notebook(
            "```{python}\n#| echo: false\nimport os, sys\nx = 1\n"
            "print(os.getcwd(), os.environ['DIALOGUES_DATA'])\n```\n"
            "x is `{python} x`, then\n"
            "```{python}\n#| include: false\nx = 2\nprint('hidden')\n```\n"
            "x is `{python} x`.\n"
            "```{python}\n#| eval: false\nx = 3\n```\n"
            "```{python}\n#| echo: false\n#| warning: false\nprint('heard', file=sys.stderr)\n```\n"
            "```{python}\n#| echo: false\n#| output: false\nx\n```\n"
        ),
    )
    assert f"{folder} given" in text
    assert "x is 1, then" in text
    assert "x is 2." in text
    assert "``` {.python .cell-code}\nx = 3\n```" in text
    assert "hidden" not in text
    assert "heard" not in text


def test_a_failing_cell_is_shown_with_the_failing_line_and_the_error(kernel: Kernel, notebook: Read) -> None:
    read = notebook("Words.\n\n```{python}\n#| echo: false\n\nwhole = 1\nshare = whole / 0\n```\n")
    with pytest.raises(NotebookError) as refusal:
        kernel.run(read)
    assert str(refusal.value) == (
        "n.qmd:7: The cell fails here: ZeroDivisionError: division by zero.\n"
        "       5 |\n"
        "       6 | whole = 1\n"
        "  >    7 | share = whole / 0\n"
        "  Correct the cell and render again."
    )


def test_what_this_package_refuses_in_a_cell_says_itself_what_to_do(kernel: Kernel, notebook: Read) -> None:
    code = "from dialogues.base.errors import *\nraise UsageError(Problem('X is no day.', 'Give one.'))"
    with pytest.raises(NotebookError) as refusal:
        kernel.run(notebook(f"```{{python}}\n{code}\n```\n"))
    (problem,) = refusal.value.problems
    assert (problem.problem, problem.remedy) == ("The cell fails here: X is no day.", "Give one.")


def test_the_line_is_that_of_the_cell_also_where_a_function_of_another_cell_fails(
    kernel: Kernel, notebook: Read
) -> None:
    read = notebook("```{python}\ndef f():\n    return nothing\n```\n\n```{python}\ny = 1\nf()\n```\n")
    with pytest.raises(NotebookError, match=r"^n.qmd:8: The cell fails here: NameError: name 'nothing'"):
        kernel.run(read)


def test_a_cell_that_is_no_python_is_shown_with_its_line(kernel: Kernel, notebook: Read) -> None:
    with pytest.raises(NotebookError, match=r"^n.qmd:3: The cell fails here: SyntaxError"):
        kernel.run(notebook("```{python}\nx = 1\ny = = 2\n```\n"))


def test_inline_expressions_that_fail_are_all_named_with_their_lines(kernel: Kernel, notebook: Read) -> None:
    with pytest.raises(NotebookError) as refusal:
        kernel.run(notebook("A `{python} gone`.\n\nB `{python} 1 / 0`.\n"))
    assert str(refusal.value).splitlines() == [
        "n.qmd:1: `gone` fails: NameError: name 'gone' is not defined. "
        "Correct the expression, or the cell that makes what it names.",
        "n.qmd:3: `1 / 0` fails: ZeroDivisionError: division by zero. "
        "Correct the expression, or the cell that makes what it names.",
    ]


def test_what_a_cell_refuses_in_the_notebooks_is_told_with_its_own_place(
    kernel: Kernel, notebook: Read
) -> None:
    read = notebook(
        "```{python}\nclass NotebookError(Exception): pass\n"  # a kernel knows an error by its name
        "said = [f'a.qmd:{line}: The number 5 is typed. Compute it.' for line in (3, 7)]\n"
        "raise NotebookError('\\n'.join(said))\n```\n"
    )
    with pytest.raises(NotebookError) as refusal:
        kernel.run(read)
    assert [str(problem) for problem in refusal.value.problems] == [
        f"a.qmd:{line}: The number 5 is typed. Compute it." for line in (3, 7)
    ]


def test_a_refusal_is_told_in_its_words_and_ends_in_one_full_stop(kernel: Kernel, notebook: Read) -> None:
    read = notebook(
        "```{python}\nclass ClaimError(Exception): pass\ndef quote():\n"
        "    raise ClaimError('It is not verbatim. Quote as it stands.')\n```\n\n"
        "`{python} quote()`\n"
    )
    with pytest.raises(NotebookError) as refusal:
        kernel.run(read)
    assert str(refusal.value) == (
        "n.qmd:7: `quote()` fails: It is not verbatim. Quote as it stands. "
        "Correct the expression, or the cell that makes what it names."
    )


def test_a_cell_that_gives_only_html_is_refused(kernel: Kernel, notebook: Read) -> None:
    read = notebook("```{python}\nfrom IPython.display import HTML\nHTML('<b>x</b>')\n```\n")
    with pytest.raises(
        NotebookError, match=r"^n.qmd:1: The cell gives text/html, which not both formats can show"
    ):
        woven(kernel, read)


def test_a_kernel_that_dies_is_told_as_such(kernel: Kernel, notebook: Read) -> None:
    with pytest.raises(NotebookError, match=r"^n.qmd:2: The Python that runs the notebook ended here"):
        kernel.run(notebook("```{python}\nimport os\nos._exit(1)\n```\n"))


@pytest.mark.parametrize("given", ["abc", "", "-99999999999999999", "9" * 30])
def test_a_time_that_no_library_can_read_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(epoch.NAME, given)
    with pytest.raises(UsageError, match="which is no time in seconds"):  # where Quarto starts the kernel
        epoch.check()


def test_a_time_that_no_library_can_read_stops_no_kernel(
    tmp_path: Path, notebook: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(epoch.NAME, "abc")
    with Kernel(tmp_path, {}, warm_up=False) as kernel:
        assert "It is 2." in woven(kernel, notebook("It is `{python} 1 + 1`.\n"))


def test_metadata_that_is_not_there_is_named(kernel: Kernel, notebook: Read) -> None:
    with pytest.raises(
        NotebookError, match=r"^n.qmd:1: `\{\{< meta gone >\}\}` names metadata that is not there"
    ):
        woven(kernel, notebook("{{< meta gone >}}\n"))


def test_metadata_that_is_shown_is_markdown_without_markup(kernel: Kernel, notebook: Read) -> None:
    front = "---\na: '*so* <b> `<b>` <https://example.org> `<i>`{=html}'\n---\n"
    assert r"*so* \<b> `<b>` <https://example.org> `<i>`{\=html}" in woven(
        kernel, notebook(f"{front}{{{{< meta a >}}}}\n")
    )


def test_an_inline_expression_that_gives_nothing_is_refused_as_quarto_would_print_it(
    kernel: Kernel, notebook: Read
) -> None:
    with pytest.raises(NotebookError, match=r"^n.qmd:1: `''` gives nothing, and Quarto would print the expr"):
        kernel.run(notebook("A `{python} ''`.\n"))


def test_the_text_of_a_value_keeps_its_signs(kernel: Kernel, notebook: Read) -> None:
    assert r"A \&amp; \*B\* \-\- \.\.\." in woven(kernel, notebook("A `{python} 'A &amp; *B* -- ...'`.\n"))


def test_a_picture_without_alternative_text_is_refused(kernel: Kernel, notebook: Read) -> None:
    read = notebook("```{python}\nclass S:\n    def _repr_svg_(self): return '<svg/>'\nS()\n```\n")
    with pytest.raises(NotebookError, match=r"^n.qmd:1: The cell shows a picture without alternative text\."):
        woven(kernel, read)


def test_a_slip_in_the_language_is_told_without_the_kernels_own_file(kernel: Kernel, notebook: Read) -> None:
    with pytest.raises(NotebookError) as refusal:
        kernel.run(notebook("```{python}\na = = 1\n```\n"))
    told = str(refusal.value)
    assert told.startswith("n.qmd:2: The cell fails here: SyntaxError: invalid syntax.")


def test_an_optimising_python_does_not_reach_the_kernel(
    monkeypatch: pytest.MonkeyPatch, notebook: Read, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    with Kernel(tmp_path, {}, warm_up=False) as kernel, pytest.raises(NotebookError, match="AssertionError"):
        kernel.run(notebook("```{python}\nassert False\n```\n"))


SMALL = limits.Limits(seconds=60, output_bytes=100_000, memory_bytes=600_000_000)
SHORT = replace(SMALL, seconds=1.5)  # only where the time is to run out: a slow machine needs it for the rest


@pytest.fixture(scope="module")
def strict(folder: Path) -> Iterator[Keeper]:
    with closing(Keeper(folder, SMALL)) as kept:
        yield kept


@pytest.fixture
def limited(strict: Keeper) -> Kernel:
    """A kernel whose cells may take little."""
    return strict.kernel()


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        (
            "x = 1\nwhile True:\n    x += 1",
            (4, 5),
            "The code here takes more than 1.5 seconds",
        ),
        ("import time\ntime.sleep(60)", (4,), "The code here takes more than 1.5 seconds"),
        (
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            (3, 4, 5, 6),
            "The code here takes more than 1.5 seconds",
        ),
        (
            "while True:\n    print('x' * 1000)",
            (3, 4),
            "The code here takes more than 100,000 characters of output",
        ),
        ("print('x' * 1000000)", (3,), "The code here takes more than 100,000 characters of output"),
        (
            "x = []\nwhile True:\n    x.append(bytearray(50_000_000))",
            (3, 5),
            "The code here takes more than 600,000,000 bytes of memory",
        ),
        (
            "import tempfile\ntempfile.TemporaryFile().truncate(10**12)",
            (4,),
            "The cell fails here: OSError: [Errno 27] File too large",
        ),
        ("import os\nos._exit(3)", (3,), "The Python that runs the notebook ended here (Kernel died)"),
        ("x = 1\nraise SystemExit(4)", (4,), "The cell fails here: SystemExit: 4"),
        ("import sys\nsys.exit('done')", (4,), "The cell fails here: SystemExit: done"),
        *(
            (f"x = 1\n{ends}\nx = 2", (4,), "The cell fails here: RuntimeError: a cell may not end Python")
            for ends in ("quit()", "exit()", "get_ipython().ask_exit()")
        ),
        ("import os\nos.fork()", (4,), "The cell fails here: RuntimeError: a cell may not fork"),
        ("import os\nos.execvp('true', ['true'])", (4,), "The cell fails here: RuntimeError: a cell may not"),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
            (3,),
            "The Python that runs the notebook ended",
        ),
    ],
)
def test_a_cell_that_takes_too_much_or_ends_python_is_told_with_its_line(
    limited: Kernel, notebook: Read, code: str, line: tuple[int, ...], said: str
) -> None:
    if "seconds" in said:
        limited.limit(SHORT)
    with pytest.raises(NotebookError) as refusal:
        limited.run(notebook(f"Words.\n```{{python}}\n{code}\n```\n"))
    (problem,) = refusal.value.problems
    assert problem.problem.startswith(said)
    assert (problem.path, problem.line in line) == ("n.qmd", True)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Make room on that disk, and try again."),
        (errno.EFBIG, "A cell's file is as long as its memory may be"),
        (errno.ENOENT, "Correct the cell and render again."),
    ],
)
def test_what_the_machine_refuses_a_cell_is_told_with_its_remedy(
    limited: Kernel, notebook: Read, number: int, remedy: str
) -> None:
    with pytest.raises(NotebookError) as refusal:
        limited.run(notebook(f"```{{python}}\nraise OSError({number}, 'refused')\n```\n"))
    assert refusal.value.problems[0].remedy.startswith(remedy)


def test_a_pause_of_the_render_is_no_time_that_a_cell_takes(
    limited: Kernel, notebook: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT", pause := 0.5)
    monkeypatch.setattr(stopwatch, "MOST", 0.01)
    limited.limit(replace(SMALL, seconds=pause))
    limited.run(notebook(f"```{{python}}\nimport time\ntime.sleep({4 * pause})\n```\n"))


def test_an_expression_that_hangs_is_ended_and_told(limited: Kernel, notebook: Read) -> None:
    limited.limit(SHORT)
    said = r"^n\.qmd:2: The code here takes more than 1\.5 seconds.* give `cell-limits: \{seconds: \.\.\.\}`"
    with pytest.raises(NotebookError, match=said):
        limited.run(notebook("Words.\n`{python} [1 for _ in iter(int, 1)]` here.\n"))


@pytest.mark.parametrize(
    "started",
    [
        "print(subprocess.Popen(['sleep', '600']).pid)",
        "print(subprocess.Popen(['sleep', '600'], start_new_session=True).pid)",
        "print(subprocess.check_output(['setsid', 'sh', '-c', 'sleep 600 >&2 & echo $!'], text=True))",
    ],
    ids=["in its group", "in a session of its own", "left by its parent"],
)
def test_what_a_cell_started_ends_with_the_notebook(tmp_path: Path, notebook: Read, started: str) -> None:
    code = f"import subprocess\n{started}"
    with Kernel(tmp_path, {}, warm_up=False) as running:
        ((output,),) = running.run(notebook(f"```{{python}}\n{code}\n```\n")).outputs
    assert is_gone(int(output["text"]))


def is_gone(number: int) -> bool:
    """Whether a process ends within a moment."""
    until = time.monotonic() + 5
    while is_at_work(number) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_at_work(number)


def test_limits_that_are_none_are_refused_with_their_line(notebook: Read, tmp_path: Path) -> None:
    read = notebook("---\ntitle: T\ncell-limits: {seconds: never}\n---\n\nWords.\n")
    _, (problem,) = settings.settings(read, tmp_path)
    assert str(problem).startswith("n.qmd:3: `cell-limits` takes numbers above nought: seconds")
    read = notebook("---\ncell-limits: {seconds: 3}\n---\n\nWords.\n")
    assert limits.Limits.of(settings.settings(read, tmp_path)[0]).seconds == 3


def test_the_writing_guide_tells_the_limits_and_where_they_are_set() -> None:
    assert f"cell-limits: {{{limits.DEFAULTS}}}" in (HOME / "analysis/README.md").read_text(encoding="utf-8")


def test_a_notebook_runs_where_the_caller_is_in_a_loop_of_its_own(tmp_path: Path, notebook: Read) -> None:
    async def inside_a_loop() -> str:
        with Kernel(tmp_path, {}, warm_up=False) as kernel:
            return woven(kernel, notebook("1 + 1 is `{python} 1 + 1`.\n"))

    assert "1 + 1 is 2." in asyncio.run(inside_a_loop())
