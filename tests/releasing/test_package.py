"""The data package: valid by the frictionless tool, and the tables come back from their CSV files."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dialogues import dataset as tables
from dialogues.base.project import Project
from dialogues.dataset import schemas, sheets
from dialogues.dataset.schemas import TABLES, Claims
from dialogues.releasing import edition, package
from rows import dataset, document, frame


@pytest.fixture
def root(tmp_path: Path, project: Project) -> Path:
    tables.write(dataset(), tmp_path / "data")
    claim = {"claim_id": "events", "number": 1, "text": "one event", "value": "1", "is_key_message": True}
    claim |= {"table": "events", "keys": "e", "document_id": "a", "sha256": "a" * 64}
    columns = schemas.empty(Claims).schema
    ledger = pl.DataFrame([{name: claim.get(name) for name in columns}], schema=columns)
    sheets.write(ledger, tmp_path / "data" / "claims.csv")
    package.write(tmp_path, dataset(), edition.current(project))
    return tmp_path


def problems(root: Path) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the tool's own dependencies warn about is not ours
        import frictionless

        report = frictionless.validate(str(root / "datapackage.json"))
    return [error[-1] for error in report.flatten(["type", "note"])]


def test_the_package_is_valid_by_the_frictionless_tool(root: Path) -> None:
    assert problems(root) == []


def test_the_package_declares_version_two_keys_hashes_licence_and_sources(root: Path) -> None:
    described = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [resource["name"] for resource in described["resources"]] == [*TABLES, "claims"]
    assert described["licenses"][0]["name"]
    assert [source["hash"] for source in described["sources"]] == [f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"]
    documents = described["resources"][0]
    assert documents["description"] == "One row per text that was read."
    assert documents["schema"]["primaryKey"] == ["document_id"]
    assert documents["schema"]["fields"][2] == {
        "name": "sha256",
        "type": "string",
        "description": "SHA-256 of the file's bytes.",
        "constraints": {"required": True, "pattern": "^[0-9a-f]{64}$"},
    }
    assert all(field["description"] for r in described["resources"] for field in r["schema"]["fields"])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"event_id": "none-such"}, "not found in the lookup table"),
        ({"sha256": "short"}, "pattern"),
        ({"characters": 0}, "minimum"),
        ({"published_basis": "guessed"}, "enum"),
    ],
)
def test_the_constraints_are_those_of_the_schemas(
    project: Project, tmp_path: Path, changes: dict[str, object], problem: str
) -> None:
    broken = dataset(documents=frame("documents", document("a", "2025-06-19", **changes)))
    tables.write(broken, tmp_path / "data")
    package.write(tmp_path, broken, edition.current(project))
    found = problems(tmp_path)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_from_its_csv(root: Path, name: str) -> None:
    written = dataset()[name]
    read = sheets.read(root / "data" / f"{name}.csv", written.schema)
    assert_frame_equal(read, written)


def test_csv_has_crlf_line_ends_and_no_byte_order_mark(root: Path) -> None:
    raw = (root / "data" / "codes.csv").read_bytes()
    assert raw.startswith(b"facet,code,label,")
    assert raw.count(b"\n") == raw.count(b"\r\n") == 3
