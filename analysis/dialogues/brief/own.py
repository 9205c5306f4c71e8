"""An author's own tables, charts and numbers: any frame or Altair chart, in the theme, with evidence."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl

from dialogues.base.errors import ClaimError, Problem
from dialogues.brief import tables, wording
from dialogues.brief.claims import Ledger, Markdown
from dialogues.brief.figures import Figure, Pictures
from dialogues.brief.summaries import Finding, Value
from dialogues.dataset.schemas import KEYS

WIDE, NARROW = 640, 320  # points a chart is wide, where it does not say so itself
SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)", re.S)


def table(frame: pl.DataFrame, caption: str, label: str | None = None) -> Markdown:
    """The frame as a table with a caption; ``label`` is what ``@tbl-label`` refers to."""
    _refuse_nameless(caption, "caption", "table")
    shown = _table(frame, label=label or _named(caption), caption=wording.markdown(caption.rstrip(".")))
    return Markdown(shown)


def chart(
    drawn: Any, alt_text: str, title: str, caption: str, name: str | None, data: pl.DataFrame | None
) -> Figure:
    """The Altair chart as a figure in the theme, with its data as a table and as CSV.

    Raises
    ------
    ClaimError
        Where it has no words for readers who do not see it, or its data cannot be told from the chart.
    """
    _refuse_nameless(alt_text, "alt", "chart")
    said = alt_text.strip()
    if not title:  # the first sentence
        sentence = SENTENCE.match(said)
        first = sentence[1] if sentence else said
        title, said = first.rstrip("."), said.removeprefix(first).strip()
    held = _data(drawn) if data is None else data
    return Figure(
        name=name or _named(title),
        title=wording.markdown(title),
        measure="",
        caption=wording.markdown(caption or title).rstrip(".") + ".",
        description=said,
        pictures=Pictures.of(_sized(drawn, WIDE), _sized(drawn, NARROW)),
        data=held,
        table=_table(held),
    )


def claim_of(
    ledger: Ledger,
    name: str,
    rows: pl.DataFrame,
    noun: str | None,
    value: Value | None,
    table_name: str | None,
) -> Markdown:
    """Say how many ``rows`` there are (or ``value``), and remember the rows of the dataset they are.

    Raises
    ------
    ClaimError
        Where the rows are not those of a table of the dataset.
    """
    of = table_name or _table_of(ledger, rows)
    keys = KEYS[of]
    held = ledger.dataset[of].join(rows.select(keys).unique(), on=keys, how="semi", maintain_order="left")
    return ledger.claim(Finding(name, held.height if value is None else value, of, held), noun)


def _named(words: str) -> str:
    """Words as a name that can be written after ``@fig-`` and ``@tbl-``: ``rounds-by-year``."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].rstrip("-") or "own"


def _table_of(ledger: Ledger, rows: pl.DataFrame) -> str:
    """The table of the dataset whose key the rows have: of several the one with most of their columns."""
    columns = set(rows.columns)
    shared = {
        name: len(columns & set(ledger.dataset[name].columns))
        for name, keys in KEYS.items()
        if name in ledger.dataset and columns.issuperset(keys)
    }
    best = [name for name, count in shared.items() if count == max(shared.values())]
    if len(best) != 1:
        which = "has no table's key" if not best else f"may be rows of {wording.listed(best)}"
        remedy = "Keep the key's columns, or name the table: `b.claim_of(…, table='events')`."
        raise ClaimError(Problem(f"The frame {which}.", remedy))
    return best[0]


def _table(frame: pl.DataFrame, label: str | None = None, caption: str | None = None) -> str:
    numeric = [number for number, kind in enumerate(frame.dtypes) if kind.is_numeric()]
    head = [wording.capital(wording.markdown(name.replace("_", " "))) for name in frame.columns]
    rows = [[_cell(value) for value in row] for row in frame.iter_rows()]
    return tables.table(head, rows, label=label, caption=caption, numeric=numeric)


def _cell(value: object) -> str:
    """A value as a reader expects it."""
    if value is None:
        return "–"
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(value, list | tuple | pl.Series):
        return ", ".join(map(_cell, value))
    if isinstance(value, float):
        return f"{value:.2f}"
    return wording.markdown(str(value))


def _data(drawn: Any) -> pl.DataFrame:
    """The frame that the chart was made of."""
    import altair as alt

    data = getattr(drawn, "data", alt.Undefined)
    if isinstance(data, pl.DataFrame):
        return data
    remedy = "Give it: `b.chart(chart, alt=…, data=frame)`."
    raise ClaimError(Problem("The chart does not hold its data as a Polars frame.", remedy))


def _sized(drawn: Any, width: int) -> Any:
    """The chart as wide as the page has room for, where it does not say how wide it is."""
    import altair as alt

    if not isinstance(drawn, alt.Chart | alt.LayerChart):
        return drawn
    if drawn.width is not alt.Undefined and width == WIDE:
        return drawn
    return drawn.properties(width=width)


def _refuse_nameless(words: str, argument: str, what: str) -> None:
    if not words.strip():
        raise ClaimError(Problem(f"The {what} has no `{argument}`.", "Say in words what it shows."))
