"""Lists whose items share a word: "freedoms of association and movement, of expression"."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from dialogues import matching
from dialogues.codes import Code, Codebook, SharedList, phrases

_BETWEEN = r"(?:\s*[,;/(]\s*|\s*\)\s*,?\s*|\s+)(?:(?:and|or|as well as|including|&)\s+)?(?:\(\s*)?"
_LINK = r"(?:(?:of|to|for|the|a|an|all|their|its|on|such as|freedom of|freedoms of|rights? of)\s+){0,4}"
_OTHER = r"[\w'-]+(?:\s+[\w'-]+){0,2}"  # an item that the codebook does not know
_OTHER_NAME = r"[A-Z][\w'-]*(?:\s+(?:of|and|the|[A-Z][\w'-]*)){0,6}?"
SCHEMA = {"sentence_id": pl.String, "start": pl.Int64, "end": pl.Int64, "code": pl.String}


def find_items(texts: pl.DataFrame, codebook: Codebook, codes: Iterable[Code]) -> pl.DataFrame:
    """Items of the codebook's shared lists: ``sentence_id, start, end, code``.

    The item next to the shared word carries it in its span ("freedoms of association"), the others stand
    alone ("expression").
    """
    codes = list(codes)
    found = [_find(texts, shared, codes) for shared in codebook.lists]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *found])


def _find(texts: pl.DataFrame, shared: SharedList, codes: list[Code]) -> pl.DataFrame:
    rows = [(code.code, item) for code in codes for item in code.items.get(shared.list, ())]
    if not rows:
        return pl.DataFrame(schema=SCHEMA)
    items = phrases(rows, "code")
    if not shared.exact:
        items = items.with_columns(pl.lit(value=False).alias("exact")).unique()
    words = _alternatives(items["form"].unique().to_list())
    pattern = _pattern(shared, words)
    regions = matching.find_patterns(texts, pl.DataFrame({"regex": [pattern]})).rename(
        {"start": "region_start", "end": "region_end"}
    )
    within = texts.join(regions.select("sentence_id").unique(), on="sentence_id", how="semi")
    spans = (
        matching.longest(matching.find_phrases(within, items), by=())
        .join(regions, on="sentence_id")
        .filter((pl.col("start") >= pl.col("region_start")) & (pl.col("end") <= pl.col("region_end")))
    )
    region = ["sentence_id", "region_start"]
    first = pl.col("start") == pl.col("start").min().over(region)
    last = pl.col("end") == pl.col("end").max().over(region)
    return spans.select(
        "sentence_id",
        pl.when(first & pl.lit(bool(shared.head))).then("region_start").otherwise("start").alias("start"),
        pl.when(last & pl.lit(bool(shared.tail))).then("region_end").otherwise("end").alias("end"),
        "code",
    )


def _pattern(shared: SharedList, words: str) -> str:
    """Head, items and what may stand between them; or items and tail."""
    flag = "" if shared.exact else "(?i)"
    if shared.tail:
        tail = _alternatives(form for word in shared.tail for form in matching.forms(word))
        own = "" if shared.exact else r"(?:\w+\s+)?"
        return rf"{flag}(?-u:\b){words}(?:{_BETWEEN}(?:the )?{words})*\s+{own}{tail}(?-u:\b)"
    head = _alternatives(form for word in shared.head for form in matching.forms(word))
    other = _OTHER_NAME if shared.exact else _OTHER
    own = r"(?:[\w'-]+\s+){0,2}?" if shared.loose else ""
    item = rf"{_LINK}{own}{words}(?-u:\b)"
    skipped = rf"(?:{_LINK}{other}{_BETWEEN}){{0,2}}?"
    return rf"{flag}(?-u:\b){head}[\s:(]+{skipped}{item}(?:{_BETWEEN}{skipped}{item})*"


def _alternatives(forms: Iterable[str]) -> str:
    """Give a group of alternatives, the longest first, so that the longest is taken."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered) + ")"
