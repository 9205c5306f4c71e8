"""What each chart shows: small frames with words for readers, made from the summaries."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dialogues.base import numbers
from dialogues.brief import summaries, wording
from dialogues.brief.summaries import SERIES, once
from dialogues.dataset import Dataset

MANY = 10  # more meetings than these are counted, not listed
NO_YEAR = -1  # of a mark without a day, which fades once years are chosen
CLOSE = 540  # days between two events whose heads would touch
MODES = {"in_person": "in person", "video": "by video", "hybrid": "in person and by video"}
STATUS = {
    "in_force": "in force",
    "ends_this_year": "in its last year",
    "ended": "ended",
    "not_started": "not begun",
    "no_period": "no period given",
}
COVERAGE = {
    "text_held": "text held",
    "known_without_text": "known from elsewhere, no text held",
    "not_known": "no text held, not looked up elsewhere",
}


@once
def timeline(d: Dataset) -> pl.DataFrame:
    """One row per meeting that can be placed in time: with a text, or known without one between those."""
    numbers = summaries.numbered(d).select("event_id", "ordinal")
    held = (
        summaries.meetings(d)
        .filter(pl.col("shown").is_not_null())
        .drop("ordinal")
        .join(numbers, on="event_id", how="left", maintain_order="left")
    )
    days = held["shown"]
    known = summaries.known_without_text(d).filter(
        pl.col("start_date").is_between(days.min(), days.max()).fill_null(value=False)
    )
    rows = [*map(_of_text, held.to_dicts()), *map(_of_known, known.to_dicts())]
    frame = pl.DataFrame(rows, schema=TIMELINE)
    return frame.join(lanes(d), on="lane", how="left").sort("series", "shown")


TIMELINE = {
    **dict.fromkeys(("event_id", "lane"), pl.String),
    "shown": pl.Date,
    **dict.fromkeys(("state", "mode", "label", "note", "brief", "kind"), pl.String),
    **dict.fromkeys(("year", "number", "texts"), pl.Int64),
}


def _of_text(row: dict[str, Any]) -> dict[str, Any]:
    """A meeting of which a text is held, as a row of the timeline."""
    return {
        "event_id": row["event_id"],
        "lane": row["lane"],
        "shown": row["shown"],
        "state": "text_held",
        "mode": row["mode"] or "not_said",
        "label": _label(row),
        "note": _note(row),
        "brief": _brief(row),
        "kind": row["kind_label"],
        "year": row["shown"].year,
        "number": row["number"],
        "texts": row["documents"],
    }


def _of_known(row: dict[str, Any]) -> dict[str, Any]:
    """A meeting that is known from elsewhere, as a row of the timeline."""
    return {
        "event_id": row["known_event_id"],
        "lane": row["lane"],
        "shown": row["start_date"],
        "state": "known_without_text",
        "mode": "not_said",
        "label": wording.month(row["start_date"]),
        "note": "|".join(filter(None, [_round(row), "no text held"])),
        "brief": ", ".join([f"{row['start_date']:%b %Y}", _round(row) or "no text held"]),
        "kind": row["kind_label"],
        "year": row["start_date"].year,
        "number": None,
        "texts": 0,
    }


def lanes(d: Dataset) -> pl.DataFrame:
    """One row per lane, those with most meetings first: ``series`` gives it one colour in every chart."""
    own = summaries.meetings(d).select("lane", day="shown")
    known = summaries.known_without_text(d).select("lane", day="start_date")
    sizes = pl.concat([own, known]).group_by("lane").agg(pl.len().alias("size"), pl.col("day").min())
    ordered = sizes.sort("size", "day", "lane", descending=[True, False, False], nulls_last=True)
    return ordered.select("lane", pl.int_range(pl.len()).alias("series"))


def _label(row: dict[str, object]) -> str:
    return str(row["when"]) if row["is_dated"] else f"published {row['when']}"


def _brief(row: dict[str, object]) -> str:
    """The words of a meeting on one line: "Jun 2020, 12th round"."""
    when = re.sub(r"([A-Z][a-z]{2})[a-z]+", r"\1", str(row["when"]))
    published = "" if row["is_dated"] else "published "
    return f"{published}{when}, {_round(row) or wording.small(str(row['kind_label']))}"


def _round(row: dict[str, object]) -> str:
    return f"{numbers.ordinal(int(str(row['ordinal'])))} round" if row["ordinal"] else ""


def _note(row: dict[str, object]) -> str:
    mode = MODES.get(str(row["mode"]), "")
    form = _round(row) or wording.small(str(row["kind_label"]))
    return "|".join(filter(None, [form, mode]))


@once
def rounds(d: Dataset) -> pl.DataFrame:
    """One row per numbered round, those of the dialogue with most texts first.

    ``dialogue`` names its dialogue; ``note`` tells of the rounds held without a number; ``least`` is the
    first number that one of them may have, ``before`` the first after it that none has, where that is known.
    """
    frame = summaries.labelled(summaries.rounds(d), d, "kind", "kind", "kind_label")
    loose = unnumbered(d).group_by(SERIES, maintain_order=True).agg("least", "before", "start_date")
    noted = [_loose(*row) for row in loose.select("least", "before", "start_date").iter_rows()]
    notes = loose.with_columns(
        pl.col("least").list.min(), pl.col("before").list.max(), pl.Series("note", noted, dtype=pl.String)
    )
    kinds = frame.group_by("lane").agg(pl.col("kind").n_unique().alias("kinds"))
    kind = pl.col("kind_label").map_elements(wording.small, pl.String)
    is_held = pl.col("coverage") == "text_held"
    return (
        frame.join(notes.drop("start_date"), on=SERIES, how="left", maintain_order="left")
        .join(kinds, on="lane", maintain_order="left")
        .with_columns(
            pl.col("start_date").dt.strftime("%b|%Y").alias("when"),
            pl.col("coverage").replace_strict(COVERAGE).alias("said"),
            pl.when(pl.col("kinds") > 1)
            .then(pl.format("{}, {}", "lane", kind))
            .otherwise("lane")
            .alias("dialogue"),
        )
        .sort(
            is_held.sum().over(SERIES), pl.len().over(SERIES), *SERIES, "ordinal",
            descending=[True, True, False, False, False, False],
        )
    )  # fmt: skip


@once
def unnumbered(d: Dataset) -> pl.DataFrame:
    """One row per round held without a number; ``among`` says which it may be: "one of rounds 1–12".

    ``least`` is the first number it may have, ``before`` the next that it cannot, empty where no later round
    is known. Where no number lies between the rounds before and after it, nothing is known.
    """
    least = pl.col("after").fill_null(0) + 1
    is_open = (pl.col("before") > least).fill_null(value=True)
    frame = summaries.unnumbered(d).with_columns(
        least=pl.when(is_open).then(least).otherwise(1), before=pl.when(is_open).then("before")
    )
    among = [_among(*bounds) for bounds in frame.select("least", "before").iter_rows()]
    return frame.with_columns(pl.Series("among", among, dtype=pl.String))


def _among(least: int, before: int | None, rounds: int = 1) -> str:
    """Which rounds those without a number may be: the numbers from ``least`` up to ``before``."""
    if before is None:
        which = "not known" if least == 1 else f"{least} or later"
        return f"round {which}" if rounds == 1 else f"rounds {which}"
    if before == least + 1:
        return f"round {least}"
    return f"{wording.number(rounds)} of rounds {least}–{before - 1}"


def _loose(least: list[int], before: list[int | None], days: list[date | None]) -> str:
    """What is known of the rounds held without a number: those before a numbered one, and the others."""
    rounds = list(zip(least, before, days, strict=True))
    bounded = [row for row in rounds if row[1] is not None]
    parts = []
    for held in (bounded, [row for row in rounds if row[1] is None]):
        if held:
            texts = "text held, number" if len(held) == 1 else "texts held, numbers"
            last = max((number for _, number, _ in held if number is not None), default=None)
            among = _among(min(first for first, *_ in held), last, len(held))
            parts.append(f"{among}: {_months([day for *_, day in held])}, {texts} not given")
    return "; ".join(parts)


def _months(days: list[date | None]) -> str:
    """The months of rounds; from the first to the last where there are many."""
    dated = [day for day in days if day is not None]
    if len(days) > MANY and dated:
        return wording.span(dated)
    months = dict.fromkeys(wording.month(day) if day else "a day not given" for day in days)
    return wording.listed(list(months))


@dataclass(frozen=True, slots=True)
class Plans:
    """The plan chart: bars of plans, the events across, and where a text names a plan.

    ``label_at`` is where a bar has most room for its period, ``level`` keeps the events' heads apart.
    """

    bars: pl.DataFrame
    named: pl.DataFrame
    events: pl.DataFrame


@once
def plans(d: Dataset, *, narrow: bool = False) -> Plans:
    """The state's plans: those of one family share a row; one without a period has a dot alone."""
    own = summaries.plans(d)
    row = pl.when(pl.col("own_name") != "").then("own_name").otherwise("label")
    statuses = (
        summaries.plan_statuses(d)
        .with_columns(pl.col("status").replace_strict(STATUS))
        .group_by("plan_key")
        .agg(pl.format("{} {}: {}", "lane", "when", "status").str.join("; ").alias("said"))
    )
    if d["events"].height > MANY:
        statuses = _statuses_counted(d)
    bars = (
        own.with_columns(row.alias("row"))
        .join(statuses, on="plan_key", how="left", maintain_order="left")
        .with_columns(
            pl.date(pl.coalesce("period_start", "period_end"), 1, 1).alias("start"),
            pl.date(pl.coalesce("period_end", "period_start") + 1, 1, 1).alias("end"),
            pl.struct("period_start", "period_end")
            .map_elements(
                lambda p: wording.period(p["period_start"], p["period_end"]), return_dtype=pl.String
            )
            .alias("period"),
        )
    )
    statuses = (
        summaries.plan_statuses(d).filter("is_named").join(bars.select("plan_key", "row"), on="plan_key")
    )
    of_meeting = (pl.col("kind_label").alias("kind"), pl.col("start_date").dt.year().alias("year"))
    named = statuses.select(
        "plan_key", "row", "number", "lane", pl.col("start_date").alias("date"), *of_meeting,
        pl.when(pl.col("period_start").is_not_null()).then(pl.col("period_start")).alias("period"),
        pl.format("{} {}: {}", "lane", "when", pl.col("status").replace_strict(STATUS)).alias("note"),
    )  # fmt: skip
    dated = summaries.meetings(d).filter(pl.col("is_dated")).join(lanes(d), on="lane", maintain_order="left")
    close = CLOSE * (2 if narrow else 1)
    events = dated.select(
        "event_id", "lane", "series", pl.col("start_date").alias("date"), *of_meeting,
        pl.format("{} {}", "sides", "when").alias("label"),
        pl.format("{}|{}", "sides", pl.col("start_date").dt.strftime("%b %Y")).alias("short"),
        pl.Series("level", _levels(dated["start_date"].to_list(), close), dtype=pl.Int64),
    )  # fmt: skip
    days = events["date"].to_list()
    room = [_roomiest(start, end, days) for start, end in bars.select("start", "end").iter_rows()]
    bars = bars.with_columns(pl.Series("label_at", room, dtype=pl.Date))
    return Plans(
        bars.select("row", "label", "start", "end", "label_at", "period", "said", "plan_key"), named, events
    )


def _statuses_counted(d: Dataset) -> pl.DataFrame:
    """One row per plan: at how many of many meetings it had which status, and from when to when."""
    frame = summaries.plan_statuses(d).with_columns(pl.col("status").replace_strict(STATUS))
    counted = frame.group_by("plan_key", "status", maintain_order=True).agg("start_date")
    said = [
        f"{status} at {wording.counted(len(days), 'meeting')} ({wording.span(days)})"
        for _, status, days in counted.iter_rows()
    ]
    counted = counted.with_columns(pl.Series("said", said, dtype=pl.String))
    return counted.group_by("plan_key", maintain_order=True).agg(pl.col("said").str.join("; "))


def _levels(days: list[date], close: int) -> list[int]:
    """The lowest level, for each head, on which the last one is not ``close`` (in days); 2 at most."""
    last: dict[int, date] = {}
    levels = []
    for day in days:
        level = next((n for n in range(2) if n not in last or (day - last[n]).days >= close), 2)
        last[level] = day
        levels.append(level)
    return levels


def _roomiest(start: date | None, end: date | None, days: list[date]) -> date | None:
    """The middle of the widest stretch of a bar that no event crosses."""
    if start is None or end is None:
        return None
    cuts = [start, *(day for day in days if start < day < end), end]
    left, right = max(itertools.pairwise(cuts), key=lambda pair: pair[1] - pair[0])
    return left + (right - left) / 2
