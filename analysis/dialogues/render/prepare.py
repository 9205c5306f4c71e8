"""What every render starts with, laid out in ``reports/_build``: the dataset, the facts, the fonts."""

from __future__ import annotations

import filecmp
import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dialogues.base import opening, placing, removal, signs
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import LOCK, Project
from dialogues.brief.wording import tallied
from dialogues.releasing import edition, noted, provenance
from dialogues.releasing.noted import Noted
from dialogues.render import Prepared, cell_files, fonts, parts, vega

if TYPE_CHECKING:
    from dialogues.dataset import Dataset

FILES = (".js", ".json", ".parquet", ".passed", ".stamp", ".ttf", ".woff2")  # how names of kept files end
TRIALS = 5  # times that a dataset is made anew because a text was saved meanwhile


def built(project: Project) -> Dataset:
    """The dataset of the project's texts, codebook and readings."""
    from dialogues import codebook, pipeline

    return pipeline.run(project.seeds, codebook.load(project.codebook), project.readings)


def prepare(
    project: Project,
    *,
    keep: bool = False,
    again: bool = False,
    build: Callable[[Project], Dataset] = built,
    written: Callable[[], None] | None = None,
) -> Prepared:
    """Build the dataset where its inputs changed, and write the facts and fonts that the render needs.

    All is made of one state of the inputs, which is noted; ``again``, for one more notebook of the same
    render, that state stands, whatever was saved since. With ``keep``, what the notebooks wrote stays: they
    are not run again. ``written`` is called as soon as new tables lie there, which are validated after that.
    """
    opening.must_be_plain(project)
    places = Prepared.of(project)
    places.build.mkdir(parents=True, exist_ok=True)
    cell_files.begin(places)
    put_in_order(places)
    parts.lay_out(places.build)
    if not keep:
        removal.empty(places.written)
        removal.remove(places.scratch)
    for form in ("html", "typst"):
        places.evidence(form).unlink(missing_ok=True)
    vega.begin(places.build)
    if again:
        return places
    made_of = _dataset(project, places, build, written=written)
    lay_out_fonts(places.fonts)
    facts = _facts(made_of, places.data)
    used = _signs(project, facts, places.data)
    deceiving = "".join(sorted(sign for sign in used if signs.DECEIVING.match(sign)))
    facts["unshown"] = deceiving + fonts.unshown({*used} - {*deceiving}, places.fonts, places.build)
    places.facts.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return places


def notes(project: Project) -> tuple[Problem, ...]:
    """What was saved while the brief was made, and texts that are not as registered, or gone.

    A brief is made of what is there, and says so.
    """
    import polars as pl

    from dialogues.corpus import seeds

    places = Prepared.of(project)
    meanwhile = [*noted.changed_meanwhile(project, places.noted)]
    documents = pl.read_parquet(places.data / "documents.parquet", columns=["path", "sha256"], glob=False)
    try:
        changed = [*seeds.changed(project.seeds, documents).values()]
    except DialoguesError:
        if not meanwhile:  # else of what is half saved now
            raise
        changed = []
    return (*meanwhile, *changed)


def _dataset(
    project: Project,
    places: Prepared,
    build: Callable[[Project], Dataset],
    *,
    written: Callable[[], None] | None,
) -> Noted:
    """The dataset in its place, made anew unless it lies there as it was made of the same inputs; these.

    Where a text is saved while it is read, all are read again; a preview (``written``) sees to that itself.

    Raises
    ------
    DialoguesError
        Where texts are saved all the time.
    """
    for _ in range(TRIALS):
        made_of = noted.now(project)
        noted.write(places.noted, made_of)
        stamp = places.stamp.read_bytes() if places.stamp.is_file() else None
        if stamp is not None and stamp == _stamp(made_of.of_dataset, places):
            return made_of
        places.stamp.unlink(missing_ok=True)
        _make(project, places, build, written=written)
        if noted.is_of_now(project, made_of):
            placing.write(places.stamp, _stamp(made_of.of_dataset, places))
        if written is not None or places.stamp.is_file():
            return made_of
    problem = f"Texts, readings or rules were changed while they were read, {TRIALS} times."
    raise DialoguesError(Problem(problem, "Run the command again when they are saved."))


def _make(
    project: Project,
    places: Prepared,
    build: Callable[[Project], Dataset],
    *,
    written: Callable[[], None] | None,
) -> None:
    """Make the dataset anew, validated."""
    from dialogues import dataset

    place = places.data
    placing.put_right(place)
    tables = build(project)
    if written is None:
        dataset.validate(tables)
        dataset.write(tables, place, keep=False)
    else:
        dataset.write(tables, place, keep=False)
        written()
        dataset.validate(tables)


def _stamp(made_of: str, places: Prepared) -> bytes:
    """What the dataset was made of, and what its files are: changed by another hand, they are made anew."""
    found = {table.name: provenance.sha256(table) for table in places.tables}
    return f"{made_of} {provenance.digest(found)}".encode()


def put_in_order(places: Prepared) -> None:
    """Take away what lies among the files that renders keep, and is none of them: it is made anew.

    A link would be written through, to what it leads to; so would a second name of another file.
    """
    folders = (places.data, places.fonts, places.webfonts)
    for folder in (places.build, *folders):
        for place in folder.iterdir() if removal.is_folder(folder) else ():
            found = place.lstat()
            is_right = (
                folder is places.build and place.suffix not in FILES
                if stat.S_ISDIR(found.st_mode)
                else stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and place not in folders
            )
            if not is_right and place.name != LOCK:  # which this process holds
                removal.remove(place)


def _facts(made_of: Noted, data: Path) -> dict[str, object]:
    """What the title page, the page's head and the last line of the command say."""
    import polars as pl

    current, inputs = made_of.edition, made_of.inputs
    count = {
        name: pl.scan_parquet(data / f"{name}.parquet", glob=False).select(pl.len())
        for name in ("documents", "events")
    }
    documents, events = (frame.item() for frame in pl.collect_all(count.values()))
    return {
        "title": current.title,
        "author": list(current.authors),
        "date": edition.in_words(current.published),
        "cutoff": "" if current.cutoff is None else edition.in_words(current.cutoff),
        "date-iso": current.published.isoformat(),
        "version": current.label,
        "description": current.abstract,
        "keywords": edition.keywords(current, inputs),
        "license": current.licence,
        "inputs": inputs.short,
        "made_of": f"{tallied(documents, 'document')}, {tallied(events, 'event')}, "
        f"codebook {inputs.parts['codebook'][:7]}",
        "head_extra": f'<script type="application/ld+json">{edition.json_ld(current, inputs)}</script>',
    }


def _signs(project: Project, facts: dict[str, object], data: Path) -> set[str]:
    """The signs that the brief may hold: those of its texts, of what is known of them, and of its words."""
    import polars as pl

    common = "".join(f"\\x{{{sign:x}}}" for sign in sorted(fonts.COMMON))
    about = ["title", "publisher", "path", "url"]
    named = pl.read_parquet(data / "documents.parquet", columns=about, glob=False)
    texts = pl.read_parquet(data / "sentences.parquet", columns=["text"], glob=False)["text"]
    codes = pl.read_parquet(data / "codes.parquet", columns=["label", "definition"], glob=False)
    known = pl.read_parquet(data / "known_events.parquet", columns=["source"], glob=False)
    words = pl.concat([texts, *named, *codes, *known], rechunk=False).drop_nulls()
    sign = f"[^{common}\\s]|{signs.POLARS_DECEIVING}"
    found = words.str.extract_all(sign).explode().drop_nulls().unique()
    notebooks = (*project.analysis.glob("*.qmd"), *project.analysis.glob("*/*.qmd"))
    own = (*project.codebook.glob("*.yaml"), *notebooks)
    written = "".join(opening.content(path).decode("utf-8", "replace") for path in own)
    told = "".join("".join(value) for value in facts.values() if isinstance(value, str | list))
    return {*found, *written, *told}


def lay_out_fonts(place: Path) -> None:
    """Copy the faces that the PDF uses into ``place``: the package's folder holds each of them twice."""
    place.mkdir(parents=True, exist_ok=True)
    for name, _, _ in fonts.FACES:
        target = place / f"SourceSansPro-{name}.ttf"
        source = fonts.folder() / target.name
        if not target.is_file() or not filecmp.cmp(source, target, shallow=False):
            shutil.copyfile(source, target)
