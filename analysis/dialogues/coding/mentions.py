"""Evidence spans: where a sentence names a topic, an organisation, an institution or an instrument.

How the rules are read is told in ``analysis/codebook/README.md``; the words are all in the codebook.
"""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import NEVER, regex
from dialogues.codebook.scan import Spoken
from dialogues.coding import institutions
from dialogues.coding.shared_lists import find_items
from dialogues.dataset import schemas

NAMES = ("organisation", "institution", "instrument")  # facets whose codes are names: the longest name wins
# Contexts in which a topic is no subject, and those in which a name that carries a topic does not carry it.
SILENT = ("body", "function", "attendance", "outlet", "other")
SILENT_NAMES = ("attendance", "outlet")
_SPAN = ["sentence_id", "facet", "code", "start", "end"]
_WHOSE = r"^ (?:to|of|on|against|concerning|\(|No)"  # a protocol with its own name


def vocabulary(codebook: Codebook) -> pl.DataFrame:
    """One row per form of a cue or exception: ``facet, code, use, form, exact, regex``."""
    return codebook.rules("topic", *NAMES)


def silences(codebook: Codebook) -> pl.DataFrame:
    """One row per pattern of words among which a topic is no subject: ``context, regex``."""
    return codebook.patterns_of(*SILENT)


def find(sentences: pl.DataFrame, spoken: Spoken, states: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Evidence spans of topics, organisations, institutions and instruments (schemas.Mentions).

    Only sentences of role ``body`` and ``header`` carry mentions. The longest name wins; a topic inside the
    name of a body, in a function, a list of those present or a paragraph about the outlet does not count; an
    institution counts for the state the document is about, not for another of the ``states`` named
    (gazetteer.find).
    """
    texts = sentences.filter(pl.col("role").is_in(["body", "header"])).with_columns(
        matching.plain(pl.col("text")).alias("plain")
    )
    spans = _spans(texts, spoken, codebook)
    names = _explained(_names(spans.filter(pl.col("facet") != "topic"), codebook), texts)
    names = pl.concat([names, _protocols(names, texts, codebook)])
    topics = _topics(spans.filter(pl.col("facet") == "topic"), names, spoken["silences"], codebook)
    return _frame(pl.concat([institutions.of_state(names, texts, states, codebook), topics]), texts)


def _spans(texts: pl.DataFrame, spoken: Spoken, codebook: Codebook) -> pl.DataFrame:
    """All spans of cues and list items, but those in a code's exceptions."""
    found, is_cue = spoken["codes"].join(texts, on="sentence_id", how="semi"), pl.col("use") == "cue"
    cues = pl.concat([found.filter(is_cue).select(_SPAN), find_items(texts, spoken, codebook).select(_SPAN)])
    return matching.outside(cues.unique(maintain_order=True), found.filter(~is_cue), ("facet", "code"))


def _names(spans: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Spans of organisations, institutions and instruments, the longest of overlapping ones."""
    inside = [code.code for code in codebook.organisations if code.inside]
    nested = (pl.col("facet") == "organisation") & pl.col("code").is_in(inside)
    return pl.concat(
        [matching.longest(spans.filter(~nested), by=()), matching.longest(spans.filter(nested), by=("code",))]
    )


def _explained(names: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Give an acronym that a text explains the meaning it has there: "the Human Rights Committee (HRC)"."""
    place = texts.select("sentence_id", "document_id", "plain")
    rows = names.with_row_index("_row").join(place, on="sentence_id")
    rows = rows.with_columns(
        words=pl.col("plain").str.slice(pl.col("start"), pl.col("end") - pl.col("start")),
        opened=pl.col("plain").str.slice(pl.col("start") - 2, 2) == " (",
    )
    meant = (
        rows.filter(
            "opened", pl.col("facet") == "organisation", pl.col("words").str.contains(r"^\p{Lu}[\p{Lu}-]+$")
        )
        .select("document_id", "sentence_id", "words", _end=pl.col("start") - 2)
        .join(
            rows.filter(facet="organisation").select("sentence_id", "end", "facet", "code"),
            left_on=["sentence_id", "_end"],
            right_on=["sentence_id", "end"],
        )
        .unique(["document_id", "words"], keep="first", maintain_order=True)
        .select("document_id", "words", _facet="facet", _code="code")
    )
    return (
        rows.join(meant, on=["document_id", "words"], how="left", maintain_order="left")
        .with_columns(facet=pl.coalesce("_facet", "facet"), code=pl.coalesce("_code", "code"))
        .select(_SPAN)
        .unique(maintain_order=True)
    )


def _protocols(names: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Bare protocols of the treaty that the text has named last, or whose reviewing body."""
    again = "|".join(regex(cue) for each in codebook.instruments for cue in each.again) or NEVER
    protocols = {each.protocol_of: each.code for each in codebook.instruments if each.protocol_of}
    known = [
        {"code": code, "protocol": protocols.get(each.code)}
        for each in codebook.instruments
        for code in (each.code, each.reviewer)
        if code is not None and each.protocol_of is None
    ] + [{"code": code, "protocol": code} for code in protocols.values()]
    of_treaty = pl.DataFrame(known, schema=dict.fromkeys(("code", "protocol"), pl.String)).unique("code")
    place = texts.select("sentence_id", "document_id", "plain", offset="start")
    named = names.join(of_treaty, on="code").join(place, on="sentence_id")
    bare = (
        matching.occurrences(texts, again, "plain")
        .filter(~pl.col("plain").str.slice("to").str.contains(_WHOSE))
        .select("sentence_id", start="at", end="to", is_bare=pl.lit(value=True))
        .pipe(matching.outside, names.filter(pl.col("facet") == "instrument"))
        .join(place, on="sentence_id")
    )
    last = pl.when(pl.col("is_bare").is_null()).then(pl.col("protocol").fill_null("")).forward_fill()
    return (
        pl.concat([named, bare], how="diagonal")
        .sort("document_id", pl.col("offset") + pl.col("start"))
        .with_columns(facet=pl.lit("instrument"), code=last.over("document_id"))
        .filter("is_bare", pl.col("code") != "")
        .select(_SPAN)
    )


def _topics(
    spans: pl.DataFrame, names: pl.DataFrame, silent: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Spans of topics where they are a subject, and the names that carry a topic."""
    own = matching.outside(matching.outside(spans, silent), names)
    carried = [
        {"facet": facet, "code": code.code, "topic": topic}
        for facet, codes in (("organisation", codebook.organisations), ("instrument", codebook.instruments))
        for code in codes
        for topic in code.topics
    ]
    schema = dict.fromkeys(("facet", "code", "topic"), pl.String)
    of_names = names.join(pl.DataFrame(carried, schema=schema), on=["facet", "code"]).select(
        "sentence_id", pl.lit("topic").alias("facet"), pl.col("topic").alias("code"), "start", "end"
    )
    heard = matching.outside(of_names, silent.filter(pl.col("context").is_in(SILENT_NAMES)))
    return matching.longest(pl.concat([own.select(_SPAN), heard.select(_SPAN)]), by=("code",))


def _frame(spans: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Spans of sentences as spans of documents, with quotes and ids (schemas.Mentions)."""
    return (
        matching.in_document(spans, texts)
        .sort("document_id", "start", "facet", "code", "end", descending=[False, False, False, False, True])
        .unique(["document_id", "facet", "code", "start"], keep="first", maintain_order=True)
        .pipe(schemas.as_mentions, basis=pl.lit("rule"))
        .sort("document_id", "start", "end", "facet", "code")
    )
