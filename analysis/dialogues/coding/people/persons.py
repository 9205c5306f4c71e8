"""People's names in rows, and the functions that stand with them, by the frames of people_frames.yaml."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.coding.people.frames import Frames, length

_IN_BRACKETS = "(( (ACRONYM|ORG)* ))+ $"  # a body's name after a function, which is no part of it
_MOST = 5  # words of a name
_COLUMNS = (
    *("document_id", "sentence_id", "shape", "opens", "at", "to", "since", "before", "after", "between"),
    *("role_at", "role_to", "role_shape", "of_at", "of_to", "place", "listed", "chained", "is_person"),
)


def find(shapes: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """One row per run of words that can be a name, with the words of the function.

    Parameters
    ----------
    shapes
        ``document_id, sentence_id, shape``.
    frames
        By which people are read.

    Returns
    -------
    ``document_id, sentence_id, shape``; ``opens``, ``at``, ``to`` (the words of the name, from its titles
    on); ``before``, ``after`` and ``between`` (the shape from the name before, to the end of the sentence,
    and to the next name); ``role_at``, ``role_to`` (the words of the function), ``role_shape``; ``of_at``,
    ``of_to`` (the words of a body or state beside the name); ``place`` and ``listed`` (which of how many
    names share the function, which is in the plural); ``chained`` (no more than functions stands between
    this name and the one before); ``is_person``.
    """
    names = _with_functions(_with_contexts(_candidates(shapes, frames), frames), frames)
    names = names.with_columns(is_person=_is_person(frames))
    return _shared(names).rename({"role": "role_shape"}).select(_COLUMNS)


def _candidates(shapes: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Runs of words that can be a name."""
    surface, regex = pl.col("surface"), frames.rows.regex
    ends = surface.str.contains(regex("(FUNCTION|MODIFIER) $"))
    bare = pl.col("shape").str.slice("at", pl.col("to") - pl.col("at"))
    return (
        matching.occurrences(shapes, frames.whole("name"), "shape")
        .with_columns(titles=length(surface.str.extract(f"^({regex('(COURTESY|TITLE)*')})")))
        .with_columns(after=pl.col("shape").str.slice("to"), opens="at", at=pl.col("at") + pl.col("titles"))
        .with_columns(to=pl.col("to") - (ends & frames.fits("goes_on")).cast(pl.Int64))
        .with_columns(
            full=bare.str.count_matches(regex("(!INITIAL|PARTICLE)")),
            initials=bare.str.count_matches(regex("INITIAL")),
        )
        .filter(pl.col("full") >= 1, pl.col("full") + pl.col("initials") <= _MOST)
        .with_columns(several=(pl.col("full") >= 2) | (pl.col("initials") >= 1))
        .sort("sentence_id", "at")
    )


def _with_contexts(names: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Add what stands before and after each name, and up to the next."""
    several = pl.when("several")
    rest = pl.col("shape").str.slice("to")
    return (
        names.with_columns(
            since=several.then("to").shift(1).forward_fill().over("sentence_id").fill_null(0),
            until=several.then("opens").shift(-1).backward_fill().over("sentence_id"),
        )
        .with_columns(
            before=pl.col("shape").str.slice("since", pl.col("opens") - pl.col("since")),
            after=rest,
            between=pl.when(pl.col("until").is_null())
            .then(pl.concat_str(rest, pl.lit(".")))
            .otherwise(pl.col("shape").str.slice("to", pl.col("until") - pl.col("to"))),
        )
        .with_columns(chained=(pl.col("since") > 0) & frames.fits("chained"))
    )


def _with_functions(names: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Add the function before or after each name, of both the fuller one, and bodies beside it."""
    left, right, titular = _row("function"), _row("function_after"), frames.rows.signs["TITULAR"]
    several = left.str.contains(frames.whole("of_several"))
    last_has_none = left.shift(1).over("sentence_id").is_null()
    of_last = (frames.fits("of_last") & last_has_none).fill_null(value=False)
    later = right.is_not_null() & (left.is_null() | ((left == titular) & (right != titular)))
    return (
        names.pipe(frames.given, "function")
        .pipe(frames.given, "nearest")
        .pipe(frames.given, "function_after", after="between", without=frames.rows.regex(_IN_BRACKETS))
        .pipe(frames.given, "body")
        .with_columns(
            function=pl.when(several).then(pl.coalesce("nearest", "function")).otherwise("function")
        )
        .with_columns(function=pl.when(~of_last).then("function"))
        .with_columns(later=later)
        .with_columns(role=pl.when("later").then("function_after").otherwise("function"))
        .with_columns(
            role=_row("role"),
            role_at=pl.col("role").struct["at"],
            role_to=pl.col("role").struct["to"],
            of_at=pl.col("body").struct["at"],
            of_to=pl.col("body").struct["to"],
            shared=~pl.col("later")
            & _row("role").str.contains(frames.whole("shared")).fill_null(value=False),
        )
    )


def _row(column: str) -> pl.Expr:
    return pl.col(column).struct["row"]


def _shared(names: pl.DataFrame) -> pl.DataFrame:
    """Give a function in the plural to all names of its list, with the ``place`` of each among them."""
    first = pl.col("shared") | ~(pl.col("chained") & pl.col("role_at").is_null() & pl.col("of_at").is_null())
    group = ["sentence_id", "list"]
    shared = pl.col("shared").first().over(group)
    return (
        names.with_columns(list=first.cum_sum())
        .with_columns(
            place=pl.when(shared).then(pl.int_range(pl.len()).over(group)), listed=pl.len().over(group)
        )
        .with_columns(
            *(
                pl.when(shared).then(pl.col(name).first().over(group)).otherwise(name).alias(name)
                for name in ("role", "role_at", "role_to")
            ),
        )
    )


def _is_person(frames: Frames) -> pl.Expr:
    """Whether what stands with a run of words says that it is a person's name."""
    titled, several, within_sentence = pl.col("titles") > 0, pl.col("several"), pl.col("at") > 0
    says = frames.fits("says")
    stands_with = pl.any_horizontal(pl.col("role", "of_at").is_not_null())
    inside = frames.fits("inside") | (frames.fits("with_article") & ~titled)
    full = ~inside & (titled | says | frames.fits("acts") | stands_with)
    lone = titled | frames.fits("surname") | (says & ~frames.fits("continued") & within_sentence)
    accepted = pl.when(several).then(full).otherwise(lone)
    beside = frames.fits("beside") & within_sentence & several
    after_one = (beside | (frames.fits("joined") & several)) & accepted.shift(1).over("sentence_id")
    before_one = (beside & accepted).shift(-1).over("sentence_id") & several
    return accepted | after_one.fill_null(value=False) | before_one.fill_null(value=False)
