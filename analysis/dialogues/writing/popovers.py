"""What opens at a claim on the page: its sentences, the words marked, with source, hash and links.

Plain HTML: the browser opens and closes it (Popover API), so mouse, touch and keyboard work without a
script.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from dialogues.claims import Claim, Ledger
from dialogues.writing import annex, trace, wording
from dialogues.writing.annex import Row

MOST, LEAST = 8, 3  # sentences shown, the fewer the more claims there are; the annex has them all
SENTENCES = 1600  # about as many in all


def popovers(ledger: Ledger) -> str:
    """One for each claim that opens where it stands, as a raw block of HTML."""
    d = ledger.dataset
    sentences = {row["sentence_id"]: row for row in annex.sentences(d).to_dicts()}
    texts = {row["document_id"]: row for row in annex.documents(d).to_dicts()}
    claims = [claim for claim in ledger.claims.values() if claim.opens]
    most = min(MOST, max(LEAST, SENTENCES // max(1, len(claims))))
    inner = "\n".join(_popover(claim, sentences, texts, most) for claim in claims)
    return f'\n```{{=html}}\n<div class="popovers">\n{inner}\n</div>\n```\n'


def _popover(claim: Claim, sentences: Mapping[str, Row], texts: Mapping[str, Row], most: int) -> str:
    items = list(_items(claim, sentences, texts))
    if len(items) > most:
        items = [*items[:most], f"<li>and {wording.number(len(items) - most)} more in the annex</li>"]
    basis = f"Computed from {wording.counted(len(claim.keys), 'row')} of the table {claim.finding.table}."
    if claim.finding.searched:
        basis += f" Searched in vain: {claim.finding.searched}."
    name = f"<code>{claim.claim_id}</code>"
    label, said, target = html.escape(claim.text), wording.on_page(claim.text), f"open-{claim.claim_id}"
    return "\n".join(
        (
            f'<div class="evidence" id="{target}" popover role="dialog" aria-label="Evidence: {label}">',
            f'<p class="evidence-head"><strong>{said}</strong> <span>{html.escape(basis)}</span> {name}</p>',
            f"<ul>{''.join(items)}</ul>" if items else "",
            f'<p class="evidence-foot"><a href="#claim-{claim.claim_id}">In the annex: {claim.number}</a> ',
            f'<button type="button" popovertarget="{target}" popovertargetaction="hide">Close</button></p>',
            "</div>",
        )
    )


def _items(claim: Claim, sentences: Mapping[str, Row], texts: Mapping[str, Row]) -> Iterator[str]:
    """The sentences of a claim, or the texts it rests on as a whole, or where else it is known from."""
    spans: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
    for document_id, sentence_id, *place in claim.spans.select(trace.SPAN[:4]).iter_rows():
        spans.setdefault((document_id, sentence_id), []).append((place[0], place[1]))
    for (document_id, sentence_id), places in spans.items():
        text = texts[document_id]
        if sentence_id is None:
            yield _item("The text as a whole", text, annex.document_anchor(document_id))
            continue
        words = annex.marked(sentences[sentence_id], places, wording.on_page, "<mark>", "</mark>")
        yield _item(words, text, annex.anchor(sentence_id))
    if claim.finding.table == "known_events":
        for source in claim.finding.rows["source"]:
            yield f"<li>No text held. Known from: {html.escape(source)}</li>"


def _item(words: str, text: Row, target: str) -> str:
    source = f"{html.escape(annex.source(text))} · <code>{text['sha256'][:8]}</code>"
    link = f'<a href="#{target}">in the full text</a>'
    return f'<li>{words}<span class="meta">{source} · {link}</span></li>'
