"""What the brief says, computed: each value together with the rows it was computed from.

Frames in, frames out; nothing here formats prose or draws. A ``Finding`` is one value with its rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import polars as pl

from dialogues.brief import wording
from dialogues.codebook import matching
from dialogues.codebook.facets import OTHER_PLAN
from dialogues.coding import plan_periods
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import INFERRED, JOINT

SERIES = ("state", "kind", "counterpart")  # what makes one dialogue
FEW = 3  # lanes that are named in a caption
Value = int | str | date | tuple[str, ...]
Asked = ParamSpec("Asked")
Summary = TypeVar("Summary")


@dataclass(frozen=True, slots=True)
class Finding:
    """A value and the rows of one table that bear it out.

    ``searched`` makes it a finding of absence: the rows are what was searched, the words say for what.
    ``fields`` narrows an event's evidence to facts of these fields.
    """

    name: str
    value: Value
    table: str
    rows: pl.DataFrame
    searched: str | None = None
    fields: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The value as a list of names."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


def count(name: str, table: str, rows: pl.DataFrame, *fields: str) -> Finding:
    """How many ``rows`` there are."""
    return Finding(name, rows.height, table, rows, fields=fields)


def total(d: Dataset, name: str, table: str, rows: pl.DataFrame, what: str) -> Finding:
    """How many ``rows`` there are; none is a finding of absence in all texts, searched for ``what``."""
    if rows.height:
        return count(name, table, rows)
    return Finding(name, 0, "documents", d["documents"], searched=f"{what} in all texts")


def once(
    summary: Callable[Concatenate[Dataset, Asked], Summary],
) -> Callable[Concatenate[Dataset, Asked], Summary]:
    """Compute a summary once for the dataset at hand: its tables do not change, and a brief asks often."""
    kept: dict[object, Summary] = {}
    at_hand: Dataset | None = None

    @wraps(summary)
    def kept_or_made(d: Dataset, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Summary:
        nonlocal at_hand
        if d is not at_hand:
            kept.clear()
            at_hand = d
        asked = (args, *kwargs.items())
        if asked not in kept:
            kept[asked] = summary(d, *args, **kwargs)
        return kept[asked]

    return kept_or_made


@once
def labels(d: Dataset, facet: str, *, short: bool = False) -> pl.DataFrame:
    """``code`` and ``label`` of one facet of the codebook; the short label where asked and there is one."""
    label = wording.typographic(pl.coalesce("short", "label") if short else pl.col("label"))
    return d["codes"].filter(pl.col("facet") == facet).select("code", label.alias("label")).unique("code")


def labelled(
    frame: pl.DataFrame, d: Dataset, facet: str, column: str, into: str, *, short: bool = False
) -> pl.DataFrame:
    """``frame`` with the label of ``column`` as ``into``; a code without one stands for itself."""
    known = labels(d, facet, short=short)
    return frame.with_columns(pl.col(column).replace(known["code"], known["label"]).alias(into))


def state(d: Dataset) -> str:
    """The code of the state whose dialogues the corpus is about."""
    return str(d["corpus"]["state"][0])


def standing(d: Dataset) -> list[str]:
    """The kinds of meeting that are held again and again by the same sides, in rounds."""
    return d["codes"].filter(pl.col("facet") == "kind", "is_standing")["code"].to_list()


def in_rounds(d: Dataset, events: pl.DataFrame) -> pl.DataFrame:
    """The rows of standing dialogues among ``events``, each with its ``counterpart``.

    A dialogue with several counterparts at once is one, named by all of them.
    """
    sides = (
        d["counterparts"]
        .sort("event_id", pl.col("counterpart").str.len_chars(), "counterpart")
        .group_by("event_id", maintain_order=True)
        .agg(pl.col("counterpart").str.join(", "))
    )
    own = events.filter(pl.col("kind").is_in(standing(d)))
    return own.join(sides, on="event_id", maintain_order="left")


def laned(frame: pl.DataFrame, d: Dataset) -> pl.DataFrame:
    """``frame`` (of counterparts, several with commas between) with the lane and the ``name`` of each row.

    A name of several has semicolons between.
    """
    parties = frame.select("counterpart").unique(maintain_order=True)
    each = parties.with_columns(of="counterpart", counterpart=pl.col("counterpart").str.split(", "))
    sides = _sides(each.explode("counterpart"), d, "of")
    lanes = sides.select("of", "lane", name=pl.col("names").list.join("; "))
    return frame.join(lanes, left_on="counterpart", right_on="of", how="left", maintain_order="left")


def _sides(parties: pl.DataFrame, d: Dataset, of: str) -> pl.DataFrame:
    """One row per ``of``: its ``counterparts`` and their ``names``, ``sides`` in short, and its ``lane``."""
    parties = labelled(parties, d, "counterpart", "counterpart", "name")
    parties = labelled(parties, d, "counterpart", "counterpart", "short", short=True)
    abbreviated = pl.when(pl.col("short") == pl.col("name")).then("counterpart").otherwise("short")
    return (
        parties.with_columns(abbreviated.alias("short"))
        .sort(of, pl.col("counterpart").str.len_chars(), "counterpart")
        .group_by(of, maintain_order=True)
        .agg(
            pl.col("counterpart").alias("counterparts"),
            pl.col("name").alias("names"),
            pl.col("short").str.join(", ").alias("sides"),
            pl.when(pl.len() == 1)
            .then(pl.col("name").first())
            .otherwise(pl.col("short").str.join(", "))
            .alias("lane"),
        )
    )


@once
def meetings(d: Dataset) -> pl.DataFrame:
    """One row per event, in time order: its words for readers, its counterparts and its lane.

    ``inferred`` says what of its days no text gives in full ("last day", "year"); ``venue`` is the body in
    whose house a text places it. ``is_form_inferred``: only a place or a house says that it was in person;
    ``is_counterpart_inferred``: only who spoke, or is named beside it, says with whom it was held.

    A lane is one set of counterparts; ``number`` counts the rows from nought. ``shown`` is the day to draw it
    at: its own first day or, where no text gives that, the earliest publication date (``is_dated`` tells).
    """
    sides = _sides(d["counterparts"], d, "event_id")
    kinds = d["codes"].filter(facet="kind").select("is_two_sided", kind="code")
    published = d["documents"].group_by("event_id").agg(pl.col("published").min())
    events = (
        d["events"]
        .join(sides, on="event_id", how="left")
        .join(published, on="event_id", how="left")
        .join(inferred_days(d), on="event_id", how="left")
        .join(venues(d), on="event_id", how="left")
        .with_columns(
            is_form_inferred=pl.col("event_id").is_in(inferred_forms(d).implode()),
            is_counterpart_inferred=pl.col("event_id").is_in(inferred_counterparts(d).implode()),
        )
        .join(kinds, on="kind", how="left")
        .with_columns(
            pl.col("counterparts", "names").fill_null([]),
            pl.col("lane", "sides").fill_null("not named"),
            pl.coalesce("start_date", "published").alias("shown"),
            pl.col("start_date").is_not_null().alias("is_dated"),
        )
        .sort("shown", "event_id", nulls_last=True)
    )
    events = labelled(events, d, "kind", "kind", "kind_label")
    by_month = pl.col("shown").dt.strftime("%B %Y")
    return events.with_columns(
        pl.when(pl.col("shown").is_null())
        .then(pl.lit("date not given"))
        .when(pl.struct(by_month, "lane").is_duplicated())
        .then(pl.col("shown").dt.strftime("%-d %B %Y"))
        .otherwise(by_month)
        .alias("when"),
        pl.int_range(pl.len()).alias("number"),
    )


def inferred_days(d: Dataset) -> pl.DataFrame:
    """One row per event dated by inference (``event_id``, ``inferred``): which part no text gives."""
    stated = d["facts"].filter(pl.col("field").is_in(["start_date", "end_date"]))
    quote, day = pl.col("quote"), pl.col("value").str.to_date("%Y-%m-%d", strict=False)
    has_year = quote.str.contains(day.dt.strftime("%Y"), literal=True)
    numbers = quote.str.extract_all(r"\d+").list.eval(pl.element().cast(pl.Int64, strict=False))
    in_words = quote.str.contains(day.dt.strftime("%B"), literal=True) & (numbers.list.min() > 31).fill_null(
        value=True
    )
    has_day = numbers.list.contains(day.dt.day().cast(pl.Int64)) | in_words
    given = stated.group_by("event_id", "field", "value").agg(
        has_day.any().alias("day"), (has_day & has_year).any().alias("full")
    )
    days = d["events"].filter(pl.col("date_basis") == "inferred").select("event_id", "start_date", "end_date")
    for field in ("start_date", "end_date"):
        own = given.filter(pl.col("field") == field).select(
            "event_id",
            pl.col("value").alias(field),
            *(pl.col(c).alias(f"{field}.{c}") for c in ("day", "full")),
        )
        days = days.with_columns(pl.col(field).cast(pl.String)).join(own, on=["event_id", field], how="left")
    first, last = (pl.col(f"{field}.full").fill_null(value=False) for field in ("start_date", "end_date"))
    both = pl.col("start_date.day").fill_null(value=False) & pl.col("end_date.day").fill_null(value=False)
    one = pl.col("start_date") == pl.col("end_date")
    return days.select(
        "event_id",
        pl.when(both)
        .then(pl.when(~(first & last)).then(pl.lit("year")))
        .when(one)
        .then(pl.lit("day"))
        .when(first)
        .then(pl.lit("last day"))
        .when(last)
        .then(pl.lit("first day"))
        .otherwise(pl.lit("days"))
        .alias("inferred"),
    )


def inferred_forms(d: Dataset) -> pl.Series:
    """The events that are taken to be in person because a text names a place or a house, and nothing else."""
    held = d["facts"].filter(pl.col("field") == "mode", pl.col("value") == "in_person")
    span = ["document_id", "start", "end"]
    places = d["facts"].filter(pl.col("field") == "place").select(span)
    houses = d["mentions"].filter(pl.col("facet").is_in(["institution", "organisation"])).select(span)
    named = pl.concat([places, houses]).rename({"start": "from", "end": "to"})
    inside = held.join(named, on="document_id").filter(
        pl.col("from") < pl.col("end"), pl.col("to") > pl.col("start")
    )
    said = held.join(inside, on="fact_id", how="anti")["event_id"]
    return held.filter(~pl.col("event_id").is_in(said.implode()))["event_id"].drop_nulls().unique()


def inferred_counterparts(d: Dataset) -> pl.Series:
    """The events whose counterparts are those who spoke, or the only party beside: inferred ones."""
    told = d["facts"].filter(pl.col("field") == "counterpart").drop_nulls("event_id")
    is_guest = pl.col("frame").is_in(INFERRED).fill_null(value=False).all()
    return told.group_by("event_id").agg(is_guest=is_guest).filter("is_guest")["event_id"]


def guests(d: Dataset) -> str | None:
    """The counterparts that are inferred, where they are few."""
    lanes = meetings(d).filter("is_counterpart_inferred")["lane"].unique(maintain_order=True).to_list()
    return wording.markdown(wording.listed(lanes)) if 0 < len(lanes) <= FEW else None


def venues(d: Dataset) -> pl.DataFrame:
    """One row per event that a text places in the house of a body of the state (``event_id``, ``venue``)."""
    houses = d["mentions"].filter(pl.col("facet") == "institution")
    held = d["facts"].filter(pl.col("field") == "mode", pl.col("value") == "in_person")
    named = held.join(
        houses.select("document_id", "start", "end", "code"), on=["document_id", "start", "end"]
    )
    own = labelled(named, d, "institution", "code", "venue").sort("document_id", "start")
    return own.select("event_id", "venue").unique("event_id", keep="first", maintain_order=True)


@once
def known_without_text(d: Dataset) -> pl.DataFrame:
    """Events known from elsewhere of which no text is held, with their lane."""
    known = d["known_events"].filter(pl.col("event_id").is_null())
    return labelled(laned(known, d), d, "kind", "kind", "kind_label").sort(
        "start_date", "known_event_id", nulls_last=True
    )


def numbered(d: Dataset) -> pl.DataFrame:
    """The events, with the number that a text gives or that is known from elsewhere."""
    known = d["known_events"].select("event_id", known="ordinal").drop_nulls().unique("event_id")
    return (
        d["events"]
        .join(known, on="event_id", how="left", maintain_order="left")
        .with_columns(ordinal=pl.coalesce("ordinal", "known"))
        .drop("known")
    )


@once
def rounds(d: Dataset) -> pl.DataFrame:
    """One row per numbered round of each standing dialogue, from the first to the highest number known.

    ``coverage`` is ``text_held``, ``known_without_text`` or ``not_known``. A round whose text does not give
    its number has the one known from elsewhere.
    """
    held = (
        in_rounds(d, numbered(d))
        .filter(pl.col("ordinal").is_not_null())
        .select(
            "state",
            "kind",
            "counterpart",
            "ordinal",
            "start_date",
            "event_id",
            pl.lit("text_held").alias("coverage"),
        )
    )
    known = d["known_events"].filter(
        pl.col("ordinal").is_not_null(), pl.col("event_id").is_null(), pl.col("kind").is_in(standing(d))
    )
    listed = pl.concat(
        [
            held,
            known.select(
                "state", "kind", "counterpart", "ordinal", "start_date",
                pl.col("known_event_id").alias("event_id"), pl.lit("known_without_text").alias("coverage"),
            ),
        ]
    ).unique([*SERIES, "ordinal"], keep="first", maintain_order=True)  # fmt: skip
    every = (
        listed.group_by(SERIES)
        .agg(pl.int_ranges(1, pl.col("ordinal").max() + 1).alias("ordinal"))
        .explode("ordinal")
    )
    frame = every.join(listed, on=[*SERIES, "ordinal"], how="left").with_columns(
        pl.col("coverage").fill_null("not_known")
    )
    return laned(frame, d).sort(*SERIES, "ordinal")


@once
def unnumbered(d: Dataset) -> pl.DataFrame:
    """Events held without a number, of a dialogue whose rounds are numbered.

    ``after`` and ``before``: the numbers of the rounds of an earlier and of a later day that bound theirs.
    """
    numbers = rounds(d).select(*SERIES, "ordinal", of_day="start_date")
    own = in_rounds(d, numbered(d)).filter(pl.col("ordinal").is_null())
    beside = own.join(numbers, on=SERIES, suffix="_known")
    number, day, of_day = pl.col("ordinal_known"), pl.col("start_date"), pl.col("of_day")
    bounds = beside.group_by("event_id").agg(
        after=number.filter(of_day < day).max(), before=number.filter(of_day > day).min()
    )
    return own.join(bounds, on="event_id").sort("start_date", "event_id", nulls_last=True)


@once
def topics(d: Dataset) -> pl.DataFrame:
    """One row per topic and event that names it: sentences, documents and words for readers.

    ``is_background``: all its sentences tell what lies outside the meeting; ``only_in_plan_title``: no words
    but those of the titles of plans and treaties name it.
    """
    own = d["codings"].filter(pl.col("facet") == "topic")
    titled = pl.struct("event_id", "code").is_in(only_in_plan_titles(d).to_struct().implode())
    own = own.with_columns(
        (pl.col("background") == pl.col("sentences")).alias("is_background"),
        titled.alias("only_in_plan_title"),
    )
    events = meetings(d).select("event_id", "number", "when", "lane", "sides", "shown", "names", "kind_label")
    frame = own.join(events, on="event_id")
    frame = labelled(frame, d, "topic", "code", "topic")
    return labelled(frame, d, "topic", "code", "topic_short", short=True).sort(
        "shown", "event_id", "code", nulls_last=True
    )


def only_in_plan_titles(d: Dataset) -> pl.DataFrame:
    """One row per event and topic (``event_id``, ``code``) that its texts name in titles alone.

    Titles are those of plans and of treaties.
    """
    events = d["documents"].select("document_id", "event_id").drop_nulls()
    spans = d["mentions"].filter(assertion="named").join(events, on="document_id")
    plans, treaties = (spans.filter(pl.col("facet") == facet) for facet in ("plan", "instrument"))
    named = spans.filter(pl.col("facet") == "topic").select("event_id", "code", "sentence_id", "start", "end")
    key = ["code", "sentence_id", "start", "end"]
    in_plans, in_treaties = (
        named.join(matching.outside(named, titles), on=key, how="anti") for titles in (plans, treaties)
    )
    inside = pl.concat([in_plans, in_treaties])
    outside = named.join(inside, on=key, how="anti")
    return inside.select("event_id", "code").unique().join(outside, on=["event_id", "code"], how="anti")


@once
def topic_order(d: Dataset) -> list[str]:
    """Topic codes, those named at most events first, then in order of first naming."""
    order = (
        topics(d)
        .with_row_index()
        .group_by("code")
        .agg(
            pl.len().alias("events"), pl.col("shown").min(), pl.col("sentences").sum(), pl.col("index").min()
        )
        .sort("events", "shown", "sentences", "index", descending=[True, False, True, False], nulls_last=True)
    )
    return order["code"].to_list()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two successive events of one dialogue, and the topics their texts name."""

    earlier: dict[str, object]
    later: dict[str, object]
    returns: Finding
    new: Finding
    gone: Finding


@once
def comparisons(d: Dataset) -> list[Comparison]:
    """Each pair of successive rounds of one standing dialogue, on different days, the latest pair first."""
    dated = meetings(d).filter(
        "is_dated", pl.col("kind").is_in(standing(d)), pl.col("counterparts").list.len() > 0
    )
    found = []
    for _, series in dated.group_by(["kind", "lane"], maintain_order=True):
        pairs = itertools.pairwise(series.to_dicts())
        found += [
            compare(d, earlier, later)
            for earlier, later in pairs
            if earlier["start_date"] != later["start_date"]
        ]
    return sorted(found, key=lambda pair: str(pair.later["start_date"]), reverse=True)


def compare(d: Dataset, earlier: dict[str, object], later: dict[str, object]) -> Comparison:
    """What the texts of ``later`` name again, newly, or not, against those of ``earlier``."""
    own = topics(d)
    before, after = (own.filter(pl.col("event_id") == event["event_id"]) for event in (earlier, later))
    pair = f"{earlier['event_id']}-{later['event_id']}"
    again = after.join(before, on="code", how="semi")
    both = pl.concat([again, before.join(after, on="code", how="semi")])
    new = after.join(before, on="code", how="anti")
    gone = before.join(after, on="code", how="anti")
    return Comparison(
        earlier, later,
        Finding(f"topics-returning-{pair}", names(again), "codings", both),
        Finding(f"topics-new-{pair}", names(new), "codings", new),
        Finding(f"topics-not-mentioned-{pair}", names(gone), "codings", gone),
    )  # fmt: skip


def names(frame: pl.DataFrame, column: str = "topic") -> tuple[str, ...]:
    """The distinct values of ``column``, sorted."""
    return tuple(frame[column].unique().sort().to_list())


@once
def plans(d: Dataset, *, others: bool = False) -> pl.DataFrame:
    """One row per plan named (owner, family and period), with the events whose texts name it.

    They are the state's, and those whose owner no text tells; or, where asked, those of ``others``.
    """
    is_of_others = (pl.col("owner") != state(d)).fill_null(value=False)
    references = d["plan_references"].filter(is_of_others == others)
    same = ["owner", "plan", "period_start", "period_end"]
    own = pl.when(pl.col("plan") == OTHER_PLAN).then(pl.col("name")).otherwise(pl.lit("")).alias("own_name")
    frame = (
        references.with_columns(own)
        .group_by([*same, "own_name"])
        .agg(
            pl.col("name").sort_by("name").first(),
            pl.col("reference_id").sort(),
            pl.col("event_id").drop_nulls().unique().sort().alias("events"),
        )
        .with_columns(
            pl.concat_str(
                pl.col("owner").fill_null("-"),
                "plan",
                pl.col("period_start", "period_end").cast(pl.String).fill_null(""),
                "own_name",
                separator="-",
            ).alias("plan_key")
        )
    )
    return labelled(frame, d, "plan", "plan", "label").sort(
        "label", "own_name", "period_start", "owner", "period_end", nulls_last=True
    )


@once
def plan_statuses(d: Dataset, *, others: bool = False) -> pl.DataFrame:
    """One row per plan (of the state, or of ``others``) and dated event.

    ``status``: the plan's on that day; ``is_named``: whether a text on that event names it.
    """
    events = meetings(d).filter(pl.col("is_dated"))
    frame = plans(d, others=others).join(
        events.select("event_id", "number", "when", "lane", "sides", "kind_label", "start_date", "state"),
        how="cross",
    )
    return frame.with_columns(
        plan_periods.status(
            pl.col("period_start"), pl.col("period_end"), pl.col("start_date").dt.year()
        ).alias("status"),
        pl.col("events").list.contains(pl.col("event_id")).alias("is_named"),
    )


@once
def statements(d: Dataset) -> pl.DataFrame:
    """One row per statement, meeting by meeting: the sides' together, the state's, others', nobody's."""
    events = meetings(d).select("event_id", "when", "is_dated", "lane", "sides", "shown", "state")
    order = (
        pl.when(pl.col("side") == JOINT).then(0).when(pl.col("side") == pl.col("state")).then(1).otherwise(2)
    )
    return labelled(d["statements"].join(events, on="event_id"), d, "statement", "statement", "label").sort(
        "shown",
        "event_id",
        pl.when(pl.col("side").is_null()).then(3).otherwise(order),
        "side",
        "statement",
        "document_id",
        "start",
        nulls_last=True,
    )


def agreed(d: Dataset) -> pl.DataFrame:
    """The statements in which the sides together agree or confirm something."""
    return statements(d).filter(pl.col("statement") == "agreed", pl.col("side") == JOINT)


def double_reports(d: Dataset) -> pl.DataFrame:
    """Events that more than one text reports."""
    return meetings(d).filter(pl.col("documents") > 1)


def stated(d: Dataset, event: Mapping[str, Any], *fields: str) -> pl.DataFrame:
    """The facts that give what is told of an event; what a text gives otherwise is no evidence of it."""
    of_value = [(pl.col("field") == name) & (pl.col("value") == str(event[name])) for name in fields]
    return d["facts"].filter(pl.col("event_id") == event["event_id"], pl.any_horizontal(of_value))


def agreed_codings(d: Dataset, event_id: str, facet: str) -> pl.DataFrame:
    """Codings of an event that every text of it bears out."""
    texts = d["documents"].filter(pl.col("event_id") == event_id).height
    return d["codings"].filter(
        pl.col("event_id") == event_id, pl.col("facet") == facet, pl.col("documents") == texts
    )


def participants(d: Dataset, facet: str) -> pl.DataFrame:
    """One row per event, body and text that names it as taking part, without the event's counterparts.

    ``facet``: institution (of the state) or organisation.
    """
    parties = d["counterparts"].rename({"counterpart": "value"})
    stated = (
        d["facts"]
        .filter(pl.col("field") == "participant")
        .join(parties, on=["event_id", "value"], how="anti")
    )
    named = stated.join(labels(d, facet), left_on="value", right_on="code").sort("document_id", "start")
    return named.unique(["event_id", "value", "document_id"], keep="first", maintain_order=True)
