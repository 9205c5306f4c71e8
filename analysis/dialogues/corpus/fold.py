"""One view of each text for every rule, with a way back to the characters of the file.

Signs that mean the same are the same in it (:mod:`dialogues.corpus.signs`), and each paragraph is one line
(:mod:`dialogues.corpus.lines`). Every stage reads this view as if it were the document; :func:`unfold` is the
last step of the pipeline and gives each span its place and its words in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import polars as pl

from dialogues.corpus import lines, signs
from dialogues.corpus.signs import Side

WORDS = {"sentences": "text"}  # column of a span's words, where it is not ``quote``
WRITTEN = {  # columns of words as they are written, which need not be the words of a span
    "documents": ("title", "publisher"),
    "plan_references": ("name",),
    "people": ("role",),
    "statements": ("speaker",),
}
NAMED_BY_PLACE = ("mention_id", "reference_id", "statement_id")  # keys that hold where their span starts
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\ufeff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Texts as rules read them, and the way back.

    All texts stand one after the other, with a sign between them, so that one number is a place in one of
    them: as given, or after one of the passes by which they were changed.
    """

    texts: pl.DataFrame  # as given, with the folded ``text``
    given: str  # all texts as they were
    begins: pl.DataFrame  # one row per document: where it begins in the ``given`` and the ``folded``
    passes: tuple[pl.DataFrame, ...]  # the edits of each pass, in order; one of nothing where a text begins

    def words(self) -> dict[str, str]:
        """Document -> its text as given."""
        begins = [*self.begins["given"], len(self.given)]
        texts = [self.given[start : end - 1] for start, end in pairwise(begins)]
        return dict(zip(self.begins["document_id"], texts, strict=True))

    def back(self, places: pl.Series, side: Side) -> pl.Series:
        """Places in the folded texts as places in the given ones.

        A place in words that stand for others is the ``start`` of those, or their last character (``end``).
        """
        for edits in reversed(self.passes):
            made = edits[edits["at"].search_sorted(places, side="right") - 1]
            to, start, end = (made[column] for column in ("to", "start", "end"))
            edge = start if side == "start" else end - 1
            places = edge.zip_with(places < to, places - to + end)
        return places


def fold(texts: pl.DataFrame, known: lines.Known = frozenset) -> Folded:
    """Fold each ``text`` of ``texts``; ``known`` gives words that a line end may have cut at their hyphen."""
    given = texts["text"].to_list()
    stages = [given]
    edits: list[list[list[signs.Edit]]] = []
    for change in (*signs.PASSES, lambda text: lines.joined(text, known)):
        changed = [signs.replaced(text, change(text)) for text in stages[-1]]
        stages.append([text for text, _ in changed])
        edits.append([made for _, made in changed])
    begins = [[*accumulate((len(text) + 1 for text in stage), initial=0)][:-1] for stage in stages]
    return Folded(
        texts.with_columns(text=pl.Series(stages[-1], dtype=pl.String)),
        "\n".join([*given, ""]),
        pl.DataFrame({"document_id": texts["document_id"], "given": begins[0], "folded": begins[-1]}),
        tuple(_placed(*stage) for stage in zip(edits, begins, begins[1:], strict=False)),
    )


def folded(text: str, known: lines.Known = frozenset) -> str:
    """Give ``text`` as rules read it."""
    plain = signs.folded(text)
    return signs.replaced(plain, lines.joined(plain, known))[0]


def _placed(edits: Sequence[list[signs.Edit]], before: Sequence[int], after: Sequence[int]) -> pl.DataFrame:
    """The edits of a pass in all texts, by where each text begins ``before`` and ``after`` it."""
    rows = [
        (edit.at + at, edit.to + at, edit.start + start, edit.end + start)
        for made, start, at in zip(edits, before, after, strict=True)
        for edit in (signs.NOTHING, *made)
    ]
    return pl.DataFrame(rows, dict.fromkeys(signs.Edit._fields, pl.Int64), orient="row")


def unfold(tables: Mapping[str, pl.DataFrame], view: Folded) -> dict[str, pl.DataFrame]:
    """Give all spans of ``tables`` their places and words in the texts as given.

    Words that are no span's, such as a title, are written as in the text where it has them.
    """
    made = dict(tables)
    for name, columns in WRITTEN.items():
        for column in columns:
            if name in made and column in made[name].columns:
                made[name] = _written(made[name], column, view)
    for name, table in made.items():
        if {"document_id", "start", "end"} <= set(table.columns):
            made[name] = _unfolded(table, view, WORDS.get(name, "quote"))
    words = view.words()
    texts = [words[document] for document in made["documents"]["document_id"]]
    characters = [len(text) for text in texts]
    made["documents"] = made["documents"].with_columns(
        pl.Series("text", texts, pl.String), pl.Series("characters", characters, pl.Int64)
    )
    return made


def _unfolded(spans: pl.DataFrame, view: Folded, words: str) -> pl.DataFrame:
    """Put the places of ``spans`` back, and the words and keys that follow from them."""
    placed = spans.join(view.begins, on="document_id", how="left", maintain_order="left")
    first = view.back(placed["start"] + placed["folded"], "start")
    last = view.back(placed["end"] + placed["folded"] - 1, "end") + 1
    now = placed.with_columns(start=first - placed["given"], end=last - placed["given"])
    was = pl.format("{}.{}", "document_id", spans["start"]).str.len_chars()
    keys = {
        key: pl.concat_str(pl.format("{}.{}", "document_id", "start"), pl.col(key).str.slice(was))
        for key in NAMED_BY_PLACE
        if key in spans.columns
    }
    if words in spans.columns:
        quotes = [view.given[start:end] for start, end in zip(first.to_list(), last.to_list(), strict=True)]
        now = now.with_columns(pl.Series(words, quotes, pl.String))
    return now.with_columns(**keys).select(spans.columns)


def _written(table: pl.DataFrame, column: str, view: Folded) -> pl.DataFrame:
    """Give the words of ``column`` as the text writes them, in one line, where it has them."""
    rows = table.select("document_id", words=column).join(
        view.begins, on="document_id", how="left", maintain_order="left"
    )
    texts = dict(view.texts.select("document_id", "text").iter_rows())
    places = {
        (document, words): texts[document].find(words)
        for document, words in rows.select("document_id", "words").unique().iter_rows()
        if words and not words.replace(" ", "").isalpha()
    }
    found = [places.get(row, -1) for row in rows.select("document_id", "words").iter_rows()]
    placed = rows.with_columns(at=pl.Series(found)).with_row_index("row").filter(pl.col("at") >= 0)
    starts = placed["at"] + placed["folded"]
    ends = starts + placed["words"].str.len_chars().cast(pl.Int64) - 1
    written = rows["words"].to_list()
    first, last = view.back(starts, "start"), view.back(ends, "end")
    for row, start, end in zip(placed["row"], first, last, strict=True):
        written[row] = " ".join(_UNSEEN.sub("", view.given[start : end + 1]).split())
    return table.with_columns(pl.Series(column, written, pl.String))
