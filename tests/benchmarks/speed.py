"""How fast texts are read: `.venv/bin/python tests/benchmarks/speed.py [--texts 2000] [--spacy PYTHON]`.

Prints megabytes of text per second of CPU for the whole pipeline, with the seconds of each stage, also on
texts that do not repeat, and for the scan of its phrases; and, where the Python named has spaCy (the project
does not need it), the scan's ratio to spaCy's PhraseMatcher with the same phrases, how many of its finds the
scan has too, and what spaCy's EntityRuler reads. The texts are those of the labelled sets, over and over,
each time in other years; those that do not repeat are each of these once. Polars works in one thread, so that
no second of CPU is spent on waiting.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import polars as pl

from dialogues import codebook, pipeline
from dialogues.base.project import HOME
from dialogues.codebook import matching, scan
from dialogues.corpus import fold, layout, sentences

YEAR = re.compile(r"\b20[0-3]\d\b")
SIZE = 1600  # characters of a text
TIMES = 5  # of a scan, the quickest of which counts
TOLD = 0.02  # seconds from which a stage is printed


def labelled() -> list[str]:
    """The texts of the labelled sets, each once."""
    given = [path.read_text(encoding="utf-8") for path in sorted(HOME.glob("tests/**/texts/*.txt"))]
    return list(dict.fromkeys(given))


def texts(number: int) -> list[str]:
    """``number`` texts of SIZE characters or a little more, no two alike."""
    given, made = labelled(), []
    for place in range(number):
        text = later(given[place % len(given)], place // len(given))
        while len(text) < SIZE:
            text += "\n" + text
        made.append(f"{text[:SIZE].rsplit(' ', 1)[0]}.\n")
    return made


def later(text: str, years: int) -> str:
    """``text`` with all its years so much later."""
    return YEAR.sub(lambda year: str(int(year[0]) + years), text)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of CPU that ``work`` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def quickest(work: Callable[[], object]) -> float:
    """Seconds of CPU of the quickest of TIMES."""
    return min(seconds(work) for _ in range(TIMES))


def watch(spent: dict[str, float]) -> None:
    """Count in ``spent`` the seconds of CPU of each stage that the pipeline calls."""
    for module in [part for part in vars(pipeline).values() if isinstance(part, ModuleType)]:
        for name, stage in list(vars(module).items()):
            if isinstance(stage, FunctionType) and stage.__module__ == module.__name__:
                setattr(module, name, counting(stage, spent))


def counting(stage: FunctionType, spent: dict[str, float]) -> Callable[..., Any]:
    """``stage``, which counts its time unless another stage that is counted has called it."""

    @functools.wraps(stage)
    def counted(*given: Any, **named: Any) -> Any:
        if spent["(open)"]:
            return stage(*given, **named)
        spent["(open)"], began = 1, time.process_time()
        try:
            return stage(*given, **named)
        finally:
            spent["(open)"] = 0
            spent[f"{stage.__module__.removeprefix('dialogues.')}.{stage.__name__}"] += (
                time.process_time() - began
            )

    return counted


def by_spacy(python: str, plain: list[str], forms: list[str]) -> dict[str, Any] | None:
    """What by_spacy.py tells of the same phrases and sentences; nothing where ``python`` has no spaCy."""
    if subprocess.run([python, "-c", "import spacy"], capture_output=True, check=False).returncode:
        return None
    asked = json.dumps({"forms": forms, "plain": plain, "times": TIMES})
    command = [python, str(Path(__file__).with_name("by_spacy.py"))]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=2000)
    asked.add_argument("--spacy", default=sys.executable, help="a Python that has spaCy")
    options = asked.parse_args()
    gc.set_threshold(100_000)  # as the command does
    rules = codebook.load(HOME / "analysis" / "codebook")
    made = texts(options.texts)
    size = sum(len(text.encode()) for text in made) / 1e6
    frame = pl.DataFrame({"document_id": [str(n) for n in range(len(made))], "text": made})
    units = sentences.split(layout.blocks(fold.fold(frame).texts, rules.marks()), rules.abbreviations)
    of_scan(
        units.with_row_index().with_columns(plain=matching.plain(pl.col("text"))), rules, size, options.spacy
    )
    of_pipeline(made, rules)


def of_scan(units: pl.DataFrame, rules: codebook.Codebook, size: float, python: str) -> None:
    """Print how fast phrases are found, and how much faster than by spaCy."""
    phrases = rules.rules("topic", "organisation", "institution", "instrument").drop_nulls("form")
    phrases = phrases.select("form", exact=pl.lit(value=False)).unique()
    ready = scan.Phrases.of({"": phrases}, units["plain"])
    scan.scan(units.head(1), ready)  # builds the automaton, as spaCy's matcher is built before it is timed
    found: list[pl.DataFrame] = []
    spent = quickest(lambda: found.append(scan.scan(units, ready)[""]))
    print(f"scan for {phrases.height} phrases: {spent:.2f} s of CPU, {size / spent:.1f} MB per CPU-second")
    other = by_spacy(python, units["plain"].to_list(), phrases["form"].to_list())
    if other is None:
        print("spaCy is not installed: no ratio to its PhraseMatcher")
        return
    own = set(found[0].join(units, on="sentence_id").select("index", "start", "end").iter_rows())
    theirs = set(map(tuple, other["finds"]))
    print(
        f"spaCy's PhraseMatcher: {other['seconds']:.2f} s of CPU; the scan is "
        f"{other['seconds'] / spent:.1f} times as fast "
        f"and has {len(own & theirs) / len(theirs):.1%} of its {len(theirs)} finds"
    )
    print(f"spaCy's EntityRuler: {size / other['ruler']:.2f} MB per CPU-second")


def of_pipeline(made: list[str], rules: codebook.Codebook) -> None:
    """Print how fast the pipeline reads texts that repeat and others, and where its time goes."""
    spent: dict[str, float] = defaultdict(float)
    watch(spent)
    print(f"pipeline on {told_of(made, rules)}")
    for stage, took in sorted(spent.items(), key=lambda row: -row[1]):
        if took >= TOLD:
            print(f"{took:8.2f} s  {stage}")
    print(f"pipeline on texts that do not repeat: {told_of(labelled(), rules)}")


def told_of(made: list[str], rules: codebook.Codebook) -> str:
    """How many texts there are, and how fast the pipeline reads them."""
    with tempfile.TemporaryDirectory() as folder:
        for place, text in enumerate(made):
            (Path(folder) / f"text-{place:05d}.txt").write_text(text, encoding="utf-8")
        whole = seconds(lambda: pipeline.run(Path(folder), rules))
    size = sum(len(text.encode()) for text in made) / 1e6
    return f"{len(made)} texts, {size:.2f} MB: {whole:.1f} s, {size / whole:.2f} MB per CPU-second"


if __name__ == "__main__":
    main()
