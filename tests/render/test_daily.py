"""What authors use daily, in the built-in engine: columns, subfigures, formulas, listings, theorems, keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypandoc
import pypdf
import pytest

from dialogues.base.project import HOME
from dialogues.render.execute import Executed
from dialogues.render.qmd import Notebook
from dialogues.render.weave import weave
from render.conftest import Brief

ON_THE_PAGE = {
    "columns": '<div class="layout" style="grid-template-columns: 30fr 70fr">',
    "layout of two": '<div class="layout" style="grid-template-columns: 1fr 1fr">',
    "layout by widths": '<div class="layout" style="grid-template-columns: 1fr 2fr">',
    "figure within a figure": '<figure id="fig-two-left" class="quarto-subfloat">',
    "its caption": "<figcaption>\n(a) On the left\n</figcaption>",
    "reference to it": '<a href="#fig-two-left" class="quarto-xref">Figure 1 (a)</a>',
    "reference to the whole": '<a href="#fig-two" class="quarto-xref">Figure 1</a>',
    "alignment": "display: block; margin-left: auto",
    "table in a layout": '<a href="#tbl-right" class="quarto-xref">Table 2</a>',
    "number of a formula": '<span class="equation-number">(1)</span>',
    "reference to a formula": '<a href="#eq-mean" class="quarto-xref">Equation 1</a>',
    "its number alone": '<a href="#eq-mean" class="quarto-xref">1</a>',
    "its number with words": '<a href="#fig-two" class="quarto-xref">the drawing 1</a>',
    "table within a table": "<figcaption>\n(a) One part\n</figcaption>",
    "reference to a table within": '<a href="#tbl-parts-left" class="quarto-xref">Table 3 (a)</a>',
    "figure without a label": "<figcaption>A figure without a label</figcaption>",
    "figure after it": '<span class="float-label">Figure 3:</span> After it',
    "table without a label": "<caption>A table without a label</caption>",
    "table after it": '<span class="float-label">Table 4:</span> After it',
    "subscript": "H<sub>2</sub>O",
    "superscript": "2<sup>nd</sup>",
    "break": "<br />",
    "keys": "<kbd>Ctrl-S</kbd> or <kbd>Esc</kbd>",
    "theorem": "<strong>Theorem 1 (Of lines)</strong> A line is straight.",
    "proof": "<strong>Proof.</strong> It is.",
    "listing": '<span class="float-label">Listing 1:</span> A listing',
    "file of a listing": '<span class="filename"><code>a.py</code></span>',
    "listing of a cell": '<span class="float-label">Listing 2:</span> From a cell',
    "code that opens": '<details class="code-fold"><summary>Show it</summary>',
    "width of a cell's picture": "margin-inline: auto;width:20.0%",
    "variable": "One Person wrote it",
    "setting of one's own": "for The Office.",
    "width in pixels": 'width="120" alt="A small box"',
    "callout": 'class="callout callout-note" role="note"',
    "hidden on paper": "On the page alone.",
}
ON_PAPER = (
    "Left words.", "Right words.", "(a) On the left", "Figure 1: Two boxes.", "Third cell.",
    "See Figure 1, Figure 1 (a), Figure 2, Listing 1, Listing 2, Equation 1, 1, Theorem 1 and Table 2;",
    "the drawing 1, Table 3 (a).", "(a) One part", "Figure 3: After it", "Table 4: After it",
    "Theorem 1 (Of lines) A line is straight.", "Listing 1: A listing", "y = 2", "On paper alone.",
    "One Person wrote it for The Office.", "Ctrl-S",
)  # fmt: skip


def without_data(html: str) -> str:
    return re.sub(r'src="data:[^"]*"', 'src=""', html).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("construct", ON_THE_PAGE)
def test_construct_is_on_the_page(daily: Brief, construct: str) -> None:
    assert ON_THE_PAGE[construct] in without_data(daily.html)


def test_constructs_are_on_paper(daily: Brief) -> None:
    words = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(daily.pdf).pages).split())
    words = words.replace("\N{NO-BREAK SPACE}", " ")
    assert [part for part in ON_PAPER if part not in words] == []
    assert "On the page alone" not in words
    for alone in ("A figure without a label", "A table without a label"):
        assert alone in words
        assert f": {alone}" not in words  # no number, which the page has not


def test_a_video_is_a_link_that_says_what_it_is(notebook: Callable[[str], Notebook]) -> None:
    given = notebook('{{< video https://example.org/v title="A talk" >}} {{< video b.mp4 >}}')
    said = weave(given, Executed((), {}), {})
    assert said.strip() == "[Video: A talk](https://example.org/v) [Video: b.mp4](b.mp4)"


def test_what_is_for_the_paper_is_not_on_the_page(daily: Brief) -> None:
    assert "On paper alone" not in daily.html


def test_what_quarto_writes_for_screen_readers_alone_is_not_seen(daily: Brief) -> None:
    """Quarto says keys twice, and its style, which hides one, is not on the page."""
    assert re.search(r"\.visually-hidden\s*{[^}]*clip-path", daily.html)


def test_a_callout_with_a_label_is_left_to_quarto_which_alone_can_number_it() -> None:
    filters = [f"--lua-filter={HOME / 'analysis/theme/blocks.lua'}"]
    drawn, left = (
        pypandoc.convert_text(f"::: {{{label}.callout-note}}\nA\n:::\n", "html", "markdown", filters)
        for label in ("", "#nte-a ")
    )
    assert 'role="note"' in drawn
    assert '<div id="nte-a" class="callout-note">' in left
