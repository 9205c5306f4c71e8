"""The frames of people_frames.yaml over the names in rows: whether one fits, and the words that it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import NEVER
from dialogues.codebook.grammar import PeopleFrames, PersonFrame, PersonReads
from dialogues.codebook.rows import Rows, RowShape

_GIVEN = pl.Struct({"at": pl.Int64, "to": pl.Int64, "row": pl.String, "ahead": pl.Boolean})


class Frames:
    """Frames over rows of these classes, compiled.

    They are asked of names with ``before`` and ``after`` (the row from the name before, and to the end of the
    sentence), ``opens`` and ``to`` (the words of the name, from its titles on) and ``chained``.
    """

    def __init__(self, classes: tuple[str, ...], written: PeopleFrames) -> None:
        self.rows = Rows(classes)
        for name, stretch in written.stretches.items():
            self.rows.share(name, stretch)
        self.compiled = [(frame, self.rows.compile(frame.shape)) for frame in written.frames]

    def reading(self, reads: PersonReads) -> list[tuple[PersonFrame, RowShape]]:
        """The frames that read this, in their order."""
        return [(frame, shape) for frame, shape in self.compiled if reads in frame.reads]

    def whole(self, reads: PersonReads) -> str:
        """One regular expression for the frames without a name that read this."""
        return _any_of(shape.whole for _, shape in self.reading(reads))

    def fits(self, reads: PersonReads) -> pl.Expr:
        """Whether a frame that reads this fits the name."""
        alone: dict[str, list[str]] = {}  # of frames that look at one side all are asked at once
        others = []
        for frame, shape in self.reading(reads):
            if frame.chained is None and not (shape.before and shape.after):
                side = "before" if shape.before else "after"
                alone.setdefault(side, []).append(shape.before or shape.after)
            else:
                others.append(_fits(frame, shape))
        sides = (pl.col(side).str.contains(_any_of(regexes)) for side, regexes in alone.items())
        return pl.any_horizontal(pl.lit(value=False), *sides, *others)

    def given(
        self, names: pl.DataFrame, reads: PersonReads, after: str = "after", without: str = NEVER
    ) -> pl.DataFrame:
        """Add what the first frame that reads this gives, as a struct in a column of that name.

        Its fields are ``at`` and ``to`` (the words given), ``row``, and ``ahead`` (whether they stand before
        the name). What stands behind the name is looked at in the column ``after``; what is given ends before
        what matches ``without``.
        """
        groups, found = [], []
        for place, (frame, shape) in enumerate(self.reading(reads)):
            ahead = shape.given == "before"
            column, regex = ("before", shape.before) if ahead else (after, shape.after)
            groups.append(pl.col(column).str.extract_groups(regex).alias(f"groups{place}"))
            group = pl.col(f"groups{place}").struct
            row, gap = (group[0], length(group[1])) if ahead else (group[1], length(group[0]))
            row = row.str.replace(without, "")
            at = pl.col("opens") - gap - length(row) if ahead else pl.col("to") + gap
            words = pl.struct(at=at, to=at + length(row), row=row, ahead=pl.lit(ahead))
            other = replace(shape, before="") if ahead else replace(shape, after="")
            found.append(pl.when(row.is_not_null(), _fits(frame, other)).then(words))
        both = pl.concat([names, names.select(groups)], how="horizontal")
        return both.select(*names.columns, pl.coalesce(*found, pl.lit(None, _GIVEN)).alias(reads))


@lru_cache(maxsize=4)
def _compiled(classes: tuple[str, ...], written: PeopleFrames) -> Frames:
    return Frames(classes, written)


def of(codebook: Codebook) -> Frames:
    """The frames of a codebook, compiled once."""
    return _compiled(codebook.people.symbols(), codebook.people_frames)


def fitting(names: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per name and frame that fits it: ``sentence_id, name, frame``; ``stands`` is the row told."""
    by = of(codebook)
    fits = [pl.when(_fits(*one)).then(pl.lit(one[0].frame)) for one in by.compiled]
    stands = [by.rows.told(row) for row in names["shape"]]
    found = names.select(
        "sentence_id", "name", pl.Series("stands", stands, pl.String), frame=pl.concat_list(fits)
    )
    return found.explode("frame").drop_nulls("frame")


def _fits(frame: PersonFrame, shape: RowShape) -> pl.Expr:
    """Whether a frame fits a name, or its words or its function where it is of these."""
    if frame.of == "name":
        row = pl.col("shape").str.slice("opens", pl.col("to") - pl.col("opens"))
        return row.str.contains(f"^(?:{shape.whole})")
    if frame.of == "function":
        return pl.col("role_shape").str.contains(shape.whole)
    after = "between" if "function_after" in frame.reads else "after"
    sides = [
        pl.col(column).str.contains(regex)
        for column, regex in (("before", shape.before), (after, shape.after))
        if regex
    ]
    listed = [] if frame.chained is None else [pl.col("chained") == frame.chained]
    return pl.all_horizontal(pl.lit(value=True), *sides, *listed)


def length(row: pl.Expr) -> pl.Expr:
    """The number of words in a row."""
    return row.str.len_chars().cast(pl.Int64)


def _any_of(regexes: Iterable[str]) -> str:
    return "|".join(f"(?:{regex})" for regex in regexes) or NEVER
