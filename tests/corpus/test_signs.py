"""One form for signs that mean the same, with the way back to each character."""

from __future__ import annotations

import pytest

from dialogues.corpus import signs


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("one --- two", "one - two"),
        ("one ---- two", "one ---- two"),  # a line, not a dash
        ("one — - two", "one - - two"),
        ("1―2, six―ten", "1-2, six - ten"),
        ("1~2, six~ten, 1 ~ 2", "1-2, six~ten, 1 ~ 2"),
        ("1∼2, six〜ten", "1-2, six~ten"),
        ("in 2021—as before", "in 2021 - as before"),
        ("before—21 of them", "before - 21 of them"),
        ("Home » News » Next", "Home › News › Next"),
        ("« six talks » next", '" six talks " next'),
        ("six talks» next", 'six talks" next'),
        ("box six\u00adx  x \u200b x\u200bx", "box sixx x xx"),
        ("ex.\u00ad \n  ante\u00ad\r\nx", "ex.antex"),
        ("\x0bex\x85x", "\nex\nx"),
        ("x\u00adx", "xx"),
        ("six\rx", "six\nx"),
        ("xﬁx…x", "xfix...x"),
        ("3 June² 2021³, 17ᵗʰ x.⁴⁵ CO₂", "3 June 2021, 17th x. CO2"),  # what leads to a note is no figure
        ("x\n¹ x", "x\n1 x"),
        ("x’x “x” x‑x\u00a0x∼x\u2028x", 'x\'x "x" x-x x~x\nx'),
        ("e\u0300x", "èx"),
        ("\uf900", "豈"),  # a letter that is another one, without a mark
        ("\u1112\u1161\u11ab", "한"),
    ],
)
def test_signs_have_one_form(text: str, seen: str) -> None:
    assert signs.folded(text) == seen


def test_a_mark_beyond_the_thirtieth_is_no_part_of_its_letter() -> None:
    dots = "\u0323"
    assert signs.folded(f"e{dots * 29}\u0302").startswith("ệ")
    assert signs.folded(f"e{dots * 30}\u0302").startswith("ẹ")


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("ax\u0307", [(1, 2, 1, 3)]),  # the letter before is left alone
        ("a\u00adb  c", [(1, 1, 1, 2), (2, 3, 3, 5)]),
        ("a—b", []),
    ],
)
def test_only_what_has_another_length_is_an_edit(text: str, edits: list[tuple[int, ...]]) -> None:
    made = []
    for change in signs.PASSES[1:3]:
        text, found = signs.replaced(text, change(text))
        made += found
    assert [tuple(edit) for edit in made] == edits
    assert signs.replaced("abc", [(1, 2, "x")]) == ("axc", [])
    assert signs.NOTHING == (0, 0, 0, 0)
