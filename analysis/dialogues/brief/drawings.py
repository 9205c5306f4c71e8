"""The figures of the brief: their findings, measures, descriptions and data, in words."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from dialogues.brief import plancharts, roundcharts, summaries, tables, timecharts, topics, views, wording
from dialogues.brief.charts import Chart
from dialogues.brief.claims import Ledger
from dialogues.brief.figures import Figure, Pictures
from dialogues.brief.sections import claim_held, denominator, named
from dialogues.brief.summaries import SERIES, Finding, once
from dialogues.dataset import Dataset

NAMED = 3  # dialogues named in a title


def begin(d: Dataset) -> None:
    """Ask for the drawings of all figures, so that they are made while the brief is computed."""
    for pictures in (rounds_pictures, plans_pictures):
        pictures(d)
    if topics.are_many(d):
        topics.pictures(d)


def _pictures(frame: pl.DataFrame, draw: Callable[..., Chart]) -> Pictures | None:
    """The chart of ``frame`` in both forms, unless there is nothing to draw."""
    return None if frame.is_empty() else Pictures.of(draw(frame), draw(frame, narrow=True))


@once
def timeline_pictures(d: Dataset) -> Pictures | None:
    """The chart of the meetings on a time axis, unless there is none to draw."""
    return _pictures(views.timeline(d), timecharts.timeline)


def timeline(ledger: Ledger) -> Figure | None:
    """The meetings on a time axis."""
    d = ledger.dataset
    frame, pictures = views.timeline(d), timeline_pictures(d)
    if pictures is None:
        return None
    held = summaries.meetings(d)
    gap = _longest_gap(frame)
    total = ledger.claim(
        summaries.total(d, "meetings-total", "events", d["events"], "meetings"),
        text=wording.capital(wording.counted(held.height, "meeting")),
    )
    title = f"{total}{gap}"
    rows = [
        [
            row["label"],
            wording.markdown(row["lane"]),
            wording.markdown(row["kind"]),
            wording.markdown(row["note"].replace("|", ", ")),
            str(row["texts"]),
        ]
        for row in frame.sort("shown", maintain_order=True).to_dicts()
    ]
    both = "diamond: in person and by video; " if "hybrid" in frame["mode"] else ""
    undated = held.filter(pl.col("shown").is_null())
    left_out = (
        f" Not drawn, because no text gives a day: {wording.counted(undated.height, 'meeting')}."
        if undated.height
        else ""
    )
    return Figure(
        name="timeline",
        title=title,
        measure=f"Meetings by counterpart. Square: by video; {both}circle: in person; dashed ring: known "
        "from elsewhere, no text held",
        caption=f"The meetings in time.{left_out}",
        description=f"Timeline of the meetings by counterpart. {_told(frame)}.",
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
    return "; ".join(lanes) + ". The data of the chart lists each meeting"


def _longest_gap(frame: pl.DataFrame) -> str:
    """The longest stretch without a meeting, where it lasts a year or more."""
    held = frame.filter(pl.col("state") == "text_held").sort("shown")
    if held.height < 2:
        return ""
    steps = held.select(pl.col("shown").shift(1).alias("from"), pl.col("shown").alias("to")).drop_nulls()
    top = steps.sort(pl.col("to") - pl.col("from"), descending=True).row(0, named=True)
    if (top["to"] - top["from"]).days < 365:
        return ""
    return f", and no text on the time between {wording.month(top['from'])} and {wording.month(top['to'])}"


@once
def rounds_pictures(d: Dataset) -> Pictures | None:
    """The chart of the numbered rounds, unless there are none."""
    return _pictures(views.rounds(d), roundcharts.rounds)


def rounds(ledger: Ledger) -> Figure | None:
    """The numbered rounds, and what is held of each."""
    d = ledger.dataset
    frame, pictures = views.rounds(d), rounds_pictures(d)
    if pictures is None:
        return None
    dialogues = frame.partition_by("dialogue", maintain_order=True)
    title = _rounds_held(d, frame) if len(dialogues) == 1 else _dialogues_held(ledger, dialogues)
    loose = views.unnumbered(d)
    told = " ".join(
        _rounds_told(rows, loose.join(rows, on=SERIES, how="semi"), named=len(dialogues) > 1)
        for rows in dialogues
    )
    every = _rounds_listed(d, frame)
    rows = [
        [
            wording.markdown(row["dialogue"]),
            str(row["ordinal"] or row["among"]),
            wording.month(row["start_date"]) if row["start_date"] else "",
            row["said"],
        ]
        for row in every.to_dicts()
    ]
    return Figure(
        name="rounds",
        title=title,
        measure=f"Rounds of {'the' if len(dialogues) == 1 else 'each'} dialogue by number. Filled: text "
        "held; tinted: known from elsewhere, no text held; dashed: no text and no event known by this number",
        caption="The rounds, and what is held of them. A round without a text is a gap in this corpus.",
        description=told,
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
    columns = ["series", "dialogue", "ordinal", "among", "start_date", "coverage", "said"]
    numbered = frame.join(order.drop("dialogue"), on=SERIES).with_columns(among=pl.lit(None, dtype=pl.String))
    loose = (
        views.unnumbered(d)
        .join(order, on=SERIES)
        .with_columns(coverage=pl.lit("text_held"), said=pl.lit(views.COVERAGE["text_held"]))
    )
    both = pl.concat([numbered.select(columns), loose.select(columns)])
    return both.sort("series", "ordinal", "start_date", nulls_last=True, maintain_order=True)


def _rounds_held(d: Dataset, frame: pl.DataFrame) -> str:
    """On how many rounds of the one dialogue texts are held."""
    held = frame.filter(pl.col("coverage") == "text_held").height
    loose = summaries.unnumbered(d).height
    extra = f", {wording.number(loose)} of them without its number" if loose else ""
    some = wording.number(held + loose, zero="none")
    return f"Texts are held on {some} of at least {wording.number(frame.height)} rounds{extra}"


def _dialogues_held(ledger: Ledger, dialogues: list[pl.DataFrame]) -> str:
    """The same for each of several dialogues, which are never added up; beyond three for the first alone."""
    told = dialogues if len(dialogues) <= NAMED else dialogues[:1]
    parts = []
    for n, rows in enumerate(told):
        row = rows.row(0, named=True)
        total = f"{'' if n else 'at least '}{ledger.claim(denominator(ledger.dataset, rows))}"
        rounds = "" if n else " rounds"
        whom = f"{named(row['counterpart'], row['name'])}"
        parts.append(f"{claim_held(ledger, rows)} of {total}{rounds} with {whom}")
    rest = len(dialogues) - len(told)
    further = f"; {wording.counted(rest, 'further dialogue')} have numbered rounds" if rest else ""
    return f"Texts are held on {wording.listed(parts)}{further}"


def _rounds_told(rows: pl.DataFrame, loose: pl.DataFrame, *, named: bool) -> str:
    """The rounds of a dialogue in words, with those held without a number (``loose``)."""
    told = [
        f"round {row['ordinal']} {row['said']}"
        for row in rows.filter(pl.col("coverage") != "not_known").to_dicts()
    ]
    notes = rows["note"].drop_nulls().unique(maintain_order=True).to_list()
    gone = rows.filter(pl.col("coverage") == "not_known").height
    known = "; ".join([*told, *notes])
    opening = f"{rows['dialogue'][0]}: row" if named else "Row"
    squares = wording.counted(rows.height, "square") if named else f"{rows.height} squares"
    rest = gone - loose["before"].count()
    by_number = " by this number" if loose["before"].null_count() else ""  # one of them may be among these
    ending = f"; of the other {wording.number(rest)} no event is known{by_number}" if rest > 0 else ""
    return f"{opening} of {squares}, one a round. {known}{ending}."


@once
def plans_pictures(d: Dataset) -> Pictures | None:
    """The chart of the plans over their years, unless none has a period or no meeting has a day."""
    wide, narrow = views.plans(d), views.plans(d, narrow=True)
    if wide.bars["start"].drop_nulls().is_empty() or wide.events.is_empty():
        return None
    return Pictures.of(plancharts.plans(wide), plancharts.plans(narrow, narrow=True))


def plans(ledger: Ledger) -> Figure | None:
    """Plans over their years, the meetings across."""
    d = ledger.dataset
    wide, pictures = views.plans(d), plans_pictures(d)
    if pictures is None:
        return None
    statuses = summaries.plan_statuses(d)
    dated = summaries.meetings(d).filter(pl.col("is_dated"))
    last = dated.row(-1, named=True)
    own = statuses.filter(pl.col("event_id") == last["event_id"], pl.col("owner") == summaries.state(d))
    running = own.filter(pl.col("status").is_in(["in_force", "ends_this_year"]))
    period = own.filter(pl.col("status") != "no_period").height
    rows = d["plan_references"].filter(
        pl.col("reference_id").is_in(running["reference_id"].explode().to_list())
    )
    number = wording.capital(wording.number(running.height))
    shown = (
        str(
            ledger.claim(
                Finding(f"plans-running-{last['event_id']}", running.height, "plan_references", rows),
                text=number,
            )
        )
        if running.height
        else "None"
    )
    closing = running.height > 0 and running["status"].unique().to_list() == ["ends_this_year"]
    when = (
        ", in the last year of " + ("its period" if running.height == 1 else "their periods")
        if closing
        else ""
    )
    verb = "was" if running.height == 1 else "were"
    every = wording.counted(period, "plan")
    title = f"{shown} of {every} with a period {verb} still running in {last['when']}{when}"
    told = [f"{row['row']}, {row['period']}: {row['said']}" for row in wide.bars.to_dicts()]
    cells = [
        [wording.markdown(row["row"]), row["period"], wording.markdown(row["said"])]
        for row in wide.bars.to_dicts()
    ]
    return Figure(
        name="plans",
        title=title,
        measure="Years of each plan named. "
        + (
            "Lines: days of the meetings; dots: a text on the meeting names the plan"
            if plancharts.heads_fit(wide)
            else "Dots: days of the meetings whose texts name the plan, by counterpart"
        ),
        caption="Action plans against the days of the meetings.",
        description="Chart of action plans over their years with the meetings as lines across. "
        + ". ".join(told)
        + ".",
        pictures=pictures,
        data=statuses.select(
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
