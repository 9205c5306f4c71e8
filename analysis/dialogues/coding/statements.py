"""What the texts report as said and agreed: verbs of saying with their speakers, each a span to quote."""

from __future__ import annotations

import re

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import NEVER, Codebook, regex
from dialogues.codebook.scan import Spoken
from dialogues.dataset import schemas
from dialogues.dataset.schemas import JOINT

PRESENT = "present"  # stands for the side of those who were there, until the table is made
LEAST = 4  # words of a statement that says something
NEAR = 110  # characters between a speaker and the verb
REACH = 60  # characters before a speaker that can say that it is none
_TOGETHER = r"^\)?,?(?: and| as well as|-| &)(?: (?:the|its))?\s?$"  # between two sides that speak together
_BY = r"^\s*by(?: the| both)?\s*$"
_ASIDE = r"^,"  # after a verb that stands inside what was said: "Rights, the EU stressed, should ..."
_LOOSE = "and|while|whereas|but|as|which|who|that|also|the|in"  # what can end a clause of the next
_WHOLE = r"[.!?:;\"')]\s*$"  # how a sentence ends that was not cut off
_NAME = r"\p{Lu}[\p{L}\p{N}.'-]*"
_SIDE = ["sentence_id", "start", "end", "side"]
_TEXT = ["document_id", "sentence_id", "position", "offset", "plain", "text"]


def verbs(codebook: Codebook) -> pl.DataFrame:
    """One row per kind of statement and use: ``code, use, regex``; ``elsewhere`` is of another time."""
    elsewhere = [("", "elsewhere", regex(cue)) for cue in codebook.speakers.elsewhere]
    own = codebook.verbs()
    return pl.concat([own, pl.DataFrame(elsewhere, schema=own.schema, orient="row")])


def groups(codebook: Codebook) -> pl.DataFrame:
    """One row per pattern of words for several speakers: ``side, regex``; the sides, or those present."""
    speakers = codebook.speakers
    rows = [
        (side, regex(cue))
        for side, cues in ((JOINT, speakers.joint), (PRESENT, speakers.present))
        for cue in cues
    ]
    return pl.DataFrame(rows, schema={"side": pl.String, "regex": pl.String}, orient="row")


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

    A verb of a kind of statement counts where a party to the event, somebody named who speaks for one, or
    "the sides" stands before it, with no more between than a function or a name; or where it needs no
    speaker ("it was noted"). Of those present it is not told which side they are of: their statements have a
    speaker and no side, but what they agree they agree together. The span runs from the verb to the end of
    the clause; without a speaker before the verb it begins with the sentence.

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
        sentences.filter(pl.col("role") == "body", pl.col("text").str.contains(_WHOLE))
        .rename({"start": "offset"})
        .join(parties, on="document_id", how="semi")
        .with_columns(plain=matching.plain(pl.col("text")))
        .select(_TEXT)
    )
    told = _verbs(texts, spoken["verbs"])
    speakers = _speakers(texts, spoken["groups"], mentions, states, people, parties, codebook)
    is_silent = pl.col("use").is_in(["unsaid", "mutual"])
    is_trailing = pl.col("use") == "trailing"
    said = _spoken(told.filter(~is_silent & ~is_trailing), speakers, codebook)
    unsaid = _unsaid(told.filter(is_silent), speakers, codebook)
    trailing = _trailing(told.filter(is_trailing), parties, accounts)
    return _table(_cut(_together(pl.concat([said, unsaid, trailing]), codebook), codebook))


def _trailing(verbs: pl.DataFrame, parties: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Sentences that end with a body or office as their speaker: one of the side whose account it is."""
    words = pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))
    sides = accounts.rename({"account": "side"}).join(parties, on=["document_id", "side"], how="semi")
    return (
        verbs.join(sides, on="document_id")
        .with_columns(opens=pl.lit(0, pl.Int64), speaker=words.str.extract(r"^,\s*(.+?)\s+\S+\W*$"))
        .with_columns(start="opens")
        .select(*verbs.columns, "side", "opens", "speaker")
    )


def _together(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """What those present agree, and what only the sides together can do, is said by the sides together."""
    kinds = [code.code for code in codebook.statements if code.joint]
    agreed = (pl.col("side") == PRESENT) & pl.col("code").is_in(kinds)
    is_joint = agreed.fill_null(value=False) | (pl.col("use") == "mutual")
    return told.with_columns(side=pl.when(is_joint).then(pl.lit(JOINT)).otherwise("side"))


def _verbs(texts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Verbs of each kind beside their sentence: ``verb, code, use, start, end``; none of another time."""
    elsewhere = pl.col("use") == "elsewhere"
    own = matching.outside(found.filter(~elsewhere), found.filter(elsewhere))
    return (
        own.join(texts, on="sentence_id").sort("sentence_id", "start", "end", "code").with_row_index("verb")
    )


def _speakers(
    texts: pl.DataFrame,
    several: pl.DataFrame,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    people: pl.DataFrame,
    parties: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Who could speak: ``sentence_id, start, end, side``, counted from the sentence's first character.

    The parties to the event, alone and as pairs that speak together. A party in somebody's function is no
    speaker: that person is.
    """
    bodies = mentions.filter(pl.col("facet").is_in(["organisation", "institution"])).join(
        parties.filter("is_state").select("document_id", state="side"), on="document_id"
    )
    of_body = (
        pl.when(pl.col("facet") == "institution")
        .then("state")
        .otherwise(pl.col("code").replace(codebook.parties()))
    )
    named = pl.concat(
        [
            states.select("document_id", "sentence_id", "start", "end", side="state"),
            bodies.select("document_id", "sentence_id", "start", "end", side=of_body),
        ]
    ).join(texts.select("sentence_id", "offset"), on="sentence_id")
    placed = named.with_columns(pl.col("start", "end") - pl.col("offset")).drop("offset")
    alone = pl.concat(
        [
            matching.outside(placed, _functions(texts, people)),
            _people(texts, people).select("document_id", *_SIDE),
        ]
    ).join(parties, on=["document_id", "side"], how="semi")
    several = several.join(texts, on="sentence_id", how="semi").select(_SIDE)
    single = pl.concat([alone.select(_SIDE), several]).unique().sort(_SIDE)
    return pl.concat([single, _pairs(single.filter(pl.col("side") != PRESENT), texts)])


def _people(texts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Where people with a side are named by their last name, also after the first time."""
    known = people.drop_nulls("side").select(
        "document_id", "side", last=matching.plain(pl.col("name")).str.extract(r"([\p{L}'-]+)\W*$")
    )
    pieces = pl.col("plain").str.split(pl.col("last"))
    size = pl.col("last").str.len_chars().cast(pl.Int64)
    return (
        texts.join(known.drop_nulls("last").unique(), on="document_id")
        .filter(pl.col("plain").str.contains(pl.col("last"), literal=True))
        .with_columns(before=pieces.list.head(pieces.list.len() - 1))
        .explode("before")
        .with_columns(
            end=(pl.col("before").str.len_chars().cast(pl.Int64) + size)
            .cum_sum()
            .over("sentence_id", "last", "side")
        )
        .select("document_id", "sentence_id", start=pl.col("end") - size, end="end", side="side")
    )


def _functions(texts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Where people's functions stand beside their names: ``sentence_id, start, end``."""
    at = pl.col("text").str.split(pl.col("role")).list.first().str.len_chars().cast(pl.Int64)
    return (
        people.drop_nulls("role")
        .select("sentence_id", "role")
        .join(texts.select("sentence_id", "text"), on="sentence_id")
        .select("sentence_id", start=at, end=at + pl.col("role").str.len_chars().cast(pl.Int64))
    )


def _pairs(single: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Two speakers of different sides that speak together: "Turkmenistan and the European Union"."""
    rows = single.join(texts.select("sentence_id", "plain"), on="sentence_id").sort(_SIDE)
    last = {name: pl.col(name).shift(1).over("sentence_id") for name in ("start", "end", "side")}
    between = pl.col("plain").str.slice(last["end"], (pl.col("start") - last["end"]).clip(0))
    return (
        rows.with_columns(
            first=last["start"],
            both=(last["side"] != pl.col("side"))
            & (pl.col("start") >= last["end"])
            & between.str.contains(_TOGETHER),
        )
        .filter("both")
        .select("sentence_id", pl.col("first").alias("start"), "end", side=pl.lit(JOINT))
    )


def _spoken(verbs: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Verbs with a speaker: the nearest before it; else that of the verb before, after "and" or as "it".

    A verb after "and" in a sentence that has no verb and no subject before it is told by nobody.
    """
    plain = pl.col("plain")
    lead = plain.str.slice(0, pl.col("start"))
    own = pl.col("side").is_not_null()
    kept = ("side", "speaker")
    in_sentence = {name: pl.col(name).forward_fill().over("sentence_id") for name in kept}
    in_text = {name: pl.col(name).forward_fill().shift(1).over("document_id") for name in kept}
    last_at = pl.when(own).then("position").forward_fill().shift(1).over("document_id")
    asides = "|".join(map(re.escape, codebook.speakers.asides))
    shares = lead.str.contains(rf"(?:,|(?-u:\b)and|as well as)(?:,? (?:{asides}),?)?\s*$")
    last = rf"^(?:It|He|She|They)(?: (?:{asides}))*\s*$"  # the last speaker
    again = lead.str.contains(last) & (pl.col("position") - last_at <= 1)
    finite = "|".join(map(regex, codebook.speakers.finite))
    together = [code.code for code in codebook.statements if code.joint]
    lost = lead.str.contains(r"(?-u:\b)and\s*$") & ~lead.str.contains(finite)
    return (
        verbs.join(_nearest(verbs, speakers, codebook), on="verb", how="left")
        .sort("document_id", "position", "start", "end")
        .with_columns(
            speaker=pl.col("text").str.slice("from", pl.col("to") - pl.col("from")),
            opens=pl.coalesce("from", "start"),
            aside=plain.str.slice("end").str.contains(_ASIDE),
        )
        .with_columns(
            pl.when(own)
            .then(name)
            .when(shares)
            .then(in_sentence[name])
            .when(again)
            .then(in_text[name])
            .alias(name)
            for name in kept
        )
        .filter(pl.col("side").is_not_null() | (lost & ~pl.col("code").is_in(together)))
        .with_columns(pl.when("aside").then(0).otherwise(name).alias(name) for name in ("opens", "start"))
        .select(*verbs.columns, "side", "opens", "speaker")
    )


def _nearest(verbs: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The speaker right before each verb: ``verb, from, to, side``; of those that end there the longest."""
    words = "|".join(sorted(map(re.escape, codebook.speakers.between)))
    gap = rf"^(?:'s?)?(?:[\s,()-]+(?:(?:{words})(?-u:\b)|{_NAME}))*[\s,)]*$"
    none = "|".join(map(re.escape, codebook.speakers.not_for))
    plain = pl.col("plain")
    before = plain.str.slice((pl.col("from") - REACH).clip(0), pl.col("from").clip(upper_bound=REACH))
    return (
        verbs.join(speakers.rename({"start": "from", "end": "to"}), on="sentence_id")
        .filter(pl.col("to") <= pl.col("start"), pl.col("start") - pl.col("to") <= NEAR)
        .filter(
            plain.str.slice("to", pl.col("start") - pl.col("to")).str.contains(gap),
            ~before.str.contains(rf"(?i)(?-u:\b)(?:{none})(?-u:\b)[^.,;]*$"),
        )
        .sort("verb", "to", -pl.col("from"), "side")
        .unique("verb", keep="last", maintain_order=True)
        .select("verb", "from", "to", "side")
    )


def _unsaid(verbs: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Verbs without a speaker before them; "by" may name one after."""
    after = (
        verbs.join(speakers.rename({"start": "from", "end": "to"}), on="sentence_id")
        .filter(pl.col("from") >= pl.col("end"))
        .filter(pl.col("plain").str.slice("end", pl.col("from") - pl.col("end")).str.contains(_BY))
        .sort("verb", "from", -pl.col("to"))
        .unique("verb", keep="first", maintain_order=True)
        .select("verb", "side", speaker=pl.col("text").str.slice("from", pl.col("to") - pl.col("from")))
    )
    together = [code.code for code in codebook.statements if code.joint]
    joint = pl.when(pl.col("code").is_in(together)).then(pl.lit(JOINT)).otherwise("side")
    return (
        verbs.join(after, on="verb", how="left")
        .with_columns(side=joint, opens=pl.lit(0, pl.Int64))
        .with_columns(start=pl.when(pl.col("use") == "mutual").then("start").otherwise("opens"))
        .select(*verbs.columns, "side", "opens", "speaker")
    )


def _cut(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per sentence, kind, use and side: the span ends where the next statement begins.

    What one side alone agrees to is a pledge; what it alone signs is none.
    """
    rank = {code.code: place for place, code in enumerate(codebook.statements)}
    asides = "|".join(map(re.escape, codebook.speakers.asides))
    loose = rf"[\s,;:.]*(?:(?-u:\b)(?:{asides}|{_LOOSE})(?-u:\b)[\s,]*)*$"
    others = {code.code: code.alone for code in codebook.statements if code.alone}
    alone = pl.col("code").is_in(list(others)) & (pl.col("side") != JOINT)
    pledges = "|".join(regex(cue) for code in codebook.statements for cue in code.pledge) or NEVER
    pledge = pl.col("plain").str.slice("start").str.contains(pledges)
    following = pl.col("opens").shift(-1).over("sentence_id")
    said = pl.col("plain").str.slice("start", pl.coalesce(following, 1_000_000) - pl.col("start"))
    stretch = said.str.extract(r"^([^;]*)").str.replace(loose, "")
    return (
        told.filter(~alone | pledge)
        .with_columns(code=pl.when(alone).then(pl.col("code").replace(others)).otherwise("code"))
        .with_columns(rank=pl.col("code").replace_strict(rank, return_dtype=pl.Int64))
        .sort("sentence_id", "start", "rank", "end")
        .unique(["sentence_id", "start"], keep="first", maintain_order=True)
        .filter(stretch.str.count_matches(r"\S+") >= LEAST)  # else "said that they" would stand for "noted"
        .unique(["sentence_id", "code", "use", "side"], keep="first", maintain_order=True)
        .with_columns(stretch=stretch)
        .with_columns(to=pl.col("start") + pl.col("stretch").str.len_chars().cast(pl.Int64))
        .filter(pl.col("stretch").str.count_matches(r"\S+") >= LEAST)
    )


def _table(told: pl.DataFrame) -> pl.DataFrame:
    """Spans of the document, keys and quotes."""
    return (
        told.with_columns(
            statement="code",
            event_id=pl.lit(None, pl.String),
            person_id=pl.lit(None, pl.String),
            basis=pl.lit("rule"),
            statement_id=pl.concat_str(
                "document_id",
                pl.col("offset") + pl.col("start"),
                "code",
                pl.col("side").fill_null("-"),
                separator=".",
            ),
            quote=pl.col("text").str.slice("start", pl.col("to") - pl.col("start")),
        )
        .with_columns(start=pl.col("offset") + pl.col("start"), end=pl.col("offset") + pl.col("to"))
        .with_columns(side=pl.when(pl.col("side") != PRESENT).then("side"))
        .with_columns(commitment=pl.lit(None, pl.String))  # weighed when all is found (commitments)
        .select(*schemas.empty(schemas.Statements).columns)
        .sort("document_id", "start", "statement")
    )
