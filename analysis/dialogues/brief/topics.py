"""The topic matrix: topics by meeting or, where these are too many for one line, by counterpart."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from dialogues.brief import filters, measure, onebyone, summaries, tables, templates, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.figures import Figure, Pictures
from dialogues.brief.summaries import Finding, once
from dialogues.brief.templates import Said, Slots
from dialogues.dataset import Dataset

NUMBERS_AT = "sec-topic-numbers"  # the section of the paper with the matrix as a table of claims
COLUMNS = 6  # counterparts with a column of their own; the others share one
ROWS = 36  # topics that are drawn; the chart's data have the others
FEW = 5  # meetings of which the words tell more than counts
OTHERS = "others"
LANES = "; "  # between counterparts that share a column
TITLE = "†"  # at a count: only titles of plans name the topic
AS_BACKGROUND, IN_TITLES = "only as background", "only in the title of a plan"
MARKS = ("is_background", "only_in_plan_title")
Words = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A topic matrix: its cells, and the order of rows and columns.

    ``cells``: code, topic, column, lane, tint (0-3), count, shown, said, is_background, only_in_plan_title,
    claim (the id of its claim); by meeting also event_id, sentences, kind and year, by counterpart group,
    meetings and ``of``, the meetings that name it (see filters).
    """

    cells: pl.DataFrame
    topics: list[str]
    columns: list[str]
    heads: Mapping[str, str]  # of a column, where it is the head of a table

    def most_named(self) -> Matrix:
        """The part that is drawn: the topics named most."""
        topics = self.topics[:ROWS]
        cells = self.cells.filter(pl.col("topic").is_in(topics))
        held = set(cells["column"])
        return Matrix(cells, topics, [column for column in self.columns if column in held], self.heads)

    def of(self, events: list[str]) -> Matrix:
        """The part of a matrix by meeting that shows these events."""
        cells = self.cells.filter(pl.col("event_id").is_in(events))
        topics, columns = set(cells["topic"]), set(cells["column"])
        return Matrix(
            cells,
            [t for t in self.topics if t in topics],
            [c for c in self.columns if c in columns],
            self.heads,
        )


@once
def by_meeting(d: Dataset, *, narrow: bool = False) -> Matrix:
    """One row per topic and event; a column is headed by month and counterpart."""
    cells = summaries.topics(d)
    share = pl.col("sentences") / pl.col("documents")
    said = [
        f"{wording.counted(sentences, 'sentence')} in {wording.counted(documents, 'text')}"
        for sentences, documents in cells.select("sentences", "documents").iter_rows()
    ]
    cells = cells.join(_heads(cells, narrow=narrow), on="event_id", maintain_order="left").with_columns(
        pl.when(pl.col("documents") > 1)
        .then(pl.format("{} ({})", "sentences", "documents"))
        .otherwise(pl.col("sentences").cast(pl.String))
        .alias("count"),
        (share.ceil() - 1).clip(0, 3).cast(pl.Int64).alias("tint"),
        pl.Series("said", said, dtype=pl.String),
        kind="kind_label",
        year=pl.col("shown").dt.year().fill_null(views.NO_YEAR),
    )
    columns = cells["column"].unique(maintain_order=True).to_list()
    titles = {column: column.replace("|", ", ") for column in columns}
    return _matrix(
        d, cells, titles, narrow=narrow, keep=("event_id", "sentences", "documents", "kind", "year")
    )


def _heads(cells: pl.DataFrame, *, narrow: bool) -> pl.DataFrame:
    """One row per event: the head of its column, by month; by day, or lettered, where two would be alike."""
    events = cells.select("event_id", "shown", "sides").unique("event_id", maintain_order=True)
    sides = pl.col("sides").str.replace_all(", | (\\()", "|$1") if narrow else pl.col("sides")
    months, days = ("%b|%Y", "%-d %b|%Y") if narrow else ("%B %Y", "%-d %b %Y")
    for form in (months, days):
        when = pl.col("shown").dt.strftime(form).fill_null("no date")
        named = events.select("event_id", column=pl.format("{}|{}", when, sides))
        if form == months:
            by_month = named
    is_twice = by_month["column"].is_duplicated()
    column = pl.when(is_twice).then(named["column"]).otherwise(by_month["column"])
    heads = by_month.with_columns(column.alias("column"))
    place = pl.int_range(pl.len()).over("column")
    letter = pl.lit(list("abcdefghijklmnopqrstuvwxyz")).list.get(place % 26)
    return heads.with_columns(
        pl.when(pl.col("column").is_duplicated())
        .then(pl.format("{}|({})", "column", letter))
        .otherwise("column")
    )


@once
def by_counterpart(d: Dataset, *, narrow: bool = False) -> Matrix:
    """One row per topic and lane: at how many of its meetings the texts name the topic.

    The lanes with most meetings have a column of their own, headed by how many there are.
    """
    meetings = summaries.meetings(d)
    sizes = meetings.group_by("lane", maintain_order=True).agg(
        pl.len().alias("size"), pl.col("sides").first()
    )
    ordered = sizes.sort("size", descending=True, maintain_order=True)
    is_alone = pl.int_range(pl.len()) < (COLUMNS if sizes.height > COLUMNS + 1 else sizes.height)
    lanes = ordered.with_columns(
        group=pl.when(is_alone).then("sides").otherwise(pl.lit(OTHERS)),
    )
    groups = lanes.group_by("group", maintain_order=True).agg(
        pl.col("size").sum(), pl.col("lane").alias("lanes").str.join(LANES)
    )
    heads = [
        _head(group, names, narrow=narrow) for group, names in groups.select("group", "lanes").iter_rows()
    ]
    groups = groups.with_columns(column=pl.format("{}|of {}", pl.Series(heads), "size"))
    cells = (
        summaries.topics(d)
        .join(lanes.select("lane", "group"), on="lane", maintain_order="left")
        .group_by("code", "topic", "topic_short", "group", maintain_order=True)
        .agg(pl.col("event_id").n_unique().alias("meetings"), pl.col(MARKS).all(), of=filters.marked())
        .join(groups, on="group", maintain_order="left")
        .with_columns(
            pl.col("meetings").cast(pl.String).alias("count"),
            pl.min_horizontal((pl.col("meetings") / pl.col("size") * 4).ceil(), "meetings")
            .sub(1)
            .clip(0, 3)
            .cast(pl.Int64)
            .alias("tint"),
            pl.format(
                "{} of {} {}",
                "meetings",
                "size",
                pl.when(pl.col("size") == 1).then(pl.lit("meeting")).otherwise(pl.lit("meetings")),
            ).alias("said"),
            pl.when(pl.col("group") == OTHERS).then("group").otherwise("lanes").alias("lane"),
        )
    )
    titles = {
        column: f"{OTHERS if group == OTHERS else lane}, of {size}"
        for column, group, lane, size in groups.select("column", "group", "lanes", "size").iter_rows()
    }
    return _matrix(d, cells, titles, narrow=narrow, keep=("group", "lanes", "meetings", "of"))


def _head(group: str, lanes: str, *, narrow: bool) -> str:
    """The head of a column: the counterpart's name where there is room for its words, else its short one."""
    from dialogues.brief import charts

    words = lanes.split(" ")
    room = (charts.WIDE - charts.WIDE_LABEL) / (COLUMNS + 1) - 4
    fits = len(words) < 4 and all(measure.width(word, 13, bold=True) <= room for word in words)
    if fits and group != OTHERS and not narrow:
        return "|".join(words)
    return re.sub(r", | (?=\()", "|", group)


def _matrix(
    d: Dataset, cells: pl.DataFrame, heads: Mapping[str, str], *, narrow: bool, keep: tuple[str, ...]
) -> Matrix:
    order = {code: i for i, code in enumerate(summaries.topic_order(d))}
    topic = "topic_short" if narrow else "topic"
    if narrow:
        cells = cells.with_columns(
            pl.col(topic).replace({name: _broken(name) for name in cells[topic].unique()})
        )
    shown = cells.sort(pl.col("code").replace_strict(order, return_dtype=pl.Int64), maintain_order=True)
    topics = shown[topic].unique(maintain_order=True).to_list()
    claims = [wording.slug(_claim_name(cell)) for cell in cells.select(*keep, "code").to_dicts()]
    frame = cells.select(
        *keep, "code", "lane", "column", "tint", "count", *MARKS, pl.col(topic).alias("topic"),
        pl.when("only_in_plan_title").then(pl.col("count") + TITLE).otherwise("count").alias("shown"),
        pl.concat_str(
            "said",
            pl.when("is_background").then(pl.lit(AS_BACKGROUND)),
            pl.when("only_in_plan_title").then(pl.lit(IN_TITLES)),
            separator=", ",
            ignore_nulls=True,
        ),
    ).with_columns(pl.Series("claim", claims, dtype=pl.String))  # fmt: skip
    return Matrix(frame, topics, list(heads), heads)


def _claim_name(cell: dict[str, object]) -> str:
    """The name of a cell's claim."""
    of = ("sentences", "event_id") if "event_id" in cell else ("meetings", "group")
    return f"{of[0]}-{cell['code']}-{cell[of[1]]}"


def _broken(topic: str) -> str:
    """A topic's name in lines that have room beside a narrow matrix."""
    from dialogues.brief import charts

    room = charts.NARROW_LABEL - 8
    return "|".join(line for part in topic.split("|") for line in measure.wrapped(part, room, 12))


# The figure -----------------------------------------------------------------------------------------------


@once
def pictures(d: Dataset) -> Pictures | None:
    """The matrix by meeting or, where these are many, by counterpart; none where no topic is named."""
    from dialogues.brief import charts

    if summaries.topics(d).is_empty():
        return None
    matrix = by_meeting if _few(d) else by_counterpart
    wide, narrow = matrix(d).most_named(), matrix(d, narrow=True).most_named()
    return Pictures.made(
        charts.matrix,
        [wide.cells, wide.topics, wide.columns],
        [narrow.cells, narrow.topics, narrow.columns],
    )


def figure(ledger: Ledger, few: Words, many: Words) -> Figure | None:
    """The matrix with its words.

    Parameters
    ----------
    few, many
        By meeting, and by counterpart where these are many: templates for ``title`` (several, of which the
        first that can be filled is taken), ``measure``, ``caption`` and ``description``, with ``{named}``
        (meetings whose texts name topics), ``{topics}``, ``{once}`` (topics of one meeting only), ``{most}``,
        ``{several}`` and ``{times}`` (the topics of most meetings, and of how many), ``{meetings}``,
        ``{undrawn}`` (topics that are in the data alone), ``{hollow}`` and ``{titles}`` (where the cells have
        such signs) and ``{told}``.
    """
    drawn = pictures(ledger.dataset)
    if drawn is None:
        return None
    d = ledger.dataset
    own = summaries.topics(d)
    if _few(d):
        return _figure(ledger, drawn, few, by_meeting(d), lambda cell: _sentences(ledger, own, cell))
    return _figure(ledger, drawn, many, by_counterpart(d), lambda cell: _meetings(ledger, own, cell))


def are_many(d: Dataset) -> bool:
    """Whether the meetings with topics are so many that counts mean something."""
    return bool(summaries.topics(d)["event_id"].n_unique() > FEW)


def _few(d: Dataset) -> bool:
    """Whether the meetings with topics are few enough for a column each."""
    return bool(summaries.topics(d)["event_id"].n_unique() <= tables.MOST_COLUMNS)


def _figure(
    ledger: Ledger, drawn: Pictures, words: Words, matrix: Matrix, claim: Callable[[dict[str, object]], str]
) -> Figure:
    own = summaries.topics(ledger.dataset)
    told = [
        f"{topic}: "
        + ", ".join(
            f"{row.get('group') or row['column'].replace('|', ' ')} {row['said']}"
            for row in matrix.cells.filter(pl.col("topic") == topic).to_dicts()
        )
        for topic in matrix.topics
    ]
    slots: Slots = {
        **_counts(ledger.dataset, own),
        "undrawn": max(len(matrix.topics) - ROWS, 0),
        "hollow": bool(matrix.cells["is_background"].any()),
        "titles": bool(matrix.cells["only_in_plan_title"].any()),
        "told": "; ".join(told),
        "each": onebyone.has_each(ledger.dataset),
    }
    said = {
        part: templates.first(ledger, (given,) if isinstance(given, str) else given, slots) or ""
        for part, given in words.items()
    }
    return Figure(
        name="topics",
        title=said["title"],
        measure=said["measure"],
        caption=said["caption"],
        description=said["description"],
        pictures=drawn,
        data=_data(own, matrix),
        table=_table(matrix, claim),
        numbers_at=NUMBERS_AT,
    )


def _data(own: pl.DataFrame, matrix: Matrix) -> pl.DataFrame:
    """What the chart's file holds: topics by meeting or, as the chart has them, by counterpart."""
    if "event_id" not in matrix.cells.columns:
        column = pl.col("column").replace_strict(matrix.heads, return_dtype=pl.String)
        return matrix.cells.select("code", "topic", "meetings", *MARKS, counterpart=column)
    columns = ["code", "topic", "sentences", "background", "documents", *MARKS]
    return own.select("event_id", "when", pl.col("lane").alias("counterpart"), *columns)


def _counts(d: Dataset, own: pl.DataFrame) -> Slots:
    """How many topics are named, for one meeting only, and which at most meetings."""
    per_topic = own.group_by("code").agg(pl.col("event_id").n_unique().alias("n"), pl.col("topic").first())
    meetings = own["event_id"].n_unique()
    once = per_topic.filter(pl.col("n") == 1)
    is_told = once.height > 0 and meetings > 1
    top = per_topic.filter(pl.col("n") == pl.col("n").max()).sort("topic")
    tops = own.join(top, on="code", how="semi")
    is_top = top.height < 3
    names = [wording.small(name) for name in top["topic"]]
    return {
        "topics": Finding("topics-total", per_topic.height, "codings", own),
        "once": Finding("topics-one-meeting", once.height, "codings", own.join(once, on="code", how="semi"))
        if is_told
        else None,
        "named": meetings,
        "meetings": summaries.total(d, "meetings-total", "events", d["events"], "meetings"),
        "most": Said(
            Finding("topics-most-named", tuple(top["topic"]), "codings", tops), wording.listed(names)
        )
        if is_top
        else None,
        "several": top.height > 1,
        "times": Finding("topics-most-named-meetings", int(top["n"][0]), "codings", tops) if is_top else None,
    }


def numbers(shown: Figure, title: str) -> str:
    """The matrix as a table, for the paper: each number with its claim."""
    heading = f"### {title} {{#{NUMBERS_AT}}}"
    return f':::: {{.content-visible unless-format="html"}}\n\n{heading}\n\n{shown.table}\n::::\n'


def one_by_one(ledger: Ledger, caption: str, others: str) -> str:
    """The topics of each meeting in tables, where the matrix has no column for each; else nothing.

    Meetings with one counterpart stand together; a table has no more of them than a line has room for.

    Parameters
    ----------
    caption
        With ``{whom}``, or ``others`` for those with one meeting each, and ``{span}``.
    """
    d = ledger.dataset
    own = summaries.topics(d)
    if own["event_id"].n_unique() <= tables.MOST_COLUMNS:
        return ""
    lanes = own.unique("event_id", maintain_order=True).group_by("lane", maintain_order=True)
    series = [(str(lane), rows["event_id"].to_list()) for (lane,), rows in lanes]
    single = [event for _, events in series if len(events) == 1 for event in events]
    groups = [(whom, events) for whom, events in series if len(events) > 1]
    groups += [(others, single)] if single else []
    every = by_meeting(d)
    parts = [
        (whom, events[start : start + tables.MOST_COLUMNS])
        for whom, events in groups
        for start in range(0, len(events), tables.MOST_COLUMNS)
    ]
    written = []
    for n, (whom, events) in enumerate(parts, 1):
        part = every.of(events)
        span = wording.span(own.filter(pl.col("event_id").is_in(events))["shown"].drop_nulls().to_list())
        told = templates.told(ledger, caption, {"whom": wording.markdown(whom), "span": span})
        claim = functools.partial(_sentences, ledger, own)
        written.append(_table(part, claim, label=f"topics-{n}", caption=told))
    return "\n".join(written)


def _table(
    matrix: Matrix,
    claim: Callable[[dict[str, object]], str],
    *,
    label: str | None = None,
    caption: str | None = None,
) -> str:
    """The matrix as a table whose counts open their sentences."""
    cells = {(row["topic"], row["column"]): row for row in matrix.cells.to_dicts()}
    rows = [
        [
            wording.markdown(topic),
            *(
                f"{claim(cell)}{_noted(cell)}" if (cell := cells.get((topic, column))) else ""
                for column in matrix.columns
            ),
        ]
        for topic in matrix.topics
    ]
    head = ["Topic", *(wording.markdown(matrix.heads[column]) for column in matrix.columns)]
    widths, numeric = [8, *[4] * len(matrix.columns)], list(range(1, len(head)))
    return tables.table(head, rows, label=label, caption=caption, widths=widths, numeric=numeric)


def _noted(cell: dict[str, object]) -> str:
    """The words beside a count in a table."""
    notes = ((AS_BACKGROUND, cell["is_background"]), (IN_TITLES, cell["only_in_plan_title"]))
    return "".join(f", {words}" for words, holds in notes if holds)


def _sentences(ledger: Ledger, own: pl.DataFrame, cell: dict[str, object]) -> str:
    """A count of sentences that opens them."""
    rows = own.filter(pl.col("event_id") == cell["event_id"], pl.col("code") == cell["code"])
    finding = Finding(_claim_name(cell), int(str(cell["sentences"])), "codings", rows)
    return str(ledger.claim(finding, text=str(cell["count"])))


def _meetings(ledger: Ledger, own: pl.DataFrame, cell: dict[str, object]) -> str:
    """A count of meetings that opens their sentences."""
    lanes = str(cell["lanes"]).split(LANES)
    rows = own.filter(pl.col("lane").is_in(lanes), pl.col("code") == cell["code"])
    finding = Finding(_claim_name(cell), rows["event_id"].n_unique(), "codings", rows)
    return str(ledger.claim(finding, text=str(finding.value)))
