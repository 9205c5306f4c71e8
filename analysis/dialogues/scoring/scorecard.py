"""The score as people read it, and as a program does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import polars.selectors as cs

from dialogues import codebook, dataset, pipeline
from dialogues.base import signs
from dialogues.base.errors import Problem, ReadingError, UsageError
from dialogues.base.project import Project, shown
from dialogues.corpus import seeds
from dialogues.readings import load
from dialogues.scoring import readers, score
from dialogues.scoring.coverage import coverage, without

LABELLED = Path("tests", "labelled")  # of the project: its texts and readings


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be scored, and what shown of it."""

    readings: Path | None = None
    seeds: Path | None = None
    data: Path | None = None
    coder: Path | None = None
    by: str | None = None
    without: str | None = None
    coverage: bool = False
    details: bool = False


def card(asked: Asked, *, as_json: bool) -> str:
    """Score what the rules alone find, or the dataset in ``asked.data``, against readings.

    Raises
    ------
    ReadingError
        Where a reading is not as it should be.
    UsageError
        Where there are no readings.
    """
    parts = tables(asked)
    if as_json:
        return json.dumps(
            {name: frame.to_dicts() for name, frame in parts.items()}, ensure_ascii=False, indent=1
        )
    return "\n\n".join(_lines(name, frame) for name, frame in parts.items())


def tables(asked: Asked) -> dict[str, pl.DataFrame]:
    """What is shown, by name: ``scores``, ``misses``, ``without``, ``coverage``, ``coders``."""
    folder, texts = _places(asked)
    rules = codebook.load(Project.here().codebook)
    readings = _read(folder, texts, rules)
    found = dataset.read(asked.data) if asked.data else pipeline.run(texts, rules)
    parts = {"scores": score.against(found, readings, asked.by)}
    if asked.details:
        parts["misses"] = score.misses(found, readings)
    if asked.without:
        parts["without"] = _without(found, readings, texts, rules, asked.without)
    if asked.coverage:
        parts["coverage"] = coverage(found, readings, rules)
    if asked.coder:
        parts["coders"] = readers.between(readings, _read(asked.coder, texts, rules))
    return parts


def _places(asked: Asked) -> tuple[Path, Path]:
    """The folders of readings and texts: the project's labelled texts, where there are any; else its own."""
    here = Project.here()
    labelled = here.root / LABELLED
    has_labels = labelled.is_dir()
    folder = asked.readings or (labelled / "readings" if has_labels else here.readings)
    beside = folder.parent / "texts"
    texts = asked.seeds or (beside if beside.is_dir() else here.seeds)
    if not folder.is_dir():
        problem = "There is no such folder of readings."
        raise UsageError(Problem(problem, "Name one with --readings.", shown(folder)))
    return folder, texts


def _read(folder: Path, texts: Path, rules: codebook.Codebook) -> tuple[load.Reading, ...]:
    """The readings in ``folder``, those of other texts than ``texts`` left out."""
    given = seeds.usable(texts)
    readings, problems = load.read(folder)
    problems += load.check(readings, given.texts, rules.codes())
    if problems:
        raise ReadingError(problems)
    if not readings:
        problem = "The folder holds no reading."
        raise UsageError(Problem(problem, "Name another with --readings.", shown(folder)))
    return readings


def _without(
    found: dataset.Dataset,
    readings: tuple[load.Reading, ...],
    texts: Path,
    rules: codebook.Codebook,
    rule: str,
) -> pl.DataFrame:
    """Measures that the rule moves: figure (exact, or F1) and count of right ones, with it and without."""
    figure = pl.coalesce("exact", "f1").round(3)
    less = pipeline.run(texts, without(rules, rule))
    before, after = (
        score.against(made, readings).select("measure", "correct", figure=figure) for made in (found, less)
    )
    return (
        before.join(after, on="measure", suffix="_without", maintain_order="left")
        .filter(
            (pl.col("correct") != pl.col("correct_without")) | (pl.col("figure") != pl.col("figure_without"))
        )
        .select("measure", "figure", "figure_without", "correct", "correct_without")
    )


def _lines(name: str, frame: pl.DataFrame) -> str:
    if name == "misses":
        return "\n".join(_miss(row) for row in frame.iter_rows(named=True)) or "No disagreement."
    if name == "without" and frame.is_empty():
        return "No figure moves without it."
    printed = frame.with_columns(cs.float().round(3)).with_columns(pl.all().cast(pl.String).fill_null("-"))
    rows = [[signs.line(cell) for cell in row] for row in (printed.columns, *printed.iter_rows())]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _miss(row: dict[str, str | None]) -> str:
    said = {
        "missed": f"missed {row['expected']}",
        "extra": f"found {row['found']}, which the reader did not",
        "wrong": f"found {row['found']}, the reader {row['expected'] or 'none'}",
    }[row["miss"] or ""]
    sentence = f"\n    {signs.line(' '.join(row['sentence'].split()))}" if row["sentence"] else ""
    return signs.line(f"{row['document_id']}: {row['measure']}: {said}.") + sentence
