"""What day a date is: years and days that a text leaves out, completed from the day of the page."""

from __future__ import annotations

import polars as pl
import polars.selectors as cs

from dialogues.base import rows
from dialogues.events.calendars import Y4, Calendar

NEAR_DAYS = 183  # a day without a year is completed from a publication of the half-year after it
LATER_DAYS = 7  # so long after its dateline a text may be published
LATE_REPORT = 31  # days before its page at most of a date in figures, which tell the month by that
# "Dushanbe, 30 November 2018", "Vienna, Austria – 3 May 2019"
_DATELINE = r"^\(?\p{Lu}[\p{L}.' -]+(?:, \p{Lu}[\p{L}.' -]+)?(?:,| [-–—|/])\s*$"
_SIGN = r"(?:©|\([cC]\))"
_COPYRIGHT = (
    rf"(?:{_SIGN}\s?|^{_SIGN}[^0-9]{{0,60}}[ ,])({Y4})(?:[^-–0-9/]|$)",
    rf"(?:^|[^-–0-9])({Y4})\s?{_SIGN}",
)
_FEW_WORDS = r"^\W*(?:\p{L}+\W+){0,2}$"  # beside the day of a stamp
_OPENING = 3  # sentences from the first of the body in which a dateline can stand by itself
_PLACED = 66  # characters before the day of a dateline: a bound in the pattern takes long to compile
_IN_BODY = pl.col("role") == "body"


def with_page_days(parsed: pl.DataFrame, sentences: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """Let the text's own dateline stand for a publication date that is not known, and for "today".

    Without one, a last line of the header that is a date alone, or opens with one, stands for "today". Such a
    day without a year is of the year in which the page was printed; of a month or year in the head, as of an
    issue, are the text's days without one, but no "today".
    """
    issues = parsed.filter(~_IN_BODY, pl.col("form") == "month_year").select(
        "document_id", issued=pl.date("y", "m", 1).dt.month_end()
    )
    same_news = (pl.col("published") - pl.col("start_date")).dt.total_days().is_between(0, LATER_DAYS)
    return (
        parsed.join(_stamps(parsed, sentences, known), on="document_id", how="left")
        .join(rows.only(issues, "issued"), on="document_id", how="left")
        .with_columns(
            published=pl.when((pl.col("rel").is_not_null() & same_news).fill_null(False))
            .then("start_date")
            .when(pl.col("d").is_not_null())
            .then(pl.coalesce("published", "start_date", "issued"))
            .otherwise(pl.coalesce("published", "start_date"))
        )
        .drop("start_date", "issued")
    )


def _stamps(parsed: pl.DataFrame, sentences: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """The day that a page has itself: ``document_id, role, start_date, written_on`` (MM-DD)."""
    year = pl.when(pl.col("published").is_null()).then(pl.coalesce("y", "printed")).otherwise("y")
    found = (
        parsed.join(_printed(sentences), on="document_id", how="left", maintain_order="left")
        .filter(_is_stamp(known), pl.col("d").is_not_null())
        .sort("document_id", ~_IN_BODY, maintain_order=True)
        .with_columns(y=year, written_on=pl.lit(None, pl.String))
    )
    days = resolve(found, known).select(
        "document_id", "role", start_date="end_date", written_on="end_month_day"
    )
    return rows.first(days)


def _printed(sentences: pl.DataFrame) -> pl.DataFrame:
    """The year beside the sign of a page's copyright, where there is one: ``document_id, printed``."""
    year = pl.coalesce(pl.col("text").str.extract(form) for form in _COPYRIGHT).cast(pl.Int32)
    return rows.only(sentences.select("document_id", printed=year), "printed")


def _is_stamp(known: Calendar) -> pl.Expr:
    """Whether a date is the page's own: a dateline, or a date alone where the head or the text ends."""
    place, at = pl.col("position"), pl.col("at")
    first, last = (end.over("document_id", "role") for end in (place.min(), place.max()))
    before, after = pl.col("text").str.slice(0, "at"), pl.col("text").str.slice("to")
    beside = pl.concat_str(before, after)
    alone = beside.str.contains(rf"^\W*(?:(?i:{'|'.join(known.weekdays)})\W*)?$")
    is_dateline = before.str.contains(_DATELINE)
    placed, by_itself = is_dateline & (at <= _PLACED), is_dateline & after.str.contains(r"^\W*$")
    opens_body = _IN_BODY & (
        ((place == first) & (alone | placed)) | (by_itself & (place <= first + _OPENING))
    )
    ends_head = ~_IN_BODY & (place == last) & (placed | (at == 0))
    ends = (place == last) & alone & (pl.col("form") != "relative")
    of_year = ~_IN_BODY & beside.str.contains(_FEW_WORDS) & pl.col("printed").is_not_null()
    return opens_body | ends_head | ends | (of_year & pl.col("published").is_null())


def resolve(parsed: pl.DataFrame, known: Calendar) -> pl.DataFrame:
    """Turn the parts into days, completing year or day from the publication date where that is near."""
    swapped, either_way = _of_figures()
    ago, until, back = _back(known)
    told, told_last = (pl.col("published") - pl.duration(days=days) for days in (back, until))
    written = pl.format("2000-{}", "written_on").str.to_date("%Y-%m-%d", strict=False)
    first_year = pl.when(pl.col("_m") > pl.col("_m2")).then(pl.col("_year") - 1).otherwise("_year")
    impossible = _WHOLE & pl.col("_year").is_not_null() & pl.col("_last").is_null()  # 31 June
    return (
        parsed.lazy()  # what many columns are made of is worked out once, in steps of one plan
        .with_columns(
            _m=pl.when(swapped).then("d").otherwise("m"),
            _d=pl.when(swapped).then("m").otherwise("d"),
            _relative=pl.coalesce("rel", "num").is_not_null(),
            _either=either_way.fill_null(value=False),
            _told=told,
            _told_last=told_last,
            _today=(written - pl.duration(days=ago)).dt.strftime("%m-%d"),  # of a dateline without year
        )
        .with_columns(_m2=pl.coalesce("m2", "_m"), _d2=pl.coalesce("d2", "_d"))
        .with_columns(_year=_year())
        .with_columns(
            _first=_day(pl.coalesce("y1", first_year), "_m", "_d"), _last=_day("_year", "_m2", "_d2")
        )
        .with_columns(**_said())
        .filter(~impossible & (pl.col("start_date") <= pl.col("end_date")).fill_null(True))
        .with_columns(code=_code())
        .drop(cs.starts_with("_"))
        .collect(engine="in-memory")
    )


_WHOLE = pl.col("d").is_not_null()  # no month alone


def _of_figures() -> tuple[pl.Expr, pl.Expr]:
    """Whether figures have the month first (02/22/2023), and whether nothing tells (03/12/2024).

    That a page reports what was shortly before tells it of most.
    """
    m, d, in_figures = pl.col("m"), pl.col("d"), pl.col("form") == "numeric"
    as_read, swapped = (
        (pl.col("published") - _day("y", *parts)).dt.total_days().is_between(-1, LATE_REPORT)
        for parts in (("m", "d"), ("d", "m"))
    )
    american = in_figures & ((m > 12) | (~as_read & swapped).fill_null(False))
    same = as_read.fill_null(value=False) == swapped.fill_null(value=False)
    slashed = pl.col("surface").str.contains("/", literal=True)  # full stops stand after the day
    return american, in_figures & slashed & (m <= 12) & (d <= 12) & (m != d) & same


def _year() -> pl.Expr:
    """The year of a date: its own, "this year", or that of the page or before it, where that is near."""
    published = pl.col("published")
    year = published.dt.year()
    same, before = (
        pl.when(pl.col("_m") <= pl.col("_m2"))  # of days that go on, the first tells the year
        .then(_day(year - ago, "_m", "_d"))
        .otherwise(_day(year - ago, "_m2", "_d2"))
        for ago in (0, 1)
    )
    return pl.coalesce(
        "y",
        pl.when(pl.col("this").is_not_null()).then(year),
        pl.when((published - same).dt.total_days().is_between(-1, NEAR_DAYS)).then(year),
        pl.when((published - before).dt.total_days().is_between(0, NEAR_DAYS)).then(year - 1),
    )


def _said() -> dict[str, pl.Expr]:
    """What a date says: days with and without their year, whether completed, what else it can mean."""

    def days(told: pl.Expr | str, written: pl.Expr | str) -> pl.Expr:
        return pl.when("_relative").then(told).when(_WHOLE).then(written)

    def month_day(told: str, month: str, day: str) -> pl.Expr:
        return days(pl.coalesce(pl.col(told).dt.strftime("%m-%d"), "_today"), _month_day(month, day))

    completed = _WHOLE & pl.col("y").is_null() & pl.col("_year").is_not_null()
    month = pl.format("{}-{}", "y", pl.col("m").cast(pl.String).str.zfill(2))
    return {
        "start_date": days("_told", "_first"),
        "end_date": days("_told_last", "_last"),
        "month_day": month_day("_told", "_m", "_d"),
        "end_month_day": month_day("_told_last", "_m2", "_d2"),
        "is_completed": pl.any_horizontal("_relative", "_either", completed),
        "other_reading": pl.when("_either").then(_day("y", "d", "m")),
        "month": pl.when(pl.col("form") == "month_year").then(month),
    }


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
