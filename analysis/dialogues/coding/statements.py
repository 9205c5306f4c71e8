"""What the texts report as said and agreed: verbs of saying with their speakers, each a span to quote."""

from __future__ import annotations

import re

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import NEVER, regex
from dialogues.codebook.scan import Spoken
from dialogues.coding import quotations, speaking
from dialogues.dataset import schemas
from dialogues.dataset.schemas import JOINT

LEAST = 3  # words of a statement that says something
_BY = r"^\s*(?:by)?(?: the| both)?\s*$"
_TOLD_BEFORE = r"^\S+(?: \S+){4,}, (?:[^,\"]{0,60} )?$"  # "Schools stay closed, the minister | said."
_OWN_CLAUSE = r", (?:and|but|while|when|where|which|who|that|as|if)(?-u:\b)[^,]*$"
_NO_MORE = r'^\p{L}+(?: (?:[^\s,;:"]+ )?\p{L}+)?(?: (?:at|in|on|after|during) [^,;:"]{1,60})?[."]*$'
_QUOTING = r"^[^\"]{0,60}:(?: \"|\s*$)"  # from the verb to the words themselves
_ASIDE = r"^,"  # after a verb that stands inside what was said: "Rights, the EU stressed, should ..."
_LOOSE = "and|while|whereas|but|as|which|who|that|also|the|in"  # what can end a clause of the next
_BOTH = r"(?:^|, |[^\p{L}\p{N}\s] )(?:They|they)(?-u:\b)[^,]*$"  # what they agree they agree together
_SAID_THAT = (
    r"^((?:.{0,300}, and that(?-u:\b)|[^.;:,]{0,60}(?-u:\b)that(?-u:\b))?\s*)[^.;:]{0,90}$"  # a verb's clause
)
_UNFINISHED = (
    r"(?-u:\b)that(?-u:\b)(?: \p{L}+){0,6}(?: of| by| the| an?)?\s*$"  # the next statement is its clause
)
_NEW_CLAUSE = r"(?-u:\b)(?:that|which|who|where|while|whereas|if|when)(?-u:\b)|[;:\"]"
_WHOLE = r"[.!?:;\"')]\s*$"  # how a sentence ends that was not cut off
_IN_HAND = ("under_consideration", "announced")  # commitments of what is on its way
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
    said = _spoken(told.filter(~is_silent & ~is_trailing), speakers, texts, codebook)
    said = quotations.spread(said, every.filter(is_first), texts, codebook).drop("quotes")
    unsaid = _unsaid(told.filter(is_silent), said, speakers, parties, codebook)
    trailing = _trailing(told.filter(is_trailing), parties, accounts)
    told = _together(pl.concat([said, unsaid, trailing]), parties, codebook)
    return _table(_cut(told, codebook))


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


def _spoken(
    verbs: pl.DataFrame, speakers: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Verbs with a speaker: before the verb, after it where a quotation stands before, or one told before.

    That is the speaker of the last sentence, as "it"; the one who is named before the list in which the verb
    stands; after "and" that of the verb before, or the subject of the sentence. A verb after "and" in a
    sentence that has no verb and no subject before it is told by nobody.
    """
    plain = pl.col("plain")
    lead = plain.str.slice(0, pl.col("start"))
    asides = "|".join(map(re.escape, codebook.speakers.asides))
    aside = rf"(?:,? (?:{asides}),?)?{speaking.OPENING}\s*$"
    own = pl.col("side").is_not_null()
    last = {name: pl.col(name).forward_fill().shift(1).over("document_id") for name in speaking.KEPT}
    last_at = pl.when(own).then("position").forward_fill().shift(1).over("document_id")
    near = (pl.col("position") - last_at <= 1).fill_null(value=False)
    last = {name: pl.when(near).then(last[name]) for name in speaking.KEPT}
    goes_on = lead.str.contains(rf"{speaking.GOES_ON}(?: (?:{asides}))*\s*$")
    pronoun = goes_on & ~lead.str.contains(_NEW_CLAUSE)
    pronoun |= lead.str.contains(rf"{speaking.IT_SAID}(?: (?:{asides}))*\s*$")
    finite = "|".join(map(regex, (*codebook.speakers.auxiliary, *codebook.speakers.past)))
    together = [code.code for code in codebook.statements if code.joint]
    talked = pl.col("use") == "joint_only"
    participle = "|".join(map(regex, codebook.speakers.participle))
    after_and = lead.str.contains(rf"(?-u:\b)and{aside}")
    shares = after_and | lead.str.contains(rf"(?:,|as well as){aside}")
    lost = lead.str.contains(r"(?-u:\b)and\s*$") & ~lead.str.contains(finite)
    clause = plain.str.slice("subject_to", (pl.col("start") - pl.col("subject_to")).clip(0))
    goes_along = shares & plain.str.slice("start").str.contains(rf"^(?:{participle})")
    is_subject = (
        (after_and | goes_along)
        & (pl.col("start") > pl.col("subject_to"))
        & ~clause.str.contains(_NEW_CLAUSE)
    )
    in_list = lead.str.contains(rf"{speaking.ITEM}(?:also )?$")
    words = pl.col("text").str.slice("from", pl.col("to") - pl.col("from"))
    by_words = (
        (plain.str.contains("^[\"']") | pl.col("is_open"))
        & plain.str.slice(0, "from").str.contains(rf"{speaking.QUOTED}[^.;:\"]{{0,90}}$")
    ) | lead.str.contains(rf"{speaking.QUOTED}(?:he|she|they|it|)\s*$")
    subjects = speaking.subjects(texts, speakers, codebook)
    return (
        verbs.join(speaking.nearest(verbs, speakers, codebook), on="verb", how="left")
        .join(speaking.runs(texts, subjects), on="sentence_id", how="left")
        .join(speaking.listing(texts, speakers, codebook), on="sentence_id", how="left")
        .join(subjects, on="sentence_id", how="left")
        .sort("document_id", "position", "start", "end")
        .with_columns(
            speaker=pl.when(pl.col("side") == JOINT).then(words).otherwise(words.str.extract(r"^([^,(]+)")),
            opens=pl.min_horizontal(pl.coalesce("from", "start"), "start"),
            quotes=by_words.fill_null(value=False) | plain.str.slice("start").str.contains(_QUOTING),
            whole=plain.str.slice("end").str.contains(_ASIDE)
            | by_words.fill_null(value=False)
            | (
                plain.str.slice(0, "from").str.contains(_TOLD_BEFORE)
                & ~plain.str.slice(0, "from").str.contains(_OWN_CLAUSE)
                & plain.str.slice("start").str.contains(_NO_MORE)
            ),
        )
        .with_columns(
            pl.when(own)
            .then(name)
            .when(pronoun)
            .then(pl.coalesce(last[name], f"first_{name}"))
            .when(in_list)
            .then(f"list_{name}")
            .alias(name)
            for name in speaking.KEPT
        )
        .with_columns(
            pl.coalesce(
                name,
                pl.when(shares).then(pl.col(name).forward_fill().over("sentence_id")),
                pl.when(is_subject).then(f"subject_{name}"),
            ).alias(name)
            for name in speaking.KEPT
        )
        .filter(own | (lost & ~pl.col("code").is_in(together)))
        .with_columns(
            side=pl.when(lead.str.contains(_BOTH) & (pl.col("code").is_in(together) | talked))
            .then(pl.lit(JOINT))
            .otherwise("side")
        )
        .filter(~talked | (pl.col("side") == JOINT))
        .with_columns(pl.when("whole").then(0).otherwise(name).alias(name) for name in ("opens", "start"))
        .select(*verbs.columns, "side", "opens", "speaker", "quotes")
    )


def _unsaid(
    verbs: pl.DataFrame, said: pl.DataFrame, speakers: pl.DataFrame, parties: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Verbs without a speaker before them: "by" may name one after, or they stand in what somebody said.

    What is prepared or considered without a speaker is so by the state whose dialogue it is.
    """
    after = (
        verbs.join(speakers.rename({"start": "from", "end": "to"}), on="sentence_id")
        .filter(pl.col("from") >= pl.col("end"))
        .filter(pl.col("plain").str.slice("end", pl.col("from") - pl.col("end")).str.contains(_BY))
        .sort("verb", "from", -pl.col("to"))
        .unique("verb", keep="first", maintain_order=True)
        .select("verb", "side", speaker=pl.col("text").str.slice("from", pl.col("to") - pl.col("from")))
    )
    together = [code.code for code in codebook.statements if code.joint]
    in_hand = [code.code for code in codebook.statements if code.commits in _IN_HAND]
    owner = pl.when(pl.col("code").is_in(in_hand)).then("state")
    joint = pl.when(pl.col("code").is_in(together)).then(pl.lit(JOINT)).otherwise(pl.coalesce("side", owner))
    inside = _inside(verbs, said)
    clause = pl.col("plain").str.slice(0, pl.col("start")).str.extract(r"^(.*;\s*)")
    at_home = (
        verbs.join(parties.filter("is_state").select("document_id", state="side"), on="document_id")
        .select("verb", "state")
        .unique("verb")
    )
    free = (
        verbs.join(inside, on="verb", how="anti")
        .join(after, on="verb", how="left")
        .join(at_home, on="verb", how="left")
        .with_columns(side=joint, opens=clause.str.len_chars().fill_null(0).cast(pl.Int64))
        .with_columns(start=pl.when(pl.col("use") == "mutual").then("start").otherwise("opens"))
        .select(*verbs.columns, "side", "opens", "speaker")
    )
    named = pl.when(pl.col("side").is_in(speaking.OPEN)).then(pl.coalesce(owner, "side")).otherwise("side")
    clauses = (
        verbs.join(inside.filter("other"), on="verb")
        .join(at_home, on="verb", how="left")
        .with_columns(start="opens", side=named)
    )
    return pl.concat([free, clauses.select(free.columns)])


def _inside(verbs: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Verbs in a clause of what is reported as said: ``verb, side, speaker, opens, other``.

    ``other``: they tell of another kind of statement than the verb of saying.
    """
    outer = said.select("sentence_id", "side", "speaker", outer="code", until="end")
    between = pl.col("plain").str.slice("until", (pl.col("start") - pl.col("until")).clip(0))
    return (
        verbs.filter(pl.col("use") == "unsaid")
        .join(outer, on="sentence_id")
        .filter(pl.col("until") <= pl.col("start"), between.str.contains(_SAID_THAT))
        .with_columns(
            opens=pl.col("until") + between.str.extract(_SAID_THAT).str.len_chars().cast(pl.Int64),
            other=pl.col("outer") != pl.col("code"),
        )
        .sort("verb", "until")
        .unique("verb", keep="last", maintain_order=True)
        .select("verb", "side", "speaker", "opens", "other")
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
    """Spans of the document, keys and quotes."""
    return (
        told.with_columns(
            statement="code",
            event_id=pl.lit(None, pl.String),
            person_id=pl.lit(None, pl.String),
            basis=pl.lit("rule"),
            side=pl.coalesce("alone", "side"),
        )
        .with_columns(
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
        .with_columns(side=pl.when(~pl.col("side").is_in(speaking.OPEN)).then("side"))
        .with_columns(commitment=pl.lit(None, pl.String))  # weighed when all is found (commitments)
        .select(*schemas.empty(schemas.Statements).columns)
        .sort("document_id", "start", "statement")
    )
