"""Named people: who, in which function, for which side, and whether they were there.

A sentence becomes a row of symbols, one a word (:mod:`tokens`). In it names are found beside functions,
titles and verbs (:mod:`persons`), then whom they speak for (:mod:`sides`) and whether they took part
(:mod:`presence`). The words are in ``people.yaml``; names are never listed.
"""

from __future__ import annotations

import polars as pl

from dialogues.codebook.codes import Codebook
from dialogues.coding import gazetteer, spelling
from dialogues.coding.people import persons, presence, sides, tokens
from dialogues.dataset import schemas

NAMED = "named"
_PERSON = ["document_id", "surname", "initial"]
_KEPT = ["faces", "by_default"]  # what complete needs beside the table's columns


def find(
    sentences: pl.DataFrame, mentions: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Find the people of each document (schemas.People, with ``faces`` and ``by_default`` of sides.find).

    Parameters
    ----------
    sentences, mentions
        Tables of these names.
    states
        What gazetteer.find found.
    codebook
        Words by which people are named.
    """
    parties = tokens.parties(sentences, mentions, states)
    words = tokens.find(sentences, parties, codebook)
    found = (
        persons.find(tokens.shapes(words)).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    )
    written = _as_written(found, words, sentences)
    home = gazetteer.home(states, codebook)
    placed = sides.find(written.filter("is_person"), words, parties, home, codebook)
    columns = ["row", "organisation", "side", "stated", "party", *_KEPT]
    told = presence.find(written.join(placed.select(columns), on="row", how="left", maintain_order="left"))
    return _once(told)


def complete(people: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Give a side to those of whom only the parties of their document's event tell it (schemas.People).

    Where two sides met, the heads of the delegations speak for one each, and an envoy to one of them for the
    other.

    Parameters
    ----------
    people
        What :func:`find` found.
    parties
        Who met: ``document_id, side, is_state`` (facts.parties_of).
    """
    two = (
        parties.group_by("document_id")
        .agg(
            home=pl.col("side").filter("is_state").first(),
            other=pl.col("side").filter(~pl.col("is_state")).first(),
            sides=pl.col("side").n_unique(),
        )
        .filter(pl.col("sides") == 2)
    )
    known = pl.when(pl.col("is_head") & ~pl.col("by_default")).then("side")
    heads_known = [(known == pl.col(side)).any().over("document_id") for side in ("home", "other")]
    open_ = pl.col("is_head") & (pl.col("side").is_null() | pl.col("by_default"))
    default_home = (pl.col("is_head") & pl.col("by_default")).any().over("document_id")
    return (
        people.join(two, on="document_id", how="left", maintain_order="left")
        .with_columns(
            side=pl.when(open_ & heads_known[0])
            .then("other")
            .when(open_ & heads_known[1])
            .then("home")
            .when(open_ & pl.col("side").is_null() & default_home)
            .then("other")
            .when(pl.col("faces") & pl.col("side").is_null())
            .then("other")
            .otherwise("side")
        )
        .select(schemas.empty(schemas.People).columns)
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


def _once(told: pl.DataFrame) -> pl.DataFrame:
    """One row per person and document: mentions whose names agree are one person."""
    rows = _with_keys(told)
    known = rows.filter("is_person").select("document_id", "surname").unique()
    fullest = pl.col("initial").replace("", None)
    stated = pl.col("side").filter(pl.col("stated").is_not_null()).first()
    here = pl.col("presence")
    return (
        rows.join(known, on=["document_id", "surname"], how="semi", maintain_order="left")
        .sort("document_id", "position", "at")
        .with_columns(
            fullest.backward_fill()
            .forward_fill()
            .over("document_id", "surname")
            .fill_null("")
            .alias("initial")
        )
        .with_columns(
            is_head=pl.col("leads").any().over(_PERSON),
            side=pl.coalesce(stated.over(_PERSON), pl.col("side").drop_nulls().first().over(_PERSON)),
            by_default=pl.col("stated").is_null().all().over(_PERSON)
            & pl.col("by_default").any().over(_PERSON),
            faces=pl.col("faces").any().over(_PERSON),
            presence=pl.when((here == "absent").any().over(_PERSON))
            .then(pl.lit("absent"))
            .when((here == "took_part").any().over(_PERSON))
            .then(pl.lit("took_part"))
            .otherwise(pl.lit(NAMED)),
        )
        .filter("is_person")
        .sort([*_PERSON, "again", pl.col("role").is_null(), "position", "at"])
        .unique(_PERSON, keep="first", maintain_order=True)
        .with_columns(
            person_id=pl.concat_str(
                "surname",
                pl.when(pl.col("initial") != "").then("initial"),
                pl.col("organisation").str.to_lowercase(),
                separator="-",
                ignore_nulls=True,
            ),
            start=pl.col("offset") + pl.col("name_start"),
            end=pl.col("offset") + pl.col("name_end"),
            event_id=pl.lit(None, pl.String),
            basis=pl.lit("rule"),
        )
        .select(*schemas.empty(schemas.People).columns, *_KEPT)
        .sort("document_id", "start")
    )


def _with_keys(told: pl.DataFrame) -> pl.DataFrame:
    """Add surname and initial in one spelling, of persons and of words that can be their names again."""
    rows = told.with_columns(
        last=pl.col("name").str.extract(r"([\p{L}\p{M}'’-]+)$").str.to_lowercase(),
        parts=pl.col("name").str.extract_all(r"[\p{L}\p{M}'’-]{3,}"),
    )
    full = (
        rows.filter("is_person", pl.col("parts").list.len() > 1)
        .select("document_id", full="name", all_parts="parts")
        .unique()
    )
    part = pl.col("parts").list.set_difference("all_parts").list.len() == 0
    fuller = (
        rows.select("document_id", "name", "parts")
        .unique()
        .join(full, on="document_id")
        .filter(
            part, pl.col("parts").list.len() > 0, pl.col("parts").list.len() < pl.col("all_parts").list.len()
        )
        .sort("document_id", "name", "full")
        .unique(["document_id", "name"], keep="first", maintain_order=True)
        .select("document_id", "name", "full")
    )
    persons_only = rows.filter("is_person").select("document_id", "last").unique()
    known = rows.join(fuller, on=["document_id", "name"], how="left", maintain_order="left").filter(
        pl.col("full").is_not_null()
        | pl.struct("document_id", "last").is_in(
            persons_only.select(pl.struct("document_id", "last")).to_series().implode()
        )
    )
    whole = pl.coalesce("full", "name")
    return known.with_columns(
        surname=whole.map_elements(spelling.surname, return_dtype=pl.String),
        initial=whole.map_elements(spelling.initial, return_dtype=pl.String),
        again=pl.col("full").is_not_null(),
    ).filter(pl.col("surname") != "")
