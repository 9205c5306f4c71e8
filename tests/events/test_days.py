"""Which day is the event's: the text's own day of writing, and days of something else."""

from __future__ import annotations

import pytest

from dialogues.dataset import Dataset
from texts import dataset

ON_RIGHTS = " Freedom of expression was discussed."


DAYS = {  # what is told: a text, and the day of its event
    "a range of weekdays": (
        "Published: 10 May 2025\n\nUNICEF held a seminar for judges in Oslo from Tuesday to Thursday.",
        "2025-05-06",
    ),
    "the days of a dateline": (
        "Oslo (Norway), 7-8 May 2025 - A seminar for judges was held by UNICEF.",
        "2025-05-07",
    ),
    "another seminar like it": (
        "Published: 10 May 2025\n\nUNICEF held a seminar for judges. A similar one was held on 2 May.",
        None,
    ),
    "a day that is marked": (
        "Published: 10 May 2025\n\nTo mark Law Day, which falls on 2 May, UNICEF held a seminar.",
        None,
    ),
    "a visit beside a seminar": (
        "Published: 10 May 2025\n\nUNICEF held a seminar for judges. A judge visited Rome on 2 May.",
        None,
    ),
    "so many days ago": (
        "Published: 10 May 2025\n\nUNICEF held a seminar for judges in Oslo two days ago.",
        "2025-05-08",
    ),
    "whose day the seminar is": (
        "Published: 10 May 2025\n\nYesterday's seminar of UNICEF in Oslo was a success.",
        "2025-05-09",
    ),
    "the day of its round": (
        "Published: 10 May 2025\n\nA seminar of UNICEF is over in Oslo. Today's round was long.",
        "2025-05-10",
    ),
    "no day of a question": (
        "Published: 10 May 2025\n\nWhat is a court today? The answer was given in Oslo on Thursday."
        " A seminar was held by UNICEF.",
        "2025-05-08",
    ),
    "a seminar to which guests were invited": (
        "Published: 10 May 2025\n\nUNICEF invited judges to a seminar. It took place in Oslo on 8 May.",
        "2025-05-08",
    ),
    "a part of the day of writing": (
        "Published: 10 May 2025\n\nThis morning UNICEF opened a seminar for judges in Oslo.",
        "2025-05-10",
    ),
    "the day that closes a headline is that of writing": (
        "Digest of news, Saturday 10 May 2025\n\nYesterday UNICEF held a seminar for judges in Oslo.",
        "2025-05-09",
    ),
    "the day in a list of labels": (
        "Event: Seminar for judges\nDate: 9 May 2025\nVenue: Oslo\n\nUNICEF held the seminar.",
        "2025-05-09",
    ),
    "today is the day of the dateline": (
        "Published: 14 May 2025\n\nVienna, Austria – 11 May 2025 – UNICEF today held a seminar.",
        "2025-05-11",
    ),
    "today is the day over the report": (
        "Published: 22 May 2019\nSeminar for judges\n21 May 2019, Tuesday\n\n"
        "VIENNA. – UNICEF held a seminar for judges today.",
        "2019-05-21",
    ),
    "today is the day that opens the title": (
        "21.05.2019 Seminar for judges\n\nUNICEF held a seminar for judges in Oslo today.",
        "2019-05-21",
    ),
    "the only day of the lead, told of no meeting": (
        "Published: 10 May 2025\n\nBooks were read in Oslo by judges who spent Tuesday there, till a bell"
        " rang. What would they learn? UNICEF held a seminar for them.",
        "2025-05-06",
    ),
    "one of two days that are told of no meeting": (
        "Published: 10 May 2025\n\nSpring came. On Tuesday judges did so too. What will be? On Friday"
        " they went home. UNICEF held a seminar for judges.",
        None,
    ),
    "the day on which somebody was jailed": (
        "Published: 10 May 2025\n\nA blogger was jailed on Tuesday. UNICEF held a seminar for judges.",
        None,
    ),
    "a deadline": (
        "Published: 10 May 2025\n\nBy 6 May judges had to write. UNICEF held a seminar for judges.",
        None,
    ),
    "a day of the months before an issue is of its year": (
        "OSLO PAPERS\nNo. 14 | May 2025\n\n1. A court opened in Rome.\n\n"
        "2. UNICEF held a seminar for judges in Oslo on 12 March.",
        "2025-03-12",
    ),
    "yesterday is no day of a month": (
        "OSLO PAPERS\nNo. 14 | May 2025\n\nUNICEF held a seminar for judges in Oslo yesterday.",
        None,
    ),
    "a stamp without a year is of the year in which the page was printed": (
        "Oslo portal\nSociety / 3 June\n\nUNICEF held a seminar for judges yesterday.\n\n2025 © Oslo portal",
        "2025-06-02",
    ),
    "a day of the report is not of the year in which the page was printed": (
        "Oslo portal\n\nUNICEF held a seminar for judges on 3 June.\n\n2025 © Oslo portal",
        None,
    ),
    "today is the day that closes the way to the page": (
        "Ministry of Justice of Norway\nmj | news | 12/05/2025\n\nUNICEF held a seminar for judges today.",
        "2025-05-12",
    ),
    "a recent meeting is not of the day of the report": (
        "Oslo, 11 May 2025: At a recent seminar organised by UNICEF judges spoke of prisons.",
        None,
    ),
    "what else is recent says nothing of the day": (
        "Oslo, 11 May 2025: At a seminar organised by UNICEF judges spoke of recent changes.",
        "2025-05-11",
    ),
    "long before the day on which the news was given": (
        "Last week a team of UNICEF came to Oslo, the embassy said on May 6.\n"
        "The fifth seminar of UNICEF was held there on October 25–26, 2018.",
        None,
    ),
    "shortly before the day on which the news was given": (
        "A team of UNICEF came to Oslo, the embassy said on November 6.\n"
        "The fifth seminar of UNICEF was held there on October 25–26, 2018.",
        "2018-10-25",
    ),
    "a plan was adopted on a day before it was presented": (
        "Judges attended the official launch of the action plan of UNICEF.\n"
        "On 15 January 2016 the government approved the action plan.",
        None,
    ),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The texts, read at once: no fact of one hangs on another."""
    texts = {str(n): f"{text}{ON_RIGHTS}\n" for n, (text, _) in enumerate(DAYS.values())}
    return dataset(tmp_path_factory.mktemp("days"), texts)


@pytest.mark.parametrize("told", DAYS)
def test_the_day_of_the_event_is_not_that_of_something_else(read: Dataset, told: str) -> None:
    name, day = str([*DAYS].index(told)), DAYS[told][1]
    assert read["documents"].filter(document_id=name)["in_scope"].to_list() == [True]
    days = read["facts"].filter(document_id=name, field="start_date")["value"].to_list()
    assert days == ([] if day is None else [day])
