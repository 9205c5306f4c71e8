"""The chart of rounds: a row of squares for each dialogue, by the number of the round."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dialogues.brief import measure, theme, views
from dialogues.brief.charts import NARROW, WIDE, Chart, data, layered, opacity, values

SQUARE = 28  # its height
NOTE = 12  # size of type
DIALOGUES = 8  # with a row of squares; the chart's data have the others
LINES = 3  # of squares a dialogue: the latest rounds


@dataclass
class _Layout:
    """Where everything goes, in pixels: a square each round, the dialogues' names, notes below their rows."""

    squares: list[dict[str, Any]] = field(default_factory=list)
    names: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    height: int = 0


def drawn(frame: pl.DataFrame, columns: int) -> pl.DataFrame:
    """The latest rounds of the dialogues that come first, which are drawn; ``first``: the lowest number."""
    names = frame["dialogue"].unique(maintain_order=True).head(DIALOGUES)
    highest = pl.col("ordinal").max().over("dialogue")
    lines = (highest - 1) // columns + 1
    first = (lines - LINES).clip(0) * columns + 1
    own = frame.filter(pl.col("dialogue").is_in(names.implode())).with_columns(first=first)
    return own.filter(pl.col("ordinal") >= pl.col("first"))


def _laid_out(frame: pl.DataFrame, *, narrow: bool) -> _Layout:
    columns, cell = (6, NARROW // 6) if narrow else (17, WIDE // 17)
    made = _Layout()
    frame = drawn(frame, columns)
    dialogues = frame.partition_by("dialogue", maintain_order=True)
    for dialogue in dialogues:
        first = dialogue.row(0, named=True)
        if len(dialogues) > 1:
            since = f", from round {first['first']}" if first["first"] > 1 else ""
            name = measure.wrapped(f"{first['dialogue']}{since}", columns * cell, 13, bold=True)
            made.names.append({**_dialogue(first), "name": "|".join(name), "left": 0, "top": made.height + 4})
            made.height += 17 * len(name) + 4
        rows = dialogue.with_columns(row=(pl.col("ordinal") - pl.col("first")) // columns)
        for own in rows.partition_by("row", maintain_order=True, include_key=False):
            is_dated = own["when"].is_not_null().any() or len(dialogues) == 1
            top = made.height + ((28 if narrow else 34) if is_dated else 6)
            for square in own.to_dicts():
                left = (square["ordinal"] - 1) % columns * cell
                place = {"left": left, "right": left + cell - 5, "top": top, "bottom": top + SQUARE}
                of_meeting = {"kind": square["kind_label"], "year": _year(square["start_date"])}
                made.squares.append({**square, **of_meeting, **place, "middle": left + (cell - 5) / 2})
            made.height = top + SQUARE + (6 if narrow else 12)
        if first["note"] is not None:
            _note(made, first, columns, cell, narrow=narrow)
    return made


def _dialogue(row: dict[str, Any]) -> dict[str, str]:
    return {"lane": row["lane"], "kind": row["kind_label"]}


def _year(day: date | None) -> int:
    return views.NO_YEAR if day is None else day.year


def _note(made: _Layout, dialogue: dict[str, Any], columns: int, cell: int, *, narrow: bool) -> None:
    """The words on rounds without a number, under a line below the squares that may be theirs."""
    before = dialogue["before"]
    is_row = not narrow and before is not None and before <= columns + 1
    is_row = is_row and dialogue["first"] == dialogue["least"] == 1
    right = (before - 1) * cell - 5 if is_row else None
    lines = measure.wrapped(dialogue["note"], columns * cell, NOTE, bold=True)
    top = made.height - 6 if is_row else made.height + 2
    made.notes.append({**_dialogue(dialogue), "left": 0, "right": right, "top": top, "note": "|".join(lines)})
    made.height = top + 12 + 15 * len(lines)


def rounds(frame: pl.DataFrame, *, narrow: bool = False) -> Chart:
    """The numbered rounds of each dialogue as squares: text held, known without a text, not known.

    ``frame``: dialogue, lane, ordinal, coverage, when; ``before`` (of unnumbered rounds held) and ``note``.
    """
    made = _laid_out(frame, narrow=narrow)
    squares = alt.Chart(data(pl.DataFrame(made.squares, infer_schema_length=None).select(OF_SQUARE)))
    layers = [
        *_squares(squares),
        *_numbers(squares),
        *(_names(made) if made.names else ()),
        *(_notes(made) if made.notes else ()),
    ]
    return layered(*layers, width=NARROW // 6 * 6 if narrow else WIDE // 17 * 17, height=made.height)


# What is known of a square, and what its mark needs. The frame's own coordinates are pixels: no scale.
OF_SQUARE = (
    *("lane", "kind", "year", "ordinal", "coverage", "said", "when"),
    *("left", "right", "top", "bottom", "middle"),
)
_X, _Y = alt.X("left:Q", scale=None, axis=None), alt.Y("top:Q", scale=None, axis=None)


def _squares(base: alt.Chart) -> list[alt.Chart]:
    """A square each round: full where a text is held, pale where it is known, hollow where it is not."""
    colours = theme.palette()
    tooltip = [alt.Tooltip("ordinal:Q", title="Round"), alt.Tooltip("said:N", title="What is known")]
    box = base.encode(
        x=_X, y=_Y, x2=alt.X2("right:Q"), y2=alt.Y2("bottom:Q"), opacity=opacity(), tooltip=tooltip
    )
    looks: dict[str, dict[str, Any]] = {
        "not_known": {
            "fill": colours["paper"], "stroke": colours["edge"], "strokeWidth": 1, "strokeDash": [3, 3],
        },
        "known_without_text": {
            "fill": colours["tint-one"], "stroke": colours["series-one"], "strokeWidth": 1.5,
        },
        "text_held": {"fill": colours["series-one"]},
    }  # fmt: skip
    return [
        box.transform_filter(f"datum.coverage == '{coverage}'").mark_rect(cornerRadius=3, **look)
        for coverage, look in looks.items()
    ]


def _numbers(base: alt.Chart) -> list[alt.Chart]:
    """The number of a round in its square, and above it when it was."""
    colours = theme.palette()
    middle = base.encode(x=alt.X("middle:Q", scale=None, axis=None), opacity=opacity())
    inside = middle.transform_calculate(centre="datum.top + 14").encode(
        y=alt.Y("centre:Q", scale=None, axis=None), text=alt.Text("ordinal:Q")
    )
    held = inside.transform_filter("datum.coverage == 'text_held'")
    others = inside.transform_filter("datum.coverage != 'text_held'")
    when = (
        middle.transform_filter("datum.when != null")
        .transform_calculate(above="datum.top - 29")
        .mark_text(fontSize=12, fontWeight=600, align="center", baseline="top", lineBreak="|", lineHeight=13)
        .encode(y=alt.Y("above:Q", scale=None, axis=None), text=alt.Text("when:N"))
    )
    return [
        held.mark_text(fill=colours["paper"], fontWeight=600, baseline="middle"),
        others.mark_text(fill=colours["quiet"], baseline="middle"),
        when,
    ]


_LOOKS: dict[str, Any] = {"align": "left", "baseline": "top", "fontWeight": 600, "lineBreak": "|"}


def _names(made: _Layout) -> list[alt.Chart]:
    """The dialogues' names above their rows."""
    named = alt.Chart(values(made.names)).encode(x=_X, y=_Y, opacity=opacity())
    return [named.mark_text(fontSize=13, lineHeight=17, **_LOOKS).encode(text=alt.Text("name:N"))]


def _notes(made: _Layout) -> list[alt.Chart]:
    """The words on rounds without a number, and the line over the squares that may be theirs."""
    notes = alt.Chart(values(made.notes)).encode(x=_X, y=_Y, opacity=opacity())
    line = notes.transform_filter("datum.right != null").mark_rule(
        stroke=theme.palette()["series-one"], strokeWidth=2.5
    )
    words = notes.mark_text(dy=6, fontSize=NOTE, lineHeight=15, **_LOOKS)
    return [line.encode(x2=alt.X2("right:Q")), words.encode(text=alt.Text("note:N"))]
