"""What the constructs become on the page."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from dialogues.base.errors import NotebookError
from dialogues.render import page
from dialogues.render.qmd import Line
from render.conftest import Brief

CONSTRUCTS = {
    "front matter": '<h1 class="title">All <em>constructs</em> &amp; “quotes”</h1>',
    "inline value": "Inline 42 and a string a*b_c [d] #1.",
    "echo": '<pre class="python cell-code"><code>x = 41',
    "output": '<pre class="cell-output"><code>hello 41</code></pre>',
    "output as it is": "<p>Text <em>made</em>.</p>",
    "figure": '<div id="fig-chart" class="quarto-float"><figure class="quarto-float quarto-float-fig">',
    "caption": '<span class="float-label">Figure 1:</span> A caption with <em>emphasis</em>',
    "alternative text": 'alt="A circle" /></p>\n<figcaption>\n<span class="float-label">Figure 2:</span>',
    "table": '<span class="float-label">Table 1:</span> Table caption\n</figcaption>\n'
    '<table aria-label="Table caption" role="table">',
    "head of a column": '<th role="columnheader" scope="col">',
    "head of a row": '<th role="rowheader" scope="row">',
    "table of a cell": '<span class="float-label">Table 2:</span> Cell table',
    "reference to a figure": '<a href="#fig-chart" class="quarto-xref">Figure 1</a>',
    "reference to a table": '<a href="#tbl-cell" class="quarto-xref">Table 2</a>',
    "reference to a section": '<a href="#sec-one" class="quarto-xref">Section 1</a>',
    "its number alone": '<a href="#sec-two" class="quarto-xref">2</a>',
    "reference to a heading made by code": '<a href="#sec-made" class="quarto-xref">Section 3</a>',
    "section number": 'id="sec-sub"><span class="header-section-number">2.1</span> Sub</h3>',
    "no section number": '<h2 class="unnumbered" id="sec-nonum">Not numbered</h2>',
    "contents": 'id="toc-sec-two"><span class="header-section-number">2</span> Section two</a>',
    "callout": 'callout-note" role="note"><p class="callout-title">A title with <em>em</em></p>',
    "callout without title": 'callout-warning" role="note"><p class="callout-title">Warning</p>',
    "callout that opens": '<details class="callout callout-tip"><summary class="callout-title">Heading t',
    "tabs without a script": '<h4 class="tab-title unnumbered unlisted">Tab A</h4>\n<p>Content A</p>',
    "conditional words": "<p>Visible only html.",
    "engine": '<span class="engine">the built-in engine (nbclient ',
    "citation": 'data-cites="key1">(Smith 2020, p. 3)</span>',
    "bibliography": "Smith, Jane (2020). <em>A report</em>. Pub.",
    "footnote": '<li id="fn1"><p>The note has <em>emphasis</em>.',
    "metadata": "Meta: All <em>constructs</em> &amp; “quotes”.",
}


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_construct_is_on_the_page(brief: Brief, construct: str) -> None:
    html = re.sub(r'src="data:[^"]*"', 'src="data:"', brief.html).replace("\N{NO-BREAK SPACE}", " ")
    assert CONSTRUCTS[construct] in html


def test_what_is_meant_for_the_pdf_is_not_on_the_page(brief: Brief) -> None:
    assert "only pdf" not in brief.html
    assert "A box with" not in brief.html  # the alternative text of the PDF's picture


def test_page_has_landmarks_language_title_and_a_way_past_them(brief: Brief) -> None:
    for part in (
        '<html lang="en">',
        "<title>All constructs &amp; “quotes”</title>",
        '<meta name="description" content="Press releases',
        '<a class="skip-link" href="#content">',
        "<header ",
        '<nav id="TOC" role="doc-toc" aria-label="Contents">',
        '<main id="content">',
        "<footer ",
    ):
        assert part in brief.html


def test_page_fetches_nothing(brief: Brief) -> None:
    inside = re.findall(r'<(?!a\b)\w+\b[^>]*\b(?:src|href|srcset|data)="(?!data:|#)([^"]*)"', brief.html)
    assert inside == []
    assert not re.search(r"@import|url\((?!data:)", brief.html)


def test_only_the_pages_own_scripts_may_run(brief: Brief) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', brief.html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    assert "require-trusted-types-for 'script'" in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", brief.html, re.S)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert {f"'sha256-{digest}'" for digest in digests} == {*re.findall(r"'sha256-[^']*'", policy[1])}


def test_a_script_that_is_not_ours_is_not_let_run(tmp_path: Path, faces: Path) -> None:
    (tmp_path / "theme").mkdir()
    for name in ("theme/brief.js", "other.js"):
        (tmp_path / name).write_text(f"'{name}';", encoding="utf-8")
    scripts = (
        '<script>"inline";</script><script src="other.js"></script><script src="theme/brief.js"></script>'
    )
    sealed = page.seal(f'<meta charset="utf-8"></head>{scripts}', [tmp_path], "brief.html", faces)
    ours = base64.b64encode(hashlib.sha256(b"'theme/brief.js';").digest()).decode()
    assert re.findall(r"'sha256-[^']*'", sealed) == [f"'sha256-{ours}'"]


def test_words_that_look_like_a_fetch_are_words(tmp_path: Path, faces: Path) -> None:
    words = "url(http://a.example/x) @import 'y'; src=\"//z\""
    html = f'<head></head><p title="url(http://b.example)">{words}</p><a href="https://c.example">c</a>'
    assert words in page.seal(html, [tmp_path], "brief.html", faces)


@pytest.mark.parametrize(
    "markup",
    [
        "<style>@import url(x.css);</style>",
        "<style>b { background: url( 'http://a.example/i' ) }</style>",
        '<p style="background:url(//a.example/i)">x</p>',
        "<img src=http://a.example/i.png>",
        "<img srcset='data:,x 1x, https://a.example/i.png 2x'>",
        "<svg><image xlink:href='https://a.example/i.png'/></svg>",
        "<video poster='https://a.example/i.png'></video>",
        "<svg><rect fill='url(https://a.example/i.svg#a)'/></svg>",
    ],
)
def test_each_way_to_fetch_is_refused(tmp_path: Path, faces: Path, markup: str) -> None:
    with pytest.raises(NotebookError, match=r"The page would fetch .* from the network\."):
        page.seal(f"<head></head>{markup}", [tmp_path], "brief.html", faces)


def test_controls_and_marks_of_direction_stand_on_the_page_as_their_numbers(
    tmp_path: Path, faces: Path
) -> None:
    sealed = page.seal("<head></head><p>a\u202eb\x1bc\td</p>", [tmp_path], "brief.html", faces)
    assert "<p>a[U+202E]b[U+001B]c\td</p>" in sealed


def test_fonts_are_inside_and_cut_to_what_is_used(brief: Brief) -> None:
    faces = re.findall(r"@font-face\{font-family:\"Source Sans Pro\".*?base64,([^)]*)\)", brief.html)
    assert len(faces) == 4
    assert all(5_000 < len(face) < 40_000 for face in faces)


def test_a_page_that_would_fetch_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"would fetch https://cdn\.example/x\.js from the network"):
        page.seal(
            '<script src="https://cdn.example/x.js" async></script>', [tmp_path], "brief.html", tmp_path
        )


def test_what_would_fetch_is_refused_with_the_line_that_holds_it(tmp_path: Path, faces: Path) -> None:
    def find(address: str) -> Line:
        return Line(address, "n.qmd", 7)

    frame = '<iframe src="https://a.example"></iframe>'
    with pytest.raises(NotebookError, match=r"^n.qmd:7: The page would fetch https://a.example from"):
        page.seal(f"<head></head>{frame}", [tmp_path], "brief.html", faces, find)


def test_a_link_to_a_missing_file_is_refused(tmp_path: Path, faces: Path) -> None:
    with pytest.raises(
        NotebookError, match=r"^brief.html: The page links to gone\.css, which is not there\."
    ):
        page.seal('<link rel="stylesheet" href="gone.css">', [tmp_path], "brief.html", faces)
