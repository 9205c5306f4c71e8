"""``known_events.yaml``: meetings known from elsewhere, of which the corpus may or may not hold a text."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import AfterValidator, BaseModel, ConfigDict, RootModel, model_validator

from dialogues.base import typed_yaml
from dialogues.base.errors import Problem, SeedError
from dialogues.base.project import shown
from dialogues.corpus.register import Address, Filled, state_code
from dialogues.dataset import schemas

FILE = "known_events.yaml"


class KnownEvent(BaseModel):
    """One meeting: whose it is, its number or its day, and who says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Filled
    state: Annotated[str, AfterValidator(state_code)]
    counterpart: Filled
    ordinal: int | None = None
    start_date: datetime.date | None = None
    source: Filled
    url: Address | None = None

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> KnownEvent:
        if self.ordinal is None and self.start_date is None:
            raise ValueError("it has neither `ordinal` nor `start_date`, and so cannot be told from others")
        return self

    @property
    def known_event_id(self) -> str:
        """State, counterpart, kind and day, or number where no day is known."""
        when = str(self.start_date or self.ordinal)
        return "-".join((self.state, self.counterpart, self.kind, when)).lower()


def read(folder: Path, codes: Callable[[str], Collection[str]]) -> tuple[KnownEvent, ...]:
    """Read the meetings listed in ``folder``; none where the file is left out.

    ``codes`` gives the codes that a field of a facet may hold.

    Raises
    ------
    SeedError
        With every problem, each with its line.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    parsed = typed_yaml.read(path, RootModel[tuple[KnownEvent, ...]], shown(path))
    if parsed.model is None:
        raise SeedError(parsed.problems)
    events = parsed.model.root
    problems = [
        Problem(problem, remedy, shown(path), parsed.lines[place])
        for number, event in enumerate(events)
        for key, problem, remedy in _unknown(event, events[:number], codes)
        for place in [(number, key) if (number, key) in parsed.lines else (number,)]
    ]
    if problems:
        raise SeedError(problems)
    return events


def table(events: Collection[KnownEvent], state: str) -> pl.DataFrame:
    """One row per known event of ``state`` (schemas.KnownEvents), not yet joined to the corpus."""
    rows = [
        event.model_dump() | {"known_event_id": event.known_event_id}
        for event in events
        if event.state == state
    ]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.KnownEvents).schema).sort("known_event_id")


def _unknown(
    event: KnownEvent,
    earlier: tuple[KnownEvent, ...],
    codes: Callable[[str], Collection[str]],
) -> Iterator[tuple[str, str, str]]:
    """Yield key, problem and remedy of what an entry repeats or points to in vain."""
    if event.known_event_id in {other.known_event_id for other in earlier}:
        yield "kind", f"The meeting {event.known_event_id} is listed twice.", "Keep one of the entries."
    for facet, code in (("kind", event.kind), ("counterpart", event.counterpart)):
        if code not in (known := codes(facet)):
            near = difflib.get_close_matches(code, sorted(known), n=1)
            remedy = f"Did you mean {near[0]!r}?" if near else "Correct it, or add it to the codebook."
            yield facet, f"Unknown {facet} {code!r}.", remedy
