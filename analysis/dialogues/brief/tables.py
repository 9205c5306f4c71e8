"""Tables of the brief, as Markdown that both formats take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from dialogues.brief import annex, summaries, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import FOREIGN_KEYS, KEYS, TABLES, named_plan
from dialogues.scoring import readers

WHO = "Who met whom, as the texts tell it. Also named: not said to have taken part"
NOBODY = "no name or body given"
STATUS_CAPTION = (
    "Status of each plan on the first day of each meeting, from its years; "
    "in bold where a text on that meeting names the plan"
)
CODE = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")  # a topic named by its code
MOST_COLUMNS = 7  # meetings with a column each
NAMED_CAPTION = (
    "The meetings whose texts name each plan, by its status on the first day, which follows from its years"
)
FIELDS = {
    "person": "Named people",
    "topic": "Topics",
    "plan": "Plans",
    "organisation": "Organisations",
    "institution": "National institutions",
    "instrument": "Treaties and mechanisms",
    "counterpart": "Counterparts",
    "kind": "Kind of meeting",
    "month_day": "Day of the year",
    "start_date": "First day",
    "end_date": "Last day",
    "mode": "Form",
    "place": "Place",
    "ordinal": "Round",
}
FORMS: dict[str, Callable[[str], str]] = {  # how a value that is no code reads
    "start_date": lambda value: wording.day(date.fromisoformat(value)),
    "end_date": lambda value: wording.day(date.fromisoformat(value)),
    "month_day": lambda value: f"{date.fromisoformat(f'2000-{value}'):%-d %B}",  # a leap year has them all
    "mode": lambda value: views.MODES[value],
    "ordinal": lambda value: wording.ordinal(int(value)),
    "place": str,
}


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    label: str | None = None,
    caption: str | None = None,
    widths: Sequence[int] | None = None,
    numeric: Sequence[int] = (),
) -> str:
    """A pipe table; ``widths`` are shares of the line, ``numeric`` the columns set flush right.

    Cells are Markdown already.
    """
    shares = widths or [10] * len(head)
    ruler = [
        f"{'-' * (share * 3 - 1)}:" if i in numeric else f":{'-' * (share * 3 - 1)}"
        for i, share in enumerate(shares)
    ]
    lines = [_row(head), _row(ruler), *(_row(row) for row in rows)]
    if caption is not None:
        lines += ["", f": {caption}" + (f" {{#tbl-{label}}}" if label else "")]
    return "\n" + "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("\n", " ") for cell in cells) + " |"


def counterparts(ledger: Ledger) -> str:
    """Who met whom: one row per meeting."""
    d = ledger.dataset
    if d["events"].is_empty():
        return "No meeting is reported in the texts held."
    whom = state_name(d) if d["events"]["state"].n_unique() == 1 else "the state"
    head = ["Meeting", f"For {whom}", "For the counterpart", "Also named"]
    rows = [_met(ledger, event) for event in summaries.meetings(d).to_dicts()]
    return table(head, rows, label="counterparts", caption=WHO, widths=[7, 12, 11, 8])


def _met(ledger: Ledger, event: dict[str, Any]) -> list[str]:
    """One meeting: its form, who spoke for each side, who was only mentioned."""
    d, event_id = ledger.dataset, event["event_id"]
    own = pl.col("event_id") == event_id
    people = summaries.people(d).filter(own)
    is_ours, took_part = pl.col("side") == event["state"], pl.col("took_part")
    parties = summaries.labelled(d["counterparts"].filter(own), d, "counterpart", "counterpart", "label")
    bodies = summaries.participants(d, "organisation").filter(own)
    form = [
        wording.small(event["kind_label"]),
        views.MODES.get(event["mode"] or ""),
        *dict.fromkeys((event["venue"], event["place"])),
    ]
    ours = [
        _named(
            ledger, f"institutions-{event_id}", summaries.participants(d, "institution").filter(own), "facts"
        ),
        _people(ledger, f"people-state-{event_id}", people.filter(is_ours, took_part)),
    ]
    theirs = [
        _named(ledger, f"counterparts-{event_id}", parties, "counterparts"),
        _named(ledger, f"organisations-{event_id}", bodies, "facts"),
        _people(ledger, f"people-counterpart-{event_id}", people.filter(~is_ours, took_part)),
    ]
    others = [
        *(
            _named(ledger, f"{name}-{event_id}", summaries.only_mentioned(d, facet).filter(own), "codings")
            for name, facet in (
                ("institutions-only-mentioned", "institution"),
                ("only-mentioned", "organisation"),
            )
        ),
        _people(ledger, f"people-only-mentioned-{event_id}", people.filter(~took_part)),
    ]
    days = wording.days(event["start_date"], event["end_date"]) or event["when"]
    when = wording.noted(days, event["inferred"])
    return [
        f"**{when}{event['whose']}**: {wording.markdown(', '.join(filter(None, form)))}",
        "; ".join(filter(None, ours)) or NOBODY,
        "; ".join(filter(None, theirs)) or NOBODY,
        "; ".join(filter(None, others)) or "none",
    ]


def _named(ledger: Ledger, name: str, rows: pl.DataFrame, source: str) -> str:
    """The labels of ``rows`` as one claim, a name far from its label as written; nothing without any."""
    if rows.is_empty():
        return ""
    finding = Finding(name, summaries.names(rows, "label"), source, rows)
    written = _as_written(ledger.dataset, rows)
    words = (
        f"{label} (as written: {written[label]})" if label in written else label for label in finding.names
    )
    return str(ledger.claim(finding, text="; ".join(words)))


def _as_written(d: Dataset, rows: pl.DataFrame) -> dict[str, str]:
    """Of the bodies of one event, the label and the shortest name of those that its texts name otherwise."""
    code = next(column for column in ("code", "value", "counterpart") if column in rows.columns)
    labels = rows.select(pl.col(code).alias("code"), "label").unique()
    texts = d["documents"].join(rows, on="event_id", how="semi").select("document_id")
    named = d["mentions"].filter(pl.col("facet").is_in(["institution", "organisation"]))
    quotes = named.join(texts, on="document_id", how="semi").join(labels, on="code")
    every = quotes.group_by("label").agg(pl.col("quote").unique().sort())
    return {
        label: min(names, key=len)
        for label, names in every.iter_rows()
        if all(wording.is_strange(name, label) for name in names)
    }


def _people(ledger: Ledger, name: str, rows: pl.DataFrame) -> str:
    """People with their roles, as one claim; nothing where there are none."""
    if rows.is_empty():
        return ""
    words = tuple(_person(row) for row in rows.to_dicts())
    return str(ledger.claim(Finding(name, words, "people", rows), text="; ".join(words)))


def _person(row: dict[str, Any]) -> str:
    role = f" ({row['role']})" if row["role"] else ""
    if row["is_head"]:
        return f"{row['name']}{role}, who led the delegation"
    return f"{row['name']}{role}"


def state_name(d: Dataset) -> str:
    """The state whose dialogues these are: that of most events; "the state" where there is none."""
    states = summaries.states(d)
    if not states:
        return "the state"
    found = summaries.labels(d, "counterpart").filter(pl.col("code") == states[0])["label"].to_list()
    return str(found[0]) if found else (country(states[0]) or states[0])


def country(code: str) -> str | None:
    """The common name of a state by its ISO code."""
    import pycountry

    state = pycountry.countries.get(alpha_3=code)
    return None if state is None else str(getattr(state, "common_name", state.name))


def plan_statuses(ledger: Ledger) -> str:
    """Each plan's status on the first day of each meeting; in bold where a text on it names the plan."""
    d = ledger.dataset
    frame = summaries.plan_statuses(d)
    if frame.is_empty():
        return ""
    events = frame.select("event_id", "when", "sides").unique("event_id", maintain_order=True)
    if events.height > MOST_COLUMNS:
        return _plans_named(d, frame)
    rows = []
    for _, plan in frame.group_by("plan_key", maintain_order=True):
        first = plan.row(0, named=True)
        name = first["own_name"] or first["label"]
        sources = d["plan_references"].filter(pl.col("reference_id").is_in(first["reference_id"]))
        claim = ledger.claim(Finding(f"plan-{first['plan_key']}", name, "plan_references", sources))
        cells = [
            f"**{views.STATUS[row['status']]}**" if row["is_named"] else views.STATUS[row["status"]]
            for row in plan.to_dicts()
        ]
        rows.append(
            [
                str(claim),
                wording.period(first["period_start"], first["period_end"]),
                *cells,
            ]
        )
    head = ["Plan", "Period", *(f"{row['when']}, {row['sides']}" for row in events.to_dicts())]
    widths = [18, 7, *[8] * events.height]
    return table(head, rows, label="plan-status", caption=STATUS_CAPTION, widths=widths)


def _plans_named(d: Dataset, frame: pl.DataFrame) -> str:
    """Each plan with the meetings whose texts name it, where these are too many for a column each."""
    rows = []
    for plan in views.plans(d).bars.to_dicts():
        named = frame.filter(pl.col("plan_key") == plan["plan_key"], pl.col("is_named"))
        by_status = named.group_by("status", maintain_order=True).agg(
            pl.format("{}, {}", "when", "sides").alias("on")
        )
        on = [f"{views.STATUS[status]}: {'; '.join(days)}" for status, days in by_status.iter_rows()]
        rows.append(
            [
                wording.markdown(plan["row"]),
                plan["period"],
                wording.markdown(". ".join(on)) or "on no dated meeting",
            ]
        )
    head = ["Plan", "Period", "Named on, by its status that day"]
    return table(head, rows, label="plan-status", caption=NAMED_CAPTION, widths=[9, 3, 14])


def differences(ledger: Ledger) -> str:
    """Where the texts of one meeting differ or one is silent: one row per point, one column per text."""
    events = summaries.double_reports(ledger.dataset).to_dicts()
    return "\n".join(_differences(ledger, event) for event in events)


def _differences(ledger: Ledger, event: dict[str, Any]) -> str:
    d = ledger.dataset
    own = d["differences"].filter(pl.col("event_id") == event["event_id"])
    texts = d["documents"].filter(pl.col("event_id") == event["event_id"]).sort("document_id")
    if own.is_empty():
        return "The texts differ in none of the points compared.\n"
    rows = []
    for (field,), part in own.group_by(["field"], maintain_order=True):
        cells = []
        for document_id in texts["document_id"]:
            said = part.filter(pl.col("document_id") == document_id, pl.col("value").is_not_null())
            words = _difference_words(d, str(field), said)
            source, shown = _difference_rows(d, said)
            finding = Finding(f"difference-{field}-{document_id}", words, source, shown)
            cells.append(str(ledger.claim(finding, text="; ".join(words))) if words else "silent")
        rows.append([FIELDS.get(str(field), str(field).replace("_", " ").capitalize()), *cells])
    sources = [wording.markdown(annex.source(row)) for row in texts.to_dicts()]
    if len(rows) == 1:
        point, *cells = rows[0]
        told = "; ".join(f"{source}: {cell}" for source, cell in zip(sources, cells, strict=True))
        return (
            f"In one point the texts on the meeting of {event['when']} differ in what is coded, or one is "
            f"silent: **{wording.small(point)}**. {told}.\n"
        )
    head = ["Point", *sources]
    caption = f"Where the texts on the meeting of {event['when']} differ in what is coded, or one is silent"
    return table(
        head,
        rows,
        label=f"differences-{wording.anchor(event['event_id'])}",
        caption=caption,
        widths=[4, *[8] * texts.height],
    )


def _difference_rows(d: Dataset, said: pl.DataFrame) -> tuple[str, pl.DataFrame]:
    """The table, and its rows, that hold what one text says of a field."""
    people = d["people"].with_columns(field=pl.lit("person"), value=pl.col("person_id"))
    plans = d["plan_references"].with_columns(field=pl.lit("plan"), value=named_plan())
    mentions = (
        d["mentions"].filter(assertion="named").with_columns(field=pl.col("facet"), value=pl.col("code"))
    )
    sources = {"people": people, "plan_references": plans, "facts": d["facts"], "mentions": mentions}
    for table, frame in sources.items():
        rows = frame.join(said, on=["document_id", "field", "value"], how="semi")
        if rows.height:
            return table, rows
    return "differences", said


def _difference_words(d: Dataset, field: str, said: pl.DataFrame) -> tuple[str, ...]:
    """What one text says of ``field``, as readers know it."""
    if field == "person":
        names = d["people"].select("document_id", pl.col("person_id").alias("value"), "name")
        named = said.join(names, on=["document_id", "value"])
        return summaries.names(named, "name")
    if field == "plan":
        return _plans(d, said)
    if field in FORMS:
        return tuple(FORMS[field](value) for value in said["value"].unique().sort())
    return summaries.names(summaries.labelled(said, d, field, "value", "label"), "label")


def _plans(d: Dataset, said: pl.DataFrame) -> tuple[str, ...]:
    """The plans that one text names."""
    named = d["plan_references"].with_columns(value=named_plan()).join(
        said, on=["document_id", "value"], how="semi"
    )  # fmt: skip
    return plan_words(d, named)


def plan_words(d: Dataset, named: pl.DataFrame) -> tuple[str, ...]:
    """The plans of some references by label and period; a plan of no family by its name as written."""
    rows = summaries.labelled(named, d, "plan", "plan", "label").to_dicts()
    words = {
        f"{row['name'] if row['plan'] == 'other_plan' else row['label']} "
        f"({wording.period(row['period_start'], row['period_end'])})"
        for row in rows
    }
    return tuple(sorted(words))


def data_dictionary(d: Dataset) -> str:
    """Every table and column, from the schemas."""
    parts = []
    for name, model in TABLES.items():
        grain = (model.__doc__ or "").strip().split("\n")[0]
        held = f"Rows: {d[name].height:,}{_of_counterparts(d) if name == 'codes' else ''}."
        grain = f"::: {{.with-next}}\n{wording.markdown(grain)} {held}\n:::\n"
        parts.append(f"### {name} {{.unnumbered .unlisted}}\n\n{grain}")
        links = FOREIGN_KEYS.get(name, {})
        rows = []
        for column, field in model.to_schema().columns.items():
            to = ".".join(links[column]) if column in links else ""
            key = "key" if column in KEYS.get(name, ()) else ""
            kind = str(field.dtype).split("(")[0]
            rows.append(
                [
                    f"`{column}`",
                    kind,
                    wording.markdown(field.description or ""),
                    " ".join(filter(None, [key, f"→ `{to}`" if to else ""])),
                ]
            )
        parts.append(table(["Column", "Type", "Description", "Key or link"], rows, widths=[5, 3, 14, 6]))
    return "\n".join(parts)


def _of_counterparts(d: Dataset) -> str:
    """How many of the codes name counterparts, which the brief does not count among the codebook's."""
    parties = d["codes"].filter(pl.col("facet") == "counterpart").height
    return f", of which {parties:,} name states and organisations as counterparts" if parties else ""


def codebook(d: Dataset) -> str:
    """The topics that the texts name, with their definitions and what does not count."""
    named = d["codings"].filter(pl.col("facet") == "topic")["code"].unique().to_list()
    rows = d["codes"].filter(pl.col("facet") == "topic", pl.col("code").is_in(named)).sort("label")
    labels = {code: wording.small(label) for code, label in summaries.labels(d, "topic").iter_rows()}
    cells = []
    for row in rows.to_dicts():
        without = CODE.sub(lambda code: labels.get(code[0], code[0]), row["excludes"] or "")
        covers = wording.markdown(row["definition"]) + (
            f" *Does not count:* {wording.markdown(wording.small(without))}" if without else ""
        )
        cells.append([wording.markdown(row["label"]), covers])
    return table(["Topic", "What it covers"], cells, widths=[7, 18])


def acronyms(d: Dataset) -> str:
    """Organisations and instruments whose code is their acronym, where a text names them."""
    named = (
        d["codings"]
        .filter(pl.col("facet").is_in(["organisation", "instrument"]))
        .select("facet", "code")
        .unique()
    )
    parties = (
        d["counterparts"]
        .select(pl.lit("counterpart").alias("facet"), pl.col("counterpart").alias("code"))
        .unique()
    )
    rows = (
        d["codes"]
        .join(pl.concat([named, parties]), on=["facet", "code"], how="semi")
        .unique("code")
        .sort("code")
    )
    is_made_up = pl.col("code").str.contains("_")  # of an acronym and a word: readers know the short label
    acronym = pl.when(is_made_up).then(pl.coalesce("short", pl.col("code").str.replace_all("_", " ")))
    rows = rows.select(acronym.otherwise("code").alias("acronym"), "label")
    rows = rows.filter(pl.col("label").str.to_uppercase() != pl.col("acronym").str.to_uppercase())
    return table(
        ["Acronym", "Meaning"],
        [[wording.markdown(acronym), wording.markdown(label)] for acronym, label in rows.iter_rows()],
        widths=[5, 18],
    )


def agreement(ledger: Ledger) -> str:
    """How far the rules alone say what the readings of the same texts say, facet by facet."""
    d = ledger.dataset
    read = d["documents"].filter("is_read")
    if read.is_empty():
        return "Nobody has read the texts held, so agreement was not measured for this version."
    scores = readers.of_rules(d)
    total = int(scores["expected"].sum())
    right = Finding("agreement-with-a-reader", int(scores["correct"].sum()), "documents", read)
    rows = [
        [
            wording.capital(str(row["measure"]).replace("_", " ")),
            *(str(row[column]) for column in ("expected", "found", "correct")),
            f"{row['f1']:.2f}",
        ]
        for row in scores.to_dicts()
    ]
    is_all = read.height == d["documents"].height
    which = "all texts" if is_all else f"{wording.number(read.height)} of the texts"
    kinds = d["readings"].filter("is_complete")["reader_kind"].unique()
    who = {"person": "People", "program": "A program, no person,"}
    by = who[kinds.item()] if kinds.len() == 1 else "People and programs"
    said = (
        f"{by} read {which}. Of the {wording.number(total)} codes, facts, plans, people and statements that "
        f"stand after reading, the rules alone give {ledger.claim(right)}. "
        "This is agreement on texts that were known when the rules were written; it does not say how the "
        "rules do on other texts."
    )
    head = ["What was compared", "Read", "Rules", "Alike", "F1"]
    return f"{said}\n{table(head, rows, widths=[8, 3, 3, 3, 3], numeric=[1, 2, 3, 4])}"
