"""The chart of topics, and what all charts share: small frames in, Altair charts out.

Each is drawn wide (paper, screens) and narrow (phones).

Every chart has the parameters ``highlight`` (a lane, or ``all``), ``only`` (a kind of meeting, or ``all``)
and ``years`` (the first and the last): marks of other meetings fade.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.utils import schemapi

from dialogues.brief import measure, theme

WIDE = 680
NARROW = 288
WIDE_LABEL = 260  # for the topics of the matrix on a wide ground
NARROW_LABEL = 118  # for the topics, and
NARROW_COLUMN = 42  # at least for each column, of the matrix on a narrow ground
FADED = 0.18
LEAST = 11  # size of the smallest type
Chart = alt.LayerChart | alt.FacetChart | alt.VConcatChart  # what Altair says that layering gives

# Altair would check each piece of a chart against the whole schema as it is made, and a channel given as
# bare text or value looks for its class anew: together half the time of a render. Drawing a chart tells.
schemapi.disable_debug_mode()


def layered(*layers: alt.Chart, width: int, height: int) -> Chart:
    """The layers as one chart, with the parameters by which the page fades what is not chosen.

    All is said at once, because Altair copies every layer at each further call.
    """
    return alt.layer(*layers, params=parameters(), width=width, height=height)


def parameters() -> list[Any]:
    """What the page may choose: a lane, a kind, years; and other heads for columns that are counted anew."""
    chosen = {"highlight": "all", "only": "all", "years": [-9999, 9999], "heads": {}}
    return [alt.param(name=name, value=value).param for name, value in chosen.items()]


def opacity() -> alt.OpacityValue:
    """Full, or faded where the meeting of a mark is not among those chosen.

    A mark that says no ``kind`` or ``year`` stands for those of all.
    """
    shown = (
        "(highlight == 'all' || datum.lane == highlight)"
        " && (only == 'all' || !isValid(datum.kind) || datum.kind == only)"
        " && (!isValid(datum.year) || inrange(datum.year, years))"
    )
    return alt.OpacityValue(FADED, condition={"test": shown, "value": 1})


def halo(ground: str) -> dict[str, Any]:
    """The looks of words that lines run behind: a seam in the colour of their ground.

    The page's style sheet has it painted before the words; on paper, where each letter would be painted with
    its seam in turn, there is none.
    """
    return {"stroke": ground, "strokeWidth": 4, "strokeJoin": "round"}


def values(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as the data of a chart."""
    return alt.InlineData(values=rows)


def data(frame: pl.DataFrame) -> alt.InlineData:
    """A frame as the data of a chart; its days as JavaScript reads them in any time zone."""
    dates = [name for name, dtype in frame.schema.items() if dtype == pl.Date]
    rows = frame.with_columns(pl.col(dates).dt.strftime("%Y-%m-%dT00:00:00")).to_dicts()
    return values(rows)


def january(year: int) -> alt.DateTime:
    """The first day of ``year``."""
    return alt.DateTime(year=year, month=1, date=1)


def lane_scale(frame: pl.DataFrame) -> alt.Scale:
    """A colour per lane, by its ``series``: the first four have their own, further ones share a grey."""
    colours = theme.palette()
    lanes = frame.select("lane", "series").unique().sort("series")
    own = [colours[name] for name in theme.SERIES]
    drawn = [own[n] if n < len(own) else colours["series-five"] for n in lanes["series"]]
    return alt.Scale(domain=lanes["lane"].to_list(), range=drawn)


def matrix(frame: pl.DataFrame, topics: list[str], columns: list[str], *, narrow: bool = False) -> Chart:
    """Topics by column (a meeting, a counterpart): a tinted cell with its count.

    ``frame``: topic, column, lane, tint (0-3), shown, said, is_background, claim (what opens); of one meeting
    also kind and year, of several ``of`` (see topics.by_counterpart). What is absent stays blank, what is
    background is hollow. On narrow grounds as many columns stand side by
    side as have room for their heads; the others follow below, with the topics that they name.
    """
    per = _room_for(columns) if narrow else len(columns)
    blocks = -(-len(columns) // per)
    if blocks == 1:
        layers, width, height = _matrix(frame, topics, columns, narrow=narrow)
        return layered(*layers, width=width, height=height)
    per = -(-len(columns) // blocks)
    parts = []
    for start in range(0, len(columns), per):
        own = columns[start : start + per]
        part = frame.filter(pl.col("column").is_in(own))
        named = set(part["topic"])
        layers, width, height = _matrix(part, [t for t in topics if t in named], own, narrow=narrow)
        parts.append(alt.layer(*layers, width=width, height=height))
    return alt.vconcat(*parts, params=parameters(), spacing=26)


def _room_for(columns: list[str]) -> int:
    """How many columns have room beside the topics on a narrow ground."""
    lines = [line for column in columns for line in column.split("|")]
    widest = max(measure.width(line, 11, bold=True) for line in lines)
    return max(1, int((NARROW - NARROW_LABEL) // max(NARROW_COLUMN, widest + 2)))


def _matrix(
    frame: pl.DataFrame, topics: list[str], columns: list[str], *, narrow: bool
) -> tuple[list[alt.Chart], int, int]:
    colours = theme.palette()
    tints = [colours[name] for name in theme.TINTS]
    label = NARROW_LABEL if narrow else WIDE_LABEL
    width = max((NARROW if narrow else WIDE) - label, (NARROW_COLUMN if narrow else 56) * len(columns))
    deep = max(column.count("|") for column in columns)
    head = alt.Axis(
        orient="top",
        labelAngle=0,
        labelFontWeight=600,
        labelFontSize=11 if narrow else 13,
        labelExpr="split(heads[datum.label] || datum.label, '|')",
        labelPadding=deep * 14 + 10,
        labelLineHeight=14,
        labelLimit=120,
    )
    x = alt.X("column:N", sort=columns, axis=head, scale=alt.Scale(domain=columns, paddingInner=0.04))
    side = alt.Axis(
        labelLimit=label - 6,
        labelFontSize=12 if narrow else 13,
        labelExpr="split(datum.label, '|')",
        labelLineHeight=12,
    )
    y = alt.Y("topic:N", sort=topics, axis=side, scale=alt.Scale(domain=topics, paddingInner=0.1))
    needed = ("topic", "column", "lane", "tint", "shown", "said", "is_background", "claim")
    known = [name for name in ("kind", "year", "of") if name in frame.columns]
    base = alt.Chart(data(frame.select(*needed, *known))).encode(x=x, y=y)
    shown = opacity()
    told = [alt.Tooltip("said:N", title="Named in")]
    tint = alt.Fill("tint:O", scale=alt.Scale(domain=[0, 1, 2, 3], range=tints), legend=None)
    cells = base.mark_rect(cornerRadius=2).encode(fill=tint, opacity=shown, tooltip=told)
    numbers = base.mark_text(fontSize=12, baseline="middle").encode(
        text=alt.Text("shown:N"), opacity=shown, tooltip=told
    )
    drawn = [cells, numbers]
    if frame["is_background"].any():
        hollow = base.mark_rect(
            cornerRadius=2, fill=colours["paper"], stroke=colours["quiet"], strokeWidth=1
        ).encode(opacity=shown, tooltip=told)
        quiet = {"test": "datum.is_background", "value": colours["quiet"]}
        drawn = [
            cells.transform_filter("!datum.is_background"),
            hollow.transform_filter("datum.is_background"),
            numbers.encode(fill=alt.FillValue(colours["ink"], condition=quiet)),
        ]
    every = alt.Chart(values([{"topic": topic} for topic in topics]))
    lines = every.mark_rule(stroke=colours["line"], strokeWidth=1).encode(y=y)
    rows = sum(1 + 0.6 * topic.count("|") for topic in topics) if narrow else len(topics)
    return [lines, *drawn], width, int(rows * (26 if narrow else 19))
