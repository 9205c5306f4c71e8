"""A reading that does not fit its text or the codebook is refused: file, line, problem and remedy."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import polars as pl
import pytest

from dialogues.base.errors import ReadingError
from dialogues.codebook import Codebook
from dialogues.corpus import seeds
from dialogues.readings import load, words
from readings.conftest import TEXTS


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of readings, which is where we are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def codes(rules: Codebook) -> pl.DataFrame:
    """Give the table of codes."""
    return rules.codes()


def write(folder: Path, name: str, body: str = "", *, of: str = "") -> None:
    """Write a reading of a text whose first lines are right."""
    sha256 = hashlib.sha256(TEXTS.get(of or name, "").encode()).hexdigest()
    head = f"sha256: {sha256}\nread: [{{by: AB, kind: person, on: 2026-11-26}}]\n"
    (folder / f"{name}.yaml").write_text(head + body, encoding="utf-8")


def refusals(folder: Path, given: seeds.Seeds, codes: pl.DataFrame) -> list[str]:
    """What is wrong with the readings in a folder."""
    with pytest.raises(ReadingError) as refusal:
        load.load(folder, given.texts, codes)
    return [str(problem) for problem in refusal.value.problems]


def test_a_folder_that_is_not_there_holds_no_reading(
    tmp_path: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    assert load.load(tmp_path / "none", given.texts, codes) == ()


def test_a_sound_reading_is_loaded_with_its_readers(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "event: {kind: human_rights_dialogue, place: null}\ntopics: {add: [rule_of_law]}\n")
    (place / "README.md").write_text("About readings.", encoding="utf-8")
    (reading,) = load.load(place, given.texts, codes)
    assert (reading.document_id, reading.said.signed, str(reading.said.read_on)) == ("a", "AB", "2026-11-26")
    assert reading.said.event is not None
    assert reading.said.event.place is not None
    assert reading.said.event.place.value is None
    assert reading.said.event.mode is None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("topic: {}\n", "3: The key 'topic' is not known here. Did you mean 'topics'?"),
        ("event:\n  kinds: other\n", "4: The key 'kinds' is not known here. Did you mean 'kind'?"),
        (
            "topics: {remove: [{code: youth}]}\n",
            "3: What is removed wants a `why`. Say why it is not in the text.",
        ),
        (
            "event: {start: 2025-06-18, end: 2025-06-17}\n",
            "3: `event`: the event's last day comes before its first (found: "
            "{start: 2025-06-18, end: 2025-06-17}). Correct the value.",
        ),
        (
            "scope: false\nevent: {kind: round_table}\n",
            "4: A text out of scope has no `event`. Take the `event` out, or say that the text is in scope.",
        ),
        (
            "topics:\n  add:\n  - {code: rule_of_laws}\n",
            "5: The code 'rule_of_laws' is none of the topics. Did you mean 'rule_of_law'?",
        ),
        (
            "event:\n  counterparts: [UE]\n",
            "4: The code 'UE' is none of the states and organisations. Did you mean 'UNEP'?",
        ),
        (
            "topics:\n  add:\n  - {code: youth, words: the young}\n",
            "5: The text does not have these words: “the young”. Copy them from the text, letter by letter.",
        ),
        (
            "people:\n  add:\n  - {name: A. Nobody}\n",
            "5: The text does not have the name “A. Nobody”. Write it as the text does, "
            "or give the `words` that name the person.",
        ),
        (
            "event:\n  same_event_as: [z]\n",
            "4: There is no text named z. Name a text by its file's name without .txt.",
        ),
        (
            "event:\n  kind: zzz\n",
            "4: The code 'zzz' is none of the kinds. Use a code of the codebook, or add it there first.",
        ),
        ("event:\n  same_event_as: [a]\n", "4: A text is named beside itself. Name the other text."),
        (
            "topics:\n  add: [youth]\n  remove: [{code: youth, why: none}]\n",
            "5: The code 'youth' is added and removed by the same words. Keep one of the two.",
        ),
    ],
)
def test_what_is_wrong_in_a_reading_is_told_with_its_line(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame, body: str, problem: str
) -> None:
    write(place, "a", body)
    (told,) = refusals(place, given, codes)
    assert told == f"a.yaml:{problem}"


UNKNOWN_CODES = """\
document:
  account: {is: 'NO-1'}
event:
  kind:
    is: NO-2
    or: [round_table, NO-3]
  state: NOX
  counterparts: [EU, NO-4]
  participants: [mfa, EU, NO-5]
topics:
  add:
  - youth
  - NO-6
  - words: The sides
    code: NO-17
  optional:
  - youth
  - NO-7
organisations: {add: [NO-8]}
institutions: {add: [NO-9]}
instruments: {add: [NO-10]}
plans:
  add:
  - words: The National Action Plan
    plan: NO-11
    owner: NO-12
people:
  add:
  - name: Ahmet Gurbanov
    organisation: NO-13
    side: NO-14
  - name: Ahmet Gurbanov
    organisation: mfa
    side: mfa
statements:
  add:
  - words: The sides
    statement: NO-15
    side: NO-16
  - words: The sides
    statement: said
    side: joint
"""
UNKNOWN_CODES_TOLD = """\
4 NO-1 states and organisations
6 NO-2 kinds
6 NO-3 kinds
9 NOX states and organisations
10 NO-4 states and organisations
11 NO-5 states and organisations
15 NO-6 topics
17 NO-17 topics
20 NO-7 topics
21 NO-8 organisations
22 NO-9 institutions
23 NO-10 instruments
27 NO-11 plans
28 NO-12 states and organisations
32 NO-13 states and bodies
33 NO-14 states and organisations
36 mfa states and organisations
40 NO-15 statements
41 NO-16 states and organisations
"""


def test_each_unknown_code_is_told_with_its_line_and_what_it_is_none_of(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", UNKNOWN_CODES)
    told = [
        re.sub(r"a\.yaml:(\d+): The code '(.*?)' is none of the (.*?)\. .*", r"\1 \2 \3", one)
        for one in refusals(place, given, codes)
    ]
    assert "\n".join([*told, ""]) == UNKNOWN_CODES_TOLD


def test_codes_of_every_facet_are_known(place: Path, given: seeds.Seeds, codes: pl.DataFrame) -> None:
    facets = dict(codes.group_by("facet").agg(pl.col("code").first()).iter_rows())
    said = "".join(f"{key}: {{add: [{facets[facet]}]}}\n" for key, facet in load.FACETS.items())
    plan = f"{{words: The National Action Plan, plan: {facets['plan']}, owner: {facets['counterpart']}}}"
    statement = f"{{words: The sides, statement: {facets['statement']}, side: {facets['counterpart']}}}"
    write(place, "a", f"{said}plans: {{add: [{plan}]}}\nstatements: {{add: [{statement}]}}\n")
    assert [reading.document_id for reading in load.load(place, given.texts, codes)] == ["a"]


MISSING_WORDS = """\
document:
  title: {is: T, words: no-1}
event:
  place: {is: P, words: [Brussels, no-2]}
scope:
  is: true
  words: no-3
topics:
  add:
  - code: youth
    words: [the child, no-4]
  remove:
  - code: youth
    why: w
    words: no-5
people:
  add:
  - side: EU
    name: no-6
  - name: no such name
    words: Ahmet
  remove:
  - name: nobody
    why: not named
"""


def test_words_are_looked_for_wherever_they_can_be_given_and_a_name_where_none_are(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", MISSING_WORDS)
    told = [re.sub(r"a\.yaml:(\d+): .*“(.*?)”.*", r"\1 \2", one) for one in refusals(place, given, codes)]
    assert told == ["4 no-1", "6 no-2", "9 no-3", "13 no-4", "17 no-5", "21 no-6"]


def test_of_long_words_that_are_missing_sixty_letters_are_shown_in_one_line(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    exactly, longer = "x" * 60, "y" * 61
    write(place, "a", f"topics:\n  add:\n  - {{code: youth, words: ['{exactly}', '{longer}', 'z   z']}}\n")
    shown = [re.sub(".*“(.*?)”.*", r"\1", one) for one in refusals(place, given, codes)]
    assert shown == [exactly, "y" * 59 + "…", "z z"]


def test_texts_are_looked_for_under_each_of_the_three_keys(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    body = "event:\n  same_event_as: b\n  same_event_as_weak: [b, y]\n  not_same_event_as: [c, a]\n"
    write(place, "a", body)
    assert refusals(place, given, codes) == [
        "a.yaml:5: There is no text named y. Name a text by its file's name without .txt.",
        "a.yaml:6: A text is named beside itself. Name the other text.",
    ]


@pytest.mark.parametrize(
    ("same", "apart", "is_told"),
    [
        ({"a": "[b]", "b": "[c]"}, {"c": "[a]"}, True),
        ({"b": "[c]", "a": "[c]"}, {"a": "[b]"}, True),
        ({"a": "[c, b]", "c": "[b]", "d": "[c]"}, {"d": "[b]"}, True),
        ({"a": "[b]", "c": "[d]"}, {"a": "[c]", "b": "[d]"}, False),
        ({"a": "[b]"}, {"c": "[a, b]"}, False),
    ],
)
def test_texts_are_of_one_meeting_over_others_and_in_any_order(
    place: Path,
    given: seeds.Seeds,
    codes: pl.DataFrame,
    same: dict[str, str],
    apart: dict[str, str],
    is_told: bool,
) -> None:
    for name in sorted(same.keys() | apart.keys()):
        keys = ((key, said[name]) for key, said in (("same", same), ("not_same", apart)) if name in said)
        write(place, name, "event:\n" + "".join(f"  {key}_event_as: {others}\n" for key, others in keys))
    if not is_told:
        assert len(load.load(place, given.texts, codes)) == len(same.keys() | apart.keys())
        return
    (told,) = refusals(place, given, codes)
    assert "tells of another meeting here; other lines say that it is the same" in told


def test_a_text_read_as_in_scope_may_tell_of_the_meeting_of_another(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "event: {same_event_as: [b]}\n")
    write(place, "b", "scope: true\nevent: {same_event_as: [a]}\n")
    write(place, "c", "scope: false\n")
    assert [reading.document_id for reading in load.load(place, given.texts, codes)] == ["a", "b", "c"]


def test_the_same_code_may_be_added_by_some_words_and_removed_by_others(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    gone = "remove: [{code: youth, words: equality, why: w}, {code: education, words: the child, why: w}]"
    write(place, "a", f"topics:\n  add: [{{code: youth, words: the child}}]\n  {gone}\n")
    (reading,) = load.load(place, given.texts, codes)
    assert reading.said.topics is not None
    assert len(reading.said.topics.remove) == 2


def test_problems_come_in_order_of_file_and_line_and_hidden_files_are_passed_over(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "topics:\n  add: [NO-1]\nevent:\n  kind: NO-2\n")
    write(place, "b", "topic: {}\n")
    write(place, ".hidden", "topic: {}\n")
    told = [one.split(" The ")[0] for one in refusals(place, given, codes)]
    assert told == ["a.yaml:4:", "a.yaml:6:", "b.yaml:3:"]


def test_of_a_text_that_changed_nothing_else_is_told(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "topics: {add: [NO-1], remove: [{code: youth}]}\n", of="b")
    (other, unsaid) = sorted(refusals(place, given, codes))
    assert other.startswith("a.yaml:1: The text a is another than the one that was read.")
    assert unsaid.startswith("a.yaml:3: What is removed wants a `why`.")


def test_a_text_that_changed_is_told_at_its_hash(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    head = f"# Read.\nread: [{{by: AB, kind: person}}]\nsha256: {'a' * 64}\n"
    (place / "a.yaml").write_text(head, encoding="utf-8")
    assert refusals(place, given, codes) == [
        "a.yaml:3: The text a is another than the one that was read. Read it again, then write sha256: "
        f"{hashlib.sha256(TEXTS['a'].encode()).hexdigest()}."
    ]


def test_where_things_stand_is_no_part_of_what_a_reading_says(place: Path) -> None:
    write(place, "a", "note: said\n")
    below = load.one(place / "a.yaml", b"# Read.\n" + (place / "a.yaml").read_bytes())[0]
    as_it_is = load.one(place / "a.yaml")[0]
    assert below == as_it_is
    assert below is not None
    assert as_it_is is not None
    assert below.lines != as_it_is.lines


def test_the_content_that_a_file_is_to_have_is_read_in_its_place(place: Path) -> None:
    write(place, "a", "note: as it is\n")
    content = (place / "a.yaml").read_bytes().replace(b"as it is", b"as it is to be")
    was, will_be = load.one(place / "a.yaml"), load.one(place / "a.yaml", content)
    assert [found.said.note for found, _ in (was, will_be) if found] == ["as it is", "as it is to be"]
    assert load.one(place / "a.yaml", b"- a list\n")[0] is None


def test_everything_wrong_in_a_file_is_told_at_once_whatever_its_kind(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    body = (
        "topic: {}\ntopics:\n  add:\n  - {code: yuth, words: the young, word: x}\n  remove: [{code: youth}]\n"
    )
    write(place, "a", body)
    (place / "b.yaml").write_text("sha256: [\n", encoding="utf-8")
    assert [told[:38] for told in refusals(place, given, codes)] == [
        "a.yaml:3: The key 'topic' is not known",
        "a.yaml:6: The key 'word' is not known ",
        "a.yaml:6: The text does not have these",
        "a.yaml:6: The code 'yuth' is none of t",
        "a.yaml:7: What is removed wants a `why",
        "b.yaml:2: This is not valid YAML: did ",
    ]


def test_an_unknown_kind_of_reader_is_told_once(place: Path, given: seeds.Seeds, codes: pl.DataFrame) -> None:
    write(place, "a")
    path = place / "a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("person", "robot"), encoding="utf-8")
    (told,) = refusals(place, given, codes)
    assert "`kind` of the first of `read`: this should be 'person' or 'program' (found: 'robot')" in told


def test_the_reading_of_a_text_that_cannot_be_used_waits_for_it(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "event: {same_event_as: [b]}\n")
    write(place, "b", "event: {same_event_as: [a]}\n")
    (reading,) = load.load(place, given.texts.filter(pl.col("document_id") != "b"), codes, {"b"})
    assert reading.document_id == "a"


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        (
            "event: {counterparts: {is: [EU, EU], why: both}}\n",
            3,
            "'EU' is given twice. Keep one of the two.",
        ),
        ("event: {participants: {is: [mejlis, mfa, mejlis], why: all}}\n", 3, "'mejlis' is given twice"),
        (
            "statements:\n  add:\n  - {statement: said, words: was held in Brussels}\n"
            "  - {statement: said, words: was held in Brussels}\n",
            6,
            "The same is said in an entry before.",
        ),
    ],
)
def test_what_is_said_twice_is_told_with_its_line(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame, body: str, line: int, said: str
) -> None:
    write(place, "a", body)
    (problem,) = refusals(place, given, codes)
    assert problem.startswith(f"a.yaml:{line}: ")
    assert said in problem


def test_a_reading_of_another_text_or_of_none_is_refused(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", of="b")
    write(place, "z", of="a")
    (place / "b.yml").write_text("", encoding="utf-8")
    texts = [given.texts.filter(pl.col("document_id") == "a")["sha256"].item()]
    assert refusals(place, given, codes) == [
        "a.yaml:1: The text a is another than the one that was read. Read it again, then write sha256: "
        f"{texts[0]}.",
        "b.yml: This is no reading: readings are files named <document_id>.yaml. Rename the file, or take it "
        "out.",
        "z.yaml:1: There is no text named z. Bring the text back, or take the reading out.",
    ]


def test_readings_that_contradict_each_other_are_refused(
    place: Path, given: seeds.Seeds, codes: pl.DataFrame
) -> None:
    write(place, "a", "event:\n  same_event_as: [b, d]\n")
    write(place, "b", "event:\n  not_same_event_as: [a]\n")
    write(place, "d", "scope: false\n")
    assert refusals(place, given, codes) == [
        "a.yaml:4: d tells of the same meeting here, and of none in d.yaml. Put one of the two right.",
        "b.yaml:4: a tells of another meeting here; other lines say that it is the same. Put one of them "
        "right.",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the 2021–2025 plan", "the 2021-2025 plan"),
        ("the\n  plan", "the plan"),
        ("children’s rights", "children's rights"),
        ("“Turkmenistan – EU” was", '"Turkmenistan - EU" was'),
        ("the “plan”", "the “plan”"),
        ("of international law", "of inter- national law"),
        ("of inter-\nnational law", "of inter- national law"),
    ],
)
def test_words_are_found_whatever_the_form_of_their_signs(text: str, wanted: str) -> None:
    assert words.places(f"In {text}.", wanted) == [(3, 3 + len(text))]
