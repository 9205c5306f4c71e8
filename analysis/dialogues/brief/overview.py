"""What the brief shows where the meetings are too many to list: they are counted, grouped and ranked.

Each meeting on its own then stands in an annex (:mod:`dialogues.brief.onebyone`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dialogues.brief import onebyone, places, sections, summaries, tables, templates, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import SERIES, Finding
from dialogues.brief.templates import Said, Slots
from dialogues.dataset import Dataset

BODIES = 3  # national bodies named for a counterpart


def is_large(d: Dataset) -> bool:
    """Whether the meetings are too many to list in a sentence."""
    return d["events"].height > views.MANY


def meetings(ledger: Ledger, each: str, template: str) -> str:
    """How many meetings of each kind, with the counterpart that had most, and from when to when.

    Parameters
    ----------
    each
        A kind, with ``{kind}``, ``{count}``, and ``{most}`` and ``{whom}`` where one counterpart had several.
    template
        With ``{each}`` and ``{span}``.
    """
    events = summaries.meetings(ledger.dataset)
    parts = []
    for kind, rows in _largest_first(events, "kind_label"):
        lane, most = _largest_first(rows, "lane")[0]
        named = most.row(0, named=True)
        is_told = 1 < most.height < rows.height and bool(named["counterparts"])
        slots: Slots = {
            "kind": sections.kind(kind),
            "count": Finding(f"meetings-of-kind-{kind}", rows.height, "events", rows),
            "most": Finding(f"meetings-of-kind-{kind}-{lane}", most.height, "events", most)
            if is_told
            else None,
            "whom": sections.whom(named),
        }
        parts.append(templates.told(ledger, each, slots))
    shown = events.filter(pl.col("shown").is_not_null())
    days = shown["shown"].to_list()
    span = Finding("meetings-span", wording.span(days), "events", shown[[0, -1]]) if days else None
    return templates.told(ledger, template, {"each": wording.listed(parts), "span": span})


def _largest_first(rows: pl.DataFrame, column: str) -> list[tuple[str, pl.DataFrame]]:
    """The rows of each value of ``column``, the most frequent first; equals as they come."""
    groups = [(str(value), part) for (value,), part in rows.group_by([column], maintain_order=True)]
    return sorted(groups, key=lambda group: -group[1].height)


def coverage(ledger: Ledger, heads: Sequence[str], caption: str, none: str) -> str:
    """The numbered rounds of each dialogue, and on how many texts are held, as a table.

    Parameters
    ----------
    heads
        Of the dialogue, the highest number known, the texts held, those of them without a number, and the
        rounds known without a text.
    none
        What stands for nought.
    """
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
                counted(ledger, f"rounds-without-number-{name}", "events", loose, none),
                counted(ledger, f"rounds-known-{name}", "known_events", known, none),
            ]
        )
    return tables.table(
        heads, rows, label="rounds-held", caption=caption, widths=[8, 4, 4, 4, 4], numeric=[1, 2, 3, 4]
    )


def _held(ledger: Ledger, series: pl.DataFrame) -> str:
    found = sections.held(ledger.dataset, series)
    return _figure(ledger, found) if found.value else sections.claim_held(ledger, series)


def counted(ledger: Ledger, name: str, table: str, rows: pl.DataFrame, none: str) -> str:
    """A count of a table, in figures; ``none`` for nought."""
    return _figure(ledger, Finding(name, rows.height, table, rows)) if rows.height else none


def _figure(ledger: Ledger, finding: Finding) -> str:
    return str(ledger.claim(finding, text=str(finding.value)))


def counterparts(ledger: Ledger, words: Mapping[str, str], heads: Sequence[str], caption: str) -> str:
    """Who met whom, one row per counterpart with several meetings; the others are named together.

    Parameters
    ----------
    words
        Templates: ``once`` with ``{listed}``, ``undated`` with ``{undated}``, ``bodies`` with ``{listed}``
        and ``{rest}``; and ``none``, for nobody.
    heads
        Of the counterpart, its meetings, when, kind and form, and national bodies.
    """
    d = ledger.dataset
    lanes = _largest_first(summaries.meetings(d), "lane")
    placed = places.lanes(d)
    rows = []
    for lane, own in lanes:
        if own.height > 1:
            count = counted(ledger, f"meetings-with-{lane}", "events", own, words["none"])
            rows.append(
                [
                    _name(lane, is_placed=lane in placed),
                    count,
                    *_when_and_how(ledger, own, words),
                    _bodies(ledger, lane, own, words),
                ]
            )
    single = [own for _, own in lanes if own.height == 1]
    if single:
        own = pl.concat(single)
        names = Finding("counterparts-met-once", tuple(own["lane"]), "events", own)
        count = counted(ledger, "meetings-met-once", "events", own, words["none"])
        once = templates.told(ledger, words["once"], {"listed": Said(names, "; ".join(names.names))})
        rows.append([once, count, *_when_and_how(ledger, own, words), _bodies(ledger, "once", own, words)])
    return tables.table(
        heads,
        rows,
        label="counterparts-met",
        caption=captioned(ledger, caption),
        widths=[8, 3, 5, 9, 9],
        numeric=[1],
    )


def _name(lane: str, *, is_placed: bool) -> str:
    """A counterpart, which leads to its place where it has one."""
    name = wording.markdown(lane)
    return f"[{name}](#{places.anchor(lane)})" if is_placed else name


def _when_and_how(ledger: Ledger, own: pl.DataFrame, words: Mapping[str, str]) -> tuple[str, str]:
    """From when to when, and how often of which kind and in which form."""
    undated = templates.fill(ledger, words["undated"], {"undated": own["shown"].null_count()})
    when = [wording.span(own["shown"].drop_nulls().to_list()), undated]
    kinds = [f"{sections.kind(kind)} {rows.height}" for kind, rows in _largest_first(own, "kind_label")]
    modes = _largest_first(own.filter(pl.col("mode").is_not_null()), "mode")
    forms = [f"{views.MODES[mode]} {rows.height}" for mode, rows in modes]
    return ", ".join(filter(None, when)), "; ".join(filter(None, [", ".join(kinds), ", ".join(forms)]))


def _bodies(ledger: Ledger, lane: str, own: pl.DataFrame, words: Mapping[str, str]) -> str:
    """The national bodies that took part at most of the meetings."""
    took_part = summaries.participants(ledger.dataset, "institution").join(own, on="event_id", how="semi")
    took_part = took_part.unique(["event_id", "value"], keep="first", maintain_order=True)
    ranked = _largest_first(took_part.sort("event_id"), "label")
    if not ranked:
        return words["none"]
    top = ranked[:BODIES]
    rows = pl.concat([part for _, part in top])
    named = tuple(f"{name} ({part.height})" for name, part in top)
    listed = Said(Finding(f"bodies-most-{lane}", named, "facts", rows), "; ".join(named))
    return templates.told(ledger, words["bodies"], {"listed": listed, "rest": len(ranked) - len(top)})


def captioned(ledger: Ledger, template: str) -> str:
    """A caption with ``{each}`` where the annex has each meeting."""
    return templates.told(ledger, template, {"each": onebyone.has_each(ledger.dataset)})


def double_reports(ledger: Ledger, heads: Sequence[str], caption: str, none: str) -> str:
    """The meetings that several texts report: on how much all of them agree, and in which points not.

    Parameters
    ----------
    heads
        Of the meeting, its texts, the topics coded, those in each text, and the points in which texts differ.
    none
        What stands for nought.
    """
    d = ledger.dataset
    rows = [_reported(ledger, event, none) for event in summaries.double_reports(d).to_dicts()]
    return tables.table(
        heads,
        rows,
        label="reports-compared",
        caption=captioned(ledger, caption),
        widths=[9, 3, 3, 4, 9],
        numeric=[1, 2, 3],
    )


def side_by_side(ledger: Ledger, template: str) -> str:
    """The meetings of one day and place that may be one (see merging.side_by_side), where there are any.

    ``template`` has ``{texts}`` and ``{listed}``: each pair of meetings, and what keeps it apart.
    """
    d = ledger.dataset
    held = {row["event_id"]: row for row in summaries.meetings(d).to_dicts()}
    doubts = d["doubts"].filter(pl.col("field") == "event_id").select("document_id", "values")
    told = [(name, tuple(sorted(values.split("|")))) for name, values in doubts.iter_rows()]
    near = [(name, pair) for name, pair in told if held.keys() >= set(pair)]
    texts = d["documents"].filter(pl.col("document_id").is_in([name for name, _ in near]))
    listed = tuple(_pair(held[one], held[other]) for one, other in sorted({pair for _, pair in near}))
    slots: Slots = {
        "texts": summaries.count("texts-side-by-side", "documents", texts),
        "listed": Finding("meetings-side-by-side", listed, "documents", texts),
    }
    return templates.told(ledger, template, slots) if listed else ""


def _pair(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Two meetings of a day, and what keeps them apart."""
    rounds = one["ordinal"], other["ordinal"]
    is_of_rounds = None not in rounds and rounds[0] != rounds[1]
    apart = "rounds {} and {}".format(*rounds) if is_of_rounds else f"{one['sides']} and {other['sides']}"
    return f"{one['when']}, {one['sides'] if is_of_rounds else sections.kind(one['kind_label'])} ({apart})"


def _reported(ledger: Ledger, event: dict[str, Any], none: str) -> list[str]:
    d, event_id = ledger.dataset, event["event_id"]
    own = d["documents"].filter(pl.col("event_id") == event_id)
    every = d["codings"].filter(pl.col("event_id") == event_id, pl.col("facet") == "topic")
    agreed = summaries.agreed_codings(d, event_id, "topic")
    differ = set(d["differences"].filter(pl.col("event_id") == event_id)["field"])
    points = [wording.small(label) for field, label in tables.FIELDS.items() if field in differ]
    return [
        wording.markdown(f"{event['when']}, {event['sides']}: {wording.small(event['kind_label'])}"),
        counted(ledger, f"texts-of-{event_id}", "documents", own, none),
        counted(ledger, f"topics-coded-{event_id}", "codings", every, none),
        counted(ledger, f"agreed-topic-{event_id}", "codings", agreed, none),
        ", ".join(points) or none,
    ]
