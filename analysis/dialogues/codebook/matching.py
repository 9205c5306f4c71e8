"""Where cues stand in sentences: phrases and patterns, with offsets in characters.

Every function takes and gives frames. ``start`` and ``end`` count Unicode code points of the sentence.
Text and cues are compared after :func:`plain`, which changes single characters for single characters
(curly quotes, no-break spaces and hyphens, line ends), so an offset in it is an offset in the original.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import polars as pl

from dialogues.base.errors import CodebookError, Problem
from dialogues.codebook.scan import SPANS, scan
from dialogues.codebook.triggers import triggers

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
_FARTHEST = 1 << 32  # more than a sentence has characters
REACH = 400  # characters before or after a span that can say what it is
MOST = 20_000  # forms of one phrase; the longest of ours has some hundreds
TOO_MANY = f"stands for more than {MOST:,} forms."
_MARK = re.compile(r"[(|)]")
_LAST_COMMA = re.compile(r"(, [^,]+), and ")
_NO_LAST_COMMA = re.compile(r"(, (?:(?! and )[^,])+) and ")
_SIGN = "\ufdd0"  # stands in no text: Unicode gives it no meaning
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

    Raises
    ------
    CodebookError
        Where a phrase stands for more than ``MOST`` forms.
    """
    if "(" in phrase and count(phrase) > MOST:
        raise CodebookError(Problem(f"“{phrase[:40]} …” {TOO_MANY}", "Write it as several cues."))
    plain = [" ".join(form.split()) for form in _expanded(phrase)]
    if "," in phrase:
        plain = [form for one in plain for form in (one, *_other_comma(one))]
    return tuple(dict.fromkeys(plain))


def count(phrase: str) -> int:
    """How many forms :func:`forms` would give at most, without making them."""
    total = 1
    for opened, closed, bars in _groups(phrase):
        ends = [opened, *bars, closed]
        choices = [phrase[start + 1 : end] for start, end in itertools.pairwise(ends)]
        total *= sum(map(count, choices)) + 1  # and perhaps none of them
    return total * (2 if "," in phrase else 1)


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


def find_phrases(sentences: pl.DataFrame, phrases: pl.DataFrame) -> pl.DataFrame:
    """Whole-word occurrences of one vocabulary (:func:`dialogues.codebook.scan.scan`)."""
    return scan(sentences, {"": phrases})[""]


def find_patterns(sentences: pl.DataFrame, patterns: pl.DataFrame) -> pl.DataFrame:
    """Occurrences of regular expressions (column ``regex``); otherwise like :func:`find_phrases`.

    Each is tried only on sentences that hold a word which it cannot do without.
    """
    texts = sentences.select("sentence_id", "plain")
    found = [
        occurrences(rows.lazy(), regex, "plain")
        .filter(pl.col("surface") != "")
        .select("sentence_id", start="at", end="to", regex=pl.lit(regex))
        for regex, rows in _held(texts, patterns["regex"].unique().sort())
    ]
    none = pl.LazyFrame(schema={**SPANS, "regex": pl.String})
    return pl.concat(pl.collect_all([none, *found])).join(patterns, on="regex").drop("regex")


def _held(texts: pl.DataFrame, regexes: Iterable[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each expression with those of ``texts`` on which it is to be tried."""
    needed = {regex: triggers(regex) for regex in regexes}
    rows = [(regex, word) for regex, words in needed.items() for word in words]
    gates = pl.DataFrame(rows, schema={"regex": pl.String, "word": pl.String}, orient="row")
    held = _rows_with(texts, gates) if rows else {}
    for regex, words in needed.items():
        if not words:
            yield regex, texts
        elif regex in held:
            yield regex, texts[held[regex]]


def _rows_with(texts: pl.DataFrame, gates: pl.DataFrame) -> dict[str, list[int]]:
    """Expression -> the rows of ``texts`` that hold one of its words (``gates``: ``regex, word``)."""
    low, words = pl.col("plain").str.to_lowercase(), gates["word"].unique().sort().to_list()
    rows = (
        texts.lazy()
        .select(row=pl.int_range(pl.len()), word=low.str.extract_many(words, overlapping=True))
        .explode("word")
        .unique()
        .join(gates.lazy(), on="word")
        .group_by("regex")
        .agg(pl.col("row").unique().sort())
    )
    return dict(rows.collect().iter_rows())


def occurrences(frame: pl.LazyFrame, regex: str, column: str) -> pl.LazyFrame:
    """One row per match of ``regex`` in ``column``: offsets are born with the match.

    Returns
    -------
    The columns of ``frame``, with ``surface`` (the match) and ``at``, ``to`` (its characters in ``column``).
    """
    text = pl.col(column)
    marked = text.str.replace_all(_SIGN, " ", literal=True).str.replace_all(regex, f"{_SIGN}${{0}}{_SIGN}")
    pieces = pl.col("surface")  # what stands between matches, and at every second place a match
    ends = pieces.list.eval(pl.element().str.len_chars().cast(pl.Int64).cum_sum())
    return (
        frame.filter(text.str.contains(regex))
        .with_columns(surface=marked.str.split(_SIGN))
        .with_columns(pieces.list.gather_every(2, 1), to=ends.list.gather_every(2, 1))
        .explode("surface", "to")
        .with_columns(at=pl.col("to") - pl.col("surface").str.len_chars().cast(pl.Int64))
    )


def longest(spans: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Spans that lie in no longer span of the same group ``by``; of equal spans all are kept."""
    key = ["sentence_id", *by]
    limits = [*key, "start", "end"]
    spans = spans.unique(maintain_order=True)
    # Sorted so, whatever contains a span stands before it: no pairs, however many spans a sentence has.
    inside = (
        spans.lazy()
        .select(limits)
        .unique()
        .sort(limits, descending=[*(False for _ in key), False, True])
        .with_columns(_group=_groups_of(key))
        .filter(_reach(pl.col("end")).shift(1) >= _place(pl.col("end")))
        .collect()
    )
    return spans.join(inside, on=limits, how="anti", maintain_order="left")


def outside(spans: pl.DataFrame, regions: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Spans that do not lie within any of ``regions`` of the same sentence (and the same ``by``)."""
    key = ["sentence_id", *by]
    limits = [*key, "start", "end"]
    within = (
        pl.concat(
            [
                regions.lazy().select(*limits, pl.lit(value=True).alias("_region")),
                spans.lazy().select(*limits, pl.lit(value=False).alias("_region")),
            ]
        )
        .sort([*key, "start", "_region"], descending=[*(False for _ in key), False, True])
        .with_columns(_group=_groups_of(key))
        .with_columns(_reach=_reach(pl.when("_region").then("end")).forward_fill())
        .filter(~pl.col("_region"), pl.col("_reach") >= _place(pl.col("end")))
        .collect()
    )
    return spans.join(within, on=limits, how="anti", maintain_order="left")


def _groups_of(key: list[str]) -> pl.Expr:
    """Number the groups of a frame that is sorted by ``key``."""
    return pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in key).cum_sum().fill_null(0)


def _place(end: pl.Expr) -> pl.Expr:
    """A place in a sentence as one number, larger than every place of the groups before."""
    return pl.col("_group").cast(pl.Int64) * _FARTHEST + end


def _reach(end: pl.Expr) -> pl.Expr:
    """How far the spans reach, up to each of them."""
    return _place(end).cum_max()
