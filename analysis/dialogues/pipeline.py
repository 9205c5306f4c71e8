"""The way of the data, told once: seeds in, dataset out."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dialogues import documents, schemas, seeds, sentences


def run(folder: Path) -> dict[str, pl.DataFrame]:
    """Make all tables of the dataset from the texts in ``folder``.

    Raises
    ------
    SeedError
        Where not one text can be used.
    """
    given = seeds.usable(folder)
    described = documents.describe(given.texts, given.sources)
    units = sentences.split(described)

    made = {
        "documents": described.with_columns(
            in_scope=pl.lit(False), scope_reason=pl.lit("Not yet judged."), event_id=pl.lit(None, pl.String)
        ),
        "sentences": units,
        "rejects": given.rejects,
    }
    tables = {name: schemas.empty(table) for name, table in schemas.TABLES.items()}
    return {
        name: made[name].select(empty.columns) if name in made else empty for name, empty in tables.items()
    }
