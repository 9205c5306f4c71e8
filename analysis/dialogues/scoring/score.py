"""Agreement of a dataset with a reader's labels: per facet, per fact of an event, in linking and scope."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dialogues.base.errors import DialoguesError, Problem
from dialogues.base.project import Project
from dialogues.coding import spelling
from dialogues.dataset import Dataset
from dialogues.scoring import gold
from dialogues.scoring.agreement import alpha

_MENTIONED = {
    "topics": "topic",
    "organisations": "organisation",
    "institutions": "institution",
    "instruments": "instrument",
}
_ORDER = ("topics", "counterparts", "organisations", "institutions", "instruments", "plan_periods", "people")
_KEY = ("document_id", "facet", "code")
_JUDGED = (
    "group", "measure", "document_id", "expected", "found", "is_expected", "is_found", "is_right", "counts"
)  # fmt: skip


def against(dataset: Dataset, path: Path) -> pl.DataFrame:
    """Score ``dataset`` against the gold file ``path``.

    Only documents that are in both count. A fact is compared with what the document itself states, not
    with what another text of its event adds.

    Returns
    -------
    pl.DataFrame
        One row per measure: ``measure``, ``group`` (facet, fact, link, scope), ``expected``, ``found``,
        ``correct`` (counts), ``invented`` (facts found where the reader found none), ``precision``,
        ``recall``, ``f1``, ``exact`` (facts: share of documents with exactly the reader's value).
    """
    judged = judge(dataset, path)
    return (
        judged.filter(pl.col("counts"))
        .group_by("group", "measure", maintain_order=True)
        .agg(
            expected=pl.col("is_expected").sum(),
            found=pl.col("is_found").sum(),
            correct=(pl.col("is_right") & pl.col("is_expected")).sum(),
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
        .select(
            "measure", "group", "expected", "found", "correct", "invented",
            "precision", "recall", "f1", "exact",
        )
    )  # fmt: skip


def misses(dataset: Dataset, path: Path) -> pl.DataFrame:
    """One row per disagreement: ``measure, document_id, miss, expected, found, sentence``.

    A miss is ``missed``, ``extra`` or ``wrong``. The sentence is the evidence of what was found; for what
    was missed, the first that speaks of it.
    """
    judged = judge(dataset, path).filter(pl.col("counts") & ~pl.col("is_right"))
    told = judged.with_columns(
        miss=pl.when(pl.col("is_expected") & pl.col("is_found"))
        .then(pl.lit("wrong"))
        .when(pl.col("is_expected"))
        .then(pl.lit("missed"))
        .otherwise(pl.lit("extra"))
    )
    evidence = _evidence(dataset)
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
        told.join(evidence, on=["measure", "document_id", "found"], how="left")
        .join(spoken, on=["measure", "document_id", "expected"], how="left", suffix="_spoken")
        .with_columns(sentence=pl.coalesce("sentence", "sentence_spoken"))
        .select("measure", "document_id", "miss", "expected", "found", "sentence")
    )


def judge(dataset: Dataset, path: Path) -> pl.DataFrame:
    """One row per judgement: what was expected and found, whether that is right, whether it counts."""
    held = set(dataset["documents"]["document_id"])
    readings = [reading for reading in gold.read(path) if reading.document_id in held]
    if not readings:
        raise DialoguesError(
            Problem(
                "None of the gold file's documents is in the dataset.",
                "Name the folder of its texts with --seeds.",
                str(path),
            )
        )
    return pl.concat(
        [
            _facets(dataset, readings),
            _facts(dataset, readings),
            _links(dataset, readings),
            _scope(dataset, readings),
        ]
    )


def between_coders(one: Path, other: Path) -> pl.DataFrame:
    """Krippendorff's alpha between two readers, one row per facet or fact: ``measure, units, alpha``.

    The units of a facet are all pairs of a common document and a code that either reader gave anywhere
    (given or not given); those of a fact are the documents.
    """
    readers = [{reading.document_id: reading for reading in gold.read(path)} for path in (one, other)]
    common = sorted(set(readers[0]) & set(readers[1]))
    rows: list[tuple[str, int, str, str]] = []
    for coder, readings in enumerate(readers):
        for document_id in common:
            reading = readings[document_id]
            rows += [
                (measure, coder, document_id, code)
                for measure, codes in reading.sets().items()
                for code in codes
            ]
            rows += [
                (measure, coder, document_id, right[0] if right else "none")
                for measure, right in reading.facts().items()
            ]
    schema = {"measure": pl.String, "coder": pl.Int64, "document_id": pl.String, "code": pl.String}
    given = pl.DataFrame(rows, schema=schema, orient="row")
    is_fact = pl.col("measure").is_in(gold.FIELDS)
    facts = given.filter(is_fact).select("measure", "coder", unit="document_id", value="code")
    codes = given.filter(~is_fact).unique()
    units = codes.select("measure", "code").unique().join(pl.DataFrame({"document_id": common}), how="cross")
    yes = codes.with_columns(value=pl.lit("yes"))
    sets = (
        units.join(pl.DataFrame({"coder": [0, 1]}, schema={"coder": pl.Int64}), how="cross")
        .join(yes, on=["measure", "coder", "document_id", "code"], how="left")
        .select(
            "measure",
            "coder",
            unit=pl.format("{} {}", "document_id", "code"),
            value=pl.col("value").fill_null("no"),
        )
    )
    judged = pl.concat([sets, facts])
    return pl.DataFrame(
        [
            (measure, part["unit"].n_unique(), alpha(part))
            for (measure,), part in sorted(judged.group_by("measure"), key=lambda group: str(group[0][0]))
        ],
        schema={"measure": pl.String, "units": pl.Int64, "alpha": pl.Float64},
        orient="row",
    )


def _facets(dataset: Dataset, readings: list[gold.Reading]) -> pl.DataFrame:
    """Facets that are sets of codes in a document."""
    rows = [
        (reading.document_id, facet, code, facet == "topics" and code in reading.topics_optional)
        for reading in readings
        for facet, codes in (
            *reading.sets().items(),
            ("topics", [code for code in reading.topics_optional if code not in reading.topics]),
        )
        for code in codes
    ]
    schema = {"document_id": pl.String, "facet": pl.String, "code": pl.String, "optional": pl.Boolean}
    written = pl.DataFrame(rows, schema=schema, orient="row")
    expected = _institution_codes(written, dataset["codes"]).unique(maintain_order=True)
    held = pl.DataFrame({"document_id": [reading.document_id for reading in readings]})
    found = _people(_found(dataset).join(held, on="document_id", how="semi"), expected).select(_KEY).unique()
    return (
        expected.join(found.with_columns(is_found=pl.lit(True)), on=_KEY, how="full", coalesce=True)
        .with_columns(
            is_expected=pl.col("optional").is_not_null(),
            is_found=pl.col("is_found").fill_null(False),
            counts=~pl.col("optional").fill_null(False),
        )
        .with_columns(is_right=pl.col("is_expected") & pl.col("is_found"), group=pl.lit("facet"))
        .with_columns(
            expected=pl.when("is_expected").then("code"),
            found=pl.when("is_found").then("code"),
            measure="facet",
        )
        .with_columns(
            order=pl.col("facet").replace_strict(list(_ORDER), range(len(_ORDER)), return_dtype=pl.Int64)
        )
        .sort("order", "document_id", "code")
        .select(_JUDGED)
    )


def _found(dataset: Dataset) -> pl.DataFrame:
    """One row per document, facet and code of the dataset, with the sentence of the first mention."""
    mentions = dataset["mentions"].filter(assertion="named").sort("document_id", "start")
    named = [
        mentions.filter(pl.col("facet") == facet).select(
            "document_id", "code", "sentence_id", facet=pl.lit(plural)
        )
        for plural, facet in _MENTIONED.items()
    ]
    plans = dataset["plan_references"].filter(
        pl.any_horizontal(pl.col("period_start", "period_end").is_not_null())
    )
    periods = plans.select(
        "document_id",
        "sentence_id",
        code=pl.format(
            "{}-{}", *(pl.col(end).cast(pl.String).fill_null("") for end in ("period_start", "period_end"))
        ),
        facet=pl.lit("plan_periods"),
    )
    people = dataset["people"].select("document_id", "sentence_id", code="name", facet=pl.lit("people"))
    facts = dataset["facts"].filter(pl.col("field") == "counterpart")
    stated = facts.select("document_id", "sentence_id", code="value", facet=pl.lit("counterparts"))
    order = ("document_id", "facet", "code", "sentence_id")
    return pl.concat([frame.select(order) for frame in (*named, periods, people, stated)])


def _institution_codes(expected: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Give institutions written as plain names their codes, by the codebook's own cues."""
    written = pl.col("facet") == "institutions"
    own = codes.filter(pl.col("facet") == "institution")
    given = expected.filter(written, ~pl.col("code").is_in(own["code"].to_list()))["code"].unique().sort()
    if given.is_empty():
        return expected
    known = _coded(given)
    return expected.with_columns(
        code=pl.when(written)
        .then(
            pl.coalesce(
                pl.col("code").replace_strict(known["sentence_id"], known["code"], default=None),
                pl.col("code")
                .str.to_lowercase()
                .replace_strict(own["label"].str.to_lowercase(), own["code"], default=None),
                "code",
            )
        )
        .otherwise("code")
    )


def _coded(given: pl.Series) -> pl.DataFrame:
    """Names of institutions, each as a sentence of its own, with the code of the longest cue in it."""
    from dialogues import codebook
    from dialogues.coding import (
        gazetteer,
        mentions,  # a render, whose gold gives codes, does without
    )

    rules = codebook.load(Project.here().codebook)
    units = pl.DataFrame({"text": given}).with_columns(
        document_id="text",
        sentence_id="text",
        position=pl.lit(0, pl.Int64),
        start=pl.lit(0, pl.Int64),
        end=pl.col("text").str.len_chars().cast(pl.Int64),
        role=pl.lit("body"),
    )
    return (
        mentions.find(units, gazetteer.find(units, rules), rules)
        .filter(pl.col("facet") == "institution")
        .sort("sentence_id", pl.col("end") - pl.col("start"), "code", descending=[False, True, False])
        .unique("sentence_id", keep="first", maintain_order=True)
    )


def _people(found: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    """Give a found person the name the reader wrote, where both can be the same person."""
    wanted = dict(
        expected.filter(pl.col("facet") == "people").group_by("document_id").agg("code").iter_rows()
    )
    people = found.filter(pl.col("facet") == "people")
    same = [
        next((name for name in wanted.get(document_id, []) if spelling.agree(name, code)), code)
        for document_id, code in people.select("document_id", "code").iter_rows()
    ]
    return pl.concat(
        [
            found.filter(pl.col("facet") != "people"),
            people.with_columns(code=pl.Series(same, dtype=pl.String)),
        ]
    )


def _facts(dataset: Dataset, readings: list[gold.Reading]) -> pl.DataFrame:
    """Facts of the event, as each relevant document states them."""
    rows = [
        (reading.document_id, field, right, not (field == "place" and reading.place_optional))
        for reading in readings
        if reading.relevant
        for field, right in reading.facts().items()
    ]
    schema: dict[str, pl.DataType] = {
        "document_id": pl.String(),
        "field": pl.String(),
        "right": pl.List(pl.String()),
        "counts": pl.Boolean(),
    }
    found = dataset["facts"].select("document_id", "field", found="value")
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .join(found, on=["document_id", "field"], how="left", maintain_order="left")
        .with_columns(
            group=pl.lit("fact"),
            measure="field",
            expected=pl.col("right").list.join(" or "),
            is_expected=pl.col("right").list.len() > 0,
            is_found=pl.col("found").is_not_null(),
        )
        .with_columns(
            expected=pl.when("is_expected").then("expected"),
            is_right=pl.when("is_expected")
            .then(pl.col("right").list.contains(pl.col("found")).fill_null(False))
            .otherwise(~pl.col("is_found")),
        )
        .sort(
            pl.col("field").replace_strict(gold.FIELDS, range(len(gold.FIELDS)), return_dtype=pl.Int64),
            "document_id",
        )
        .select(_JUDGED)
    )


def _links(dataset: Dataset, readings: list[gold.Reading]) -> pl.DataFrame:
    """Pairs of documents of one event."""
    events = dataset["documents"].filter(pl.col("event_id").is_not_null()).select("event_id", "document_id")
    linked = (
        events.join(events, on="event_id", suffix="_other")
        .filter(pl.col("document_id") < pl.col("document_id_other"))
        .select(one="document_id", other="document_id_other", is_found=pl.lit(True))
    )
    read = {reading.document_id for reading in readings}
    held = set(dataset["documents"]["document_id"])
    return (
        gold.pairs(readings)
        .filter(pl.col("one").is_in(held) & pl.col("other").is_in(held))
        .join(linked, on=["one", "other"], how="full", coalesce=True)
        .filter(pl.col("one").is_in(read) | pl.col("other").is_in(read))
        .sort("one", "other")
        .with_columns(pair=pl.format("{} = {}", "one", "other"), is_found=pl.col("is_found").fill_null(False))
        .with_columns(
            group=pl.lit("link"),
            measure=pl.lit("links"),
            document_id="one",
            is_expected=pl.col("optional").is_not_null(),
            counts=~pl.col("optional").fill_null(False),
        )
        .with_columns(
            is_right=pl.col("is_expected") & pl.col("is_found"),
            expected=pl.when("is_expected").then("pair"),
            found=pl.when("is_found").then("pair"),
        )
        .select(_JUDGED)
    )


def _scope(dataset: Dataset, readings: list[gold.Reading]) -> pl.DataFrame:
    """Whether each document reports an event with human-rights content."""
    relevant = pl.DataFrame(
        {"document_id": [r.document_id for r in readings], "is_expected": [r.relevant for r in readings]}
    )
    return relevant.join(dataset["documents"], on="document_id", how="left", maintain_order="left").select(
        pl.lit("scope").alias("group"),
        pl.lit("scope").alias("measure"),
        "document_id",
        pl.when("is_expected").then(pl.lit("in scope")).alias("expected"),
        pl.when("in_scope").then(pl.lit("in scope")).alias("found"),
        "is_expected",
        pl.col("in_scope").alias("is_found"),
        (pl.col("in_scope") == pl.col("is_expected")).alias("is_right"),
        pl.lit(True).alias("counts"),
    )


def _evidence(dataset: Dataset) -> pl.DataFrame:
    """The sentence on which each code or fact of a document rests first."""
    facts = dataset["facts"].select("document_id", "sentence_id", measure="field", found="value")
    codes = _found(dataset).select("document_id", "sentence_id", measure="facet", found="code")
    return (
        pl.concat([codes, facts])
        .unique(["measure", "document_id", "found"], keep="first", maintain_order=True)
        .join(dataset["sentences"].select("sentence_id", sentence="text"), on="sentence_id", how="left")
        .drop("sentence_id")
    )
