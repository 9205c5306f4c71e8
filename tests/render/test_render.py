"""The command `dialogues render`: a draft is written whole or not at all, and the same on every machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from dialogues import cli
from dialogues.base import lock
from dialogues.base.errors import NotebookError, UsageError
from dialogues.base.project import HOME, Project
from dialogues.cli import main
from dialogues.render import choose, confined, quarto, render
from dialogues.render.prepare import prepare
from render.conftest import Brief, lay_out, make_project

SMALL = "## Count {#sec-count}\n\n```{python}\nn = 6 * 7\n```\n\nThere are `{python} n` in @sec-count.\n"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder``."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_failing_notebook_leaves_the_last_draft(project: Project) -> None:
    notebook = project.analysis / "brief.qmd"
    notebook.write_text(SMALL, encoding="utf-8")
    rendered = render(project, "builtin")
    assert str(rendered).startswith(
        f"{project.draft}/brief.html and brief.pdf · built-in engine · 5 documents"
    )
    before = contents(project.draft)
    assert {"brief.html", "brief.pdf", "data/documents.parquet"} <= before.keys()
    notebook.write_text("## Bad\n\n```{python}\nn = 1\nn / 0\n```\n", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^analysis/brief.qmd:5: The cell fails here: ZeroDivisionError"):
        render(project, "builtin")
    assert contents(project.draft) == before


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "status", "said"), [(signal.SIGINT, 1, "Aborted!"), (signal.SIGTERM, 143, "")]
)
def test_a_render_that_is_ended_says_no_more_and_leaves_no_folder_and_no_lock(
    project: Project, number: signal.Signals, status: int, said: str
) -> None:
    began = project.reports / "_build" / "written" / "began"
    (project.analysis / "brief.qmd").write_text(
        "```{python}\nimport pathlib, time\npathlib.Path('../reports/_build/written/began').touch()\n"
        "time.sleep(60)\n```\n",
        encoding="utf-8",
    )
    scratch = project.root / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "dialogues", "render", "--engine", "builtin"],
        cwd=project.root,
        env=os.environ | {"TMPDIR": str(scratch), "PYTHONPATH": str(HOME / "analysis")},
        stderr=subprocess.PIPE,
        text=True,
    ) as rendering:
        while not began.exists() and rendering.poll() is None:
            time.sleep(0.05)
        with pytest.raises(NotebookError) as refusal, lock.held(project.reports / "_build" / "lock", 0.1):
            pass
        rendering.send_signal(number)
        told = rendering.communicate()[1]
    assert str(refusal.value) == (
        f"{project.reports}/_build/lock: Another render is at work here; wait for it. Then try again."
    )
    assert (rendering.returncode, told.strip()) == (status, said)
    assert [*scratch.glob("dialogues-*")] == []
    with lock.held(project.reports / "_build" / "lock", 0):
        pass


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_command_whose_terminal_is_closed_ends_as_one_that_is_ended() -> None:
    with pytest.raises(SystemExit) as end, cli._ending_by_signal():
        signal.raise_signal(signal.SIGHUP)
    assert end.value.code == 129


def test_folder_locale_time_zone_and_hash_seed_leave_no_trace(tmp_path: Path, brief: Brief) -> None:
    (tmp_path / "over there").mkdir()
    project = make_project(tmp_path / "over there")
    lay_out(project, "constructs")
    otherwise = {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"}
    subprocess.run(
        [sys.executable, "-m", "dialogues", "render", "--engine", "builtin"],
        cwd=project.root,
        env=os.environ | otherwise | {"PYTHONPATH": str(HOME / "analysis")},
        check=True,
        capture_output=True,
    )
    first, second = contents(brief.pdf.parent), contents(project.draft)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_one_notebook_alone_is_rendered_beside_and_leaves_the_draft(project: Project) -> None:
    annex = project.analysis / "annexes" / "method.qmd"
    annex.parent.mkdir(exist_ok=True)
    annex.write_text("## Rules\n\nPlain.\n", encoding="utf-8")
    rendered = render(project, notebook=annex)
    assert {path.name for path in rendered.folder.iterdir()} == {"method.html", "method.pdf"}
    assert not project.draft.exists()


def test_timings_are_told_stage_by_stage(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.analysis / "brief.qmd").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(project.root)
    told = CliRunner().invoke(main, ["render", "--engine", "builtin", "--timings"])
    assert told.exit_code == 0
    stages = re.findall(r"^ *\d+\.\d\d s  (.*)$", told.output, re.M)
    assert {"read notebooks", "dataset", "execute", "html", "pdf", "all"} <= set(stages)
    assert "built-in engine" in told.output.splitlines()[-1]


def test_a_draft_made_of_a_changed_text_says_so(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.analysis / "brief.qmd").write_text(SMALL, encoding="utf-8")
    (changed,) = project.seeds.glob("000_*.txt")
    changed.write_bytes(changed.read_bytes() + b" More.")
    monkeypatch.chdir(project.root)
    told = CliRunner().invoke(main, ["render", "--engine", "builtin"])
    assert told.exit_code == 0
    assert told.stderr.startswith(f"note: seeds/sources.yaml:10: {changed.name} was changed after it was ")


def test_a_notebook_that_is_not_there_is_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    told = CliRunner().invoke(main, ["render", "--engine", "builtin"])
    assert told.exit_code == 1
    assert (
        told.stderr == "analysis/brief.qmd: There is no such notebook. Name one that exists, or restore it.\n"
    )


@pytest.fixture
def path_without_quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return folder


def fake_quarto(folder: Path, script: str) -> None:
    command = folder / "quarto"
    command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    command.chmod(0o755)


@pytest.mark.usefixtures("path_without_quarto")
def test_without_quarto_the_built_in_engine_renders_and_asking_for_quarto_says_what_to_do() -> None:
    assert choose(None).name == "built-in"
    with pytest.raises(UsageError, match=r"Quarto is not installed here\. Install Quarto 1\.9 or later"):
        choose("quarto")


def test_quarto_is_taken_where_it_is_installed_and_recent(path_without_quarto: Path) -> None:
    fake_quarto(path_without_quarto, "echo 1.10.1")
    assert choose(None).name == "Quarto 1.10.1"
    fake_quarto(path_without_quarto, "echo 1.8.26")
    assert choose(None).name == "built-in"
    with pytest.raises(UsageError, match=r"Quarto 1\.8\.26 at .* is too old"):
        choose("quarto")


def test_what_quarto_says_when_it_fails_is_passed_on(
    path_without_quarto: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its progress, and without what it left beside the notebook."""
    trace = "Stack trace:\\n    at async render (file:///a/quarto.js:1:2)\\n    at file:///a/quarto.js:3:4"
    said = f"Cell 1/2: 'a'...Done\\nNameError in cell 3\\n\\n{trace}"
    left = "touch analysis/brief.typ analysis/brief.html; mkdir analysis/brief_files"
    script = f'[ "$1" = --version ] && echo 1.9 || {{ printf "{said}"; {left}; exit 1; }}'
    monkeypatch.setenv("PATH", f"{path_without_quarto}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.chdir(project.root)
    fake_quarto(path_without_quarto, script)
    with pytest.raises(NotebookError) as refusal:
        render(project, "quarto")
    assert str(refusal.value) == (
        "analysis/brief.qmd: Quarto could not render the notebook. It said:\n  | NameError in cell 3\n"
        "  Correct what it names; `--engine builtin` tells file and line of more kinds of error."
    )
    assert [*project.analysis.glob("brief[._]*")] == []
    fake_quarto(path_without_quarto, script.replace("NameError in", "a.qmd:3: It fails. Mend it.\\nSeen in"))
    with pytest.raises(NotebookError, match=r"^a\.qmd:3: It fails\. Mend it\.$"):
        render(project, "quarto")


def test_a_page_of_the_project_is_rendered_by_quarto_too_and_leaves_the_data(
    path_without_quarto: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{path_without_quarto}{os.pathsep}/usr/bin{os.pathsep}/bin")
    write = 'for into; do :; done; mkdir -p "$into/analysis" "$into/data"; echo "$2" > "$into/mine.html"'
    fake_quarto(path_without_quarto, f'if [ "$1" = --version ]; then echo 1.9; else {write}; fi')
    page, elsewhere = project.analysis / "mine.qmd", project.root / "other.qmd"
    for path in (page, elsewhere):
        path.write_text("```{python}\n#| tags: [parameters]\na = 1\n```\n", encoding="utf-8")
    prepare(project)
    rendered = render(project, notebook=page, formats=("html",))
    assert rendered.engine == "Quarto 1.9"
    assert [path.name for path in rendered.folder.iterdir()] == ["mine.html"]
    assert (rendered.folder / "mine.html").read_text(encoding="utf-8").strip() == str(page.resolve())
    assert choose(None).name == "Quarto 1.9"
    with pytest.raises(UsageError, match=r"only what stands in analysis/"):
        render(project, "quarto", elsewhere)
    with pytest.raises(UsageError, match=r"^analysis/mine.qmd:1: `b` is no parameter of the notebook"):
        render(project, notebook=page, given={"b": 1})


@pytest.mark.parametrize(
    ("path", "is_told"), [("{root}/ours:other", False), ("other:{root}/ours", True), ("", True)]
)
def test_a_kernel_that_is_not_ours_is_told_under_quartos_own_command(
    project: Project, monkeypatch: pytest.MonkeyPatch, path: str, is_told: bool
) -> None:
    monkeypatch.setattr(confined, "holds", lambda: True)
    monkeypatch.setattr(quarto, "KERNELS", project.root / "ours")
    for name in ("ours", "other"):
        (project.root / name / "kernels" / "python3").mkdir(parents=True)
    monkeypatch.setenv("JUPYTER_PATH", path.format(root=project.root).replace(":", os.pathsep))
    assert [bool(problem.remedy) for problem in quarto.unconfined(project)] == [True] * is_told


def test_one_format_of_quarto_is_laid_out_and_its_own_file_stays_for_a_preview(unbuilt: Project) -> None:
    nested = unbuilt.draft / "analysis"
    nested.mkdir(parents=True)
    (nested / "brief.pdf").write_bytes(b"%PDF-")
    (unbuilt.reports / "_build" / "data").mkdir(parents=True)
    quarto.lay_out(unbuilt, [nested / "brief.pdf"], unbuilt.draft)
    assert {"analysis/brief.pdf", "brief.pdf"} == set(contents(unbuilt.draft))


def test_what_quarto_wrote_stays_while_its_preview_serves_it(unbuilt: Project) -> None:
    nested = unbuilt.draft / "analysis"
    nested.mkdir(parents=True)
    (unbuilt.reports / "_build" / "data").mkdir(parents=True)
    lockfile = unbuilt.root / ".quarto" / "preview" / "lock"
    lockfile.parent.mkdir(parents=True)
    for process, is_left in ((os.getpid(), True), (None, False)):
        (nested / "brief.html").write_text('<head><meta charset="utf-8"></head>', encoding="utf-8")
        (nested / "brief.pdf").write_bytes(b"%PDF-")
        lockfile.write_text(str(process), encoding="ascii")
        quarto.lay_out(unbuilt, [nested / "brief.html", nested / "brief.pdf"], unbuilt.draft)
        assert nested.exists() is is_left
        assert (unbuilt.draft / "brief.html").is_file()


def test_what_refers_to_nothing_in_quartos_page_is_refused(project: Project) -> None:
    nested = project.draft / "analysis"
    nested.mkdir(parents=True)
    (nested / "brief.html").write_text(
        '<strong>?@fig-nope</strong> <span class="citation" data-cites="a">(<strong>gone?</strong>)</span>'
        '<span class="citation" data-cites="b">[@lost2020]</span> <strong>?@nte-none</strong>',
        encoding="utf-8",
    )
    (project.analysis / "brief.qmd").write_text(
        "@fig-nope\n\n[@gone]\n\n[@lost2020]\n\n@nte-none\n", encoding="utf-8"
    )
    (nested / "brief.pdf").write_bytes(b"%PDF-")
    with pytest.raises(NotebookError) as refusal:
        quarto.lay_out(project, [nested / "brief.html", nested / "brief.pdf"], project.draft)
    assert [str(problem) for problem in refusal.value.problems] == [
        f"analysis/brief.qmd:{line}: `@{name}` refers to nothing. Give the figure, table or "
        f"section the label {name}, or the bibliography the source {name}."
        for name, line in (("fig-nope", 1), ("gone", 3), ("lost2020", 5), ("nte-none", 7))
    ]


def test_quartos_page_is_sealed_and_its_files_laid_out_flat(unbuilt: Project) -> None:
    nested = unbuilt.draft / "analysis"
    (nested / "theme").mkdir(parents=True)
    (nested / "brief.html").write_text(
        '<head><meta charset="utf-8"></head><link rel="stylesheet" href="theme/brief.css">'
        '<div id="5108db22" class="cell"><img src="figure.svg"></div><script src="theme/brief.js"></script>',
        encoding="utf-8",
    )
    (nested / "figure.svg").write_text("<svg/>", encoding="utf-8")
    (nested / "brief.pdf").write_bytes(b"%PDF-")
    data = unbuilt.reports / "_build" / "data"
    data.mkdir(parents=True)
    (data / "documents.parquet").write_bytes(b"PAR1")
    quarto.lay_out(unbuilt, [nested / "brief.html", nested / "brief.pdf"], unbuilt.draft)
    assert set(contents(unbuilt.draft)) == {"brief.html", "brief.pdf", "data/documents.parquet"}
    html = (unbuilt.draft / "brief.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in html
    assert '<div class="cell">' in html  # Quarto's id for it is drawn by chance
    assert not re.search(r'(?:src|href)="(?!data:)', html)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nope", "There is no such notebook."),
        ("seeds", "This is a folder, not a notebook."),
        ("pyproject.toml", "This is no notebook."),
    ],
)
def test_what_is_no_notebook_is_wrong_usage(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(project.root)
    told = CliRunner().invoke(main, ["render", "--notebook", name])
    assert (told.exit_code, told.stderr) == (2, f"{name}: {said} Name a file that ends in .qmd.\n")


def test_a_sign_that_no_face_has_stands_on_paper_as_its_number(project: Project) -> None:
    """On the page it stays; a script that the faces have only in part is no reason for brackets."""
    text = SMALL + (
        "\n## Odd \U0001f600\n\n**Bullet \uf0b7**, *новость*, `\u4e2d`, \ufffe, Ǟ.\n\n"
        '```{=typst}\n#text("\U0001f600") [#emph[x]\U0001f600]\n```\n\n'
        "::: {.evidence-texts}\nTexts.\n:::\n"
    )
    (project.analysis / "brief.qmd").write_text(text, encoding="utf-8")
    render(project, "builtin")
    html = (project.draft / "brief.html").read_text(encoding="utf-8")
    assert {"\U0001f600", "\uf0b7", "\u4e2d", "\ufffe"} <= set(html)
    pages = pypdf.PdfReader(project.draft / "brief.pdf").pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in ("Odd [U+1F600]", "Bullet [U+F0B7], новость, [U+4E2D], [U+FFFE], Ǟ", "x[U+1F600]", "Texts."):
        assert part in words
    assert words.count("A sign that the typeface of this paper lacks stands here as its number") == 1


def test_a_path_with_odd_signs_is_no_hindrance(tmp_path: Path) -> None:
    root = tmp_path / "a[b]*%20'\";:\tc"
    root.mkdir()
    project = make_project(root)
    (project.analysis / "refs.bib").write_text(
        "@book{k, title={T}, author={A B}, year=2000}\n", encoding="utf-8"
    )
    text = f"---\nbibliography: refs.bib\n---\n\n{SMALL}\nSee [@k].\n"
    (project.analysis / "brief.qmd").write_text(text, encoding="utf-8")
    render(project, "builtin")
    assert (project.draft / "brief.pdf").is_file()
