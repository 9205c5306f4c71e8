"""Find phrases in sentences: all of them in one pass over the text.

An Aho-Corasick automaton finds every phrase at every place; which of the finds are whole words is asked
afterwards, because an automaton that takes the longest phrase first loses others that it overlaps.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs
import polars as pl

Spoken = Mapping[str, pl.DataFrame]  # what :func:`scan` found of each vocabulary
SPANS = {"sentence_id": pl.String, "start": pl.Int64, "end": pl.Int64}
_FINDS = {"key": pl.UInt32, "at": pl.Int64, "to": pl.Int64}
_CHUNK = 4_000_000  # characters that are searched at once
_LONG = 6  # letters of a phrase after which a glued "and" is a word of its own
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of several vocabularies, ready to be looked for.

    Attributes
    ----------
    wanted
        Name of a vocabulary -> its phrases: ``key`` of the form, and the columns that are carried over.
    automata
        Whether case counts -> the first key of these forms, and what finds them.
    """

    wanted: dict[str, pl.DataFrame]
    automata: dict[bool, tuple[int, ahocorasick_rs.AhoCorasick]]

    @classmethod
    def of(cls, vocabularies: Mapping[str, pl.DataFrame], texts: pl.Series) -> Phrases:
        """Make frames ready: ``form``, ``exact`` (whether case counts), and columns to carry over.

        A form that begins with no word of the ``texts`` is left out: it stands in none of them.
        """
        in_case, low = (_compared(pl.col("form"), exact=exact) for exact in (True, False))
        words = frozenset(
            _WORD.findall("\n".join(pl.select(_compared(pl.lit(texts), exact=False)).to_series()))
        )
        form = pl.when("exact").then(in_case).otherwise(low)
        rows = {
            name: phrases.with_columns(form=form).unique(maintain_order=True)
            for name, phrases in vocabularies.items()
        }
        forms = pl.concat([phrases.select("exact", "form", low=low) for phrases in rows.values()])
        forms = forms.filter([_can_stand(form, words) for form in forms["low"]]).drop("low")
        keys = forms.unique(maintain_order=True).sort("exact", maintain_order=True).with_row_index("key")
        of_form = ["exact", "form"]
        return cls(
            {name: phrases.join(keys, on=of_form).drop(of_form) for name, phrases in rows.items()},
            {
                exact: (own["key"][0], _automaton(tuple(own["form"])))
                for exact in (True, False)
                if not (own := keys.filter(pl.col("exact") == exact)).is_empty()
            },
        )


def _can_stand(form: str, words: Collection[str]) -> bool:
    """Whether a form can stand among ``words``: it begins with one, or is one to which an "and" is glued."""
    first = _WORD.match(form)
    return first is None or first[0] in words or (first[0] == form and f"{form}and" in words)


def scan(sentences: pl.DataFrame, phrases: Phrases) -> dict[str, pl.DataFrame]:
    """Whole-word occurrences of the phrases of several vocabularies, overlapping ones too.

    A digit after a letter ends a word, and so does an "and" after a long phrase: pages lose the space between
    them ("expression and assemblyand remove"). A hyphen is a space.

    Parameters
    ----------
    sentences
        ``sentence_id`` and ``plain`` (see :func:`dialogues.codebook.matching.plain`).
    phrases
        What to look for.

    Returns
    -------
    By the name of a vocabulary, one row per occurrence and phrase: ``sentence_id, start, end`` and the
    columns carried over.
    """
    finds = [pl.DataFrame(schema={**SPANS, "key": pl.UInt32})]
    for exact, (first, automaton) in phrases.automata.items():
        texts = sentences.select("sentence_id", text=_compared(pl.col("plain"), exact=exact))
        found = [_search(part, automaton) for part in _chunks(texts)]
        finds += [part.with_columns(pl.col("key") + first) for part in found]
    spans = pl.concat(finds)
    return {name: spans.join(rows, on="key").drop("key") for name, rows in phrases.wanted.items()}


def _compared(text: pl.Expr, *, exact: bool) -> pl.Expr:
    """Give ``text`` as phrases are compared: hyphens as spaces, and small letters unless case counts."""
    text = text.str.replace_all("-", " ", literal=True)
    return text if exact else in_small_letters(text)


def in_small_letters(text: pl.Expr) -> pl.Expr:
    """The text in small letters, each character in its place: of all letters only ``İ`` would become two."""
    return text.str.replace_all("İ", "I", literal=True).str.to_lowercase()


def _chunks(texts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Parts of a bounded number of characters, sentence by sentence: with ``at``, where each begins."""
    length = pl.col("text").str.len_chars().cast(pl.Int64) + 1
    placed = texts.with_columns(at=length.cum_sum() - length)
    for part in placed.with_columns(chunk=pl.col("at") // _CHUNK).partition_by("chunk", maintain_order=True):
        yield part.with_columns(pl.col("at") - pl.col("at").first())


def _search(texts: pl.DataFrame, automaton: ahocorasick_rs.AhoCorasick) -> pl.DataFrame:
    """Occurrences of an automaton's forms in ``texts``: SPANS and the ``key`` of the form among these."""
    haystack = "\n".join([*texts["text"], ""])  # no phrase goes over a line's end
    finds = automaton.find_matches_as_indexes(haystack, overlapping=True)
    alone = [find for find in finds if _stands_alone(haystack, find[1], find[2])]
    columns = {name: [find[place] for find in alone] for place, name in enumerate(_FINDS)}
    return (
        pl.DataFrame(columns, _FINDS)
        .sort("at", "to", "key")
        .join_asof(texts.select("sentence_id", "at").with_columns(first="at"), on="at")
        .select(
            "sentence_id", start=pl.col("at") - pl.col("first"), end=pl.col("to") - pl.col("first"), key="key"
        )
    )


@lru_cache(maxsize=16)
def _automaton(forms: tuple[str, ...]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(forms, store_patterns=False)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a find is not the inside of a longer word."""
    if start and _in_word(text[start - 1]) and _in_word(text[start]):
        return False
    if not _in_word(text[end - 1]) or not (_in_word(text[end]) or text[end] == "$"):
        return True
    return end - start >= _LONG and text.startswith("and", end) and not _in_word(text[end + 3])
