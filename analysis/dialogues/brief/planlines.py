"""The chart of plans where few meetings name them: bars over their years, a line across for each meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from dialogues.brief import measure, theme
from dialogues.brief.charts import (
    LEAST,
    NARROW,
    WIDE,
    Chart,
    data,
    halo,
    january,
    lane_scale,
    layered,
    opacity,
    values,
)

NAMES = 262  # the room for the names of plans on a wide ground; on a narrow one they stand above their bars
HEAD = 30  # pixels from one level of the meetings' heads to the next
TOOLTIP = {"row": "Plan", "period": "Period", "said": "Status"}


@dataclass(frozen=True)
class _Ground:
    """What the marks share: whether the ground is narrow, the plans' rows, how far marks stand below them."""

    narrow: bool
    rows: list[str]
    shift: int

    @property
    def y(self) -> alt.Y:
        """The plans, each on its row, named at the side where there is room."""
        scale = alt.Scale(domain=self.rows, paddingInner=0, paddingOuter=0)
        side = None if self.narrow else alt.Axis(labelPadding=12, labelLimit=NAMES - 14)
        return alt.Y("row:N", sort=self.rows, scale=scale, axis=side)


def plans(
    bars: pl.DataFrame,
    named: pl.DataFrame,
    loose: pl.DataFrame,
    events: pl.DataFrame,
    *,
    narrow: bool = False,
) -> Chart:
    """Plans as bars over their years, the events as lines across them.

    ``bars``: row, start, end (dates), period, said; ``named``: row, lane, date, note (where a text names a
    plan); ``loose``: row, lane, date, words, align, dx, left, right, lines (of a plan without a
    period); ``events``: lane, series, date, label.
    """
    rows = bars["row"].unique(maintain_order=True).to_list()
    ground = _Ground(narrow, rows, shift=9 if narrow else 0)
    layers = [
        _bars(bars, ground),
        _lines(events, _years(bars, events, narrow=narrow)),
        _cleared(loose, yOffset=ground.shift).encode(y=ground.y),
        _without_period(loose, ground),
        _dots(named, events, ground),
        _periods(bars, ground),
        *_heads(events),
        *(_names(ground) if narrow else ()),
    ]
    width, step = (NARROW, 46) if narrow else (WIDE - NAMES, 25)
    return layered(*layers, width=width, height=step * len(rows))


def _years(bars: pl.DataFrame, events: pl.DataFrame, *, narrow: bool) -> alt.X:
    """The axis of years, from the first to the last that a bar or a line is in.

    One layer says it, and not that of the bars: Vega-Lite takes a domain said twice for a conflict.
    """
    ends = bars["end"].drop_nulls().dt.offset_by("-1d")
    years = pl.concat([bars["start"].drop_nulls(), ends, events["date"]]).dt.year().to_list()
    first, last = min(years), max(years) + 1
    every = 2 if narrow and last - first > 7 else 1
    axis = alt.Axis(
        format="%Y",
        values=[january(year) for year in range(first, last, every)],
        labelAlign="left",
        labelOffset=2,
        grid=True,
        gridColor=theme.palette()["line"],
        labelFontSize=12,
        labelFlush=False,
    )
    return alt.X("date:T", scale=alt.Scale(domain=[january(first), january(last)]), axis=axis)


def _dated(bars: pl.DataFrame, ground: _Ground) -> alt.Chart:
    """The plans that have a period."""
    dated: alt.Chart = alt.Chart(data(bars)).encode(y=ground.y).transform_filter("datum.start != null")
    return dated


def _bars(bars: pl.DataFrame, ground: _Ground) -> alt.Chart:
    """A bar from a plan's first day to its last."""
    fill = theme.palette()["tint-two"]
    drawn: alt.Chart = (
        _dated(bars, ground)
        .mark_bar(height=16, fill=fill, cornerRadius=3, yOffset=ground.shift)
        .encode(
            x=alt.X("start:T"),
            x2=alt.X2("end:T"),
            tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in TOOLTIP.items()],
        )
    )
    return drawn


def _periods(bars: pl.DataFrame, ground: _Ground) -> alt.Chart:
    """The years of a plan in words, on its bar where no line of a meeting runs."""
    seam = halo(theme.palette()["tint-two"]) if ground.narrow else {}
    size = LEAST if ground.narrow else 12
    drawn: alt.Chart = (
        _dated(bars, ground)
        .mark_text(align="center", dy=ground.shift, fontSize=size, baseline="middle", **seam)
        .encode(x=alt.X("label_at:T"), text=alt.Text("period:N"))
    )
    return drawn


def _lines(events: pl.DataFrame, years: alt.X) -> alt.Chart:
    """A line on the day of each meeting, in the colour of its counterpart."""
    drawn: alt.Chart = (
        alt.Chart(data(events))
        .mark_rule(strokeWidth=1.4)
        .encode(
            x=years,
            color=alt.Color("lane:N", scale=lane_scale(events), legend=None),
            opacity=opacity(),
            tooltip=[alt.Tooltip("label:N", title="Meeting")],
        )
    )
    return drawn


def _heads(events: pl.DataFrame) -> list[alt.Chart]:
    """With whom and when each meeting was, above its line; on levels, so that none touch."""
    heads = alt.Chart(data(events)).mark_text(
        baseline="bottom", fontSize=12, fontWeight=600, lineBreak="|", lineHeight=13, align="center"
    )
    return [
        heads.transform_filter(f"datum.level == {level}").encode(
            x=alt.X("date:T"),
            y=alt.value(-18 - HEAD * level),
            text=alt.Text("short:N"),
            color=alt.Color("lane:N", scale=lane_scale(events), legend=None),
            opacity=opacity(),
        )
        for level in events["level"].unique().sort()
    ]


def _dots(named: pl.DataFrame, events: pl.DataFrame, ground: _Ground) -> alt.Chart:
    """A dot where the text on a meeting names a plan."""
    spots = alt.Chart(data(named)).encode(y=ground.y, x=alt.X("date:T"), opacity=opacity())
    paper = theme.palette()["paper"]
    drawn: alt.Chart = spots.mark_point(
        filled=True, size=90, stroke=paper, strokeWidth=1.5, yOffset=ground.shift
    ).encode(
        fill=alt.Fill("lane:N", scale=lane_scale(events), legend=None),
        tooltip=[alt.Tooltip("note:N", title="Named")],
    )
    return drawn


def _without_period(loose: pl.DataFrame, ground: _Ground) -> alt.Chart:
    """Words beside the dot of a plan of which no text gives the years."""
    drawn: alt.Chart = (
        alt.Chart(data(loose))
        .mark_text(
            align=alt.ExprRef("datum.align"),
            dx=alt.ExprRef("datum.dx"),
            dy=alt.ExprRef(f"{ground.shift} - 6 * (length(split(datum.words, '|')) - 1)"),
            fontSize=LEAST,
            lineBreak="|",
            lineHeight=12,
            fill=theme.palette()["quiet"],
            baseline="middle",
        )
        .encode(y=ground.y, x=alt.X("date:T"), opacity=opacity(), text=alt.Text("words:N"))
    )
    return drawn


def _names(ground: _Ground) -> list[alt.Chart]:
    """The names of the plans above their bars, on a ground that the lines do not cross."""
    names: list[dict[str, Any]] = [
        {"row": row, "left": 3, "right": measure.width(row, 12, bold=True), "lines": 1} for row in ground.rows
    ]
    words = alt.Chart(values(names)).mark_text(
        align="left", fontWeight=600, fontSize=12, dy=-12, baseline="middle"
    )
    return [
        _cleared(pl.DataFrame(names), yOffset=-12).encode(y=ground.y),
        words.encode(y=ground.y, x=alt.value(0), text=alt.Text("row:N")),
    ]


def _cleared(words: pl.DataFrame, **place: Any) -> alt.Chart:
    """The ground of words, on which no line is seen; ``words``: left and right (pixels), lines."""
    ground: alt.Chart = alt.Chart(data(words)).mark_rect(
        fill=theme.palette()["paper"],
        x=alt.ExprRef("datum.left - 3"),
        x2=alt.ExprRef("datum.right + 3"),
        height=alt.ExprRef("12 * datum.lines + 4"),
        **place,
    )
    return ground
