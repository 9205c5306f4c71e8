"""Apply what a reading says of plans, people and statements, which are told by more than a code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from dialogues.codebook.facets import OTHER_PLAN
from dialogues.coding import spelling
from dialogues.readings import model, words
from dialogues.readings.page import BY_READING, CONFIRMED, NOT_LISTED, Page, Row, Span

Entry = TypeVar("Entry", bound=model.Named)
Meant = Callable[[Page, Entry, list[Row]], list[Row]]
Made = Callable[[Page, Entry, int], Row | None]

SAME_PERSON = "It names a person who is named already."
PLAN = {"plan": "plan", "owner": "owner", "name": "name", "start": "period_start", "end": "period_end"}
PERSON = {
    "role": "role",
    "organisation": "organisation",
    "side": "side",
    "head": "is_head",
    "presence": "presence",
}
STATEMENT = {"statement": "statement", "side": "side", "speaker": "speaker"}


def plans(page: Page, rows: list[Row]) -> list[Row]:
    """Give the plans named in the document as the reading has them."""
    return _listed(page, "plans", "plan_references", "plan", page.said.plans, rows, _same_plan, PLAN, _plan)


def people(page: Page, rows: list[Row]) -> list[Row]:
    """Give the people named in the document as the reading has them."""
    made = _listed(page, "people", "people", "name", page.said.people, rows, _same_person, PERSON, _person)
    made = [row if row in rows else row | {"person_id": _person_id(row)} for row in made]
    kept: list[Row] = []
    for row in sorted(made, key=lambda row: (-len(row["name"]), row["start"])):
        if any(_is_twin(page, one, row) for one in kept):
            page.correct("people", "name", row["name"], None, SAME_PERSON, row["name"])
        else:
            kept.append(row)
    return [_in_full(page, row) for row in made if any(row is one for one in kept)]


def _in_full(page: Page, row: Row) -> Row:
    """The row with the name as an entry has it, where that is more of the text than the rules saw."""
    for entry in page.said.people.add if page.said.people is not None else ():
        span = None if entry.optional else page.span([entry.name])
        is_more = span is not None and span.start <= row["start"] and row["end"] <= span.end
        if span is not None and is_more and span.end - span.start > row["end"] - row["start"]:
            page.correct("people", "name", row["name"], span.quote, entry.why, span.quote)
            place = page.place(span)
            row = row | {"name": place.pop("quote")} | place | BY_READING
            return row | {"person_id": _person_id(row)}
    return row


def _is_twin(page: Page, one: Row, other: Row) -> bool:
    """Whether two rows are one person after reading: of one key, or names that one entry means."""
    if one["person_id"] == other["person_id"]:
        return True
    added = page.said.people.add if page.said.people is not None else ()
    return spelling.agree(one["name"], other["name"]) and any(
        not entry.optional and len(_same_person(page, entry, [one, other])) == 2 for entry in added
    )


def statements(page: Page, rows: list[Row]) -> list[Row]:
    """Give the statements of the document as the reading has them."""
    listed = page.said.statements
    return _listed(
        page, "statements", "statements", "statement", listed, rows, _same_statement, STATEMENT, _statement
    )


def _listed(
    page: Page,
    facet: str,
    table: str,
    told: str,
    listed: model.Facet[Entry] | None,
    rows: list[Row],
    meant: Meant[Entry],
    columns: Mapping[str, str],
    made: Made[Entry],
) -> list[Row]:
    """Take away what is removed, put right or confirm what is meant, add the rest.

    ``meant`` gives the rows that an entry is about, ``columns`` which of its fields stand in which column,
    ``made`` a new row, ``told`` the column by which corrections name a row.
    """
    if listed is None:
        return rows
    for index, entry in enumerate(listed.remove):
        gone = meant(page, entry, rows)
        if not gone:
            page.learnt((facet, "remove", index), "this is not found")
        for row in gone:
            page.correct(table, told, row[told], None, entry.why, row.get("quote", row.get("name")))
        rows = [row for row in rows if row not in gone]
    kept: list[Row] = []
    for index, entry in enumerate(listed.add):
        own = [row for row in meant(page, entry, rows) if row not in kept]
        if entry.optional:
            kept += own
        elif own:
            rows = [row for row in rows if row not in own]
            kept += [_put_right(page, table, entry, columns, row) for row in own]
        elif (new := made(page, entry, index)) is not None:
            page.correct(table, told, None, new[told], entry.why, new.get("quote", new.get("name")))
            kept.append(new)
    rest = [row for row in rows if row not in kept]
    if page.said.is_complete:
        for row in rest:
            page.correct(table, told, row[told], None, NOT_LISTED, row.get("quote", row.get("name")))
        rest = []
    return [*rest, *kept]


def _put_right(page: Page, table: str, entry: model.Named, columns: Mapping[str, str], row: Row) -> Row:
    """The rule's row with what the entry says otherwise; a field it leaves out is left."""
    changed = {
        column: getattr(entry, name)
        for name, column in columns.items()
        if name in entry.model_fields_set and not words.same(getattr(entry, name), row[column])
    }
    for column, value in changed.items():
        page.correct(table, column, row[column], value, entry.why, row.get("quote", row.get("name")))
    if not changed:
        return row if row["basis"] == "reading" else row | CONFIRMED
    return row | changed | BY_READING


def _same_plan(page: Page, entry: model.Plan, rows: list[Row]) -> list[Row]:
    """Places of the plan: by the words, else by family and period; also where it is named without one."""
    spans = page.spans(entry.words)
    met = [row for row in rows if any(span.meets(row) for span in spans)]
    families = {row["plan"] for row in met} | {entry.plan}
    return [
        row
        for row in rows
        if row in met
        or (
            row["plan"] in families
            and (row["period_start"], row["period_end"]) in ((entry.start, entry.end), (None, None))
            and row["plan"] != OTHER_PLAN
        )
    ]


def _plan(page: Page, entry: model.Plan, index: int) -> Row | None:
    """A plan that the rules did not find."""
    span = page.span(entry.words or filter(None, [entry.name]))
    if span is None or entry.plan is None:
        page.want_words(("plans", "add", index), f"the plan {entry.name or entry.plan}")
        return None
    return {
        "reference_id": f"{page.document_id}.{span.start}.plan",
        "event_id": None,
        "plan": entry.plan,
        "owner": entry.owner,
        "name": entry.name or span.quote,
        "period_start": entry.start,
        "period_end": entry.end,
        "status": None,
        **page.place(span),
        **BY_READING,
    }


def _same_person(_: Page, entry: model.Person, rows: list[Row]) -> list[Row]:
    """The people whose name can be this one's."""
    return [row for row in rows if spelling.agree(row["name"], entry.name)]


def _person(page: Page, entry: model.Person, index: int) -> Row | None:
    """A person that the rules did not find: at the name, else at the words that name the person."""
    span = page.span([entry.name]) or page.span(entry.words)
    if span is None:
        page.want_words(("people", "add", index), entry.name)
        return None
    place = page.place(span)
    return {
        "person_id": "",
        "event_id": None,
        "name": place.pop("quote"),
        "role": entry.role,
        "organisation": entry.organisation,
        "side": entry.side,
        "is_head": bool(entry.head),
        "presence": entry.presence or "named",
        **place,
        **BY_READING,
    }


def _person_id(row: Row) -> str:
    """The key of a person: surname, initial, organisation."""
    parts = spelling.surname(row["name"]), spelling.initial(row["name"]), (row["organisation"] or "").lower()
    return "-".join(filter(None, parts))


def _same_statement(page: Page, entry: model.Statement, rows: list[Row]) -> list[Row]:
    """The statement that shares most of its words with the entry's: of its kind, else of another."""
    spans = page.spans(entry.words)
    near = [(_shared(row, spans), row["statement"] == entry.statement, row) for row in rows]
    near = [(shared, same, row) for shared, same, row in near if shared >= (0.0 if same else 0.5) and shared]
    if not near:
        return []
    return [max(near, key=lambda one: (one[1], one[0]))[2]]


def _shared(row: Row, spans: Iterable[Span]) -> float:
    """The share of the shorter of two spans that lies in the other."""
    shares: list[float] = [
        (min(span.end, row["end"]) - max(span.start, row["start"]))
        / min(span.end - span.start, row["end"] - row["start"])
        for span in spans
    ]
    return max([0.0, *shares])


def _statement(page: Page, entry: model.Statement, index: int) -> Row | None:
    """A statement that the rules did not find."""
    span = page.span(entry.words)
    if span is None:
        page.want_words(("statements", "add", index), f"{entry.statement}")
        return None
    key: list[Any] = [page.document_id, span.start, entry.statement, entry.side or "-"]
    return {
        "statement_id": ".".join(map(str, key)),
        "event_id": None,
        "statement": entry.statement,
        "side": entry.side,
        "speaker": entry.speaker,
        "person_id": None,
        **page.place(span),
        **BY_READING,
    }
