"""Which of a document's dates are the event's days."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.events import doubts, occasions, shapes
from dialogues.events.dates import NEAR_DAYS
from dialogues.events.occasions import BESIDE, LARGE

LONGEST = 6  # days between the first and the last day of one event that two sentences tell
YEAR = 366  # days of the year by which days without a year are set apart
LOOSE = 4  # order of tellings that name the event by a looser noun only
LEAD = 2  # sentences of the body in which a dateline stands
LATELY, REPORTED = 21, 60  # days after a meeting on which most pages report it, and all
RECENT = ("weekday", "day_month", "month_day")  # "last Friday, 3 May"
# The page's days: the one it has itself, and where given that of sources.yaml.
_STAMP_FROM = pl.min_horizontal("printed", "published")
_STAMP_TO = pl.max_horizontal("printed", "published")
_NO_DAY_OF = ["by", "after", "before", "until", "for", "to"]
_ANOTHER_DAY = " AFTERWARDS "  # than the one told before
_PLACED = r" (?:CITY|COUNTRY|PARTY)[.0-9]+ "  # of a dateline with a place, which is the report's own


@dataclass(frozen=True, slots=True)
class When:
    """The fields of an event's days, ``document_id, date_basis``, and doubts where words mean two days.

    ``months``: ``document_id, month`` (2024-06) of events of which a month is told.
    """

    fields: dict[str, pl.DataFrame]
    basis: pl.DataFrame
    months: pl.DataFrame
    doubts: pl.DataFrame


def choose(
    about: pl.DataFrame,
    clauses: pl.DataFrame,
    judged: pl.DataFrame,
    named: pl.DataFrame,
    texts: pl.DataFrame,
    dates: pl.DataFrame,
    published: pl.DataFrame,
    codebook: Codebook,
) -> When:
    """The event's days, each field with its words, and what they rest on.

    The day in the clause that tells of the event; else that of the dateline over it. A range that holds the
    day is the event's span; a day on which it ended is its last, where another clause tells the first or how
    long it took.
    """
    of_dates = _days_of(dates)
    of_clause = ("document_id", "sentence_id", "position", "clause", "symbol", "rank")
    where = (*of_clause, "order", "assertion", "frame", "whole")
    told = about.select(*where, "days")
    last = pl.col("position").filter(pl.col("rank") == 0).max().over("document_id")
    stands_over = (pl.col("position") == last).fill_null(value=False) & pl.col("whole").str.contains(_PLACED)
    datelines = (
        clauses.with_columns(stands_over=stands_over)
        .filter(pl.col("rank").is_between(1, LEAD) | "stands_over", "is_dateline")
        .join(
            about.filter(pl.col("order") <= 2, pl.col("rank") > 0)
            .sort("document_id", "rank", "order", maintain_order=True)
            .select("document_id", "has_met", lead="rank", told_in="sentence_id")
            .unique("document_id", keep="first", maintain_order=True),
            on="document_id",
        )
        .filter(
            pl.col("lead") <= LEAD,
            ~pl.col("has_met"),
            (pl.col("told_in") == pl.col("sentence_id")) | (pl.col("clause") == 0),
            ~pl.col("stands_over") | (pl.col("lead") == 1),
        )
        .select(
            "document_id",
            "sentence_id",
            "position",
            "clause",
            order=pl.when((pl.col("told_in") == pl.col("sentence_id")) | pl.col("stands_over"))
            .then(9)
            .otherwise(10),
            assertion=pl.lit("held"),
            frame=pl.lit(None, pl.String),
            whole=pl.lit(""),
            symbol=pl.lit(None, pl.String),
            rank="rank",
            days="days",
        )
    )
    large = occasions.at_large(clauses, judged, about, "DATE").filter(pl.col("rank") > 0)
    found = (
        pl.concat(
            [
                told.filter((pl.col("order") < BESIDE) | (pl.col("rank") > 0)),
                datelines.select(*where, "days").cast(told.schema),
                large.select(*where, "days").cast(told.schema),
            ]
        )
        .explode("days")
        .drop_nulls("days")
        .with_columns(
            before=pl.col("days").str.extract(r" ([^ ]+) (?: DET )?(?: ADJ )? DATE\.[0-9]+ $"),
            earlier=pl.col("days").str.contains(r" (?:SINCE|PRESENT|PAPER|EARLIER|PRESS[.0-9]+) ")
            & ~pl.col("days").str.contains(r" (?:HOLD|TAKE_PLACE|OPEN|CLOSE) "),
        )
        .pipe(shapes.names_in, pl.col("days").str.extract(shapes.LAST_DATE), named.drop("type"))
        .join(of_dates, on="code")
        .filter(
            pl.any_horizontal(pl.col("month_day", "start_date", "month").is_not_null()),
            pl.col("before").fill_null("").is_in(["NEXT", "'s"]).not_(),
            ~pl.col("earlier") | ((pl.col("before") == "EARLIER") & pl.col("form").is_in(RECENT)),
        )
        .with_columns(
            closes=(_verb_of_day() == "CLOSE").fill_null(value=False),
            opens=(_verb_of_day() == "OPEN").fill_null(value=False),
            spans=pl.col("month_day") != pl.col("end_month_day"),
            is_stamp=(pl.col("start") <= 1) & (pl.col("before").is_null() | (pl.col("before") != "on")),
        )
        .with_columns(
            order=pl.when(pl.col("is_stamp") & (pl.col("form") != "relative")).then(8).otherwise("order")
        )
        .filter((pl.col("order") != 10) | pl.col("spans"))
        .sort("document_id", "order", "position", "clause", "start")
    )
    afterwards = about.filter(pl.col("order") <= 1, pl.col("whole").str.contains(_ANOTHER_DAY))
    found = found.join(
        afterwards.filter(pl.col("days").list.len() == 0)
        .select("document_id", another=pl.lit(value=True))
        .unique(),
        on="document_id",
        how="left",
        maintain_order="left",
    ).filter(pl.col("another").is_null() | (pl.col("order") <= 1))
    months = found.filter(pl.col("month").is_not_null(), pl.col("order") < LOOSE)
    months = months.unique("document_id", keep="first", maintain_order=True).select("document_id", "month")
    issues = _dated(clauses.filter(pl.col("rank") == 0), named, of_dates).drop_nulls("month")
    found = _of_a_known_year(found.filter(pl.col("month").is_null()), clauses, issues)
    found = _told_as_news(found, published, _reported(clauses, named, of_dates))
    found = _agreed(found, about, texts, codebook)
    best = found.unique("document_id", keep="first", maintain_order=True)
    either = best.filter(pl.col("other_reading").is_not_null())
    best = best.join(either, on="document_id", how="anti", maintain_order="left")
    best = _complete(
        _with_first(
            _with_span(best, found),
            found,
            _goes_on(clauses, named, of_dates),
            _begun(about, named, of_dates),
            _lengths(about, named, codebook),
        )
    )
    rivals = _rivals(best, found)
    best = best.join(rivals, on="document_id", how="anti", maintain_order="left")
    fields = {
        name: best.with_columns(value=pl.col(name).cast(pl.String))
        .drop_nulls("value")
        .rename({"start": "at", "end": "to"})
        for name in ("start_date", "end_date", "month_day")
    }
    of_figures = either.select(
        "document_id",
        field=pl.lit("start_date"),
        values=pl.format("{}|{}", "start_date", "other_reading"),
        sentence_ids="sentence_id",
    )
    unsure = pl.concat([of_figures, rivals])
    return When(fields, best.select("document_id", "date_basis"), months, unsure)


def by_publication(
    judged: pl.DataFrame, named: pl.DataFrame, dates: pl.DataFrame, published: pl.DataFrame
) -> pl.DataFrame:
    """Judge tellings whose days lie after the publication as planned, and long before it as earlier.

    What is told as held on a later day stays so. A page is the report of what took place some days before:
    where it says of none that it was held, what its lead names with such a day and a past verb was.
    """
    month = pl.col("month").str.to_date("%Y-%m", strict=False).dt.month_end()
    day = pl.coalesce("end_date", "start_date", month)
    lately = (pl.col("published") - day).dt.total_days().is_between(0, LATELY)
    apart = (
        _dated(judged, named, _days_of(dates), "telling")
        .join(published, on="document_id")
        .group_by("telling")
        .agg(
            later=(pl.col("start_date") > pl.col("published")).fill_null(value=False).all(),
            near=(lately | pl.col("form").is_in(["relative", "weekday"])).fill_null(value=False).all(),
            old=(pl.col("printed").is_not_null() & (_STAMP_FROM - day > pl.duration(days=REPORTED)))
            .fill_null(value=False)
            .all(),
        )
    )
    is_open = (pl.col("assertion") == "named") | pl.col("shape").str.contains(occasions.GOES_ON)
    told_so = pl.col("assertion").is_in(["named", "held"])
    later, old = (told_so & pl.col(name).fill_null(value=False) for name in ("later", "old"))
    in_lead = pl.col("rank").is_between(1, occasions.LEAD) & pl.col("shape").str.contains(occasions.TELLS)
    has_held = ((pl.col("assertion") == "held") & pl.col("code").is_not_null()).any().over("document_id")
    near = in_lead & ~has_held & (pl.col("assertion") == "named") & pl.col("near").fill_null(value=False)
    said = pl.when(later & is_open).then(pl.lit("planned")).when(old).then(pl.lit("earlier"))
    said = said.when(near).then(pl.lit("held"))
    return (
        judged.join(apart, on="telling", how="left", maintain_order="left")
        .with_columns(assertion=said.otherwise("assertion"))
        .drop("later", "old", "near")
    )


def untimely(when: When, event: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Events that the page cannot report by their days: ``document_id, untimely``, planned or earlier.

    One that is told as past on a later day stays: then one of the two days is wrong. Where only sources.yaml
    has a day of the page (not ``by_page``), that is a doubt: also ``field, values, sentence_ids``.
    """
    first, last = (
        when.fields[name].with_columns(pl.col("value").str.to_date(strict=False).alias(name))
        for name in ("start_date", "end_date")
    )
    is_old = _STAMP_FROM - pl.col("end_date") > pl.duration(days=REPORTED)
    is_ahead = (pl.col("start_date") > _STAMP_TO) & ~pl.col("shape").str.contains(occasions.TELLS)
    return (
        first.select("document_id", "start_date", "value", "sentence_id")
        .join(last.select("document_id", "end_date"), on="document_id")
        .join(published, on="document_id")
        .join(event.select("document_id", "shape"), on="document_id")
        .select(
            "document_id",
            untimely=pl.when(is_old).then(pl.lit("earlier")).when(is_ahead).then(pl.lit("planned")),
            by_page=pl.col("printed").is_not_null(),
            field=pl.lit("start_date"),
            values="value",
            sentence_ids="sentence_id",
        )
        .drop_nulls("untimely")
    )


def _days_of(dates: pl.DataFrame) -> pl.DataFrame:
    """What each date says, by the ``code`` of its name."""
    return dates.select(
        *("start_date", "end_date", "month_day", "end_month_day", "is_completed", "other_reading"),
        "form",
        month=pl.when(pl.col("form") == "month_year").then("code"),
        code="mention_id",
    )


def _agreed(
    found: pl.DataFrame, about: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Leave out days beside the meeting where they are several, or of something else.

    That somebody was arrested, or a law signed, is something else, and so is a deadline.
    """
    other = occasions.of_other_matter(texts, codebook)
    lately = about.filter(pl.col("order") == 0, "has_met")["document_id"]
    large, beside = pl.col("order") == LARGE, pl.col("order").is_in([BESIDE, LARGE])
    of_other = pl.col("sentence_id").is_in(other.implode())
    of_other |= pl.col("before").is_in(_NO_DAY_OF).fill_null(value=False)
    of_other |= large & pl.col("document_id").is_in(lately.implode())
    kept = found.filter(~beside | ~of_other)
    one = pl.struct("month_day", "end_month_day").n_unique().over("document_id", large) == 1
    return kept.filter(~large | (one & (pl.col("rank") <= occasions.LEAD)))


def _verb_of_day() -> pl.Expr:
    """By which verb a day is told: the nearest before it, else the first of the clause."""
    token = pl.format(" DATE{} ", pl.col("days").str.extract(shapes.LAST_DATE))
    before = pl.col("whole").str.split(token).list.first()
    return pl.coalesce(before.str.extract(".* (OPEN|CLOSE) "), pl.col("whole").str.extract(" (OPEN|CLOSE) "))


def _rivals(best: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Doubts where another clause that tells of the event as the best does gives a day outside its days."""
    first, last = pl.col("month_day_taken"), pl.col("end_month_day_taken")
    outside = (pl.col("end_month_day") < first) | (pl.col("month_day") > last)
    outside &= (first <= last) | (pl.col("start_date") != pl.col("start_date_taken"))  # over the New Year
    best, others = (
        rows.with_columns(value=pl.coalesce(pl.col("start_date").cast(pl.String), "month_day"))
        for rows in (best, found.filter(~pl.col("opens"), ~pl.col("closes"), ~pl.col("is_stamp")))
    )
    return doubts.rivals(best, others, outside, "start_date")


def _duration(codebook: Codebook) -> pl.Expr:
    """How many days the clause says that the event took."""
    numbers = {word: value for value, word in enumerate(codebook.words.numbers, 1)}
    word = pl.col("shape").str.extract(r" ([a-z]+)-day ")
    return word.replace_strict(numbers, default=None, return_dtype=pl.Int64)


_WORK = r" (20[0-9]{2}) (?: ADJ )? PROJECT "  # "the 2024 work plan"
_WORK_FOR = r" PROJECT  (?:for|of)  (20[0-9]{2}) "
_WRITTEN = r" (20[0-9]{2})  (?:IS|MARK)  (?:DET|EARLIER) "  # "2024 is the last year of"


def _of_a_known_year(found: pl.DataFrame, clauses: pl.DataFrame, issues: pl.DataFrame) -> pl.DataFrame:
    """Complete a day without a year by the year of the work it is part of, or in which the text was written.

    So does the month of an issue (a newsletter's) for a day of it or of the month before. Two different
    years tell nothing.
    """
    issue = issues.group_by("document_id").agg(
        issue=pl.when(pl.col("month").n_unique() == 1).then(pl.col("month").first().str.to_date("%Y-%m"))
    )
    told = clauses.select(
        "document_id",
        year=pl.coalesce(pl.col("whole").str.extract(words) for words in (_WORK, _WORK_FOR, _WRITTEN)),
    ).drop_nulls()
    only = told.group_by("document_id").agg(
        year=pl.when(pl.col("year").n_unique() == 1).then(pl.col("year").first())
    )
    first, last = (
        pl.format("{}-{}", "year", day).str.to_date("%Y-%m-%d", strict=False)
        for day in ("month_day", "end_month_day")
    )
    fills = (pl.col("start_date").is_null() & (first <= last)).fill_null(value=False)
    ago = (pl.col("issue").dt.month() - pl.col("month_day").str.head(2).cast(pl.Int8)) % 12
    of_issue = pl.when(ago <= 1).then(pl.col("issue").dt.offset_by(pl.format("-{}mo", ago)).dt.year())
    return (
        found.join(only, on="document_id", how="left", maintain_order="left")
        .join(issue, on="document_id", how="left", maintain_order="left")
        .with_columns(year=pl.coalesce("year", of_issue.cast(pl.String)))
        .with_columns(
            start_date=pl.when(fills).then(first).otherwise("start_date"),
            end_date=pl.when(fills).then(last).otherwise("end_date"),
            is_completed=fills | pl.col("is_completed"),
        )
        .drop("year", "issue")
    )


def _reported(clauses: pl.DataFrame, named: pl.DataFrame, of_dates: pl.DataFrame) -> pl.DataFrame:
    """The day on which the lead says that the news was given: ``document_id, said_on`` (MM-DD)."""
    lead = clauses.filter(pl.col("rank").is_between(1, LEAD))
    said = _dated(lead, named, of_dates).filter(pl.col("days").str.contains(r" SAY (?: on )?(?: DET )? DATE"))
    first = said.unique("document_id", keep="first", maintain_order=True)
    return first.select("document_id", said_on="month_day")


def _dated(told: pl.DataFrame, named: pl.DataFrame, of_dates: pl.DataFrame, *also: str) -> pl.DataFrame:
    """One row per date that clauses tell, with ``days``: the date after the words before it."""
    days = told.select("document_id", "sentence_id", *also, "days").explode("days").drop_nulls("days")
    dates = named.select("sentence_id", "number", "code")
    return shapes.names_in(days, pl.col("days").str.extract(shapes.LAST_DATE), dates).join(
        of_dates, on="code", maintain_order="left"
    )


def _told_as_news(found: pl.DataFrame, published: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """Leave out days long before the text was published, or after it: of an earlier or a later meeting.

    The day on which the news was given stands for that of a text whose publication is not known. A day to
    come stays where the text gives no other: then one of the two days is wrong, and that is told.
    """
    said, last = (
        pl.format("2000-{}", name).str.to_date("%Y-%m-%d", strict=False).dt.ordinal_day().cast(pl.Int64)
        for name in ("said_on", "end_month_day")
    )
    old = pl.coalesce((pl.col("published") - pl.col("end_date")).dt.total_days(), (said - last) % YEAR)
    old = old > NEAR_DAYS
    to_come = (pl.col("start_date") > pl.col("published")).fill_null(value=False)
    return (
        found.join(published, on="document_id", how="left", maintain_order="left")
        .join(reported, on="document_id", how="left", maintain_order="left")
        .filter(~old.fill_null(value=False))
        .filter(~to_come | to_come.all().over("document_id"))
        .drop("published", "printed", "said_on")
    )


def _with_span(best: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Take a range in another clause about the event that holds the day found, as the event's days.

    The session in which a state is reviewed is no span of its review.
    """
    spans = found.filter("spans", pl.col("order") < 8).select(
        "document_id",
        s_from="start_date",
        s_to="end_date",
        s_month_day="month_day",
        s_end="end_month_day",
        s_id="sentence_id",
        s_start="start",
        s_stop="end",
        s_done="is_completed",
        s_symbol="symbol",
    )
    holds = (pl.col("month_day") >= pl.col("s_month_day")) & (pl.col("end_month_day") <= pl.col("s_end"))
    around = ((pl.col("symbol") == "REVIEW") & (pl.col("s_symbol") == "OCCASION")).fill_null(value=False)
    wider = (
        best.select("document_id", "month_day", "end_month_day", "spans", "start_date", "symbol")
        .join(spans, on="document_id", maintain_order="left")
        .filter(~pl.col("spans"), holds, ~around)
        .unique("document_id", keep="first", maintain_order=True)
        .drop("month_day", "end_month_day", "spans", "start_date", "symbol", "s_symbol")
    )
    takes = pl.col("s_month_day").is_not_null()

    def either(new: str, old: str) -> pl.Expr:
        return pl.when(takes).then(new).otherwise(old).alias(old)

    year = pl.col("start_date").dt.year()
    dated = [
        pl.coalesce(own, pl.format("{}-{}", year, day).str.to_date("%Y-%m-%d", strict=False)).alias(own)
        for own, day in (("s_from", "s_month_day"), ("s_to", "s_end"))
    ]
    return (
        best.join(wider, on="document_id", how="left", maintain_order="left")
        .with_columns(dated)
        .with_columns(
            either("s_from", "start_date"), either("s_to", "end_date"), either("s_month_day", "month_day"),
            either("s_end", "end_month_day"), either("s_id", "sentence_id"),
            either("s_start", "start"), either("s_stop", "end"),
            spans=pl.col("spans") | takes,
        )
    )  # fmt: skip


def _goes_on(clauses: pl.DataFrame, named: pl.DataFrame, of_dates: pl.DataFrame) -> pl.DataFrame:
    """Days on which something is said to go on: ``document_id, e_to, e_month_day``."""
    goes_on = clauses.filter(pl.col("shape").str.contains(" (?:CONTINUE|TOMORROW|AFTERWARDS) "))
    dates = _dated(goes_on, named, of_dates)
    return dates.select("document_id", e_to="end_date", e_month_day="end_month_day")


def _begun(about: pl.DataFrame, named: pl.DataFrame, of_dates: pl.DataFrame) -> pl.DataFrame:
    """Days since when an event had been going on: ``document_id, b_from, b_month_day``."""
    since = pl.col("days").str.contains(r" SINCE (?: DET )? DATE")
    dates = _dated(about, named, of_dates).filter(since)
    return dates.select("document_id", b_from="start_date", b_month_day="month_day")


def _lengths(about: pl.DataFrame, named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """How many days an event took: ``document_id, took``."""
    counted = pl.col("whole").str.extract(r" NUMBER\.([0-9]+) (?: [a-zA-Z]+ )? days ").cast(pl.Int64)
    numbers = named.filter(pl.col("type") == "NUMBER").select(
        "sentence_id", number="number", count=pl.col("code").cast(pl.Int64, strict=False)
    )
    return (
        about.filter(pl.col("order") < 6)
        .with_columns(shape="whole")
        .with_columns(word=_duration(codebook), number=pl.coalesce(counted, pl.lit(-1)))
        .join(numbers, on=["sentence_id", "number"], how="left", maintain_order="left")
        .select("document_id", took=pl.coalesce("word", "count"))
        .filter(pl.col("took").is_between(2, LONGEST + 1))
        .unique("document_id", keep="first", maintain_order=True)
    )


def _with_first(
    best: pl.DataFrame, found: pl.DataFrame, goes_on: pl.DataFrame, since: pl.DataFrame, length: pl.DataFrame
) -> pl.DataFrame:
    """Give an event that ended on the day found its first day, told elsewhere or by how long it took."""
    begun = found.filter("opens", ~pl.col("closes"), pl.col("order") < 8).select(
        "document_id", b_from="start_date", b_month_day="month_day"
    )
    ended = found.filter("closes", ~pl.col("opens"), pl.col("order") < 8).select(
        "document_id", e_to="end_date", e_month_day="end_month_day"
    )
    ended = pl.concat([ended, goes_on])
    begun = pl.concat([begun, since])
    gap = (pl.col("start_date") - pl.col("b_from")).dt.total_days()
    e_to = pl.coalesce(
        "e_to",
        pl.format("{}-{}", pl.col("end_date").dt.year(), "e_month_day").str.to_date("%Y-%m-%d", strict=False),
    )
    later = (e_to - pl.col("end_date")).dt.total_days()
    one = pl.col("month_day") == pl.col("end_month_day")
    days = pl.duration(days=pl.col("took") - 1)
    first = begun.unique("document_id", keep="first", maintain_order=True)
    last = ended.unique("document_id", keep="first", maintain_order=True)
    return (
        best.join(first, on="document_id", how="left", maintain_order="left")
        .join(last, on="document_id", how="left", maintain_order="left")
        .join(length, on="document_id", how="left", maintain_order="left")
        .with_columns(
            start_date=pl.when("closes", ~pl.col("opens"), one, gap.is_between(1, LONGEST))
            .then("b_from")
            .when("closes", ~pl.col("opens"), one, pl.col("took").is_not_null())
            .then(pl.col("start_date") - days)
            .otherwise("start_date"),
            end_date=pl.when(~pl.col("closes"), one, later.is_between(1, LONGEST))
            .then(e_to)
            .when("opens", ~pl.col("closes"), one, pl.col("took").is_not_null())
            .then(pl.col("end_date") + days)
            .otherwise("end_date"),
            counted=one & pl.col("took").is_not_null() & (pl.col("closes") | pl.col("opens")),
        )
    )


def _complete(best: pl.DataFrame) -> pl.DataFrame:
    return best.with_columns(
        date_basis=pl.when(pl.col("start_date").is_null())
        .then(None)
        .when(pl.col("is_completed") | pl.col("counted"))
        .then(pl.lit("inferred"))
        .otherwise(pl.lit("explicit")),
        month_day=pl.when(pl.col("start_date").is_null()).then("month_day"),
    )
