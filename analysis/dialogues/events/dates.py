"""Dates as texts write them: found with their offsets, parsed, and completed where that is safe.

Whether a date is the event's is not judged here; that needs the sentence around it.
"""

from __future__ import annotations

import difflib

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.wordlists import EventWords
from dialogues.dataset import schemas
from dialogues.events import completion
from dialogues.events.calendars import DAY, TH, Calendar, calendar

SHORT = 3  # letters of a month that no other word is taken to misspell
SHORTEST = 28  # days of a month
_UNKNOWN = r"""[^\w\s.,;:!?()\[\]"'’“”«»©/|+#*•–—-]"""  # beside a figure: of a range that is not read
_GROUPS = ("d", "m", "y", "d2", "m2", "y1", "word", "this", "rel", "rel2", "num")


@kept
def find(sentences: pl.DataFrame, documents: pl.DataFrame, words: EventWords) -> pl.DataFrame:
    """One row per date in body and header: a mention, and what it says.

    Parameters
    ----------
    sentences, documents
        Tables of these names; of ``documents`` only ``published`` is read.
    words
        The names of months and days.

    Returns
    -------
    pl.DataFrame
        Columns of the table mentions (facet ``date``; code the ISO form of what is known: ``2020-06-18``,
        ``2020-07-08/2020-07-09``, ``--12-16``, ``2023-11``), and ``form`` (key of ``calendars.FORMS``),
        ``start_date``, ``end_date`` (known days), ``month_day``, ``end_month_day`` (MM-DD as written),
        ``is_completed`` (the year or day comes from the publication date), ``other_reading`` (the day that
        figures such as 03/12/2024 can mean too), ``position``, ``role``,
        ``at``, ``to`` (characters within the sentence).
    """
    looked = sentences.filter(pl.col("role").is_in(["body", "header"])).join(
        documents.select("document_id", "published"), on="document_id", how="left"
    )
    known = calendar(words)
    told = ["ago", *known.ago, *known.weekdays]  # each date has one of these or a figure
    may_be_dated = pl.col("text").str.contains("[0-9]")
    may_be_dated |= pl.col("text").str.contains_any(told, ascii_case_insensitive=True)
    found = matching.occurrences(looked.filter(may_be_dated), known.any, "text")
    parsed = _without_half_ranges(_parse(found, known).filter(_stands_alone(known)), known)
    return (
        completion.resolve(completion.with_page_days(parsed, sentences, known), known)
        .filter(pl.col("code").is_not_null())
        .with_columns(
            facet=pl.lit("date"),
            quote=pl.col("surface"),
            end=pl.col("start") + pl.col("to"),
            start=pl.col("start") + pl.col("at"),
        )
        .with_columns(mention_id=pl.format("{}.{}.date.{}", "document_id", "start", "code"))
        .select(
            "mention_id", "document_id", "sentence_id", "facet", "code", "start", "end", "quote",
            "form", "start_date", "end_date", "month_day", "end_month_day", "is_completed", "other_reading",
            "position", "role", "at", "to",
        )
        .sort("document_id", "start")
    )  # fmt: skip


def _without_half_ranges(parsed: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """Leave the month alone of a day that an unknown sign joins to a figure: it is one end of a range."""
    before, after = pl.col("text").str.slice(0, "at"), pl.col("text").str.slice("to", 4)
    half = before.str.contains(rf"(?:[0-9]|{known.month})\s?{_UNKNOWN}\s?$")
    half = (half | after.str.contains(rf"^\s?{_UNKNOWN}\s?[0-9]")) & pl.all_horizontal(
        pl.col("m", "y").is_not_null()
    )
    return parsed.with_columns(
        form=pl.when(half).then(pl.lit("month_year")).otherwise("form"),
        d=pl.when(~half).then("d"),
        d2=pl.when(~half).then("d2"),
    )


def mentions_of(found: pl.DataFrame) -> pl.DataFrame:
    """Give the dates of the body as mentions (schemas.Mentions)."""
    return (
        found.filter(pl.col("role") == "body")
        .with_columns(assertion=pl.lit("named"), basis=pl.lit("rule"))
        .select(*schemas.empty(schemas.Mentions).columns)
    )


def _stands_alone(known: Calendar) -> pl.Expr:
    """No digit before a day or after it, no letter running on, no weekday of a date that is written out."""
    before = pl.col("text").str.slice(0, pl.col("at")).str.tail(1)
    after = pl.col("text").str.slice(pl.col("to"), 2)
    numeric = pl.col("form").is_in(["numeric", "numeric_range"])  # these may be glued to a clock time
    in_figures_too = rf"{DAY}{TH}(?:\s+(?:(?:day\s+)?of\s|and\s|to\s|{known.month})|[^ \w]|\s*$)"
    beside_a_date = pl.col("form").is_in(["weekday", "relative_range"]) & (
        pl.col("text")
        .str.slice(pl.col("to"))
        .str.contains(rf"^,?\s+(?:the\s+)?(?:{known.month}|{in_figures_too})")
        | pl.col("text").str.slice(0, pl.col("at")).str.contains(rf"(?:{known.month}|[0-9]),?\s*\(?$")
    )
    world = pl.col("text").str.slice(0, pl.col("at")).str.contains("(?:against|for|with|about) $")
    told = (pl.col("form") == "weekday") | ((pl.col("form") == "relative") & ~world)  # not "for today's"
    of_a_day = told & after.str.contains(r"^['’]s")  # "Tuesday's meeting"
    in_figures = (pl.col("form") == "figures") & ~(  # "on 05.10", or "05.10 - " that opens a line
        pl.col("text").str.slice(0, "at").str.contains(r"(?i)\bon $")
        | ((pl.col("at") == 0) & pl.col("text").str.slice("to", 3).str.contains("^\\.? ?[-–—:]"))
    )
    return (
        (numeric | ~before.str.contains("[0-9]"))
        & ~after.str.contains("^[0-9]")
        & (pl.col("surface").str.contains("[0-9]$") | ~after.str.contains(r"^(?:[a-z]|['’]s)") | of_a_day)
        & ~beside_a_date
        & ~in_figures
    )


def _parse(found: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """Name the form of each match and pull its parts apart; months and days become numbers."""
    fits = [
        pl.when(pl.col("surface").str.contains(f"^(?:{form})$")).then(pl.lit(name))
        for name, form in known.forms.items()
    ]
    named = found.with_columns(form=pl.coalesce(fits))
    parts = [
        named.filter(pl.col("form") == name)
        .with_columns(pl.col("surface").str.extract_groups(f"^(?:{form})$").alias("parts"))
        .unnest("parts")
        for name, form in known.forms.items()
    ]
    blank = pl.DataFrame(schema=dict.fromkeys(_GROUPS, pl.String))
    split = pl.concat([*parts, blank], how="diagonal").with_columns(
        *(pl.col(name).cast(pl.Int32) for name in ("d", "d2", "y", "y1")),
        m=_month(pl.coalesce("m", "word"), pl.col("form").is_in(["day_word", "word_day"]), known.months),
        m2=_month(pl.col("m2"), pl.lit(False), known.months),
    )
    next_day = (pl.col("m") == pl.col("m2")) & (pl.col("d2") == pl.col("d") + 1)
    next_day |= (pl.col("d2") == 1) & (pl.col("d") >= SHORTEST) & (pl.col("m2") == pl.col("m") % 12 + 1)
    apart = pl.col("form").str.contains("_and_") & ~next_day  # two days, of which the first is taken
    return split.with_columns(pl.when(~apart).then(name).alias(name) for name in ("d2", "m2"))


def _month(name: pl.Expr, perhaps: pl.Expr, months: tuple[str, ...]) -> pl.Expr:
    """The number of a month: from digits, from the first three letters, or from a misspelt name."""
    lower = name.str.to_lowercase().str.strip_chars(".")
    known = lower.str.slice(0, 3).replace_strict(
        [month[:3] for month in months], range(1, 13), default=None, return_dtype=pl.Int32
    )
    number = lower.str.extract("^([0-9]{1,2})$").cast(pl.Int32)
    misspelt = lower.map_elements(
        lambda word: _nearest(word, months), return_dtype=pl.Int32
    )  # the few odd words only
    return pl.coalesce(number, pl.when(perhaps).then(misspelt).otherwise(known))


def _nearest(word: str, months: tuple[str, ...]) -> int | None:
    """The number of the month that a word misspells; months of three letters are too like other words."""
    long = [month for month in months if len(month) > SHORT]
    near = difflib.get_close_matches(word, long, n=1, cutoff=0.8)
    return months.index(near[0]) + 1 if near else None
