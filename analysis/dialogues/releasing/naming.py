"""How a row that changed is called: labels of the codebook, names and days instead of codes and keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dialogues.diff import Dataset
from dialogues.schemas import KEYS
from dialogues.writing import views, wording

FACETS = {  # which codes a column holds; of several facets the first that knows the code
    "kind": ("kind",),
    "state": ("counterpart",),
    "counterpart": ("counterpart",),
    "account": ("counterpart", "organisation"),
    "plan": ("plan",),
    "owner": ("counterpart", "organisation"),
    "organisation": ("institution", "organisation", "counterpart"),
    "side": ("counterpart", "organisation"),
}
FORMS = {"mode": views.MODES, "status": views.STATUS}

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What two datasets know of the rows in which they differ; the later one is asked first."""

    labels: Mapping[tuple[str, str], str]
    rows: Mapping[tuple[str, Key], Mapping[str, Any]]
    events: Mapping[str, str]

    def row(self, table: str, key: Key) -> str:
        """The row of ``table`` with this ``key``."""
        row = self.rows.get((table, key), {})
        match table:
            case "events":
                return self.events.get(key[0], key[0])
            case "counterparts":
                return f"{self.value('counterpart', key[1])}, {self.events.get(key[0], key[0])}"
            case "codings":
                event, facet, code = key
                return f"{self._label(code, facet)} ({facet}), {self.events.get(event, event)}"
            case "plan_references" if row:
                return f"{self._plan(row)}, {row['document_id']}"
            case "people" if row:
                return f"{row['name']}, {row['document_id']}"
            case "known_events" if row:
                return _event(row, self.labels, [row["counterpart"]])
            case "codes":
                return f"{self._label(key[1], key[0])} ({key[0]})"
        return " · ".join(key)

    def value(self, column: str, value: str) -> str:
        """A ``value`` of ``column``."""
        if column == "event_id":
            return self.events.get(value, value)
        if column in FORMS:
            return FORMS[column].get(value, value)
        return self._label(value, *FACETS.get(column, ()))

    def _label(self, code: str, *facets: str) -> str:
        return next((self.labels[facet, code] for facet in facets if (facet, code) in self.labels), code)

    def _plan(self, row: Mapping[str, Any]) -> str:
        name = row["name"] if row["plan"] == "other_plan" else self._label(row["plan"], "plan")
        return f"{name} ({wording.period(row['period_start'], row['period_end'])})"


def names(before: Dataset, after: Dataset) -> Names:
    """The names of the rows of two datasets."""
    labels: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, Key], Mapping[str, Any]] = {}
    parties: dict[str, list[str]] = {}
    for side in (before, after):
        codes = side["codes"].select("facet", "code", "label") if "codes" in side else pl.DataFrame()
        labels |= {(facet, code): label for facet, code, label in codes.iter_rows()}
        for table in ("events", "plan_references", "people", "known_events"):
            own = side[table].iter_rows(named=True) if table in side else ()
            rows |= {(table, tuple(str(row[column]) for column in KEYS[table])): row for row in own}
        if "counterparts" in side:
            grouped = side["counterparts"].sort("counterpart").group_by("event_id").agg("counterpart")
            parties |= dict(grouped.iter_rows())
    events = {
        key[0]: _event(row, labels, parties.get(key[0], []))
        for (table, key), row in rows.items()
        if table == "events"
    }
    twice = {name for name, n in Counter(events.values()).items() if n > 1}
    told = {key: f"{name} ({key})" if name in twice else name for key, name in events.items()}
    return Names(labels, rows, told)


def _event(row: Mapping[str, Any], labels: Mapping[tuple[str, str], str], parties: list[str]) -> str:
    """``17th human-rights dialogue of Turkmenistan with the European Union, 17 June 2025``."""
    label = wording.small(labels.get(("kind", row["kind"]), row["kind"]))
    number = f"{wording.ordinal(row['ordinal'])} " if row.get("ordinal") else ""
    state, *others = (
        wording.with_article(
            labels.get(("counterpart", code), code),
            is_state=len(code) == 3 and ("organisation", code) not in labels,
        )
        for code in (row["state"], *parties)
    )
    whom = f" with {wording.listed(others)}" if others else ""
    days = wording.days(row.get("start_date"), row.get("end_date")) or "no day given"
    return f"{number}{label} of {state}{whom}, {days}"
