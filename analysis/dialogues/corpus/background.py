"""Which sentences tell what lies outside the meeting: history, standing relations, general facts.

The words are in the codebook (``contexts.yaml``). Where they leave it open, a sentence is taken to tell of
the meeting: to show background as discussed is the lesser error than to take for background what was
discussed.
"""

from __future__ import annotations

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.dataset import schemas

PARAGRAPH = ("document_id", "paragraph")


@kept
def mark(sentences: pl.DataFrame, blocks: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Tell of each of the ``sentences`` whether it is background (schemas.Sentences).

    Only a sentence of the report's body without a word of the meeting is. It is so by its own words; history
    and standing relations count where no earlier sentence of the paragraph (of ``blocks``) has spoken of the
    meeting, whose words they may be, and the next sentence does not go on with it ("also discussed"). And it
    is where it only goes on with such a sentence, in the same paragraph or with "In addition" in the next,
    and tells nothing that happened once or is to come. What stands between quotation marks was said.
    """
    openings = blocks.select("document_id", "start", pl.lit(value=True).alias("opens"))
    plain = matching.plain(pl.col("text"))
    quotes = pl.col("plain").str.count_matches('"', literal=True)
    told = pl.col("plain").str.replace_all(codebook.pattern("formula"), "")
    return (
        sentences.join(openings, on=["document_id", "start"], how="left", maintain_order="left")
        .with_columns(plain=plain, opens=pl.col("opens").fill_null(value=False))
        .with_columns(paragraph=pl.col("opens").cum_sum())
        .with_columns(
            meets=told.str.contains(codebook.pattern("meeting"))
            | ((quotes.cum_sum() - quotes).over(PARAGRAPH) % 2 == 1)
            | pl.col("plain").str.starts_with('"'),
            aside=_says(codebook, "aside"),
            history=_says(codebook, "history"),
            resumed=_says(codebook, "resuming").shift(-1, fill_value=False).over("document_id"),
            goes_on=~_says(codebook, "turn") & (~pl.col("opens") | _says(codebook, "continuing")),
        )
        .with_columns(met=pl.col("meets").cum_max().over(PARAGRAPH))
        .with_columns(can_be=(pl.col("role") == "body") & ~pl.col("meets"))
        .with_columns(
            is_background=pl.when(
                pl.col("can_be")
                & (pl.col("aside") | (pl.col("history") & ~pl.col("met") & ~pl.col("resumed")))
            )
            .then(True)
            .when(~(pl.col("can_be") & pl.col("goes_on")))
            .then(False)
        )
        .with_columns(pl.col("is_background").forward_fill().over("document_id").fill_null(value=False))
        .select(schemas.empty(schemas.Sentences).columns)
    )


def _says(codebook: Codebook, context: str) -> pl.Expr:
    """Whether a sentence has a cue of ``context``."""
    return pl.col("plain").str.contains(codebook.pattern(context))
