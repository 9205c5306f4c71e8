"""Apply readings to what the rules found: for each document that was read, the reading has the last word.

A pure function: findings and readings in, findings out. Applying twice is applying once; a reading that says
what the rules say changes nothing but ``basis``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from dialogues.base.errors import Problem
from dialogues.dataset import schemas
from dialogues.dataset.findings import Findings
from dialogues.readings import codes, facts, named
from dialogues.readings.load import Reading
from dialogues.readings.page import Page, Row

TABLES = ("mentions", "facts", "plans", "people", "statements", "reports")
SORTED = {"facts": ("document_id", "field", "value")}
PAIRS = {
    "document_id": pl.String,
    "linked_document_id": pl.String,
    "is_same": pl.Boolean,
    "reader": pl.String,
}


@dataclass(frozen=True, slots=True)
class Applied:
    """Findings after reading.

    Attributes
    ----------
    findings
        What is known of each document now.
    readings, corrections
        Tables of these names.
    pairs
        Texts that a reader says report one event, or two: ``document_id < linked_document_id``, ``is_same``,
        ``reader``.
    problems
        What cannot be applied.
    notes
        What the rules say too by now.
    """

    findings: Findings
    readings: pl.DataFrame
    corrections: pl.DataFrame
    pairs: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def apply(found: Findings, readings: Sequence[Reading], home: str) -> Applied:
    """Apply ``readings`` to ``found``; ``home`` is the state of texts in which the rules found no event.

    What cannot be applied is told in ``problems`` and left as it was.
    """
    readings = sorted(readings, key=lambda reading: reading.document_id)
    read = [reading.document_id for reading in readings]
    rows = {name: _by_document(getattr(found, name), read) for name in (*TABLES, "documents", "sentences")}
    pages = [
        Page(
            reading, rows["documents"][reading.document_id][0]["text"], rows["sentences"][reading.document_id]
        )
        for reading in readings
    ]
    documents: list[Row] = []
    made: dict[str, list[Row]] = {name: [] for name in TABLES}
    for page in pages:
        own = {name: rows[name][page.document_id] for name in TABLES}
        documents.append(_page(page, rows["documents"][page.document_id][0], own, home))
        for name in TABLES:
            made[name] += own[name]
    findings = replace(
        found,
        documents=_merged(found.documents, documents, read, ("document_id",)),
        doubts=_settled(found.doubts, readings),
        **{name: _merged(getattr(found, name), made[name], read, SORTED.get(name)) for name in TABLES},
    )
    return Applied(
        findings,
        _readers(readings),
        _frame("corrections", (row for page in pages for row in page.corrections)),
        _pairs(readings),
        tuple(problem for page in pages for problem in page.problems),
        tuple(note for page in pages for note in page.notes),
    )


def _page(page: Page, document: Row, own: dict[str, list[Row]], home: str) -> Row:
    """Put the rows of one document right, in ``own``; return the document's row."""
    document = facts.describe(page, document)
    document, report = facts.scope(page, document, next(iter(own["reports"]), None), home)
    own["mentions"] = codes.apply(page, own["mentions"])
    own["plans"] = named.plans(page, own["plans"])
    own["people"] = named.people(page, own["people"])
    own["statements"] = named.statements(page, own["statements"]) if report else []
    if report is None:
        own["reports"], own["facts"] = [], []
    else:
        report, own["facts"] = facts.apply(page, report, own["facts"], own["mentions"])
        own["reports"] = [report]
    return document


def _by_document(frame: pl.DataFrame, read: Iterable[str]) -> dict[str, list[Row]]:
    """The rows of each document that was read."""
    rows: dict[str, list[Row]] = {document_id: [] for document_id in read}
    for row in frame.filter(pl.col("document_id").is_in(list(rows))).iter_rows(named=True):
        rows[row["document_id"]].append(row)
    return rows


def _merged(
    frame: pl.DataFrame, rows: list[Row], read: list[str], order: tuple[str, ...] | None
) -> pl.DataFrame:
    """The frame with ``rows`` in place of those of the documents that were read."""
    others = frame.filter(~pl.col("document_id").is_in(read))
    order = order or tuple(
        name for name in ("document_id", "start", "end", "facet", "code") if name in frame.columns
    )
    return pl.concat([others, pl.DataFrame(rows, schema=frame.schema)]).sort(order, maintain_order=True)


def _settled(doubts: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """The doubts that no reading has settled."""
    columns = {**facts.FIELDS, **facts.SETS}
    settled = [
        (reading.document_id, column)
        for reading in readings
        for name, column in columns.items()
        if reading.said.event is not None and getattr(reading.said.event, name) is not None
    ]
    settled += [(reading.document_id, "head") for reading in readings if reading.said.people is not None]
    schema = {"document_id": pl.String, "field": pl.String}
    return doubts.join(pl.DataFrame(settled, schema, orient="row"), on=list(schema), how="anti")


def _readers(readings: Sequence[Reading]) -> pl.DataFrame:
    return _frame(
        "readings",
        (
            {
                "document_id": reading.document_id,
                "reader": reader.by,
                "reader_kind": reader.kind,
                "read_on": reader.on,
                "is_complete": reader.complete,
            }
            for reading in readings
            for reader in reading.said.read
        ),
    )


def _pairs(readings: Sequence[Reading]) -> pl.DataFrame:
    """What readers say of two texts: the same event, or not."""
    told = [
        (*sorted((reading.document_id, other)), is_same, reading.said.signed)
        for reading in readings
        if (event := reading.said.event) is not None
        for others, is_same in ((event.same_event_as, True), (event.not_same_event_as, False))
        for other in others
    ]
    return pl.DataFrame(told, PAIRS, orient="row").unique(list(PAIRS)[:3], keep="first").sort(list(PAIRS))


def _frame(table: str, rows: Iterable[Row]) -> pl.DataFrame:
    empty = schemas.empty(schemas.TABLES[table])
    return pl.DataFrame(list(rows), schema=empty.schema).sort(empty.columns, maintain_order=True)
