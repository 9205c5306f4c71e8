"""The lines of plans, people and statements: rows of the rules matched with entries of a reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogues.coding import spelling
from dialogues.serve.fields import PARTS, WORDING
from dialogues.serve.found import Found
from dialogues.serve.items import Item, Said, Span, is_left_out, locate, same, words_of

TABLES = {"plans": "plan_references", "people": "people", "statements": "statements"}
COLUMNS = {  # part of an entry -> column of its table
    "plans": {"plan": "plan", "owner": "owner", "start": "period_start", "end": "period_end"},
    "people": {
        "name": "name",
        "role": "role",
        "organisation": "organisation",
        "side": "side",
        "presence": "presence",
        "head": "is_head",
    },
    "statements": {"statement": "statement", "side": "side", "speaker": "speaker"},
}


def items(found: Found, document: Mapping[str, Any], section: str, said: Said) -> Iterator[Item]:
    """One line per row of the rules, and per entry that a person added; those in doubt first."""
    return iter(sorted(_items(found, document, section, said), key=lambda item: item.state != "doubt"))


def _items(found: Found, document: Mapping[str, Any], section: str, said: Said) -> Iterator[Item]:
    """The lines in the order of the text."""
    text = str(document["text"])
    given = said.get(section) or {}
    added = [dict(entry) for entry in given.get("add") or ()]
    removed = [dict(entry) for entry in given.get("remove") or ()]
    heads = found.doubts(str(document["document_id"])).get("head", ()) if section == "people" else ()
    rows = sorted(found.of(TABLES[section], str(document["document_id"])), key=lambda row: row["start"])
    for row in rows:
        span = Span(int(row["start"]), int(row["end"]), text[int(row["start"]) : int(row["end"])])
        facts = _facts(section, row)
        mine = _pop(added, section, facts, span, text)
        gone = None if mine is not None else _pop(removed, section, facts, span, text)
        others = tuple((name, name) for name in heads) if facts.get("name") in heads else ()
        unsaid = "left_out" if is_left_out(said, section) else "doubt" if others else "rule"
        yield _of_row(found, section, facts, span, mine, gone, unsaid, others)
    for entry in added:
        name = f"+{_name(section, entry)}"
        spans = locate(text, words_of(entry))
        yield Item(
            section, name, label(found, section, entry), name, told(found, section, entry), "added", spans,
            facts=entry,
        )  # fmt: skip
    for entry in removed:
        spans = locate(text, words_of(entry))
        yield Item(
            section, f"-{_name(section, entry)}", label(found, section, entry), None,
            told(found, section, entry), "removed", spans, why=entry.get("why"), facts=entry,
        )  # fmt: skip


def _of_row(
    found: Found,
    section: str,
    facts: dict[str, Any],
    span: Span,
    mine: dict[str, Any] | None,
    gone: dict[str, Any] | None,
    unsaid: str,
    others: tuple[tuple[str, str], ...] = (),
) -> Item:
    """The line of one row of the rules."""
    shown = facts if mine is None else {**facts, **mine}
    changed = [part.name for part in PARTS[section] if not same(shown.get(part.name), facts.get(part.name))]
    state = "removed" if gone else unsaid if mine is None else "changed" if changed else "confirmed"
    rule = None
    if section != "people":
        facet, code = ("plan", facts["plan"]) if section == "plans" else ("statement", facts["statement"])
        rule = found.cues.of(facet, str(code), span.words)
    return Item(
        section,
        str(span.start),
        label(found, section, shown),
        span.start,
        told(found, section, shown),
        state,
        (span,),
        rule=None if rule is None else str(rule),
        was=told(found, section, facts) if state == "changed" else None,
        why=(gone or mine or {}).get("why"),
        others=others,
        facts={**shown, "words": (mine or gone or {}).get("words", " ".join(span.words.split()))},
    )


def _facts(section: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the rules, in the words of the form."""
    return {part: row.get(column) for part, column in COLUMNS[section].items()}


def _pop(
    entries: list[dict[str, Any]], section: str, facts: Mapping[str, Any], span: Span, text: str
) -> dict[str, Any] | None:
    """Take the entry that speaks of a row of the rules: of the same person, or of words in the same place."""
    for entry in sorted(entries, key=lambda one: not same(one.get("name"), facts.get("name"))):
        if section == "people":
            is_it = spelling.agree(str(facts["name"]), str(entry.get("name")))
        else:
            at = locate(text, words_of(entry))
            is_it = any(one.start < span.end and span.start < one.end for one in at)
        if is_it:
            entries.remove(entry)
            return entry
    return None


def _name(section: str, entry: Mapping[str, Any]) -> str:
    """What tells an added entry from others of its section."""
    first = PARTS[section][0].name
    return "|".join([str(entry.get(first)), *words_of(entry)])


def label(found: Found, section: str, facts: Mapping[str, Any]) -> str:
    """The head of a line."""
    if section == "people":
        return str(facts.get("name"))
    facet, key = ("plan", "plan") if section == "plans" else ("statement", "statement")
    return found.label(facet, facts.get(key))


def told(found: Found, section: str, facts: Mapping[str, Any]) -> str:
    """The rest of a line, in words."""
    if section == "plans":
        years = [str(facts[key]) for key in ("start", "end") if facts.get(key) is not None]
        owner = facts.get("owner")
        sides = [] if owner is None else [party(found, owner)]
        return ", ".join(part for part in ["–".join(dict.fromkeys(years)), *sides] if part)
    side = facts.get("side")
    sides = [] if side is None else [party(found, side)]
    if section == "statements":
        return ", ".join(sides) or "nobody is named"
    presence = WORDING.get(str(facts.get("presence")), "")
    head = ["led a delegation"] if facts.get("head") else []
    role = [str(facts["role"])] if facts.get("role") else []
    return " · ".join(part for part in [*role, *sides, *head, presence] if part)


def party(found: Found, code: Any) -> str:
    """A side in words."""
    return "the sides together" if code == "joint" else found.label("counterpart", code)
