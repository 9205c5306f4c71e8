"""Markdown to a page and to Typst through Pandoc, Typst to PDF."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dialogues.errors import NotebookError, Problem
from dialogues.render.qmd import Notebook

FILTER = Path(__file__).with_name("filter.lua")
READER = "markdown+lists_without_preceding_blankline-tex_math_single_backslash"
TOLD = re.compile(r"^dialogues: (?P<what>[\w-]+) (?P<name>.*)$", re.M)
NOT_CITED = re.compile(r"[Cc]itation (?:\S+ )?not found:? ?(?P<name>\S+)|citation (?P<other>\S+) not found")
MEANING = {
    "unresolved": ("`@{0}` refers to nothing.", "Give the figure, table or section the label {0}."),
    "twice": ("The label `{0}` is given twice.", "Rename one of them."),
    "no-caption": ("`{0}` has no caption.", "End its block with a paragraph that is the caption."),
    "no-alt": ("An image has no alternative text ({0}).", "Say in `fig-alt` what it shows."),
}


def pandoc(
    text: str, notebook: Notebook, metadata: Mapping[str, Any], to: str, scratch: Path, theme: Path
) -> str:
    """``text`` as a whole page (``to`` html) or Typst file (typst).

    Raises
    ------
    NotebookError
        For every reference, citation, caption or text alternative that is missing.
    """
    settings = scratch / f"{to}.json"
    settings.write_text(json.dumps(metadata, sort_keys=True), encoding="utf-8")
    template = theme / ("brief.html" if to == "html" else "brief.typ")
    command = [
        _binary(),
        f"--from={READER}",
        f"--to={'html5' if to == 'html' else 'typst-citations-smart'}",
        f"--metadata-file={settings}",
        f"--template={template}",
        "--standalone",
        "--wrap=preserve",
        "--mathml",
        *(f"--lua-filter={path}" for path in (theme / "blocks.lua", theme / "dialogues.lua", FILTER)),
        "--syntax-highlighting=none",
    ]
    if metadata.get("toc"):
        command += ["--toc", f"--toc-depth={metadata.get('toc-depth', 3)}"]
    if metadata.get("bibliography"):
        command.append("--citeproc")
        if not metadata.get("csl"):
            command.append(f"--csl={theme / 'citations.csl'}")
    done = subprocess.run(
        command, input=text.encode(), capture_output=True, cwd=notebook.path.parent, check=False, env=_quiet()
    )
    said = done.stderr.decode(errors="replace")
    problems = _told(said, notebook)
    if done.returncode != 0 and not problems:
        problems = [
            Problem(f"Pandoc refuses the text: {said.strip()}", "Correct the notebook.", notebook.name)
        ]
    if problems:
        raise NotebookError(problems)
    return done.stdout.decode()


def pdf(source: str, notebook: Notebook, day: dt.date, faces: Path) -> bytes:
    """The Typst text ``source`` as PDF/UA-1 and PDF/A-2a, dated ``day`` whatever the clock says.

    Raises
    ------
    NotebookError
        For what Typst or the two standards refuse.
    """
    import typst

    moment = dt.datetime.combine(day, dt.time(), dt.UTC)
    try:
        compiler = typst.Compiler(
            source.encode(),
            root=str(notebook.path.parent),
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(faces)]),
        )
        compiled = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=moment)
    except typst.TypstError as error:
        hints = " ".join(error.hints)
        raise NotebookError(
            Problem(
                f"Typst refuses the PDF: {error.message.rstrip('.')}.",
                hints or "Correct the notebook or the theme.",
                notebook.name,
            )
        ) from error
    if not isinstance(compiled, bytes):
        raise TypeError(compiled)
    return compiled


def _binary() -> str:
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise NotebookError(
            Problem(
                "Pandoc is missing.",
                "Install the locked packages again: `pip install --require-hashes -r requirements.lock`.",
            )
        ) from error


def _quiet() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _told(said: str, notebook: Notebook) -> list[Problem]:
    """What the filters and Pandoc told, each with the line it is about."""
    found = [(match["what"], match["name"]) for match in TOLD.finditer(said)]
    found += [("unresolved", match["name"] or match["other"]) for match in NOT_CITED.finditer(said)]
    problems = []
    for what, name in dict.fromkeys(found):
        problem, remedy = MEANING[what]
        line = notebook.find(name)
        problems.append(
            Problem(
                problem.format(name),
                remedy.format(name),
                line.path if line else notebook.name,
                line.number if line else None,
            )
        )
    return problems
