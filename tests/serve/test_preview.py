"""The live preview: only what changed is made anew, what fails is shown, the last good brief stays."""

from __future__ import annotations

import base64
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialogues.base.errors import NotebookError
from dialogues.base.progress import Timings
from dialogues.base.project import HOME, Project
from dialogues.render.execute import Executed
from dialogues.serve.found import Desk
from dialogues.serve.making import Maker
from dialogues.serve.preview import Preview, Shown, is_input
from dialogues.serve.showing import BRIDGE, bridged
from serve import project as small

NOTEBOOK = """\
---
title: A trial
format:
  html: default
  typst: default
---

```{python}
#| include: false
word = "computed"
```

A sentence with a `{python} word` word.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The three texts with a notebook of one cell and one sentence."""
    root = tmp_path_factory.mktemp("preview") / "project"
    made = small.copied(root)
    for name in ("pyproject.toml", "CITATION.cff", "requirements.lock"):
        shutil.copy(HOME / name, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("PYTHONPATH", str(HOME / "analysis"))
        yield made


@pytest.fixture
def notebook(project: Project) -> Path:
    """The notebook, as it was."""
    path = project.analysis / "brief.qmd"
    path.write_text(NOTEBOOK, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def maker(project: Project) -> Iterator[Maker]:
    """Makes the page; its kernel ends with the module."""
    made = Maker(Desk(project))
    yield made
    made.close()


@pytest.fixture
def runs(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that the notebook was run."""
    counted: list[int] = []
    run = maker._run

    def counting(*given: object) -> Executed:
        counted.append(1)
        return run(*given)  # type: ignore[arg-type] # what it is given

    monkeypatch.setattr(maker, "_run", counting)
    return counted


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_word_of_the_prose_runs_no_code_and_a_cell_does(
    maker: Maker, notebook: Path, runs: list[int]
) -> None:
    assert "A sentence with a computed word." in maker.make(Timings())
    before = len(runs)
    change(notebook, "A sentence", "First of all\n\nAnother sentence")
    assert "Another sentence with a computed word." in maker.make(Timings())
    assert len(runs) == before
    change(notebook, '"computed"', '"made"')
    assert "with a made word." in maker.make(Timings())
    assert len(runs) == before + 1


def test_a_failing_cell_is_told_with_its_line_and_mended_again(maker: Maker, notebook: Path) -> None:
    change(notebook, '"computed"', "1 / 0")
    with pytest.raises(NotebookError, match=r"brief\.qmd:10: .*ZeroDivisionError"):
        maker.make(Timings())
    change(notebook, "1 / 0", '"whole"')
    assert "with a whole word." in maker.make(Timings())


def test_a_cue_makes_the_dataset_anew(
    maker: Maker, notebook: Path, runs: list[int], project: Project
) -> None:
    change(notebook, '"computed"', '"kept"')
    maker.make(Timings())
    before = len(runs)
    change(project.codebook / "topics.yaml", "# Topics", "# All topics")
    maker.make(Timings())
    assert len(runs) == before + 1


def test_the_preview_shows_what_is_saved_and_keeps_the_last_good_page(
    project: Project, notebook: Path
) -> None:
    preview = Preview(Desk(project))
    preview.start()
    try:
        wait(preview, lambda shown: shown.page_number == 1)
        settle(notebook, "A sentence", "A clause")
        wait(preview, lambda shown: shown.page_number == 2 and "A clause with" in str(shown.page))
        settle(notebook, "`{python} word`", "`{python} wurd`")
        wait(preview, lambda shown: bool(shown.problems) and not shown.is_working)
        assert "brief.qmd:13" in str(preview.shown.problems[0])
        assert "A clause with a computed word" in str(preview.shown.page)
    finally:
        preview.close()


def wait(preview: Preview, done: Callable[[Shown], bool]) -> None:
    until = time.monotonic() + 60
    while not done(preview.shown):
        assert time.monotonic() < until, preview.shown.problems
        time.sleep(0.05)


def settle(path: Path, before: str, after: str) -> None:
    """Save a change when the watcher has surely begun to watch."""
    time.sleep(0.7)
    change(path, before, after)


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("seeds/a.txt", True),
        ("seeds/sources.yaml", True),
        ("analysis/readings/a.yaml", True),
        ("analysis/annexes/data.qmd", True),
        ("analysis/theme/palette.css", True),
        ("analysis/theme/brief.html", True),
        ("analysis/theme/brief.html.tmp", False),
        ("_quarto.yml", True),
        ("analysis/dialogues/cli.py", False),
        ("analysis/.brief.qmd.swp", False),
        ("analysis/brief.html", False),
        ("analysis/readings/.a-x.part", False),
        ("../elsewhere.qmd", False),
    ],
)
def test_what_the_brief_is_made_of_is_watched(tmp_path: Path, path: str, is_one: bool) -> None:
    root = tmp_path / "project"
    assert is_input(Project(root), (root / path).resolve()) is is_one


def test_what_is_removed_put_back_or_put_in_anothers_place_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path)
    for name in ("analysis/theme", "aside"):
        (tmp_path / name).mkdir(parents=True)
    made: list[int] = []

    def make(*_: object) -> str:
        made.append(1)
        return ""

    monkeypatch.setattr(Maker, "make", make)
    monkeypatch.setattr(Maker, "warm", lambda _: None)
    preview = Preview(Desk(project))

    def shown_after(deed: Callable[[], object]) -> bool:
        time.sleep(0.7)
        before = len(made)
        deed()
        until = time.monotonic() + 10
        while len(made) == before and time.monotonic() < until:
            time.sleep(0.05)
        return len(made) > before

    theme, settings, seeds = (
        tmp_path / name for name in ("analysis/theme/brief.html", "_quarto.yml", "seeds")
    )
    preview.start()
    try:
        assert shown_after(lambda: theme.write_text("came late", encoding="utf-8"))
        assert shown_after(theme.unlink)
        assert shown_after(lambda: theme.write_text("put back", encoding="utf-8"))
        for words in ("came late", "renamed into its place", "and again"):
            (tmp_path / "aside" / "x").write_text(words, encoding="utf-8")
            assert shown_after(lambda: (tmp_path / "aside" / "x").rename(settings))
        for number in range(2):
            assert shown_after(seeds.mkdir)
            assert shown_after(lambda: (seeds / "a.txt").write_text("A", encoding="utf-8"))
            assert shown_after(lambda: seeds.rename(tmp_path / "aside" / str(number)))  # noqa: B023 - run at once
    finally:
        preview.close()


def test_the_script_that_leads_to_the_reading_page_is_the_only_one_allowed_besides() -> None:
    policy = "default-src 'none'; script-src {}; style-src 'unsafe-inline'"
    page = '<meta content="' + policy.format("'sha256-a'") + '"><body></body>'
    own = f"'sha256-{base64.b64encode(hashlib.sha256(BRIDGE.encode()).digest()).decode()}'"
    made = bridged(page, {"s-a": "/read/a#</script>"})
    assert policy.format(f"'sha256-a' {own}") in made
    assert "#</script>" not in made
    assert f"<script>{BRIDGE}</script></body>" in made


def test_what_is_saved_while_the_first_page_is_made_is_shown_too(
    project: Project, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(*_: object) -> str:
        made.append(notebook.read_text(encoding="utf-8"))
        if len(made) == 1:
            notebook.write_text("Saved meanwhile.\n", encoding="utf-8")
        return made[-1]

    monkeypatch.setattr(Maker, "make", make)
    monkeypatch.setattr(Maker, "warm", lambda _: None)
    preview = Preview(Desk(project))
    preview.start()
    try:
        until = time.monotonic() + 20
        while preview.shown.page != "Saved meanwhile.\n" and time.monotonic() < until:
            time.sleep(0.05)
        assert preview.shown.page == "Saved meanwhile.\n"
    finally:
        preview.close()
