"""Where and how an event was held."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import states

_JOINS = " (?:ATTEND|connected|followed|TAKE_PLACE|DISCUSS) "
OUT = ("document_id", "sentence_id", "value", "frame", "assertion", "at", "to")


def choose(
    about: pl.DataFrame, clauses: pl.DataFrame, named: pl.DataFrame, slots: pl.DataFrame, texts: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The fields ``place`` and ``mode``: ``document_id, sentence_id, value, at, to, frame, assertion``.

    A city in the clause that tells of the event, or that is its host; else a town that no list knows; else a country;
    else the city of the dateline. What is held by video has no place.
    """
    columns = ("document_id", "sentence_id", "position", "clause", "order", "assertion")
    held = about
    lifted = [
        held.select(*columns, lifted=pl.col(name), step=pl.lit(step))
        for name, step in (("places", 0), ("towns", 1), ("countries", 4))
    ]
    lines = (
        clauses.filter("is_dateline", pl.col("rank") == 1)
        .join(about.filter(pl.col("order") <= 1).select("sentence_id").unique(), on="sentence_id", how="semi")
        .select(
            "document_id",
            "sentence_id",
            "position",
            "clause",
            pl.lit(9, pl.Int32).alias("order"),
            pl.lit("held").alias("assertion"),
            lifted=pl.col("whole").str.extract_all(r" CITY\.[0-9]+ "),
            step=pl.lit(3),
        )
    )
    found = pl.concat([*lifted, lines.cast(dict(lifted[0].schema))]).explode("lifted").drop_nulls("lifted")
    spans = named.select("sentence_id", "number", "type", "code", at="start", to="end")
    found = (
        found.with_columns(
            number=pl.col("lifted").str.extract(r"(?:CITY|COUNTRY|NAME|MODE)\.([0-9]+)").cast(pl.Int64),
            frame=pl.lit(None, pl.String),
            before=pl.col("lifted").str.extract(r"^ ([^ ]+) "),
        )
        .filter(
            pl.col("before").is_null()
            | pl.col("before").is_in(["in", "at", ",", "(", "from", "DET", "to", ":", "CITY"])
            | (pl.col("step") != 0)
        )
        .join(spans, on=["sentence_id", "number"])
        .select(*columns, "step", "type", "code", "at", "to", "frame")
    )
    hosts = (
        slots.filter(pl.col("field") == "place")
        .select(
            *columns,
            pl.when(pl.col("type") == "STATE").then(4).otherwise(0).alias("step"),
            "type",
            "code",
            "frame",
            at="start",
            to="end",
        )
        .select(found.columns)
    )
    words = texts.select("sentence_id", "plain")
    town = pl.col("plain").str.slice("at", pl.col("to") - pl.col("at"))
    place = (
        pl.concat([found, hosts.cast(dict(found.schema))])
        .join(words, on="sentence_id")
        .with_columns(
            value=pl.when(pl.col("type") == "STATE")
            .then(pl.col("code").replace_strict(states(), default=None))
            .when(pl.col("type") == "NAME")
            .then(town.str.strip_chars(".,"))
            .otherwise("code"),
        )
        .filter(pl.col("type").is_in(["CITY", "NAME", "STATE"]))
        .sort("document_id", "step", "order", "position", "clause", "at")
        .unique("document_id", keep="first", maintain_order=True)
    )
    modes = (
        about.filter(
            (pl.col("order") <= 4)
            | pl.col("whole").str.contains(
                " (?:MEET|HOLD|TAKE_PLACE|MEETING|KIND|ATTEND|connected|followed)[ .]"
            )
        )
        .select(*columns, "whole", lifted=pl.col("modes"))
        .explode("lifted")
        .drop_nulls("lifted")
        .with_columns(
            number=pl.col("lifted").str.extract(r"(?:CITY|COUNTRY|NAME|MODE)\.([0-9]+)").cast(pl.Int64),
            frame=pl.lit(None, pl.String),
        )
        .join(spans, on=["sentence_id", "number"])
        .with_columns(
            value="code",
            first=pl.col("code") != "hybrid",
            joins=pl.col("whole").str.contains(_JOINS)
            & ~pl.col("whole").str.contains(" (?:HOLD|TAKE_PLACE) "),
        )
        .sort("document_id", "first", "order", "position", "clause", "at")
        .unique("document_id", keep="first", maintain_order=True)
    )
    joined = modes.filter(pl.col("value") == "video", pl.col("joins")).join(
        place, on="document_id", how="semi"
    )
    modes = modes.with_columns(
        value=pl.when(pl.col("document_id").is_in(joined["document_id"].implode()))
        .then(pl.lit("hybrid"))
        .otherwise("value")
    )
    video = modes.filter(pl.col("value") == "video")
    place = place.join(video, on="document_id", how="anti")
    houses = slots.filter(pl.col("field") == "house", pl.col("type") == "BODY").select(
        "document_id",
        "sentence_id",
        pl.lit("in_person").alias("value"),
        "frame",
        "assertion",
        at="start",
        to="end",
    )
    received = about.filter(pl.col("symbol").is_in(["RECEIVE", "VISIT"]), pl.col("order") == 0).select(
        "document_id",
        "sentence_id",
        pl.lit("in_person").alias("value"),
        pl.lit(None, pl.String).alias("frame"),
        "assertion",
        at="start",
        to="end",
    )
    there = pl.concat(
        [place.with_columns(value=pl.lit("in_person")).select(OUT), houses.select(OUT), received.select(OUT)]
    )
    mode = pl.concat([modes.select(OUT), there]).unique("document_id", keep="first", maintain_order=True)
    return {"place": place.select(OUT), "mode": mode}
