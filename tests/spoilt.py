"""Copies of the codebook with faults in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import five
from dialogues import examples
from dialogues.base.errors import CodebookError
from dialogues.codebook import loading


class Fault(NamedTuple):
    """Words of a file of the codebook, what they are changed to, and what is then said (of words ``at``)."""

    file: str
    old: str
    new: str
    said: str
    case: str = ""
    at: str = ""


class Told(NamedTuple):
    """The problems that are told of a codebook, and the line of each change."""

    problems: list[str]
    lines: dict[Fault, int]


def copy(root: Path) -> Path:
    """Copy the codebook below ``root``."""
    return Path(shutil.copytree(five.CODEBOOK, root / "codebook"))


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Change the first ``old`` in a file; give the line where it stood."""
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, name: str, more: str) -> int:
    """Write more at the end of a file; give its last line."""
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8") + more
    path.write_text(text, "utf-8")
    return text.count("\n")


def problems(root: Path, faults: Iterable[Fault]) -> Told:
    """What is told of a codebook that has all ``faults`` at once."""
    folder = copy(root)
    lines = {}
    for fault in faults:
        lines[fault] = change(folder, fault.file, fault.old, fault.new)
        if fault.at:
            lines[fault] = change(folder, fault.file, fault.at, fault.at)
    try:
        found = list(examples.problems(*loading.load_with_lines(folder)))
    except CodebookError as refused:
        found = list(refused.problems)
    return Told([str(problem) for problem in found], lines)


def where(told: Told, fault: Fault) -> tuple[str, int]:
    """File (without ending) and line of the one problem in which ``fault.said`` stands."""
    found = [problem for problem in told.problems if fault.said in problem]
    assert len(found) == 1, found or told.problems
    path, line, _ = found[0].split(":", 2)
    return Path(path).stem, int(line)
