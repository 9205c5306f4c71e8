"""How fast texts are read: `.venv/bin/python tests/benchmarks/speed.py [--texts 2000] [--profile]`.

Prints megabytes of text per second of CPU for the whole pipeline and for the scan of its phrases, and the
scan's ratio to spaCy's PhraseMatcher with the same phrases, where spaCy is installed (the project does not
need it). The texts are those of the labelled sets, over and over, each time in other years.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import importlib.util
import pstats
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from dialogues import codebook, pipeline
from dialogues.base.project import HOME
from dialogues.codebook import matching
from dialogues.corpus import fold, layout, sentences

YEAR = re.compile(r"\b20[0-3]\d\b")
SIZE = 1600  # characters of a text


def texts(number: int) -> list[str]:
    """``number`` texts of SIZE characters or a little more, no two alike."""
    given = [path.read_text(encoding="utf-8") for path in sorted(HOME.glob("tests/**/texts/*.txt"))]
    made = []
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


def spacy_seconds(units: pl.DataFrame, forms: list[str]) -> float | None:
    """Seconds of CPU in which spaCy finds ``forms``; nothing where it is not installed."""
    if importlib.util.find_spec("spacy") is None:
        return None
    language = importlib.import_module("spacy").blank("en")
    matcher = importlib.import_module("spacy.matcher").PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("phrase", list(language.tokenizer.pipe(forms)))
    plain = units["plain"].to_list()
    return seconds(lambda: [matcher(doc) for doc in language.tokenizer.pipe(plain)])


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=2000)
    asked.add_argument("--profile", action="store_true", help="print where the time goes")
    options = asked.parse_args()
    rules = codebook.load(HOME / "analysis" / "codebook")
    made = texts(options.texts)
    size = sum(len(text.encode()) for text in made) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        for place, text in enumerate(made):
            (Path(folder) / f"text-{place:05d}.txt").write_text(text, encoding="utf-8")
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        spent = seconds(lambda: pipeline.run(Path(folder), rules))
        profile.disable()
    print(f"{len(made)} texts, {size:.2f} MB")
    print(f"pipeline: {spent:.1f} s of CPU, {size / spent:.2f} MB per CPU-second")
    if options.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)

    frame = pl.DataFrame({"document_id": [str(n) for n in range(len(made))], "text": made})
    units = sentences.split(layout.blocks(fold.fold(frame).texts, rules.marks()), rules.abbreviations)
    units = units.with_columns(plain=matching.plain(pl.col("text")))
    phrases = rules.rules("topic", "organisation", "institution", "instrument").drop_nulls("form")
    matching.find_phrases(units.head(1), phrases)  # builds the automaton
    spent = seconds(lambda: matching.find_phrases(units, phrases))
    print(f"scan for {phrases.height} phrases: {spent:.2f} s of CPU, {size / spent:.1f} MB per CPU-second")
    other = spacy_seconds(units, phrases["form"].unique().to_list())
    if other is None:
        print("spaCy is not installed: no ratio to its PhraseMatcher")
    else:
        print(f"spaCy's PhraseMatcher: {other:.2f} s of CPU; the scan is {other / spent:.1f} times as fast")


if __name__ == "__main__":
    main()
