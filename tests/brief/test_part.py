"""A brief of one counterpart or of some years: only its meetings, and a name that says so."""

from __future__ import annotations

import polars as pl
import pytest

import five
from dialogues.base.errors import UsageError
from dialogues.base.project import HOME, Project
from dialogues.brief import part
from dialogues.dataset import validate
from dialogues.releasing import edition


@pytest.mark.parametrize("given", ["EU", "eu", "European Union"])
def test_the_part_of_a_counterpart_holds_its_meetings_and_what_is_of_them(given: str) -> None:
    asked = part.of(given)
    assert asked is not None
    made, asked = part.select(five.dataset(), asked)
    own = set(made["counterparts"].filter(counterpart="EU")["event_id"])
    assert own
    assert set(made["events"]["event_id"]) == own
    assert set(made["documents"]["event_id"]) == own
    assert set(made["known_events"]["counterpart"]) <= {"EU"}
    assert made["mentions"].height < five.dataset()["mentions"].height
    assert made["codes"].equals(five.dataset()["codes"])
    assert asked.suffix == "-EU"
    validate(made)


def test_years_bound_the_days_of_meetings_and_the_last_year_counts_whole() -> None:
    days = five.dataset()["events"]["start_date"].drop_nulls().sort()
    last = days.item(-1)
    for first, end in (
        (last.year, last.year),
        (str(last), last.isoformat()),
        (f"{last}T00:00:00.000Z", None),
    ):
        asked = part.of(None, first, end)
        assert asked is not None
        made, _ = part.select(five.dataset(), asked)
        assert made["events"]["start_date"].to_list() == [
            day for day in days if day >= last or day.year == first
        ]


def test_nothing_asked_is_no_part_and_names_say_what_was_asked() -> None:
    assert part.of(None, "", None) is None
    named = {
        ("EU", None, None): "-EU",
        ("EU", 2020, 2022): "-EU-2020-2022",
        (None, "2020-06", None): "-from-2020-06",
        (None, None, 2022): "-to-2022",
    }
    for given, suffix in named.items():
        asked = part.of(*given)
        assert asked is not None
        assert asked.suffix == suffix


def test_the_title_says_which_part_it_is_of() -> None:
    asked = part.of("EU", 2020, 2022)
    assert asked is not None
    current = edition.current(Project(HOME))
    named = part.titled(current, five.dataset(), asked)
    assert named.title == f"{current.title}: meetings with the European Union, 2020 to 2022"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("XX", None, None), r"No text is about a meeting with 'XX'\. Counterparts are .*EU"),
        ((None, "soon", None), r"'soon' is no day\. Give a year, a month or a day"),
        ((None, "2020-13", None), r"'2020-13' is no day\."),
        ((None, 2022, 2020), r"The part from 2022 to 2020 is out of order\."),
        (("EU", 1990, 1991), r"No meeting with EU, 1990 to 1991 has a text\."),
    ],
)
def test_a_part_that_there_is_not_is_refused_in_a_sentence(given: tuple[object, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        part.select(five.dataset(), part.of(*given) or part.Part())


def test_a_text_without_a_day_is_in_no_part_of_years() -> None:
    d = dict(five.dataset())
    d["events"] = d["events"].with_columns(pl.lit(None, pl.Date).alias("start_date"))
    with pytest.raises(UsageError, match="No meeting from 2000 has a text"):
        part.select(d, part.Part(first="2000"))
