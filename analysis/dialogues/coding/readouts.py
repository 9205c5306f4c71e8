"""Where a text tells what a joint read-out usually tells: its source, single cases, the next meeting."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.codebook.scan import Spoken
from dialogues.dataset import schemas


def vocabulary(codebook: Codebook) -> pl.DataFrame:
    """One row per form of a read-out's cue: ``facet, code, use, form, exact, regex``."""
    return codebook.rules("readout")


def find(sentences: pl.DataFrame, spoken: Spoken, codebook: Codebook) -> pl.DataFrame:
    """Evidence spans of the facet ``readout`` (schemas.Mentions); the longest of a code's in one place."""
    roles = [(code.code, role) for code in codebook.readouts for role in code.lines]
    looked_in = pl.DataFrame(roles, schema=["code", "role"], orient="row")
    found = spoken["readouts"]
    span = ["sentence_id", "facet", "code", "start", "end"]
    cues = found.filter(pl.col("use") == "cue").select(span)
    own = matching.outside(cues, found.filter(pl.col("use") == "exception"), ("facet", "code"))
    place = sentences.select("sentence_id", "document_id", "role", "text", offset="start")
    start, end = pl.col("start"), pl.col("end")
    return (
        matching.longest(own, by=("code",))
        .join(place, on="sentence_id")
        .join(looked_in, on=["code", "role"], how="semi")
        .with_columns(quote=pl.col("text").str.slice(start, end - start))
        .with_columns(start=start + pl.col("offset"), end=end + pl.col("offset"))
        .with_columns(
            mention_id=pl.format("{}.{}.{}.{}", "document_id", "start", "facet", "code"),
            assertion=pl.lit("named"),
            basis=pl.lit("rule"),
        )
        .select(schemas.empty(schemas.Mentions).columns)
        .sort("document_id", "start", "end", "code")
    )
