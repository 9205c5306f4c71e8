"""A reader's labels: one JSON object a document. The form is told by `dialogues score --help`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pydantic

from dialogues.base.errors import DialoguesError, Problem, UsageError

FIELDS = ("kind", "start_date", "end_date", "month_day", "ordinal", "mode", "place")  # facts of an event


class Plan(pydantic.BaseModel):
    """A plan as the reader noted it."""

    name: str
    start: int | None = None
    end: int | None = None


class Person(pydantic.BaseModel):
    """A person as the reader noted it."""

    name: str
    role: str | None = None


class Reading(pydantic.BaseModel):
    """What one reader found in one document."""

    file: str
    relevant: bool
    event_kind: str | None = None
    event_kind_alt: str | list[str] | None = None
    event_date_start: dt.date | None = None
    event_date_end: dt.date | None = None
    event_date_end_alt: dt.date | None = None
    event_month_day: str | None = None
    ordinal: int | None = None
    mode: str | None = None
    place: str | None = None
    place_optional: bool = False
    counterparts: list[str] = []
    orgs_mentioned: list[str] = []
    institutions: list[str] = []
    topics: list[str] = []
    topics_optional: list[str] = []
    instruments: list[str] = []
    plans: list[Plan] = []
    people: list[Person] = []
    same_event_as: list[str] = []
    same_event_as_weak: list[str] = []
    same_event_as_dev: list[str] = []
    same_event_as_dev_weak: list[str] = []

    @property
    def document_id(self) -> str:
        """File name without suffix."""
        return Path(self.file).stem

    def sets(self) -> dict[str, list[str]]:
        """Codes of each facet that is a set."""
        periods = [(plan.start, plan.end) for plan in self.plans]
        return {
            "topics": self.topics,
            "counterparts": self.counterparts,
            "organisations": self.orgs_mentioned,
            "institutions": self.institutions,
            "instruments": self.instruments,
            "plan_periods": [period(*years) for years in periods if years != (None, None)],
            "people": [person.name for person in self.people],
        }

    def facts(self) -> dict[str, list[str]]:
        """For each field of the event the values that are right; none: the text does not say."""
        kinds = self.event_kind_alt if isinstance(self.event_kind_alt, list) else [self.event_kind_alt]
        values: dict[str, list[object]] = {
            "kind": [self.event_kind, *kinds],
            "start_date": [self.event_date_start],
            "end_date": [self.event_date_end, self.event_date_end_alt],
            "month_day": [self.event_month_day],
            "ordinal": [self.ordinal],
            "mode": [self.mode],
            "place": [self.place],
        }
        return {name: [str(value) for value in right if value is not None] for name, right in values.items()}


def period(start: int | None, end: int | None) -> str:
    """A plan's years as one code."""
    return f"{start or ''}-{end or ''}"


def read(path: Path) -> list[Reading]:
    """The readings in ``path``, in order of document.

    Raises
    ------
    UsageError
        Where there is no such file.
    DialoguesError
        Every line that is not of the form, with its number.
    """
    if not path.is_file():
        raise UsageError(Problem("There is no such file.", "Name a UTF-8 file of JSON lines.", str(path)))
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DialoguesError(
            Problem(
                f"The gold file cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.",
                "Name a UTF-8 file of JSON lines.",
                str(path),
            )
        ) from error
    readings: list[Reading] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            readings.append(Reading.model_validate_json(line))
        except pydantic.ValidationError as error:
            for detail in error.errors():
                where = ".".join(str(part) for part in detail["loc"])
                said = f"{where}: {detail['msg']}" if where else detail["msg"]
                problems.append(
                    Problem(f"{said}.", "See `dialogues score --help` for the form.", str(path), number)
                )
    if problems:
        raise DialoguesError(problems)
    if not readings:
        raise DialoguesError(
            Problem("The gold file holds no reading.", "Add one line a document.", str(path))
        )
    return sorted(readings, key=lambda reading: reading.document_id)


def pairs(readings: list[Reading]) -> pl.DataFrame:
    """One row per pair of documents said to report one event: ``one < other``, ``optional``."""
    said = [
        (*sorted((reading.document_id, Path(file).stem)), optional)
        for reading in readings
        for files, optional in (
            (reading.same_event_as + reading.same_event_as_dev, False),
            (reading.same_event_as_weak + reading.same_event_as_dev_weak, True),
        )
        for file in files
    ]
    frame = pl.DataFrame(
        said, schema={"one": pl.String, "other": pl.String, "optional": pl.Boolean}, orient="row"
    )
    return frame.group_by("one", "other").agg(pl.col("optional").all()).sort("one", "other")
