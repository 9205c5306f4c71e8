"""Teach the codebook a cue: where it would stand, what it would change, and, when confirmed, write it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from dialogues import codebook, pipeline
from dialogues.base import opening
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import Project, shown
from dialogues.codebook import matching
from dialogues.codebook.facets import FACETS
from dialogues.serve import draft
from dialogues.serve.fields import CODED, EVENT, Field
from dialogues.serve.found import Found, by_rules
from dialogues.serve.values import refused, text

MANY = 50  # changes that are listed


@dataclass(frozen=True, slots=True)
class Lesson:
    """A cue that could be added: its file and line, and what it would change in all texts."""

    cue: str
    label: str
    path: Path
    line: int
    opened: str
    content: bytes
    changes: tuple[Mapping[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """The lesson as the page shows it."""
        return {
            "cue": self.cue,
            "label": self.label,
            "path": shown(self.path),
            "line": self.line,
            "hash": self.opened,
            "changes": list(self.changes[:MANY]),
            "more": max(len(self.changes) - MANY, 0),
        }


def lesson(project: Project, found: Found, key: str, cue: str) -> Lesson:
    """What adding ``cue`` to the code of the line ``key`` would do.

    Raises
    ------
    DialoguesError
        Where the line is about no code, or the codebook would refuse the cue.
    """
    section, _, code = key.partition("/")
    if section not in CODED:
        raise refused("Only codes have cues.", "Choose a topic, a body or an instrument.")
    facet = CODED[section][0]
    words = " ".join(matching.plain_text(text(cue)).split())
    if not words:
        raise refused("The cue is empty.", "Write the words by which the code is known.")
    path = project.codebook / f"{FACETS[facet]}.yaml"
    content = opening.content(path)
    made, line = added(content.decode("utf-8"), code, words)
    with tempfile.TemporaryDirectory(prefix="dialogues-") as scratch:
        folder = Path(scratch) / "codebook"
        shutil.copytree(project.codebook, folder)
        (folder / path.name).write_text(made, encoding="utf-8")
        try:
            taught = by_rules(pipeline.propose(project.seeds, codebook.load(folder)), folder)
        except DialoguesError as error:
            raise DialoguesError(_of(project, folder, one) for one in error.problems) from error
        coming = changes(found, taught)
    label = found.label(facet, code)
    return Lesson(words, label, path, line, str(draft.digest(content)), made.encode(), coming)


def write(taught: Lesson, opened: str) -> None:
    """Write the cue, where the file is still the one that was looked at.

    Raises
    ------
    ChangedError
        Where it is not.
    """
    draft.write(taught.path, taught.content, opened)


def added(content: str, code: str, cue: str) -> tuple[str, int]:
    """The codebook file ``content`` with a cue more for ``code``, all else as it was, and the cue's line."""
    root = yaml.compose(content, yaml.CSafeLoader)
    entry = next((one for one in getattr(root, "value", ()) if _value(one, "code") == code), None)
    if not isinstance(entry, yaml.MappingNode):
        raise refused(f"The code {code!r} is not in the file.", "Open the page anew.")
    parts = {key.value: node for key, node in entry.value}
    written = json.dumps(cue, ensure_ascii=False)
    lines = content.splitlines(keepends=True)
    cues = parts.get("cues")
    if isinstance(cues, yaml.SequenceNode) and cues.value and cues.flow_style:
        end = cues.value[-1].end_mark
        at = _at(lines, end.line, end.column)
        return f"{content[:at]}, {written}{content[at:]}", end.line + 1
    if isinstance(cues, yaml.SequenceNode) and cues.value:
        last = cues.value[-1]
        indent = " " * (cues.start_mark.column)
        return _after(lines, _last_line(last), f"{indent}- {written}")
    indent = " " * entry.start_mark.column
    return _after(lines, _last_line(parts["definition"]), f"{indent}cues:", f"{indent}  - {written}")


def _value(entry: yaml.Node, key: str) -> str | None:
    pairs = entry.value if isinstance(entry, yaml.MappingNode) else ()
    return next((node.value for name, node in pairs if name.value == key), None)


def _last_line(node: yaml.Node) -> int:
    """The last line in which a value stands; a block ends at the beginning of the next line."""
    return int(node.end_mark.line - (1 if node.end_mark.column == 0 or _is_block(node) else 0))


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _after(lines: list[str], line: int, *more: str) -> tuple[str, int]:
    """The file with ``more`` lines after one, which end as the first does, and the line of the last."""
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not lines[line].endswith("\n"):
        lines[line] += end
    added = [f"{one}{end}" for one in more]
    return "".join([*lines[: line + 1], *added, *lines[line + 1 :]]), line + 1 + len(more)


def _at(lines: list[str], line: int, column: int) -> int:
    return sum(map(len, lines[:line])) + column


def _of(project: Project, folder: Path, problem: Problem) -> Problem:
    """A problem of the codebook in ``folder``, told of the project's own file."""
    is_there = problem.path is not None and Path(problem.path).is_relative_to(folder)
    own = project.codebook / Path(problem.path or "").name
    return replace(problem, path=shown(own)) if is_there else problem


def changes(before: Found, after: Found) -> tuple[Mapping[str, Any], ...]:
    """Mentions and facts that come or go, and texts that come into scope or leave it, in all texts."""
    mentions = _come_and_gone(before, after, "mentions", ["mention_id"])
    facts = _come_and_gone(before, after, "facts", ["document_id", "field", "value"])
    scope = _come_and_gone(before, after, "documents", ["document_id", "in_scope"])
    names = {field.fact: field for field in EVENT}
    told = [
        *((row, before.label(row["facet"], row["code"])) for row in mentions),
        *((row, _fact(before, names.get(row["field"]), row)) for row in facts),
        *((row | {"start": 0, "quote": row["scope_reason"]}, "In scope") for row in scope if row["in_scope"]),
    ]
    return tuple(
        {
            "title": before.titles.get(row["document_id"], row["document_id"]),
            "document": row["document_id"],
            "words": row["quote"],
            "label": label,
            "change": row["change"],
        }
        for row, label in sorted(told, key=lambda one: (one[0]["document_id"], one[0]["start"]))
    )


def _come_and_gone(before: Found, after: Found, table: str, key: list[str]) -> list[dict[str, Any]]:
    """The rows of a table that only one of two has, and whether each ``comes`` or ``goes``."""
    old, new = (one.tables[table] for one in (before, after))
    come = new.join(old, on=key, how="anti").with_columns(change=pl.lit("comes"))
    gone = old.join(new, on=key, how="anti").with_columns(change=pl.lit("goes"))
    return pl.concat([come, gone], how="diagonal").to_dicts()


def _fact(found: Found, field: Field | None, row: Mapping[str, Any]) -> str:
    """A fact in words."""
    value = str(row["value"])
    if field is None:
        return f"{row['field']}: {value}"
    return f"{field.label}: {found.label(field.facet, value) if field.facet else value}"
