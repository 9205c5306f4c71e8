"""Readings from their files: each checked for its form, then against the texts and the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from dialogues.base import typed_yaml
from dialogues.base.errors import Problem, ReadingError
from dialogues.base.project import shown
from dialogues.dataset import schemas
from dialogues.readings import model, words

Place = tuple[str | int, ...]
Value = TypeVar("Value")
FACETS = {
    "topics": "topic",
    "organisations": "organisation",
    "institutions": "institution",
    "instruments": "instrument",
    "readouts": "readout",
}
LISTED = (*FACETS, "plans", "people", "statements")


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of readings: the text it is of, what it says, and the line of each thing said."""

    document_id: str
    path: str
    said: model.Reading
    lines: dict[Place, int] = field(default_factory=dict, compare=False)

    def problem(self, place: Place, problem: str, remedy: str) -> Problem:
        """Tell what is wrong at ``place``, with its line."""
        known = next(place[:n] for n in range(len(place), -1, -1) if place[:n] in self.lines or not n)
        return Problem(problem, remedy, self.path, self.lines.get(known))


def load(
    folder: Path, texts: pl.DataFrame, codes: pl.DataFrame, waiting: Set[str] = frozenset()
) -> tuple[Reading, ...]:
    """Read all of ``folder`` and hold it against the ``texts`` and the ``codes``.

    ``waiting`` are texts that are there but cannot be used: their readings are left out until they can.

    Raises
    ------
    ReadingError
        Every problem of every file.
    """
    readings, problems = read(folder)
    used = tuple(reading for reading in readings if reading.document_id not in waiting)
    problems += check(used, texts, codes, waiting)
    if problems:
        raise ReadingError(sorted(problems, key=lambda one: (one.path or "", one.line or 0)))
    return used


def read(folder: Path) -> tuple[tuple[Reading, ...], list[Problem]]:
    """Read the files in ``folder`` in order of document, and tell those that are not of the form."""
    readings: list[Reading] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or path.name == "README.md":
            continue
        if path.suffix != ".yaml":
            problem = "This is no reading: readings are files named <document_id>.yaml."
            problems.append(Problem(problem, "Rename the file, or take it out.", shown(path)))
            continue
        found, wrong = one(path)
        problems += wrong
        readings += [found] if found is not None else []
    return tuple(readings), problems


def one(path: Path, content: bytes | None = None) -> tuple[Reading | None, tuple[Problem, ...]]:
    """Read one file, or the ``content`` that it is to have, and tell what in it is not of the form.

    With problems the reading is what remains without them, if anything does: enough to look for others.
    """
    parsed = (
        typed_yaml.read(path, model.Reading, shown(path))
        if content is None
        else typed_yaml.parse(content, model.Reading, shown(path))
    )
    if parsed.rest is None:
        return None, parsed.problems
    return Reading(path.stem, shown(path), parsed.rest, parsed.lines), parsed.problems


def check(
    readings: Sequence[Reading], texts: pl.DataFrame, codes: pl.DataFrame, waiting: Set[str] = frozenset()
) -> list[Problem]:
    """What of ``readings`` does not fit the ``texts`` (``document_id, sha256, text``) or the ``codes``.

    They may also name texts that are ``waiting``: there, but not to be used as they are.
    """
    held = {row["document_id"]: row for row in texts.iter_rows(named=True)}
    known: dict[str, set[str]] = {}
    for facet, code in codes.select("facet", "code").iter_rows():
        known.setdefault(facet, set()).add(code)
    problems: list[Problem] = []
    for reading in readings:
        problems += _itself(reading)
        text = held.get(reading.document_id)
        if text is None:
            problem = f"There is no text named {reading.document_id}."
            problems.append(reading.problem((), problem, "Bring the text back, or take the reading out."))
            continue
        if text["sha256"] != reading.said.sha256:
            problem = f"The text {reading.document_id} is another than the one that was read."
            remedy = f"Read it again, then write sha256: {text['sha256']}."
            problems.append(reading.problem(("sha256",), problem, remedy))
            continue
        problems += _words(reading, text["text"])
        problems += _codes(reading, known)
        problems += _links(reading, held.keys() | waiting)
        problems += _twice(reading)
    return [*problems, *contradictions(readings)]


def entries(said: model.Reading) -> Iterator[tuple[Place, Any]]:
    """Everything said that can carry words: its place in the file and itself."""
    for section in ("document", "event"):
        inner = getattr(said, section)
        for name in type(inner).model_fields if inner is not None else ():
            if isinstance(held := getattr(inner, name), model.Said):
                yield (section, name), held
    if said.scope is not None:
        yield ("scope",), said.scope
    for facet in LISTED:
        if (listed := getattr(said, facet)) is not None:
            for verb in ("add", "remove"):
                for index, entry in enumerate(getattr(listed, verb)):
                    yield (facet, verb, index), entry


def _itself(reading: Reading) -> Iterator[Problem]:
    """What a reading says that it cannot say, whatever the text."""
    said = reading.said
    if said.scope is not None and said.scope.value is False and said.event is not None:
        remedy = "Take the `event` out, or say that the text is in scope."
        yield reading.problem(("event",), "A text out of scope has no `event`.", remedy)
    for place, entry in entries(said):
        if "remove" in place and entry.why is None:
            remedy = "Say why it is not in the text."
            yield reading.problem(place, "What is removed wants a `why`.", remedy)


def _words(reading: Reading, text: str) -> Iterator[Problem]:
    """Words that the text does not have."""
    for place, entry in entries(reading.said):
        for each in entry.words:
            if not words.places(text, each):
                yield reading.problem(
                    (*place, "words"),
                    f"The text does not have these words: “{_short(each)}”.",
                    "Copy them from the text, letter by letter.",
                )
        is_named = isinstance(entry, model.Person) and not entry.words and place[1] == "add"
        if is_named and not words.places(text, entry.name):
            yield reading.problem(
                (*place, "name"),
                f"The text does not have the name “{_short(entry.name)}”.",
                "Write it as the text does, or give the `words` that name the person.",
            )


def _codes(reading: Reading, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Codes that the codebook does not have."""
    said = reading.said
    parties = known.get("counterpart", set())
    bodies = parties | known.get("institution", set())
    given: list[tuple[Place, str | None, set[str], str]] = []
    for place, entry in entries(said):
        match entry:
            case model.Coded():
                given.append(
                    ((*place, "code"), entry.code, known.get(FACETS[str(place[0])], set()), str(place[0]))
                )
            case model.Plan():
                given.append(((*place, "plan"), entry.plan, known.get("plan", set()), "plans"))
                given.append(((*place, "owner"), entry.owner, parties, "states and organisations"))
            case model.Person():
                given.append(((*place, "organisation"), entry.organisation, bodies, "states and bodies"))
                given.append(((*place, "side"), entry.side, parties, "states and organisations"))
            case model.Statement():
                given.append(
                    ((*place, "statement"), entry.statement, known.get("statement", set()), "statements")
                )
                given.append(
                    (
                        (*place, "side"),
                        entry.side,
                        parties | {schemas.JOINT},
                        "states and organisations",
                    )
                )
    if said.event is not None:
        kinds = known.get("kind", set())
        if said.event.kind is not None:
            given.append((("event", "kind"), said.event.kind.value, kinds, "kinds"))
            given += [(("event", "kind"), code, kinds, "kinds") for code in said.event.kind.right_too]
        for name, codes in (("state", parties), ("counterparts", parties), ("participants", bodies)):
            held = getattr(said.event, name)
            values = () if held is None else held.value if isinstance(held.value, tuple) else (held.value,)
            given += [(("event", name), code, codes, "states and organisations") for code in values or ()]
    if said.document.account is not None:
        given.append(
            (("document", "account"), said.document.account.value, parties, "states and organisations")
        )
    for facet, kind in FACETS.items():
        if (listed := getattr(said, facet)) is not None:
            given += [
                ((facet, "optional", n), code, known.get(kind, set()), facet)
                for n, code in enumerate(listed.optional)
            ]
    for place, code, codes, what in given:
        if code is not None and code not in codes:
            remedy = typed_yaml.nearest(code, codes, "Use a code of the codebook, or add it there first.")
            yield reading.problem(place, f"The code {code!r} is none of the {what}.", remedy)


def _links(reading: Reading, held: Set[str]) -> Iterator[Problem]:
    """Texts named as telling of the same meeting, or another, that are not there."""
    if reading.said.event is None:
        return
    for name in ("same_event_as", "same_event_as_weak", "not_same_event_as"):
        for other in getattr(reading.said.event, name):
            if other == reading.document_id:
                problem = "A text is named beside itself."
                yield reading.problem(("event", name), problem, "Name the other text.")
            elif other not in held:
                problem = f"There is no text named {other}."
                remedy = "Name a text by its file's name without .txt."
                yield reading.problem(("event", name), problem, remedy)


def _twice(reading: Reading) -> Iterator[Problem]:
    """What is said twice, or added and removed at once: the same thing by the same words."""
    event = reading.said.event
    for name in ("counterparts", "participants"):
        said = getattr(event, name) if event is not None else None
        for code in _repeated(said.value or () if said is not None else ()):
            yield reading.problem(
                ("event", name), f"The code {code!r} is given twice.", "Keep one of the two."
            )
    for facet in LISTED:
        listed = getattr(reading.said, facet)
        for verb in ("add", "remove"):
            given = tuple(getattr(listed, verb)) if listed is not None else ()
            for entry in _repeated(given):
                at = len(given) - 1 - given[::-1].index(entry)
                remedy = "Keep one of the two."
                yield reading.problem((facet, verb, at), "The same is said in an entry before.", remedy)
    for facet in FACETS:
        listed = getattr(reading.said, facet)
        added = {(entry.code, entry.words) for entry in listed.add} if listed is not None else set()
        for index, entry in enumerate(listed.remove if listed is not None else ()):
            if (entry.code, entry.words) in added:
                yield reading.problem(
                    (facet, "remove", index),
                    f"The code {entry.code!r} is added and removed by the same words.",
                    "Keep one of the two.",
                )


def _repeated(values: Sequence[Value]) -> Iterator[Value]:
    """Each of ``values`` that stands there more than once, one time."""
    for index, value in enumerate(values):
        if values.index(value) == index and value in values[index + 1 :]:
            yield value


def contradictions(readings: Sequence[Reading]) -> Iterator[Problem]:
    """Readings that cannot both be right about which texts tell of one meeting."""
    same: dict[str, str] = {}

    def first(name: str) -> str:
        while name in same:
            name = same[name]
        return name

    told = {reading.document_id: reading for reading in readings}
    events = [(reading, reading.said.event) for reading in readings if reading.said.event is not None]
    for reading, event in events:
        for other in event.same_event_as:
            there = told.get(other)
            if there is not None and there.said.scope is not None and there.said.scope.value is False:
                yield reading.problem(
                    ("event", "same_event_as"),
                    f"{other} tells of the same meeting here, and of none in {there.path}.",
                    "Put one of the two right.",
                )
            a, b = sorted((first(reading.document_id), first(other)))
            if a != b:
                same[b] = a
    for reading, event in events:
        for other in event.not_same_event_as:
            if other != reading.document_id and first(reading.document_id) == first(other):
                yield reading.problem(
                    ("event", "not_same_event_as"),
                    f"{other} tells of another meeting here; other lines say that it is the same.",
                    "Put one of them right.",
                )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
