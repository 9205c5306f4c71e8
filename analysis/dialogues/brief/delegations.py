"""Who came: the bodies and people of the state's side at two successive meetings with one counterpart."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from dialogues.brief import silence, summaries, tables, topic_changes, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.dataset import Dataset


@once
def members(d: Dataset) -> pl.DataFrame:
    """One row per event and body of the state that took part: its label and the words that name it.

    With a body goes the rank of who came for it: capitalised words right before it ("Deputy").
    """
    events = d["documents"].select("document_id", "event_id").drop_nulls()
    stated = d["facts"].filter(pl.col("field") == "participant").drop("event_id")
    named = stated.join(events, on="document_id").rename({"value": "code"})
    named = named.join(summaries.labels(d, "institution"), on="code")
    sentences = d["sentences"].select("sentence_id", "text", offset="start")
    before = pl.col("text").str.slice(0, pl.col("start") - pl.col("offset"))
    rank = before.str.extract(r"\s((?:\p{Lu}\p{Ll}+ )+)$").fill_null("")
    quote = (rank + pl.col("quote")).str.replace_all(r"\s+", " ")
    return (
        named.join(sentences, on="sentence_id")
        .sort("event_id", "document_id", "start")
        .group_by("event_id", "code", "label", maintain_order=True)
        .agg(quote.unique(maintain_order=True).alias("quotes"), pl.col("fact_id"))
    )


@once
def changes(d: Dataset, pair_number: int) -> pl.DataFrame:
    """One row per body of a pair of meetings: ``change, code, label, before, after``."""
    pair = summaries.comparisons(d)[pair_number]
    before, after = (
        members(d)
        .filter(pl.col("event_id") == event["event_id"])
        .select("code", "label", pl.col("quotes").alias(name))
        for event, name in ((pair.earlier, "before"), (pair.later, "after"))
    )
    return topic_changes.compared(before, after, name="label")


def latest(ledger: Ledger, heads: Mapping[str, str], caption: str) -> str:
    """What changed in the delegation between the two latest meetings with one counterpart.

    Parameters
    ----------
    heads
        Words for ``kept``, ``dropped``, ``new``, ``led`` and ``silent``.
    caption
        A template with ``{state}``, ``{earlier}``, ``{later}`` and ``{whom}``.
    """
    d = ledger.dataset
    found = [n for n in range(len(summaries.comparisons(d))) if changes(d, n).height]
    if not found:
        return ""
    number = found[0]
    pair = summaries.comparisons(d)[number]
    body = [_head(ledger, pair, heads)]
    for change in topic_changes.CHANGES:
        rows = changes(d, number).filter(pl.col("change") == change)
        cells = [
            _bodies(ledger, f"{change}-{side}-{number}", event, rows, side, heads["silent"])
            for side, event in (("before", pair.earlier), ("after", pair.later))
        ]
        if rows.height:
            body.append([f"**{heads[change]}**", *cells])
    told = caption.format(
        state=tables.state_name(d),
        earlier=pair.earlier["when"],
        later=pair.later["when"],
        whom=wording.markdown(str(pair.later["sides"])),
    )
    columns = ["", *(wording.markdown(str(event["when"])) for event in (pair.earlier, pair.later))]
    return tables.table(columns, body, label="delegation", caption=told, widths=[4, 13, 13], css="changes")


def _head(ledger: Ledger, pair: summaries.Comparison, heads: Mapping[str, str]) -> list[str]:
    cells = []
    for event in (pair.earlier, pair.later):
        own = ledger.dataset["people"].filter(
            pl.col("event_id") == event["event_id"], pl.col("side") == event["state"], "is_head"
        )
        words = silence.persons(own)
        finding = Finding(f"led-{event['event_id']}", words, "people", own)
        cells.append(
            str(ledger.claim(finding, text="; ".join(words))) if words else f"[{heads['silent']}]{{.silent}}"
        )
    return [f"**{heads['led']}**", *cells]


def _bodies(
    ledger: Ledger, name: str, event: Mapping[str, object], rows: pl.DataFrame, side: str, silent: str
) -> str:
    own = rows.filter(pl.col(side).is_not_null())
    if own.is_empty():
        return f"[{silent}]{{.silent}}"
    facts = ledger.dataset["facts"].filter(
        pl.col("event_id") == event["event_id"],
        pl.col("field") == "participant",
        pl.col("value").is_in(own["code"].to_list()),
    )
    shown = tuple(_named(row["label"], row[side][0]) for row in own.to_dicts())
    return str(ledger.claim(Finding(f"delegation-{name}", shown, "facts", facts), text="; ".join(shown)))


def _named(label: str, quote: str) -> str:
    """A body by its label, with the text's words where they say more: "(“Deputy Minister of Education”)"."""
    more = set(re.findall(r"\w+", quote.lower())) - set(re.findall(r"\w+", label.lower()))
    return f"{label} (“{quote}”)" if more else label
