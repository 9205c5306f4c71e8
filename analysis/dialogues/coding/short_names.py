"""Bodies named again by a word of their name: "the Fund" after "the United Nations Children's Fund"."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.dataset import schemas

_GOES_ON = r"^ (?:on|for|of the|against|to)(?-u:\b)"  # the name of another body goes on


def find(sentences: pl.DataFrame, mentions: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Where a body that a document names is named again by a noun alone (schemas.Mentions).

    It has an article ("the Fund") or a function after it ("Committee Rapporteur"). Of several bodies whose
    name has the noun it is the one in the document's head, else none. These are no mentions of the dataset:
    they say whom somebody speaks for.
    """
    functions = {form for word in codebook.people.functions() for form in matching.forms(word)}
    following = pl.col("plain").str.slice("to").str.extract(r"^ (\p{L}+)").str.to_lowercase()
    in_function = following.str.strip_suffix("s").is_in(functions).fill_null(value=False)
    nouns = {form: noun for noun in codebook.people.short_bodies for form in matching.forms(noun)}
    bodies = _bodies(mentions, sentences, nouns, codebook)
    told = sentences.filter(pl.col("role") == "body", rows.among(bodies))
    told = told.with_columns(plain=matching.plain(pl.col("text")))
    spans = (
        matching.occurrences(told, rf"(?-u:\b)(?i:the |our |its |)(?:{'|'.join(nouns)})(?-u:\b)", "plain")
        .filter(~pl.col("plain").str.slice("to").str.contains(_GOES_ON))
        .with_columns(quote=pl.col("surface").str.extract(r"(\S+)$"))
        .filter(in_function | (pl.col("quote") != pl.col("surface")))
        .with_columns(noun=pl.col("quote").replace_strict(nouns, default=None))
        .join(bodies, on=["document_id", "noun"])
        .select(
            *("document_id", "sentence_id", "facet", "code", "quote"),
            start=pl.col("start") + pl.col("to") - pl.col("quote").str.len_chars().cast(pl.Int64),
            end=pl.col("start") + pl.col("to"),
            mention_id=pl.lit(None, pl.String),
            assertion=pl.lit("named"),
            basis=pl.lit("rule"),
        )
        .select(schemas.empty(schemas.Mentions).columns)
    )
    taken = mentions.select("sentence_id", first="start", last="end")
    overlaps = (pl.col("start") < pl.col("last")) & (pl.col("first") < pl.col("end"))
    inside = spans.join(taken, on="sentence_id").filter(overlaps)
    return spans.join(inside, on=["sentence_id", "start"], how="anti")


def _bodies(
    mentions: pl.DataFrame, sentences: pl.DataFrame, nouns: dict[str, str], codebook: Codebook
) -> pl.DataFrame:
    """The one body of each document that a noun can stand for: ``document_id, noun, facet, code``."""
    facets = {"organisation": codebook.organisations, "institution": codebook.institutions}
    labels = {(facet, code.code): code.label for facet, codes in facets.items() for code in codes}
    following = pl.col("text").str.slice(pl.col("end") - pl.col("offset")).str.extract(r"^( \p{L}+)")
    rows = [
        (document_id, nouns[form], facet, code, role == "header")
        for document_id, facet, code, quote, role in mentions.filter(pl.col("facet").is_in(list(facets)))
        .join(sentences.select("sentence_id", "role", "text", offset="start"), on="sentence_id")
        .with_columns(quote=pl.concat_str("quote", following.fill_null("")))  # "OSCE Centre"
        .select("document_id", "facet", "code", "quote", "role")
        .unique()
        .iter_rows()
        for form in nouns.keys() & f"{quote} {labels.get((facet, code), '')}".split()
    ]
    names, noun = ("document_id", "noun", "facet", "code"), ("document_id", "noun")
    schema = {**dict.fromkeys(names, pl.String), "above": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row").group_by(names).agg(pl.col("above").any())
    only = (pl.len().over(noun) == 1) | (pl.col("above") & (pl.col("above").sum().over(noun) == 1))
    return frame.filter(only).select(names).sort(names)
