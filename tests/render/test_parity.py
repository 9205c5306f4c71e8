"""Both engines say the same, element by element, wherever Quarto is installed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

import five
from dialogues.render import render
from render.conftest import lay_out

pytestmark = pytest.mark.skipif(
    shutil.which("quarto") is None, reason="Quarto is not on the PATH: its page cannot be compared"
)

NOT_SAID = re.compile(  # the engine, and numbers of pages
    r"the built-in engine \([^)]*\)|Quarto \d[\d.]*\d|\d+ / \d+|(?:\. ){2,}\d+"
)
AS_QUARTO_HAS_IT = {"1", "3", "a", "b", "1a", "1b", "3a", "py"}  # "Figure 1a"; no name of a listing's file
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NAMED = {"li": "note", "a": "reference"}
TAKEN = (*HEADINGS, "th", "td", "figcaption", "caption", "summary", "kbd", "math")


@dataclass
class Elements(HTMLParser):
    """What a page holds, as those who read or hear it get it."""

    found: dict[str, list[str]] = field(default_factory=dict)
    open: list[tuple[str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a name for screen readers, or begin an element."""
        said = {key: value or "" for key, value in attrs}
        for key in ("aria-label", "alt", "href"):
            is_meant = tag == {"alt": "img", "href": "a"}.get(key, tag) and tag not in ("nav", "svg")
            if said.get(key) and is_meant and (key != "href" or said[key].startswith("#")):
                self.found.setdefault(f"{key} of {tag}", []).append(plain(said[key]))
        if tag in ("li", "aside") and said.get("id", "").startswith("fn"):
            self.open.append((tag, []))
            self.found.setdefault("note", [])
        elif tag in TAKEN or "quarto-xref" in said.get("class", ""):
            self.open.append((tag, []))

    def handle_data(self, data: str) -> None:
        """Add words to every element that is open."""
        for _, words in self.open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self.open and self.open[-1][0] == tag:
            name, words = self.open.pop()
            self.found.setdefault(NAMED.get(name, name), []).append(plain("".join(words)))


def plain(text: str) -> str:
    """Words without what differs by engine alone: its name, blanks, the arrow back from a note."""
    return " ".join(NOT_SAID.sub("", text.replace("\N{LEFTWARDS ARROW WITH HOOK}\ufe0e", "")).split())


def elements(page: Path) -> dict[str, list[str]]:
    """The elements of ``page``, kind by kind, in order."""
    html = re.sub(r"<(script|style)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.S)
    reader = Elements()
    reader.feed(html)
    return reader.found


def words_of(paper: Path) -> Counter[str]:
    """How often each word stands in ``paper``, the engine and numbers of pages aside."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    return Counter(re.findall(r"\w+", NOT_SAID.sub("", " ".join(text.split()))))


@pytest.fixture(scope="module", params=["constructs", "daily", "brief"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of one notebook rendered by the built-in engine and by Quarto."""
    made = []
    for engine in ("builtin", "quarto"):
        project = five.project(tmp_path_factory.mktemp(f"{request.param}-{engine}") / "project")
        if request.param != "brief":
            lay_out(project, request.param)
        made.append(render(project, engine).folder)
    return made[0], made[1]


@pytest.mark.parametrize(
    "kind",
    [
        "heading",
        "th",
        "td",
        "figcaption",
        "caption",
        "alt",
        "aria-label",
        "href of a",
        "reference",
        "note",
        "summary",
    ],
)
def test_pages_hold_the_same(both: tuple[Path, Path], kind: str) -> None:
    ours, theirs = (elements(folder / "brief.html") for folder in both)
    kinds = HEADINGS if kind == "heading" else [k for k in {*ours, *theirs} if k.startswith(kind)]
    assert {k: theirs.get(k) for k in kinds} == {k: ours.get(k) for k in kinds}


def test_papers_hold_the_same_words(both: tuple[Path, Path]) -> None:
    """Where one paper has a page more, that repeats its running head and a table's: words are not counted."""
    papers = [folder / "brief.pdf" for folder in both]
    ours, theirs = (words_of(paper) for paper in papers)
    if len({len(pypdf.PdfReader(paper).pages) for paper in papers}) > 1:
        ours, theirs = Counter(set(ours)), Counter(set(theirs))
    assert {*(ours - theirs), *(theirs - ours)} <= AS_QUARTO_HAS_IT


def test_claims_are_the_same(both: tuple[Path, Path]) -> None:
    ours, theirs = (
        path.read_bytes() if (path := folder / "data" / "claims.csv").is_file() else b"" for folder in both
    )
    assert theirs == ours
