"""A corpus much larger than the seeds: what is drawn stays legible, apart and whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import many
from boxes import boxes, collisions, cut, ground
from brief.figures import matrix, plans, rounds, timeline
from brief.notebook import plain, told, worded
from dialogues.brief import (
    annex,
    measure,
    onebyone,
    overview,
    popovers,
    sections,
    statements,
    summaries,
    tables,
    timecharts,
    topics,
    views,
)
from dialogues.brief.claims import Ledger
from small import Meeting, Text, dataset

LISTED = ("{kind} ({count}[[, {most} of them {whom}]])", "{each}[[; from {span}]]")
LEAST = 11  # pixels: the smallest type of any chart
SCREEN = {"wide": 680, "narrow": 288}  # pixels that a page has for a chart
DRAW = {
    "timeline": timeline,
    "rounds": rounds,
    "plans": plans,
    "topics": matrix,
}


@pytest.fixture(scope="module", params=[5, 30, 130, 1000])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(many.counted(request.param))


@pytest.mark.parametrize("form", ["wide", "narrow"])
@pytest.mark.parametrize("name", DRAW)
def test_words_of_a_chart_stand_apart_are_whole_and_large_enough(
    ledger: Ledger, name: str, form: str
) -> None:
    figure = DRAW[name](ledger)
    if figure is None:
        assert (name, ledger.dataset["events"].height < 6) == ("topics", True)
        return
    drawn = getattr(figure.pictures, form).drawing.result()
    assert collisions(drawn) == []
    assert cut(drawn) == []
    width, height = ground(drawn)
    assert min(box.size for box in boxes(drawn)) * min(1, SCREEN[form] / width) >= LEAST * 0.97
    if form == "wide" and name != "rounds":  # which the paper does not have
        millimetres = min(164 / width, 215 / height)
        assert min(box.size for box in boxes(drawn)) * millimetres / 25.4 * 72 >= 7  # points


def test_few_meetings_have_their_words_above_and_below() -> None:
    frame = views.timeline(many.counted(3))
    assert timecharts.words_fit(frame)
    assert not timecharts.words_fit(views.timeline(many.counted(12)))


def test_a_lane_grows_by_the_lines_that_its_meetings_need() -> None:
    def height(days: list[date]) -> float:
        rows = [{"lane": "EU", "series": 0, "shown": day, "brief": "Jun 2020, 12th round"} for day in days]
        return float(timecharts.beside(pl.DataFrame(rows))[1]["bottom"][-1])

    apart, close = [date(year, 1, 1) for year in (2000, 2007, 2020)], [date(2020, n + 1, 1) for n in range(4)]
    assert height(apart) == timecharts.LINE
    assert height([date(2000, 1, 1), *close]) == 4 * timecharts.LINE


def test_spans_that_touch_go_on_different_lines() -> None:
    assert measure.levels([(0, 10), (5, 15), (12, 20), (8, 9)]) == [0, 1, 0, 2]


def test_words_are_as_wide_as_the_font_draws_them() -> None:
    assert measure.width("", 13) == 0
    assert measure.width("mmm", 10) == pytest.approx(3 * measure.width("m", 10))
    assert measure.width("round", 13, bold=True) > measure.width("round", 13)
    assert measure.wrapped("one two three", measure.width("one two", 12), 12) == ["one two", "three"]


def test_many_meetings_are_counted_by_counterpart_and_the_annex_has_each() -> None:
    ledger = Ledger(d := many.counted(48))
    shown = topics.by_counterpart(d)
    assert len(shown.columns) == topics.COLUMNS + 1
    assert shown.columns[0] == "European|Union|of 24"
    assert sum(int(column.split("of ")[1]) for column in shown.columns) == d["events"].height
    assert shown.cells.filter(pl.col("tint") >= pl.col("meetings")).is_empty()  # one of one is no emphasis
    told = topics.one_by_one(ledger, **worded("matrix")["one_by_one"])
    for event in d["codings"].filter(facet="topic").to_dicts():
        assert f'ref="sentences-{event["code"]}-{event["event_id"]}"'.replace("_", "-") in told
    heads = [line for line in told.splitlines() if line.startswith("| Topic ")]
    assert max(head.count("|") for head in heads) <= tables.MOST_COLUMNS + 2


def test_few_meetings_need_no_annex_of_their_own(tmp_path: Path) -> None:
    _, brief = told(dataset(*many.texts(5)), tmp_path)
    assert str(brief.one_by_one()) == ""


def test_meetings_alike_in_day_and_counterpart_have_heads_of_their_own() -> None:
    texts = [Text(f"x{n}", Meeting(f"x{n}", start=None), "On [[topic:health|health]].") for n in range(3)]
    shown = topics.by_meeting(dataset(*texts))
    assert len(set(shown.columns)) == 3


def test_rounds_of_different_dialogues_are_never_added_up() -> None:
    figure = rounds(Ledger(many.counted(48)))
    assert figure is not None
    said = re.sub(r"\[([^]]*)\]\{[^}]*\}", r"\1", figure.title)
    assert said.startswith(
        "Texts are held on 24 of at least 24 rounds with the European Union; three further"
    )
    assert figure.data["counterpart"].n_unique() == 4


def test_many_meetings_are_counted_by_kind_and_not_listed() -> None:
    told = plain(overview.meetings(Ledger(many.counted(48)), *LISTED))
    assert told.startswith("human rights dialogue (24); seminar training (12, two of them with participants")
    assert told.endswith("from March 2008 to February 2021")
    assert len(told) < 300


@pytest.mark.parametrize(
    ("overview_of", "call"),
    [
        (overview.coverage, "coverage"),
        (overview.counterparts, "sheets"),
        (overview.double_reports, "reports"),
    ],
)
def test_an_overview_is_a_fraction_of_what_it_sums_up(overview_of: Callable[..., str], call: str) -> None:
    texts = many.texts(48)
    twice = [replace(text, document_id=f"again-{text.document_id}") for text in texts[::8]]
    told = overview_of(Ledger(dataset(*texts, *twice)), **worded(call)["many"])
    assert 2 < len(told.strip().splitlines()) < 24
    assert ".claim" in told


def test_a_brief_of_more_meetings_than_its_annex_has_does_not_send_readers_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sent = re.compile(r"has (?:each meeting|the topics of each|them meeting by meeting|what each text says)")
    d = many.counted(48)
    each, _ = told(d, tmp_path)
    monkeypatch.setattr(onebyone, "MOST", 20)
    none, _ = told(d, tmp_path)
    assert len(sent.findall("\n".join(each))) == 2
    assert not sent.search("\n".join(none))


def test_the_brief_counts_and_its_annex_has_each_meeting(tmp_path: Path) -> None:
    said, brief = told(many.counted(48), tmp_path)
    own = str(brief.one_by_one())
    for heading in ("The meetings", "Topics", "Topics kept, dropped and new"):
        assert f"### {heading}" in own
    messages = next(part for part in said if part.startswith("1. "))
    assert max(map(len, plain(messages).split("\n\n"))) < 600
    assert own.count('to="annex"') == own.count("{.claim ")
    entries = annex.claims(brief.ledger)
    assert list(brief.ledger.claims) == re.findall(r'class="claim-entry" id="claim-([\w-]+)"', entries)
    assert list(brief.ledger.claims) == re.findall(r'#claim-entry\("([\w-]+)"', entries)


def test_plans_of_many_meetings_are_told_where_they_are_named() -> None:
    d = many.counted(48)
    table = tables.plan_statuses(Ledger(d), **worded("plans")["many"], others="Of others")
    assert max(line.count("|") for line in table.splitlines()) == 4
    for day in summaries.plan_statuses(d).filter("is_named")["when"]:
        assert day in plain(table)
    assert not re.search(r"\. [a-z]", plain(table))
    assert all(len(said) < 250 for said in views.plans(d).bars["said"])


def test_a_claim_that_stands_in_the_brief_too_opens_there() -> None:
    ledger = Ledger(d := many.counted(3))
    finding = summaries.count("texts", "documents", d["documents"])
    with ledger.linked():
        ledger.claim(finding)
    assert not ledger.claims["texts"].opens
    ledger.claim(finding)
    assert ledger.claims["texts"].opens


def test_the_more_claims_the_fewer_sentences_open_at_each() -> None:
    ledger = Ledger(d := many.counted(30))
    for n in range(600):
        ledger.claim(summaries.count(f"topics-{n}", "codings", d["codings"]))
    opened = popovers.popovers(ledger, "Cite me.")
    assert opened.count("<li>") == 600 * (popovers.LEAST + 1)


@pytest.mark.parametrize(
    ("topics_named", "said"),
    [
        (("health",), "The topic named for most meetings, 12 of 12: health"),
        (("health", "youth"), "The topics named for most meetings, 12 of 12 each: health and youth"),
    ],
)
def test_the_matrix_of_many_meetings_says_which_topics_most_of_them_have(
    topics_named: tuple[str, ...], said: str
) -> None:
    words = " ".join(f"[[topic:{topic}|{topic}]]" for topic in topics_named)
    texts = [Text(f"t{n}", Meeting(f"m{n}", start=date(2020, 1, 1 + n)), f"On {words}.") for n in range(12)]
    figure = matrix(Ledger(dataset(*texts)))
    assert figure is not None
    assert plain(figure.title) == said


def test_many_meetings_without_a_day_are_counted_without_a_span() -> None:
    undated = [
        Text(f"x{n}", Meeting(f"x{n}", start=None), "On [[topic:health|health]].", published=None)
        for n in range(views.MANY + 1)
    ]
    told = plain(overview.meetings(Ledger(dataset(*undated)), *LISTED))
    assert told == "human rights dialogue (11)"


def test_several_meetings_of_the_latest_day_are_said_to_be_several(tmp_path: Path) -> None:
    whom = ("EU", "USA")
    texts = [Text(one, Meeting(one, (one,)), "On [[topic:health|health]].") for one in whom]
    said, _ = told(dataset(*texts), tmp_path)
    messages = next(part for part in said if part.startswith("1. "))
    assert "One of the two latest meetings in these texts" in plain(messages)


def test_a_dialogue_with_several_at_once_names_each_in_a_sentence() -> None:
    many_sides = Meeting("group", ("EU", "UN"), ordinal=3)
    d = dataset(Text("group", many_sides, "The [[fact.ordinal:3|third]] round was held."))
    row = summaries.rounds(d).row(0, named=True)
    assert sections.named(row["counterpart"], row["name"]) == "the European Union and the United Nations"


def test_of_much_left_open_the_brief_has_the_latest_and_the_annex_all(tmp_path: Path) -> None:
    texts = [
        Text(
            f"t{n}",
            Meeting(f"m{n}", start=date(2020, 1, 1 + n)),
            "[[statement:announced,TKM,announced|It will]].",
        )
        for n in range(statements.MOST_OPEN + 5)
    ]
    said, brief = told(dataset(*texts), tmp_path)
    register = next(part for part in said if "#tbl-open}" in part)
    assert register.count("It will") == statements.MOST_OPEN
    assert "has five more" in register
    assert str(brief.one_by_one()).split("#tbl-open-all")[0].count("It will") >= statements.MOST_OPEN + 5
