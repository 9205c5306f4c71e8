"""Each judgement on a dataset by the labels of its texts: what was expected, what found, does it count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from dialogues.base.errors import DialoguesError, Problem
from dialogues.coding import spelling
from dialogues.dataset import Dataset
from dialogues.readings import words
from dialogues.readings.load import FACETS, Reading
from dialogues.scoring import labels

_KEY = ("document_id", "facet", "code")
JUDGED = (
    "group", "measure", "document_id", "expected", "found", "is_expected", "is_found", "is_right", "counts"
)  # fmt: skip


def judge(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """One row per judgement, with the columns ``JUDGED``.

    Only documents that are in both count. A fact is compared with what the document itself states, not with
    what another text of its event adds. What a reading leaves out is not judged.
    """
    held = set(dataset["documents"]["document_id"])
    read = [reading for reading in readings if reading.document_id in held]
    if not read:
        problem = "None of the texts read is in the dataset."
        raise DialoguesError(Problem(problem, "Name the folder of the texts with --seeds."))
    return pl.concat(
        [
            _facets(dataset, read),
            _facts(dataset, read),
            _persons(dataset, read),
            _statements(dataset, read),
            _links(dataset, read),
            _scope(dataset, read),
        ]
    )


def found_codes(dataset: Dataset) -> pl.DataFrame:
    """One row per document, facet and code of the dataset, with the sentence of the first mention."""
    mentions = dataset["mentions"].filter(pl.col("assertion") == "named").sort("document_id", "start")
    named = [
        mentions.filter(pl.col("facet") == facet).select(
            "document_id", "code", "sentence_id", facet=pl.lit(plural)
        )
        for plural, facet in FACETS.items()
    ]
    years = ("period_start", "period_end")
    plans = dataset["plan_references"].filter(pl.any_horizontal(pl.col(years).is_not_null()))
    periods = plans.select(
        "document_id",
        "sentence_id",
        code=pl.format("{}-{}", *(pl.col(end).cast(pl.String).fill_null("") for end in years)),
        facet=pl.lit("plan_periods"),
    )
    people = dataset["people"].select("document_id", "sentence_id", code="name", facet=pl.lit("people"))
    facts = dataset["facts"].filter(pl.col("field") == "counterpart")
    stated = facts.select("document_id", "sentence_id", code="value", facet=pl.lit("counterparts"))
    order = (*_KEY, "sentence_id")
    return pl.concat([frame.select(order) for frame in (*named, periods, people, stated)])


def _facets(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Facets that are sets of codes in a document."""
    sets = [(r.document_id, facet, own) for r in readings for facet, own in labels.sets(r.said).items()]
    rows = [
        (document_id, facet, code, code not in own.codes)
        for document_id, facet, own in sets
        for code in dict.fromkeys((*own.codes, *own.optional))
    ]
    schema = {**dict.fromkeys(_KEY, pl.String), "optional": pl.Boolean}
    expected = pl.DataFrame(rows, schema=schema, orient="row")
    listed = pl.DataFrame(
        [(document_id, facet) for document_id, facet, _ in sets],
        schema=dict.fromkeys(_KEY[:2], pl.String),
        orient="row",
    )
    own = found_codes(dataset).join(listed, on=list(_KEY[:2]), how="semi")
    found = _people(own, expected).select(_KEY).unique()
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
        .sort(_ranked("facet", labels.SETS), "document_id", "code")
        .select(JUDGED)
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


def _facts(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Facts of the event, as each document states them."""
    rows = [
        (reading.document_id, field, right, counts)
        for reading in readings
        for field, (right, counts) in labels.facts(reading.said).items()
    ]
    schema: dict[str, pl.DataType] = {
        "document_id": pl.String(),
        "field": pl.String(),
        "right": pl.List(pl.String()),
        "counts": pl.Boolean(),
    }
    found = dataset["facts"].select("document_id", "field", found="value")
    given = pl.col("right").list.filter(pl.element() != labels.NONE)
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .join(found, on=["document_id", "field"], how="left", maintain_order="left")
        .with_columns(
            group=pl.lit("fact"),
            measure="field",
            expected=given.list.join(" or "),
            is_expected=pl.col("right").list.first() != labels.NONE,
            is_found=pl.col("found").is_not_null(),
            is_right=pl.col("right").list.contains(pl.col("found").fill_null(labels.NONE)),
        )
        .with_columns(expected=pl.when("is_expected").then("expected"))
        .sort(_ranked("field", labels.FACTS), "document_id")
        .select(JUDGED)
    )


def _persons(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Role, side, presence and lead of the people whom both the reader and the dataset name."""
    held: dict[str, list[dict[str, object]]] = {}
    for row in dataset["people"].iter_rows(named=True):
        held.setdefault(row["document_id"], []).append(row)
    rows = []
    for document_id, name, field, expected in labels.people(readings).iter_rows():
        own = [row for row in held.get(document_id, []) if spelling.agree(str(row["name"]), name)]
        if own:
            value = own[0][labels.OF_PEOPLE[field]]
            found = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
            right = words.same(found, expected) or (field == "role" and _alike(found, expected))
            rows.append((field, document_id, expected or None, found or None, right))
    schema = {
        **dict.fromkeys(("measure", "document_id", "expected", "found"), pl.String),
        "is_right": pl.Boolean,
    }
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .with_columns(
            group=pl.lit("person"),
            is_expected=pl.col("expected").is_not_null(),
            is_found=pl.col("found").is_not_null(),
            counts=pl.lit(True),
        )
        .sort(_ranked("measure", tuple(labels.OF_PEOPLE)), "document_id", maintain_order=True)
        .select(JUDGED)
    )


def _statements(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Statements of the same kind that share words, each labelled one with one found; and who made them."""
    texts = dict(dataset["documents"].select("document_id", "text").iter_rows())
    held: dict[str, list[dict[str, Any]]] = {}
    for row in dataset["statements"].sort("document_id", "start").iter_rows(named=True):
        held.setdefault(row["document_id"], []).append(row)
    rows: list[dict[str, Any]] = []

    def add(measure: str, document_id: str, expected: str | None, found: str | None, *, counts: bool) -> None:
        key = {"measure": measure, "document_id": document_id, "expected": expected, "found": found}
        right = expected == found if measure == "statement_side" else None not in (expected, found)
        rows.append({**key, "is_right": right, "counts": counts})

    for reading in readings:
        if reading.said.statements is None:
            continue
        left = held.get(reading.document_id, [])
        for entry in reading.said.statements.add:
            places = [
                place for each in entry.words for place in words.places(texts[reading.document_id], each)
            ]
            own = next(
                (row for row in left if row["statement"] == entry.statement and _meets(row, places)), None
            )
            name = None if own is None else str(own["statement"])
            add("statements", reading.document_id, entry.statement, name, counts=not entry.optional)
            if own is not None:
                left = [row for row in left if row is not own]
                if "side" in entry.model_fields_set and not entry.optional:
                    add("statement_side", reading.document_id, entry.side, own["side"], counts=True)
        for row in left:
            add("statements", reading.document_id, None, row["statement"], counts=True)
    schema: dict[str, type[pl.DataType]] = {
        **dict.fromkeys(("measure", "document_id", "expected", "found"), pl.String),
        **dict.fromkeys(("is_right", "counts"), pl.Boolean),
    }
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .with_columns(
            group=pl.when(pl.col("measure") == "statements")
            .then(pl.lit("facet"))
            .otherwise(pl.lit("person")),
            is_expected=pl.col("expected").is_not_null(),
            is_found=pl.col("found").is_not_null(),
        )
        .sort("measure", descending=True, maintain_order=True)
        .select(JUDGED)
    )


def _meets(row: Mapping[str, Any], places: Iterable[tuple[int, int]]) -> bool:
    """Whether a row's span has a character in common with one of ``places``."""
    return any(start < row["end"] and row["start"] < end for start, end in places)


def _alike(one: str, other: str) -> bool:
    """Whether two roles are one: the shorter stands in the longer ("Deputy Minister" of somewhere)."""
    shorter, longer = sorted((one.lower(), other.lower()), key=len)
    return bool(shorter) and shorter in longer


def _links(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Pairs of documents of one event; of texts that different readers read, only those that one tells."""
    events = dataset["documents"].filter(pl.col("event_id").is_not_null()).select("event_id", "document_id")
    linked = (
        events.join(events, on="event_id", suffix="_other")
        .filter(pl.col("document_id") < pl.col("document_id_other"))
        .select(one="document_id", other="document_id_other", is_found=pl.lit(True))
    )
    signed = {reading.document_id: reading.said.signed for reading in readings}
    read = pl.Series(list(signed), dtype=pl.String).implode()
    reader = {name: pl.col(name).replace_strict(signed, default=None) for name in ("one", "other")}
    return (
        labels.pairs(readings)
        .join(linked, on=["one", "other"], how="full", coalesce=True)
        .filter(pl.col("one").is_in(read) & pl.col("other").is_in(read))
        .sort("one", "other")
        .with_columns(pair=pl.format("{} = {}", "one", "other"), is_found=pl.col("is_found").fill_null(False))
        .with_columns(
            group=pl.lit("link"),
            measure=pl.lit("links"),
            document_id="one",
            is_expected=pl.col("optional").is_not_null(),
            counts=~pl.col("optional").fill_null(reader["one"] != reader["other"]),
        )
        .with_columns(
            is_right=pl.col("is_expected") & pl.col("is_found"),
            expected=pl.when("is_expected").then("pair"),
            found=pl.when("is_found").then("pair"),
        )
        .select(JUDGED)
    )


def _scope(dataset: Dataset, readings: Sequence[Reading]) -> pl.DataFrame:
    """Whether each document reports an event with human-rights content."""
    rows = [(r.document_id, bool(r.said.scope.value)) for r in readings if r.said.scope is not None]
    schema = {"document_id": pl.String, "is_expected": pl.Boolean}
    relevant = pl.DataFrame(rows, schema=schema, orient="row")
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


def _ranked(column: str, order: tuple[str, ...]) -> pl.Expr:
    return pl.col(column).replace_strict(list(order), range(len(order)), return_dtype=pl.Int64)
