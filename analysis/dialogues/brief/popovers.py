"""What opens at a claim on the page: the claim in words, its sentences, and where it was computed.

Plain HTML that the browser shows (Popover API) when the page's script asks for it, which gives it its name,
its head and the way to the annex. Without a script a claim leads to its entry there, which says the same.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dialogues.brief import annex, filters, summaries, tables, trace, wording
from dialogues.brief.annex import Row, Spans
from dialogues.brief.claims import Claim, Ledger
from dialogues.brief.summaries import Finding
from dialogues.dataset import Dataset

NAMES = 20  # of what was counted, shown before the sentences
MOST, LEAST = 8, 1  # sentences shown, the fewer the more claims there are; the annex has them all
SENTENCES = 700  # about as many in all


def popovers(ledger: Ledger, citation: str) -> str:
    """One for each claim that opens where it stands, as raw HTML; ``citation`` is copied with them."""
    claims = [claim for claim in ledger.claims.values() if claim.opens]
    most = min(MOST, max(LEAST, SENTENCES // max(1, len(claims))))
    made = Popovers(ledger.dataset, citation)
    inner = "\n".join(made.of(claim, most) for claim in claims)
    chosen_by = filters.data(ledger)
    script = f'<script type="application/json" class="meetings">{chosen_by}</script>\n' if chosen_by else ""
    return f"\n```{{=html}}\n{script}{made.opening}\n{inner}\n</div>\n```\n"


@dataclass(frozen=True)
class Popovers:
    """What opens at claims on ``dataset``; their entries stand ``where``."""

    dataset: Dataset
    citation: str
    where: str = "in the annex"

    @property
    def opening(self) -> str:
        """The element that holds them begins so."""
        cited, where = html.escape(self.citation), wording.capital(self.where)
        return f'<div class="popovers" data-citation="{cited}" data-where="{where}">'

    def of(self, claim: Claim, most: int) -> str:
        """What opens at ``claim``: what it lists or counts, and at ``most`` so many of its sentences."""
        return _popover(claim, self._named.of(claim), list(self._items(claim)), most, self.where)

    def sentences_of(self, claim: Claim) -> Iterator[tuple[Row | None, Spans, Row]]:
        """Each sentence of a claim with the places in it, and its text; no sentence for a text as a whole."""
        spans: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
        for document_id, sentence_id, *place in claim.spans.select(trace.SPAN[:4]).iter_rows():
            spans.setdefault((document_id, sentence_id), []).append((place[0], place[1]))
        for (document_id, sentence_id), places in spans.items():
            sentence = None if sentence_id is None else self._sentences[sentence_id]
            yield sentence, places, self._texts[document_id]

    def _items(self, claim: Claim) -> Iterator[str]:
        """The sentences of a claim, or the texts it rests on as a whole, or where else it is known from."""
        for sentence, places, text in self.sentences_of(claim):
            if sentence is None:
                yield _item("The text as a whole", text, annex.document_anchor(text["document_id"]))
                continue
            words = annex.marked(sentence, places, wording.on_page, "<mark>", "</mark>")
            yield _item(words, text, annex.anchor(sentence["sentence_id"]))
        if claim.finding.table == "known_events":
            for source in claim.finding.rows["source"]:
                yield f"<li>Known from: {html.escape(source)}</li>"

    @cached_property
    def _named(self) -> _Named:
        return _Named(self.dataset)

    @cached_property
    def _sentences(self) -> dict[str, Row]:
        return {row["sentence_id"]: row for row in annex.sentences(self.dataset).to_dicts()}

    @cached_property
    def _texts(self) -> dict[str, Row]:
        return {row["document_id"]: row for row in annex.documents(self.dataset).to_dicts()}


@dataclass(frozen=True)
class _Named:
    """The names of what a claim lists or counts."""

    dataset: Dataset

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        codes = self.dataset["codes"].select(
            "facet", "code", wording.typographic(pl.coalesce("short", "label"))
        )
        return {(facet, code): label for facet, code, label in codes.iter_rows()}

    @cached_property
    def _meetings(self) -> dict[str, str]:
        own = summaries.meetings(self.dataset).select("event_id", pl.format("{}, {}", "when", "lane"))
        return dict(own.iter_rows())

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {row["document_id"]: annex.source(row) for row in annex.documents(self.dataset).to_dicts()}

    def of(self, claim: Claim) -> list[str]:
        """What the claim lists; what it counts, where there are as many names, or what it is a count of."""
        value = claim.finding.value
        if isinstance(value, tuple):
            return list(value)
        if not isinstance(value, int):
            return []
        possible = [list(names) for names in self._counted(claim.finding)]
        counted = [names for names in possible if len(names) == value]
        return next(iter(counted or [names for names in possible if len(names) == 1]), [])

    def _counted(self, finding: Finding) -> Iterator[Iterable[str]]:
        """The names of what the rows are of: of codings, of their codes or of the meetings that have them."""
        rows, d = finding.rows, self.dataset
        if finding.table == "codings":
            codes = rows.select("facet", "code").unique(maintain_order=True).iter_rows()
            yield [self._labels.get((facet, code), code) for facet, code in codes]
        if finding.table in ("codings", "events"):
            yield [self._meetings[event] for event in rows["event_id"].unique(maintain_order=True)]
        elif finding.table == "documents":
            yield [self._texts[text] for text in rows["document_id"].unique(maintain_order=True)]
        elif finding.table == "plan_references":
            yield tables.plan_words(d, d["plan_references"].join(rows, on="reference_id", how="semi"))
        elif own := [name for name in ("label", "name", "source") if name in rows.columns]:
            yield rows[own[0]].drop_nulls().unique(maintain_order=True)


def _popover(claim: Claim, names: list[str], items: list[str], most: int, where: str) -> str:
    if len(items) > most:
        items = [*items[:most], f"<li>and {wording.number(len(items) - most)} more {where}</li>"]
    basis = f"Computed from {wording.counted(len(claim.keys), 'row')} of the table {claim.finding.table}."
    if claim.finding.searched:
        basis += f" Searched in vain: {claim.finding.searched}."
    is_list = isinstance(claim.finding.value, tuple) and len(names) > 1
    is_of_one = isinstance(claim.finding.value, int) and len(names) == 1
    subject = f" · {wording.on_page(names[0])}" if is_of_one else ""
    return "\n".join(
        (
            f'<div class="evidence" id="open-{claim.claim_id}" popover>',
            "" if is_list else f"<p><strong>{wording.on_page(claim.text)}</strong>{subject}</p>",
            _listed(names) if len(names) > 1 else "",
            f"<ul>{''.join(items)}</ul>" if items else "",
            f'<p class="basis">{html.escape(basis)}</p>',
            "</div>",
        )
    )


def _listed(names: list[str]) -> str:
    """Names in a list, the first of them where they are very many."""
    lines = [wording.on_page(name[:1].upper() + name[1:]) for name in names[:NAMES]]
    if len(names) > NAMES:
        lines.append(f"and {wording.number(len(names) - NAMES)} more")
    return f'<ul class="names">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'


def _item(words: str, text: Row, target: str) -> str:
    source = f"{html.escape(annex.source(text))} · <code>{text['sha256'][:8]}</code>"
    link = f'<a href="#{target}">in the full text</a>'
    return f'<li><p>{words}</p><p class="meta">{source} · {link}</p></li>'
