"""Sentences as rows of tokens, names put together by rules, and clauses without what is lifted."""

from __future__ import annotations

import polars as pl
import pytest

import five
from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import Rewrite
from dialogues.events import shapes

Name = tuple[int, int, str]
NAMES = {"sentence_id": pl.String, "start": pl.Int64, "end": pl.Int64, "type": pl.String}


def codebook(*rules: Rewrite) -> Codebook:
    """The codebook with these rules of names alone, and no words of a class but DET."""
    whole = five.rules()
    words = whole.words.model_copy(update={"classes": {"DET": whole.words.classes["DET"]}})
    return whole.model_copy(update={"names": rules, "words": words})


def made(text: str, *names: Name, rules: tuple[Rewrite, ...] = ()) -> str:
    """The shape of ``text`` with ``names`` in it, which count from one."""
    rows = pl.DataFrame([("s", *name) for name in names], NAMES, orient="row")
    numbered = rows.with_row_index("number", offset=1).reverse()  # in no order
    sentences = pl.DataFrame({"sentence_id": ["s"], "plain": [text]})
    (shape,) = shapes.make(sentences, numbered, codebook(*rules))["shape"]
    return str(shape)


def spaced(tokens: str) -> str:
    """Tokens as a shape holds them: a blank on either side of each."""
    return "".join(f" {token} " for token in tokens.split())


@pytest.mark.parametrize(
    ("text", "names", "tokens"),
    [
        ("Green, (blue)", [], "green , ( blue )"),
        ("A.b. c.", [], "a.b c"),
        ('red; "blue": [x] y/z … w|v! why?', [], 'red ; " blue " : [ x ] y / z … w | v ! why ?'),
        ("one -- two", [], "one - two"),
        ("one - two - three", [], "one - two - three"),
        ("one-two   three", [], "one-two three"),
        ("Red Blue.", [(0, 3, "ORG"), (4, 8, "BODY")], "ORG.1 BODY.2"),
        ("a Red - Blue b", [(2, 5, "ORG"), (8, 12, "ORG")], "DET ORG.1 - ORG.2 b"),
        ("Red-blue cat", [(0, 3, "ORG")], "ORG.1 ~ blue cat"),
        ("blue-Red cat", [(5, 8, "ORG")], "blue ~ ORG.1 cat"),
        ("blue--Red", [(6, 9, "ORG")], "blue ~ ORG.1"),
        ("the Red's cat", [(4, 7, "ORG")], "DET ORG.1 's cat"),
        ("the Reds' cat", [(4, 8, "ORG")], "DET ORG.1 's cat"),
        ("Red's.", [(0, 3, "ORG")], "ORG.1 's"),
        ("Red", [(0, 3, "ORG")], "ORG.1"),
    ],
)
def test_a_sentence_is_names_by_type_and_words_and_signs_by_themselves(
    text: str, names: list[Name], tokens: str
) -> None:
    assert made(text, *names) == spaced(tokens)


def test_a_sentence_without_a_word_is_one_blank() -> None:
    assert made("") == " "


def test_the_longest_words_of_a_class_are_taken_first() -> None:
    words = five.rules().words
    classes = {"MEET": ("met",), "HOLD": ("met again",), "SAY": ("again and on",)}
    other = words.model_validate(words.model_dump() | {"classes": classes, "examples": {}})
    rules = codebook().model_copy(update={"words": other})
    sentences = pl.DataFrame({"sentence_id": ["s"], "plain": ["They met again and on they met"]})
    names = pl.DataFrame(schema={**NAMES, "number": pl.UInt32})
    assert shapes.make(sentences, names, rules)["shape"].to_list() == [spaced("they HOLD and on they MEET")]


@pytest.mark.parametrize(
    ("shape", "becomes", "by", "times", "tokens"),
    [
        ("ORG BODY", "ORG", "first", 1, "x ORG.1 ORG.3 y"),
        ("ORG BODY", "PARTY", "all", 1, "x PARTY.1.2 PARTY.3.4 y"),
        ("ORG BODY", "PARTY", "BODY", 1, "x PARTY.2 PARTY.4 y"),
        ("ORG BODY", "PARTY", "BODY|ORG", 1, "x PARTY.2.1 PARTY.4.3 y"),
        ("ORG BODY", "to PAPER=", "first", 1, "x to PAPER to PAPER y"),
        ("ORG BODY", "EACH PAIR=BODY+ORG", "first", 1, "x EACH PAIR.2.1 EACH PAIR.4.3 y"),
        ("ORG (BODY|x)", "ORG", "first", 1, "x ORG.1 ORG.3 y"),
        ("ORG|BODY", "x", "first", 1, None),
        ("{ORG} BODY", "{1} | to", "first", 1, "x ORG.1 | to ORG.3 | to y"),
        ("{ORG} {BODY}", "{2} with {1}", "first", 1, "x BODY.2 with ORG.1 BODY.4 with ORG.3 y"),
        ("{ORG} BODY", "{1} PARTY=BODY", "first", 1, "x ORG.1 PARTY.2 ORG.3 PARTY.4 y"),
        ("ORG BODY", "", "first", 1, "x y"),
    ],
)
def test_a_rule_puts_names_together(
    shape: str, becomes: str, by: str, times: int, tokens: str | None
) -> None:
    rule = Rewrite(shape=shape, becomes=becomes, by=by, times=times, example="x")
    names: list[Name] = [(2, 3, "ORG"), (4, 5, "BODY"), (6, 7, "ORG"), (8, 9, "BODY")]
    if tokens is None:
        with pytest.raises(ValueError, match="without its bracket"):
            made("x A B A B y", *names, rules=(rule,))
    else:
        assert made("x A B A B y", *names, rules=(rule,)) == spaced(tokens)


def test_a_rule_is_tried_as_often_as_it_says_and_rules_one_after_the_other() -> None:
    twice = Rewrite(shape="NAME NAME2", becomes="NAME", by="all", times=2, example="x")
    once = twice.model_copy(update={"times": 1})
    then = Rewrite(shape="NAME y", becomes="ORG", example="x")
    names: list[Name] = [(n, n + 1, "NAME") for n in (0, 2, 4, 6)]
    assert made("A B C D y", *names, rules=(once,)) == spaced("NAME.1.2 NAME.3.4 y")
    assert made("A B C D y", *names, rules=(twice,)) == spaced("NAME.1.2.3.4 y")
    assert made("A B C D y", *names, rules=(twice, then)) == spaced("ORG.1.2.3.4")
    assert made("A B C D y", *names, rules=(then, once)) == spaced("NAME.1.2 NAME.3 ORG.4")


CLAUSES = """\
the DATE.1 PAPER on DATE.2 => the PAPER; days: PAPER on DATE.2
PAPER of DET DATE.3 is out => PAPER of DET is out
on DATE.1 PARTY.2 HOLD DET KIND.3 in CITY.4 => PARTY.2 HOLD DET KIND.3; days: on DATE.1; places: in CITY.4
on DET ADJ DATE.1 , PARTY.2 HOLD_PRES KIND.3 => PARTY.2 HOLD_PRES KIND.3; days: on DET ADJ DATE.1
KIND.1 HOLD DATE.2 and DATE.3 in DET CITY.4 => KIND.1 HOLD and; days: KIND.1 HOLD DATE.2, and DATE.3; \
places: in DET CITY.4
KIND.1 TAKE_PLACE in DET CITY.2 , COUNTRY.3 => KIND.1 TAKE_PLACE COUNTRY.3; places: in DET CITY.2
PARTY.1 MEET.2 in NAME.3 on DATE.4 ) => PARTY.1 MEET.2; days: NAME.3 on DATE.4; towns: MEET.2 in NAME.3
PARTY.1 in NAME.2 => PARTY.1; towns: PARTY.1 in NAME.2
cats in NAME.2 => cats
KIND.1 HOLD in COUNTRY.2 by MODE.3 FORM => KIND.1 HOLD; countries: HOLD in COUNTRY.2; modes: MODE.3 F
KIND.1 HOLD in DET COUNTRY.2 through DET MODE.3 and ended => KIND.1 HOLD and ended; countries: \
HOLD in DET COUNTRY.2; modes: MODE.3 and
KIND.1 HOLD MODE.2 => KIND.1 HOLD; modes: MODE.2
KIND.1 HOLD via MODE.2 , late => KIND.1 HOLD , late; modes: MODE.2 ,
MODE.1 tools are used => tools are used
KIND.1 on freedom of NAME.2 and DET RIGHTS.3 HOLD => KIND.1 TOPIC HOLD
KIND.1 about prisons at CITY.2 => KIND.1 TOPIC at CITY.2; places: at CITY.2
KIND.1 on prisons on courts HOLD => KIND.1 TOPIC HOLD
KIND.1 on prisons , courts THEME cats HOLD => KIND.1 TOPIC HOLD
KIND.1 HOLD by MODE.2 because cats HOLD => KIND.1 HOLD because cats HOLD; modes: MODE.2 because
KIND.1 HOLD by MODE.2 on prisons => KIND.1 HOLD TOPIC; modes: MODE.2 on
KIND.1 on prisons while at sea HOLD => KIND.1 TOPIC | at sea HOLD
KIND.1 for young lawyers and judges HOLD by PARTY.2 => KIND.1 HOLD by PARTY.2
CITY.1 , DATE.2 => CITY.1 ; days: CITY.1 , DATE.2; places: CITY.1; dateline
( CITY.1 , COUNTRY.2 , DATE.3 ) => COUNTRY.2 | ; days: COUNTRY.2 , DATE.3; \
places: ( CITY.1; dateline
CITY.1 CITY.2 DATE.3 and more => CITY.1 CITY.2 and more; days: CITY.1 CITY.2 DATE.3; places: CITY.1 CITY.2
PARTY.1 ; CITY.1 , DATE.2 => PARTY.1 | CITY.1; days: CITY.1 , DATE.2; places: CITY.1
PARTY.1 SAY that KIND.2 HOLD ; PARTY.3 went => PARTY.1 SAY | KIND.2 HOLD | PARTY.3 went
PARTY.1 SAY of a long day that KIND.2 HOLD => PARTY.1 SAY of a long day | KIND.2 HOLD
PARTY.1 SAY a b c d e f g h i j k l that KIND.2 => PARTY.1 SAY a b c d e f g h i j k l | KIND.2
PARTY.1 SAY a b c d e f g h i j k l m that KIND.2 => PARTY.1 SAY a b c d e f g h i j k l m that KIND.2
PARTY.1 SAY DET KIND.2 HOLD => PARTY.1 SAY | DET KIND.2 HOLD
PARTY.1 , IT HOLD KIND.2 , IT went , while others slept => PARTY.1 | IT HOLD KIND.2 | \
IT went | others slept
PARTY.1 , IT went far , HOLD KIND.2 => PARTY.1 HOLD KIND.2 | IT went far
KIND.1 TAKE_PLACE after DET ADJ ROUND ended => KIND.1 TAKE_PLACE | DET ADJ ROUND ended
PARTY.1 MEET.2 , PARTY.3 SAY on DATE.1 => PARTY.1 MEET.2 | PARTY.3 SAY; days: SAY on DATE.1
PARTY.1 AGREE to HOLD_INF KIND.2 => PARTY.1 AGREE | WILL HOLD_INF KIND.2
KIND.1 HOLD , DET ORDINAL.2 EARLIER by MODE.3 => KIND.1 HOLD | DET ORDINAL.2 EARLIER; modes: MODE.3
PARTY.1 : DET ORDINAL.2 ADJ PAIR.3 KIND.4 => PARTY.1 ~ DET ORDINAL.2 ADJ PAIR.3 KIND.4
PARTY.1 : cats - dogs => PARTY.1 | cats | dogs
( CITY.1 on DATE.2 ) PARTY.3 said => | PARTY.3 said; days: CITY.1 on DATE.2; places: ( CITY.1
PARTY.1 , as SAY , HOLD KIND.2 => PARTY.1 HOLD KIND.2
KIND.1 HOLD while PARTY.2 rests where it is => KIND.1 HOLD | PARTY.2 rests | it is
"""
LIFTED = ("days", "places", "towns", "countries", "modes")


@pytest.mark.parametrize("line", CLAUSES.splitlines())
def test_clauses_end_where_a_sentence_turns_and_days_places_and_forms_are_lifted(line: str) -> None:
    sentence, _, seen = line.partition(" => ")
    others = pl.DataFrame({"sentence_id": ["r", "s"], "shape": [spaced("cats | dogs"), spaced(sentence)]})
    cut = shapes.clauses(others, five.rules()).filter(pl.col("sentence_id") == "s")
    assert cut["clause"].to_list() == list(range(cut.height))
    parts = [" | ".join(_plain(shape) for shape in cut["shape"])]
    for kind in LIFTED:
        held = [_plain(words) for words in cut[kind].list.explode(empty_as_null=False)]
        parts += [f"{kind}: {', '.join(held)}"] if held else []
    parts += ["dateline"] if cut["is_dateline"].any() else []
    wanted = [" ".join(part.split()) for part in seen.split(";")]
    assert [" ".join(part.split()) for part in parts] == wanted
    for shape in cut["shape"]:
        assert shape.strip() == "" or shape == spaced(shape)


@pytest.mark.parametrize(
    "word",
    [
        *("at", "by", "with", "between", "from", "during", "under", "through", "within"),
        *("after", "before", "which", "that"),
    ],
)
def test_what_a_meeting_was_about_ends_where_the_clause_goes_on(word: str) -> None:
    shape = spaced(f"KIND.1 on prisons and courts {word} cats HOLD")
    (clause,) = shapes.clauses(pl.DataFrame({"sentence_id": ["s"], "shape": [shape]}), five.rules())["shape"]
    assert clause == spaced(f"KIND.1 TOPIC {word} cats HOLD")


def test_the_whole_of_a_clause_keeps_what_is_lifted_but_the_day_of_a_paper() -> None:
    shape = spaced("on DATE.1 PARTY.2 SAY of DET DATE.3 PAPER that KIND.4 TAKE_PLACE in CITY.5 by MODE.6")
    cut = shapes.clauses(pl.DataFrame({"sentence_id": ["s"], "shape": [shape]}), five.rules())
    assert [_plain(whole) for whole in cut["whole"]] == [
        "on DATE.1 PARTY.2 SAY of DET PAPER",
        "KIND.4 TAKE_PLACE in CITY.5 by MODE.6",
    ]


def _plain(shape: str) -> str:
    return " ".join(shape.split())
