"""The shapes of all tables in one readable file with a version: what a change of shape is judged by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandera.polars as pa
import yaml

from dialogues.base import placing
from dialogues.base.errors import Problem
from dialogues.base.project import shown
from dialogues.dataset.schemas import FOREIGN_KEYS, KEYS, TABLES, Claims, Table

FILE = Path(__file__).with_name("shapes.yaml")
COMMAND = "dialogues schema --write"
HEAD = f"# The shape of every table. Made by `{COMMAND}`: change it there, not here.\n"
Shapes = Mapping[str, Mapping[str, str]]  # table -> column -> its shape in words


def of_the_code() -> dict[str, dict[str, str]]:
    """The shapes that the schemas declare: type, key, nullability and constraints of each column."""
    tables: dict[str, type[Table]] = {**TABLES, "claims": Claims}
    return {
        name: {column.name: _shape(name, column) for column in table.to_schema().columns.values()}
        for name, table in tables.items()
    }


def recorded(file: Path = FILE) -> tuple[int, dict[str, dict[str, str]]]:
    """Version and shapes of the committed file; version 0 and none where there is no such file."""
    if not file.is_file():
        return 0, {}
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return int(content["version"]), content["tables"]


def write(version: int, file: Path = FILE) -> None:
    """Record the shapes of the code as those of ``version``."""
    content = {"version": version, "tables": of_the_code()}
    said = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10**6)
    placing.write(file, f"{HEAD}{said}".encode())


def unrecorded(file: Path = FILE) -> Iterator[Problem]:
    """A problem for each column whose shape is not the recorded one, with its line in the file."""
    _, known = recorded(file)
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    for table, column, was, now in changes(known, of_the_code()):
        problem = (
            f"The column {table}.{column} is new ({now})."
            if was is None
            else f"The column {table}.{column} is gone (it was {was})."
            if now is None
            else f"The column {table}.{column} was {was}, and is {now}."
        )
        remedy = f"Undo it; or run `{COMMAND}`, and name the column in CHANGELOG.md."
        yield Problem(
            f"The shape of a table changed. {problem}", remedy, shown(file), _line(lines, table, column)
        )


def changes(before: Shapes, after: Shapes) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Table, column, the shape before and the shape after of each column that is another."""
    for table in dict.fromkeys([*before, *after]):
        was, now = before.get(table, {}), after.get(table, {})
        for column in dict.fromkeys([*was, *now]):
            if was.get(column) != now.get(column):
                yield table, column, was.get(column), now.get(column)


def _shape(table: str, column: pa.Column) -> str:
    """A column's shape in words: ``string, unique, one of: a b``."""
    said = [str(column.dtype.type).lower()]
    if column.name in KEYS.get(table, ()):
        said.append("key")
    if column.name in FOREIGN_KEYS.get(table, {}):
        said.append("of {}.{}".format(*FOREIGN_KEYS[table][column.name]))
    if column.nullable:
        said.append("may be empty")
    if column.unique:
        said.append("unique")
    for check in column.checks:
        value = next(iter(check.statistics.values()), "")
        listed = " ".join(map(str, value)) if isinstance(value, list | tuple | set) else value
        said.append(f"{str(check.name).replace('_', ' ')}: {listed}")
    return ", ".join(said)


def _line(lines: list[str], table: str, column: str) -> int | None:
    """Where the file tells the column; else where it tells the table."""
    at = next((n for n, line in enumerate(lines, 1) if line == f"  {table}:"), None)
    if at is None:
        return None
    for number, line in enumerate(lines[at:], at + 1):
        if not line.startswith("    "):
            break
        if re.match(rf"    {re.escape(column)}:", line):
            return number
    return at
