"""``sources.yaml``: what is known of each seed, beyond its words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from dialogues import typed_yaml
from dialogues.errors import Problem, SeedError

FILE = "sources.yaml"
Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Typed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Corpus(_Typed):
    """What the folder of texts is about."""

    title: Filled = "Human-rights dialogues and political consultations"
    state: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "TKM"
    years: tuple[int, int] | None = None
    cutoff: datetime.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Corpus:
        if self.years is not None and self.years[0] > self.years[1]:
            raise ValueError("the first year comes after the last")
        return self


class Source(_Typed):
    """One seed as registered; ``None`` where a thing is not known."""

    file: Filled
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    publisher: Filled | None = None
    published: datetime.date | None = None
    title: Filled | None = None
    url: Annotated[str, StringConstraints(pattern="^https?://")] | None = None
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = None
    note: Filled | None = None


class _Sources(_Typed):
    corpus: Corpus = Corpus()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """``sources.yaml`` as read; without the file, an empty one."""

    corpus: Corpus = field(default_factory=Corpus)
    sources: tuple[Source, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)  # file name -> line of its entry


def read(folder: Path) -> Register:
    """Read the register of ``folder``.

    Raises
    ------
    SeedError
        Where the file is not as it should be: every problem, each with its line.
    """
    path = folder / FILE
    if not path.exists():
        return Register()
    parsed = typed_yaml.read(path, _Sources)
    if parsed.model is None:
        raise SeedError(parsed.problems)
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for index, source in enumerate(parsed.model.sources):
        line = parsed.lines["sources", index]
        if source.file in lines:
            problem = f"{source.file} is registered twice (first in line {lines[source.file]})."
            problems.append(Problem(problem, "Keep one of the entries.", str(path), line))
        lines.setdefault(source.file, line)
    if problems:
        raise SeedError(problems)
    return Register(parsed.model.corpus, parsed.model.sources, lines)
