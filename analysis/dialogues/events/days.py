"""Which of a document's dates are the event's days."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.events import dated, doubts, occasions, orders, shapes, spans, timeliness
from dialogues.events.orders import Order

RECENT = ("weekday", "day_month", "month_day")  # "last Friday, 3 May"
_WHERE = ("document_id", "sentence_id", "position", "clause", "symbol", "rank")
_TOLD = (*_WHERE, "order", "assertion", "frame", "whole", "days")
_NO_DAY_OF = ["by", "after", "before", "until", "for", "to"]
_OF_ANOTHER = ["NEXT", "'s"]  # before the day of another meeting: "the next on 3 May", "Oslo's 3 May talks"
_EARLIER = r" (?:SINCE|PRESENT|PAPER|EARLIER|PRESS[.0-9]+) "
_HELD = r" (?:HOLD|TAKE_PLACE|OPEN|CLOSE) "
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
    in_names: pl.DataFrame,
    published: pl.DataFrame,
    codebook: Codebook,
) -> When:
    """The event's days, each field with its words, and what they rest on.

    The day in the clause that tells of the event; else that of the dateline over it. A range that holds the
    day is the event's span; a day on which it ended is its last, where another clause tells the first or how
    long it took. ``in_names``: what the names that are dates say (dated.in_names).
    """
    told = [
        about.select(_TOLD).filter((pl.col("order") < Order.BESIDE) | (pl.col("rank") > 0)),
        _datelines(clauses, about),
        occasions.at_large(clauses, judged, about, "DATE").filter(pl.col("rank") > 0).select(_TOLD),
    ]
    found = _not_of_the_day_before(_dates(pl.concat(told, how="diagonal"), in_names), about)
    months = found.filter(pl.col("month").is_not_null(), pl.col("order") < Order.LOOSE)
    found = _of_a_known_year(found.filter(pl.col("month").is_null()), clauses, in_names)
    found = timeliness.as_news(found, clauses, in_names, published)
    found = _agreed(found, about, texts, codebook)
    first = rows.first(found)
    of_figures = first.filter(pl.col("other_reading").is_not_null())
    clear = first.join(of_figures, on="document_id", how="anti", maintain_order="left")
    best = spans.complete(clear, found, about, clauses, named, in_names, codebook)
    rivals = _rivals(best, found)
    best = best.join(rivals, on="document_id", how="anti", maintain_order="left")
    return When(
        {name: _field(best, name) for name in ("start_date", "end_date", "month_day")},
        best.select("document_id", "date_basis"),
        rows.first(months).select("document_id", "month"),
        pl.concat([_two_readings(of_figures), rivals]),
    )


def _datelines(clauses: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """Lines of place and day over the event ("Oslo, 3 June 2024"), as if they told of it.

    They stand in the lead, or end the header. Where the lead says that somebody "has met", the line has the
    day of the report.
    """
    last = pl.col("position").filter(pl.col("rank") == 0).max().over("document_id")
    ends_header = (pl.col("position") == last).fill_null(value=False) & pl.col("whole").str.contains(_PLACED)
    lead = (
        about.filter(pl.col("order") <= Order.NAMED, pl.col("rank") > 0)
        .sort("document_id", "rank", "order", maintain_order=True)
        .pipe(rows.first)
        .select("document_id", "has_met", lead="rank", told_in="sentence_id")
    )
    same = pl.col("told_in") == pl.col("sentence_id")
    near = pl.when(same | pl.col("ends_header")).then(Order.DATELINE).otherwise(Order.DATELINE_APART)
    return (
        clauses.with_columns(ends_header=ends_header)
        .filter(pl.col("rank").is_between(1, orders.LEAD) | pl.col("ends_header"), "is_dateline")
        .join(lead, on="document_id")
        .filter(pl.col("lead") <= orders.LEAD, ~pl.col("has_met"), same | (pl.col("clause") == 0))
        .filter(~pl.col("ends_header") | (pl.col("lead") == 1))
        .with_columns(order=near, assertion=pl.lit("held"), whole=pl.lit(""))
        .select(
            "document_id", "sentence_id", "position", "clause", "rank", "order", "assertion", "whole", "days"
        )
    )


def _dates(told: pl.DataFrame, in_names: pl.DataFrame) -> pl.DataFrame:
    """One row per date that may be a day of the event, those that go before others first.

    ``before``: the word before it; ``opens``, ``closes``: the event began or ended on it; ``spans``: it is a
    range of days; ``is_stamp``: its sentence begins with it. Left out are days of something earlier ("since
    3 May"), of the next meeting, and one day in a line over another sentence.
    """
    days = pl.col("days")
    earlier = days.str.contains(_EARLIER) & ~days.str.contains(_HELD)
    recent = (pl.col("before") == "EARLIER") & pl.col("form").is_in(RECENT)
    stamp = (pl.col("start") <= 1) & (pl.col("before").is_null() | (pl.col("before") != "on"))
    return (
        told.explode("days")
        .drop_nulls("days")
        .with_columns(before=days.str.extract(r" ([^ ]+) (?: DET )?(?: ADJ )? DATE\.[0-9]+ $"))
        .pipe(shapes.names_in, days.str.extract(shapes.LAST_DATE), in_names)
        .filter(
            pl.any_horizontal(pl.col("month_day", "start_date", "month").is_not_null()),
            ~pl.col("before").fill_null("").is_in(_OF_ANOTHER),
            ~earlier | recent,
        )
        .with_columns(
            closes=(_verb_of_day() == "CLOSE").fill_null(value=False),
            opens=(_verb_of_day() == "OPEN").fill_null(value=False),
            spans=pl.col("month_day") != pl.col("end_month_day"),
            is_stamp=stamp,
        )
        .with_columns(
            order=pl.when(pl.col("is_stamp") & (pl.col("form") != "relative"))
            .then(Order.STAMP)
            .otherwise("order")
        )
        .filter((pl.col("order") != Order.DATELINE_APART) | pl.col("spans"))
        .sort("document_id", "order", "position", "clause", "start")
    )


def _not_of_the_day_before(found: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """Leave out all but the event's own days where it was held some day "afterwards", which is not told."""
    afterwards = about.filter(pl.col("order") <= Order.HELD, pl.col("whole").str.contains(_ANOTHER_DAY))
    undated = afterwards.filter(pl.col("days").list.len() == 0)
    return found.filter(~rows.among(undated) | (pl.col("order") <= Order.HELD))


def _field(best: pl.DataFrame, name: str) -> pl.DataFrame:
    """One row per event that has a value of the field, with its words."""
    value = pl.col(name).cast(pl.String)
    return best.with_columns(value=value).drop_nulls("value").rename({"start": "at", "end": "to"})


def _two_readings(best: pl.DataFrame) -> pl.DataFrame:
    """Doubts where figures can mean two days: 03/12/2024."""
    return best.select(
        "document_id",
        field=pl.lit("start_date"),
        values=pl.format("{}|{}", "start_date", "other_reading"),
        sentence_ids="sentence_id",
    )


def _agreed(
    found: pl.DataFrame, about: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Leave out days beside the meeting where they are several, or of something else.

    That somebody was arrested, or a law signed, is something else, and so is a deadline.
    """
    large, beside = pl.col("order") == Order.LARGE, pl.col("order").is_in([Order.BESIDE, Order.LARGE])
    of_other = rows.among(occasions.of_other_matter(texts, codebook).to_frame(), "sentence_id")
    of_other |= pl.col("before").is_in(_NO_DAY_OF).fill_null(value=False)
    of_other |= large & rows.among(about.filter(pl.col("order") == Order.CHOSEN, "has_met"))
    kept = found.filter(~beside | ~of_other)
    one = pl.struct("month_day", "end_month_day").n_unique().over("document_id", large) == 1
    return kept.filter(~large | (one & (pl.col("rank") <= orders.OPENING)))


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
        days.with_columns(value=pl.coalesce(pl.col("start_date").cast(pl.String), "month_day"))
        for days in (best, found.filter(~pl.col("opens"), ~pl.col("closes"), ~pl.col("is_stamp")))
    )
    return doubts.rivals(best, others, outside, "start_date")


_WORK = r" (20[0-9]{2}) (?: ADJ )? PROJECT "  # "the 2024 work plan"
_WORK_FOR = r" PROJECT  (?:for|of)  (20[0-9]{2}) "
_WRITTEN = r" (20[0-9]{2})  (?:IS|MARK)  (?:DET|EARLIER) "  # "2024 is the last year of"


def _of_a_known_year(found: pl.DataFrame, clauses: pl.DataFrame, in_names: pl.DataFrame) -> pl.DataFrame:
    """Complete a day without a year by the year of the work it is part of, or in which the text was written.

    So does the month of an issue (a newsletter's) for a day of it or of the month before. Two different
    years tell nothing.
    """
    first, last = dated.day("year", "month_day"), dated.day("year", "end_month_day")
    fills = (pl.col("start_date").is_null() & (first <= last)).fill_null(value=False)
    return (
        found.join(
            rows.only(_years_of_work(clauses), "year"), on="document_id", how="left", maintain_order="left"
        )
        .join(
            rows.only(_issues(clauses, in_names), "issue"),
            on="document_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(year=pl.coalesce("year", _year_of_issue().cast(pl.String)))
        .with_columns(
            start_date=pl.when(fills).then(first).otherwise("start_date"),
            end_date=pl.when(fills).then(last).otherwise("end_date"),
            is_completed=fills | pl.col("is_completed"),
        )
        .drop("year", "issue")
    )


def _years_of_work(clauses: pl.DataFrame) -> pl.DataFrame:
    """Years that clauses give to the work or to the text itself: ``document_id, year``."""
    years = (pl.col("whole").str.extract(words) for words in (_WORK, _WORK_FOR, _WRITTEN))
    return clauses.select("document_id", year=pl.coalesce(years)).drop_nulls()


def _issues(clauses: pl.DataFrame, in_names: pl.DataFrame) -> pl.DataFrame:
    """Months in the header, as of an issue ("Newsletter, June 2024"): ``document_id, issue``, a date."""
    header = dated.told(clauses.filter(pl.col("rank") == 0), in_names).drop_nulls("month")
    return header.select("document_id", issue=pl.col("month").str.to_date("%Y-%m"))


def _year_of_issue() -> pl.Expr:
    """The year of a day of the issue's month, or of the month before it."""
    ago = (pl.col("issue").dt.month() - pl.col("month_day").str.head(2).cast(pl.Int8)) % 12
    return pl.when(ago <= 1).then(pl.col("issue").dt.offset_by(pl.format("-{}mo", ago)).dt.year())
