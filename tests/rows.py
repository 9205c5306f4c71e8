"""A small dataset made by hand: two documents, one event, enough for keys, quotes and empty cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from dialogues.dataset.schemas import TABLES, empty

TEXTS = {
    "a": "On 17 June 2025 the dialogue was held.\nEducation was discussed.",
    "b": 'It said "education", twice:\r\neducation.',
}
EVENT = "TKM-EU-human_rights_dialogue-2025-06-17"


DEFAULTS: dict[str, dict[str, object]] = {  # what rules alone give
    "documents": {"is_read": False},
    "mentions": {"assertion": "named", "basis": "rule"},
    "facts": {"assertion": "held", "basis": "rule"},
    "plan_references": {"basis": "rule"},
    "people": {"presence": "named", "basis": "rule"},
    "statements": {"basis": "rule"},
}


def frame(table: str, *rows: Mapping[str, Any]) -> pl.DataFrame:
    """The rows as the table's frame; what a row leaves out is as rules alone give it, or empty."""
    usual = DEFAULTS.get(table, {})
    return pl.DataFrame([usual | dict(row) for row in rows], schema=empty(TABLES[table]).schema)


def dataset(**tables: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """All tables, some of them exchanged for the given ones."""
    made = {
        "documents": frame("documents", document("a", "2025-06-19"), document("b", "2025-06-20")),
        "events": frame("events", event()),
        "counterparts": frame("counterparts", {"event_id": EVENT, "counterpart": "EU"}),
        "codings": frame("codings", coding("education", 3, 2)),
        "codes": frame("codes", code("education"), code("health")),
    }
    return {name: tables.get(name, made.get(name, frame(name))) for name in TABLES}


def document(name: str, published: str, **changes: Any) -> dict[str, Any]:
    text = TEXTS.get(name, f"The text of {name}.")
    row = {
        "document_id": name,
        "path": f"{name}.txt",
        "sha256": (name * 64)[:64] if name in "abcdef" else "0" * 64,
        "publisher": "nCa",
        "account": "TKM",
        "published": dt.date.fromisoformat(published),
        "published_basis": "registered",
        "language": "en",
        "characters": len(text),
        "in_scope": True,
        "scope_reason": "It reports a dialogue.",
        "event_id": EVENT,
        "text": text,
    }
    return row | changes


def event(**changes: Any) -> dict[str, Any]:
    day = dt.date(2025, 6, 17)
    row = {
        "event_id": EVENT,
        "kind": "human_rights_dialogue",
        "state": "TKM",
        "start_date": day,
        "end_date": day,
        "date_basis": "explicit",
        "ordinal": 17,
        "mode": "in_person",
        "place": "Brussels",
        "documents": 2,
    }
    return row | changes


def coding(name: str, mentions: int, documents: int) -> dict[str, Any]:
    return {
        "event_id": EVENT,
        "facet": "topic",
        "code": name,
        "mentions": mentions,
        "sentences": mentions,
        "background": 0,
        "documents": documents,
    }


def code(name: str, **changes: Any) -> dict[str, Any]:
    row = {"facet": "topic", "code": name, "label": name.title(), "definition": f"What is said of {name}."}
    return row | changes
