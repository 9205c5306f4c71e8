"""Render the notebooks as one brief, HTML and PDF: one protocol, two engines.

``quarto`` is the engine of record; ``builtin`` is made of the same parts (nbclient, Pandoc, Typst) for
places where Quarto's binary cannot be had. Both take the same notebooks, ``_quarto.yml`` and theme.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dialogues.base import lock, opening, placing, removal, signs
from dialogues.base.errors import NotebookError, Problem, UsageError
from dialogues.base.progress import Timings
from dialogues.base.project import Project, shown


@dataclass(frozen=True, slots=True)
class Prepared:
    """Where the files lie that every render starts with, prepared or not."""

    build: Path

    @classmethod
    def of(cls, project: Project) -> Prepared:
        """The places in ``project``."""
        return cls(project.build)

    @property
    def data(self) -> Path:
        """The dataset, which no notebook writes."""
        return self.build / "data"

    @property
    def tables(self) -> list[Path]:
        """The files of the dataset's tables."""
        return sorted(self.data.glob("*.parquet"))

    @property
    def written(self) -> Path:
        """What the notebooks write, which goes beside the dataset: nowhere else may a cell write."""
        return self.build / "written"

    @property
    def stamp(self) -> Path:
        """What the dataset was made of, and the hash of its files."""
        return self.build / "data.stamp"

    @property
    def scratch(self) -> Path:
        """Where cells that Quarto runs keep what they need for a while."""
        return self.build / "scratch"

    @property
    def noted(self) -> Path:
        """Of which inputs all that lies here was made, as JSON."""
        return self.build / "noted.json"

    @property
    def facts(self) -> Path:
        """What the title page and the page's head say, as JSON."""
        return self.build / "facts.json"

    @property
    def fonts(self) -> Path:
        """The faces that the PDF uses."""
        return self.build / "fonts"

    @property
    def webfonts(self) -> Path:
        """The faces cut for the page."""
        return self.build / "webfonts"

    def part(self, stem: str) -> Path:
        """What a notebook says it is called where it is of a part of the dataset, as JSON."""
        return self.written / "parts" / f"{stem}.json"

    def file(self, stem: str) -> str:
        """The name of the files of the notebook ``stem``, without their suffix."""
        told = self._told_of_part(stem)
        return stem if told is None else told["file"]

    def made_of(self, stem: str) -> str:
        """What the notebook ``stem`` is made of: texts, events and codebook; of a part, what is in it."""
        return (self._told_of_part(stem) or self.told)["made_of"]

    def _told_of_part(self, stem: str) -> dict[str, str] | None:
        """What the notebook ``stem`` says of its part; none where it is of all.

        Raises
        ------
        NotebookError
            Where it is not as this package writes it: a cell did, and files are named by it.
        """
        place = self.part(stem)
        if not place.exists():
            return None
        try:
            told = json.loads(opening.content(place))
            words = {key: str(told[key]) for key in ("file", "made_of")}
        except (ValueError, LookupError, TypeError):
            words = {"file": ""}
        is_line = len(words.get("made_of", "").splitlines()) == 1  # it is said on the terminal
        if not (is_line and re.fullmatch(rf"{re.escape(stem)}[\w-]*", words["file"])):
            problem = "What the notebook says of its part is not as `open_brief` writes it."
            raise NotebookError(Problem(problem, "Correct the cell that writes it.", shown(place)))
        return words

    def carried(self, stem: str) -> Path:
        """What the claims of a page beside the brief stand on, as lines of JSON."""
        return self.written / "carried" / f"{stem}.jsonl"

    def ledger(self, file: str) -> Path:
        """The claims of the pages called ``file``, as a table: apart from what cells write as they like."""
        return self.written / "ledgers" / f"{file}.csv"

    def evidence(self, form: str) -> Path:
        """The evidence that a filter of the theme kept out of the brief in one of Pandoc's formats."""
        return self.build / f"evidence-{form}.json"

    @property
    def told(self) -> dict[str, str]:
        """The facts, as the notebooks' Lua filter reads them."""
        facts: dict[str, str] = json.loads(self.facts.read_text(encoding="utf-8"))
        return facts


def evidence_of(file: str) -> str:
    """The name of the files that hold the evidence of the brief ``file``, where it is long."""
    return f"{file}-evidence"


LEDGER = "claims"  # of the whole brief: the name of its file in ``data/``
BRIEF = "brief"  # the notebook that has the annexes, and whose evidence can have files of its own
FORMATS = ("html", "pdf")
Parameters = Mapping[str, str | int | float | bool | None]  # of a notebook, by name


class Engine(Protocol):
    """What turns a notebook into HTML and PDF."""

    @property
    def name(self) -> str:
        """As said on the command line and in the colophon."""
        ...

    def render(
        self,
        project: Project,
        notebook: Path,
        into: Path,
        timings: Timings,
        formats: tuple[str, ...] = FORMATS,
        given: Parameters | None = None,
    ) -> str:
        """Render ``notebook`` as ``<stem>.html`` and ``<stem>.pdf`` in ``into``; what they are made of."""
        ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished render."""

    folder: Path
    stem: str
    engine: str
    made_of: str
    timings: Timings
    formats: tuple[str, ...] = FORMATS
    pages: tuple[str, ...] = ()  # of the author's own, beside the brief
    notes: tuple[Problem, ...] = ()  # on texts: not as registered, changed meanwhile

    def __str__(self) -> str:
        here, place = Path.cwd(), self.folder / f"{self.stem}.{self.formats[0]}"
        place = place.relative_to(here) if place.is_relative_to(here) else place
        engine = self.engine if self.engine[-1:].isdigit() else f"{self.engine} engine"  # Quarto 1.9
        also = "".join(f" and {self.stem}.{more}" for more in self.formats[1:])
        own = f"with {', '.join(self.pages)}" if self.pages else ""
        parts = [f"{place}{also}", own, engine, self.made_of]
        return signs.line(" · ".join(part for part in parts if part))


def render(
    project: Project,
    engine: str | None = None,
    notebook: Path | None = None,
    formats: tuple[str, ...] = FORMATS,
    given: Parameters | None = None,
) -> Rendered:
    """Render the brief into ``reports/_draft``, or one ``notebook``.

    Pages of the author's own, ``analysis/*.qmd``, are rendered beside the brief, and stay beside it where
    one is rendered alone; a notebook from elsewhere goes into ``reports/_build/notebooks``. The draft is
    written beside and swapped in: where anything fails, the last good one stays. Of two renders at once the
    second is refused. With parameters ``given`` the brief alone is rendered, of the part they ask for and
    under its name, beside the draft that is there.

    Raises
    ------
    DialoguesError
        Where an input, a notebook or the engine is not as it should be.
    """
    from dialogues import recovery
    from dialogues.render.builtin import Builtin
    from dialogues.render.cell_files import lay_out_data
    from dialogues.render.prepare import notes
    from dialogues.render.untouched import releases, untouched

    opening.must_be_plain(project)
    timings = Timings()
    source = project.analysis / f"{BRIEF}.qmd" if notebook is None else _notebook(notebook)
    is_of_project = source.resolve().parent == project.analysis.resolve()
    chosen = choose("builtin" if engine is None and not is_of_project else engine)
    build = project.build
    beside = build / "draft"
    with lock.held(project.lock), timings.stage("all"), _cleared(beside):
        placing.put_right(project.draft)
        beside.mkdir(parents=True)
        is_brief = source.resolve() == (project.analysis / f"{BRIEF}.qmd").resolve()
        whole = is_brief and not given
        pages, names = own_pages(project) if whole else [], list[str]()
        with untouched(*releases(project)):
            for page in pages if isinstance(chosen, Builtin) else ():  # Quarto renders them itself
                chosen.render(
                    project, page, beside, timings, formats
                )  # before the brief, which leaves its claims
                names.append(Prepared(build).file(page.stem))
                must_be_its_own(project, page, names[-1])
            made_of = chosen.render(project, source, beside, timings, formats, given)
        place = project.draft if is_of_project else build / "notebooks"
        file = Prepared(build).file(source.stem)
        if is_of_project:
            must_be_its_own(project, source, file)
        if whole:
            lay_out_data(Prepared(build), beside / "data")
        else:
            removal.remove(beside / "data")  # of Quarto: those of the brief stay
            claims = Prepared(build).ledger(file)
            if claims.is_file():  # of a part
                shutil.copyfile(claims, beside / f"{file}.csv")
        placing.put(beside, place, keep=not whole, made=[path.name for path in beside.iterdir()])
        if whole:
            recovery.remember(project, Prepared(build).noted)
        names = names or [Prepared(build).file(page.stem) for page in pages]
        told = notes(project)
    return Rendered(place, file, chosen.name, made_of, timings, formats, tuple(names), told)


def own_pages(project: Project) -> list[Path]:
    """The notebooks beside the brief: pages of the author's own, without what these include (``_*.qmd``)."""
    found = project.analysis.glob("*.qmd")
    return sorted(path for path in found if path.stem != BRIEF and path.name[0] not in "_.")


def must_be_its_own(project: Project, source: Path, file: str) -> None:
    """See that no page of ``project`` gives the files called ``file`` but that of the notebook ``source``.

    Raises
    ------
    NotebookError
        Where another does: a page called as a part of the brief, or as its evidence.
    """
    for page in own_pages(project):
        called = page.stem.casefold()
        if page.resolve() != source.resolve() and called in (file.casefold(), evidence_of(file).casefold()):
            problem = f"This page and {shown(source)} give one file, {page.stem}.html."
            raise NotebookError(Problem(problem, "Rename the page.", shown(page)))


def _notebook(path: Path) -> Path:
    """``path``, where it is a notebook.

    Raises
    ------
    UsageError
        Where it is none.
    """
    problem = (
        "There is no such notebook."
        if not path.exists()
        else "This is a folder, not a notebook."
        if path.is_dir()
        else "This is no notebook."
        if path.suffix != ".qmd"
        else None
    )
    if problem is not None:
        raise UsageError(Problem(problem, "Name a file that ends in .qmd.", shown(path)))
    return path


def choose(name: str | None) -> Engine:
    """The engine called ``name``; by default Quarto where it is installed, the built-in one elsewhere.

    Raises
    ------
    UsageError
        Where Quarto was asked for and cannot be had.
    """
    from dialogues.render import builtin, quarto

    if name == "quarto":
        return quarto.find()
    return (name is None and quarto.installed()) or builtin.Builtin()


@contextlib.contextmanager
def _cleared(folder: Path) -> Iterator[None]:
    """Have no ``folder`` before the block, nor after it."""
    removal.remove(folder)
    try:
        yield
    finally:
        removal.remove(folder)
