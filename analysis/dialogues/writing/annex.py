"""The evidence annex: the claims in order, and the sentences they stand on."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from dialogues import summaries
from dialogues.claims import Claim, Ledger
from dialogues.dataset import Dataset
from dialogues.writing import wording

CODED = ("topic", "organisation", "institution", "instrument", "plan")
MARKED = (*CODED, "person", "date", "place")
ROLES = {
    "header": "title or dateline",
    "credit": "source line, not coded",
    "related": "link to another item, not coded",
}

QUOTED = ("statements", "sentences")  # tables whose spans are whole clauses: to mark them would hide the rest

Row = Mapping[str, Any]
Spans = Sequence[tuple[int, int]]


def anchor(sentence_id: str) -> str:
    """The anchor of a sentence; a full stop in it would be a class in a style sheet."""
    document_id, _, place = sentence_id.rpartition(".")
    return "-".join(["s", *([wording.anchor(document_id)] if document_id else []), wording.anchor(place)])


def document_anchor(document_id: str) -> str:
    """The anchor of a document."""
    return f"d-{wording.anchor(document_id)}"


def source(document: Row) -> str:
    """A text as readers know it: publisher and date."""
    when = wording.day(document["published"]) if document["published"] else "not dated"
    return f"{document['publisher'] or 'Publisher not named'}, {when}"


def documents(d: Dataset) -> pl.DataFrame:
    """The texts in order of publication (of the event, where that is not known), numbered."""
    events = summaries.meetings(d).select("event_id", "shown", "when", "lane")
    own = d["documents"].join(events, on="event_id", how="left")
    ordered = own.sort(pl.coalesce("published", "shown"), "document_id", nulls_last=True)
    return ordered.with_row_index("text_number", offset=1)


def sentences(d: Dataset) -> pl.DataFrame:
    """Sentences with the number they carry in the annex: of the text, and in it."""
    texts = documents(d).select("document_id", "text_number")
    number = pl.format("{}.{}", "text_number", pl.col("position") + 1)
    return (
        d["sentences"]
        .join(texts, on="document_id")
        .sort("text_number", "position")
        .with_columns(number=number)
    )


def marked(sentence: Row, spans: Spans, escape: Callable[[str], str], begin: str, end: str) -> str:
    """The words of a sentence, those of ``spans`` between ``begin`` and ``end``."""
    text, first = str(sentence["text"]), int(sentence["start"])
    inside = {i - first for a, b in spans for i in range(a, b)}
    runs = itertools.groupby(range(len(text)), key=inside.__contains__)
    pieces = ((is_marked, escape("".join(text[i] for i in run))) for is_marked, run in runs)
    return "".join(f"{begin}{piece}{end}" if is_marked else piece for is_marked, piece in pieces)


# Claims ------------------------------------------------------------------------------------------------


def claims(ledger: Ledger) -> str:
    """The claims in order: what was said, the rows it was computed from, the sentences."""
    d = ledger.dataset
    numbers = dict(sentences(d).select("sentence_id", "number").iter_rows())
    texts = dict(documents(d).select("document_id", "text_number").iter_rows())
    return "\n".join(_claim(claim, numbers, texts) for claim in ledger.claims.values())


def _claim(claim: Claim, numbers: Mapping[str, str], texts: Mapping[str, int]) -> str:
    places = dict.fromkeys(claim.spans.select("document_id", "sentence_id").iter_rows())
    links = [
        f"[{numbers[sentence]}](#{anchor(sentence)})"
        if sentence
        else f"[text {texts[document]}](#{document_anchor(document)})"
        for document, sentence in sorted(places, key=lambda place: texts[place[0]])
    ]
    finding = claim.finding
    basis = [f"{wording.counted(len(claim.keys), 'row')} of *{wording.markdown(finding.table)}*"]
    if finding.table == "known_events":
        basis += finding.rows.select(pl.col("source").map_elements(wording.markdown, pl.String))[
            "source"
        ].to_list()
    if finding.searched:
        basis.append(f"searched in vain: {wording.markdown(finding.searched)}")
    if links:
        basis.append(", ".join(links))
    number, words = f"[{claim.number}]{{.claim-number}}", wording.markdown(claim.text)
    # a span in HTML's form: Pandoc tries brackets around links in several ways, and takes as much longer
    entry = f'{number} {words} <span class="claim-basis">{claim.claim_id}: {"; ".join(basis)}</span>'
    return f"::: {{#claim-{claim.claim_id} .claim-entry}}\n{entry}\n:::\n"


# Texts -------------------------------------------------------------------------------------------------


def texts(ledger: Ledger) -> str:
    """The texts with the coded words marked: on the page in full, on paper the sentences with evidence."""
    d = ledger.dataset
    spans, codes, own = _spans(ledger), _codes(d), sentences(d)
    parts = []
    for text in documents(d).to_dicts():
        rows = own.filter(pl.col("document_id") == text["document_id"]).to_dicts()
        label = html.escape(f"Sentences of text {text['text_number']}")
        full = [
            _on_page(row, spans.get(row["sentence_id"], []), codes.get(row["sentence_id"])) for row in rows
        ]
        short = [
            _on_paper(row, spans[row["sentence_id"]], codes.get(row["sentence_id"]))
            for row in rows
            if row["sentence_id"] in spans
        ]
        parts += [
            _head(text),
            '\n:::: {.content-visible when-format="html"}\n```{=html}',
            f'<ol class="sentences" aria-label="{label}">',
            *full,
            "</ol>\n```\n::::\n",
            ':::: {.content-visible unless-format="html"}',
            *short,
            "::::\n",
        ]
    return "\n".join(parts)


def _spans(ledger: Ledger) -> dict[str, list[tuple[int, int]]]:
    """What is marked in each sentence that carries evidence; nothing where it does so as a whole."""
    d = ledger.dataset
    place = ["sentence_id", "start", "end"]
    mentions = d["mentions"].filter(pl.col("facet").is_in(MARKED)).select(place)
    quoted = [
        claim.spans.select(place) for claim in ledger.claims.values() if claim.finding.table not in QUOTED
    ]
    every = (
        pl.concat([mentions, d["facts"].select(place), *quoted])
        .drop_nulls("sentence_id")
        .unique()
        .sort(place)
    )
    grouped = every.group_by("sentence_id", maintain_order=True).agg("start", "end")
    whole: dict[str, list[tuple[int, int]]] = {name: [] for name in d["statements"]["sentence_id"].unique()}
    return whole | {name: list(zip(starts, ends, strict=True)) for name, starts, ends in grouped.iter_rows()}


def _codes(d: Dataset) -> dict[str, str]:
    """The codes of each sentence, in words."""
    codes = ["sentence_id", "facet", "code", "start"]
    said = d["statements"].select(
        "sentence_id", pl.lit("statement").alias("facet"), code="statement", start="start"
    )
    own = pl.concat([d["mentions"].filter(pl.col("facet").is_in(CODED)).select(codes), said]).sort("start")
    own = own.unique(["sentence_id", "facet", "code"], keep="first", maintain_order=True)
    labels = d["codes"].select("facet", "code", "label")
    named = own.join(labels, on=["facet", "code"], how="left", maintain_order="left")
    words = pl.coalesce("label", "code").unique(maintain_order=True).str.join("; ")
    return dict(named.group_by("sentence_id", maintain_order=True).agg(words.alias("codes")).iter_rows())


def _head(text: Row) -> str:
    """A text's heading, what it is about, and its file."""
    on = f"On the meeting of {text['when']} ({text['lane']})." if text["event_id"] else "Out of scope."
    title = f"“{text['title']}”. " if text["title"] else ""
    address = f" {text['url']}" if text["url"] else ""
    heading = f"#### Text {text['text_number']}: {wording.markdown(source(text))}"
    file = f"[{wording.markdown(text['path'])}, SHA-256 {text['sha256']}]{{.hash}}"
    about = wording.markdown(f"{title}{on}{address}")
    return f"{heading} {{#{document_anchor(text['document_id'])} .unnumbered .unlisted}}\n\n{about} {file}\n"


def _on_page(row: Row, spans: Spans, codes: str | None) -> str:
    words = marked(row, spans, wording.on_page, "<mark>", "</mark>")
    coded = f'<span class="codes">{wording.on_page(codes)}</span>' if codes else ""
    role = f'<span class="role">{ROLES[row["role"]]}</span>' if row["role"] in ROLES else ""
    number = f'<span class="number">{row["number"]}</span>'
    return (
        f'<li id="{anchor(row["sentence_id"])}" class="role-{row["role"]}">{number} {words}{coded}{role}</li>'
    )


def _on_paper(row: Row, spans: Spans, codes: str | None) -> str:
    words = marked(row, spans, wording.markdown, "[", "]{.marked}")
    coded = f" [{wording.markdown(codes)}]{{.codes}}" if codes else ""
    return (
        f"::: {{#{anchor(row['sentence_id'])} .sentence}}\n[{row['number']}]{{.number}} {words}{coded}\n:::\n"
    )
