"""Which mentions of names are one person: by surname, first initial, and parts of a full name."""

from __future__ import annotations

import polars as pl

from dialogues.coding import spelling
from dialogues.dataset import schemas

OF_SIDES = ["faces", "by_default", "private"]
KEPT = [*OF_SIDES, "joins", "untold"]  # not in the table; untold: nothing is said of whether they were there
_PERSON = ["document_id", "surname", "initial"]
_NAMED, _TOOK_PART, _ABSENT = "named", "took_part", "absent"


def once(told: pl.DataFrame) -> pl.DataFrame:
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
            is_head=(pl.col("leads") & (here == _TOOK_PART)).any().over(_PERSON)
            & ~(here == _ABSENT).fill_null(value=False).any().over(_PERSON),
            side=pl.coalesce(stated.over(_PERSON), pl.col("side").drop_nulls().first().over(_PERSON)),
            by_default=pl.col("stated").is_null().all().over(_PERSON)
            & pl.col("by_default").any().over(_PERSON),
            faces=pl.col("faces").any().over(_PERSON),
            private=pl.col("private").any().over(_PERSON),
            joins=pl.col("joins").any().over(_PERSON),
            untold=here.is_null().all().over(_PERSON),
            presence=pl.when((here == _ABSENT).any().over(_PERSON))
            .then(pl.lit(_ABSENT))
            .when((here == _TOOK_PART).any().over(_PERSON))
            .then(pl.lit(_TOOK_PART))
            .otherwise(pl.lit(_NAMED)),
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
        .select(*schemas.empty(schemas.People).columns, *KEPT)
        .sort("document_id", "start")
    )


def _with_keys(told: pl.DataFrame) -> pl.DataFrame:
    """Add surname and initial in one spelling, of persons and of words that can be their names again."""
    rows = told.with_columns(
        last=pl.col("name").str.extract(r"([\p{L}\p{M}'’-]+)$").str.to_lowercase(),
        parts=pl.col("name").str.extract_all(r"[\p{L}\p{M}'’-]{3,}"),
    )
    lasts = rows.filter("is_person").select("document_id", "last", known=pl.lit(value=True)).unique()
    return (
        rows.join(_fuller(rows), on=["document_id", "name"], how="left", maintain_order="left")
        .join(lasts, on=["document_id", "last"], how="left", maintain_order="left")
        .filter(pl.any_horizontal(pl.col("full", "known").is_not_null()))
        .with_columns(whole=pl.coalesce("full", "name"), again=pl.col("full").is_not_null())
        .pipe(_with_spelling)
        .filter(pl.col("surname") != "")
    )


def _with_spelling(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``surname`` and ``initial`` of the ``whole`` name, each name once."""
    names = rows["whole"].unique()
    spelt = {
        name: pl.Series([spell(written) for written in names], dtype=pl.String)
        for name, spell in (("surname", spelling.surname), ("initial", spelling.initial))
    }
    return rows.join(pl.DataFrame({"whole": names, **spelt}), on="whole", maintain_order="left")


def _fuller(rows: pl.DataFrame) -> pl.DataFrame:
    """Names all of whose words stand in a longer one of the document: ``document_id, name, full``."""
    words = pl.col("parts").list.len()
    long = rows.filter("is_person", words > 1).select("document_id", full="name", all_parts="parts").unique()
    inside = pl.col("parts").list.set_difference("all_parts").list.len() == 0
    return (
        rows.filter(words > 0)
        .select("document_id", "name", "parts")
        .unique()
        .join(long, on="document_id")
        .filter(inside, words < pl.col("all_parts").list.len())
        .sort("document_id", "name", "full")
        .unique(["document_id", "name"], keep="first", maintain_order=True)
        .select("document_id", "name", "full")
    )
