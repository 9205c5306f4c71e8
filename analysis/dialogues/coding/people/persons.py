"""People's names in shapes, and the functions that stand with them.

Every pattern here is over the symbols of :mod:`tokens` and knows no word.
"""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching

WORD = "[CANSDOBKlfRFG#]"  # of a function
TALK = "dfRFGCANSDOBloqpu#&,tTjr/()HKIP-"  # what can stand between the names of a list
_LINK = r"(?:[oqpuk]d?|&[oqpuk]?|/)?"
_AREAS = r"[oq]d?C+(?:,d?C+)*,?&d?C+"  # "for Eastern Europe, the Caucasus and Central Asia"
_PART = rf"(?:{_AREAS}|{_LINK}{WORD}|\([CANSDOBRFlfopqud&]+\))"
ROLE = rf"(?:[CANSDOBf][CANSDOBfl]{{0,6}}?)?[RFG]{_PART}*"
_LISTED = (
    rf"{ROLE}(?:,&?d?[CANSDOBl]{_PART}*)+"  # "Secretary for Civilian Security, Democracy, and Human Rights"
)
_BEFORE = rf"({ROLE})(H*,?)$"  # "Resident Representative a.i. A. Person"
_BEFORE_NEAREST = rf"G.*&d?([CANSDOBf]{{0,6}}?[RF]{_PART}*)(,?)$"  # "officials of UNDP and Head A. Person"
_OF_SEVERAL = "^[CANSDOBfl]*G"
_BEFORE_LISTED = rf"({_LISTED})(,?)$"
_BEFORE_SUBJECT = rf"({ROLE}q[wle]{{1,3}})$"  # "consultants on inclusion A. Person"
_ONE = ROLE.replace("[RFG]", "[RF]")
_BEFORE_PARTS = rf"((?:{_ONE},)+{_ONE})(,?)$"  # "Deputy Chairman, Minister of Justice A. Person"
_OF_THE_LAST = rf"^,[dj]{{0,3}}{ROLE},$"
_PARTS = r"^((?:\([^()]{1,6}\))?(?:,?H)*[,(-][dj]{0,3})"  # a name from the function after it
_HOUSE = r"d?[CAB](?:&?o?d?[CABfl])*(?:od?[SDB]+)?"  # "Director, European Bureau, Ministry of Justice of X"
_AFTER = (
    rf"{_PARTS}((?:[CANSDOBfl](?:&?[CANSDOBfl]){{0,7}}?)?[RFG]{_PART}*(?:,{_HOUSE})*)[^CANSDOBKlfRFG#opqu/]"
)
_OF = r"^(od?)([OBSD]+)"  # "of UNFPA"
_OF_ROLE = r"^([,(][CANSDOBfl]{0,7}[RFG][CNRFlfoq]{0,6},d?)([OBSD]+)(?:[),.;]|$)"  # "(Director, UNFPA)"
_IN_BRACKETS = r"^(\()([OBD]+)(?:,?C+)?\)"  # "(OSCE)", "(OHCHR Geneva)"
_OFFICE = r"([OB]+)([wKlC]{0,2}\()$"  # "the ILO mission (K. Oyelaran)"
_LOOSE_END = r"(?:\([AO]*\)?|[opqud&,/])+$"

# A name: after a courtesy title any words with a capital, elsewhere only those that are not known.
_NAME = r"[tT]*t[tT]*[NISDCAR][NISDCAFf]?(?:P{0,3}[NIA])*|T*(?:[NI]|TAN)(?:P{0,3}[NIA])*"
_CHAIN = rf"^[{TALK}]*(?:w{{0,3}}(?:,?&|,[wr])[dfrwpqMCl#]{{0,5}}b[{TALK}]*)?$"  # "and on the second day by"
_MOST = 5  # words of a name

_SAYS = r"^(?:,[^,.;N]+,|,)?r?[vV]"
_SAID = r"[vV][dlwroCNRF]{0,8},$"
_BY = r"(?:[yvaecmz][rwp]?b|z[^,.;:]{1,15}b|,[SDOB]+b|v|\"V)$"  # "opened by", "said", "Norway by"
_FOR = r"(?:^|[.;,&-])(?:n+d?[SDOB]+,?|qd?[SDOB]+[wr]{1,3}|&qd?[SDOB]+,?)$"  # "for Norway it was"
_IS_FOR = r"^qd?[SDOB]+(?:[&,.;:]|$)"
_COLUMNS = (
    *("document_id", "sentence_id", "shape", "opens", "at", "to", "since", "before", "after"),
    *("role_at", "role_to", "role_shape", "of_at", "of_to", "place", "listed", "chained", "is_person"),
)


def find(shapes: pl.DataFrame) -> pl.DataFrame:
    """One row per run of words that can be a name, with the words of the function.

    Parameters
    ----------
    shapes
        ``document_id, sentence_id, shape``.

    Returns
    -------
    ``document_id, sentence_id, shape``; ``opens``, ``at``, ``to`` (the words of the name, from its titles
    on); ``before`` and ``after`` (the shape from the name before, and to the end of the sentence);
    ``role_at``, ``role_to`` (the words of the function), ``role_shape``; ``of_at``, ``of_to`` (the words of a
    body or state beside the name); ``place`` and ``listed`` (which of how many names share the function,
    which is in the plural); ``chained`` (no more than functions stands between this name and the one
    before); ``is_person``.
    """
    names = _with_functions(_with_contexts(_candidates(shapes)))
    return _shared(names.with_columns(is_person=_is_person())).rename({"role": "role_shape"}).select(_COLUMNS)


def _candidates(shapes: pl.DataFrame) -> pl.DataFrame:
    """Runs of words that can be a name."""
    titles = _count(pl.col("surface").str.extract("^([tT]*)"))
    cut = pl.col("surface").str.contains("[Ff]$") & pl.col("shape").str.slice("to", 1).is_in([*"oqpu&RFGfC"])
    bare = pl.col("shape").str.slice("at", pl.col("to") - pl.col("at"))
    return (
        matching.occurrences(shapes, _NAME, "shape")
        .with_columns(titles=titles, to=pl.when(cut).then(pl.col("to") - 1).otherwise("to"))
        .with_columns(opens="at", at=pl.col("at") + pl.col("titles"))
        .with_columns(full=bare.str.count_matches("[^IP]"), initials=bare.str.count_matches("I"))
        .filter(pl.col("full") >= 1, pl.col("full") + pl.col("initials") <= _MOST)
        .with_columns(several=(pl.col("full") >= 2) | (pl.col("initials") >= 1))
        .sort("sentence_id", "at")
    )


def _with_contexts(names: pl.DataFrame) -> pl.DataFrame:
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
        .with_columns(chained=(pl.col("since") > 0) & pl.col("before").str.contains(_CHAIN))
    )


def _with_functions(names: pl.DataFrame) -> pl.DataFrame:
    """Add the function before or after each name, of both the fuller one, and bodies beside it."""
    before, between = pl.col("before"), pl.col("between")
    subject = before.str.extract(_BEFORE_SUBJECT)
    parts = pl.when(~pl.col("chained")).then(before.str.extract(_BEFORE_PARTS))
    alone, nearest = before.str.extract(_BEFORE), before.str.extract(_BEFORE_NEAREST)
    alone = pl.when(alone.str.contains(_OF_SEVERAL)).then(pl.coalesce(nearest, alone)).otherwise(alone)
    left = pl.coalesce(parts, alone, before.str.extract(_BEFORE_LISTED), subject)
    last_has_none = pl.col("left").shift(1).over("sentence_id").is_null()
    of_the_last = before.str.contains(_OF_THE_LAST) & pl.col("chained") & last_has_none
    right = between.str.extract(_AFTER, 2).str.replace(_LOOSE_END, "")
    later = pl.col("right").is_not_null() & (
        pl.col("left").is_null() | ((pl.col("left") == "R") & (pl.col("right") != "R"))
    )
    left_to = pl.col("opens") - _count(before.str.extract("(H*,?)$"))
    right_at = pl.col("to") + _count(between.str.extract(_AFTER, 1))
    of = [pl.col("after").str.extract_groups(pattern) for pattern in (_OF, _OF_ROLE, _IN_BRACKETS)]
    office = before.str.extract_groups(_OFFICE)
    return (
        names.with_columns(left=left, right=right)
        .with_columns(left=pl.when(~of_the_last.fill_null(value=False)).then("left"))
        .with_columns(role=pl.when(later).then("right").otherwise("left"), later=later)
        .with_columns(
            role_at=pl.when("later").then(right_at).otherwise(left_to - _count(pl.col("left"))),
            shared=~pl.col("later") & pl.col("role").str.contains("^[CANSDOBfRF]*G").fill_null(value=False),
            of=pl.coalesce(*(group.struct[1] for group in of)),
            of_gap=pl.coalesce(*(group.struct[0] for group in of)),
            office=office.struct[0],
            office_gap=office.struct[1],
        )
        .with_columns(
            role_to=pl.col("role_at") + _count(pl.col("role")),
            of_at=pl.coalesce(
                pl.col("to") + _count(pl.col("of_gap")),
                pl.col("opens") - _count(pl.col("office_gap")) - _count(pl.col("office")),
            ),
        )
        .with_columns(of_to=pl.col("of_at") + pl.coalesce(_count(pl.col("of")), _count(pl.col("office"))))
    )


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


def _is_person() -> pl.Expr:
    """Whether what stands with a run of words says that it is a person's name."""
    before, after = pl.col("before"), pl.col("after")
    titled = pl.col("titles") > 0
    says = after.str.contains(_SAYS) & ~before.str.contains("d$")
    told = before.str.contains(f"{_BY}|{_SAID}|{_FOR}") | after.str.contains(f"^,W|{_IS_FOR}")
    stands_with = pl.any_horizontal(pl.col("role", "of_at").is_not_null())
    within = before.str.contains(r"[RFG][A-Zl&op]{0,8}qd?$") | (before.str.contains("d$") & ~titled)
    full = ~within & (titled | says | told | stands_with)
    lone = titled | before.str.contains("R$") | (says & ~before.str.contains("[A-Zl]$") & (pl.col("at") > 0))
    accepted = pl.when("several").then(full).otherwise(lone)
    beside = before.str.contains(r"^(?:[op]d?[SOB]+)?,?&?$") & (pl.col("at") > 0) & pl.col("several")
    listed = pl.col("chained") & before.str.contains("&$") & pl.col("several")
    after_one = (beside | listed) & accepted.shift(1).over("sentence_id")
    before_one = (beside & accepted).shift(-1).over("sentence_id") & pl.col("several")
    return accepted | after_one.fill_null(value=False) | before_one.fill_null(value=False)


def _count(shape: pl.Expr) -> pl.Expr:
    """The number of words in a shape."""
    return shape.str.len_chars().cast(pl.Int64)
