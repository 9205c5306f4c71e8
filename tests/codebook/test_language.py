"""How a shape is written, and which rows of tokens it then fits."""

from __future__ import annotations

import re

import pytest

import five
from dialogues.codebook.language import MADE, TYPES, ShapeError, compile_shape


def slots(written: str, tokens: str) -> dict[str, str | None] | None:
    """What the slots of a shape hold in a row of tokens; nothing where it does not fit."""
    found = re.search(compile_shape(written).regex, "".join(f" {token} " for token in tokens.split()))
    return found.groupdict() if found else None


@pytest.mark.parametrize(
    ("written", "tokens", "held"),
    [
        ("PARTY HOLD KIND", "PARTY.1.2 HOLD KIND", {"PARTY": ".1.2"}),
        ("PARTY2 and PARTY", "PARTY.1 and PARTY.2", {"PARTY2": ".1", "PARTY": ".2"}),
        ("PARTY", "PARTY", None),  # a name has a number
        ("HOLD", "HOLD.1", None),  # a class of words has none
        ("KIND#", "KIND.3", {}),
        ("x KIND# y", "x KIND.3 y", {}),
        ("x KIND# y", "x KIND y", None),
        ("a b", "a x b", None),
        ("a (x) b", "a b", {}),
        ("a (x) b", "a x b", {}),
        ("a (x|y) b", "a y b", {}),
        ("a (x|y) b", "a b", None),
        ("a (x|y|) b", "a b", {}),
        ("a (x (y)) b", "a x b", {}),
        ("a (x (y)) b", "a y b", None),
        ("^ a", "b a", None),
        ("^ a $", "a", {}),
        ("a $", "a b", None),
        ("a ( b ) c", "a ( b ) c", {}),
        ("a ( b ) c", "a b c", None),
        ("a ( b", "a ( b", {}),
        ("a (( b )) c", "a ( b ) c", {}),
        ("a (( b )) c", "a c", {}),
        ("a (,| )) b", "a ) b", {}),
        ("^ (a|b)* c", "c", {}),
        ("^ (a|b)* c", "a b a c", {}),
        ("^ (a|b)* c", "a x c", None),
        ("^ (a|b)+ c", "b a c", {}),
        ("^ (a|b)+ c", "c", None),
        ("^ (a|b)*2 c", "a b c", {}),
        ("^ (a|b)*2 c", "a b a c", None),
        ("^ (a PARTY#)+2 c", "a PARTY.1 c", {}),
        ("^ (a PARTY#)+2 c", "c", None),
        ("a {b PARTY} c", "a b PARTY.1 c", {"kept1": " b  PARTY.1 "}),
        ("{a} b {(c|PARTY)}", "a b PARTY.2", {"kept1": " a ", "kept2": " PARTY.2 "}),
        ("a {KIND PARTY} PARTY2", "a KIND PARTY.1 PARTY.2", {"kept1": " KIND  PARTY.1 ", "PARTY2": ".2"}),
        ("a . b", "a 9th b", {}),
        ("a . b", "a b", None),
        ("a . b", "a NAME.1 b", None),
        ("a ..ed b", "a arrested b", {}),
        ("a ..ic b", "a arctic b", {}),
        ("a ..ed b", "a walks b", None),
        ("a .., b", "a PARTY.1 HOLD b", {}),
        ("a .., b", f"a {'x ' * 13} b", None),
        ("a .., b", "a x , y b", None),
        ("a .., b", "a b", None),
        ("a (..,) b", "a b", {}),
        ("{a .., b}", "a x b y b", {"kept1": " a  x  b "}),
        ("{a (..,) b}", "a b y b", {"kept1": " a  b "}),
        ("a {b ..$}", "a b x , PARTY.1 | y", {"kept1": " b  x  ,  PARTY.1 "}),
        ("a.b", "a.b", {}),
        ("a.b", "a-b", None),
        ("a .. b", "a b", {}),
        ("a .. b", "a NAME.1 ADJ DET x b", {}),
        ("a .. b", "a x x x x x b", None),
        ("a .. b", "a FUNCTION.1 TREATY.2 NUMBER.3 ORDINAL.4 b", {}),
        ("a .. b", 'a PAIR.1 DEMONYM.2 RIGHTS.3 " b', {}),
        ("a .. b", "a ROUND TOPIC ~ 's b", {}),
        ("a .. b", "a PARTY.1 b", None),
        ("a .. b", "a HOLD b", None),
        ("a ... b", "a PARTY.1 HOLD ; b", {}),
        ("a ... b", f"a {'x ' * 18} b", {}),
        ("a ... b", f"a {'x ' * 19} b", None),
    ],
)
def test_a_shape_fits_a_row_of_tokens(written: str, tokens: str, held: dict[str, str] | None) -> None:
    assert slots(written, tokens) == held


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("a (b", "a bracket that is not closed"),
        ("a (b|", "a bracket that is not closed"),
        ("a b) c", "a ')' without its bracket"),
        ("a|b", "a '|' without its bracket"),
        ("a () b", "an empty branch"),
        ("a (|b) c", "an empty branch"),
        ("a (b||c) d", "an empty branch"),
        ("PARTY and PARTY", "the slot PARTY stands twice"),
        ("a {b", "a brace that is not closed"),
        ("a (!b) c", "a '(!' where words are more than one sign"),
        ("a b} c", "a '}' without its bracket"),
        ("a {b {c} d}", "a '{' without its bracket"),
        ("a (b {c) d}", "a ')' without its bracket"),
    ],
)
def test_what_is_no_shape_is_told(written: str, problem: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        compile_shape(written)
    assert str(refusal.value) == problem


def test_a_shape_tells_its_slots_symbols_and_words() -> None:
    shape = compile_shape("(DET|old) KIND# of PARTY2 .. {HOLD} ( $")
    assert (shape.slots, shape.kept) == (("PARTY2",), 1)
    assert shape.symbols == {"DET", "KIND", "PARTY", "HOLD"}
    assert shape.words == {"old", "of", "«"}


def test_the_codebook_writes_every_symbol_of_the_language() -> None:
    files = (five.CODEBOOK / f"{name}.yaml" for name in ("names", "frames", "assertions", "people"))
    written = set(re.findall(r"\b[A-Z]+\b", "".join(path.read_text(encoding="utf-8") for path in files)))
    assert {*TYPES, *MADE} <= written
    assert compile_shape(" ".join(TYPES)).slots == TYPES
