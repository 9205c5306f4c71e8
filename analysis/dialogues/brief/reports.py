"""Two reports of one meeting side by side: which sentences are copied, and where words differ."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dialogues.brief import annex, sections, silence, summaries, tables, templates, wording
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding, once
from dialogues.brief.templates import Said
from dialogues.codebook import matching
from dialogues.dataset import Dataset

TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
ALIKE = 0.45  # of the words of two sentences, at least, that one tells what the other does


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two sentences that tell the same, or one that only one text has."""

    first: Mapping[str, Any] | None
    second: Mapping[str, Any] | None

    @property
    def is_copied(self) -> bool:
        """Whether the words are the same, whatever the signs around them."""
        return (
            self.first is not None
            and self.second is not None
            and _folded(self.first["text"]) == _folded(self.second["text"])
        )


@once
def aligned(d: Dataset, first_id: str, second_id: str) -> list[Aligned]:
    """The sentences of two texts in order, those that tell the same beside each other."""
    body = d["sentences"].filter(pl.col("role") == "body").sort("position")
    first, second = (body.filter(pl.col("document_id") == name).to_dicts() for name in (first_id, second_id))
    words = [[_folded(row["text"]) for row in rows] for rows in (first, second)]
    pairs = _longest(words[0], words[1])
    return list(_merged(first, second, pairs))


def _folded(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", matching.plain_text(text).lower()))


def _longest(first: Sequence[tuple[str, ...]], second: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """The pairs, in order in both texts, that are most alike together."""
    best = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    alike = [[_likeness(one, other) for other in second] for one in first]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            together = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        if alike[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of words that two sentences have in common."""
    both = set(one) & set(other)
    return 2 * len(both) / max(1, len(set(one)) + len(set(other)))


def _merged(
    first: list[dict[str, Any]], second: list[dict[str, Any]], pairs: list[tuple[int, int]]
) -> Iterator[Aligned]:
    """The pairs with the sentences that stand alone between them."""
    i = j = 0
    for a, b in [*pairs, (len(first), len(second))]:
        yield from (Aligned(row, None) for row in first[i:a])
        yield from (Aligned(None, row) for row in second[j:b])
        if a < len(first) and b < len(second):
            yield Aligned(first[a], second[b])
        i, j = a + 1, b + 1


def marked(text: str, other: str | None) -> str:
    """``text`` as Markdown, the words that ``other`` has not in marks; all of them without an other."""
    tokens = TOKEN.findall(text)
    keys = [matching.plain_text(token).lower() for token in tokens]
    against = [matching.plain_text(token).lower() for token in TOKEN.findall(other or "")]
    blocks = difflib.SequenceMatcher(None, against, keys, autojunk=False).get_opcodes()
    only = {
        i for kind, _, _, start, end in blocks if kind in ("insert", "replace") for i in range(start, end)
    }
    only = {i for i in only if tokens[i][0].isalnum()}
    pieces: list[str] = []
    place = 0
    for n, token in enumerate(tokens):
        at = text.index(token, place)
        between = " ".join(text[place:at].split("\n"))
        if n in only and n - 1 in only:
            pieces[-1] = f"{pieces[-1][: -len(MARK)]}{wording.markdown(between + token)}{MARK}"
        elif n in only:
            pieces += [wording.markdown(between), f"[{wording.markdown(token)}{MARK}"]
        else:
            pieces.append(wording.markdown(between + token))
        place = at + len(token)
    return re.sub(r"  +", " ", "".join(pieces)).strip()


MARK = "]{.mark}"


# In words ------------------------------------------------------------------------------------------------


def side_by_side(ledger: Ledger, templates_: Mapping[str, str], most: int) -> str:
    """Of each of ``most`` meetings with several texts what was copied, and the sentences beside each other.

    Parameters
    ----------
    templates_
        ``copied`` (with ``{texts}``, ``{copied}``, ``{first}``, ``{second}``, ``{changed}``, ``{only_first}``
        and ``{only_second}``), ``source`` (with ``{words}``), ``same`` (for a sentence that is copied),
        ``silent`` and ``caption``.
    """
    events = summaries.double_reports(ledger.dataset).tail(most).to_dicts()
    return "\n\n".join(part for event in events for part in _event(ledger, event, templates_))


def texts(d: Dataset, event_id: str) -> list[dict[str, Any]]:
    """The texts on a meeting, in the order in which they are set beside the first."""
    return d["documents"].filter(pl.col("event_id") == event_id).sort("document_id").to_dicts()


def _event(ledger: Ledger, event: Mapping[str, Any], say: Mapping[str, str]) -> Iterator[str]:
    """The first text on a meeting beside each other one."""
    first, *others = texts(ledger.dataset, event["event_id"])
    for other in others:
        yield _pair(ledger, event, first, other, say)


def _pair(
    ledger: Ledger, event: Mapping[str, Any], first: Mapping[str, Any], second: Mapping[str, Any],
    say: Mapping[str, str],
) -> str:  # fmt: skip
    d = ledger.dataset
    rows = aligned(d, first["document_id"], second["document_id"])
    copied = [row for row in rows if row.is_copied]
    names = [annex.source(text) for text in (first, second)]
    slots: dict[str, Any] = {
        "meeting": sections.meeting_words(event),
        "first": named(d, first),
        "second": named(d, second),
        "changed": _sentences(d, second, "changed", [
            row.second for row in rows if row.first and row.second and not row.is_copied
        ]),
        "copied": _sentences(d, second, "copied", [row.second for row in copied]),
        "only_first": _sentences(d, first, f"alone-beside-{second['document_id']}", [
            row.first for row in rows if not row.second
        ]),
        "only_second": _sentences(d, second, "alone", [row.second for row in rows if not row.first]),
    }  # fmt: skip
    for which, text in (("source_first", first), ("source_second", second)):
        cells = [c for c in silence.told(d, "source") if c.document_id == text["document_id"]]
        slots[which] = None
        if cells:
            finding = Finding(f"source-{text['document_id']}", cells[0].quotes, "mentions", cells[0].rows)
            slots[which] = Said(finding, "; ".join(wording.quotation(quote) for quote in cells[0].quotes))
    if slots["source_first"]:  # then neither stands alone as the one that names its source
        slots["source_second"] = None
    told = templates.fill(ledger, say["copied"], slots) or ""
    body = [
        [
            marked(row.first["text"], row.second["text"] if row.second else None)
            if row.first
            else _none(say),
            _second(row, say),
        ]
        for row in rows
    ]
    caption = say["caption"].replace("{when}", wording.markdown(str(event["when"])))
    label = f"reports-{wording.anchor(second['document_id'])}"
    table = tables.table(
        [wording.markdown(name) for name in names], body, label=label, caption=caption, css="reports"
    )
    return f"{told}\n{table}"


def named(d: Dataset, text: Mapping[str, Any]) -> str:
    """A text by its number in the annex, and who published it."""
    number, place = annex.text_numbers(d)[text["document_id"]], annex.document_anchor(text["document_id"])
    publisher = wording.markdown(text["publisher"] or "publisher not named")
    return f"[Text {number}](#{place}) ({publisher})"


def _second(row: Aligned, say: Mapping[str, str]) -> str:
    if row.is_copied:
        return f"[{say['same']}]{{.silent}}"
    if row.second is None:
        return _none(say)
    return marked(row.second["text"], row.first["text"] if row.first else None)


def _none(say: Mapping[str, str]) -> str:
    return f"[{say['silent']}]{{.silent}}"


def _sentences(d: Dataset, text: Mapping[str, Any], what: str, rows: Sequence[Any]) -> Finding | None:
    """How many of the sentences of a text there are; nothing of none."""
    own = d["sentences"].filter(pl.col("sentence_id").is_in([row["sentence_id"] for row in rows]))
    name = f"sentences-{what}-{text['document_id']}"
    return summaries.count(name, "sentences", own) if own.height else None
