"""What the texts report as said and agreed: verbs of saying with their speakers, each a span to quote."""

from __future__ import annotations

import re

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import NEVER, regex
from dialogues.codebook.scan import Spoken
from dialogues.coding import quotations, sayers, speaking
from dialogues.dataset import schemas
from dialogues.dataset.schemas import JOINT

LEAST = 3  # words of a statement that says something
_LOOSE = "and|while|whereas|but|as|which|who|that|also|the|in"  # what can end a clause of the next
_UNFINISHED = (
    r"(?-u:\b)that(?-u:\b)(?: \p{L}+){0,6}(?: of| by| the| an?)?\s*$"  # the next statement is its clause
)
_WHOLE = r"[.!?:;\"')]\s*$"  # how a sentence ends that was not cut off
_TEXT = ["document_id", "sentence_id", "position", "offset", "plain", "text"]


def verbs(codebook: Codebook) -> pl.DataFrame:
    """One row per kind of statement and use: ``code, use, regex``; ``elsewhere`` is of another time."""
    elsewhere = [("", "elsewhere", regex(cue)) for cue in codebook.speakers.elsewhere]
    own = codebook.verbs()
    return pl.concat([own, pl.DataFrame(elsewhere, schema=own.schema, orient="row")])


@kept
def find(
    sentences: pl.DataFrame,
    spoken: Spoken,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    people: pl.DataFrame,
    parties: pl.DataFrame,
    accounts: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Each statement of the texts that report an event (schemas.Statements, ``event_id`` empty).

    A verb of a kind of statement counts where a party to the event, somebody named who took part, or
    "the sides" stands before it, with no more between than a function, a name or an inset (", led by ...,");
    where the speaker follows it after a quotation; or where it needs no speaker ("it was noted"). Of those
    present it is not told which side they are of: their statements have a speaker and no side, but what they
    agree they agree together. The span runs from the verb to the end of the clause; after a quotation, and
    without a speaker before the verb, it begins with the sentence.

    Parameters
    ----------
    sentences, mentions, people
        Tables of these names.
    spoken
        What phrases.find found.
    states
        What gazetteer.find found.
    parties
        Who can speak in the documents that report an event: ``document_id, side, is_state``.
    accounts
        Whose account the documents give: ``document_id, account``.
    codebook
        Kinds of statement, and words for speakers.
    """
    texts = (
        sentences.filter(pl.col("role") == "body", pl.col("text").str.contains(rf"{_WHOLE}|{speaking.ITEM}"))
        .rename({"start": "offset"})
        .join(parties, on="document_id", how="semi")
        .with_columns(plain=matching.plain(pl.col("text")))
        .select(_TEXT)
        .pipe(quotations.mark)
    )
    every = _verbs(texts, spoken["verbs"])
    is_first = pl.col("use") == "first_person"
    told = every.filter(~is_first)
    speakers = speaking.find(texts, spoken["groups"], mentions, states, people, parties, accounts, codebook)
    is_silent = pl.col("use").is_in(["unsaid", "mutual"])
    is_trailing = pl.col("use") == "trailing"
    said = sayers.spoken(told.filter(~is_silent & ~is_trailing), speakers, texts, codebook)
    said = quotations.spread(said, every.filter(is_first), texts, codebook).drop("quotes")
    unsaid = sayers.unsaid(told.filter(is_silent), said, speakers, parties, codebook)
    trailing = sayers.trailing(told.filter(is_trailing), parties, accounts)
    told = _together(pl.concat([said, unsaid, trailing]), parties, codebook)
    return _table(_cut(told, codebook))


def _together(told: pl.DataFrame, parties: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Add who says what nobody is named for: the sides together, or the state that sits ``alone``.

    What those present agree, and what only the sides together can do, is said by the sides together.
    """
    kinds = [code.code for code in codebook.statements if code.joint]
    agreed = ((pl.col("side") == speaking.PRESENT) & pl.col("code").is_in(kinds)).fill_null(value=False)
    together = agreed | (pl.col("use") == "mutual")
    nobody = together | ((pl.col("side") == JOINT) & (pl.col("use") == "unsaid")).fill_null(value=False)
    one = pl.len().over("document_id") == 1
    alone = parties.filter(one, ~pl.col("is_paired")).select("document_id", alone="side")
    return told.join(alone, on="document_id", how="left", maintain_order="left").with_columns(
        side=pl.when(together).then(pl.lit(JOINT)).otherwise("side"), alone=pl.when(nobody).then("alone")
    )


def _verbs(texts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Verbs of each kind beside their sentence: ``verb, code, use, start, end``; none of another time."""
    elsewhere = pl.col("use") == "elsewhere"
    own = matching.outside(found.filter(~elsewhere), found.filter(elsewhere))
    return (
        own.join(texts, on="sentence_id").sort("sentence_id", "start", "end", "code").with_row_index("verb")
    )


def _cut(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per statement: the span ends where the next one of its sentence begins.

    What one side alone agrees to is a pledge; what it alone signs is none.
    """
    rank = {code.code: place for place, code in enumerate(codebook.statements)}
    asides = "|".join(map(re.escape, codebook.speakers.asides))
    loose = rf"[\s,;:.]*(?:(?-u:\b)(?:{asides}|{_LOOSE})(?-u:\b)[\s,]*)*$"
    others = {code.code: code.alone for code in codebook.statements if code.alone}
    body = rf"(?i)(?-u:\b)(?:{'|'.join(map(re.escape, codebook.speakers.deciding))})\W*$"
    decides = pl.col("speaker").fill_null("").str.contains(body)
    alone = pl.col("code").is_in(list(others)) & (pl.col("side") != JOINT) & ~decides
    pledges = "|".join(regex(cue) for code in codebook.statements for cue in code.pledge) or NEVER
    pledge = pl.col("plain").str.slice("start").str.contains(pledges)
    following = pl.col("opens").shift(-1).over("sentence_id")
    length = (pl.coalesce(following, 1_000_000) - pl.col("start")).clip(0)  # the next may open before it
    said = pl.col("plain").str.slice("start", length)
    stretch = said.str.extract(r"^([^;]*)").str.replace(loose, "")
    unfinished = said.str.contains(_UNFINISHED) & ~said.str.contains(r", and that\s*$")
    unfinished &= following.is_not_null()
    return (
        told.filter(~alone | pledge)
        .with_columns(code=pl.when(alone).then(pl.col("code").replace(others)).otherwise("code"))
        .with_columns(rank=pl.col("code").replace_strict(rank, return_dtype=pl.Int64))
        .sort("sentence_id", "start", "rank", pl.col("side") != JOINT, "end")
        .unique(["sentence_id", "start"], keep="first", maintain_order=True)
        .filter(stretch.str.count_matches(r"\S+") >= LEAST, ~unfinished)  # "said that they | noted ..."
        .with_columns(stretch=stretch)
        .with_columns(to=pl.col("start") + pl.col("stretch").str.len_chars().cast(pl.Int64))
        .filter(pl.col("stretch").str.count_matches(r"\S+") >= LEAST)
    )


def _table(told: pl.DataFrame) -> pl.DataFrame:
    """Spans of the document, keys and quotes; whose event and what commitment is told when all is found."""
    side, later = pl.col("side").fill_null("-"), ("event_id", "person_id", "commitment")
    return (
        told.with_columns(statement="code", basis=pl.lit("rule"), side=pl.coalesce("alone", "side"))
        .with_columns(quote=pl.col("text").str.slice("start", pl.col("to") - pl.col("start")))
        .with_columns(start=pl.col("offset") + pl.col("start"), end=pl.col("offset") + pl.col("to"))
        .with_columns(statement_id=pl.format("{}.{}.{}.{}", "document_id", "start", "code", side))
        .with_columns(side=pl.when(~pl.col("side").is_in(speaking.OPEN)).then("side"))
        .with_columns(pl.lit(None, pl.String).alias(name) for name in later)
        .select(*schemas.empty(schemas.Statements).columns)
        .sort("document_id", "start", "statement")
    )
