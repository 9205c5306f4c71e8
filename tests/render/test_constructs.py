"""Nothing of a notebook is lost in silence: what the built-in engine does not know is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues.render import constructs
from dialogues.render.execute import Executed
from dialogues.render.qmd import Notebook
from dialogues.render.weave import weave

Read = Callable[[str], Notebook]

LOST = {
    "{{< lipsum 2 >}}": "The shortcode `lipsum` is not known here.",
    "Words {{< include a.qmd >}}.": "An include stands within other text.",
    "::: {.callout-danger}\n:::": "The class `callout-danger` is not known here.",
    "::: callout-danger\n:::": "A block of the kind `callout-danger` is not known here.",
    "::: {.panel-sidebar}\n:::": "The class `panel-sidebar` is not known here.",
    "::: {.column-margin}\n:::": "The class `column-margin` is not known here.",
    "::: {layout-valign=top}\n:::": "The attribute `layout-valign` is not known here.",
    "::: {.content-visible when-profile=a}\n:::": "The attribute `when-profile` is not known here.",
    '::: {.content-visible when-format="docx"}\n:::': "There is no format `docx` here.",
    "[a]{.aside}": "The class `aside` is not known here.",
    "![](a.png){fig-env=x}": "The attribute `fig-env` is not known here.",
    "::: {#nte-a}\n:::": "Labels such as `nte-a` are not known here.",
    "See @nte-a.": "References such as `@nte-a` are not known here.",
    "```{=latex}\nx\n```": "Raw latex reaches neither HTML nor PDF.",
    "`x`{=tex}": "Raw tex reaches neither HTML nor PDF.",
    '```{.python code-line-numbers="1"}\nx\n```': "The attribute `code-line-numbers` is not known here.",
    "```\n{{< meta a >}} {{< pagebreak2 >}}\n```": "The shortcode `pagebreak2` is not known here.",
    r"A \textbf{x}.": r"TeX such as `\textbf` reaches neither HTML nor PDF.",
    r"\begin{center}": r"TeX such as `\begin` reaches neither HTML nor PDF.",
    r"Costs $5 and \emph{x} or $6.": r"TeX such as `\emph` reaches neither HTML nor PDF.",
    "A<u>b</u>": "The tag `<u>` would be lost in the PDF.",
    'An <img src="a.png" alt="A">': "The tag `<img>` would be lost in the PDF.",
    "<iframe\nsrc='a'></iframe>": "The tag `<iframe>` would be lost in the PDF.",
    "{{< pagebreak\n>}}": "A shortcode does not end in its line.",
    "Words[^1].": "There is no note `[^1]`.",
    "[^1]: A note.": "Nothing refers to the note `[^1]`.",
    "It is `{r} 1`.": "Inline code of the kind `{r}` is not known here.",
    "```{r}\nx\n```": "A cell of the kind `{r}` is not known here. Cells are `{python}`",
    "```{mermaid}\nA --> B\n```": "A cell of the kind `{mermaid}` is not known here.",
    "```{python}\n#| code-overflow: wrap\nx\n```": "The cell option `code-overflow` is not known here.",
    "```{python}\n#| echo: fenced\nx\n```": "The cell option `echo` cannot be `fenced`.",
    "```{python}\n#| fig-cap: A\nx\n```": "`fig-cap` stands in a cell without a label for it.",
}
KEPT = (
    '::: {.callout-note title="A {.x}" collapse=true}\n:::',
    "::: {.anything .goes key=value}\n:::",
    "`{.callout-danger}` and `{{ < lipsum >}}` as code",
    "<!-- {{< lipsum >}}\n::: {.column-margin}\n-->",
    "```python\n{.aside} = @nte-a\n```",
    "someone@nte-uipment.example",
    "{{< pagebreak >}}",
    r"$\alpha < b$, $$\beta$$, `\textbf` and a \\\\backslash\\* with 3 <4 or <https://a.example>",
    "$$\n\\frac{a}{b}\n$$",
    "A [<div>]{.x} <span lang='tk'>Ýol</span>",
    "Words[^1] and `[^2]`.\n\n[^1]: A note.",
    '::: {.content-visible when-format="html"}\n<details>\n\nA\n\n</details>\n:::',
)


@pytest.mark.parametrize("text", LOST)
def test_what_would_be_lost_is_refused_with_its_line(notebook: Read, text: str) -> None:
    told = [str(problem) for problem in constructs.refused(notebook(f"First.\n\n{text}\n"))]
    assert len(told) == 1
    place, _, sentence = told[0].partition(": ")
    assert sentence.startswith(LOST[text])
    path, line = place.split(":")
    assert path == "n.qmd"
    assert int(line) in (3, 4)


@pytest.mark.parametrize("text", KEPT)
def test_what_is_known_or_only_looks_like_a_construct_is_kept(notebook: Read, text: str) -> None:
    assert list(constructs.refused(notebook(text))) == []


def test_a_label_given_twice_is_refused_where_it_is_given_again(notebook: Read) -> None:
    cell = "```{python}\n#| label: tbl-a\n#| tbl-cap: A\nx\n```\n\n"
    assert [str(problem) for problem in constructs.refused(notebook(cell * 2))] == [
        "n.qmd:8: The label `tbl-a` is given twice. Rename one of them."
    ]


def test_tags_in_a_block_for_the_page_alone_are_kept_even_around_cells(notebook: Read) -> None:
    text = "::: {{.content-visible {}}}\n\n```{{python}}\nx\n```\n\nA<u>b\n\n:::\n"
    for shown, told in (('when-format="html"', 0), ('unless-format="typst"', 0), ('when-format="typst"', 1)):
        assert len(list(constructs.refused(notebook(text.format(shown))))) == told


def test_notes_of_one_name_in_two_files_are_told_where_quarto_would_mix_them(
    notebook: Read, tmp_path: Path
) -> None:
    (tmp_path / "part.md").write_text("Part.[^1] Own.[^2]\n\n[^1]: Part's.\n[^2]: Own.\n", encoding="utf-8")
    read = notebook("{{< include part.md >}}\n\nMine.[^1]\n\n[^1]: Mine.\n")
    told = [str(problem) for problem in constructs.shared_notes(read)]
    assert len(told) == 1
    assert told[0].startswith("n.qmd:5: The note `[^1]` stands in part.md too")
    assert list(constructs.refused(read)) == []


def test_a_page_break_within_a_line_is_no_words(notebook: Read) -> None:
    said = weave(notebook("One {{< pagebreak >}} two.\n"), Executed((), {}), {})
    assert said.splitlines() == ["One ", "", "::: {.page-break}", ":::", "", " two.", ""]
