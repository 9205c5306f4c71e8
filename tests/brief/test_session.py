"""What a kernel does for a notebook under Quarto: `-P from:`, and the line at which a cell fails."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dialogues.base.project import HOME
from dialogues.brief import session

NOTEBOOK = """## Title

```{python}
#| label: tbl-a
#| include: false

x = 1
y = x / 0
```
"""
RUN = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
from types import SimpleNamespace
shell.kernel = SimpleNamespace(session=SimpleNamespace(send=lambda *given, **more: None))
from dialogues.brief import session
session.begin()
session.begin()
shell.run_cell("from = 2020\\nassert from_ == 2020")
for cell in {cells!r}:
    shell.user_expressions({{"0": cell.strip("`")}}) if cell[0] == "`" else shell.run_cell(cell)
"""


def said(folder: Path, *cells: str, **environment: str) -> str:
    """What the terminal is told while ``cells`` are run under Quarto."""
    return ran(folder, *cells, **environment).stderr


def ran(folder: Path, *cells: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What ``cells`` show and tell, run under Quarto."""
    return subprocess.run(
        [sys.executable, "-c", RUN.format(cells=cells)],
        cwd=folder,
        env={"PYTHONPATH": str(HOME / "analysis"), "HOME": str(folder), "PATH": "/usr/bin"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )


def limited(folder: Path, limit: str, code: str, *expressions: str, text: str = "") -> str:
    """What the terminal is told of a notebook with one cell, and ``text`` after it, under a limit."""
    (folder / "_quarto.yml").write_text(f"cell-limits: {{{limit}}}\n", encoding="utf-8")
    (folder / "n.qmd").write_text(f"```{{python}}\n{code}\n```\n{text}", encoding="utf-8")
    where = {"QUARTO_DOCUMENT_PATH": str(folder), "QUARTO_DOCUMENT_FILE": "n.qmd"}
    try:
        return said(folder, code, *expressions, **where)
    except subprocess.CalledProcessError as ended:
        return str(ended.stderr)


def test_a_failing_cell_is_told_with_the_line_of_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    (tmp_path / "n.qmd").write_text(NOTEBOOK, encoding="utf-8")
    cell = "#| label: tbl-a\n#| include: false\n\nx = 1\ny = x / 0"
    where = {"QUARTO_DOCUMENT_PATH": str(tmp_path), "QUARTO_DOCUMENT_FILE": "n.qmd"}
    warning = "import warnings\nwarnings.warn('Old call')"
    told = said(tmp_path, warning, cell, "unheard of", **where)
    assert "n.qmd:8: The cell fails here: ZeroDivisionError: division by zero. Correct the cell" in told
    assert "n.qmd: The cell fails here: SyntaxError: " in told
    refusal = "from dialogues.base.errors import *\nraise UsageError(Problem('X is no day.', 'Give one.'))"
    assert "n.qmd: The cell fails here: X is no day. Give one.\n" in said(tmp_path, refusal, **where)
    assert "UserWarning: Old call" in told


def test_an_error_that_a_cell_allows_is_shown_without_the_way_to_it_and_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    cell = "```{{python}}\n#| error: {}\nraise ValueError('{}')\n```\n"
    (tmp_path / "n.qmd").write_text(cell.format("true", "a") + cell.format("false", "b"), encoding="utf-8")
    where = {"QUARTO_DOCUMENT_PATH": str(tmp_path), "QUARTO_DOCUMENT_FILE": "n.qmd"}
    allowed, failing = (ran(tmp_path, f"raise ValueError('{words}')", **where) for words in "ab")
    assert ("Traceback" in allowed.stdout, "The cell fails" in allowed.stderr) == (False, False)
    assert ("Traceback" in failing.stdout, "The cell fails" in failing.stderr) == (True, True)


STUBBORN = (
    "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except KeyboardInterrupt:\n        pass"
)


@pytest.mark.parametrize(
    ("limit", "code", "told"),
    [
        ("seconds: 0.3", "import time\ntime.sleep(60)", "n.qmd:3: The code here takes more than 0.3 seconds"),
        ("seconds: 0.3", STUBBORN, "n.qmd:2: The code here takes more than 0.3 seconds, and was ended"),
        (
            "memory-bytes: 1",
            "import time\ntime.sleep(60)",
            "n.qmd:2: The code here takes more than 1 bytes",
        ),
        pytest.param(
            "memory-bytes: 9000000000",
            "open('a', 'wb').truncate(10**10)",
            "n.qmd:2: The cell fails here: OSError",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="this system limits no other process"),
        ),
    ],
)
def test_a_cell_that_takes_more_than_it_may_is_ended_under_quarto_too(
    tmp_path: Path, limit: str, code: str, told: str
) -> None:
    said_by = limited(tmp_path, limit, code)
    assert (told in said_by, said_by.count("n.qmd:")) == (True, 1)


PAUSE = (
    "import os, signal, subprocess\n"
    "subprocess.Popen(['sh', '-c', f'sleep {seconds}; kill -CONT {{os.getpid()}}'])\n"
    "os.kill(os.getpid(), signal.SIGSTOP)\n"
)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system stops no process")
def test_a_pause_of_the_whole_machine_is_no_time_that_a_cell_takes(tmp_path: Path) -> None:
    """Whoever stops the render and goes on, or closes a laptop, has no notebook to correct."""
    assert limited(tmp_path, "seconds: 2", PAUSE.format(seconds=3)) == ""


SEND = "send = get_ipython().kernel.session.send\n"


@pytest.mark.parametrize(
    ("most", "code", "told"),
    [
        (9, "send(None, 'stream', {'text': 'n' * 9})", ""),
        (
            9,
            "send(None, 'stream', {'text': 'n' * 10})",
            "n.qmd:2: The code here takes more than 9 characters",
        ),
        (
            9,
            "send(None, {'msg_type': 'display_data', 'content': {'data': {'text/html': 'n' * 10}}})",
            "n.qmd:2: The code here takes more than 9 characters of output, and was ended",
        ),
        (9, "send(None, 'status', content={'text': 'n' * 10})", ""),
        (
            999,
            "while True: send(None, 'stream', {'text': 'n'})",
            "n.qmd:3: The code here takes more than 999",
        ),
    ],
)
def test_what_a_cell_gives_is_counted_under_quarto_too(
    tmp_path: Path, most: int, code: str, told: str
) -> None:
    said_by = limited(tmp_path, f"output-bytes: {most}", SEND + code)
    assert (told in said_by, said_by.count("n.qmd:")) == (True, 1 if told else 0)


def test_an_expression_that_takes_more_than_it_may_is_ended_under_quarto_with_its_line(
    tmp_path: Path,
) -> None:
    text = "\nOne.\n\nTwo: `{python} 1 + 1` and `{python} __import__('time').sleep(60)`.\n"
    quick, slow = "`1 + 1`", "`__import__('time').sleep(60)`"
    assert limited(tmp_path, "seconds: 60", "pass", quick, text=text) == ""
    told = limited(tmp_path, "seconds: 1", "pass", slow, text=text)
    assert "n.qmd:7: The code here takes more than 1 seconds, and was ended. Let it take less" in told


def test_what_no_cell_may_do_is_refused_under_quarto_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    (tmp_path / "n.qmd").write_text("Text.\n", encoding="utf-8")
    where = {"QUARTO_DOCUMENT_PATH": str(tmp_path), "QUARTO_DOCUMENT_FILE": "n.qmd"}
    told = said(tmp_path, "import os\nos.fork()", "raise PermissionError(13, 'Permission denied')", **where)
    assert "a cell may not fork; start a process with subprocess instead. Correct the cell" in told
    assert "Permission denied. A cell writes only below `reports/_build/written`" in told


def test_the_parameter_from_gets_a_name_that_python_allows() -> None:
    lines = ["from = 2020\n", "from datetime import date\n", "a = 'from = 1'\n", "from == 1\n"]
    assert session._without_from(lines) == ["from_ = 2020\n", *lines[1:]]


def test_the_notebook_that_runs_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(session.BUILT_IN, raising=False)
    monkeypatch.delenv("QUARTO_DOCUMENT_FILE", raising=False)
    assert session.notebook() == "brief"
    monkeypatch.setenv("QUARTO_DOCUMENT_FILE", "mine.qmd")
    assert session.notebook() == "mine"
    monkeypatch.setenv(session.BUILT_IN, "other.qmd")
    assert session.notebook() == "other"
