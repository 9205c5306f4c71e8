"""Datasets of a few texts, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import five
from dialogues import pipeline
from dialogues.codebook import Codebook
from dialogues.dataset import Dataset


def dataset(folder: Path, texts: Mapping[str, str], rules: Codebook | None = None) -> Dataset:
    """Write ``texts`` (name -> text) into ``folder`` and make their dataset (by the project's ``rules``)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return pipeline.run(folder, rules or five.rules())
