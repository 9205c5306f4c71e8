"""The examples of people.yaml, read by its words."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dialogues.codebook.codes import Codebook
from dialogues.coding import gazetteer, mentions, people
from dialogues.dataset import schemas


def wrong(codebook: Codebook) -> Iterator[tuple[int, str]]:
    """The place of each example that is not read as it says, and what was read."""
    given = codebook.people.examples
    rows = [
        {
            "sentence_id": f"{place:03}",
            "document_id": f"{place:03}",
            "position": 0,
            "start": 0,
            "end": len(example.text),
            "text": example.text,
            "role": "body",
            "is_background": False,
        }
        for place, example in enumerate(given)
    ]
    sentences = pl.DataFrame(rows, schema=schemas.empty(schemas.Sentences).schema)
    states = gazetteer.find(sentences, codebook)
    found = people.find(sentences, mentions.find(sentences, states, codebook), states, codebook)
    read = {(row["document_id"], row["name"]): row for row in found.iter_rows(named=True)}
    for place, example in enumerate(given):
        said = example.model_dump(exclude={"text"})
        row = read.get((f"{place:03}", example.name))
        if row is None:
            yield place, "no such person is found"
        elif differing := [name for name in said if row[name] != said[name]]:
            yield place, ", ".join(f"{name} is {row[name]!r}" for name in differing)
