"""Where cues stand in sentences: phrases and patterns, with offsets in characters.

Every function takes and gives frames. ``start`` and ``end`` count Unicode code points of the sentence.
Text and cues are compared after :func:`plain`, which changes single characters for single characters
(curly quotes, no-break spaces and hyphens, line ends), so an offset in it is an offset in the original.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import polars as pl

from dialogues.base.errors import CodebookError, Problem
from dialogues.base.kept import kept
from dialogues.codebook.scan import SPANS, Phrases, in_small_letters, scan
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
_ANY_CASE = "(?i)"
_BY_CASE = re.compile(r"\\[A-Zpx]|\(\?(?:P|[a-z]*-?[a-z]*i)")  # what means another thing in small letters
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
    plain = [" ".join(form.split()) for form in (_expanded(phrase) if "(" in phrase else (phrase,))]
    if "," in phrase:
        plain = [form for one in plain for form in (one, *_other_comma(one))]
    return tuple(dict.fromkeys(plain))


@cache
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
    return scan(sentences, Phrases.of({"": phrases}, sentences["plain"]))[""]


def find_patterns(sentences: pl.DataFrame, patterns: pl.DataFrame) -> pl.DataFrame:
    """Occurrences of regular expressions (column ``regex``); otherwise like :func:`find_phrases`."""
    return search(sentences, {"": patterns})[""]


@kept
def search(sentences: pl.DataFrame, vocabularies: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Occurrences of the regular expressions of several vocabularies, as scan finds their phrases.

    Each is tried only on sentences that hold a word which it cannot do without.
    """
    regexes = pl.concat([patterns.select("regex") for patterns in vocabularies.values()]).unique()
    keys = regexes.sort("regex").with_row_index("key")
    texts = sentences.select("sentence_id", "plain", low=in_small_letters(pl.col("plain")))
    none = texts.lazy().head(0).with_columns(surface="plain", key=pl.lit(0, pl.UInt32))
    marked = [
        _marked(rows, *_quickest(keys["regex"][key]), key=pl.lit(key, pl.UInt32))
        for key, rows in _held(texts, keys["regex"])
    ]
    found = pl.concat([none, *marked]).drop("low").collect(engine="in-memory")  # one plan for all
    finds = _placed(found, "plain").filter(pl.col("surface") != "")
    spans = finds.select("sentence_id", "key", start="at", end="to")
    return {
        name: spans.join(patterns.join(keys, on="regex").drop("regex"), on="key").select(
            *SPANS, *(column for column in patterns.columns if column != "regex")
        )
        for name, patterns in vocabularies.items()
    }


def _quickest(regex: str) -> tuple[str, str]:
    """An expression and the column in which it finds what ``regex`` finds.

    One for any case is compiled, and looks, several times as fast without that in small letters.
    """
    rest = regex.removeprefix(_ANY_CASE)
    return (regex, "plain") if rest == regex or _BY_CASE.search(rest) else (rest.lower(), "low")


def _held(texts: pl.DataFrame, regexes: Iterable[str]) -> Iterator[tuple[int, pl.DataFrame]]:
    """The place of each expression, with those of ``texts`` on which it is to be tried."""
    needed = [triggers(regex) for regex in regexes]
    rows = [(key, word) for key, words in enumerate(needed) for word in words]
    gates = pl.DataFrame(rows, schema={"key": pl.UInt32, "word": pl.String}, orient="row")
    held = _rows_with(texts, gates) if rows else {}
    for key, words in enumerate(needed):
        if not words:
            yield key, texts
        elif key in held:
            yield key, texts[held[key]]


def _rows_with(texts: pl.DataFrame, gates: pl.DataFrame) -> dict[int, list[int]]:
    """Key -> the rows of ``texts`` that hold one of its words (``gates``: ``key, word``)."""
    words = gates["word"].unique().sort().to_list()
    rows = (
        texts.lazy()
        .select(row=pl.int_range(pl.len()), word=pl.col("low").str.extract_many(words, overlapping=True))
        .explode("word")
        .unique()
        .join(gates.lazy(), on="word")
        .group_by("key")
        .agg(pl.col("row").unique().sort())
    )
    return dict(rows.collect(engine="in-memory").iter_rows())


def occurrences(frame: pl.DataFrame, regex: str, column: str) -> pl.DataFrame:
    """One row per match of ``regex`` in ``column``: offsets are born with the match.

    Returns
    -------
    The columns of ``frame``, with ``surface`` (the match) and ``at``, ``to`` (its characters in ``column``).
    """
    return _placed(_marked(frame, regex, column).collect(engine="in-memory"), column)


def _marked(frame: pl.DataFrame, regex: str, column: str, **more: pl.Expr) -> pl.LazyFrame:
    """The rows with a match, in ``surface`` their text with a sign on either side of each, and ``more``."""
    text = pl.col(column)
    free = text.str.replace_all(_SIGN, " ", literal=True)
    surface = free.str.replace_all(regex, f"{_SIGN}${{0}}{_SIGN}")
    return frame.lazy().filter(text.str.contains(regex)).with_columns(surface=surface, **more)


def _placed(marked: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per match of a marked text; before, between and after them stand an odd number of pieces."""
    lengths = [pl.col(name).str.len_chars().cast(pl.Int64) for name in (column, "surface")]
    before = marked.select(lengths[0].cum_sum().shift(1, fill_value=0)).to_series()
    found = (
        marked.lazy()
        .select(pl.col("surface").str.split(_SIGN), row=pl.int_range(pl.len()))
        .explode("surface")
        .with_columns(piece=pl.int_range(pl.len()) + pl.col("row"), length=lengths[1])
        .with_columns(to=pl.col("length").cum_sum())
        .filter(pl.col("piece") % 2 == 1)
        .collect(engine="in-memory")
    )
    to = found["to"] - before.gather(found["row"])
    return marked[found["row"]].with_columns(found["surface"], to=to, at=to - found["length"])


def in_document(spans: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Spans of sentences as spans of their documents, with ``document_id`` and ``quote``."""
    place = sentences.select("sentence_id", "document_id", "text", _offset="start")
    start, end = pl.col("start"), pl.col("end")
    return (
        spans.join(place, on="sentence_id")
        .with_columns(quote=pl.col("text").str.slice(start, end - start))
        .with_columns(start=start + pl.col("_offset"), end=end + pl.col("_offset"))
        .drop("text", "_offset")
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
        .collect(engine="in-memory")
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
        .collect(engine="in-memory")
    )
    return spans.join(within, on=limits, how="anti", maintain_order="left")


def apart(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans, sorted by ``sentence_id, start``, that begin in none before them."""
    return (
        spans.with_columns(_group=_groups_of(["sentence_id"]))
        .filter((_place(pl.col("start")) >= _reach(pl.col("end")).shift(1)).fill_null(value=True))
        .drop("_group")
    )


def beside(spans: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """The ``sentence_id, start, end`` of spans that overlap none of ``taken``; these lie apart themselves."""
    key = ["sentence_id", "start", "end"]
    both = [
        frame.lazy().select(*key, _taken=pl.lit(value)) for frame, value in ((spans, False), (taken, True))
    ]
    return (
        pl.concat(both)
        .sort(key)
        .with_columns(_group=_groups_of(["sentence_id"]))
        .with_columns(
            _before=_reach(pl.when("_taken").then("end")).forward_fill(),
            _after=pl.when("_taken").then(_place(pl.col("start"))).backward_fill(),
        )
        .filter(
            ~pl.col("_taken"),
            (_place(pl.col("start")) >= pl.col("_before")).fill_null(value=True),
            (_place(pl.col("end")) <= pl.col("_after")).fill_null(value=True),
        )
        .select(key)
        .collect(engine="in-memory")
    )


def _groups_of(key: list[str]) -> pl.Expr:
    """Number the groups of a frame that is sorted by ``key``."""
    return pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in key).cum_sum().fill_null(0)


def _place(end: pl.Expr) -> pl.Expr:
    """A place in a sentence as one number, larger than every place of the groups before."""
    return pl.col("_group").cast(pl.Int64) * _FARTHEST + end


def _reach(end: pl.Expr) -> pl.Expr:
    """How far the spans reach, up to each of them."""
    return _place(end).cum_max()
