"""Read a ``.qmd`` notebook: front matter, prose and cells, each line knowing the file it came from."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from dialogues.base import conflicts, opening
from dialogues.base.errors import DialoguesError, NotebookError, Problem

INCLUDE = re.compile(r"\s*\{\{<\s*include\s+(?P<file>[^>]*?)\s*>\}\}\s*")
SHORTCODE = re.compile(r"\{\{<\s*(?P<name>\w[\w-]*)\s*(?P<rest>.*?)\s*>\}\}")
INLINE = re.compile(r"(?<!`)`\{python\}[ \t]+([^`]+)`")
NOT_INCLUDED = ("Only files of analysis/, or beside _quarto.yml, can be included.", "Put a copy of it there.")
CELL = re.compile(r"\{(?P<language>[A-Za-z]\w*)(?P<rest>[ ,][^}]*)?\}")
OPTION = re.compile(r"\s*#\|( ?)(?P<yaml>.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a notebook, and where it stands."""

    text: str
    path: str
    number: int

    def problem(self, problem: str, remedy: str) -> Problem:
        """A problem at this line."""
        return Problem(problem, remedy, self.path, self.number)


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of Markdown; ``literal`` ones stand in a code fence that is shown, not run."""

    lines: tuple[Line, ...]
    literal: frozenset[int] = frozenset()  # positions in lines

    def expressions(self) -> Iterator[tuple[Line, int, str]]:
        """Each inline expression: its line, where in it the expression stands, and its code."""
        for position, line in enumerate(self.lines):
            if position not in self.literal:
                for match in INLINE.finditer(line.text):
                    yield line, match.start(), match[1].strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """A fenced block of Python to run, with its ``#|`` options and the line each option stands on."""

    fence: Line
    indent: str
    code: tuple[Line, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    option_lines: Mapping[str, Line] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The code, without options and indent."""
        return textwrap.dedent("\n".join(line.text for line in self.code)).strip("\n")

    def statement(self, number: int) -> Line:
        """The line of the notebook that holds line ``number`` (from 1) of :attr:`source`."""
        body = [line for line in self.code if line.text.strip()]
        first = self.code.index(body[0]) if body else 0
        position = first + number - 1
        return self.code[position] if 0 <= position < len(self.code) else self.fence


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook with its includes put in."""

    path: Path
    name: str  # path as said in messages
    metadata: Mapping[str, Any]
    parts: tuple[Prose | Cell, ...]
    other_cells: tuple[Line, ...] = ()  # fences of cells that are not Python's: Quarto runs or draws them

    @property
    def cells(self) -> list[Cell]:
        """The cells, in order."""
        return [part for part in self.parts if isinstance(part, Cell)]

    @property
    def prose(self) -> list[Prose]:
        """The stretches of Markdown between them, in order."""
        return [part for part in self.parts if isinstance(part, Prose)]

    @property
    def lines(self) -> Iterator[Line]:
        """All lines of prose, in order."""
        return (line for part in self.prose for line in part.lines)

    def find(self, words: str) -> Line | None:
        """The first line that holds ``words``, in prose, options or code."""
        return next((line for line in self._all_lines() if words in line.text), None)

    def find_label_again(self, label: str) -> Line | None:
        """The second line that gives ``label`` to something; the first that holds it, where there is none."""
        given = re.compile(rf"(?:#|\blabel:\s*[\"']?){re.escape(label)}(?![\w-])")
        found = [line for line in self._all_lines() if given.search(line.text)]
        return found[1] if len(found) > 1 else self.find(label)

    def _all_lines(self) -> Iterator[Line]:
        for part in self.parts:
            if isinstance(part, Prose):
                yield from part.lines
            else:
                yield from (part.fence, *part.option_lines.values(), *part.code)


def read(path: Path, root: Path) -> Notebook:
    """The notebook at ``path``; messages name files from ``root`` on.

    Raises
    ------
    NotebookError
        Where a file cannot be read, its front matter or a cell's options are no YAML, or an include
        does not resolve; all problems of the notebook at once.
    """
    problems: list[Problem] = []
    lines = _lines(path, root)
    metadata, body = _front_matter(lines, problems)
    name = lines[0].path if lines else str(path)
    included = list(_include(body, path, root, (path.resolve(),), problems))
    other_cells: list[Line] = []
    parts = tuple(_parts(included, other_cells, problems))
    problems += (
        line.problem(*conflicts.TOLD)
        for part in parts
        if isinstance(part, Prose)
        for i, line in enumerate(part.lines)
        if i not in part.literal and conflicts.MARK.match(line.text)
    )
    if problems:
        raise NotebookError(problems)
    return Notebook(path, name, metadata, parts, tuple(other_cells))


def said(path: Path, root: Path) -> str:
    """``path`` as messages name it: from ``root`` on, where it lies inside."""
    resolved = path.resolve()
    return (
        resolved.relative_to(root.resolve()).as_posix()
        if resolved.is_relative_to(root.resolve())
        else str(path)
    )


def load_yaml(text: str, lines: Sequence[Line], what: str) -> dict[str, Any]:
    """The mapping in ``text``, whose lines are ``lines``.

    Raises
    ------
    NotebookError
        With file and line, where it is no YAML or no mapping.
    """
    at = lines[0] if lines else Line("", "", 1)
    try:
        loaded = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if mark is not None:
            at = lines[min(mark.line, len(lines) - 1)]
        why = str(getattr(error, "problem", None) or error).rstrip(".")
        raise NotebookError(
            at.problem(
                f"The {what} cannot be read as YAML: {why}.", "Put it right; quote values with a colon."
            )
        ) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise NotebookError(at.problem(f"The {what} is no list of `key: value` lines.", "Write it as such."))
    return {str(key): value for key, value in loaded.items()}


@cache
def _loader() -> type[yaml.CSafeLoader]:
    """YAML as Quarto reads it: dates stay text."""

    class Loader(yaml.CSafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, rx) for tag, rx in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


def _lines(path: Path, root: Path) -> list[Line]:
    name = said(path, root)
    try:
        text = opening.content(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except NotADirectoryError as error:
        raise NotebookError(Problem("There is no such notebook.", "Correct the path.", name)) from error
    except DialoguesError as error:
        raise NotebookError(error.problems) from error
    except FileNotFoundError as error:
        raise NotebookError(
            Problem("There is no such notebook.", "Name one that exists, or restore it.", name)
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise NotebookError(Problem("The notebook is not UTF-8.", "Save it as UTF-8.", name, line)) from error
    return [Line(line, name, number) for number, line in enumerate(text.split("\n"), 1)]


def _front_matter(lines: list[Line], problems: list[Problem]) -> tuple[dict[str, Any], list[Line]]:
    """The metadata at the head, and the lines after it."""
    if not lines or lines[0].text.rstrip() != "---":
        return {}, lines
    end = next((i for i, line in enumerate(lines[1:], 1) if line.text.rstrip() in ("---", "...")), None)
    if end is None:
        problems.append(
            lines[0].problem("The front matter has no end.", "Close it with a line of three hyphens.")
        )
        return {}, []
    inside = lines[1:end]
    try:
        return load_yaml("\n".join(line.text for line in inside), inside, "front matter"), lines[end + 1 :]
    except NotebookError as error:
        problems.extend(error.problems)
        return {}, lines[end + 1 :]


def _include(
    lines: Sequence[Line], top: Path, root: Path, seen: tuple[Path, ...], problems: list[Problem]
) -> Iterator[Line]:
    """``lines`` with every ``{{< include >}}`` replaced; paths count from the notebook, as in Quarto."""
    first = seen[0]  # the notebook itself, which may lie elsewhere
    fenced = {i for start, end, _, _ in _fences(lines) for i in range(start, end)}
    for i, line in enumerate(lines):
        match = None if i in fenced else INCLUDE.fullmatch(line.text)
        if match is None:
            yield line
            continue
        target = top.parent / match["file"].strip("\"'")
        beside = [root] if target.resolve().parent == root.resolve() else []  # beside _quarto.yml
        if target.resolve() in seen:
            problems.append(line.problem(f"{match['file']} includes itself.", "Remove one of the includes."))
        elif refusal := opening.astray(target, [root / "analysis", first.parent, *beside]):
            problems.append(line.problem(*(refusal if refusal is opening.HIDDEN else NOT_INCLUDED)))
        elif not os.path.lexists(target):
            problems.append(
                line.problem(
                    f"There is no file {match['file']} to include.", "Correct the path or remove the line."
                )
            )
        else:
            try:
                inner = _lines(target, root)
            except NotebookError as error:
                problems.extend(error.problems)
                continue
            if inner and inner[0].text.rstrip() == "---":
                problems.append(
                    inner[0].problem(
                        "An included file has front matter, which would override that of the notebook.",
                        "Move it to the notebook that includes it.",
                    )
                )
            yield from _include(inner, top, root, (*seen, target.resolve()), problems)
            yield Line("", line.path, line.number)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").disable(["html_block", "inline"])


def _fences(lines: Sequence[Line]) -> Sequence[tuple[int, int, str, str]]:
    """Start, end (exclusive), info and markup of every code fence."""
    return _fences_of("\n".join(line.text for line in lines))


@lru_cache(maxsize=64)  # a check reads the same notebook three times
def _fences_of(text: str) -> Sequence[tuple[int, int, str, str]]:
    return tuple(
        (token.map[0], token.map[1], token.info.strip(), token.markup)
        for token in _markdown().parse(text)
        if token.type == "fence" and token.map
    )


def _parts(lines: list[Line], other_cells: list[Line], problems: list[Problem]) -> Iterator[Prose | Cell]:
    """Prose and cells of Python, in order; the fences of other cells go to ``other_cells``."""
    literal: set[int] = set()
    begin = 0
    for start, end, info, markup in _fences(lines):
        match = CELL.fullmatch(info)
        if match is None:
            literal.update(range(start, end))
            continue
        if lines[end - 1].text.strip() != markup or end - start < 2:
            problems.append(lines[start].problem("The cell has no end.", f"Close it with {markup}."))
            continue
        if match["language"] != "python" or match["rest"]:
            other_cells.append(lines[start])
            literal.update(range(start, end))
            continue
        if begin < start:
            yield _prose(lines, begin, start, literal)
        yield _cell(lines[start:end], problems)
        begin = end
    if begin < len(lines):
        yield _prose(lines, begin, len(lines), literal)


def _prose(lines: list[Line], start: int, end: int, literal: set[int]) -> Prose:
    return Prose(tuple(lines[start:end]), frozenset(i - start for i in literal if start <= i < end))


def _cell(block: list[Line], problems: list[Problem]) -> Cell:
    """The cell of ``block``: fence, options, code, fence."""
    fence, *inside, _ = block
    indent = fence.text[: len(fence.text) - len(fence.text.lstrip())]
    count = next((i for i, line in enumerate(inside) if not OPTION.fullmatch(line.text)), len(inside))
    heads = inside[:count]
    text = "\n".join(match["yaml"] for line in heads if (match := OPTION.fullmatch(line.text)))
    options: dict[str, Any] = {}
    if heads:
        try:
            options = load_yaml(text, heads, "cell's options")
        except NotebookError as error:
            problems.extend(error.problems)
    where = {
        key: next((line for line in heads if re.match(rf"\s*#\|\s*{re.escape(key)}\s*:", line.text)), fence)
        for key in options
    }
    return Cell(fence, indent, tuple(inside[count:]), options, where)
