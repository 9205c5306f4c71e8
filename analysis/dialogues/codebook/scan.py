"""Find phrases in sentences: all of them in one pass over the text.

An Aho-Corasick automaton finds every phrase at every place; which of the finds are whole words is asked
afterwards, because an automaton that takes the longest phrase first loses others that it overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import ahocorasick_rs
import polars as pl

SPANS = {"sentence_id": pl.String, "start": pl.Int64, "end": pl.Int64}
_FINDS = {"key": pl.UInt32, "at": pl.Int64, "to": pl.Int64}
_CHUNK = 4_000_000  # characters that are searched at once
_LONG = 6  # letters of a phrase after which a glued "and" is a word of its own


def scan(sentences: pl.DataFrame, phrases: pl.DataFrame) -> pl.DataFrame:
    """Whole-word occurrences of phrases, overlapping ones too.

    A digit after a letter ends a word, and so does an "and" after a long phrase: pages lose the space between
    them ("expression and assemblyand remove"). A hyphen is a space.

    Parameters
    ----------
    sentences
        ``sentence_id`` and ``plain`` (see :func:`dialogues.codebook.matching.plain`).
    phrases
        ``form`` and ``exact`` (whether case counts), and columns to carry over.

    Returns
    -------
    One row per occurrence and phrase: ``sentence_id, start, end`` and the columns carried over.
    """
    parts = [_occurrences(sentences, phrases, exact=exact) for exact in (True, False)]
    return pl.concat(parts)


def _occurrences(sentences: pl.DataFrame, phrases: pl.DataFrame, *, exact: bool) -> pl.DataFrame:
    wanted = phrases.filter(pl.col("exact") == exact).drop("exact")
    wanted = wanted.with_columns(_compared(pl.col("form"), exact=exact).alias("form")).unique()
    keys = wanted.select("form").unique().sort("form")
    texts = sentences.select("sentence_id", text=_compared(pl.col("plain"), exact=exact))
    found = [_search(part, tuple(keys["form"])) for part in _chunks(texts)]
    finds = pl.concat([pl.DataFrame(schema={**SPANS, "key": pl.UInt32}), *found])
    carried = [name for name in phrases.columns if name not in ("form", "exact")]
    return finds.join(keys.with_row_index("key"), on="key").join(wanted, on="form").select(*SPANS, *carried)


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
    columns = zip(*alone, strict=True) if alone else ((), (), ())
    return (
        pl.DataFrame(dict(zip(_FINDS, columns, strict=True)), _FINDS)
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
