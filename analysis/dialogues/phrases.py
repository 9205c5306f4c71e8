"""All phrases and patterns of the codebook, found in one pass: each stage takes those of its vocabulary."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.scan import Phrases, scan
from dialogues.coding import assertion, gazetteer, mentions, readouts, shared_lists, speaking, statements
from dialogues.coding.people import vocabulary
from dialogues.events import names

VOCABULARIES = {
    "states": gazetteer.vocabulary,
    "decoys": gazetteer.decoys,
    "codes": mentions.vocabulary,
    "silences": mentions.silences,
    "modifiers": assertion.forms,
    "items": shared_lists.items,
    "heads": shared_lists.heads,
    "tailed": shared_lists.tailed,
    "readouts": readouts.vocabulary,
    "meetings": names.vocabulary,
    "numerals": names.numerals,
    "people": vocabulary.phrases,
    "services": vocabulary.services,
    "verbs": statements.verbs,
    "groups": speaking.groups,
}  # each one row per phrase (``form, exact``) or pattern (``regex``), with what it stands for


def find(sentences: pl.DataFrame, codebook: Codebook) -> dict[str, pl.DataFrame]:
    """Where the phrases and patterns of each of VOCABULARIES stand, and what they are.

    Returns
    -------
    By the name of the vocabulary: ``sentence_id, start, end`` (characters of the sentence) and its columns.
    """
    plain = matching.plain(pl.col("text"))
    told = sentences.select("sentence_id", plain=plain, first=pl.col("sentence_id").first().over(plain))
    texts = told.filter(pl.col("sentence_id") == pl.col("first"))  # each once: pages repeat one another
    words = {name: listed(codebook) for name, listed in VOCABULARIES.items()}
    spelt, patterns = (
        {name: _with(rows, column) for name, rows in words.items() if column in rows.columns}
        for column in ("form", "regex")
    )
    found = [scan(texts, Phrases.of(spelt, texts["plain"])), matching.search(texts, patterns)]
    spans = {name: pl.concat([finds[name] for finds in found if name in finds]) for name in words}
    return (
        spans if texts.height == told.height else {name: _of_all(rows, told) for name, rows in spans.items()}
    )


def _of_all(spans: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Spans in the first of alike sentences (``told: sentence_id, first``), in each of these."""
    return (
        told.select("sentence_id", "first")
        .join(spans.rename({"sentence_id": "first"}), on="first", maintain_order="left_right")
        .drop("first")
    )


def _with(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The phrases (``form``) or the patterns (``regex``) of a vocabulary."""
    other = ["regex"] if column == "form" else ["form", "exact"]
    return rows.drop_nulls(column).drop(other, strict=False)
