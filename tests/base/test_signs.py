"""Signs that deceive are shown as what they are, and nothing that a value holds begins a line."""

from __future__ import annotations

import io
import json
import sys

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dialogues.base import signs, terminal
from dialogues.base.errors import Problem

ANY = st.text(st.characters(codec=None, exclude_categories=()))


def test_a_mark_of_direction_is_shown_as_its_number() -> None:
    assert signs.numbered("a\u202eb\x1b[2Jc\td\ne") == "a[U+202E]b[U+001B][2Jc\td\ne"


@given(ANY)
def test_on_a_screen_nothing_but_ends_of_lines_and_tabs_steers(text: str) -> None:
    shown = signs.escaped(text)
    assert not signs.DECEIVING.search(shown)
    assert not {"\r", "\u2028", "\u2029"} & {*shown}
    assert len(signs.line(text).splitlines()) <= 1


@given(ANY)
def test_json_says_the_same_after_it_is_escaped(text: str) -> None:
    assert json.loads(signs.escaped(json.dumps(text, ensure_ascii=False))) == text


@given(st.text())
def test_polars_finds_the_same_signs(text: str) -> None:
    found = pl.select(pl.lit(text).str.extract_all(signs.POLARS_DECEIVING)).item().to_list()
    assert found == signs.DECEIVING.findall(text)


def test_a_value_forges_no_line_of_a_message() -> None:
    problem = Problem(
        "It holds\n::error::forged.", "Mend\rit.", "a\nb.txt", 3, shows=("> 1 | x\n::error::y",)
    )
    assert str(problem) == ("a\\nb.txt:3: It holds\\n::error::forged.\n  > 1 | x\\n::error::y\n  Mend\\rit.")


def test_a_command_writes_no_control_to_the_screen() -> None:
    before = sys.stdout
    sys.stdout = io.StringIO()
    try:
        with terminal.guarded():
            print("a\x1b[31mb\u202ec\nd")
        assert sys.stdout.getvalue() == "a\\u001b[31mb\\u202ec\nd\n"
    finally:
        sys.stdout = before


def test_on_the_reading_page_a_sign_stands_in_an_element_that_shows_its_number() -> None:
    shown = '<span class="deceiving" data-sign="[U+202E]">\u202e</span>'
    assert signs.marked("<p title='\u202e'>a\u202eb</p>") == f"<p title='\u202e'>a{shown}b</p>"
    assert signs.marked("<title>a\u202e</title>x") == "<title>a[U+202E]</title>x"
    assert signs.marked("<option>\u202e</option>\u202e") == f"<option>[U+202E]</option>{shown}"
    assert signs.marked("<textarea>\u202e\n</textarea>") == "<textarea>\u202e\n</textarea>"
