"""What lies on the border of a rule is sound, and what lies just beyond it is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from dataset.test_dataset import DAY, TEXT, changed, problems, sound, span
from dialogues import dataset
from dialogues.base.errors import SchemaError
from dialogues.dataset import rules, schemas

ALONE = {"document_id": "d", "sentence_id": "d.s1"}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("mentions", {**ALONE, "start": 5, "end": 36, "quote": TEXT[5:36]}),  # the whole sentence
        ("plan_references", {"period_start": 2021, "period_end": 2021}),
        ("plan_references", {"period_start": None, "period_end": 2025}),
        ("plan_references", {"period_start": None, "period_end": None, "status": "no_period"}),
        ("documents", {"published": None, "published_basis": None}),
        ("documents", {"in_scope": False}),
        ("events", {"start_date": None, "end_date": None, "date_basis": None}),
        ("events", {"date_basis": "inferred"}),
        ("sentences", {"role": "body", "is_background": True}),
        ("codings", {"sentences": 2, "mentions": 2, "documents": 2, "background": 2}),
        ("people", {"name": "B\u00adona"}),  # a sign that is not seen
        ("people", {"name": "Ｂｏｎａ"}),  # wide letters are the same letters
        *(("mentions", {"facet": facet, "code": "any"}) for facet in rules.UNCODED),
    ],
)
def test_what_lies_on_the_border_is_sound(table: str, columns: dict[str, Any]) -> None:
    dataset.validate(changed(table, **columns))


@pytest.mark.parametrize(
    ("table", "columns", "rule"),
    [
        ("mentions", {**ALONE, "start": 4, "end": 36, "quote": TEXT[4:36]}, "inside_its_sentence"),
        ("mentions", {**ALONE, "start": 5, "end": 37, "quote": TEXT[5:37]}, "inside_its_sentence"),
        ("documents", {"published": None}, "published_with_basis"),
        ("plan_references", {"period_start": None, "period_end": None}, "status_fits_period"),
        ("codings", {"sentences": 2}, "counted_upwards"),
        ("statements", {"event_id": None}, None),
        ("facts", {"document_id": "c"}, "in_the_document_of_its_sentence"),
        ("people", {"name": "Bon"}, "verbatim_name"),
        ("people", {"name": "Bona2"}, "verbatim_name"),
        ("plan_references", {"period_start": 2025, "period_end": 2024}, "period_in_order"),
        ("events", {"start_date": date(2025, 6, 18)}, "starts_before_it_ends"),
        ("events", {"documents": 3}, "reported_as_often_as_counted"),
        ("sentences", {"role": "related", "is_background": True}, "background_of_the_report"),
    ],
)
def test_what_lies_beyond_the_border_is_told(table: str, columns: dict[str, Any], rule: str | None) -> None:
    if rule is None:  # the rule does not apply
        dataset.validate(changed(table, **columns))
    else:
        assert any(
            f"the rule {rule} does not hold" in problem for problem in problems(changed(table, **columns))
        )


@pytest.mark.parametrize("role", ["credit", "related"])
def test_neither_a_source_line_nor_a_link_is_evidence(role: str) -> None:
    tables = sound()
    tables["sentences"] = tables["sentences"].with_columns(
        role=pl.when(pl.col("sentence_id") == "d.s1").then(pl.lit(role)).otherwise("role")
    )
    assert any("not_in_credit_or_related" in problem for problem in problems(tables))


@pytest.mark.parametrize(
    ("role", "facet", "basis", "is_sound"),
    [
        ("credit", "readout", "rule", True),
        ("related", "readout", "rule", False),
        ("credit", "organisation", "rule", False),
        ("credit", "organisation", "reading", True),
        ("related", "organisation", "reading", True),
        ("related", "organisation", "confirmed", False),
        ("header", "organisation", "rule", True),
    ],
)
def test_a_source_line_shows_where_a_text_is_from_and_else_only_what_a_reader_says(
    role: str, facet: str, basis: str, is_sound: bool
) -> None:
    tables = changed("mentions", facet=facet, basis=basis)
    tables["sentences"] = tables["sentences"].with_columns(
        role=pl.when(pl.col("sentence_id") == "d.s1").then(pl.lit(role)).otherwise("role")
    )
    code = pl.DataFrame({"facet": ["readout"], "code": ["EU"], "label": ["E"], "definition": ["E."]})
    tables["codes"] = pl.concat([tables["codes"], code], how="diagonal_relaxed")
    broken = [breach.rule for breach in rules.breaches(tables) if breach.table == "mentions"]
    assert broken == ([] if is_sound else ["not_in_credit_or_related_but_a_source"])


def test_sentences_follow_one_another_in_each_document_by_itself() -> None:
    tables = sound()
    first = tables["sentences"].head(1)
    in_other = first.with_columns(sentence_id=pl.lit("c.s0"), document_id=pl.lit("c"))
    tables["sentences"] = pl.concat([tables["sentences"], in_other])
    dataset.validate(tables)
    dataset.validate(tables | {"sentences": tables["sentences"].reverse()})  # whatever the order of the rows
    after = {"position": 3, "start": 48, "end": 48}
    empty = first.with_columns(
        sentence_id=pl.lit("d.s3"),
        text=pl.lit(""),
        **{name: pl.lit(value, pl.Int64) for name, value in after.items()},
    )  # it starts where the one before it ends
    tables["sentences"] = pl.concat([tables["sentences"], empty])
    (problem,) = problems(tables)
    assert "the rule not_empty does not hold" in problem


@pytest.mark.parametrize(
    ("years", "is_inside"), [((2025, 2025), True), ((2026, 2027), False), ((2020, 2024), False)]
)
def test_the_years_of_the_corpus_are_both_inside(years: tuple[int, int], is_inside: bool) -> None:
    if is_inside:
        dataset.validate(sound(), years)
    else:
        with pytest.raises(SchemaError, match="inside_years_or_said"):
            dataset.validate(sound(), years)


def test_the_years_must_be_said_as_the_brief_says_them() -> None:
    reason = "The event lies outside the corpus years 2014 to 2020"
    for end, told in ((".", 1), (", or so.", 2)):  # the other text says nothing of it
        (breach,) = rules.breaches(changed("documents", scope_reason=f"{reason}{end}"), (2014, 2020))
        assert (breach.rule, breach.rows.height) == ("inside_years_or_said", told)


@pytest.mark.parametrize("table", ["statements", "facts", "links", "differences"])
def test_a_row_of_an_event_that_its_text_does_not_report_is_told(table: str) -> None:
    tables = sound()
    other = tables["events"].with_columns(event_id=pl.lit("o"), documents=pl.lit(1, pl.Int64))
    own = tables["events"].with_columns(documents=pl.lit(1, pl.Int64))
    is_other = pl.when(pl.col("document_id") == "c").then(pl.lit("o")).otherwise("event_id")
    tables |= {name: tables[name].with_columns(event_id=is_other) for name in ("documents", "links")}
    tables["events"] = pl.concat([own, other])
    dataset.validate(tables)
    wrong = pl.when(pl.col("event_id") == "o").then(pl.lit("e")).otherwise(pl.lit("o"))
    tables[table] = tables[table].with_columns(event_id=wrong)
    assert [breach.rule for breach in rules.breaches(tables)] == ["reports_the_event"]


def test_an_event_that_no_text_reports_is_told() -> None:
    tables = sound()
    other = tables["events"].with_columns(event_id=pl.lit("o"), documents=pl.lit(1, pl.Int64))
    tables["events"] = pl.concat([other, tables["events"]])
    (breach,) = rules.breaches(tables)
    assert (breach.rule, breach.rows["event_id"].to_list()) == ("reported_as_often_as_counted", ["o"])


def test_a_code_of_one_facet_is_none_of_another() -> None:
    assert any("code_in_codebook" in problem for problem in problems(changed("mentions", code="nhrap")))
    assert any("code_in_codebook" in problem for problem in problems(changed("mentions", facet="plan")))


def test_a_breach_has_the_columns_of_its_table_and_the_words_of_its_rule() -> None:
    (breach,) = rules.breaches(changed("people", name="Bono"))
    assert (breach.table, breach.rule) == ("people", "verbatim_name")
    assert breach.holds == "The document holds the letters of the name between start and end."
    assert breach.rows.columns == list(schemas.TABLES["people"].to_schema().columns)
    assert span("Bona")["start"] == breach.rows["start"].item()
    assert DAY.year == 2025
