"""What a person can do with a line of the page, as changes of the reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogues.codebook import Codebook
from dialogues.serve.draft import Draft
from dialogues.serve.fields import CODED, FIELDS, LISTED, PARTS
from dialogues.serve.items import Item, Span, locate, telling, words_of
from dialogues.serve.sheet import Sheet
from dialogues.serve.values import (
    checked,
    entry,
    flag,
    known,
    refused,
    said,
    text,
    typed,
    without_empty,
    words,
)

Request = Mapping[str, Any]
VERB_NAMES = (
    "confirm",
    "confirm_all",
    "set",
    "empty",
    "take_back",
    "code",
    "remove",
    "entry",
    "link",
    "adopt",
)


def act(draft: Draft, sheet: Sheet, rules: Codebook, request: Request) -> None:
    """Do to ``draft`` what ``request`` asks for.

    Raises
    ------
    RefusedError
        Where it cannot be done.
    """
    verb = VERBS.get(str(request.get("do")))
    if verb is None:
        raise refused("The page asked for something unknown.", "Open it anew.")
    verb(Act(draft, sheet, rules, request))


def sign(draft: Draft, reader: str, on: date, *, complete: bool | None = None) -> None:
    """Say that ``reader``, a person, has worked on the text, and whether all was looked for."""
    name = text(reader).strip()
    if not name:
        raise refused("The reading has no reader.", "Give your name or initials at the top.")
    rows = list(draft.data.get("read") or [])
    before = next(
        (n for n, row in enumerate(rows) if row.get("by") == name and row.get("kind") == "person"), len(rows)
    )
    if before == len(rows) or (complete is not None and bool(rows[before].get("complete")) != complete):
        draft.sign(before, {"by": name, "kind": "person", "on": on, "complete": bool(complete)})


def close(draft: Draft) -> None:
    """Name every list, the empty ones too: in a complete reading what is not listed is not there."""
    for section in (*CODED, *LISTED):
        if not draft.entries(section, "add"):
            draft.put((section, "add"), [])


@dataclass(frozen=True, slots=True)
class Act:
    """One request of the page, and what it is about."""

    draft: Draft
    sheet: Sheet
    rules: Codebook
    request: Request

    @property
    def item(self) -> Item:
        """The line it is about."""
        found = self.sheet.item(str(self.request.get("key")))
        if found is None:
            raise refused("This line is no longer there.", "Open the page anew.")
        return found

    @property
    def why(self) -> str | None:
        """The reason that was given."""
        return text(self.request.get("why")).strip() or None

    @property
    def words(self) -> str | None:
        """The words that were given."""
        return words(self.sheet.text, self.request.get("words"))

    @property
    def needed_words(self) -> str:
        """The words that were given, where there must be some."""
        if self.words is None:
            raise refused("No words are selected.", "Select in the text what shows it.")
        return self.words

    def confirm(self) -> None:
        """Say that the line is right as it stands."""
        self._keep(self.item)

    def confirm_all(self) -> None:
        """Confirm every line that nobody has decided, but doubts."""
        for item in self.sheet.undecided:
            if item.state != "doubt":
                self._keep(item)

    def _keep(self, item: Item) -> None:
        shown_by = [" ".join(span.words.split()) for span in item.spans]
        if item.section == "links":
            self._link_to(item.name, same=bool(item.value))
        elif item.name == "scope":
            self.draft.put(("scope",), said(item.value, None, None if item.value else item.rule))
        elif item.key in FIELDS:
            field = FIELDS[item.key]
            one = shown_by if field.kind == "codes" else shown_by[0] if shown_by else None
            self.draft.put((item.section, item.name), said(typed(field, item.value), one, item.why))
        elif item.section in CODED:
            self._forget(item)
            one = shown_by[0] if shown_by else None
            self.draft.append(item.section, "add", {"code": item.value, **without_empty(words=one)})
        else:
            self._forget(item)
            made = entry(PARTS[item.section], item.facts, item.facts.get("words"))
            self.draft.append(item.section, "add", made)

    def set(self) -> None:
        """Put a field right."""
        item, why = self.item, self.why
        if item.name == "scope":
            self._scope(is_in=flag(self.request.get("value")), why=why)
            return
        if item.key not in FIELDS:
            raise refused("This line cannot be put right so.", "Remove it and add another.")
        field = FIELDS[item.key]
        value = checked(field, self.request.get("value"), self.rules)
        if value is None and item.value is not None and why is None:
            raise refused("A field is emptied for a reason.", "Say why.")
        if value is not None and field.fact and self.words is None and why is None:
            raise refused("Nothing shows this.", "Select the words that show it, or say why.")
        shown_by = None if value is None else self.words
        self.draft.put((item.section, item.name), said(value, shown_by, why))

    def empty(self) -> None:
        """Say that the text does not give a field."""
        Act(self.draft, self.sheet, self.rules, {**self.request, "value": None}).set()

    def _scope(self, *, is_in: bool, why: str | None) -> None:
        if not is_in and why is None:
            raise refused("A text that reports no meeting needs a reason.", "Say why.")
        kind = known(self.rules, "kind", self.request["kind"]) if self.request.get("kind") else None
        if is_in and kind is None and self.item.rule_says is False:
            raise refused("The rules found no meeting here.", "Say its kind, and the words that show it.")
        if is_in and kind is not None:
            self.draft.put(("event", "kind"), said(kind, self.needed_words, None))
        self.draft.put(("scope",), said(is_in, None, why))
        if not is_in:
            self.draft.drop(("event",))

    def take_back(self) -> None:
        """Leave a line to the rules again."""
        item = self.item
        if item.section == "links":
            self._link_to(item.name, same=None)
        elif item.name == "scope":
            self.draft.drop(("scope",))
        elif item.key in FIELDS:
            self.draft.drop((item.section, item.name))
        else:
            self._forget(item)

    def code(self) -> None:
        """Give words a code."""
        facets = {facet: section for section, (facet, _) in CODED.items()}
        facet = str(self.request.get("facet"))
        if facet not in facets:
            raise refused("There is no such kind of code.", "Choose one from the list.")
        section, code = facets[facet], known(self.rules, facet, self.request.get("code"))
        made = {"code": code, "words": self.needed_words}
        before = self.sheet.item(f"{section}/{code}")
        if before is not None and before.state == "removed":
            self._forget(before)
        if made not in self.draft.entries(section, "add"):
            self.draft.append(section, "add", made)

    def remove(self) -> None:
        """Say that a code, one mention of it, a plan, a person or a statement is not there."""
        item = self.item
        if item.section not in (*CODED, *LISTED):
            raise refused("This line cannot be removed.", "Empty it.")
        if item.section in CODED and self.request.get("mention") is not None:
            self._remove_mention(item, self.request.get("mention"))
            return
        if item.state != "added" and self.why is None:
            raise refused("What a rule found is removed for a reason.", "Say why.")
        self._forget(item)
        if item.state == "added":
            return
        if item.section in CODED:
            gone = {"code": item.value}
        else:
            first = PARTS[item.section][0].name
            gone = {first: item.facts[first], **without_empty(words=item.facts.get("words"))}
        self.draft.append(item.section, "remove", {**gone, "why": self.why})

    def _remove_mention(self, item: Item, start: Any) -> None:
        """Say that a code is not meant in one place."""
        span = next((one for one in item.spans if one.start == start), None)
        if span is None:
            raise refused("This mention is no longer there.", "Open the page anew.")
        rest = tuple(one for one in item.spans if one != span)
        alone = telling(self.sheet.text, span, rest)
        if span not in item.own and self.why is None:
            raise refused("What a rule found is removed for a reason.", "Say why.")
        if alone is None:
            raise refused("No words of the text tell this mention from the others.", "Remove the code.")
        said_of = [made for made in self.draft.entries(item.section, "add") if self._is_of(made, item)]
        here = [made for made in said_of if _meets(locate(self.sheet.text, words_of(made)), span)]
        for made in here:
            self.draft.discard(item.section, "add", self.draft.entries(item.section, "add").index(made))
        if span not in item.own:
            self.draft.append(item.section, "remove", {"code": item.value, "words": alone, "why": self.why})
        if rest and here and here == said_of:
            first = {"code": item.value, "words": " ".join(rest[0].words.split())}
            self.draft.append(item.section, "add", first)

    def adopt(self) -> None:
        """Say that the reading is of the text as it is now."""
        self.draft.put(("sha256",), str(self.sheet.document["sha256"]))

    def entry(self) -> None:
        """Add a plan, a person or a statement, or put one right."""
        section, given = str(self.request.get("section")), self.request.get("facts")
        if section not in LISTED or not isinstance(given, Mapping):
            raise refused("There is no such list.", "Open the page anew.")
        facts = {part.name: checked(part, given.get(part.name), self.rules) for part in PARTS[section]}
        first = PARTS[section][0]
        if facts[first.name] is None:
            raise refused(f"{first.label} is empty.", "Fill it in.")
        shown_by = self.needed_words
        before = self.sheet.item(str(self.request.get("key")))
        asked = {part.name for part in PARTS[section]} | {"words", "why"}
        more = {} if before is None else {key: v for key, v in before.facts.items() if key not in asked}
        if before is not None:
            self._forget(before)
        self.draft.append(section, "add", {**entry(PARTS[section], facts, shown_by), **more})

    def link(self) -> None:
        """Say that another text tells of the same meeting, or of another one."""
        self._link_to(text(self.request.get("text")), same=flag(self.request.get("same")))

    def _link_to(self, other: str, *, same: bool | None) -> None:
        for name, holds in (("same_event_as", same is True), ("not_same_event_as", same is False)):
            event = self.draft.data.get("event")
            now = [str(one) for one in (event.get(name) if isinstance(event, Mapping) else None) or ()]
            kept = [one for one in now if one != other] + ([other] if holds else [])
            if kept:
                self.draft.put(("event", name), kept)
            elif now:
                self.draft.drop(("event", name))

    def _forget(self, item: Item) -> None:
        """Take out what the reading says of a code or of an entry of a list."""
        for verb in ("add", "remove"):
            for number in reversed(range(len(self.draft.entries(item.section, verb)))):
                if self._is_about(verb, self.draft.entries(item.section, verb)[number], item):
                    self.draft.discard(item.section, verb, number)

    def _is_about(self, verb: str, made: Any, item: Item) -> bool:
        """Whether an entry of the reading is about a line."""
        if item.section in CODED:
            of = words_of(made) if verb == "remove" and isinstance(made, Mapping) else []
            is_its = of == words_of(item.facts) if item.is_mention else not of
            return is_its and self._is_of(made, item)
        if not isinstance(made, Mapping):
            return False
        first = PARTS[item.section][0].name
        if made.get(first) != item.facts.get(first):
            return False
        return item.section == "people" or words_of(made) == words_of(item.facts)

    def _is_of(self, made: Any, item: Item) -> bool:
        """Whether an entry of the reading has the code of a line."""
        return bool((made.get("code") if isinstance(made, Mapping) else made) == item.value)


VERBS: dict[str, Callable[[Act], None]] = {name: getattr(Act, name) for name in VERB_NAMES}


def _meets(spans: tuple[Span, ...], other: Span) -> bool:
    return any(one.meets(other) for one in spans)
