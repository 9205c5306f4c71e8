"""A corpus of many meetings: counterparts with long names, other states, days close together or none."""

from __future__ import annotations

from datetime import date, timedelta

from dialogues.brief import counted as scope
from dialogues.dataset import Dataset
from small import Meeting, Text, dataset

BODIES = ("UN", "OHCHR", "OSCE", "UNODC", "UNHCR", "UNICEF", "UNFPA", "ILO", "IOM", "WHO")
STATES = ("UZB", "KAZ", "KGZ", "TJK", "LAO", "ARM")
TOPICS = tuple(f"topic_number_{n}_of_the_codebook" for n in range(36))
PLANS = ("nhrap", "nap_gender_equality", "nap_trafficking", "nap_children")


CONSULTED = "political_consultations"


def counted(n: int) -> Dataset:
    """What counts of ``n`` texts: those of the corpus's own state."""
    return scope.counted(dataset(*texts(n)))


def texts(n: int) -> list[Text]:
    """``n`` texts on ``n`` meetings."""
    return [_text(i) for i in range(n)]


def _text(i: int) -> Text:
    day = date(2008, 3, 1) + timedelta(days=(100 * i) % 6200 + (i * i) % 37)
    mode = ("in_person", "video", None, "hybrid")[i % 4]
    if i % 2 == 0:
        meeting = Meeting(f"round-{i:03d}", start=day, ordinal=i // 2 + 1, mode=mode)
    elif i % 5 == 0:
        whom = (STATES[i // 5 % len(STATES)],)
        meeting = Meeting(f"other-{i:03d}", whom, day, None, CONSULTED, ordinal=i // 4 + 1, mode=mode)
    elif i % 11 == 0:
        meeting = Meeting(f"elsewhere-{i:03d}", start=day, ordinal=i, state=STATES[0], mode=mode)
    elif i % 3 == 0:
        meeting = Meeting(f"close-{i:03d}", ("USA",), date(2020, 12, 1 + i % 28), kind=CONSULTED)
    else:
        start = None if i % 7 == 0 else day
        pair = (BODIES[i % len(BODIES)], BODIES[(i // 2) % len(BODIES)])
        meeting = Meeting(f"bodies-{i:03d}", tuple(sorted(set(pair))), start, kind="seminar_training")
    named = sorted({TOPICS[(i * k) % len(TOPICS)] for k in (1, 3, 5, 7)})
    lines = [f"They spoke of [[topic:{topic}|{topic.replace('_', ' ')}]]." for topic in named]
    if i % 4 == 0:
        first = 2005 + 5 * (i // 8 % 4)
        plan = f"{PLANS[i // 4 % len(PLANS)]},TKM,{first},{first + 4}"
        lines.append(f"The [[plan:{plan}|Plan for {first}-{first + 4}]] was named.")
    published = None if meeting.start is None and i % 2 else day + timedelta(days=1)
    return Text(f"text-{i:03d}", meeting, "\n".join(lines), published=published)
