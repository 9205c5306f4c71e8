"""What the rules alone say of all texts, kept until a text, sources.yaml or the codebook changes."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from dialogues import codebook, pipeline
from dialogues.base import kept
from dialogues.base.project import Project
from dialogues.codebook import Codebook
from dialogues.dataset import Dataset
from dialogues.serve.cues import Cues

LONGEST = 100  # signs of a title
JOINED = {"body": ("institution", "organisation", "counterpart")}  # facets whose codes may stand together
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Found:
    """The tables that rules alone give, the rules, and the words people use for codes."""

    proposed: pipeline.Proposed = field(repr=False)
    tables: Dataset
    rules: Codebook
    cues: Cues
    labels: dict[tuple[str, str], str] = field(repr=False)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Each text's headline; without one, the first words of its report."""
        bodies = self.tables["sentences"].filter(pl.col("role") == "body").sort("document_id", "start")
        first = dict(
            bodies.group_by("document_id", maintain_order=True).agg(pl.col("text").first()).iter_rows()
        )
        rows = self.tables["documents"].select("document_id", "title").iter_rows()
        named = {name: " ".join((title or first.get(name) or name).split()) for name, title in rows}
        return {
            name: title if len(title) <= LONGEST else f"{title[:LONGEST].rstrip()}…"
            for name, title in named.items()
        }

    @property
    def documents(self) -> list[str]:
        """The texts, in order."""
        return self.tables["documents"]["document_id"].to_list()

    def document(self, document_id: str) -> dict[str, Any]:
        """The row of one text."""
        return self.of("documents", document_id)[0]

    def of(self, table: str, document_id: str) -> list[dict[str, Any]]:
        """The rows of a table that are about one text."""
        return self.tables[table].filter(pl.col("document_id") == document_id).to_dicts()

    def doubts(self, document_id: str) -> dict[str, tuple[str, ...]]:
        """Each field of one text that is in doubt, with the values that could be right."""
        rows = self.of("doubts", document_id) if "doubts" in self.tables else []
        values = {row["field"]: (row["values"] or "").split("|") for row in rows}
        return {field: tuple(filter(None, map(str.strip, each))) for field, each in values.items()}

    def near(self, document_id: str) -> tuple[str, ...]:
        """The other meetings of its day and place that may be that of one text."""
        rows = self.of("doubts", document_id) if "doubts" in self.tables else []
        return tuple(row["values"].split("|")[1] for row in rows if row["field"] == "event_id")

    def label(self, facet: str, code: object) -> str:
        """The words for a code; the code itself where there are none."""
        named = (self.labels.get((each, str(code))) for each in JOINED.get(facet, (facet,)))
        return next((label for label in named if label is not None), str(code))


class Desk:
    """Gives what the rules say as things stand on the disk, and makes it anew only when they changed."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._lock = threading.RLock()
        self._stamp: Stamp | None = None
        self._proposed: pipeline.Proposed | None = None
        self._found: Found | None = None
        self._kept: kept.Kept = {}

    def proposed(self) -> pipeline.Proposed:
        """What the rules find now, before any reading.

        Raises
        ------
        DialoguesError
            Where the seeds or the codebook are not as they should be.
        """
        with self._lock:
            stamp = stamped((*self.project.seeds.glob("*"), *self.project.codebook.glob("*.yaml")))
            if self._proposed is None or stamp != self._stamp:
                with kept.keeping(self._kept):
                    rules = codebook.load(self.project.codebook)
                    self._proposed = pipeline.propose(self.project.seeds, rules)
                self._stamp, self._found = stamp, None
            return self._proposed

    def found(self) -> Found:
        """The same as tables, with the words people use for codes.

        Raises
        ------
        DialoguesError
            Where the seeds or the codebook are not as they should be.
        """
        with self._lock:
            proposed = self.proposed()
            if self._found is None:
                self._found = by_rules(proposed, self.project.codebook)
            return self._found

    def read(self) -> Dataset:
        """The dataset, with what people read laid over.

        Raises
        ------
        DialoguesError
            Where the seeds, the codebook or a reading are not as they should be.
        """
        return pipeline.decide(self.proposed(), self.project.readings)[0]


def by_rules(proposed: pipeline.Proposed, folder: Path) -> Found:
    """What was ``proposed`` by the rules of the codebook in ``folder``, as tables."""
    tables, _ = pipeline.decide(proposed)
    named = tables["codes"].select("facet", "code", "label").iter_rows()
    labels = {(facet, code): label for facet, code, label in named}
    return Found(proposed, tables, proposed.rules, Cues(folder, proposed.rules), labels)


def stamped(paths: Iterable[Path]) -> Stamp:
    """What tells whether files changed: name, time and size of each."""
    told = []
    for path in sorted(paths):
        try:
            state = path.lstat()  # a link is not followed, wherever it leads
        except OSError:
            continue
        told.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(told)
