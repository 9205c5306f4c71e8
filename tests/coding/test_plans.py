"""Plan references: names, owners and periods by phenomenon; status on a day."""

from __future__ import annotations

import datetime as dt
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import five
from dialogues import phrases
from dialogues.coding import gazetteer, mentions, plan_names, plans
from dialogues.corpus import layout, seeds
from dialogues.corpus.sentences import split
from dialogues.dataset import schemas
from golden_tables import each_of, golden, hard
from sentence_frame import sentences

CODEBOOK = five.rules()
READ = ("plan", "owner", "name", "period_start", "period_end")


def find(frame: pl.DataFrame) -> pl.DataFrame:
    spoken = phrases.find(frame, CODEBOOK)
    states = gazetteer.find(frame, spoken)
    return plans.find(frame, mentions.find(frame, spoken, states, CODEBOOK), states, CODEBOOK)


def refer(frame: pl.DataFrame) -> pl.DataFrame:
    """References of sentences; each document is about Turkmenistan unless it says more of another state."""
    return plans.distinct(find(frame))


@cache
def found() -> pl.DataFrame:
    """References of all cases at once, each followed by words that say which state it is about."""
    return refer(sentences(*(f"{text} (Turkmenistan)" for text in hard("plan_names")["text"])))


@each_of("plan_names")
def test_a_hard_sentence_has_exactly_the_plans_a_reader_finds(case: dict[str, str]) -> None:
    held = found().filter(pl.col("document_id") == f"d{case['place']}").select(READ)
    told = [
        "|".join("" if value is None else str(value).replace("’", "'") for value in row)
        for row in held.iter_rows()
    ]
    assert told == [plan for plan in case["expected"].split(";") if plan]


def test_seeds_have_exactly_the_plans_of_the_golden_table() -> None:
    texts = seeds.usable(five.TEXTS)
    held = refer(split(layout.blocks(texts.texts, CODEBOOK.marks()), CODEBOOK.abbreviations))
    found = held.select(pl.col("document_id", *READ).cast(pl.String))
    read = golden("plan_references").select(found.columns)
    assert sorted(found.rows(), key=str) == sorted(read.rows(), key=str)


def test_a_period_may_stand_in_the_next_sentence_and_in_no_other() -> None:
    told = "It was worked out for {}."
    text = " ".join(
        [
            told.format("2001-2005"),
            "The National Action Plan on Human Rights was shown.",
            told.format("2021-2025"),
        ]
    )
    later = f"The National Action Plan on Human Rights was shown. They met. {told.format('2021-2025')}"
    texts = pl.DataFrame({"document_id": ["a", "b"], "text": [text, later]})
    held = refer(split(layout.blocks(texts, CODEBOOK.marks()), CODEBOOK.abbreviations))
    assert held.select("document_id", "period_start", "period_end").rows() == [
        ("a", 2021, 2025),
        ("b", None, None),
    ]


def test_a_plan_is_of_the_state_that_follows_its_period() -> None:
    text = "The National Action Plan on Human Rights for 2021-2025 of Norway was shown (Turkmenistan)."
    assert refer(sentences(text))["owner"].to_list() == ["NOR"]


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        (2021, 2025, "in_force"),
        (2020, 2023, "ends_this_year"),
        (2016, 2022, "ended"),
        (2024, 2028, "not_started"),
        (None, 2030, "in_force"),
        (None, None, "no_period"),
    ],
)
def test_status_is_that_of_the_year_of_the_event(start: int | None, end: int | None, status: str) -> None:
    references = refer(sentences("the National Action Plan on Human Rights")).with_columns(
        pl.lit(start, pl.Int64).alias("period_start"), pl.lit(end, pl.Int64).alias("period_end")
    )
    reports = pl.DataFrame({"document_id": ["d0"], "event_id": ["e"]})
    held = plans.status(
        references, reports, pl.DataFrame({"event_id": ["e"], "start_date": [dt.date(2023, 7, 6)]})
    )
    assert held.select("event_id", "status").rows() == [("e", status)]


def test_status_is_empty_where_the_day_of_the_event_is_not_known() -> None:
    references = refer(sentences("the National Action Plan on Human Rights for 2016-2020"))
    reports = pl.DataFrame({"document_id": ["d0"], "event_id": ["e"]})
    events = pl.DataFrame({"event_id": ["e"], "start_date": [None]}, schema_overrides={"start_date": pl.Date})
    assert plans.status(references, reports, events)["status"].to_list() == [None]


def test_a_reference_is_called_by_its_document_and_its_place() -> None:
    held = find(sentences("They read the National Action Plan on Human Rights and the National Action Plan."))
    assert held["reference_id"].to_list() == [f"d0.{start}.plan" for start in held["start"]]


def test_a_plan_may_be_named_in_a_header() -> None:
    assert find(sentences("National Action Plan on Human Rights adopted", role="header")).height == 1


@pytest.mark.parametrize("facet", ["organisation", "institution"])
def test_the_name_of_a_body_is_no_plan(facet: str) -> None:
    frame = sentences("They asked the National Action Plan on Human Rights Office (Turkmenistan).")
    name = "National Action Plan on Human Rights Office"
    row = {"document_id": "d0", "sentence_id": "d0.s0", "facet": facet, "code": "office", "start": 15}
    bodies = pl.DataFrame(
        [row | {"end": 15 + len(name)}], schema_overrides={"start": pl.Int64, "end": pl.Int64}
    )
    states = gazetteer.find(frame, phrases.find(frame, CODEBOOK))
    assert plans.find(frame, bodies, states, CODEBOOK).is_empty()
    assert plans.find(frame, bodies.with_columns(facet=pl.lit("topic")), states, CODEBOOK).height == 1


@pytest.mark.parametrize(
    "side",
    [
        "The Norwegian government side presented",
        "The Norwegian officials in turn presented",
        "The Norwegian side, led by Anna Muster, outlined",
    ],
)
def test_a_plan_is_of_the_side_that_presents_it_whatever_stands_before_the_verb(side: str) -> None:
    held = refer(sentences(f"{side} the National Action Plan on Human Rights. (Turkmenistan)"))
    assert held["owner"].to_list() == ["NOR"]


def test_whose_plan_it_is_is_read_wherever_its_sentence_stands() -> None:
    text = "They met. The Norwegian side presented the National Action Plan on Human Rights. Activists spoke."
    texts = pl.DataFrame({"document_id": ["a"], "text": [f"{text} (Turkmenistan)"]})
    held = refer(split(layout.blocks(texts, CODEBOOK.marks()), CODEBOOK.abbreviations))
    assert held["owner"].to_list() == ["NOR"]


def test_a_plan_in_a_text_that_reports_no_event_is_kept_without_one() -> None:
    references = refer(sentences("the National Action Plan on Human Rights for 2016-2020"))
    events = pl.DataFrame({"event_id": ["e"], "start_date": [dt.date(2018, 7, 6)]})
    for reports in (
        {"document_id": ["other"], "event_id": ["e"]},
        {"document_id": ["d0"], "event_id": ["gone"]},
    ):
        held = plans.status(references, pl.DataFrame(reports), events)
        assert held["status"].to_list() == [None]


def test_every_place_where_a_plan_is_named_is_a_mention() -> None:
    frame = sentences(
        "the National Action Plan on Gender Equality, the National Action Plan on Gender Equality"
    )
    held = plans.mentions_of(find(frame))
    schemas.Mentions.validate(held)
    assert held["code"].to_list() == ["nap_gender_equality"] * 2
    assert held["mention_id"].to_list() == [f"d0.{start}.plan.nap_gender_equality" for start in held["start"]]


def test_a_line_that_names_plans_a_thousand_times_takes_no_longer_a_name() -> None:
    """The words before a head are read back over a bounded stretch; the first version took minutes."""
    names = plan_names.find("National Action Plan on Human Rights of " * 2_500, CODEBOOK.plan_words)
    assert len(names) == 1_250


def test_a_name_read_back_over_very_many_words_begins_with_a_whole_word() -> None:
    text = f"{'Capitalised ' * 50}Action Plan on Human Rights"
    (plan,) = plan_names.find(text, CODEBOOK.plan_words)
    assert text[plan.start - 1 : plan.start + 12] == " Capitalised "


NAMES = ("National", "Action Plan", "Plan of Action", "Strategy", "NAP", "Human Rights", "EU", "é", "👩‍⚖️")
LINKS = ("on", "of", "to combat", "and", "the", "for 2016-2020", "2021–25", "(", ")", ",", "’s", "until 2030")
WORDS = st.sampled_from(NAMES + LINKS)
TEXT = st.lists(WORDS | st.text(max_size=3), max_size=12).map(" ".join)


@settings(max_examples=5)
@given(st.lists(TEXT, min_size=30, max_size=30))
def test_in_any_unicode_text_a_reference_quotes_its_words(texts: list[str]) -> None:
    held = refer(sentences(*texts))
    schemas.PlanReferences.validate(held)
    for document, start, end, quote in held.select("document_id", "start", "end", "quote").iter_rows():
        assert texts[int(document[1:])][start:end] == quote


@pytest.mark.parametrize("sign", ["÷", "→", "?", "\ufffd"])
def test_a_range_with_a_sign_that_is_not_known_is_no_period(sign: str) -> None:
    """A period is read whole or not at all, never cut to its first year."""
    held = refer(sentences(f"The National Human Rights Action Plan for 2021{sign}2025 was presented."))
    assert held.select("plan", "period_start", "period_end").rows() == [("nhrap", None, None)]
