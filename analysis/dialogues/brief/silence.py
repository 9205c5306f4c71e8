"""The grid of silences: what a joint read-out usually tells, and what each text tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from dialogues.brief import annex, readers, summaries, tables, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.coding import spelling
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import JOINT

MOST = 6  # texts with a column each; more are counted
WORDS = 6  # of a quotation in a cell; the whole opens
UNREPORTED = "unreported"  # the note of a side that spoke, in words not told
READY = "ready"  # the note of a will to go on, where no next meeting is told
FIRST = ("no_head", "no_name", READY)  # notes that stand before the words
BOTH = r"^\s+of (?:the )?[^,;.]{2,40} and (?:the )?$"  # between a body and the other side that has one, too
QUOTES = 2  # in a cell; of more the number is told
ROWS = (
    *("source", "round", "form", "state_head", "other_head", "state_said", "other_said", "both_said"),
    *("nobody_said", "individual_cases", "civil_society", "agreed", "next_meeting"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one text tells of one row.

    ``quotes`` are its words and ``people`` the persons it names; ``rows`` (of ``table``) bear them out.
    ``note`` says what is missing all the same: ``no_head`` (persons, none told as head), ``no_name`` (bodies,
    no person), ``no_words`` (took part), ``unreported`` (spoke), ``unnamed``, ``no_date`` or ``ready`` (no
    next meeting, only a will to go on).
    """

    row: str
    document_id: str
    table: str
    rows: pl.DataFrame
    quotes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    note: str | None = None


@once
def cells(d: Dataset) -> list[Cell]:
    """What the texts on a meeting tell of each row; a text that is silent has no cell."""
    texts = documents(d).to_dicts()
    return [cell for text in texts for cell in _of(d, text) if cell.quotes or cell.people or cell.note]


@once
def documents(d: Dataset) -> pl.DataFrame:
    """The texts that report a meeting, in the order of the meetings."""
    own = annex.documents(d).filter(pl.col("event_id").is_not_null())
    events = summaries.meetings(d).select("event_id", "shown", "end_date", "sides", "state", "counterparts")
    return own.join(events, on="event_id").sort("shown", "event_id", "text_number", nulls_last=True)


def _of(d: Dataset, text: Mapping[str, Any]) -> list[Cell]:
    name, state, others = text["document_id"], text["state"], text["counterparts"]
    own = pl.col("document_id") == name
    facts = d["facts"].filter(own).sort("start")
    told = d["mentions"].filter(own, pl.col("facet") == "readout").sort("start")
    statements = d["statements"].filter(own).sort("start")
    side = pl.col("side")
    kind = pl.col("statement")

    def fact(row: str, *fields: str) -> Cell:
        rows = facts.filter(pl.col("field").is_in(fields)).unique("quote", keep="first", maintain_order=True)
        return Cell(row, name, "facts", rows, _quotes(rows))

    def readout(row: str) -> Cell:
        rows = told.filter(pl.col("code") == row)
        return Cell(row, name, "mentions", rows, _quotes(rows))

    def said(row: str, by: pl.Expr) -> Cell:
        rows = statements.filter(by.fill_null(value=False), kind != "agreed")
        return Cell(row, name, "statements", rows, _quotes(rows))

    held_with = facts.filter(pl.col("field") == "counterpart", pl.col("value").is_in(others))

    def side_told(which: str, by: pl.Expr) -> tuple[Cell, Cell]:
        """Who came for a side, and what it said: in words, in words not told, or none."""
        named = _heads(d, text, f"{which}_head", by)
        came = named if named.people else _bodies(d, text, which)
        words = said(f"{which}_said", by)
        spoke = told.filter(pl.col("code") == "spoke").join(came.rows, on="sentence_id", how="semi")
        if not words.quotes and spoke.height:
            words = Cell(words.row, name, "mentions", spoke, _quotes(spoke), note=UNREPORTED)
        elif not words.quotes and came.rows.height:
            words = Cell(words.row, name, came.table, came.rows, note="no_words")
        elif not words.quotes and held_with.height:  # whoever met was there, and so was the state
            words = Cell(words.row, name, "facts", held_with, note="no_words")
        return came, words

    agreed = statements.filter(kind == "agreed", side == JOINT)
    state_came, state_said = side_told("state", side == state)
    other_came, other_said = side_told("other", side.is_in(others))
    return [
        readout("source"),
        fact("round", "ordinal"),
        fact("form", "mode", "place"),
        state_came,
        other_came,
        state_said,
        other_said,
        said("both_said", side == JOINT),
        said("nobody_said", side.is_null()),
        readout("individual_cases"),
        readout("civil_society"),
        Cell("agreed", name, "statements", agreed, _quotes(agreed), note=_unnamed(agreed)),
        _next_meeting(d, readout("next_meeting"), readout("readiness")),
    ]


def _next_meeting(d: Dataset, told: Cell, ready: Cell) -> Cell:
    """The next meeting that a text tells; else, as no more than that, a will to go on."""
    if told.quotes:
        return replace(told, note=None if _has_date(d, told.rows) else "no_date")
    return replace(ready, row=told.row, note=READY) if ready.quotes else told


def _quotes(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(" ".join(quote.split()) for quote in rows["quote"])


def _heads(d: Dataset, text: Mapping[str, Any], row: str, by: pl.Expr) -> Cell:
    """Who led one side; else who is named for it."""
    told = d["sentences"].filter(~pl.col("is_background")).select("sentence_id")
    people = (
        d["people"]
        .filter(pl.col("document_id") == text["document_id"], by.fill_null(value=False))
        .join(told, on="sentence_id", how="semi")
        .sort("start")
    )
    heads = people.filter("is_head")
    shown = heads if heads.height else people
    words = tuple(person(row) for row in shown.to_dicts())
    note = None if heads.height or not words else "no_head"
    return Cell(row, text["document_id"], "people", shown, people=words, note=note)


def person(row: Mapping[str, Any]) -> str:
    """A person as the text names them: "Ahmet Gurbanov, Deputy Minister of Foreign Affairs"."""
    return ", ".join(filter(None, (row["name"], row["role"])))


def persons(rows: pl.DataFrame) -> tuple[str, ...]:
    """Each person of some rows of people once, as the first text names them.

    Texts on one meeting spell a name in several ways ("Ogulbeg Mämmedowa", "O.Mammedova"): those of one side
    with one surname and one initial are one person.
    """
    once: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for row in rows.unique("person_id", keep="first", maintain_order=True).to_dicts():
        once.setdefault((row["side"], spelling.surname(row["name"]), spelling.initial(row["name"])), row)
    return tuple(map(person, once.values()))


def _bodies(d: Dataset, text: Mapping[str, Any], which: str) -> Cell:
    """The sentences that say which bodies of a side took part, where nobody of it is named."""
    name, row = text["document_id"], f"{which}_head"
    came = d["facts"].filter(pl.col("document_id") == name, pl.col("field") == "participant")
    facet = "institution" if which == "state" else "organisation"
    own = came.filter(pl.col("value").is_in(d["codes"].filter(facet=facet)["code"].to_list()))
    if which == "other":
        own = pl.concat([own, _of_both(d, name, came)]).unique("fact_id", maintain_order=True)
        own = own if text["counterparts"] else own.clear()
    if own.is_empty():
        return Cell(row, name, "facts", own)
    sentences = d["sentences"].join(own, on="sentence_id", how="semi").sort("position")
    last = own.group_by("sentence_id").agg(at=pl.col("start").max())
    named = sentences.join(last, on="sentence_id", maintain_order="left")
    quotes = tuple(
        _who_came(text, at - start) for text, start, at in named.select("text", "start", "at").iter_rows()
    )
    return Cell(row, name, "facts", own, quotes, note="no_name")


def _who_came(sentence: str, at: int) -> str:
    """The words of a sentence that say who came: from "by" on, where a side "was represented by" them."""
    start = sentence.rfind(" by ", 0, at)
    return " ".join(sentence[start + len(" by ") if start >= 0 else 0 :].split())


def _of_both(d: Dataset, document_id: str, came: pl.DataFrame) -> pl.DataFrame:
    """Of those that ``came`` the bodies named for both sides at once: "the ministries of X and Y"."""
    parties = d["facts"].filter(pl.col("document_id") == document_id, pl.col("field") == "counterpart")
    sentences = d["sentences"].select("sentence_id", "text", offset="start")
    beside = came.join(parties.select("sentence_id", party="start"), on="sentence_id").join(
        sentences, on="sentence_id"
    )
    between = pl.col("text").str.slice(
        pl.col("end") - pl.col("offset"), (pl.col("party") - pl.col("end")).clip(0)
    )
    return beside.filter(pl.col("party") > pl.col("end"), between.str.contains(BOTH)).select(came.columns)


def _unnamed(agreed: pl.DataFrame) -> str | None:
    is_unnamed = agreed.height and not agreed.filter(pl.col("commitment") == "agreed_named").height
    return "unnamed" if is_unnamed else None


def _has_date(d: Dataset, rows: pl.DataFrame) -> bool:
    dates = d["mentions"].filter(pl.col("facet") == "date").select("sentence_id", at="start")
    return rows.join(dates, on="sentence_id").filter(pl.col("at") >= pl.col("start")).height > 0


# In words ------------------------------------------------------------------------------------------------


def grid(ledger: Ledger, rows: Mapping[str, str], notes: Mapping[str, str], caption: str) -> str:
    """The grid as a table: each text with a column or, where they are many, counted.

    Parameters
    ----------
    rows
        What to show, in which order: one of ``ROWS`` and its head; ``{state}`` stands for the state.
    notes
        The words for ``silent`` and ``alone``, and for each ``note`` of a cell.
    caption
        A template with ``{guests}``, the counterparts that are inferred.
    """
    d = ledger.dataset
    state = tables.state_name(d)
    heads = {row: wording.markdown(head.replace("{state}", state)) for row, head in rows.items()}
    texts = documents(d)
    if texts.is_empty():
        return ""
    guests = summaries.guests(d)
    headed = templates.told(ledger, caption, {"guests": guests})
    if texts.height > MOST:
        return _counted(ledger, heads, headed)
    held = {(cell.row, cell.document_id): cell for cell in cells(d)}
    body = [
        [
            head,
            *(_shown(ledger, held.get((row, name)), notes, f"{row}-{name}") for name in texts["document_id"]),
        ]
        for row, head in heads.items()
    ]
    columns = [
        wording.markdown(_column(text)) + readers.mark(d, text["document_id"], notes["alone"])
        for text in texts.to_dicts()
    ]
    return tables.table(
        ["", *columns],
        body,
        label="silence",
        caption=headed,
        widths=[3, *[6] * texts.height],
        css="grid-of-silences",
    )


def _column(text: Mapping[str, Any]) -> str:
    """The head of a text's column."""
    when = wording.short_days(text["shown"], text["end_date"]) if text["shown"] else "no date"
    return f"{text['sides']}, {when} ({text['publisher'] or 'no publisher'})"


def _shown(ledger: Ledger, cell: Cell | None, notes: Mapping[str, str], name: str) -> str:
    if cell is None:
        return f"[{notes['silent']}]{{.silent}}"
    if not (cell.quotes or cell.people):
        return f"[{notes[str(cell.note)]}]{{.silent}}"
    most = 2 * WORDS if cell.note == "no_name" else WORDS  # as many as name who came
    values = [*cell.people, *(wording.quotation(quote, most) for quote in cell.quotes)]
    if len(values) > QUOTES + 1:
        values[QUOTES:] = [f"+ {len(values) - QUOTES}"]
    finding = Finding(f"tells-{name}", (*cell.people, *cell.quotes), cell.table, cell.rows)
    said = str(ledger.claim(finding, text="; ".join(values)))
    note = notes[cell.note] if cell.note else ""
    return f"[{note}]{{.silent}} {said}" if cell.note in FIRST else f"{said} [{note}]{{.silent}}".strip()


def _counted(ledger: Ledger, heads: Mapping[str, str], caption: str) -> str:
    """How many of many texts tell each row."""
    d = ledger.dataset
    texts = documents(d)
    held = cells(d)
    body = []
    for row, head in heads.items():
        own = [cell for cell in held if cell.row == row and cell.note not in (UNREPORTED, READY)]
        told = [cell.document_id for cell in own if cell.quotes or cell.people]
        rows = d["documents"].filter(pl.col("document_id").is_in(told))
        count = summaries.total(d, f"texts-telling-{row}", "documents", rows, row.replace("_", " "))
        body.append([head, str(ledger.claim(count, text=str(count.value))), str(texts.height - rows.height)])
    return tables.table(
        ["", "Texts that tell it", "Silent"],
        body,
        label="silence",
        caption=caption,
        widths=[10, 5, 5],
        numeric=[1, 2],
    )


def told(d: Dataset, row: str) -> Sequence[Cell]:
    """The cells of one row."""
    return [cell for cell in cells(d) if cell.row == row]
