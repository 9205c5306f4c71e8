"""Frames over clauses: which meeting a clause tells of, and what it gives of it."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.codebook.language import compile_shape
from dialogues.events import shapes

NOUN = " KIND "  # how the meeting that a frame is about is called in its shape
ORGANISER = " ORGANISER "
WITHOUT_NAME = "EVENT"  # symbol of a meeting that is told of without its name
MET = "MEET"
SPOKE = "SPOKE"  # symbol of a meeting that is told of by what two sides did
_MEETINGS = r" (?:KIND|MEETING|OCCASION|BRIEFING|COMMISSION|MEET|RECEIVE|VISIT|EVENT)[ .]"
_PARTIES = r"(?:^| BUILDING  of | [^ ]+ )(?: DET )?(?: ADJ )?(?: (?:PARTY|PAIR|DEMONYM)[.0-9]+ )(?: 's )?"


def tellings(clauses: pl.DataFrame, names: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per clause and meeting named in it, with the clause's columns.

    Adds ``telling``, ``symbol``, ``code`` (its kind) and ``number`` (its name's); in ``shape`` the meeting is
    bare. A clause that names none, but speaks of "the event" or "it", has a row without a kind.
    """
    nouns = {kind.symbol for kind in codebook.kinds} | NOUNS
    symbols = [symbol for symbol in codebook.types() if symbol in nouns | VERBS]
    one = rf" (?:{'|'.join(sorted(symbols))})\.[0-9]+ "
    named = (
        clauses.with_columns(token=pl.col("shape").str.extract_all(one))
        .with_columns(token=pl.when(pl.col("token").list.len() > 0).then("token").otherwise([""]))
        .explode("token")
        .unique(["sentence_id", "clause", "token"], maintain_order=True)
        .with_columns(
            symbol=pl.col("token").str.extract("([A-Z]+)"),
            number=pl.col("token").str.extract(r"\.([0-9]+)").cast(pl.Int64),
        )
    )
    is_verb = pl.col("symbol").is_in(sorted(VERBS))
    bare = pl.when(is_verb).then(pl.format(" {} ", "symbol")).otherwise(pl.lit(NOUN))
    told = (
        named.with_columns(of_other=pl.lit(value=False))
        .filter(pl.col("token") != "")
        .with_columns(shape=pl.col("shape").str.split(pl.col("token")).list.join(bare))
    )
    in_sentence = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    other = in_sentence & pl.col("shape").str.contains(" (?:EARLIER|NEXT|WILL) ").shift(1)
    named = named.with_columns(
        of_other=(other & pl.col("shape").str.contains("^ IT ")).fill_null(value=False)
    )
    unnamed = (
        named.filter(
            ~pl.col("of_other"),
            pl.col("token") == "",
            pl.col("shape").str.contains(" (?:EVENT|IT|ORGANISER) "),
        )
        .with_columns(
            shape=pl.when(~pl.col("shape").str.contains(" (?:EVENT|IT) "))
            .then(pl.col("shape").str.replace(ORGANISER, ORGANISER + NOUN))  # those of the event
            .otherwise(pl.col("shape").str.replace(" EVENT ", NOUN).str.replace(" IT ", NOUN)),
            symbol=pl.lit(WITHOUT_NAME),
        )
        .filter(pl.col("shape").str.contains(NOUN, literal=True))
    )
    kinds = names.select("sentence_id", "number", "code", "start", "end")
    verbs = {verb: kind.code for kind in codebook.kinds for verb in kind.words if verb in VERBS}
    code = pl.col("symbol").replace_strict(verbs, default=pl.col("code"))
    read = (
        pl.concat([told, unnamed])
        .drop("token", "of_other")
        .join(kinds, on=["sentence_id", "number"], how="left", maintain_order="left")
    )
    return (
        pl.concat([read.with_columns(code=code), _spoken(named, names, codebook).select(read.columns)])
        .sort("document_id", "position", "clause", "number")
        .with_row_index("telling")
    )


def _spoken(named: pl.DataFrame, names: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Clauses that name no meeting, in which two sides did on a day what tells of one: they ``MEET``."""
    acts = {act: kind.code for kind in codebook.kinds for act in kind.acts}
    act = rf" ({'|'.join(acts)}) "
    of_two = "|".join(act for kind in codebook.kinds if kind.sides == "two" for act in kind.acts)
    no_side = rf"^ (?:of|about|on|for|in|from|against|over|into|{of_two}) | 's $"  # who is only spoken of
    is_state, body = pl.col("type").is_in(["STATE", "DEMONYM"]), (pl.col("type") == "BODY").any()
    sides = pl.col("side").filter(is_state | (pl.col("type") == "ORG")).n_unique() + (body & ~is_state.any())
    spoke = named.filter(
        ~pl.col("shape").str.contains(_MEETINGS),
        pl.col("shape").str.contains(act),
        pl.col("days").list.eval(~pl.element().str.contains(" SINCE ")).list.any()
        | pl.col("sentence_id").is_in(named.filter("is_dateline")["sentence_id"].implode()),
    ).unique(["sentence_id", "clause"], maintain_order=True)
    return (
        spoke.with_columns(
            code=pl.col("shape").str.extract(act).replace_strict(acts),
            shape=pl.col("shape").str.replace(act, f" {MET} "),
            symbol=pl.lit(SPOKE),
            party=pl.col("shape").str.extract_all(_PARTIES),
        )
        .explode("party")
        .filter(~pl.col("party").str.contains(no_side))
        .pipe(shapes.names_in, pl.col("party"), names.rename({"code": "side"}))
        .filter(sides.over("sentence_id", "clause") > 1)
        .unique(["sentence_id", "clause"], keep="first", maintain_order=True)
    )


NOUNS = frozenset({"BRIEFING", "COMMISSION", "DIALOGUE", "LESSON", "PLAN"})
ORDINARY = ("KIND", "MEETING", "OCCASION", "BRIEFING", "DIALOGUE", "LESSON", WITHOUT_NAME)
VERBS = frozenset({"MEET", "RECEIVE", "VISIT", "REVIEW"})


def match(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per frame, telling and slot: ``telling, frame, rank, held, field, numbers``.

    ``numbers`` are those of the names in the slot; a frame that gives nothing has one row without a field.
    """
    alike = ["symbol", "code", "role", "shape"]  # what pages tell in the same words is read once
    whose = told.select("telling", first=pl.col("telling").first().over(alike))
    told = told.filter(whose["telling"] == whose["first"])
    found = []
    named: dict[tuple[str, ...], pl.DataFrame] = {}  # the tellings of some symbols
    for frame in codebook.frames:
        shape = compile_shape(frame.shape)
        only = tuple(frame.only or (ORDINARY if frame.of == ("KIND",) else frame.of))
        if only not in named:
            named[only] = told.filter(pl.col("symbol").is_in(list(only)))
        rows = named[only]
        if frame.where == "header":
            rows = rows.filter(pl.col("role") == "header")
        if frame.sides != "any":
            rows = rows.filter(pl.col("code").is_in(codebook.kinds_with(frame.sides)))
        rows = rows.filter(pl.col("shape").str.contains(shape.regex))  # last, and on few rows
        mark = {"frame": pl.lit(frame.frame), "rank": pl.lit(frame.rank), "held": pl.lit(frame.held)}
        if rows.is_empty():
            continue
        none = pl.lit(None, pl.String)
        found.append(rows.select(first="telling", **mark, field=none, numbers=none))
        if shape.slots:
            groups = pl.col("shape").str.extract_groups(shape.regex).alias("slots")
            slots = rows.select("telling", groups).unnest("slots")
            for field, slot in (
                (field, slot) for field, some in frame.gives.items() for slot in some.split()
            ):
                given = slots.select(first="telling", **mark, field=pl.lit(field), numbers=pl.col(slot))
                found.append(given.drop_nulls("numbers"))
    schema = {"first": pl.UInt32, "frame": pl.String, "rank": pl.String, "held": pl.Boolean}
    schema |= {"field": pl.String, "numbers": pl.String}
    at = pl.Series("at", [at for at, piece in enumerate(found) for _ in range(piece.height)], pl.Int32)
    read = pl.concat([pl.DataFrame(schema=schema), *found]).with_columns(at)
    return read.join(whose, on="first").sort("at", "telling").select("telling", *list(schema)[1:])
