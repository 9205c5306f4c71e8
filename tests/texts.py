"""Datasets of a few texts, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import polars as pl

import five
from dialogues import pipeline
from dialogues.codebook import Codebook
from dialogues.dataset import Dataset
from dialogues.dataset.findings import Findings


def proposed(folder: Path, texts: Mapping[str, str], rules: Codebook | None = None) -> pipeline.Proposed:
    """Write ``texts`` (name -> text) into ``folder`` and read them (by the project's ``rules``)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return pipeline.propose(folder, rules or five.rules())


def of(read: pipeline.Proposed, *names: str) -> Dataset:
    """The dataset of some texts of a folder that was read once: no finding hangs on another text."""
    kept = {
        field.name: getattr(read.findings, field.name).filter(pl.col("document_id").is_in(names))
        for field in fields(read.findings)
    }
    return pipeline.decide(replace(read, findings=Findings(**kept)))[0]


@dataclass(frozen=True)
class Each:
    """Texts that are read at once."""

    read: pipeline.Proposed
    names: Mapping[str, str]

    def alone(self, text: str) -> Dataset:
        """The dataset of one of the texts."""
        return of(self.read, self.names[text])


def each(folder: Path, *texts: str) -> Each:
    """Write ``texts`` into ``folder`` and read them; any of them can be looked at alone."""
    names = {text: f"t{place}" for place, text in enumerate(texts)}
    return Each(proposed(folder, {name: f"{text}\n" for text, name in names.items()}), names)


def dataset(folder: Path, texts: Mapping[str, str], rules: Codebook | None = None) -> Dataset:
    """Write ``texts`` (name -> text) into ``folder`` and make their dataset (by the project's ``rules``)."""
    return pipeline.decide(proposed(folder, texts, rules))[0]
