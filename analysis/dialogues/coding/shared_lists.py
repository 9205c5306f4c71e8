"""Lists whose items share a word: "freedoms of association and movement, of expression"."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import phrases
from dialogues.codebook.scan import SPANS, Spoken
from dialogues.codebook.wordlists import SharedList

_BETWEEN = r"(?:\s*[,;/(]\s*|\s*\)\s*,?\s*|\s+)(?:(?:and|or|as well as|including|&)\s+)?(?:\(\s*)?"
_WORD = r"[^\s,.;:()/\"]"  # of a word; \w would hold all of Unicode, which makes large patterns slow
FACETS = ("topic", "organisation", "institution", "instrument")
_LONGEST = 1000  # characters of a list
_NEAR = 40  # characters from the shared word's beginning to the item it is quoted with
_OTHER = rf"{_WORD}+(?:\s+{_WORD}+){{0,2}}"  # an item that the codebook does not know
_OTHER_NAME = rf"[A-Z]{_WORD}*(?:\s+(?:of|and|the|[A-Z]{_WORD}*)){{0,6}}?"


def items(codebook: Codebook) -> pl.DataFrame:
    """One row per spelling of an item: ``list, facet, code, form, exact``; its case does not count."""
    small = {shared.list for shared in codebook.lists if shared.small}
    rows = [
        (name, facet, code.code, spelt)
        for facet in FACETS
        for code in codebook.of(facet)
        for name, words in code.items.items()
        for word in words
        for spelt in ({word, word.lower()} if name in small else {word})
    ]
    exact = {shared.list: shared.exact for shared in codebook.lists}
    return phrases(rows, ("list", "facet", "code")).with_columns(
        exact=pl.col("list").replace_strict(exact, return_dtype=pl.Boolean)
    )


def heads(codebook: Codebook) -> pl.DataFrame:
    """One row per spelling of a word that stands before the items of a list: ``list, form, exact``."""
    rows = [
        (shared.list, form.rstrip(": "), shared.exact) for shared in codebook.lists for form in _heads(shared)
    ]
    schema = {"list": pl.String, "form": pl.String, "exact": pl.Boolean}
    return pl.DataFrame(rows, schema, orient="row").unique(maintain_order=True)


def tailed(codebook: Codebook) -> pl.DataFrame:
    """One row per list whose shared word stands after its items: ``list, regex`` for both."""
    rows = [(shared.list, regex) for shared, regex in _patterns(codebook, "tail")]
    return pl.DataFrame(rows, schema={"list": pl.String, "regex": pl.String}, orient="row")


def find_items(texts: pl.DataFrame, spoken: Spoken, codebook: Codebook) -> pl.DataFrame:
    """Items of the codebook's shared lists: ``sentence_id, start, end, facet, code``.

    The item next to the shared word carries it in its span ("freedoms of association"), the others stand
    alone ("expression").
    """
    found = spoken["items"].join(texts, on="sentence_id", how="semi")
    regions = _regions(texts, spoken, found, codebook)
    region = ["sentence_id", "list", "_from"]
    first = (pl.col("start") == pl.col("start").min().over(region)) & (
        pl.col("start") - pl.col("_from") <= _NEAR
    )
    last = pl.col("end") == pl.col("end").max().over(region)
    by_head = pl.col("list").is_in([shared.list for shared in codebook.lists if shared.head])
    return (
        found.join(regions, on=["sentence_id", "list"])
        .filter((pl.col("start") >= pl.col("_from")) & (pl.col("end") <= pl.col("_to")))
        .pipe(matching.longest, by=("list",))
        .select(
            "sentence_id",
            pl.when(first & by_head).then("_from").otherwise("start").alias("start"),
            pl.when(last & ~by_head).then("_to").otherwise("end").alias("end"),
            "facet",
            "code",
        )
    )


def _regions(texts: pl.DataFrame, spoken: Spoken, found: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Where lists with an item stand: ``sentence_id, list, _from, _to``; none begins inside another.

    A search that begins at the head is many times faster than one for its beginning.
    """
    start = pl.col("start")
    opened = spoken["heads"].select("sentence_id", "start", "list").unique()
    opened = opened.join(found, on=["sentence_id", "list"], how="semi")
    regions = [spoken["tailed"]]
    for shared, regex in _patterns(codebook, "head"):
        region = pl.col("plain").str.slice(start, _LONGEST).str.extract(regex, 0)
        regions.append(
            opened.filter(pl.col("list") == shared.list)
            .join(texts.select("sentence_id", "plain"), on="sentence_id")
            .with_columns(end=start + region.str.len_chars().cast(pl.Int64))
            .drop_nulls("end")
            .sort("sentence_id", "start")
            .pipe(matching.apart)
            .select(*SPANS, "list")
        )
    return pl.concat(regions).rename({"start": "_from", "end": "_to"})


def _patterns(codebook: Codebook, part: str) -> list[tuple[SharedList, str]]:
    """The lists with a ``head``, or with a ``tail``, of which a code has items, and how they are written."""
    forms = dict(items(codebook).group_by("list").agg("form").iter_rows())
    return [
        (shared, _pattern(shared, forms[shared.list]))
        for shared in codebook.lists
        if getattr(shared, part) and shared.list in forms
    ]


def _pattern(shared: SharedList, items: Iterable[str]) -> str:
    """Head, items and what may stand between them; or items and tail."""
    words = _alternatives(items)
    flag = "" if shared.exact else "(?i)"
    if shared.tail:
        tail = _alternatives(form for word in shared.tail for form in matching.forms(word))
        own = "" if shared.exact else rf"(?:{_WORD}+\s+)?"
        return rf"{flag}(?-u:\b){words}(?:{_BETWEEN}(?:the )?{words})*\s+{own}{tail}(?-u:\b)"
    head = _alternatives(_heads(shared))
    other = _OTHER_NAME if shared.exact else _OTHER
    own = rf"(?:{_WORD}+\s+){{0,2}}?" if shared.loose else ""
    again = "".join(f"|{form}" for word in shared.again for form in matching.forms(word))
    link = rf"(?:(?:of|to|for|the|a|an|all|their|its|on|such as{again})\s+){{0,4}}"
    item = rf"{link}{own}{words}(?:and)?(?-u:\b)"  # "assemblyand remove": a space that a page has lost
    skipped = rf"(?:{link}{other}{_BETWEEN}){{0,2}}?"
    return rf"{flag}^{head}[\s:(]+{skipped}{item}(?:{_BETWEEN}{skipped}{item})*"


def _heads(shared: SharedList) -> list[str]:
    """The spellings of the words that stand before the items."""
    forms = [form for word in shared.head for form in matching.forms(word)]
    return forms + [form.lower() for form in forms if shared.small]


def _alternatives(forms: Iterable[str]) -> str:
    """Give a group of alternatives, the longest first, so that the longest is taken."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered) + ")"
