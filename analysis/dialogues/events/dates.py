"""Dates as texts write them: found with their offsets, parsed, and completed where that is safe.

Whether a date is the event's is not judged here; that needs the sentence around it.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
import polars.selectors as cs

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.wordlists import EventWords
from dialogues.dataset import schemas

NEAR_DAYS = 183  # a day without a year is completed from a publication of the half-year after it
SHORT = 3  # letters of a month that no other word is taken to misspell
SHORTEST = 28  # days of a month
LATER_DAYS = 7  # so long after its dateline a text may be published

_B = r"(?-u:\b)"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_TH = rf"(?:\s?-?(?:st|nd|rd|th){_B})?"
_MONTH, _WEEKDAY, _TODAY, _NUMBER = "@month", "@weekday", "@today", "@number"  # for what words.yaml has
_4 = "(?:19|20)[0-9]{2}"
_TO = r"\s*(?:-|–|—|to|until|till|through)\s*(?:the\s+)?"
_AND = r"\s*(?:-|–|—|to|until|till|through|&|and)\s*(?:the\s+)?"
_AND_ON = rf"\s*,?\s*and\s+(?:on\s+)?(?:(?i-u:{_WEEKDAY}),?\s+)?(?:the\s+)?"
_AND_ON_DAY = r"\s*(?:-|–|—|to|until|till|through|&|,?\s+and)\s*(?:on\s+)?"
_YEAR = (
    rf"(?:\s*,?\s*(?:of\s+|in\s+)?(?P<y>{_4})|\s+(?:of\s+)?(?P<this>(?:this|the\s+current|current)\s+year))?"
)
_OF = r"(?:(?:day\s+)?of\s+)?"
_WORD = "(?P<word>[A-Z][a-z]{2,10})"  # a misspelt month, or no month at all

# Of two forms that match at one place the first wins. Groups: d, m, y the first day, its month, the year;
# d2, m2 the last day and its month, y1 the first day's year where it has its own; word a month perhaps
# misspelt; this "this year"; rel, rel2 days told from the day of writing, num how many days before it.
FORMS = {
    "iso": rf"(?P<y>{_4})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12][0-9]|3[01])",
    "numeric_range": rf"(?P<d>{_DAY})\s?[-–]\s?(?P<d2>{_DAY})[./](?P<m>[0-9]{{1,2}})[./](?P<y>{_4})",
    "numeric": rf"(?P<d>{_DAY})[./](?P<m>{_DAY})[./](?P<y>{_4})",
    "day_month_to_day_month": rf"(?P<d>{_DAY}){_TH}\s+(?:of\s+)?(?P<m>{_MONTH})(?:\s*,?\s*(?P<y1>{_4}))?{_TO}"
    rf"(?P<d2>{_DAY}){_TH}\s+(?:of\s+)?(?P<m2>{_MONTH}){_YEAR}",
    "month_day_to_month_day": rf"(?P<m>{_MONTH})\s+(?P<d>{_DAY}){_TH}(?:\s*,?\s*(?P<y1>{_4}))?{_TO}"
    rf"(?P<m2>{_MONTH})\s+(?P<d2>{_DAY}){_TH}{_YEAR}",
    "day_month_and_day_month": rf"(?P<d>{_DAY}){_TH}\s+(?:of\s+)?(?P<m>{_MONTH}){_AND_ON}"
    rf"(?P<d2>{_DAY}){_TH}\s+(?:of\s+)?(?P<m2>{_MONTH}){_YEAR}",
    "month_day_and_month_day": rf"(?P<m>{_MONTH})\s+(?P<d>{_DAY}){_TH}{_AND_ON}"
    rf"(?P<m2>{_MONTH})\s+(?P<d2>{_DAY}){_TH}{_YEAR}",
    "days_month": rf"(?P<d>{_DAY}){_TH}(?:\s*,\s*{_DAY}{_TH})*(?:{_AND}|/)(?P<d2>{_DAY}){_TH}"
    rf"\s+(?:of\s+)?(?P<m>{_MONTH}){_YEAR}",
    "day_month": rf"(?P<d>{_DAY}){_TH}(?:\s+day)?\s*{_OF}(?P<m>{_MONTH}){_YEAR}",
    "month_year": rf"(?P<m>{_MONTH})\s*,?\s*(?:of\s+)?(?P<y>{_4})",
    "month_days": rf"(?P<m>{_MONTH})\s+(?P<d>{_DAY}){_TH}(?:\s*,\s*{_DAY}{_TH})*(?:{_AND}|/)"
    rf"(?P<d2>{_DAY}){_TH}{_YEAR}",
    "month_day": rf"(?P<m>{_MONTH})\s+(?:the\s+)?(?P<d>{_DAY}){_TH}{_YEAR}",
    "day_word": rf"(?P<d>{_DAY}){_TH}\s+(?:of\s+)?{_WORD}{_YEAR}",
    "word_day": rf"{_WORD}\s+(?P<d>{_DAY}){_TH}\s*,?\s*(?P<y>{_4})",
    "relative_range": rf"(?P<rel>{_B}(?i-u:{_TODAY}|{_WEEKDAY})){_AND_ON_DAY}"
    rf"(?P<rel2>(?i-u:{_TODAY}|{_WEEKDAY}){_B})",
    "days_ago": rf"{_B}(?P<num>[2-9]|(?i-u:{_NUMBER}))\s+days\s+ago{_B}",
    "relative": rf"(?P<rel>{_B}(?i-u:{_TODAY}){_B})",
    "weekday": rf"(?P<rel>{_B}(?i-u:{_WEEKDAY}){_B})",
    "figures": rf"{_B}(?P<d>{_DAY})\.(?P<m>0[1-9]|1[0-2])",
}
# "Dushanbe, 30 November 2018", "Vienna, Austria – 3 May 2019"
_DATELINE = r"^\(?\p{Lu}[\p{L}.' -]+(?:, \p{Lu}[\p{L}.' -]+)?(?:,| [-–—|/])\s*$"
_SIGN = r"(?:©|\([cC]\))"
_COPYRIGHT = (
    rf"(?:{_SIGN}\s?|^{_SIGN}[^0-9]{{0,60}}[ ,])({_4})(?:[^-–0-9/]|$)",
    rf"(?:^|[^-–0-9])({_4})\s?{_SIGN}",
)
_FEW_WORDS = r"^\W*(?:\p{L}+\W+){0,2}$"  # beside the day of a stamp
_UNKNOWN = r"""[^\w\s.,;:!?()\[\]"'’“”«»©/|+#*•–—-]"""  # beside a figure: of a range that is not read
_OPENING = 3  # sentences from the first of the body in which a dateline can stand by itself
_PLACED = 66  # characters before the day of a dateline: a bound in the pattern takes long to compile
_GROUPS = ("d", "m", "y", "d2", "m2", "y1", "word", "this", "rel", "rel2", "num")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The forms of dates with the words for months and days, and those words."""

    forms: dict[str, str]
    any: str  # all forms in one, without groups
    month: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    ago: dict[str, int]  # "today" -> 0
    numbers: dict[str, int]


@lru_cache(maxsize=4)
def _calendar(
    months: tuple[tuple[str, ...], ...],
    weekdays: tuple[str, ...],
    days: tuple[tuple[str, ...], ...],
    numbers: tuple[str, ...],
) -> Calendar:
    """The forms for these words; a month written with a capital counts as written, or all in capitals."""
    small = [names for names in months if names[0].islower()]
    short = [name for names in small for name in names[1:]]
    full = "|".join(names[0] for names in small)
    as_written = [
        f"{form}{border}"
        for names in months
        if not names[0].islower()
        for place, name in enumerate(names)
        for border in [rf"{_B}\.?" if place else ""]
        for form in (name, name.upper())
    ]
    month = rf"(?:(?i-u:{full}|(?:{'|'.join(short)}){_B}\.?)|{'|'.join(as_written)})"
    ago = {form: back for back, names in enumerate(days) for name in names for form in matching.forms(name)}
    longest = sorted(ago, key=len, reverse=True)
    words = {
        _MONTH: month,
        _WEEKDAY: "|".join(weekdays),
        _TODAY: "|".join(longest),
        _NUMBER: "|".join(numbers),
    }
    forms = dict(FORMS)
    for placed, meant in words.items():
        forms = {name: form.replace(placed, meant) for name, form in forms.items()}
    bare = "|".join(re.sub(r"\(\?P<\w+>", "(?:", form) for form in forms.values())
    first = tuple(names[0].lower() for names in months)
    counted = {name: number for number, name in enumerate(numbers, 1)}
    return Calendar(forms, bare, month, first, weekdays, ago, counted)


def calendar(words: EventWords) -> Calendar:
    """The forms of dates with the words of words.yaml."""
    return _calendar(words.months, words.weekdays, words.days, words.numbers)


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
        ``2020-07-08/2020-07-09``, ``--12-16``, ``2023-11``), and ``form`` (key of ``FORMS``),
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
        _resolve(_written(parsed, _printed(sentences), known), known)
        .filter(pl.col("code").is_not_null())
        .with_columns(
            facet=pl.lit("date"),
            quote=pl.col("surface"),
            end=pl.col("start") + pl.col("to"),
            start=pl.col("start") + pl.col("at"),
        )
        .with_columns(
            mention_id=pl.format("{}.{}.date.{}", "document_id", "start", "code"),
        )
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


def _printed(sentences: pl.DataFrame) -> pl.DataFrame:
    """The year beside the sign of a page's copyright, where there is one: ``document_id, printed``."""
    year = pl.coalesce(pl.col("text").str.extract(form) for form in _COPYRIGHT).cast(pl.Int32)
    return (
        sentences.select("document_id", printed=year)
        .drop_nulls()
        .group_by("document_id")
        .agg(pl.col("printed").unique())
        .filter(pl.col("printed").list.len() == 1)
        .explode("printed")
    )


def _written(parsed: pl.DataFrame, printed: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """Let the text's own dateline stand for a publication date that is not known, and for "today".

    Without one, a last line of the header that is a date alone, or opens with one, stands for "today". Such a
    day without a year is of the year in which the page was ``printed``; of a month or year in the head, as
    of an issue, are the text's days without one, but no "today".
    """
    parsed = parsed.join(printed, on="document_id", how="left", maintain_order="left")
    in_body, dated = pl.col("role") == "body", pl.col("d").is_not_null()
    place = pl.col("position")
    last_of_head = ~in_body & (place == place.max().over("document_id", "role"))
    first_of_body = in_body & (place == place.min().over("document_id", "role"))
    before, after = pl.col("text").str.slice(0, "at"), pl.col("text").str.slice("to")
    alone = pl.concat_str(before, after).str.contains(rf"^\W*(?:(?i:{'|'.join(known.weekdays)})\W*)?$")
    is_dateline = before.str.contains(_DATELINE)
    placed = is_dateline & (pl.col("at") <= _PLACED)
    opens = (first_of_body & (alone | placed)) | (last_of_head & placed)
    by_itself = is_dateline & after.str.contains(r"^\W*$")
    opens |= in_body & by_itself & (place <= place.min().over("document_id", "role") + _OPENING)
    ends = place == place.max().over("document_id", "role")
    stamps = (ends & alone & (pl.col("form") != "relative")) | (last_of_head & (pl.col("at") == 0))
    few = pl.concat_str(before, after).str.contains(_FEW_WORDS)
    yearless = few & ~in_body & pl.col("published").is_null() & pl.col("printed").is_not_null()
    heads = parsed.filter(opens | stamps | yearless, dated).sort("document_id", ~in_body, maintain_order=True)
    year = pl.when(pl.col("published").is_null()).then(pl.coalesce("y", "printed")).otherwise("y")
    datelines = (
        _resolve(heads.with_columns(y=year, written_on=pl.lit(None, pl.String)), known)
        .select("document_id", "role", start_date="end_date", written_on="end_month_day")
        .unique("document_id", keep="first", maintain_order=True)
    )
    month = pl.date("y", "m", 1).dt.month_end()
    issues = (
        parsed.filter(~in_body, pl.col("form") == "month_year")
        .group_by("document_id")
        .agg(issued=month.unique())
        .filter(pl.col("issued").list.len() == 1)
        .explode("issued")
    )
    same_news = (pl.col("published") - pl.col("start_date")).dt.total_days().is_between(0, LATER_DAYS)
    return (
        parsed.join(datelines, on="document_id", how="left")
        .join(issues, on="document_id", how="left")
        .with_columns(
            published=pl.when((pl.col("rel").is_not_null() & same_news).fill_null(False))
            .then("start_date")
            .when(dated)
            .then(pl.coalesce("published", "start_date", "issued"))
            .otherwise(pl.coalesce("published", "start_date"))
        )
        .drop("start_date", "printed", "issued")
    )


def _stands_alone(known: Calendar) -> pl.Expr:
    """No digit before a day or after it, no letter running on, no weekday of a date that is written out."""
    before = pl.col("text").str.slice(0, pl.col("at")).str.tail(1)
    after = pl.col("text").str.slice(pl.col("to"), 2)
    numeric = pl.col("form").is_in(["numeric", "numeric_range"])  # these may be glued to a clock time
    in_figures_too = rf"{_DAY}{_TH}(?:\s+(?:(?:day\s+)?of\s|and\s|to\s|{known.month})|[^ \w]|\s*$)"
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


def _resolve(parsed: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """Turn the parts into days, completing year or day from the publication date where that is near."""
    published = pl.col("published")
    since = [(published - _day("y", month, day)).dt.total_days() for month, day in (("m", "d"), ("d", "m"))]
    swapped = (pl.col("form") == "numeric") & (
        (pl.col("m") > 12) | (~since[0].is_between(-1, 31) & since[1].is_between(-1, 31)).fill_null(False)
    )  # 02/22/2023, the American way
    near = [days.is_between(-1, 31).fill_null(value=False) for days in since]
    either_way = (
        (pl.col("form") == "numeric")
        & pl.col("surface").str.contains("/", literal=True)  # full stops stand after the day
        & (pl.col("m") <= 12)
        & (pl.col("d") <= 12)
        & (pl.col("m") != pl.col("d"))
        & (near[0] == near[1])
    )  # 03/12/2024, which nothing tells from 12/03/2024
    ago, until, back = _back(known)
    year_of = published.dt.year()
    same, before = (
        pl.when(pl.col("_m") <= pl.col("_m2"))  # of days that go on, the first tells the year
        .then(_day(year_of - ago, "_m", "_d"))
        .otherwise(_day(year_of - ago, "_m2", "_d2"))
        for ago in (0, 1)
    )
    year = pl.coalesce(
        "y",
        pl.when(pl.col("this").is_not_null()).then(year_of),
        pl.when((published - same).dt.total_days().is_between(-1, NEAR_DAYS)).then(year_of),
        pl.when((published - before).dt.total_days().is_between(0, NEAR_DAYS)).then(year_of - 1),
    )
    first_year = pl.when(pl.col("_m") > pl.col("_m2")).then(pl.col("_year") - 1).otherwise("_year")
    told, told_last = (published - pl.duration(days=days) for days in (back, until))
    relative = pl.coalesce("rel", "num").is_not_null()
    written = pl.format("2000-{}", "written_on").str.to_date("%Y-%m-%d", strict=False)
    whole = pl.col("d").is_not_null()
    impossible = whole & pl.col("_year").is_not_null() & pl.col("_last").is_null()  # 31 June
    return (
        parsed.lazy()  # what many columns are made of is worked out once, in steps of one plan
        .with_columns(
            _m=pl.when(swapped).then("d").otherwise("m"),
            _d=pl.when(swapped).then("m").otherwise("d"),
            _relative=relative,
            _either=either_way.fill_null(value=False),
            _told=told,
            _told_last=told_last,
            _today=(written - pl.duration(days=ago)).dt.strftime("%m-%d"),  # of a dateline without year
        )
        .with_columns(_m2=pl.coalesce("m2", "_m"), _d2=pl.coalesce("d2", "_d"))
        .with_columns(_year=year)
        .with_columns(
            _first=_day(pl.coalesce("y1", first_year), "_m", "_d"), _last=_day("_year", "_m2", "_d2")
        )
        .with_columns(
            start_date=pl.when("_relative").then("_told").when(whole).then("_first"),
            end_date=pl.when("_relative").then("_told_last").when(whole).then("_last"),
            month_day=pl.when("_relative")
            .then(pl.coalesce(pl.col("_told").dt.strftime("%m-%d"), "_today"))
            .when(whole)
            .then(_month_day("_m", "_d")),
            end_month_day=pl.when("_relative")
            .then(pl.coalesce(pl.col("_told_last").dt.strftime("%m-%d"), "_today"))
            .when(whole)
            .then(_month_day("_m2", "_d2")),
            is_completed=pl.col("_relative")
            | pl.col("_either")
            | (whole & pl.col("y").is_null() & pl.col("_year").is_not_null()),
            other_reading=pl.when("_either").then(_day("y", "d", "m")),
            month=pl.when(pl.col("form") == "month_year").then(
                pl.format("{}-{}", "y", pl.col("m").cast(pl.String).str.zfill(2))
            ),
        )
        .filter(~impossible & (pl.col("start_date") <= pl.col("end_date")).fill_null(True))
        .with_columns(code=_code())
        .drop(cs.starts_with("_"))
        .collect(engine="in-memory")
    )


def _back(known: Calendar) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """How many days before the text a day told from it is: of one, of the last and of the first of some."""
    weekdays = {name: day for day, name in enumerate(known.weekdays, 1)}
    written = pl.col("published").dt.weekday().cast(pl.Int32)

    def told(name: str, days: dict[str, int]) -> pl.Expr:
        return pl.col(name).str.to_lowercase().replace_strict(days, default=None, return_dtype=pl.Int32)

    ago = pl.coalesce(
        told("rel", known.ago), told("num", known.numbers), pl.col("num").cast(pl.Int32, strict=False)
    )
    back = pl.coalesce(ago, (written - told("rel", weekdays)) % 7)
    last = pl.coalesce(told("rel2", known.ago), (written - told("rel2", weekdays)) % 7)
    first = pl.coalesce(ago, last + (written - last - told("rel", weekdays)) % 7)
    return (
        ago,
        pl.coalesce(pl.min_horizontal(last, ago), last, back),
        pl.when(last.is_null()).then(back).otherwise(pl.max_horizontal(first, last)),
    )


def _day(year: pl.Expr | str, month: str, day: str) -> pl.Expr:
    """The day, or null where the calendar has none such."""
    text = pl.format("{}-{}-{}", year, *(pl.col(part).cast(pl.String).str.zfill(2) for part in (month, day)))
    return text.str.to_date("%Y-%m-%d", strict=False)


def _month_day(month: str, day: str) -> pl.Expr:
    """MM-DD, or null where no year has such a day."""
    text = pl.format("{}-{}", *(pl.col(part).cast(pl.String).str.zfill(2) for part in (month, day)))
    return pl.when(_day(pl.lit(2000), month, day).is_not_null()).then(text)


def _code() -> pl.Expr:
    """The ISO 8601 form of what is known."""
    first, last = pl.col("start_date").cast(pl.String), pl.col("end_date").cast(pl.String)
    one_day = pl.col("month_day") == pl.col("end_month_day")
    return pl.coalesce(
        pl.when(pl.col("start_date") == pl.col("end_date"))
        .then(first)
        .otherwise(pl.format("{}/{}", first, last)),
        pl.when(one_day)
        .then(pl.format("--{}", "month_day"))
        .otherwise(pl.format("--{}/--{}", "month_day", "end_month_day")),
        "month",
    )
