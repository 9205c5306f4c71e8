"""Tables of the brief, as Markdown that both formats take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dialogues.brief import filters, summaries, templates, views, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from dialogues.codebook.facets import OTHER_PLAN
from dialogues.dataset import Dataset
from dialogues.dataset.schemas import FOREIGN_KEYS, KEYS, TABLES
from dialogues.scoring import readers

CODE = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")  # a topic named by its code
MOST_COLUMNS = 7  # meetings with a column each
MOST_LISTED = 6  # meetings at which a plan had one status that are listed; more are counted
FIELDS = {  # in the order in which points of difference are told
    "kind": "Kind of meeting",
    "counterpart": "Counterparts",
    "ordinal": "Round",
    "start_date": "First day",
    "end_date": "Last day",
    "month_day": "Day of the year",
    "mode": "Form",
    "place": "Place",
    "person": "Named people",
    "institution": "National institutions",
    "organisation": "Organisations",
    "topic": "Topics",
    "plan": "Plans",
    "instrument": "Treaties and mechanisms",
}


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    label: str | None = None,
    caption: str | None = None,
    widths: Sequence[int] | None = None,
    numeric: Sequence[int] = (),
    css: str | None = None,
) -> str:
    """A pipe table; ``widths`` are shares of the line, ``numeric`` the columns set flush right.

    Cells are Markdown already; ``css`` names a look of the theme.
    """
    shares = widths or [10] * len(head)
    ruler = [
        f"{'-' * (share * 3 - 1)}:" if i in numeric else f":{'-' * (share * 3 - 1)}"
        for i, share in enumerate(shares)
    ]
    lines = [_row(head), _row(ruler), *(_row(row) for row in rows)]
    if caption is not None:
        lines += ["", f": {caption}" + (f" {{#tbl-{label}}}" if label else "")]
    written = "\n" + "\n".join(lines) + "\n"
    return f"\n:::: {{.{css}}}\n{written}\n::::\n" if css else written


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("\n", " ") for cell in cells) + " |"


def state_name(d: Dataset) -> str:
    """The state whose dialogues these are."""
    code = summaries.state(d)
    found = dict(summaries.labels(d, "counterpart").iter_rows()).get(code)
    return str(found or country(code) or code)


def country(code: str) -> str | None:
    """The common name of a state by its ISO code."""
    import pycountry

    state = pycountry.countries.get(alpha_3=code)
    return None if state is None else str(getattr(state, "common_name", state.name))


def plan_statuses(
    ledger: Ledger, heads: Sequence[str], caption: str, others: str, none: str, counted: str
) -> str:
    """Each plan with the meetings whose texts name it, by its status on the day; nothing without plans.

    Parameters
    ----------
    heads
        Of the plan, its period, and the meetings.
    others
        The caption of the plans of others than the state, which are apart.
    none
        What is said of a plan named on no dated meeting.
    counted
        What is said of meetings too many to list: a template with ``{meetings}`` and ``{span}``.
    """
    own = _plans_named(ledger, heads, caption, none, counted, others=False)
    return "\n".join(filter(None, (own, _plans_named(ledger, heads, others, none, counted, others=True))))


def _plans_named(
    ledger: Ledger, heads: Sequence[str], caption: str, none: str, counted: str, *, others: bool
) -> str:
    """The plans of one side, where the meetings are too many for a column each."""
    d = ledger.dataset
    frame = summaries.plan_statuses(d, others=others).filter("is_named")
    rows = []
    for plan in summaries.plans(d, others=others).to_dicts():
        named = frame.filter(plan_key=plan["plan_key"])
        by_status = named.group_by("status", maintain_order=True).agg(
            pl.format("{} ({})", "when", "sides").alias("on"), "start_date"
        )
        on = [
            f"{views.STATUS[status]}: {_named_on(ledger, named_on, days, counted)}"
            for status, named_on, days in by_status.iter_rows()
        ]
        name = _whose(d, plan) if others else wording.markdown(plan["own_name"] or plan["label"])
        rows.append(
            [
                filters.mark(d, named["number"]) + name,
                wording.period(plan["period_start"], plan["period_end"]),
                wording.markdown(". ".join(map(wording.capital, on))) or none,
            ]
        )
    if not rows:
        return ""
    label = "plan-status-others" if others else "plan-status"
    return table(heads, rows, label=label, caption=caption, widths=[9, 3, 14])


def _named_on(ledger: Ledger, named_on: Sequence[str], days: Sequence[date], counted: str) -> str:
    """The meetings that name a plan; of many how many, and from when to when."""
    if len(named_on) <= MOST_LISTED:
        return "; ".join(named_on)
    return templates.told(ledger, counted, {"meetings": len(named_on), "span": wording.span(days)})


def _whose(d: Dataset, plan: Mapping[str, Any]) -> str:
    """A plan of another with its owner."""
    owner = dict(summaries.labels(d, "counterpart", short=True).iter_rows()).get(plan["owner"], plan["owner"])
    return wording.markdown(f"{plan['own_name'] or plan['label']} ({owner})")


def plan_words(d: Dataset, named: pl.DataFrame) -> tuple[str, ...]:
    """The plans of some references by label and period; a plan of no family by its name as written."""
    rows = summaries.labelled(named, d, "plan", "plan", "label").to_dicts()
    words = {
        f"{row['name'] if row['plan'] == OTHER_PLAN else row['label']} "
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


def codebook(d: Dataset) -> str | None:
    """The topics that the texts name, with their definitions and what does not count, where they name any."""
    named = d["codings"].filter(pl.col("facet") == "topic")["code"].unique().to_list()
    rows = d["codes"].filter(pl.col("facet") == "topic", pl.col("code").is_in(named)).sort("label")
    rows = rows.with_columns(wording.typographic(pl.col("label", "definition", "excludes")))
    labels = {code: wording.small(label) for code, label in summaries.labels(d, "topic").iter_rows()}
    cells = []
    for row in rows.to_dicts():
        without = CODE.sub(lambda code: labels.get(code[0], code[0]), row["excludes"] or "")
        covers = wording.markdown(row["definition"]) + (
            f" *Does not count:* {wording.markdown(wording.small(without))}" if without else ""
        )
        cells.append([wording.markdown(row["label"]), covers])
    return table(["Topic", "What it covers"], cells, widths=[7, 18]) if cells else None


def acronyms(d: Dataset) -> str | None:
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
    cells = [[wording.markdown(acronym), wording.markdown(label)] for acronym, label in rows.iter_rows()]
    return table(["Acronym", "Meaning"], cells, widths=[5, 18]) if cells else None


def agreement(ledger: Ledger, template: str, none: str, heads: Sequence[str]) -> str:
    """How far the rules alone say what the readings of the same texts say, facet by facet.

    Parameters
    ----------
    template
        With ``{people}``, ``{programs}`` or ``{both}`` (who has read), ``{all}`` or ``{read}`` (how many
        texts), ``{total}`` and ``{right}`` (what stands after reading, and what of it the rules give).
    none
        What is said where nobody has read a text.
    heads
        Of what was compared, what was read, what the rules give, what is alike in both, and F1.
    """
    d = ledger.dataset
    read = d["documents"].filter("is_read")
    if read.is_empty():
        return none
    scores = readers.of_rules(d)
    rows = [
        [
            wording.capital(str(row["measure"]).replace("_", " ")),
            *(str(row[column]) for column in ("expected", "found", "correct")),
            f"{row['f1']:.2f}",
        ]
        for row in scores.to_dicts()
    ]
    kinds = {*d["readings"].filter("is_complete")["reader_kind"]}
    slots: templates.Slots = {
        "people": kinds == {"person"},
        "programs": kinds == {"program"},
        "both": len(kinds) > 1,
        "all": read.height == d["documents"].height,
        "read": read.height,
        "total": int(scores["expected"].sum()),
        "right": Finding("agreement-with-a-reader", int(scores["correct"].sum()), "documents", read),
    }
    measured = table(heads, rows, widths=[8, 3, 3, 3, 3], numeric=[1, 2, 3, 4])
    said = templates.told(ledger, template, slots)
    return f'{said}\n\n:::: {{.content-visible when-format="html"}}\n{measured}\n::::\n'
