"""What a page shows of a text before any reading: what is saved is said of this, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.serve.found import Found
from dialogues.serve.items import Item
from dialogues.serve.sheet import sheet
from dialogues.serve.values import RefusedError, refused

TOLD = 4  # lines that are named where several differ


@dataclass(frozen=True)
class State:
    """The text, by its hash, and each line that the rules give: its label, value in words, and all of it."""

    text: str
    lines: Mapping[str, tuple[str, str, str]]

    @property
    def digest(self) -> str:
        """The hash by which a page names what it shows."""
        return hashlib.sha256(json.dumps([self.text, self.lines]).encode()).hexdigest()


def state(found: Found, document_id: str) -> State:
    """What a page made now would show of a text, whatever its reading says."""
    made = sheet(found, document_id, {"scope": True})  # in scope, each field of the meeting is a line
    lines = {item.key: (item.label, item.shown, _all(item)) for item in made.items}
    return State(str(made.document["sha256"]), lines)


def changed(before: State | None, now: State) -> RefusedError:
    """The refusal of what was decided on a page that shows ``before``; none where that is not known."""
    remedy = "Nothing was saved: copy what you have typed, reload the page and read it again."
    if before is None:
        return refused("The page does not say what it shows, or was opened too long ago.", remedy)
    told = [
        _told(before.lines.get(key), now.lines.get(key))
        for key in dict.fromkeys([*now.lines, *before.lines])
        if before.lines.get(key) != now.lines.get(key)
    ]
    more = [f"{len(told) - TOLD} more"] if len(told) > TOLD else []
    lines = "; ".join([*told[:TOLD], *more])
    is_other = before.text != now.text
    what = "The text" if is_other else "What is found in the text"
    which = f"{', and what is found in it' if is_other else ''}: {lines}" if told else ""
    return refused(f"{what} changed since the page was opened{which}.", remedy)


def _told(before: tuple[str, str, str] | None, now: tuple[str, str, str] | None) -> str:
    """How a line differs."""
    label = next(line[0] for line in (now, before) if line is not None)
    was, shown = (None if line is None else line[1] for line in (before, now))
    if was is None or shown is None:
        return f"{label} (new)" if was is None else f"{label} (gone)"
    return label if was == shown else f"{label} ({was}, now {shown})"


def _all(item: Item) -> str:
    """A line's value and words, and what else a save would take from it."""
    words = [[span.start, span.end, span.words] for span in item.spans]
    return json.dumps([item.value, item.rule_says, item.others, words, dict(item.facts)], default=str)
