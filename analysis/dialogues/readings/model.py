"""What a reading says: the typed form of ``analysis/readings/<document_id>.yaml``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from dialogues.base.typed_yaml import Day, Round, Typed, Year
from dialogues.dataset import schemas

Value = TypeVar("Value")
Entry = TypeVar("Entry", bound="Named")
Filled = Annotated[str, StringConstraints(min_length=1)]
State = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Code = Annotated[str, StringConstraints(pattern="^[A-Za-z][A-Za-z0-9_-]*$")]


def _several(value: object) -> object:
    """One value as a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _coded(value: object) -> object:
    """A bare code as ``{code: value}``."""
    return {"code": value} if isinstance(value, str) else value


Words = Annotated[tuple[Filled, ...], BeforeValidator(_several)]
Documents = Annotated[tuple[Filled, ...], BeforeValidator(_several)]


class Said(Typed, Generic[Value]):
    """A value with the words that show it; an empty ``value``: the text does not give it."""

    value: Value | None = Field(alias="is")
    words: Words = ()
    why: Filled | None = None
    right_too: Annotated[tuple[Value | None, ...], BeforeValidator(_several)] = Field((), alias="or")
    optional: bool = False  # for scoring: neither right nor wrong

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        """Take a bare value for ``{is: value}``."""
        return value if isinstance(value, dict) else {"is": value}


class _Saying(Typed):
    """Fields that say something where they are given, also ``null``: the text does not give it."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_said_too(cls, value: Any) -> Any:
        given = value if isinstance(value, dict) else {}
        said = {key: {"is": None} for key, held in given.items() if held is None}
        return {**given, **said} if said else value


class Named(Typed):
    """Something listed: an entry of a facet."""

    words: Words = ()
    why: Filled | None = None
    optional: bool = False  # for scoring: neither right nor wrong


class Coded(Named):
    """A code that the text has."""

    code: Code


class Plan(Named):
    """A named plan."""

    plan: Code | None = None
    owner: Code | None = None
    name: Filled | None = None
    start: Year | None = None
    end: Year | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Plan:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError("the plan's first year comes after its last")
        return self


class Person(Named):
    """A named person."""

    name: Filled
    role: Filled | None = None
    organisation: Code | None = None
    side: Code | None = None
    head: bool | None = None
    presence: Literal["took_part", "named", "absent"] | None = None


class Statement(Named):
    """A statement that the text reports."""

    statement: Code
    side: Code | None = None
    speaker: Filled | None = None


class Facet(Typed, Generic[Entry]):
    """What of one kind is in the text, and what of the rules' is not."""

    add: tuple[Entry, ...] = ()
    remove: tuple[Entry, ...] = ()
    optional: tuple[Code, ...] = ()


Codes = Facet[Annotated[Coded, BeforeValidator(_coded)]]


class Reader(Typed):
    """Who has read the text, and when."""

    by: Filled
    kind: Literal["person", "program"]
    on: dt.date | None = None
    complete: bool = False

    @model_validator(mode="before")
    @classmethod
    def _with_on(cls, value: Any) -> Any:
        """Take the key that YAML 1.1 reads as true for the ``on`` that was written."""
        return (
            {"on" if key is True else key: v for key, v in value.items()}
            if isinstance(value, dict)
            else value
        )


class Document(_Saying):
    """What the document says of itself."""

    publisher: Said[Filled] | None = None
    account: Said[Code] | None = None
    title: Said[Filled] | None = None
    published: Said[Day] | None = None
    language: Said[Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]] | None = None


class Event(_Saying):
    """What the document says of its event."""

    kind: Said[Code] | None = None
    state: Said[State] | None = None
    start: Said[Day] | None = None
    end: Said[Day] | None = None
    date_basis: Said[Literal[schemas.DATE_BASES]] | None = None  # type: ignore[valid-type] # a tuple of names, known at run time
    month_day: Said[Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")]] | None = None
    ordinal: Said[Round] | None = None
    mode: Said[Literal[schemas.MODES]] | None = None  # type: ignore[valid-type] # as above
    place: Said[Filled] | None = None
    counterparts: Said[tuple[Code, ...]] | None = None
    participants: Said[tuple[Code, ...]] | None = None
    same_event_as: Documents = ()
    same_event_as_weak: Documents = ()
    not_same_event_as: Documents = ()

    @model_validator(mode="after")
    def _in_order(self) -> Event:
        first, last = (said and said.value for said in (self.start, self.end))
        if first and last and first > last:
            raise ValueError("the event's last day comes before its first")
        return self


class Reading(Typed):
    """One file: who read the text of this hash, and what they say."""

    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    read: Annotated[tuple[Reader, ...], Field(min_length=1)]
    split: Literal["dev", "check"] | None = None
    first_looked_at: dt.date | None = None
    note: Filled | None = None
    document: Document = Document()
    scope: Said[bool] | None = None
    event: Event | None = None
    topics: Codes | None = None
    organisations: Codes | None = None
    institutions: Codes | None = None
    instruments: Codes | None = None
    readouts: Codes | None = None
    plans: Facet[Plan] | None = None
    people: Facet[Person] | None = None
    statements: Facet[Statement] | None = None

    @model_validator(mode="after")
    def _one_mind(self) -> Reading:
        names = [reader.by for reader in self.read]
        if len(set(names)) < len(names):
            raise ValueError("a reader is named twice under `read`")
        return self

    @property
    def is_complete(self) -> bool:
        """Whether a reader looked for everything."""
        return any(reader.complete for reader in self.read)

    @property
    def signed(self) -> str:
        """The readers' names."""
        return "; ".join(reader.by for reader in self.read)

    @property
    def read_on(self) -> dt.date | None:
        """The last day of reading."""
        return max((reader.on for reader in self.read if reader.on), default=None)
