"""Topics over the years: on which share of the meetings of each period texts name them."""

from __future__ import annotations

import polars as pl

from dialogues.brief import summaries, tables, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset

PERIODS = 6  # columns
TOPICS = 20  # rows: those named at most meetings


def periods(d: Dataset) -> list[tuple[int, int]]:
    """First and last year of each period: single years, or as many together as give few columns."""
    years = summaries.meetings(d)["shown"].drop_nulls().dt.year()
    if years.is_empty():
        return []
    first, last = int(years.min()), int(years.max())  # type: ignore[arg-type]  # years are whole numbers
    step = -(-(last - first + 1) // PERIODS)
    return [(year, min(year + step - 1, last)) for year in range(first, last + 1, step)]


def table(ledger: Ledger, head: str, caption: str) -> str:
    """One row per topic, one column per period, headed by its years and how many meetings it has."""
    d = ledger.dataset
    own = summaries.topics(d).filter(pl.col("shown").is_not_null())
    spans = periods(d)
    if own.is_empty() or len(spans) < 2:
        return ""
    year = pl.col("shown").dt.year()
    held = {span: summaries.meetings(d).filter(year.is_between(*span)).height for span in spans}
    most = own.group_by("code", "topic").agg(pl.col("event_id").n_unique().alias("n"))
    most = most.sort("n", "topic", descending=[True, False]).head(TOPICS)
    rows = [
        [
            wording.markdown(topic),
            *(
                _share(ledger, code, span, own.filter(year.is_between(*span), code=code), held[span])
                for span in spans
            ),
        ]
        for code, topic in most.select("code", "topic").iter_rows()
    ]
    heads = [head, *(f"{_span(span)} ({held[span]})" for span in spans)]
    numeric = list(range(1, len(heads)))
    return tables.table(
        heads, rows, label="topics-years", caption=caption, widths=[9, *[4] * len(spans)], numeric=numeric
    )


def _share(ledger: Ledger, code: str, span: tuple[int, int], rows: pl.DataFrame, meetings: int) -> str:
    """How many of the meetings of a period name a topic, and which share that is."""
    if rows.is_empty():
        return "" if meetings else "–"
    named = rows["event_id"].n_unique()
    said = f"{named} ({100 * named / meetings:.0f} %)"
    finding = Finding(f"topic-{code}-{span[0]}-{span[1]}", named, "codings", rows)
    return str(ledger.claim(finding, text=said))


def _span(span: tuple[int, int]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"
