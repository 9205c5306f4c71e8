"""``sources.yaml``: what is known of each seed, beyond its words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import pycountry
import yaml
from pydantic import AfterValidator, StringConstraints, model_validator

from dialogues.base import opening, placing, typed_yaml
from dialogues.base.errors import Problem, SeedError
from dialogues.base.project import shown
from dialogues.corpus import files

FILE = "sources.yaml"
Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(pattern="^https?://")]


def state_code(code: str) -> str:
    """The code, where ISO 3166-1 alpha-3 has it, in capitals."""
    state = pycountry.countries.get(alpha_3=code)  # finds it in small letters too
    if state is None or state.alpha_3 != code:
        meant = "" if state is None else f"; write {state.alpha_3}"
        raise ValueError(f"{code} is no ISO 3166-1 alpha-3 code{meant}")
    return code


def _language(code: str) -> str:
    if pycountry.languages.get(alpha_2=code) is None:
        raise ValueError(f"{code} is no ISO 639-1 code")
    return code


class Corpus(typed_yaml.Typed):
    """What the folder of texts is about."""

    title: Filled = "Human-rights dialogues and political consultations"
    state: Annotated[str, AfterValidator(state_code)] | None = None  # None: the codebook's own (edition.home)
    years: tuple[typed_yaml.Year, typed_yaml.Year] | None = None
    cutoff: typed_yaml.Day | None = None
    limits: files.Limits = files.Limits()

    @model_validator(mode="after")
    def _in_order(self) -> Corpus:
        if self.years is not None and self.years[0] > self.years[1]:
            raise ValueError("the first year comes after the last")
        return self


class Source(typed_yaml.Typed):
    """One seed as registered; ``None`` where a thing is not known."""

    file: Filled
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    publisher: Filled | None = None
    account: Annotated[str, StringConstraints(pattern="^[A-Z][A-Z_]+$")] | None = None
    published: typed_yaml.Day | None = None
    title: Filled | None = None
    url: Address | None = None
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$"), AfterValidator(_language)] | None = None
    note: Filled | None = None


class _Sources(typed_yaml.Typed):
    corpus: Corpus = Corpus()
    sources: tuple[Source, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, value: object) -> object:
        """``sources:`` with nothing below it is as good as none."""
        return {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value


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
    if not path.exists() and not path.is_symlink():
        return Register()
    data = files.contents(path, files.Limits())
    if isinstance(data, Problem):
        raise SeedError(replace(data, path=shown(path)))
    parsed = typed_yaml.read(path, _Sources, shown(path))
    if parsed.model is None:
        raise SeedError(parsed.problems)
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for index, source in enumerate(parsed.model.sources):
        line = parsed.lines["sources", index]
        if source.file in lines:
            problem = f"{source.file} is registered twice (first in line {lines[source.file]})."
            problems.append(Problem(problem, "Keep one of the entries.", shown(path), line))
        lines.setdefault(source.file, line)
    if problems:
        raise SeedError(problems)
    return Register(parsed.model.corpus, parsed.model.sources, lines)


def insert(folder: Path, source: Source) -> int:
    """Write the entry of ``source`` after the last one of ``sources.yaml``; return its line.

    The rest of the file stays as it is, comments and order included.
    """
    path = folder / FILE
    text = opening.content(path).decode("utf-8") if path.exists() else "# What is known of each seed.\n"
    lines = text.removesuffix("\n").split("\n")
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    given = {str(key.value): (key, value) for key, value in root.value} if root is not None else {}
    key, entries = given.get("sources", (None, None))
    indent, at = "  ", len(lines)
    end = "\r" if "\r\n" in text else ""  # lines end as those that are there
    if end and not text.endswith("\n"):
        lines[-1] += end
    if key is None:
        lines += [f"sources:{end}"] if not lines or not lines[-1].strip() else [end, f"sources:{end}"]
        at = len(lines)
    elif entries is None or not isinstance(entries, yaml.SequenceNode) or not entries.value:
        lines[key.start_mark.line] = f"sources:{end}"  # `sources: []`, or nothing
        at = key.start_mark.line + 1
    else:
        indent = " " * entries.start_mark.column
        at = _last_line(entries) + 1
    entry = yaml.safe_dump(
        source.model_dump(exclude={"language"} if source.language is None else None),
        sort_keys=False,
        allow_unicode=True,
        width=10**6,
    )
    block = [
        f"{indent}{'- ' if n == 0 else '  '}{line}{end}" for n, line in enumerate(entry.split("\n")[:-1])
    ]
    if at and lines[at - 1].strip() and lines[at - 1].strip() != "sources:":
        block.insert(0, end)
    lines[at:at] = block
    placing.write(path, "\n".join([*lines, ""]).encode())
    return read(folder).lines[source.file]


def _last_line(node: yaml.Node) -> int:
    """The line (from 0) of the last scalar below ``node``: where its block ends, before later comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    mark = node.end_mark
    return mark.line - 1 if mark.column == 0 and mark.line > node.start_mark.line else mark.line
