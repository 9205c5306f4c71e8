"""Which meetings a clause names, and what a frame gives of one: made-up clauses, frames of these tests."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import five
from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import Frame
from dialogues.events import frames
from events.test_shapes import spaced

EXAMPLE: dict[str, Any] = {"examples": ({"text": "x"}, {"text": "y"})}


def codebook(*made: Frame) -> Codebook:
    """The codebook with these frames alone."""
    return five.rules().model_copy(update={"frames": made})


def frame(shape: str, **said: Any) -> Frame:
    return Frame.model_validate({"frame": "f", "shape": shape, "rank": "name", **EXAMPLE, **said})


def tellings(*clauses: str, roles: tuple[str, ...] = ()) -> pl.DataFrame:
    """The tellings of clauses ``sentence: tokens``; a name's code is ``c`` and its number."""
    rows, names = [], []
    counts: dict[str, int] = {}
    for place, clause in enumerate(clauses):
        sentence, _, tokens = clause.partition(": ")
        number = counts.get(sentence, -1) + 1
        counts[sentence] = number
        role = roles[place] if roles else "body"
        rows.append((sentence, sentence[0], int(sentence[1:]), number, role, spaced(tokens)))
        names += [
            (sentence, int(one), "KIND", f"c{one}", place, place + 1)
            for token in tokens.split()
            for one in token.split(".")[1:]
        ]
    columns = ("sentence_id", "document_id", "position", "clause", "role", "shape")
    types = (pl.String, pl.String, pl.Int64, pl.Int64, pl.String, pl.String)
    named = pl.DataFrame(
        names,
        {
            "sentence_id": pl.String,
            "number": pl.Int64,
            "type": pl.String,
            "code": pl.String,
            "start": pl.Int64,
            "end": pl.Int64,
        },
        orient="row",
    ).unique(["sentence_id", "number"])
    made = pl.DataFrame(rows, dict(zip(columns, types, strict=True)), orient="row")
    made = made.with_columns(days=pl.lit([], pl.List(pl.String)), is_dateline=pl.lit(value=False))
    return frames.tellings(made, named, codebook())


def told(*clauses: str) -> list[str]:
    """The tellings in words: sentence, clause, symbol, code, and what is left of the shape."""
    return [
        f"{sentence}.{clause} {symbol} {code}: {' '.join(shape.split())}"
        for sentence, clause, symbol, code, shape in tellings(*clauses)
        .select("sentence_id", "clause", "symbol", "code", "shape")
        .iter_rows()
    ]


def test_each_meeting_of_a_clause_is_told_by_itself_and_bare_in_its_own_row() -> None:
    assert told("a1: PARTY.1 HOLD KIND.2 and DIALOGUE.3") == [
        "a1.0 KIND c2: PARTY.1 HOLD KIND and DIALOGUE.3",
        "a1.0 DIALOGUE c3: PARTY.1 HOLD KIND.2 and KIND",
    ]
    assert told("a1: KIND.1 was KIND.1") == ["a1.0 KIND c1: KIND was KIND"]
    for noun in ("BRIEFING", "COMMISSION", "PLAN", "MEETING", "OCCASION"):
        assert told(f"a1: the {noun}.7 HOLD") == [f"a1.0 {noun} c7: the KIND HOLD"]


def test_a_verb_that_names_a_meeting_stays_what_it_is_and_is_of_the_kind_that_has_it() -> None:
    of_two, of_review = "bilateral_meeting", "other"
    for verb, kind in {"MEET": of_two, "RECEIVE": of_two, "VISIT": of_two, "REVIEW": of_review}.items():
        assert told(f"a1: PARTY.1 {verb}.2 PARTY.3") == [f"a1.0 {verb} {kind}: PARTY.1 {verb} PARTY.3"]


def test_a_clause_of_the_event_or_it_tells_of_a_meeting_without_a_name() -> None:
    assert told("a1: PARTY.1 went", "a2: the EVENT HOLD", "a3: IT HOLD", "a4: at the EVENT IT was") == [
        "a2.0 EVENT None: the KIND HOLD",
        "a3.0 EVENT None: KIND HOLD",
        "a4.0 EVENT None: at the KIND KIND was",
    ]
    assert told("a1: the EVENT was KIND.1") == ["a1.0 KIND c1: the EVENT was KIND"]


def test_it_after_a_clause_of_another_meeting_is_that_other_one() -> None:
    for word in ("EARLIER", "NEXT", "WILL"):
        before = f"a1: DET {word} round"
        assert told(before, "a1: IT HOLD") == []
        assert told(before, "a1: when IT HOLD") == ["a1.1 EVENT None: when KIND HOLD"]
        assert told(before, "a1: the EVENT HOLD") == ["a1.1 EVENT None: the KIND HOLD"]
        assert told(before, "a2: IT HOLD") == ["a2.0 EVENT None: KIND HOLD"]
    assert told("a1: IT HOLD", "a1: IT HOLD") == ["a1.0 EVENT None: KIND HOLD", "a1.1 EVENT None: KIND HOLD"]


def test_tellings_stand_in_order_of_document_sentence_clause_and_name_and_are_numbered() -> None:
    found = tellings("b1: KIND.1", "a2: KIND.2 KIND.1", "a1: PARTY.1", "a1: KIND.3", "a10: KIND.1")
    assert found.select("sentence_id", "clause", "number").rows() == [
        ("a1", 1, 3),
        ("a2", 0, 1),
        ("a2", 0, 2),
        ("a10", 0, 1),
        ("b1", 0, 1),
    ]
    assert found["telling"].to_list() == [0, 1, 2, 3, 4]
    assert {"start", "end", "code", "role"} <= set(found.columns)
    assert not {"token", "of_other"} & set(found.columns)


def given(found: pl.DataFrame, *made: Frame) -> list[tuple[Any, ...]]:
    """What frames give, by telling, frame and field."""
    return sorted(
        frames.match(found, codebook(*made)).select("telling", "frame", "field", "numbers").rows(), key=str
    )


def test_a_frame_gives_one_row_and_one_more_for_each_slot_that_is_filled() -> None:
    found = tellings("a1: PARTY.1.5 and PARTY.2 HOLD KIND.3", "a2: PARTY.1 HOLD KIND.2", "a3: KIND.1 HOLD")
    fits = frame(
        "PARTY (and PARTY2) HOLD KIND", gives={"counterpart": "PARTY PARTY2", "participant": "PARTY"}
    )
    assert given(found, fits) == [
        (0, "f", "counterpart", ".1.5"),
        (0, "f", "counterpart", ".2"),
        (0, "f", "participant", ".1.5"),
        (0, "f", None, None),
        (1, "f", "counterpart", ".1"),
        (1, "f", "participant", ".1"),
        (1, "f", None, None),
    ]


def test_a_frame_without_slots_says_that_it_fits_and_no_frame_leaves_an_empty_table() -> None:
    found = tellings("a1: KIND.1 HOLD")
    assert given(found, frame("KIND HOLD"), frame("KIND SAY", frame="g")) == [(0, "f", None, None)]
    empty = frames.match(found, codebook())
    assert (empty.height, empty.columns) == (0, ["telling", "frame", "rank", "held", "field", "numbers"])
    assert frames.match(found, codebook(frame("KIND HOLD"))).schema == empty.schema


def test_rank_and_held_are_the_frames() -> None:
    found = tellings("a1: KIND.1 HOLD")
    rows = frames.match(found, codebook(frame("KIND HOLD", held=True), frame("KIND", frame="g")))
    assert rows.select("frame", "rank", "held").rows() == [("f", "name", True), ("g", "name", False)]


@pytest.mark.parametrize(
    ("said", "tokens"),
    [
        ({}, ["KIND.1", "MEETING.1", "OCCASION.1", "BRIEFING.1", "DIALOGUE.1", "EVENT"]),
        ({"only": ("DIALOGUE", "KIND")}, ["KIND.1", "DIALOGUE.1"]),
        ({"of": ("COMMISSION",)}, ["COMMISSION.1"]),
        ({"of": ("COMMISSION", "PLAN")}, ["COMMISSION.1", "PLAN.1"]),
        ({"of": ("COMMISSION",), "only": ("PLAN",)}, ["PLAN.1"]),
    ],
)
def test_a_frame_is_of_the_ordinary_names_of_meetings_or_of_those_it_says(
    said: dict[str, Any], tokens: list[str]
) -> None:
    nouns = (
        *("KIND.1", "MEETING.1", "OCCASION.1", "BRIEFING.1", "DIALOGUE.1", "EVENT", "COMMISSION.1", "PLAN.1"),
    )
    found = tellings(*(f"a{n}: {noun} HOLD" for n, noun in enumerate(nouns)))
    fitting = [nouns[telling] for telling, *_ in given(found, frame("KIND HOLD", **said))]
    assert fitting == tokens


def test_a_frame_of_headlines_fits_no_other_sentence() -> None:
    found = tellings("a1: KIND.1 HOLD", "a2: KIND.1 HOLD", roles=("body", "header"))
    assert [row[0] for row in given(found, frame("KIND HOLD", where="header"))] == [1]
    assert [row[0] for row in given(found, frame("KIND HOLD"))] == [0, 1]


def test_a_frame_of_kinds_with_certain_sides_fits_no_other_kind() -> None:
    kinds = {kind.code: kind.sides for kind in five.rules().kinds}
    sides = sorted(set(kinds.values()))
    assert len(sides) > 1
    found = tellings(*(f"a{n}: KIND.1 HOLD" for n in range(len(kinds)))).with_columns(
        code=pl.Series([*kinds])
    )
    for side in sides:
        fitting = {[*kinds][row[0]] for row in given(found, frame("KIND HOLD", sides=side))}
        assert fitting == {code for code, of in kinds.items() if of == side}
