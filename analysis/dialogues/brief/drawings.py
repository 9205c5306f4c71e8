"""The figures of the brief: their findings, measures, descriptions and data, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from dialogues.brief import (
    filters,
    plancharts,
    roundcharts,
    summaries,
    tables,
    templates,
    timecharts,
    topics,
    views,
    wording,
)
from dialogues.brief.charts import Chart
from dialogues.brief.claims import Ledger
from dialogues.brief.figures import Figure, Pictures
from dialogues.brief.sections import claim_held, denominator, named, references
from dialogues.brief.summaries import SERIES, Finding, once
from dialogues.brief.templates import Said, Slots
from dialogues.dataset import Dataset

NAMED = 3  # dialogues named in a title
YEAR = 365  # days


def begin(d: Dataset) -> None:
    """Ask for the drawings of all figures, so that they are made while the brief is computed."""
    for pictures in (rounds_pictures, plans_pictures):
        pictures(d)
    if topics.are_many(d):
        topics.pictures(d)


def _pictures(frame: pl.DataFrame, draw: Callable[..., Chart]) -> Pictures | None:
    """The chart of ``frame`` in both forms, unless there is nothing to draw."""
    return None if frame.is_empty() else Pictures.made(draw, [frame], [frame])


@once
def timeline_pictures(d: Dataset) -> Pictures | None:
    """The chart of the meetings on a time axis, unless there is none to draw."""
    return _pictures(views.timeline(d), timecharts.timeline)


def timeline(ledger: Ledger, *, title: str, measure: str, caption: str, description: str) -> Figure | None:
    """The meetings on a time axis.

    Parameters
    ----------
    title, measure, caption, description
        Templates with ``{meetings}``, ``{gap_from}`` and ``{gap_to}`` (the longest time without a text, where
        it is a year or more), ``{hybrid}`` (where a meeting is of that form), ``{in_person}`` and
        ``{inferred}`` (how many are, and of how many only a place says so; ``{one}``, ``{both}`` or
        ``{all}`` where of as many), ``{guests}`` (the counterparts inferred from who spoke), ``{elsewhere}``
        (the meetings whose number is known from elsewhere),
        ``{undated}`` (how many are not drawn; ``{some_undated}`` where any is), ``{told}`` and ``{many}``
        (the meetings in words, or counted where they are many).
    """
    d = ledger.dataset
    frame, pictures = views.timeline(d), timeline_pictures(d)
    if pictures is None:
        return None
    gap = _longest_gap(frame)
    events = summaries.meetings(d)
    in_person = events.filter(pl.col("mode") == "in_person")
    inferred = in_person.filter("is_form_inferred").height
    numbers = d["known_events"].drop_nulls(["event_id", "ordinal"]).select("event_id")
    undated = events["shown"].null_count()
    elsewhere = events.filter(pl.col("ordinal").is_null()).join(numbers, on="event_id", how="semi")
    slots: Slots = {
        "meetings": summaries.total(d, "meetings-total", "events", d["events"], "meetings"),
        "gap_from": gap and wording.month(gap[0]),
        "gap_to": gap and wording.month(gap[1]),
        "hybrid": "hybrid" in frame["mode"],
        "in_person": wording.number(in_person.height),
        "inferred": wording.number(inferred) if inferred else None,
        "one": inferred == in_person.height == 1,
        "both": inferred == in_person.height == 2,
        "all": inferred == in_person.height > 2,
        "guests": summaries.guests(d),
        "elsewhere": wording.listed(elsewhere["when"].to_list()) if elsewhere.height <= NAMED else None,
        "undated": undated,
        "some_undated": undated > 0,
        "told": _told(frame),
        "many": frame.height > timecharts.MANY,
    }
    rows = [
        [
            filters.mark(d, [row["number"]]) + row["label"],
            wording.markdown(row["lane"]),
            wording.markdown(row["kind"]),
            wording.markdown(row["note"].replace("|", ", ")),
            str(row["texts"]),
        ]
        for row in frame.sort("shown", maintain_order=True).to_dicts()
    ]
    return Figure(
        name="timeline",
        title=templates.told(ledger, title, slots),
        measure=templates.told(ledger, measure, slots),
        caption=templates.told(ledger, caption, slots),
        description=templates.told(ledger, description, slots),
        pictures=pictures,
        data=frame.select(
            "label",
            pl.col("shown").alias("date"),
            pl.col("lane").alias("counterpart"),
            "kind",
            "mode",
            "state",
            "texts",
        ).sort("date", maintain_order=True),
        table=tables.table(
            ["Meeting", "Counterpart", "Kind", "Form", "Texts"], rows, widths=[5, 6, 6, 7, 2], numeric=[4]
        ),
    )


def _told(frame: pl.DataFrame) -> str:
    """The meetings in words: each, or how many each lane has and from when to when where there are many."""
    if frame.height <= timecharts.MANY:
        return "; ".join(
            f"{row['label']}, {row['lane']}: {row['note'].replace('|', ', ')}"
            for row in frame.sort("shown").to_dicts()
        )
    lanes = []
    for (lane,), rows in frame.sort("series", "shown").group_by(["lane"], maintain_order=True):
        first, last = rows["label"][0], rows["label"][-1]
        when = first if rows.height == 1 else f"{first} to {last}"
        lanes.append(f"{lane}: {wording.counted(rows.height, 'meeting')}, {when}")
    return "; ".join(lanes)


def _longest_gap(frame: pl.DataFrame) -> tuple[date, date] | None:
    """The longest stretch without a meeting, where it lasts a year or more."""
    held = frame.filter(pl.col("state") == "text_held").sort("shown")
    if held.height < 2:
        return None
    steps = held.select(pl.col("shown").shift(1).alias("from"), pl.col("shown").alias("to")).drop_nulls()
    top = steps.sort(pl.col("to") - pl.col("from"), descending=True).row(0, named=True)
    return (top["from"], top["to"]) if (top["to"] - top["from"]).days >= YEAR else None


@once
def rounds_pictures(d: Dataset) -> Pictures | None:
    """The chart of the numbered rounds, unless there are none."""
    return _pictures(views.rounds(d), roundcharts.rounds)


def rounds(
    ledger: Ledger,
    *,
    title: str,
    several: str,
    each: tuple[str, str],
    measure: str,
    caption: str,
    description: str,
) -> Figure | None:
    """The numbered rounds, and what is held of each.

    Parameters
    ----------
    title
        Of one dialogue, with ``{held}``, ``{rounds}`` and ``{loose}`` (texts without the round's number).
    several
        Of several, with ``{each}`` and ``{rest}``; ``each`` says the first and the following with ``{held}``,
        ``{highest}`` and ``{whom}``: they are never added up.
    measure, caption
        With ``{one}``, where there is one dialogue.
    description
        Of each dialogue: ``{dialogue}`` (of several), ``{squares}``, ``{known}``, ``{rest}``, ``{loose}``.
    """
    d = ledger.dataset
    frame, pictures = views.rounds(d), rounds_pictures(d)
    if pictures is None:
        return None
    dialogues = frame.partition_by("dialogue", maintain_order=True)
    is_one = len(dialogues) == 1
    loose = views.unnumbered(d)
    told = [
        templates.told(
            ledger, description, _rounds_told(rows, loose.join(rows, on=SERIES, how="semi"), is_one=is_one)
        )
        for rows in dialogues
    ]
    every = _rounds_listed(d, frame)
    number = dict(summaries.meetings(d).select("event_id", "number").iter_rows())
    rows = [
        [
            filters.mark(d, [number.get(row["event_id"])]) + wording.markdown(row["dialogue"]),
            str(row["ordinal"] or row["among"]),
            wording.month(row["start_date"]) if row["start_date"] else "",
            row["said"],
        ]
        for row in every.to_dicts()
    ]
    return Figure(
        name="rounds",
        title=templates.told(ledger, title, _rounds_held(d, frame))
        if is_one
        else templates.told(ledger, several, _dialogues_held(ledger, dialogues, each)),
        measure=templates.told(ledger, measure, {"one": is_one}),
        caption=templates.told(ledger, caption, {"one": is_one}),
        description=" ".join(told),
        pictures=pictures,
        data=every.select(
            pl.col("dialogue").alias("counterpart"),
            "ordinal",
            pl.col("among").alias("ordinal_note"),
            pl.col("start_date").alias("date"),
            "coverage",
        ),
        table=tables.table(
            ["Counterpart", "Round", "Month", "What is held"], rows, widths=[6, 3, 4, 8], numeric=[1]
        ),
    )


def _rounds_listed(d: Dataset, frame: pl.DataFrame) -> pl.DataFrame:
    """One row per round of ``frame`` and per round held without a number, which follow those of its dialogue.

    ``among`` says which round one without a number may be.
    """
    order = frame.select(*SERIES, "dialogue").unique(maintain_order=True).with_row_index("series")
    columns = ["series", "dialogue", "event_id", "ordinal", "among", "start_date", "coverage", "said"]
    numbered = frame.join(order.drop("dialogue"), on=SERIES).with_columns(among=pl.lit(None, dtype=pl.String))
    loose = (
        views.unnumbered(d)
        .join(order, on=SERIES)
        .with_columns(coverage=pl.lit("text_held"), said=pl.lit(views.COVERAGE["text_held"]))
    )
    both = pl.concat([numbered.select(columns), loose.select(columns)])
    return both.sort("series", "ordinal", "start_date", nulls_last=True, maintain_order=True)


def _rounds_held(d: Dataset, frame: pl.DataFrame) -> Slots:
    """On how many rounds of the one dialogue texts are held."""
    held = frame.filter(pl.col("coverage") == "text_held").height
    loose = summaries.unnumbered(d).height
    return {"held": wording.number(held + loose, zero="none"), "rounds": frame.height, "loose": loose}


def _dialogues_held(ledger: Ledger, dialogues: list[pl.DataFrame], each: tuple[str, str]) -> Slots:
    """The same for each of several dialogues; beyond three for the first alone."""
    told = dialogues if len(dialogues) <= NAMED else dialogues[:1]
    parts = []
    for n, rows in enumerate(told):
        row = rows.row(0, named=True)
        slots: Slots = {
            "held": claim_held(ledger, rows),
            "highest": denominator(ledger.dataset, rows),
            "whom": named(row["counterpart"], row["name"]),
        }
        parts.append(templates.told(ledger, each[min(n, 1)], slots))
    return {"each": wording.listed(parts), "rest": len(dialogues) - len(told)}


def _rounds_told(rows: pl.DataFrame, loose: pl.DataFrame, *, is_one: bool) -> Slots:
    """The rounds of a dialogue in words, with those held without a number (``loose``)."""
    told = [
        f"round {row['ordinal']} {row['said']}"
        for row in rows.filter(pl.col("coverage") != "not_known").to_dicts()
    ]
    notes = rows["note"].drop_nulls().unique(maintain_order=True).to_list()
    gone = rows.filter(pl.col("coverage") == "not_known").height
    return {
        "dialogue": None if is_one else str(rows["dialogue"][0]),
        "squares": rows.height,
        "known": "; ".join([*told, *notes]),
        "rest": max(gone - loose["before"].count(), 0),
        "loose": loose["before"].null_count() > 0,  # one of them may be among the rest
    }


@once
def plans_pictures(d: Dataset) -> Pictures | None:
    """The chart of the plans over their years, unless none has a period or no meeting has a day."""
    wide, narrow = plancharts.drawn(views.plans(d)), plancharts.drawn(views.plans(d, narrow=True))
    if wide.bars["start"].drop_nulls().is_empty() or wide.events.is_empty():
        return None
    return Pictures.made(plancharts.plans, [wide], [narrow])


def plans(ledger: Ledger, *, title: str, measure: str, caption: str, description: str) -> Figure | None:
    """Plans over their years, the meetings across.

    Parameters
    ----------
    title
        With ``{running}`` (how many were, on the day of the latest meeting), ``{one}``, ``{dated}`` (plans
        with a period), ``{only}`` (one has), ``{all}`` ("both" or "all six", where all were), ``{when}`` ("in
        June 2024"), and ``{closing}`` or ``{closing_one}`` where all were in their last year.
    measure, caption
        With ``{lines}``, where the days of the meetings are drawn as lines, and ``{undrawn}``, how many rows
        are in the data alone.
    description
        With ``{told}``.
    """
    d = ledger.dataset
    wide, pictures = views.plans(d), plans_pictures(d)
    if pictures is None:
        return None
    told = [f"{row['row']}, {row['period']}: {row['said']}" for row in wide.bars.to_dicts()]
    named = dict(wide.named.group_by("plan_key").agg("number").iter_rows())
    cells = [
        [
            filters.mark(d, named.get(row["plan_key"], [])) + wording.markdown(row["row"]),
            row["period"],
            wording.markdown(row["said"]),
        ]
        for row in wide.bars.to_dicts()
    ]
    shown = plancharts.drawn(wide)
    undrawn = wide.bars["row"].n_unique() - shown.bars["row"].n_unique()
    lines: Slots = {"lines": plancharts.heads_fit(shown), "undrawn": undrawn}
    return Figure(
        name="plans",
        title=templates.told(ledger, title, _running(d)),
        measure=templates.told(ledger, measure, lines),
        caption=templates.told(ledger, caption, lines),
        description=templates.told(ledger, description, {"told": ". ".join(told)}),
        pictures=pictures,
        data=_statuses(d).select(
            "owner",
            "plan",
            "name",
            "period_start",
            "period_end",
            "event_id",
            pl.col("start_date").alias("event_date"),
            "status",
            "is_named",
        ),
        table=tables.table(["Plan", "Period", "Status on the day of each meeting"], cells, widths=[7, 4, 14]),
    )


def _statuses(d: Dataset) -> pl.DataFrame:
    """Each plan on the day of each meeting; of many meetings those whose texts name it."""
    every = summaries.plan_statuses(d)
    return every if d["events"].height <= views.MANY else every.filter("is_named")


def _running(d: Dataset) -> Slots:
    """How many plans of the state were running on the day of its latest meeting."""
    last = summaries.meetings(d).filter(pl.col("is_dated")).row(-1, named=True)
    own = summaries.plan_statuses(d).filter(
        pl.col("event_id") == last["event_id"], pl.col("owner") == summaries.state(d)
    )
    dated = own.filter(pl.col("status") != "no_period")
    running = own.filter(pl.col("status").is_in(["in_force", "ends_this_year"]))
    rows = references(d, running["reference_id"])
    is_closing = running["status"].unique().to_list() == ["ends_this_year"]
    name = f"plans-running-{last['event_id']}"
    finding = Finding(name, running.height, "plan_references", rows) if running.height else None
    every = "both" if running.height == 2 else f"all {wording.number(running.height)}"
    return {
        "running": finding,
        "one": running.height == 1,
        "dated": dated.height,
        "only": dated.height == 1,
        "all": Said(finding, every) if finding and running.height == dated.height > 1 else None,
        "when": wording.at_time(last["when"]),
        "closing": is_closing and running.height > 1,
        "closing_one": is_closing and running.height == 1,
    }
