"""The score as people read it, and as a program does."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import polars.selectors as cs

from dialogues import codebook, dataset, pipeline
from dialogues.base.project import Project
from dialogues.scoring import score


def card(
    gold: Path, seeds: Path | None, data: Path | None, coder: Path | None, *, details: bool, as_json: bool
) -> str:
    """Score the texts that lie beside ``gold`` (in ``texts/``), in ``seeds``, or the dataset in ``data``."""
    beside = gold.parent / "texts"
    texts = seeds or (beside if beside.is_dir() else Project.here().seeds)
    tables = dataset.read(data) if data else pipeline.run(texts, codebook.load(Project.here().codebook))
    parts = {"scores": score.against(tables, gold)}
    if details:
        parts["misses"] = score.misses(tables, gold)
    if coder:
        parts["coders"] = score.between_coders(gold, coder)
    if as_json:
        return json.dumps(
            {name: frame.to_dicts() for name, frame in parts.items()}, ensure_ascii=False, indent=1
        )
    return "\n\n".join(_lines(name, frame) for name, frame in parts.items())


def _lines(name: str, frame: pl.DataFrame) -> str:
    if name == "misses":
        return "\n".join(_miss(row) for row in frame.iter_rows(named=True)) or "No disagreement."
    shown = frame.with_columns(cs.float().round(3)).with_columns(pl.all().cast(pl.String).fill_null("-"))
    rows = [shown.columns, *(list(row) for row in shown.iter_rows())]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _miss(row: dict[str, str | None]) -> str:
    said = {
        "missed": f"missed {row['expected']}",
        "extra": f"found {row['found']}, which the reader did not",
        "wrong": f"found {row['found']}, the reader {row['expected']}",
    }[row["miss"] or ""]
    sentence = f"\n    {' '.join(row['sentence'].split())}" if row["sentence"] else ""
    return f"{row['document_id']}: {row['measure']}: {said}.{sentence}"
