"""The data package: every table as CSV, and a descriptor (Data Package v2) made from the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl

from dialogues.base import opening, signs
from dialogues.base.errors import DialoguesError
from dialogues.dataset import shapes, sheets
from dialogues.dataset.schemas import FOREIGN_KEYS, KEYS, TABLES, Claims, Table
from dialogues.releasing import provenance
from dialogues.releasing.edition import Edition

PROFILE = "https://datapackage.org/profiles/2.0/"
DESCRIPTOR = "datapackage.json"

QUOTED = "The texts quoted in documents, sentences and elsewhere belong to their publishers."
TYPES = {
    pl.String: "string",
    pl.Int64: "integer",
    pl.Date: "date",
    pl.Boolean: "boolean",
    pl.Float64: "number",
}
CONSTRAINTS = {  # Pandera's checks and what they are called in a table schema
    "str_matches": ("pattern", "pattern"),
    "isin": ("enum", "allowed_values"),
    "greater_than_or_equal_to": ("minimum", "min_value"),
    "less_than_or_equal_to": ("maximum", "max_value"),
}


def describe(root: Path, dataset: Mapping[str, pl.DataFrame], edition: Edition) -> dict[str, Any]:
    """The descriptor of the tables that lie as CSV and Parquet in ``root/data``."""
    resources = [_resource(root, name, table) for name, table in TABLES.items()]
    if (root / "data" / "claims.csv").is_file():
        resources.append(_resource(root, "claims", Claims))
    return {
        "$schema": f"{PROFILE}{DESCRIPTOR}",
        "name": "dialogues",
        "title": edition.title,
        "description": f"{edition.abstract.rstrip()} {sheets.NOTE} {QUOTED}",
        "version": f"{edition.version}-draft" if edition.is_draft else edition.version,
        "schemaVersion": shapes.recorded()[0],
        **({} if edition.is_draft else {"created": f"{edition.published.isoformat()}T00:00:00Z"}),
        "keywords": list(edition.keywords),
        "licenses": [{"name": edition.licence, "path": edition.licence_url}],
        "contributors": [{"title": author, "roles": ["author"]} for author in edition.authors],
        "sources": list(_sources(dataset["documents"])),
        "resources": resources,
    }


def write(root: Path, dataset: Mapping[str, pl.DataFrame], edition: Edition) -> None:
    """Write each table of ``dataset`` as CSV beside its Parquet file in ``root/data``, and the descriptor."""
    for name, frame in dataset.items():
        sheets.write(frame, root / "data" / f"{name}.csv")
    (root / DESCRIPTOR).write_text(dumps(describe(root, dataset, edition)), encoding="utf-8")


def described(root: Path) -> dict[str, str]:
    """The CSV files that the descriptor in ``root`` describes, with their hashes; none where it does not."""
    try:
        resources = json.loads(opening.content(root / DESCRIPTOR))["resources"]
        return {str(resource["path"]): str(resource["hash"]) for resource in resources}
    except (OSError, ValueError, KeyError, TypeError, DialoguesError):
        return {}


def dumps(content: Mapping[str, Any]) -> str:
    """JSON as every file of a release has it: readable, in the given order, no sign that deceives."""
    return signs.escaped(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def schema(name: str, table: type[Table]) -> dict[str, Any]:
    """The table schema of one table: fields with their constraints, primary and foreign keys."""
    described: dict[str, Any] = {
        "$schema": f"{PROFILE}tableschema.json",
        "fields": [_field(column) for column in table.to_schema().columns.values()],
        "missingValues": [""],
    }
    if name in KEYS:
        described["primaryKey"] = list(KEYS[name])
    if name in FOREIGN_KEYS:
        described["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [key]}}
            for column, (other, key) in FOREIGN_KEYS[name].items()
        ]
    return described


def _field(column: pa.Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    for check in column.checks:
        if check.name in CONSTRAINTS:
            constraint, statistic = CONSTRAINTS[check.name]
            value = check.statistics[statistic]
            constraints[constraint] = list(value) if constraint == "enum" else value
    described = {
        "name": column.name,
        "type": TYPES[column.dtype.type.base_type()],
        "description": column.description,
    }
    return described | ({"constraints": constraints} if constraints else {})


def _resource(root: Path, name: str, table: type[Table]) -> dict[str, Any]:
    """A CSV file with its schema, size and hash; the same rows lie beside it as Parquet, where they do."""
    path = root / "data" / f"{name}.csv"
    resource: dict[str, Any] = {
        "name": name,
        "type": "table",
        "description": (table.__doc__ or "").strip().splitlines()[0],
        "path": f"data/{path.name}",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{provenance.sha256(path)}",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema(name, table),
    }
    if name in TABLES:
        resource["parquet"] = f"data/{name}.parquet"
    return resource


def _sources(documents: pl.DataFrame) -> Iterator[dict[str, str]]:
    """The seeds: who published what and when, where it lies, and the hash of its bytes."""
    for row in documents.sort("document_id").iter_rows(named=True):
        words: Iterable[str | None] = (
            row["publisher"],
            row["title"] or row["document_id"],
            str(row["published"] or ""),
        )
        source = {"title": ", ".join(word for word in words if word), "document_id": row["document_id"]}
        if row["url"]:
            source["path"] = row["url"]
        yield source | {"hash": f"sha256:{row['sha256']}"}
