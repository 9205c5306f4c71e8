"""What the texts report as said and agreed, in their words, by what it commits to; much is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dialogues.brief import overview, reports, sections, silence, summaries, tables, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import COMMITMENTS, JOINT

MOST_OPEN = 20  # statements left open that the brief lists; the annex has all
NOTED = "noted"  # told_as of what is said or stressed without a speaker
LEVELS = ("under_consideration", NOTED, *COMMITMENTS[1:])  # from the least to the most
MOST = 5  # cells of a row in the making: at most two statements of one speaker stand in one
OPEN = ("under_consideration", "announced", "confirmed", "agreed_unnamed")  # of COMMITMENTS
Row = Mapping[str, Any]


@once
def told(d: Dataset) -> pl.DataFrame:
    """The statements with ``who`` says it, the latest meeting and the highest commitment first.

    ``name`` and ``role`` are of the person whom the sentence names for that side before the verb, or who is
    named elsewhere and speaks there by the last name alone. ``told_as`` is the commitment, or ``noted`` where
    nobody is named as saying it. ``same_as`` is the statement of the meeting's first text that tells the
    same, word for word or not; its own where there is none.
    """
    named = (
        d["people"]
        .select("sentence_id", "side", "name", "role", "person_id", at="end")
        .sort("at", descending=True)
    )
    statements = summaries.statements(d)
    persons = (
        statements.select("statement_id", "sentence_id", "side", "start")
        .join(named, on=["sentence_id", "side"])
        .filter(pl.col("at") <= pl.col("start"))
        .unique("statement_id", keep="first", maintain_order=True)
        .select("statement_id", "name", "role")
    )
    known = (
        d["people"]
        .filter(pl.col("person_id").is_not_null())
        .sort(pl.col("role").is_null(), "document_id", "start")
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", known_name="name", known_role="role")
    )
    order = {level: place for place, level in enumerate(LEVELS)}
    is_noted = (pl.col("commitment") == "presented") & pl.col("side").is_null() & pl.col("speaker").is_null()
    first = pl.col("sentence_id").replace(_beside(d))
    return (
        statements.join(persons, on="statement_id", how="left", maintain_order="left")
        .join(known, on="person_id", how="left", maintain_order="left")
        .with_columns(
            name=pl.coalesce("name", "known_name"),
            role=pl.when(pl.col("name").is_null()).then("known_role").otherwise("role"),
        )
        .with_columns(told_as=pl.when(is_noted).then(pl.lit(NOTED)).otherwise("commitment"))
        .with_columns(level=pl.col("told_as").replace_strict(order, default=-1, return_dtype=pl.Int64))
        .sort(
            "shown", "event_id", "level", "document_id", "start",
            descending=[True, True, True, False, False], nulls_last=True,
        )
        .with_columns(first=first, nth=pl.int_range(pl.len()).over("sentence_id", "statement", "side"))
        .with_columns(same_as=pl.col("statement_id").first().over("first", "statement", "side", "nth"))
        .drop("first", "nth", "known_name", "known_role")
    )  # fmt: skip


def _beside(d: Dataset) -> dict[str, str]:
    """Sentence -> the sentence of its meeting's first text that tells the same."""
    found: dict[str, str] = {}
    for event_id in summaries.double_reports(d)["event_id"]:
        first, *others = reports.texts(d, event_id)
        for other in others:
            for pair in reports.aligned(d, first["document_id"], other["document_id"]):
                if pair.first and pair.second:
                    found[pair.second["sentence_id"]] = pair.first["sentence_id"]
    return found


@once
def left_open(d: Dataset) -> pl.DataFrame:
    """The statements that leave something open, each once, with how many ``later`` texts there are.

    ``again`` says whether a later text names a treaty or mechanism that the statement names; empty where it
    names none.
    """
    every = told(d)
    own = every.filter(pl.col("commitment").is_in(OPEN)).unique("same_as", keep="first", maintain_order=True)
    treaties = d["mentions"].filter(pl.col("facet") == "instrument").select("document_id", "code", at="start")
    texts = _dated_texts(d)
    named = own.join(treaties, on="document_id").filter(
        pl.col("at") >= pl.col("start"), pl.col("at") < pl.col("end")
    )
    later = treaties.join(texts.select("document_id", "day"), on="document_id").select("code", "day")
    again = (
        named.select("statement_id", "code", "shown")
        .join(later, on="code", how="left")
        .group_by("statement_id")
        .agg(again=(pl.col("day") > pl.col("shown")).any())
    )
    counts = [later_texts(d, day).height if day else None for day in own["shown"]]
    return own.with_columns(later=pl.Series(counts, dtype=pl.Int64)).join(
        again, on="statement_id", how="left", maintain_order="left"
    )


@once
def _dated_texts(d: Dataset) -> pl.DataFrame:
    """The texts on meetings, each with the ``day`` of its meeting."""
    return d["documents"].join(summaries.meetings(d).select("event_id", day="shown"), on="event_id")


def later_texts(d: Dataset, day: date | None) -> pl.DataFrame:
    """The texts on meetings after a day."""
    return _dated_texts(d).filter(pl.col("day") > day).drop("day")


# In words ------------------------------------------------------------------------------------------------


def by_meeting(
    ledger: Ledger,
    levels: Mapping[str, str],
    together: str,
    present: str,
    nobody: str,
    caption: str,
    heads: Mapping[str, str],
    of_text: str,
) -> str:
    """All statements in a table: what it commits to, who says it, the words.

    What several texts on a meeting tell in the same sentence stands in one row.

    Parameters
    ----------
    levels
        The words for each commitment, and for what is ``noted``.
    together, present, nobody
        Who says what the sides say together (``{sides}`` as the text calls them), what those present say
        (``{speaker}`` in the text's words), and what nobody is named for.
    heads
        The heads of the columns: ``meeting``, ``level``, ``who`` and ``words``.
    of_text
        Of what stands behind the words where a meeting has several texts, with ``{texts}``.
    """
    d = ledger.dataset
    every = told(d)
    if every.is_empty():
        return ""
    body: list[list[str]] = []
    last: tuple[str, ...] = ("", "", "")
    for same in every.partition_by("same_as", maintain_order=True):
        row = same.row(0, named=True)
        meeting = f"{row['sides']}, {row['when']}"
        level = levels[row["told_as"]] if row["told_as"] else row["label"]
        who, words = _who(ledger, row, together, present, nobody), in_words(ledger, same, of_text)
        if (meeting, level, who) == last and len(body[-1]) < MOST:
            body[-1].append(words)
        else:
            shown = "" if meeting == last[0] else f"**{wording.markdown(meeting)}**"
            body.append([shown, level, who, words])
        last = (meeting, level, who)
    body = [[*row[:3], "; ".join(row[3:])] for row in body]
    columns = [heads[name] for name in ("meeting", "level", "who", "words")]
    return tables.table(
        columns, body, label="statements", caption=caption, widths=[7, 8, 11, 34], css="statements"
    )


def _who(ledger: Ledger, row: Row, together: str, present: str, nobody: str) -> str:
    words = speaker(row)
    if row["side"] == JOINT:
        return templates.told(ledger, together, {"sides": words})
    if row["side"] is None:
        return templates.told(ledger, present, {"speaker": words}) if words else nobody
    if row["name"]:
        return wording.markdown(silence.person(row))
    return wording.capital(sections.party(ledger.dataset, row["side"]))


def speaker(row: Row) -> str | None:
    """The words for the speaker of a statement, where the text has any."""
    words = " ".join((row["speaker"] or "").split())
    return wording.markdown(words[:1].lower() + words[1:]) if words else None


def in_words(ledger: Ledger, same: pl.DataFrame, of_text: str) -> str:
    """What some rows of ``told`` tell alike, in the words of each text, as claims."""
    d = ledger.dataset
    texts = reports.texts(d, same["event_id"][0])
    said = []
    for own in same.partition_by("quote", maintain_order=True):
        words, statement = str(own["quote"][0]), own["statement_id"][0]
        rows = d["statements"].join(own, on="statement_id", how="semi")
        finding = Finding(f"statement-{statement}", words, "statements", rows)
        quoted = str(ledger.claim(finding, text=wording.quotation(words)))
        if len(texts) > 1:
            names = [reports.named(d, text) for text in texts if text["document_id"] in own["document_id"]]
            quoted += f" {templates.told(ledger, of_text, {'texts': wording.listed(names)})}"
        said.append(quoted)
    return "; ".join(said)


def open_ends(
    ledger: Ledger,
    left: Mapping[str, str],
    heads: Mapping[str, str],
    together: str,
    present: str,
    nobody: str,
    caption: str,
    of_text: str,
    most: int | None = None,
) -> str:
    """A register of what was left open: since when, by whom, in which words, and what is open.

    The latest come first; beyond ``most`` they are counted.

    Parameters
    ----------
    left
        What is open at each commitment of ``OPEN``. Templates with ``{one}`` and ``{later}`` (texts):
        ``again`` and ``not_again`` for a treaty that later texts name, or do not, ``others`` where none is
        named; words for ``latest``, where there is no later text.
    heads
        The heads of the columns: ``since``, ``who``, ``words`` and ``open``.
    caption
        A template with ``{rest}``, how many are not shown.
    """
    d = ledger.dataset
    body = []
    every = left_open(d)
    shown = every if most is None else every.head(most)
    for row in shown.to_dicts():
        notes = [left[row["commitment"]]]
        if row["later"]:
            which = {None: "others", True: "again", False: "not_again"}[row["again"]]
            slots = {"one": row["later"] == 1, "later": row["later"]}
            notes.append(templates.told(ledger, left[which], slots))
        elif row["later"] == 0:
            notes.append(left["latest"])
        body.append(
            [
                wording.markdown(f"{since(row)}, {row['sides']}"),
                _who(ledger, row, together, present, nobody),
                in_words(ledger, told(d).filter(same_as=row["same_as"]), of_text),
                "; ".join(filter(None, notes)),
            ]
        )
    if not body:
        return ""
    columns = [heads[name] for name in ("since", "who", "words", "open")]
    label = "open" if most is not None or not are_many(d) else "open-all"
    named = templates.told(ledger, caption, {"rest": every.height - shown.height})
    return tables.table(columns, body, label=label, caption=named, widths=[4, 6, 13, 7])


def since(row: Row) -> str:
    """When something was said; on a meeting without a day, when the text on it was published."""
    return str(row["when"]) if row["is_dated"] or row["shown"] is None else f"published {row['when']}"


def are_many(d: Dataset) -> bool:
    """Whether so much is left open that the brief has only the latest."""
    return left_open(d).height > MOST_OPEN


def by_counterpart(ledger: Ledger, head: str, caption: str, none: str) -> str:
    """How many statements of each kind there are, counterpart by counterpart; ``none`` stands for nought."""
    every = summaries.statements(ledger.dataset)
    if every.is_empty():
        return ""
    kinds = every.select("label", "statement").unique().sort("label").rows()
    lanes = sorted(every.partition_by("lane"), key=lambda own: (-own.height, own["lane"][0]))
    rows = []
    for own in lanes:
        lane = str(own["lane"][0])
        cells = [own.filter(pl.col("statement") == kind) for _, kind in kinds]
        counts = [
            overview.counted(ledger, f"statements-{kind}-{lane}", "statements", cell, none)
            for (_, kind), cell in zip(kinds, cells, strict=True)
        ]
        rows.append([wording.markdown(lane), *counts])
    heads = [head, *(label for label, _ in kinds)]
    numeric = list(range(1, len(heads)))
    widths = [6, *(4 for _ in kinds)]
    return tables.table(
        heads,
        rows,
        label="statements-counted",
        caption=overview.captioned(ledger, caption),
        widths=widths,
        numeric=numeric,
    )


def of_counterparts(d: Dataset) -> Finding:
    """How many statements are a counterpart's own."""
    own = summaries.statements(d).filter(pl.col("side") != pl.col("state"), pl.col("side") != JOINT)
    return summaries.total(d, "statements-of-counterparts", "statements", own, "a counterpart's own words")
