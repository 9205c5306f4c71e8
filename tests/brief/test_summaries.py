"""What the brief computes, on corpora small enough to count by hand."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

import corpora
from dialogues.brief import summaries, trace
from dialogues.dataset import Dataset
from small import Meeting, Text, dataset


@pytest.fixture(scope="module")
def d() -> Dataset:
    return dataset(*corpora.ALL, known=corpora.KNOWN)


def test_meetings_are_in_time_order_with_their_counterparts(d: Dataset) -> None:
    events = summaries.meetings(d)
    assert events["event_id"].to_list() == ["first", "other", "second"]
    assert events["lane"].to_list() == ["European Union", "United States", "European Union"]
    assert events["when"].to_list() == ["June 2020", "December 2020", "May 2024"]


def test_a_meeting_without_a_day_comes_last_and_says_so() -> None:
    events = summaries.meetings(dataset(corpora.NO_DAY, corpora.LATER))
    assert events["when"].to_list() == ["May 2024", "date not given"]
    assert events["is_dated"].to_list() == [True, False]


def test_two_meetings_in_one_month_are_told_apart_by_the_day() -> None:
    one, two = (Meeting(str(n), start=date(2024, 5, n)) for n in (3, 4))
    events = summaries.meetings(dataset(Text("a", one, "Text."), Text("b", two, "Text.")))
    assert events["when"].to_list() == ["3 May 2024", "4 May 2024"]


def test_rounds_are_counted_from_the_first_to_the_highest_known(d: Dataset) -> None:
    assert summaries.rounds(d).select("ordinal", "coverage").rows() == [
        (1, "not_known"),
        (2, "not_known"),
        (3, "known_without_text"),
        (4, "text_held"),
    ]


def test_a_round_known_from_elsewhere_raises_the_denominator() -> None:
    known = [{**corpora.KNOWN[0], "ordinal": 6}]
    assert summaries.rounds(dataset(*corpora.ALL, known=known))["ordinal"].max() == 6


def test_no_numbers_give_no_denominator() -> None:
    assert summaries.rounds(dataset(corpora.ONE)).is_empty()


def test_an_unnumbered_round_came_before_the_next_that_has_one(d: Dataset) -> None:
    assert summaries.unnumbered(d).select("event_id", "before").rows() == [("first", 3)]


def test_comparison_says_what_returns_is_new_and_is_not_mentioned(d: Dataset) -> None:
    (pair,) = summaries.comparisons(d)
    assert (pair.returns.names, pair.new.names, pair.gone.names) == (("Health",), ("Youth",), ("Education",))
    assert pair.returns.rows["event_id"].to_list() == ["second", "first"]  # evidence of both


def test_meetings_of_different_kinds_are_not_compared() -> None:
    assert summaries.comparisons(dataset(corpora.ONE, corpora.CONSULTED)) == []


def test_plans_are_one_per_owner_family_and_period(d: Dataset) -> None:
    plans = summaries.plans(d)
    assert plans.select("plan", "period_start").rows() == [
        ("nap_gender_equality", None),
        ("nhrap", 2016),
        ("nhrap", 2021),
    ]


@pytest.mark.parametrize(
    ("event", "statuses"),
    [
        ("first", ["no_period", "ends_this_year", "not_started"]),
        ("second", ["no_period", "ended", "in_force"]),
    ],
)
def test_status_of_a_plan_is_told_for_the_day_of_each_meeting(
    d: Dataset, event: str, statuses: list[str]
) -> None:
    frame = summaries.plan_statuses(d)
    assert frame.filter(event_id=event)["status"].to_list() == statuses


def test_every_table_leads_to_words_or_to_whole_texts(d: Dataset) -> None:
    for name in ("mentions", "facts", "plan_references", "people", "codings", "events", "counterparts"):
        spans = trace.evidence(d, name, d[name])
        assert spans.height, name
        for row in spans.drop_nulls("start").to_dicts():
            text = d["documents"].filter(document_id=row["document_id"])["text"][0]
            assert text[row["start"] : row["end"]] == row["quote"]
    assert trace.evidence(d, "documents", d["documents"])["sentence_id"].to_list() == [None] * 4


def test_an_event_without_facts_rests_on_its_text_as_a_whole() -> None:
    spans = trace.evidence(d := dataset(Text("a", corpora.FIRST, "Nothing marked.")), "events", d["events"])
    assert spans.select("document_id", "start").rows() == [("a", None)]


def in_titles(words: str) -> list[str]:
    """Topics that a text on three plans, and then in these ``words``, names in titles alone."""
    text = f"The Plan on Health, the Plan on Youth and the Plan on Work.\n{words}"
    made = dataset(Text("p", corpora.FIRST, text))
    document = made["documents"]["text"][0]
    spans = [("plan", "nhrap", title) for title in ("Plan on Health", "Plan on Youth", "Plan on Work")]
    spans += [("topic", "health", "Health"), ("topic", "youth", "Youth"), ("topic", "health", "clinics")]
    rows = [
        {
            "mention_id": f"{facet}-{code}-{quote}-{start}", "document_id": "p", "facet": facet, "code": code,
            "sentence_id": "p-000" if start < document.index("\n") else "p-001",
            "start": start, "end": start + len(quote), "quote": quote, "assertion": "named",
        }
        for facet, code, quote in spans
        if (start := document.find(quote)) >= 0
    ]  # fmt: skip
    plans = [match.start() for match in re.finditer("Plan", document)]
    rows += [
        {
            "mention_id": f"plans-{start}", "document_id": "p", "facet": "topic", "code": "plans",
            "sentence_id": "p-000", "start": start, "end": start + 4, "quote": "Plan", "assertion": "named",
        }
        for start in plans
    ]  # fmt: skip
    mentions = pl.DataFrame(rows, schema=made["mentions"].schema)
    return sorted(summaries.only_in_plan_titles({**made, "mentions": mentions})["code"])


def test_a_topic_that_only_titles_of_plans_name_is_told() -> None:
    assert in_titles("They met.") == ["health", "plans", "youth"]
    assert in_titles("They met in clinics.") == ["plans", "youth"]


def test_a_topic_is_background_where_all_its_sentences_are() -> None:
    text = Text(
        "x", corpora.FIRST, "{background} On [[topic:a|A]] and [[topic:b|B]].\nThey spoke of [[topic:b|B]]."
    )
    rows = summaries.topics(dataset(text)).select("code", "sentences", "background", "is_background").rows()
    assert rows == [("a", 1, 1, True), ("b", 2, 1, False)]


@pytest.mark.parametrize(
    ("marked", "end", "inferred"),
    [
        ("[[fact.start_date:2024-05-03;fact.end_date:2024-05-03|3 May 2024]]", None, None),
        ("[[fact.start_date:2024-05-03|3 May 2024]], [[fact.end_date:2024-05-05|three days]]", 5, "last day"),
        ("three days from [[fact.start_date:2024-05-03;fact.end_date:2024-05-05|3 May 2024]]", 5, "last day"),
        (
            "[[fact.start_date:2024-05-03|two days]] to [[fact.end_date:2024-05-05|5 May 2024]]",
            5,
            "first day",
        ),
        ("[[fact.start_date:2024-05-03;fact.end_date:2024-05-03|3 May]]", None, "year"),
        ("[[fact.start_date:2024-05-03;fact.end_date:2024-05-03|Friday]]", None, "day"),
    ],
)
def test_what_of_a_meetings_days_is_inferred_is_told(
    marked: str, end: int | None, inferred: str | None
) -> None:
    meeting = Meeting("m", end=date(2024, 5, end) if end else None, basis="inferred")
    assert summaries.meetings(dataset(Text("x", meeting, marked)))["inferred"].to_list() == [inferred]


def test_a_day_that_a_text_gives_is_not_said_to_be_inferred(d: Dataset) -> None:
    assert summaries.meetings(d)["inferred"].to_list() == [None, None, None]


def test_the_house_a_meeting_was_held_in_is_told() -> None:
    text = Text("x", corpora.FIRST, "It met at the [[fact.mode:in_person;institution:mfa|Foreign Ministry]].")
    assert summaries.meetings(dataset(text))["venue"].to_list() == ["Mfa"]
