"""The settings of a notebook: its front matter over ``_quarto.yml``, with keys nobody knows refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from dialogues.base.errors import Problem
from dialogues.render import limits
from dialogues.render.qmd import Line, Notebook, load_yaml, said

FORMATS = ("html", "typst")
HONOURED = {
    "title", "subtitle", "author", "date", "lang", "description", "keywords", "abstract", "version",
    "license", "toc", "toc-depth", "toc-title", "number-sections", "number-depth", "bibliography", "csl",
    "execute", "pagetitle", "nocite", "link-citations",
}  # fmt: skip
# said to Quarto alone: the built-in engine does the same by itself
FOR_QUARTO = {
    "project", "format", "filters", "jupyter", "engine", "css", "template", "template-partials",
    "theme", "minimal", "embed-resources", "pdf-standard", "papersize", "margin",
    "section-numbering", "callout-icon", "html-math-method", "quarto-required",
    "title-block-style", "date-format", "citeproc", "font-paths", "mainfont", "include-in-header",
    "include-after-body", "keep-typ", "link-external-icon", "anchor-sections", "smooth-scroll",
    "code-copy", "citations-hover", "footnotes-hover", "crossrefs-hover", "format-links",
    "syntax-highlighting", "highlight-style", "code-link", "code-tools", "fig-format", "wrap",
    "validate-yaml", "tbl-colwidths", "output-file", "metadata-files", "ipynb-filters",
}  # fmt: skip
META = re.compile(r"\{\{<\s*meta\s+[\"']?(?P<key>[\w-]+)")  # the shortcode, with the first name of its key
VARIABLES = "_variables"  # key of the settings: what `_variables.yml` says
FOR_KERNEL = {limits.KEY}
PATHS = {"bibliography", "csl"}  # said in _quarto.yml from the project's root on
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
        problems.extend(_unknown(values, shown_by_meta, name, path))
        merged = _over(merged, values)
    variables = root / "_variables.yml"
    return merged | {VARIABLES: _yaml(variables, root) if variables.is_file() else {}}, problems


def for_format(merged: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The settings that hold for one format."""
    formats = merged.get("format")
    own = formats.get(name) if isinstance(formats, dict) else None
    over = _over(merged, own) if isinstance(own, dict) else merged
    held = {key: value for key, value in over.items() if key in HONOURED}
    return held | ({"section-numbering": "1.1"} if held.get("number-sections") else {})


def frozen(notebook: Notebook, root: Path) -> list[Problem]:
    """A problem for each setting that would show numbers of an earlier dataset, whoever renders."""
    problems = []
    for values, name, path in _sources(notebook, root):
        told = _frozen(values)
        rows = path.read_text(encoding="utf-8").split("\n") if told else []
        problems += [_at(rows, name, key, problem) for key, problem in told.items()]
    return problems


def _frozen(values: Mapping[str, Any]) -> dict[str, str]:
    """Key and problem of each setting by which cells would not be run."""
    execute = values.get("execute")
    given = {**values, **(execute if isinstance(execute, dict) else {})}
    return {
        key: f"With `{key}` a brief keeps numbers of an earlier dataset beside the hash of this one."
        for key in ("freeze", "cache")
        if given.get(key) not in (None, False)
    }


def _at(rows: list[str], name: str, key: str, problem: str) -> Problem:
    """The problem at the line that gives ``key``."""
    return Problem(
        problem,
        "Correct or remove it; what is known stands in analysis/dialogues/render/README.md.",
        name,
        next((n for n, row in enumerate(rows, 1) if row.strip().startswith(f"{key}:")), 1),
    )


def _sources(notebook: Notebook, root: Path) -> Iterator[tuple[Mapping[str, Any], str, Path]]:
    """Settings, the name of their file, and the file: the project's first, the notebook's over them."""
    project = root / "_quarto.yml"
    if project.is_file():
        values = _yaml(project, root)
        for key in PATHS & values.keys():
            values[key] = str(root / str(values[key]))
        yield values, said(project, root), project
    yield notebook.metadata, notebook.name, notebook.path


def _yaml(path: Path, root: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    lines = [Line(line, said(path, root), number) for number, line in enumerate(text.split("\n"), 1)]
    return load_yaml(text, lines, "file")


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` laid over ``below``, mappings merged."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _unknown(values: Mapping[str, Any], own: Set[str], name: str, path: Path) -> list[Problem]:
    """A problem for each key that neither an engine knows nor the notebook shows: these are its ``own``."""
    keys = [key for key in values if key not in HONOURED | FOR_QUARTO | FOR_KERNEL | own]
    formats = values.get("format")
    if isinstance(formats, dict):
        keys += [key for key in formats if key not in FORMATS]
        missing = [name for name in FORMATS if name not in formats]
        keys += [
            key
            for inner in formats.values()
            if isinstance(inner, dict)
            for key in inner
            if key not in HONOURED | FOR_QUARTO
        ]
    execute = values.get("execute")
    if isinstance(execute, dict):
        keys += [key for key in execute if key not in EXECUTE]
    told = {key: f"The setting `{key}` is not known here." for key in keys}
    if isinstance(formats, dict) and missing:
        told["format"] = f"Under `format`, {missing[0]} is missing: Quarto renders only what is listed."
    if values.get("engine", "jupyter") != "jupyter":
        told["engine"] = f"The engine `{values['engine']}` is not known here: cells are Python's."
    if not limits.is_sound(values.get(limits.KEY, {})):
        told[limits.KEY] = f"`{limits.KEY}` takes numbers above nought: {', '.join(limits.NAMES)}."
    told |= _frozen(values)
    if values.get("date") in ("today", "now", "last-modified"):
        told["date"] = f"The date `{values['date']}` would be another at the next render: write the day."
    author = values.get("author", "")
    if not all(isinstance(one, str) for one in (author if isinstance(author, list) else [author])):
        told["author"] = "An author is more than a name."
    rows = path.read_text(encoding="utf-8").split("\n") if told else []
    return [_at(rows, name, key, problem) for key, problem in told.items()]
