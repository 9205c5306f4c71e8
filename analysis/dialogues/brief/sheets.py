"""A fact sheet per meeting: when, where, who, what was told, and from whom the texts have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from dialogues.base import numbers
from dialogues.brief import (
    annex,
    coverage,
    readers,
    silence,
    statements,
    summaries,
    tables,
    templates,
    topic_changes,
    views,
    wording,
)
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.brief.templates import Said, Slots
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import JOINT

WORDS = 13  # of a quotation on a sheet; the whole opens
ROWS = ("when", "round", "counterpart", "where", "subject", "state_head", "other_head", "took_part", "topics",
        "said", "next_meeting", "sources")  # fmt: skip
Event = Mapping[str, Any]


def sheets(
    ledger: Ledger, rows: Mapping[str, str], notes: Mapping[str, str], levels: Mapping[str, str]
) -> str:
    """One sheet per meeting, the latest first.

    Parameters
    ----------
    rows
        What to show, in which order: one of ``ROWS`` and its head, with ``{state}`` (its name) and
        ``{titled}`` (where a topic stands in titles alone).
    notes
        Templates for what is said beside the words: ``known`` (a round known from elsewhere), ``inferred``
        (of days, with ``{basis}``: ``last_day``), ``form`` and ``counterpart`` (what is inferred of these),
        ``session`` (a text from within a meeting of several days), ``otherwise`` (the same in another text,
        with ``{words}``), and words for ``silent``, ``no_head``, ``nobody``, ``no_words``, ``no_date`` and
        ``ready``; ``only`` (with ``{texts}``) where not all texts on a meeting name somebody.
    levels
        The words for each commitment (schemas.COMMITMENTS).
    """
    events = summaries.meetings(ledger.dataset).reverse().to_dicts()
    return "\n\n".join(_sheet(ledger, event, rows, notes, levels) for event in events)


def _sheet(
    ledger: Ledger,
    event: Event,
    rows: Mapping[str, str],
    notes: Mapping[str, str],
    levels: Mapping[str, str],
) -> str:
    d = ledger.dataset
    labels = dict(summaries.labels(d, "counterpart").iter_rows())
    state = str(labels.get(event["state"], event["state"]))
    lines: list[tuple[str, str]] = []
    for row, head in rows.items():
        if row == "said":
            lines += _statements(ledger, event, levels, notes)
        else:
            lines.append((head, _row(ledger, event, row, notes)))
    slots: Slots = {"state": wording.markdown(state), "titled": _has_titles(d, event)}
    body = [[templates.told(ledger, head, slots), said] for head, said in lines if said]
    whom = event["sides"] if event["counterparts"] else "Counterpart not named"
    title = f"{whom}, {event['when']}: {wording.small(event['kind_label'])}"
    heading = f"### {wording.markdown(title)} {{#{anchor(event)} .unnumbered .unlisted}}"
    return f"{heading}\n{tables.table(['', ''], body, widths=[3, 17], css='sheet')}"


def anchor(event: Event) -> str:
    """The anchor of a meeting's sheet."""
    return f"meeting-{wording.anchor(event['event_id'])}"


def _row(ledger: Ledger, event: Event, row: str, notes: Mapping[str, str]) -> str:
    """The words of one row."""
    makers = {"when": _when, "round": _round, "counterpart": _counterpart, "where": _where,
              "subject": _subject, "took_part": _took_part, "sources": _sources,
              "topics": _topics}  # fmt: skip
    return makers[row](ledger, event, notes) if row in makers else _told(ledger, event, row, notes)


def _when(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    days = wording.days(event["start_date"], event["end_date"])
    if not days:
        return notes["silent"]
    own = ledger.dataset["events"].filter(pl.col("event_id") == event["event_id"])
    fields = ("start_date", "end_date")
    said = str(ledger.claim(Finding(f"days-{event['event_id']}", days, "events", own, fields=fields)))
    basis = notes["last_day"] if event["inferred"] == "last day" else None
    inferred = templates.fill(ledger, notes["inferred"], {"part": event["inferred"], "basis": basis})
    return ". ".join(filter(None, (" ".join(filter(None, (said, inferred))), _session(ledger, event, notes))))


def _session(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str | None:
    """That a text was published before a meeting of several days was over."""
    start, end = event["start_date"], event["end_date"]
    if start is None or end is None or start == end:
        return None
    texts = ledger.dataset["documents"].filter(
        pl.col("event_id") == event["event_id"], pl.col("published").is_between(start, end)
    )
    days = [wording.day(day) for day in texts["published"].unique().sort()]
    if not days:
        return None
    finding = Finding(f"published-within-{event['event_id']}", tuple(days), "documents", texts)
    return templates.fill(ledger, notes["session"], {"day": finding})


def _round(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """The number that a text gives, or that is known from elsewhere; nothing of a kind without rounds."""
    d = ledger.dataset
    own = summaries.stated(d, event, "ordinal")
    if own.height:
        number = numbers.ordinal(event["ordinal"])
        return str(ledger.claim(Finding(f"round-{event['event_id']}", number, "facts", own)))
    known = d["known_events"].filter(pl.col("event_id") == event["event_id"], pl.col("ordinal").is_not_null())
    if known.height:
        number = numbers.ordinal(known["ordinal"][0])
        finding = Finding(f"round-known-{event['event_id']}", number, "known_events", known[:1])
        source = coverage.source(known.row(0, named=True))
        return templates.fill(ledger, notes["known"], {"number": finding, "source": source}) or ""
    series = summaries.rounds(d).select("kind", "state").unique()
    is_numbered = (event["kind"], event["state"]) in set(series.iter_rows())
    return f"[{notes['silent']}]{{.silent}}" if is_numbered else ""


def _counterpart(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """With whom it was held, where that is inferred; else the heading says it."""
    if not event["is_counterpart_inferred"]:
        return ""
    own = ledger.dataset["counterparts"].filter(pl.col("event_id") == event["event_id"])
    finding = Finding(f"counterpart-{event['event_id']}", tuple(event["names"]), "counterparts", own)
    named = str(ledger.claim(finding, text=wording.listed(event["names"])))
    return f"{named} [{notes['counterpart']}]{{.silent}}"


def _where(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """Form, house and place."""
    d = ledger.dataset
    form = [views.MODES.get(event["mode"] or ""), *dict.fromkeys((event["venue"], event["place"]))]
    words = ", ".join(filter(None, form))
    own = summaries.stated(d, event, "mode", "place")
    if not words or own.is_empty():
        return f"[{notes['silent']}]{{.silent}}"
    said = str(ledger.claim(Finding(f"form-{event['event_id']}", words, "facts", own)))
    return f"{said} [{notes['form']}]{{.silent}}" if event["is_form_inferred"] else said


def _subject(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """What the meeting was on, in the words of the text that is told first."""
    d = ledger.dataset
    own = _subject_sentences(d, event)
    if own.is_empty():
        return f"[{notes['silent']}]{{.silent}}"
    words = " ".join(own["text"][0].split())
    finding = Finding(f"subject-{event['event_id']}", words, "sentences", own[:1])
    return str(ledger.claim(finding, text=wording.quotation(words, 60)))


def _subject_sentences(d: Dataset, event: Event) -> pl.DataFrame:
    """The sentences that say what an event was on, the best first.

    That is the one that names its kind, unless it gives the day (it then says little else); else those that
    name a topic, unless one side alone speaks in them.
    """
    own = d["facts"].filter(pl.col("event_id") == event["event_id"])
    formal = own.filter(pl.col("field").is_in(["start_date", "mode", "place", "participant"]))
    kind = own.filter(pl.col("field") == "kind").join(formal, on="sentence_id", how="anti")
    topics = d["mentions"].filter(pl.col("facet") == "topic")
    one_sided = d["statements"].filter(pl.col("side").is_not_null(), pl.col("side") != JOINT)
    topics = topics.join(one_sided, on="sentence_id", how="anti")
    texts = d["documents"].filter(pl.col("event_id") == event["event_id"]).select("document_id")
    sentences = (
        d["sentences"]
        .filter(pl.col("role") == "body", ~pl.col("is_background"))
        .join(texts, on="document_id", how="semi")
        .sort("document_id", "position")
    )
    return pl.concat(
        [
            sentences.join(kind, on="sentence_id", how="semi"),
            sentences.join(topics, on="sentence_id", how="semi"),
        ]
    )


def _told(ledger: Ledger, event: Event, row: str, notes: Mapping[str, str]) -> str:
    """What the texts on the meeting tell of a row of the grid of silences; the same words once."""
    d = ledger.dataset
    texts = d["documents"].filter(pl.col("event_id") == event["event_id"])["document_id"].to_list()
    cells = [cell for cell in silence.told(d, row) if cell.document_id in texts]
    cells = [cell for cell in cells if cell.people] or [cell for cell in cells if cell.quotes]
    if not cells:
        return f"[{notes['silent']}]{{.silent}}"
    rows = pl.concat([cell.rows for cell in cells])
    named = silence.persons(rows) if cells[0].people else ()
    quoted = (wording.quotation(quote, WORDS) for cell in cells for quote in cell.quotes)
    shown = dict.fromkeys([*named, *quoted])
    finding = Finding(f"{row.replace('_', '-')}-{event['event_id']}", tuple(shown), cells[0].table, rows)
    if cells[0].note == "no_name":  # the sentence stands with those who attended
        return str(ledger.claim(finding, text=notes["nobody"]))
    said = str(ledger.claim(finding, text="; ".join(shown)))
    if cells[0].people and len(cells) < len(texts) and len(texts) > 1:
        numbers = annex.text_numbers(d)
        names = wording.listed([f"Text {n}" for n in sorted(numbers[cell.document_id] for cell in cells)])
        said += f" {templates.told(ledger, notes['only'], {'texts': names})}"
    note = f"[{notes[cells[0].note]}]{{.silent}}" if cells[0].note else ""
    return f"{note} {said}" if cells[0].note in silence.FIRST else f"{said} {note}".strip()


def _took_part(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """Who took part, in the sentences of the text that names most."""
    d = ledger.dataset
    own = d["sentences"].filter(pl.col("role") == "body", ~pl.col("is_background"))
    texts = d["documents"].filter(pl.col("event_id") == event["event_id"]).select("document_id")
    dated = d["facts"].filter(pl.col("field") == "start_date")["sentence_id"].unique().implode()
    beside = ~pl.col("sentence_id").is_in(dated)  # that sentence names the sides anyway
    facts = (
        d["facts"]
        .filter(pl.col("field") == "participant", beside | ~pl.col("value").is_in(event["counterparts"]))
        .select("sentence_id", "document_id")
    )
    people = d["people"].filter(beside, pl.col("side").is_not_null()).select("sentence_id", "document_id")
    named = pl.concat([facts, people]).join(texts, on="document_id", how="semi")
    named = named.join(d["statements"], on="sentence_id", how="anti").join(own, on="sentence_id", how="semi")
    if named.is_empty():
        return f"[{notes['silent']}]{{.silent}}"
    fullest = named.group_by("document_id").len().sort("len", "document_id", descending=[True, False])
    sentences = own.filter(pl.col("document_id") == fullest["document_id"][0])
    sentences = sentences.join(named, on="sentence_id", how="semi").sort("position")
    words = tuple(" ".join(text.split()) for text in sentences["text"])
    finding = Finding(f"took-part-{event['event_id']}", words, "sentences", sentences)
    return str(ledger.claim(finding, text=" ".join(wording.quotation(text) for text in words)))


def _topics(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """The topics named as its own, each by the first words found."""
    d = ledger.dataset
    own = _own_topics(d, event)
    if own.is_empty():
        return f"[{notes['silent']}]{{.silent}}"
    found = topic_changes.words(d).filter(pl.col("event_id") == event["event_id"])
    first = {row["code"]: row for row in found.to_dicts()}
    marks = dict(own.select("code", "only_in_plan_title").iter_rows())
    named = {topic_changes.first_words(first[code]): marks[code] for code in own["code"]}
    words = wording.outermost([*named])
    finding = Finding(f"topics-of-{event['event_id']}", words, "codings", own)
    said = (f"{quoted}{topic_changes.TITLE if named[quoted] else ''}" for quoted in words)
    return str(ledger.claim(finding, text="; ".join(said)))


def _has_titles(d: Dataset, event: Event) -> bool:
    """Whether a topic of the sheet stands in titles of plans or treaties alone."""
    return bool(_own_topics(d, event)["only_in_plan_title"].any())


def _own_topics(d: Dataset, event: Event) -> pl.DataFrame:
    """The topics that the texts on a meeting name as its own, not as background."""
    return summaries.topics(d).filter(pl.col("event_id") == event["event_id"], ~pl.col("is_background"))


def _statements(
    ledger: Ledger, event: Event, levels: Mapping[str, str], notes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What was said, from the least to the most that it commits to; what several texts tell alike once."""
    own = statements.told(ledger.dataset).filter(pl.col("event_id") == event["event_id"])
    own = own.with_columns(told_as=pl.coalesce("told_as", "statement"))  # urging commits to nothing
    others = dict(own.filter(~pl.col("told_as").is_in([*levels])).select("statement", "label").iter_rows())
    for level, head in {**others, **levels}.items():
        rows = own.filter(pl.col("told_as") == level)
        if rows.height:
            alike = rows.partition_by("same_as", maintain_order=True)
            said = "; ".join(_alike(ledger, same, notes) for same in alike)
            finding = Finding(f"{level}-{event['event_id']}", tuple(rows["quote"]), "statements", rows)
            yield head, str(ledger.claim(finding, text=said))


def _alike(ledger: Ledger, same: pl.DataFrame, notes: Mapping[str, str]) -> str:
    """One statement in the words of the first text, and in those of another where they differ."""
    every = dict.fromkeys(map(_spoken, same.to_dicts()))
    bare = {said: said.removesuffix("”").removesuffix(" …") for said in every}
    first, *others = (
        said
        for said, own in bare.items()
        if not any(own != other and other.startswith(own) for other in bare.values())
    )
    return ", ".join(
        [first, *(templates.told(ledger, notes["otherwise"], {"words": words}) for words in others)]
    )


def _spoken(row: Mapping[str, Any]) -> str:
    """A statement in its words, after those for its speaker where it is not one side's."""
    is_one_sides = row["side"] not in (JOINT, None)
    who = None if is_one_sides else statements.speaker(row)
    return " ".join(filter(None, (who, wording.quotation(row["quote"], WORDS))))


def _sources(ledger: Ledger, event: Event, notes: Mapping[str, str]) -> str:
    """From whom each text has it, and who published it when."""
    d = ledger.dataset
    texts = annex.documents(d).filter(pl.col("event_id") == event["event_id"])
    sources = {cell.document_id: cell for cell in silence.told(d, "source")}
    told = []
    for text in texts.to_dicts():
        place = f"[{wording.markdown(annex.source(text))}](#{annex.document_anchor(text['document_id'])})"
        place += readers.mark(d, text["document_id"], notes["alone"])
        cell = sources.get(text["document_id"])
        if cell is not None:
            finding = Finding(f"source-{text['document_id']}", cell.quotes, "mentions", cell.rows)
            quoted = Said(finding, "; ".join(wording.quotation(quote) for quote in cell.quotes))
            place += f", {templates.fill(ledger, '{words}', {'words': quoted})}"
        told.append(place)
    return "; ".join(told)
