"""What a reading says is right: sets of codes, values of fields, people, pairs of texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from dialogues.readings import model
from dialogues.readings.facts import FIELDS
from dialogues.readings.load import FACETS, Reading

SETS = (*FACETS, "counterparts", "plan_periods", "people")
FACTS = tuple(FIELDS.values())  # columns of events, in the order of a reading
OF_PEOPLE = {"role": "role", "side": "side", "presence": "presence", "head": "is_head"}
NONE = ""  # the value that says: the text does not give it


@dataclass(frozen=True, slots=True)
class Labels:
    """Codes that are in a text, and those that are neither right nor wrong."""

    codes: tuple[str, ...]
    optional: tuple[str, ...] = ()


def sets(said: model.Reading) -> dict[str, Labels]:
    """For each kind of set that the reading lists, its codes; what it leaves out says nothing."""
    made: dict[str, Labels] = {}
    for plural in FACETS:
        if (listed := getattr(said, plural)) is not None:
            sure = tuple(entry.code for entry in listed.add if not entry.optional)
            unsure = tuple(entry.code for entry in listed.add if entry.optional)
            made[plural] = Labels(sure, (*listed.optional, *unsure))
    if said.event is not None and (parties := said.event.counterparts) is not None:
        others = tuple(code for other in parties.right_too for code in other or ())
        made["counterparts"] = Labels(tuple(parties.value or ()), others)
    if said.plans is not None:
        made["plan_periods"] = _listed(said.plans.add, _period)
    if said.people is not None:
        made["people"] = _listed(said.people.add, lambda person: person.name)
    return made


def facts(said: model.Reading) -> dict[str, tuple[list[str], bool]]:
    """For each field of the event that the reading gives, the values that are right, and if it counts."""
    made: dict[str, tuple[list[str], bool]] = {}
    for name, column in FIELDS.items():
        held: model.Said[Any] | None = getattr(said.event, name) if said.event is not None else None
        if held is not None:
            right = [held.value, *held.right_too]
            made[column] = [NONE if value is None else str(value) for value in right], not held.optional
    return made


def people(readings: Iterable[Reading]) -> pl.DataFrame:
    """One row per labelled field of a person: ``document_id, name, field, expected``."""
    rows = [
        (reading.document_id, person.name, field, _written(getattr(person, field)))
        for reading in readings
        if reading.said.people is not None
        for person in reading.said.people.add
        for field in OF_PEOPLE
        if field in person.model_fields_set and not person.optional
    ]
    schema = dict.fromkeys(("document_id", "name", "field", "expected"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def pairs(readings: Iterable[Reading]) -> pl.DataFrame:
    """One row per pair of texts said to report one event: ``one < other``, ``optional``."""
    said = [
        (*sorted((reading.document_id, other)), optional)
        for reading in readings
        if (event := reading.said.event) is not None
        for others, optional in ((event.same_event_as, False), (event.same_event_as_weak, True))
        for other in others
    ]
    schema = {"one": pl.String, "other": pl.String, "optional": pl.Boolean}
    frame = pl.DataFrame(said, schema=schema, orient="row")
    return frame.group_by("one", "other").agg(pl.col("optional").all()).sort("one", "other")


def value_of(reading: Reading, name: str) -> str:
    """Under what a reading is counted where scores are split by ``name``, a key of the form."""
    said = reading.said
    for held in (said, said.event, said.document, said.read[0]):
        if held is not None and name in type(held).model_fields:
            value = getattr(held, name)
            return _written(value.value if isinstance(value, model.Said) else value) or "none"
    return "none"


def names() -> set[str]:
    """The names that :func:`value_of` knows."""
    forms = (model.Reading, model.Event, model.Document, model.Reader)
    return {name for form in forms for name in form.model_fields}


def _listed(entries: Iterable[Any], name: Any) -> Labels:
    named = [(name(entry), entry.optional) for entry in entries]
    sure = [code for code, optional in named if code is not None and not optional]
    return Labels(tuple(sure), tuple(code for code, optional in named if code is not None and optional))


def period(start: int | None, end: int | None) -> str:
    """A plan's years as one code."""
    return f"{start or ''}-{end or ''}"


def _period(plan: model.Plan) -> str | None:
    return None if plan.start is None and plan.end is None else period(plan.start, plan.end)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return NONE if value is None else str(value)
