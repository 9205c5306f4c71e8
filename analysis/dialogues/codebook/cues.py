"""Cues: how an analyst writes words to look for, and what they become."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Annotated

import polars as pl
from pydantic import BeforeValidator, Field

from dialogues.base.typed_yaml import Typed
from dialogues.codebook import matching

Text = Annotated[str, Field(min_length=1)]
Words = tuple[str, ...]
NEVER = r"[^\s\S]"  # a regular expression that matches nothing
ANY_CASE = "(?i)"
LETTERS = r"A-Za-zªµº\u{c0}-\u{d6}\u{d8}-\u{f6}\u{f8}-\u{2af}\u{370}-\u{1fff}\u{3041}-\u{d7ff}"  # of a class
_OF_WORDS = rf"[0-9_{LETTERS}\u{{300}}-\u{{36f}}]"  # all that Unicode has would be ten times slower
_LONE_NAME = re.compile(r"[A-Z]\S*$")


class Entry(Typed):
    """What all entries of the codebook have in common."""


class Pattern(Entry):
    """A cue that is a regular expression (Rust syntax, compared with the text as it stands)."""

    regex: str


Cue = str | Pattern


def _as_cue(value: object) -> object:
    if isinstance(value, dict) and set(value) == {"regex"} and isinstance(value["regex"], str):
        return Pattern(**value)
    if not isinstance(value, str | Pattern):
        raise ValueError("a cue should be text, or `regex:` with a regular expression in quotation marks")  # noqa: TRY004 - Pydantic tells of these
    if isinstance(value, str) and value.lstrip().startswith("regex:"):
        raise ValueError("`regex:` stands inside the quotation marks; only the expression belongs there")
    return value


Cues = tuple[Annotated[Cue, BeforeValidator(_as_cue)], ...]


def regex(cue: Cue) -> str:
    r"""Give a cue as a regular expression that Polars finds many times faster.

    ``\b`` becomes ASCII's, ``\w`` the letters and figures of living scripts.
    """
    if isinstance(cue, Pattern):
        return matching.plain_text(cue.regex).replace(r"\b", r"(?-u:\b)").replace(r"\w", _OF_WORDS)
    forms = matching.forms(matching.plain_text(cue))
    spelt = "|".join(re.escape(form).replace(r"\ ", "[ -]") for form in forms)
    return rf"{'' if matching.is_exact(cue) else ANY_CASE}(?-u:\b)(?:{spelt})(?-u:\b)"


def regex_of(cues: Iterable[Cue]) -> str:
    """Give one regular expression for all ``cues``; where each is for any case, it says so first."""
    regexes = list(map(regex, cues))
    flag = ANY_CASE if all(one.startswith(ANY_CASE) for one in regexes) else ""
    return flag + "|".join(f"(?:{one.removeprefix(flag)})" for one in regexes)


def in_small_letters(cue: Cue) -> str:
    """Give a cue as a regular expression for text in small letters."""
    if isinstance(cue, Pattern):
        return f"(?:{cue.regex})"
    return "|".join(pl.escape_regex(form.lower()) for form in matching.forms(cue))


def phrases(rows: Iterable[tuple[str, ...]], keys: tuple[str, ...]) -> pl.DataFrame:
    """Give each form of each phrase (the last of a row) a row: ``keys``, ``form``, ``exact``.

    A lone name counts in capitals too, a phrase with an acronym with a capital at a sentence's beginning.
    """
    given = [(row, _spellings(matching.plain_text(row[-1]))) for row in rows]
    columns = {
        **{key: [row[place] for row, forms in given for _ in forms] for place, key in enumerate(keys)},
        "form": [form for _, forms in given for form, _ in forms],
        "exact": [exact for _, forms in given for _, exact in forms],
    }
    schema = {**dict.fromkeys((*keys, "form"), pl.String), "exact": pl.Boolean}
    return pl.DataFrame(columns, schema=schema).unique(maintain_order=True)


@cache
def _spellings(phrase: str) -> list[tuple[str, bool]]:
    """Give the ways to write a phrase, and for each whether its case counts."""
    if phrase.islower():
        return [(form, False) for form in matching.forms(phrase)]
    spelt: list[tuple[str, bool]] = []
    for written in matching.forms(phrase):
        counts = matching.is_exact(written)
        spelt.append((written, counts))
        if counts and _LONE_NAME.match(written):
            spelt.append((written.upper(), counts))
        elif counts and written[0].islower():
            spelt.append((written[0].upper() + written[1:], counts))
    return spelt
