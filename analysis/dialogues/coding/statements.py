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
REVIEWED = "reviewed"  # for the state, where the other party is a body that reviews states
UNTOLD = "untold"  # for that of somebody who took part and of whom no side is told
LEAST = 4  # words of a statement that says something
NEAR = 110  # characters between a speaker and the verb
REACH = 60  # characters before a speaker that can say that it is none
_TOGETHER = r"^\)?,?(?: and| as well as|-| &)(?: (?:the|its))?\s?$"  # between two sides that speak together
_BY = r"^\s*by(?: the| both)?\s*$"
_ASIDE = r"^,"  # after a verb that stands inside what was said: "Rights, the EU stressed, should ..."
_LOOSE = "and|while|whereas|but|as|which|who|that|also|the|in"  # what can end a clause of the next
_QUOTED = r"[\"'][\s,]*"  # the end of what was said: "...", said the EU
_ITEM = r"^(?:[^\p{L}\p{N}\s\"'(\[]{1,3}|\(?(?:\d{1,2}|[a-z])[.)])\s+"  # a list's sign or number
_GOES_ON = r"^(?:\p{L}+(?: \p{L}+)?, )?(?:It|He|She|They)(?-u:\b)"  # its subject is the last one
_IT_SAID = rf"{_QUOTED}(?:he|she|they|it)"  # so is that of the verb after a quotation
_BOTH = r"(?:^|, )(?:They|they)(?-u:\b)[^,]*$"  # what they agree they agree together
_SAID_THAT = r"^((?:[^.;:,]{0,60}(?-u:\b)that(?-u:\b))?\s*)[^.;:]{0,90}$"  # a verb's clause
_UNFINISHED = (
    r"(?-u:\b)that(?-u:\b)(?: \p{L}+){0,6}(?: of| by| the| an?)?\s*$"  # the next statement is its clause
)
_NEW_CLAUSE = r"(?-u:\b)(?:that|which|who|where|while|whereas|if|when)(?-u:\b)|[;:\"]"
_WHOLE = r"[.!?:;\"')]\s*$"  # how a sentence ends that was not cut off
_NAME = r"\p{Lu}[\p{L}\p{N}.'-]*"
_SIDE = ["sentence_id", "start", "end", "side"]
_OPEN = [PRESENT, UNTOLD]  # not known which side
_KEPT = ("side", "speaker")
_IN_HAND = ("under_consideration", "announced")  # commitments of what is on its way
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
        for side, cues in (
            (JOINT, speakers.joint),
            (PRESENT, speakers.present),
            (REVIEWED, speakers.reviewed),
        )
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
        sentences.filter(pl.col("role") == "body", pl.col("text").str.contains(rf"{_WHOLE}|{_ITEM}"))
        .rename({"start": "offset"})
        .join(parties, on="document_id", how="semi")
        .with_columns(plain=matching.plain(pl.col("text")))
        .select(_TEXT)
    )
    told = _verbs(texts, spoken["verbs"])
    speakers = _speakers(texts, spoken["groups"], mentions, states, people, parties, codebook)
    is_silent = pl.col("use").is_in(["unsaid", "mutual"])
    is_trailing = pl.col("use") == "trailing"
    said = _spoken(told.filter(~is_silent & ~is_trailing), speakers, texts, codebook)
    unsaid = _unsaid(told.filter(is_silent), said, speakers, parties, codebook)
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
    persons = _people(texts, people, codebook).select("document_id", *_SIDE)
    alone = pl.concat([matching.outside(placed, _functions(texts, people)), persons]).join(
        parties, on=["document_id", "side"], how="semi"
    )
    untold = persons.filter(pl.col("side") == UNTOLD).join(parties, on="document_id", how="semi")
    several = several.join(texts.select("sentence_id", "document_id"), on="sentence_id")
    reviewing = parties.filter(pl.col("side").is_in([code.reviewer for code in codebook.instruments]))
    reviewed = (
        several.filter(pl.col("side") == REVIEWED)
        .drop("side")
        .join(reviewing.select("document_id").unique(), on="document_id")
        .join(parties.filter("is_state").select("document_id", "side"), on="document_id")
    )
    several = several.filter(pl.col("side") != REVIEWED)
    single = (
        pl.concat([named.select(_SIDE) for named in (alone, untold, several, reviewed)]).unique().sort(_SIDE)
    )
    return pl.concat([single, _pairs(single.filter(~pl.col("side").is_in(_OPEN)), texts)])


def _people(texts: pl.DataFrame, people: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Where people are named by their last name, also after the first time, with their role if it follows.

    Those without a side are there only if they took part, and not as watchers.
    """
    outside = "|".join(map(re.escape, codebook.speakers.not_for))
    speaks = (
        pl.col("presence") == "took_part",
        ~pl.col("role").fill_null("").str.contains(rf"(?i)(?:{outside})"),
    )
    known = people.filter(pl.col("side").is_not_null() | pl.all_horizontal(speaks)).select(
        "document_id",
        side=pl.col("side").fill_null(UNTOLD),
        last=matching.plain(pl.col("name")).str.extract(r"([\p{L}'-]+)\W*$"),
        role=matching.plain(pl.col("role")).fill_null(""),
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
            .over("sentence_id", "last", "side", "role")
        )
        .select(
            "document_id",
            "sentence_id",
            start=pl.col("end") - size,
            end=pl.col("end") + _role_after(pl.col("plain").str.slice("end")),
            side="side",
        )
    )


def _role_after(rest: pl.Expr) -> pl.Expr:
    """Characters of the role that follows a name: ", Director of the Centre"."""
    opening, role = rest.str.extract(r"^(,? \(?(?:the )?)"), pl.col("role")
    follows = (role != "") & rest.str.slice(opening.str.len_chars()).str.starts_with(role)
    length = (opening.str.len_chars() + role.str.len_chars()).cast(pl.Int64)
    return pl.when(follows.fill_null(value=False)).then(length).otherwise(0)


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
    aside = rf"(?:,? (?:{asides}),?)?\s*$"
    own = pl.col("side").is_not_null()
    last = {name: pl.col(name).forward_fill().shift(1).over("document_id") for name in _KEPT}
    last_at = {
        name: pl.when(own).then(name).forward_fill().shift(1).over("document_id")
        for name in ("position", "run")
    }
    in_run = (pl.col("run") == last_at["run"]).fill_null(value=False)
    near = in_run | (pl.col("position") - last_at["position"] <= 1).fill_null(value=False)
    last = {name: pl.when(near).then(last[name]) for name in _KEPT}
    pronoun = lead.str.contains(rf"(?:{_GOES_ON}|{_IT_SAID})(?: (?:{asides}))*\s*$")
    finite = "|".join(map(regex, (*codebook.speakers.auxiliary, *codebook.speakers.past)))
    together = [code.code for code in codebook.statements if code.joint]
    after_and = lead.str.contains(rf"(?-u:\b)and{aside}")
    shares = after_and | lead.str.contains(rf"(?:,|as well as){aside}")
    lost = lead.str.contains(r"(?-u:\b)and\s*$") & ~lead.str.contains(finite)
    clause = plain.str.slice("subject_to", (pl.col("start") - pl.col("subject_to")).clip(0))
    is_subject = after_and & (pl.col("start") > pl.col("subject_to")) & ~clause.str.contains(_NEW_CLAUSE)
    in_list = lead.str.contains(rf"{_ITEM}(?:also )?$")
    words = pl.col("text").str.slice("from", pl.col("to") - pl.col("from"))
    by_words = (
        plain.str.contains("^[\"']") & plain.str.slice(0, "from").str.contains(rf"{_QUOTED}[^.;:\"]{{0,90}}$")
    ) | lead.str.contains(rf"{_QUOTED}(?:he|she|they|it|)\s*$")
    subjects = _subjects(texts, speakers, codebook)
    return (
        verbs.join(_nearest(verbs, speakers, codebook), on="verb", how="left")
        .join(_runs(texts, subjects), on="sentence_id", how="left")
        .join(_listing(texts, speakers, codebook), on="sentence_id", how="left")
        .join(subjects, on="sentence_id", how="left")
        .sort("document_id", "position", "start", "end")
        .with_columns(
            speaker=pl.when(pl.col("side") == JOINT).then(words).otherwise(words.str.extract(r"^([^,(]+)")),
            opens=pl.min_horizontal(pl.coalesce("from", "start"), "start"),
            whole=plain.str.slice("end").str.contains(_ASIDE) | by_words.fill_null(value=False),
        )
        .with_columns(
            pl.when(own)
            .then(name)
            .when(pronoun)
            .then(pl.coalesce(last[name], f"first_{name}"))
            .when(in_list)
            .then(f"list_{name}")
            .alias(name)
            for name in _KEPT
        )
        .with_columns(
            pl.coalesce(
                name,
                pl.when(shares).then(pl.col(name).forward_fill().over("sentence_id")),
                pl.when(is_subject).then(f"subject_{name}"),
            ).alias(name)
            for name in _KEPT
        )
        .filter(own | (lost & ~pl.col("code").is_in(together)))
        .with_columns(
            side=pl.when(lead.str.contains(_BOTH) & pl.col("code").is_in(together))
            .then(pl.lit(JOINT))
            .otherwise("side")
        )
        .with_columns(pl.when("whole").then(0).otherwise(name).alias(name) for name in ("opens", "start"))
        .select(*verbs.columns, "side", "opens", "speaker")
    )


def _nearest(verbs: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The speaker right before each verb, or right after it where a quotation ends before it.

    One row per verb: ``verb, from, to, side``; of speakers that end or begin at one place the longest.
    """
    gap, inset = _gap(codebook), "|".join(map(regex, codebook.speakers.insets))
    none = "|".join(map(re.escape, codebook.speakers.not_for))
    plain = pl.col("plain")
    before = plain.str.slice((pl.col("from") - REACH).clip(0), pl.col("from").clip(upper_bound=REACH))
    beside = (
        verbs.join(speakers.rename({"start": "from", "end": "to"}), on="sentence_id")
        .filter(~before.str.contains(rf"(?i)(?-u:\b)(?:{none})(?-u:\b)[^.,;]*$"))
        .with_columns(
            between=plain.str.slice("to", (pl.col("start") - pl.col("to")).clip(0)),
            after=plain.str.slice("end", (pl.col("from") - pl.col("end")).clip(0)),
        )
    )
    stands_before = beside.filter(
        pl.col("to") <= pl.col("start"),
        ((pl.col("start") - pl.col("to") <= NEAR) & pl.col("between").str.contains(rf"{gap}[\s,)]*$"))
        | pl.col("between").str.contains(rf"^[a-z ]{{0,40}},? \(?(?:{inset})(?-u:\b)[^.;:\"]{{2,160}}[,)] $"),
    )
    stands_after = beside.filter(
        pl.col("from") >= pl.col("end"),
        pl.col("from") - pl.col("end") <= NEAR,
        plain.str.slice(0, "start").str.contains(rf"{_QUOTED}$"),
        pl.col("after").str.contains(rf"{gap}[\s,]*$"),
    ).with_columns(distance=pl.col("from") - pl.col("start"))
    nearest_before = stands_before.with_columns(distance=pl.col("start") - pl.col("to"))
    return (
        pl.concat([nearest_before, stands_after])
        .sort("verb", "distance", pl.col("from") - pl.col("to"), "side")
        .unique("verb", keep="first", maintain_order=True)
        .select("verb", "from", "to", "side")
    )


def _gap(codebook: Codebook) -> str:
    """A pattern of what may stand between a speaker and the verb."""
    words = "|".join(sorted(map(re.escape, codebook.speakers.between)))
    return rf"^(?:'s?)?(?:[\s,()-]+(?:(?:{words})(?-u:\b)|{_NAME}))*"


def _runs(texts: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Sentences by runs that keep their subject: ``sentence_id, run, first_side, first_speaker``.

    ``first_side`` and ``first_speaker`` are of the subject with which the run begins.
    """
    goes_on = pl.col("plain").str.contains(rf"{_GOES_ON}|{_IT_SAID}(?-u:\b)")
    first = {f"first_{name}": pl.col(f"subject_{name}").first().over("document_id", "run") for name in _KEPT}
    return (
        texts.join(subjects, on="sentence_id", how="left")
        .sort("document_id", "position")
        .with_columns(run=(~goes_on).cum_sum())
        .select("sentence_id", "run", **first)
    )


def _listing(texts: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Who is named right before the list of which a sentence is an item ("The EU: - urged ...").

    One row per item of such a list: ``sentence_id, list_side, list_speaker``.
    """
    plain = pl.col("plain")
    item = plain.str.contains(_ITEM)
    rows = texts.sort("document_id", "position").with_columns(item=item, list=(~item).cum_sum())
    heads = (
        rows.filter(~pl.col("item"), plain.str.contains(r":\s*$"))
        .join(speakers, on="sentence_id")
        .filter(plain.str.slice("end").str.contains(rf"{_gap(codebook)}[\s,]*:\s*$"))
        .sort("list", "end", -pl.col("start"))
        .unique("list", keep="last", maintain_order=True)
        .select("list", "document_id", list_side="side", list_speaker=_words())
    )
    return (
        rows.filter("item")
        .join(heads, on=["list", "document_id"])
        .select("sentence_id", "list_side", "list_speaker")
    )


def _subjects(texts: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Who is the subject of a sentence, whatever its verb: the speaker with whom it begins.

    One row per such sentence: ``sentence_id, subject_to, subject_side, subject_speaker``.
    """
    past = "|".join(map(regex, codebook.speakers.past))
    plain = pl.col("plain")
    return (
        speakers.join(texts.select("sentence_id", "plain", "text"), on="sentence_id")
        .filter(
            plain.str.slice(0, "start").str.contains(rf"^(?:[^,;:]{{0,60}}, )?(?:(?:[Tt]he|of|{_NAME}) )*$"),
            plain.str.slice("end").str.contains(rf"{_gap(codebook)}[\s,]+(?:{past})"),
        )
        .sort("sentence_id", "end", "side")
        .unique("sentence_id", keep="last", maintain_order=True)
        .select("sentence_id", subject_to="end", subject_side="side", subject_speaker=_words())
    )


def _words() -> pl.Expr:
    return pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))


def _unsaid(
    verbs: pl.DataFrame, said: pl.DataFrame, speakers: pl.DataFrame, parties: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Verbs without a speaker before them: "by" may name one after, or they stand in what somebody said.

    What is prepared or considered in a body of the state ("in the parliament") is so by the state.
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
    at_home = (
        verbs.join(parties.filter("is_state").select("document_id", state="side"), on="document_id")
        .join(speakers.select("sentence_id", "side", at="start"), on="sentence_id")
        .filter(pl.col("at") >= pl.col("end"), pl.col("side") == pl.col("state"))
        .select("verb", "state")
        .unique()
    )
    free = (
        verbs.join(inside, on="verb", how="anti")
        .join(after, on="verb", how="left")
        .join(at_home, on="verb", how="left")
        .with_columns(side=joint, opens=pl.lit(0, pl.Int64))
        .with_columns(start=pl.when(pl.col("use") == "mutual").then("start").otherwise("opens"))
        .select(*verbs.columns, "side", "opens", "speaker")
    )
    named = pl.when(pl.col("side").is_in(_OPEN)).then(pl.coalesce(owner, "side")).otherwise("side")
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
    alone = pl.col("code").is_in(list(others)) & (pl.col("side") != JOINT)
    pledges = "|".join(regex(cue) for code in codebook.statements for cue in code.pledge) or NEVER
    pledge = pl.col("plain").str.slice("start").str.contains(pledges)
    following = pl.col("opens").shift(-1).over("sentence_id")
    said = pl.col("plain").str.slice("start", pl.coalesce(following, 1_000_000) - pl.col("start"))
    stretch = said.str.extract(r"^([^;]*)").str.replace(loose, "")
    unfinished = following.is_not_null() & said.str.contains(_UNFINISHED)
    return (
        told.filter(~alone | pledge)
        .with_columns(code=pl.when(alone).then(pl.col("code").replace(others)).otherwise("code"))
        .with_columns(rank=pl.col("code").replace_strict(rank, return_dtype=pl.Int64))
        .sort("sentence_id", "start", "rank", "end")
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
        .with_columns(side=pl.when(~pl.col("side").is_in(_OPEN)).then("side"))
        .with_columns(commitment=pl.lit(None, pl.String))  # weighed when all is found (commitments)
        .select(*schemas.empty(schemas.Statements).columns)
        .sort("document_id", "start", "statement")
    )
