"""`-P name:value` sets what a notebook's cell of parameters gives; a part lies beside the draft."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues.base.errors import UsageError
from dialogues.base.project import HOME, Project
from dialogues.render import Parameters, Prepared, parameters, quarto, render
from dialogues.render.qmd import Notebook, read

CELL = "```{python}\n#| tags: [parameters]\nsince, from_ = 1, None\n```\n"


def test_values_are_what_yaml_takes_them_for() -> None:
    given = ["a:EU", "b:2020", "c:2020-06-18", "d:", "e:x: y", "f:[1]"]
    assert parameters.read(given) == {
        "a": "EU", "b": 2020, "c": "2020-06-18", "d": None, "e": "x: y", "f": "[1]",
    }  # fmt: skip


@pytest.mark.parametrize("given", ["counterpart", "1a:x", "a b:x", ":x"])
def test_what_is_no_parameter_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match=r"is no parameter\. Write it as `-P name:value`"):
        parameters.read([given])


def test_a_cell_after_the_parameters_sets_them(notebook: Callable[[str], Notebook]) -> None:
    given = notebook(f"Text.\n\n{CELL}\nMore.\n")
    first, second = parameters.put_in(given, {"from": "2020", "since": 2}).cells
    assert (first, second.source) == (given.cells[0], "from_ = '2020'\nsince = 2")
    assert parameters.put_in(given, {}) is given


def test_parameters_that_the_notebook_has_not_are_refused(notebook: Callable[[str], Notebook]) -> None:
    with pytest.raises(UsageError, match=r"^n.qmd:3: `until` is no parameter .* It takes since, from\.$"):
        parameters.put_in(notebook(f"Text.\n\n{CELL}"), {"until": 1})
    with pytest.raises(UsageError, match=r"^n.qmd: The notebook takes no parameters\."):
        parameters.put_in(notebook("Text.\n"), {"a": 1})


def test_a_part_of_the_brief_is_rendered_under_its_name_beside_the_draft(project: Project) -> None:
    (project.analysis / "brief.qmd").write_text(
        "```{python}\n#| include: false\nfrom dialogues.brief import part\n"
        "from dialogues.brief.brief import open_brief\n```\n\n"
        "```{python}\n#| tags: [parameters]\ncounterpart = from_ = to = None\n```\n\n"
        "```{python}\n#| include: false\nb = open_brief(part.of(counterpart, from_, to))\n```\n\n"
        "Of `{python} b.claim(b.texts, 'text')`. `{python} b.as_pdf('Paper')`\n\n"
        "```{python}\nb.close()\n```\n",
        encoding="utf-8",
    )
    of_all = render(project, "builtin", formats=("html",)).made_of
    whole = (project.draft / "brief.html").read_bytes()
    claims = (project.draft / "data" / "claims.csv").read_bytes()
    rendered = render(project, "builtin", formats=("html",), given={"counterpart": "EU"})
    assert (rendered.folder, rendered.stem) == (project.draft, "brief-EU")
    assert int(rendered.made_of.split()[0]) < int(of_all.split()[0])
    page = (project.draft / "brief-EU.html").read_text(encoding="utf-8")
    assert ": meetings with the European Union</title>" in page
    assert 'href="brief-EU.pdf"' in page
    assert (project.draft / "brief.html").read_bytes() == whole
    assert (project.draft / "data" / "claims.csv").read_bytes() == claims
    assert (project.draft / "brief-EU.csv").read_bytes() != claims


def test_a_page_made_with_parameters_is_called_by_them_and_the_one_without_stays(project: Project) -> None:
    for stem in ("brief", "own"):
        (project.analysis / f"{stem}.qmd").write_text(
            f"{CELL}\nSince `{{python}} since`. `{{python}} open_brief().as_pdf('Paper')`\n".replace(
                "since,", "from dialogues.brief.brief import open_brief\nsince,"
            ),
            encoding="utf-8",
        )
    render(project, "builtin", formats=("html",))
    before = {path.name: path.read_bytes() for path in project.draft.iterdir() if path.is_file()}
    for stem in before:
        source, name = (
            project.analysis / f"{stem.removesuffix('.html')}.qmd",
            stem.replace(".html", "-since-a-b"),
        )
        rendered = render(project, "builtin", source, ("html",), {"since": "a/b"})
        assert rendered.stem == name
        page = (project.draft / f"{name}.html").read_text(encoding="utf-8")
        assert ("Since a/b." in page, f'href="{name}.pdf"' in page) == (True, True)
    assert {name: (project.draft / name).read_bytes() for name in before} == before


def test_quartos_files_of_a_part_are_laid_out_under_its_name_and_leave_the_data(unbuilt: Project) -> None:
    nested, build = unbuilt.draft / "analysis", unbuilt.reports / "_build"
    nested.mkdir(parents=True)
    for folder in ("parts", "ledgers"):
        (build / "written" / folder).mkdir(parents=True)
    (build / "written" / "ledgers" / "brief-EU.csv").write_text("claims", encoding="utf-8")
    told = '{"file": "brief-EU", "made_of": "2 documents"}'
    (build / "written" / "parts" / "brief.json").write_text(told, encoding="utf-8")
    (nested / "brief.html").write_text('<head><meta charset="utf-8"></head>', encoding="utf-8")
    (nested / "brief.pdf").write_bytes(b"%PDF-")
    quarto.lay_out(unbuilt, [nested / "brief.html", nested / "brief.pdf"], unbuilt.draft)
    assert {path.name for path in unbuilt.draft.iterdir()} == {
        "brief-EU.html",
        "brief-EU.pdf",
        "brief-EU.csv",
    }


def test_the_brief_takes_counterpart_from_and_to(notebook: Callable[[str], Notebook], tmp_path: Path) -> None:
    shutil.copytree(HOME / "analysis" / "annexes", tmp_path / "annexes")
    brief = notebook((HOME / "analysis" / "brief.qmd").read_text(encoding="utf-8"))
    given: Parameters = {"counterpart": "EU", "from": 2020, "to": 2022}
    assert len(parameters.put_in(brief, given).cells) == len(brief.cells) + 1


def test_a_step_before_a_render_knows_what_quarto_itself_was_given(tmp_path: Path) -> None:
    asks = "from dialogues.render import parameters; print(parameters.asked())"
    start = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {asks!r}], check=True)"
    (tmp_path / "quarto.js").write_text(start, encoding="utf-8")
    (tmp_path / "more.yml").write_text("since: 2\nuntil: 2020\n", encoding="utf-8")
    options = ["render", "-P", "since:3", "--to", "html", "--execute-params", "more.yml"]
    command = [sys.executable, "quarto.js", *options, "--execute-param", "of:a b"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "{'since': 3, 'until': 2020, 'of': 'a b'}", done.stderr


def test_each_of_several_notebooks_is_called_by_the_parameters_it_takes(unbuilt: Project) -> None:
    texts = {"a": CELL, "b": CELL.replace("since, from_ = 1, None", "until = 1"), "c": "Text.\n"}
    notebooks = []
    for stem, text in texts.items():
        (unbuilt.analysis / f"{stem}.qmd").write_text(text, encoding="utf-8")
        notebooks.append(read(unbuilt.analysis / f"{stem}.qmd", unbuilt.root))
    places = Prepared.of(unbuilt)
    places.written.mkdir(parents=True)
    places.facts.write_text('{"made_of": "no text"}', encoding="utf-8")
    parameters.name_all(places, notebooks, {"until": 2, "from": 3})
    assert [places.file(stem) for stem in texts] == ["a-from-3", "b-until-2", "c"]
    with pytest.raises(UsageError, match=r"a.qmd:1: `of` is no parameter"):
        parameters.name_all(places, notebooks, {"until": 2, "of": 3})
