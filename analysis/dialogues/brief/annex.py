"""The evidence annex: the claims in order, and the sentences they stand on."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from dialogues.brief import summaries, wording
from dialogues.brief.claims import Claim, Ledger
from dialogues.dataset import Dataset

CODED = ("topic", "organisation", "institution", "instrument", "plan")
MARKED = (*CODED, "person", "date", "place")
PRINTED = 200  # sentences in all that the paper has in full
MOST_PRINTED = 3000  # of more, the paper has those of the key messages alone
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
    events = summaries.meetings(d).select("event_id", "shown", "when", "lane", "counterparts")
    own = d["documents"].join(events, on="event_id", how="left")
    ordered = own.sort(pl.coalesce("published", "shown"), "document_id", nulls_last=True)
    return ordered.with_row_index("text_number", offset=1)


@summaries.once
def text_numbers(d: Dataset) -> dict[str, int]:
    """Document -> the number that its text carries."""
    return dict(documents(d).select("document_id", "text_number").iter_rows())


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
    """The claims in order: what was said, the rows it was computed from, the sentences (alone on paper)."""
    d = ledger.dataset
    numbers = dict(sentences(d).select("sentence_id", "number").iter_rows())
    texts = text_numbers(d)
    own = list(ledger.claims.values())
    kept = _of_key_messages(ledger)
    held = None if kept is None else {anchor(sentence) for sentence in kept}
    paper = (_claim_on_paper(claim, _places(claim, numbers, texts), held) for claim in own)
    page = (entry_on_page(claim, numbers, texts) for claim in own)
    return _both(page, ("#claim-entries[", *paper, "]"))


def _both(page: Iterable[str], paper: Iterable[str]) -> str:
    """Raw blocks for both formats: Markdown of this length takes Pandoc many times as long to read."""
    return "\n".join(
        (
            ':::: {.content-visible when-format="html"}\n```{=html}',
            *page,
            "```\n::::\n",
            ':::: {.content-visible unless-format="html"}\n```{=typst}',
            *paper,
            "```\n::::\n",
        )
    )


def basis(claim: Claim) -> list[str]:
    """What a claim was computed from, in words."""
    finding = claim.finding
    told = [f"{wording.counted(len(claim.keys), 'row')} of {finding.table}"]
    if finding.table == "known_events":
        told += finding.rows["source"].to_list()
    if finding.searched:
        told.append(f"searched in vain: {finding.searched}")
    return told


def _places(claim: Claim, numbers: Mapping[str, str], texts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Words and target of a link to each sentence of a claim, or to the text it rests on as a whole."""
    places = dict.fromkeys(claim.spans.select("document_id", "sentence_id").iter_rows())
    return [
        (numbers[sentence], anchor(sentence))
        if sentence
        else (f"text {texts[document]}", document_anchor(document))
        for document, sentence in sorted(places, key=lambda place: texts[place[0]])
    ]


def entry_on_page(claim: Claim, numbers: Mapping[str, str], texts: Mapping[str, int]) -> str:
    """A claim's entry: its words, where it stands, what it was computed from, a link to each sentence.

    ``numbers`` and ``texts`` are the numbers that sentences and texts carry in the annex.
    """
    places = _places(claim, numbers, texts)
    links = ", ".join(f'<a href="#{target}">{words}</a>' for words, target in places)
    told = "; ".join(filter(None, [*map(html.escape, basis(claim)), links]))
    back = f'<a href="#at-{claim.claim_id}" aria-label="Back to where this stands">↑ where it stands</a>'
    return (
        f'<div class="claim-entry" id="claim-{claim.claim_id}">'
        f'<p><span class="claim-number">{claim.number}</span> {wording.on_page(claim.text)}</p>'
        f'<p class="claim-basis">{back} · <code>{claim.claim_id}</code>: {told}</p></div>'
    )


def _claim_on_paper(claim: Claim, places: list[tuple[str, str]], held: set[str] | None) -> str:
    """A claim's number, which leads back to it, and the sentences; its name and rows are on the page.

    ``held``: the sentences that the paper has, where these are not all.
    """
    shown = [place for place in places if held is None or place[1] in held]
    links = ", ".join(f"#link(<{target}>)[{words.removeprefix('text ')}]" for words, target in shown)
    none = "on the page" if places else "–"
    return f'#claim-entry({wording.quoted(claim.claim_id)}, "{claim.number}")[{links or none}]'


def _of_key_messages(ledger: Ledger) -> set[str] | None:
    """The sentences of the key messages, where the texts are so long that the paper has no others."""
    if ledger.dataset["sentences"].height <= MOST_PRINTED:
        return None
    own = [claim.spans["sentence_id"] for claim in ledger.claims.values() if claim.is_key_message]
    return set(pl.concat(own).drop_nulls()) if own else set()


# Texts -------------------------------------------------------------------------------------------------


def texts(ledger: Ledger) -> str:
    """The texts with the coded words marked; where they are long the paper has only what carries evidence."""
    d = ledger.dataset
    spans, coded, own = _spans(ledger), codes(d), sentences(d)
    is_long, kept = own.height > PRINTED, _of_key_messages(ledger)
    shown = len(spans if kept is None else kept)
    parts = [_left_out(own.height, shown, kept) if is_long else _quiet(own.height > len(spans))]
    for text in documents(d).filter(pl.col("event_id").is_not_null()).to_dicts():
        rows = own.filter(pl.col("document_id") == text["document_id"]).to_dicts()
        label = html.escape(f"Sentences of text {text['text_number']}")
        marks = [(row, spans.get(row["sentence_id"]), coded.get(row["sentence_id"])) for row in rows]
        full = (_on_page(*mark) for mark in marks)
        page = (f'<ol class="sentences" aria-label="{label}">', *full, "</ol>")
        paper = [
            _on_paper(*mark)
            for mark in marks
            if (mark[1] is not None or not is_long) and (kept is None or mark[0]["sentence_id"] in kept)
        ]
        head = _head(text)
        if kept is not None and not paper:
            head = f':::: {{.content-visible when-format="html"}}\n{head}\n::::\n'
        parts += [head, _both(page, paper)]
    return "\n".join(parts)


def aside(ledger: Ledger, none: str) -> str:
    """The texts that count nowhere, each with the reason; ``none`` where all count."""
    texts = documents(ledger.dataset).filter(pl.col("event_id").is_null())
    lines = [
        f"- [Text {text['text_number']}]{{#{document_anchor(text['document_id'])}}}: "
        + wording.markdown(f"{source(text)} ({text['path']}). {text['scope_reason']}")
        for text in texts.to_dicts()
    ]
    return "\n".join(lines) or none


def _quiet(is_some: bool) -> str:
    """What the quiet letters of the paper say, where there are any."""
    if not is_some:
        return ""
    return _only_on_paper("Sentences in grey carry no code and no claim.")


def _left_out(every: int, shown: int, kept: set[str] | None) -> str:
    """Which sentences the paper leaves out, and where they are."""
    what = "carry a code or a claim" if kept is None else "the key messages stand on"
    return _only_on_paper(
        f"Of {wording.number(every)} sentences, the paper has the {wording.number(shown)} that {what}; the "
        f"other {wording.number(every - shown)}, whose numbers are skipped, are on the page and in the table "
        "*sentences* of the dataset."
    )


def _only_on_paper(words: str) -> str:
    return f':::: {{.content-visible unless-format="html"}}\n{words}\n::::\n'


def _spans(ledger: Ledger) -> dict[str, list[tuple[int, int]]]:
    """What is marked in each sentence that carries evidence; nothing where it does so as a whole."""
    d = ledger.dataset
    place = ["sentence_id", "start", "end"]
    mentions = d["mentions"].filter(pl.col("facet").is_in(MARKED), assertion="named").select(place)
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


def codes(d: Dataset) -> dict[str, str]:
    """The codes of each sentence, in words: of what it names, and of what it reports as said."""
    columns = ["sentence_id", "facet", "code", "start"]
    said = d["statements"].select(
        "sentence_id", pl.lit("statement").alias("facet"), code="statement", start="start"
    )
    own = pl.concat(
        [d["mentions"].filter(pl.col("facet").is_in(CODED), assertion="named").select(columns), said]
    ).sort("start")
    own = own.unique(["sentence_id", "facet", "code"], keep="first", maintain_order=True)
    labels = d["codes"].select("facet", "code", label=wording.typographic(pl.coalesce("short", "label")))
    named = own.join(labels, on=["facet", "code"], how="left", maintain_order="left")
    words = pl.coalesce("label", "code").unique(maintain_order=True).str.join("; ")
    return dict(named.group_by("sentence_id", maintain_order=True).agg(words.alias("codes")).iter_rows())


def _head(text: Row) -> str:
    """A text's heading, what it is about, and its file."""
    whom = text["lane"] if text["counterparts"] else "counterpart not named"
    which = "a meeting without a date" if text["shown"] is None else f"the meeting of {text['when']}"
    on = f"On {which} ({whom})."
    title = f"“{text['title']}”. " if text["title"] else ""
    address = f" {text['url']}" if text["url"] else ""
    heading = f"#### Text {text['text_number']}: {wording.markdown(source(text))}"
    file = f"[{wording.markdown(text['path'])}, SHA-256 {text['sha256']}]{{.hash}}"
    about = wording.markdown(f"{title}{on}{address}")
    return f"{heading} {{#{document_anchor(text['document_id'])} .unnumbered .unlisted}}\n\n{about} {file}\n"


def _on_page(row: Row, spans: Spans | None, codes: str | None) -> str:
    words = marked(row, spans or (), wording.on_page, "<mark>", "</mark>")
    coded = f'<p class="codes">{wording.on_page(codes)}</p>' if codes else ""
    role = f'<p class="role">{ROLES[row["role"]]}</p>' if row["role"] in ROLES else ""
    number = f'<span class="number">{row["number"]}</span>'
    said = f'<p>{number} <span class="words">{words}</span></p>{coded}{role}'
    return f'<li id="{anchor(row["sentence_id"])}" class="role-{row["role"]}">{said}</li>'


def _on_paper(row: Row, spans: Spans | None, codes: str | None) -> str:
    words = marked(row, spans or (), wording.on_paper, "#marked[", "]")
    said = {"codes": codes, "note": ROLES.get(row["role"])}
    extra = [f", {name}: {wording.quoted(value)}" for name, value in said.items() if value]
    extra += [", is-coded: false"] if spans is None else []
    return f'#sentence("{anchor(row["sentence_id"])}", "{row["number"]}"{"".join(extra)})[{words}]'
