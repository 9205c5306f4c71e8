"""The annex that has each meeting, where the brief itself counts and groups them."""

from __future__ import annotations

from dialogues.brief import overview, sections, statements, tables, topics
from dialogues.brief.claims import Ledger

HEADING = "## Annex: Meeting by meeting {#sec-meetings-one-by-one}"


def annex(ledger: Ledger) -> str:
    """The annex, or nothing where the brief has each meeting already."""
    parts = [("Topics", topics.one_by_one(ledger))]
    if overview.is_large(ledger.dataset):
        reports = "\n\n".join([*sections.double_reports(ledger), tables.differences(ledger)])
        parts = [
            ("Who met whom", tables.counterparts(ledger)),
            *parts,
            ("What is reported as said and agreed", statements.by_meeting(ledger)),
            ("What returns", sections.returning(ledger)),
            ("Reports of one meeting", reports),
        ]
    held = [f"### {title} {{.unnumbered .unlisted}}\n\n{part}" for title, part in parts if part.strip()]
    if not held:
        return ""
    opening = (
        "The corpus holds more meetings than the brief can show one by one. Here is what the texts tell of "
        "each."
    )
    return "\n\n".join(["::: {.fresh-page}\n:::", HEADING, opening, *held])
