"""Reading a notebook: its parts know file and line, and what cannot be read is said with both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues.base import opening
from dialogues.base.errors import NotebookError
from dialogues.base.project import HOME
from dialogues.render.qmd import NOT_INCLUDED, Cell, Notebook, Prose, read
from dialogues.render.settings import for_format, settings, unheeded

Read = Callable[[str], Notebook]


def problems(make: Callable[[], object]) -> list[str]:
    """What is refused, one sentence a problem."""
    with pytest.raises(NotebookError) as refusal:
        make()
    return [str(problem) for problem in refusal.value.problems]


def test_cells_prose_and_shown_code_are_told_apart(notebook: Read) -> None:
    read_ = notebook(
        "---\ntitle: T\n---\nWords.\n\n"
        "```{python}\n#| echo: true\n#| fig-cap: >\n#|   Two\n#|   lines\n\nx = 1\n```\n"
        "\n```python\nshown = `{python} 1`\n```\n"
    )
    assert read_.metadata == {"title": "T"}
    first, cell, last = read_.parts
    assert isinstance(first, Prose)
    assert isinstance(cell, Cell)
    assert isinstance(last, Prose)
    assert cell.options == {"echo": True, "fig-cap": "Two lines"}
    assert (cell.source, cell.fence.number, cell.statement(1).number) == ("x = 1", 6, 12)
    assert [last.lines[i].text for i in sorted(last.literal)] == ["```python", "shown = `{python} 1`", "```"]


def test_a_cell_inside_a_block_or_a_list_is_a_cell(notebook: Read) -> None:
    read_ = notebook(
        "::: {.callout-note}\n```{python}\na = 1\n```\n:::\n\n- item\n\n  ```{python}\n  b = 2\n  ```\n"
    )
    assert [(cell.source, cell.indent) for cell in read_.cells] == [("a = 1", ""), ("b = 2", "  ")]


def test_lines_of_an_included_file_keep_their_own_name_and_number(tmp_path: Path) -> None:
    (tmp_path / "annexes").mkdir()
    (tmp_path / "annexes" / "a.qmd").write_text("One\n\n```{python}\nx\n```\n", encoding="utf-8")
    (tmp_path / "b.qmd").write_text("{{< include annexes/a.qmd >}}\n\nTwo\n", encoding="utf-8")
    read_ = read(tmp_path / "b.qmd", tmp_path)
    (cell,) = read_.cells
    assert (cell.fence.path, cell.statement(1).number) == ("annexes/a.qmd", 4)
    two = read_.find("Two")
    assert two is not None
    assert (two.path, two.number) == ("b.qmd", 3)


def test_only_files_of_analysis_or_beside_the_settings_are_included_and_no_hidden_ones(
    tmp_path: Path,
) -> None:
    for name in (".git/config", "analysis/.a.qmd", "seeds/a.txt", "analysis/parts/a.qmd", "a.md", ".env"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Words\n", encoding="utf-8")
    notebook = tmp_path / "analysis" / "a.qmd"
    named = ("../.git/config", ".a.qmd", "../seeds/a.txt", "../.env", "../a.md", "parts/a.qmd")
    notebook.write_text("".join(f"{{{{< include {name} >}}}}\n" for name in named), encoding="utf-8")
    with pytest.raises(NotebookError) as refused:
        read(notebook, tmp_path)
    told = {problem.line: (problem.problem, problem.remedy) for problem in refused.value.problems}
    assert told == {1: NOT_INCLUDED, 2: opening.HIDDEN, 3: NOT_INCLUDED, 4: opening.HIDDEN}


def test_includes_that_do_not_resolve_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "round.qmd").write_text("{{< include b.qmd >}}\n", encoding="utf-8")
    (tmp_path / "head.qmd").write_text("---\ntitle: Other\n---\n", encoding="utf-8")
    (tmp_path / "b.qmd").write_text(
        "{{< include gone.qmd >}}\n{{< include round.qmd >}}\n{{< include head.qmd >}}\n", encoding="utf-8"
    )
    assert problems(lambda: read(tmp_path / "b.qmd", tmp_path)) == [
        "b.qmd:1: There is no file gone.qmd to include. Correct the path or remove the line.",
        "round.qmd:1: b.qmd includes itself. Remove one of the includes.",
        "head.qmd:1: An included file has front matter, which would override that of the notebook. "
        "Move it to the notebook that includes it.",
    ]


def test_broken_front_matter_and_options_are_named_with_their_lines(notebook: Read) -> None:
    text = "---\ntitle: A\nabstract: one: two\n---\n\n```{python}\n#| fig-cap: [open\nx\n```\n"
    told = problems(lambda: notebook(text))
    assert [problem.split(":")[1] for problem in told] == ["3", "7"]
    assert (
        "The front matter cannot be read as YAML: mapping values are not allowed in this context." in told[0]
    )
    assert "The cell's options cannot be read as YAML" in told[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("---\ntitle: A\n", "n.qmd:1: The front matter has no end. Close it with a line of three hyphens."),
        ("Hi\n\n```{python}\nx\n", "n.qmd:3: The cell has no end. Close it with ```."),
    ],
)
def test_what_has_no_end_is_refused(notebook: Read, text: str, told: str) -> None:
    assert problems(lambda: notebook(text)) == [told]


def test_a_conflict_of_git_is_told_at_its_marks_and_shown_code_may_have_them(notebook: Read) -> None:
    marks = "<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> other\n"
    assert [problem.split(" Keep")[0] for problem in problems(lambda: notebook(f"Hi\n\n{marks}"))] == [
        "n.qmd:3: A conflict of git's stands here.",
        "n.qmd:7: A conflict of git's stands here.",
    ]
    notebook(f"```\n{marks}```\n")


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "n.qmd").write_bytes(b"fine\ncaf\xe9\n")
    assert problems(lambda: read(tmp_path / "n.qmd", tmp_path)) == [
        "n.qmd:2: The notebook is not UTF-8. Save it as UTF-8."
    ]


def test_front_matter_goes_over_the_projects_settings_and_a_formats_over_both(
    notebook: Read, tmp_path: Path
) -> None:
    (tmp_path / "_quarto.yml").write_text("toc: true\nlang: en\ncsl: a.csl\n", encoding="utf-8")
    (tmp_path / "a.csl").touch()
    read_ = notebook("---\nlang: de-AT\nformat:\n  html: default\n  typst:\n    toc: false\n---\n")
    merged, refused = settings(read_, tmp_path)
    assert refused == []
    assert for_format(merged, "html") == {"toc": True, "lang": "de-AT", "csl": str(tmp_path / "a.csl")}
    assert for_format(merged, "typst").items() >= {"toc": False, "lang": "de"}.items()


def test_a_setting_nobody_knows_is_refused_with_its_line(notebook: Read, tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("lang: en\nformat:\n  docx: default\n", encoding="utf-8")
    read_ = notebook(
        "---\ntitle: T\nbook: true\nexecute:\n  ehco: false\nauthor:\n  - name: A\nengine: knitr\n"
        "date: today\n---\n"
    )
    _, refused = settings(read_, tmp_path)
    assert [str(problem).split(" Correct")[0] for problem in refused] == [
        "_quarto.yml:3: The setting `docx` is not known here.",
        "_quarto.yml:2: Under `format`, html is missing: Quarto renders only what is listed.",
        "n.qmd:3: The setting `book` is not known here.",
        "n.qmd:5: The setting `ehco` is not known here.",
        "n.qmd:8: The engine `knitr` is not known here: cells are Python's.",
        "n.qmd:9: The date `today` would be another at the next render: write the day.",
        "n.qmd:6: An author is more than a name.",
    ]


ANOTHER = {
    "lang: 5": "`lang` cannot be 5: it takes the code of a language, such as en or pt-BR.",
    "lang: 'en\"><b>'": "`lang` cannot be 'en\"><b>': it takes the code of a language",
    "toc-depth: deep": "`toc-depth` cannot be 'deep': it takes a number from 1 to 6.",
    "title: [a, b]": "`title` cannot be ['a', 'b']: it takes words.",
    "csl: gone.csl": "`csl` names gone.csl, which is not there.",
    "csl: /etc/passwd": "`csl` names /etc/passwd, which does not lie in the project.",
    "filters: [mine.lua]": "`filters` names mine.lua, which the built-in engine does not use.",
    "format: docx": "The setting `docx` is not known here.",
    "project: {output-dir: ../out}": "`output-dir` is ../out, and the draft lies in reports/_draft.",
    "execute: {eval: false}": "With `eval: false` under `execute` Quarto runs no cell",
}


@pytest.mark.parametrize("said", ANOTHER)
@pytest.mark.parametrize("in_project", [True, False])
def test_what_would_make_another_brief_is_refused_where_it_is_said(
    notebook: Read, tmp_path: Path, said: str, *, in_project: bool
) -> None:
    """The file is blamed that says it."""
    (tmp_path / "_quarto.yml").write_text(f"toc: true\n{said if in_project else ''}\n", encoding="utf-8")
    _, refused = settings(notebook(f"---\n{'' if in_project else said}\n---\n"), tmp_path)
    assert f"{'_quarto.yml' if in_project else 'n.qmd'}:2: {ANOTHER[said]}" in str(refused[0])


def test_what_only_quarto_follows_is_told_in_a_line(notebook: Read, tmp_path: Path) -> None:
    read_ = notebook(
        "---\ntitle: T\ntheme: cosmo\nformat:\n  html:\n    code-copy: true\n  typst: default\n---\n"
    )
    assert settings(read_, tmp_path)[1] == []
    assert [str(note) for note in unheeded(read_, tmp_path)] == [
        "n.qmd:3: The built-in engine passes over `theme` (line 3), `code-copy` (line 6). "
        "Quarto follows what is said there."
    ]


def test_of_the_projects_own_settings_nothing_is_passed_over() -> None:
    brief = read(HOME / "analysis/brief.qmd", HOME)
    assert [settings(brief, HOME)[1], [*unheeded(brief, HOME)]] == [[], []]
