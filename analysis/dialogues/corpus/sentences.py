"""Cut documents into recording units. Offsets are born with the sentence."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook.wordlists import Abbreviations
from dialogues.corpus import layout
from dialogues.dataset import schemas

LONGEST = 2000  # characters of a sentence
_CLOSING = "[\"'”’»)\\]]"
_END = rf"\x01|[.!?…]+{_CLOSING}*\s+"


@kept
def split(blocks: pl.DataFrame, words: Abbreviations) -> pl.DataFrame:
    """Cut ``blocks`` of texts (layout.blocks) into schemas.Sentences; none is called background yet.

    Every character but white space belongs to one sentence; none goes across a paragraph's end. What is
    longer than ``LONGEST`` is no sentence and is cut there: the names of a sentence are compared with each
    other.
    """
    masked = pl.col("text")
    for pattern, replacement in _masks(words):
        masked = masked.str.replace_all(pattern, replacement)
    offset, length = pl.col("offset"), pl.col("length")
    return (
        blocks.with_columns(piece=masked.str.split(_END, literal=False, inclusive=True))
        .explode("piece")
        .with_columns(length=pl.col("piece").str.len_chars().cast(pl.Int64))
        .with_columns(cut=pl.int_ranges(0, pl.max_horizontal("length", 1), LONGEST))
        .explode("cut")
        .with_columns(length=pl.min_horizontal(length - pl.col("cut"), LONGEST))
        .with_columns(offset=length.cum_sum().over("document_id", "block"))
        .with_columns(text=pl.col("text").str.slice(offset - length, length), end=pl.col("start") + offset)
        .with_columns(text=pl.col("text").str.strip_chars_start(layout.BLANK))
        .with_columns(start=pl.col("end") - pl.col("text").str.len_chars().cast(pl.Int64))
        .with_columns(text=pl.col("text").str.strip_chars_end(layout.BLANK))
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int64))
        .filter(pl.col("text") != "")
        .sort("document_id", "start")
        .with_columns(position=pl.int_range(pl.len(), dtype=pl.Int64).over("document_id"))
        .with_columns(
            sentence_id=pl.format("{}.s{}", "document_id", pl.col("position").cast(pl.String).str.zfill(4)),
            role=pl.col("kind").replace_strict(layout.ROLE),
            is_background=pl.lit(value=False),
        )
        .select(*schemas.empty(schemas.Sentences).columns)
    )


def _masks(words: Abbreviations) -> Iterator[tuple[str, str]]:
    """Patterns and what takes their place before the cut, one character for one.

    A full stop that ends no sentence becomes NUL, a character after which a sentence ends becomes U+0001.
    Later patterns see what earlier ones left.
    """
    short, numbered, initials, domains, openers = (
        "|".join(group)
        for group in (words.short, words.numbered, words.initials, words.domains, words.openers)
    )
    yield from (
        (rf"(^|[^\p{{L}}])({short})\.", "${1}${2}\0"),
        (rf"(^|[^\p{{L}}])({numbered})\.(\s*\d)", "${1}${2}\0${3}"),
        (r"(?i)(^|[^\p{L}])(e\.g|i\.e|a\.m|p\.m)\.", "${1}${2}\0"),
        (r"(Ph)\.(D)\.", "${1}\0${2}\0"),
        (r"^(\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4}))\.(\s)", "${1}\0${2}"),  # the number of a list item
        (rf"\.({domains})($|[^\p{{L}}])", "\0${1}${2}"),  # STL.News
        *[(r"((?:https?://|www)\S*?)\.(\p{Lu})", "${1}\0${2}")] * 3,  # up to three such stops in one address
        (rf"(\p{{Lu}}\.)\s((?:{openers})\s)", "${1}\x01${2}"),  # in the U.S. The
        (r"((?-u:\b)[A-Z]|(?:^|[^\p{L}])[\p{Lu}--[A-Z]])\.", "${1}\0"),  # V.Hajiyev, U.S.
        (rf"((?-u:\b)(?:{initials}))\.(\s?\p{{Lu}})", "${1}\0${2}"),  # Ya.Nuryev, Ch. Nuryev
        (rf"[.!?…]({_CLOSING}*\s+\p{{Ll}})", "\0${1}"),  # "Why?" they asked
        (r"(\p{Ll})[.!?](\p{Lu})", "${1}\x01${2}"),  # took part.On the agenda
        (r"(\d)\.(\p{Lu}\p{Ll})", "${1}\x01${2}"),
        (r"([\"'”’»)])\.(\p{Lu})", "${1}\x01${2}"),
        (r"([.!?])[\"'”’»)](\p{Lu})", "${1}\x01${2}"),
        (rf"(\p{{Lu}}{{2}})\.((?:{openers})\s)", "${1}\x01${2}"),  # the EU.They
    )
