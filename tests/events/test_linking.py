"""Which texts report one event: links with their reason, and what must never be linked."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import five
from dialogues.dataset import schemas
from dialogues.events import linking
from dialogues.readings.apply import PAIRS
from rows import EVENT, event, frame

DAY = dt.date(2024, 6, 25)
RULES = five.rules()
NONE: dict[str, Any] = {
    "kind": "human_rights_dialogue",
    "state": "TKM",
    "counterparts": ["EU"],
    "start_date": None,
    "end_date": None,
    "month_day": None,
    "month": None,
    "ordinal": None,
    "mode": None,
    "place": None,
    "published": None,
}
NOTHING = pl.DataFrame(schema={"document_id": pl.String, "held": pl.String})
TYPES: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "counterparts": pl.List(pl.String()),
    "start_date": pl.Date(),
    "end_date": pl.Date(),
    "month_day": pl.String(),
    "month": pl.String(),
    "ordinal": pl.Int64(),
    "mode": pl.String(),
    "place": pl.String(),
    "published": pl.Date(),
}


def reports(*rows: dict[str, Any]) -> pl.DataFrame:
    """One report a row, named a, b, c ...; a day given alone is also the last."""
    made = [
        NONE | {"document_id": name} | row | {"end_date": row.get("end_date", row.get("start_date"))}
        for name, row in zip("abcdefgh", rows, strict=False)
    ]
    return pl.DataFrame(made, schema=TYPES)


def sentences(**texts: str) -> pl.DataFrame:
    """One body sentence a document."""
    columns = schemas.empty(schemas.Sentences).schema
    rows = [
        {
            "sentence_id": name,
            "document_id": name,
            "position": 0,
            "start": 0,
            "end": len(text),
            "text": text,
            "role": "body",
        }
        for name, text in texts.items()
    ]
    return pl.DataFrame(rows, schema=columns)


def people(**persons: str) -> pl.DataFrame:
    """One person of the other side a document."""
    columns = schemas.empty(schemas.People).schema
    return pl.DataFrame(
        [{"document_id": name, "person_id": person, "side": "EU"} for name, person in persons.items()],
        schema=columns,
    )


def groups(found: pl.DataFrame, *evidence: pl.DataFrame) -> list[str]:
    """Group the documents by event, each group as one word."""
    said, met, there, spoken = (*evidence, *(sentences(), people(), NOTHING, NOTHING)[len(evidence) :])
    links = linking.find(found, said, met, there, spoken, RULES)
    grouped = linking.group(found, links, pl.DataFrame(schema=PAIRS))
    return (
        grouped.group_by("first")
        .agg(pl.col("document_id").sort().str.join(""))["document_id"]
        .sort()
        .to_list()
    )


ROUND = {"start_date": DAY, "ordinal": 16, "place": "Ashgabat", "mode": "in_person"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(ROUND, ROUND | {"ordinal": None, "place": None}, id="same day"),
        pytest.param(ROUND, {"ordinal": 16}, id="same round, no day"),
        pytest.param(ROUND, ROUND | {"place": "Brussels"}, id="same round, put in two places"),
        pytest.param(ROUND, {"month_day": "06-25", "ordinal": 16}, id="day without a year, same round"),
        pytest.param(ROUND, {"month_day": "06-25", "place": "Ashgabat"}, id="day without a year, same place"),
        pytest.param(
            {"start_date": dt.date(2020, 12, 15), "end_date": dt.date(2020, 12, 17), "mode": "video"},
            {"month_day": "12-16", "mode": "video"},
            id="a day within three",
        ),
        pytest.param(
            {
                "start_date": dt.date(2018, 8, 31),
                "kind": "round_table",
                "counterparts": ["IOM"],
                "place": "Ashgabat",
            },
            {
                "published": dt.date(2018, 9, 1),
                "kind": "round_table",
                "counterparts": ["IOM"],
                "place": "Ashgabat",
            },
            id="appeared the day after",
        ),
    ],
)
def test_reports_of_one_event_are_linked(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert groups(reports(one, other)) == ["ab"]
    assert groups(reports(other, one)) == ["ab"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(ROUND, ROUND | {"ordinal": 17}, id="two rounds"),
        pytest.param(ROUND, ROUND | {"start_date": dt.date(2024, 6, 27), "end_date": None}, id="two days"),
        pytest.param(ROUND, ROUND | {"counterparts": ["USA"]}, id="two counterparts"),
        pytest.param(ROUND, ROUND | {"state": "UZB"}, id="two states"),
        pytest.param(
            ROUND, ROUND | {"kind": "bilateral_meeting"}, id="same minister, same day, another meeting"
        ),
        pytest.param(
            {"start_date": DAY, "kind": "seminar_training", "place": "Ashgabat"},
            {"start_date": DAY, "kind": "seminar_training", "place": "Brussels"},
            id="two places",
        ),
        pytest.param({}, {}, id="nothing known of either"),
        pytest.param(ROUND, {"ordinal": 16, "month_day": "06-28"}, id="same round, another day of the year"),
        pytest.param(
            {"month_day": "06-25"}, {"month_day": "06-25"}, id="day without a year, nothing else in common"
        ),
        pytest.param(
            ROUND, {"month_day": "06-25", "ordinal": 16, "published": dt.date(2019, 6, 26)}, id="another year"
        ),
        pytest.param(
            ROUND, {"published": dt.date(2024, 7, 20), "place": "Ashgabat"}, id="appeared weeks later"
        ),
        pytest.param(
            {"start_date": DAY, "kind": "bilateral_meeting"},
            {"start_date": DAY, "kind": "bilateral_meeting"},
            id="two talks a day",
        ),
    ],
)
def test_what_may_be_two_events_is_not_linked(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert groups(reports(one, other)) == ["a", "b"]
    assert groups(reports(other, one)) == ["a", "b"]


TALKED = ("courts", "prisons")


def spoken(*topics: str) -> pl.DataFrame:
    """The same subjects in documents a and b."""
    rows = [{"document_id": name, "held": topic} for name in "ab" for topic in topics]
    return pl.DataFrame(rows, schema=NOTHING.schema)


@pytest.mark.parametrize(
    ("met", "joined"),
    [
        pytest.param({"a": "skoog-o-eu", "b": "skoog-o-eu"}, ["ab"], id="the same"),
        pytest.param({"a": "skoog-o-eu"}, ["ab"], id="one names nobody"),
        pytest.param({"a": "skoog-o-eu", "b": "hakala-t-eu"}, ["a", "b"], id="two"),
    ],
)
def test_talks_of_one_day_are_one_where_subjects_are_shared_and_nobody_else_was_met(
    met: dict[str, str], joined: list[str]
) -> None:
    talks = {"start_date": DAY, "kind": "bilateral_meeting", "place": "Brussels"}
    both = reports(talks, talks)
    assert groups(both, sentences(), people(**met), NOTHING, spoken(*TALKED)) == joined
    assert groups(both, sentences(), people(**met)) == ["a", "b"]  # a guest meets several hosts on a day
    hosts = came(a="x", b="y").with_columns(side=pl.lit("TKM"))
    both_sides = pl.concat([people(**met), hosts])
    assert groups(both, sentences(), both_sides, NOTHING, spoken(*TALKED)) == ["a", "b"]


def test_a_mission_of_several_days_is_one_where_the_same_person_came() -> None:
    days = {"start_date": DAY, "kind": "bilateral_meeting"}
    both = reports(days, days).with_columns(end_date=pl.lit(DAY + dt.timedelta(days=4)))
    assert groups(both, sentences(), people(a="skoog-o-eu", b="skoog-o-eu")) == ["ab"]


def test_a_day_without_a_year_is_the_same_where_the_same_person_was_there() -> None:
    full = {"kind": "round_table", "counterparts": ["UNICEF"], "start_date": DAY}
    partial = {"kind": "round_table", "counterparts": ["UNICEF"], "month_day": "06-25"}
    both = reports(full, partial)
    assert groups(both, sentences(), people(a="nartea-a-unicef", b="nartea-a-unicef")) == ["ab"]
    assert groups(both, sentences(), people(a="nartea-a-unicef")) == ["a", "b"]


def test_talks_of_one_day_are_one_where_a_sentence_is_copied() -> None:
    talks = {"start_date": DAY, "kind": "bilateral_meeting"}
    copied = "The sides discussed the state and prospects of cooperation in the field of human rights."
    assert groups(reports(talks, talks), sentences(a=copied, b=copied.upper()), people()) == ["ab"]


def test_a_round_told_a_day_apart_is_one_where_the_same_person_was_met() -> None:
    told = {"kind": "political_consultations", "place": "Ashgabat"}
    later = DAY + dt.timedelta(days=1)
    both = reports(told | {"start_date": DAY}, told | {"start_date": later})
    assert groups(both, sentences(), people(a="stone-c-usa", b="stone-c-usa")) == ["ab"]
    assert groups(both, sentences(), people(a="stone-c-usa", b="hill-d-usa")) == ["a", "b"]
    two_days = reports(told | {"start_date": DAY}, told | {"start_date": later + dt.timedelta(days=1)})
    assert groups(two_days, sentences(), people(a="stone-c-usa", b="stone-c-usa")) == ["a", "b"]


def test_seminars_on_two_days_are_two_whoever_opened_them() -> None:
    told = {"kind": "seminar_training", "place": "Ashgabat", "counterparts": ["OSCE"]}
    both = reports(told | {"start_date": DAY}, told | {"start_date": DAY + dt.timedelta(days=1)})
    assert groups(both, sentences(), people(a="berg-i-osce", b="berg-i-osce")) == ["a", "b"]


def test_a_person_is_the_same_whatever_body_a_text_names() -> None:
    talks = {"start_date": DAY, "kind": "bilateral_meeting"}
    columns = schemas.empty(schemas.People).schema
    rows = [("a", "lund-p-eeas", "EEAS", "EU"), ("b", "lund-p-eu", "EU", "EU")]
    names = ("document_id", "person_id", "organisation", "side")
    met = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=columns)
    assert groups(reports(talks, talks), sentences(), met, NOTHING, spoken(*TALKED)) == ["ab"]


def test_a_text_that_names_no_party_is_linked_by_round_and_place_alone() -> None:
    silent = {"counterparts": [], "ordinal": 16, "place": "Ashgabat"}
    assert groups(reports(ROUND, silent)) == ["ab"]
    assert groups(reports(ROUND, silent | {"place": None})) == ["a", "b"]
    assert groups(reports(ROUND, silent | {"ordinal": None, "start_date": DAY})) == ["a", "b"]
    assert groups(reports(silent, silent)) == ["a", "b"]  # empty never equals empty


def test_a_text_that_names_no_party_is_linked_by_day_place_and_a_person() -> None:
    silent = {"counterparts": [], "start_date": DAY, "place": "Ashgabat"}
    same = people(a="lund-p", b="lund-p")
    assert groups(reports(ROUND, silent), sentences(), same) == ["ab"]
    talks = {"kind": "bilateral_meeting", "start_date": DAY, "place": "Ashgabat"}
    at_home = same.with_columns(side=pl.lit("TKM"))
    assert groups(reports(talks, talks | silent), sentences(), at_home) == ["a", "b"]


def test_a_text_that_names_no_party_is_linked_by_day_and_a_guest() -> None:
    told = {"kind": "round_table", "start_date": DAY}
    silent = told | {"counterparts": []}
    same = people(a="lund-p-eu", b="lund-p-eu")
    assert groups(reports(told, silent), sentences(), same) == ["ab"]
    assert groups(reports(told, silent), sentences(), people(a="lund-p-eu", b="berg-i-eu")) == ["a", "b"]
    by_video = reports(told | {"mode": "video"}, silent | {"mode": "in_person"})
    assert groups(by_video, sentences(), same) == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        pytest.param("seitkulieva-a-eu", "seitgulieva-a", True, id="two spellings of one name"),
        pytest.param("sakian-n-eu", "sahakian-n-eu", True, id="a letter that is not heard"),
        pytest.param("berdimuhamedov-g-eu", "berdimuhamedov-eu", True, id="no first name in one text"),
        pytest.param("berg-i-eu", "berg-a-eu", False, id="two first letters"),
        pytest.param("lu-d-eu", "li-d-eu", False, id="short surnames"),
        pytest.param("orazov-b-eu", "rozov-b-eu", False, id="other first letters"),
    ],
)
def test_people_are_known_by_the_sound_of_their_surnames(one: str, other: str, is_one: bool) -> None:
    told = {"kind": "round_table", "start_date": DAY, "place": "Ashgabat"}
    found = groups(reports(told, told | {"counterparts": []}), sentences(), people(a=one, b=other))
    assert found == (["ab"] if is_one else ["a", "b"])


def test_a_first_letter_is_any_of_those_that_stand_before_a_surname() -> None:
    told = {"kind": "round_table", "start_date": DAY, "place": "Ashgabat"}
    both = reports(told, told | {"counterparts": []})
    same = people(a="berg-h-eu", b="berg-f-eu")
    named = same.with_columns(name=pl.Series(["Hans Friedrich Berg", "F. Berg"]))
    assert groups(both, sentences(), same) == ["a", "b"]
    assert groups(both, sentences(), named) == ["ab"]


def test_a_day_without_a_year_is_the_same_of_a_commission_with_several_counterparts() -> None:
    met = {"kind": "commission_meeting", "counterparts": ["OSCE", "UN"]}
    told = met | {"start_date": DAY}
    assert groups(reports(told, met | {"month_day": "06-25"})) == ["ab"]
    assert groups(reports(told, met | {"month_day": "06-25", "counterparts": ["UN"]})) == ["a", "b"]
    assert groups(reports(told, met | {"month_day": "06-24"})) == ["a", "b"]


def test_a_course_that_two_texts_call_by_two_kinds_is_one_by_those_who_came_on_all_its_days() -> None:
    last = {"end_date": DAY + dt.timedelta(days=1)}
    talks = {"kind": "bilateral_meeting", "start_date": DAY}
    course = talks | {"kind": "seminar_training"}
    came = pl.concat([people(a="berg-i", b="berg-i"), people(a="lund-p", b="lund-p")])
    came = came.with_columns(side=pl.lit(None, pl.String), presence=pl.lit("took_part"))
    assert groups(reports(talks | last, course | last), sentences(), came) == ["ab"]
    assert groups(reports(talks, course), sentences(), came) == ["a", "b"]
    assert groups(reports(talks | last, course | last), sentences(), came.head(2)) == ["a", "b"]


def test_a_seminar_of_which_one_text_names_no_party_is_known_by_somebody_who_took_part() -> None:
    told = {"kind": "round_table", "start_date": DAY, "place": "Ashgabat"}
    both = reports(told, told | {"counterparts": []})
    host = people(a="aman-b", b="aman-b").with_columns(side=pl.lit("TKM"))
    assert groups(both, sentences(), host.with_columns(presence=pl.lit("took_part"))) == ["ab"]
    assert groups(both, sentences(), host.with_columns(presence=pl.lit("named"))) == ["a", "b"]
    nowhere = reports(told | {"place": None}, told | {"place": None, "counterparts": []})
    there = host.with_columns(presence=pl.lit("took_part"))
    spoken = pl.DataFrame({"document_id": ["a", "b", "b"], "held": ["courts", "courts", "prisons"]})
    assert groups(nowhere, sentences(), there, NOTHING, spoken) == ["ab"]
    assert groups(nowhere, sentences(), there, NOTHING, spoken.filter(held="prisons")) == ["a", "b"]


def test_meetings_of_one_body_on_a_day_are_one() -> None:
    held = {"kind": "commission_meeting", "counterparts": [], "start_date": DAY}
    both = reports(held, held)
    assert groups(both) == ["a", "b"]  # empty never equals empty
    met = pl.DataFrame({"document_id": ["a", "b"], "held": "interdepartmental_commission"})
    assert groups(both, sentences(), people(), met) == ["ab"]
    assert groups(both, sentences(), people(), met.head(1)) == ["a", "b"]
    later = reports(held, held | {"start_date": DAY + dt.timedelta(days=1)})
    assert groups(later, sentences(), people(), met) == ["a", "b"]


def test_an_event_that_two_texts_call_by_two_kinds_is_one_where_a_guest_says_so() -> None:
    told = {"kind": "round_table", "start_date": DAY, "place": "Ashgabat"}
    both = reports(told, told | {"kind": "seminar_training"})
    same = people(a="berg-i-eu", b="berg-i-eu")
    assert groups(both, sentences(), same) == ["ab"]
    assert groups(both, sentences(), people(a="berg-i-eu", b="lund-p-eu")) == ["a", "b"]
    assert groups(both) == ["a", "b"]
    talks = reports(told, told | {"kind": "bilateral_meeting"})
    assert groups(talks, sentences(), same) == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (["OSCE"], ["ODIHR", "OSCE"], ["ab"]),
        (["OSCE"], ["ODIHR"], ["ab"]),
        (["UNICEF"], ["UNDP"], ["a", "b"]),
        (["UNICEF", "UNDP"], ["UNICEF", "WHO"], ["ab"]),
    ],
)
def test_a_seminar_of_a_day_and_place_is_one_where_the_texts_have_a_party_in_common(
    one: list[str], other: list[str], joined: list[str]
) -> None:
    told = {"kind": "seminar_training", "start_date": DAY, "place": "Ashgabat"}
    both = reports(told | {"counterparts": one}, told | {"counterparts": other})
    assert groups(both) == joined
    online = both.with_columns(place=pl.lit(None, pl.String), mode=pl.lit("video"))
    assert groups(online) == joined
    assert groups(both.with_columns(kind=pl.lit("bilateral_meeting"))) == ["a", "b"]


def company(*persons: tuple[str, str]) -> pl.DataFrame:
    """The same people in documents a and b, each with its side."""
    rows = [
        {"document_id": name, "person_id": person, "side": side} for name in "ab" for person, side in persons
    ]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.People).schema)


def test_a_seminar_told_a_day_apart_is_one_where_several_people_say_so() -> None:
    told = {"kind": "seminar_training", "place": "Ashgabat", "counterparts": ["OSCE"]}
    next_day = {"start_date": DAY + dt.timedelta(days=1)}
    both = reports(told | {"start_date": DAY}, told | next_day)
    here = company(("berg-i-osce", "OSCE"), ("aman-b-mejlis", "TKM"))
    assert groups(both, sentences(), here) == ["ab"]
    elsewhere = reports(told | {"start_date": DAY}, told | next_day | {"place": None})
    assert groups(elsewhere, sentences(), here) == ["a", "b"]
    of_home = company(("geldi-a-mfa", "TKM"), ("aman-b-mejlis", "TKM"))
    assert groups(both, sentences(), of_home) == ["a", "b"]


def test_a_seminar_without_a_day_is_known_by_its_people() -> None:
    told = {"kind": "seminar_training", "place": "Ashgabat", "counterparts": ["OSCE"]}
    both = reports(told | {"start_date": DAY}, told)
    here = company(("berg-i-osce", "OSCE"), ("aman-b-mejlis", "TKM"))
    assert groups(both, sentences(), here) == ["ab"]
    elsewhere = reports(told | {"start_date": DAY}, told | {"place": None})
    assert groups(elsewhere, sentences(), here) == ["a", "b"]
    assert groups(both, sentences(), company(("berg-i-osce", "OSCE"))) == ["a", "b"]


def test_a_round_of_which_only_the_month_is_told_is_that_of_the_month() -> None:
    dated = reports(ROUND, {"month": "2024-06"})
    assert groups(dated) == ["ab"]
    assert groups(reports({"month": "2024-06"}, {"month": "2024-06"})) == ["ab"]
    assert groups(reports(ROUND, {"month": "2024-07"})) == ["a", "b"]
    assert groups(reports(ROUND, {"month": "2024-06", "mode": "video"})) == ["a", "b"]
    seminars = {"kind": "seminar_training"}
    assert groups(reports(ROUND | seminars, {"month": "2024-06"} | seminars)) == ["a", "b"]


def test_a_seminar_without_a_year_is_of_the_day_where_a_guest_says_so() -> None:
    told = {"kind": "seminar_training", "place": "Ashgabat", "counterparts": ["OSCE"]}
    both = reports(told | {"start_date": DAY}, told | {"month_day": "06-25"})
    assert groups(both) == ["a", "b"]
    assert groups(both.with_columns(published=pl.lit(DAY))) == ["ab"]  # so the year is known
    assert groups(both, sentences(), company(("aman-b-mejlis", "TKM"))) == ["a", "b"]
    assert groups(both, sentences(), company(("berg-i-osce", "OSCE"))) == ["ab"]


def test_a_text_that_names_no_party_does_not_bring_two_parties_together() -> None:
    found = reports(ROUND, ROUND | {"counterparts": []}, ROUND | {"counterparts": ["USA"]})
    assert len(groups(found)) == 2
    assert not any({"a", "c"} <= set(group) for group in groups(found))


def test_a_silent_text_does_not_bring_two_rounds_together() -> None:
    """Where b fits a and c, which are two rounds, the stronger link wins and the rounds stay apart."""
    found = reports(ROUND, ROUND | {"ordinal": None}, ROUND | {"ordinal": 17})
    assert len(groups(found)) == 2
    assert not any({"a", "c"} <= set(group) for group in groups(found))


def test_a_text_without_a_day_does_not_bring_two_days_together() -> None:
    found = reports(ROUND, {"ordinal": 16}, {"ordinal": 16, "month_day": "06-28"})
    assert not any({"a", "c"} <= set(group) for group in groups(found))


def test_a_round_is_rather_that_of_the_same_place() -> None:
    later = {"ordinal": 16, "place": "Brussels", "month_day": "12-18"}
    found = reports(later, {"ordinal": 16, "place": "Ashgabat"}, ROUND)
    assert groups(found) == ["a", "bc"]


def test_every_link_says_why() -> None:
    links = linking.find(
        reports(ROUND, ROUND, {"ordinal": 16}), sentences(), people(), NOTHING, NOTHING, RULES
    )
    assert links.select("document_id", "linked_document_id").rows() == [("a", "b"), ("a", "c"), ("b", "c")]
    assert links["reason"].to_list() == [
        round_ := "One number of a round, kind of event and counterpart; or place, where one text names no "
        "party.",
        round_,
        round_,
    ]


REPORT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["human_rights_dialogue", "bilateral_meeting"]),
        "counterparts": st.sampled_from([["EU"], ["EU", "UN"], []]),
        "start_date": st.sampled_from([None, DAY, dt.date(2023, 3, 9)]),
        "month_day": st.sampled_from([None, "06-25"]),
        "ordinal": st.sampled_from([None, 15, 16]),
        "place": st.sampled_from([None, "Ashgabat", "Brussels"]),
        "published": st.sampled_from([None, dt.date(2024, 6, 26)]),
    }
)


@given(st.lists(REPORT, max_size=6), st.randoms())
def test_groups_hold_no_contradiction_and_do_not_hang_on_order(
    rows: list[dict[str, Any]], random: Any
) -> None:
    """Whatever the reports, in whatever order: one event never has two rounds, kinds or states."""
    found = reports(*rows)
    shuffled = found.sample(fraction=1, shuffle=True, seed=random.randint(0, 99))
    assert groups(found) == groups(shuffled)
    for group in groups(found):
        members = found.filter(pl.col("document_id").is_in(list(group)))
        for name in ("kind", "state", "ordinal"):
            assert members[name].drop_nulls().n_unique() <= 1
        for one, other in itertools.combinations(members.drop_nulls("start_date").iter_rows(named=True), 2):
            assert one["start_date"] <= other["end_date"]
            assert other["start_date"] <= one["end_date"]


PEOPLE = st.lists(st.tuples(st.sampled_from(["berg", "aman"]), st.sampled_from(["EU", "TKM", None])))


@given(st.lists(st.tuples(REPORT, PEOPLE), min_size=2, max_size=5))
def test_a_text_more_changes_no_other_link(rows: list[tuple[dict[str, Any], list[tuple[str, str]]]]) -> None:
    found = reports(*(row for row, _ in rows))
    met = [
        {"document_id": name, "person_id": person, "side": side, "presence": "took_part"}
        for name, (_, persons) in zip(found["document_id"], rows, strict=True)
        for person, side in persons
    ]
    here = pl.DataFrame(met, schema=schemas.empty(schemas.People).schema)
    last = found["document_id"][-1]
    links, before = (
        linking.find(
            some, sentences(), here.join(some, on="document_id", how="semi"), NOTHING, NOTHING, RULES
        )
        for some in (found, found.head(-1))
    )
    kept = links.filter(pl.col("linked_document_id") != last)
    assert kept.sort(kept.columns).rows() == before.sort(before.columns).rows()


@pytest.mark.parametrize(
    ("later", "found"),
    [
        ({}, True),
        ({"start_date": dt.date(2025, 6, 19), "end_date": dt.date(2025, 6, 19)}, False),  # two days apart
        ({"state": "UZB"}, False),
        ({"kind": "round_table"}, False),
        ({"place": "Vienna"}, True),  # a round is held once, wherever a text puts it
    ],
)
def test_two_rounds_a_day_apart_may_be_one(later: dict[str, Any], *, found: bool) -> None:
    next_day = {"event_id": "later", "start_date": dt.date(2025, 6, 18), "end_date": dt.date(2025, 6, 18)}
    held = frame("events", event(), event(**next_day | later))
    parties = frame("counterparts", *({"event_id": e, "counterpart": "EU"} for e in held["event_id"]))
    assert linking.neighbours(held, parties, RULES).rows() == ([(EVENT, "later")] if found else [])


def test_round_tables_in_two_places_on_two_days_are_two() -> None:
    day = {"kind": "round_table", "start_date": dt.date(2025, 6, 18), "end_date": dt.date(2025, 6, 18)}
    for place, found in (("Brussels", 1), ("Vienna", 0)):
        held = frame("events", event(kind="round_table"), event(**day, event_id="later", place=place))
        parties = frame("counterparts", *({"event_id": e, "counterpart": "UN"} for e in held["event_id"]))
        assert linking.neighbours(held, parties, RULES).height == found


@pytest.mark.parametrize(
    ("other", "party", "field"),
    [
        ({"ordinal": 18}, "EU", "ordinal"),
        ({"ordinal": None}, "EU", None),
        ({"ordinal": 18}, "USA", None),  # another dialogue has its own numbers
        ({"ordinal": None}, "USA", "counterpart"),
        ({"ordinal": 18, "place": "Vienna"}, "EU", None),
        ({"ordinal": 18, "place": None}, "EU", None),
        ({"ordinal": 18, "kind": "consultation"}, "EU", None),
    ],
)
def test_two_meetings_that_one_fact_alone_keeps_apart_are_found(
    other: dict[str, Any], party: str, field: str | None
) -> None:
    held = frame("events", event(ordinal=17), event(event_id="other", **other))
    parties = frame(
        "counterparts", *({"event_id": e, "counterpart": c} for e, c in ((EVENT, "EU"), ("other", party)))
    )
    rows = [(EVENT, "other", field), ("other", EVENT, field)] if field else []
    assert sorted(linking.side_by_side(held, parties, RULES).rows()) == sorted(rows)


def test_only_texts_that_may_be_linked_are_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    """All texts share a sentence and a person; the pairs still grow with the texts of one day only."""
    heights: list[int] = []
    join, collect = pl.DataFrame.join, pl.LazyFrame.collect

    def joined(self: pl.DataFrame, *given: Any, **named: Any) -> pl.DataFrame:
        heights.append((made := join(self, *given, **named)).height)
        return made

    def collected(self: pl.LazyFrame, *given: Any, **named: Any) -> Any:
        heights.append((made := collect(self, *given, **named)).height)
        return made

    days = [DAY + dt.timedelta(weeks=n) for n in range(200)]
    rows = [
        NONE | {"document_id": f"d{n:03}", "start_date": day, "end_date": day, "place": "Ashgabat"}
        for n, day in enumerate(days * 2)
    ]
    names = [row["document_id"] for row in rows]
    words, persons = sentences(**dict.fromkeys(names, "a" * 80)), people(**dict.fromkeys(names, "berg"))
    monkeypatch.setattr(pl.DataFrame, "join", joined)
    monkeypatch.setattr(pl.LazyFrame, "collect", collected)
    assert linking.find(
        pl.DataFrame(rows, schema=TYPES), words, persons, NOTHING, NOTHING, RULES
    ).height == len(days)
    assert max(heights) <= 2 * len(names)  # each day is looked up with the day after it


def came(**persons: str) -> pl.DataFrame:
    """People of any side who took part, one a letter."""
    rows = [
        {"document_id": name, "person_id": person, "presence": "took_part"}
        for name, letters in persons.items()
        for person in letters
    ]
    return pl.DataFrame(rows, schema=schemas.empty(schemas.People).schema)


TALKS = ROUND | {"kind": "bilateral_meeting", "ordinal": None}
AFTER = {"published": DAY + dt.timedelta(days=2)}


@pytest.mark.parametrize(
    ("other", "joined", "is_linked"),
    [
        pytest.param(TALKS, "xy", True, id="same day"),
        pytest.param(TALKS | {"counterparts": []}, "xy", True, id="same day, one names no party"),
        pytest.param(AFTER | {"kind": "bilateral_meeting"}, "xy", True, id="told soon after"),
        pytest.param(AFTER, "xy", True, id="told soon after, another kind of two sides"),
        pytest.param(AFTER | {"kind": "bilateral_meeting"}, "x", False, id="one in common"),
        pytest.param(TALKS | {"counterparts": ["USA"]}, "xy", False, id="two parties"),
        pytest.param(TALKS | {"place": "Brussels"}, "xy", False, id="two places"),
        pytest.param(AFTER | {"kind": "seminar_training"}, "xy", False, id="a seminar"),
        pytest.param({"published": DAY + dt.timedelta(days=20)}, "xy", False, id="told weeks later"),
        pytest.param(
            TALKS | {"start_date": DAY + dt.timedelta(days=1), "end_date": None}, "xy", False, id="two days"
        ),
    ],
)
def test_a_meeting_is_known_by_two_people_who_took_part(
    other: dict[str, Any], joined: str, is_linked: bool
) -> None:
    found = groups(reports(TALKS, other), sentences(), came(a="xyz", b=joined))
    assert found == (["ab"] if is_linked else ["a", "b"])


SEMINAR = {"kind": "seminar_training", "counterparts": ["OSCE"], "start_date": DAY}
COURSE = {"end_date": DAY + dt.timedelta(days=2)}


def test_a_seminar_is_known_by_its_day_and_one_who_held_it() -> None:
    one = SEMINAR | {"counterparts": ["OSCE", "UNDP", "UNICEF"]}
    assert groups(reports(one, SEMINAR | {"place": "Ashgabat"})) == ["ab"]
    assert groups(reports(one | {"place": "Mary"}, SEMINAR | {"place": "Ashgabat"})) == ["a", "b"]
    assert groups(reports(one | {"mode": "video"}, SEMINAR | {"mode": "in_person"})) == ["a", "b"]
    assert groups(reports(one, SEMINAR | {"counterparts": ["WHO"]})) == ["a", "b"]
    assert groups(reports(SEMINAR, SEMINAR | {"counterparts": ["ODIHR"]})) == ["a", "b"]  # a body of it


def test_a_seminar_at_which_others_spoke_is_another_unless_more_is_in_common() -> None:
    speakers = people(a="berg-i-osce", b="lund-p-osce")
    both = reports(SEMINAR, SEMINAR)
    assert groups(both, sentences(), speakers) == ["a", "b"]
    assert groups(both, sentences(), speakers, NOTHING, spoken(*TALKED)) == ["ab"]
    assert groups(both, sentences(), speakers, NOTHING, spoken("courts")) == ["ab"]  # the only one
    others = pl.DataFrame({"document_id": ["a", "b"], "held": ["prisons", "police"]})
    assert groups(both, sentences(), speakers, NOTHING, pl.concat([spoken("courts"), others])) == ["a", "b"]
    days = SEMINAR | {"start_date": DAY}
    course = reports(days, days).with_columns(end_date=pl.lit(COURSE["end_date"]))
    assert groups(course, sentences(), speakers) == ["ab"]
    hosts = SEMINAR | {"counterparts": ["OSCE", "UNDP"]}
    assert groups(reports(hosts, hosts), sentences(), speakers) == ["ab"]


def test_a_seminar_of_which_one_text_names_no_party_is_known_by_place_and_subjects() -> None:
    here = SEMINAR | {"place": "Ashgabat"}
    subjects = (sentences(), people(), NOTHING, spoken(*TALKED))
    assert groups(reports(here, here | {"counterparts": []}), *subjects) == ["ab"]
    assert groups(reports(here, here | {"counterparts": []})) == ["a", "b"]
    assert groups(reports(SEMINAR, SEMINAR | {"counterparts": []}), *subjects) == ["a", "b"]
    talks = here | {"kind": "bilateral_meeting"}
    assert groups(reports(talks, talks | {"counterparts": []}), *subjects) == ["a", "b"]


def test_an_event_that_one_text_only_calls_a_meeting_is_known_by_people_and_subjects() -> None:
    met = {"kind": "bilateral_meeting", "counterparts": [], "start_date": DAY}
    both = reports(SEMINAR, met)
    known = company(("berg-i-osce", "OSCE"), ("aman-b-mejlis", "TKM"))
    assert groups(both, sentences(), known, NOTHING, spoken(*TALKED)) == ["ab"]
    assert groups(both, sentences(), known) == ["a", "b"]
    guest = company(("berg-i-osce", "OSCE"))
    assert groups(both, sentences(), guest, NOTHING, spoken(*TALKED)) == ["a", "b"]


@pytest.mark.parametrize(("mode", "joined"), [("video", ["ab"]), ("in_person", ["a", "b"])])
def test_a_call_that_a_text_names_otherwise_is_one_as_none_is_made_in_passing(
    mode: str, joined: list[str]
) -> None:
    told = {"start_date": DAY, "mode": mode}
    both = reports(told, told | {"kind": "bilateral_meeting"})
    assert groups(both) == joined
    assert groups(both, sentences(), people(a="skoog-o-eu", b="hakala-t-eu")) == ["a", "b"]


def test_talks_beside_a_dialogue_are_no_report_of_it_though_the_host_is_the_same() -> None:
    told = {"start_date": DAY, "place": "Ashgabat"}
    both = reports(told, told | {"kind": "bilateral_meeting"})
    assert groups(both, sentences(), came(a="x", b="x"), NOTHING, spoken(*TALKED)) == ["a", "b"]
    assert groups(both, sentences(), came(a="xy", b="xy"), NOTHING, spoken(*TALKED)) == ["ab"]


@pytest.mark.parametrize(
    ("kind", "topics", "joined"),
    [
        pytest.param("seminar_training", TALKED, ["ab"], id="subjects"),
        pytest.param("seminar_training", (), ["a", "b"], id="other subjects"),
        pytest.param("bilateral_meeting", TALKED, ["a", "b"], id="talks"),
    ],
)
def test_a_seminar_of_which_two_texts_name_two_hosts_is_known_by_a_guest_and_subjects(
    kind: str, topics: tuple[str, ...], joined: list[str]
) -> None:
    both = reports(SEMINAR | {"kind": kind}, SEMINAR | {"kind": kind, "counterparts": ["WHO"]})
    guest = company(("berg-i-osce", "OSCE"))
    assert groups(both, sentences(), guest, NOTHING, spoken(*topics)) == joined


def test_several_people_are_in_one_place_on_a_day() -> None:
    both = reports(SEMINAR | {"place": "Ashgabat"}, SEMINAR | {"place": "Mary"})
    assert groups(both, sentences(), company(("berg-i-osce", "OSCE"), ("aman-b-mejlis", "TKM"))) == ["ab"]
    assert groups(both, sentences(), company(("berg-i-osce", "OSCE"))) == ["a", "b"]


@pytest.mark.parametrize(
    ("other", "subjects", "joined"),
    [
        pytest.param({}, ("courts", "prisons"), ["ab"], id="subjects"),
        pytest.param({}, (), ["a", "b"], id="nothing"),
        pytest.param({"counterparts": ["OSCE", "UNDP"]}, (), ["ab"], id="two hosts"),
        pytest.param({"published": DAY + dt.timedelta(days=9)}, ("courts", "prisons"), ["a", "b"], id="late"),
    ],
)
def test_a_seminar_told_soon_after_is_known_by_more_than_its_host(
    other: dict[str, Any], subjects: tuple[str, ...], joined: list[str]
) -> None:
    one = SEMINAR | {"counterparts": ["OSCE", "UNDP"]}
    undated = {"kind": "seminar_training", "counterparts": ["OSCE"], "published": DAY + dt.timedelta(days=2)}
    both = reports(one, undated | other)
    assert groups(both, sentences(), people(), NOTHING, spoken(*subjects)) == joined


def test_a_seminar_told_soon_after_of_another_guest_is_another() -> None:
    here = SEMINAR | {"place": "Ashgabat"}
    both = reports(here, here | {"start_date": None, "published": DAY + dt.timedelta(days=2)})
    assert groups(both) == ["ab"]
    assert groups(both, sentences(), people(a="berg-i-osce", b="lund-p-osce")) == ["a", "b"]


def test_a_round_of_a_standing_kind_that_appeared_soon_after_needs_no_place() -> None:
    assert groups(reports(ROUND, AFTER)) == ["ab"]
    assert groups(reports(ROUND, AFTER | {"counterparts": []})) == ["a", "b"]
    assert groups(reports(ROUND, AFTER | {"kind": "bilateral_meeting"})) == ["a", "b"]


@pytest.mark.parametrize(
    ("days", "who", "is_linked"),
    [
        pytest.param(6, "x", True, id="within ten days, somebody in common"),
        pytest.param(6, "z", False, id="within ten days, nobody in common"),
        pytest.param(11, "x", False, id="later"),
    ],
)
def test_a_late_report_without_a_day_is_known_by_somebody_who_was_there(
    days: int, who: str, *, is_linked: bool
) -> None:
    told = {"kind": "seminar_training", "place": "Ashgabat", "counterparts": ["OSCE"]}
    both = reports(told | {"start_date": DAY}, told | {"published": DAY + dt.timedelta(days=days)})
    assert groups(both, sentences(), came(a="xy", b=who)) == (["ab"] if is_linked else ["a", "b"])


@pytest.mark.parametrize(("form", "is_linked"), [("hybrid", True), ("in_person", False)])
def test_of_a_hybrid_meeting_a_text_may_tell_one_half(form: str, *, is_linked: bool) -> None:
    told = {"kind": "round_table", "start_date": DAY}
    both = reports(told | {"mode": "video"}, told | {"mode": form, "counterparts": []})
    assert groups(both, sentences(), people(a="lund-p-eu", b="lund-p-eu")) == (
        ["ab"] if is_linked else ["a", "b"]
    )
