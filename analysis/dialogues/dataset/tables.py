"""The dataset as a whole: validate it, write it, read it back."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import polars as pl
from pandera.errors import SchemaErrors

from dialogues.base import opening, placing, system
from dialogues.base.errors import DialoguesError, Problem, SchemaError, UsageError
from dialogues.base.project import shown
from dialogues.dataset import rules
from dialogues.dataset.schemas import KEYS, TABLES

Dataset = Mapping[str, pl.DataFrame]  # one frame a table, keyed by the names of schemas.TABLES

SHOWN = 3  # rows named in a message
PARQUET = b"PAR1"  # how a Parquet file begins
HALF = ".half-written"  # a file that lies beside tables of two builds
REMEDY = "Correct the stage that makes the table, then run `dialogues build`."


def validate(dataset: Dataset, years: tuple[int, int] | None = None) -> None:
    """Hold every table to its schema, its key and its rules; ``years`` are the corpus's, if set.

    Raises
    ------
    SchemaError
        Every rule that is broken: the table, the rule, how many rows, and the first of them.
    """
    problems = list(_missing(dataset)) or [p for name in TABLES for p in _misshapen(name, dataset)]
    if not problems:  # rules speak of columns that are there
        tables = {name: dataset[name] for name in TABLES}
        problems = [_told(breach, tables) for breach in rules.breaches(tables, years)]
    if problems:
        raise SchemaError(problems)


def write(dataset: Dataset, folder: Path, *, keep: bool = True) -> list[str]:
    """Write one Parquet file a table into ``folder``: the same rows give the same bytes.

    They come into place in one step. Where they are those that lie there, nothing is touched; else other
    files of the folder stay with ``keep`` only. Returns a sentence for each thing put right that a killed
    command had left.

    Raises
    ------
    SchemaError
        Where the folder cannot be written.
    """
    place = folder.resolve()  # a link stays one
    if place.exists() and not place.is_dir():
        problem = "What lies there is no folder, so that the tables cannot be written there."
        raise SchemaError(Problem(problem, "Name a folder.", shown(folder)))
    files = {f"{name}.parquet": frame for name, frame in dataset.items()}
    try:
        told = placing.put_right(place, made=files)
        with placing.beside(place) as made:
            for file, frame in files.items():
                ordered(file.removesuffix(".parquet"), frame).write_parquet(
                    made / file, compression="zstd", statistics=False
                )
                if (place / file).is_dir():
                    raise IsADirectoryError(None, f"{file} is a folder")
            if _are_alike(made, place):
                (place / HALF).unlink(missing_ok=True)
                return told
            if placing.can_be_exchanged(place):
                placing.put(made, place, keep=keep, made=files)
            else:
                _move(made, place)
    except (OSError, pl.exceptions.ComputeError) as error:  # Polars tells of a full disk in its own way
        why = getattr(error, "strerror", None) or str(error).rpartition("error: ")[2]
        problem = f"The tables cannot be written there ({why})."
        raise SchemaError(Problem(problem, system.remedy(error), shown(folder))) from error
    return told


def must_be_ours(folder: Path) -> None:
    """See that new tables take no other file's place in ``folder``; one of ours may be damaged.

    Raises
    ------
    UsageError
        For each file that bears the name of a table and is none.
    """
    problem, remedy = "Another file has the name of a table.", "Move it away, or name another folder."
    places = (folder / f"{name}.parquet" for name in TABLES)
    others = [place for place in places if place.is_file() and not _is_ours(place)]
    if others:
        raise UsageError(Problem(problem, remedy, shown(place)) for place in others)


def _is_ours(place: Path) -> bool:
    try:
        columns = set(pl.read_parquet_schema(place))
    except pl.exceptions.PolarsError:
        with place.open("rb") as file:
            return file.read(len(PARQUET)) in (PARQUET, b"")
    return columns >= set(KEYS.get(place.stem, ()))


def _are_alike(made: Path, place: Path) -> bool:
    """Whether each file of ``made`` lies at ``place`` as it is."""
    pairs = [(path, place / path.name) for path in made.iterdir()]
    return all(other.is_file() and path.read_bytes() == other.read_bytes() for path, other in pairs)


def _move(made: Path, place: Path) -> None:
    """Move files one by one where the folder itself must stay; a mark says so until all are there."""
    (place / HALF).touch()
    for path in sorted(made.iterdir()):
        path.replace(place / path.name)
    (place / HALF).unlink()


def ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of table ``name`` in the order of its key; without one, of all its columns."""
    return frame.sort(KEYS.get(name, frame.columns), maintain_order=True, nulls_last=True)


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables in ``folder``.

    Raises
    ------
    SchemaError
        Where a table's file is missing or is no Parquet file, or the tables are of two builds.
    """
    if (folder / HALF).exists():
        problem = "The tables are of two builds: the later one was interrupted."
        raise SchemaError(Problem(problem, "Run `dialogues build` again.", shown(folder)))
    tables: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    for name in TABLES:
        path = folder / f"{name}.parquet"
        try:
            tables[name] = read_table(path)
        except FileNotFoundError:
            problems.append(Problem("The table is missing.", "Run `dialogues build`.", shown(path)))
        except DialoguesError as error:
            problems += error.problems
    if problems:
        raise SchemaError(problems)
    return tables


def read_table(path: Path) -> pl.DataFrame:
    """The table in the Parquet file ``path``, with the columns of its key.

    Raises
    ------
    FileNotFoundError
        Where nothing is there.
    DialoguesError
        Where it is no regular file, no Parquet file, or another table.
    """
    content = opening.content(path)
    try:
        table = pl.read_parquet(io.BytesIO(content))
    except pl.exceptions.PolarsError as error:
        problem = "The file is no Parquet file."
        raise SchemaError(Problem(problem, "Run `dialogues build`.", shown(path))) from error
    for column in KEYS.get(path.stem, ()):
        if table.schema.get(column) != pl.String:
            problem = f"The file is not the table {path.stem}: it has no {column} of text."
            raise SchemaError(Problem(problem, "Run `dialogues build`.", shown(path)))
    return table


def _missing(dataset: Dataset) -> Iterator[Problem]:
    for name in TABLES:
        if name not in dataset:
            yield Problem("The table is missing.", REMEDY, name)


@cache
def _load_pandera() -> None:
    """Let Pandera be loaded without Hypothesis, which takes 0.1 s and would only make up tables."""
    waits = "hypothesis" not in sys.modules
    if waits:
        sys.modules["hypothesis"] = None  # type: ignore[assignment]  # so an import of it fails
    try:
        import_module("pandera.strategies.base_strategies")
    finally:
        if waits:
            del sys.modules["hypothesis"]


def _misshapen(name: str, dataset: Dataset) -> Iterator[Problem]:
    """What Pandera finds in one table, and rows that share a key; each finding once, with its first rows."""
    frame = dataset[name]
    _load_pandera()
    try:
        with pl.Config(engine_affinity="in-memory"):  # Pandera asks many small questions of a frame held here
            TABLES[name].validate(frame, lazy=True)
    except SchemaErrors as error:
        found = error.failure_cases.with_columns(pl.col("failure_case").cast(pl.String))
        for (column, check), cases in found.group_by("column", "check", maintain_order=True):
            if column == TABLES[name].__name__:  # a finding about the table: the columns are the cases
                for case in cases["failure_case"].to_list():
                    yield Problem(_of_columns(check, case), REMEDY, name)
            elif cases["index"].null_count():
                yield Problem(_of_type(column, check, cases["failure_case"][0]), REMEDY, name)
            else:
                rows = frame[cases["index"].unique(maintain_order=True).to_list()]
                yield _sentence(name, _of_values(column, check), rows, dataset)
        return
    key = KEYS.get(name)
    if key and frame.select(key).is_duplicated().any():
        rows = frame.filter(frame.select(key).is_duplicated())
        yield _sentence(name, f"the key ({', '.join(key)}) names more than one row", rows, dataset)


def _of_columns(check: str, column: str) -> str:
    said = {
        "column_in_dataframe": "The column {} is missing.",
        "column_in_schema": "The column {} is not part of the schema.",
        "column_ordered": "The column {} is out of its place.",
    }
    return said.get(check, "The column {} breaks " + check + ".").format(column)


def _of_type(column: str, check: str, found: str) -> str:
    wanted = re.sub(r"^dtype\('(.*)'\)$", r"\1", check)
    return f"The column {column} is of type {found}, not {wanted}."


def _of_values(column: str, check: str) -> str:
    name, _, argument = check.partition("(")
    said = {
        "not_nullable": "is empty",
        "field_uniqueness": "is not unique",
        "isin": f"is not one of {argument.strip('()').replace(chr(39), '')}",
        "str_matches": f"is not of the form {argument.removesuffix(')').strip(chr(39))}",
        "greater_than_or_equal_to": f"is below {argument.strip(')')}",
    }
    return f"{column} {said.get(name, f'breaks {check}')}"


def _told(breach: rules.Breach, dataset: Dataset) -> Problem:
    holds = f"the rule {breach.rule} does not hold: {breach.holds.rstrip('.')}"
    return _sentence(breach.table, holds, breach.rows, dataset)


def _sentence(name: str, what: str, rows: pl.DataFrame, dataset: Dataset) -> Problem:
    """``In 2 rows ...: the first are ...``; a row is named by its key, its document and its quote.

    Where all come from one text, its file is named, and can be taken out until the stage is mended.
    """
    named = [c for c in dict.fromkeys([*KEYS.get(name, ()), "document_id", "event_id"]) if c in rows.columns]
    words = next((column for column in ("quote", "text", "name") if column in rows.columns), None)
    first = []
    for row in rows.head(SHOWN).iter_rows(named=True):
        shown = ", ".join(f"{column} {row[column]}" for column in named if row[column] is not None)
        quote = "" if words is None or row[words] is None else f" “{_short(row[words])}”"
        first.append(shown + quote)
    count = "1 row" if rows.height == 1 else f"{rows.height} rows"
    more = "" if rows.height <= SHOWN else "; …"
    told, file = f"In {count} {what} ({'; '.join(first)}{more})", _file(rows, dataset)
    if file is None:
        return Problem(f"{told}.", REMEDY, name)
    it = "it comes" if rows.height == 1 else "all come"
    return Problem(f"{told}; {it} from {file}.", f"{REMEDY} Without {file} the rest can be built.", name)


def _file(rows: pl.DataFrame, dataset: Dataset) -> str | None:
    """The one file that ``rows`` come from, where that can be told."""
    texts = dataset["documents"]
    key = next((column for column in ("document_id", "event_id") if column in rows.columns), None)
    if key is None or not {key, "path"} <= set(texts.columns) or rows[key].dtype != texts[key].dtype:
        return None
    paths = texts.filter(pl.col(key).is_in(rows[key].drop_nulls().implode()))["path"].unique()
    return paths.item() if paths.len() == 1 and not rows[key].has_nulls() else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
