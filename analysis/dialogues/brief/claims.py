"""The claim ledger: every number, name list and quotation of the brief, with the words it stands on.

A notebook says a value through :meth:`Ledger.claim` or :meth:`Ledger.quote`. Both give Markdown that the
Lua filter of the theme turns into a control (HTML) or a numbered link (PDF), and remember the rows.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from dialogues.base import opening
from dialogues.base.errors import ClaimError, Problem
from dialogues.base.project import shown
from dialogues.brief import trace, wording
from dialogues.brief.summaries import Finding, Value
from dialogues.dataset import Dataset, sheets
from dialogues.dataset.schemas import KEYS, Claims, empty

SCHEMA = empty(Claims).schema


@dataclass(frozen=True, slots=True)
class Markdown:
    """Markdown that a notebook shows as it is, in a cell or inline."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Claim:
    """One claim: what was shown, and the spans that bear it out."""

    claim_id: str
    number: int
    text: str
    finding: Finding
    spans: pl.DataFrame
    is_key_message: bool
    opens: bool  # where it stands, at least once; else it leads to the annex

    @property
    def evidence(self) -> str:
        """What bears it out, counted: "two sentences", "one text", "one source"."""
        sentences = self.spans["sentence_id"].drop_nulls().n_unique()
        texts = self.spans.filter(pl.col("sentence_id").is_null())["document_id"].n_unique()
        if sentences or texts:
            counts = ((sentences, "sentence"), (texts, "text"))
            return " and ".join(wording.counted(n, noun) for n, noun in counts if n)
        return wording.counted(len(self.keys), "row")

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the rows it was computed from."""
        columns = KEYS.get(self.finding.table) or tuple(self.finding.rows.columns[:4])
        rows = self.finding.rows.select(pl.col(columns).cast(pl.String).fill_null(""))
        return [" ".join(row) for row in dict.fromkeys(rows.iter_rows())]


@dataclass
class Ledger:
    """The claims of one brief, in the order they were made."""

    dataset: Dataset
    claims: dict[str, Claim] = field(default_factory=dict)
    is_key_message: bool = False
    opens: bool = True
    keep: Callable[[Claim], object] | None = None  # called with each claim as it is made, or made anew
    _placed: set[str] = field(default_factory=set)  # claims that stand somewhere already

    @contextmanager
    def key_messages(self) -> Iterator[None]:
        """What is claimed within is part of a key message."""
        self.is_key_message = True
        try:
            yield
        finally:
            self.is_key_message = False

    @contextmanager
    def linked(self) -> Iterator[None]:
        """What is claimed within leads to its entry in the annex, and does not open where it stands."""
        self.opens = False
        try:
            yield
        finally:
            self.opens = True

    def claim(self, finding: Finding, noun: str | None = None, *, text: str | None = None) -> Markdown:
        """Say ``finding``: numbers up to ten in words, dates and lists as prose has them.

        Parameters
        ----------
        noun
            What a number counts, ``text`` or ``body|bodies``; said with it.
        text
            Other words for the same value.

        Raises
        ------
        ClaimError
            Where it has no rows, or its name stands for another value already.
        """
        if finding.rows.is_empty():
            raise ClaimError(
                Problem(
                    f"The claim `{finding.name}` has no rows to stand on.",
                    "Compute it with its rows, or say what was searched for in vain.",
                )
            )
        shown = text if text is not None else say(finding.value, noun)
        claim_id = self._claim_id(finding.name)
        known = self.claims.get(claim_id)
        if known is not None and known.finding.value != finding.value:
            raise ClaimError(
                Problem(
                    f"The claim `{claim_id}` is made of {known.finding.value!r} and of {finding.value!r}.",
                    "Give each its own name.",
                )
            )
        if known is None:
            spans = trace.evidence(self.dataset, finding.table, finding.rows, finding.fields)
            known = Claim(
                claim_id, len(self.claims) + 1, shown, finding, spans, self.is_key_message, self.opens
            )
        else:
            is_key_message, opens = known.is_key_message or self.is_key_message, known.opens or self.opens
            if (is_key_message, opens) != (known.is_key_message, known.opens):
                known = replace(known, is_key_message=is_key_message, opens=opens)
        self._keep(known)
        way = "" if self.opens else ' to="annex"'
        first = "" if claim_id in self._placed else ' at="first"'
        self._placed.add(claim_id)
        return Markdown(
            f"[{wording.markdown(shown)}]{{.claim "
            f'ref="{claim_id}" n="{known.number}" evidence="{known.evidence}"{way}{first}}}'
        )

    def quote(self, name: str, words: str, document_id: str | None = None) -> Markdown:
        """Quote ``words``, which stand so in a text (in ``document_id``, where given).

        Raises
        ------
        ClaimError
            Where no sentence of the texts holds them.
        """
        sentences = self.dataset["sentences"]
        if document_id is not None:
            sentences = sentences.filter(pl.col("document_id") == document_id)
        held = (
            sentences.filter(pl.col("text").str.contains(words, literal=True))
            .sort("document_id", "position")
            .head(1)
        )
        if held.is_empty():
            where = "any text held" if document_id is None else document_id
            raise ClaimError(
                Problem(
                    f"The quotation “{words}” is not verbatim in {where}.",
                    "Quote the words as they stand there.",
                )
            )
        row = held.row(0, named=True)
        start = row["start"] + row["text"].index(words)
        spans = held.select(
            "document_id",
            "sentence_id",
            pl.lit(start, dtype=pl.Int64).alias("start"),
            pl.lit(start + len(words), dtype=pl.Int64).alias("end"),
            pl.lit(words).alias("quote"),
        )
        shown = self.claim(Finding(name, words, "sentences", held), text=f"“{words}”")
        claim_id = self._claim_id(name)
        self._keep(replace(self.claims[claim_id], spans=spans))
        return shown

    def _keep(self, claim: Claim) -> None:
        is_news = self.claims.get(claim.claim_id) is not claim
        self.claims[claim.claim_id] = claim
        if self.keep is not None and is_news:
            self.keep(claim)

    def _claim_id(self, name: str) -> str:
        """The id of the claim ``name``: its slug, with a hash where another name has taken that."""
        claim_id = wording.slug(name)
        taken = self.claims.get(claim_id)
        is_own = taken is None or taken.finding.name == name
        return claim_id if is_own else f"{claim_id}-{wording.short_hash(name)}"

    def frame(self) -> pl.DataFrame:
        """One row per claim and span (or document) that bears it out."""
        hashes = dict(self.dataset["documents"].select("document_id", "sha256").iter_rows())
        rows = []
        for claim in self.claims.values():
            finding = claim.finding
            head = {
                "claim_id": claim.claim_id,
                "number": claim.number,
                "text": claim.text,
                "value": plain(finding.value),
                "is_key_message": claim.is_key_message,
                "table": finding.table,
                "keys": "|".join(claim.keys),
                "searched": finding.searched,
            }
            spans = claim.spans.to_dicts() or [{}]
            rows += [{**head, **span, "sha256": hashes.get(span.get("document_id", ""))} for span in spans]
        return pl.DataFrame(rows, schema=SCHEMA).sort("number", "document_id", "start", nulls_last=True)

    def write(self, place: Path) -> None:
        """Write the ledger as the file ``place``."""
        place.parent.mkdir(parents=True, exist_ok=True)
        sheets.write(self.frame(), place)


def say(value: Value, noun: str | None = None) -> str:
    """``value`` as prose has it."""
    if isinstance(value, int):
        return wording.number(value) if noun is None else wording.counted(value, noun)
    if isinstance(value, date):
        return wording.day(value)
    return value if isinstance(value, str) else wording.listed(value)


def plain(value: Value) -> str:
    """``value`` as one field of a table."""
    return (
        "; ".join(value)
        if isinstance(value, tuple)
        else value.isoformat()
        if isinstance(value, date)
        else str(value)
    )


NO_LEDGER = "There is no claim ledger yet."
NO_CLAIMS = "The file is no table of claims."


def read(folder: Path) -> pl.DataFrame:
    """The ledger written in ``folder``.

    Raises
    ------
    ClaimError
        Where there is none, or a broken one.
    """
    path = folder / "claims.csv"
    if not os.path.lexists(path):
        is_built = (folder / "documents.parquet").is_file()
        problem = "The tables here have no brief yet: `build` alone made them." if is_built else NO_LEDGER
        raise ClaimError(Problem(problem, "Run `dialogues render`.", shown(path)))
    return table(path, SCHEMA)


def table(path: Path, schema: sheets.Schema | None = None) -> pl.DataFrame:
    """The claims in the ledger at ``path``, which another version may have written: then without ``schema``.

    Raises
    ------
    DialoguesError
        Where it is no table, or a link.
    """
    try:
        return sheets.read(io.BytesIO(opening.content(path)), schema)
    except pl.exceptions.PolarsError as error:
        raise ClaimError(Problem(NO_CLAIMS, "Run `dialogues render`.", shown(path))) from error


def explain(claims: pl.DataFrame, dataset: Dataset, claim: str) -> str:
    """The claim named ``claim`` (its id or its number), and each sentence it stands on.

    Raises
    ------
    ClaimError
        Where there is no such claim.
    """
    rows = claims.filter((pl.col("claim_id") == claim) | (pl.col("number").cast(pl.String) == claim))
    if rows.is_empty():
        raise ClaimError(
            Problem(f"There is no claim `{claim}`.", "`dialogues explain` without a name lists the claims.")
        )
    head = rows.row(0, named=True)
    keys = (head["keys"] or "").split("|")
    lines = [
        f"{head['claim_id']} (number {head['number']}): {head['text']}",
        f"Value: {head['value']}",
        f"Computed from {wording.counted(len(keys), 'row')} of the table {head['table']}:",
        *(f"  {key}" for key in keys),
    ]
    if head["searched"]:
        lines.append(f"Searched in vain: {head['searched']}")
    lines += [line for row in _told(rows, dataset).iter_rows(named=True) for line in _span(row)]
    return "\n".join(map(_flat, lines))


def index(claims: pl.DataFrame) -> str:
    """The claims, one a line."""
    heads = claims.unique("claim_id", keep="first", maintain_order=True)
    rows = heads.select("number", "claim_id", "text").iter_rows()
    return "\n".join(_flat(f"{n:4}  {c}: {t}") for n, c, t in rows)


def _flat(line: str) -> str:
    """A line that stays one, whatever ends of lines the words in it have."""
    return re.sub(r"\s*[\r\n]\s*", " ", line)


def _told(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    sentences = dataset["sentences"].select("sentence_id", pl.col("text").alias("sentence"))
    texts = dataset["documents"].select("document_id", "publisher", "published", "path")
    based = [
        dataset[table].select("document_id", "start", "end", "basis")
        for table in ("mentions", "facts", "plan_references", "people", "statements")
        if "basis" in dataset[table].columns
    ]
    basis = pl.concat(based).group_by("document_id", "start", "end").agg(pl.col("basis").unique().sort())
    return (
        rows.filter(pl.col("document_id").is_not_null())
        .join(basis, on=["document_id", "start", "end"], how="left", maintain_order="left")
        .join(texts, on="document_id", how="left", maintain_order="left")
        .join(sentences, on="sentence_id", how="left", maintain_order="left")
        .group_by("document_id", "sentence_id", maintain_order=True)
        .agg(
            pl.col("publisher", "published", "path", "sha256", "sentence").first(),
            pl.col("quote").drop_nulls(),
            pl.col("basis").explode().drop_nulls().unique().sort(),
        )
        .with_columns(_readers(dataset))
    )


def _readers(dataset: Dataset) -> pl.Expr:
    """Who has read each document: names with their kind."""
    read = dataset["readings"].group_by("document_id", maintain_order=True)
    told = read.agg(pl.format("{} ({})", "reader", "reader_kind").str.join("; "))
    of = dict(told.iter_rows())
    return pl.col("document_id").replace_strict(of, default="", return_dtype=pl.String).alias("readers")


BASES = {
    "rule": "rules alone",
    "confirmed": "rules, confirmed by {}",
    "reading": "the reading of {}",
}  # how `explain` tells what a row stands on


def _span(row: dict[str, object]) -> Iterable[str]:
    when = row["published"]
    day = wording.day(when) if isinstance(when, date) else "not dated"
    source = f"{row['publisher'] or 'Publisher not named'}, {day}"
    yield ""
    yield f"{source} · {row['path']} · SHA-256 {row['sha256']}"
    yield f"  {row['sentence'] or '(the text as a whole)'}"
    quotes = row["quote"]
    if isinstance(quotes, list) and quotes and quotes != [row["sentence"]]:
        yield "  words: " + "; ".join(f"“{quote}”" for quote in dict.fromkeys(quotes))
    bases = row["basis"]
    if isinstance(bases, list) and bases:
        yield "  stands on: " + "; ".join(BASES[basis].format(row["readers"]) for basis in bases)
