"""Apply what a reading says of topics, organisations, institutions, instruments and read-outs to mentions."""

from __future__ import annotations

from dialogues.readings import model
from dialogues.readings.load import FACETS
from dialogues.readings.page import BY_READING, CONFIRMED, NOT_LISTED, Page, Row, Span


def apply(page: Page, mentions: list[Row]) -> list[Row]:
    """Give the mentions of the page's document as the reading has them."""
    for plural, facet in FACETS.items():
        listed: model.Codes | None = getattr(page.said, plural)
        if listed is not None:
            own = [row for row in mentions if row["facet"] == facet]
            others = [row for row in mentions if row["facet"] != facet]
            mentions = [*others, *_facet(page, plural, facet, listed, own)]
    return mentions


def _facet(page: Page, plural: str, facet: str, listed: model.Codes, rows: list[Row]) -> list[Row]:
    """The mentions of one facet."""
    for index, entry in enumerate(listed.remove):
        gone = _meant(page, entry, rows)
        if not gone:
            page.learnt((plural, "remove", index), f"{entry.code} is not found by these words")
        for row in gone:
            page.correct("mentions", facet, row["code"], None, entry.why, row["quote"])
        rows = [row for row in rows if row not in gone]
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(row)
    for index, entry in enumerate(listed.add):
        if entry.optional:
            continue
        own = found.setdefault(entry.code, [])
        confirmed = [_confirmed(page, entry, row) for row in own]
        span = page.span(entry.words)
        if not own and span is None:
            page.want_words((plural, "add", index), f"{entry.code}")
        elif span is not None and not any(span.meets(row) for row in own):
            confirmed.append(_added(page, facet, entry, span))
        elif entry.why is not None:
            page.learnt((plural, "add", index), f"{entry.code} is found")
        found[entry.code] = confirmed
    if page.said.is_complete:
        kept = {entry.code for entry in listed.add} | set(listed.optional)
        for code in sorted(found.keys() - kept):
            gone = [row for row in found[code] if row["assertion"] == "named"]
            for row in gone:
                page.correct("mentions", facet, code, None, NOT_LISTED, row["quote"])
            found[code] = [row for row in found[code] if row not in gone]
    return [row for own in found.values() for row in own]


def _meant(page: Page, entry: model.Coded, rows: list[Row]) -> list[Row]:
    """The mentions that an entry means: those of its code that meet its words; without words, all of it."""
    of_code = [row for row in rows if row["code"] == entry.code]
    spans = page.spans(entry.words)
    return [row for row in of_code if not entry.words or any(span.meets(row) for span in spans)]


def _confirmed(page: Page, entry: model.Coded, row: Row) -> Row:
    """A rule's mention that the reading has too; what a rule took for planned or denied is put right."""
    if row["assertion"] == "named":
        return row if row["basis"] == "reading" else row | CONFIRMED
    spans = page.spans(entry.words)
    if not any(span.meets(row) for span in spans):
        return row
    page.correct("mentions", "assertion", row["assertion"], "named", entry.why, row["quote"])
    return row | BY_READING | {"assertion": "named"}


def _added(page: Page, facet: str, entry: model.Coded, span: Span) -> Row:
    """A mention that the rules did not find."""
    page.correct("mentions", facet, None, entry.code, entry.why, span.quote)
    key = f"{page.document_id}.{span.start}.{facet}.{entry.code}"
    named = {"mention_id": key, "facet": facet, "code": entry.code, "assertion": "named"}
    return named | page.place(span) | BY_READING
