"""One view of each text for every rule, with a way back to the characters of the file.

Signs that mean the same are the same in it (:mod:`dialogues.corpus.signs`), and each paragraph is one line
(:mod:`dialogues.corpus.lines`). Every stage reads this view as if it were the document; :func:`unfold` is the
last step of the pipeline and gives each span its place and its words in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dialogues.corpus import lines, signs

EDITS = {"document_id": pl.String, **dict.fromkeys(signs.Edit._fields, pl.Int64)}
WORDS = {"sentences": "text"}  # column of a span's words, where it is not ``quote``
WRITTEN = {  # columns of words as they are written, which need not be the words of a span
    "documents": ("title", "publisher"),
    "plan_references": ("name",),
    "people": ("role",),
    "statements": ("speaker",),
}
NAMED_BY_PLACE = ("mention_id", "reference_id", "statement_id")  # keys that hold where their span starts


@dataclass(frozen=True, slots=True)
class Folded:
    """Texts as rules read them."""

    texts: pl.DataFrame  # as given, with the folded ``text``
    edits: tuple[pl.DataFrame, ...]  # EDITS, pass by pass


def fold(texts: pl.DataFrame, known: lines.Known = frozenset) -> Folded:
    """Fold each ``text`` of ``texts``; ``known`` gives words that a line end may have cut at their hyphen."""
    views: list[str] = []
    passes: list[list[tuple[str, signs.Edit]]] = []
    for document, text in texts.select("document_id", "text").iter_rows():
        view, edits = folded(text, known)
        views.append(view)
        for place, made in enumerate(edits):
            if place == len(passes):
                passes.append([])
            passes[place] += [(document, edit) for edit in made]
    return Folded(
        texts.with_columns(text=pl.Series(views, dtype=pl.String)),
        tuple(
            pl.DataFrame([(document, *edit) for document, edit in made], schema=EDITS, orient="row")
            for made in passes
            if made
        ),
    )


def folded(text: str, known: lines.Known = frozenset) -> tuple[str, list[list[signs.Edit]]]:
    """Give ``text`` as rules read it, and how it was changed, pass by pass."""
    plain, passes = signs.folded(text)
    view, edits = signs.replaced(plain, lines.joined(plain, known))
    return view, [edits, *reversed(passes)][::-1]


def unfold(
    tables: Mapping[str, pl.DataFrame], texts: pl.DataFrame, edits: Sequence[pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Give all spans of ``tables`` their places and words in the files' ``texts`` (``document_id, text``).

    Words that are no span's, such as a title, are written as in the file where the file has them.
    """
    documents = tables["documents"]
    viewed = documents.select("document_id", view="text")
    given = texts.join(viewed, on="document_id").filter(pl.col("text") != pl.col("view"))
    tables = dict(tables)
    for name, columns in WRITTEN.items():
        for column in columns:
            if name in tables and column in tables[name].columns:
                tables[name] = _written(tables[name], column, viewed, given, edits)
    made = {
        name: _unfolded(table, given, edits, WORDS.get(name, "quote"))
        if {"document_id", "start", "end"} <= set(table.columns)
        else table
        for name, table in tables.items()
    }
    words = texts.select("document_id", "text", characters=pl.col("text").str.len_chars().cast(pl.Int64))
    return made | {
        "documents": made["documents"]
        .drop("text", "characters")
        .join(words, on="document_id", how="left", maintain_order="left")
        .select(documents.columns)
    }


def _unfolded(
    spans: pl.DataFrame, texts: pl.DataFrame, edits: Sequence[pl.DataFrame], words: str
) -> pl.DataFrame:
    """Put the places of ``spans`` of ``texts`` back, and the words and keys that follow from them."""
    rows = spans.with_row_index("_row")
    moved = rows.join(texts.select("document_id", _text="text"), on="document_id")
    if moved.is_empty():
        return spans
    moved = moved.with_columns(_was=pl.format("{}.{}", "document_id", "start"), end=pl.col("end") - 1)
    for pass_ in reversed(edits):
        moved = _before(_before(moved, pass_, "start", pl.col("_start")), pass_, "end", pl.col("_end") - 1)
    moved = moved.with_columns(end=pl.col("end") + 1)
    now = pl.format("{}.{}", "document_id", "start")
    follows = {
        key: pl.concat_str(now, pl.col(key).str.slice(pl.col("_was").str.len_chars()))
        for key in NAMED_BY_PLACE
        if key in spans.columns
    }
    if words in spans.columns:
        follows[words] = pl.col("_text").str.slice("start", pl.col("end") - pl.col("start"))
    others = rows.join(texts, on="document_id", how="anti")
    return pl.concat([others, moved.with_columns(**follows).select(rows.columns)]).sort("_row").drop("_row")


def _written(
    table: pl.DataFrame, column: str, viewed: pl.DataFrame, texts: pl.DataFrame, edits: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Give the words of ``column`` as the file writes them, in one line, where the text has them."""
    places = [
        (document, words, view.index(words))
        for document, words, view in table.select("document_id", words=column)
        .join(texts.select("document_id"), on="document_id", how="semi")
        .join(viewed, on="document_id")
        .unique()
        .iter_rows()
        if words and words in view and not words.isalpha()
    ]
    schema = {"document_id": pl.String, column: pl.String, "start": pl.Int64}
    spans = pl.DataFrame(places, schema, orient="row").with_columns(
        end=pl.col("start") + pl.col(column).str.len_chars().cast(pl.Int64), quote=column
    )
    found = _unfolded(spans, texts, edits, "quote").select(
        "document_id",
        column,
        _written=pl.col("quote").str.replace_all(r"\s+", " ").str.replace_all(r"\p{Cf}", ""),
    )
    return (
        table.join(found, on=["document_id", column], how="left", maintain_order="left")
        .with_columns(pl.coalesce("_written", column).alias(column))
        .select(table.columns)
    )


def _before(spans: pl.DataFrame, edits: pl.DataFrame, column: str, edge: pl.Expr) -> pl.DataFrame:
    """The places in ``column`` before the ``edits`` of one pass; in new words, the ``edge`` of the old."""
    place = pl.col(column)
    changes = edits.select("document_id", _at="at", _to="to", _start="start", _end="end")
    return (
        spans.sort(column, "_row")
        .join_asof(
            changes.sort("_at", "_start"),
            left_on=column,
            right_on="_at",
            by="document_id",
            check_sortedness=False,  # both are sorted; Polars does not look within a document
        )
        .with_columns(
            pl.when(pl.col("_at").is_null())
            .then(place)
            .when(place < pl.col("_to"))
            .then(edge)
            .otherwise(place - pl.col("_to") + pl.col("_end"))
            .alias(column)
        )
        .drop("_at", "_to", "_start", "_end")
    )
