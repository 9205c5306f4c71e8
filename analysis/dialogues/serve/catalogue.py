"""What the page's picker and its forms need to know: all codes, and the inputs of each field."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dialogues.codebook.facets import FACETS, states
from dialogues.dataset.schemas import JOINT
from dialogues.serve.fields import CODED, FIELDS, LISTED, PARTS, WORDING, Field, Part
from dialogues.serve.found import Found


def form(found: Found) -> dict[str, Any]:
    """Codes by facet, inputs by field and by list, the sections whose codes words can be given."""
    return {
        "codes": codes(found),
        "fields": {key: [_input(field)] for key, field in FIELDS.items()},
        "lists": {
            section: {"heading": heading, "parts": [_input(part) for part in PARTS[section]]}
            for section, heading in LISTED.items()
        },
        "coded": {section: {"facet": facet, "heading": head} for section, (facet, head) in CODED.items()},
    }


def codes(found: Found) -> dict[str, list[dict[str, str]]]:
    """Facet -> its codes, each with its label and definition; ``body`` and ``side`` are made of several."""
    rows = found.tables["codes"].to_dicts()
    made = {
        facet: [_code(row) for row in rows if row["facet"] == facet] for facet in (*FACETS, "counterpart")
    }
    own = found.rules.edition.home
    made["counterpart"].sort(key=lambda row: (row["code"] != own, row["code"] in states(), row["label"]))
    made["body"] = [*made["institution"], *made["counterpart"]]
    made["side"] = [{"code": JOINT, "label": "the sides together", "about": ""}, *made["counterpart"]]
    return made


def _code(row: dict[str, Any]) -> dict[str, str]:
    return {"code": row["code"], "label": row["label"], "about": row["definition"] or ""}


def _input(field: Field | Part) -> dict[str, Any]:
    """An input as the page builds it."""
    choices = [{"code": choice, "label": WORDING.get(choice, choice)} for choice in field.choices]
    return {**asdict(field), "choices": choices}
