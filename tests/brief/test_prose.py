from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.base.errors import NotebookError
from dialogues.base.project import HOME, Project
from dialogues.brief import prose

YEARS = range(2020, 2026)


def problems(text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "n.qmd"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in prose.typed_numbers(path, tmp_path, YEARS)]


def test_a_typed_number_is_told_with_its_line(tmp_path: Path) -> None:
    (told,) = problems("---\ntitle: 5 texts\n---\n\nThere are 5 texts.\n", tmp_path)
    assert told.startswith("n.qmd:5: The number 5 is typed into the prose.")


@pytest.mark.parametrize("word", ["two", "Twelve", "seventeen", "forty-two", "a dozen", "thousands"])
def test_a_typed_number_word_is_told_too(word: str, tmp_path: Path) -> None:
    (told,) = problems(f"There are {word} texts.\n", tmp_path)
    assert "is typed into the prose" in told


@pytest.mark.parametrize(
    "text",
    [
        "One of them, no one else, often, weight, the third and the tenth.",
        "[Two Rivers]{.name} is a place.",
        "In 2020 and 2025, they met.",
        "There are `{python} claim(b.texts_2)` texts.",
        "See [there](https://example.org/17) and @fig-x1 and [^1].",
        "[PDF/UA-1]{.name} is a standard.",
        "## Part 2\n\nText.",
        "1. First\n2. Second",
        "```{python}\nx = 3\n```",
        "````\n```\n12\n```\n13\n````",
        "![](x.svg){width=80% #fig-2}",
        'By [$a^2 + 2b$]{alt="a squared and two b"} and\n\n$$\nx &= 1 \\\\\ny &= \\frac{a}{2}\n$$ {#eq-1}',
        "H~2~O, m^2^, CO<sub>2</sub>.",
        "As [@key, p. 3; @un:1999, paras. 12, 14-17] says, see https://example.org/1999/5.",
        "There are some. <!-- once\n5\n--> Then more.",
        "``a ` 5`` and [a table][17].\n\n[17]: https://example.org/1999",
        "> (1) First",
    ],
)
def test_titles_years_code_formulas_sources_and_names_may_hold_digits(text: str, tmp_path: Path) -> None:
    assert problems(text, tmp_path) == []


@pytest.mark.parametrize(
    "text", ["Of $17$ texts.", r"$$ 17\% $$", "So $n = 17$.", r"$\bar x \approx 2.5$", "[At 5 texts @tbl-x]"]
)
def test_a_formula_or_a_reference_is_no_way_to_type_a_number(text: str, tmp_path: Path) -> None:
    assert len(problems(text, tmp_path)) == 1


def test_a_number_typed_into_a_caption_is_told_at_its_option(tmp_path: Path) -> None:
    (told,) = problems('```{python}\n#| label: fig-a\n#| fig-cap: "All 17 texts"\nx\n```\n', tmp_path)
    assert told.startswith("n.qmd:3: The number 17")


def test_a_year_outside_the_corpus_is_a_typed_number(tmp_path: Path) -> None:
    assert len(problems("Since 1999, and after 2031.", tmp_path)) == 2


def test_text_after_a_fence_is_prose_again(tmp_path: Path) -> None:
    assert len(problems("```\n1\n```\nThen 2.", tmp_path)) == 1


def test_the_notebooks_of_this_project_type_no_number() -> None:
    prose.check(Project(HOME))


def test_all_numbers_of_all_notebooks_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "analysis/annexes").mkdir(parents=True)
    for name, text in {
        "brief": "There are 5.\n\n{{< include annexes/a.qmd >}}\n",
        "annexes/a": "And 6.",
        "broken": "---\ntitle: [\n---\n",
        "own": "Then 7.",
    }.items():
        (tmp_path / f"analysis/{name}.qmd").write_text(text, encoding="utf-8")
    with pytest.raises(NotebookError) as refused:
        prose.check(Project(tmp_path))
    assert [f"{p.path}:{p.line}" for p in refused.value.problems] == [
        "analysis/brief.qmd:1", "analysis/annexes/a.qmd:1", "analysis/broken.qmd:2", "analysis/own.qmd:1",
    ]  # fmt: skip
