"""Lines that a page has cut are joined; whatever ends on purpose stays apart: each border of the rules."""

from __future__ import annotations

import pytest

from dialogues.corpus import fold

Paragraphs = tuple[tuple[str, ...], ...]


def line(width: int, begin: str, end: str) -> str:
    """A line of ``width`` characters, with one long word in small letters between."""
    return f"{begin} {'o' * (width - len(begin) - len(end) - 2)} {end}"


def cut(width: int, times: int = 1) -> tuple[str, ...]:
    """A paragraph of full lines of ``width`` characters, each ending amid a sentence."""
    return (
        line(width, "Both", "met"),
        *[line(width, "and", "met")] * (times - 1),
        "understandingly at last.",
    )


def full(width: int, end: str, begin: str = "Both") -> str:
    """A full line of ``width`` characters."""
    return line(width, begin, end)


def joined(paragraphs: Paragraphs) -> None:
    """Assert that the lines of each of these paragraphs are joined, and no others."""
    given = "\n".join("\n".join(lines) for lines in paragraphs)
    assert fold.folded(given).split("\n") == [" ".join(lines) for lines in paragraphs]


BLANK = ("",)
VOGEL = "Vogel and others left."
WIDTHS: dict[str, Paragraphs] = {
    "an unfinished line goes on in small letters": ((full(41, "met"), "and left."),),
    "one of 39 characters does not": ((full(39, "met"),), ("and left.",)),
    "no page has one line": ((full(30, "met"),), ("and left.",)),
    "a page of 20": ((full(20, "met"), full(20, "met", "and"), full(20, "met", "and"), "so"),),
    "a page of 19": ((full(19, "met"),), (full(19, "met", "and"),), (full(19, "met", "and"),), ("so",)),
    "a full line of 40 before a name": ((full(40, "by Minister"), VOGEL),),
    "a line of 39 before a name": ((full(39, "by Minister"),), (VOGEL,)),
    "a line that could have had the name": ((full(40, "by Ann"),), (VOGEL,), BLANK, (full(46, "ended."),)),
    "a line that could not": ((full(40, "by Ann"), VOGEL), BLANK, (full(45, "ended."),)),
    "a line that ends in a colon": ((full(60, "Minister:"),), (VOGEL,)),
    "a headline over a line that has no end": ((full(60, "Minister"),), ("Vogel and others left",)),
    "a headline over a sentence": ((full(60, "with"),), ("The others left.",)),
    "a line of 130": ((full(130, "Minister"), VOGEL),),
    "a line of 131": ((full(131, "Minister"),), (VOGEL,)),
    "a line of 40 sets a width": ((full(40, "met"), "and"), BLANK, (full(40, "with"), "The Sides")),
    "lines of 60 and 75": (cut(60), BLANK, (full(60, "with"),), ("The Sides",), BLANK, (full(75, "end."),)),
    "lines of 60 and 76": (cut(60), BLANK, (full(60, "with"), "The Sides"), BLANK, (full(76, "end."),)),
    "a line as far beyond the width as the next": (
        *(cut(60), BLANK, (full(70, "with"), full(85, "ended.", "The sides")), BLANK),
        *((full(70, "with"),), (full(86, "ended.", "The sides"),)),
    ),
    "a long line does not count": (
        *((full(60, "met"), "and left."), BLANK, (full(60, "with"), "The Sides"), BLANK),
        (full(150, "ended."),),
    ),
    "two uneven lines": (
        *((full(41, "met"), "and left."), BLANK, (full(40, "met"), "and left."), BLANK),
        *((full(55, "with"),), ("The Sides",)),
    ),
    "three uneven lines": (
        *((full(41, "met"), "and left."), BLANK, (full(40, "met"), "and left."), BLANK),
        *((full(42, "met"), "and left."), BLANK, (full(55, "with"), "The Sides")),
    ),
    "uneven lines, the first of 39 characters": (
        *((full(39, "met"),), ("and left.",), BLANK, (full(40, "met"), "and left."), BLANK),
        (full(55, "ended."),),
    ),
    "uneven lines, a later one of 39 characters": (
        *((full(40, "met"), "and left."), BLANK, (full(39, "met"),), ("and left.",), BLANK),
        (full(55, "ended."),),
    ),
    "three lines of four are full": (
        *(cut(60), BLANK, cut(60), BLANK, cut(60), BLANK, (full(50, "met"), "and left."), BLANK),
        *((full(55, "with"),), ("The Sides",)),
    ),
    "two lines of three are full": (
        *(cut(60), BLANK, cut(60), BLANK, (full(50, "met"), "and left."), BLANK),
        *((full(50, "with"), "The Sides"), BLANK, (full(40, "with"),), ("The Sides",)),
    ),
    "a line with room for just the next word is not full": (
        *((full(60, "met"), "and left."), BLANK, (full(64, "ended."),), BLANK),
        *((full(62, "with"),), ("The Sides",)),
    ),
}
WITHIN: dict[str, Paragraphs] = {  # of a page of 60 characters
    "a blank line ends a paragraph": ((full(60, "with"),), BLANK, ("others.",)),
    "a short line before a name": (("Both met in Vienna",), (VOGEL,)),
    "the end of a paragraph": (
        (full(60, "met"), "and left."),
        ("Vogel and the others of those who had come left.",),
    ),
    "a short unfinished line of 39": ((full(39, "met"),), ("and left.",)),
    "a short unfinished line of 40": ((full(40, "met"), "and left."),),
    "a sentence, and a line under it without one": ((full(60, "met."),), ("Read more",)),
    "a sentence, and one under it": ((full(60, "met."), "They left."),),
    "a sentence, and one of two lines under it": ((full(60, "met."), full(60, "they"), "left."),),
    "a sentence, and a line that could have had the next": (
        (full(60, "met."),),
        (full(54, "left"), "Vogel and others"),
    ),
    "a sentence, a headline and a blank line": (
        (full(60, "met."),),
        (full(60, "left"),),
        BLANK,
        ("They left",),
    ),
    "a word after which no line ends": ((full(60, "with"), "The Sides"),),
    "no such word": ((full(60, "met"),), ("The Sides",)),
    "a dash in the sentence": ((full(60, "met"), "- and left."),),
    "a list under a line with a colon": ((full(60, "met:"),), ("- one",)),
    "a list under a word after which no line ends": ((full(60, "as"),), ("• one",)),
    "a list with letters": ((full(60, "as"),), ("a) one",), ("1. two",)),
    "a list of one full line": (
        ("- the one of them " + full(42, "met", "o"), full(60, "met", "o")),
        ("- two",),
    ),
    "a dateline": ((full(60, "met"),), ("12.03.2024 Both met",)),
    "a headline of two lines": ((full(55, "of", "Talks").title() + " Oman", "On All Rights"),),
    "no headline: a word of five small letters": (
        (full(54, "Under", "Talks").title() + " after",),
        ("On All Rights",),
    ),
    "a headline with a word of four": ((full(56, "Under", "Talks").title() + " amid", "On All Rights"),),
    "a headline over a line of prose": ((full(60, "After"),), ("On All Rights",)),
    "a short line that ends in a colon": ((full(45, "these:"),), ("prisons and courts",)),
    "a short line on which a sentence ends and another begins": (
        (full(50, "of", "Both sides ended. The head"), "UNICEF left."),
    ),
    "a line with room for a name after its hyphen": ((full(55, "EU-"),), ("Oman left.",)),
    "a word with a small first letter": ((full(40, "met"), "eGovernment left."),),
}


@pytest.mark.parametrize("paragraphs", WIDTHS.values(), ids=WIDTHS)
def test_a_page_is_as_wide_as_its_full_lines(paragraphs: Paragraphs) -> None:
    joined(paragraphs)


@pytest.mark.parametrize("paragraphs", WITHIN.values(), ids=WITHIN)
def test_a_full_line_goes_on_unless_it_or_the_next_is_something_by_itself(paragraphs: Paragraphs) -> None:
    joined((*paragraphs, BLANK, cut(60, 3)))


@pytest.mark.parametrize(
    "mark", ["12", "[12]", "- 2 -", "Page 3", "p. 3/12", "page 3 of 12", "3 / 12", "3/12"]
)
def test_the_number_of_a_page_inside_a_sentence_is_left_out(mark: str) -> None:
    above, below = full(50, "those"), "who left."
    assert fold.folded(f"{above}\n\n{mark}\n\n{below}") == f"{above} {below}"
    assert fold.folded(f"{above}\n\n{mark}") == f"{above}\n\n{mark}"


@pytest.mark.parametrize(("cuts", "others", "are_joined"), [(3, 5, True), (3, 6, False), (2, 0, False)])
def test_lines_of_a_text_in_double_spacing_are_joined(cuts: int, others: int, are_joined: bool) -> None:
    """At least three sentences must go on below a blank line, and a third of the lines."""
    lines = [full(50, "met"), *[full(50, "met", "and")] * (cuts - 1), "and left.", *["They left."] * others]
    seen = fold.folded("\n\n".join(lines)).split("\n\n")
    assert len(seen) == (len(lines) - cuts if are_joined else len(lines))


def test_blanks_around_lines_are_left_out() -> None:
    assert (
        fold.folded("Both left. \n \t \n   Vogel left.\n  They met.")
        == "Both left.\n\nVogel left.\nThey met."
    )


@pytest.mark.parametrize(
    ("said", "cut", "seen"),
    [
        ("it", "a two-\nor three-day visit", "a two- or three-day visit"),
        ("it", "a two-\nto three-day visit", "a two- to three-day visit"),
        ("it", "the plan-\nB talks", "the plan-B talks"),
        ("it", "in rounds 5-\n7 of them", "in rounds 5-7 of them"),
        ("a follow-up, or followup,", "the follow-\nup talks", "the follow-up talks"),
        ("the setup they set up", "the set-\nup talks", "the setup talks"),
        ("long-standing ones", "an under-\nstanding of it", "an understanding of it"),
        ("those under them", "an under-\nstanding of it", "an understanding of it"),
        ("those standing under them", "an under-\nstanding of it", "an under-standing of it"),
    ],
)
def test_a_word_cut_at_its_hyphen_is_spelled_as_elsewhere_in_the_text(said: str, cut: str, seen: str) -> None:
    above, below = cut.split("\n")
    text = f"{full(60, said)}\n{full(60, above, 'and')}\n{below}, which both found good."
    assert seen in fold.folded(text)


def test_a_word_that_is_known_is_whole_though_its_parts_are_known_too() -> None:
    text = f"{full(60, 'those')}\n{full(46, 'standing under an under-', 'and')}\nstanding of it."
    assert fold.folded(text, lambda: {"understanding"}).endswith("an understanding of it.")
    assert fold.folded(text).endswith("an under-standing of it.")
