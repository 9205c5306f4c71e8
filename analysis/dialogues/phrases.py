"""All phrases of the codebook in sentences, found in one pass: each stage takes those of its vocabulary."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.codebook.scan import scan
from dialogues.coding import gazetteer, mentions, readouts, shared_lists
from dialogues.coding.people import vocabulary
from dialogues.events import names

VOCABULARIES = {
    "states": gazetteer.vocabulary,
    "codes": mentions.vocabulary,
    "items": shared_lists.items,
    "heads": shared_lists.heads,
    "readouts": readouts.vocabulary,
    "meetings": names.vocabulary,
    "people": vocabulary.phrases,
    "services": vocabulary.services,
}


def find(sentences: pl.DataFrame, codebook: Codebook) -> dict[str, pl.DataFrame]:
    """Where the phrases of each of VOCABULARIES stand: ``sentence_id, start, end``, and what they are.

    ``start`` and ``end`` count characters of the sentence.
    """
    texts = sentences.select("sentence_id", plain=matching.plain(pl.col("text")))
    return scan(texts, {name: phrases(codebook) for name, phrases in VOCABULARIES.items()})
