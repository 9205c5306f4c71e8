"""Whether a sentence says of what it names that it is so: by words near it and their reach in the clause.

The words are in the codebook (``modifiers.yaml``). The method is ConText's (Chapman, Chu and Dowling 2007):
a modifier holds for what stands in its clause, up to a word that ends it.
"""

from __future__ import annotations

import re

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.scan import Spoken
from dialogues.codebook.wordlists import Modifiers

NAMED = "named"
_GAP = re.compile(r"\.\.(\d)")
_VERB = "RAISE"  # the class of words after which another clause may have begun
_COMMA = "(?:[,;:] | and )"


def named(mentions: pl.DataFrame) -> pl.DataFrame:
    """Those of ``mentions`` of which the text says that they are so."""
    return mentions.filter(pl.col("assertion") == NAMED)


def forms(codebook: Codebook) -> pl.DataFrame:
    """One row per modifier: ``rank, says, regex``."""
    classes = _classes(codebook.modifiers)
    rows = [
        (rank, modifier.says, _form(modifier.form, classes))
        for rank, modifier in enumerate(codebook.modifiers.modifiers)
    ]
    return pl.DataFrame(rows, schema={"rank": pl.Int64, "says": pl.String, "regex": pl.String}, orient="row")


def judge(
    mentions: pl.DataFrame, sentences: pl.DataFrame, spoken: Spoken, modifiers: Modifiers
) -> pl.DataFrame:
    """Fill in ``assertion`` of the topics among ``mentions`` that their sentence says were not raised.

    ``start`` and ``end`` count characters of the document, as ``start`` of the ``sentences`` does.
    """
    rows = mentions.with_row_index("_row")
    topics = rows.filter(pl.col("facet") == "topic")
    told = sentences.join(topics.select("sentence_id").unique(), on="sentence_id", how="semi")
    said = (
        topics.join(reaches(told, spoken, modifiers), on="sentence_id")
        .filter(pl.col("start") >= pl.col("at"), pl.col("end") <= pl.col("to"))
        .sort("_row", "rank", "at")
        .unique("_row", keep="first", maintain_order=True)
        .select("_row", "says")
    )
    return (
        rows.join(said, on="_row", how="left", maintain_order="left")
        .with_columns(assertion=pl.coalesce("says", "assertion"))
        .select(mentions.columns)
    )


def reaches(sentences: pl.DataFrame, spoken: Spoken, modifiers: Modifiers) -> pl.DataFrame:
    """Stretches of sentences in which what is named is not so.

    A modifier reaches over its clause. Where a verb stands before it there, what stood before that verb was
    raised, and it reaches back to the next comma only.

    Returns
    -------
    ``sentence_id, at, to`` (characters of the document), ``says``, and ``rank`` of the modifier.
    """
    texts = sentences.select("sentence_id", offset="start", plain=matching.plain(pl.col("text")))
    ends = rf"(?i)(?:;|,? (?-u:\b){_words(modifiers.ends)}(?-u:\b))"
    verb = rf"(?i)^.*(?-u:\b){_classes(modifiers)[_VERB]}(?-u:\b)"
    plain, lead = pl.col("plain"), pl.col("lead")
    after = plain.str.slice("end").str.extract(rf"^(.*?){ends}")
    of_verb = lead.str.replace(verb, "")
    return (
        spoken["modifiers"]
        .join(texts, on="sentence_id")
        .with_columns(lead=plain.str.slice(0, "start").str.replace(rf"^.*{ends}", ""))
        .with_columns(
            lead=pl.when(~lead.str.contains(verb))
            .then("lead")
            .when(of_verb.str.contains(_COMMA))
            .then(of_verb.str.replace(rf"^.*?{_COMMA}", ""))
            .otherwise(pl.lit(""))
        )
        .select(
            "sentence_id",
            "says",
            "rank",
            at=pl.col("offset") + pl.col("start") - lead.str.len_chars(),
            to=pl.col("offset")
            + pl.when(after.is_null())
            .then(plain.str.len_chars())
            .otherwise(pl.col("end") + after.str.len_chars()),
        )
    )


def _classes(modifiers: Modifiers) -> dict[str, str]:
    """Class of words -> one group for all its forms."""
    return {name: _words(cues) for name, cues in modifiers.classes.items()}


def _form(form: str, classes: dict[str, str]) -> str:
    """A modifier's form as a regular expression."""
    parts = (
        rf"(?:[^\s,.;:()]+ ){{0,{gap[1]}}}"
        if (gap := _GAP.fullmatch(part))
        else f"{classes.get(part, pl.escape_regex(part))} "
        for part in form.split()
    )
    return rf"(?i)(?-u:\b){''.join(parts).strip()}(?-u:\b)"


def _words(cues: tuple[str, ...]) -> str:
    """One group for all forms of ``cues``, the longest first."""
    forms = {pl.escape_regex(form) for cue in cues for form in matching.forms(cue)}
    return f"(?:{'|'.join(sorted(forms, key=lambda form: (-len(form), form)))})"
