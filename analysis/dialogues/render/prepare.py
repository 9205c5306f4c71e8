"""What every render starts with, laid out in ``reports/_build``: the dataset, the facts, the fonts."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from dialogues import edition, provenance
from dialogues.project import Project
from dialogues.render import fonts


@dataclass(frozen=True, slots=True)
class Prepared:
    """Where the prepared files lie, and what the brief is made of."""

    data: Path
    facts: Path
    made_of: str


def prepare(project: Project) -> Prepared:
    """Build the dataset where its inputs changed, and write the facts and fonts the render needs."""
    build = project.root / "reports" / "_build"
    build.mkdir(parents=True, exist_ok=True)
    inputs = provenance.inputs(project)
    current = edition.current(project)
    facts = {
        "title": current.title,
        "pagetitle": current.title,
        "author": list(current.authors),
        "date": edition.in_words(current.published),
        "date-iso": current.published.isoformat(),
        "version": current.label,
        "description": current.abstract,
        "keywords": edition.keywords(current, inputs),
        "license": current.licence,
        "inputs": inputs.short,
        "head_extra": f'<script type="application/ld+json">{edition.json_ld(current, inputs)}</script>',
    }
    path = build / "facts.json"
    path.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    lay_out_fonts(build / "fonts")
    return Prepared(build / "data", path, "")


def lay_out_fonts(place: Path) -> None:
    """Copy the faces the PDF uses into ``place``: the package's folder holds each of them twice."""
    place.mkdir(parents=True, exist_ok=True)
    for name, _, _ in fonts.FACES:
        target = place / f"SourceSansPro-{name}.ttf"
        if not target.is_file():
            shutil.copyfile(fonts.folder() / target.name, target)
