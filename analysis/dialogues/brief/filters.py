"""What the page's filters go by: the meetings in short, and on which of them each claim and each row stands.

The page's script reads it; without a script nothing is filtered and all is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import polars as pl

from dialogues.brief import summaries, views
from dialogues.brief.claims import Claim, Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset

MARKS = 4  # a meeting in a cell of the matrix: its number times this, and one for each sign that it has
BACKGROUND, TITLES = 1, 2


def are_offered(d: Dataset) -> bool:
    """Whether the meetings are so many that the page has filters."""
    return d["events"].height > views.MANY


def marked() -> pl.Expr:
    """The meetings of some rows of ``summaries.topics``, each with its signs (see ``MARKS``)."""
    signs = BACKGROUND * pl.col("is_background").cast(pl.Int64) + TITLES * pl.col("only_in_plan_title").cast(
        pl.Int64
    )
    return MARKS * pl.col("number") + signs


def mark(d: Dataset, numbers: Iterable[int | None]) -> str:
    """An empty span that says of a table's row on which meetings it stands, where there are filters."""
    if not are_offered(d):
        return ""
    listed = " ".join(str(number) for number in dict.fromkeys(numbers) if number is not None)
    return f'[]{{.of meetings="{listed}"}}'


def data(ledger: Ledger) -> str:
    """The data of the filters as JSON; nothing where the meetings are few.

    ``meetings``: counterpart and kind (as places in ``lanes`` and ``kinds``) and year of each; ``claims``:
    by its number, the meetings of each claim that opens on the page (nought for all), one a row where it is
    ``counted``.
    """
    d = ledger.dataset
    if not are_offered(d):
        return ""
    own = summaries.meetings(d)
    sizes = own["lane"].value_counts(sort=True)
    lanes = sizes.sort("count", "lane", descending=[True, False])["lane"].to_list()
    kinds = own["kind_label"].unique().sort().to_list()
    years = own["shown"].dt.year().fill_null(views.NO_YEAR)
    number = {event: at for at, event in enumerate(own["event_id"])}
    rows = zip(own["lane"], own["kind_label"], years, strict=True)
    claims: dict[int, list[int] | int] = {}
    counted: list[int] = []
    of_text = dict(d["documents"].select("document_id", "event_id").drop_nulls().iter_rows())
    for claim in ledger.claims.values():
        if not claim.opens:
            continue
        on = [number[event] for event in _events(claim.finding, of_text) if event in number]
        if not on:
            continue
        is_counted = _is_counted(claim, on)
        if set(on) == set(number.values()) and not is_counted:
            claims[claim.number] = 0
        else:
            claims[claim.number] = on if is_counted else sorted(set(on))
        counted += [claim.number] if is_counted else []
    told = {
        "lanes": lanes,
        "kinds": kinds,
        "meetings": [[lanes.index(lane), kinds.index(kind), year] for lane, kind, year in rows],
        "claims": claims,
        "counted": counted,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _events(finding: Finding, of_text: dict[str, str]) -> list[str]:
    """The event of each row; of a count of meetings each once."""
    rows = finding.rows
    if "event_id" in rows.columns:
        events = rows["event_id"].drop_nulls().to_list()
    elif "document_id" in rows.columns:
        events = [of_text[name] for name in rows["document_id"].drop_nulls() if name in of_text]
    else:
        events = []
    once = list(dict.fromkeys(events))
    return once if finding.value == len(once) else events


def _is_counted(claim: Claim, on: list[int]) -> bool:
    return isinstance(claim.finding.value, int) and claim.finding.value == len(on)
