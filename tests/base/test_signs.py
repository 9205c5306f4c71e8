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
