"""What is doubtful in frames, names and classes of words is told with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

import spoilt

DOUBTS = (
    spoilt.Fault(
        "people_frames",
        "shape: PERSON , WHO",
        "shape: PERSON , WHOO",
        "The frame name-who cannot be read: an unknown class 'WHOO'. Mend its shape.",
        case="an unknown class of people",
    ),
    spoilt.Fault(
        "people_frames",
        "  STILL: (!,|",
        "  STILL: (!|",
        "The stretch STILL cannot be read: an empty branch. Mend it.",
        case="a stretch that cannot be read",
    ),
    spoilt.Fault(
        "people_frames",
        "  NOUN: (TITULAR",
        "  SAY: (TITULAR)\n  NOUN: (TITULAR",
        "The stretch SAY has the name of a class of people.yaml. Give it another name.",
        case="a stretch named as a class",
    ),
    spoilt.Fault(
        "people_frames",
        "  TERM: (",
        "  SPARE: (DET)\n  TERM: (",
        "The stretch SPARE stands in no shape. Take it out.",
        case="a stretch without use",
    ),
    spoilt.Fault(
        "people_frames",
        "- frame: name-does",
        "- frame: name-who",
        "The frame name-who stands twice. Give one of them another name.",
        case="two frames of people with one name",
        at="shape: PERSON (WHO) (ALSO|WORD)*2 (LEAD",
    ),
    spoilt.Fault(
        "people_frames",
        'shape: "PERSON FOR (DET) {(PARTY)+} (AND',
        'shape: "PERSON FOR (DET) (PARTY)+ (AND',
        "The frame stands-for gives a stretch in braces where none is asked for, or none where one is. "
        "Braces belong to body, function, function_after, nearest, party.",
        case="a party that no braces give",
    ),
    spoilt.Fault(
        "people_frames",
        "shape: TITULAR PERSON",
        "shape: TITULAR NAME",
        "The frame surname-after-function is of a person: PERSON stands in shapes of a person alone. "
        "Correct `of`, or the shape.",
        case="a shape about no person",
    ),
    spoilt.Fault(
        "words",
        "SEE: [saw,",
        "SEE: [saw, held,",
        "'held' stands in HOLD and in SEE. Keep it in one of them.",
        case="a word in two classes",
    ),
    spoilt.Fault(
        "words",
        "SEE: [saw,",
        "SEE: [saw, into,",
        "The preposition 'into' stands in the class SEE. Write it in the shapes that need it.",
        case="a preposition in a class",
    ),
    spoilt.Fault(
        "words",
        "SEE: [saw,",
        "SEE: [saw, saw a seminar,",
        "'saw a seminar' of SEE is never found, 'seminar' being a KIND first. "
        "Take it out, or make it by a rule of names.yaml.",
        case="a phrase with a name in it",
    ),
    spoilt.Fault(
        "words",
        "SEE: Oslo saw a seminar.",
        "SAW: Oslo saw a seminar.",
        "There is no class 'SAW'. Did you mean 'SAY'?",
        case="an example of no class",
    ),
    spoilt.Fault(
        "frames",
        "shape: PAIR (..) KIND",
        "shape: PAIR (..|) KIND (of||DET)",
        "The frame pair-kind cannot be read: an empty branch. Mend its shape.",
        case="an empty branch",
    ),
    spoilt.Fault(
        "frames",
        "shape: ^ (IT|EVENT) BE (DET) (..) KIND",
        "shape: ^ (IT|EVENT) WAS (DET) (..) KIND",
        "The frame it-was-a-kind has an unknown symbol 'WAS'.",
        case="an unknown symbol",
    ),
    spoilt.Fault(
        "frames",
        "(HAVE)) brought ((DET)",
        "(HAVE)) opened ((DET)",
        "The frame brought-together has the word 'opened', which stands as OPEN. Write OPEN.",
        case="a word that stands as its class",
    ),
    spoilt.Fault(
        "frames",
        "shape: PARTY# 's turn",
        "shape: PARTY 's turn",
        "The slot PARTY of the frame state-turn is not used. Name it under `gives`, or write PARTY#.",
        case="a slot that is not used",
    ),
    spoilt.Fault(
        "frames",
        "gives: {house: PARTY}",
        "gives: {house: PARTI}",
        "The frame house-as-venue gives house by PARTI, which is no slot of its shape. Did you mean 'PARTY'?",
        case="what no slot gives",
    ),
    spoilt.Fault(
        "frames",
        "- frame: headline-party",
        "- frame: headline",
        "The frame headline stands twice (first at line ",
        case="a frame that stands twice",
    ),
    spoilt.Fault(
        "frames",
        "only: [OCCASION]",
        "only: [OCASSION]",
        "`only` of guests-of-occasion names an unknown symbol 'OCASSION'. Did you mean 'OCCASION'?",
        case="a meeting of no kind",
    ),
    spoilt.Fault(
        "names",
        "becomes: VENUE=",
        "becomes: VENEU=",
        "The rule 'MEETING (place|point)' makes an unknown symbol 'VENEU'. Did you mean 'VENUE'?",
        case="a rule that makes no symbol",
    ),
    spoilt.Fault(
        "names",
        "by: all",
        "by: PARTY",
        "The rule 'NAME NAME2' names PARTY, which is no slot of its shape. Correct it.",
        case="a rule by no slot",
    ),
    spoilt.Fault(
        "clauses",
        'becomes: "{1} EVENT"',
        'becomes: "{2} EVENT"',
        'The rule "{DATE} \'s ROUND" and what it becomes do not have the same stretches in braces: {1} {2}. '
        "Number those of the shape from 1 on.",
        case="a stretch that is not there",
    ),
    spoilt.Fault(
        "assertions",
        "words: [NOT, DENY]",
        "words: [NOT, DENNY]",
        "`words` of a rule names an unknown class 'DENNY'. Did you mean 'DENY'?",
        case="an assertion by no class",
    ),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> spoilt.Told:
    """The problems of a codebook with all these doubts."""
    return spoilt.problems(tmp_path_factory.mktemp("lint"), DOUBTS)


@pytest.mark.parametrize("fault", DOUBTS, ids=lambda fault: fault.case)
def test_each_doubt_is_told_with_its_line_and_remedy(told: spoilt.Told, fault: spoilt.Fault) -> None:
    file, line = spoilt.where(told, fault)
    assert file == fault.file
    assert abs(line - told.lines[fault]) <= 4  # the line of its entry


def test_a_word_that_yaml_reads_as_false_is_told_to_be_quoted(tmp_path: Path) -> None:
    fault = spoilt.Fault(
        "words",
        'NOT: [not, "no", never,',
        "NOT: [not, no, never,",
        "The second of `NOT` of `classes`: this should be text; put it into quotation marks (found: false). "
        "Correct the value.",
    )
    told = spoilt.problems(tmp_path, [fault])
    assert len(told.problems) == 1
    assert spoilt.where(told, fault) == ("words", told.lines[fault])
