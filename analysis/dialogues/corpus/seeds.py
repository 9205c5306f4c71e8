"""Read the texts as given: every file ends among the texts or among the rejects."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from dialogues.base import lock, opening, placing, rows, typed_yaml
from dialogues.base.errors import Problem, SeedError, UsageError
from dialogues.base.project import shown
from dialogues.corpus import files, known_events, register
from dialogues.dataset import schemas

TEXTS = {"document_id": pl.String, "path": pl.String, "sha256": pl.String, "text": pl.String}
SOURCES = {
    "document_id": pl.String,
    "publisher": pl.String,
    "account": pl.String,
    "title": pl.String,
    "published": pl.Date,
    "url": pl.String,
    "language": pl.String,
}
BLANK = r"^[\s\p{Cf}\p{Cc}]*$"  # white space, byte order marks and other signs without ink only


NOT_EVERYWHERE = re.compile(r'[<>:"|?*\\]|^(CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])\.', re.IGNORECASE)
SAME_NAME = "The file's name differs only in its ending, case or way of writing accents from"


@dataclass(frozen=True, slots=True)
class Seeds:
    """A folder of texts as read."""

    texts: pl.DataFrame  # TEXTS: one row per text that can be used
    sources: pl.DataFrame  # SOURCES: one row per text that sources.yaml registers
    corpus: register.Corpus
    rejects: pl.DataFrame  # schemas.Rejects: one row per file that cannot be used
    known_events: pl.DataFrame  # schemas.KnownEvents: meetings known from elsewhere, of any state


def read(folder: Path) -> Seeds:
    """Read every ``*.txt`` in ``folder`` and what ``sources.yaml`` knows of them.

    Texts are decoded as strict UTF-8 and changed in nothing, so that spans count the file's own characters.

    Raises
    ------
    SeedError
        Where the folder is missing or holds no text, or ``sources.yaml`` or ``known_events.yaml`` is not as
        it should be.
    """
    if not folder.is_dir():
        problem = "This is not a folder." if folder.exists() else "There is no such folder."
        raise SeedError(Problem(problem, "Name the folder that holds the texts.", shown(folder)))
    names = files.texts(folder)
    if not names:
        raise SeedError(
            Problem(
                "The folder holds no text.", "Put the texts there, as UTF-8 files named *.txt.", shown(folder)
            )
        )
    registered = register.read(folder)
    limits = registered.corpus.limits
    names, too_many = _within(folder, names, limits)
    read_files = [_read(folder / name, limits) for name in names]
    texts = pl.DataFrame([row for row in read_files if isinstance(row, dict)], schema=TEXTS)
    refused = [*(row for row in read_files if isinstance(row, Problem)), *too_many, *files.strangers(folder)]
    known = pl.Series("path", [source.file for source in registered.sources], dtype=pl.String)
    texts, more = _unusable(texts, known)
    return Seeds(
        texts.sort("document_id"),
        _sources(registered, texts),
        registered.corpus,
        pl.concat([_rejects(refused), more]).sort("path"),
        known_events.read(folder),
    )


def usable(folder: Path) -> Seeds:
    """Read ``folder``, and refuse it where not one text can be used.

    Raises
    ------
    SeedError
        As :func:`read`; or every reject, where there is nothing else.
    """
    given = read(folder)
    if given.texts.is_empty():
        raise SeedError(
            Problem(row["problem"], row["remedy"], shown(folder / row["path"]), row["line"])
            for row in given.rejects.iter_rows(named=True)
        )
    return given


def changed(folder: Path, texts: pl.DataFrame) -> dict[str, Problem]:
    """What is not in ``folder`` as registered, by path: files gone, changed ``texts`` (``path, sha256``)."""
    registered = register.read(folder)
    known = {source.file: source.sha256 for source in registered.sources}
    there = set(files.texts(folder))
    gone = {
        path: Problem(
            f"{path} is registered, but not there.",
            "Bring the file back, or remove its entry.",
            shown(folder / register.FILE),
            line,
        )
        for path, line in registered.lines.items()
        if path not in there
    }
    return gone | {
        path: Problem(
            f"{path} was changed after it was registered: its SHA-256 is {found}.",
            "Bring the registered text back, or put the new SHA-256 here.",
            shown(folder / register.FILE),
            registered.lines[path],
        )
        for path, found in texts.select("path", "sha256").iter_rows()
        if known.get(path, found) != found
    }


def add(folder: Path, file: Path, **known: str | datetime.date | None) -> tuple[Path, int]:
    """Copy the text ``file`` into ``folder`` and register it with what is ``known`` of it.

    Returns the copy and the line of its entry in ``sources.yaml``. A file that lies in the folder already is
    only registered.

    Raises
    ------
    SeedError
        Where the file cannot be used, or its text or name is there already.
    UsageError
        Where something ``known`` is not of its form.
    """
    if not file.name.lower().endswith(".txt"):
        raise SeedError(Problem("The file is not named *.txt.", "Rename it.", shown(file)))
    limits = register.read(folder).corpus.limits if folder.is_dir() else files.Limits()
    row = _read(file, limits, follow=True)
    if isinstance(row, dict) and pl.select(pl.lit(row["text"]).str.contains(BLANK)).item():
        row = Problem("The file holds no words.", "Name a file that holds a text.", file.name)
    if isinstance(row, Problem):
        raise SeedError(replace(row, path=shown(file)))
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder, what="`add`"):
        return _add(folder, file, row, limits, known)


def _add(
    folder: Path,
    file: Path,
    row: dict[str, str],
    limits: files.Limits,
    known: dict[str, str | datetime.date | None],
) -> tuple[Path, int]:
    """Add the text ``file``, read as ``row``; one that an interrupted call had copied is only registered."""
    place, registered = folder / row["path"], register.read(folder)
    content = row["text"].encode()
    others = {name: _read(folder / name, limits) for name in files.texts(folder) if name != place.name}
    same = [
        name for name, other in others.items() if isinstance(other, dict) and other["sha256"] == row["sha256"]
    ]
    refusal, remedy = None, "Nothing was added."
    if NOT_EVERYWHERE.search(row["path"]):
        refusal, remedy = "Windows can hold no file of this name.", "Rename the file; nothing was added."
    elif row["path"] in registered.lines:
        line = registered.lines[row["path"]]
        refusal = f"{row['path']} is registered already, in line {line} of {register.FILE}."
    elif same:
        refusal = f"The text is there already, byte for byte, as {same[0]}."
    elif place.exists() and not place.samefile(file) and opening.content(place) != content:
        refusal = f"Another text is there already as {row['path']}."
    elif alike := [name for name in others if _called(name) == _called(row["path"])]:
        refusal, remedy = f"{SAME_NAME} {alike[0]}.", "Rename the file; nothing was added."
    if refusal:
        raise SeedError(Problem(refusal, remedy, shown(file)))
    try:
        source = register.Source.model_validate({"file": row["path"], "sha256": row["sha256"], **known})
    except ValidationError as error:
        raise UsageError(
            Problem(f"--{finding['loc'][0]}: {typed_yaml.in_words(finding)}.", "See `dialogues add --help`.")
            for finding in error.errors()
        ) from error
    if not place.exists():
        placing.write(place, content)
    return place, register.insert(folder, source)


def _read(path: Path, limits: files.Limits, *, follow: bool = False) -> dict[str, str] | Problem:
    """One row of TEXTS, or why the file cannot be read as text."""
    name = files.written(path.name)
    data = files.contents(path, limits, follow=follow)
    if isinstance(data, Problem):
        return data
    text = files.decoded(name, data, limits)
    if isinstance(text, Problem):
        return text
    return {
        "document_id": name[: -len(".txt")],
        "path": name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "text": text,
    }


def _within(folder: Path, names: list[str], limits: files.Limits) -> tuple[list[str], list[Problem]]:
    """Part the names of files that together keep the corpus's limit from those beyond it."""
    total = 0
    held: list[str] = []
    beyond: list[str] = []
    for name in names:
        size = (folder / name).lstat().st_size
        fits = total + size <= limits.corpus_bytes or size > limits.file_bytes  # the latter is refused alone
        total += size if fits and size <= limits.file_bytes else 0
        (held if fits else beyond).append(name)
    problem = f"With this file the texts have more than {limits.corpus_bytes:,} bytes together."
    remedy = "Move some texts away, or raise corpus_bytes under corpus: limits: in sources.yaml."
    return held, [Problem(problem, remedy, files.written(name)) for name in beyond]


def _called(path: str) -> str:
    """The name of a text as names are compared: many file systems take those that differ less for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path[: -len(".txt")]).casefold())


def _unusable(texts: pl.DataFrame, known: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the blank, the doubled and the equally named from the usable; registered files come first."""
    ranked = texts.with_columns(
        ~pl.col("path").is_in(known.implode()).alias("new"),
        pl.Series("called", [_called(path) for path in texts["path"]], dtype=pl.String),
    ).sort("new", "path")
    doubled, alike = (pl.col(name) != pl.col("path") for name in ("same_bytes", "same_name"))
    problems = [
        (pl.col("blank"), pl.lit("The file holds no words.")),
        (doubled, pl.format("The file is the same, byte for byte, as {}.", "same_bytes")),
        (alike, pl.format(f"{SAME_NAME} {{}}.", "same_name")),
    ]
    remedies = [
        (pl.col("blank"), "Fill it or remove it."),
        (doubled, "Keep one of the two."),
        (alike, "Rename one of the two."),
    ]
    judged = ranked.with_columns(
        blank=pl.col("text").str.contains(BLANK),
        same_bytes=pl.col("path").first().over("sha256"),
        same_name=pl.col("path").first().over("called"),
    ).with_columns(problem=rows.choice(problems), remedy=rows.choice(remedies))
    usable = judged.filter(pl.col("problem").is_null()).select(*TEXTS)
    refused = judged.filter(pl.col("problem").is_not_null())
    columns = ["path", pl.lit(None, pl.Int64).alias("line"), "problem", "remedy"]
    return usable, refused.select(columns)


def _rejects(problems: list[Problem]) -> pl.DataFrame:
    rows = [problem.as_dict() for problem in problems]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.Rejects).schema)


def _sources(registered: register.Register, texts: pl.DataFrame) -> pl.DataFrame:
    """What is registered of the texts that were read."""
    rows = pl.DataFrame(
        [source.model_dump() for source in registered.sources],
        schema={"file": pl.String, **{name: kind for name, kind in SOURCES.items() if name != "document_id"}},
    )
    return texts.select("document_id", "path").join(rows, left_on="path", right_on="file").select(*SOURCES)
