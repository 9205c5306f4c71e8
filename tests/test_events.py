"""The seeds' events and people come out as a reader wrote them down."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dialogues import codebook, pipeline
from dialogues.dataset import Dataset
from dialogues.project import HOME

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def seeds() -> Dataset:
    """The dataset made of the project's own seeds."""
    return pipeline.run(HOME / "seeds", codebook.load(HOME / "analysis" / "codebook"))


def test_events_of_the_seeds(seeds: Dataset) -> None:
    documents = seeds["documents"].group_by("event_id").agg(texts=pl.col("document_id").sort().str.join(" "))
    counterparts = (
        seeds["counterparts"]
        .group_by("event_id")
        .agg(counterparts=pl.col("counterpart").sort().str.join(" "))
    )
    found = (
        seeds["events"]
        .drop("documents")
        .join(documents, on="event_id")
        .join(counterparts, on="event_id")
        .select(pl.all().cast(pl.String))
        .rename({"texts": "documents"})
    )
    golden = pl.read_csv(GOLDEN / "events.csv", infer_schema=False).sort("documents")
    assert found.select(golden.columns).sort("documents").to_dicts() == golden.to_dicts()


def test_people_of_the_seeds(seeds: Dataset) -> None:
    golden = pl.read_csv(GOLDEN / "people.csv", infer_schema=False)
    found = seeds["people"].sort("document_id", "start").select(pl.col(golden.columns).cast(pl.String))
    assert found.to_dicts() == golden.to_dicts()
