"""The annex that has each meeting, where the brief itself counts and groups them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogues.dataset import Dataset

HEADING = "## Annex: Meeting by meeting {#sec-meetings-one-by-one}"
MOST = 300  # meetings that one file can show one by one


def has_each(d: Dataset) -> bool:
    """Whether the annex has each meeting; of more meetings it has what is told of them together."""
    return d["events"].height <= MOST


def annex(parts: Mapping[str, Callable[[], str]], opening: str) -> str:
    """The parts under their titles, or nothing where there is nothing in them."""
    worded = ((title, part()) for title, part in parts.items())
    held = [f"### {title} {{.unnumbered .unlisted}}\n\n{part}" for title, part in worded if part.strip()]
    return "\n\n".join(["::: {.fresh-page}\n:::", HEADING, opening, *held]) if held else ""
