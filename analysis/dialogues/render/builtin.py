"""The built-in engine: nbclient executes once, Pandoc writes both formats, Typst makes the PDF."""

from __future__ import annotations

import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dialogues.base import packages
from dialogues.base.errors import NotebookError
from dialogues.base.progress import Timings
from dialogues.base.project import Project
from dialogues.render import (
    FORMATS,
    Parameters,
    Prepared,
    cell_files,
    constructs,
    evidence,
    fonts,
    parameters,
)
from dialogues.render.convert import Conversion
from dialogues.render.execute import Kernel
from dialogues.render.limits import Limits
from dialogues.render.qmd import Notebook, read
from dialogues.render.settings import settings, unheeded
from dialogues.render.untouched import in_reach, untouched
from dialogues.render.weave import warnings, weave

NEEDED_LATER = ("typst", "pypandoc", "fontTools")


class Builtin:
    """The engine of this package.

    A cell shows Markdown (``_repr_markdown_``), SVG, PNG or text, never HTML alone: cells run once for both
    formats. A figure is a div ``::: {#fig-x}`` of blocks and, last, a caption paragraph; what differs
    between the formats stands in ``.content-visible when-format="html"`` and ``unless-format="html"``. An
    image for the PDF is a file beside the notebook or a ``data:`` URI, SVG as vectors with real text; it
    has ``fig-alt``.
    """

    name = "built-in"

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._is_prepared = False

    def _say(self, note: str) -> None:
        """Tell a note on the terminal, once a run: the project's settings are those of each notebook."""
        if note not in self._said:
            print(f"note: {note}".rstrip(), file=sys.stderr)
        self._said.add(note)

    def _read(
        self, project: Project, notebook: Path, given: Parameters | None
    ) -> tuple[Notebook, dict[str, Any]]:
        """The notebook with the values ``given``, and what is set for it."""
        source = parameters.put_in(read(notebook, project.root), given or {})
        merged, problems = settings(source, project.root)
        problems += constructs.refused(source)
        if problems:
            raise NotebookError(problems)
        for note in unheeded(source, project.root):
            self._say(str(note))
        return source, merged

    def render(
        self,
        project: Project,
        notebook: Path,
        into: Path,
        timings: Timings,
        formats: tuple[str, ...] = FORMATS,
        given: Parameters | None = None,
    ) -> str:
        """Render ``notebook`` as HTML and PDF into ``into``; what they are made of."""
        with timings.stage("read notebooks"):
            source, merged = self._read(project, notebook, given)
        with timings.stage("start kernel"):
            data = Prepared.of(project).data.resolve()
            most = Limits.of(merged)
            kernel = Kernel(
                source.path.parent.resolve(),
                {"DIALOGUES_DATA": str(data), "DIALOGUES_NOTEBOOK": notebook.name},
                writable=[cell_files.begin(Prepared.of(project))],
                most=most,
            )
        with ThreadPoolExecutor() as threads:
            with kernel:
                with timings.stage("dataset"):
                    from dialogues.render.prepare import prepare  # while the kernel boots

                    prepared = prepare(project, again=self._is_prepared)
                    if not self._is_prepared:  # what was saved before the inputs were noted is one of them
                        source, merged = self._read(project, notebook, given)
                    self._is_prepared = True
                    parameters.name(prepared, notebook.stem, given or {})
                warm = threads.submit(make_ready, prepared)
                with timings.stage("execute"), untouched(*prepared.tables, *in_reach(project)):
                    executed = kernel.run(source)
                cell_files.must_be_plain(prepared)
                warm.result()
                for warning in warnings(source, executed):
                    self._say(str(warning))
                text = weave(source, executed, merged)
                theme = project.analysis / "theme"
                conversion = Conversion(text, source, merged, theme, prepared, colophon())
                makers = {"html": _html, "pdf": _pdf}
                made = {suffix: threads.submit(makers[suffix], conversion, timings) for suffix in formats}
            written = {suffix: done.result() for suffix, done in made.items()}  # the kernel stops meanwhile
        for suffix, content in written.items():
            (into / f"{prepared.file(notebook.stem)}.{suffix}").write_bytes(content)
        with timings.stage("evidence"):
            evidence.write(conversion, into, prepared.file(notebook.stem), formats)
        return prepared.made_of(notebook.stem)


def colophon() -> str:
    """The engine as the brief names it: what it is made of decides what it writes."""
    parts = ", ".join(f"{package} {version(package)}" for package in ("nbclient", "pypandoc_binary", "typst"))
    return f"the built-in engine ({parts})"


def _html(conversion: Conversion, timings: Timings) -> bytes:
    with timings.stage("html"):
        return conversion.html().encode()


def _pdf(conversion: Conversion, timings: Timings) -> bytes:
    with timings.stage("typst"):
        source = conversion.typst()
    with timings.stage("pdf"):
        return conversion.pdf(source)


def make_ready(prepared: Prepared) -> None:
    """Use the time in which the kernel works: import what comes next, cut the fonts."""
    for module in NEEDED_LATER:
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise NotebookError(packages.unusable(error)) from error
    fonts.stylesheet("", prepared.webfonts)
