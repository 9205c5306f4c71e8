"""What a build made of a folder of texts, said in words: nothing is dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from dialogues.base import signs
from dialogues.base.errors import Problem
from dialogues.base.project import shown
from dialogues.brief.wording import tallied


def text(tables: Mapping[str, pl.DataFrame], folder: Path, out: Path) -> str:
    """One line for the whole, one for each text out of scope and each file rejected."""
    documents = tables["documents"]
    inside = documents.filter("in_scope").height
    outside, refused = documents.height - inside, tables["rejects"].height
    events, mentions = (
        tallied(tables[name].height, name.removesuffix("s")) for name in ("events", "mentions")
    )
    lines = [
        f"{tallied(documents.height, 'text')} read from {shown(folder)}: {inside} in scope, {outside} out of "
        f"scope, {refused} rejected. {'It gives' if documents.height == 1 else 'They give'} {events} and "
        f"{mentions}, in {len(tables)} tables in {shown(out)}."
    ]
    lines += [f"out of scope: {path}: {reason}" for path, reason in _outside(documents).iter_rows()]
    lines += [f"rejected: {problem}" for problem in _rejected(tables["rejects"], folder)]
    return "\n".join(map(signs.line, lines))


def as_json(tables: Mapping[str, pl.DataFrame], folder: Path, out: Path) -> str:
    """The same as data, with the number of rows of each table."""
    documents = tables["documents"]
    said = {
        "seeds": shown(folder),
        "out": shown(out),
        "in_scope": documents.filter("in_scope")["path"].to_list(),
        "out_of_scope": _outside(documents).rename({"scope_reason": "reason"}).to_dicts(),
        "rejected": [problem.as_dict() for problem in _rejected(tables["rejects"], folder)],
        "rows": {name: frame.height for name, frame in tables.items()},
    }
    return json.dumps(said, indent=2, ensure_ascii=False)


def _outside(documents: pl.DataFrame) -> pl.DataFrame:
    return documents.filter(~pl.col("in_scope")).select("path", "scope_reason")


def _rejected(rejects: pl.DataFrame, folder: Path) -> list[Problem]:
    return [
        Problem(row["problem"], row["remedy"], shown(folder / row["path"]), row["line"])
        for row in rejects.iter_rows(named=True)
    ]
