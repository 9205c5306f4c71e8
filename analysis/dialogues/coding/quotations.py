"""Whose words stand in quotation marks, sentence by sentence, and which kind of statement they are."""

from __future__ import annotations

import polars as pl

from dialogues.codebook.book import Codebook

_MARK = '"'
_INTRODUCED = r":\s*$"  # "She said:", and the words in a paragraph of their own
_APART = 1  # characters between two sentences of one paragraph


def mark(texts: pl.DataFrame) -> pl.DataFrame:
    """``texts`` with the place of each sentence in quotations, which end with their paragraph.

    New columns: ``chain``, one for sentences that can have the same speaker; ``is_open``, the sentence begins
    within a quotation; ``goes_on``, the next one does.
    """
    end = pl.col("offset") + pl.col("text").str.len_chars().cast(pl.Int64)
    introduced = pl.col("plain").shift(1).over("document_id").str.contains(_INTRODUCED)
    follows = pl.col("offset") - end.shift(1).over("document_id") <= _APART
    marks = pl.col("plain").str.count_matches(_MARK, literal=True).cast(pl.Int64)
    paragraph = ["document_id", "paragraph"]
    return (
        texts.sort("document_id", "position")
        .with_columns(paragraph=(~follows.fill_null(value=False)).cum_sum())
        .with_columns(
            is_open=(marks.cum_sum() - marks).over(paragraph) % 2 == 1,
            goes_on=marks.cum_sum().over(paragraph) % 2 == 1,
            joins=(follows | introduced).fill_null(value=False),
        )
        .with_columns(
            chain=(
                ~(pl.col("joins") & (pl.col("is_open") | pl.col("plain").str.starts_with(_MARK)))
            ).cum_sum()
        )
        .drop("paragraph", "joins")
    )


def spread(said: pl.DataFrame, first: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """``said`` with the sentences of quotations whose speaker is named beside, before or after them.

    A quotation is one statement, told at the sentence in which it opens; another sentence of it is one too
    where its first person tells another kind ("we urge").

    Parameters
    ----------
    said
        Verbs with their speakers; ``quotes`` where the words said stand in quotation marks.
    first
        Words in the first person by which a kind of statement is known, with their sentences.
    texts
        Sentences, marked.
    codebook
        Kinds of statement, in their order.
    """
    if not codebook.statements:
        return said
    order = {code.code: place for place, code in enumerate(codebook.statements)}
    plainest = codebook.statements[-1].code
    kinds = (
        first.with_columns(rank=pl.col("code").replace_strict(order, return_dtype=pl.Int64))
        .sort("sentence_id", "rank")
        .unique("sentence_id", keep="first", maintain_order=True)
        .select("sentence_id", kind="code")
    )
    named = (
        said.filter("quotes")
        .sort("sentence_id", "start")
        .unique("sentence_id", keep="first", maintain_order=True)
        .select("sentence_id", named=pl.struct("side", "speaker"))
    )
    starts = pl.col("plain").str.starts_with(_MARK)
    after = pl.col("named").backward_fill().over("document_id", "chain")
    before = pl.col("named").forward_fill().over("document_id", "chain")
    begins = (
        starts & ~pl.col("is_open") & (pl.col("goes_on") | (pl.col("named").is_null() & after.is_not_null()))
    )
    own = texts.join(named, on="sentence_id", how="left").join(kinds, on="sentence_id", how="left")
    told = own.sort("document_id", "position").with_columns(
        owner=pl.when("goes_on").then(pl.coalesce(after, before)).otherwise(before),
        kind=pl.when(starts | pl.col("is_open") | pl.col("goes_on")).then("kind"),
        begins=begins,
    )
    beside = (
        told.filter(pl.col("named").is_null(), pl.col("owner").is_not_null())
        .with_columns(code=pl.coalesce("kind", pl.when("begins").then(pl.lit(plainest))))
        .drop_nulls("code")
        .unnest("owner")
        .with_columns(verb=pl.lit(None, pl.UInt32), use=pl.lit("cue"), quotes=pl.lit(value=True))
        .with_columns(pl.lit(0, pl.Int64).alias(name) for name in ("start", "end", "opens"))
    )
    kept = (
        said.join(told.select("sentence_id", "kind"), on="sentence_id", how="left")
        .filter(
            ~(pl.col("quotes") & pl.col("is_open") & pl.col("kind").is_null() & (pl.col("code") == plainest))
        )
        .with_columns(
            code=pl.when(pl.col("quotes") & pl.col("kind").is_not_null()).then("kind").otherwise("code")
        )
    )
    return pl.concat([kept.select(said.columns), beside.select(said.columns)])
