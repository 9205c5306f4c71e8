"""Where and how an event was held, and by whom, in plain English of many kinds; and what is none of it."""

from __future__ import annotations

import polars as pl
import pytest

from texts import dataset

HELD = "human rights dialogue between Turkmenistan and the EU"
DAY = "on 3 May 2023"
# text, and `field: value` of what must be read; a field with nothing must be empty
SENTENCES = [
    # a capital by the name of its state, and of the text's own
    (f"The {HELD} was held {DAY} in the Turkmen capital.", "place: Ashgabat, mode: in_person"),
    (f"The {HELD} was held {DAY} in the capital of Norway.", "place: Oslo"),
    (f"The {HELD} was held {DAY} in Spain's capital.", "place: Madrid"),
    (f"The {HELD} was held {DAY} in the capital.", "place: Ashgabat"),
    (f"The {HELD} was held {DAY} in a hotel in the capital.", "place: Ashgabat, mode: in_person"),
    (f"The {HELD} was held {DAY} on the capital punishment.", "place: "),
    (f"The {HELD} was held {DAY} in the capital of the region.", "place: "),
    # houses that stand in one city
    (f"The {HELD} was held {DAY} at the Palais des Nations.", "place: Geneva, mode: in_person"),
    (f"The {HELD} was held {DAY} at the Farnesina.", "place: Rome"),
    # a ministry known by its own name sits in one city; of others a text does not say where
    ("Human rights consultations with Turkmenistan took place on 3 May 2023 at the State Department.",
     "place: Washington, mode: in_person"),
    ("Human rights consultations with Turkmenistan were held in the Federal Foreign Office.",
     "place: Berlin, mode: in_person"),
    ("The Foreign, Commonwealth & Development Office hosted human rights consultations with Turkmenistan.",
     "place: , counterpart: GBR"),
    ("A seminar on human rights was held by UNICEF at the USAID office.", "place: "),
    (f"The {HELD} was held {DAY} at the Ministry of Foreign Affairs.", "place: , mode: in_person"),
    # a city to which somebody was only invited
    (f"The {HELD} was held {DAY}. The minister was handed an invitation to Oslo.", "place: "),
    (f"The {HELD} was held {DAY} at the hotel \"Blue House\" of the city of Oslo.", "place: Oslo"),
    # a dateline that is a sentence of its own
    (f"ASHGABAT, 3 May 2023. The {HELD} was held here today.", "place: Ashgabat, mode: in_person"),
    (f"ASHGABAT, 3 May 2023. The {HELD} was held in Brussels today.", "place: Brussels"),
    (f"ASHGABAT, 3 May 2023. The {HELD} was held by video today.", "place: , mode: video"),
    # where it last met is not where it met
    (f"The {HELD}, a format that last met in Rome in June 2022, was held {DAY} in Oslo.", "place: Oslo"),
    (f"The {HELD}, which was last held in Rome, took place in Oslo {DAY}.", "place: Oslo"),
    (f"The {HELD}, which was held in Oslo {DAY}, was long.", "place: Oslo"),
    (f"The {HELD} was held {DAY} in Oslo in hybrid form, with guests in Rome online.",
     "place: Oslo, mode: hybrid"),
    (f"The {HELD} was held {DAY}. It was preceded by a seminar in Rome.", "place: "),
    (f"The {HELD} ended. In Oslo, where the dialogue took place {DAY}, all was quiet.", "place: Oslo"),
    (f"The {HELD} was held {DAY}. The dialogue's venue was Oslo.", "place: Oslo"),
    (f"The {HELD} was hosted {DAY} by the city of Oslo.", "place: Oslo"),
    (f"On 3 May 2023, in Oslo, A. Vogel - the minister - opened the {HELD}.",
     "place: Oslo, start_date: 2023-05-03"),
    (f"It was on 3 May 2023 in Oslo, when the {HELD} was held.", "place: Oslo, start_date: 2023-05-03"),
    (f"The {HELD} was held {DAY} at the Grand Vogel Hotel.", "place: , mode: in_person"),
    (f"The {HELD} was held {DAY} in partnership with the Vogel University.", "place: , mode: "),
    (f"The {HELD} was held {DAY} in sunny Oslo.", "place: Oslo, mode: in_person"),
    (f"The {HELD} was held {DAY} in the green city of Oslo.", "place: Oslo"),
    (f"The {HELD} was held {DAY} in the business centre of Oslo.", "place: Oslo"),
    (f"The {HELD} was held {DAY} near Oslo.", "place: Oslo"),
    (f"The {HELD} was held {DAY} at the premises of the OSCE Centre in Oslo.", "place: Oslo"),
    # a city told beside it, if it is the only one of the lead
    (f"A cold day in Oslo. The {HELD} was held {DAY}.", "place: Oslo, mode: in_person"),
    (f"It rained in Rome and snowed in Oslo. The {HELD} was held {DAY}.", "place: "),
    (f"A cold day in Oslo. The {HELD} was held {DAY} by video.", "place: , mode: video"),
    (f"The {HELD} was held {DAY}. A blogger is serving six years in Mary.", "place: , mode: "),
    (f"The {HELD} was held {DAY}. The head of the regional office in Rome was glad.", "place: "),
    (f"Guests came to Oslo. The {HELD} was held {DAY}. The EU's Ambassador in Ashgabat took part.",
     "place: Oslo"),
    # how it was held
    (f"The {HELD} was held {DAY} via a secure video connection.", "mode: video, place: "),
    (f"The {HELD} took place {DAY} both in the room and by video.", "mode: hybrid"),
    (f"The {HELD} was held {DAY} partly online.", "mode: hybrid"),
    (f"The {HELD} was held {DAY} in Oslo. It combined guests there and colleagues connected from Rome.",
     "mode: hybrid, place: Oslo"),
    (f"For the first time since the pandemic the {HELD} was held face to face {DAY}.",
     "mode: in_person, ordinal: "),
    # some of those at a meeting in a place speak over a link
    (f"The {HELD} was held {DAY} in Oslo. Anna Vogel, connected by Zoom from Rome, answered questions.",
     "mode: hybrid, place: Oslo"),
    (f"The {HELD} was held {DAY} in Oslo. Professor Vogel spoke with them online from Rome.", "mode: hybrid"),
    (f"The {HELD} was held {DAY} in Oslo. Young experts joined via videolink.", "mode: hybrid"),
    (f"The {HELD} was held {DAY} in Oslo. Anna Vogel spoke of the rights of women online.",
     "mode: in_person"),
    (f"The {HELD} was held {DAY} in Oslo. The minister told journalists by video that all was well.",
     "mode: in_person"),
    (f"The {HELD} was held {DAY} in Oslo. Last year judges learned by video link.", "mode: in_person"),
    (f"The {HELD} was held {DAY} by video. Anna Vogel spoke over Zoom from Rome.", "mode: video, place: "),
    # what a dialogue is on
    ("The UK-Turkmenistan Human Rights and Governance Dialogue was held in London.",
     "kind: human_rights_dialogue, counterpart: GBR"),
    ("The EU and Turkmenistan held a human rights, democracy and rule of law dialogue in Rome.",
     "kind: human_rights_dialogue, counterpart: EU"),
    # who held it
    ("Judges took part in a seminar on human rights, which UNICEF held in Mary.", "counterpart: UNICEF"),
    ("Judges took part in a seminar on human rights, which UNICEF praised.", "counterpart: "),
    ("Judges completed a course on human rights run by UNDP in Mary.", "counterpart: UNDP"),
    ("A round table called by the ILO on human rights was held in Mary.", "counterpart: ILO"),
    ("UNICEF brought lawyers to one table for a round table on human rights.", "counterpart: UNICEF"),
    ("The ILO, together with the trade unions, held a seminar on human rights.", "counterpart: ILO"),
    ("Talks on human rights were held between the Foreign Ministry and an EEAS team.", "counterpart: EU"),
    ("The Turkmen Foreign Ministry hosted American diplomats for political consultations on human rights.",
     "counterpart: USA"),
    ("Diplomats of Norway and Turkmenistan connected over the internet for a human rights dialogue.",
     "counterpart: NOR, mode: video"),
    ("An EU team travelled to Oslo for the human rights dialogue with Turkmenistan.", "counterpart: EU"),
]  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The facts of all sentences, each a document of its own."""
    texts = {f"{place:03}": f"{text}\n" for place, (text, _) in enumerate(SENTENCES)}
    return dataset(tmp_path_factory.mktemp("places"), texts)["facts"]


@pytest.mark.parametrize("place", range(len(SENTENCES)), ids=[text[:70] for text, _ in SENTENCES])
def test_a_sentence_gives_the_facts_that_a_reader_finds(facts: pl.DataFrame, place: int) -> None:
    expected = dict(fact.split(": ") for fact in SENTENCES[place][1].split(", "))
    found = facts.filter(document_id=f"{place:03}")
    read = {field: "+".join(found.filter(field=field)["value"]) for field in expected}
    assert read == expected
