"""What is known of each document before documents are linked into events."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules find in each document, and what a reading confirms or puts right.

    Nothing in here depends on another document: events come afterwards, when documents are linked. The
    frames have the columns of the tables of these names, with ``event_id`` empty or left out.

    Attributes
    ----------
    documents
        The texts, with ``in_scope``, ``scope_reason`` and ``is_read``, without ``event_id``.
    sentences
        The table sentences.
    mentions
        The table mentions for topics, organisations, institutions, instruments and dates. Mentions of plans,
        people and places are made of the frames below.
    reports
        One row per document in scope: ``document_id, state, date_basis, month``.
    facts
        The table facts without ``event_id``.
    plans
        Every place where a plan is named (the table plan_references has one row a plan and document).
    people
        The table people without ``event_id``.
    statements
        The table statements.
    doubts
        The table doubts.
    """

    documents: pl.DataFrame
    sentences: pl.DataFrame
    mentions: pl.DataFrame
    reports: pl.DataFrame
    facts: pl.DataFrame
    plans: pl.DataFrame
    people: pl.DataFrame
    statements: pl.DataFrame
    doubts: pl.DataFrame
