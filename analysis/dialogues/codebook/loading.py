"""The codebook: read from ``analysis/codebook/``, checked, everything wrong reported at once.

Each problem has its file, line and remedy. What the files mean is told in ``analysis/codebook/README.md``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel, RootModel

from dialogues.base import opening, typed_yaml
from dialogues.base.errors import CodebookError, Problem
from dialogues.base.project import shown
from dialogues.codebook import lint, matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import Cue, Cues, Pattern, regex
from dialogues.codebook.facets import FACETS, OTHER_PLAN, Code, Institution, Instrument, Organisation, states

__all__ = ["Codebook", "load"]


def load(folder: Path) -> Codebook:
    """Read the codebook in ``folder``.

    Raises
    ------
    CodebookError
        With every problem of every file.
    """
    return load_with_lines(folder)[0]


def load_with_lines(
    folder: Path, is_sound: Callable[[str], bool] = lambda _: False
) -> tuple[Codebook, dict[str, File]]:
    """Read the codebook as :func:`load` does, and its files with the line of each place in them.

    Where the codebook of a hash is known to be sound (``is_sound``), it is not asked again how its entries go
    together.
    """
    if not folder.is_dir():
        problem = "This is not a folder." if folder.exists() else "There is no such folder."
        raise CodebookError(Problem(problem, "Name the folder that holds the codebook.", shown(folder)))
    read = {
        name: typed_yaml.read(folder / f"{name}.yaml", model, shown(folder / f"{name}.yaml"))
        for name, model in _FILES.items()
    }
    problems = [problem for parsed in read.values() for problem in parsed.problems] + [*_strangers(folder)]
    sha256 = "" if problems else _hash(folder)  # one of them can be a pipe, which is never opened
    is_known = not problems and is_sound(sha256)
    for name, parsed in () if is_known else read.items():
        problems += _too_many(folder / f"{name}.yaml", parsed)
    if not problems:
        fields: dict[str, Any] = {name: parsed.model for name, parsed in read.items()}
        entries = {name: getattr(model, "root", model) for name, model in fields.items()}
        entries["abbreviations"] = entries["abbreviations"].with_titles(entries["people"])
        codebook = Codebook.model_construct(sha256=sha256, **entries)
        files = {name: File(shown(folder / f"{name}.yaml"), parsed.lines) for name, parsed in read.items()}
        problems += () if is_known else _check(codebook, files)
    if problems:
        raise CodebookError(sorted(problems, key=lambda problem: (problem.path or "", problem.line or 0)))
    return codebook, files


def _model(kind: Any) -> type[BaseModel]:
    """What a file of one entry, or of a list of entries, is read into."""
    return kind if isinstance(kind, type) else RootModel[kind]


_FILES = {  # file (and field of Codebook) -> what it holds
    name: _model(field.annotation) for name, field in Codebook.model_fields.items() if name != "sha256"
}


def _strangers(folder: Path) -> Iterator[Problem]:
    """Yield files of YAML that are none of the codebook's: what stands in them would be read by nobody."""
    names = [f"{name}.yaml" for name in _FILES]
    for path in sorted(folder.iterdir()):
        is_yaml = path.suffix.lower() in (".yaml", ".yml") and not path.name.startswith(".")
        if is_yaml and path.name not in names:
            remedy = typed_yaml.nearest(
                f"{path.stem}.yaml", names, "Move it away; README.md tells the files there are."
            )
            yield Problem("No file of the codebook has this name.", remedy, shown(path))


@dataclass(frozen=True, slots=True)
class File:
    """A file's name, and the line of each place in it."""

    name: str
    lines: dict[typed_yaml.Place, int]

    def problem(self, problem: str, remedy: str, *place: str | int) -> Problem:
        """A problem at ``place``, or at the nearest place around it."""
        line = next(self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines)
        return Problem(problem, remedy, self.name, line)


def likely(word: str, known: Iterable[str]) -> str:
    """A remedy that names the word probably meant."""
    return typed_yaml.nearest(word, known, "Correct it, or add what it points to.")


def _hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files that are read."""
    digest = hashlib.sha256()
    for name in sorted(f"{name}.yaml" for name in _FILES):
        digest.update(name.encode() + b"\0" + opening.content(folder / name) + b"\0")
    return digest.hexdigest()


def _check(codebook: Codebook, files: dict[str, File]) -> Iterator[Problem]:
    """Yield what no single entry can tell: doubles, references to nothing, cues that cannot be used."""
    yield from _unusable(codebook, files)
    yield from _unread(codebook, files["modifiers"])
    told = {name: files[name] for name in lint.LOOKED_AT}
    yield from lint.problems(codebook.only(*lint.LOOKED_AT), told)
    lists = {entry.list for entry in codebook.lists}
    known = {facet: {code.code for code in codebook.of(facet)} for facet in FACETS}
    for facet, name in FACETS.items():
        file = files[name]
        codes = list(enumerate(codebook.of(facet)))
        yield from _doubles(file, codes)
        for place, code in codes:
            for name_of_list in code.items.keys() - lists:
                yield file.problem(
                    f"The code {code.code} has items of an unknown list {name_of_list!r}.",
                    likely(name_of_list, lists),
                    place,
                    "items",
                    name_of_list,
                )
            if not re.fullmatch(r"[A-Za-z0-9_-]+", code.code):
                problem = f"The code {code.code!r} holds other signs than letters, digits, _ and -."
                yield file.problem(problem, "Rename it; its label can be any words.", place, "code")
            yield from _references(file, code, place, known)
    if OTHER_PLAN not in known["plan"]:
        problem = f"The code {OTHER_PLAN} is missing, which those have that no other code knows."
        yield files[FACETS["plan"]].problem(problem, "Write it again.")
    for name, words in {
        "states": [(entry.state, "state") for entry in codebook.states],
        "places": [(entry.state, "state") for entry in codebook.places],
    }.items():
        for place, (state, key) in enumerate(words):
            if state not in states():
                yield files[name].problem(
                    f"{state} is no ISO 3166-1 alpha-3 code.", likely(state, states()), place, key
                )


def _unread(codebook: Codebook, file: File) -> Iterator[Problem]:
    """Yield forms of modifiers with a class that is not there."""
    classes = codebook.modifiers.classes
    for place, modifier in enumerate(codebook.modifiers.modifiers):
        for part in modifier.form.split():
            if re.fullmatch(r"[A-Z_]+", part) and part not in classes:
                problem = f"The form {modifier.form!r} has an unknown class {part!r}."
                yield file.problem(problem, likely(part, classes), "modifiers", place, "form")


def _doubles(file: File, codes: list[tuple[int, Code]]) -> Iterator[Problem]:
    """Yield codes that stand twice, and cues and items given to two codes."""
    seen: dict[str, int | None] = {}
    owners: dict[tuple[str, str], str] = {}
    for place, code in codes:
        if code.code in seen:
            yield file.problem(
                f"The code {code.code} stands twice (first at line {seen[code.code]}).",
                "Merge the two entries.",
                place,
                "code",
            )
        seen.setdefault(code.code, file.lines.get((place, "code")))
        for key, source, cue in _spelt(code):
            forms = matching.forms(matching.plain_text(cue))
            words = [form if matching.is_exact(form) else form.lower() for form in forms]
            others = {owners.setdefault((source, word), code.code) for word in words} - {code.code}
            for other in sorted(others):
                remedy = "Keep it in one, or list it under `also` in the other."
                yield file.problem(
                    f"The cue {cue!r} is given to {other} and to {code.code}.", remedy, place, *key
                )


def _spelt(code: Code) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield each phrase of a code with its place and what it is looked for in: the text, or a list."""
    for number, cue in enumerate(code.cues):
        if isinstance(cue, str):
            yield ("cues", number), "", cue
    for name, words in code.items.items():
        for number, word in enumerate(words):
            yield ("items", name, number), name, word


def _unusable(codebook: Codebook, files: dict[str, File]) -> Iterator[Problem]:
    """Yield cues that are empty, stand for nothing at some place, or are no regular expression."""
    held: list[tuple[Cue, File, tuple[int, str, int]]] = [
        (cue, files[name], (place, key, number))
        for name in (*FACETS.values(), "contexts", "pages", "papers")
        for place, entry in enumerate(getattr(codebook, name))
        for key, field in type(entry).model_fields.items()
        if key == "also" or field.annotation == Cues
        for number, cue in enumerate(getattr(entry, key))
    ]
    patterns = frozenset(regex(cue) for cue, _, _ in held if isinstance(cue, Pattern))
    sound = _reason(patterns) is None  # asking of all at once is quick
    for cue, file, place in held:
        if not isinstance(cue, Pattern):
            if not all(form.strip() for form in matching.forms(cue)):
                remedy = "Write its words, or take it out."
                yield file.problem("A cue is empty, or can become empty.", remedy, *place)
            elif (never := _never(cue, may_be_sign=file is files["pages"])) is not None:
                remedy = "Write words as texts have them; a pattern is written `regex: '...'`."
                yield file.problem(f"The cue {cue!r} {never}.", remedy, *place)
            elif _half_brackets(cue):
                remedy = "Write both: a(b) stands for a and ab."
                yield file.problem(f"The cue {cue!r} has a bracket without its other half.", remedy, *place)
        elif not sound and (reason := _reason(frozenset({regex(cue)}))) is not None:
            yield file.problem(reason, "Mend it (Rust syntax, no look-around).", *place)


TOLD = frozenset(
    {
        *("definition", "includes", "excludes", "label", "source", "regex", "reason"),
        *("example", "examples", "counter"),
    }
)  # words for people
NO_WORDS = re.compile(r"[\[\]{}|\\^*]")  # signs of patterns that a phrase does not know
PROBES = ("", "a", "A b", "1", ". -")  # a pattern that can stand for nothing does so in one of these


def _too_many(path: Path, parsed: typed_yaml.Parsed[BaseModel]) -> Iterator[Problem]:
    """Yield phrases that stand for more forms than can be looked for, before any is made."""
    for place, words in _strings(parsed.model, ()):
        if "(" in words and matching.count(words) > matching.MOST:
            file = File(shown(path), parsed.lines)
            problem = f"The cue {words[:40]!r} … {matching.TOO_MANY}"
            yield file.problem(problem, "Write it as several cues.", *place)


def _strings(value: object, place: typed_yaml.Place) -> Iterator[tuple[typed_yaml.Place, str]]:
    """Yield each string of a model that may be a phrase, with its place."""
    if isinstance(value, str):
        yield place, value
        return
    if isinstance(value, RootModel):
        value = value.root
    if isinstance(value, BaseModel):
        value = {name: part for name, part in value if name not in TOLD and name != "shape"}
    if isinstance(value, dict):
        parts: Iterable[tuple[Any, Any]] = value.items()
    else:
        parts = enumerate(value) if isinstance(value, tuple | list) else ()
    for name, part in parts:
        yield from _strings(part, (*place, name))


def _never(cue: str, *, may_be_sign: bool) -> str | None:
    """Why one of the forms of ``cue`` stands in no text; its brackets are looked at elsewhere."""
    for form in matching.forms(cue):
        if not may_be_sign and not any(sign.isalnum() for sign in form):
            return "holds no word"
        if (sign := NO_WORDS.search(form)) is not None:
            return f"holds {sign[0]!r}, which means nothing there and is looked for in the text"
        if form.isascii() and form.isprintable():
            continue
        if not unicodedata.is_normalized("NFC", form) or any(map(_is_unseen, form)):
            return f"holds signs that no text has when it is read ({form!a})"
    return None


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _half_brackets(cue: str) -> bool:
    """Whether a bracket of ``cue`` is not closed, or not opened."""
    depth = 0
    for sign in cue:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return True
    return depth != 0


@lru_cache(maxsize=256)
def _reason(patterns: frozenset[str]) -> str | None:
    """Why one of these regular expressions cannot be used."""
    found = pl.col("text").str.extract_all
    try:
        empty = pl.DataFrame({"text": PROBES}).select(
            found(pattern).list.contains("").any().alias(pattern) for pattern in patterns
        )
    except pl.exceptions.ComputeError as error:
        reason = re.search(r"^\s*error: (.*)", str(error), re.MULTILINE)
        if reason is None and "size limit" in str(error):
            return "This stands for too many words at once."
        told = reason[1] if reason else str(error).splitlines()[0].rstrip(".")
        return f"This is no regular expression: {told}."
    return "This can stand for no words at all." if any(empty.row(0)) else None


def _references(file: File, code: Code, place: int, known: dict[str, set[str]]) -> Iterator[Problem]:
    """Yield references to codes that there are not."""
    pointed: list[tuple[str, str, str]] = []
    if isinstance(code, Organisation) and code.parent is not None:
        pointed.append(("parent", "organisation", code.parent))
    if isinstance(code, Organisation | Instrument):
        pointed += [("topics", "topic", topic) for topic in code.topics]
    if isinstance(code, Instrument) and code.reviewer is not None:
        pointed.append(("reviewer", "organisation", code.reviewer))
    if isinstance(code, Institution):
        pointed += [("local", "institution", local) for local in code.local.values()]
        for state in code.local.keys() - states().keys():
            yield file.problem(
                f"{state} is no ISO 3166-1 alpha-3 code.", likely(state, states()), place, "local"
            )
    for key, facet, target in pointed:
        if target not in known[facet]:
            yield file.problem(
                f"The code {code.code} points to an unknown {facet} {target!r} ({key}).",
                likely(target, known[facet]),
                place,
                key,
            )
