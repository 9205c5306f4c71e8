"""Prose whose wording depends on the data: sentences that hold claims, and what is said without any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dialogues.brief import summaries, tables, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import SERIES, Finding
from dialogues.dataset import Dataset

NOT_MENTIONED = "not mentioned in the texts held"


# Words shared by the sections and the key messages -----------------------------------------------------


def named(code: str, label: str) -> str:
    """A counterpart in a sentence: "the Union of X", "Germany"; several at once as they are called."""
    if ", " in code:
        return label
    return wording.with_article(label, is_state=tables.country(code) is not None)


def party(d: Dataset, code: str) -> str:
    """The state or organisation of this code in a sentence."""
    return named(code, dict(summaries.labels(d, "counterpart").iter_rows()).get(code, code))


def with_names(event: Mapping[str, Any]) -> str:
    """The counterparts of an event in a sentence."""
    names = [named(*pair) for pair in zip(event["counterparts"], event["names"], strict=True)]
    return wording.listed(names)


def whom(event: Mapping[str, Any]) -> str:
    """With whom an event was: a kind of two sides with them, any other with participants from them."""
    how = "with" if event["is_two_sided"] else "with participants from"
    return f"{how} {with_names(event)}" if event["counterparts"] else ""


def meeting_words(event: Mapping[str, Any]) -> str:
    """A meeting in a sentence: "human-rights dialogue with the European Union of June 2020"."""
    parts = (wording.small(event["kind_label"]), whom(event), f"of {event['when']}")
    return " ".join(filter(None, parts))


def references(d: Dataset, ids: pl.Series) -> pl.DataFrame:
    """The rows of plan_references with these ids (a column of lists)."""
    return d["plan_references"].filter(pl.col("reference_id").is_in(ids.explode().to_list()))


def of_series(d: Dataset, series: pl.DataFrame) -> pl.DataFrame:
    """The events held of one dialogue, numbered or not."""
    own = summaries.in_rounds(d, d["events"])
    return own.join(series.select(SERIES).unique(), on=SERIES, how="semi")


def name_of(series: pl.DataFrame) -> str:
    """A dialogue in the name of a claim."""
    return "-".join(str(series[key][0]) for key in SERIES)


def held(d: Dataset, series: pl.DataFrame) -> Finding:
    """How many rounds of a dialogue texts are held on."""
    return summaries.total(d, f"rounds-held-{name_of(series)}", "events", of_series(d, series), "rounds")


def claim_held(ledger: Ledger, series: pl.DataFrame) -> str:
    """The claim on how many rounds of a dialogue texts are held: "none" where on no round."""
    found = held(ledger.dataset, series)
    return str(ledger.claim(found, text=None if found.value else "none"))


def denominator(d: Dataset, series: pl.DataFrame) -> Finding:
    """The highest round number known, from the text that gives it or the source that lists it."""
    highest = int(str(series["ordinal"].max()))
    name = f"rounds-at-least-{name_of(series)}"
    own = of_series(d, series)
    facts = d["facts"].filter(
        pl.col("field") == "ordinal",
        pl.col("value") == str(highest),
        pl.col("event_id").is_in(own["event_id"].to_list()),
    )
    known = d["known_events"].filter(pl.col("ordinal") == highest)
    known = known.join(series, on=SERIES, how="semi")
    if facts.height:
        return Finding(name, highest, "facts", facts)
    return (
        Finding(name, highest, "known_events", known)
        if known.height
        else Finding(name, highest, "events", own)
    )


# Sections ----------------------------------------------------------------------------------------------


def meetings_listed(ledger: Ledger) -> str:
    """The meetings held, by kind and counterpart, each with its months."""
    parts = []
    events = summaries.meetings(ledger.dataset)
    for (kind, lane), series in events.group_by(["kind_label", "lane"], maintain_order=True):
        row = series.row(0, named=True)
        months = tuple(series["when"].to_list())
        said = ledger.claim(Finding(f"meetings-{kind}-{lane}", months, "events", series))
        named_kind = _with_article(wording.small(str(kind)), series.height)
        parts.append(" ".join(filter(None, (named_kind, whom(row), f"({said})"))))
    return wording.listed(parts) or "none found in the texts held"


def _with_article(kind: str, meetings: int) -> str:
    """A kind of meeting in a list: "a round table", "the human-rights dialogue"."""
    if kind.endswith("dialogue"):
        return f"the {kind}"
    if meetings > 1 or kind.endswith("s"):
        return kind
    return f"an{kind}" if kind.startswith("other") else f"a {kind}"


def instruments(ledger: Ledger) -> str:
    """The treaties and mechanisms named, each with its meetings; of many meetings how many."""
    d = ledger.dataset
    events = summaries.meetings(d).select("event_id", "when", "shown")
    own = d["codings"].filter(pl.col("facet") == "instrument").join(events, on="event_id")
    if own.is_empty():
        return "The texts held name no treaty and no mechanism by which states report."
    own = summaries.labelled(own, d, "instrument", "code", "label").sort("shown", "event_id", nulls_last=True)
    few = d["events"].height <= views.MANY
    each = [rows for _, rows in own.group_by("label", maintain_order=True)]
    parts = []
    for rows in sorted(each, key=lambda rows: -rows.height):
        name = f"instrument-{rows['code'][0]}"
        when = Finding(name, tuple(rows["when"]), "codings", rows)
        count = Finding(f"{name}-meetings", rows.height, "codings", rows)
        shown = ledger.claim(when) if few else ledger.claim(count, "meeting")
        parts.append(f"{wording.markdown(rows['label'][0])} ({shown})")
    return f"Treaties and mechanisms named: {'; '.join(parts)}."


def background(ledger: Ledger) -> str:
    """Which topics the texts on a meeting name only as background; of many meetings how many."""
    d = ledger.dataset
    own = summaries.topics(d).filter("is_background")
    if own.is_empty():
        return ""
    is_what = "only as background (history, standing relations, earlier instructions), not as discussed"
    if d["events"].height > views.MANY:
        meetings = Finding("meetings-with-background", own["event_id"].n_unique(), "codings", own)
        codes = Finding("topics-background", own["code"].n_unique(), "codings", own)
        topics = ledger.claim(codes, "topic")
        verb = "is" if codes.value == 1 else "are"
        return f"For {ledger.claim(meetings, 'meeting')}, {topics} {verb} named {is_what}."
    said = []
    for event in summaries.meetings(d).to_dicts():
        rows = own.filter(pl.col("event_id") == event["event_id"])
        if rows.height:
            name = f"topics-background-{event['event_id']}"
            count = Finding(f"{name}-count", rows.height, "codings", rows)
            listed = Finding(name, summaries.names(rows), "codings", rows)
            small = wording.listed([wording.small(name) for name in listed.names])
            opening = wording.capital(wording.counted(rows.height, "topic"))
            verb = "is" if rows.height == 1 else "are"
            said.append(
                f"{ledger.claim(count, text=opening)} {verb} named for the {meeting_words(event)} {is_what}: "
                f"{ledger.claim(listed, text=small)}."
            )
            is_what = "only as background"
    return " ".join(said)


def scope(ledger: Ledger) -> str:
    """Which files were refused, and why."""
    refused = ledger.dataset["rejects"]
    return f"Refused: {_with_reasons(refused, 'problem')}." if refused.height else "No file was refused."


def _with_reasons(frame: pl.DataFrame, reason: str) -> str:
    words = (
        f"{path} ({wording.small(why).rstrip('.')})" for path, why in frame.select("path", reason).iter_rows()
    )
    return wording.listed([wording.markdown(word) for word in words])


def links(ledger: Ledger) -> str:
    """Why texts were taken to report one meeting."""
    d = ledger.dataset
    names = dict(d["documents"].select("document_id", pl.coalesce("publisher", "path")).iter_rows())
    rows = d["links"].select("document_id", "linked_document_id", "reason").iter_rows()
    said = (f"{names[one]} and {names[other]}: {wording.small(why).rstrip('.')}." for one, other, why in rows)
    return (
        " ".join(wording.markdown(words) for words in said) or "No two of the texts held report one meeting."
    )
