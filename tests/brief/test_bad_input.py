"""A corpus that gives a brief little or nothing to tell: it says so in words, and draws nothing empty."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from brief.notebook import plain, told
from small import Meeting, Text, dataset

DAY = date(2024, 5, 3)
ON_HEALTH = "They spoke of [[topic:health|health]]."


def on(*meetings: Meeting, words: str = ON_HEALTH, published: date | None = DAY) -> tuple[Text, ...]:
    return tuple(Text(meeting.event_id, meeting, words, published=published) for meeting in meetings)


LITTLE: dict[str, tuple[tuple[Text, ...], tuple[int, int] | None, tuple[str, ...]]] = {
    "all out of scope": (
        (Text("x", None, "Carpets were shown."), Text("y", None, "Rugs were shown.")),
        None,
        ("no meeting of Turkmenistan that counts. Why each of the two texts", "two texts on no meeting"),
    ),
    "all of another state": (
        on(Meeting("a", state="KAZ"), Meeting("b", state="KAZ", start=date(2022, 1, 2))),
        None,
        ("tell of no meeting of Turkmenistan that counts.", "two texts on two meetings of other states"),
    ),
    "all of other years": (
        on(Meeting("a", start=date(2009, 5, 3))),
        (2020, 2025),
        ("that counts between 2020 and 2025.", "one text on one meeting outside 2020–2025"),
    ),
    "all of one day": (
        on(*(Meeting(whom, (whom,), DAY) for whom in ("EU", "USA", "UN"))),
        None,
        ("was held on 3 May 2024", "so nothing can be compared"),
    ),
    "all without a day": (
        on(*(Meeting(whom, (whom,), None) for whom in ("EU", "USA")), published=None),
        None,
        ("No text held gives the day of a meeting, so that nothing can be said of order and change",
         "No text held gives a day to draw a meeting at."),
    ),
    "many without a day": (
        on(*(Meeting(f"m{n}", ("EU",), None) for n in range(14)), published=None),
        None,
        ("14 texts on 14 meetings of Turkmenistan", "14 without a day"),
    ),
    "nothing read": (
        on(Meeting("a"), Meeting("b", start=date(2023, 1, 2))),
        None,
        ("No person has read any of the two texts; all stand on the rules alone",),
    ),
    "one meeting": (
        on(Meeting("a")),
        None,
        ("one published text", "No person has read the text; it stands on the rules alone"),
    ),
    "no counterpart": (
        on(Meeting("a", ())),
        None,
        ("the human rights dialogue whose counterpart no text names, was held on 3 May 2024",
         "Counterpart not named, May 2024: human rights dialogue"),
    ),
    "no plan": (on(Meeting("a")), None, ("The texts held name no action plan.",)),
    "no topic": (
        on(Meeting("a"), Meeting("b", start=date(2023, 1, 2)), words="They met."),
        None,
        ("so nothing can be compared",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LITTLE)
def test_a_brief_says_in_words_that_there_is_little(name: str, tmp_path: Path) -> None:
    texts, years, words = LITTLE[name]
    said, _ = told(dataset(*texts, years=years), tmp_path)
    everything = " ".join(plain(part) for part in said)
    for expected in words:
        assert expected in everything, expected
    for part in said:
        for table in re.findall(r"^\|.*\n\| :?-.*\n(?!\|)", part, re.M):
            pytest.fail(f"an empty table: {table}")
    assert "about no meetings" not in everything
    assert "no carry" not in everything
    messages = next(part for part in said if "{.claim" in part)
    assert len(plain(messages)) > 40
