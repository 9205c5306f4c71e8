"""How a row that changed is called: labels of the codebook, names and days instead of codes and keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dialogues.brief import summaries, views, wording
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
CLAIMS = {  # how the name of a claim begins -> what it tells, of the meeting or code that the rest names
    "agreed": "on what the texts agree",
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
    lanes: Mapping[str, str]  # several counterparts, by how the name of a claim has them

    def claim(self, claim_id: str) -> str:
        """The claim of this name: "National bodies that took part, 27 November 2023"."""
        stems = [claim_id[: at.start()] for at in re.finditer("-|$", claim_id)]
        known = next((stem for stem in reversed(stems) if stem in CLAIMS), None)
        if known is None:
            return claim_id
        rest = claim_id.removeprefix(known).removesuffix("-count").strip("-")
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
        return max(plans)[1] if plans else rest

    def row(self, table: str, key: Key) -> str:
        """The row of ``table`` with this ``key``."""
        row = self.rows.get((table, key), {})
        match table:
            case "events":
                return self.events.get(key[0], key[0])
            case "counterparts":
                return f"{self.value('counterpart', key[1])}, {self.events.get(key[0], key[0])}"
            case "codings":
                event, facet, code = key
                return f"{self._label(code, facet)} ({facet}), {self.events.get(event, event)}"
            case "plan_references" if row:
                return f"{self._plan(row)}, {row['document_id']}"
            case "people" if row:
                return f"{row['name']}, {row['document_id']}"
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
        name = row["name"] if row["plan"] == "other_plan" else self._label(row["plan"], "plan")
        return f"{name} ({wording.period(row['period_start'], row['period_end'])})"


def names(before: Dataset, after: Dataset) -> Names:
    """The names of the rows of two datasets."""
    labels: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, Key], Mapping[str, Any]] = {}
    parties: dict[str, list[str]] = {}
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
        if "counterparts" in side:
            grouped = side["counterparts"].sort("counterpart").group_by("event_id").agg("counterpart")
            parties |= dict(grouped.iter_rows())
    events = {
        key[0]: _event(row, labels, many, parties.get(key[0], []), inferred.get(key[0]))
        for (table, key), row in rows.items()
        if table == "events"
    }
    twice = {name for name, n in Counter(events.values()).items() if n > 1}
    told = {key: f"{name} ({key})" if name in twice else name for key, name in events.items()}
    days = {
        wording.slug(key[0]): _days(row, inferred.get(key[0])) or events[key[0]]
        for (table, key), row in rows.items()
        if table == "events"
    }
    several = (", ".join(sorted(own, key=lambda code: (len(code), code))) for own in parties.values())
    return Names(labels, rows, frozenset(many), told, days, {wording.slug(lane): lane for lane in several})


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
    number = f"{wording.ordinal(row['ordinal'])} " if row.get("ordinal") else ""
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
