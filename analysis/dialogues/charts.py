"""The charts: small frames in, Altair charts out. Each is drawn wide (paper, screens) and narrow (phones).

Every chart has the parameter ``highlight``: ``all``, or the lane whose marks stay while the others fade.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.utils import schemapi

from dialogues import theme

WIDE = 680
NARROW = 288
FADED = 0.18
Chart = alt.LayerChart | alt.FacetChart  # what Altair says that layering gives
SHAPES = {"in_person": "circle", "video": "square", "hybrid": "diamond"}

# Altair would check each piece of a chart against the whole schema as it is made, and a channel given as
# bare text or value looks for its class anew: together half the time of a render. Drawing a chart tells.
schemapi.disable_debug_mode()


def _highlight() -> alt.Parameter:
    return alt.param(name="highlight", value="all")


def _opacity() -> alt.OpacityValue:
    """Full, or faded where another lane is highlighted."""
    shown = "highlight == 'all' || indexof(datum.lane, highlight) >= 0"
    return alt.OpacityValue(FADED, condition={"test": shown, "value": 1})


def _values(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _data(frame: pl.DataFrame) -> alt.InlineData:
    dates = [name for name, dtype in frame.schema.items() if dtype == pl.Date]
    rows = frame.with_columns(pl.col(dates).dt.strftime("%Y-%m-%dT00:00:00")).to_dicts()
    return _values(rows)


def _january(year: int) -> alt.DateTime:
    """The first day of ``year``."""
    return alt.DateTime(year=year, month=1, date=1)


def colour_of(lanes: list[str]) -> dict[str, str]:
    """A colour per lane: the first four have their own, further ones share a grey."""
    colours = theme.palette()
    series = [colours[name] for name in theme.SERIES]
    return {lane: series[i] if i < len(series) else colours["series-five"] for i, lane in enumerate(lanes)}


def timeline(frame: pl.DataFrame, *, narrow: bool = False) -> Chart:
    """Meetings on a time axis, one lane a counterpart.

    ``frame``: lane, shown (date), state (``text_held``, ``known_without_text``), mode, label, note.
    """
    return _timeline_narrow(frame) if narrow else _timeline_wide(frame)


def _lane_scale(frame: pl.DataFrame) -> alt.Scale:
    colours = colour_of(frame["lane"].unique(maintain_order=True).to_list())
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def _marks(base: alt.Chart, frame: pl.DataFrame, size: int) -> list[alt.Chart]:
    colours = theme.palette()
    scale = _lane_scale(frame)
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
        known.encode(shape=alt.ShapeValue("circle"), opacity=_opacity(), tooltip=tooltip),
        held.encode(
            color=alt.Color("lane:N", scale=scale, legend=None),
            shape=shape,
            opacity=_opacity(),
            tooltip=tooltip,
        ),
    ]


def _timeline_wide(frame: pl.DataFrame) -> Chart:
    colours = theme.palette()
    param = _highlight()
    lanes = frame["lane"].unique(maintain_order=True).to_list()
    years = frame["shown"].dt.year().to_list()
    first, last = min(years), max(years) + 1
    axis = alt.Axis(
        format="%Y",
        values=[_january(year) for year in range(first, last)],
        labelAlign="left",
        labelFlush=False,
        labelOffset=4,
        labelPadding=-3,
        domain=True,
        domainColor=colours["edge"],
        ticks=True,
        tickColor=colours["edge"],
        tickSize=12,
    )
    domain = [_january(first), _january(last)]
    x = alt.X("shown:T", scale=alt.Scale(domain=domain), axis=axis)
    y = alt.Y(
        "lane:N",
        sort=lanes,
        axis=alt.Axis(labelFontWeight=600, labelPadding=14, labelLimit=150),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
    )
    base = alt.Chart(_data(frame)).encode(x=x, y=y)
    rails = (
        alt.Chart(_values([{"lane": lane} for lane in lanes]))
        .mark_rule(stroke=colours["line"], strokeWidth=1)
        .encode(y=y)
    )
    opacity = _opacity()
    layers = [rails, *_marks(base, frame, 170)]
    if frame.group_by("lane").len()["len"].max() <= 7:  # type: ignore[operator]  # a frame with rows has a highest
        layers += [
            base.mark_text(dy=-17, fontWeight=600, align="center").encode(
                text=alt.Text("label:N"), opacity=opacity
            ),
            base.mark_text(
                dy=15,
                fontSize=12,
                baseline="top",
                lineBreak="|",
                lineHeight=14,
                align="center",
                fill=colours["quiet"],
            ).encode(text=alt.Text("note:N"), opacity=opacity),
        ]
    return alt.layer(*layers).add_params(param).properties(width=WIDE - 110, height=79 * len(lanes))


def _timeline_narrow(frame: pl.DataFrame) -> Chart:
    colours = theme.palette()
    param = _highlight()
    listed = frame.sort("shown", maintain_order=True).with_row_index("place")
    y = alt.Y("place:O", axis=None)
    base = alt.Chart(_data(listed)).encode(y=y, x=alt.value(9))
    rail = (
        alt.Chart(_values([{}]))
        .mark_rule(stroke=colours["line"], x=9)
        .encode(y=alt.value(0), y2=alt.value(50 * listed.height))
    )
    opacity = _opacity()
    words = base.transform_calculate(
        head="datum.label + '  ·  ' + datum.lane", line="replace(datum.note, '|', ', ')"
    )
    return (
        alt.layer(
            rail,
            *_marks(base, listed, 150),
            words.mark_text(align="left", dx=18, dy=-8, fontWeight=600).encode(
                text=alt.Text("head:N"), opacity=opacity
            ),
            words.mark_text(align="left", dx=18, dy=9, fill=colours["quiet"], fontSize=12).encode(
                text=alt.Text("line:N"), opacity=opacity
            ),
        )
        .add_params(param)
        .properties(width=NARROW, height=50 * listed.height)
    )


def rounds(frame: pl.DataFrame, *, narrow: bool = False) -> Chart:
    """The numbered rounds of each dialogue as squares: text held, known without a text, not known.

    ``frame``: lane, ordinal, coverage, when; ``before`` (of an unnumbered round held) and ``note``.
    """
    colours = theme.palette()
    param = _highlight()
    columns, cell = (6, NARROW // 6) if narrow else (17, WIDE // 17)
    rows = frame.group_by("lane", maintain_order=True).agg((pl.col("ordinal").max() + columns - 1) // columns)
    starts = dict(zip(rows["lane"], rows["ordinal"].cum_sum() - rows["ordinal"], strict=True))
    step = 62 if narrow else 74
    placed = frame.with_columns(
        ((pl.col("ordinal") - 1) % columns * cell).alias("left"),
        (
            (
                (pl.col("ordinal") - 1) // columns
                + pl.col("lane").replace_strict(starts, return_dtype=pl.Int64)
            )
            * step
            + (28 if narrow else 34)
        ).alias("top"),
    ).with_columns(
        (pl.col("left") + cell - 5).alias("right"),
        (pl.col("top") + 28).alias("bottom"),
        (pl.col("left") + (cell - 5) / 2).alias("middle"),
    )
    height = step * int(rows["ordinal"].sum())
    pixels = None  # no scale: the frame's own coordinates are pixels
    base = alt.Chart(_data(placed))
    x, y = alt.X("left:Q", scale=pixels, axis=None), alt.Y("top:Q", scale=pixels, axis=None)
    opacity = _opacity()
    tooltip = [alt.Tooltip("ordinal:Q", title="Round"), alt.Tooltip("said:N", title="What is known")]
    box = base.encode(x=x, y=y, x2=alt.X2("right:Q"), y2=alt.Y2("bottom:Q"), opacity=opacity, tooltip=tooltip)
    held = box.transform_filter("datum.coverage == 'text_held'").mark_rect(
        fill=colours["series-one"], cornerRadius=3
    )
    known = box.transform_filter("datum.coverage == 'known_without_text'").mark_rect(
        fill=colours["tint-one"], stroke=colours["series-one"], strokeWidth=1.5, cornerRadius=3
    )
    gone = box.transform_filter("datum.coverage == 'not_known'").mark_rect(
        fill=colours["paper"], stroke=colours["edge"], strokeWidth=1, strokeDash=[3, 3], cornerRadius=3
    )
    middle = base.encode(x=alt.X("middle:Q", scale=pixels, axis=None), opacity=opacity)
    inside = middle.transform_calculate(centre="datum.top + 14").encode(
        y=alt.Y("centre:Q", scale=pixels, axis=None), text=alt.Text("ordinal:Q")
    )
    numbers = [
        inside.transform_filter("datum.coverage == 'text_held'").mark_text(
            fill=colours["paper"], fontWeight=600, baseline="middle"
        ),
        inside.transform_filter("datum.coverage != 'text_held'").mark_text(
            fill=colours["quiet"], baseline="middle"
        ),
    ]
    when = (
        middle.transform_filter("datum.when != null")
        .transform_calculate(above="datum.top - 29")
        .mark_text(fontSize=12, fontWeight=600, align="center", baseline="top", lineBreak="|", lineHeight=13)
        .encode(y=alt.Y("above:Q", scale=pixels, axis=None), text=alt.Text("when:N"))
    )
    layers = [gone, known, held, *numbers, when]
    notes = frame.filter(pl.col("before").is_not_null()).unique("lane", maintain_order=True).to_dicts()
    foot: list[dict[str, Any]] = []
    for row in notes:
        fits = not narrow and int(row["before"]) <= columns + 1
        top = starts[row["lane"]] * step + 68 if fits else height + 12 + 18 * len(foot)
        foot.append(
            {
                "lane": row["lane"],
                "left": 0,
                "right": (row["before"] - 1) * cell - 5 if fits else None,
                "top": top,
                "note": row["note"],
            }
        )
    if foot:
        span = alt.Chart(_values(foot)).encode(x=x, y=y, opacity=opacity)
        layers += [
            span.transform_filter("datum.right != null")
            .mark_rule(stroke=colours["series-one"], strokeWidth=2.5)
            .encode(x2=alt.X2("right:Q")),
            span.mark_text(align="left", baseline="top", dy=6, fontSize=12, fontWeight=600).encode(
                text=alt.Text("note:N")
            ),
        ]
    height = max([height, *(row["top"] + 26 for row in foot)])
    return alt.layer(*layers).add_params(param).properties(width=columns * cell, height=height)


def matrix(frame: pl.DataFrame, topics: list[str], events: list[str], *, narrow: bool = False) -> Chart:
    """Topics by event: a tinted cell with the number of sentences, and of texts where more than one.

    ``frame``: topic, column, lane, sentences, documents, tint (0-3), said. An absent pair stays blank.
    """
    colours = theme.palette()
    param = _highlight()
    tints = [colours[name] for name in theme.TINTS]
    label = 118 if narrow else 260
    width = max((NARROW if narrow else WIDE) - label, (42 if narrow else 64) * len(events))
    head = alt.Axis(
        orient="top",
        labelAngle=0,
        labelFontWeight=600,
        labelFontSize=11 if narrow else 13,
        labelExpr="split(datum.label, '|')",
        labelPadding=(2 if narrow else 1) * 14 + 10,
        labelLineHeight=14,
        labelLimit=120,
    )
    x = alt.X("column:N", sort=events, axis=head, scale=alt.Scale(domain=events, paddingInner=0.04))
    side = alt.Axis(
        labelLimit=label - 6,
        labelFontSize=12 if narrow else 13,
        labelExpr="split(datum.label, '|')",
        labelLineHeight=12,
    )
    y = alt.Y("topic:N", sort=topics, axis=side, scale=alt.Scale(domain=topics, paddingInner=0.1))
    base = alt.Chart(_data(frame)).encode(x=x, y=y)
    opacity = _opacity()
    cells = base.mark_rect(cornerRadius=2).encode(
        fill=alt.Fill("tint:O", scale=alt.Scale(domain=[0, 1, 2, 3], range=tints), legend=None),
        opacity=opacity,
        tooltip=[alt.Tooltip("said:N", title="Named in")],
    )
    numbers = base.mark_text(fontSize=12, baseline="middle").encode(text=alt.Text("shown:N"), opacity=opacity)
    every = alt.Chart(_values([{"topic": topic} for topic in topics]))
    lines = every.mark_rule(stroke=colours["line"], strokeWidth=1).encode(y=y)
    rows = sum(1 + 0.6 * topic.count("|") for topic in topics) if narrow else len(topics)
    return (
        alt.layer(lines, cells, numbers)
        .add_params(param)
        .properties(width=width, height=int(rows * (26 if narrow else 19)))
    )


def plans(bars: pl.DataFrame, named: pl.DataFrame, events: pl.DataFrame, *, narrow: bool = False) -> Chart:
    """Plans as bars over their years, the events as lines across them.

    ``bars``: row, start, end (dates), period, said; ``named``: row, lane, date, note (where a text names a
    plan); ``events``: lane, date, label.
    """
    colours = theme.palette()
    param = _highlight()
    order = bars["row"].unique(maintain_order=True).to_list()
    label = 0 if narrow else 262
    width, step = (NARROW if narrow else WIDE) - label, 46 if narrow else 30
    ends = bars["end"].drop_nulls().dt.offset_by("-1d")
    years = pl.concat([bars["start"].drop_nulls(), ends, events["date"]]).dt.year().to_list()
    first, last = min(years), max(years) + 1
    every = 2 if narrow and last - first > 7 else 1
    axis = alt.Axis(
        format="%Y",
        values=[_january(year) for year in range(first, last, every)],
        labelAlign="left",
        labelOffset=2,
        grid=True,
        gridColor=colours["line"],
        labelFontSize=12,
        labelFlush=False,
    )
    # said by one layer only, and not by the bars: Vega-Lite takes a domain said twice for a conflict
    span = alt.Scale(domain=[_january(first), _january(last)])
    side = None if narrow else alt.Axis(labelPadding=12, labelLimit=label - 14)
    y = alt.Y("row:N", sort=order, scale=alt.Scale(domain=order, paddingInner=0, paddingOuter=0), axis=side)
    base = alt.Chart(_data(bars)).encode(y=y)
    shift = 9 if narrow else 0
    bar = (
        base.transform_filter("datum.start != null")
        .mark_bar(height=16, fill=colours["tint-two"], cornerRadius=3, yOffset=shift)
        .encode(
            x=alt.X("start:T"),
            x2=alt.X2("end:T"),
            tooltip=[
                alt.Tooltip("row:N", title="Plan"),
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("said:N", title="Status"),
            ],
        )
    )
    period = (
        base.transform_filter("datum.start != null")
        .mark_text(align="center", dy=shift, fontSize=12, baseline="middle")
        .encode(x=alt.X("label_at:T"), text=alt.Text("period:N"))
    )
    opacity = _opacity()
    line = (
        alt.Chart(_data(events))
        .mark_rule(strokeWidth=1.4)
        .encode(
            x=alt.X("date:T", scale=span, axis=axis),
            color=alt.Color("lane:N", scale=_lane_scale(events), legend=None),
            opacity=opacity,
            tooltip=[alt.Tooltip("label:N", title="Meeting")],
        )
    )
    heads = alt.Chart(_data(events)).mark_text(
        baseline="bottom", fontSize=12, fontWeight=600, lineBreak="|", lineHeight=13, align="center"
    )
    head = [
        heads.transform_filter(f"datum.level == {level}").encode(
            x=alt.X("date:T"),
            y=alt.value(-18 - 30 * level),
            text=alt.Text("short:N"),
            color=alt.Color("lane:N", scale=_lane_scale(events), legend=None),
            opacity=opacity,
        )
        for level in events["level"].unique().sort()
    ]
    spot = alt.Chart(_data(named)).encode(y=y, x=alt.X("date:T"), opacity=opacity)
    dots = spot.mark_point(
        filled=True, size=90, stroke=colours["paper"], strokeWidth=1.5, yOffset=shift
    ).encode(
        fill=alt.Fill("lane:N", scale=_lane_scale(events), legend=None),
        tooltip=[alt.Tooltip("note:N", title="Named")],
    )
    loose = (
        spot.transform_filter("datum.period == null")
        .mark_text(
            align="right",
            dx=-9,
            dy=shift - 6,
            fontSize=12,
            lineBreak="|",
            lineHeight=12,
            fill=colours["quiet"],
            baseline="middle",
        )
        .encode(text=alt.TextValue("no period|given"))
    )
    layers = [bar, line, dots, loose, period, *head]
    if narrow:
        layers.append(
            base.mark_text(align="left", fontWeight=600, fontSize=12, dy=-12, baseline="middle").encode(
                y=y, x=alt.value(0), text=alt.Text("row:N")
            )
        )
    return alt.layer(*layers).add_params(param).properties(width=width, height=step * len(order))
