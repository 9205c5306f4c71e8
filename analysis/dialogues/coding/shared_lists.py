"""Lists whose items share a word: "freedoms of association and movement, of expression"."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook, SharedList, phrases

_BETWEEN = r"(?:\s*[,;/(]\s*|\s*\)\s*,?\s*|\s+)(?:(?:and|or|as well as|including|&)\s+)?(?:\(\s*)?"
_WORD = r"[^\s,.;:()/\"]"  # of a word; \w would hold all of Unicode, which makes large patterns slow
_NEAR = 40  # characters from the shared word's beginning to the item it is quoted with
_OTHER = rf"{_WORD}+(?:\s+{_WORD}+){{0,2}}"  # an item that the codebook does not know
_OTHER_NAME = rf"[A-Z]{_WORD}*(?:\s+(?:of|and|the|[A-Z]{_WORD}*)){{0,6}}?"


def find_items(texts: pl.DataFrame, codebook: Codebook, facets: Iterable[str]) -> pl.DataFrame:
    """Items of the codebook's shared lists: ``sentence_id, start, end, facet, code``.

    The item next to the shared word carries it in its span ("freedoms of association"), the others stand
    alone ("expression").
    """
    small = {shared.list for shared in codebook.lists if shared.small}
    rows = [
        (name, facet, code.code, spelt)
        for facet in facets
        for code in codebook.of(facet)
        for name, items in code.items.items()
        for item in items
        for spelt in ({item, item.lower()} if name in small else {item})
    ]
    lists = pl.DataFrame(
        [(shared.list, shared.exact, bool(shared.head), bool(shared.tail)) for shared in codebook.lists],
        schema={"list": pl.String, "exact": pl.Boolean, "_head": pl.Boolean, "_tail": pl.Boolean},
        orient="row",
    )
    items = (
        phrases(rows, ("list", "facet", "code")).drop("exact").join(lists, on="list", maintain_order="left")
    )
    patterns = [
        (shared.list, _pattern(shared, items.filter(pl.col("list") == shared.list)["form"].to_list()))
        for shared in codebook.lists
        if shared.list in items["list"]
    ]
    regions = matching.find_patterns(
        texts, pl.DataFrame(patterns, schema={"list": pl.String, "regex": pl.String}, orient="row")
    ).rename({"start": "_from", "end": "_to"})
    region = ["sentence_id", "list", "_from"]
    first = (pl.col("start") == pl.col("start").min().over(region)) & (
        pl.col("start") - pl.col("_from") <= _NEAR
    )
    last = pl.col("end") == pl.col("end").max().over(region)
    return (
        matching.find_phrases(texts.join(regions, on="sentence_id", how="semi"), items)
        .join(regions, on=["sentence_id", "list"])
        .filter((pl.col("start") >= pl.col("_from")) & (pl.col("end") <= pl.col("_to")))
        .pipe(matching.longest, by=("list",))
        .select(
            "sentence_id",
            pl.when(first & pl.col("_head")).then("_from").otherwise("start").alias("start"),
            pl.when(last & pl.col("_tail")).then("_to").otherwise("end").alias("end"),
            "facet",
            "code",
        )
    )


def _pattern(shared: SharedList, items: Iterable[str]) -> str:
    """Head, items and what may stand between them; or items and tail."""
    words = _alternatives(items)
    flag = "" if shared.exact else "(?i)"
    if shared.tail:
        tail = _alternatives(form for word in shared.tail for form in matching.forms(word))
        own = "" if shared.exact else rf"(?:{_WORD}+\s+)?"
        return rf"{flag}(?-u:\b){words}(?:{_BETWEEN}(?:the )?{words})*\s+{own}{tail}(?-u:\b)"
    heads = [form for word in shared.head for form in matching.forms(word)]
    head = _alternatives(heads + [form.lower() for form in heads if shared.small])
    other = _OTHER_NAME if shared.exact else _OTHER
    own = rf"(?:{_WORD}+\s+){{0,2}}?" if shared.loose else ""
    again = "".join(f"|{form}" for word in shared.again for form in matching.forms(word))
    link = rf"(?:(?:of|to|for|the|a|an|all|their|its|on|such as{again})\s+){{0,4}}"
    item = rf"{link}{own}{words}(?:and)?(?-u:\b)"  # "assemblyand remove": a space that a page has lost
    skipped = rf"(?:{link}{other}{_BETWEEN}){{0,2}}?"
    return rf"{flag}(?-u:\b){head}[\s:(]+{skipped}{item}(?:{_BETWEEN}{skipped}{item})*"


def _alternatives(forms: Iterable[str]) -> str:
    """Give a group of alternatives, the longest first, so that the longest is taken."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered) + ")"
