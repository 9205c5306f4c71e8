"""The page of the brief, made anew from what changed alone: a warm kernel waits, old outputs serve again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dialogues.base import lock, scratch
from dialogues.base.errors import NotebookError, Problem
from dialogues.base.progress import Timings
from dialogues.brief import prose as sentences
from dialogues.brief.drawer import KEPT
from dialogues.render import Prepared, cell_files, constructs
from dialogues.render.builtin import colophon, make_ready
from dialogues.render.convert import Conversion
from dialogues.render.execute import Executed, Kernel
from dialogues.render.limits import Limits
from dialogues.render.prepare import prepare
from dialogues.render.qmd import Cell, Notebook, read
from dialogues.render.settings import settings
from dialogues.render.untouched import releases, untouched
from dialogues.render.weave import weave
from dialogues.serve.found import Desk

PATIENCE = 60.0  # seconds to wait for another render
Code = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """What a notebook gave, and all that this depends on."""

    code: Code
    data: str
    notebook: Notebook
    executed: Executed


class Maker:
    """Makes the brief's page again and again; used by one thread alone."""

    def __init__(self, desk: Desk) -> None:
        self.project = desk.project
        self._desk = desk
        self._source = self.project.analysis / "brief.qmd"
        self._spare: Kernel | None = None
        self._used: Kernel | None = None
        self._last: _Run | None = None
        self._running: Kernel | None = None
        self._is_ended = False
        self._stack = contextlib.ExitStack()
        self._drawings: Path | None = None

    def warm(self) -> None:
        """Have a kernel ready that nothing was run in; the one that has run ends now that nobody waits."""
        self._end_used()
        if self._spare is None and not self._is_ended:
            places = Prepared.of(self.project)
            self._drawings = self._drawings or self._stack.enter_context(scratch.folder())
            environment = {"DIALOGUES_DATA": str(places.data.resolve()), KEPT: str(self._drawings)}
            may_write = (cell_files.begin(places), self._drawings)
            self._spare = Kernel(self._source.parent.resolve(), environment, writable=may_write)

    def abort(self) -> None:
        """End what runs or waits, for good; may be called by another thread."""
        self._is_ended = True
        for kernel in filter(None, (self._running, self._spare)):
            kernel.kill()

    def close(self) -> None:
        """End both kernels; what was drawn goes with them."""
        self._end_used()
        if self._spare is not None:
            self._spare.__exit__(None, None, None)
            self._spare = None
        self._stack.close()

    def make(self, timings: Timings) -> str:
        """The page as things stand now.

        Raises
        ------
        DialoguesError
            Where a notebook, the seeds, the codebook or a reading is not as it should be.
        """
        with lock.held(self.project.lock, PATIENCE), timings.stage("all"):
            with timings.stage("read notebooks"):
                notebook = read(self._source, self.project.root)
                merged, problems = settings(notebook, self.project.root)
                problems += constructs.refused(notebook)
                if problems:
                    raise NotebookError(problems)
                sentences.check(self.project)
            code = _code(notebook)

            def run() -> Executed:
                return self._run(notebook, Limits.of(merged))

            with self._beside(run) as (begin, begun):
                with timings.stage("dataset"):
                    may_keep = self._last is not None and self._last.code == code
                    prepared = prepare(
                        self.project, keep=may_keep, build=lambda _: self._desk.read(), written=begin
                    )
                    make_ready(prepared)
                data = _stamp(prepared)
                if begun or self._last is None or (self._last.code, self._last.data) != (code, data):
                    with timings.stage("execute"):
                        executed = begun[0].result() if begun else run()
                        self._last = _Run(code, data, notebook, executed)
            executed = _moved(self._last, notebook)
            with timings.stage("html"):
                text = weave(notebook, executed, merged)
                theme = self.project.analysis / "theme"
                return Conversion(text, notebook, merged, theme, prepared, colophon()).html()

    @contextlib.contextmanager
    def _beside(
        self, run: Callable[[], Executed]
    ) -> Iterator[tuple[Callable[[], None], list[Future[Executed]]]]:
        """What begins ``run`` in a thread of its own, and where it is then; an error ends its kernel."""
        begun: list[Future[Executed]] = []
        with ThreadPoolExecutor(1) as thread:
            try:
                yield lambda: begun.append(thread.submit(run)), begun
            except BaseException:
                if self._running is not None:
                    self._running.kill()
                raise

    def _run(self, notebook: Notebook, most: Limits) -> Executed:
        """Run the notebook in the kernel that waited; the next one waits from :meth:`warm` on."""
        self.warm()
        kernel, self._spare = self._spare, None
        if kernel is None:
            raise NotebookError(Problem("The preview has ended.", "Start it again.", notebook.name))
        kernel.limit(most)
        self._running = self._used = kernel
        places = (*releases(self.project), *Prepared.of(self.project).tables)
        try:
            with untouched(*places):
                executed = kernel.run(notebook)
            cell_files.must_be_plain(Prepared.of(self.project))
            return executed
        finally:
            self._running = None

    def _end_used(self) -> None:
        kernel, self._used = self._used, None
        if kernel is not None:
            kernel.__exit__(None, None, None)


def _code(notebook: Notebook) -> Code:
    """All that runs in a notebook: cells with their options, and expressions in the prose."""
    found: list[str] = []
    for part in notebook.parts:
        if isinstance(part, Cell):
            found.append(f"{part.source}\n{sorted(part.options.items())}")
        else:
            found += [expression for _, _, expression in part.expressions()]
    return tuple(found)


def _moved(run: _Run, notebook: Notebook) -> Executed:
    """What ``run`` gave, at the places where the same code stands in ``notebook``."""
    if run.notebook is notebook:
        return run.executed
    before, now = (
        [(line.path, line.number, start) for part in one.prose for line, start, _ in part.expressions()]
        for one in (run.notebook, notebook)
    )
    values = {new: run.executed.values[old] for old, new in zip(before, now, strict=True)}
    return Executed(run.executed.outputs, values)


def _stamp(prepared: Prepared) -> str:
    """What the dataset was made of, and what the facts say besides: another brief where it differs."""
    return prepared.stamp.read_text(encoding="utf-8")
