"""Converting a text: what Pandoc, its filters and Typst refuse is said with file and line."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from dialogues.base.errors import NotebookError
from dialogues.base.project import HOME
from dialogues.render import Prepared, builtin, evidence, fonts, parts
from dialogues.render.convert import Conversion
from dialogues.render.prepare import lay_out_fonts
from dialogues.render.qmd import Notebook

Convert = Callable[[str], Conversion]


@pytest.fixture
def convert(tmp_path: Path, notebook: Callable[[str], Notebook]) -> Convert:
    """Takes a text without cells as it is."""
    prepared = Prepared(tmp_path)
    prepared.facts.write_text(json.dumps({"title": "T", "date-iso": "2025-11-30"}), encoding="utf-8")
    lay_out_fonts(prepared.fonts)
    parts.lay_out(prepared.build)
    settings = {"number-sections": True, "lang": "en"}

    def make(text: str) -> Conversion:
        theme = HOME / "analysis" / "theme"
        return Conversion(text, notebook(text), settings, theme, prepared, "the engine")

    return make


REFUSED = {
    "Words.\n\nSee @fig-gone.\n": "n.qmd:3: `@fig-gone` refers to nothing.",
    "See @sec-a.\n\n## A {#sec-a .unnumbered}\n": "n.qmd:1: `@sec-a` refers to a section without a number.",
    "## A {#sec-a}\n\nSee @sec-a.\n\n## B {#sec-a}\n": "n.qmd:5: The label `sec-a` is given twice.",
    "::: {#tbl-a}\n\n- no table\n\n:::\n": "n.qmd:1: `tbl-a` has no caption.",
    "Who says @so?\n": "n.qmd:1: `@so` cites a source, but there is no bibliography. Name one under",
    "One.\n\n$$\nx^2\n$$\n": "n.qmd:4: A formula has no alternative text (x^2), which the PDF needs. Say",
    "## A\n\n#### Deep\n": "n.qmd:3: The heading `Deep` stands more than one level below",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_does_not_resolve_is_refused_with_its_line(convert: Convert, text: str) -> None:
    with pytest.raises(NotebookError) as refusal:
        convert(text).typst()
    assert str(refusal.value).startswith(REFUSED[text])


def test_a_picture_without_alternative_text_is_refused(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^n.qmd:3: An image has no alternative text \(a\.svg\)\."):
        convert("A.\n\n![](a.svg)\n").typst()


def test_an_unknown_citation_is_refused(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "r.bib").write_text("@book{known, title={T}}\n", encoding="utf-8")
    conversion = convert("A.\n\nB [@gone].\n")
    settings = {**conversion.settings, "bibliography": "r.bib", "csl": HOME / "analysis/theme/citations.csl"}
    settings["csl"] = str(settings["csl"])
    with pytest.raises(NotebookError, match=r"^n.qmd:3: `@gone` refers to nothing\."):
        Conversion(
            conversion.text, conversion.notebook, settings, conversion.theme, conversion.prepared, "e"
        ).html()


@pytest.mark.parametrize(
    ("filter_", "why"),
    [
        (
            "\nfunction Header(h) error('no such heading') end",
            ":2: The filter stops: no such heading. Correct ",
        ),
        ("function Header(", ":1: The filter stops: <name> or '...' expected near <eof>. Correct "),
    ],
)
def test_a_filter_that_stops_is_told_with_its_line_and_without_a_trace(
    convert: Convert, tmp_path: Path, filter_: str, why: str
) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(HOME / "analysis" / "theme", theme)
    (theme / "dialogues.lua").write_text(filter_, encoding="utf-8")
    with pytest.raises(NotebookError) as refusal:
        replace(convert("## A\n"), theme=theme).typst()
    assert str(refusal.value).startswith(f"{theme}/dialogues.lua{why}")
    assert "traceback" not in str(refusal.value)


LIVE = '<img src=x onerror="alert(1)"><script>alert(2)</script> `<b>`{=html} `#panic()`{=typst} *so* '
LIVE += '[a](javascript:alert(3)) [b]{onclick="alert(4)"}'


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, attrs))


def test_markup_in_what_a_notebook_says_of_itself_is_words(convert: Convert) -> None:
    """In each of the settings that the page or the paper shows; emphasis stays."""
    keys = ("title", "subtitle", "abstract", "description", "version", "license", "toc-title", "date")
    given = dict.fromkeys(keys, LIVE) | {"author": [LIVE, LIVE], "keywords": [LIVE], "toc": True}
    conversion = convert("## A\n")
    conversion = replace(conversion, settings={**conversion.settings, **given})
    page = conversion.html()
    elements = Elements()
    elements.feed(page)
    assert {"img", "b"}.isdisjoint(tag for tag, _ in elements.found)
    assert [tag for tag, _ in elements.found].count("script") == 1  # ours
    attributes = {name: value or "" for _, each in elements.found for name, value in each}
    assert not any(name.startswith("on") or "javascript:" in value for name, value in attributes.items())
    assert page.count("&lt;script&gt;alert(2)&lt;/script&gt;") >= 6
    assert "<em>so</em>" in page
    assert "#panic()" not in conversion.typst().replace("\\#panic()", "")


def test_what_typst_refuses_is_told_in_its_words(convert: Convert) -> None:
    conversion = convert("A.\n")
    with pytest.raises(NotebookError, match=r"^n.qmd: Typst refuses the PDF: unknown variable: gone\."):
        conversion.pdf("#gone")


def test_a_missing_font_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.folder.cache_clear()
    monkeypatch.setattr(fonts, "find_spec", lambda _: None)
    with pytest.raises(
        NotebookError, match=r"^The font Source Sans Pro is missing .*Install the locked packages"
    ):
        fonts.folder()


def test_a_missing_pandoc_is_named_with_what_to_do(convert: Convert, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr("pypandoc.get_pandoc_path", missing)
    with pytest.raises(NotebookError, match=r"^Pandoc is missing, or does not run\. Install the locked"):
        convert("A.\n").html()


@pytest.mark.skipif(os.name != "posix", reason="a program that is a script of the shell")
@pytest.mark.parametrize("status", [0, 3])
def test_a_pandoc_that_writes_nothing_is_told_as_such(
    convert: Convert, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int
) -> None:
    program = tmp_path / "pandoc"
    program.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: str(program))
    with pytest.raises(NotebookError, match=rf"^Pandoc wrote nothing \(it ended with {status}\)\. Install"):
        convert("A.\n").typst()


def test_a_missing_package_is_named_with_what_to_do(
    convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtin, "NEEDED_LATER", ("no_such_package",))
    with pytest.raises(
        NotebookError, match=r"^The package no_such_package is missing or broken\. Install the locked"
    ):
        builtin.make_ready(convert("A.\n").prepared)


def test_hyphens_and_full_stops_stay_as_they_are_in_the_pdf(convert: Convert) -> None:
    conversion = convert("The years 2022 \\-2028 \\-\\- a \\-\\-\\- b \\.\\.\\. c\n")
    pages = pypdf.PdfReader(io.BytesIO(conversion.pdf(conversion.typst()))).pages
    assert "2022 -2028 -- a --- b ... c" in " ".join(pages[0].extract_text().split())


def test_the_title_stays_as_it_is_on_paper(convert: Convert) -> None:
    """On the title page and on top of the next page."""
    conversion = convert("One.\n\n::: {.page-break}\n:::\n\nTwo.\n")
    facts = {"title": 'Talks -- "on" rights ...', "date-iso": "2025-11-30"}
    conversion.prepared.facts.write_text(json.dumps(facts), encoding="utf-8")
    pages = pypdf.PdfReader(io.BytesIO(conversion.pdf(conversion.typst()))).pages
    assert len(pages) == 2
    for page in pages:
        assert re.search(r"Talks -- .on. rights \.\.\.", " ".join(page.extract_text().split()))


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("so ([two]{.claim ref=t n=1}).", ' so (<a class="claim"'),
        ("so ([two]{.claim ref=t n=1}).", "two</a>). words"),
        ("**[two]{.claim ref=t n=1}**, so", "two</a></strong>, so"),
        ("[two]{.claim ref=t n=1}; so", "two</a>; so"),
        ("[two]{.claim ref=t n=1}th", "two</a>th"),
        ("([a long list of names, and more]{.claim ref=t n=1}), so", "more</a>), so"),
    ],
)
def test_no_line_breaks_between_a_control_and_its_punctuation(
    convert: Convert, written: str, held: str
) -> None:
    """A claim is a link in the line, no box of its own on whose sides a browser may break it."""
    assert held in convert(f"Words {written} words.\n").html()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("on COVID\\-19, and", 'on <span class="nowrap">COVID-19</span>, and'),
        ("“COVID-19”", '“<span class="nowrap">COVID-19</span>”'),
        ("[COVID-19]{.claim ref=t n=1}.", '><span class="nowrap">COVID-19</span></a>.'),
        ("in 2016-2020", "in 2016-2020"),
        ("https://a.org/COVID-19", "a.org/COVID-19"),
    ],
)
def test_a_word_with_a_hyphen_before_a_number_stays_on_one_line(
    convert: Convert, written: str, shown: str
) -> None:
    assert shown in convert(f"Words {written} words.\n").html()


def test_names_in_a_table_break_after_full_stops_and_underscores(convert: Convert) -> None:
    page = convert("| A | B | C |\n|---|---|---|\n| `a_b.c_id` | `<x>` | `1.` |\n\nAnd `a_b`.\n").html()
    for code in ("a_<wbr>b.<wbr>c_<wbr>id", "&lt;x&gt;", "1.", "a_b"):
        assert f"<code>{code}</code>" in page


APART = """## Found {#sec-found}

[four]{.claim ref="four" n="1"} texts, see [the evidence](#sec-evidence) and [here](#sec-found).

::::: {.evidence-file}
::: {.apart file="brief-evidence" of="brief"}
:::

## Evidence {#sec-evidence}

```{=html}
<div id="claim-four"><a href="#at-four">back</a></div>
```

```{=typst}
#claim-entry("four", "1")[–]
```

Back to [what was found](#sec-found).
:::::
"""


MARK = '::: {.apart file="brief-evidence" of="brief"}\n:::\n'
OF_A_CELL = f":::: {{.cell}}\n::: {{.cell-output}}\n{MARK}:::\n::::\n"  # as Quarto shows what a cell does


@pytest.mark.parametrize("text", [APART, APART.replace(MARK, OF_A_CELL)], ids=["plain", "within a cell"])
def test_long_evidence_has_files_of_its_own_that_links_lead_to_and_from(convert: Convert, text: str) -> None:
    conversion = convert(text)
    page = conversion.html()
    assert 'href="brief-evidence.html#claim-four"' in page
    assert 'href="brief-evidence.html#sec-evidence"' in page
    assert 'href="#sec-found"' in page
    assert 'id="sec-evidence"' not in page
    apart = evidence.make(conversion, "html")
    assert apart is not None
    told = apart.decode()
    assert "<title>T: evidence</title>" in told
    assert 'id="claim-four"' in told
    assert 'href="brief.html#at-four"' in told
    assert 'href="brief.html#sec-found"' in told


def test_tables_of_long_evidence_have_their_numbers_as_quarto_writes_them(convert: Convert) -> None:
    table = "| a |\n|---|\n| b |\n\n: Words of it \\{#tbl-of-it}\n\nSee [here](#tbl-of-it).\n\n:::::"
    conversion = convert(APART.replace("\n:::::\n", f"\n\n{table}\n"))
    conversion.html()
    made = evidence.make(conversion, "html")
    assert made is not None
    page = made.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert ("Table 1: Words of it" in re.sub(r"<[^>]*>", "", page), "{#tbl" in page) == (True, False)
    assert 'id="tbl-of-it"' in page


def test_on_paper_long_evidence_is_another_file(convert: Convert) -> None:
    conversion = convert(APART)
    reader = pypdf.PdfReader(io.BytesIO(conversion.pdf(conversion.typst())))
    acts = [note.get_object().get("/A", {}) for note in reader.pages[0].annotations or []]
    places = [act["/URI"] for act in acts if "/URI" in act]
    assert places == ["brief-evidence.pdf", "brief-evidence.pdf"]
    paper = evidence.make(conversion, "pdf")
    assert paper is not None
    assert "Evidence" in pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert evidence.make(convert("No evidence.\n"), "html") is None


def test_a_file_that_the_theme_lacks_is_named(convert: Convert, tmp_path: Path) -> None:
    theme = shutil.copytree(HOME / "analysis" / "theme", tmp_path / "theme")
    (theme / "brief.html").unlink()
    with pytest.raises(NotebookError, match=r"brief\.html: The file of the theme is missing\. Take it"):
        replace(convert("Words.\n"), theme=theme).html()
