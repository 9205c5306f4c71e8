"""The brief's words where the meetings are too many to list: they are counted, grouped and ranked.

Each meeting on its own then stands in an annex (:mod:`dialogues.brief.onebyone`).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from dialogues.brief import sections, summaries, tables, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import SERIES, Finding
from dialogues.dataset import Dataset

PAIRS = 3  # comparisons of rounds in the brief itself
BODIES = 3  # national bodies named for a counterpart
ANNEX = "[annex](#sec-meetings-one-by-one)"


def is_large(d: Dataset) -> bool:
    """Whether the meetings are too many to list in a sentence."""
    return d["events"].height > views.MANY


def meetings(ledger: Ledger) -> str:
    """How many meetings of each kind, with the counterpart that had most, and from when to when."""
    events = summaries.meetings(ledger.dataset)
    parts = []
    for kind, rows in _largest_first(events, "kind_label"):
        count = ledger.claim(Finding(f"meetings-of-kind-{kind}", rows.height, "events", rows))
        lane, most = _largest_first(rows, "lane")[0]
        named = most.row(0, named=True)
        whom = ""
        if 1 < most.height < rows.height and named["counterparts"]:
            own = Finding(f"meetings-of-kind-{kind}-{lane}", most.height, "events", most)
            whom = f", {ledger.claim(own)} of them {sections.whom(named)}"
        parts.append(f"{wording.small(kind)} ({count}{whom})")
    shown = events.filter(pl.col("shown").is_not_null())
    if shown.is_empty():
        return wording.listed(parts)
    span = Finding("meetings-span", wording.span(shown["shown"].to_list()), "events", shown[[0, -1]])
    return f"{wording.listed(parts)}; from {ledger.claim(span)}"


def _largest_first(rows: pl.DataFrame, column: str) -> list[tuple[str, pl.DataFrame]]:
    """The rows of each value of ``column``, the most frequent first; equals as they come."""
    groups = [(str(value), part) for (value,), part in rows.group_by([column], maintain_order=True)]
    return sorted(groups, key=lambda group: -group[1].height)


def coverage(ledger: Ledger) -> str:
    """The numbered rounds of each dialogue, and on how many texts are held, as a table."""
    d = ledger.dataset
    rows = []
    for series in views.rounds(d).partition_by("dialogue", maintain_order=True):
        loose = summaries.unnumbered(d).join(series, on=SERIES, how="semi")
        known = summaries.known_without_text(d).filter(pl.col("ordinal").is_not_null())
        known = known.join(series, on=SERIES, how="semi")
        name = sections.name_of(series)
        rows.append(
            [
                wording.markdown(str(series["dialogue"][0])),
                _figure(ledger, sections.denominator(d, series)),
                _held(ledger, series),
                counted(ledger, f"rounds-without-number-{name}", "events", loose),
                counted(ledger, f"rounds-known-{name}", "known_events", known),
            ]
        )
    head = [
        "Dialogue",
        "Highest number known",
        "Texts held on",
        "of these without a number",
        "Known, no text",
    ]
    caption = "Numbered rounds of each dialogue, and what is held of them"
    table = tables.table(
        head, rows, label="rounds-held", caption=caption, widths=[8, 4, 4, 4, 4], numeric=[1, 2, 3, 4]
    )
    said = "A round without a text is a gap in this corpus; it says nothing about what was discussed."
    return f"{table}\n{said}"


def _held(ledger: Ledger, series: pl.DataFrame) -> str:
    found = sections.held(ledger.dataset, series)
    return _figure(ledger, found) if found.value else sections.claim_held(ledger, series)


def counted(ledger: Ledger, name: str, table: str, rows: pl.DataFrame) -> str:
    """A count of a table, in figures."""
    return _figure(ledger, Finding(name, rows.height, table, rows)) if rows.height else "none"


def _figure(ledger: Ledger, finding: Finding) -> str:
    return str(ledger.claim(finding, text=str(finding.value)))


def counterparts(ledger: Ledger) -> str:
    """Who met whom, one row per counterpart with several meetings; the others are named together."""
    d = ledger.dataset
    lanes = _largest_first(summaries.meetings(d), "lane")
    rows = [_met(ledger, lane, own) for lane, own in lanes if own.height > 1]
    single = [own for _, own in lanes if own.height == 1]
    if single:
        own = pl.concat(single)
        names = Finding("counterparts-met-once", tuple(own["lane"]), "events", own)
        count = counted(ledger, "meetings-met-once", "events", own)
        listed = ledger.claim(names, text="; ".join(names.names))
        rows.append([f"One meeting each: {listed}", count, *_when_and_how(own), _bodies(ledger, "once", own)])
    head = [
        "Counterpart",
        "Meetings",
        "When",
        "Kind and form",
        "National bodies that took part at most of them",
    ]
    caption = (
        "Counterparts, those met most often first. Bodies are counted where a text says that they took part. "
        f"The {ANNEX} has each meeting with all who took part or were mentioned"
    )
    return tables.table(
        head, rows, label="counterparts-met", caption=caption, widths=[8, 3, 5, 9, 9], numeric=[1]
    )


def _met(ledger: Ledger, lane: str, own: pl.DataFrame) -> list[str]:
    count = counted(ledger, f"meetings-with-{lane}", "events", own)
    return [wording.markdown(lane), count, *_when_and_how(own), _bodies(ledger, lane, own)]


def _when_and_how(own: pl.DataFrame) -> tuple[str, str]:
    """From when to when, and how often of which kind and in which form."""
    undated = own["shown"].null_count()
    when = [wording.span(own["shown"].drop_nulls().to_list())]
    when += [f"{wording.number(undated)} without a day"] if undated else []
    kinds = [f"{wording.small(kind)} {rows.height}" for kind, rows in _largest_first(own, "kind_label")]
    modes = _largest_first(own.filter(pl.col("mode").is_not_null()), "mode")
    forms = [f"{views.MODES[mode]} {rows.height}" for mode, rows in modes]
    return ", ".join(filter(None, when)), "; ".join(filter(None, [", ".join(kinds), ", ".join(forms)]))


def _bodies(ledger: Ledger, lane: str, own: pl.DataFrame) -> str:
    """The national bodies that took part at most of the meetings."""
    took_part = summaries.participants(ledger.dataset, "institution").join(own, on="event_id", how="semi")
    took_part = took_part.unique(["event_id", "value"], keep="first", maintain_order=True)
    ranked = _largest_first(took_part.sort("event_id"), "label")
    if not ranked:
        return "not named"
    top = ranked[:BODIES]
    rows = pl.concat([part for _, part in top])
    words = tuple(f"{name} ({part.height})" for name, part in top)
    listed = ledger.claim(Finding(f"bodies-most-{lane}", words, "facts", rows), text="; ".join(words))
    rest = len(ranked) - len(top)
    return f"{listed}" + (f"; {wording.number(rest)} more" if rest else "")


def double_reports(ledger: Ledger) -> str:
    """The meetings that several texts report: on how much all of them agree, and in which points not."""
    d = ledger.dataset
    rows = [_reported(ledger, event) for event in summaries.double_reports(d).to_dicts()]
    head = ["Meeting", "Texts", "Topics coded", "of these in each text", "Points in which the texts differ"]
    caption = f"Meetings that several texts report. The {ANNEX} has what each text says"
    return tables.table(
        head, rows, label="reports-compared", caption=caption, widths=[9, 3, 3, 4, 9], numeric=[1, 2, 3]
    )


def _reported(ledger: Ledger, event: dict[str, Any]) -> list[str]:
    d, event_id = ledger.dataset, event["event_id"]
    own = d["documents"].filter(pl.col("event_id") == event_id)
    every = d["codings"].filter(pl.col("event_id") == event_id, pl.col("facet") == "topic")
    agreed = summaries.agreed_codings(d, event_id, "topic")
    differ = d["differences"].filter(pl.col("event_id") == event_id)["field"].unique(maintain_order=True)
    points = [wording.small(tables.FIELDS.get(field, field.replace("_", " "))) for field in differ]
    return [
        wording.markdown(f"{event['when']}, {event['sides']}: {wording.small(event['kind_label'])}"),
        counted(ledger, f"texts-of-{event_id}", "documents", own),
        counted(ledger, f"topics-coded-{event_id}", "codings", every),
        counted(ledger, f"agreed-topic-{event_id}", "codings", agreed),
        ", ".join(points) or "none",
    ]
