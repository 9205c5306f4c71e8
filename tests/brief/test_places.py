"""Each counterpart of several meetings has a place of its own."""

from __future__ import annotations

from datetime import date

from brief.notebook import plain
from dialogues.brief import places
from dialogues.brief.claims import Ledger
from small import Meeting, Text, dataset

WORDS = {
    "meetings": "Met: {listed}.",
    "returns": "Returns: {listed}.",
    "new": "New {later} against {earlier}: {listed}.",
    "gone": "Gone: {listed}.",
    "heads": "Led: {listed}.",
    "open": "Open: {listed}.",
}
EARLIER = Text(
    "a",
    Meeting("a", start=date(2020, 6, 18)),
    "On [[topic:health|health]] and [[topic:youth|youth]].\n[[person:EU,EU,head|Ana Example]] led.",
)
LATER = Text(
    "b",
    Meeting("b", start=date(2024, 5, 3)),
    "On [[topic:health|health]] and [[topic:work|work]].\n"
    "The sides [[statement:agreed,joint,agreed_unnamed|agreed on specific steps]].",
)
ONCE = Text("c", Meeting("c", ("USA",), date(2021, 1, 5)), "On [[topic:health|health]].")
NOBODY = [Text(f"n{n}", Meeting(f"n{n}", (), date(2022, n, 5)), "They met.") for n in (1, 2)]


def test_a_place_tells_what_returns_what_came_and_went_who_led_and_what_is_open() -> None:
    told = plain(places.told(Ledger(dataset(EARLIER, LATER, ONCE)), WORDS, are_shown=True)).split("\n\n")
    assert told == [
        "#### European Union {#with-european-union .unnumbered .unlisted}",
        "Met: [May 2024 (human rights dialogue)](#meeting-b); [June 2020 (human rights dialogue)]"
        "(#meeting-a).",
        "Returns: health (2 of 2).",
        "New in May 2024 against June 2020: work.",
        "Gone: youth.",
        "Led: Ana Example.",
        "Open: “agreed on specific steps” (May 2024).",
    ]


def test_one_meeting_or_a_counterpart_not_named_gives_no_place() -> None:
    assert places.lanes(dataset(ONCE, *NOBODY)) == []


def test_meetings_without_sheets_are_told_by_their_years() -> None:
    told = plain(places.told(Ledger(dataset(EARLIER, LATER)), {"meetings": "{listed}"}, are_shown=False))
    assert "#meeting" not in told
    assert "2020" in told


def test_a_list_that_is_cut_says_how_many_more_there_are() -> None:
    told_open = "They [[statement:agreed,joint,agreed_unnamed|agreed]]."
    texts = [Text(f"t{n}", Meeting(f"m{n}", start=date(2020, 1, 1 + n)), told_open) for n in range(15)]
    told = plain(places.told(Ledger(dataset(*texts)), {"open": "{listed}"}, are_shown=False))
    assert told.count("“agreed”") == places.NAMED
    assert told.endswith("; three more")


def test_what_was_left_open_in_a_text_without_the_day_of_its_meeting_is_of_its_publication() -> None:
    said = "They [[statement:agreed,joint,agreed_unnamed|agreed]]."
    undated = [Text(name, Meeting(name, start=None), said) for name in ("a", "b")]
    told = plain(places.told(Ledger(dataset(*undated)), {"open": "{listed}"}, are_shown=False))
    assert "“agreed” (published 4 May 2024)" in told
