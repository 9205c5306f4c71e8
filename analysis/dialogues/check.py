"""Is everything sound: seeds registered and unchanged, codebook, dataset, quotes? All problems at once."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from dialogues import codebook, dataset, pipeline
from dialogues.base import opening
from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.passed import Passed
from dialogues.base.progress import Timings
from dialogues.base.project import Project, shown
from dialogues.brief.wording import tallied
from dialogues.codebook import loading
from dialogues.corpus import known_events, register, seeds, twins
from dialogues.events import linking
from dialogues.readings import load, worklist
from dialogues.releasing import edition, provenance

QUOTING = {
    "mentions": "quote",
    "plan_references": "quote",
    "people": "name",
    "statements": "quote",
    "facts": "quote",
}  # table: words


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, what is wrong with it, and what a reader should look at though it is not wrong."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    texts: int = 0
    tables: int = 0
    quotes: int = 0


def said(count: int, verdict: Verdict) -> str:
    """The verdict in a line, where ``count`` problems were found."""
    if count:
        return f"{tallied(count, 'problem')} found."
    return (
        f"Sound: {tallied(verdict.texts, 'text')} registered and unchanged, codebook without fault, "
        f"{tallied(verdict.tables, 'table')} valid, {tallied(verdict.quotes, 'quote')} verbatim, "
        "notebooks, shapes and releases as they should be."
    )


def check(project: Project, timings: Timings | None = None) -> Verdict:
    """Look at seeds, codebook, readings and the dataset they make; ``timings`` counts the time of each.

    Where none of these, nor this package, has changed since all was sound, no dataset is made again.
    """
    timings = timings or Timings()
    problems: list[Problem] = []
    given, rules = None, None
    tables: dict[str, pl.DataFrame] = {}
    learnt: tuple[Problem, ...] = ()
    try:
        with timings.stage("seeds"):
            given = seeds.read(project.seeds)
            problems += _of_seeds(project, given)
    except DialoguesError as error:
        problems += [*error.problems, *_told_by(known_events.read, project.seeds)]
    try:
        edition.current(project)
    except DialoguesError as error:
        problems += error.problems
    code = provenance.code()
    passed = Passed(project.build / "dataset.passed", code)
    inputs = None if given is None or problems else _inputs(project)
    if given is not None and inputs is not None and (counts := passed.counted(inputs)) is not None:
        return Verdict((), (), given.texts.height, *counts)
    try:
        with timings.stage("codebook"):
            rules, found = _codebook(project, code)
            problems += found
    except DialoguesError as error:
        problems += error.problems
    if given is not None and rules is not None:
        problems += _unknown_accounts(project, given, rules)
        try:
            with timings.stage("dataset"):
                tables, learnt = pipeline.run_with_notes(project.seeds, rules, project.readings)
            problems += _after_the_cutoff(project, tables, given)
            with timings.stage("schemas and rules"):
                dataset.validate(tables, given.corpus.years)
        except DialoguesError as error:
            problems += error.problems
    if not tables:
        problems += load.read(project.readings)[1]
    verdict = Verdict(
        tuple(dict.fromkeys(problems)),
        (*learnt, *(_notes(project, tables, given, rules) if tables and given and rules else ())),
        texts=0 if given is None else given.texts.height,
        tables=len(tables),
        quotes=sum(frame.height for frame in tables.values() if {"start", "end"} <= set(frame.columns)),
    )
    if inputs is not None and not verdict.problems and not verdict.notes and inputs == _inputs(project):
        passed.remember(inputs, verdict.tables, verdict.quotes)
    return verdict


def _told_by(read: Callable[[Path], object], folder: Path) -> tuple[Problem, ...]:
    """What is wrong with what ``read`` reads of a folder."""
    try:
        read(folder)
    except DialoguesError as error:
        return error.problems
    return ()


def _inputs(project: Project) -> str | None:
    """One hash over all that the dataset is made of; none where something there is no plain file."""
    folders = (project.seeds, project.codebook, project.readings)
    try:
        return provenance.digest(
            {
                str(path): hashlib.sha256(opening.content(path)).hexdigest()
                for folder in folders
                for path in folder.rglob("*")
                if not path.is_dir()
            }
        )
    except (OSError, DialoguesError):
        return None


def _codebook(project: Project, code: str) -> tuple[codebook.Codebook, list[Problem]]:
    """The codebook, and what is wrong with its examples.

    Where neither it nor this package has changed since all was right, nothing is asked again.

    Raises
    ------
    CodebookError
        Where the codebook cannot be used.
    """
    passed = Passed(project.build / "codebook.passed", code)
    rules, files = loading.load_with_lines(project.codebook, passed.knows)
    if passed.knows(rules.sha256):
        return rules, []
    from dialogues import examples

    problems = list(examples.problems(rules, files))
    if not problems:
        passed.remember(rules.sha256)
    return rules, problems


def _of_seeds(project: Project, given: seeds.Seeds) -> Iterator[Problem]:
    """Files against their entries in sources.yaml, and entries against their files."""
    registered = register.read(project.seeds)
    where = shown(project.seeds / register.FILE)
    for row in given.rejects.iter_rows(named=True):
        yield Problem(row["problem"], row["remedy"], shown(project.seeds / row["path"]), row["line"])
    there = set(given.texts["path"])
    for file, changed in seeds.changed(project.seeds, given.texts).items():
        lost = _fallen(project, file, given) if file in there else ""
        yield replace(changed, problem=changed.problem + lost)
    for source in registered.sources:
        line = registered.lines[source.file]
        if source.published and registered.corpus.cutoff and source.published > registered.corpus.cutoff:
            problem = f"{source.file} was published on {source.published}, after the corpus's cutoff."
            yield Problem(problem, "Correct the date, or raise `cutoff`.", where, line)
    for name in given.texts["path"]:
        if name not in registered.lines:
            path = shown(project.seeds / name)
            yield Problem(
                f"The text is not registered in {register.FILE}.",
                f"Run `dialogues add {shlex.quote(path)}`.",
                path,
            )


def _unknown_accounts(project: Project, given: seeds.Seeds, rules: codebook.Codebook) -> Iterator[Problem]:
    """Entries of sources.yaml whose `account` is neither a state nor an organisation of the codebook."""
    known = rules.names_of("counterpart")
    unknown = set(given.sources["account"].drop_nulls()) - known
    registered = register.read(project.seeds) if unknown else register.Register()
    for source in registered.sources:
        if source.account in unknown:
            yield Problem(
                f"The account {source.account!r} of {source.file} is no state (ISO 3166-1 alpha-3) and no "
                "organisation of the codebook.",
                loading.likely(str(source.account), known),
                shown(project.seeds / register.FILE),
                registered.lines[source.file],
            )


def _notes(
    project: Project, tables: dataset.Dataset, given: seeds.Seeds, rules: codebook.Codebook
) -> Iterator[Problem]:
    """Meetings that may be one, and facts that cannot both be right."""
    yield from _perhaps_one(project, tables, rules)
    yield from _nearly_the_same(project, tables)
    by_texts = worklist.contradictions(tables["documents"], tables["facts"], given.texts, rules)
    remedy = "Put the wrong one right, in {} or by a reading."
    for path, told in by_texts:
        yield Problem(told, remedy.format("sources.yaml"), shown(project.seeds / path))
    otherwise = "Where two meetings were taken for one, say so in a reading (`not_same_event_as`)."
    for path, told in worklist.of_another_report(tables):
        yield Problem(told, f"Put the wrong one right by a reading. {otherwise}", shown(project.seeds / path))
    for path, told in worklist.side_by_side(tables):
        yield Problem(told, worklist.ONE_OR_TWO, shown(project.seeds / path))
    for path, told in worklist.of_another_day(tables):
        yield Problem(told, remedy.format("known_events.yaml"), shown(project.seeds / path))


def _perhaps_one(project: Project, tables: dataset.Dataset, rules: codebook.Codebook) -> Iterator[Problem]:
    """Meetings that may be one, told with two days."""
    days = dict(tables["events"].select("event_id", "start_date").iter_rows())
    texts = tables["documents"].drop_nulls("event_id").sort("path", descending=True)
    first = dict(texts.select("event_id", "path").iter_rows())
    for one, later in linking.neighbours(tables["events"], tables["counterparts"], rules).iter_rows():
        yield Problem(
            f"Its meeting of {days[later]} and that of {days[one]}, of which {first[one]} tells, may be one: "
            "same counterpart and kind, a day apart.",
            "Read both texts; they stay two, and where one has the day wrong its note can say so.",
            shown(project.seeds / first[later]),
        )


def _nearly_the_same(project: Project, tables: dataset.Dataset) -> Iterator[Problem]:
    """Texts that say nearly the same as another."""
    paths = dict(tables["documents"].select("document_id", "path").iter_rows())
    for document, other, shared, count in twins.find(tables["sentences"]).iter_rows():
        yield Problem(
            f"It says nearly the same as {paths[other]}: {shared} of {count} sentences stand in both.",
            "Keep one of the two, unless both are to be counted as reports of their own.",
            shown(project.seeds / paths[document]),
        )


def _after_the_cutoff(project: Project, tables: dataset.Dataset, given: seeds.Seeds) -> Iterator[Problem]:
    """Texts without a registered day of publication that tell of a later day than the corpus's last."""
    cutoff = given.corpus.cutoff
    if cutoff is None:
        return
    own = tables["facts"].filter(pl.col("field") == "start_date").select("document_id", day="value")
    told = (
        tables["documents"]
        .filter(pl.col("published_basis").fill_null("text") == "text")
        .join(own, on="document_id", how="left", maintain_order="left")
        .select("path", "published", pl.col("day").str.to_date("%Y-%m-%d"))
    )
    lines = register.read(project.seeds).lines
    for path, published, day in told.iter_rows():
        if published is not None and published > cutoff:
            problem = f"{path} says that it was published on {published}, after the corpus's cutoff."
        elif day is not None and day > cutoff:
            problem = f"{path} tells of a meeting of {day}, after the corpus's cutoff."
        else:
            continue
        where = register.FILE if path in lines else path
        remedy = "Register its day of publication, and raise `cutoff` where it is right."
        yield Problem(problem, remedy, shown(project.seeds / where), lines.get(path))


def _fallen(project: Project, file: str, given: seeds.Seeds) -> str:
    """Which spans of the last build no longer stand in a changed text; nothing where that cannot be told."""
    folder = project.draft / "data"
    if not all((folder / f"{table}.parquet").is_file() for table in QUOTING):
        return ""
    text = given.texts.filter(pl.col("path") == file)["text"].item()
    now = pl.lit(text).str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    spans = [
        pl.scan_parquet(folder / f"{table}.parquet", glob=False)
        .filter(pl.col("document_id") == Path(file).stem)
        .select(pl.lit(table).alias("table"), "start", "end", pl.col(words).alias("quote"))
        for table, words in QUOTING.items()
    ]
    lost = pl.concat(spans).filter(now != pl.col("quote")).sort("start", "end").collect()
    if lost.is_empty():
        return " Every span of the last build still stands."
    first, count = lost.row(0, named=True), lost.height
    where = f"the first “{first['quote']}” at {first['start']}"
    of = ", ".join(f"{n} of {table}" for table in QUOTING if (n := (lost["table"] == table).sum()))
    stand = (
        "span of the last build no longer stands" if count == 1 else "spans of the last build no longer stand"
    )
    return f" {count} {stand} ({of}), {where}."
