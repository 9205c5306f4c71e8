"""The codebook's examples are read as they say; one that is not is told with file, line and remedy."""

from __future__ import annotations

import pytest

import five
import spoilt
from dialogues import examples
from dialogues.codebook import loading

FAULTS = (
    spoilt.Fault(
        "frames",
        "counterpart: UNDP NOR}",
        "counterpart: UNDP}",
        "gives NOR UNDP as counterpart, not UNDP.",
        case="another value",
    ),
    spoilt.Fault(
        "frames",
        '"A round table was hosted at noon by',
        '"No round table was hosted at noon by',
        "is told as denied, not held.",
        case="not held",
    ),
    spoilt.Fault(
        "frames",
        "The EU-Norway political consultations ended.",
        "The political consultations between the EU and Norway ended.",
        "does not fit its frame, but kind-of-parties, kind-was-held read it. "
        "It stands as: DET KIND between DET PARTY CLOSE.",
        case="another frame reads it instead",
    ),
    spoilt.Fault(
        "frames",
        'counter: ["UNICEF welcomed the seminar."]',
        'counter: ["UNICEF opened the seminar."]',
        "The counter-example 'UNICEF opened the seminar.' fits the frame party-held-kind: "
        "PARTY OPEN DET KIND.",
        case="a counter-example that fits",
    ),
    spoilt.Fault(
        "frames",
        "# ---- who held it",
        "- {frame: twin, shape: PAIR (DET) KIND, rank: name, gives: {counterpart: PAIR}, examples: "
        "[{text: The EU-Oman seminar ended., counterpart: EU OMN}, "
        "{text: The EU-Oman talks ended., counterpart: EU OMN}]}",
        "No example of the frame twin needs it: kind-was-held, pair-kind read as much. "
        "Give it an example that no other frame reads, or take it out.",
        case="a frame that says nothing new",
    ),
    spoilt.Fault(
        "frames",
        '  - {text: "A seminar on prisons with UNICEF was held.", counterpart: UNICEF}',
        "  # one example was here",
        "The frame kind-topic-with has fewer than 2 examples. Write sentences that it must read.",
        case="too few",
        at="- frame: kind-topic-with",
    ),
    spoilt.Fault(
        "assertions",
        "They called off the seminar.",
        "They spoke of the seminar.",
        "The example 'They spoke of the seminar.' is not told as denied: IT DISCUSS of DET KIND.",
        case="an assertion",
    ),
    spoilt.Fault(
        "names",
        "example: Mr Vogel spoke.",
        "example: Judge Vogel spoke.",
        "The example 'Judge Vogel spoke.' does not fit the rule 'TITLE NAME': FUNCTION NAME DISCUSS.",
        case="a rule of names",
    ),
    spoilt.Fault(
        "clauses",
        "example: The seminar was held; guests spoke.",
        "example: The seminar was held, guests spoke.",
        "The example 'The seminar was held, guests spoke.' does not fit the rule '(;|:|-)': "
        "DET KIND BE HOLD , guests DISCUSS.",
        case="a rule of clauses",
    ),
    spoilt.Fault(
        "words",
        "SEE: Oslo saw a seminar.",
        "SEE: Oslo had a seminar.",
        "The example 'Oslo had a seminar.' has no word of SEE.",
        case="a class of words",
    ),
    spoilt.Fault(
        "words",
        "  IS: The seminar is long.",
        "  # one example was here",
        "The class IS has no example. Write one under `examples`.",
        case="a class without an example",
        at="  IS: [",
    ),
    spoilt.Fault(
        "people",
        "name: Rui Alves, role: Ambassador of Portugal to Turkmenistan, side: PRT,",
        "name: Rui Alves, role: Ambassador of Portugal to Turkmenistan, side: FRA,",
        "is read otherwise: side is 'PRT'.",
        case="a person",
    ),
    spoilt.Fault(
        "people_frames",
        '"Courts are open, said Eva Lang.", name: Eva Lang, presence: took_part',
        '"Courts are open, said Eva Lang.", name: Eva Lang, presence: absent',
        "The example 'Courts are open, said Eva Lang.' is read otherwise: presence is 'took_part'. "
        "It stands as: KNOWN WORD WORD , SAY NAME NAME STOP.",
        case="what is read of a person",
    ),
    spoilt.Fault(
        "people_frames",
        '"Judges welcomed Director Eva Lang."',
        '"Judges know Director Eva Lang."',
        "The example 'Judges know Director Eva Lang.' does not fit its frame, but",
        case="a frame of people",
    ),
    spoilt.Fault(
        "people_frames",
        'counter: ["Eva Lang came by train."]',
        'counter: ["Eva Lang said no, Norway by Mary Lund."]',
        "The counter-example 'Eva Lang said no, Norway by Mary Lund.' fits the frame and-party-by: ",
        case="a counter-example of people",
    ),
    spoilt.Fault(
        "modifiers",
        '"⟦Torture⟧ went unmentioned."',
        '"⟦Torture⟧ was mentioned."',
        "The example '⟦Torture⟧ was mentioned.' is told as named, not denied.",
        case="a modifier",
    ),
    spoilt.Fault(
        "modifiers",
        'counter: ["Torture was mentioned."]',
        'counter: ["Torture went unmentioned."]',
        "Something is said not to be so in the counter-example 'Torture went unmentioned.'.",
        case="a modifier's counter-example",
    ),
    spoilt.Fault(
        "topics",
        "  example: An exchange of views took place on such issues as the development of civil society.",
        "  example: An exchange of views took place.",
        "No cue of civil_society stands in its example 'An exchange of views took place.'.",
        case="a code",
    ),
)


def test_every_example_of_the_codebook_is_read_as_it_says() -> None:
    assert list(examples.problems(*loading.load_with_lines(five.CODEBOOK))) == []


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> spoilt.Told:
    """The problems of a codebook with all these faults."""
    return spoilt.problems(tmp_path_factory.mktemp("examples"), FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.case)
def test_an_example_that_is_read_otherwise_is_told(told: spoilt.Told, fault: spoilt.Fault) -> None:
    file, line = spoilt.where(told, fault)
    assert file == fault.file
    assert abs(line - told.lines[fault]) <= 4  # the line of its entry
