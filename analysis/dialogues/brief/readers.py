"""Who read the texts: a person, a program, or the rules alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dialogues.brief import annex, summaries, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.dataset import Dataset

ALONE = "○"  # the quiet mark of a text that nobody has read
FEW = 3  # findings put right that are told one by one


def slots(d: Dataset) -> dict[str, Any]:
    """How many texts a person has read as a whole, a program alone, and nobody; what they put right.

    ``by_program_alone``: all texts, none of them by a person (then ``by_program`` is empty); ``programs``
    names those that read.
    """
    whole = d["readings"].filter("is_complete")
    kind = pl.col("reader_kind")
    persons = whole.filter(kind == "person")["document_id"].unique().to_list()
    programs = whole.filter(kind == "program")["document_id"].unique().to_list()
    name = pl.col("document_id")
    texts = d["documents"]

    def found(what: str, rows: pl.DataFrame) -> Finding | None:
        return summaries.count(f"texts-read-by-{what}", "documents", rows) if rows.height else None

    of_programs = found("a-program", texts.filter(name.is_in(programs), ~name.is_in(persons)))
    names = sorted(whole.filter(kind == "program")["reader"].unique())
    is_alone = not persons and set(programs) == set(texts["document_id"])
    return {
        "texts": summaries.count("texts-total", "documents", texts),
        "single": texts.height == 1,
        "none_read": not texts["is_read"].any(),
        "one_unread": int((~texts["is_read"]).sum()) == 1,
        "by_person": found("a-person", texts.filter(name.is_in(persons))),
        "by_program": None if is_alone else of_programs,
        "by_program_alone": of_programs if is_alone else None,
        "programs": wording.listed([*map(wording.markdown, names)]),
        "unread": found("nobody", texts.filter(~pl.col("is_read"))),
        "corrected": _corrected(d),
    }


def _corrected(d: Dataset) -> Finding | None:
    """How many findings of the rules a reader put right; nothing of none."""
    rows = d["corrections"]
    return summaries.count("findings-put-right", "corrections", rows) if rows.height else None


def changes(ledger: Ledger, words: Mapping[str, str]) -> str:
    """What readers put right, finding by finding; nothing where that is too much to tell.

    Parameters
    ----------
    words
        Templates for what was ``added``, ``removed`` and ``changed``, with ``{field}``, ``{was}``, ``{now}``
        and ``{text}``.
    """
    d = ledger.dataset
    rows = d["corrections"].to_dicts()
    labels = dict(d["codes"].select("code", "label").unique("code").iter_rows())
    numbers = annex.text_numbers(d)

    def told(row: Mapping[str, Any]) -> str:
        how = "added" if row["was"] is None else "removed" if row["now"] is None else "changed"
        slots: templates.Slots = {
            "field": row["field"].replace("_", " "),
            **{name: wording.markdown(labels.get(row[name]) or row[name] or "") for name in ("was", "now")},
            "text": f"[Text {numbers[row['document_id']]}](#{annex.document_anchor(row['document_id'])})",
        }
        return templates.told(ledger, words[how], slots)

    return "; ".join(map(told, rows)) if len(rows) <= FEW else ""


@once
def alone(d: Dataset) -> frozenset[str]:
    """The texts that stand on the rules alone."""
    return frozenset(d["documents"].filter(~pl.col("is_read"))["document_id"])


def mark(d: Dataset, document_id: str, name: str) -> str:
    """The mark of a text that nobody has read, with its ``name`` for those who hear it; nothing else."""
    if document_id not in alone(d):
        return ""
    return f' [{ALONE}]{{.alone role="img" aria-label="{name}"}}'
