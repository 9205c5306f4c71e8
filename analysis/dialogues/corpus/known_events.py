"""``known_events.yaml``: meetings known from elsewhere, of which the corpus may or may not hold a text."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import AfterValidator, RootModel, model_validator

from dialogues.base import typed_yaml
from dialogues.base.errors import Problem, SeedError
from dialogues.base.project import shown
from dialogues.corpus.register import Address, Filled, state_code
from dialogues.dataset import schemas

FILE = "known_events.yaml"


class KnownEvent(typed_yaml.Typed):
    """One meeting: whose it is, its number or its day, and who says so."""

    kind: Filled
    state: Annotated[str, AfterValidator(state_code)]
    counterpart: Filled
    ordinal: typed_yaml.Round | None = None
    start_date: typed_yaml.Day | None = None
    source: Filled
    url: Address | None = None

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> KnownEvent:
        if self.ordinal is None and self.start_date is None:
            raise ValueError("it has neither `ordinal` nor `start_date`, and so cannot be told from others")
        return self

    @model_validator(mode="after")
    def _has_two_sides(self) -> KnownEvent:
        if self.counterpart == self.state:
            raise ValueError(f"{self.state} cannot meet itself: `counterpart` is the other side")
        return self

    @property
    def known_event_id(self) -> str:
        """State, counterpart, kind and day, or number where no day is known."""
        when = str(self.start_date or self.ordinal)
        return "-".join((self.state, self.counterpart, self.kind, when)).lower()


@dataclass(frozen=True, slots=True)
class Listed:
    """The meetings of the file, and the line of each place in it."""

    events: tuple[KnownEvent, ...]
    lines: dict[typed_yaml.Place, int]


def read(folder: Path) -> pl.DataFrame:
    """One row per meeting listed in ``folder`` (schemas.KnownEvents); none where the file is left out.

    Raises
    ------
    SeedError
        With every problem, each with its line.
    """
    rows = [event.model_dump() | {"known_event_id": event.known_event_id} for event in _listed(folder).events]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.KnownEvents).schema).sort("known_event_id")


def refuse_unknown(folder: Path, codes: Callable[[str], Collection[str]]) -> None:
    """Refuse a meeting whose kind or counterpart is not among the ``codes`` of that facet.

    Raises
    ------
    SeedError
        With every such meeting, each with its line.
    """
    listed = _listed(folder)
    problems = []
    for number, event in enumerate(listed.events):
        for facet, code in (("kind", event.kind), ("counterpart", event.counterpart)):
            if code not in (known := codes(facet)):
                near = difflib.get_close_matches(code, sorted(known), n=1)
                remedy = f"Did you mean {near[0]!r}?" if near else "Correct it, or add it to the codebook."
                line = listed.lines[number, facet]
                problems.append(Problem(f"Unknown {facet} {code!r}.", remedy, shown(folder / FILE), line))
    if problems:
        raise SeedError(problems)


def _listed(folder: Path) -> Listed:
    """The file as read."""
    path = folder / FILE
    if not path.exists():
        return Listed((), {})
    parsed = typed_yaml.read(path, RootModel[tuple[KnownEvent, ...]], shown(path))
    if parsed.model is None:
        raise SeedError(parsed.problems)
    first: dict[str, int] = {}
    problems = []
    for number, event in enumerate(parsed.model.root):
        line = parsed.lines[(number,)]
        if event.known_event_id in first:
            problem = f"This meeting is listed twice (first in line {first[event.known_event_id]})."
            problems.append(Problem(problem, "Keep one of the entries.", shown(path), line))
        first.setdefault(event.known_event_id, line)
    if problems:
        raise SeedError(problems)
    return Listed(parsed.model.root, parsed.lines)
