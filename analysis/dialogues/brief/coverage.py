"""Which of the numbered rounds have a text, which are known from elsewhere, and which were not looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from dialogues.base import numbers
from dialogues.brief import sections, summaries, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import SERIES, Finding


def told(ledger: Ledger, template: str, held: str, known: str, none: str) -> str:
    """One paragraph per dialogue whose rounds are numbered, that with most texts first.

    Parameters
    ----------
    template
        With ``{name}``, ``{highest}``, ``{held}`` and ``{numbers}`` (of rounds with a text), ``{known}`` and
        ``{listed}`` (of those known without one), ``{unseen}`` (how many were not looked up).
    held
        A round with a text: ``{number}`` and, where the number is not the text's, ``{elsewhere}``.
    known
        A round known from elsewhere: ``{number}``, ``{when}``, ``{source}``.
    none
        What is said where no round has a number.
    """
    own = summaries.rounds(ledger.dataset)
    if own.is_empty():
        return none
    series = sorted(own.partition_by(SERIES), key=lambda rows: -rows.height)
    return "\n\n".join(
        said
        for rows in series
        if (said := templates.fill(ledger, template, _slots(ledger, rows, held, known)))
    )


def _slots(ledger: Ledger, rows: pl.DataFrame, held: str, known: str) -> dict[str, Any]:
    d = ledger.dataset
    first = rows.row(0, named=True)
    kind = dict(summaries.labels(d, "kind").iter_rows()).get(first["kind"], first["kind"])
    elsewhere = d["known_events"].join(rows, on=SERIES, how="semi").filter(pl.col("ordinal").is_not_null())
    without = elsewhere.filter(pl.col("event_id").is_null()).sort("ordinal")
    numbered = rows.filter(pl.col("coverage") == "text_held")
    loose = summaries.unnumbered(d).join(rows, on=SERIES, how="semi")
    unseen = rows.filter(pl.col("coverage") == "not_known").height
    name = sections.name_of(rows)
    numbers = [_held(ledger, row, elsewhere, held) for row in numbered.to_dicts()]
    return {
        "name": f"{sections.kind(kind)} with {sections.named(first['counterpart'], first['name'])}",
        "highest": sections.denominator(d, rows),
        "held": sections.held(d, rows),
        "numbers": wording.listed([number for number in numbers if number]),
        "loose": _count(f"rounds-without-number-{name}", "events", loose),
        "known": _count(f"rounds-known-{name}", "known_events", without),
        "listed": "; ".join(_known(ledger, row, known) for row in without.to_dicts()),
        "unseen": wording.number(unseen) if unseen else None,
    }  # fmt: skip


def _count(name: str, table: str, rows: pl.DataFrame) -> Finding | None:
    return summaries.count(name, table, rows) if rows.height else None


def _held(ledger: Ledger, row: Mapping[str, Any], elsewhere: pl.DataFrame, template: str) -> str | None:
    event = ledger.dataset["events"].filter(pl.col("event_id") == row["event_id"])
    known = elsewhere.filter(pl.col("event_id") == row["event_id"])
    is_given = event.height and event["ordinal"][0] is not None
    slots = {
        "number": numbers.ordinal(row["ordinal"]),
        "when": wording.month(row["start_date"]) if row["start_date"] else None,
        "elsewhere": None if is_given or known.is_empty() else source(known.row(0, named=True)),
    }
    return templates.fill(ledger, template, slots)


def _known(ledger: Ledger, row: Mapping[str, Any], template: str) -> str:
    when = wording.day(row["start_date"]) if row["start_date"] else None
    slots = {"number": numbers.ordinal(row["ordinal"]), "when": when, "source": source(row)}
    return templates.fill(ledger, template, slots) or ""


def source(row: Mapping[str, Any]) -> str:
    """Who tells of a round, without the page's title and day, as a link where its address is known."""
    words = wording.markdown(re.split(r"[,:;] ", row["source"], maxsplit=1)[0])
    return wording.link(words, row["url"]) if row.get("url") else words
