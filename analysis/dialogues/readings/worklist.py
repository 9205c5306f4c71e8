"""What waits for the author: texts to read, doubts, dates that cannot be right, unknown phrases."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import RootModel, StringConstraints

from dialogues import pipeline
from dialogues.base import signs, typed_yaml
from dialogues.base.errors import ReadingError
from dialogues.base.project import shown
from dialogues.brief.wording import tallied
from dialogues.codebook.book import Codebook
from dialogues.corpus import documents, fold, layout, seeds
from dialogues.dataset import Dataset
from dialogues.events import merging
from dialogues.readings import review

ONE_OR_TWO = "Say in a reading whether they are one (`same_event_as`) or two (`not_same_event_as`)."
REPORTED = {"start_date": "day", "ordinal": "number", "place": "place"}  # of a meeting, told by each report

Filled = Annotated[str, StringConstraints(min_length=1)]


class Dismissed(typed_yaml.Typed):
    """A phrase that is worth no code, and why."""

    phrase: Filled
    why: Filled


class _Dismissals(RootModel[tuple[Dismissed, ...]]):
    root: tuple[Dismissed, ...] = ()


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits, section by section: each entry a text's path and what is to be looked at."""

    unread: list[tuple[str, str]]
    doubts: list[tuple[str, str]]
    dates: list[tuple[str, str]]
    out_of_scope: list[tuple[str, str]]
    phrases: pl.DataFrame  # review.find, the most texts first


def find(tables: Dataset, texts: pl.DataFrame, rules: Codebook, dismissed: frozenset[str]) -> Worklist:
    """Collect what waits in a dataset made of ``texts``; phrases that were dismissed are left out."""
    held = tables["documents"].sort("path")
    paths = dict(held.select("document_id", "path").iter_rows())
    candidates = review.find(tables["sentences"], tables["mentions"], tables["people"], rules)
    phrases = candidates.filter(~pl.col("phrase").str.to_lowercase().is_in(sorted(dismissed)))
    doubts = tables["doubts"].filter(pl.col("field") != "event_id")
    return Worklist(
        unread=_unread(held, tables["readings"]),
        doubts=[
            (paths[name], f"{field}: {values or 'not given'}")
            for name, field, values in doubts.select("document_id", "field", "values").iter_rows()
        ],
        dates=[
            *contradictions(tables["documents"], tables["facts"], texts, rules),
            *of_another_day(tables),
            *of_another_report(tables),
            *((path, f"{told} {ONE_OR_TWO}") for path, told in side_by_side(tables)),
        ],
        out_of_scope=held.filter(~pl.col("in_scope")).select("path", "scope_reason").rows(),
        phrases=phrases,
    )


def _unread(documents: pl.DataFrame, readings: pl.DataFrame) -> list[tuple[str, str]]:
    """Texts that no person has read to the end, and what a program has read."""
    whole = readings.filter(pl.col("is_complete"))
    people = whole.filter(pl.col("reader_kind") == "person").select("document_id")
    programs = dict(
        whole.filter(pl.col("reader_kind") == "program").select("document_id", "reader").iter_rows()
    )
    rows = documents.join(people, on="document_id", how="anti", maintain_order="left")
    return [
        (path, f"read by a program ({programs[name]})" if name in programs else "")
        for name, path in rows.select("document_id", "path").iter_rows()
    ]


def of_one(folder: Path, name: str, rules: Codebook) -> list[str]:
    """Days that cannot both be right in the text ``name`` of ``folder``, by the rules alone."""
    given = seeds.usable(folder)
    texts = given.texts.filter(pl.col("path") == name)
    if texts.is_empty():
        return []
    found = pipeline.find(replace(given, texts=fold.fold(texts).texts), rules.at_home_in(given.corpus.state))
    return [told for _, told in contradictions(found.documents, found.facts, texts, rules)]


def contradictions(
    read: pl.DataFrame, facts: pl.DataFrame, texts: pl.DataFrame, rules: Codebook
) -> list[tuple[str, str]]:
    """Days that cannot both be right: a text's path, and what it says."""
    held = read.sort("path")
    days = facts.filter(pl.col("field") == "start_date").select("document_id", day="value")
    printed = documents.printed(layout.blocks(texts, rules.marks()), rules)
    rows = held.join(days, on="document_id", how="left", maintain_order="left")
    rows = rows.join(printed, on="document_id", how="left", maintain_order="left")
    found = []
    columns = ("path", "published", "published_basis", "day", "read_published")
    for path, published, basis, day, read in rows.select(columns).iter_rows():
        if published is not None and day is not None and str(published) < day:
            found.append((path, f"It was published on {published}, before the meeting of {day} it tells of."))
        if basis == "registered" and read is not None and read != published:
            found.append((path, f"Its own head has the day {read}; sources.yaml has {published}."))
    return found


def of_another_day(tables: Dataset) -> list[tuple[str, str]]:
    """Days that are not those of the event known from elsewhere: a text's path, and what is known."""
    apart = merging.apart(tables["known_events"], tables["events"])
    rows = tables["documents"].join(apart, on="event_id").sort("path")
    return [
        (path, f"Its meeting is dated {day}; known_events.yaml has {known_day} ({source}).")
        for path, day, known_day, source in rows.select(
            "path", "start_date", "known_day", "source"
        ).iter_rows()
    ]


def of_another_report(tables: Dataset) -> list[tuple[str, str]]:
    """Facts that two texts of one meeting give otherwise: the path of the one the dataset does not follow."""
    events = (
        tables["events"]
        .select("event_id", *(pl.col(name).cast(pl.String) for name in REPORTED))
        .unpivot(index="event_id", variable_name="field", value_name="taken")
    )
    rows = (
        tables["differences"]
        .drop_nulls("value")
        .join(events.drop_nulls("taken"), on=["event_id", "field"])
        .filter(pl.col("value") != pl.col("taken"))
        .join(tables["documents"].select("document_id", "path"), on="document_id")
        .sort("path", "field")
    )
    return [
        (path, f"It gives the {REPORTED[field]} {value}; what else tells of its meeting gives {taken}.")
        for path, field, value, taken in rows.select("path", "field", "value", "taken").iter_rows()
    ]


def side_by_side(tables: Dataset) -> list[tuple[str, str]]:
    """Meetings of one day and place that one fact alone keeps apart: a text's path, and from what."""
    paths = tables["documents"].sort("path").drop_nulls("event_id").select("event_id", "path")
    first = dict(paths.unique("event_id", keep="first").iter_rows())
    sides = tables["counterparts"].group_by("event_id").agg(pl.col("counterpart").sort().str.join(", "))
    parties, rounds = (
        dict(rows.iter_rows()) for rows in (sides, tables["events"].select("event_id", "ordinal"))
    )
    found = []
    near = tables["doubts"].filter(pl.col("field") == "event_id").select("document_id", "values")
    for path, values in (
        near.join(tables["documents"], on="document_id").sort("path").select("path", "values").iter_rows()
    ):
        own, other = values.split("|")
        is_round = None not in (rounds[own], rounds[other]) and rounds[own] != rounds[other]
        what, told = ("round", rounds) if is_round else ("other side", parties)
        apart = f"the {what} is {told.get(own)} here and {told.get(other)} there"
        found.append(
            (path, f"Its meeting and that of {first[other]} are of one kind, day and place; {apart}.")
        )
    return found


def dismissals(path: Path) -> frozenset[str]:
    """The phrases in the file of what was dismissed, in small letters; none where there is no file.

    Raises
    ------
    ReadingError
        Where the file is not as it should be.
    """
    if not os.path.lexists(path):
        return frozenset()
    parsed = typed_yaml.read(path, _Dismissals, shown(path))
    if parsed.model is None:
        raise ReadingError(parsed.problems)
    return frozenset(one.phrase.lower() for one in parsed.model.root)


def text(found: Worklist, *, as_yaml: bool = False) -> str:
    """The list as lines to read; with ``as_yaml`` each phrase with a sentence and the lines to add."""
    sections = (
        ("Texts that no person has read", found.unread),
        ("Doubts", found.doubts),
        ("Facts that cannot both be right", found.dates),
        ("Texts out of scope", found.out_of_scope),
    )
    lines: list[str] = []
    for heading, entries in sections:
        if entries:
            lines += [f"{heading}: {len(entries)}"]
            lines += [f"  {path}: {told}" if told else f"  {path}" for path, told in entries]
    if as_yaml:
        return "\n".join([*map(signs.line, lines), review.text(found.phrases)])
    for kind, heading in review.HEADINGS.items():
        rows = found.phrases.filter(pl.col("kind") == kind)
        lines += [f"{heading}: {rows.height}"] if rows.height else []
        lines += [
            f"  {phrase} ({tallied(texts, 'text')}; {file})"
            for phrase, texts, file in rows.select("phrase", "documents", "file").iter_rows()
        ]
    said = "\n".join(map(signs.line, lines))
    return said or "Every text is read by a person, and the codebook knew every phrase."


def as_json(found: Worklist) -> str:
    """The list as JSON, phrases with their sentence and the lines to add."""
    content = {
        "unread": [{"path": path, "by_program": bool(told)} for path, told in found.unread],
        "doubts": found.doubts,
        "dates": found.dates,
        "out_of_scope": found.out_of_scope,
        "phrases": found.phrases.to_dicts(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
