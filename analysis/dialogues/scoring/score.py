"""Agreement of a dataset with what was read in its texts: per facet, per fact, in linking and scope."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dialogues.base import typed_yaml
from dialogues.base.errors import Problem, UsageError
from dialogues.dataset import Dataset
from dialogues.readings.load import Reading
from dialogues.scoring import labels
from dialogues.scoring.judging import found_codes, judge


def against(dataset: Dataset, readings: Sequence[Reading], by: str | None = None) -> pl.DataFrame:
    """Score ``dataset`` against ``readings``.

    Returns
    -------
    pl.DataFrame
        One row per measure, and per value of the key ``by`` of readings: ``measure``, ``group`` (facet, fact,
        person, link, scope), ``texts`` (over how many), ``expected``, ``found``, ``correct`` (counts),
        ``invented`` (facts found where the reader found none), ``precision``, ``recall``, ``f1``, ``exact``
        (share of judgements that are right; empty for sets).
    """
    return tally(judge(dataset, readings), readings, by)


def tally(judged: pl.DataFrame, readings: Sequence[Reading], by: str | None = None) -> pl.DataFrame:
    """Count the judgements, measure by measure."""
    keys = _keys(readings, by)
    labelled = _labelled(readings).join(keys, on="document_id")
    texts = labelled.group_by("measure", "key").agg(texts=pl.col("document_id").n_unique())
    made = (
        judged.filter(pl.col("counts"))
        .join(keys, on="document_id", maintain_order="left")
        .group_by("key", "group", "measure", maintain_order=True)
        .agg(
            expected=pl.col("is_expected").sum(),
            found=pl.col("is_found").sum(),
            correct=(pl.col("is_right") & pl.col("is_expected") & pl.col("is_found")).sum(),
            invented=pl.when(pl.col("group").first() == "fact").then(
                (pl.col("is_found") & ~pl.col("is_expected") & ~pl.col("is_right")).sum()
            ),
            exact=pl.when(pl.col("group").first() != "facet").then(pl.col("is_right").mean()),
        )
        .with_columns(
            precision=pl.col("correct") / pl.col("found"),
            recall=pl.col("correct") / pl.col("expected"),
        )
        .with_columns(
            pl.col("precision", "recall").fill_nan(None),
            f1=(2 * pl.col("correct") / (pl.col("found") + pl.col("expected"))).fill_nan(None),
        )
        .join(texts, on=["measure", "key"], how="left", maintain_order="left")
        .select(
            *([pl.col("key").alias(by)] if by else []),
            "measure", "group", "texts", "expected", "found", "correct", "invented",
            "precision", "recall", "f1", "exact",
        )
    )  # fmt: skip
    return made.sort(by, maintain_order=True) if by else made


def misses(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """One row per disagreement: ``measure, document_id, miss, expected, found, sentence``.

    A miss is ``missed``, ``extra`` or ``wrong``. The sentence is the evidence of what was found; for what
    was missed, the first that speaks of it.
    """
    judged = judge(dataset, readings).filter(pl.col("counts") & ~pl.col("is_right"))
    told = judged.with_columns(
        miss=pl.when(pl.col("is_expected") & pl.col("is_found"))
        .then(pl.lit("wrong"))
        .when(pl.col("is_expected"))
        .then(pl.lit("missed"))
        .otherwise(pl.lit("extra"))
    )
    sentences = dataset["sentences"].select("document_id", "position", pl.col("text").alias("sentence"))
    spoken = (
        told.filter(pl.col("miss") == "missed")
        .with_columns(stem=pl.col("expected").str.to_lowercase().str.extract_all(r"[a-z]{5,}|[0-9-]{4,}"))
        .explode("stem")
        .with_columns(pl.col("stem").str.head(9))
        .drop_nulls("stem")
        .join(sentences, on="document_id")
        .filter(pl.col("sentence").str.to_lowercase().str.contains(pl.col("stem"), literal=True))
        .sort("position")
        .unique(["measure", "document_id", "expected"], keep="first", maintain_order=True)
        .select("measure", "document_id", "expected", "sentence")
    )
    return (
        told.join(
            _evidence(dataset), on=["measure", "document_id", "found"], how="left", maintain_order="left"
        )
        .join(
            spoken,
            on=["measure", "document_id", "expected"],
            how="left",
            suffix="_spoken",
            maintain_order="left",
        )
        .with_columns(sentence=pl.coalesce("sentence", "sentence_spoken"))
        .select("measure", "document_id", "miss", "expected", "found", "sentence")
    )


def _keys(readings: Sequence[Reading], by: str | None) -> pl.DataFrame:
    """One row per document: ``key``, by which its judgements are counted."""
    if by is not None and by not in labels.names():
        problem = f"Readings have no key {by!r}."
        raise UsageError(Problem(problem, typed_yaml.nearest(by, labels.names(), "Name another with --by.")))
    rows = [(r.document_id, labels.value_of(r, by) if by else "") for r in readings]
    return pl.DataFrame(rows, schema={"document_id": pl.String, "key": pl.String}, orient="row")


def _labelled(readings: Sequence[Reading]) -> pl.DataFrame:
    """One row per document and measure that its reading speaks of."""
    fields = labels.people(readings).select("document_id", measure="field").unique()
    rows = [
        (reading.document_id, measure)
        for reading in readings
        for measure in (
            *labels.sets(reading.said),
            *labels.facts(reading.said),
            *(["scope"] if reading.said.scope is not None else []),
            *(["statements", "statement_side"] if reading.said.statements is not None else []),
            *(["links"] if reading.said.event is not None else []),
        )
    ]
    told = pl.DataFrame(rows, schema=dict.fromkeys(("document_id", "measure"), pl.String), orient="row")
    return pl.concat([told, fields])


def _evidence(dataset: Dataset) -> pl.DataFrame:
    """The sentence on which each code or fact of a document rests first."""
    facts = dataset["facts"].select("document_id", "sentence_id", measure="field", found="value")
    codes = found_codes(dataset).select("document_id", "sentence_id", measure="facet", found="code")
    said = dataset["statements"].select(
        "document_id", "sentence_id", measure=pl.lit("statements"), found="statement"
    )
    return (
        pl.concat([codes, facts, said])
        .unique(["measure", "document_id", "found"], keep="first", maintain_order=True)
        .join(dataset["sentences"].select("sentence_id", sentence="text"), on="sentence_id", how="left")
        .drop("sentence_id")
    )
