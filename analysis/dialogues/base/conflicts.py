"""The marks that git leaves in a file of which two versions disagree."""

from __future__ import annotations

import re

from dialogues.base.errors import Problem

MARK = re.compile(r"(?:<{7}|>{7}) ")
TOLD = ("A conflict of git's stands here.", "Keep one of the two versions, and none of its marks.")


def problems(text: str, shown: str) -> tuple[Problem, ...]:
    """A problem for each line at which a conflict begins or ends in ``text``, whose file is ``shown`` so."""
    lines = enumerate(text.split("\n"), 1)
    return tuple(Problem(*TOLD, shown, number) for number, line in lines if MARK.match(line))
