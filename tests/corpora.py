"""The small corpora that the tests of the brief read: what a brief must say, and what it must not."""

from __future__ import annotations

from datetime import date

from small import Meeting, Text

FIRST = Meeting("first", start=date(2020, 6, 18), mode="video")
SECOND = Meeting("second", start=date(2024, 5, 3), ordinal=4, mode="in_person", place="Brussels")
OTHER = Meeting("other", ("USA",), date(2020, 12, 15), date(2020, 12, 17), "political_consultations")
UNDATED = Meeting("undated", ("UN",), None, kind="round_table")

ONE = Text(
    "a-one",
    FIRST,
    """
{header} [[fact.kind:human_rights_dialogue|Human Rights Dialogue]] was held
On [[fact.start_date:2020-06-18|18 June 2020]] the [[fact.counterpart:EU|European Union]] met by video.
They spoke of [[topic:health|health]] and [[topic:education|schools]].
The [[plan:nhrap,TKM,2016,2020|Plan for 2016-2020]] was named.
The [[fact.participant:mfa;institution:mfa|Foreign Ministry]] took part.
The [[organisation:OSCE|OSCE]] did not.
{related} Read also: a carpet fair
""",
    publisher="Agency",
    published=date(2020, 6, 19),
)
TWIN = Text(
    "b-twin",
    FIRST,
    """
The [[fact.kind:human_rights_dialogue|dialogue]] was held on [[fact.start_date:2020-06-18|18 June 2020]].
It dealt with [[topic:health|health]].
[[person:EU,EU,head|Ana Example]] led the delegation.
""",
    publisher=None,
    published=None,
)
LATER = Text(
    "c-later",
    SECOND,
    """
The [[fact.ordinal:4|fourth]] [[fact.kind:human_rights_dialogue|dialogue]] was held.
It took place on [[fact.start_date:2024-05-03|3 May 2024]].
It dealt with [[topic:health|health]] and [[topic:youth|youth]].
The [[plan:nhrap,TKM,2021,2025|Plan for 2021-2025]] was presented.
The [[plan:nap_gender_equality,TKM,,|Gender Plan]] was named.
""",
)
CONSULTED = Text(
    "d-consulted",
    OTHER,
    "[[fact.kind:political_consultations|Consultations]] began on [[fact.start_date:2020-12-15|15 December]] "
    "on [[topic:youth|youth]] and [[topic:culture|culture]].",
)
NO_DAY = Text(
    "e-no-day",
    UNDATED,
    "A [[fact.kind:round_table|round table]] dealt with [[topic:health|health]].",
    published=None,
)

ALL = (ONE, TWIN, LATER, CONSULTED)
KNOWN = (
    {
        "known_event_id": "third",
        "kind": "human_rights_dialogue",
        "state": "TKM",
        "counterpart": "EU",
        "ordinal": 3,
        "start_date": date(2021, 7, 6),
        "source": "A page elsewhere",
        "event_id": None,
    },
)
