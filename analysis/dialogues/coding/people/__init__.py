"""Named people: who, in which function, for which side, and whether they were there.

A sentence becomes a row of classes, one a word (:mod:`tokens`). In it names are found beside functions,
titles and verbs (:mod:`persons`), then whom they speak for (:mod:`sides`) and whether they took part
(:mod:`presence`), by the :mod:`frames` of ``people_frames.yaml``. What the sentences leave open the event
tells (:mod:`completing`). The words are in ``people.yaml``; names are never listed.
"""

from __future__ import annotations

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook.book import Codebook
from dialogues.codebook.scan import Spoken
from dialogues.coding import gazetteer
from dialogues.coding.people import completing, frames, identity, persons, presence, sides, tokens, vocabulary
from dialogues.dataset import schemas

complete = completing.complete
once = identity.once
fitting = frames.fitting


@kept
def find(
    sentences: pl.DataFrame,
    spoken: Spoken,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Find the people of each document (schemas.People, with what identity.KEPT names).

    Parameters
    ----------
    sentences, mentions
        Tables of these names.
    spoken
        What phrases.find found.
    states
        What gazetteer.find found.
    codebook
        Words by which people are named.
    """
    return identity.once(read(sentences, spoken, mentions, states, codebook))


def read(
    sentences: pl.DataFrame,
    spoken: Spoken,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Read what sentences say of each name that may be a person's: one row per name, given what find is."""
    words, by = vocabulary.read(codebook), frames.of(codebook)
    told = tokens.about_people(sentences, words)
    parties = tokens.parties(told, spoken, mentions, states)
    said = tokens.find(told, spoken, parties, words)
    found = persons.find(tokens.shapes(said, by.rows), by).with_row_index("row")
    written = _as_written(found.with_columns(pl.col("row").cast(pl.Int64)), said, told)
    home = gazetteer.home(states, codebook)
    placed = sides.find(written.filter("is_person"), by, said, parties, home, codebook)
    columns = ["row", "organisation", "side", "stated", "party", "heads", *identity.OF_SIDES]
    rows = written.join(placed.select(columns), on="row", how="left", maintain_order="left")
    return presence.find(rows, by)


def heads_in_doubt(people: pl.DataFrame) -> pl.DataFrame:
    """Doubts where two sentences say of two people that they led one side (schemas.Doubts)."""
    one_side = ["document_id", "side"]
    return (
        people.filter("is_head", pl.col("side").is_not_null())
        .filter(pl.col("sentence_id").n_unique().over(one_side) > 1)
        .group_by("document_id", maintain_order=True)
        .agg(
            field=pl.lit("head"),
            values=pl.col("name").str.join("|"),
            sentence_ids=pl.col("sentence_id").unique(maintain_order=True).str.join("|"),
        )
    )


def speaking(statements: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Give statements the person whose surname names the speaker, where it is one (schemas.Statements)."""
    last = pl.col("name").str.extract(r"([\p{L}\p{M}'’-]+)$")
    one = (
        statements.drop_nulls("speaker")
        .select("statement_id", "document_id", "speaker")
        .join(people.select("document_id", "person_id", "name"), on="document_id")
        .filter(pl.col("speaker").str.contains(last, literal=True))
        .group_by("statement_id")
        .agg(pl.col("person_id").unique())
        .filter(pl.col("person_id").list.len() == 1)
        .select("statement_id", pl.col("person_id").list.first())
    )
    return (
        statements.drop("person_id")
        .join(one, on="statement_id", how="left", maintain_order="left")
        .select(statements.columns)
    )


def mentions_of(found: pl.DataFrame) -> pl.DataFrame:
    """Give the names as mentions (schemas.Mentions), one a person and document."""
    return found.select(
        "document_id",
        "sentence_id",
        "start",
        "end",
        "basis",
        mention_id=pl.format("{}.{}.person.{}", "document_id", "start", "person_id"),
        facet=pl.lit("person"),
        code="person_id",
        quote="name",
        assertion=pl.lit("named"),
    ).select(*schemas.empty(schemas.Mentions).columns)


def _as_written(found: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add the text of names and functions, and where they stand in the document."""
    at = words.select("sentence_id", "index", "at")
    to = words.select("sentence_id", "index", "to", "owns")

    def placed(frame: pl.DataFrame, name: str, first: str, last: str) -> pl.DataFrame:
        begins = at.rename({"index": first, "at": f"{name}_start"})
        ends = to.with_columns(pl.col("index") + 1).rename(
            {"index": last, "to": f"{name}_end", "owns": f"{name}_owns"}
        )
        return frame.join(begins, on=["sentence_id", first], how="left", maintain_order="left").join(
            ends, on=["sentence_id", last], how="left", maintain_order="left"
        )

    texts = sentences.select("sentence_id", "text", "position", "is_background", offset="start")
    rows = placed(placed(found, "name", "at", "to"), "role", "role_at", "role_to")
    return rows.join(texts, on="sentence_id", how="left", maintain_order="left").with_columns(
        name=pl.col("text").str.slice("name_start", pl.col("name_end") - pl.col("name_start")),
        role=pl.col("text").str.slice("role_start", pl.col("role_end") - pl.col("role_start")),
        owns="name_owns",
    )
