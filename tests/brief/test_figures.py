"""Charts: what they show, what they say, and that every one has its description and its data."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from urllib.parse import unquote

import polars as pl
import pytest

import corpora
from boxes import boxes, collisions, struck
from brief.figures import matrix, plans, rounds, timeline
from brief.notebook import plain
from dialogues.brief import charts, drawings, topics, views
from dialogues.brief.claims import Ledger
from dialogues.brief.figures import Figure
from small import Meeting, Text, dataset

DRAW = {
    "timeline": timeline,
    "rounds": rounds,
    "topics": matrix,
    "plans": plans,
}
UNNUMBERED = (date(2015, 3, 1), date(2020, 6, 1), None, date(2025, 6, 1))


SPEC = re.compile(r'<script type="application/json">(.*?)</script>', re.S)


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    ledger = Ledger(dataset(*corpora.ALL, known=corpora.KNOWN))
    return {name: figure for name, draw in DRAW.items() if (figure := draw(ledger)) is not None}


@pytest.fixture(scope="module")
def written(figures: dict[str, Figure]) -> dict[str, str]:
    return {name: figure._repr_markdown_() for name, figure in figures.items()}


def test_timeline_holds_meetings_with_and_without_a_text() -> None:
    frame = views.timeline(dataset(*corpora.ALL, known=corpora.KNOWN))
    assert frame.sort("shown").select("event_id", "state").rows() == [
        ("first", "text_held"),
        ("other", "text_held"),
        ("third", "known_without_text"),
        ("second", "text_held"),
    ]


def test_a_meeting_without_a_day_is_drawn_at_its_publication_and_said_to_be() -> None:
    text = Text("x", corpora.UNDATED, "Nothing.")
    (row,) = views.timeline(dataset(text)).to_dicts()
    assert row["label"] == "published May 2024"


def test_a_meeting_that_cannot_be_placed_is_named_under_the_chart() -> None:
    figure = timeline(Ledger(dataset(corpora.ONE, corpora.NO_DAY)))
    assert figure is not None
    assert "Not drawn, because no text gives a day: one meeting." in figure.caption


def test_rounds_without_a_number_are_told_in_words_data_and_table(figures: dict[str, Figure]) -> None:
    figure = figures["rounds"]
    said = "one of rounds 1–2: June 2020, text held, number not given"
    for picture in (figure.pictures.wide, figure.pictures.narrow):
        assert said in re.sub("<[^>]*>", " ", picture.drawing.result()).replace("  ", " ")
    assert f"{said}; of the other one no event is known." in figure.description
    assert figure.data.select("ordinal", "ordinal_note", "date", "coverage").rows() == [
        (1, None, None, "not_known"),
        (2, None, None, "not_known"),
        (3, None, date(2021, 7, 6), "known_without_text"),
        (4, None, date(2024, 5, 3), "text_held"),
        (None, "one of rounds 1–2", date(2020, 6, 18), "text_held"),
    ]
    assert "| one of rounds 1–2 | June 2020 | text held |" in figure.table
    assert "no event known to this brief" not in figure._repr_markdown_()
    assert "dashed: no text and no event known by this number" in figure.measure


@pytest.mark.parametrize(
    ("ordinal", "start", "said"),
    [
        (2, date(2024, 5, 3), "round 1: June 2020, text held, number not given"),
        (6, date(2024, 5, 3), "one of rounds 1–5: June 2020, text held, number not given"),
        (4, date(2019, 5, 3), "round 5 or later: June 2020, text held, number not given"),
        (1, date(2024, 5, 3), "round not known: June 2020, text held, number not given"),
    ],
)
def test_a_round_without_a_number_is_among_those_before_the_next_that_has_one(
    ordinal: int, start: date, said: str
) -> None:
    numbered = Text("x", Meeting("x", start=start, ordinal=ordinal), "Nothing.")
    figure = rounds(Ledger(dataset(corpora.ONE, numbered)))
    assert figure is not None
    assert f" {said}" in figure.description
    assert figure.data["ordinal_note"].drop_nulls().to_list() == [said.split(":")[0]]


@pytest.mark.parametrize(
    ("later", "said"),
    [(14, "one of rounds 11–13"), (12, "round 11"), (11, "round not known"), (9, "round not known")],
)
def test_a_round_without_a_number_lies_between_the_numbered_ones_around_it(later: int, said: str) -> None:
    """Where no number lies between them, or the numbers fall, nothing is said."""
    numbered = [
        Text(f"{number}", Meeting(f"{number}", start=day, ordinal=number), "Nothing.")
        for number, day in ((10, date(2019, 5, 3)), (later, date(2022, 5, 3)))
    ]
    assert views.unnumbered(dataset(corpora.ONE, *numbered))["among"].to_list() == [said]


def test_rounds_without_a_number_are_counted_where_they_are_several() -> None:
    numbered = Text("x", Meeting("x", start=date(2024, 5, 3), ordinal=9), "Nothing.")
    texts = [Text(f"{n}", Meeting(f"{n}", start=day), "Nothing.") for n, day in enumerate(UNNUMBERED)]
    (note,) = views.rounds(dataset(numbered, *texts))["note"].unique()
    assert note == (
        "two of rounds 1–8: March 2015 and June 2020, texts held, numbers not given; "
        "rounds not known: June 2025 and a day not given, texts held, numbers not given"
    )


def test_matrix_counts_sentences_and_texts() -> None:
    shown = topics.by_meeting(dataset(*corpora.ALL))
    health = shown.cells.filter(pl.col("code") == "health")
    assert health.select("column", "sentences", "documents", "shown").rows() == [
        ("June 2020|EU", 2, 2, "2 (2)"),
        ("May 2024|EU", 1, 1, "1"),
    ]
    assert health["tint"].to_list() == [0, 0]  # two texts on one meeting do not make a topic weigh more


def test_a_topic_named_only_as_background_is_hollow_and_said_to_be() -> None:
    text = Text("x", corpora.OTHER, "{background} On [[topic:trade|trade]].\nOn [[topic:youth|youth]].")
    figure = matrix(Ledger(dataset(text, corpora.ONE)))
    assert figure is not None
    assert "Hollow: only as background. Blank:" in figure.measure
    assert "Trade: December 2020 USA one sentence in one text, only as background;" in figure.description
    assert ", only as background |" in figure.table
    told = figure.data.select("code", "background", "is_background", "only_in_plan_title").rows()
    assert ("trade", 1, True, False) in told
    filters = [layer.get("transform") for layer in figure.pictures.wide.specification["layer"]]
    assert filters == [
        None, [{"filter": "!datum.is_background"}], [{"filter": "datum.is_background"}], None
    ]  # fmt: skip
    plain = matrix(Ledger(dataset(corpora.ONE)))
    assert plain is not None
    assert "Hollow" not in plain.measure
    assert "†" not in plain.measure


def test_plans_of_a_family_share_a_row_and_one_without_a_period_has_no_bar() -> None:
    plans = views.plans(dataset(*corpora.ALL))
    assert plans.bars.filter(pl.col("plan_key").str.contains("nhrap"))["row"].n_unique() == 1
    assert plans.bars.filter(pl.col("period") == "no period given")["start"].to_list() == [None]
    assert plans.named.height == 3


FIRST_PLAN = "The [[plan:nhrap,TKM,2016,2020|Plan for 2016-2020]] was named."
SECOND_PLAN = "The [[plan:nap_gender_equality,TKM,2022,2025|Plan for 2022-2025]] was named."
THIRD_PLAN = "The [[plan:nap_trafficking,TKM,2021,2026|Plan for 2021-2026]] was named."


@pytest.mark.parametrize(
    ("plans_named", "said"),
    [
        ((SECOND_PLAN,), "The one plan with a period was still running in May 2024"),
        ((FIRST_PLAN,), "The only plan with a period was not running in May 2024"),
        ((SECOND_PLAN, THIRD_PLAN), "Both plans with a period were still running in May 2024"),
        ((FIRST_PLAN, SECOND_PLAN), "One of two plans with a period was still running in May 2024"),
    ],
)
def test_the_chart_of_plans_says_how_many_were_running(plans_named: tuple[str, ...], said: str) -> None:
    figure = plans(Ledger(dataset(Text("x", Meeting("x"), "\n".join(plans_named)))))
    assert figure is not None
    assert plain(figure.title) == said


def test_the_chart_of_plans_names_the_day_where_the_month_has_several_meetings() -> None:
    meetings = (Meeting("x"), Meeting("y", start=date(2024, 5, 9)))
    figure = plans(Ledger(dataset(*(Text(one.event_id, one, SECOND_PLAN) for one in meetings))))
    assert figure is not None
    assert plain(figure.title).endswith("was still running on 9 May 2024")


def test_a_gap_is_only_of_dated_meetings_where_some_have_no_day() -> None:
    days = (date(2020, 1, 1), date(2024, 5, 3), None)
    texts = [
        Text(f"t{n}", Meeting(f"m{n}", start=day), "They met.", published=None) for n, day in enumerate(days)
    ]
    figure = timeline(Ledger(dataset(*texts)))
    assert figure is not None
    assert plain(figure.title).endswith(", and no text dates one between January 2020 and May 2024")


def test_a_lane_has_one_colour_in_every_chart() -> None:
    texts = (Text("e", Meeting("early", ("USA",), date(2019, 1, 1)), "Text."), *corpora.ALL[:3])
    d = dataset(*texts)
    for frame in (views.timeline(d), views.plans(d).events):
        assert dict(frame.select("lane", "series").rows()) == {"European Union": 0, "United States": 1}


def test_a_lane_has_a_colour_where_many_before_it_are_not_drawn() -> None:
    frame = pl.DataFrame({"lane": ["Norway", "Oman"], "series": [0, 94]})
    assert len(charts.lane_scale(frame).to_dict()["range"]) == 2


def test_heads_of_close_events_are_set_on_different_levels() -> None:
    assert views.plans(dataset(*corpora.ALL)).events["level"].to_list() == [0, 1, 0]


MEETINGS = (
    Meeting("a", start=date(2020, 6, 18)),
    Meeting("b", ("USA",), date(2020, 12, 15)),
    Meeting("c", ("UN",), date(2023, 11, 27)),
    Meeting("d", start=date(2025, 6, 17)),
)
PLANS = (
    "[[plan:a_plan_against_trafficking_in_persons,TKM,2015,2020|Plan for 2015-2020]]",
    "[[plan:a_plan_of_last_year_for_all_regions,TKM,2019,2019|Plan for 2019]]",
    "Nothing.",
    "[[plan:a_plan_against_trafficking_in_persons,TKM,,|Plan]]",
)


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_no_meetings_line_runs_through_the_words_of_the_plans(form: str) -> None:
    texts = [Text(m.event_id, m, plan) for m, plan in zip(MEETINGS, PLANS, strict=True)]
    pictures = drawings.plans_pictures(dataset(*texts))
    assert pictures is not None
    drawn = getattr(pictures, form).drawing.result()
    assert {"no period", "given"} <= {box.words for box in boxes(drawn)}
    assert struck(drawn) == []
    assert collisions(drawn) == []


def test_the_words_on_a_plan_without_a_period_stand_where_there_is_room() -> None:
    texts = [Text("x", MEETINGS[0], PLANS[1]), Text("y", MEETINGS[3], PLANS[3])]
    pictures = drawings.plans_pictures(dataset(*texts))
    assert pictures is not None
    words = [box.words for box in boxes(pictures.wide.drawing.result())]
    assert "no period given" in words  # on one line where it fits


@pytest.mark.parametrize("name", DRAW)
def test_a_figure_says_finding_measure_and_description(figures: dict[str, Figure], name: str) -> None:
    figure = figures[name]
    assert figure.title
    assert figure.measure
    assert len(figure.description) > 60
    assert not re.search(r"[\[\]{}|]", figure.description)  # plain words


@pytest.mark.parametrize("name", DRAW)
def test_a_figure_is_drawn_for_both_formats(written: dict[str, str], name: str) -> None:
    page, paper = written[name].split(':::: {.content-visible unless-format="html"}')
    assert page.count("<svg") == 2  # wide and narrow
    assert page.count('role="img" aria-label="') == 2
    assert '#image(bytes("<svg' in paper
    assert 'alt: "' in paper


@pytest.mark.parametrize("name", DRAW)
def test_text_in_a_chart_is_text(written: dict[str, str], name: str) -> None:
    assert "</text>" in written[name]
    assert "Source Sans Pro" in written[name]


@pytest.mark.parametrize("name", DRAW)
def test_a_chart_has_its_data_as_a_file_in_the_page(
    figures: dict[str, Figure], written: dict[str, str], name: str
) -> None:
    match = re.search(r'download="([a-z]+)\.csv" href="data:text/csv;charset=utf-8,([^"]*)"', written[name])
    assert match is not None
    rows = list(csv.reader(io.StringIO(unquote(match[2]))))
    assert len(rows) == figures[name].data.height + 1


@pytest.mark.parametrize("name", DRAW)
def test_a_specification_is_safe_inside_its_element(written: dict[str, str], name: str) -> None:
    for spec in SPEC.findall(written[name]):
        assert json.loads(spec)["params"][0]["name"] == "highlight"


def test_the_same_figure_is_drawn_twice_alike(figures: dict[str, Figure], written: dict[str, str]) -> None:
    assert figures["timeline"]._repr_markdown_() == written["timeline"]


@pytest.mark.parametrize("name", ["rounds", "plans"])
def test_a_chart_with_nothing_to_show_is_left_out(name: str) -> None:
    assert DRAW[name](Ledger(dataset(corpora.CONSULTED))) is None


def test_no_word_of_a_specification_can_open_an_element(written: dict[str, str]) -> None:
    assert not any("<" in spec for page in written.values() for spec in SPEC.findall(page))
