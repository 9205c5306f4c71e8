"""The anatomy of a page: which of its lines are the report, which head, credit, navigation or link tail.

``documents`` reads title, publisher and date from the blocks, ``sentences`` cuts them into recording units.
The words of such lines are in the codebook (``pages.yaml``): ``marks`` holds a regular expression for each
kind of line, as :meth:`dialogues.codebook.book.Codebook.marks` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import polars as pl

from dialogues.base import rows
from dialogues.base.kept import kept

BLOCKS = {
    "document_id": pl.String,
    "block": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
    "kind": pl.String,
}
ROLE = {  # kind of a block -> role of its sentences
    "body": "body",
    "crawled": "header",  # the crawler's " date 2025-06-19"
    "dateline": "header",  # place and date, date and time, press team
    "byline": "header",
    "headline": "header",
    "credit": "credit",
    "navigation": "related",
    "tail": "related",
}

BLANK = (  # white space, and the byte order mark
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
STOP = r"[.!?…][\"'”’»)\]]*$"

_SHORT, _BYLINE, _CREDIT = 80, 120, 300  # characters at most: of a dateline, a byline, a credit line
_SENTENCE = r"\p{L}\.$"  # how a line of the report ends that is no menu
_TEXT = "document_id"
_YEAR = r"(?P<year>(?:19|20)\d{2})"


@cache
def dates(month: str) -> dict[str, str]:
    """Full dates by form, ``month`` standing for its names; the groups are named by what they hold."""
    return {
        "iso": r"(?P<year>\d{4})[-/](?P<month>\d{2})[-/](?P<day>\d{2})",
        "numeric": rf"(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-]{_YEAR}",
        "day_month": rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of )?(?P<month>{month}),?\s*{_YEAR}",
        "month_day": rf"(?P<month>{month})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s*{_YEAR}",
    }


@cache
def _full_date(month: str) -> str:
    """A full date, without groups."""
    return "|".join(re.sub(r"\?P<\w+>", "?:", form) for form in dates(month).values())


@cache
def _any_date(month: str) -> str:
    """A full date, or a day and month."""
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    return "|".join([_full_date(month), rf"{day}\s*(?:of )?{month}", rf"{month}\s*{day}"])


_CRAWLED = r"^[\s\x{FEFF}]*date \d{4}-\d{2}-\d{2}"
_GLUED = (  # heads that stand before a body sentence in its own line; bounded repeats of \p{L} compile slowly
    r"\p{Lu}{2}[\p{Lu}.'’ -]*(?:, [^,.()\n—–]{2,30})?(?:[,.] [^,.()\n—–]{3,9}\.? \d{1,2})?"
    r"(?: ?[(/][^()/\n]{2,30}[)/])? ?(?:[—–]| --?)"
    r"|\p{Lu}[\p{L}'’ -]*(?:[,.] [^,.()\n—–]{3,9}\.? \d{1,2})? ?\([^()\n]{2,30}\) ?(?:[—–]|--?)"
    r"|\(\p{Lu}[^()\s\d]*(?: [^()\s\d]+){0,2}\)(?: ?[—–-])?"
    r"|By \p{Lu}[^–—:\n]{2,40}[—–-] ?[^–—:\n]{2,30}:"
    r"|\p{Lu}[^\s,\d]+(?: \p{Lu}[^\s,\d]+)?,? \d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?: ?[-:|]{1,2})?"
)
_CLOCK = r"(?:[T ]\d{1,2}:\d{2}\S*)?(?: \([^()\n]{2,30}\))?(?: ?[|-]{1,2})?"  # what may follow a day
_SHOUTED = r"^\P{Ll}*\p{Lu}{2}\P{Ll}* \P{Ll}* \P{Ll}*[\p{Lu}\d]$"  # three words in capitals, no stop
ITEM = r"^(?:[-•·▪*] |\(?(?:\d{1,2}|[a-z])[.)] )"


@kept
def blocks(texts: pl.DataFrame, marks: Mapping[str, str]) -> pl.DataFrame:
    """Cut folded texts (``document_id``, ``text``) into BLOCKS: lines, and what was glued together in one.

    ``start`` and ``end`` leave out the white space around a block; no other character is lost.
    """
    return _with_kind(_lines(texts, marks), marks).select(*BLOCKS)


def _lines(texts: pl.DataFrame, marks: Mapping[str, str]) -> pl.DataFrame:
    """Blocks without their kind. The mask changes one character for one, so that lengths stay the same."""
    stamp = f"(?:(?:{marks['weekday']})[a-z]*,? )?(?i:{_full_date(marks['month'])}){_CLOCK}"
    another_day = f"(?i:{_any_date(marks['month'])})"  # a stamp's own day is not the sentence's
    masked = (
        pl.col("text")
        .str.replace(rf"({_CRAWLED})\s", "${1}\n")
        .str.replace_all(r"[\s.!?”»)]///", "\n///")
        .str.replace_all(rf"(?m)^({_GLUED})\s(\p{{Lu}}[\p{{Ll}} ])", "${1}\n${2}")
        .str.replace_all(rf"(?m)^({stamp})\s(\p{{Lu}}[^\n]*?{another_day})", "${1}\n${2}")
        .str.replace_all(rf"\s((?i:{marks['tail']})\s*:)(\s|$)", "\n${1}${2}")
    )
    lines = _cut(texts, pl.col("text").str.split("\n", inclusive=True))
    pieces = _cut(texts, masked.str.split("\n", inclusive=True))
    return (
        pieces.join_asof(lines.select(whole="piece", whole_at="at"), left_on="at", right_on="whole_at")
        .with_columns(text=pl.col("whole").str.slice(pl.col("at") - pl.col("whole_at"), "length"))
        .with_columns(tail=pl.col("text").str.strip_chars_start(BLANK))
        .with_columns(
            start=pl.col("end") - pl.col("tail").str.len_chars().cast(pl.Int64),
            text=pl.col("tail").str.strip_chars_end(BLANK),
        )
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int64))
        .filter(pl.col("text") != "")
        .with_columns(block=pl.int_range(pl.len(), dtype=pl.Int64).over("document_id"))
    )


def _cut(texts: pl.DataFrame, pieces: pl.Expr) -> pl.DataFrame:
    """One row per piece of a text: its ``length``, its ``end`` in the text, where it begins ``at`` in all."""
    length = pl.col("length")
    return (
        texts.select("document_id", piece=pieces)
        .explode("piece")
        .with_columns(length=pl.col("piece").str.len_chars().cast(pl.Int64))
        .with_columns(end=length.cum_sum().over("document_id"), at=length.cum_sum() - length)
    )


def _with_kind(lines: pl.DataFrame, marks: Mapping[str, str]) -> pl.DataFrame:
    """Tell the blocks' kinds, each by its own words first, then by where it stands."""
    lines = _marked(lines, marks)
    lines = lines.with_columns(prose=_is_prose())
    lines = _with_titles_in_report(lines)
    prose, about = pl.col("prose"), pl.col("about")
    lines = lines.with_columns(
        after_prose=prose.cum_max().shift(1, fill_value=False).over(_TEXT),
        has_prose=prose.any().over(_TEXT),
        goes_on=_follows(prose & ~about),
    )
    lines = lines.with_columns(in_tail=(pl.col("opens_tail") & pl.col("after_prose")).cum_max().over(_TEXT))
    return _with_headline_tail(lines).with_columns(kind=_kind())


def _marked(lines: pl.DataFrame, marks: Mapping[str, str]) -> pl.DataFrame:
    """Lines with what their own words say of each, by the words of pages.yaml.

    ``special``: one of these kinds, and so no prose. ``alone``, ``alone_links``: words that open a link tail
    only where no report goes on ("Background").
    """
    text, low, chars = pl.col("text"), pl.col("text").str.to_lowercase(), pl.col("text").str.len_chars()
    tail, alone, navigation = (f"(?:{marks[kind]})" for kind in ("tail", "alone", "navigation"))
    bare = low.str.strip_chars(" :.…|#*-–—>»")
    menu = bare.str.contains(rf"^{navigation}(?:[\s|·•/]+{navigation})*$") & ~text.str.contains(_SENTENCE)
    special = {
        "crawled": text.str.contains(_CRAWLED) & (pl.col("block") == 0),
        "dateline": _is_dateline(marks),
        "glued": text.str.contains(rf"^(?:{_GLUED})$"),
        "byline": low.str.contains(rf"^(?:{marks['byline']})") & (chars <= _BYLINE),
        "opens_tail": bare.str.contains(f"^{tail}$"),
        "alone": bare.str.contains(f"^{alone}$"),
        "links": low.str.contains(rf"^{tail}\s*:"),
        "alone_links": low.str.contains(rf"^{alone}\s*:\s*\S"),
        "navigation": menu | ~text.str.contains(r"\p{L}"),
        "credit": low.str.contains(rf"^(?:{marks['credit']})") & (chars <= _CREDIT),
    }
    return (
        lines.lazy()  # one plan makes the small letters once
        .with_columns(
            **special,
            chars=chars,
            stops=text.str.contains(STOP),
            about=low.str.contains(rf"^(?:{marks['about']})"),
            shouted=text.str.contains(_SHOUTED) & text.str.contains(r"\p{Lu}{6}"),
        )
        .with_columns(special=pl.any_horizontal(*special))
        .collect(engine="in-memory")
    )


def _is_dateline(marks: Mapping[str, str]) -> pl.Expr:
    """Whether a line is a place and a day: "Oslo, 3 June 2024"; a date with few other words."""
    text, date = pl.col("text"), _any_date(marks["month"])
    short = pl.when(text.str.len_chars() <= _SHORT).then(text.str.to_lowercase())
    words = short.str.replace_all(date, " ").str.count_matches(r"\p{L}{2,}")
    few = (words <= 2) | ((words <= 6) & ~text.str.contains(STOP))
    dated = short.str.contains(date) & few & ~short.str.contains(marks["report"])
    return dated.fill_null(value=False)


def _is_prose() -> pl.Expr:
    """Whether a line is text of a report: it ends as a sentence does, has two of them, or is long."""
    text, chars = pl.col("text"), pl.col("chars")
    return ~pl.col("special") & (
        (pl.col("stops") & (chars >= 40))
        | (text.str.contains(r"[^.]\.$|[:;]$") & (chars >= 20))
        | ((chars >= 80) & text.str.contains(r"\p{Ll}{3}[.!?][\"”’»)]*\s+\p{Lu}"))
        | (chars >= 260)
    )


def _follows(holds: pl.Expr) -> pl.Expr:
    """Whether a later line of the text is so."""
    return holds.cum_max(reverse=True).shift(-1, fill_value=False).over(_TEXT)


def _with_titles_in_report(lines: pl.DataFrame) -> pl.DataFrame:
    """Take words that can open a link tail for a title where prose or a list goes on below them."""
    item_follows = pl.col("text").str.contains(ITEM).shift(-1).over(_TEXT).fill_null(value=False)
    in_report = _follows(pl.col("prose")) | item_follows
    alone, alone_links = pl.col("alone"), pl.col("alone_links")
    return lines.with_columns(
        opens_tail=pl.col("opens_tail") | (alone & ~in_report),
        links=pl.col("links") | (alone_links & ~in_report),
        special=pl.col("special") & ~((alone | alone_links) & in_report),
    )


def _with_headline_tail(lines: pl.DataFrame) -> pl.DataFrame:
    """Mark headlines of other reports that end a page: three lines or more, after the last sentence."""
    text = pl.col("text")
    like_headline = (
        ~text.str.contains(r"[.!?…:][\"'”’»)\]]*$")
        & (pl.col("chars") <= 200)
        & text.str.contains(r"^[\"'“‘«(]?[\p{Lu}\p{N}]")
        & pl.col("after_prose")
    )
    passed = pl.any_horizontal("in_tail", "special")
    lines = lines.with_columns(run=(passed | like_headline).cum_min(reverse=True).over(_TEXT), passed=passed)
    in_run = pl.col("run") & ~pl.col("passed")
    ends = pl.col("stops").filter(~pl.col("run")).last().over(_TEXT).fill_null(False)
    return lines.with_columns(headline_tail=in_run & (in_run.sum().over(_TEXT) >= 3) & ends)


def _kind() -> pl.Expr:
    """The kind of a block: the first that holds."""
    after_prose, text = pl.col("after_prose"), pl.col("text")
    menu = pl.any_horizontal("opens_tail", "navigation") & ~pl.any_horizontal("dateline", "byline")
    above = pl.col("has_prose") & ~pl.col("prose") & ~after_prose
    call = text.str.contains(r"[!?…]$|\.\.\.$") & (pl.col("chars") < 40)  # "Read more ..."
    outlet = after_prose & ~pl.col("goes_on") & pl.any_horizontal("about", "shouted")
    return rows.choice(
        [
            ("in_tail", "tail"),
            ("crawled", "crawled"),
            ("links", "tail"),
            (menu, "navigation"),
            ("credit", "credit"),
            (pl.any_horizontal("byline", "dateline") & after_prose, "credit"),
            ("byline", "byline"),
            (pl.any_horizontal("dateline", "glued"), "dateline"),
            ("headline_tail", "tail"),
            (outlet, "credit"),
            (above & call, "navigation"),
            (above, "headline"),
            (pl.lit(value=True), "body"),
        ]
    )
