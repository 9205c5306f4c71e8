"""The command ``dialogues``. Modules are imported where they are used, so that ``--help`` is quick."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dialogues.base import epoch, lock, numbers, opening, packages, system, terminal
from dialogues.base.errors import DialoguesError, Problem, UsageError
from dialogues.base.progress import Timings, working
from dialogues.base.project import Project, shown

if TYPE_CHECKING:
    from dialogues.dataset import Dataset

UNTOUCHING = (
    "assemble",
    "doctor",
)  # commands that find nothing to put right, or only look at the machine
HIGHEST_PORT = 65535
DEBUG = "DIALOGUES_DEBUG"  # variable of the environment: faults of this package with their trace

gc.set_threshold(100_000)  # what a command makes lives to its end: looking for cycles was a tenth of its time


class _Command(click.Command):
    """Reports every refusal as one plain sentence a problem, with the error's exit status.

    Where JSON was asked for, the problems go to standard output as JSON too.
    """

    def invoke(self, ctx: click.Context) -> object:
        try:
            if self.name not in UNTOUCHING:
                _put_right(is_told=self.name == "check")
            return super().invoke(ctx)
        except DialoguesError as error:
            refusal = error
        except BrokenPipeError:  # who read along has read enough: click ends quietly
            raise
        except OSError as error:  # a full disk, a folder that cannot be written
            refusal = DialoguesError(_of_system(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except ImportError as error:
            if os.environ.get(DEBUG):
                raise
            refusal = DialoguesError(packages.unusable(error))
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            refusal = DialoguesError(_of_this_package(error))
        for problem in refusal.problems:
            click.echo(str(problem), err=True)
        if ctx.params.get("as_json"):
            click.echo(
                json.dumps({"problems": [problem.as_dict() for problem in refusal.problems]}, indent=2)
            )
        sys.exit(refusal.exit_status)


def _put_right(*, is_told: bool) -> None:
    """Put right what a killed command left in the project, and say so.

    Raises
    ------
    DialoguesError
        Where a folder of the project is a link, unless the command itself tells that.
    """
    from dialogues import recovery

    here = Project.here()
    problems = [*opening.linked(here)]
    if problems and not is_told:
        raise DialoguesError(problems)
    for note in () if problems else recovery.put_right(here):
        terminal.say(f"note: {note}", err=True)


def _of_this_package(error: Exception) -> Problem:
    """What nobody foresaw, as a problem to report; the whole trace is there for who asks for it."""
    trace = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in trace if Path(frame.filename).is_relative_to(Path(__file__).parent)]
    at = f"{shown(Path(own[-1].filename))}:{own[-1].lineno}"
    what = "".join(traceback.format_exception_only(error)).strip().rstrip(".")
    return Problem(
        f"This is a fault of dialogues, not of your files: {what} ({at}).",
        f"Please report it with what you called and what `{DEBUG}=1` before the call adds.",
    )


def _of_system(error: OSError) -> Problem:
    """What the system refused, as a problem of this package; of many files at once, the first."""
    said, name = error.strerror or str(error), error.filename
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        _, name, why = error.args[0][0]
        said = re.sub(r"^\[Errno \d+\] |: '.*$", "", str(why))
    path = None if name is None else shown(Path(os.fsdecode(name)))
    return Problem(f"The system refuses this: {said}.", system.remedy(error), path)


class _Path(click.Path):
    """A path that is not empty, for which click would take the working directory, and leads somewhere."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if not value:
            self.fail("it is empty; name a path, or leave it out.", param, ctx)
        try:
            place = Path(os.fsdecode(value)).resolve()
        except (RuntimeError, OSError):
            self.fail(f"{os.fsdecode(value)!r} is a link that leads nowhere.", param, ctx)
        found = super().convert(value, param, ctx)
        if self.exists and not self.file_okay and not place.is_dir():  # a pipe, a device
            self.fail(f"{os.fsdecode(value)!r} is no folder.", param, ctx)
        return found


@contextlib.contextmanager
def _ending_by_signal() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a command as any error does, so that what it laid aside is cleared away."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        signals = []
    before = {number: signal.getsignal(number) for number in signals}
    for number in signals:
        if before[number] is signal.SIG_DFL:  # `nohup` asks for none
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Commands(click.Group):
    """The commands of this package."""

    command_class = _Command

    def main(self, *args: Any, **named: Any) -> Any:
        """Run the command that was called."""
        epoch.unset()
        with _ending_by_signal(), terminal.guarded():
            return super().main(*args, **named)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dialogues")
def main() -> None:
    """Turn a folder of press releases into a dataset and a brief that leads back to its sentences."""


@main.command()
@click.option("--seeds", "folder", type=_Path(path_type=Path), help="Folder of texts. Default: seeds/.")
@click.option(
    "--out",
    type=_Path(file_okay=False, path_type=Path),
    help="Folder for the tables. Default: reports/_draft/data/.",
)
@click.option(
    "--codebook",
    "rules",
    type=_Path(path_type=Path),
    help="Rules of coding. Default: analysis/codebook/.",
)
@click.option(
    "--readings",
    type=_Path(exists=True, file_okay=False, path_type=Path),
    help="What people read in the texts. Default: analysis/readings/, for the texts in seeds/.",
)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def build(
    folder: Path | None, out: Path | None, rules: Path | None, readings: Path | None, as_json: bool
) -> None:
    """Read the texts and write the dataset, one Parquet file a table."""
    from dialogues import codebook, dataset, pipeline
    from dialogues.corpus import account, seeds
    from dialogues.releasing import versions

    here = Project.here()
    folder, out = folder or here.seeds, out or here.draft / "data"
    versions.must_be_apart(here, out, folder)
    dataset.must_be_ours(out)
    with working("Building the dataset"):
        own = here.readings if folder.resolve() == here.seeds.resolve() else None
        tables = pipeline.run(folder, codebook.load(rules or here.codebook), readings or own)
        dataset.validate(tables)
        notes = _into_draft(here, tables) if out == here.draft / "data" else dataset.write(tables, out)
    notes += [str(note) for note in seeds.changed(folder, tables["documents"]).values()]
    for note in notes:
        terminal.say(f"note: {note}", err=True)
    click.echo((account.as_json if as_json else account.text)(tables, folder, out))


def _into_draft(project: Project, tables: Dataset) -> list[str]:
    """Write ``tables`` into the draft; the claims of a brief that is of other tables go with those."""
    from dialogues import dataset, recovery

    place = project.draft / "data"
    with lock.held(project.lock):
        told = dataset.write(tables, place, keep=False)
    return [*told, *map(str, recovery.of_two_makes(project))]


def _say_of_draft() -> None:
    """Say where the draft's tables and its brief are of different makes, or of other inputs than lie here."""
    from dialogues import recovery

    here = Project.here()
    for problem in (*recovery.of_two_makes(here), *recovery.of_before(here)):
        terminal.say(f"note: {problem}", err=True)


@main.command()
@click.argument("folder", type=_Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the dataset into FOLDER for other programs: CSV and Parquet tables as a Data Package.

    It is made of the texts as they are now. An earlier export in FOLDER is replaced.
    """
    from dialogues import dataset
    from dialogues.releasing import export as exports
    from dialogues.render import prepare

    here = Project.here()
    with working("Exporting the dataset"):
        tables = prepare.built(here)
        dataset.validate(tables)
        described = exports.export(here, tables, folder)
    terminal.say(f"Wrote {len(tables)} tables; {shown(described)} describes them.")


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "junit"]),
    help="How to say it: lines (the default), JSON, annotations of GitHub, or a JUnit report.",
)
@click.option("--timings", is_flag=True, help="Print the time of each stage.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check(form: str | None, as_json: bool, timings: bool) -> None:
    """Check seeds, codebook, dataset, notebooks, shapes and releases: one sentence a problem, all at once.

    The exit status is 0 where all is sound, 1 where a problem was found, 2 where the call is off. On GitHub
    the verdict is also added to the summary of the step.
    """
    from dialogues.base.project import Project

    if as_json and form not in (None, "json"):
        raise UsageError(Problem(f"--json and --format {form} are asked for at once.", "Choose one of them."))
    _in_one_thread()
    taken = Timings()
    with working("Checking"), taken.stage("all"):
        with taken.stage("modules"):
            from dialogues import ci
            from dialogues.base import reporting
        report = ci.look(Project.here(), taken)
    form = "json" if as_json else form or "text"
    if timings:
        click.echo(str(taken), err=form != "text")
    reporting.summarise(report)
    click.echo(reporting.FORMATS[form](report))
    sys.exit(1 if report.problems else 0)


@main.command()
@click.option("--write", is_flag=True, help="Record the shapes of the code, with a new version where due.")
def schema(write: bool) -> None:
    """Print the version and the shape of every table, as recorded; or record them anew."""
    from dialogues.base.project import Project
    from dialogues.dataset import shapes
    from dialogues.releasing import gate

    if write:
        shapes.write(gate.next_version(Project.here()))
    click.echo(shapes.FILE.read_text(encoding="utf-8").rstrip("\n"))


class _Day(click.ParamType[date]):
    """A day: ``2026-11-27``."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return numbers.day(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day of the form 2026-11-27.", param, ctx)


class _Port(click.ParamType[int]):
    """The number of a port."""

    name = "integer"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            port = numbers.whole(str(value))
        except ValueError:
            port = HIGHEST_PORT + 1
        if port > HIGHEST_PORT:
            self.fail(f"{value!r} is no port: ports are numbers from 0 to {HIGHEST_PORT}.", param, ctx)
        return port


@main.command()
@click.argument("file", type=_Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publisher", help="Who published the text.")
@click.option("--account", help="Code of the side whose account it gives, of a state or an organisation.")
@click.option("--published", type=_Day(), help="Day of publication.")
@click.option("--title", help="Headline.")
@click.option("--url", help="Address of the text.")
@click.option("--language", help="ISO 639-1 code, such as en.")
@click.option("--note", help="What else is known of the text.")
def add(file: Path, published: date | None, **known: str | None) -> None:
    """Copy the text FILE into seeds/ and register it in sources.yaml, with its hash."""
    from dialogues import codebook
    from dialogues.corpus import register, seeds
    from dialogues.readings import worklist

    place, line = seeds.add(Project.here().seeds, file, published=published, **known)
    terminal.say(f"Added {shown(place)}, registered in {shown(place.parent / register.FILE)}:{line}.")
    cutoff = register.read(place.parent).corpus.cutoff
    if published and cutoff and published > cutoff:
        terminal.say(
            f"It was published after the corpus's cutoff: raise `cutoff` ({cutoff}) in {register.FILE}."
        )
    with contextlib.suppress(DialoguesError):  # of codebook and other texts, which `check` tells
        rules = codebook.load(Project.here().codebook)
        for told in worklist.of_one(place.parent, place.name, rules):
            terminal.say(f"note: {told} Put the wrong one right, in {register.FILE} or by a reading.")


class _Years(click.ParamType[tuple[int, int]]):
    """Two years: ``2020-2026``."""

    name = "years"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        first, _, last = str(value).replace("–", "-").partition("-")
        try:
            return numbers.whole(first), numbers.whole(last)
        except ValueError:
            self.fail(f"{value!r} is not of the form 2020-2026.", param, ctx)


@main.command()
@click.argument("folder", type=_Path(path_type=Path))
@click.option("--state", required=True, help="ISO 3166-1 alpha-3 code of the state, such as KAZ.")
@click.option("--title", required=True, help="Title of the brief.")
@click.option("--years", required=True, type=_Years(), help="First and last year, such as 2020-2026.")
def new(folder: Path, state: str, title: str, years: tuple[int, int]) -> None:
    """Make a repository in FOLDER for another subject: code and codebook along, texts and releases not."""
    from dialogues import new as subjects
    from dialogues.base.project import Project

    subjects.make(Project.here(), folder, state, title, years)
    terminal.say(
        f"Made {shown(folder)}. Next, in it: `make brief`, which sets it up; "
        "`.venv/bin/dialogues add FILE` for each text; `.venv/bin/dialogues render`."
    )


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def doctor(as_json: bool) -> None:
    """Try what a brief is made with: what works, what is missing or broken, and what to do about it."""
    from dialogues import doctor as doctors

    parts = doctors.examine()
    click.echo((doctors.as_json if as_json else doctors.text)(parts))
    sys.exit(1 if any(part.is_lacking for part in parts) else 0)


@main.command()
@click.argument("before")
@click.argument("after")
@click.option("--markdown", "as_markdown", is_flag=True, help="As Markdown.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def diff(before: str, after: str, as_markdown: bool, as_json: bool) -> None:
    """Say what changed from BEFORE to AFTER: a release, `draft`, or a folder that holds a dataset."""
    from dialogues.releasing import changes
    from dialogues.releasing import diff as difference

    if as_markdown and as_json:
        raise UsageError(Problem("--markdown and --json are asked for at once.", "Choose one of them."))
    if "draft" in (before, after):
        _say_of_draft()
    a, b = (changes.load(Project.here(), name) for name in (before, after))
    found = difference.compare(a.tables, b.tables, a.claims, b.claims)
    told = changes.as_json if as_json else changes.markdown if as_markdown else changes.text
    click.echo(told(a, b, found))


@main.command()
@click.option("--engine", type=click.Choice(["quarto", "builtin"]), help="Default: Quarto where installed.")
@click.option("--to", type=click.Choice(["html", "pdf"]), help="This format only. Default: both.")
@click.option("--notebook", type=_Path(path_type=Path), help="The same as NOTEBOOK.")
@click.option("--timings", is_flag=True, help="Print the time of each stage.")
@click.option(
    "-P",
    "given",
    metavar="NAME:VALUE",
    multiple=True,
    help="Parameter of the notebook; for the brief: counterpart, from, to.",
)
@click.argument("page", metavar="[NOTEBOOK]", required=False, type=_Path(path_type=Path))
def render(
    engine: str | None,
    to: str | None,
    notebook: Path | None,
    timings: bool,
    given: tuple[str, ...],
    page: Path | None,
) -> None:
    """Render the brief, and the other pages of analysis/ beside it, as HTML and PDF into reports/_draft.

    A NOTEBOOK is rendered alone: one of analysis/ beside the brief, another into reports/_build/notebooks.
    With -P counterpart:EU, from:2020 or to:2024-06 the brief is of that part alone; its title and its files
    say so.
    """
    from dialogues.render import FORMATS, parameters
    from dialogues.render import render as run

    asked = parameters.read(given)
    with working("Rendering"):
        rendered = run(Project.here(), engine, notebook or page, (to,) if to else FORMATS, asked)
    for problem in rendered.notes:
        click.echo(f"note: {problem}", err=True)
    if timings:
        click.echo(str(rendered.timings))
    terminal.say(str(rendered))


def _in_one_thread() -> None:
    """Let Polars use one thread, if nothing else is asked for: with few rows others take longer to wake."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


_port = click.option(
    "--port",
    type=_Port(),
    default=8765,
    show_default=True,
    help="Port of the page; 0 takes any that is free.",
)


@main.command()
@_port
@click.option("--timings", is_flag=True, help="Print how long changes take to show (in a copy), and end.")
def preview(port: int, timings: bool) -> None:
    """Show the brief on a page, made anew whenever something it is made of is saved."""
    from dialogues.base.project import Project

    _in_one_thread()
    if timings:
        from dialogues.serve import timing

        for line in timing.measured(Project.here()):
            terminal.say(line)
        return
    from dialogues.serve import reading

    reading.preview(Project.here(), port)


@main.command()
@click.argument("document", required=False)
@_port
@click.option("--as", "reader", help="Who reads. Default: Git's user.name.")
@click.option(
    "--editor", "in_editor", is_flag=True, help="Read DOCUMENT as a draft in $EDITOR, without a page."
)
def read(document: str | None, port: int, reader: str | None, in_editor: bool) -> None:
    """Read a text on a page, beside what the rules found; without DOCUMENT, the list of texts."""
    from dialogues.base.project import Project
    from dialogues.serve import reading

    if not in_editor:
        reading.page(Project.here(), document, port, reader)
        return
    if document is None:
        raise UsageError(Problem("--editor wants a text.", "Name it: dialogues read --editor DOCUMENT."))
    saved = reading.draft(Project.here(), document, reader)
    terminal.say("Nothing was changed." if saved is None else f"Saved {saved}.")


@main.command()
@click.argument("version")
@click.option("--engine", type=click.Choice(["quarto", "builtin"]), default="builtin", show_default=True)
def release(version: str, engine: str) -> None:
    """Freeze reports/VERSION from the present commit: brief, data, manifest, changes. See RELEASING.md.

    Only the built-in engine writes the same bytes again, so it is the default here.
    """
    from dialogues.releasing.release import release as run

    with working(f"Releasing {version}"):
        place = run(Project.here(), version, engine)
    terminal.say(f"Released {version}: {place}. Commit it with reports/README.md and reports/index.html.")


@main.command(hidden=True)
@click.argument("folder", type=_Path(path_type=Path))
@click.option("--engine", type=click.Choice(["quarto", "builtin"]), default="builtin")
def assemble(folder: Path, engine: str) -> None:
    """Lay out in FOLDER what a release of this tree holds: `release` and `verify` run it in a fresh tree.

    A release is verified with the code it was made by: keep this call as it is.
    """
    from dialogues.releasing.release import assemble as run

    run(Project.here(), folder, engine)


@main.command()
@click.argument("version")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def verify(version: str, as_json: bool) -> None:
    """Make the release VERSION again and compare, file by file; or, given a FILE, say which release it is."""
    from dialogues.releasing import verify

    found: verify.Identified | verify.Verified
    if Path(version).is_file():
        found = verify.identify(Project.here(), Path(version))
    else:
        with working(f"Making {version} again"):
            found = verify.verify(Project.here(), version)
    click.echo(json.dumps(found.as_dict(), indent=2) if as_json else str(found))
    if isinstance(found, verify.Verified) and not found.is_same:
        sys.exit(1)


@main.command()
@click.option("--seeds", "folder", type=_Path(path_type=Path), help="Folder of texts. Default: seeds/.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Each phrase with a sentence and the lines to add.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def review(folder: Path | None, as_yaml: bool, as_json: bool) -> None:
    """List what waits: unread texts, doubts, dates that contradict one another, unknown phrases.

    A phrase is dismissed by an entry {phrase, why} in analysis/dismissed.yaml.
    """
    from dialogues import codebook, pipeline
    from dialogues.base.project import Project
    from dialogues.corpus import seeds
    from dialogues.readings import worklist

    here = Project.here()
    folder, own = folder or here.seeds, here.readings if folder is None else None
    rules = codebook.load(here.codebook)
    with working("Looking for what waits"):
        dismissed = worklist.dismissals(here.analysis / "dismissed.yaml")
        tables = pipeline.run(folder, rules, own)
        found = worklist.find(tables, seeds.usable(folder).texts, rules, dismissed)
    click.echo(worklist.as_json(found) if as_json else worklist.text(found, as_yaml=as_yaml))


@main.command()
@click.option(
    "--readings",
    type=_Path(path_type=Path),
    help="Folder of readings. Default: tests/labelled/readings/ where there is one, else analysis/readings/.",
)
@click.option("--seeds", type=_Path(path_type=Path), help="Folder of texts. Default: texts/ beside them.")
@click.option("--data", type=_Path(path_type=Path), help="A dataset already built, instead of texts.")
@click.option(
    "--coder", type=_Path(path_type=Path), help="Readings of a second reader: Krippendorff's alpha."
)
@click.option("--by", metavar="KEY", help="Split by a key of the readings: split, kind, state, language ...")
@click.option("--without", metavar="RULE", help="What moves without a code, `code:cue` or a frame.")
@click.option("--coverage", is_flag=True, help="Each rule with the texts that need it, none first.")
@click.option("--details", is_flag=True, help="List each miss with its sentence.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def score(as_json: bool, **asked: Any) -> None:
    """Compare what the rules alone find with what was read in the same texts.

    The form of readings is told in analysis/readings/README.md. `texts` says over how many texts a figure is:
    a field that a reading leaves out is not judged. `or` and `optional` are neither rewarded nor punished.
    """
    from dialogues.scoring import scorecard

    with working("Scoring"):
        card = scorecard.card(scorecard.Asked(**asked), as_json=as_json)
    click.echo(card)


@main.command()
@click.argument("claim", required=False)
def explain(claim: str | None) -> None:
    """Show what a claim of the brief stands on; without CLAIM (name or number), list the claims."""
    from dialogues import dataset
    from dialogues.brief import claims

    folder = Project.here().draft / "data"
    _say_of_draft()
    ledger = claims.read(folder)
    click.echo(claims.index(ledger) if claim is None else claims.explain(ledger, dataset.read(folder), claim))
