"""The plans as the texts name them: title, years, in which words, and the status on two days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dialogues.brief import summaries, tables, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.coding import plan_periods
from dialogues.dataset import Dataset

MORE = r"^[\s,\d–-]*(and (?:many )?others?)\b"  # right after a list


@once
def named(d: Dataset) -> pl.DataFrame:
    """One row per plan and meeting whose texts name it, with the words of the sentence ``before`` its title.

    In a list of plans these are the words before the first of them; ``more`` are those by which the list goes
    on after the last ("and others"). Of several texts the first is taken.
    """
    events = summaries.meetings(d).select("event_id", "when", "sides", "shown", "start_date", "state")
    sentences = d["sentences"].select("sentence_id", sentence="text", offset="start")
    first = pl.col("start").min().over("sentence_id") - pl.col("offset")
    last = pl.col("end").max().over("sentence_id") - pl.col("offset")
    after = pl.col("sentence").str.slice(last)
    before = pl.col("sentence").str.slice(0, first).str.replace_all(r"\s+", " ").str.strip_chars(" ,;:")
    return (
        d["plan_references"]
        .join(events, on="event_id")
        .join(sentences, on="sentence_id")
        .with_columns(before=before, more=after.str.extract(MORE))
        .sort("shown", "event_id", "document_id", "start", descending=[True, True, False, False],
              nulls_last=True)
        .unique(["event_id", "plan", "owner", "period_start", "period_end", "name"], keep="first",
                maintain_order=True)
        .unique(["event_id", "plan", "owner", "period_start", "period_end"], keep="first",
                maintain_order=True)
    )  # fmt: skip


def statuses_on(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """``frame`` (of plans with their periods) with their ``status`` on a day."""
    year = pl.lit(day.year, dtype=pl.Int64)
    return frame.with_columns(status=plan_periods.status(pl.col("period_start"), pl.col("period_end"), year))


def table(ledger: Ledger, published: date, heads: Mapping[str, str], caption: str, others: str) -> str:
    """The plans by the sentence that names them, the latest meeting first.

    Parameters
    ----------
    published
        The recorded day of publication.
    heads
        The heads of the columns: ``plan``, ``years``, ``then`` and ``now`` (with ``{day}``), and ``named``:
        the words before the plans of one sentence (with ``{meeting}`` and ``{words}``); ``none``: no years;
        ``unknown``: no status; ``more``: that the list goes on in the text (with ``{words}``: "and others").
    caption, others
        Of the table of the state's plans, and of that of others' plans.
    """
    d = ledger.dataset
    is_of_others = (pl.col("owner") != summaries.state(d)).fill_null(value=False)
    parts = (("plans", caption, ~is_of_others), ("plans-others", others, is_of_others))
    return "\n".join(
        _table(ledger, published, heads, caption=said, label=label, own=rows)
        for label, said, side in parts
        if (rows := named(d).filter(side)).height
    )


def _table(
    ledger: Ledger, published: date, heads: Mapping[str, str], *, caption: str, label: str, own: pl.DataFrame
) -> str:
    then = own.with_columns(
        then=plan_periods.status(
            pl.col("period_start"), pl.col("period_end"), pl.col("start_date").dt.year().cast(pl.Int64)
        )
    )
    body: list[list[str]] = []
    for rows in statuses_on(then, published).partition_by("sentence_id", maintain_order=True):
        row = rows.row(0, named=True)
        meeting = wording.markdown(f"{row['when']}, {row['sides']}")
        body.append([heads["named"].format(meeting=meeting, words=_before(ledger, row)), "", "", ""])
        body += [_plan(ledger, plan, heads) for plan in rows.to_dicts()]
        if row["more"]:
            body.append([heads["more"].replace("{words}", row["more"]), "", "", ""])
    columns = [heads["plan"], heads["years"], heads["then"], heads["now"].format(day=wording.day(published))]
    return tables.table(columns, body, label=label, caption=caption, widths=[20, 3, 4, 5], css="plans")


def _before(ledger: Ledger, row: Mapping[str, Any]) -> str:
    own = ledger.dataset["sentences"].filter(pl.col("sentence_id") == row["sentence_id"])
    finding = Finding(f"plans-named-{row['sentence_id']}", row["before"] or row["quote"], "sentences", own)
    return str(ledger.claim(finding, text=f"“{row['before']} …”" if row["before"] else f"“{row['quote']}”"))


def _plan(ledger: Ledger, row: Mapping[str, Any], heads: Mapping[str, str]) -> list[str]:
    own = ledger.dataset["plan_references"].filter(pl.col("reference_id") == row["reference_id"])
    name = " ".join(row["name"].split())
    said = str(ledger.claim(Finding(f"plan-{row['reference_id']}", name, "plan_references", own), text=name))
    if row["status"] == "no_period":
        return [said, heads["none"], heads["unknown"], heads["unknown"]]
    years = wording.period(row["period_start"], row["period_end"])
    return [
        said,
        years,
        views.STATUS[row["then"]] if row["then"] else heads["unknown"],
        views.STATUS[row["status"]],
    ]
