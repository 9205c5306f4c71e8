"""One reading as it is changed on the page: read, put right, written back with its comments."""

from __future__ import annotations

import copy
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from dialogues.base import conflicts, lock, opening, placing, system
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import shown
from dialogues.readings.load import LISTED
from dialogues.readings.model import Reading
from dialogues.serve.fields import DOCUMENT, EVENT

INDENTED = re.compile(rb"^(?P<indent> *)[a-z]+:[ ]*\n(?P=indent) +- ", re.M)
LARGEST = 500_000  # bytes of a reading: some seconds a save; that of a long text has twenty thousand
ORDER = ("sha256", "read", "split", "first_looked_at", "note", "document", "scope", "event", *LISTED)


INNER: dict[str, tuple[str, ...]] = {
    "event": (
        *(field.name for field in EVENT),
        "same_event_as",
        "same_event_as_weak",
        "not_same_event_as",
    ),
    "document": tuple(field.name for field in DOCUMENT),
}  # the order of keys below the first level


class ChangedError(DialoguesError):
    """The file on the disk is not the one that the page was opened with."""


@dataclass(frozen=True)
class Draft:
    """A reading: its file, the hash of the bytes it was made of, and what it says."""

    path: Path
    opened: str | None
    data: CommentedMap
    is_indented: bool = False  # whether the file sets its lists in

    def plain(self) -> dict[str, Any]:
        """What the reading says, as plain values."""
        made: dict[str, Any] = _plain(self.data)
        return made

    def has_form(self) -> bool:
        """Whether each part is of the kind that a reading has there: a page can show no other.

        What is of the right kind and wrong all the same (another code, words that the text has not) may be
        shown and put right on the page.
        """
        try:
            Reading.model_validate(self.plain())
        except ValidationError as error:
            return not any(fault["type"].endswith("_type") for fault in error.errors(include_url=False))
        return True

    def put(self, place: Sequence[str], value: Any) -> None:
        """Say ``value`` at ``place``."""
        inner: CommentedMap = self.data
        order: tuple[str, ...] = ORDER
        for key in place[:-1]:
            if not isinstance(inner.get(key), CommentedMap):
                _insert(inner, key, CommentedMap(), order)
            inner, order = inner[key], INNER.get(key, ())
        _insert(inner, place[-1], _flow(value), order)

    def drop(self, place: Sequence[str]) -> None:
        """Say nothing at ``place`` any more; what is empty then goes too."""
        inners = [self.data]
        for key in place[:-1]:
            if not isinstance(inners[-1].get(key), CommentedMap):
                return
            inners.append(inners[-1][key])
        for key, inner in zip(reversed(place), reversed(inners), strict=True):
            inner.pop(key, None)
            if inner:
                return

    def entries(self, section: str, verb: str) -> list[Any]:
        """The entries under ``add`` or ``remove`` of a section."""
        inner = self.data.get(section)
        return list(inner.get(verb) or ()) if isinstance(inner, CommentedMap) else []

    def append(self, section: str, verb: str, entry: Mapping[str, Any]) -> None:
        """Add an entry at the end of ``add`` or ``remove`` of a section."""
        if self.entries(section, verb):
            self.data[section][verb].append(_flow(entry))
        else:
            made = CommentedSeq([_flow(entry)])
            self.put((section, verb), made)

    def discard(self, section: str, verb: str, number: int) -> None:
        """Take an entry out."""
        del self.data[section][verb][number]
        if not self.data[section][verb]:
            self.drop((section, verb))

    def sign(self, number: int, entry: Mapping[str, Any]) -> None:
        """Set the entry of a reader under ``read``; the number after the last adds one."""
        if not isinstance(self.data.get("read"), CommentedSeq):
            self.put(("read",), [])
        rows = self.data["read"]
        if number < len(rows):
            rows[number] = _flow(entry)
        else:
            rows.append(_flow(entry))

    def text(self) -> bytes:
        """The YAML as it is written."""
        return dump(self.data, indented=self.is_indented)

    def save(self) -> str:
        """Write the file beside and move it into place; the hash of what was written.

        Raises
        ------
        ChangedError
            Where the file is not, or no longer, the one this draft was made of.
        """
        content = self.text()
        write(self.path, content, self.opened)
        return hashlib.sha256(content).hexdigest()


def draft(path: Path, sha256: str, content: bytes | None) -> Draft:
    """The reading in ``content``; without any, a new one of the text with the hash ``sha256``.

    Raises
    ------
    DialoguesError
        Where it is no YAML, or no list of ``key: value`` lines.
    """
    if content is None:
        return Draft(path, None, CommentedMap(sha256=sha256))
    try:
        text = content.decode("utf-8")
        if conflict := conflicts.problems(text, shown(path)):
            raise DialoguesError(conflict)
        data = _yaml().load(text)
    except (YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        why = getattr(error, "problem", None) or str(error)
        problem = f"The reading cannot be read as YAML: {why}."
        raise DialoguesError(Problem(problem, "Correct the file.", shown(path), line)) from error
    if data is None:
        data = CommentedMap(sha256=sha256)
        if said := text.strip():  # an author's comments, and nothing else
            data.yaml_set_start_comment("\n".join(line.lstrip("# ") for line in said.splitlines()))
    if not isinstance(data, CommentedMap):
        raise DialoguesError(
            Problem("The reading is no list of `key: value` lines.", "Correct it.", shown(path), 1)
        )
    return Draft(path, hashlib.sha256(content).hexdigest(), data, INDENTED.search(content) is not None)


def write(path: Path, content: bytes, opened: str | None) -> None:
    """Put ``content`` at ``path``, whole or not at all, where the file there still has the hash ``opened``.

    Raises
    ------
    ChangedError
        Where it has another.
    DialoguesError
        Where the disk is full, or the file may not be written, or its folder is a link.
    """
    if path.parent.is_symlink():
        raise DialoguesError(Problem(*opening.LINKED_FOLDER, shown(path.parent)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock.held(path.parent, what="page"):  # no other saves between the look and the writing
            if digest(read(path)) != opened:
                problem = "The file was changed on the disk meanwhile."
                raise ChangedError(Problem(problem, "Look at what it says now.", shown(path)))
            placing.write(path, content, placing.SAVED)
    except OSError as error:
        problem = f"Nothing was saved: {error.strerror or error}."
        raise DialoguesError(Problem(problem, system.remedy(error), shown(path))) from error


def read(path: Path) -> bytes | None:
    """The bytes at ``path``; none where there is no file.

    Raises
    ------
    DialoguesError
        Where it is no file, or one too long to be written anew with its comments at each step.
    """
    try:
        content = opening.content(path)
    except FileNotFoundError:
        return None
    if len(content) > LARGEST:
        problem = f"The reading has {len(content):,} bytes; the page takes at most {LARGEST:,}."
        raise DialoguesError(Problem(problem, "Shorten it, or edit the file itself.", shown(path)))
    return content


def digest(content: bytes | None) -> str | None:
    """The hash by which a page knows what it was opened with."""
    return None if content is None else hashlib.sha256(content).hexdigest()


def dump(data: CommentedMap, *, indented: bool = False) -> bytes:
    """A reading as YAML, its lists set in or not."""
    stream = io.BytesIO()
    _yaml(indented=indented).dump(data, stream)
    return stream.getvalue()


class _Representer(RoundTripRepresenter):
    """Writes `null` where the text does not give something, not an empty value."""

    def nothing(self, _: None) -> ScalarNode:
        """The word for it."""
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.nothing)


def _yaml(*, indented: bool = False) -> YAML:
    made = YAML(typ="rt")
    made.Representer = _Representer
    made.preserve_quotes = True
    made.width = 10**6  # an entry a line: words are looked up as they stand
    made.indent(mapping=2, sequence=4 if indented else 2, offset=2 if indented else 0)
    return made


def _insert(inner: CommentedMap, key: str, value: Any, order: Sequence[str]) -> None:
    """Set ``key``; a new one stands where the form has it, comments stay where they are."""
    if key in inner or key not in order:
        inner[key] = value
        return
    after = [n for n, other in enumerate(inner) if other in order and order.index(other) < order.index(key)]
    inner.insert(max(after, default=-1) + 1, key, value)


def _flow(value: Any) -> Any:
    """Values as the form writes them: an entry in one line, text that every reader of YAML takes for text."""
    if isinstance(value, CommentedMap | CommentedSeq):
        return value
    if isinstance(value, str):
        kind = yaml.SafeLoader("").resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call] # the stubs leave it open
        return value if kind == "tag:yaml.org,2002:str" else SingleQuotedScalarString(value)
    if isinstance(value, Mapping):
        made = CommentedMap({_flow(key): _flow(part) for key, part in value.items()})
        made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        listed = CommentedSeq([_flow(part) for part in value])
        listed.fa.set_flow_style()
        return listed
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    return str(value) if isinstance(value, str) else copy.copy(value)
