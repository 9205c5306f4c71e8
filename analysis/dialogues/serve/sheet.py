"""All lines of one text: what the rules found, laid over with what its reading says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogues.readings.words import places
from dialogues.serve import entries
from dialogues.serve.fields import CODED, DOCUMENT, EVENT, FIELDS, LISTED, WORDING, Field
from dialogues.serve.found import Found
from dialogues.serve.items import Item, Said, Span, is_left_out, locate, same, statement, words_of

SECTIONS = (
    ("event", "The meeting"),
    *((name, heading) for name, (_, heading) in CODED.items() if name == "topics"),
    *LISTED.items(),
    *((name, heading) for name, (_, heading) in CODED.items() if name != "topics"),
    ("links", "Other texts"),
    ("document", "The text itself"),
)
KEEPING_APART = {"ordinal": "the round", "counterparts": "the other side"}  # fields of the meeting
SAID_IN_WORDS = ("publisher", "title")  # fields of the text itself that stand in it as they are


@dataclass(frozen=True)
class Sheet:
    """The lines of one text, by section."""

    document: Mapping[str, Any]
    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        """The text as given."""
        return str(self.document["text"])

    @property
    def sections(self) -> list[tuple[str, str, list[Item]]]:
        """Name, heading and lines of each section."""
        return [
            (name, heading, [item for item in self.items if item.section == name])
            for name, heading in SECTIONS
        ]

    @property
    def undecided(self) -> list[Item]:
        """The lines on which nobody has decided."""
        return [item for item in self.items if item.is_open]

    def item(self, key: str) -> Item | None:
        """The line called ``key``."""
        return next((item for item in self.items if item.key == key), None)


def sheet(found: Found, document_id: str, said: Said) -> Sheet:
    """Lay the reading ``said`` (the form, as plain values) over what the rules found in one text."""
    document = found.document(document_id)
    items = [
        *_scope(document, said),
        *_event(found, document, said),
        *(item for section in CODED for item in _codes(found, document, section, said)),
        *(item for section in LISTED for item in entries.items(found, document, section, said)),
        *_links(found, document, said),
        *_document(found, document, said),
    ]
    return Sheet(document, tuple(items))


def in_scope(document: Mapping[str, Any], said: Said) -> bool:
    """Whether the text reports an event: a person's word, else the rules'."""
    given = statement(said["scope"]) if "scope" in said else None
    return bool(document["in_scope"] if given is None else given.get("is"))


def _scope(document: Mapping[str, Any], said: Said) -> Iterator[Item]:
    field = Field("event", "scope", "Reports a meeting", "flag")
    found = bool(document["in_scope"])
    given = statement(said["scope"]) if "scope" in said else None
    shown = {True: "yes", False: "no"}
    reason = str(document["scope_reason"] or "")
    value = found if given is None else bool(given.get("is"))
    state = "rule" if given is None else "confirmed" if value == found else "changed"
    yield Item(
        "event",
        field.name,
        field.label,
        value,
        shown[value],
        state,
        rule=reason or None,
        was=shown[found] if state == "changed" else None,
        why=None if given is None else given.get("why"),
        rule_says=found,
    )


def _event(found: Found, document: Mapping[str, Any], said: Said) -> list[Item]:
    """The fields of the meeting: doubts and what was not found before what was."""
    if not in_scope(document, said):
        return []
    document_id = str(document["document_id"])
    facts = found.of("facts", document_id)
    given = said.get("event") or {}
    doubts = found.doubts(document_id)
    made = [_field(found, document, field, facts, given, doubts) for field in EVENT]
    has_day = any(item.name == "start" and item.value for item in made)
    made = [item for item in made if item.name in given or _is_asked(item, has_day=has_day)]
    return sorted(made, key=lambda item: (not item.others, not item.is_silent))


def _is_asked(item: Item, *, has_day: bool) -> bool:
    """Whether a line is shown that no reading speaks of.

    A full day needs no day without a year; without a day there is nothing for it to rest on, though the
    meeting may have one by other texts.
    """
    if item.name == "month_day":
        return not has_day or item.state != "silent"
    return has_day or item.name != "date_basis"


def _field(
    found: Found,
    document: Mapping[str, Any],
    field: Field,
    facts: list[dict[str, Any]],
    given: Mapping[str, Any],
    doubts: Mapping[str, tuple[str, ...]],
) -> Item:
    own = [row for row in facts if row["field"] == field.fact]
    by_rule = _by_rule(found, document, field, own)
    spans = tuple(Span(row["start"], row["end"], row["quote"]) for row in own)
    told = statement(given[field.name]) if field.name in given else None
    values = doubts.get(field.fact or field.name, ())
    others = tuple((value, _shown(found, field, value)) for value in values)
    return _laid_over(found, document, field, by_rule, told, spans, _rule(found, own), others)


def _by_rule(found: Found, document: Mapping[str, Any], field: Field, own: list[dict[str, Any]]) -> Any:
    """What the rules say of a field of the meeting."""
    if field.fact is None:
        events = found.tables["events"].to_dicts() if document["event_id"] is not None else []
        return next((row.get(field.name) for row in events if row["event_id"] == document["event_id"]), None)
    if field.kind == "codes":
        return sorted({row["value"] for row in own}) or None
    return own[0]["value"] if own else None


def _rule(found: Found, own: list[dict[str, Any]]) -> str | None:
    """The rule a fact stands on, where the codebook knows it."""
    for row in own:
        rule = found.cues.of_fact(row["field"], row["value"], row["quote"], row.get("frame"))
        if rule is not None:
            return str(rule)
    return None


def _laid_over(
    found: Found,
    document: Mapping[str, Any],
    field: Field,
    by_rule: Any,
    told: Said | None,
    spans: tuple[Span, ...],
    rule: str | None,
    others: tuple[tuple[Any, str], ...] = (),
) -> Item:
    """One field: the rules' value and what a person says of it."""
    if told is None:
        state = "doubt" if others else "silent" if by_rule is None else "rule"
        value, why, was = by_rule, None, None
    else:
        value, why = told.get("is"), told.get("why")
        is_same = same(value, by_rule)
        state = (
            "confirmed"
            if is_same
            else "emptied"
            if value is None
            else "added"
            if by_rule is None
            else "changed"
        )
        was = _shown(found, field, by_rule) if state in ("changed", "emptied") else None
        spans = locate(str(document["text"]), words_of(told)) or (spans if is_same else ())
    shown = _shown(found, field, value)
    if isinstance(value, date):
        value = value.isoformat()
    return Item(
        field.section,
        field.name,
        field.label,
        value,
        shown,
        state,
        spans,
        rule=rule,
        was=was,
        why=why,
        others=others,
        is_silent=by_rule is None,
    )


def _shown(found: Found, field: Field, value: Any) -> str:
    """A value in words."""
    if value is None:
        return "not given"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(found, field, part) for part in value) or "none"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    text = str(value)
    if field.kind == "date":
        try:
            return _shown(found, field, date.fromisoformat(text))
        except ValueError:
            return text
    return found.label(field.facet, text) if field.facet else WORDING.get(text, text)


def _codes(found: Found, document: Mapping[str, Any], section: str, said: Said) -> Iterator[Item]:
    """The codes of one facet, each with all its mentions."""
    facet = CODED[section][0]
    text = str(document["text"])
    rows = [row for row in found.of("mentions", str(document["document_id"])) if row["facet"] == facet]
    spans: dict[str, tuple[Span, ...]] = {}
    for row in sorted(rows, key=lambda row: int(row["start"])):
        span = Span(int(row["start"]), int(row["end"]), str(row["quote"]))
        spans[str(row["code"])] = (*spans.get(str(row["code"]), ()), span)
    given = said.get(section) or {}
    added: dict[str, list[Said]] = {}
    for entry in given.get("add") or ():
        added.setdefault(_code(entry), []).append(entry if isinstance(entry, Mapping) else {"code": entry})
    removed = {_code(entry): entry for entry in given.get("remove") or () if not words_of(entry)}
    gone = [
        (entry, tuple(one for one in spans.get(_code(entry), ()) if _meant(text, entry, one)))
        for entry in given.get("remove") or ()
        if words_of(entry)
    ]
    unsaid = "left_out" if is_left_out(said, section) else "rule"
    for code in [*spans, *(code for code in (*added, *removed) if code not in spans)]:
        found_spans = tuple(
            one for one in spans.get(code, ()) if not any(_code(e) == code and one in met for e, met in gone)
        )
        if not found_spans and spans.get(code) and code not in (*added, *removed):
            continue  # each of its mentions is a line of its own
        told = next(iter(added.get(code, ())), removed.get(code, {}))
        more = locate(text, (words for entry in added.get(code, ()) for words in words_of(entry)))
        own = tuple(one for one in more if not any(one.meets(span) for span in found_spans))
        state = (
            "removed"
            if code in removed
            else ("confirmed" if found_spans else "added")
            if code in added
            else unsaid
        )
        yield Item(
            section,
            code,
            found.label(facet, code),
            code,
            found.label(facet, code),
            state,
            found_spans + own,
            own,
            _cue(found, facet, code, found_spans),
            why=told.get("why"),
        )
    for entry, met in gone:
        code = _code(entry)
        at = met or locate(text, words_of(entry))
        label = found.label(facet, code)
        name = f"{code}@{at[0].start if at else 0}"
        yield Item(
            section, name, label, code, "this mention", "removed", at, rule=_cue(found, facet, code, at),
            why=entry.get("why"), facts=entry,
        )  # fmt: skip


def _cue(found: Found, facet: str, code: str, spans: tuple[Span, ...]) -> str | None:
    """The cue that the first of ``spans`` stands on."""
    rule = found.cues.of(facet, code, spans[0].words) if spans else None
    return None if rule is None else str(rule)


def _meant(text: str, entry: Said, span: Span) -> bool:
    """Whether the words of an entry stand where ``span`` does."""
    at = (Span(*place, "") for words in words_of(entry) for place in places(text, words))
    return any(one.meets(span) for one in at)


def _code(entry: Any) -> str:
    return str(entry.get("code")) if isinstance(entry, Mapping) else str(entry)


def _links(found: Found, document: Mapping[str, Any], said: Said) -> Iterator[Item]:
    """Texts of the same meeting, by the rules or by the reading."""
    event = said.get("event") or {}
    sames = [str(name) for name in event.get("same_event_as") or ()]
    others = [str(name) for name in event.get("not_same_event_as") or ()]
    rows = {str(row["document_id"]): row for row in found.tables["documents"].iter_rows(named=True)}
    own = str(document["document_id"])
    by_rule = [
        name
        for name, row in rows.items()
        if name != own and row["event_id"] is not None and row["event_id"] == document["event_id"]
    ]
    near = [name for name, row in rows.items() if row["event_id"] in found.near(own)]
    undecided = [name for name in (*by_rule, *near) if name not in (*sames, *others)]
    apart = {name: why for name in undecided if (why := _apart(found, own, name, event, name in by_rule))}
    for name, why in apart.items():
        shown = "the same meeting, or another of its day"
        yield Item("links", name, found.titles.get(name, name), None, shown, "doubt", rule=why)
    for name in dict.fromkeys([*by_rule, *sames, *others]):
        if name in apart:
            continue
        is_same = name in sames or (name in by_rule and name not in others)
        state = (
            ("confirmed" if name in by_rule else "added")
            if name in sames
            else ("removed" if name in by_rule else "added")
            if name in others
            else "rule"
        )
        shown = "same meeting" if is_same else "another meeting"
        yield Item("links", name, found.titles.get(name, name), is_same, shown, state)


def _apart(found: Found, own: str, other: str, event: Said, is_linked: bool) -> str | None:
    """What keeps the meetings of two texts apart: where rules link them, only the reading can."""
    for name, what in KEEPING_APART.items():
        field = FIELDS[f"event/{name}"]
        here, there = (
            {str(row["value"]) for row in found.of("facts", text) if row["field"] == field.fact}
            for text in (own, other)
        )
        if name in event:
            value = (statement(event[name]) or {}).get("is")
            here = set(map(str, value if isinstance(value, list) else [] if value is None else [value]))
        elif is_linked:
            continue
        if here and there and here.isdisjoint(there):
            told, others = (_shown(found, field, sorted(values)) for values in (here, there))
            return f"kept apart by {what}: {told} here, {others} there"
    return None


def _document(found: Found, document: Mapping[str, Any], said: Said) -> list[Item]:
    """What the text says of itself: what was not found before what was."""
    given = said.get("document") or {}
    made = []
    for field in DOCUMENT:
        told = statement(given[field.name]) if field.name in given else None
        by_rule = document[field.name]
        is_words = field.name in SAID_IN_WORDS and by_rule is not None
        spans = locate(str(document["text"]), [str(by_rule)]) if is_words else ()
        made.append(_laid_over(found, document, field, by_rule, told, spans, None))
    return sorted(made, key=lambda item: not item.is_silent)
