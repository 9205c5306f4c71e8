"""Apply what a reading says of the document itself, its scope and its event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dialogues.dataset.schemas import HELD
from dialogues.readings import model, words
from dialogues.readings.page import BY_READING, CONFIRMED, NOT_LISTED, Page, Row, Span

FIELDS = {  # of a reading: of the table facts
    "kind": "kind",
    "start": "start_date",
    "end": "end_date",
    "month_day": "month_day",
    "ordinal": "ordinal",
    "mode": "mode",
    "place": "place",
}
SETS = {"counterparts": "counterpart", "participants": "participant"}
BORROWED = {
    "end": ("start",),
    "mode": ("place", "kind"),
    "month_day": ("start",),
}  # whose words may stand for
IN_SCOPE = "A reader found an event with human-rights content."
OUT_OF_SCOPE = "A reader found no event with human-rights content."


def describe(page: Page, document: Row) -> Row:
    """Give the document's row what the text says of itself."""
    document = document | {"is_read": page.said.is_complete}
    for name in model.Document.model_fields:
        said: model.Said[Any] | None = getattr(page.said.document, name)
        if said is None or words.same(said.value, document[name]):
            continue
        page.correct("documents", name, document[name], said.value, said.why, " ".join(said.words) or None)
        document = document | {name: said.value}
        if name == "published":
            document = document | {"published_basis": None if said.value is None else "reading"}
    return document


def scope(page: Page, document: Row, report: Row | None, home: str) -> tuple[Row, Row | None]:
    """Put the document in or out of scope, and give its report the state and basis of dates as read."""
    said, event = page.said.scope, page.said.event
    wanted = document["in_scope"] if said is None and event is None else said is None or bool(said.value)
    if wanted != document["in_scope"]:
        why = said.why if said is not None else None
        page.correct("documents", "in_scope", document["in_scope"], wanted, why)
        document = document | {
            "in_scope": wanted,
            "scope_reason": IN_SCOPE if wanted else f"{OUT_OF_SCOPE[:-1]}: {why}" if why else OUT_OF_SCOPE,
        }
        if wanted and (event is None or event.kind is None or event.kind.value is None):
            page.refuse(("scope",), "The rules found no event here.", "Say its `kind` under `event`.")
    if not wanted:
        return document, None
    report = report or {"document_id": page.document_id, "state": home, "date_basis": None, "month": None}
    for name in ("state", "date_basis"):
        held = getattr(event, name) if event is not None else None
        if held is not None and held.value != report[name] and not (name == "state" and held.value is None):
            page.correct("events", name, report[name], held.value, held.why, " ".join(held.words) or None)
            report = report | {name: held.value}
    return document, report


def apply(page: Page, report: Row, facts: list[Row], mentions: list[Row]) -> tuple[Row, list[Row]]:
    """Give the report and the facts of an event as the reading has them."""
    event = page.said.event
    if event is None:
        return report, facts
    was = _value(facts, "start_date")
    for name, column in FIELDS.items():
        if (said := getattr(event, name)) is not None and not said.optional:
            facts = _field(page, name, column, said, facts)
    if event.start is not None:
        report, facts = _days(page, event, report, facts, moved=_value(facts, "start_date") != was)
    for name, column in SETS.items():
        if (said := getattr(event, name)) is not None:
            facts = _set(page, name, column, said, facts, mentions)
    if any(row["field"] == "counterpart" and row["value"] == report["state"] for row in facts):
        problem = f"The state whose dialogue it is, {report['state']}, is its own counterpart."
        page.refuse(("event", "counterparts"), problem, "Say the `state` or the counterparts otherwise.")
    return report, facts


def _field(page: Page, name: str, column: str, said: model.Said[Any], facts: list[Row]) -> list[Row]:
    """One field with one value."""
    own = [row for row in facts if row["field"] == column]
    others = [row for row in facts if row["field"] != column]
    value = None if said.value is None else str(said.value)
    was = own[0]["value"] if own else None
    if value == was:
        if said.why is not None and value is not None:
            page.learnt(("event", name), f"{name} is {value}")
        return [*others, *(row if row["basis"] == "reading" else row | CONFIRMED for row in own)]
    if value is None:
        page.correct("facts", column, was, None, said.why, own[0]["quote"])
        return others
    span = page.span(said.words) or _borrowed(page, name, facts)
    if span is None:
        page.want_words(("event", name), f"{name}: {value}")
        return facts
    page.correct("facts", column, was, value, said.why, span.quote)
    return [*others, _fact(page, column, value, span)]


def _borrowed(page: Page, name: str, facts: list[Row]) -> Span | None:
    """The words of another field that show this one too: of a place, that it was not held by video."""
    for other in BORROWED.get(name, ()):
        said = getattr(page.said.event, other)
        if said is not None and said.value is not None and (span := page.span(said.words)) is not None:
            return span
        for row in facts:
            if row["field"] == FIELDS[other]:
                return Span(row["sentence_id"], row["start"], row["end"], row["quote"])
    return None


def _days(
    page: Page, event: model.Event, report: Row, facts: list[Row], *, moved: bool
) -> tuple[Row, list[Row]]:
    """What follows from a first day that was put right: the last day, the basis, no day without a year."""
    if not moved:
        return report, facts
    first = next((row for row in facts if row["field"] == "start_date"), None)
    if first is None:
        gone = ("end_date",)
        report = report if event.date_basis is not None else report | {"date_basis": None}
        return report, [row for row in facts if row["field"] not in gone]
    gone = ("month_day", *(("end_date",) if event.end is None else ()))
    facts = [row for row in facts if row["field"] not in gone]
    if event.end is None:
        facts.append(_fact(page, "end_date", first["value"], _span(first)))
    if event.date_basis is None:
        is_full = first["value"][:4] in first["quote"]
        report = report | {"date_basis": "explicit" if is_full else "inferred"}
    return report, facts


def _set(
    page: Page, name: str, column: str, said: model.Said[Any], facts: list[Row], mentions: list[Row]
) -> list[Row]:
    """The exact set of counterparts or participants."""
    wanted = tuple(said.value or ())
    own = {row["value"]: row for row in facts if row["field"] == column}
    made = [row for row in facts if row["field"] != column]
    for value in sorted(own.keys() - set(wanted)):
        page.correct("facts", column, value, None, said.why or NOT_LISTED, own[value]["quote"])
    for index, value in enumerate(wanted):
        if value in own:
            made.append(own[value] if own[value]["basis"] == "reading" else own[value] | CONFIRMED)
            continue
        span = _of_party(page, value, index, said.words, mentions)
        if span is None:
            page.want_words(("event", name), value)
            continue
        page.correct("facts", column, None, value, said.why, span.quote)
        made.append(_fact(page, column, value, span))
    return made


def _of_party(
    page: Page, value: str, index: int, given: tuple[str, ...], mentions: Iterable[Row]
) -> Span | None:
    """Where a party is named: in the words given in its place, where it is mentioned, in the first words."""
    if index < len(given) and (span := page.span(given[index : index + 1])) is not None:
        return span
    for row in sorted(mentions, key=lambda row: row["start"]):
        if row["code"] == value and row["facet"] in ("organisation", "institution"):
            return _span(row)
    return page.span(given)


def _fact(page: Page, column: str, value: str, span: Span) -> Row:
    many = f"{column}.{value}" if column in SETS.values() else column
    return {
        "fact_id": f"{page.document_id}.{many}",
        "field": column,
        "value": value,
        "frame": None,
        "assertion": HELD,
        **page.place(span),
        **BY_READING,
    }


def _span(row: Row) -> Span:
    return Span(row["sentence_id"], row["start"], row["end"], row["quote"])


def _value(facts: Iterable[Row], column: str) -> str | None:
    return next((row["value"] for row in facts if row["field"] == column), None)
