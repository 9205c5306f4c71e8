"""Who could speak in a sentence, and whose a verb of saying is: parties, people, the sides together."""

from __future__ import annotations

import re

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import NEVER, regex
from dialogues.codebook.facets import states
from dialogues.coding import offices, spelling
from dialogues.dataset.schemas import JOINT

PRESENT = "present"  # stands for the side of those who were there, until the table is made
UNTOLD = "untold"  # for that of somebody who took part and of whom no side is told
REACH = 60  # characters before a speaker that can say that it is none
_TITLE = r"(?: (?:\p{Lu}[\p{L}.'-]*|of|for|the))*"
_TOGETHER = rf"^\)?,?(?: and| as well as|-| &)(?: (?:the|its))?{_TITLE}\s?$"  # between two who speak together
QUOTED = r"\S[\"'][\s,]*"  # the end of what was said: "...", said the EU
OPENING = r"(?: ?\")?"  # of words quoted from the verb on: the sides "exchanged views"
ITEM = r"^(?:[^\p{L}\p{N}\s\"'(\[]{1,3}|\(?(?:\d{1,2}|[a-z])[.)])\s+"  # a list's sign or number
# Its subject is the last one: "It", "At the meeting she", "Moreover, they"
_BEGUN = (
    r"(?:(?i:among|in|on|at|during|after|before|for|with|as|by|under|concerning)(?: [^\s,.;:\"]+){1,7},? "
    r"|\p{L}+(?: \p{L}+)?, )"
)
GOES_ON = (
    rf"^(?:[^\p{{L}}\"'(]{{1,4}})?(?:(?:And|But|So) )?{_BEGUN}?(?:It|He|She|They|it|he|she|they)(?-u:\b)"
)
IT_SAID = rf"{QUOTED}(?:he|she|they|it)"  # so is that of the verb after a quotation
_NEW_SUBJECT = r"(?-u:\b)(?:and|but|while|whereas|that)(?: the)?\s*$"  # what stands before it is of another
_CLAUSE = r"(?-u:\b)(?:and|or|to|that|which|who|whose|where|while|when|if|as|not)(?-u:\b)"
_IN_BRACKETS = r"\([^()]*$"
_NAME = r"\p{Lu}[\p{L}\p{N}.'-]*"
_OPENS = rf"^(?:[^,;:]{{0,60}}, )?(?:(?:[Tt]he|of|for|on|in|{_NAME}) )*$"  # before a sentence's subject
_SIDE = ["sentence_id", "start", "end", "side"]
_OPENS_CLAUSE = r"(?:^|[;:.,\"-] |(?-u:\b)(?:and|but|while|whereas) )$"
_OF_ONE = ("reviewed", "reviewing", "governing", "hosts", "guests")  # groups of speakers of one side
OPEN = [PRESENT, UNTOLD]  # not known which side
KEPT = ("side", "speaker")


def groups(codebook: Codebook) -> pl.DataFrame:
    """One row per pattern of words for speakers who have no name: ``group, regex``."""
    speakers = codebook.speakers
    words = {name: getattr(speakers, name) for name in (JOINT, PRESENT, *_OF_ONE)} | speakers.parties
    rows = [(group, regex(cue)) for group, cues in words.items() for cue in cues]
    return pl.DataFrame(rows, schema={"group": pl.String, "regex": pl.String}, orient="row")


def _meant(parties: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Whom each group of speakers without a name is in each document: ``document_id, group, side``."""
    own, others = parties.filter("is_state"), parties.filter(~pl.col("is_state"))
    reviewing = others.filter(pl.col("side").is_in([code.reviewer for code in codebook.instruments]))
    abroad = others.filter(pl.col("side").is_in(list(states())))
    at_home = pl.col("is_host").any().over("document_id")
    of_one = {
        "reviewed": own.join(reviewing, on="document_id", how="semi"),
        "reviewing": reviewing,
        "governing": own.join(abroad, on="document_id", how="anti"),
        "hosts": parties.filter("is_host"),
        "guests": parties.filter(at_home, ~pl.col("is_host")),
    }
    groups = [rows.select("document_id", "side", group=pl.lit(name)) for name, rows in of_one.items()]
    named = parties.select("document_id", "side", group="side")
    together = pl.DataFrame({"group": [JOINT, PRESENT]})
    of_all = parties.select("document_id").unique().join(together, how="cross")
    return pl.concat([*groups, named, of_all.with_columns(side="group")], how="diagonal").filter(
        pl.len().over("document_id", "group") == 1
    )


def find(
    texts: pl.DataFrame,
    several: pl.DataFrame,
    mentions: pl.DataFrame,
    countries: pl.DataFrame,
    people: pl.DataFrame,
    parties: pl.DataFrame,
    accounts: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Who could speak: ``sentence_id, start, end, side``, counted from the sentence's first character.

    The parties to the event and whose people were there, alone and as pairs that speak together; they by a
    capital, and by "we" who gives the account. A party in somebody's function is no speaker: that person is.
    """
    own = parties.filter("is_state").select("document_id", state="side")
    bodies = mentions.filter(pl.col("facet").is_in(["organisation", "institution"]))
    bodies = bodies.join(own, on="document_id")
    party = pl.col("code").replace(codebook.parties())
    of_body = pl.when(pl.col("facet") == "institution").then("state").otherwise(party)
    span = ("document_id", "sentence_id", "start", "end")
    named = pl.concat([countries.select(*span, side="state"), bodies.select(*span, side=of_body)])
    placed = (
        named.join(texts.select("sentence_id", "offset"), on="sentence_id")
        .with_columns(pl.col("start", "end") - pl.col("offset"))
        .drop("offset")
    )
    persons = _people(texts, people, codebook).select("document_id", *_SIDE)
    reviewing = parties.filter(pl.col("side").is_in([code.reviewer for code in codebook.instruments]))
    there = people.filter(pl.col("presence") == "took_part").join(parties, on="document_id", how="semi")
    asking = placed.join(reviewing, on="document_id", how="semi")  # any state may ask the one under review
    sides = pl.concat(rows.select("document_id", "side") for rows in (parties, there, asking)).unique()
    alone = pl.concat(
        [
            matching.outside(placed, _functions(texts, people)),
            persons,
            offices.find(texts, people, codebook),
            _capitals(texts, codebook),
            _ourselves(texts, accounts),
        ]
    ).join(sides, on=["document_id", "side"], how="semi")
    untold = persons.filter(pl.col("side") == UNTOLD).join(parties, on="document_id", how="semi")
    several = several.join(texts.select("sentence_id", "document_id"), on="sentence_id")
    several = several.join(_meant(parties, codebook), on=["document_id", "group"])
    single = pl.concat([named.select(_SIDE) for named in (alone, untold, several)]).unique().sort(_SIDE)
    before = pl.col("plain").str.slice(0, "start")
    single = single.join(texts.select("sentence_id", "document_id", "plain"), on="sentence_id")
    single = single.filter(~before.str.contains(_IN_BRACKETS)).drop("plain")
    known = single.filter(~pl.col("side").is_in(OPEN))
    return pl.concat([single.select(_SIDE), _pairs(known, parties, texts)])


def _capitals(texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Capitals that stand for who governs there, at the beginning of a clause."""
    rows = [
        (name, place.speaks_for or place.state)
        for place in codebook.places
        if place.capital
        for name in (place.place, *place.names)
    ]
    of_text = dict.fromkeys(("surface", "side"), pl.String)
    capitals = pl.DataFrame(rows, schema=of_text, orient="row").unique("surface", keep="first")
    names = "|".join(sorted(map(re.escape, capitals["surface"]), key=len, reverse=True)) or NEVER
    return (
        matching.occurrences(texts, rf"(?-u:\b)(?:{names})(?-u:\b)", "plain")
        .filter(pl.col("plain").str.slice(0, "at").str.contains(_OPENS_CLAUSE))
        .filter(pl.col("plain").str.slice("to").str.contains(r"^ (?:\p{Ll}|\")"))
        .join(capitals, on="surface")
        .select("document_id", "sentence_id", start="at", end="to", side="side")
    )


def _ourselves(texts: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Where those who give the account say "we", beyond what they quote."""
    quotes = pl.col("plain").str.slice(0, "at").str.count_matches('"', literal=True)
    return (
        matching.occurrences(texts.join(accounts, on="document_id"), r"(?-u:\b)[Ww]e(?-u:\b)", "plain")
        .filter(quotes % 2 == 0)
        .select("document_id", "sentence_id", start="at", end="to", side="account")
    )


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
        last=_surnames(matching.plain(pl.col("name")).str.replace_many(spelling.BARE)),
        role=matching.plain(pl.col("role")).fill_null(""),
    )
    pieces = pl.col("bare").str.split(pl.col("last"))
    size = pl.col("last").str.len_chars().cast(pl.Int64)
    return (
        texts.with_columns(bare=pl.col("plain").str.replace_many(spelling.BARE))
        .join(known.explode("last").drop_nulls("last").unique(), on="document_id")
        .filter(pl.col("bare").str.contains(pl.col("last"), literal=True))
        .with_columns(before=pieces.list.head(pieces.list.len() - 1))
        .explode("before")
        .with_columns(
            end=(pl.col("before").str.len_chars().cast(pl.Int64) + size)
            .cum_sum()
            .over("sentence_id", "last", "side", "role")
        )
        .with_columns(
            start=pl.col("end") - size, end=pl.col("end") + _role_after(pl.col("plain").str.slice("end"))
        )
        .select("document_id", *_SIDE)
    )


def _surnames(name: pl.Expr) -> pl.Expr:
    """Words by which people are named again: the last, one in capitals, or one before "Seo-joon"."""
    last = name.str.extract(r"([\p{L}'-]+)\W*$")
    shouted = name.str.extract(r"(?:^|\s)(\p{Lu}[\p{Lu}'-]+)(?:\s|$)")
    first = name.str.extract(r"^(\p{Lu}\p{Ll}+) \p{Lu}\p{Ll}+-\p{Ll}+$")
    return pl.concat_list(pl.coalesce(shouted, first, last), shouted.str.to_titlecase()).list.unique()


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


def _pairs(single: pl.DataFrame, parties: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Two speakers of different sides that speak together: "Turkmenistan and the European Union".

    Two that are not both parties to the event are no more than those present.
    """
    known = parties.select("document_id", "side", known=pl.lit(value=True)).unique()
    rows = (
        single.join(known, on=["document_id", "side"], how="left")
        .drop("document_id")
        .join(texts.select("sentence_id", "plain"), on="sentence_id")
        .sort(_SIDE)
    )
    names = ("start", "end", "side", "known")
    last = {f"last_{name}": pl.col(name).shift(1).over("sentence_id") for name in names}
    between = pl.col("plain").str.slice("last_end", pl.col("start") - pl.col("last_end"))
    both = pl.col("known") & pl.col("last_known")
    return (
        rows.with_columns(**last)
        .filter(pl.col("last_side") != pl.col("side"), pl.col("start") >= pl.col("last_end"))
        .filter(between.str.contains(_TOGETHER))
        .with_columns(start="last_start", side=pl.when(both).then(pl.lit(JOINT)).otherwise(pl.lit(PRESENT)))
        .select(_SIDE)
    )


def nearest(verbs: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The speaker right before each verb, or right after it where a quotation ends before it.

    One row per verb: ``verb, from, to, side``; of speakers that end or begin at one place the longest.
    """
    gap, inset = _gap(codebook), "|".join(map(regex, codebook.speakers.insets))
    plain = pl.col("plain")
    beside = (
        verbs.join(speakers.rename({"start": "from", "end": "to"}), on="sentence_id")
        .filter(~is_no_side(pl.col("from"), codebook) | _before(pl.col("from")).str.contains(_NEW_SUBJECT))
        .with_columns(
            between=plain.str.slice("to", (pl.col("start") - pl.col("to")).clip(0)),
            after=plain.str.slice("end", (pl.col("from") - pl.col("end")).clip(0)),
        )
    )
    stands_before = beside.filter(
        pl.col("to") <= pl.col("start"),
        pl.col("between").str.contains(rf"{gap}[\s,)]*{OPENING}$")
        | (_further(pl.col("between"), codebook) & plain.str.slice(0, "from").str.contains(_OPENS))
        | pl.col("between").str.contains(
            rf"^[a-z ]{{0,40}}(?:,| \() ?(?:{inset})(?-u:\b)[^.;:\"]{{2,160}}[,)] {OPENING}$"
        ),
    )
    stands_after = beside.filter(
        pl.col("from") >= pl.col("end"),
        plain.str.slice(0, "start").str.contains(rf"{QUOTED}$"),
        pl.col("after").str.contains(rf"{gap}[\s,]*$"),
    ).with_columns(distance=pl.col("from") - pl.col("start"))
    nearest_before = stands_before.with_columns(distance=pl.col("start") - pl.col("to"))
    return (
        pl.concat([nearest_before, stands_after])
        .sort("verb", "distance", pl.col("from") - pl.col("to"), "side")
        .unique("verb", keep="first", maintain_order=True)
        .select("verb", "from", "to", "side")
    )


def _further(between: pl.Expr, codebook: Codebook) -> pl.Expr:
    """Whether words between a speaker and the verb only say whose or where: no verb, no clause."""
    verbs = "|".join(map(regex, (*codebook.speakers.auxiliary, *codebook.speakers.past)))
    own = r"(?:'s?)?(?: (?:of|for|from|at|in)(?: [\p{L}'-]+){1,8})+ "
    return between.str.contains(f"^{own}{OPENING}$") & ~between.str.contains(rf"{verbs}|{_CLAUSE}")


def is_no_side(at: pl.Expr, codebook: Codebook) -> pl.Expr:
    """Whether the words before a place in ``plain`` say that who is named there speaks for no side."""
    none = "|".join(map(re.escape, codebook.speakers.not_for))
    return _before(at).str.contains(rf"(?i)(?-u:\b)(?:{none})(?-u:\b)[^.,;]*$")


def _before(at: pl.Expr) -> pl.Expr:
    """The words before a place in ``plain``."""
    return pl.col("plain").str.slice((at - REACH).clip(0), at.clip(0, REACH))


def _gap(codebook: Codebook) -> str:
    """A pattern of what may stand between a speaker and the verb."""
    words = "|".join(sorted(map(re.escape, codebook.speakers.between)))
    return rf"^(?:'s?)?(?:[\s,()-]+(?:(?:{words})(?-u:\b)|{_NAME})|\s?\([^()]{{1,60}}\))*"


def runs(texts: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """The subject with which the run begins that a sentence goes on with, one row a sentence.

    Columns: ``sentence_id, first_side, first_speaker``.
    """
    goes_on = pl.col("plain").str.contains(rf"{GOES_ON}|{IT_SAID}(?-u:\b)")
    first = {f"first_{name}": pl.col(f"subject_{name}").first().over("document_id", "run") for name in KEPT}
    return (
        texts.join(subjects, on="sentence_id", how="left")
        .sort("document_id", "position")
        .with_columns(run=(~goes_on).cum_sum())
        .select("sentence_id", **first)
    )


def listing(texts: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Who is named right before the list of which a sentence is an item ("The EU: - urged ...").

    One row per item of such a list: ``sentence_id, list_side, list_speaker``.
    """
    plain = pl.col("plain")
    item = plain.str.contains(ITEM)
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


def subjects(texts: pl.DataFrame, speakers: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Who is the subject of a sentence, whatever its verb: the speaker with whom it begins.

    One row per such sentence: ``sentence_id, subject_to, subject_side, subject_speaker``.
    """
    past = "|".join(map(regex, codebook.speakers.past))
    plain = pl.col("plain")
    return (
        speakers.join(texts.select("sentence_id", "plain", "text"), on="sentence_id")
        .filter(
            plain.str.slice(0, "start").str.contains(_OPENS),
            plain.str.slice("end").str.contains(rf"{_gap(codebook)}[\s,]+(?:{past})"),
        )
        .sort("sentence_id", "end", "side")
        .unique("sentence_id", keep="last", maintain_order=True)
        .select("sentence_id", subject_to="end", subject_side="side", subject_speaker=_words())
    )


def _words() -> pl.Expr:
    return pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))
