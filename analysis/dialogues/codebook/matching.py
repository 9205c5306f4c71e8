"""Where cues stand in sentences: phrases and patterns, with offsets in characters.

Every function takes and gives frames. ``start`` and ``end`` count Unicode code points of the sentence.
Text and cues are compared after :func:`plain`, which changes single characters for single characters
(curly quotes, no-break spaces and hyphens, line ends), so an offset in it is an offset in the original.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

import polars as pl

PLAIN = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "\u00a0": " ",
    "\u202f": " ",
    "\n": " ",
    "\r": " ",
    "\t": " ",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
}  # one character for one character: a longer or shorter replacement would move the offsets
_PLAIN = str.maketrans(PLAIN)
REACH = 400  # characters before or after a span that can say what it is
SPANS = {"sentence_id": pl.String, "start": pl.Int64, "end": pl.Int64}
_MARK = re.compile(r"[(|)]")
_LAST_COMMA = re.compile(r"(, [^,]+), and ")
_NO_LAST_COMMA = re.compile(r"(, (?:(?! and )[^,])+) and ")
_WORD = r"\w"
_LONG = 6  # letters of a phrase after which a glued "and" is a word of its own
_SEPARATOR = re.compile(r"[\W\d_]+")


def plain(text: pl.Expr) -> pl.Expr:
    """Give ``text`` with one form of each quote, hyphen and space; characters keep their places."""
    return text.str.replace_many(PLAIN)


def plain_text(text: str) -> str:
    """Do to one string what :func:`plain` does to a column."""
    return text.translate(_PLAIN)


def before(text: pl.Expr, at: pl.Expr) -> pl.Expr:
    """Give the words before ``at``, ``REACH`` characters at most."""
    return text.str.slice((at - REACH).clip(0), at.clip(upper_bound=REACH))


@cache
def forms(phrase: str) -> tuple[str, ...]:
    """All forms of a phrase written with brackets: ``organi(s|z)ation(s)`` stands for four.

    ``(a|b)`` is a choice; ``(x)``, and words in brackets with their own space, ``(the )`` or ``( system|
    systems)``, may be there or not. Brackets may be nested. In a list of three the comma before "and" may be
    there or not: "State, Law and Democracy", "State, Law, and Democracy".
    """
    plain = [" ".join(form.split()) for form in _expanded(phrase)]
    if "," in phrase:
        plain = [form for one in plain for form in (one, *_other_comma(one))]
    return tuple(dict.fromkeys(plain))


def _other_comma(form: str) -> Iterator[str]:
    """Give a list of three with the comma before its last, or without, whichever ``form`` is not."""
    if ", " in form and " and " in form:
        other, changed = _LAST_COMMA.subn(r"\1 and ", form)
        if not changed:
            other, changed = _NO_LAST_COMMA.subn(r"\1, and ", form)
        if changed:
            yield other


def _expanded(phrase: str) -> Iterator[str]:
    """Give what a phrase stands for, group by group, each choice of a group by itself."""
    place, parts = 0, []
    for opened, closed, bars in _groups(phrase):
        ends = [opened, *bars, closed]
        choices = [phrase[start + 1 : end] for start, end in itertools.pairwise(ends)]
        if len(choices) == 1 or all(choice[:1] == " " or choice[-1:] == " " for choice in choices if choice):
            choices.append("")
        each = [form for choice in choices for form in (_expanded(choice) if "(" in choice else (choice,))]
        parts += [[phrase[place:opened]], each]
        place = closed + 1
    return map("".join, itertools.product(*parts, [phrase[place:]]))


def _groups(phrase: str) -> Iterator[tuple[int, int, list[int]]]:
    """Places of the brackets that lie in no other brackets, and of the bars between their choices."""
    depth, opened, bars = 0, 0, list[int]()
    for found in _MARK.finditer(phrase):
        mark, place = found[0], found.start()
        if mark == "(":
            if not depth:
                opened, bars = place, []
            depth += 1
        elif mark == "|" and depth == 1:
            bars.append(place)
        elif mark == ")" and depth:
            depth -= 1
            if not depth:
                yield opened, place, bars


@cache
def is_exact(phrase: str) -> bool:
    """Whether case counts: in an acronym ("CAT", "UN agencies") and in a lone capitalised word ("Mejlis")."""
    if phrase.islower():
        return False
    words = _SEPARATOR.split(phrase)
    return any(len(word) > 1 and word.isupper() for word in words) or (
        " " not in phrase and phrase[:1].isupper()
    )


def find_phrases(sentences: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Whole-word occurrences of phrases.

    Parameters
    ----------
    sentences
        ``sentence_id`` and ``plain`` (see :func:`plain`).
    cues
        ``form`` and ``exact`` (whether case counts), and columns to carry over.

    Returns
    -------
    One row per occurrence and cue: ``sentence_id, start, end`` and the columns carried over.
    """
    parts = [
        _occurrences(sentences, cues.filter(pl.col("exact") == exact).drop("exact"), exact=exact)
        for exact in (True, False)
    ]
    return pl.concat(parts)


def _occurrences(sentences: pl.DataFrame, cues: pl.DataFrame, *, exact: bool) -> pl.DataFrame:
    text = pl.col("folded")
    texts = sentences.select("sentence_id", _folded(pl.col("plain"), exact=exact).alias("folded"))
    cues = _likely(cues.with_columns(_folded(pl.col("form"), exact=exact).alias("key")).drop("form"), texts)
    wanted = cues["key"].unique().sort().to_list()
    carried = [name for name in cues.columns if name != "key"]
    if not wanted:
        return pl.DataFrame(schema={**SPANS, **cues.select(carried).schema})
    return (
        texts.lazy()
        .with_columns(
            text.str.find_many(wanted, overlapping=True).alias("byte"),
            text.str.extract_many(wanted, overlapping=True).alias("key"),
        )
        .filter(pl.col("byte").list.len() > 0)
        .explode("byte", "key")
        .sort("sentence_id", "byte")
        .with_columns(_characters_before(text, pl.col("byte")).over("sentence_id").alias("start"))
        .with_columns((pl.col("start") + pl.col("key").str.len_chars()).cast(pl.Int64).alias("end"))
        .filter(_stands_alone())
        .join(cues.lazy(), on="key")
        .select(*SPANS, *carried)
        .collect(engine="in-memory")
    )


def _likely(cues: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Cues whose first word the texts have: few of all, and the search is the quicker the fewer it is for."""
    first = pl.col("key").str.extract(f"({_WORD}+)")
    words = texts["folded"].str.extract_all(f"{_WORD}+").explode().unique()
    words = pl.concat([words, words.str.strip_suffix("and")])  # see _stands_alone
    return cues.filter(first.is_in(words.implode()) | first.is_null()).unique()


def _folded(text: pl.Expr, *, exact: bool) -> pl.Expr:
    """Give ``text`` as phrases are compared: hyphens as spaces, and small letters unless case counts.

    Characters keep their places: of all letters only ``İ`` would become two.
    """
    text = text.str.replace_all("-", " ", literal=True)
    return text if exact else text.str.replace_all("İ", "I", literal=True).str.to_lowercase()


def _characters_before(text: pl.Expr, byte: pl.Expr) -> pl.Expr:
    """Count the characters before each byte of one text, step by step from one byte to the next."""
    last = byte.shift(1, fill_value=0)
    step = text.cast(pl.Binary).bin.slice(last, byte - last).cast(pl.String).str.len_chars()
    return step.cast(pl.Int64).cum_sum()


def _stands_alone() -> pl.Expr:
    """Whether the span is not the inside of a longer word.

    A digit after a letter ends a word too, and so does an "and" after a long one: pages lose the space
    between them ("expression and assemblyand remove").
    """
    before = (
        pl.when(pl.col("start") > 0)
        .then(pl.col("folded").str.slice(pl.col("start") - 1, 1))
        .otherwise(pl.lit(""))
    )
    after = pl.col("folded").str.slice(pl.col("end"), 4)
    glued = (pl.col("end") - pl.col("start") >= _LONG) & after.str.contains(r"^and(?:\W|$)")
    first = pl.col("key").str.slice(0, 1).str.contains(_WORD)
    last = pl.col("key").str.slice(-1, 1).str.contains(_WORD)
    return ~(first & before.str.contains(_WORD)) & (~(last & after.str.contains(r"^[\w$]")) | glued)


def find_patterns(sentences: pl.DataFrame, patterns: pl.DataFrame) -> pl.DataFrame:
    """Occurrences of regular expressions (column ``regex``); otherwise like :func:`find_phrases`."""
    distinct = patterns["regex"].unique().sort()
    stands = sentences.select(pl.col("plain").str.contains(regex).alias(regex) for regex in distinct)
    found = [_matches(sentences.filter(stands[regex]), regex) for regex in distinct if stands[regex].any()]
    none = pl.DataFrame(schema={**SPANS, "regex": pl.String})
    return pl.concat([none, *found]).join(patterns, on="regex").drop("regex")


def _matches(sentences: pl.DataFrame, regex: str) -> pl.DataFrame:
    text = pl.col("plain")
    return (
        sentences.lazy()
        .select(
            "sentence_id",
            text.str.extract_all(regex).alias("surface"),
            text.str.split(regex, inclusive=True, literal=False).alias("piece"),
        )
        .with_columns(pl.col("piece").list.head(pl.col("surface").list.len()))
        .explode("surface", "piece")
        .with_columns(
            pl.col("piece").str.len_chars().cum_sum().over("sentence_id").cast(pl.Int64).alias("end")
        )
        .with_columns((pl.col("end") - pl.col("surface").str.len_chars()).cast(pl.Int64).alias("start"))
        .filter(pl.col("surface") != "")
        .select(*SPANS, pl.lit(regex).alias("regex"))
        .collect(engine="in-memory")
    )


def longest(spans: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Spans that lie in no longer span of the same group ``by``; of equal spans all are kept."""
    key = ["sentence_id", *by]
    spans = spans.unique(maintain_order=True)
    # Sorted so, whatever contains a span stands before it: no pairs, however many spans a sentence has.
    inside = (
        spans.select(*key, "start", "end")
        .unique()
        .sort([*key, "start", "end"], descending=[*(False for _ in key), False, True])
        .with_columns(pl.col("end").cum_max().shift(1).over(key).alias("_reach"))
        .filter(pl.col("_reach") >= pl.col("end"))
    )
    return spans.join(inside, on=[*key, "start", "end"], how="anti", maintain_order="left")


def outside(spans: pl.DataFrame, regions: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Spans that do not lie within any of ``regions`` of the same sentence (and the same ``by``)."""
    key = ["sentence_id", *by]
    limits = [*key, "start", "end"]
    within = (
        pl.concat(
            [
                regions.select(*limits, pl.lit(value=True).alias("_region")),
                spans.select(*limits, pl.lit(value=False).alias("_region")),
            ]
        )
        .sort([*key, "start", "_region"], descending=[*(False for _ in key), False, True])
        .with_columns(pl.when("_region").then("end").cum_max().forward_fill().over(key).alias("_reach"))
        .filter(~pl.col("_region"), pl.col("_reach") >= pl.col("end"))
    )
    return spans.join(within, on=limits, how="anti", maintain_order="left")
