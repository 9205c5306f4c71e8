"""The settings of a notebook: its front matter over ``_quarto.yml``, with keys nobody knows refused."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from dialogues.base import opening
from dialogues.base.errors import Problem
from dialogues.render import limits, passed_over
from dialogues.render.qmd import Line, Notebook, load_yaml, said

FORMATS = ("html", "typst")
HONOURED = {
    "title", "subtitle", "author", "date", "lang", "description", "keywords", "abstract", "version",
    "license", "toc", "toc-depth", "toc-title", "number-sections", "number-depth", "bibliography", "csl",
    "execute", "pagetitle", "nocite", "link-citations",
}  # fmt: skip
META = re.compile(r"\{\{<\s*meta\s+[\"']?(?P<key>[\w-]+)")  # the shortcode, with the first name of its key
VARIABLES = "_variables"  # key of the settings: what `_variables.yml` says
FOR_KERNEL = {limits.KEY}
PATHS = {"bibliography", "csl"}  # said in _quarto.yml from the project's root on
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")  # of BCP 47, as far as Typst and a page take it


def _is_said(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _are_said(value: object) -> bool:
    return all(map(_is_said, value)) if isinstance(value, list) else _is_said(value)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_depth(value: object) -> bool:
    return type(value) is int and 1 <= value <= 6


def _is_language(value: object) -> bool:
    return isinstance(value, str) and LANGUAGE.fullmatch(value) is not None


KINDS: dict[str, tuple[Callable[[object], bool], str]] = {  # of the settings: whether a value can be one
    **dict.fromkeys(
        (
            "title",
            "subtitle",
            "description",
            "abstract",
            "date",
            "version",
            "license",
            "toc-title",
            "pagetitle",
        ),
        (_is_said, "words"),
    ),
    **dict.fromkeys(("toc", "number-sections", "link-citations"), (_is_switch, "true or false")),
    **dict.fromkeys(("toc-depth", "number-depth"), (_is_depth, "a number from 1 to 6")),
    **dict.fromkeys(("keywords", "bibliography", "nocite"), (_are_said, "words, or a list of them")),
    "csl": (_is_said, "the name of a file"),
    "lang": (_is_language, "the code of a language, such as en or pt-BR"),
}
EXECUTE = {"echo", "eval", "output", "include", "warning", "error", "enabled", "cache", "freeze", "daemon"}


def settings(notebook: Notebook, root: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Front matter of ``notebook`` over the project's ``_quarto.yml``, and a problem for each unknown key.

    Raises
    ------
    NotebookError
        Where ``_quarto.yml`` or ``_variables.yml`` is no YAML.
    """
    merged: dict[str, Any] = {}
    problems: list[Problem] = []
    shown_by_meta = {match["key"] for line in notebook.lines for match in META.finditer(line.text)}
    for values, name, path in _sources(notebook, root):
        problems.extend(_unsound(values, shown_by_meta, name, path, root))
        merged = _over(merged, values)
    variables = root / "_variables.yml"
    return merged | {VARIABLES: _yaml(variables, root) if os.path.lexists(variables) else {}}, problems


def for_format(merged: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The settings that hold for one format."""
    formats = merged.get("format")
    own = formats.get(name) if isinstance(formats, dict) else None
    over = _over(merged, own) if isinstance(own, dict) else merged
    held = {key: value for key, value in over.items() if key in HONOURED}
    if name == "typst" and "lang" in held:
        held["lang"] = str(held["lang"]).partition("-")[0].lower()  # Typst takes the language alone
    return held | ({"section-numbering": "1.1"} if held.get("number-sections") else {})


def unheeded(notebook: Notebook, root: Path) -> Iterator[Problem]:
    """For each file one line that names the settings which Quarto follows and this engine passes over."""
    for values, name, path in _sources(notebook, root):
        keys = passed_over.passed_over(values)
        if keys:
            rows = opening.text(path).split("\n")
            said = ", ".join(f"`{key}` (line {_line(rows, key)})" for key in keys)
            problem = f"The built-in engine passes over {said}."
            yield Problem(problem, "Quarto follows what is said there.", name, _line(rows, keys[0]))


def of_no_engine(notebook: Notebook, root: Path) -> list[Problem]:
    """A problem for each setting that is refused whoever renders."""
    problems = []
    for values, name, path in _sources(notebook, root):
        told = _of_no_engine(values)
        rows = opening.text(path).split("\n") if told else []
        problems += [_at(rows, name, key, problem) for key, problem in told.items()]
    return problems


def _of_no_engine(values: Mapping[str, Any]) -> dict[str, str]:
    """Key and problem of each setting by which cells would not be run, or within no limits."""
    execute = values.get("execute")
    given = {**values, **(execute if isinstance(execute, dict) else {})}
    told = {
        key: f"With `{key}` a brief keeps numbers of an earlier dataset beside the hash of this one."
        for key in ("freeze", "cache")
        if given.get(key) not in (None, False)
    }
    if not limits.is_sound(values.get(limits.KEY, {})):
        told[limits.KEY] = f"`{limits.KEY}` takes numbers above nought: {', '.join(limits.NAMES)}."
    return told


def _at(rows: list[str], name: str, key: str, problem: str) -> Problem:
    """The problem at the line that gives ``key``."""
    return Problem(
        problem,
        "Correct or remove it; what is known stands in analysis/dialogues/render/README.md.",
        name,
        _line(rows, key),
    )


def _line(rows: list[str], key: str) -> int:
    """The line of a file that gives ``key``; the first, where none does."""
    own = (n for n, row in enumerate(rows, 1) if row.strip().startswith(f"{key}:"))
    within = (n for n, row in enumerate(rows, 1) if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", row))
    return next(own, next(within, 1))


def _sources(notebook: Notebook, root: Path) -> Iterator[tuple[Mapping[str, Any], str, Path]]:
    """Settings, the name of their file, and the file: the project's first, the notebook's over them."""
    project = root / "_quarto.yml"
    if os.path.lexists(project):
        values = _yaml(project, root)
        for key in PATHS & values.keys():
            given = values[key]
            each = [str(root / str(one)) for one in (given if isinstance(given, list) else [given])]
            values[key] = each if isinstance(given, list) else each[0]
        yield values, said(project, root), project
    yield notebook.metadata, notebook.name, notebook.path


def _yaml(path: Path, root: Path) -> dict[str, Any]:
    text = opening.text(path)
    lines = [Line(line, said(path, root), number) for number, line in enumerate(text.split("\n"), 1)]
    return load_yaml(text, lines, "file")


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` laid over ``below``, mappings merged."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _unsound(values: Mapping[str, Any], own: Set[str], name: str, path: Path, root: Path) -> list[Problem]:
    """What is wrong with the settings of a file; keys in ``own`` are the notebook's, which shows them."""
    told = {key: f"The setting `{key}` is not known here." for key in _unknown(values, own)}
    formats = passed_over.formats(values)
    missing = [format_ for format_ in FORMATS if format_ not in formats] if formats else []
    if missing:
        told["format"] = f"Under `format`, {missing[0]} is missing: Quarto renders only what is listed."
    if values.get("engine", "jupyter") != "jupyter":
        told["engine"] = f"The engine `{values['engine']}` is not known here: cells are Python's."
    told |= _of_no_engine(values) | passed_over.refused(values)
    for inner in (values, *(inner for inner in formats.values() if isinstance(inner, dict))):
        told |= dict(_wrong_kind(inner)) | dict(_astray(inner, path, root))
    if values.get("date") in ("today", "now", "last-modified"):
        told["date"] = f"The date `{values['date']}` would be another at the next render: write the day."
    author = values.get("author", "")
    if not all(isinstance(one, str) for one in (author if isinstance(author, list) else [author])):
        told["author"] = "An author is more than a name."
    rows = opening.text(path).split("\n") if told else []
    return [_at(rows, name, key, problem) for key, problem in told.items()]


def _unknown(values: Mapping[str, Any], own: Set[str]) -> Iterator[str]:
    """The keys that neither an engine knows nor the notebook shows."""
    known = HONOURED | passed_over.OF_QUARTO
    formats, execute = passed_over.formats(values), values.get("execute")
    yield from (key for key in values if key not in known | FOR_KERNEL | own)
    yield from (key for key in formats if key not in FORMATS)
    for inner in formats.values():
        yield from (key for key in inner if key not in known) if isinstance(inner, dict) else ()
    yield from (key for key in execute if key not in EXECUTE) if isinstance(execute, dict) else ()


def _wrong_kind(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and problem of each setting whose value cannot be one."""
    for key, (is_sound, kind) in KINDS.items():
        value = values.get(key)
        if value is not None and not is_sound(value):
            yield key, f"`{key}` cannot be {value!r}: it takes {kind}."


def _astray(values: Mapping[str, Any], path: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Key and problem of each file named in the settings at ``path`` that is not in the project."""
    for key in sorted(PATHS & values.keys()):
        given = values[key]
        for one in given if isinstance(given, list) else [given]:
            place = path.parent / str(one)
            if place.is_symlink() or (place.exists() and not place.is_file()):
                yield (
                    key,
                    f"`{key}` names {place.name}, which is a link or no file.",
                )
            elif not place.exists():
                yield key, f"`{key}` names {place.name}, which is not there."
            elif refusal := opening.astray(place, [root]):
                why = "is hidden" if refusal is opening.HIDDEN else "does not lie in the project"
                yield key, f"`{key}` names {one}, which {why}."
