"""Which day is the event's: the text's own day of writing, and days of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from texts import dataset

ON_RIGHTS = " Freedom of expression was discussed."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param(
            "Published: 10 May 2025\n\nUNICEF held a seminar for judges in Oslo from Tuesday to Thursday.",
            "2025-05-06",
            id="a range of weekdays",
        ),
        pytest.param(
            "Oslo (Norway), 7-8 May 2025 - A seminar for judges was held by UNICEF.",
            "2025-05-07",
            id="the days of a dateline",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nUNICEF held a seminar for judges. A similar one was held on 2 May.",
            None,
            id="another seminar like it",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nTo mark Law Day, which falls on 2 May, UNICEF held a seminar.",
            None,
            id="a day that is marked",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nUNICEF held a seminar for judges. A judge visited Rome on 2 May.",
            None,
            id="a visit beside a seminar",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nUNICEF held a seminar for judges in Oslo two days ago.",
            "2025-05-08",
            id="so many days ago",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nYesterday's seminar of UNICEF in Oslo was a success.",
            "2025-05-09",
            id="whose day the seminar is",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nA seminar of UNICEF is over in Oslo. Today's round was long.",
            "2025-05-10",
            id="the day of its round",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nWhat is a court today? The answer was given in Oslo on Thursday."
            " A seminar was held by UNICEF.",
            "2025-05-08",
            id="no day of a question",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nUNICEF invited judges to a seminar. It took place in Oslo on 8 May.",
            "2025-05-08",
            id="a seminar to which guests were invited",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nThis morning UNICEF opened a seminar for judges in Oslo.",
            "2025-05-10",
            id="a part of the day of writing",
        ),
        pytest.param(
            "Digest of news, Saturday 10 May 2025\n\nYesterday UNICEF held a seminar for judges in Oslo.",
            "2025-05-09",
            id="the day that closes a headline is that of writing",
        ),
        pytest.param(
            "Event: Seminar for judges\nDate: 9 May 2025\nVenue: Oslo\n\nUNICEF held the seminar.",
            "2025-05-09",
            id="the day in a list of labels",
        ),
        pytest.param(
            "Published: 14 May 2025\n\nVienna, Austria – 11 May 2025 – UNICEF today held a seminar.",
            "2025-05-11",
            id="today is the day of the dateline",
        ),
        pytest.param(
            "Published: 22 May 2019\nSeminar for judges\n21 May 2019, Tuesday\n\n"
            "VIENNA. – UNICEF held a seminar for judges today.",
            "2019-05-21",
            id="today is the day over the report",
        ),
        pytest.param(
            "21.05.2019 Seminar for judges\n\nUNICEF held a seminar for judges in Oslo today.",
            "2019-05-21",
            id="today is the day that opens the title",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nBooks were read in Oslo by judges who spent Tuesday there, till a bell"
            " rang. What would they learn? UNICEF held a seminar for them.",
            "2025-05-06",
            id="the only day of the lead, told of no meeting",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nSpring came. On Tuesday judges did so too. What will be? On Friday"
            " they went home. UNICEF held a seminar for judges.",
            None,
            id="one of two days that are told of no meeting",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nA blogger was jailed on Tuesday. UNICEF held a seminar for judges.",
            None,
            id="the day on which somebody was jailed",
        ),
        pytest.param(
            "Published: 10 May 2025\n\nBy 6 May judges had to write. UNICEF held a seminar for judges.",
            None,
            id="a deadline",
        ),
        pytest.param(
            "OSLO PAPERS\nNo. 14 | May 2025\n\n1. A court opened in Rome.\n\n"
            "2. UNICEF held a seminar for judges in Oslo on 12 March.",
            "2025-03-12",
            id="a day of the months before an issue is of its year",
        ),
        pytest.param(
            "OSLO PAPERS\nNo. 14 | May 2025\n\nUNICEF held a seminar for judges in Oslo yesterday.",
            None,
            id="yesterday is no day of a month",
        ),
        pytest.param(
            "Oslo portal\nSociety / 3 June\n\nUNICEF held a seminar for judges yesterday.\n\n"
            "2025 © Oslo portal",
            "2025-06-02",
            id="a stamp without a year is of the year in which the page was printed",
        ),
        pytest.param(
            "Oslo portal\n\nUNICEF held a seminar for judges on 3 June.\n\n2025 © Oslo portal",
            None,
            id="a day of the report is not of the year in which the page was printed",
        ),
        pytest.param(
            "Ministry of Justice of Norway\nmj | news | 12/05/2025\n\n"
            "UNICEF held a seminar for judges today.",
            "2025-05-12",
            id="today is the day that closes the way to the page",
        ),
        pytest.param(
            "Oslo, 11 May 2025: At a recent seminar organised by UNICEF judges spoke of prisons.",
            None,
            id="a recent meeting is not of the day of the report",
        ),
        pytest.param(
            "Oslo, 11 May 2025: At a seminar organised by UNICEF judges spoke of recent changes.",
            "2025-05-11",
            id="what else is recent says nothing of the day",
        ),
        pytest.param(
            "Last week a team of UNICEF came to Oslo, the embassy said on May 6.\n"
            "The fifth seminar of UNICEF was held there on October 25–26, 2018.",
            None,
            id="long before the day on which the news was given",
        ),
        pytest.param(
            "A team of UNICEF came to Oslo, the embassy said on November 6.\n"
            "The fifth seminar of UNICEF was held there on October 25–26, 2018.",
            "2018-10-25",
            id="shortly before the day on which the news was given",
        ),
        pytest.param(
            "Judges attended the official launch of the action plan of UNICEF.\n"
            "On 15 January 2016 the government approved the action plan.",
            None,
            id="a plan was adopted on a day before it was presented",
        ),
    ],
)
def test_the_day_of_the_event_is_not_that_of_something_else(
    tmp_path: Path, text: str, day: str | None
) -> None:
    made = dataset(tmp_path, {"a": f"{text}{ON_RIGHTS}\n"})
    assert made["events"]["start_date"].cast(str).to_list() == [day]
