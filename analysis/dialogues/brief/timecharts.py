"""Charts of meetings on a time axis.

On wide grounds a meeting's words stand above and below its mark as long as none touches another; else the
marks of a lane are set on as many lines as their words need, which then stand beside them. Of very many
meetings only the marks are drawn, in a strip a counterpart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dialogues.brief import measure, theme
from dialogues.brief.charts import NARROW, WIDE, Chart, data, january, lane_scale, layered, opacity, values

PLOT = WIDE - 110  # the width of the time axis
LANE_ROOM = 150  # for the name of a lane
LANE = 62  # the height of a lane with words above and below its marks
LANES = 7  # more than these are set close
LABEL, NOTE = 13, 12  # sizes of type
SHAPES = {"in_person": "circle", "video": "square", "hybrid": "diamond"}


def timeline(frame: pl.DataFrame, *, narrow: bool = False) -> Chart:
    """Meetings on a time axis, one lane a counterpart.

    ``frame``: lane, series, shown (date), state (``text_held``, ``known_without_text``), mode, label, note.
    """
    if frame.height > MOST:
        return _timeline_strip(frame, narrow=narrow)
    if narrow:
        return _timeline_narrow(frame)
    return _timeline_wide(frame) if words_fit(frame) else _timeline_close(frame)


def words_fit(frame: pl.DataFrame) -> bool:
    """Whether the words of each lane's meetings can stand above and below their marks."""
    lanes = frame.partition_by("lane", maintain_order=True)
    if len(lanes) > LANES or any(
        measure.width(lane["lane"][0], LABEL, bold=True) > LANE_ROOM for lane in lanes
    ):
        return False
    at = positions(frame)
    for lane in frame.with_columns(pl.Series("at", at)).partition_by("lane"):
        for column, size, bold in (("label", LABEL, True), ("note", NOTE, False)):
            words = zip(lane["at"], lane[column], strict=True)
            spans = [_centred(x, text.split("|"), size, bold=bold) for x, text in words]
            if measure.overlap(spans):
                return False
    return True


def _centred(x: float, lines: Sequence[str], size: int, *, bold: bool) -> measure.Span:
    half = max(measure.width(line, size, bold=bold) for line in lines) / 2
    return x - half, x + half


def _years(frame: pl.DataFrame) -> tuple[int, int]:
    """The first year drawn, and the one after the last."""
    years = frame["shown"].dt.year().to_list()
    return min(years), max(years) + 1


def positions(frame: pl.DataFrame) -> list[float]:
    """Where each meeting lies on the wide time axis, in pixels."""
    first, last = _years(frame)
    start, whole = date(first, 1, 1), date(last, 1, 1) - date(first, 1, 1)
    return [(day - start) / whole * PLOT for day in frame["shown"]]


def _marks(base: alt.Chart, frame: pl.DataFrame, size: int) -> list[alt.Chart]:
    colours = theme.palette()
    scale = lane_scale(frame)
    shape = alt.Shape(
        "mode:N",
        scale=alt.Scale(domain=[*SHAPES, "not_said"], range=[*SHAPES.values(), "circle"]),
        legend=None,
    )
    held = base.transform_filter("datum.state == 'text_held'").mark_point(filled=True, size=size, opacity=1)
    known = base.transform_filter("datum.state != 'text_held'").mark_point(
        filled=True,
        size=size * 0.8,
        fill=colours["paper"],
        stroke=colours["edge"],
        strokeWidth=1.6,
        strokeDash=[3, 2],
    )
    tooltip = [alt.Tooltip("label:N", title="Meeting"), alt.Tooltip("note:N", title="What is known")]
    return [
        known.encode(shape=alt.ShapeValue("circle"), opacity=opacity(), tooltip=tooltip),
        held.encode(
            color=alt.Color("lane:N", scale=scale, legend=None),
            shape=shape,
            opacity=opacity(),
            tooltip=tooltip,
        ),
    ]


def _time(frame: pl.DataFrame, *, width: int = PLOT) -> alt.X:
    """The time axis: each year named at its beginning, every second or fifth where they would touch."""
    colours = theme.palette()
    first, last = _years(frame)
    room = measure.width("2000", LABEL) + 6
    every = next(n for n in (1, 2, 5, 10, 20) if width * n >= room * (last - first) or n == 20)
    axis = alt.Axis(
        format="%Y",
        values=[january(year) for year in range(first, last, every)],
        labelAlign="left",
        labelFlush=False,
        labelOffset=4,
        labelPadding=-3,
        domain=True,
        domainColor=colours["edge"],
        grid=False,  # its lines would run through the words
        ticks=True,
        tickColor=colours["edge"],
        tickSize=12,
        offset=8,
    )
    return alt.X("shown:T", scale=alt.Scale(domain=[january(first), january(last)]), axis=axis)


def _timeline_wide(frame: pl.DataFrame) -> Chart:
    colours = theme.palette()
    lanes = frame["lane"].unique(maintain_order=True).to_list()
    x = _time(frame)
    y = alt.Y(
        "lane:N",
        sort=lanes,
        axis=alt.Axis(labelFontWeight=600, labelPadding=14, labelLimit=LANE_ROOM),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
    )
    base = alt.Chart(data(frame)).encode(x=x, y=y)
    rails = (
        alt.Chart(values([{"lane": lane} for lane in lanes]))
        .mark_rule(stroke=colours["line"], strokeWidth=1)
        .encode(y=y)
    )
    shown = opacity()
    words = [
        base.mark_text(dy=-17, fontWeight=600, align="center").encode(
            text=alt.Text("label:N"), opacity=shown
        ),
        base.mark_text(
            dy=15,
            fontSize=NOTE,
            baseline="top",
            lineBreak="|",
            lineHeight=14,
            align="center",
            fill=colours["quiet"],
        ).encode(text=alt.Text("note:N"), opacity=shown),
    ]
    layers = [rails, *_marks(base, frame, 170), *words]
    return layered(*layers, width=PLOT, height=LANE * len(lanes))


LINE = 19  # the height of a line of marks with their words beside them
GAP = 12  # between two lanes


def beside(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frame with the place of each mark and of its words beside it; and one row per lane.

    ``top``: the line of the mark, in pixels; ``side``: 1 where its words follow it, -1 where they stand
    before it because the ground ends. A lane has as many lines as keep them apart, and as its name needs.
    """
    rows: list[dict[str, Any]] = []
    lanes: list[dict[str, Any]] = []
    y = 0.0
    placed = frame.with_columns(pl.Series("at", positions(frame)))
    for lane in placed.sort("series", "shown", maintain_order=True).partition_by("lane", maintain_order=True):
        name = measure.wrapped(str(lane["lane"][0]), LANE_ROOM, LABEL, bold=True)
        words = [(row["at"], measure.width(row["brief"], NOTE)) for row in lane.to_dicts()]
        sides = [1 if x + 10 + wide <= PLOT else -1 for x, wide in words]
        spans = [
            (x - 8, x + 16 + wide) if side == 1 else (x - 16 - wide, x + 8)
            for (x, wide), side in zip(words, sides, strict=True)
        ]
        lines = measure.levels(spans)
        height = LINE * max(max(lines) + 1, 0.8 * len(name))
        for row, line, side in zip(lane.drop("at").to_dicts(), lines, sides, strict=True):
            rows.append({**row, "top": y + LINE * (line + 0.5), "side": side})
        lanes.append({"lane": lane["lane"][0], "name": "|".join(name), "top": y, "bottom": y + height})
        y += height + GAP
    return pl.DataFrame(rows), pl.DataFrame(lanes)


def _timeline_close(frame: pl.DataFrame) -> Chart:
    colours = theme.palette()
    marks, lanes = beside(frame)
    height = round(float(lanes["bottom"][-1]))
    down = alt.Scale(domain=[0, height], range=[0, height])
    base = alt.Chart(data(marks)).encode(x=_time(frame), y=alt.Y("top:Q", scale=down, axis=None))
    names = alt.Chart(data(lanes))
    rules = names.transform_filter("datum.top > 0").mark_rule(
        stroke=colours["line"], x=-LANE_ROOM - 14, x2=PLOT, dy=0, yOffset=-GAP / 2
    )
    shown = opacity()
    words = [
        base.transform_filter(f"datum.side == {side}")
        .mark_text(align="left" if side == 1 else "right", dx=10 * side, fontSize=NOTE, baseline="middle")
        .encode(text=alt.Text("brief:N"), opacity=shown)
        for side in (1, -1)
    ]
    heads = names.mark_text(
        align="right", baseline="top", fontWeight=600, lineBreak="|", lineHeight=15, x=-14, dy=3
    ).encode(text=alt.Text("name:N"))
    y = alt.Y("top:Q", scale=down, axis=None)
    layers = [rules.encode(y=y), *_marks(base, frame, 110), *words, heads.encode(y=y)]
    return layered(*layers, width=PLOT, height=height)


MANY = 12  # more meetings than these are listed closer


def listed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in time order with its words broken into lines: ``head``, ``line`` and the place of each."""
    step, room = (50 if frame.height <= MANY else 42), NARROW - 28
    rows: list[dict[str, Any]] = []
    y = 0
    for row in frame.sort("shown", maintain_order=True).to_dicts():
        head = measure.wrapped(f"{row['label']}  ·  {row['lane']}", room, LABEL, bold=True)
        line = measure.wrapped(row["note"].replace("|", ", "), room, NOTE)
        extra = 15 * (len(head) - 1)
        rows.append(
            {**row, "head": "|".join(head), "line": "|".join(line), "top": y + 25, "under": y + 34 + extra}
        )
        y += step + extra + 14 * (len(line) - 1)
    return pl.DataFrame(rows).with_columns(bottom=pl.lit(y))


def _timeline_narrow(frame: pl.DataFrame) -> Chart:
    colours = theme.palette()
    rows = listed(frame)
    height = int(rows["bottom"][0])
    down = alt.Scale(domain=[0, height], range=[0, height])
    y = alt.Y("top:Q", scale=down, axis=None)
    base = alt.Chart(data(rows.drop("bottom"))).encode(y=y, x=alt.value(9))
    rail = (
        alt.Chart(values([{}]))
        .mark_rule(stroke=colours["line"], x=9)
        .encode(y=alt.value(0), y2=alt.value(height))
    )
    shown = opacity()
    heads = base.mark_text(align="left", dx=18, dy=-8, fontWeight=600, lineBreak="|", lineHeight=15)
    lines = base.mark_text(
        align="left", dx=18, fill=colours["quiet"], fontSize=NOTE, lineBreak="|", lineHeight=14
    )
    return layered(
        rail,
        *_marks(base, rows, 150),
        heads.encode(text=alt.Text("head:N"), opacity=shown),
        lines.encode(y=alt.Y("under:Q", scale=down, axis=None), text=alt.Text("line:N"), opacity=shown),
        width=NARROW,
        height=height,
    )


STRIP = 22  # the height of a row of the strip, where its name has one line
ROWS = 20  # rows of the strip; further counterparts share the last
MOST = 40  # more marks than these have no words of their own


def strip(frame: pl.DataFrame, *, narrow: bool = False) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frame with the height of each mark in the strip, and one row per row of it.

    The counterparts with most meetings have a row each, with their number; further ones share the last.
    """
    lanes = frame["lane"].unique(maintain_order=True).to_list()
    alone = lanes if len(lanes) <= ROWS else lanes[: ROWS - 1]
    rest = len(lanes) - len(alone)
    others = f"{rest} others"
    placed = frame.with_columns(
        row=pl.when(pl.col("lane").is_in(alone)).then("lane").otherwise(pl.lit(others))
    )
    room, size = (NARROW, NOTE) if narrow else (LANE_ROOM + 40, LABEL)
    marks: list[pl.DataFrame] = []
    rows: list[dict[str, Any]] = []
    y = 0.0
    for own in placed.partition_by("row", maintain_order=True):
        held = own.filter(pl.col("state") == "text_held").height
        name = measure.wrapped(f"{own['row'][0]}\u00a0·\u00a0{held}", room, size, bold=True)
        above = 16 * len(name) if narrow else 0
        height = above + max(STRIP, 0 if narrow else 16 * len(name) + 4)
        rows.append({"row": own["row"][0], "name": "|".join(name), "top": y, "bottom": y + height})
        marks.append(own.with_columns(top=pl.lit(y + above + (height - above) / 2)))
        y += height + (4 if narrow else 0)
    shown = ["lane", "series", "shown", "state", "mode", "kind", "year", "label", "note", "top"]
    return pl.concat(marks).select(shown), pl.DataFrame(rows)


def _timeline_strip(frame: pl.DataFrame, *, narrow: bool) -> Chart:
    colours = theme.palette()
    marks, rows = strip(frame, narrow=narrow)
    width, height = (NARROW if narrow else PLOT - 40), round(float(rows["bottom"][-1]))
    down = alt.Scale(domain=[0, height], range=[0, height])
    y = alt.Y("top:Q", scale=down, axis=None)
    base = alt.Chart(data(marks)).encode(x=_time(frame, width=width), y=y)
    names = alt.Chart(data(rows)).encode(y=y)
    rules = names.transform_filter("datum.top > 0").mark_rule(
        stroke=colours["line"], x=0 if narrow else -LANE_ROOM - 54, x2=width
    )
    if narrow:
        heads = names.mark_text(
            baseline="top",
            fontWeight=600,
            fontSize=NOTE,
            lineBreak="|",
            lineHeight=16,
            align="left",
            x=0,
            dy=1,
        )
    else:
        heads = names.mark_text(
            baseline="top", fontWeight=600, lineBreak="|", lineHeight=16, align="right", x=-14, dy=3
        )
    layers = [rules, *_marks(base, frame, 46), heads.encode(text=alt.Text("name:N"))]
    return layered(*layers, width=width, height=height)
