"""People named again by their office alone: "the Minister", after a name with that function."""

from __future__ import annotations

import re

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import LETTERS

_CORE = r"^(.+?)(?: (?:of|for|in|at|to|on|from|with)(?-u:\b).*)?$"  # a function without whose it is
_GOES_ON = r"^(?: (?:of|for|to)(?-u:\b)|,? \p{Lu}|-)"  # somebody else's, or with a name
_ARTICLE = len("the ")
_WORDS = 4  # of a function


def find(texts: pl.DataFrame, people: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Where somebody is named by the office alone: ``document_id, sentence_id, start, end, side``.

    The function with its article is that of one person of the document, or of several of one side; who has
    just that function comes before those whose function ends with its words.

    Parameters
    ----------
    texts
        Sentences with their ``plain`` text.
    people
        People of the documents with their ``role`` and ``side``.
    codebook
        Words of functions.
    """
    known = _called(people)
    told = texts.filter(pl.col("document_id").is_in(known["document_id"].unique().implode()))
    nouns = sorted(map(re.escape, codebook.people.functions()), key=len, reverse=True)
    noun = rf"(?i:{'|'.join(nouns)})(?-u:\b)"
    office = rf"(?-u:\b)[Tt]he (?:[{LETTERS}-]+ ){{0,{_WORDS - 1}}}?{noun}(?:[ -]{noun})*"
    rank = pl.col("rank") == pl.col("rank").min().over("sentence_id", "at")
    return (
        matching.occurrences(told, office, "plain")
        .filter(~pl.col("plain").str.slice("to").str.contains(_GOES_ON))
        .with_columns(called=pl.col("surface").str.extract(r"(?i)(?:.*\s)?the (.*)$"))
        .with_columns(
            at=pl.col("to") - pl.col("called").str.len_chars().cast(pl.Int64) - _ARTICLE,
            called=pl.col("called").str.to_lowercase(),
        )
        .join(known, on=["document_id", "called"])
        .filter(rank)
        .filter(pl.col("side").n_unique().over("sentence_id", "at") == 1)
        .unique(["sentence_id", "at"], maintain_order=True)
        .select("document_id", "sentence_id", start="at", end="to", side="side")
    )


def _called(people: pl.DataFrame) -> pl.DataFrame:
    """Functions by which people can be named: ``document_id, side, called, rank``, the whole one first."""
    held = people.filter(pl.col("presence") == "took_part").drop_nulls("side")
    return (
        held.select(
            "document_id",
            "side",
            piece=matching.plain(pl.col("role"))
            .str.to_lowercase()
            .str.replace_all(r"(?: - |/|,| and )", "|")
            .str.split("|"),
        )
        .explode("piece")
        .drop_nulls("piece")
        .with_columns(words=pl.col("piece").str.strip_chars().str.extract(_CORE).str.split(" "))
        .drop_nulls("words")
        .with_columns(rank=pl.int_ranges(0, pl.min_horizontal(pl.col("words").list.len(), _WORDS)))
        .explode("rank")
        .drop_nulls("rank")
        .with_columns(called=pl.col("words").list.slice("rank").list.join(" "))
        .with_columns(rank=pl.col("rank").clip(upper_bound=1))
        .select("document_id", "side", "called", "rank")
        .unique()
    )
