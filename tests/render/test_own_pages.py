"""Pages of an author's own: rendered beside the brief, with tables, charts and numbers of any kind."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from dialogues.base.errors import NotebookError
from dialogues.base.project import HOME, Project
from dialogues.releasing import noted
from dialogues.render import render

PAGE = re.compile(r"^````markdown\n(.*?)^````$", re.M | re.S)


def written(project: Project, name: str, text: str) -> Path:
    path = project.analysis / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_page_of_the_writing_guide_renders_as_it_stands(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    (text,) = PAGE.findall((HOME / "analysis/README.md").read_text(encoding="utf-8"))
    rendered = render(project, "builtin", written(project, "video.qmd", text))
    assert {path.name for path in rendered.folder.iterdir()} == {"video.html", "video.pdf"}
    page = (rendered.folder / "video.html").read_text(encoding="utf-8")
    assert "Meetings by year" in page
    assert 'role="img"' in page
    assert "meetings-with-a-day" in page


CLAIMS = """\
```{python}
#| include: false
from dialogues.brief.brief import open_brief

b = open_brief()
```

We hold `{python} b.claim(b.texts, "text")` and `{python} b.claim_of("mine", b.data["events"], "case")`.
"""


def targets(page: str) -> set[str]:
    return set(re.findall(r'href="([^"]*#[^"]+)"', page))


def test_each_claim_of_ones_own_page_leads_to_its_sentences(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    written(project, "brief.qmd", f"{CLAIMS}\n```{{python}}\nb.evidence()\n```\n")
    written(project, "mine.qmd", CLAIMS)
    folder = render(project, "builtin").folder
    brief, page = ((folder / f"{name}.html").read_text(encoding="utf-8") for name in ("brief", "mine"))
    inside = {target for target in targets(page) if target.startswith("#")}
    assert {"#claim-texts-total", "#claim-mine"} <= inside
    assert [target for target in inside if f'id="{target[1:]}"' not in page] == []
    beside = targets(page) - inside
    assert beside
    assert [target for target in beside if f'id="{target.removeprefix("brief.html#")}"' not in brief] == []
    paper = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(folder / "mine.pdf").pages)
    assert ("Evidence" in paper, "(nCa, 19 June 2025)" in paper) == (True, True)


def test_a_page_without_claims_gets_no_evidence(project: Project) -> None:
    rendered = render(project, "builtin", written(project, "n.qmd", "Words.\n"), ("html",))
    page = (rendered.folder / "n.html").read_text(encoding="utf-8")
    assert not re.search(r"<h\d[^>]*>[^<]*Evidence", page)


def test_a_notebook_saved_before_its_state_was_noted_is_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, note = written(project, "n.qmd", "Old words.\n"), noted.now

    def saved(project: Project) -> noted.Noted:
        page.write_text("New words.\n", encoding="utf-8")
        return note(project)

    monkeypatch.setattr(noted, "now", saved)
    rendered = render(project, "builtin", page, ("html",))
    text = (rendered.folder / "n.html").read_text(encoding="utf-8")
    assert ("New words." in text, "Old words." in text) == (True, False)


def test_a_page_rendered_alone_stays_beside_the_brief(project: Project, tmp_path: Path) -> None:
    written(project, "brief.qmd", "Main.\n")
    mine = written(project, "mine.qmd", "Mine.\n")
    render(project, "builtin", formats=("html",))
    assert render(project, "builtin", mine, ("html",)).folder == project.draft
    assert {"brief.html", "mine.html", "data"} == {path.name for path in project.draft.iterdir()}
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "n.qmd"
    other.write_text("Other.\n", encoding="utf-8")
    assert render(project, "builtin", other, ("html",)).folder == project.reports / "_build" / "notebooks"


def test_pages_of_ones_own_are_rendered_beside_the_brief(project: Project) -> None:
    written(project, "brief.qmd", "Main.[^1]\n\n{{< include part.md >}}\n\n[^1]: First note.\n")
    written(project, "part.md", "Part.[^1]\n\n[^1]: Other note.\n")
    written(project, "mine.qmd", "Mine.\n")
    rendered = render(project, "builtin")
    assert "with mine" in str(rendered)
    assert {"brief.html", "brief.pdf", "mine.html", "mine.pdf"} <= {p.name for p in rendered.folder.iterdir()}
    page = (rendered.folder / "brief.html").read_text(encoding="utf-8")
    assert ("First note." in page, "Other note." in page) == (True, True)


def test_what_a_cell_warns_of_goes_to_the_terminal_and_not_into_the_page(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = (
        "import sys, warnings",
        "warnings.warn('Old call')",
        "print('shown')",
        "print('b\\nc', file=sys.stderr)",
    )
    text = "\n".join(("```{python}", *lines, "```", ""))
    rendered = render(project, "builtin", written(project, "w.qmd", text), ("html",))
    page = (rendered.folder / "w.html").read_text(encoding="utf-8")
    assert ("shown" in page, "Old call" in page) == (True, False)
    told = capfd.readouterr().err
    assert "note: analysis/w.qmd:3: The cell warns: UserWarning: Old call" in told
    assert "note: analysis/w.qmd:1: The cell warns: b c" in told


@pytest.mark.parametrize("setting", ["freeze: auto", "cache: true"])
def test_settings_that_keep_old_numbers_are_refused(project: Project, setting: str) -> None:
    page = written(project, "n.qmd", f"---\nexecute:\n  {setting}\n---\n\nText.\n")
    key = setting.split(":")[0]
    with pytest.raises(NotebookError, match=rf"^analysis/n.qmd:3: With `{key}` a brief keeps numbers of"):
        render(project, "builtin", page)


def test_a_plain_frame_in_a_cell_is_refused_with_the_call_that_shows_it(project: Project) -> None:
    page = written(project, "n.qmd", "```{python}\nimport polars as pl\npl.DataFrame({'a': [1]})\n```\n")
    with pytest.raises(NotebookError, match=r"b\.table\(frame, caption=…\)"):
        render(project, "builtin", page)


def test_two_pages_that_give_one_file_are_refused_by_name(project: Project) -> None:
    written(project, "brief.qmd", "Main.\n")
    written(project, "brief-evidence.qmd", "Mine.\n")
    with pytest.raises(NotebookError, match=r"brief-evidence\.qmd: This page and \S*brief\.qmd give"):
        render(project, "builtin", formats=("html",))
    assert not project.draft.exists()


def test_a_page_of_a_part_and_a_page_so_called_are_refused_by_name(project: Project) -> None:
    cell = "from dialogues.brief import brief, part\nb = brief.open_brief(part.of('EU'))"
    written(project, "brief.qmd", "Main.\n")
    written(project, "mine.qmd", f"```{{python}}\n{cell}\n```\n")
    written(project, "mine-EU.qmd", "Words.\n")
    with pytest.raises(NotebookError, match=r"mine-EU.qmd: This page and .*mine.qmd give one file, mine-EU"):
        render(project, "builtin", formats=("html",))
    assert not project.draft.exists()


def test_what_a_page_includes_is_no_page(project: Project) -> None:
    written(project, "brief.qmd", "Main.\n")
    written(project, "_part.qmd", "Included.\n")
    written(project, "mine.qmd", "{{< include _part.qmd >}}\n")
    rendered = render(project, "builtin", formats=("html",))
    assert rendered.pages == ("mine",)
    assert "Included" in (rendered.folder / "mine.html").read_text(encoding="utf-8")


def test_the_last_line_of_a_render_is_one_line(project: Project) -> None:
    written(project, "brief.qmd", "Main.\n")
    written(project, "n\n::error::forged.qmd", "Mine.\n")
    assert str(render(project, "builtin", formats=("html",))).count("\n") == 0
