"""The evidence that a page beside the brief carries: an entry for each of its claims.

A claim of the brief leads to the annex. A page of an author's own has none: what its claims stand on is kept
while they are made, in `reports/_build`, and a filter of the theme (`dialogues.lua`) puts it under the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dialogues.base.project import Project
from dialogues.brief import annex, popovers, wording
from dialogues.brief.annex import Row
from dialogues.brief.claims import Claim
from dialogues.dataset import Dataset
from dialogues.render import BRIEF, Prepared

WHERE = "at the end of this page"  # for the brief's "in the annex"
TO_TEXTS = ('href="#s-', 'href="#d-')  # how links to a sentence or a text begin: these stand in the brief


@dataclass(frozen=True)
class Carried:
    """The entries of one page, one line of JSON a claim; of one claim the last line stands.

    The first line has no claim but how the element begins that holds what opens on the page.
    """

    project: Project
    page: str
    dataset: Dataset
    citation: str

    def begin(self) -> None:
        """Begin anew: what an earlier render of the page left goes."""
        place = Prepared.of(self.project).carried(self.page)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        self._add({"id": "", "opening": self._popovers.opening})

    def keep(self, claim: Claim) -> None:
        """Keep the entry of ``claim`` for the page and for the paper, and what opens where it stands."""
        entry = {
            "id": claim.claim_id,
            "html": _in_brief(annex.entry_on_page(claim, self._numbers, annex.text_numbers(self.dataset))),
            "opened": _in_brief(self._popovers.of(claim, popovers.MOST)),
            "typst": self._on_paper(claim),
        }
        self._add(entry)

    def _add(self, line: dict[str, str]) -> None:
        with Prepared.of(self.project).carried(self.page).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return dict(annex.sentences(self.dataset).select("sentence_id", "number").iter_rows())

    @cached_property
    def _popovers(self) -> popovers.Popovers:
        return popovers.Popovers(self.dataset, self.citation, WHERE)

    def _on_paper(self, claim: Claim) -> str:
        """The claim's entry as Typst: what was said, and its first sentences with their source."""
        said = list(self._popovers.sentences_of(claim))
        shown = "".join(f"[{line}]" for line in map(_line, said[: popovers.MOST]))
        more = len(said) - popovers.MOST
        rest = f"; {wording.number(more)} more on the page" if more > 0 else ""
        basis = wording.on_paper("; ".join(annex.basis(claim)) + rest)
        name, words = wording.quoted(claim.claim_id), wording.on_paper(claim.text)
        return f'#carried-entry({name}, "{claim.number}", [{words}], [{basis}]){shown}'


def _line(said: tuple[Row | None, Sequence[tuple[int, int]], Row]) -> str:
    """A sentence and its source, or the text as a whole, as Typst."""
    sentence, spans, text = said
    source = wording.on_paper(f" ({annex.source(text)})")
    if sentence is None:
        return f"{wording.on_paper('The text as a whole')}{source}"
    return f"{annex.marked(sentence, spans, wording.on_paper, '#marked[', ']')}{source}"


def _in_brief(html: str) -> str:
    """``html`` with its links to sentences and texts leading to the brief's page."""
    for link in TO_TEXTS:
        html = html.replace(link, link.replace("#", f"{BRIEF}.html#"))
    return html
