"""Which of a document's dates are the event's days."""

from __future__ import annotations

import polars as pl

from dialogues.events import spans

_B = r"(?-u:\b)"
_NUMBER = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
    "6": 6,
    "7": 7,
}

HISTORY = (  # words before a date of something else
    rf"(?i){_B}(?:since|established|founded|created|adopted|approved|signed|ratified|acceded|joined"
    r"|accession|entered into force|elected|appointed|born|dated|as of|until|till|by|before|prior to"
    r"|after|following|resolution|law|decree|convention|independence|published|updated|posted|accessed"
    r"|said|says|announced|reported|wrote|released|issued|preceded|foreseen"
    r"|deadline|starting from|instructed|declared|proclaimed|celebrated|marked|anniversary)(?: (?:in|on|for"
    rf"|of|the|from|at|back|as|early|late|mid|held)){{0,3}} ?{_B}[\"'(]?\s*$"
    rf"|{_B}(?:elections?|referendum|statements?|conclusions|letter|reports?|speech|address|decisions?|visit"
    r"|attacks?|violence|protests?|events|deal|agreement|treaty|accord|pardon|amnesty|summit|congress|vote"
    r"|judge?ment|verdict|sentence|arrest|release|reforms?|amendments?) of (?:the )?$"
)
DOCUMENT = (
    r"(?i)^,?\s*(?:statement|resolution|decree|press|report|agreement|elections?|referendum|memorandum"
    rf"|law|deal|attacks?|violence|protests?|pardon|amnesty|summit|vote|verdict|judge?ment|amendments?){_B}"
)
DATELINE = r"^[\p{Lu}][\p{L}.' -]+(?:, [\p{Lu}][\p{L}.' -]+)?,\s*$"  # "Ashgabat, 25 June: the sides met"
DATED_LINE = (
    r"^[\p{Lu}][\p{L}.' -]+(?:, [\p{Lu}][\p{L}.' -]+)?,\s*[^,;:]{6,40}\.\s*$"  # "Ashgabat, 15-16 May 2024."
)
_AGENCY = r"(?:\([^)]{2,40}\)|/[^/]{2,40}/)"
_TOWN = r"^\(?[\p{Lu}][\p{L}.' -]+(?:, [\p{Lu}][\p{L}.' -]+)?,?\s*"
AGENCY_LINE = (  # before and after the day of an agency's report: "ABU DHABI, 24 May 2025 (WAM) --"
    (rf"{_TOWN}$", rf"^\)?,?\s*{_AGENCY}\s*,?\s*[-–—:.]"),
    (rf"{_TOWN}{_AGENCY},?\s*[-–—]*\s*$", r"^\s*[-–—:.]"),
)
TODAY = rf"(?i){_B}(?:today|this (?:morning|afternoon|evening)){_B}"
OF_LATE = (  # told as of a day before the report's: "has met", "in a recent briefing"
    rf"(?i){_B}(?:(?:has|have) (?:(?:just|recently|jointly|also) )?(?:held|met|hosted|organi[sz]ed|conducted"
    rf"|convened|completed|concluded|ended|gathered|taken place|discussed|received|visited)|recent(?:ly)?"
    rf"|last (?:week|month)|the other day|earlier this (?:week|month|year)|past (?:week|month)){_B}"
)
REPORTS = (  # the day of an announcement: "On Tuesday the ministry said that"
    rf"(?i)^,?\s+(?:[^\s,;:]+\s+){{1,8}}?(?:announced|reported|published|issued|released|posted|said that"
    rf"|stated that|confirmed that|told|informed|wrote){_B}"
)
_SENTENCE_OPENS = r"(?i)^\W{0,3}(?:(?:late |earlier )?on\s+)?$"
_PLAN_OF_WORK = r"(?:work ?-?plan|work programme|programme of work|plan of work|annual plan)"
WORK_PLAN = (  # a year whose plan of work the event belongs to
    rf"(?i)(?:^|[^-0-9])(20[0-9]{{2}}) (?:joint |annual )?{_PLAN_OF_WORK}"
)
WORK_PLAN_FOR = rf"(?i){_PLAN_OF_WORK} (?:for|of) (?:the year )?(20[0-9]{{2}})(?:[^-0-9]|-[^0-9]|$)"
THIS_YEAR = (  # the year in which the text was written
    rf"(?i)(?:^|[^-0-9])(20[0-9]{{2}}) (?:is|being|marks|has been declared) (?:the|a|an|our|its){_B}"
    rf"|{_B}(?:this|the current) year,? \(?(20[0-9]{{2}}){_B}"
)
OPENS = rf"(?i){_B}(?:started|began|begun|begins|starts|opened|opens|kicked off|commenced|launched){_B}"
CLOSES = (
    rf"(?i){_B}(?:ended|concluded|completed|finished|(?:wrapped|wound|wind|wraps?) up"
    rf"|(?:came|drew) to (?:an end|a close)){_B}"
)
OPENED_ON = (  # before the day on which what ended another day had begun: "going on since Monday"
    rf"(?i){_B}(?:since|(?:began|begun|started|opened|kicked off|launched|beginning|starting|opening)"
    r"(?: on)?)\s+$"
)
FROM_DAY = rf"(?i){_B}(?:from|starting(?: on| from)?|beginning(?: on)?|as of|commencing(?: on)?)\s+$"
TO_DAY = r"(?i)^\s*(?:-|to|until|till|through|and)\s*$"
GOES_ON = (
    rf"(?i){_B}(?:tomorrow|continues?|continued|continuing|second day|next day|last day|final day"
    rf"|followed|conclude[sd]?|ends?){_B}"
)
REVIEW = rf"(?i){_B}(?:universal periodic review|upr|recommendations|periodic review){_B}"
TOOK_PLACE = (
    rf"(?i){_B}(?:took place|was held|was reviewed|was considered|were adopted|was adopted|completed){_B}"
)
FRESH = (  # words that put a meeting right after the review
    rf"(?i){_B}(?:now that|newly|recently|just|freshly|shortly after|soon after|in the wake of){_B}"
)
FITS = 2.0
FOLLOW_UP_MONTHS = 10
LEAD = 3  # sentences of the body that say under which plan of work the event was held
ENOUGH_DAYS = 2  # dates of one year, and of no other, that give it to a day among them
SOON_AFTER = 183  # days after the last of them
DENSE_DAYS = 183
BESIDE_DAYS = 14  # a day without a year is of the year of a full date so near
LASTING = (
    rf"(?i){_B}(two|three|four|five|six|seven|[2-7])(?:[- ]|\s+)(?:productive |working |full )?days?{_B}"
)


def choose(told: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The event's days in each document that tells them.

    Parameters
    ----------
    told
        Sentences with their marks (occasions.tell, occasions.mark).
    found
        Dates (dates.find).

    Returns
    -------
    pl.DataFrame
        One row per document: ``document_id, sentence_id, at, to`` (the date that tells most),
        ``start_date, end_date, month_day, date_basis``; and ``end_sentence_id, end_at, end_to`` where another
        date or a duration gives the last day.
    """
    dates = (
        found.drop("role", "position", "document_id", "start", "end")
        .join(told.rename({"start": "sentence_start", "end": "sentence_end"}), on="sentence_id")
        .with_columns(
            before=pl.col("plain").str.slice(0, pl.col("at")),
            after=pl.col("plain").str.slice(pl.col("to")),
        )
    )
    candidates = dates.filter(
        pl.col("month_day").is_not_null() | pl.col("start_date").is_not_null()
    ).with_columns(fits=_fits())
    begun = candidates.filter(pl.col("before").str.contains(OPENED_ON), ~pl.col("future"))
    candidates = candidates.filter(
        (pl.col("fits") >= FITS) | ((pl.col("fits") > 0) & pl.col("plain").str.contains(GOES_ON))
    )
    candidates = _of_the_only_year(_of_a_known_year(_beside_full_dates(candidates), told), dates)
    best = (
        candidates.filter(~pl.col("future") | pl.col("ahead"), pl.col("fits") >= FITS)
        .sort(["document_id", "fits", "position", "at"], descending=[False, True, False, False])
        .unique("document_id", keep="first", maintain_order=True)
    )
    return _with_year(_last_days(_first_days(best, begun), candidates, told), told, found)


def _beside_full_dates(candidates: pl.DataFrame) -> pl.DataFrame:
    """Complete a day without a year by a full date of the event: "from 5 to 8 June 2023 ... on 6 June"."""
    full = candidates.filter(pl.col("start_date").is_not_null(), ~pl.col("is_completed")).select(
        "document_id", full_date="start_date"
    )
    full = full.unique("document_id", keep="first", maintain_order=True)
    first, last = _in_year(pl.col("full_date").dt.year())
    near = (first - pl.col("full_date")).dt.total_days().abs() <= BESIDE_DAYS
    fills = (pl.col("start_date").is_null() & near & (first <= last)).fill_null(False)
    return (
        candidates.join(full, on="document_id", how="left", maintain_order="left")
        .with_columns(_completed(fills, first, last))
        .drop("full_date")
    )


def _of_a_known_year(candidates: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Complete a day without a year by a year that the text gives.

    That of the plan of work which its sentence or the lead names, "their joint workplan for 2024"; or the
    one in which the text says it was written, "2024 is the last year". Two different years tell nothing.
    """
    year = pl.coalesce(pl.col("plain").str.extract(pattern) for pattern in (WORK_PLAN, WORK_PLAN_FOR))
    written = pl.coalesce(pl.col("plain").str.extract(THIS_YEAR, group) for group in (1, 2))
    lead = pl.when(pl.col("rank") <= LEAD).then(year)
    of_text = (
        told.select("document_id", lead=lead, written=written)
        .group_by("document_id")
        .agg(
            pl.when(pl.col(name).drop_nulls().n_unique() == 1).then(pl.col(name).drop_nulls().first())
            for name in ("lead", "written")
        )
    )
    candidates = candidates.join(of_text, on="document_id", how="left", maintain_order="left")
    known = pl.coalesce(year, "lead", "written")
    first, last = _in_year(known)
    fills = (pl.col("start_date").is_null() & (first <= last)).fill_null(False)
    return candidates.with_columns(_completed(fills, first, last)).drop("lead", "written")


def _of_the_only_year(candidates: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Complete a day without a year by that of all other dates of the text, where it falls among them.

    There are ``ENOUGH_DAYS`` of them or more, and no other year: "in April 2023 ... in June 2023 ... on
    18 December". The day lies not long after the last of them; or among them, where they are
    ``DENSE_DAYS`` apart at most. Days of history do not count, unless their year is a later one.
    """
    full = pl.col("start_date").is_not_null() & ~pl.col("is_completed")
    history = pl.col("before").str.contains(HISTORY) | pl.col("prior")
    of_month = pl.col("form") == "month_year"
    own = (full | of_month) & ~history
    known = pl.coalesce(
        pl.when(full).then("start_date"),
        pl.when(of_month).then(pl.format("{}-01", "code").str.to_date("%Y-%m-%d", strict=False)),
    )
    years = (
        dates.with_columns(known=known)
        .with_columns(of_year=pl.when(full | of_month).then(pl.col("known").dt.year()))
        .group_by("document_id")
        .agg(
            years=pl.col("of_year").filter(~history).drop_nulls().n_unique(),
            only=pl.col("of_year").filter(own).first(),
            latest=pl.col("of_year").max(),
            days=pl.col("known").filter(own).n_unique(),
            first_full=pl.col("known").filter(own).min(),
            last_full=pl.when(of_month).then(known.dt.month_end()).otherwise(known).filter(own).max(),
        )
        .filter(pl.col("years") == 1, pl.col("latest") == pl.col("only"), pl.col("days") >= ENOUGH_DAYS)
        .drop("latest")
    )
    first, last = _in_year(pl.col("only"))
    until = pl.col("last_full") + pl.duration(days=SOON_AFTER)
    dense = (pl.col("last_full") - pl.col("first_full")).dt.total_days() <= DENSE_DAYS
    since = pl.when(dense).then("first_full").otherwise("last_full")
    among = (first >= since) & (last <= until) & (first <= last)
    fills = (pl.col("start_date").is_null() & among).fill_null(False)
    return (
        candidates.join(years, on="document_id", how="left", maintain_order="left")
        .with_columns(_completed(fills, first, last))
        .drop("years", "only", "days", "first_full", "last_full")
    )


def _in_year(year: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last day of a date without a year, in this ``year``."""
    first, last = (
        pl.format("{}-{}", year, name).str.to_date("%Y-%m-%d", strict=False)
        for name in ("month_day", "end_month_day")
    )
    return first, last


def _completed(fills: pl.Expr, first: pl.Expr, last: pl.Expr) -> list[pl.Expr]:
    """The columns of a date, completed by ``first`` and ``last`` where these ``fills`` it."""
    return [
        pl.when(fills).then(first).otherwise("start_date").alias("start_date"),
        pl.when(fills).then(last).otherwise("end_date").alias("end_date"),
        (fills | pl.col("is_completed")).alias("is_completed"),
    ]


def _fits() -> pl.Expr:
    """How well a date fits the event: from ``FITS`` on it is taken."""
    relative = pl.col("form").is_in(["relative", "weekday"])
    dateline = pl.col("before").str.contains(DATELINE)
    several_days = pl.col("month_day") != pl.col("end_month_day")
    of_agency = pl.any_horizontal(
        pl.col("before").str.contains(opens) & pl.col("after").str.contains(closes)
        for opens, closes in AGENCY_LINE
    )
    of_report = (of_agency | (dateline & pl.col("plain").str.contains(OF_LATE))) & ~pl.col(
        "plain"
    ).str.contains(TODAY)
    announced = pl.col("before").str.contains(_SENTENCE_OPENS) & pl.col("after").str.contains(REPORTS)
    something_else = (
        pl.col("before").str.contains(HISTORY) | pl.col("after").str.contains(DOCUMENT) | announced
    )
    return (
        3.0 * pl.col("named")
        + 1.5 * pl.col("held")
        + 1.5 * pl.col("noun")
        + 1.0 * (pl.col("rank") == 1)
        + 0.5 * ((pl.col("rank") <= 3) & pl.col("start_date").is_not_null() & ~pl.col("is_completed"))
        + 0.5 * several_days
        + 3.0 * (dateline & several_days & pl.col("plain").str.contains(DATED_LINE) & (pl.col("rank") == 1))
        - 0.15 * pl.col("rank").clip(0, 10)
        - 4.0 * pl.col("prior")
        - 9.0 * something_else
        - 9.0 * (pl.col("role") == "header") * ~pl.col("named")
        - 1.0 * dateline
        - 9.0 * (dateline & ~several_days & _another_day())
        - 9.0 * (of_report & ~several_days)
        - 2.5 * relative
        + 1.0 * ((pl.col("form") == "relative") & pl.col("named") & (pl.col("rank") == 1))
        - 9.0 * (relative & ~pl.col("held") & ~(pl.col("named") & ~pl.col("ahead") & (pl.col("rank") > 0)))
    )


def _another_day() -> pl.Expr:
    """Whether the sentence tells a day from that of its dateline: "Manama, 6 November: Yesterday ..."."""
    told = pl.col("form").is_in(["relative", "weekday"]) & (pl.col("named") | pl.col("held"))
    day = pl.when(told).then("month_day")
    return (day != pl.col("month_day").first()).any().over("sentence_id").fill_null(False)


def _first_days(best: pl.DataFrame, begun: pl.DataFrame) -> pl.DataFrame:
    """Take the first day of what ended on the day found: "ended yesterday, ... going on since Monday"."""
    gap = (_any_year("month_day") - _any_year("begun_month_day")).dt.total_days()
    earlier = (
        begun.select(
            "sentence_id",
            begun_at="at",
            begun_to="to",
            begun_date="start_date",
            begun_month_day="month_day",
            begun_form="form",
        )
        .join(
            best.select("document_id", "sentence_id", "plain", "month_day", "end_month_day"), on="sentence_id"
        )
        .filter(
            gap.is_between(1, 6),
            pl.col("month_day") == pl.col("end_month_day"),
            pl.col("plain").str.contains(CLOSES),
        )
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "begun_at", "begun_to", "begun_date", "begun_month_day")
    )
    has_begun = pl.col("begun_at").is_not_null()
    both_dated = pl.col("begun_date").is_not_null() == pl.col("start_date").is_not_null()
    return (
        best.join(earlier, on="document_id", how="left", maintain_order="left")
        .with_columns(has_begun=has_begun & both_dated)
        .with_columns(
            begun_end_at=pl.when("has_begun").then("at"),
            begun_end_to=pl.when("has_begun").then("to"),
            at=pl.when("has_begun").then("begun_at").otherwise("at"),
            to=pl.when("has_begun").then("begun_to").otherwise("to"),
            start_date=pl.when("has_begun").then("begun_date").otherwise("start_date"),
            month_day=pl.when("has_begun").then("begun_month_day").otherwise("month_day"),
        )
        .drop("begun_at", "begun_to", "begun_date", "begun_month_day", "has_begun")
    )


def _last_days(best: pl.DataFrame, candidates: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Add the last day where a range, a later date of the same event, or a duration tells it."""
    gap = (_any_year("end_month_day", "next") - _any_year("end_month_day")).dt.total_days()
    to_day = (
        (pl.col("sentence_id") == pl.col("end_sentence_id"))
        & pl.col("is_completed")
        & pl.col("plain").str.slice("to", (pl.col("end_at") - pl.col("to")).clip(0)).str.contains(TO_DAY)
    )
    later = (
        best.select("document_id", "end_month_day", "at", "to", "sentence_id", "plain", "is_completed")
        .join(
            candidates.select(
                "document_id",
                goes_on=pl.col("plain").str.contains(GOES_ON),
                end_sentence_id="sentence_id",
                end_at="at",
                end_to="to",
                later_date="end_date",
                later_month_day="end_month_day",
                end_month_day_next="end_month_day",
            ),
            on="document_id",
        )
        .filter(gap.is_between(1, 6), pl.col("goes_on") | to_day)
        .sort("document_id", "later_month_day", descending=[False, True])
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "end_sentence_id", "end_at", "end_to", "later_date", "later_month_day")
    )
    lasting = _durations(told)
    opens = pl.col("plain").str.contains(OPENS) | pl.col("before").str.contains(FROM_DAY)
    closes = pl.col("plain").str.contains(CLOSES)
    one_day = pl.col("month_day") == pl.col("end_month_day")
    days = pl.duration(days=pl.col("days") - 1)
    by_duration = one_day & pl.col("days").is_not_null() & pl.col("later_month_day").is_null()
    counted = by_duration & (opens | closes)
    return (
        best.join(later, on="document_id", how="left")
        .join(lasting, on="document_id", how="left")
        .with_columns(
            is_counted=counted,
            start_date=pl.when(by_duration & closes & ~opens)
            .then(pl.col("start_date") - days)
            .otherwise("start_date"),
            end_date=pl.when(by_duration & opens)
            .then(pl.col("end_date") + days)
            .otherwise(pl.coalesce("later_date", "end_date")),
            end_sentence_id=pl.coalesce(
                "end_sentence_id",
                pl.when(counted).then("lasting_id"),
                pl.when(pl.col("begun_end_at").is_not_null()).then("sentence_id"),
            ),
            end_at=pl.coalesce("end_at", pl.when(counted).then("lasting_at"), "begun_end_at"),
            end_to=pl.coalesce("end_to", pl.when(counted).then("lasting_to"), "begun_end_to"),
        )
        .with_columns(
            date_basis=pl.when(pl.col("start_date").is_null())
            .then(None)
            .when(pl.col("is_completed") | pl.col("is_counted"))
            .then(pl.lit("inferred"))
            .otherwise(pl.lit("explicit")),
            end_month_day=pl.coalesce("later_month_day", "end_month_day"),
            month_day=pl.when(pl.col("start_date").is_null()).then("month_day"),
        )
        .select(
            "document_id", "sentence_id", "at", "to", "start_date", "end_date", "month_day", "end_month_day",
            "date_basis", "end_sentence_id", "end_at", "end_to",
        )
    )  # fmt: skip


def _with_year(days: pl.DataFrame, told: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Complete a day without a year where the text puts the event right after a review that it dates.

    "Now that the recommendations are accepted, a briefing was held on 22 July", and of the review "in
    November 2023": the event is of the year in which that day first comes, if that is within
    ``FOLLOW_UP_MONTHS``. Of an event that only deals with a review, or came some time after it, the year
    stays open.
    """
    on_review = told.filter(pl.col("plain").str.contains(REVIEW))
    followed = (
        on_review.filter(pl.col("about") & pl.col("plain").str.contains(FRESH))
        .select("document_id")
        .unique()
        .join(on_review.filter("named").select("document_id").unique(), on="document_id", how="semi")
    )
    reviews = (
        found.filter(pl.col("form") == "month_year")
        .join(on_review.filter(pl.col("plain").str.contains(TOOK_PLACE)), on="sentence_id", how="semi")
        .join(followed, on="document_id", how="semi")
        .group_by("document_id")
        .agg(review=pl.col("code").max())
        .with_columns(review=pl.format("{}-01", "review").str.to_date("%Y-%m-%d").dt.month_end())
    )
    same_year, next_year = (
        pl.format("{}-{}", pl.col("review").dt.year() + later, "month_day").str.to_date(
            "%Y-%m-%d", strict=False
        )
        for later in (0, 1)
    )
    start = pl.when(same_year > pl.col("review")).then(same_year).otherwise(next_year)
    length = _any_year("end_month_day") - _any_year("month_day")
    near = start < pl.col("review").dt.offset_by(f"{FOLLOW_UP_MONTHS}mo")
    completed = pl.col("start_date").is_null() & near.fill_null(False)
    return (
        days.join(reviews, on="document_id", how="left")
        .with_columns(
            start_date=pl.when(completed).then(start).otherwise("start_date"),
            end_date=pl.when(completed).then(start + length).otherwise("end_date"),
            month_day=pl.when(~completed).then("month_day"),
            date_basis=pl.when(completed).then(pl.lit("inferred")).otherwise("date_basis"),
        )
        .drop("review")
    )


def _durations(told: pl.DataFrame) -> pl.DataFrame:
    """How many days the event lasted, where a sentence that names its kind says so."""
    return (
        spans.find(told.filter("named"), LASTING, "plain")
        .with_columns(
            days=pl.col("surface")
            .str.extract(LASTING)
            .str.to_lowercase()
            .replace_strict(_NUMBER, return_dtype=pl.Int64)
        )
        .sort("document_id", "position", "at")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "days", lasting_id="sentence_id", lasting_at="at", lasting_to="to")
    )


def _any_year(month_day: str, suffix: str = "") -> pl.Expr:
    """The day in a leap year: to count days between two that have no year."""
    name = f"{month_day}_{suffix}" if suffix else month_day
    return pl.format("2000-{}", name).str.to_date("%Y-%m-%d", strict=False)
