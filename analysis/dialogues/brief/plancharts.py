"""The chart of plans where many meetings name them: a line for each plan, the days it was named below.

With few meetings :func:`dialogues.brief.planlines.plans` draws each as a line across all plans, with its head
above. Where heads or names would touch or be cut, this one is drawn; a legend names the counterparts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dialogues.brief import charts, measure, planlines, theme
from dialogues.brief.charts import NARROW, WIDE, Chart, layered, opacity, values
from dialogues.brief.planlines import NAMES
from dialogues.brief.views import Plans

TYPE, HEAD = 12, 13
BAR, LINE = 15, 31  # the height of a bar, and of a plan's line with the days below
HIGHEST = 860  # pixels of a wide chart: more would be drawn smaller on a page of paper
LOOSE, LOOSE_ON_TWO = "no period given", "no period|given"
AWAY = 8  # of these words from the middle of their dot
Row = dict[str, Any]


def plans(shown: Plans, *, narrow: bool = False) -> Chart:
    """Plans over their years, with the meetings that name them."""
    if heads_fit(shown, narrow=narrow):
        loose = _without_period(shown, narrow=narrow)
        return planlines.plans(shown.bars, shown.named, loose, shown.events, narrow=narrow)
    return _close(shown, narrow=narrow)


def drawn(shown: Plans) -> Plans:
    """The rows that have room on a page: those named most; the chart's data have the others."""
    ranked = shown.bars["row"].unique(maintain_order=True).to_list()
    counts = dict(shown.named.group_by("row").len().iter_rows())
    ranked.sort(key=lambda row: -counts.get(row, 0))
    while _height(shown) > HIGHEST and len(ranked) > 1:
        shown = replace(
            shown,
            bars=shown.bars.filter(pl.col("row") != ranked[-1]),
            named=shown.named.filter(pl.col("row") != ranked[-1]),
        )
        ranked.pop()
    return shown


def _height(shown: Plans) -> float:
    """How high the wide chart of many meetings is; nought where there is no day to draw it at."""
    if shown.bars["start"].drop_nulls().is_empty() or shown.named.is_empty():
        return 0
    return _laid_out(shown, _Years.of(shown, shown.named["date"], WIDE - NAMES), narrow=False).height


def _without_period(shown: Plans, *, narrow: bool) -> pl.DataFrame:
    """One row per plan that is named and has no period: the words on it beside one of its days.

    They stand where neither a bar nor, if there is such a place, a line of a meeting runs.
    """
    width = NARROW if narrow else WIDE - NAMES
    years = _Years.of(shown, shown.events["date"], width)
    lines = [years.at(day) for day in shown.events["date"]]
    loose = shown.named.filter(pl.col("period").is_null())
    rows = []
    for plan in loose.sort("date").partition_by("plan_key", maintain_order=True):
        own = shown.bars.filter(pl.col("row") == plan["row"][0], pl.col("start").is_not_null())
        bars = [(years.at(bar["start"]), years.at(bar["end"])) for bar in own.to_dicts()]
        places = [
            ({"date": day["date"], "words": words, "align": align, "dx": AWAY if right else -AWAY}, span)
            for day in reversed(plan.to_dicts())
            for words in (LOOSE, LOOSE_ON_TWO)
            for right, align in ((True, "left"), (False, "right"))
            if (span := _beside(years.at(day["date"]), words, right=right))[0] >= 0 and span[1] <= width
        ]
        clear = [place for place in places if not any(measure.overlap([place[1], bar]) for bar in bars)]
        free = [place for place in clear if not any(place[1][0] - 4 < x < place[1][1] + 4 for x in lines)]
        place, (left, right) = (free or clear[::-1] or places[::-1])[0]
        ground = {"left": left, "right": right, "lines": place["words"].count("|") + 1}
        rows.append({**plan.select("row", "lane").row(0, named=True), **place, **ground})
    words = dict.fromkeys(("row", "lane", "words", "align"), pl.String)
    ground = {"left": pl.Float64, "right": pl.Float64, "lines": pl.Int64}
    return pl.DataFrame(rows, schema={**words, "date": pl.Date, "dx": pl.Int64, **ground})


def _beside(x: float, words: str, *, right: bool) -> measure.Span:
    """The ground of words beside a dot at ``x``."""
    wide = max(measure.width(line, charts.LEAST) for line in words.split("|"))
    return (x + AWAY, x + AWAY + wide) if right else (x - AWAY - wide, x - AWAY)


def heads_fit(shown: Plans, *, narrow: bool = False) -> bool:
    """Whether heads and names have room, and no two bars of a row share a day."""
    if shown.bars.filter(pl.col("start").is_not_null()).is_empty():
        return True
    years = _Years.of(shown, shown.events["date"], NARROW if narrow else WIDE - NAMES)
    rows = shown.bars.filter(pl.col("start").is_not_null()).partition_by("row")
    if any(
        measure.overlap([(years.at(b["start"]), years.at(b["end"])) for b in row.to_dicts()]) for row in rows
    ):
        return False
    room = NARROW if narrow else NAMES - 14
    size = TYPE if narrow else HEAD
    if any(measure.width(name, size, bold=narrow) > room for name in shown.bars["row"]):
        return False
    for level in shown.events.partition_by("level"):
        halves = [
            (
                years.at(row["date"]),
                max(measure.width(line, TYPE, bold=True) for line in row["short"].split("|")) / 2,
            )
            for row in level.to_dicts()
        ]
        if measure.overlap([(x - half, x + half) for x, half in halves]):
            return False
    return True


@dataclass(frozen=True)
class _Years:
    """The time axis in pixels."""

    first: int
    last: int
    width: int

    @classmethod
    def of(cls, shown: Plans, days: pl.Series, width: int) -> _Years:
        ends = shown.bars["end"].drop_nulls().dt.offset_by("-1d")
        years = pl.concat([shown.bars["start"].drop_nulls(), ends, days]).dt.year().to_list()
        return cls(min(years), max(years) + 1, width)

    def at(self, day: date) -> float:
        start = date(self.first, 1, 1)
        return round((day - start) / (date(self.last, 1, 1) - start) * self.width, 1)


@dataclass
class _Layout:
    """Where everything goes, in pixels."""

    bars: list[Row] = field(default_factory=list)
    periods: list[Row] = field(default_factory=list)
    days: list[Row] = field(default_factory=list)
    names: list[Row] = field(default_factory=list)
    legend: list[Row] = field(default_factory=list)
    top: float = 0
    height: float = 0


def _laid_out(shown: Plans, years: _Years, *, narrow: bool) -> _Layout:
    made = _Layout()
    _legend(made, shown, years.width if narrow else WIDE, 0 if narrow else -NAMES)
    made.top = made.height
    for row in shown.bars.partition_by("row", maintain_order=True):
        size = TYPE if narrow else HEAD
        lines = measure.wrapped(row["row"][0], NARROW if narrow else NAMES - 14, size, bold=narrow)
        made.names.append({"name": "|".join(lines), "top": made.height})
        if narrow:
            made.height += 15 * len(lines) + 2
        placed = [_plan(plan, shown.named, years) for plan in row.to_dicts()]
        levels = measure.levels([span for span, _ in placed])
        for level, (_, parts) in zip(levels, placed, strict=True):
            for kind, part in parts:
                getattr(made, kind).append({**part, "top": made.height + level * LINE + part["top"]})
        made.height += max(LINE * (max(levels) + 1), 0 if narrow else 15 * len(lines) + 4)
    return made


def _plan(plan: Row, named: pl.DataFrame, years: _Years) -> tuple[measure.Span, list[tuple[str, Row]]]:
    """The ground a plan needs on its line, and its parts: bar, period, days."""
    told = named.filter(pl.col("plan_key") == plan["plan_key"]).sort("date")
    days = [
        {"lane": lane, "kind": kind, "year": day.year, "note": note, "x": years.at(day)}
        for lane, kind, note, day in told.select("lane", "kind", "note", "date").iter_rows()
    ]
    dots = [day["x"] for day in days] or [0.0]
    words = LOOSE if plan["start"] is None else plan["period"]
    wide = measure.width(words, TYPE)
    is_bar = plan["start"] is not None
    left, right = (years.at(plan["start"]), years.at(plan["end"])) if is_bar else (min(dots), max(dots))
    inside = is_bar and right - left >= wide + 8
    after = right + 8 + wide <= years.width
    x = left + 5 if inside else right + 8 if after else left - 8 - wide
    parts: list[tuple[str, Row]] = [("days", {**day, "top": BAR + 7 if is_bar else 8}) for day in days]
    parts.append(("periods", {"words": words, "x": x, "top": 8, "loose": not is_bar}))
    if is_bar:
        bar = {name: plan[name] for name in ("row", "period", "said")}
        parts.append(("bars", {**bar, "x": left, "x2": right, "top": 0}))
    return (min(left, x, *dots) - 7, max(right, x + wide, *dots) + 7), parts


def _legend(made: _Layout, shown: Plans, room: int, start: int) -> None:
    """The counterparts whose meetings name a plan, each with its colour, in as many lines as they need."""
    lanes = shown.events.select("lane", "series").unique().sort("series")
    lanes = lanes.filter(pl.col("lane").is_in(shown.named["lane"].to_list()))
    own = lanes.filter(pl.col("series") < len(theme.SERIES))
    names = own["lane"].to_list() + (["others"] if own.height < lanes.height else [])
    x = float(start)
    for name in names:
        wide = 14 + measure.width(name, TYPE)
        if x > start and x + wide > start + room:
            x, made.height = float(start), made.height + 17
        lane = name if name != "others" else lanes["lane"][-1]
        made.legend.append({"lane": lane, "name": name, "x": x + 5, "words": x + 14, "top": made.height + 8})
        x += wide + 14
    made.height += 26


def _close(shown: Plans, *, narrow: bool) -> Chart:
    """The chart: a grid of years, names, bars with their periods, the days below, and the legend."""
    years = _Years.of(shown, shown.named["date"], NARROW if narrow else WIDE - NAMES)
    made = _laid_out(shown, years, narrow=narrow)
    height = round(made.height)
    x = _pixels(alt.X, "x:Q", years.width)
    y = _pixels(alt.Y, "top:Q", height)
    colour = alt.Fill("lane:N", scale=charts.lane_scale(shown.events), legend=None)
    layers = [
        *_grid(years, made, x, y, height),
        _names(made, narrow=narrow).encode(y=y, text=alt.Text("name:N")),
        *_parts(made, x, y, colour),
        *_legend_drawn(made, x, y, colour, years.width),
    ]
    return layered(*layers, width=years.width, height=height)


def _pixels(channel: Any, name: str, size: int) -> Any:
    """A channel whose numbers are pixels of the chart."""
    return channel(name, scale=alt.Scale(domain=[0, size], range=[0, size]), axis=None)


def _grid(years: _Years, made: _Layout, x: alt.X, y: alt.Y, height: int) -> list[alt.Chart]:
    """A line at the beginning of each year, or of so many that their numbers do not touch."""
    colours = theme.palette()
    every = next(
        n for n in (1, 2, 5, 10, 20) if years.width * n >= 34 * (years.last - years.first) or n == 20
    )
    ticks = [
        {"year": str(year), "x": years.at(date(year, 1, 1)), "top": made.top}
        for year in range(years.first, years.last, every)
    ]
    grid = alt.Chart(values(ticks)).encode(x=x)
    labels = grid.mark_text(align="left", baseline="top", dx=2, fontSize=TYPE, fill=colours["quiet"])
    return [
        grid.mark_rule(stroke=colours["line"], strokeWidth=0.6).encode(y=y, y2=alt.value(height)),
        labels.encode(y=alt.value(height + 4), text=alt.Text("year:N")),
    ]


def _names(made: _Layout, *, narrow: bool) -> alt.Chart:
    """The names of plans: above their lines on a narrow ground, else before them."""
    looks: Row = {"baseline": "top", "lineBreak": "|", "lineHeight": 15}
    place: Row = (
        {"align": "left", "dy": 1, "x": 0, "fontSize": TYPE, "fontWeight": 600}
        if narrow
        else {"align": "right", "dy": 1, "x": -12}
    )
    names: alt.Chart = alt.Chart(values(made.names)).mark_text(**looks, **place)
    return names


def _parts(made: _Layout, x: alt.X, y: alt.Y, colour: alt.Fill) -> list[alt.Chart]:
    """The bars, their periods in words, and the days on which a plan was named."""
    colours = theme.palette()
    bars = alt.Chart(values(made.bars)).mark_bar(
        height=BAR, yOffset=BAR / 2, fill=colours["tint-two"], cornerRadius=3
    )
    text = alt.Chart(values(made.periods)).mark_text(align="left", baseline="middle", fontSize=TYPE)
    dots = alt.Chart(values(made.days)).mark_point(
        filled=True, size=60, stroke=colours["paper"], strokeWidth=1, opacity=1
    )
    told = [alt.Tooltip(f"{name}:N", title=title) for name, title in planlines.TOOLTIP.items()]
    note = [alt.Tooltip("note:N", title="Named")]
    return [
        bars.encode(x=x, x2=alt.X2("x2:Q"), y=y, tooltip=told),
        text.encode(x=x, y=y, text=alt.Text("words:N")),
        dots.encode(x=x, y=y, fill=colour, opacity=opacity(), tooltip=note),
    ]


def _legend_drawn(made: _Layout, x: alt.X, y: alt.Y, colour: alt.Fill, width: int) -> list[alt.Chart]:
    """The counterparts with their colours."""
    legend = alt.Chart(values(made.legend)).encode(y=y, opacity=opacity())
    words = legend.mark_text(align="left", baseline="middle", fontSize=TYPE)
    return [
        legend.mark_point(filled=True, size=60, opacity=1).encode(x=x, fill=colour),
        words.encode(x=_pixels(alt.X, "words:Q", width), text=alt.Text("name:N")),
    ]
