"""How a row that changed is called: labels of the codebook, names and days instead of codes and keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dialogues.base import numbers
from dialogues.brief import summaries, views, wording
from dialogues.codebook.facets import OTHER_PLAN
from dialogues.dataset.schemas import KEYS
from dialogues.releasing.diff import Dataset

FACETS = {  # which codes a column holds; of several facets the first that knows the code
    "kind": ("kind",),
    "state": ("counterpart",),
    "counterpart": ("counterpart",),
    "account": ("counterpart", "organisation"),
    "plan": ("plan",),
    "owner": ("counterpart", "organisation"),
    "organisation": ("institution", "organisation", "counterpart"),
    "side": ("counterpart", "organisation"),
}
CLAIMS = {  # how the name of a claim begins -> what it tells, of the meeting, text or code that follows
    "agreed": "on what the texts agree",
    "agreed-named": "what was agreed, with a date or name",
    "agreed-unnamed": "what was agreed, without date or name",
    "announced": "what was announced",
    "confirmed": "what was confirmed",
    "counterpart": "counterpart, inferred from who spoke",
    "days": "days of the meeting",
    "delegation": "bodies that came to one meeting and to the next",
    "findings-put-right": "findings of the rules that a reading put right",
    "form": "form and place of the meeting",
    "led": "who led the state’s delegation",
    "next-meeting": "what is said of a next meeting",
    "instruments": "treaties, reviews and reviewing bodies named",
    "nobody-named": "nobody named for the other side",
    "noted": "what was stressed or noted, by whom is not told",
    "other-head": "who is named for the other side",
    "place": "place of the meeting",
    "plans-dated": "plans with a period",
    "plans-named": "words in which a text names plans",
    "plans-over": "plans that have run out",
    "plans-without-years": "plans named without their years",
    "presented": "what was said or presented",
    "published-within": "text of a day within the meeting",
    "round": "number of the round",
    "round-known": "number of the round, known from elsewhere",
    "sentences-alone": "sentences that one of two reports has alone",
    "sentences-changed": "sentences that two reports have in other words",
    "sentences-copied": "sentences that two reports have word for word",
    "source": "source that the text names",
    "state-head": "who is named for the state",
    "statements-left-open": "statements that leave something open",
    "statements-of-counterparts": "texts that report a counterpart’s own words",
    "subject": "subject of the meeting, in the text’s words",
    "tells": "what the text tells",
    "texts-in-scope": "texts on human rights",
    "texts-read-by-a-person": "texts that a person has read",
    "texts-read-by-a-program": "texts that a program has read",
    "texts-read-by-nobody": "texts that nobody has read",
    "texts-telling": "texts that tell it",
    "texts-without-a-source": "texts that do not say whose account they give",
    "took-part": "who took part, in the text’s words",
    "topics-dropped": "topics named the earlier time only",
    "topics-kept": "topics named both times",
    "topics-of": "topics of the meeting",
    "under-consideration": "what is under consideration",
    "words": "words found for the topic",
    "agreed-words": "what the sides are reported to have agreed",
    "agreement-with-a-reader": "codes on which rules and reader agree",
    "codes-of-counterparts": "codes of counterparts",
    "codes-total": "codes of the codebook",
    "counterparts": "counterparts",
    "difference": "what one text says and another not",
    "institutions": "national bodies that took part",
    "institutions-only-mentioned": "national bodies also named",
    "instrument": "meetings whose texts name the treaty or mechanism",
    "meetings": "meetings",
    "meetings-agreed": "meetings at which something was agreed",
    "meetings-in-person": "meetings in person",
    "meetings-total": "meetings",
    "meetings-video": "meetings by video",
    "only-mentioned": "organisations also named",
    "organisations": "organisations that took part",
    "people-counterpart": "people for the counterpart",
    "people-only-mentioned": "people also named",
    "people-state": "people for the state",
    "plan": "plan",
    "pledged-words": "what the state said that it intends",
    "plans-dated-before": "plans with a period named before",
    "plans-ended": "plans that had run out",
    "plans-last-year": "plans in their last year",
    "plans-running": "plans still running",
    "plans-succeeding": "plans named with a later period",
    "plans-total": "plans named",
    "plans-without-period": "plans without a period",
    "rounds-at-least": "rounds known to have been held",
    "rounds-held": "rounds with a text",
    "rounds-known-without-text": "rounds known without a text",
    "sentences": "sentences that name the topic",
    "sentences-coded": "sentences with a code",
    "sentences-read": "sentences read",
    "statement": "statement reported",
    "statements": "statements reported",
    "succession": "which plan follows which",
    "texts-account": "texts that give the account of one side",
    "texts-of": "texts on the meeting",
    "texts-out-of-scope": "texts out of scope",
    "texts-total": "texts",
    "topics": "topics named",
    "topics-background": "topics named only as background",
    "topics-in-plan-titles": "topics named only in the titles of plans",
    "topics-new": "topics named the later time only",
    "topics-not-mentioned": "topics not mentioned the later time",
    "topics-one-counterpart": "topics named with one counterpart only",
    "topics-one-meeting": "topics named for one meeting only",
    "topics-only": "topics named with one counterpart only",
    "topics-returning": "topics named both times",
    "topics-total": "topics named",
}
FORMS = {"mode": views.MODES, "status": views.STATUS}

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What two datasets know of the rows in which they differ; the later one is asked first."""

    labels: Mapping[tuple[str, str], str]
    rows: Mapping[tuple[str, Key], Mapping[str, Any]]
    many_sided: frozenset[str]  # the kinds of meeting that are not of two sides
    events: Mapping[str, str]
    days: Mapping[str, str]  # the events' days, by how the name of a claim has the event
    lanes: Mapping[str, str]  # several counterparts, or that of a dialogue, by how a claim's name has them
    texts: Mapping[str, str]  # "Trend, 19 June 2020", by document
    gone: frozenset[str]  # the texts that only the earlier one has

    def claim(self, claim_id: str) -> str:
        """The claim of this name: "National bodies that took part, 27 November 2023"."""
        known = stem(claim_id)
        if known is None:
            return claim_id
        rest = (
            claim_id.removeprefix(known).removesuffix("-count").removesuffix("-number").removesuffix("-words")
        )
        for document_id, text in self.texts.items():
            row, of, _ = f"{rest}-".partition(f"-{wording.slug(document_id)}-")
            if of:
                return ", ".join(filter(None, [wording.capital(CLAIMS[known]), _told(row), text]))
        rest = rest.strip("-")
        days = sorted((rest.index(event), event) for event in self.days if event in rest)
        for _, event in days:
            rest = rest.replace(event, "").strip("-")
        about = [self._about(rest)] if rest else []
        held = list(dict.fromkeys(self.days[event] for _, event in days))
        return ", ".join([wording.capital(CLAIMS[known]), *about, *([" and ".join(held)] if held else [])])

    def _about(self, rest: str) -> str:
        """The code or party that the ``rest`` of a claim's name has; of a plan its family and period."""
        if rest in self.lanes:
            return self.lanes[rest]
        plans = []
        for (facet, code), label in self.labels.items():
            slug = wording.slug(code)
            if rest in (slug, wording.slug(label)):
                return label
            if facet == "plan" and f"-{slug}-" in f"{rest}-":
                years = re.findall(r"\d{4}", rest.partition(slug)[2])
                plans.append((len(slug), f"{label} {'–'.join(years)}".strip()))
        return max(plans)[1] if plans else _told(rest)

    def text(self, document_id: str) -> str:
        """A text as readers know it: "Trend, 19 June 2020"."""
        return self.texts.get(document_id, document_id)

    def row(self, table: str, key: Key) -> str:
        """The row of ``table`` with this ``key``."""
        row = self.rows.get((table, key), {})
        match table:
            case "documents":
                return f"{self.text(key[0])} ({key[0]})"
            case "events":
                return self.events.get(key[0], key[0])
            case "counterparts":
                return f"{self.value('counterpart', key[1])}, {self.events.get(key[0], key[0])}"
            case "codings":
                event, facet, code = key
                return f"{self._label(code, facet)} ({facet}), {self.events.get(event, event)}"
            case "plan_references" if row:
                return f"{self._plan(row)}, {self.text(row['document_id'])}"
            case "people" if row:
                return f"{row['name']}, {self.text(row['document_id'])}"
            case "known_events" if row:
                return _event(row, self.labels, self.many_sided, [row["counterpart"]])
            case "codes":
                return f"{self._label(key[1], key[0])} ({key[0]})"
        return " · ".join(key)

    def value(self, column: str, value: str) -> str:
        """A ``value`` of ``column``."""
        if column == "event_id":
            return self.events.get(value, value)
        if column in FORMS:
            return FORMS[column].get(value, value)
        return self._label(value, *FACETS.get(column, ()))

    def _label(self, code: str, *facets: str) -> str:
        return next((self.labels[facet, code] for facet in facets if (facet, code) in self.labels), code)

    def _plan(self, row: Mapping[str, Any]) -> str:
        name = row["name"] if row["plan"] == OTHER_PLAN else self._label(row["plan"], "plan")
        return f"{name} ({wording.period(row['period_start'], row['period_end'])})"


def stem(claim_id: str) -> str | None:
    """How the name of a claim begins, where that is known: the key of CLAIMS."""
    stems = (claim_id[: at.start()] for at in re.finditer("-|$", claim_id))
    return max((stem for stem in stems if stem in CLAIMS), key=len, default=None)


def names(before: Dataset, after: Dataset) -> Names:
    """The names of the rows of two datasets."""
    labels: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, Key], Mapping[str, Any]] = {}
    parties: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    inferred: dict[str, str | None] = {}
    many: set[str] = set()
    for side in (before, after):
        if {"events", "facts"} <= side.keys():
            inferred |= dict(summaries.inferred_days(side).iter_rows())
        codes = side["codes"].select("facet", "code", "label") if "codes" in side else pl.DataFrame()
        labels |= {(facet, code): label for facet, code, label in codes.iter_rows()}
        if "is_two_sided" in side.get("codes", codes).columns:
            many |= set(side["codes"].filter(~pl.col("is_two_sided"))["code"])
        for table in ("events", "plan_references", "people", "known_events"):
            own = side[table].iter_rows(named=True) if table in side else ()
            rows |= {(table, tuple(str(row[column]) for column in KEYS[table])): row for row in own}
        held = side["documents"].select("document_id", "publisher", "published")
        texts |= {name: _text(publisher, day) for name, publisher, day in held.iter_rows()}
        if "counterparts" in side:
            grouped = side["counterparts"].sort("counterpart").group_by("event_id").agg("counterpart")
            parties |= dict(grouped.iter_rows())
    events = {
        key[0]: _event(row, labels, many, parties.get(key[0], []), inferred.get(key[0]))
        for (table, key), row in rows.items()
        if table == "events"
    }
    days = {
        wording.slug(key[0]): _days(row, inferred.get(key[0])) or events[key[0]]
        for (table, key), row in rows.items()
        if table == "events"
    }
    several = (", ".join(sorted(own, key=lambda code: (len(code), code))) for own in parties.values())
    lanes = {wording.slug(lane): lane for lane in several}
    for (table, key), row in rows.items():
        for party in parties.get(key[0], []) if table == "events" else ():
            series = wording.slug("-".join((row["state"], row["kind"], party)))
            lanes[series] = labels.get(("counterpart", party), party)
    gone = {*before["documents"]["document_id"]} - {*after["documents"]["document_id"]}
    return Names(labels, rows, frozenset(many), _apart(events), days, lanes, _apart(texts), frozenset(gone))


def _text(publisher: str | None, day: date | None) -> str:
    """A text in a sentence: "Trend, 19 June 2020", "the text of 27 November 2023 without a publisher"."""
    if publisher is not None:
        return f"{publisher}, {wording.day(day) if day else 'not dated'}"
    return (
        f"the text of {wording.day(day)} without a publisher" if day else "the text without publisher and day"
    )


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """The names, with the key where several share one."""
    twice = {name for name, n in Counter(names.values()).items() if n > 1}
    return {key: f"{name} ({key})" if name in twice else name for key, name in names.items()}


def _told(slug: str) -> str:
    """A part of a claim's name in words."""
    return slug.strip("-").replace("-", " ")


def _days(row: Mapping[str, Any], inferred: str | None) -> str:
    return wording.noted(wording.days(row.get("start_date"), row.get("end_date")), inferred)


def _event(
    row: Mapping[str, Any],
    labels: Mapping[tuple[str, str], str],
    many_sided: Collection[str],
    parties: list[str],
    inferred: str | None = None,
) -> str:
    """``17th human-rights dialogue of Turkmenistan with the European Union, 17 June 2025``."""
    label = wording.small(labels.get(("kind", row["kind"]), row["kind"]))
    number = f"{numbers.ordinal(row['ordinal'])} " if row.get("ordinal") else ""
    state, *others = (
        wording.with_article(
            labels.get(("counterpart", code), code),
            is_state=len(code) == 3 and ("organisation", code) not in labels,
        )
        for code in (row["state"], *parties)
    )
    how = "with participants from" if row["kind"] in many_sided else "with"
    whom = f" {how} {wording.listed(others)}" if others else ""
    days = _days(row, inferred) or "no day given"
    return f"{number}{label} of {state}{whom}, {days}"
