"""A reader that acts by keyboard alone: it puts a text's lines right until they are what a label says."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

CODED = {
    "topics": "topic",
    "organisations": "organisation",
    "institutions": "institution",
    "instruments": "instrument",
}
FIRST = {"plans": "plan", "people": "name", "statements": "statement"}
WHY = "a reader says so"


@dataclass
class Keys:
    """The keyboard of a page, and how often a person had to think: each thing done is one act."""

    page: Page
    acts: int = 0

    def press(self, *keys: str) -> None:
        """Press ``keys`` one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: object) -> None:
        """Put ``words`` in place of what the field holds."""
        self.press("Control+a")
        if words in (None, ""):
            self.press("Delete")
        else:
            self.page.keyboard.insert_text(str(words))

    def save(self, *keys: str) -> None:
        """Press ``keys``; the last one has the server save."""
        opened = self.page.locator(".bar").get_attribute("data-opened")
        self.press(*keys)
        self.page.wait_for_function(
            """was => document.querySelector('.bar').dataset.opened !== was
               || document.querySelector('dialog[open] .refusal')?.textContent""",
            arg=opened,
        )
        refusal = self.page.locator("dialog[open] .refusal")
        if refusal.count() and refusal.first.inner_text():
            raise AssertionError(refusal.first.inner_text())
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        self.acts += 1

    def focused(self, attribute: str) -> str:
        """What the focused element has as its label or ``attribute``."""
        return str(
            self.page.evaluate(
                """name => {
                     const one = document.activeElement;
                     if (name === 'label') return one.labels?.[0]?.textContent ?? one.textContent;
                     return one.getAttribute(name) ?? '';
                   }""",
                attribute,
            )
        )

    def tab_to(self, label: str) -> None:
        """Go to the input called ``label``."""
        for _ in range(60):
            if self.focused("label").startswith(label):
                return
            self.press("Tab")
        raise AssertionError(label)


@dataclass
class Reader:
    """Follows a label (a reading, as plain values) on the reading page."""

    keys: Keys
    form: Mapping[str, Any]
    by_rules: dict[str, str] = field(default_factory=dict)  # line -> the words it stood on at first

    def read(self, label: Mapping[str, Any]) -> None:
        """Bring the page's text from opened to complete."""
        self.by_rules = {line["key"]: line["words"] for line in self.lines()}
        scope = _said(label.get("scope", True))
        if not scope["is"]:
            self._out_of_scope()
        else:
            self._in_scope(_said((label.get("event") or {}).get("kind")))
            for name, said in (label.get("event") or {}).items():
                if name == "same_event_as":
                    for other in said or ():
                        self._link(str(other))
                elif f"event/{name}" in self.form["fields"]:
                    self._field(f"event/{name}", _said(said))
        for name, said in (label.get("document") or {}).items():
            if f"document/{name}" in self.form["fields"]:
                self._field(f"document/{name}", _said(said))
        if scope["is"]:
            for section in CODED:
                self._codes(section, label.get(section) or {})
            for section in FIRST:
                self._entries(section, label.get(section) or {})
        self.keys.save("m")

    # Lines ---------------------------------------------------------------------------------------

    def lines(self) -> list[dict[str, Any]]:
        """The lines of the page as it shows them."""
        found: list[dict[str, Any]] = self.keys.page.evaluate(
            """[...document.querySelectorAll('.row')].map(({ dataset: d }) => ({
                 key: d.key, section: d.section, state: d.state, words: d.words,
                 value: JSON.parse(d.value), facts: JSON.parse(d.facts),
               }))"""
        )
        return found

    def go_to(self, key: str) -> None:
        """Walk to the line ``key``."""
        for way in ("j", "k"):
            for _ in range(120):
                now = self.keys.page.evaluate("document.querySelector('.row.is-current').dataset.key")
                if now == key:
                    return
                self.keys.press(way)
        raise AssertionError(key)

    def _line(self, key: str) -> dict[str, Any] | None:
        return next((line for line in self.lines() if line["key"] == key), None)

    # What a person does --------------------------------------------------------------------------

    def _in_scope(self, kind: Mapping[str, Any]) -> None:
        line = self._line("event/scope")
        assert line is not None
        if not line["value"]:
            self.go_to("event/scope")
            self.keys.press("e", "Space")
            self._fill(self.form["fields"]["event/kind"][0], kind["is"], None)
            self.keys.tab_to("Words")
            self.keys.type(kind["words"])
            self.keys.save("Enter")

    def _out_of_scope(self) -> None:
        line = self._line("event/scope")
        assert line is not None
        if line["value"]:
            self.go_to("event/scope")
            self.keys.press("e", "Space")
            self.keys.tab_to("Why")
            self.keys.type(WHY)
            self.keys.save("Enter")

    def _field(self, key: str, said: Mapping[str, Any]) -> None:
        line = self._line(key)
        wanted = said["is"]
        if line is None:  # such as a day without a year, beside a full one
            assert wanted is None
            return
        if _same(line["value"], wanted) and line["state"] != "doubt":
            return
        self.go_to(key)
        if wanted is None or wanted == []:
            if line["value"] is not None or line["state"] == "doubt":
                self.keys.press("x")
                self.keys.tab_to("Why")
                self.keys.type(said.get("why") or WHY)
                self.keys.save("Enter")
            return
        self.keys.press("e")
        part = self.form["fields"][key][0]
        self._fill(part, wanted, line["value"])
        words = said.get("words") or self._words_of(key)
        if words is None and key == "event/month_day":
            words = self._day(wanted)
        self.keys.tab_to("Words")
        self.keys.type(words[0] if isinstance(words, list) and words else words)
        self.keys.tab_to("Why")
        self.keys.type(said.get("why") or WHY)
        self.keys.save("Enter")

    def _words_of(self, key: str) -> str | None:
        """The words by which the rules found a field; of a day without year, those of the days."""
        keys = [key, "event/start"] if key == "event/month_day" else [key]
        return next((words for each in keys if (words := self.by_rules.get(each))), None)

    def _day(self, month_day: str) -> str | None:
        """How the text writes a day without year."""
        month, day = map(int, month_day.split("-"))
        text = self.keys.page.locator("#text").inner_text()
        name = calendar.month_name[month]
        return next((words for words in (f"{day} {name}", f"{name} {day}") if words in text), None)

    def _fill(self, part: Mapping[str, Any], value: Any, before: Any) -> None:
        """Fill the focused input of one field or part."""
        self.keys.tab_to(part["label"])
        if part["kind"] == "codes":
            for code in set(before or ()) - set(value):
                self.keys.press("Shift+Tab")
                for _ in before:
                    if _label(self.form, part["facet"], code) in self.keys.focused("aria-label"):
                        self.keys.press("Enter")
                        break
                    self.keys.press("Shift+Tab")
                self.keys.tab_to(part["label"])
            for code in value:
                if code not in (before or ()):
                    self.keys.type(code)
                    self.keys.press("Enter")
        elif part["kind"] == "code":
            self.keys.type(value)
            if value is not None:
                self.keys.press("ArrowDown", "ArrowUp", "Enter")
        elif part["kind"] == "choice":
            choices = ["", *(choice["code"] for choice in part["choices"])]
            self.keys.press("Home", *["ArrowDown"] * choices.index(value or ""))
        elif part["kind"] == "flag":
            if bool(value) != bool(before):
                self.keys.press("Space")
        else:
            self.keys.type(value)

    def _codes(self, section: str, listed: Mapping[str, Any]) -> None:
        """Remove what the label does not have, add what it has besides."""
        wanted = {one["code"]: one for one in map(_coded, listed.get("add") or ())}
        allowed = {*wanted, *(listed.get("optional") or ())}
        for line in [one for one in self.lines() if one["section"] == section]:
            if line["value"] not in allowed and line["state"] in ("rule", "confirmed"):
                self.go_to(line["key"])
                self.keys.press("x")
                self.keys.tab_to("Why")
                self.keys.type(WHY)
                self.keys.save("Enter")
        there = {line["value"] for line in self.lines() if line["section"] == section}
        for code, one in wanted.items():
            if code not in there:
                self.select(one["words"])
                self.keys.press("c")
                self.keys.type(f"{code} {self.form['coded'][section]['heading']}")
                self.keys.save("Enter")

    def _entries(self, section: str, listed: Mapping[str, Any]) -> None:
        """Put the plans, people or statements right."""
        first = FIRST[section]
        wanted = [dict(entry) for entry in listed.get("add") or ()]
        taken: list[str] = []
        for entry in wanted:
            line = self._meant(section, entry, taken)
            if line is not None:
                taken.append(line["key"])
            parts = self.form["lists"][section]["parts"]
            asked = {part["name"]: entry.get(part["name"]) for part in parts}
            if line is not None:
                if all(
                    _same(line["facts"].get(name) or None, value or None)
                    for name, value in asked.items()
                    if name in entry
                ):
                    continue
                self.go_to(line["key"])
                self.keys.press("e")
                self._fill_parts(section, entry, line["facts"])
                self.keys.tab_to("Words")
                if not self.keys.page.evaluate("document.activeElement.value"):
                    self.keys.type(_words(entry) or entry.get(first))
                self.keys.save("Enter")
            else:
                self.select(_words(entry) or str(entry.get(first)))
                self.keys.press("c")
                self.keys.type(f"{self.form['lists'][section]['heading']} add")
                self.keys.press("Enter")
                self._fill_parts(section, entry, None)
                self.keys.save("Enter")
        for line in [one for one in self.lines() if one["section"] == section]:
            if line["key"] not in taken and line["state"] == "rule":
                self.go_to(line["key"])
                self.keys.press("x")
                self.keys.tab_to("Why")
                self.keys.type(WHY)
                self.keys.save("Enter")

    def _fill_parts(self, section: str, entry: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
        for part in self.form["lists"][section]["parts"]:
            if part["name"] not in entry and before is not None:
                continue
            was = None if before is None else before.get(part["name"])
            if before is None or not _same(was or None, entry.get(part["name"]) or None):
                self._fill(part, entry.get(part["name"]), was)

    def _meant(self, section: str, entry: Mapping[str, Any], taken: list[str]) -> dict[str, Any] | None:
        """The line that an entry is about, unless another is."""
        first = FIRST[section]
        lines = [
            line
            for line in self.lines()
            if line["section"] == section
            and line["key"] not in taken
            and line["state"] not in ("removed", "left_out", "added")
        ]
        if section == "people":
            return next((line for line in lines if _is_in(line["facts"]["name"], entry["name"])), None)
        near = [line for line in lines if _is_in(line["words"], _words(entry) or "")]
        same = [line for line in near if line["facts"].get(first) == entry.get(first)]
        return next(iter([*same, *near]), None)

    def _link(self, other: str) -> None:
        line = self._line(f"links/{other}")
        if line is not None:
            return
        title = self.keys.page.evaluate(
            "one => document.querySelector('#others').content.querySelector(`[value='${one}']`).textContent",
            other,
        )
        self.keys.press("l")
        self.keys.type(title)
        self.keys.press("ArrowDown", "ArrowUp", "Enter")
        self.keys.save("Enter")

    def select(self, words: Any) -> None:
        """Find words in the text and select them."""
        wanted = words[0] if isinstance(words, list) else words
        self.keys.press("f")
        self.keys.type(wanted)
        self.keys.press("Enter")
        assert not self.keys.page.locator("dialog[open]").count(), f"{wanted!r} was not found in the text"


def reader(page: Page) -> Reader:
    """A reader at ``page``, which has opened a text."""
    page.wait_for_selector("body[data-ready]")
    form = page.evaluate("fetch('/form.json').then(answer => answer.json())")
    return Reader(Keys(page), form)


def _said(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {"is": value}


def _coded(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {"code": value}


def _words(entry: Mapping[str, Any]) -> str | None:
    words = entry.get("words")
    return words[0] if isinstance(words, list) else words


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return sorted(map(str, one or ())) == sorted(map(str, other or ()))
    return (None if one is None else str(one)) == (None if other is None else str(other))


def _is_in(one: str, other: str) -> bool:
    one, other = (" ".join(str(words).split()).casefold() for words in (one, other))
    return bool(one and other) and (one in other or other in one)


def _label(form: Mapping[str, Any], facet: str, code: str) -> str:
    return next((one["label"] for one in form["codes"][facet] if one["code"] == code), code)
