"""What waits for the author: texts to read, doubts, dates that cannot be right, unknown phrases."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints

from dialogues.base import typed_yaml
from dialogues.base.errors import ReadingError
from dialogues.base.project import shown
from dialogues.brief.wording import tallied
from dialogues.codebook.codes import Codebook
from dialogues.corpus import documents, layout
from dialogues.dataset import Dataset
from dialogues.readings import review

Filled = Annotated[str, StringConstraints(min_length=1)]
CAPITALS = 0.6  # share of capitals from which a line is a heading or a stamp


class Dismissed(BaseModel):
    """A phrase that is worth no code, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrase: Filled
    why: Filled


class _Dismissals(RootModel[tuple[Dismissed, ...]]):
    root: tuple[Dismissed, ...] = ()


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits, section by section: each entry a text's path and what is to be looked at."""

    unread: list[str]
    doubts: list[tuple[str, str]]
    dates: list[tuple[str, str]]
    out_of_scope: list[tuple[str, str]]
    phrases: pl.DataFrame  # review.find, the most texts first


def find(tables: Dataset, texts: pl.DataFrame, rules: Codebook, dismissed: frozenset[str]) -> Worklist:
    """Collect what waits in a dataset made of ``texts``; phrases that were dismissed are left out."""
    held = tables["documents"].sort("path")
    paths = dict(held.select("document_id", "path").iter_rows())
    candidates = review.find(tables["sentences"], tables["mentions"], tables["people"], rules)
    letters, capitals = (pl.col("sentence").str.count_matches(sign) for sign in (r"\p{L}", r"\p{Lu}"))
    phrases = candidates.filter(
        ~pl.col("phrase").str.to_lowercase().is_in(sorted(dismissed)), capitals <= CAPITALS * letters
    )
    doubts = tables["doubts"].select("document_id", "field", "values").iter_rows()
    return Worklist(
        unread=held.filter(~pl.col("is_read"))["path"].to_list(),
        doubts=[(paths[name], f"{field}: {values or 'not given'}") for name, field, values in doubts],
        dates=contradictions(tables, texts, rules),
        out_of_scope=held.filter(~pl.col("in_scope")).select("path", "scope_reason").rows(),
        phrases=phrases.sort(["kind", "documents", "count", "phrase"], descending=[False, True, True, False]),
    )


def contradictions(tables: Dataset, texts: pl.DataFrame, rules: Codebook) -> list[tuple[str, str]]:
    """Days that cannot both be right: a text's path, and what it says."""
    held = tables["documents"].sort("path")
    days = tables["facts"].filter(pl.col("field") == "start_date").select("document_id", day="value")
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


def dismissals(path: Path) -> frozenset[str]:
    """The phrases in the file of what was dismissed, in small letters; none where there is no file.

    Raises
    ------
    ReadingError
        Where the file is not as it should be.
    """
    if not path.is_file():
        return frozenset()
    parsed = typed_yaml.read(path, _Dismissals, shown(path))
    if parsed.model is None:
        raise ReadingError(parsed.problems)
    return frozenset(one.phrase.lower() for one in parsed.model.root)


def text(found: Worklist, *, as_yaml: bool = False) -> str:
    """The list as lines to read; with ``as_yaml`` each phrase with a sentence and the lines to add."""
    sections = (
        ("Texts that nobody has read", [(path, "") for path in found.unread]),
        ("Doubts", found.doubts),
        ("Dates that cannot both be right", found.dates),
        ("Texts out of scope", found.out_of_scope),
    )
    lines: list[str] = []
    for heading, entries in sections:
        if entries:
            lines += [f"{heading}: {len(entries)}"]
            lines += [f"  {path}: {told}" if told else f"  {path}" for path, told in entries]
    if as_yaml:
        return "\n".join([*lines, review.text(found.phrases)])
    for kind, heading in review.HEADINGS.items():
        rows = found.phrases.filter(pl.col("kind") == kind)
        lines += [f"{heading}: {rows.height}"] if rows.height else []
        lines += [
            f"  {phrase} ({tallied(texts, 'text')}; {file})"
            for phrase, texts, file in rows.select("phrase", "documents", "file").iter_rows()
        ]
    return "\n".join(lines) or "Every text is read, and the codebook knew every phrase."


def as_json(found: Worklist) -> str:
    """The list as JSON, phrases with their sentence and the lines to add."""
    content = {
        "unread": found.unread,
        "doubts": found.doubts,
        "dates": found.dates,
        "out_of_scope": found.out_of_scope,
        "phrases": found.phrases.to_dicts(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
