"""No number is typed into a notebook's prose: each is computed, and says what it stands on.

Digits and words for numbers above one alike. Aside from that: titles, the years of the corpus, code,
addresses, and proper names marked ``.name``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import Project
from dialogues.corpus import register

FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
NOT_PROSE = re.compile(
    r"`[^`]*`"  # code, computed values
    r"|\[[^\]]*\]\{[^}]*\.name[^}]*\}"  # proper names: [PDF/UA-1]{.name}
    r"|\{\{<.*?>\}\}|\{[^{}]*\}"  # shortcodes, attributes
    r"|\]\([^)]*\)|<[^>]*>|@[\w-]+|\[\^[\w-]+\]|^\[\^[\w-]+\]:"  # addresses, tags, references
)
NUMBER = re.compile(r"\d[\d.,]*")
WORDS = re.compile(
    r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)"
    r"teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|dozens?|hundreds?|thousands?|millions?)\b"
)
LIST_SIGN = re.compile(r"^\s*\d+[.)]\s")


def check(project: Project) -> None:
    """Refuse notebooks whose prose holds a number typed by hand.

    Raises
    ------
    NotebookError
        For every such number, with file and line.
    SeedError
        Where the years of the corpus cannot be read.
    """
    years = _years(project)
    notebooks = sorted([*project.analysis.glob("*.qmd"), *project.analysis.glob("annexes/*.qmd")])
    problems = [problem for path in notebooks for problem in typed_numbers(path, project.root, years)]
    if problems:
        raise NotebookError(problems)


def typed_numbers(path: Path, root: Path, years: range) -> Iterator[Problem]:
    """A problem for each number typed into the prose of the notebook ``path``."""
    fence, in_head = "", False
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text.strip() == "---" and (line == 1 or in_head):
            in_head = line == 1
            continue
        opening = FENCE.match(text)
        if opening and not fence:
            fence = opening[1]
            continue
        if fence:
            if text.strip().startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
            continue
        if in_head or text.startswith("#"):
            continue
        said = NOT_PROSE.sub(" ", LIST_SIGN.sub("", text))
        digits = (number.rstrip(".,") for number in NUMBER.findall(said))
        typed = [number for number in digits if not (number.isdigit() and int(number) in years)]
        for number in [*typed, *WORDS.findall(said)]:
            yield Problem(
                f"The number {number} is typed into the prose.",
                "Compute it with `claim(...)`; mark a proper name that holds one as [PDF/A]{.name}.",
                path.relative_to(root).as_posix(),
                line,
            )


def _years(project: Project) -> range:
    """The years of the corpus."""
    first, last = register.read(project.seeds).corpus.years or (1, 0)
    return range(first, last + 1)
