"""A place for each counterpart with several meetings: what returns, came and went, who led, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dialogues.brief import silence, statements, summaries, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset

FEW = 2  # meetings that give a counterpart a place
NAMED = 12  # topics, people or statements in a list; more are counted
WORDS = 24  # of a statement, at the most


def anchor(lane: str) -> str:
    """The anchor of a counterpart's place."""
    return f"with-{wording.slug(lane)}"


def lanes(d: Dataset) -> list[str]:
    """The counterparts that have a place: those met most often first."""
    named = summaries.meetings(d).filter(pl.col("counterparts").list.len() > 0)
    sizes = named.group_by("lane", maintain_order=True).len()
    met = sizes.filter(pl.col("len") >= FEW).sort("len", descending=True, maintain_order=True)
    return met["lane"].to_list()


def told(ledger: Ledger, words: Mapping[str, str], *, are_shown: bool) -> str:
    """The counterparts, each under its name.

    Parameters
    ----------
    words
        Templates, in their order, each with ``{listed}``: ``meetings``, ``returns``, ``new`` and ``gone``
        (with ``{earlier}`` and ``{later}``: "in May 2024"), ``heads``, ``open``; what has nothing to list is
        left out.
    are_shown
        Whether each meeting has a sheet to lead to.
    """
    d = ledger.dataset
    return "\n\n".join(_place(ledger, lane, words, are_shown=are_shown) for lane in lanes(d))


def _place(ledger: Ledger, lane: str, words: Mapping[str, str], *, are_shown: bool) -> str:
    d = ledger.dataset
    own = summaries.meetings(d).filter(lane=lane)
    pair = next((one for one in summaries.comparisons(d) if one.later["lane"] == lane), None)
    listed = {
        "meetings": _meetings(own, are_shown=are_shown),
        "returns": _returns(ledger, lane, own),
        "new": _claimed(ledger, pair.new) if pair else "",
        "gone": _claimed(ledger, pair.gone) if pair else "",
        "heads": _heads(ledger, lane, own),
        "open": _open(ledger, own),
    }
    earlier, later = (
        (str(pair.earlier["when"]), wording.at_time(str(pair.later["when"]))) if pair else ("", "")
    )
    said = (
        templates.fill(ledger, words[name], {"listed": listed[name], "earlier": earlier, "later": later})
        for name in words
    )
    heading = f"#### {wording.markdown(lane)} {{#{anchor(lane)} .unnumbered .unlisted}}"
    return "\n\n".join([heading, *filter(None, said)])


def _meetings(own: pl.DataFrame, *, are_shown: bool) -> str:
    """The meetings, the latest first; of many without sheets how many and from when to when."""
    rows = own.sort("shown", descending=True, nulls_last=True, maintain_order=True).to_dicts()
    if not are_shown:
        return wording.span(own["shown"].drop_nulls().to_list())
    named = (
        (wording.markdown(f"{row['when']} ({wording.small(row['kind_label'])})"), row["event_id"])
        for row in rows
    )
    return "; ".join(f"[{words}](#meeting-{wording.anchor(event)})" for words, event in named)


def _returns(ledger: Ledger, lane: str, own: pl.DataFrame) -> str:
    """The topics that texts name on more than one of the meetings, with how many of them."""
    topics = summaries.topics(ledger.dataset).filter(pl.col("event_id").is_in(own["event_id"].implode()))
    often = topics.group_by("code", "topic", maintain_order=True).agg(
        pl.col("event_id").n_unique().alias("n")
    )
    often = often.filter(pl.col("n") > 1).sort("n", descending=True, maintain_order=True)
    said = []
    for code, topic, n in often.head(NAMED).iter_rows():
        finding = Finding(f"returns-{lane}-{code}", n, "codings", topics.filter(code=code))
        said.append(
            f"{wording.markdown(wording.small(topic))} ({ledger.claim(finding, text=f'{n} of {own.height}')})"
        )
    return _listed(said, often.height)


def _claimed(ledger: Ledger, finding: Finding) -> str:
    """The names that a finding lists; of many how many."""
    if not finding.names or finding.rows.is_empty():
        return ""
    names = [wording.small(name) for name in finding.names]
    shown = wording.listed(names) if len(names) <= NAMED else wording.counted(len(names), "topic")
    return str(ledger.claim(finding, text=shown))


def _heads(ledger: Ledger, lane: str, own: pl.DataFrame) -> str:
    """Who led the other side, at any of the meetings."""
    parties = own["counterparts"].explode().drop_nulls().unique().to_list()
    people = ledger.dataset["people"].filter(
        pl.col("event_id").is_in(own["event_id"].implode()), pl.col("side").is_in(parties), "is_head"
    )
    names = silence.persons(people)
    shown = _listed(names[:NAMED], len(names))
    return str(ledger.claim(Finding(f"led-{lane}", names, "people", people), text=shown)) if names else ""


def _open(ledger: Ledger, own: pl.DataFrame) -> str:
    """The statements that leave something open, the latest first; of many the latest."""
    left = statements.left_open(ledger.dataset).filter(pl.col("event_id").is_in(own["event_id"].implode()))
    said = []
    for row in left.head(NAMED).to_dicts():
        rows = left.filter(statement_id=row["statement_id"])
        finding = Finding(f"open-{row['statement_id']}", str(row["quote"]), "statements", rows)
        said.append(
            f"{ledger.claim(finding, text=wording.quotation(row['quote'], WORDS))} ({statements.since(row)})"
        )
    return _listed(said, left.height)


def _listed(said: Sequence[str], every: int) -> str:
    """What is listed, and how many more there are."""
    return "; ".join([*said, *([f"{wording.number(every - len(said))} more"] if every > len(said) else [])])
