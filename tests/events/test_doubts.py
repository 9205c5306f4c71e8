"""What a text leaves open, or says in two ways, is empty and a doubt."""

from __future__ import annotations

import pytest

from texts import Each, each

UNSETTLED = [
    (
        "On 03/12/2024 the human rights dialogue of Norway and Oman was held.",
        "start_date",
        "2024-12-03|2024-03-12",
    ),
    (
        "The 5th human rights dialogue, the sixth in a row, of Norway and Oman was held on 3 June 2024.",
        "ordinal",
        "5|6",
    ),
    (
        "On 5 May 2027 the EU and Oman held a human rights dialogue. "
        "The human rights dialogue was held on 7 May 2027.",
        "start_date",
        "2027-05-05|2027-05-07",
    ),
    (
        "The human rights dialogue of Norway and Oman was held on 3 June in Oslo, and on 9 June there.",
        "start_date",
        "06-03|06-09",
    ),
    (
        "The EU and Oman held a human rights dialogue in Vienna. The human rights dialogue took place in "
        "Geneva.",
        "place",
        "Vienna|Geneva",
    ),
    ("A human rights dialogue was held on 3 June 2024.", "counterpart", None),
    ("The human rights dialogue of Norway and Oman was held.", "start_date", None),
]


@pytest.mark.parametrize(
    ("text", "field", "values"),
    UNSETTLED,
)
def test_a_field_that_a_text_does_not_settle_is_empty_and_a_doubt(
    read: Each, text: str, field: str, values: str | None
) -> None:
    made = read.alone(text)
    doubts = dict(made["doubts"].select("field", "values").iter_rows())
    assert doubts[field] == values
    assert field not in made["facts"]["field"].to_list()


EXPLAINED = "Published: 5 December 2024\n\nOn 03/12/2024 the human rights dialogue with Oman was held."


def test_figures_that_the_day_of_publication_explains_are_no_doubt(read: Each) -> None:
    made = read.alone(EXPLAINED)
    assert made["doubts"].filter(field="start_date").is_empty()
    assert made["events"]["start_date"].cast(str).to_list() == ["2024-12-03"]


OF_TWO_KINDS = "UNDP held a seminar and a round table on the rights of women in Mary."


def test_of_two_kinds_in_one_clause_the_first_is_taken_and_in_doubt(read: Each) -> None:
    """An event has a kind, whatever is in doubt."""
    made = read.alone(OF_TWO_KINDS)
    assert (
        dict(made["doubts"].select("field", "values").iter_rows())["kind"] == "seminar_training|round_table"
    )
    assert made["events"]["kind"].to_list() == ["seminar_training"]


SETTLED = [
    "On 5 May 2027 the EU and Oman held the fourth human rights dialogue in Vienna. "
    "The first human rights dialogue was held in Geneva on 6 March 2020, the parties recalled.",
    "On 5 May 2027 the EU and Oman held a human rights dialogue in Vienna. "
    "The next human rights dialogue will be held in Geneva on 9 May 2028.",
    "On 5 May 2027 the EU and Oman held a human rights dialogue in Vienna with judges from Geneva.",
]


@pytest.mark.parametrize(
    "text",
    SETTLED,
)
def test_day_and_place_of_something_else_are_no_doubt(read: Each, text: str) -> None:
    made = read.alone(text)
    assert made["doubts"].is_empty()
    assert made["events"].select("start_date", "place").row(0)[1] == "Vienna"
    assert made["events"]["start_date"].cast(str).to_list() == ["2027-05-05"]


TWO_HEADS = tuple(
    "On 5 May 2024 the EU and Turkmenistan held a human rights dialogue. The Turkmen delegation was led by "
    + heads
    for heads in (
        "Anna Vogel. The delegation of Turkmenistan was headed by Paul Berg.",
        "Anna Vogel and Paul Berg.",
    )
)


def test_two_people_told_in_two_sentences_to_lead_one_side_are_a_doubt(read: Each) -> None:
    doubts = [read.alone(text)["doubts"].filter(field="head")["values"].to_list() for text in TWO_HEADS]
    assert doubts == [["Anna Vogel|Paul Berg"], []]


SECOND = "On 3 June 2027 the EU and Oman held their fourth human rights dialogue in Vienna. "


LATER = [
    ("On 4 June 2027 they held their fifth human rights dialogue in Vienna.", ["4|5"]),
    ("The fifth human rights dialogue took place on 4 June 2027 in Muscat.", ["4|5"]),
    ("The fourth human rights dialogue took place at the Hofburg.", []),
    ("The third human rights dialogue was held in Geneva on 6 March 2025.", []),  # history
    ("The fifth human rights dialogue will be held in Muscat.", []),
]


@pytest.mark.parametrize(
    ("then", "values"),
    LATER,
)
def test_a_later_round_that_a_text_also_tells_of_is_a_doubt(read: Each, then: str, values: list[str]) -> None:
    """The first round keeps its number: only that it is the only one is in doubt."""
    made = read.alone(f"{SECOND}{then}")
    assert made["doubts"].filter(field="ordinal")["values"].to_list() == values
    assert made["events"]["ordinal"].to_list() == [4]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Each:
    """All texts of these tests."""
    later = [f"{SECOND}{then}" for then, _ in LATER]
    unsettled = [text for text, _, _ in UNSETTLED]
    texts = (*unsettled, *SETTLED, *later, *TWO_HEADS, EXPLAINED, OF_TWO_KINDS)
    return each(tmp_path_factory.mktemp("doubts"), *texts)
