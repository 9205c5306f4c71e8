"""Match rules: by which facts two documents, a candidate pair, are known to report one event.

They are a ladder: the less two texts say of the time, the more has to agree besides. The columns of a pair
are the facts of its two documents, those of the second with ``_other`` at the end of their names, and how
many ``sentences``, ``topics``, ``bodies``, ``people``, and of these ``visitors`` (no hosts), ``guests`` (of
the other side), ``hosts`` and ``company`` (who took part), they share.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.events.candidates import LATE_DAYS, SOON_DAYS

SEVERAL = 2  # people, hosts or subjects in common that count
HALF_A_YEAR = 183  # days beyond which a day without a year is of another one


@dataclass(frozen=True, slots=True)
class MatchRule:
    """One reason why two documents report one event.

    Attributes
    ----------
    words
        For the table links: what both texts have, being of one state.
    holds
        Whether the rule holds of a pair.
    """

    words: str
    holds: pl.Expr


def possible(codebook: Codebook) -> pl.Expr:
    """Whether the documents of a pair can report one event: no other round, place or parties, no far day.

    A round of a standing kind is held once, wherever a text puts it, and several people are not in two places
    on a day: there another place is a difference of its reports. Of an event of many sides each text can name
    the hosts it knows, where somebody of theirs and subjects are the same.
    """
    standing = _same("kind") & pl.col("kind").is_in(codebook.standing()) & _both_name_parties()
    far = pl.col("start_date").is_not_null() & pl.col("start_date_other").is_not_null() & ~_touching()
    one_place = (standing & (_touching() | _same("ordinal"))) | (_touching() & _guest() & _company())
    one_event = _touching() & _both_in(codebook.kinds_with("many")) & _guest() & _subjects()
    agree = _covered() | _party() | one_event
    elsewhere = differ("place") & ~one_place
    return ~differ("ordinal") & ~elsewhere & ~(far & ~_day_apart()) & ~_another_day() & agree


def differ(name: str) -> pl.Expr:
    """Whether both documents of a pair give the fact ``name``, and not the same."""
    return (pl.col(name) != pl.col(f"{name}_other")).fill_null(False)


def rules(codebook: Codebook) -> tuple[MatchRule, ...]:
    """All rules, the strongest first; what a rule names, both texts have.

    Visitors meet several people on a day, so of meetings of two sides the people tell which is which:
    documents that both name people of one side, and none in common, report two. Of an event of many sides
    each text can name others. A codebook says of which kinds an event is so.
    """
    kind = _same("kind")
    standing = kind & pl.col("kind").is_in(codebook.standing())
    once = [each.code for each in codebook.kinds if each.standing or each.once_a_day]
    one_a_day = kind & pl.col("kind").is_in(once)  # other kinds can be held twice a day
    two, many = (_both_in(codebook.kinds_with(sides)) for sides in ("two", "many"))
    alike = kind | two | many

    party, silent = _party(), _one_names_parties()
    parties = _same("parties") & (pl.col("parties") != "")
    several_hosts = _hosts() >= SEVERAL
    form, video = _same_form(), _same("mode") & (pl.col("mode") == "video")
    place = _same("place") | video
    subjects, a_subject = _subjects(), pl.col("shared_topics") > 0
    guest, company = _guest(), _company()
    took_part = pl.col("shared_company")
    other_guests = _both("names_guests") & (pl.col("shared_visitors") == 0)
    other_people = other_guests | (_both("names_hosts") & (pl.col("shared_hosts") == 0))

    of_year = _on_day()
    course = (pl.col("start_date") < pl.col("end_date")) & _same("start_date") & _same("end_date")
    soon, late = _told_within(SOON_DAYS), _told_within(LATE_DAYS)
    in_year = ~(_days_between() > HALF_A_YEAR).fill_null(False)
    year_is_known = (_days_between() <= HALF_A_YEAR).fill_null(False)
    day = _touching() | (of_year & year_is_known)

    return (
        MatchRule(
            "Whole sentences in common, and one kind of event and day or round.",
            kind & (pl.col("shared_sentences") > 0) & (day | of_year | _same("ordinal")) & in_year,
        ),
        MatchRule(
            "One number of a round, kind of event and counterpart; or place, where one text names no party.",
            standing & _same("ordinal") & in_year & (party | (place & silent)),
        ),
        MatchRule(
            "One day, counterpart and kind of event that is held once a day.",
            day & one_a_day & party,
        ),
        MatchRule(
            "One day, kind of event and body whose meeting it was.",
            day & one_a_day & _none_names_parties() & (pl.col("shared_bodies") > 0),
        ),
        MatchRule(
            "One day, counterpart and kind of event of many sides; and nobody else of the other side, or the "
            "same days of a longer course, subjects or several counterparts.",
            (day & kind & many & party & (form | guest | course) & ((_hosts() > 0) | place | subjects))
            & (~other_guests | course | subjects | several_hosts),
        ),
        MatchRule(
            "One day, counterpart and kind of event of two sides; and several people, several days, or "
            "subjects and nobody else.",
            (day & kind & two & party)
            & ((guest & (company | course)) | ((guest | parties) & subjects & ~other_people)),
        ),
        MatchRule(
            "One day and people of the other side; and kind of event, several people, or place and nobody "
            "else.",
            (day & guest)
            & (
                (kind & (many | standing) & form)
                | (company & (alike | subjects))
                | (alike & place & ~other_people & (many | subjects))
            ),
        ),
        MatchRule(
            "One day and several people who took part, or the same days of a longer course; or one text "
            f"gives no day and appeared in {SOON_DAYS} days.",
            (took_part >= SEVERAL) & ((alike & (day | (of_year & in_year) | soon)) | (course & party)),
        ),
        MatchRule(
            "One day and counterpart, called by two names; and place, subjects and nobody else, or both by "
            "video.",
            day & party & ((many & place & subjects & ~other_guests) | (two & video & ~other_people)),
        ),
        MatchRule(
            "One day and kind of event, where one text names no party; and somebody who took part, and the "
            "place or a subject, or place and subjects and nobody else, or the days of a longer course.",
            (day & kind & silent & (many | standing))
            & (
                (place & (course | (subjects & ~other_people)))
                | ((took_part > 0) & form & (place | a_subject))
            ),
        ),
        MatchRule(
            "Days that follow one another, one counterpart, kind of event and people of the other side.",
            _day_apart() & kind & guest & (standing | (company & place)),
        ),
        MatchRule(
            "One day of the year, counterpart and kind of event; and people of the other side, or the place, "
            "form or number of a round, or several counterparts of what is held once a day.",
            (of_year & in_year & kind & party)
            & (guest | (one_a_day & several_hosts) | (standing & (place | _same("mode") | _same("ordinal")))),
        ),
        MatchRule(
            "One month, kind of event and its counterparts; one text gives no day.",
            _in_month() & standing & parties & form,
        ),
        MatchRule(
            f"One text gives no day and appeared in {SOON_DAYS} days, or in {LATE_DAYS} and names somebody "
            "who was there; one counterpart and kind of event, and place, subjects, people or counterparts.",
            (kind & party & (~other_guests | subjects | standing | (took_part > 0)))
            & (
                (soon & (guest | several_hosts))
                | ((soon | (late & (took_part > 0))) & (standing | place | subjects))
            ),
        ),
        MatchRule(
            "One text gives no day; one counterpart, kind of event and several people, and place, form or "
            "subjects.",
            (_without_day("") | _without_day("_other"))
            & (kind & party & guest & company & (place | _same("mode") | subjects))
            & (year_is_known | (in_year & ~standing)),  # the same two head each round
        ),
    )


def _same(name: str) -> pl.Expr:
    return (pl.col(name) == pl.col(f"{name}_other")).fill_null(False)


def _both_in(kinds: list[str]) -> pl.Expr:
    return pl.col("kind").is_in(kinds) & pl.col("kind_other").is_in(kinds)


def _both(name: str) -> pl.Expr:
    return pl.col(name) & pl.col(f"{name}_other")


def _guest() -> pl.Expr:
    return pl.col("shared_guests") > 0


def _subjects() -> pl.Expr:
    """Whether several subjects are the same, or the only one."""
    shared, of_both = pl.col("shared_topics"), pl.max_horizontal("topics", "topics_other")
    return (shared >= SEVERAL) | ((shared > 0) & (shared == of_both))


def _company() -> pl.Expr:
    return pl.col("shared_people") >= SEVERAL


def _same_form() -> pl.Expr:
    """Whether nothing says that the forms differ: of a hybrid meeting a text may tell one half."""
    hybrid = pl.any_horizontal(pl.col(f"mode{of}") == "hybrid" for of in ("", "_other")).fill_null(False)
    return ~differ("mode") | hybrid


def _without_day(of: str) -> pl.Expr:
    return pl.col(f"start_date{of}").is_null() & pl.col(f"month_day{of}").is_null()


def _touching() -> pl.Expr:
    """Whether the days of both overlap."""
    begins_in_time = pl.col("start_date") <= pl.col("end_date_other")
    return (begins_in_time & (pl.col("start_date_other") <= pl.col("end_date"))).fill_null(False)


def _day_apart() -> pl.Expr:
    """Whether the one begins the day after the other ended."""
    gaps = (
        pl.col(f"start_date{one}") - pl.col(f"end_date{other}")
        for one, other in (("", "_other"), ("_other", ""))
    )
    return (pl.max_horizontal(gaps).dt.total_days() == 1).fill_null(False)


def _within(part: str, form: str) -> pl.Expr:
    """Whether both give the same ``part`` of a day (``form`` as in strftime), or the days of one hold it."""

    def held(one: str, other: str) -> pl.Expr:
        first, last = (pl.col(f"{name}_date{other}").dt.strftime(form) for name in ("start", "end"))
        return pl.col(f"{part}{one}").is_between(first, last).fill_null(False)

    return held("", "_other") | held("_other", "") | _same(part)


def _on_day() -> pl.Expr:
    """Whether the day of the year is the same, where one gives no year."""
    return _within("month_day", "%m-%d")


def _another_day() -> pl.Expr:
    """Whether the one gives a day without a year that is none of the other's days, nor beside them."""

    def other_than(one: str, other: str) -> pl.Expr:
        first, last = (pl.col(f"{name}_date{other}") for name in ("start", "end"))
        days = pl.date_ranges(first.dt.offset_by("-1d"), last.dt.offset_by("1d"))
        told = pl.col(f"month_day{one}")
        return told.is_not_null() & ~days.list.eval(pl.element().dt.strftime("%m-%d")).list.contains(told)

    return pl.any_horizontal(other_than("", "_other"), other_than("_other", "")).fill_null(False)


def _in_month() -> pl.Expr:
    """Whether the month is the same, where one gives no more."""
    return _within("month", "%Y-%m") & (_without_day("") | _without_day("_other"))


def _told_within(days: int) -> pl.Expr:
    """Whether the one, which gives no day, appeared so few days after the other, or after what it tells."""

    def after(one: str, other: str) -> pl.Expr:
        apart = (pl.col(f"published{one}") - pl.col(f"end_date{other}")).dt.total_days()
        return _without_day(one) & apart.is_between(0, days).fill_null(False)

    between = (pl.col("published") - pl.col("published_other")).dt.total_days().abs()
    neither = _without_day("") & _without_day("_other") & (between <= days).fill_null(False)
    return after("", "_other") | after("_other", "") | neither


def _days_between() -> pl.Expr:
    """The days between the two as far as is known: of the events, or of what appeared."""
    one, other = (pl.coalesce(f"start_date{of}", f"published{of}") for of in ("", "_other"))
    return (one - other).dt.total_days().abs()


def _hosts() -> pl.Expr:
    """How many counterparts both name."""
    return pl.col("counterparts").list.set_intersection("counterparts_other").list.len()


def _party() -> pl.Expr:
    """Whether a counterpart of one is the other's, or the whole or a body of one."""
    return pl.any_horizontal(
        pl.col(f"counterparts{one}").list.set_intersection(f"wide{other}").list.len() > 0
        for one, other in (("", "_other"), ("_other", ""))
    )


def _covered() -> pl.Expr:
    """Whether all parties of one are the other's, or the whole or a body of one; so where one names none."""
    return pl.any_horizontal(
        pl.col(f"counterparts{one}").list.set_difference(f"wide{other}").list.len() == 0
        for one, other in (("", "_other"), ("_other", ""))
    )


def _both_name_parties() -> pl.Expr:
    return (pl.col("parties") != "") & (pl.col("parties_other") != "")


def _none_names_parties() -> pl.Expr:
    return (pl.col("parties") == "") & (pl.col("parties_other") == "")


def _one_names_parties() -> pl.Expr:
    return (pl.col("parties") == "") ^ (pl.col("parties_other") == "")
