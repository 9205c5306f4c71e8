"""What counts, and what the brief said wrongly before it knew: each sentence on a corpus made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

import corpora
from brief.figures import plans, rounds
from brief.notebook import plain, told, worded
from dialogues.brief import counted, delegations, overview, summaries, tables, topic_changes
from dialogues.brief.claims import Ledger
from rows import frame
from small import Meeting, Text, dataset

EU_2020 = Text(
    "eu-2020", Meeting("eu-2020", start=date(2020, 6, 18), ordinal=12), "On [[topic:health|health]]."
)
EU_2025 = Text(
    "eu-2025", Meeting("eu-2025", start=date(2025, 6, 17), ordinal=17), "On [[topic:youth|youth]]."
)
VIETNAM = Text(
    "vietnam",
    Meeting("vietnam", ("CHE",), date(2006, 7, 4), state="VNM", ordinal=3),
    "On [[topic:health|health]]. The [[statement:agreed,joint,agreed_unnamed|sides agreed on steps]].",
    published=date(2006, 7, 5),
)
CHINA = Text("china", Meeting("china", ("GBR",), date(2021, 3, 1), state="CHN", ordinal=19), "They met.")
OLD = Text("old", Meeting("old", start=date(2009, 6, 30), ordinal=2), "On [[topic:prisons|prisons]].")
CARPETS = Text("carpets", None, "Carpets were shown.")
ASIDE = {
    "sentence": "Not counted: {listed}.",
    "other_state": "{texts:text} on {meetings:meeting} of other states",
    "other_years": "{texts:text} outside {first}–{last}",
    "no_meeting": "{texts:text} on none",
}


def test_meetings_of_other_states_and_years_are_told_in_one_line_and_count_nowhere(tmp_path: Path) -> None:
    d = dataset(EU_2020, EU_2025, VIETNAM, CHINA, OLD, CARPETS, years=(2020, 2025))
    said, brief = told(d, tmp_path)
    assert brief.data["events"]["event_id"].to_list() == ["eu-2020", "eu-2025"]
    line = plain(str(brief.aside(**ASIDE)))
    assert line == (
        "Not counted: two texts on two meetings of other states, one text outside 2020–2025 and one text on "
        "none."
    )
    of_releases = ("Since version", "is gone", 'class="popovers"')
    told_elsewhere = (str(brief.texts_aside("None.")), str(brief.evidence()), str(brief.close()))
    own = [
        part for part in said if part not in told_elsewhere and not any(word in part for word in of_releases)
    ]
    everywhere = " ".join(plain(part) for part in own)
    for wrong in ("July 2006", "Switzerland", "CHE", "China", "GBR", "June 2009", "Prisons"):
        assert wrong not in everywhere, wrong
    listed = str(brief.texts_aside("None."))
    for text in ("vietnam", "china", "old", "carpets"):
        assert f"{{#d-{text}}}" in listed
    assert "d-eu-2020" not in listed


def test_a_meeting_without_a_day_is_outside_the_years_where_its_text_is_older() -> None:
    undated = Meeting("undated", start=None)
    texts = {
        year: Text(str(year), replace(undated, event_id=str(year)), "They met.", published=date(year, 1, 2))
        for year in (2019, 2021)
    }
    assert counted.left_out(dataset(*texts.values(), years=(2020, 2025)))["event_id"].to_list() == ["2019"]


def test_the_highest_round_is_of_the_corpus_state_alone() -> None:
    """It said: one of at least 19 rounds of the human-rights dialogue with the United Kingdom (China)."""
    d = counted.counted(dataset(EU_2020, EU_2025, CHINA))
    assert summaries.rounds(d)["counterpart"].unique().to_list() == ["EU"]
    assert summaries.rounds(d)["ordinal"].max() == 17


def test_only_standing_dialogues_have_rounds() -> None:
    """It said: at least 20 rounds of the other event with the European Union."""
    launch = Meeting("launch", kind="other", ordinal=20)
    d = dataset(EU_2020, Text("launch", launch, "It was launched."))
    assert summaries.rounds(d)["kind"].unique().to_list() == ["human_rights_dialogue"]
    assert "20" not in plain(overview.coverage(Ledger(d), **worded("coverage")["many"]))


def test_two_meetings_of_a_day_that_may_be_one_are_told_beside_the_double_reports() -> None:
    """The brief listed a day twice without a word."""
    twice = [
        Text(f"t{ordinal}", Meeting(f"e{ordinal}", start=date(2023, 3, 2), ordinal=ordinal), "They met.")
        for ordinal in (14, 15)
    ]
    d = dataset(*twice)
    template = worded("reports")["near"]
    assert overview.side_by_side(Ledger(d), template) == ""
    rows = [
        {"document_id": f"t{own}", "field": "event_id", "values": f"e{own}|e{other}"}
        for own, other in ((14, 15), (15, 14))
    ]
    ledger = Ledger(d | {"doubts": frame("doubts", *rows)})
    told_of = plain(overview.side_by_side(ledger, template))
    assert told_of.startswith(
        "Meetings listed as two that may be one: 2 March 2023, EU (rounds 14 and 15). Two texts tell of one"
    )


def test_a_meeting_of_several_states_is_one_meeting() -> None:
    """It was counted as 20 rounds with each of them."""
    several = Meeting("several", ("KAZ", "KGZ", "UZB"), kind="political_consultations", ordinal=20)
    d = dataset(Text("several", several, "They met."))
    known = summaries.rounds(d)
    assert known.height == 20
    assert known["counterpart"].unique().to_list() == ["KAZ, KGZ, UZB"]
    figure = rounds(Ledger(d))
    assert figure is not None
    assert figure.title == "Texts are held on one of at least 20 rounds"


def test_two_meetings_of_one_day_are_not_compared() -> None:
    """It said: between 19 March 2024 and 19 March 2024."""
    day = date(2024, 3, 19)
    one, two = (Meeting(name, start=day) for name in ("one", "two"))
    texts = [Text(m.event_id, m, f"On [[topic:{m.event_id}|{m.event_id}]].") for m in (one, two)]
    assert summaries.comparisons(dataset(*texts)) == []


def test_only_rounds_of_one_standing_dialogue_with_a_counterpart_are_compared() -> None:
    days = [date(2021, 3, 1), date(2022, 3, 1)]
    unlike = [Meeting(f"round-table-{day}", start=day, kind="round_table") for day in days]
    nameless = [Meeting(f"nameless-{day}", (), day) for day in days]
    other = [Meeting(f"usa-{day}", ("USA",), day) for day in days]
    texts = [Text(m.event_id, m, "On [[topic:health|health]].") for m in (*unlike, *nameless, *other)]
    (pair,) = summaries.comparisons(dataset(*texts))
    assert [pair.earlier["event_id"], pair.later["event_id"]] == ["usa-2021-03-01", "usa-2022-03-01"]


def test_the_latest_pair_comes_first_however_little_it_shares() -> None:
    rich = "They spoke of " + " and ".join(f"[[topic:t{n}|t{n}]]" for n in range(9)) + "."
    early = [Text(f"usa-{y}", Meeting(f"usa-{y}", ("USA",), date(y, 1, 5)), rich) for y in (2018, 2019)]
    d = dataset(*early, EU_2020, EU_2025)
    assert summaries.comparisons(d)[0].later["event_id"] == "eu-2025"
    heads = dict.fromkeys(("kept", "dropped", "new", "topic", "silent"), "x")
    shown = topic_changes.several(Ledger(d), heads, "{earlier} {later} {whom}", 0, 1)
    assert ": June 2020 June 2025 EU" in shown
    assert delegations.latest(Ledger(d), heads | {"led": "x"}, "{earlier}") == ""


def test_plans_of_others_stand_apart() -> None:
    text = "The [[plan:nhrap,TKM,2021,2025|Plan]] and the [[plan:nhrap,UZB,2020,2030|Plan of another]]."
    d = dataset(replace(EU_2025, marked=text))
    own, others = tables.plan_statuses(Ledger(d), **worded("plans")["many"], others="Plans of others").split(
        "{#tbl-plan-status}"
    )
    assert "2021–2025" in own
    assert "2020–2030" not in own
    assert "2020–2030" in others
    assert "(UZB)" in plain(others)
    assert "Plans of others" in others
    figure = plans(Ledger(d))
    assert figure is not None
    assert figure.data["owner"].unique().to_list() == ["TKM"]


def test_known_rounds_stay_known_where_their_text_does_not_count() -> None:
    known = [{**corpora.KNOWN[0], "ordinal": 2, "start_date": date(2009, 6, 30), "event_id": "old"}]
    d = counted.counted(dataset(EU_2025, OLD, known=known, years=(2020, 2025)))
    assert summaries.known_without_text(d)["ordinal"].to_list() == [2]
    assert d["codings"].filter(pl.col("event_id") == "old").is_empty()
