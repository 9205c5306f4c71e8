"""Whether a sentence says of what it names that it is so: by words near it and their reach in the clause.

The words are in the codebook (``modifiers.yaml``). The method is ConText's (Chapman, Chu and Dowling 2007):
a modifier holds for what stands in its clause, up to a word that ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Modifiers

NAMED = "named"
_GAP = re.compile(r"\.\.(\d)")
_VERB = "RAISE"  # the class of words after which another clause may have begun


def named(mentions: pl.DataFrame) -> pl.DataFrame:
    """Those of ``mentions`` of which the text says that they are so."""
    return mentions.filter(pl.col("assertion") == NAMED)


def judge(mentions: pl.DataFrame, sentences: pl.DataFrame, modifiers: Modifiers) -> pl.DataFrame:
    """Fill in ``assertion`` of the topics among ``mentions`` that their sentence says were not raised.

    ``start`` and ``end`` count characters of the document, as ``start`` of the ``sentences`` does.
    """
    triggers = list(_triggers(modifiers))
    told = (
        sentences.join(mentions.select("sentence_id").unique(), on="sentence_id", how="semi")
        .filter(pl.col("text").str.contains_any(triggers, ascii_case_insensitive=True))
        .select("sentence_id", "start", plain=matching.plain(pl.col("text")))
    )
    stretches = [
        (sentence, start + at, start + to, says)
        for sentence, start, text in told.iter_rows()
        for at, to, says in reaches(text, modifiers)
    ]
    schema = {"sentence_id": pl.String, "_at": pl.Int64, "_to": pl.Int64, "_says": pl.String}
    rows = mentions.with_row_index("_row")
    said = (
        rows.filter(pl.col("facet") == "topic")
        .join(pl.DataFrame(stretches, schema, orient="row"), on="sentence_id")
        .filter((pl.col("start") >= pl.col("_at")) & (pl.col("end") <= pl.col("_to")))
        .unique("_row", keep="first", maintain_order=True)
        .select("_row", "_says")
    )
    return (
        rows.join(said, on="_row", how="left", maintain_order="left")
        .with_columns(assertion=pl.coalesce("_says", "assertion"))
        .select(mentions.columns)
    )


def reaches(text: str, modifiers: Modifiers) -> Iterator[tuple[int, int, str]]:
    """Stretches of a sentence in which what is named is not so, and what it is."""
    forms, end, verb = _compiled(modifiers)
    for says, form in forms:
        for found in form.finditer(text):
            clause = [place.end() for place in end.finditer(text, 0, found.start())]
            at = clause[-1] if clause else 0
            verbs = [place.end() for place in verb.finditer(text, at, found.start())]
            if verbs:  # what was raised before is not what is denied
                comma = re.compile(r"[,;:] | and ").search(text, verbs[-1], found.start() + 1)
                at = comma.end() if comma else found.start()
            after = end.search(text, found.end())
            yield at, after.start() if after else len(text), says


def _triggers(modifiers: Modifiers) -> Iterator[str]:
    """Words of which a sentence has one where a modifier stands in it."""
    used = {part for modifier in modifiers.modifiers for part in modifier.form.split()[:1]}
    return chain.from_iterable(
        matching.forms(cue) for name in sorted(used) for cue in modifiers.classes[name]
    )


@lru_cache(maxsize=4)
def _compiled(
    modifiers: Modifiers,
) -> tuple[list[tuple[str, re.Pattern[str]]], re.Pattern[str], re.Pattern[str]]:
    """The forms of all modifiers, what ends a clause, and the verbs, as regular expressions."""
    classes = {name: _words(cues) for name, cues in modifiers.classes.items()}
    forms: list[tuple[str, re.Pattern[str]]] = []
    for modifier in modifiers.modifiers:
        pattern = ""
        for part in modifier.form.split():
            gap = _GAP.fullmatch(part)
            pattern += rf"(?:[\w'-]+ ){{0,{gap[1]}}}" if gap else rf"{classes.get(part, re.escape(part))} "
        forms.append((modifier.says, re.compile(rf"(?i)\b{pattern.strip()}\b")))
    ends = re.compile(rf"(?i);|,? \b{_words(modifiers.ends)}\b")
    return forms, ends, re.compile(rf"(?i)\b{classes[_VERB]}\b")


def _words(cues: tuple[str, ...]) -> str:
    """One group for all forms of ``cues``, the longest first."""
    forms = {form for cue in cues for form in matching.forms(cue)}
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))})"
