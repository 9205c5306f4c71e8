"""Texts as the pipeline reads them: folded, cut, and put back to the characters of the file."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.corpus import fold, layout, sentences


def cut(texts: pl.DataFrame, rules: Codebook) -> pl.DataFrame:
    """The sentences of ``texts`` (``document_id, text``), by the characters of the texts as given."""
    view = fold.fold(texts)
    documents = view.texts.select("document_id", "text", characters=pl.lit(0, pl.Int64))
    units = sentences.split(layout.blocks(view.texts, rules.marks()), rules.abbreviations)
    return fold.unfold({"documents": documents, "sentences": units}, view)["sentences"]
