"""Where two files of one name differ, in words: table, row, column; page of the PDF; part of the HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import polars as pl

from dialogues.dataset.schemas import KEYS

MOST = 5  # differences told of one file
LONGEST = 80  # characters told of one value
WITHIN_WORDS = frozenset(  # elements that do not begin a new block of text
    [
        *("a", "abbr", "b", "bdi", "button", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small"),
        *("span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr"),
    ]
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def between(released: Path, rebuilt: Path, *, words_only: bool = False) -> list[str]:
    """What differs from the file ``released`` to the file ``rebuilt``, at most a few sentences.

    With ``words_only`` an HTML page is compared by its text and a PDF by the text of its pages: Quarto does
    not write the same bytes twice.
    """
    if released.read_bytes() == rebuilt.read_bytes():
        return []
    if released.suffix == ".parquet":
        old, new = (pl.read_parquet(path, glob=False) for path in (released, rebuilt))
        found = _tables(old, new, released.stem)
    elif released.suffix == ".csv":
        old, new = (pl.read_csv(path, infer_schema=False, glob=False) for path in (released, rebuilt))
        found = _tables(old, new, released.stem)
    elif released.suffix == ".json":
        found = _json(*(json.loads(path.read_text(encoding="utf-8")) for path in (released, rebuilt)))
    elif released.suffix == ".html":
        found = _html(_parts(released), _parts(rebuilt), words_only=words_only)
    elif released.suffix == ".pdf":
        found = _pdf(released, rebuilt, words_only=words_only)
    else:
        found = _lines(*(path.read_text(encoding="utf-8").splitlines() for path in (released, rebuilt)))
    told = list(islice(found, MOST + 1))
    if words_only and released.suffix in (".html", ".pdf"):
        return _cut(told)
    return _cut(told) or ["holds the same, written in other bytes"]


def _cut(told: list[str]) -> list[str]:
    return [*told[:MOST], "and more"] if len(told) > MOST else told


def _tables(released: pl.DataFrame, rebuilt: pl.DataFrame, table: str) -> Iterator[str]:
    if released.schema != rebuilt.schema:
        yield f"columns {_named(released)} became {_named(rebuilt)}"
        return
    if released.height != rebuilt.height:
        yield f"the number of rows, {released.height}, became {rebuilt.height}"
    key = [column for column in KEYS.get(table, ()) if column in released.columns]
    old, new = released.iter_rows(named=True), rebuilt.iter_rows(named=True)
    for number, (a, b) in enumerate(zip(old, new, strict=False), 1):
        if a != b:
            name = f" ({' · '.join(str(a[column]) for column in key)})" if key else ""
            for column in released.columns:
                if a[column] != b[column]:
                    yield f"row {number}{name}, column {column}: {_said(a[column])} became {_said(b[column])}"


def _named(frame: pl.DataFrame) -> str:
    return ", ".join(f"{name} {dtype}" for name, dtype in frame.schema.items())


def _json(released: Any, rebuilt: Any, place: str = "") -> Iterator[str]:
    if isinstance(released, dict) and isinstance(rebuilt, dict):
        for key in [*released, *(key for key in rebuilt if key not in released)]:
            yield from _json(released.get(key), rebuilt.get(key), f"{place}.{key}" if place else key)
    elif isinstance(released, list) and isinstance(rebuilt, list):
        for number, (a, b) in enumerate(zip_longest(released, rebuilt)):
            yield from _json(a, b, f"{place}[{number}]")
    elif released != rebuilt:
        yield f"{place}: {_said(released)} became {_said(rebuilt)}"


def _lines(released: list[str], rebuilt: list[str]) -> Iterator[str]:
    for number, (a, b) in enumerate(zip_longest(released, rebuilt), 1):
        if a != b:
            yield f"line {number}: {_said(a)} became {_said(b)}"


def _pdf(released: Path, rebuilt: Path, *, words_only: bool) -> Iterator[str]:
    import pypdf  # half as slow to import as everything else here

    old, new = pypdf.PdfReader(released), pypdf.PdfReader(rebuilt)
    if len(old.pages) != len(new.pages):
        yield f"the number of pages, {len(old.pages)}, became {len(new.pages)}"
    for number, (a, b) in enumerate(zip(old.pages, new.pages, strict=False), 1):
        said = _words(a.extract_text(), b.extract_text())
        if said is not None:
            yield f"page {number}: {said}"
        elif not words_only and _drawn(a) != _drawn(b):
            yield f"page {number}: the words are the same, but drawn otherwise"
    if not words_only:
        yield from _json(dict(old.metadata or {}), dict(new.metadata or {}), "metadata")


def _drawn(page: Any) -> bytes:
    contents = page.get_contents()
    return b"" if contents is None else bytes(contents.get_data())


class _Parts(HTMLParser):
    """A page as a list of (part, is text, content): the part is a heading's words, or what is not text."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[tuple[str, bool, str]] = []
        self._part = "the head"
        self._silent: str | None = None
        self._heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent = {"script": "a script", "style": "the style sheet"}[tag]
        if tag == "body":
            self._part = "the beginning"
        if tag in HEADINGS:
            self._heading = []
        self.tokens.append((self._silent or self._part, False, f"<{tag} {attrs}>"))
        if tag not in WITHIN_WORDS:
            self.tokens.append((self._part, True, "\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = None
        if tag in HEADINGS and self._heading is not None:
            self._part = f"“{' '.join(''.join(self._heading).split())}”"
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._heading is not None and self._silent is None:
            self._heading.append(data)
        self.tokens.append((self._silent or self._part, self._silent is None, data))


def _parts(path: Path) -> list[tuple[str, bool, str]]:
    parser = _Parts()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return parser.tokens


def _html(
    released: list[tuple[str, bool, str]], rebuilt: list[tuple[str, bool, str]], *, words_only: bool
) -> Iterator[str]:
    old, new = _blocks(released), _blocks(rebuilt)
    matcher = SequenceMatcher(None, [text for _, text in old], [text for _, text in new], autojunk=False)
    is_same = True
    for change, i, j, k, m in matcher.get_opcodes():
        if change != "equal":
            is_same = False
            part = (old[i:j] or new[k:m])[0][0]
            before, after = (" ".join(text for _, text in blocks) for blocks in (old[i:j], new[k:m]))
            yield f"under {part}: {_words(before, after) or 'the same words in other blocks'}"
    if is_same and not words_only:
        for a, b in zip_longest(released, rebuilt):
            if a != b:
                yield f"the words are the same, but {(a or b or ('the end',))[0]} differs"
                return


def _blocks(tokens: list[tuple[str, bool, str]]) -> list[tuple[str, str]]:
    """The text of a page, block by block, each with the part it stands in."""
    blocks: list[tuple[str, list[str]]] = []
    for part, is_text, content in tokens:
        if is_text and content == "\n":
            blocks.append((part, []))
        elif is_text:
            if not blocks:
                blocks.append((part, []))
            blocks[-1][1].append(content)
    joined = ((part, " ".join("".join(texts).split())) for part, texts in blocks)
    return [(part, text) for part, text in joined if text]


def _words(released: str, rebuilt: str) -> str | None:
    """The first words in which two texts differ; none where they do not."""
    old, new = released.split(), rebuilt.split()
    for change, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change != "equal":
            before, after = " ".join(old[max(0, i - 2) : j]), " ".join(new[max(0, k - 2) : m])
            return f"{_said(before)} became {_said(after)}"
    return None


def _said(value: object) -> str:
    if value is None or value == "":
        return "(nothing)"
    said = " ".join(str(value).split())
    return f"“{said if len(said) <= LONGEST else said[:LONGEST] + ' …'}”"
