"""The built-in engine: nbclient executes once, Pandoc writes both formats, Typst makes the PDF."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dialogues.project import Project
from dialogues.render import Timings, convert, page
from dialogues.render.execute import Kernel
from dialogues.render.prepare import Prepared, prepare
from dialogues.render.qmd import Notebook, read
from dialogues.render.settings import for_format, settings
from dialogues.render.weave import weave


class Builtin:
    """The engine of this package."""

    name = "built-in"

    def render(self, project: Project, notebook: Path, into: Path, timings: Timings) -> str:
        """Render ``notebook`` as HTML and PDF into ``into``; what they are made of."""
        with timings.stage("read notebooks"):
            source = read(notebook, project.root)
            merged = settings(source, project.root)
        data = Prepared.of(project).data.resolve()
        with timings.stage("start kernel"):
            kernel = Kernel(source.path.parent.resolve(), {"DIALOGUES_DATA": str(data)})
        with kernel:
            with timings.stage("dataset"):
                prepared = prepare(project)
            with timings.stage("execute"):
                executed = kernel.run(source)
        text = weave(source, executed, merged)
        theme = project.analysis / "theme"
        with tempfile.TemporaryDirectory(prefix="dialogues-") as scratch, ThreadPoolExecutor(2) as threads:
            place = Path(scratch)
            os.environ["DIALOGUES_FACTS"] = str(prepared.facts)
            os.environ["DIALOGUES_ENGINE"] = "built-in"
            html = threads.submit(self._html, text, source, merged, place, theme, timings)
            pdf = threads.submit(self._pdf, text, source, merged, place, theme, prepared, timings)
            written = {"html": html.result().encode(), "pdf": pdf.result()}
        for suffix, content in written.items():
            (into / f"{notebook.stem}.{suffix}").write_bytes(content)
        return prepared.told["made_of"]

    def _html(
        self,
        text: str,
        notebook: Notebook,
        merged: dict[str, Any],
        place: Path,
        theme: Path,
        timings: Timings,
    ) -> str:
        with timings.stage("html"):
            html = convert.pandoc(text, notebook, for_format(merged, "html"), "html", place, theme)
            return page.seal(html, theme.parent, notebook.name)

    def _pdf(
        self,
        text: str,
        notebook: Notebook,
        merged: dict[str, Any],
        place: Path,
        theme: Path,
        prepared: Prepared,
        timings: Timings,
    ) -> bytes:
        with timings.stage("typst"):
            source = convert.pandoc(text, notebook, for_format(merged, "typst"), "typst", place, theme)
        with timings.stage("pdf"):
            day = dt.date.fromisoformat(prepared.told["date-iso"])
            return convert.pdf(source, notebook, day, prepared.fonts)
