"""Small datasets written by hand: texts with their codes marked in place.

``[[topic:health|the health service]]`` marks one span with one or more tags (``;`` between them):

* ``facet:code`` a mention
* ``fact.field:value`` a fact of the event
* ``plan:family,owner,start,end`` a named plan (its mention too)
* ``statement:kind,side,commitment`` a statement
* ``person:organisation,side,head`` a named person (its mention too)

Each line is a sentence; a first word in braces is its role, ``{related} ...``, or says that it is
``{background}``.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from dialogues.dataset.schemas import JOINT, KEYS, TABLES
from rows import frame

MARKED = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")
KINDS = {  # whether a kind is of two sides, and standing
    "human_rights_dialogue": (True, True),
    "political_consultations": (True, True),
    "bilateral_meeting": (True, False),
}
LABELS = {
    ("counterpart", "EU"): "European Union",
    ("counterpart", "USA"): "United States",
    ("counterpart", "UN"): "United Nations",
    ("counterpart", "OHCHR"): "UN Human Rights Office",
    ("counterpart", "TKM"): "Turkmenistan",
}


@dataclass(frozen=True)
class Meeting:
    """One event."""

    event_id: str
    counterparts: tuple[str, ...] = ("EU",)
    start: date | None = date(2024, 5, 3)
    end: date | None = None
    kind: str = "human_rights_dialogue"
    state: str = "TKM"
    ordinal: int | None = None
    mode: str | None = None
    place: str | None = None
    basis: str | None = "explicit"


@dataclass(frozen=True)
class Text:
    """One document: its marked sentences, one a line."""

    document_id: str
    meeting: Meeting | None
    marked: str
    publisher: str | None = "Outlet"
    published: date | None = date(2024, 5, 4)
    title: str | None = None
    account: str | None = None


@dataclass
class _Rows:
    tables: dict[str, list[dict[str, object]]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def add(self, table: str, **row: object) -> None:
        self.tables[table].append(row)


def of_files(folder: Path, *_: object) -> dict[str, pl.DataFrame]:
    """The texts of ``folder`` as they are, without a meeting: what is written and kept of them is tried."""
    lines = {path.stem: path.read_text("utf-8").splitlines() for path in sorted(folder.glob("*.txt"))}
    return dataset(*(Text(name, None, "\n".join(filter(str.strip, of))) for name, of in lines.items()))


def dataset(
    *texts: Text,
    known: Iterable[dict[str, object]] = (),
    state: str = "TKM",
    years: tuple[int, int] | None = None,
) -> dict[str, pl.DataFrame]:
    """All tables for ``texts``, valid by their schemas."""
    rows = _Rows()
    for text in texts:
        _read(rows, text)
    meetings = {text.meeting.event_id: text.meeting for text in texts if text.meeting}
    for meeting in meetings.values():
        _meet(rows, meeting, sum(text.meeting == meeting for text in texts))
    _differ(rows)
    codes = {(m["facet"], m["code"]) for m in rows.tables["mentions"]}
    codes |= {("counterpart", c["counterpart"]) for c in rows.tables["counterparts"]}
    codes |= {("statement", s["statement"]) for s in rows.tables["statements"]}
    codes |= {("kind", m.kind) for m in meetings.values()} | set(LABELS)
    for facet, code in sorted(codes, key=str):
        if facet not in ("date", "place", "person"):
            label = LABELS.get((str(facet), str(code)), str(code).replace("_", " "))
            if facet in ("topic", "kind", "institution", "statement"):
                label = label.capitalize()
            meets = KINDS.get(str(code), (False, False)) if facet == "kind" else (None, None)
            rows.add(
                "codes", facet=facet, code=code, label=label, definition=f"About {label}.",
                is_two_sided=meets[0], is_standing=meets[1],
            )  # fmt: skip
    for row in known:
        rows.add("known_events", **row)
    rows.add("corpus", state=state, first_year=years and years[0], last_year=years and years[1])
    return {name: _frame(name, rows.tables[name]) for name in TABLES}


def _frame(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    made = frame(name, *rows)
    return TABLES[name].validate(made.sort(KEYS.get(name, made.columns[:3]), maintain_order=True))


def _read(rows: _Rows, text: Text) -> None:
    plain, position = "", 0
    event_id = text.meeting.event_id if text.meeting else None
    for position, line in enumerate(text.marked.strip().splitlines()):
        role = "body"
        if line.startswith("{"):
            role, line = line[1:].split("} ", 1)
        is_background = role == "background"
        start = len(plain)
        sentence_id = f"{text.document_id}-{position:03d}"
        at = 0
        for match in MARKED.finditer(line):
            plain += line[at : match.start()]
            span = {"start": len(plain), "end": len(plain) + len(match[2]), "quote": match[2]}
            plain += match[2]
            at = match.end()
            for tag in match[1].split(";"):
                _tag(rows, text.document_id, sentence_id, event_id, tag, span)
        plain += line[at:]
        rows.add(
            "sentences", sentence_id=sentence_id, document_id=text.document_id, position=position,
            start=start, end=len(plain), text=plain[start:], role="body" if is_background else role,
            is_background=is_background,
        )  # fmt: skip
        plain += "\n"
    rows.add(
        "documents", document_id=text.document_id, path=f"{text.document_id}.txt", account=text.account,
        sha256=hashlib.sha256(plain.encode()).hexdigest(), publisher=text.publisher, title=text.title,
        published=text.published, published_basis="registered" if text.published else None, url=None,
        language="en", characters=len(plain), in_scope=text.meeting is not None,
        scope_reason="Made by hand.", event_id=event_id, text=plain,
    )  # fmt: skip


def _tag(
    rows: _Rows, document_id: str, sentence_id: str, event_id: str | None, tag: str, span: dict[str, object]
) -> None:
    facet, _, code = tag.partition(":")
    place = {"document_id": document_id, "sentence_id": sentence_id}
    key = f"{sentence_id}-{span['start']}-{tag}"
    if facet.startswith("fact."):
        rows.add("facts", fact_id=key, event_id=event_id, **place, field=facet[5:], value=code, **span)
        return
    if facet == "statement":
        kind, side, commitment = (*code.split(","), "", "")[:3]
        rows.add(
            "statements", statement_id=key, **place, event_id=event_id, statement=kind, side=side or None,
            speaker="The sides" if side == JOINT else None, commitment=commitment or None, **span,
        )  # fmt: skip
        return
    if facet == "plan":
        family, owner, first, last = code.split(",")
        rows.add(
            "plan_references", reference_id=key, **place, event_id=event_id, plan=family, owner=owner or None,
            name=re.sub(r" for [\d– -]+$", "", str(span["quote"])),
            period_start=int(first) if first else None,
            period_end=int(last) if last else None, status=None, **span,
        )  # fmt: skip
        code = family
    if facet == "person":
        organisation, side, head = code.split(",")
        code = str(span["quote"]).split()[-1].lower()
        rows.add(
            "people", person_id=code, **place, event_id=event_id, name=span["quote"], role=None,
            organisation=organisation, side=side, is_head=head == "head", start=span["start"],
            end=span["end"],
        )  # fmt: skip
    rows.add("mentions", mention_id=key, **place, facet=facet, code=code, **span)


def _meet(rows: _Rows, meeting: Meeting, documents: int) -> None:
    rows.add(
        "events", event_id=meeting.event_id, kind=meeting.kind, state=meeting.state, start_date=meeting.start,
        end_date=meeting.end or meeting.start, date_basis=meeting.basis if meeting.start else None,
        month_day=None, ordinal=meeting.ordinal, mode=meeting.mode, place=meeting.place, documents=documents,
    )  # fmt: skip
    for counterpart in meeting.counterparts:
        rows.add("counterparts", event_id=meeting.event_id, counterpart=counterpart)
    own = {d["document_id"] for d in rows.tables["documents"] if d["event_id"] == meeting.event_id}
    mentions = [m for m in rows.tables["mentions"] if m["document_id"] in own]
    background = {s["sentence_id"] for s in rows.tables["sentences"] if s["is_background"]}
    for facet, code in sorted({(str(m["facet"]), str(m["code"])) for m in mentions}):
        if facet in ("topic", "organisation", "institution", "instrument", "plan"):
            held = [m for m in mentions if (m["facet"], m["code"]) == (facet, code)]
            rows.add(
                "codings", event_id=meeting.event_id, facet=facet, code=code, mentions=len(held),
                sentences=len({m["sentence_id"] for m in held}),
                background=len({m["sentence_id"] for m in held} & background),
                documents=len({m["document_id"] for m in held}),
            )  # fmt: skip


def _differ(rows: _Rows) -> None:
    for event in rows.tables["events"]:
        own = [d["document_id"] for d in rows.tables["documents"] if d["event_id"] == event["event_id"]]
        for one, other in itertools.pairwise(own):
            rows.add(
                "links", event_id=event["event_id"], document_id=one, linked_document_id=other,
                reason="Same day and counterpart.",
            )  # fmt: skip
        for name, facet in (("person", "person"), ("topic", "topic")):
            said = {
                d: {
                    m["code"]
                    for m in rows.tables["mentions"]
                    if m["document_id"] == d and m["facet"] == facet
                }
                for d in own
            }
            everything = set().union(*said.values()) if said else set()
            for value in sorted(map(str, everything)):
                if not all(value in codes for codes in said.values()):
                    for d in own:
                        rows.add(
                            "differences", event_id=event["event_id"], field=name, document_id=d,
                            value=value if value in said[d] else None,
                        )  # fmt: skip
