"""Where a text tells what a joint read-out usually tells: its source, single cases, the next meeting."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.scan import Spoken
from dialogues.dataset import schemas


def vocabulary(codebook: Codebook) -> pl.DataFrame:
    """One row per form of a read-out's cue: ``facet, code, use, form, exact, regex``."""
    return codebook.rules("readout")


def find(sentences: pl.DataFrame, spoken: Spoken, codebook: Codebook) -> pl.DataFrame:
    """Evidence spans of the facet ``readout`` (schemas.Mentions); the longest of a code's in one place."""
    roles = [(code.code, role) for code in codebook.readouts for role in code.lines]
    looked_in = pl.DataFrame(roles, schema={"code": pl.String, "role": pl.String}, orient="row")
    found = spoken["readouts"]
    span = ["sentence_id", "facet", "code", "start", "end"]
    cues = found.filter(pl.col("use") == "cue").select(span)
    own = matching.outside(cues, found.filter(pl.col("use") == "exception"), ("facet", "code"))
    roles_of = sentences.select("sentence_id", "role")
    longest = matching.longest(own, by=("code",)).join(roles_of, on="sentence_id")
    return (
        matching.in_document(longest.join(looked_in, on=["code", "role"], how="semi"), sentences)
        .pipe(schemas.as_mentions, basis=pl.lit("rule"))
        .sort("document_id", "start", "end", "code")
    )
