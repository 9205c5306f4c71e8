"""No number is typed into a notebook's prose: each is computed, and says what it stands on.

Digits and words for numbers above one alike. Aside from that: titles, the years of the corpus, code,
formulas, addresses, places in a source, and proper names marked ``.name``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import Project
from dialogues.corpus import register
from dialogues.render import qmd
from dialogues.render.qmd import Cell, Line, Prose

FORMULA = re.compile(
    r"\$\$(?P<shown>.*?)\$\$|(?<![\\$\w])\$(?=[^\s$])(?P<inline>[^$]*?)(?<=\S)\$(?!\d)", re.S
)
VARIABLE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]")
# what a formula comes to
VALUE = re.compile(r"(?:[=<>]|\\(?:approx|sim|leq?|geq?))\s*[\d.,]+\s*(?:\\?%)?\s*\Z")
NOT_PROSE = re.compile(
    r"(?s:<!--.*?-->)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)"  # code, computed values
    r"|\[[^\]]*\]\{[^}]*\.name[^}]*\}"  # proper names: [PDF/UA-1]{.name}
    r"|(?<=[A-Za-z])(?:~\d+~|\^\d+\^|<(?P<tag>su[bp])>\d+</(?P=tag)>)"  # of a formula: H~2~O
    r"|\{\{<.*?>\}\}|\{[^{}\n]*\}"  # shortcodes, attributes
    r"|\]\([^)\n]*\)|\]\[[^\]\n]*\]|^\[[^\]\n]+\]:.*$|https?://\S+|<[^>\n]*>"  # addresses, tags
    r"|@\w[\w:.-]*(?:,? (?:pp?|paras?|ch|chap|secs?|vol|no|figs?|art|n)\. ?\d+(?:[\d, –-]*\d)?)?"  # sources
    r"|\[\^[\w-]+\]|^#.*$|^[\s>]*\(?\d+[.)]\s",  # notes, titles, signs of a list
    re.M,
)
NUMBER = re.compile(r"\d[\d.,]*")
WORDS = re.compile(
    r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)"
    r"teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|dozens?|hundreds?|thousands?|millions?)\b"
)
CAPTIONS = ("fig-cap", "tbl-cap", "lst-cap")


def check(project: Project) -> None:
    """Refuse notebooks whose prose holds a number typed by hand.

    Raises
    ------
    NotebookError
        For every such number, with file and line; where a notebook cannot be read, for that.
    SeedError
        Where the years of the corpus cannot be read.
    """
    years = _years(project)
    problems: list[Problem] = []
    for path in sorted(project.analysis.glob("*.qmd")):
        try:
            problems += typed_numbers(path, project.root, years)
        except NotebookError as error:
            problems += error.problems
    if problems:
        raise NotebookError(dict.fromkeys(problems))


def typed_numbers(path: Path, root: Path, years: range) -> Iterator[Problem]:
    """A problem for each number typed into the prose of the notebook ``path`` and of what it includes."""
    for part in qmd.read(path, root).parts:
        for line, said in _captions(part) if isinstance(part, Cell) else _said(part):
            digits = (number.rstrip(".,") for number in NUMBER.findall(said))
            typed = [number for number in digits if not (number.isdigit() and int(number) in years)]
            for number in [*typed, *WORDS.findall(said)]:
                yield line.problem(
                    f"The number {number} is typed into the prose.",
                    "Compute it with `claim(...)`; mark a proper name that holds one as [PDF/A]{.name}.",
                )


def _said(prose: Prose) -> Iterator[tuple[Line, str]]:
    """Each line, and what of it is prose."""
    text = "\n".join("" if i in prose.literal else line.text for i, line in enumerate(prose.lines))
    text = NOT_PROSE.sub(_blank, FORMULA.sub(_constants, text))
    return zip(prose.lines, text.split("\n"), strict=True)


def _captions(cell: Cell) -> Iterator[tuple[Line, str]]:
    """Each caption that the cell's options give."""
    return (
        (cell.option_lines[key], NOT_PROSE.sub(_blank, str(cell.options[key])))
        for key in CAPTIONS
        if key in cell.options
    )


def _constants(formula: re.Match[str]) -> str:
    """Nothing of a formula, whose numbers are its constants; all of one that only says a number."""
    inside = formula["shown"] or formula["inline"] or ""
    says_a_number = VARIABLE.search(inside) is None or VALUE.search(inside)
    return formula[0] if says_a_number else _blank(formula)


def _blank(found: re.Match[str]) -> str:
    """As many lines as were found."""
    return " " + "\n" * found[0].count("\n")


def _years(project: Project) -> range:
    """The years of the corpus."""
    first, last = register.read(project.seeds).corpus.years or (1, 0)
    return range(first, last + 1)
