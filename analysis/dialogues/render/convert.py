"""Markdown to a page and to Typst through Pandoc, Typst to PDF."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogues.base import packages, scratch
from dialogues.base.errors import NotebookError, Problem
from dialogues.base.project import shown
from dialogues.render import Prepared, page, vega
from dialogues.render.qmd import Notebook
from dialogues.render.settings import PATHS, for_format

FILTER = Path(__file__).with_name("filter.lua")
SHARED_FILTERS = ("apart.lua", "blocks.lua", "dialogues.lua")  # of the theme, for both engines
LAST_FILTER = "verbatim.lua"  # of the theme too
WRITERS = {"html": "html5", "typst": "typst-citations-smart"}
TEMPLATES = {"html": "brief.html", "typst": "brief.typ"}
ROOMY = ("+RTS", "-A64m", "-RTS")  # memory in which Pandoc need not collect its garbage
READER = "markdown-raw_tex-latex_macros"
TOLD = re.compile(r"^dialogues: (?P<what>[\w-]+) (?P<name>.*)$", re.M)
STOPPED = re.compile(  # Pandoc, of a filter that stops; what Lua says after that is of no use to a reader
    r"^Error running filter (?P<filter>[^\n]+?):\s*\n(?:(?P<path>[^\n:]+):(?P<line>\d+): )?(?P<why>[^\n]*)",
    re.M,
)
NOT_CITED = re.compile(r"[Cc]itation (?:\S+ )?not found:? ?(?P<name>\S+)|citation (?P<other>\S+) not found")
MEANING = {
    "unresolved": ("`@{0}` refers to nothing.", "Give the figure, table or section the label {0}."),
    "twice": ("The label `{0}` is given twice.", "Rename one of them."),
    "unnumbered": (
        "`@{0}` refers to a section without a number.",
        "Number it, or link to it: `[words](#{0})`.",
    ),
    "skipped-level": (
        "The heading `{0}` stands more than one level below the heading before it.",
        "Take away a #: readers who hear the document go by its levels.",
    ),
    "no-caption": ("`{0}` has no caption.", "End its block with a paragraph that is the caption."),
    "no-bibliography": (
        "`@{0}` cites a source, but there is no bibliography.",
        "Name one under `bibliography`; a sign that cites nothing is written `\\@`.",
    ),
    "no-math-alt": (
        "A formula has no alternative text ({0}), which the PDF needs.",
        'Say it in words: `[$...$]{{alt="..."}}`, or `$$...$$ {{#eq-x alt="..."}}`.',
    ),
    "no-alt": ("An image has no alternative text ({0}).", "Say in `fig-alt` what it shows."),
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """A notebook's text on its way to HTML and PDF."""

    text: str
    notebook: Notebook
    settings: Mapping[str, Any]
    theme: Path
    prepared: Prepared
    engine: str
    is_evidence: bool = False  # `text` is then what the filter kept aside, as Pandoc's JSON

    def html(self) -> str:
        """The page, sealed.

        Raises
        ------
        NotebookError
            For what Pandoc or the filters miss, or what the page would fetch.
        """
        html, build = self._pandoc("html"), self.prepared.build
        vega.finish(build)
        folders = (self.notebook.path.parent, self.theme.parent, build)
        root, webfonts = self.theme.parent.parent, self.prepared.webfonts
        return page.seal(html, folders, self.notebook.name, webfonts, self.notebook.find, root)

    def typst(self) -> str:
        """The Typst file.

        Raises
        ------
        NotebookError
            For what Pandoc or the filters miss.
        """
        return self._pandoc("typst")

    def pdf(self, source: str) -> bytes:
        """The Typst text ``source`` as PDF/UA-1 and PDF/A-2a, dated as the edition, whatever the clock says.

        Raises
        ------
        NotebookError
            For what Typst or the two standards refuse.
        """
        import typst

        day = dt.date.fromisoformat(self.prepared.told["date-iso"])
        try:
            compiler = typst.Compiler(
                source.encode(),
                root=str(self.notebook.path.parent),
                font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(self.prepared.fonts)]),
            )
            compiled = compiler.compile(
                format="pdf",
                pdf_standards=["ua-1", "a-2a"],
                timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
            )
        except typst.TypstError as error:
            raise NotebookError(self._refused(error.message, error.hints)) from error
        if not isinstance(compiled, bytes):
            raise TypeError(compiled)
        return compiled

    def _pandoc(self, to: str) -> str:
        """Run Pandoc and the filters, with the theme's template for ``to``."""
        metadata = for_format(self.settings, to)
        files = {
            key: metadata.pop(key) for key in sorted(PATHS & metadata.keys())
        }  # as data they are Markdown
        template, *filters = self._of_theme(to)
        command = [
            pandoc(),
            f"--from={'json' if self.is_evidence else READER}",
            f"--to={WRITERS[to]}",
            f"--template={_for_pandoc(template)}",
            "--standalone",
            "--wrap=none",
            "--mathml",
            "--syntax-highlighting=none",
            *ROOMY,
            *(f"--lua-filter={path}" for path in (*filters[:-1], FILTER, filters[-1])),
        ]
        if metadata.get("toc"):
            command += ["--toc", f"--toc-depth={metadata.get('toc-depth', 3)}"]
        if files.get("bibliography"):
            command.append("--citeproc")
            for key, given in files.items():
                each = given if isinstance(given, list) else [given]
                command += [f"--{key}={_for_pandoc(path)}" for path in each]
        with scratch.folder() as here:
            settings = here / "settings.json"
            settings.write_text(json.dumps(metadata, sort_keys=True), encoding="utf-8")
            command.append(f"--metadata-file={settings}")
            done = subprocess.run(
                command,
                input=self.text.encode(),
                capture_output=True,
                cwd=self.notebook.path.parent,
                check=False,
                env={
                    **os.environ,
                    "LC_ALL": "C.UTF-8",
                    "TZ": "UTC",
                    "DIALOGUES_FACTS": str(self.prepared.facts.resolve()),
                    "DIALOGUES_ENGINE": self.engine,
                    "DIALOGUES_CARRIED": str(self.prepared.carried(self.notebook.path.stem).resolve()),
                    "DIALOGUES_PART": str(self.prepared.part(self.notebook.path.stem).resolve()),
                },
            )
        said = done.stderr.decode(errors="replace")
        problems = _told(said, self.notebook)
        if done.returncode != 0 and not problems and said.strip():
            problems = [_refused(said, self.notebook)]
        if not problems and not (done.returncode == 0 and done.stdout.strip()):
            ended = f"Pandoc wrote nothing (it ended with {done.returncode})."
            problems = [Problem(ended, packages.REMEDY)]
        if problems:
            raise NotebookError(problems)
        return done.stdout.decode()

    def _of_theme(self, to: str) -> list[Path]:
        """The template for ``to`` and the filters, as files of the theme.

        Raises
        ------
        NotebookError
            Where one of them is missing.
        """
        files = [self.theme / name for name in (TEMPLATES[to], *SHARED_FILTERS, LAST_FILTER)]
        missing = [path for path in files if not path.is_file()]
        if missing:
            raise NotebookError(
                Problem("The file of the theme is missing.", "Take it from git again.", shown(path))
                for path in missing
            )
        return files

    def _refused(self, message: str, hints: Sequence[str]) -> Problem:
        """What Typst said, in a sentence."""
        return Problem(
            f"Typst refuses the PDF: {message.rstrip('.')}.",
            " ".join(hints) or "Correct the notebook or the theme.",
            self.notebook.name,
        )


def _for_pandoc(path: Path | str) -> str:
    """``path`` as Pandoc wants that of a template, style or bibliography: it takes ``%20`` for a space."""
    return str(path).replace("%", "%25")


def pandoc() -> str:
    """The path of Pandoc.

    Raises
    ------
    NotebookError
        Where it is missing or does not run.
    """
    import pypandoc

    logging.getLogger("pypandoc").addHandler(logging.NullHandler())  # what it logs is told below
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise NotebookError(Problem("Pandoc is missing, or does not run.", packages.REMEDY)) from error


def _refused(said: str, notebook: Notebook) -> Problem:
    """Why Pandoc stopped: a filter, told with its file and line; else in Pandoc's own words."""
    stopped = STOPPED.search(said)
    if stopped is None:
        return Problem(
            "Pandoc refuses the text:",
            "Correct the notebook.",
            notebook.name,
            shows=tuple(f"| {row}" for row in said.strip().splitlines()),
        )
    path = (stopped["path"] or stopped["filter"]).removeprefix("...")  # Lua cuts long paths
    return Problem(
        f"The filter stops: {stopped['why'].strip().rstrip('.')}.",
        "Correct the filter; if nobody changed it, the part of the notebook that was written last.",
        shown(Path(stopped["filter"] if stopped["filter"].endswith(path) else path)),
        int(stopped["line"]) if stopped["line"] else None,
    )


def _told(said: str, notebook: Notebook) -> list[Problem]:
    """What the filters and Pandoc told, each with the line it is about."""
    found = [(match["what"], match["name"]) for match in TOLD.finditer(said)]
    found += [("unresolved", match["name"] or match["other"]) for match in NOT_CITED.finditer(said)]
    problems = []
    for what, name in dict.fromkeys(found):
        problem, remedy = MEANING[what]
        line = notebook.find_label_again(name) if what == "twice" else notebook.find(name)
        problems.append(
            Problem(
                problem.format(name),
                remedy.format(name),
                line.path if line else notebook.name,
                line.number if line else None,
            )
        )
    return problems
