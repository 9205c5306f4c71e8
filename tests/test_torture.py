"""The short form of `make torture`: a few inputs and kills, with nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues import codebook
from dialogues.base.errors import CodebookError
from dialogues.base.project import HOME
from dialogues.codebook import matching
from torture import inputs, mutants
from torture.__main__ import kills
from torture.tally import Tally, table


@pytest.mark.parametrize(
    ("kind", "examples"),
    [
        (inputs.reader, 100),
        (inputs.sources, 40),
        (inputs.codebooks, 15),
        (inputs.readings, 30),
        (inputs.builds, 1),
    ],
)
def test_inputs_of_every_kind_are_read_or_told(kind: object, examples: int) -> None:
    tally: Tally = kind(examples)  # type: ignore[operator]  # one of the functions above
    assert (tally.tried >= examples, tally.lost) == (True, ())


def test_adding_a_text_and_a_build_can_be_ended_at_two_of_their_events(tmp_path: Path) -> None:
    add, build = kills(tmp_path, ("add=2", "build=2"))
    assert (add.kind, add.lost, build.kind, build.lost) == ("kills of add", (), "kills of build", ())
    assert min(add.tried, build.tried) >= 2


def test_a_cue_of_too_many_forms_is_told_before_any_is_made(tmp_path: Path) -> None:
    cue = "(a|b) " * 30
    assert matching.count("organi(s|z)ation(s)") >= len(matching.forms("organi(s|z)ation(s)")) == 4
    with pytest.raises(
        CodebookError, match=r"stands for more than 20,000 forms\. Write it as several cues\."
    ):
        matching.forms(cue)
    for path in (HOME / "analysis" / "codebook").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "topics":
            text += f"- code: x\n  label: X\n  definition: X.\n  cues: [{cue!r}]\n"
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as refusal:
        codebook.load(tmp_path)
    (problem,) = refusal.value.problems
    assert problem.line == text_lines(tmp_path / "topics.yaml")


def text_lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_a_mutant_differs_in_one_place_and_words_for_people_are_left_alone() -> None:
    every = mutants.mutants("dataset/rules.py")
    assert len({mutant.source for mutant in every}) == len(every) > 100
    assert not [mutant for mutant in every if "what should hold" in mutant.what]


def test_every_fault_that_is_said_to_change_nothing_can_be_made() -> None:
    known = mutants.equivalents()
    for path in {path for path, _, _ in known}:
        made = {mutant.key for mutant in mutants.mutants(path)}
        assert [key for key in known if key[0] == path and key not in made] == []
    assert all(known.values())


def test_what_was_lost_stands_below_the_table() -> None:
    assert table([Tally("kills", 3, ("ended at 2: gone",), "of 9 events")]).splitlines() == [
        "what   tried  lost",
        "kills      3     1  of 9 events",
        "LOST kills: ended at 2: gone",
    ]
