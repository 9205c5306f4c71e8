"""Topics over the years are shares, and the denominator is told."""

from __future__ import annotations

import itertools
from datetime import date

import many
from brief.notebook import plain
from dialogues.brief import years
from dialogues.brief.claims import Ledger
from small import Meeting, Text, dataset


def on(name: str, day: date, topics: str) -> Text:
    return Text(name, Meeting(name, start=day), f"On {topics}.")


def test_a_share_is_of_the_meetings_of_its_period() -> None:
    texts = [
        on("a", date(2020, 1, 2), "[[topic:health|health]]"),
        on("b", date(2020, 5, 2), "[[topic:youth|youth]]"),
        on("c", date(2021, 5, 2), "[[topic:health|health]]"),
    ]
    told = plain(years.table(Ledger(dataset(*texts)), "Topic", "Shares")).splitlines()
    assert told[1] == "| Topic | 2020 (2) | 2021 (1) |"
    assert "| Health | 1 (50 %) | 1 (100 %) |" in told
    assert "| Youth | 1 (50 %) |  |" in told


def test_many_years_are_put_together() -> None:
    spans = years.periods(many.counted(130))
    assert len(spans) <= years.PERIODS
    assert all(last + 1 == first for (_, last), (first, _) in itertools.pairwise(spans))


def test_meetings_of_one_year_give_no_shares() -> None:
    assert (
        years.table(Ledger(dataset(on("a", date(2020, 1, 2), "[[topic:health|health]]"))), "Topic", "x") == ""
    )
