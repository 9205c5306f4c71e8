"""Agreement between readers of the same texts, and of the rules with the readings that a dataset holds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dialogues.dataset import Dataset
from dialogues.readings.load import FACETS, Reading
from dialogues.scoring import labels
from dialogues.scoring.agreement import alpha


def between(*readers: Sequence[Reading]) -> pl.DataFrame:
    """Krippendorff's alpha between readers, one row per facet or fact: ``measure, units, alpha``.

    The units of a facet are all pairs of a text that two readers read and a code that any of them gave
    anywhere (given or not given); those of a fact are the texts. What a reading leaves out is no judgement.
    """
    sets, facts = [], []
    for coder, readings in enumerate(readers):
        for reading in readings:
            name = reading.document_id
            facts += [(m, coder, name, right[0]) for m, (right, _) in labels.facts(reading.said).items()]
            sets += [
                (measure, coder, name, list(own.codes)) for measure, own in labels.sets(reading.said).items()
            ]
    columns = {"measure": pl.String, "coder": pl.Int64, "document_id": pl.String}
    listed = pl.DataFrame(sets, schema={**columns, "codes": pl.List(pl.String)}, orient="row")
    codes = listed.select("measure", code="codes").explode("code").drop_nulls().unique()
    of_sets = listed.join(codes, on="measure").select(
        "measure",
        "coder",
        unit=pl.format("{} {}", "document_id", "code"),
        value=pl.col("codes").list.contains(pl.col("code")).cast(pl.String),
    )
    of_facts = pl.DataFrame(facts, schema={**columns, "value": pl.String}, orient="row").select(
        "measure", "coder", unit="document_id", value="value"
    )
    twice = pl.col("coder").n_unique().over("measure", "unit") > 1
    judged = pl.concat([of_sets, of_facts]).filter(twice)
    return pl.DataFrame(
        [
            (measure, part["unit"].n_unique(), alpha(part))
            for (measure,), part in sorted(judged.group_by("measure"), key=lambda group: str(group[0][0]))
        ],
        schema={"measure": pl.String, "units": pl.Int64, "alpha": pl.Float64},
        orient="row",
    )


def of_rules(dataset: Dataset) -> pl.DataFrame:
    """How far the rules alone say what the readings say, of the texts read completely.

    Returns
    -------
    pl.DataFrame
        One row per measure: ``measure``, ``expected`` (what stands after reading), ``found`` (what the rules
        had found), ``correct`` (in both alike), ``f1``.
    """
    read = dataset["documents"].filter("is_read").select("document_id")
    own = {
        name: dataset[name].join(read, on="document_id", how="semi")
        for name in ("mentions", "facts", "plan_references", "people", "statements", "corrections")
    }
    mentions, facts = own["mentions"], own["facts"]
    codes = {plural: mentions.filter(pl.col("facet") == facet) for plural, facet in FACETS.items()}
    fields = ("kind", "start_date", "end_date", "month_day", "ordinal", "mode", "place")
    measured = [
        *((plural, held, "code", "mentions", FACETS[plural]) for plural, held in codes.items()),
        *(
            (name, facts.filter(pl.col("field") == field), "value", "facts", field)
            for name, field in (
                ("counterparts", "counterpart"),
                ("participants", "participant"),
                *((field, field) for field in fields),
            )
        ),
        ("plans", own["plan_references"], "reference_id", "plan_references", "plan"),
        ("people", own["people"], "name", "people", "name"),
        ("statements", own["statements"], "statement_id", "statements", "statement"),
    ]
    rows = [
        (name, *_counted(held, key, own["corrections"], table, field))
        for name, held, key, table, field in measured
    ]
    schema = {"measure": pl.String, **dict.fromkeys(("expected", "found", "correct"), pl.Int64)}
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .filter(pl.col("expected") + pl.col("found") > 0)
        .with_columns(f1=2 * pl.col("correct") / (pl.col("expected") + pl.col("found")))
    )


def _counted(
    rows: pl.DataFrame, key: str, corrections: pl.DataFrame, table: str, field: str
) -> tuple[int, int, int]:
    """How many different things stand after reading, how many the rules found, how many both have alike."""
    named = ["document_id", key]
    changed = corrections.filter(pl.col("table") == table, pl.col("field") == field)
    expected = rows.unique(named).height
    correct = rows.filter(pl.col("basis") != "reading").unique(named).height
    added = changed.filter(pl.col("was").is_null()).unique(["document_id", "now"]).height
    removed = changed.filter(pl.col("was").is_not_null(), pl.col("now").is_null())
    removed = removed.join(
        rows.select(document_id="document_id", was=key), on=["document_id", "was"], how="anti"
    )
    put_right = max(expected - correct - added, 0)
    return expected, correct + put_right + removed.unique(["document_id", "was"]).height, correct
