"""What the views tell of a side, of what is inferred, and of one sentence in several texts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dialogues.brief import silence, statements, summaries, trace
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import BY_SPEAKERS
from small import Meeting, Text, dataset

TALKS = Meeting("talks", ("USA",), date(2024, 5, 3), kind="political_consultations", mode="in_person")
LEAD = (
    "[[fact.kind:political_consultations|Consultations]] were held "
    "on [[fact.start_date:2024-05-03|3 May 2024]]."
)


def told(*lines: str) -> Dataset:
    """One text on talks."""
    return dataset(Text("a", TALKS, "\n".join([LEAD, *lines])))


def notes(d: Dataset) -> dict[str, str | None]:
    """Row of the grid -> what is noted of it."""
    return {cell.row: cell.note for cell in silence.cells(d)}


def test_bodies_named_for_both_sides_at_once_came_for_both() -> None:
    between = (
        "Talks between the [[institution:mfa;fact.participant:mfa|foreign ministries]] of {} "
        "[[fact.counterpart:USA|US]] began."
    )
    both = told(between.format("Turkmenistan and the"))
    assert (notes(both)["state_head"], notes(both)["other_head"]) == ("no_name", "no_name")
    assert notes(both)["other_said"] == "no_words"
    one = told(between.format("Turkmenistan began, said the"))
    assert (notes(one)["state_head"], notes(one).get("other_head")) == ("no_name", None)


def test_of_both_sides_of_a_meeting_whose_words_no_text_reports_it_is_said_that_they_took_part() -> None:
    noted = notes(told("It was a meeting with the [[fact.counterpart:USA|US]]."))
    assert (noted["state_said"], noted["other_said"]) == ("no_words", "no_words")


@pytest.mark.parametrize(
    ("line", "note", "quotes"),
    [
        ("They confirmed their [[readout:readiness|readiness to continue talks]].", "ready", 1),
        ("The [[readout:next_meeting|next round]] is open.", "no_date", 1),
        (
            "The [[readout:next_meeting|next round]] and [[readout:readiness|to continue talks]].",
            "no_date",
            1,
        ),
    ],
)
def test_a_will_to_go_on_stands_in_for_a_next_meeting_only_as_what_it_is(
    line: str, note: str, quotes: int
) -> None:
    (cell,) = silence.told(told(line), "next_meeting")
    assert (cell.note, len(cell.quotes)) == (note, quotes)


@pytest.mark.parametrize(
    ("line", "is_inferred"),
    [
        ("It was in [[fact.place:Oslo;fact.mode:in_person|Oslo]].", True),
        ("It was at the [[institution:mfa;fact.mode:in_person|Ministry]].", True),
        ("It was held [[fact.mode:in_person|in person]] in [[fact.place:Oslo|Oslo]].", False),
    ],
)
def test_a_meeting_is_in_person_by_inference_where_only_a_place_says_so(line: str, is_inferred: bool) -> None:
    assert summaries.meetings(told(line))["is_form_inferred"].to_list() == [is_inferred]


@pytest.mark.parametrize(("frame", "is_inferred"), [(BY_SPEAKERS, True), ("kind-with", False), (None, False)])
def test_a_counterpart_is_inferred_where_only_who_spoke_shows_it(
    frame: str | None, is_inferred: bool
) -> None:
    d = told("The head of the [[fact.counterpart:USA|US]] mission spoke.")
    framed = d["facts"].with_columns(frame=pl.lit(frame, pl.String))
    made = summaries.meetings(dict(d) | {"facts": framed})
    assert made["is_counterpart_inferred"].to_list() == [is_inferred]


def test_one_sentence_in_two_texts_is_one_statement_in_the_words_of_each() -> None:
    said = "The parties [[statement:said,joint,presented|{} in all forums of the region]]."
    first = Text("a", TALKS, f"{LEAD}\n{said.format('expressed views on work together')}")
    second = Text("b", TALKS, f"{LEAD}\n{said.format('noted importance of work together')}\nThey left.")
    alone = Text("c", TALKS, f"{LEAD}\n[[statement:said,joint,presented|Both thanked the hosts]].")
    same = statements.told(dataset(first, second, alone)).group_by("same_as").len()["len"].sort().to_list()
    assert same == [1, 2]


def test_what_nobody_is_named_as_saying_is_noted_and_not_presented() -> None:
    d = told(
        "[[statement:said,TKM,presented|presented steps]].",
        "[[statement:said,,presented|It was noted]].",
        "[[statement:agreed,joint,agreed_unnamed|agreed on steps]].",
    )
    assert statements.told(d)["told_as"].to_list() == ["agreed_unnamed", "presented", "noted"]


def test_a_topic_stands_on_background_only_where_it_has_no_other_words() -> None:
    d = told(
        "They spoke of [[topic:health|hospitals]].",
        "{background} For years they work on [[topic:health|health]] and [[topic:trade|trade]].",
    )
    codings = d["codings"].filter(facet="topic")
    assert set(trace.evidence(d, "codings", codings)["quote"]) == {"hospitals", "trade"}
