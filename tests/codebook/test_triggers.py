"""Words without which a pattern cannot match."""

from __future__ import annotations

import polars as pl
import pytest

from dialogues.codebook import matching
from dialogues.codebook.triggers import triggers


@pytest.mark.parametrize(
    ("regex", "words"),
    [
        ("(?i)torture", {"torture"}),
        (r"(?-u:\b)(?:Visit[a-z]*|access) to", {"visit", "access"}),
        (r"reports? of (?:the )?(?:EU|OSCE)(?-u:\b)", {"report"}),
        (r"(?:a|of) (?:women|men)+", {"women", "men"}),
        (r"labou?r", {"labo"}),
        (r"(?P<year>20[0-9]{2})", {"20"}),
        (r"co\-?operat(?:ed|ion)", {"operat"}),
        (r"(?:well\-known|Older)(?: men)*", {"well-known", "older"}),
        (r"(?:human )?[a-z]+", set()),
        (r"torture|[a-z]+", set()),
        (r"x{0,2}\p{Lu}", set()),
        (r"[\p{Lu}--[A-Z]]rap", {"rap"}),
    ],
)
def test_a_pattern_is_known_by_the_longest_words_it_cannot_do_without(regex: str, words: set[str]) -> None:
    assert triggers(regex) == words


def test_a_pattern_without_such_words_is_tried_on_every_sentence() -> None:
    texts = pl.DataFrame({"sentence_id": ["0", "1"], "plain": ["A word", "no"]})
    found = matching.find_patterns(texts, pl.DataFrame({"regex": [r"\p{Lu}", "(?i)WORD", "none"]}))
    assert sorted(found.rows()) == [("0", 0, 1), ("0", 2, 6)]
