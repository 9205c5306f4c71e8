"""What the texts on the later of two meetings with one counterpart keep, drop and add: in the words found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dialogues.brief import summaries, tables, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.codebook import matching
from dialogues.dataset import Dataset

PAIRS, LATEST = 3, 1  # pairs with a table in the brief: of few meetings, of many; the annex has the others
TITLE = "†"  # only the title of a plan or treaty names it
ABBREVIATED = re.compile(r"\b[A-Z]{2,}\b")
CHANGES = ("kept", "dropped", "new")


@once
def words(d: Dataset) -> pl.DataFrame:
    """One row per event and topic: the words found (``quotes``) and whether only titles have them.

    Words of background stand only where the topic has no others.
    What most titles of plans hold ("National Plan") is no word of a subject: such words are counted as
    ``titles``, the plans in whose titles they stand.
    """
    events = d["documents"].select("document_id", "event_id").drop_nulls()
    spans = d["mentions"].filter(assertion="named").join(events, on="document_id")
    topics = spans.filter(pl.col("facet") == "topic")
    plans = spans.filter(pl.col("facet") == "plan")
    key = ["code", "sentence_id", "start", "end"]
    in_titles = topics.join(matching.outside(topics, plans), on=key, how="anti")
    of_all = in_titles.group_by("code").len().filter(pl.col("len") * 2 > plans.height)
    counted = in_titles.join(of_all, on="code", how="semi")
    references = d["plan_references"].drop_nulls("event_id")
    titles = (
        references.select("event_id", pl.struct("plan", "owner", "period_start", "period_end").alias("title"))
        .group_by("event_id")
        .agg(titles=pl.col("title").n_unique())
    )
    quote = pl.col("quote").str.replace_all(r"\s+", " ").str.strip_chars()
    found = (
        topics.join(d["sentences"].select("sentence_id", "is_background"), on="sentence_id")
        .with_columns(is_title=pl.struct(key).is_in(counted.select(pl.struct(key)).to_series().implode()))
        .with_columns(quote=quote, shown=quote.str.to_lowercase().str.replace_all("’", "'"))
        .filter(pl.col("is_background") == pl.col("is_background").min().over("event_id", "code"))
        .sort("event_id", "code", "document_id", "start")
        .unique(["event_id", "code", "shown", "is_title"], keep="first", maintain_order=True)
        .group_by("event_id", "code", maintain_order=True)
        .agg(quotes=pl.col("quote").filter(~pl.col("is_title")), has_titles=pl.col("is_title").any())
        .join(titles, on="event_id", how="left")
        .with_columns(titles=pl.when("has_titles").then("titles"))
        .drop("has_titles")
    )
    titled = summaries.topics(d).select("event_id", "code", "topic", "topic_short", "only_in_plan_title")
    return found.join(titled, on=["event_id", "code"])


def first_words(row: Mapping[str, Any]) -> str:
    """The words found for a topic that are nearest to its label, else the first; its label without any.

    Words are near where they begin alike: "judicial" and "Judiciary".
    """
    label = row["topic_short"]
    if not row["quotes"]:
        return wording.small(label)
    best = max(row["quotes"], key=lambda quote: len(wording.stems(quote) & wording.stems(label)))
    return f"“{best}”"


@once
def changes(d: Dataset, pair_number: int) -> pl.DataFrame:
    """One row per topic of a pair: ``change, code, topic_short, before, after`` and whether titles alone."""
    pair = summaries.comparisons(d)[pair_number]
    sides = [words(d).filter(pl.col("event_id") == event["event_id"]) for event in (pair.earlier, pair.later)]
    before, after = (
        side.select(
            "code",
            "topic_short",
            pl.col("quotes").alias(name),
            pl.col("titles").alias(f"{name}_titles"),
            pl.col("only_in_plan_title").alias(f"{name}_titled"),
        )
        for side, name in zip(sides, ("before", "after"), strict=True)
    )  # fmt: skip
    return compared(before, after, name="topic_short")


def compared(before: pl.DataFrame, after: pl.DataFrame, name: str) -> pl.DataFrame:
    """Join the codes of two meetings: one row per ``code``, its ``change`` and the column ``name`` first."""
    change = (
        pl.when(pl.col("after").is_null())
        .then(pl.lit("dropped"))
        .when(pl.col("before").is_null())
        .then(pl.lit("new"))
        .otherwise(pl.lit("kept"))
    )
    order = {change: place for place, change in enumerate(CHANGES)}
    both = before.join(after, on="code", how="full", coalesce=True)
    return (
        both.with_columns(pl.coalesce(name, f"{name}_right").alias(name), change=change)
        .drop(f"{name}_right")
        .sort(pl.col("change").replace_strict(order, return_dtype=pl.Int64), name)
    )


@once
def with_topics(d: Dataset) -> list[int]:
    """Which of the pairs of meetings (by their place in ``comparisons``) have texts that name topics."""
    return [number for number in range(len(summaries.comparisons(d))) if changes(d, number).height]


def several(ledger: Ledger, heads: Mapping[str, str], caption: str, first: int, after: int) -> str:
    """The pairs from the ``first`` to before ``after``, the latest first, a table each.

    Parameters
    ----------
    heads
        Words for ``kept``, ``dropped``, ``new``, ``topic`` and ``silent`` (not in the texts).
    caption
        A template with ``{earlier}``, ``{later}``, ``{whom}`` and ``{spelt}`` (abbreviations).
    """
    numbers = with_topics(ledger.dataset)[first:after]
    return "\n\n".join(_table(ledger, number, heads, caption) for number in numbers)


def _table(ledger: Ledger, number: int, heads: Mapping[str, str], caption: str) -> str:
    d = ledger.dataset
    pair = summaries.comparisons(d)[number]
    rows = changes(d, number)
    body, last = [], None
    for row in rows.to_dicts():
        body.append(
            [
                "" if row["change"] == last else f"**{heads[row['change']]}**",
                wording.markdown(row["topic_short"]),
                _words(ledger, pair.earlier, row, "before", heads["silent"]),
                _words(ledger, pair.later, row, "after", heads["silent"]),
            ]
        )
        last = row["change"]
    slots = {
        "earlier": str(pair.earlier["when"]),
        "later": str(pair.later["when"]),
        "whom": wording.markdown(str(pair.later["sides"])),
        "spelt": wording.markdown(_spelt_out(d, rows["code"].to_list())),
    }
    told = templates.told(ledger, caption, slots)
    columns = [
        "",
        heads["topic"],
        *(wording.markdown(str(event["when"])) for event in (pair.earlier, pair.later)),
    ]
    label = "topics-changed" if number == 0 else f"topics-changed-{number + 1}"
    return tables.table(columns, body, label=label, caption=told, widths=[3, 5, 10, 12], css="changes")


def _spelt_out(d: Dataset, codes: Sequence[str]) -> str:
    """What the abbreviations in the short names of topics stand for: "NHRI: national institution"."""
    named = d["codes"].filter(pl.col("facet") == "topic", pl.col("code").is_in(codes))
    pairs = (
        named.select("short", label=wording.typographic(pl.col("label"))).drop_nulls().unique().sort("short")
    )
    return "; ".join(
        f"{short}: {wording.small(label)}"
        for short, label in pairs.iter_rows()
        if any(part not in label for part in ABBREVIATED.findall(short))
    )


def _words(
    ledger: Ledger, event: Mapping[str, object], row: Mapping[str, object], side: str, silent: str
) -> str:
    quotes = row[side]
    if not isinstance(quotes, Sequence):
        return f"[{silent}]{{.silent}}"
    own = summaries.topics(ledger.dataset).filter(
        pl.col("event_id") == event["event_id"], pl.col("code") == row["code"]
    )
    shown = [f"“{quote}”" for quote in quotes]
    if row[f"{side}_titles"]:
        shown.append(wording.counted(int(str(row[f"{side}_titles"])), "plan") + " by title")
    finding = Finding(
        f"words-{row['code']}-{event['event_id']}", tuple(quotes) or tuple(shown), "codings", own
    )
    said = str(ledger.claim(finding, text="; ".join(shown)))
    return f"{said}{TITLE if row[f'{side}_titled'] else ''}"
