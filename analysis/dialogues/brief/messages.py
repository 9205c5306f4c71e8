"""The values of the key messages: what the notebook's templates can say, each on rows of the dataset.

A message has a maker of its name here. It gives the slots of its template, or nothing where the data does not
bear it out; the words, and which message comes first, are the notebook's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from dialogues.base import numbers
from dialogues.brief import (
    plan_table,
    sections,
    silence,
    statements,
    summaries,
    templates,
    topic_changes,
    views,
    wording,
)
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, Value
from dialogues.brief.templates import Said, Slots
from dialogues.dataset import Dataset

LISTED = 8  # names in a message; more are counted
WORDS = 24  # of a quotation in a message
Maker = Callable[[Dataset, date], Slots | None]


def told(
    ledger: Ledger,
    published: date,
    messages: Mapping[str, str | tuple[str, ...]],
    otherwise: tuple[str, ...] = (),
) -> str:
    """The messages as a numbered list, in the order given; what cannot be said is left out.

    Where nothing can be said, the first of the templates ``otherwise`` that can be filled stands alone.
    """
    with ledger.key_messages():
        said = [*_each(ledger, published, messages)]
        if not said:
            return templates.first(ledger, otherwise, nothing(ledger.dataset)) or ""
    return "\n\n".join(f"{n}. {message}" for n, message in enumerate(said, 1))


def nothing(d: Dataset) -> Slots:
    """What there is to say where no message can be said: texts, meetings, and that none has a day."""
    events = d["events"]
    first, last = d["corpus"].select("first_year", "last_year").row(0)
    return {
        "texts": summaries.count("texts-total", "documents", d["documents"]),
        "meetings": summaries.count("meetings-total", "events", events) if events.height else None,
        "no_meeting": events.is_empty(),
        "undated": events.height > 0 and events["start_date"].is_null().all(),
        "state": sections.party(d, summaries.state(d)),
        "first": None if first is None else str(first),
        "last": None if last is None else str(last),
    }


def _each(ledger: Ledger, published: date, messages: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    for name, words in messages.items():
        slots = MAKERS[name](ledger.dataset, published)
        if slots is not None:
            message = templates.first(ledger, (words,) if isinstance(words, str) else words, slots)
            if message:
                yield message


def latest(d: Dataset, _published: date) -> Slots | None:
    """The latest meeting: when, where, which, who led, what was presented."""
    own = summaries.meetings(d).filter("is_dated")
    if own.is_empty():
        return None
    event = own.row(-1, named=True)
    events = d["events"].filter(pl.col("event_id") == event["event_id"])
    people = d["people"].filter(pl.col("event_id") == event["event_id"], pl.col("side").is_not_null())
    heads = people.filter("is_head", pl.col("side") == event["state"])
    others = people.filter(pl.col("side") != event["state"])  # a part of the counterpart may speak for it
    texts = d["documents"].filter(pl.col("event_id") == event["event_id"])
    key = event["event_id"]
    presented = statements.told(d).filter(
        pl.col("event_id") == key, pl.col("side") == event["state"], pl.col("commitment") == "presented"
    )
    ordinal, where = (summaries.stated(d, event, field) for field in ("ordinal", "place"))
    nobody = Finding(f"nobody-named-{key}", 0, "documents", texts, searched="a person of the other side")
    day = event["start_date"]
    tied = d["events"].filter(start_date=day)
    return {
        "tied": summaries.count(f"meetings-of-{day}", "events", tied) if tied.height > 1 else None,
        "ordinal": _if(ordinal, f"round-{key}", "facts", numbers.ordinal(event["ordinal"] or 1)),
        "kind": sections.kind(event["kind_label"]),
        "one_kind": _one(d, event),
        "whom": sections.whom(event),
        "others": sections.with_names(event) if event["counterparts"] else None,
        "place": _if(where, f"place-{key}", "facts", event["place"] or ""),
        "video": event["mode"] == "video",
        "day": Finding(f"days-{key}", wording.days(event["start_date"], event["end_date"]), "events", events,
                       fields=("start_date", "end_date")),
        "inferred": event["inferred"],
        "state": sections.party(d, event["state"]),
        "head": _if(heads, f"led-{key}", "people", silence.persons(heads)),
        "several_texts": texts.height > 1,
        "nobody": Said(nobody, "no one") if others.is_empty() and event["counterparts"] else None,
        "presented": _quoted(presented[:1]),
    }  # fmt: skip


def agreed(d: Dataset, _published: date) -> Slots | None:
    """What the sides agreed at the latest meeting at which they did, and whether its steps are named."""
    own = summaries.agreed(d).filter(pl.col("shown").is_not_null())
    if own.is_empty():
        return None
    last = _last_agreed(d)
    steps = _steps(last)
    events = d["events"].join(own, on="event_id", how="semi")
    row = last.row(0, named=True)
    rows = d["statements"].join(own, on="statement_id", how="semi")
    every = summaries.count("meetings-total", "events", d["events"])
    return {
        "when": wording.at_time(row["when"], is_dated=row["is_dated"]),
        "meeting": _meeting(d, row["event_id"]),
        "sides": wording.markdown(row["sides"]),
        "steps": _quoted(steps[:1]),
        "confirmed": _quoted(last.filter(pl.col("commitment") == "confirmed")[:1]),
        "unnamed": bool(steps.height) and not steps.filter(pl.col("commitment") == "agreed_named").height,
        "meetings": Finding("meetings-agreed", events.height, "statements", rows),
        "all": every,
        "alone": events.height == 1 and d["events"].height > 1,
        "one_of": events.height < d["events"].height,
    }


def _last_agreed(d: Dataset) -> pl.DataFrame:
    """What was agreed or confirmed at the latest meeting at which something was."""
    own = summaries.agreed(d).filter(pl.col("shown").is_not_null())
    return own.filter(pl.col("event_id").is_in(own["event_id"].tail(1).to_list()))


def _steps(last: pl.DataFrame) -> pl.DataFrame:
    """Of these what was agreed, whether its steps are named or not."""
    return last.filter(pl.col("commitment").is_in(["agreed_unnamed", "agreed_named"]))


def accounts(d: Dataset, _published: date) -> Slots | None:
    """Whose account the texts give, and whether any reports what a counterpart said."""
    texts = d["documents"].filter("in_scope")
    known = texts.filter(pl.col("account").is_not_null())
    if known.is_empty():
        return None
    sizes = known.group_by("account").len().sort("len", "account", descending=[True, False])
    side = sizes["account"][0]
    theirs = texts.filter(pl.col("account") == side)
    parties = d["counterparts"]["counterpart"].unique().to_list()
    named = {cell.document_id for cell in silence.told(d, "source") if cell.quotes}
    silent = texts.filter(pl.col("account").is_null(), ~pl.col("document_id").is_in(list(named)))
    others = statements.of_counterparts(d)
    return {
        "texts": Finding("texts-in-scope", texts.height, "documents", texts),
        "some": Finding(f"texts-account-{side}", theirs.height, "documents", theirs),
        "side": sections.party(d, side),
        "all": theirs.height == texts.height and texts.height > 1,
        "one": theirs.height == 1,
        "unsourced": Finding("texts-without-a-source", silent.height, "documents", silent)
        if silent.height
        else None,
        "one_unsourced": silent.height == 1,
        "none_of_others": not set(known["account"]) & set(parties),
        "no_sentence": None if others.value else Said(others, "no text"),
        "counterparts": _counterparts(d),
    }


def _counterparts(d: Dataset) -> str:
    """The counterparts in a sentence; none where they are many."""
    labels = dict(summaries.labels(d, "counterpart").iter_rows())
    codes = (
        d["counterparts"].group_by("counterpart").len().sort("len", "counterpart", descending=[True, False])
    )
    names = [sections.named(code, labels.get(code, code)) for code in codes["counterpart"]]
    return wording.listed(names, last="or") if len(names) <= LISTED else ""


def changes(d: Dataset, _published: date) -> Slots | None:
    """What the texts on the latest of two meetings keep, drop and add."""
    if not topic_changes.with_topics(d):
        return None
    latest_pair = topic_changes.with_topics(d)[0]
    pair = summaries.comparisons(d)[latest_pair]
    every = topic_changes.changes(d, latest_pair)
    key = f"{pair.earlier['event_id']}-{pair.later['event_id']}"
    slots: dict[str, Any] = {
        "earlier": pair.earlier["when"],
        "at_earlier": wording.at_time(str(pair.earlier["when"])),
        "later": pair.later["when"],
        "kind": sections.kind(str(pair.later["kind_label"])),
        "whom": sections.with_names(pair.later) if pair.later["counterparts"] else None,
        "later_account": _account(d, pair.later["event_id"]),
    }
    rows = summaries.topics(d).filter(
        pl.col("event_id").is_in([pair.earlier["event_id"], pair.later["event_id"]])
    )
    before = every.filter(pl.col("change") != "new")
    slots["before"] = _of_topics(f"topics-named-before-{key}", before.height, rows, before)
    slots["all_kept"] = before.height > 0 and before.filter(pl.col("change") == "dropped").is_empty()
    for change in topic_changes.CHANGES:
        own = every.filter(pl.col("change") == change)
        slots[change] = _of_topics(f"topics-{change}-number-{key}", own.height, rows, own)
        is_listed = own.height <= LISTED
        named = own.filter(~_only_in_title()) if is_listed else own.clear()
        titles = own.filter(_only_in_title()) if is_listed else own.clear()
        words = tuple(_marked(row) for row in named.to_dicts())
        slots["titled_before"] = bool(slots.get("titled_before")) or _was_in_title(named)
        slots[f"{change}_words"] = _of_topics(f"topics-{change}-words-{key}", words, rows, named)
        labels = tuple(map(wording.small, titles["topic_short"]))
        slots[f"{change}_titles"] = _of_topics(f"topics-{change}-in-titles-{key}", labels, rows, titles)
    return slots


def _of_topics(name: str, value: Value, rows: pl.DataFrame, own: pl.DataFrame) -> Finding | None:
    """A finding on the topics ``own``, which stands on their ``rows`` (of summaries.topics)."""
    codes = rows.filter(pl.col("code").is_in(own["code"].to_list()))
    return Finding(name, value, "codings", codes) if own.height else None


def _only_in_title() -> pl.Expr:
    """Whether a topic of a pair stands in titles alone, at the later meeting where it is named there."""
    return pl.coalesce("after_titled", "before_titled")


def _was_in_title(named: pl.DataFrame) -> bool:
    """Whether a topic that the later texts name in words stood in titles alone in the earlier ones."""
    return named.filter("before_titled", pl.col("after").is_not_null()).height > 0


def _marked(row: Mapping[str, Any]) -> str:
    """The words found for a topic, those of the later meeting where it has any, marked where they need it."""
    is_later = row["after"] is not None
    quotes = row["after"] if is_later else row["before"]
    words = topic_changes.first_words({"quotes": quotes, "topic_short": row["topic_short"]})
    return f"{words}{topic_changes.TITLE}" if is_later and row["before_titled"] else words


def _account(d: Dataset, event_id: object) -> str | None:
    """Whose account the texts on a meeting give, where it is one side's."""
    known = d["documents"].filter(pl.col("event_id") == event_id)["account"].drop_nulls().unique().to_list()
    return sections.party(d, known[0]) if len(known) == 1 else None


def open_ends(d: Dataset, _published: date) -> Slots | None:
    """The latest step that the state has under consideration, or has announced, and what else is open.

    What the message on agreements quotes is not counted again.
    """
    every = statements.left_open(d)
    own = every.filter(
        pl.col("commitment").is_in(["under_consideration", "announced"]), pl.col("side") == pl.col("state")
    )
    if own.is_empty():
        return None
    row = own.row(0, named=True)
    told = _steps(_last_agreed(d))[:1]
    rest = every.filter(~pl.col("statement_id").is_in([row["statement_id"], *told["statement_id"]]))
    later = statements.later_texts(d, row["shown"])
    alone = rest.row(0, named=True) if rest.height == 1 else None
    return {
        "when": wording.at_time(row["when"], is_dated=row["is_dated"]),
        "meeting": _meeting(d, row["event_id"]),
        "state": None if row["quote"][0].isupper() else sections.party(d, row["state"]),  # a whole sentence
        "who": wording.markdown(silence.person(row)) if row["name"] else None,
        "is_subject": _is_subject(row),
        "words": _quoted(own[:1]),
        "not_again": row["again"] is False and later.height > 0,
        "again": row["again"] is True,
        "one_later": later.height == 1,
        "none_later": later.is_empty(),
        "later": Finding("texts-after-left-open", later.height, "documents", later) if later.height else None,
        "rest": Finding("statements-left-open", rest.height, "statements", rest) if rest.height else None,
        "rest_when": wording.at_time(alone["when"], is_dated=alone["is_dated"]) if alone else None,
        "rest_words": _quoted(rest) if alone else None,
    }  # fmt: skip


def plans(d: Dataset, published: date) -> Slots | None:
    """How many of the state's plans have run out on the day of publication, and which still run."""
    own = plan_table.statuses_on(summaries.plans(d), published)
    own = own.filter(pl.col("owner") == summaries.state(d))
    dated = own.filter(pl.col("status") != "no_period")
    over = dated.filter(pl.col("status") == "ended")
    if over.is_empty():
        return None
    running = dated.filter(pl.col("status").is_in(["in_force", "ends_this_year"]))
    loose = own.filter(pl.col("status") == "no_period")

    def found(name: str, rows: pl.DataFrame) -> Finding | None:
        references = sections.references(d, rows["reference_id"])
        return Finding(name, rows.height, "plan_references", references) if rows.height else None

    return {
        "day": wording.day(published),
        "over": found("plans-over", over),
        "one_over": over.height == 1,
        "dated": found("plans-dated", dated),
        "only": dated.height == 1,
        "both": over.height == dated.height == 2,
        "all": over.height == dated.height and over.height > 2,
        "running": found("plans-running", running),
        "none_running": running.is_empty(),
        "loose": found("plans-without-years", loose),
        "one_loose": loose.height == 1,
    }


def _one(d: Dataset, event: Mapping[str, Any]) -> str:
    """The kind of a meeting that opens a sentence: "the human-rights dialogue", "a seminar", "talks"."""
    kind = sections.kind(event["kind_label"])
    return f"the {kind}" if event["kind"] in summaries.standing(d) else wording.indefinite(kind)


def _meeting(d: Dataset, event_id: str) -> str | None:
    """Which meeting a message is on: its kind and with whom, where there are many."""
    if d["events"].height <= views.MANY:
        return None
    event = summaries.meetings(d).row(by_predicate=pl.col("event_id") == event_id, named=True)
    return " ".join(filter(None, (sections.kind(event["kind_label"]), sections.whom(event))))


def _is_subject(row: Mapping[str, Any]) -> bool:
    """Whether a person is the subject of a statement's verb, not the state or body the person speaks of."""
    last = re.search(r"[^\s.]+$", row["name"] or "")
    return last is not None and last[0] in (row["speaker"] or "")


def _if(rows: pl.DataFrame, name: str, table: str, value: Any) -> Finding | None:
    """A finding where there are rows and there is something to say."""
    return Finding(name, value, table, rows) if rows.height and value else None


def _quoted(rows: pl.DataFrame) -> Said | None:
    """The first statement of ``rows`` in its words."""
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    finding = Finding(f"statement-{row['statement_id']}", str(row["quote"]), "statements", rows[:1])
    return Said(finding, wording.quotation(row["quote"], WORDS))


MAKERS: Mapping[str, Maker] = {
    "latest": latest,
    "agreed": agreed,
    "accounts": accounts,
    "changes": changes,
    "open_ends": open_ends,
    "plans": plans,
}
