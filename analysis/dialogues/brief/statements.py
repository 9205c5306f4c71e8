"""What the texts report as said and agreed, in the texts' own words; counted where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from dialogues.brief import overview, sections, summaries, tables, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import JOINT

Row = Mapping[str, Any]


def by_meeting(ledger: Ledger) -> str:
    """What was agreed and what a side said of its own, quoted, a line a meeting; the rest is counted."""
    d = ledger.dataset
    every = summaries.statements(d)
    if every.is_empty():
        return "No sentence of the texts held reports what a side said, or what the sides agreed."
    told = (pl.col("side") != JOINT) | (pl.col("statement") != "said")
    own, rest = every.filter(told), every.filter(told.fill_null(value=False).not_())
    lines = [_line(ledger, rows) for _, rows in own.group_by(["event_id"], maintain_order=True)]
    return "\n".join([*lines, "", " ".join([*_rest(ledger, rest), *silent(ledger)])])


def by_counterpart(ledger: Ledger) -> str:
    """How many statements of each kind there are, counterpart by counterpart."""
    every = summaries.statements(ledger.dataset)
    if every.is_empty():
        return by_meeting(ledger)
    kinds = every.select("label", "statement").unique().sort("label").rows()
    lanes = sorted(every.partition_by("lane"), key=lambda own: (-own.height, own["lane"][0]))
    rows = []
    for own in lanes:
        lane = str(own["lane"][0])
        cells = [own.filter(pl.col("statement") == kind) for _, kind in kinds]
        counts = [
            overview.counted(ledger, f"statements-{kind}-{lane}", "statements", cell)
            for (_, kind), cell in zip(kinds, cells, strict=True)
        ]
        rows.append([wording.markdown(lane), *counts])
    caption = (
        "Sentences that report what was agreed or said, by counterpart and whoever said it. "
        f"The {overview.ANNEX} quotes them"
    )
    head = ["Counterpart", *(label for label, _ in kinds)]
    numeric = list(range(1, len(head)))
    widths = [6, *(4 for _ in kinds)]
    table = tables.table(head, rows, label="statements", caption=caption, widths=widths, numeric=numeric)
    return "\n\n".join([table, *silent(ledger)])


def agreed_in(ledger: Ledger) -> str:
    """How many texts say that something was agreed: "one of the five texts says"."""
    d = ledger.dataset
    texts = d["documents"].join(summaries.agreed(d), on="document_id", how="semi")
    found = summaries.total(d, "texts-agreed", "documents", texts, "something agreed")
    if d["documents"].height == 1:
        return f"{ledger.claim(found, text='the text held' if found.value else 'no text')} says"
    every = wording.counted(d["documents"].height, "text")
    verb = "say" if int(str(found.value)) > 1 else "says"
    return f"{ledger.claim(found, text=None if found.value else 'none')} of the {every} {verb}"


def silent(ledger: Ledger) -> Iterator[str]:
    """That no sentence reports what a counterpart said alone, where none does."""
    found = of_counterparts(ledger.dataset)
    if not found.value:
        none = ledger.claim(found, text="No sentence")
        yield f"{none} reports what a counterpart said by itself."


def of_counterparts(d: Dataset) -> Finding:
    """How many statements are a counterpart's own."""
    own = summaries.statements(d).filter(pl.col("side") != pl.col("state"), pl.col("side") != JOINT)
    return summaries.total(d, "statements-of-counterparts", "statements", own, "a counterpart's own words")


def _line(ledger: Ledger, rows: pl.DataFrame) -> str:
    """A meeting's statements, by kind and speaker."""
    first = rows.row(0, named=True)
    parts = []
    for _, own in rows.group_by(["statement", "side"], maintain_order=True):
        said = own.row(0, named=True)
        quotes = wording.listed([_quoted(ledger, statement_id) for statement_id in own["statement_id"]])
        parts.append(f"{said['label']}{_by(ledger.dataset, said)}: {quotes}.")
    return f"- **{wording.markdown(first['when'])}, {wording.markdown(first['sides'])}.** {' '.join(parts)}"


def _rest(ledger: Ledger, rest: pl.DataFrame) -> Iterator[str]:
    """How many sentences tell what was said without one side's name to it."""
    if rest.height:
        rows = ledger.dataset["statements"].join(rest, on="statement_id", how="semi")
        count = Finding("statements-together-or-unsaid", rest.height, "statements", rows)
        noun, verb = ("sentence", "reports") if rest.height == 1 else ("sentences", "report")
        shown = wording.capital(wording.number(rest.height))
        yield (
            f"{ledger.claim(count, text=shown)} further {noun} {verb} what was said by all together, or "
            "without saying by whom."
        )


def _by(d: Dataset, row: Row) -> str:
    """Whose it is: of the sides together as the text calls them."""
    if row["side"] == JOINT:
        return f" by {_together(row['speaker'] or 'the sides')}"
    return f" by {sections.party(d, row['side'])}"


def _together(speaker: str) -> str:
    """The sides as the text calls them, inside a sentence; names keep their capital."""
    words = " ".join(speaker.split())
    return wording.markdown(words.lower() if words[1:] == words[1:].lower() else words)


def _quoted(ledger: Ledger, statement_id: str) -> str:
    own = ledger.dataset["statements"].filter(pl.col("statement_id") == statement_id)
    words = str(own["quote"].item())
    finding = Finding(f"statement-{statement_id}", words, "statements", own)
    return str(ledger.claim(finding, text=f"“{' '.join(words.split())}”"))
