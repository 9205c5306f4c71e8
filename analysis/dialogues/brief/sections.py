"""Prose whose wording depends on the data: sentences that hold claims, and what is said without any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dialogues.brief import annex, summaries, tables, templates, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import SERIES, Finding
from dialogues.brief.templates import Said, Slots
from dialogues.dataset import Dataset

# Words shared by the sections and the key messages -----------------------------------------------------


def named(code: str, label: str) -> str:
    """A counterpart in a sentence, as Markdown: "the Union of X"; each of several (summaries.laned)."""
    if ", " in code:
        return wording.listed([named(*one) for one in zip(code.split(", "), label.split("; "), strict=True)])
    return wording.with_article(wording.markdown(label), is_state=tables.country(code) is not None)


def kind(label: str) -> str:
    """A kind of meeting inside a sentence, as Markdown."""
    return wording.markdown(wording.small(label))


def party(d: Dataset, code: str) -> str:
    """The state or organisation of this code in a sentence, as Markdown."""
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
    parts = (kind(event["kind_label"]), whom(event), f"of {event['when']}")
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


def meetings_listed(ledger: Ledger, none: str) -> str:
    """The meetings held, by kind and counterpart, each with its months; ``none`` where there are none."""
    parts = []
    events = summaries.meetings(ledger.dataset)
    for (label, lane), series in events.group_by(["kind_label", "lane"], maintain_order=True):
        row = series.row(0, named=True)
        months = tuple(series["when"].to_list())
        said = ledger.claim(Finding(f"meetings-{label}-{lane}", months, "events", series))
        named_kind = _with_article(kind(str(label)), series.height)
        parts.append(" ".join(filter(None, (named_kind, whom(row), f"({said})"))))
    return wording.listed(parts) or none


def _with_article(name: str, meetings: int) -> str:
    """A kind of meeting in a list: "a round table", "the human-rights dialogue"."""
    if name.endswith("dialogue"):
        return f"the {name}"
    return name if meetings > 1 else wording.indefinite(name)


def instruments(ledger: Ledger, template: str, none: str) -> str:
    """The treaties and mechanisms named, and the bodies that review them, each with its meetings.

    Of many meetings how many.

    Parameters
    ----------
    template
        With ``{each}``.
    none
        What is said where none is named.
    """
    d = ledger.dataset
    events = summaries.meetings(d).select("event_id", "when", "shown")
    reviewers = d["codes"]["reviewer"].drop_nulls().unique().to_list()
    named = d["codings"].join(events, on="event_id")
    treaties = summaries.labelled(named.filter(facet="instrument"), d, "instrument", "code", "label")
    bodies = summaries.labelled(
        named.filter(pl.col("code").is_in(reviewers), facet="organisation"),
        d, "organisation", "code", "label",
    )  # fmt: skip
    own = pl.concat([treaties, bodies]).sort("shown", "event_id", nulls_last=True)
    if own.is_empty():
        return none
    if d["events"].height <= views.MANY:
        return templates.told(ledger, template, {"each": _instruments_by_meeting(ledger, own)})
    each = [rows for _, rows in own.group_by("label", maintain_order=True)]
    parts = []
    for rows in sorted(each, key=lambda rows: -rows.height):
        count = Finding(f"instrument-{rows['code'][0]}-meetings", rows.height, "codings", rows)
        parts.append(f"{wording.markdown(rows['label'][0])} ({ledger.claim(count, 'meeting')})")
    return templates.told(ledger, template, {"each": "; ".join(parts)})


def _instruments_by_meeting(ledger: Ledger, own: pl.DataFrame) -> str:
    """What the texts on each meeting name, the latest first."""
    return "; ".join(
        str(
            ledger.claim(
                Finding(f"instruments-{rows['event_id'][0]}", names := tuple(rows["label"]), "codings", rows),
                text=wording.listed([*map(wording.markdown, names)]),
            )
        )
        + f" ({wording.markdown(rows['when'][0])})"
        for rows in reversed(own.partition_by("event_id", maintain_order=True))
    )


def background(ledger: Ledger, each: tuple[str, str], many: str) -> str:
    """Which topics the texts on a meeting name only as background; of many meetings how many.

    Parameters
    ----------
    each
        The first meeting and the following, with ``{count}``, ``{one}``, ``{meeting}`` and ``{topics}``.
    many
        With ``{meetings}``, ``{topics}`` and ``{one}``.
    """
    d = ledger.dataset
    own = summaries.topics(d).filter("is_background")
    if own.is_empty():
        return ""
    if d["events"].height > views.MANY:
        codes = own["code"].n_unique()
        slots: Slots = {
            "meetings": Finding("meetings-with-background", own["event_id"].n_unique(), "codings", own),
            "topics": Finding("topics-background", codes, "codings", own),
            "one": codes == 1,
        }
        return templates.told(ledger, many, slots)
    said: list[str] = []
    for event in summaries.meetings(d).to_dicts():
        rows = own.filter(pl.col("event_id") == event["event_id"])
        if rows.height:
            name = f"topics-background-{event['event_id']}"
            listed = Finding(name, summaries.names(rows, "topic_short"), "codings", rows)
            slots = {
                "count": Finding(f"{name}-count", rows.height, "codings", rows),
                "one": rows.height == 1,
                "meeting": meeting_words(event),
                "topics": Said(
                    listed, wording.listed([wording.markdown(wording.small(topic)) for topic in listed.names])
                ),
            }
            said.append(templates.told(ledger, each[min(len(said), 1)], slots))
    return " ".join(said)


def scope(d: Dataset, refused: str, none: str) -> str:
    """Which files were ``refused`` (with ``{reasons}``), and why; ``none`` where none was."""
    return refused.format(reasons=_with_reasons(d["rejects"], "problem")) if d["rejects"].height else none


def _with_reasons(frame: pl.DataFrame, reason: str) -> str:
    words = (
        f"{path} ({wording.small(why).rstrip('.')})" for path, why in frame.select("path", reason).iter_rows()
    )
    return wording.listed([wording.markdown(word) for word in words])


def links(d: Dataset, none: str) -> str:
    """Why texts were taken to report one meeting, counted where these are many; ``none`` where no two do."""
    if d["links"].height > views.MANY:
        counts = d["links"].group_by("reason", maintain_order=True).len().sort("len", descending=True)
        each = (f"{why.rstrip('.')}: {wording.counted(n, 'pair')} of texts." for why, n in counts.iter_rows())
        return " ".join(wording.markdown(words) for words in each)
    names = {name: f"Text {number}" for name, number in annex.text_numbers(d).items()}
    rows = d["links"].select("document_id", "linked_document_id", "reason").iter_rows()
    said = (f"{names[one]} and {names[other]}: {wording.small(why).rstrip('.')}." for one, other, why in rows)
    return " ".join(wording.markdown(words) for words in said) or none
