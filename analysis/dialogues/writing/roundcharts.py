"""The chart of rounds: a row of squares for each dialogue, by the number of the round."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from dialogues.writing import theme
from dialogues.writing.charts import NARROW, WIDE, Chart, data, layered, opacity, values


def rounds(frame: pl.DataFrame, *, narrow: bool = False) -> Chart:
    """The numbered rounds of each dialogue as squares: text held, known without a text, not known.

    ``frame``: lane, ordinal, coverage, when; ``before`` (of an unnumbered round held) and ``note``.
    """
    colours = theme.palette()
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
    base = alt.Chart(data(placed))
    x, y = alt.X("left:Q", scale=pixels, axis=None), alt.Y("top:Q", scale=pixels, axis=None)
    shown = opacity()
    tooltip = [alt.Tooltip("ordinal:Q", title="Round"), alt.Tooltip("said:N", title="What is known")]
    box = base.encode(x=x, y=y, x2=alt.X2("right:Q"), y2=alt.Y2("bottom:Q"), opacity=shown, tooltip=tooltip)
    held = box.transform_filter("datum.coverage == 'text_held'").mark_rect(
        fill=colours["series-one"], cornerRadius=3
    )
    known = box.transform_filter("datum.coverage == 'known_without_text'").mark_rect(
        fill=colours["tint-one"], stroke=colours["series-one"], strokeWidth=1.5, cornerRadius=3
    )
    gone = box.transform_filter("datum.coverage == 'not_known'").mark_rect(
        fill=colours["paper"], stroke=colours["edge"], strokeWidth=1, strokeDash=[3, 3], cornerRadius=3
    )
    middle = base.encode(x=alt.X("middle:Q", scale=pixels, axis=None), opacity=shown)
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
        span = alt.Chart(values(foot)).encode(x=x, y=y, opacity=shown)
        layers += [
            span.transform_filter("datum.right != null")
            .mark_rule(stroke=colours["series-one"], strokeWidth=2.5)
            .encode(x2=alt.X2("right:Q")),
            span.mark_text(align="left", baseline="top", dy=6, fontSize=12, fontWeight=600).encode(
                text=alt.Text("note:N")
            ),
        ]
    height = max([height, *(row["top"] + 26 for row in foot)])
    return layered(*layers, width=columns * cell, height=height)
