"""Sentences that an author writes in a notebook, with slots that the dataset fills.

``{name}`` is a slot; ``{name:text}`` says a number with its noun, ``{name:body|bodies}`` with an irregular
plural; ``{name!c}`` begins with a capital letter. What stands in ``[[double brackets]]`` is left out where
one of its slots is empty; ``[[this||that]]`` takes the first part that can be filled. A sentence with an
empty slot outside such brackets is not said. A finding is claimed; a plain number only repeats or adds up
what is claimed beside it, and nought is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dialogues.base.errors import NotebookError, Problem
from dialogues.brief import wording
from dialogues.brief.claims import Ledger, say
from dialogues.brief.summaries import Finding

OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.S)
SLOT = re.compile(r"\{([a-z_]+)(!c)?(?::([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words of its own."""

    finding: Finding
    text: str


Value = Finding | Said | str | int | bool | None
Slots = Mapping[str, Value | Callable[[], Value]]


def first(ledger: Ledger, templates: Iterable[str], slots: Slots) -> str | None:
    """The first of several templates that can be filled; nothing where none can."""
    return next((said for template in templates if (said := fill(ledger, template, slots)) is not None), None)


def told(ledger: Ledger, template: str, slots: Slots) -> str:
    """``template`` filled; empty where it cannot be."""
    return fill(ledger, template, slots) or ""


def fill(ledger: Ledger, template: str, slots: Slots) -> str | None:
    """``template`` with its slots filled as Markdown; what is said is claimed, what is left out is not.

    Raises
    ------
    NotebookError
        Where it names a slot that there is not.
    """
    asked = {found[1] for found in SLOT.finditer(template)}
    unknown = sorted(asked - slots.keys())
    if unknown:
        raise NotebookError(
            Problem(
                f"The sentence “{template}” has no value for {{{unknown[0]}}}.",
                f"Use one of these: {wording.listed(sorted(slots))}.",
            )
        )
    values = {name: _value(slots[name]) for name in asked}
    needed = OPTIONAL.sub("", template)
    if not _can_be_filled(needed, values):
        return None
    chosen = OPTIONAL.sub(lambda found: _chosen(found[1], values), template)
    return _tidy(SLOT.sub(lambda found: _said(ledger, values[found[1]], found[2], found[3]), chosen))


def _value(slot: Value | Callable[[], Value]) -> Value:
    return slot() if callable(slot) else slot


def _can_be_filled(template: str, values: Mapping[str, Value]) -> bool:
    return all(values[found[1]] not in (None, "", False) for found in SLOT.finditer(template))


def _chosen(options: str, values: Mapping[str, Value]) -> str:
    """The first of the options whose slots are filled."""
    return next((option for option in options.split("||") if _can_be_filled(option, values)), "")


def _said(ledger: Ledger, value: Value, capital: str | None, noun: str | None) -> str:
    """One value: a finding is claimed, words stand as they are, a condition that holds says nothing."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str | int):
        said = value if isinstance(value, str) else say(value, noun)
        return wording.capital(said) if capital else said
    finding, text = (value.finding, value.text) if isinstance(value, Said) else (value, None)
    shown = say(finding.value, noun) if text is None else text
    return str(ledger.claim(finding, text=wording.capital(shown) if capital else shown))


def _tidy(sentence: str) -> str:
    """A sentence without the doubled spaces that parts left out have left."""
    return re.sub(r" +([,.;:])", r"\1", re.sub(r"[ \n]+", " ", sentence)).strip()
