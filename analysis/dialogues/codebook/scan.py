"""Find phrases in sentences: all of them in one pass over the text.

An Aho-Corasick automaton finds every phrase at every place; which of the finds are whole words is asked
afterwards, because an automaton that takes the longest phrase first loses others that it overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import ahocorasick_rs
import polars as pl

Spoken = Mapping[str, pl.DataFrame]  # what :func:`scan` found of each vocabulary
SPANS = {"sentence_id": pl.String, "start": pl.Int64, "end": pl.Int64}
_FINDS = {"key": pl.UInt32, "at": pl.Int64, "to": pl.Int64}
_CHUNK = 4_000_000  # characters that are searched at once
_LONG = 6  # letters of a phrase after which a glued "and" is a word of its own


def scan(sentences: pl.DataFrame, vocabularies: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Whole-word occurrences of the phrases of several vocabularies, overlapping ones too.

    A digit after a letter ends a word, and so does an "and" after a long phrase: pages lose the space between
    them ("expression and assemblyand remove"). A hyphen is a space.

    Parameters
    ----------
    sentences
        ``sentence_id`` and ``plain`` (see :func:`dialogues.codebook.matching.plain`).
    vocabularies
        Frames of phrases: ``form`` and ``exact`` (whether case counts), and columns to carry over.

    Returns
    -------
    Under the same names, one row per occurrence and phrase: ``sentence_id, start, end`` and the columns
    carried over.
    """
    in_case, low = (_compared(pl.col("form"), exact=exact) for exact in (True, False))
    form = pl.when("exact").then(in_case).otherwise(low)
    wanted = {name: phrases.with_columns(form=form).unique() for name, phrases in vocabularies.items()}
    forms = pl.concat([phrases.select("exact", "form") for phrases in wanted.values()]).unique()
    keys = forms.sort("exact", "form").with_row_index("key")
    parts = [_occurrences(sentences, keys, exact=exact) for exact in (True, False)]
    finds = pl.concat(parts).join(keys, on="key")
    return {
        name: finds.join(phrases, on=["exact", "form"]).drop("key", "exact", "form")
        for name, phrases in wanted.items()
    }


def _occurrences(sentences: pl.DataFrame, keys: pl.DataFrame, *, exact: bool) -> pl.DataFrame:
    """Occurrences of the forms whose case counts, or does not: SPANS and the ``key`` of the form."""
    own = keys.filter(pl.col("exact") == exact)
    if own.is_empty():
        return pl.DataFrame(schema={**SPANS, "key": pl.UInt32})
    texts = sentences.select("sentence_id", text=_compared(pl.col("plain"), exact=exact))
    found = [_search(part, tuple(own["form"])) for part in _chunks(texts)]
    finds = pl.concat([pl.DataFrame(schema={**SPANS, "key": pl.UInt32}), *found])
    return finds.with_columns(pl.col("key") + own["key"][0])


def _compared(text: pl.Expr, *, exact: bool) -> pl.Expr:
    """Give ``text`` as phrases are compared: hyphens as spaces, and small letters unless case counts.

    Characters keep their places: of all letters only ``İ`` would become two.
    """
    text = text.str.replace_all("-", " ", literal=True)
    return text if exact else text.str.replace_all("İ", "I", literal=True).str.to_lowercase()


def _chunks(texts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Parts of a bounded number of characters, sentence by sentence: with ``at``, where each begins."""
    length = pl.col("text").str.len_chars().cast(pl.Int64) + 1
    placed = texts.with_columns(at=length.cum_sum() - length)
    for part in placed.with_columns(chunk=pl.col("at") // _CHUNK).partition_by("chunk", maintain_order=True):
        yield part.with_columns(pl.col("at") - pl.col("at").first())


def _search(texts: pl.DataFrame, forms: tuple[str, ...]) -> pl.DataFrame:
    """Occurrences of ``forms`` in ``texts``: SPANS and the ``key`` of the form."""
    haystack = "\n".join([*texts["text"], ""])  # no phrase goes over a line's end
    finds = _automaton(forms).find_matches_as_indexes(haystack, overlapping=True)
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
