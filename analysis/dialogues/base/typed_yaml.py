"""YAML files read into typed models; what is off is told with its line."""

from __future__ import annotations

import copy
import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, ValidationError
from pydantic_core import PydanticCustomError

from dialogues.base import conflicts, numbers, opening
from dialogues.base.errors import DialoguesError, Problem

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]


def _day(value: object) -> object:
    """A day as written; a number is none, which Pydantic would take for seconds since 1970."""
    if isinstance(value, dt.date):
        return value
    try:
        return numbers.day(str(value))
    except ValueError:
        raise PydanticCustomError("date_parsing", "no day") from None


# Within what can be meant: a slip of the hand is told, and no table or chart is made of a million rounds.
Year = Annotated[int, Field(ge=1900, le=2200, strict=True)]
Day = Annotated[dt.date, BeforeValidator(_day), Field(ge=dt.date(1900, 1, 1), le=dt.date(2200, 12, 31))]
Round = Annotated[int, Field(ge=1, le=999, strict=True)]

DEEPEST = 50  # levels; our own files have six
FATAL = 5000  # levels that are safely composed
WRITTEN_OUT = 20  # times as many values as are there may stand for them by aliases
TOO_DEEP = "Values are nested too deep here."
PLAIN_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)$")
LEADING = re.compile(r"^[-?: \t]+", re.M)  # what can open many levels in one line, beside brackets
SAID = {  # beginning of Pydantic's name for what is wrong: in words
    "dict_type": "this should be `key: value` lines",
    "model_": "this should be `key: value` lines",
    "tuple_type": "this should be a list",
    "list_type": "this should be a list",
    "frozen_set_type": "this should be a list",
    "string_type": "this should be text; put it into quotation marks",
    "string_too_short": "this should not be empty",
    "int_": "this should be a whole number",
    "bool_": "this should be true or false",
}
NAMING = ("code", "file", "line", "list", "context", "place", "frame")  # keys by which an entry is known
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
UNSEEN_SIGNS = frozenset(map(chr, {*range(32), *range(127, 160)} - {9, 10, 13, 133}))


class Typed(BaseModel):
    """What a file of YAML holds: it knows no other keys, is frozen, and is built when first used."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Model]):
    """A YAML file: its model, or the problems that forbid one; and the line of each place in it.

    ``rest`` is the model, or what remains of the file without the keys that are wrong.
    """

    model: Model | None
    problems: tuple[Problem, ...] = ()
    lines: dict[Place, int] = field(default_factory=dict)
    rest: Model | None = None


def read(path: Path, model: type[Model], shown: str | None = None) -> Parsed[Model]:
    """Read ``path`` into ``model``; ``shown`` is how messages name the file.

    Unknown keys are refused where the model forbids them, keys given twice always. Links are not followed.
    """
    shown = shown or str(path)
    try:
        content = opening.content(path, shown)
    except DialoguesError as error:
        return Parsed(None, error.problems)
    except (FileNotFoundError, NotADirectoryError):
        return Parsed(None, (Problem("There is no such file.", "Bring it back.", shown),))
    return parse(content, model, shown)


def parse(content: bytes, model: type[Model], shown: str) -> Parsed[Model]:
    """Read the bytes of a file into ``model``, as :func:`read` does; the same bytes once only."""
    parsed: Parsed[Model] = _parsed(content, model)
    return replace(parsed, problems=tuple(replace(told, path=shown) for told in parsed.problems))


@lru_cache(maxsize=256)
def _parsed(content: bytes, model: type[Any]) -> Parsed[Any]:
    try:
        text = content.decode("utf-8")
        if conflict := conflicts.problems(text, ""):
            return Parsed(None, conflict)
        if (deep := _too_deep(text)) is not None:
            return Parsed(None, (_problem(deep, TOO_DEEP, "Write it flatter."),))
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Parsed(None, (_problem(line, f"Byte {error.start} is not UTF-8."),))
    except yaml.YAMLError as error:
        return Parsed(None, (_unreadable(error, text),))
    lines: dict[Place, int] = {(): 1}
    if node is not None and (refusal := _refused(node)) is not None:
        return Parsed(None, (refusal,))
    twice = _places(node, (), lines, set()) if node is not None else []
    unlike = (
        *(
            _problem(line, f"The key {place[-1]!r} is given twice.", "Keep one of them.")
            for place, line in twice
        ),
        *(_misread(node) if node is not None else ()),
    )
    try:
        value = None if node is None else loader.construct_document(node)
        made = model.model_validate({} if value is None else value)
    except ValidationError as error:
        told = (*unlike, *_translated(error, model, lines, value))
        return Parsed(None, told, lines, _rest(error, model, value))
    except yaml.MarkedYAMLError as error:  # such as a tag of Python's
        at = error.problem_mark.line + 1 if error.problem_mark else None
        problem = f"A value cannot be read: {error.problem}."
        return Parsed(None, (*unlike, _problem(at, problem)), lines)
    except ValueError:
        impossible = () if node is None else _impossible(node)
        return Parsed(None, (*unlike, *impossible), lines)
    return Parsed(None if unlike else made, unlike, lines, made)


def _rest(error: ValidationError, model: type[Model], value: Any) -> Model | None:
    """The model of ``value`` without the keys at which something is wrong; none where that is not enough."""
    pruned = copy.deepcopy(value)
    for finding in error.errors(include_url=False):
        inner = pruned
        for part in finding["loc"][:-1]:
            inner = _below(inner, part)
        if isinstance(inner, dict) and finding["loc"]:
            inner.pop(finding["loc"][-1], None)
    try:
        return model.model_validate(pruned)
    except ValidationError:
        return None


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """Ask whether the ``known`` word most like ``word`` was meant; ``otherwise`` where none is like it."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"Did you mean {near[0]!r}?" if near else otherwise


def _problem(line: int | None, problem: str, remedy: str = "Correct the file.") -> Problem:
    return Problem(problem, remedy, line=line)


def _unreadable(error: yaml.YAMLError, text: str) -> Problem:
    """Why ``text`` is not YAML at all, and in which line."""
    sign = next((place for place, c in enumerate(text) if c in UNSEEN_SIGNS), None)
    mark = getattr(error, "problem_mark", None)
    if mark is None and sign is not None:
        line = text[:sign].count("\n") + 1
        return _problem(line, f"The sign U+{ord(text[sign]):04X} has no place in YAML.", "Take it out.")
    what = getattr(error, "problem", None) or "it cannot be parsed"
    lines = text.split("\n")
    if mark is not None and mark.line < len(lines) and lines[mark.line][mark.column :].startswith("\t"):
        return _problem(mark.line + 1, "A tab stands where YAML wants spaces.", "Put spaces there.")
    return _problem(mark and mark.line + 1, f"This is not valid YAML: {what}.")


def _impossible(node: yaml.Node) -> Iterator[Problem]:
    """A problem for each value below ``node`` that has the form of its type and is none, as 31 February."""
    parts: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        parts = [part for pair in node.value for part in pair]
    elif isinstance(node, yaml.SequenceNode):
        parts = node.value
    else:
        try:
            yaml.SafeLoader("").construct_object(node)
        except ValueError:
            what = "day or time" if node.tag.endswith(":timestamp") else "value"
            problem = f"There is no such {what}: {node.value}."
            yield _problem(node.start_mark.line + 1, problem, "Correct the value.")
    for part in parts:
        yield from _impossible(part)


def _misread(node: yaml.Node) -> Iterator[Problem]:
    """A problem for each number below ``node`` that YAML 1.1 takes for another: 012 for 10, 1:30 for 90."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":int") and not PLAIN_NUMBER.match(node.value):
            taken = yaml.SafeLoader("").construct_object(node)
            problem = f"{node.value} is read as the number {taken} in YAML."
            remedy = "Write the number without leading zeros or signs in it, or put it into quotation marks."
            yield _problem(node.start_mark.line + 1, problem, remedy)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _misread(key)
            yield from _misread(value)
    else:
        for part in _parts(node):
            yield from _misread(part)


def _refused(root: yaml.Node) -> Problem | None:
    """Why the values below ``root`` cannot be used: one holds itself, or they go too deep or are too many."""
    measured: dict[int, tuple[int, int]] = {}  # node -> nodes and levels below it, aliases written out
    around: list[yaml.Node] = []

    def measure(node: yaml.Node) -> Problem | None:
        if id(node) in measured:
            return None
        if any(node is outer for outer in around):
            return _problem(around[-1].start_mark.line + 1, "A value holds itself.", "Write it out.")
        around.append(node)
        size, levels = 1, 1
        for part in _parts(node):
            if len(around) < DEEPEST and (refusal := measure(part)) is not None:
                return refusal
            below = measured.get(id(part), (0, DEEPEST))
            size, levels = size + below[0], max(levels, below[1] + 1)
        around.pop()
        measured[id(node)] = size, levels
        if levels > DEEPEST:
            return _problem(node.start_mark.line + 1, TOO_DEEP, "Write it flatter.")
        if size > WRITTEN_OUT * (len(measured) + 1000):
            problem = "Its aliases stand for too many values."
            return _problem(node.start_mark.line + 1, problem, "Write out what is meant.")
        return None

    return measure(root)


def _parts(node: yaml.Node) -> list[yaml.Node]:
    """The values that ``node`` holds."""
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _too_deep(text: str) -> int | None:
    """The line at which values lie so deep that composing them would end Python; few texts can have one."""
    longest = max(map(len, LEADING.findall(text)), default=0)
    if text.count("[") + text.count("{") + longest < FATAL:
        return None
    level = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if level > DEEPEST:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


def _places(
    node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]
) -> list[tuple[Place, int]]:
    """Fill ``lines`` with the line of each place below ``node``, but not of what is there by an alias again.

    Returns the keys given twice.
    """
    twice: list[tuple[Place, int]] = []
    if id(node) in seen:
        return twice
    if isinstance(node, yaml.CollectionNode):
        seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            line = key.start_mark.line + 1
            if below in lines:
                twice.append((below, line))
            lines[below] = line
            twice += _places(value, below, lines, seen)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[*place, index] = value.start_mark.line + 1
            twice += _places(value, (*place, index), lines, seen)
    return twice


def _translated(
    error: ValidationError, model: type[BaseModel], lines: dict[Place, int], value: object
) -> list[Problem]:
    """Pydantic's findings on ``value`` as sentences with lines."""
    problems = []
    findings = error.errors(include_url=False)
    for finding in findings:
        place = finding["loc"]
        if finding["type"] == "too_short" and any(_is_in(one["loc"], place) for one in findings):
            continue  # what was in it is told
        if finding["type"] == "invalid_key":  # told by Pydantic in Python's words
            place = (*place[:-1], str(finding["input"]))
        known = next(place[:n] for n in range(len(place), -1, -1) if place[:n] in lines)
        name = place[-1] if place else ""
        match finding["type"], name:
            case "extra_forbidden", _:
                problem = f"The key {name!r} is not known here."
                remedy = nearest(str(name), _keys(model, place[:-1]), "Remove it.")
            case "missing", int():
                problem, remedy = f"There is no {_nth(name)} value in {_at(place[:-1], value)}.", "Add it."
            case "missing", _:
                problem, remedy = f"The key {name!r} is missing.", "Add it."
            case "invalid_key", _:
                problem, remedy = f"The key {name} is no text.", "Put it into quotation marks."
            case _:
                at, told = _at(place, value), in_words(finding)
                problem = f"{at}: {told} (found: {_short(finding['input'])})." if at else f"{told}."
                problem, remedy = problem[0].upper() + problem[1:], "Correct the value."
        problems.append(_problem(lines[known], problem, remedy))
    return problems


def _is_in(inner: Place, outer: Place) -> bool:
    """Whether a place lies below another."""
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _at(place: Place, value: object) -> str:
    """A place in words: ```published` of a.txt``, ``the second of `cues` of rule_of_law``."""
    said: list[str] = []
    for part in place:
        if isinstance(part, str):
            said.append(f"`{part}`")
        value = _below(value, part)
        if isinstance(part, int):
            names = (value.get(key) for key in NAMING) if isinstance(value, dict) else ()
            name = next((name for name in names if isinstance(name, str)), None)
            if name is not None:
                said = [name]
            else:
                said.append(f"the {_nth(part)}" if said else f"the {_nth(part)} entry")
    return " of ".join(reversed(said))


def _below(value: object, part: str | int) -> object:
    """What stands in ``value`` under a key or at a number."""
    if isinstance(value, dict):
        return value.get(part)
    is_there = isinstance(value, list) and isinstance(part, int) and part < len(value)
    return value[part] if is_there else None  # type: ignore[index]  # a list, as was asked


def _nth(place: int) -> str:
    """A place counted from nought as people count."""
    return ORDINALS[place] if place < len(ORDINALS) else numbers.ordinal(place + 1)


def in_words(finding: Mapping[str, Any]) -> str:
    """What Pydantic found, in words for people who do not know it."""
    context = finding.get("ctx", {})
    match finding["type"]:
        case "string_pattern_mismatch":
            return f"this is not of the form {context['pattern']}"
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"this should be {context['expected']}"
        case "too_short":
            return "this should have at least one entry"
        case "too_long":
            return f"this should be {context['max_length']} values, not {context['actual_length']}"
        case "greater_than_equal":
            return f"this should be at least {context['ge']}"
        case "less_than_equal":
            return f"this should be at most {context['le']}"
        case kind if kind.startswith("date"):
            return "this should be a day, such as 2025-06-19"
        case kind:
            return next(
                (words for start, words in SAID.items() if kind.startswith(start)), str(finding["msg"])
            )


def _keys(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """The keys that ``model`` knows at ``place``."""
    found: type[BaseModel] | None = model
    for part in ("root" if issubclass(model, RootModel) else "", *place):
        if isinstance(part, int) or not part:
            continue
        found = _inner(found.model_fields[part].annotation) if found and part in found.model_fields else None
    return [] if found is None else list(found.model_fields)


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model that ``annotation`` is, or holds: of ``tuple[Source, ...]`` it is Source."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for found in map(_inner, getattr(annotation, "__args__", ())) if found), None)


def _short(value: object) -> str:
    """A value as it may be written in YAML, in one line."""
    shown = repr(value)
    if not isinstance(value, str):
        dumped = yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False)
        shown = "nothing" if value is None else dumped.removesuffix("...\n").strip()
    return shown if len(shown) <= 40 else shown[:39] + "…"
