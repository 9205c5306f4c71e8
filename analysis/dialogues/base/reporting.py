"""Say what is wrong so that a person, a program, GitHub or a test report can read it."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from dialogues.base import signs
from dialogues.base.errors import Problem

SUMMARY = "GITHUB_STEP_SUMMARY"  # names the file that GitHub shows as the summary of a step
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$-])")
WORKSPACE = "GITHUB_WORKSPACE"  # the folder from which GitHub names files


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked at, and what is wrong with it."""

    name: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, part by part, what a reader should look at besides, and the verdict in a line."""

    parts: tuple[Part, ...]
    notes: tuple[Problem, ...]
    verdict: str
    facts: dict[str, object]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem once."""
        return tuple(dict.fromkeys(problem for part in self.parts for problem in part.problems))


def text(report: Report) -> str:
    """One line a problem, then the notes and the verdict."""
    notes = (f"note: {note}" for note in report.notes)
    return "\n".join([*map(str, report.problems), *notes, report.verdict])


def as_json(report: Report) -> str:
    """The report as JSON."""
    content: dict[str, Any] = {
        "sound": not report.problems,
        "problems": [problem.as_dict() for problem in report.problems],
        "notes": [note.as_dict() for note in report.notes],
        **report.facts,
    }
    return json.dumps(content, indent=2)


def github(report: Report) -> str:
    """Annotations at file and line, as GitHub's workflow commands; the verdict last."""
    lines = [
        *(_annotation("error", problem) for problem in report.problems),
        *(_annotation("notice", note) for note in report.notes),
    ]
    return "\n".join([*lines, report.verdict])


def junit(report: Report) -> str:
    """A JUnit report: one test a part, which fails with its problems."""
    failed = sum(bool(part.problems) for part in report.parts)
    counts = {"tests": str(len(report.parts)), "failures": str(failed), "errors": "0"}
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": "dialogues check", **counts})
    for part in report.parts:
        case = ElementTree.SubElement(suite, "testcase", {"classname": "check", "name": part.name})
        if part.problems:
            message = f"{len(part.problems)} found"
            failure = ElementTree.SubElement(case, "failure", {"message": message})
            failure.text = _without_controls("\n".join(map(str, part.problems)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "junit": junit,
}


def summarise(report: Report) -> None:
    """Add the report to the summary of GitHub's step, where there is one."""
    place = os.environ.get(SUMMARY)
    if place:
        with Path(place).open("a", encoding="utf-8") as summary:
            summary.write(signs.numbered(_markdown(report)))


def _markdown(report: Report) -> str:
    """The report as Markdown."""
    lines = ["## dialogues check", "", in_markdown(report.verdict), "", "| looked at | |", "|---|---|"]
    lines += [
        f"| {part.name} | {f'{len(part.problems)} found' if part.problems else 'sound'} |"
        for part in report.parts
    ]
    for title, said in (("Problems", report.problems), ("Notes", report.notes)):
        if said:
            lines += ["", f"### {title}", "", *_table(said)]
    return "\n".join(lines) + "\n"


def _table(problems: Sequence[Problem]) -> Iterable[str]:
    yield "| where | what | what to do |"
    yield "|---|---|---|"
    for problem in problems:
        place = "" if problem.path is None else problem.path
        where = place if problem.line is None else f"{place}:{problem.line}"
        yield f"| {' | '.join(in_markdown(text) for text in (where, problem.problem, problem.remedy))} |"


def in_markdown(text: str) -> str:
    """The words in one line of Markdown, as they are: what a text or a name holds is none."""
    words = MARKDOWN.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))
    return words.replace("@", "&#64;").replace("://", "&#58;//")  # no mention of anybody, no link


def _annotation(kind: str, problem: Problem) -> str:
    """One workflow command; GitHub names files from the workspace on."""
    said = f"{problem.problem} {problem.remedy}"
    place = {}
    if problem.path is not None:
        place["file"] = _from_workspace(problem.path)
        if problem.line is not None:
            place["line"] = str(problem.line)
    properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in place.items())
    return f"::{kind}{f' {properties}' if properties else ''}::{_escaped(said)}"


def _from_workspace(path: str) -> str:
    workspace = os.environ.get(WORKSPACE)
    absolute = Path(path).absolute()
    if workspace and absolute.is_relative_to(workspace):
        return absolute.relative_to(workspace).as_posix()
    return path


def _escaped(text: str, also: str = "") -> str:
    for sign in f"%\r\n{also}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _without_controls(text: str) -> str:
    """``text`` without the signs that XML cannot hold."""
    return "".join(sign if sign in "\n\t" or ord(sign) >= 32 else "�" for sign in text)
