"""The dataset as a whole: validate it, write it, read it back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from dialogues.errors import Problem, SchemaError
from dialogues.schemas import TABLES

Dataset = Mapping[str, pl.DataFrame]  # one frame a table, keyed by the names of schemas.TABLES


def write(dataset: Dataset, folder: Path) -> None:
    """Write one Parquet file a table into ``folder``: the same rows give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in dataset.items():
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables in ``folder``.

    Raises
    ------
    SchemaError
        Where a table's file is missing.
    """
    missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise SchemaError(
            Problem(
                f"The table {name} is missing.", "Run `dialogues build`.", str(folder / f"{name}.parquet")
            )
            for name in missing
        )
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}
