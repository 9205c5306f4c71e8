"""Who says what a verb of saying tells: who stands beside it, of whom the text goes on, or nobody."""

from __future__ import annotations

import re

import polars as pl

from dialogues.base import rows
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import regex
from dialogues.coding import speaking
from dialogues.dataset.schemas import JOINT

_BY = r"^\s*(?:by)?(?: the| both)?\s*$"
_TOLD_BEFORE = r"^\S+(?: \S+){4,}, (?:[^,\"]{0,60} )?$"  # "Schools stay closed, the minister | said."
_OWN_CLAUSE = r", (?:and|but|while|when|where|which|who|that|as|if)(?-u:\b)[^,]*$"
_NO_MORE = r'^\p{L}+(?: (?:[^\s,;:"]+ )?\p{L}+)?(?: (?:at|in|on|after|during) [^,;:"]{1,60})?[."]*$'
_QUOTING = r"^[^\"]{0,60}:(?: \"|\s*$)"  # from the verb to the words themselves
_ASIDE = r"^,"  # after a verb that stands inside what was said: "Rights, the EU stressed, should ..."
_BOTH = r"(?:^|, |[^\p{L}\p{N}\s] )(?:They|they)(?-u:\b)[^,]*$"  # what they agree they agree together
_NEW_CLAUSE = r"(?-u:\b)(?:that|which|who|where|while|whereas|if|when)(?-u:\b)|[;:\"]"
_IN_HAND = ("under_consideration", "announced")  # commitments of what is on its way
_SAID_THAT = (
    r"^((?:.{0,300}, and that(?-u:\b)|[^.;:,]{0,60}(?-u:\b)that(?-u:\b))?\s*)[^.;:]{0,90}$"  # a verb's clause
)


def spoken(
    verbs: pl.DataFrame, speakers: pl.DataFrame, texts: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Verbs with a speaker: before the verb, after it where a quotation stands before, or one told before.

    That is the speaker of the last sentence, as "it"; the one who is named before the list in which the verb
    stands; after "and" that of the verb before, or the subject of the sentence. A verb after "and" in a
    sentence that has no verb and no subject before it is told by nobody.
    """
    subjects = speaking.subjects(texts, speakers, codebook)
    told = (
        verbs.join(speaking.nearest(verbs, speakers, codebook), on="verb", how="left")
        .join(speaking.runs(texts, subjects), on="sentence_id", how="left")
        .join(speaking.listing(texts, speakers, codebook), on="sentence_id", how="left")
        .join(subjects, on="sentence_id", how="left")
        .sort("document_id", "position", "start", "end")
        .with_columns(lead=pl.col("plain").str.slice(0, "start"))
        .pipe(_with_words)
        .pipe(_from_sentences_before, codebook)
        .pipe(_from_words_before, codebook)
    )
    is_joint, talked = pl.col("code").is_in(_together(codebook)), pl.col("use") == "joint_only"
    they = pl.col("lead").str.contains(_BOTH) & (is_joint | talked)
    return (
        told.filter(pl.col("side").is_not_null() | (_is_lost(codebook) & ~is_joint))
        .with_columns(side=pl.when(they).then(pl.lit(JOINT)).otherwise("side"))
        .filter(~talked | (pl.col("side") == JOINT))
        .with_columns(pl.when("whole").then(0).otherwise(name).alias(name) for name in ("opens", "start"))
        .select(*verbs.columns, "side", "opens", "speaker", "quotes")
    )


def _together(codebook: Codebook) -> list[str]:
    """Kinds of statement that the sides can make together."""
    return [code.code for code in codebook.statements if code.joint]


def _words() -> pl.Expr:
    """The words for a speaker, who stands ``from`` .. ``to``."""
    return pl.col("text").str.slice("from", pl.col("to") - pl.col("from"))


def _with_words(told: pl.DataFrame) -> pl.DataFrame:
    """Add the ``speaker`` in words, where the clause ``opens``, and how what was said stands there.

    ``quotes``: in quotation marks. ``whole``: from the sentence's beginning, before or around the verb
    ("Schools stay closed, the minister said.", "Rights, the EU stressed, should ...").
    """
    plain, before, verb = (
        pl.col("plain"),
        pl.col("plain").str.slice(0, "from"),
        pl.col("plain").str.slice("start"),
    )
    opens_quoted = plain.str.contains("^[\"']") | pl.col("is_open")
    after_quotation = (
        (opens_quoted & before.str.contains(rf"{speaking.QUOTED}[^.;:\"]{{0,90}}$"))
        | pl.col("lead").str.contains(rf"{speaking.QUOTED}(?:he|she|they|it|)\s*$")
    ).fill_null(value=False)
    told_before = before.str.contains(_TOLD_BEFORE) & ~before.str.contains(_OWN_CLAUSE)
    around = plain.str.slice("end").str.contains(_ASIDE)
    return told.with_columns(
        speaker=pl.when(pl.col("side") == JOINT).then(_words()).otherwise(_words().str.extract(r"^([^,(]+)")),
        opens=pl.min_horizontal(pl.coalesce("from", "start"), "start"),
        quotes=after_quotation | verb.str.contains(_QUOTING),
        whole=around | after_quotation | (told_before & verb.str.contains(_NO_MORE)),
    )


def _from_sentences_before(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give a verb without a speaker that of the sentence before, or of the list in which it stands.

    "Norway welcomed the law. It urged ...", "The EU: - urged ..."
    """
    lead, asides = pl.col("lead"), _asides(codebook)
    goes_on = lead.str.contains(rf"{speaking.GOES_ON}(?: (?:{asides}))*\s*$") & ~lead.str.contains(
        _NEW_CLAUSE
    )
    it_said = lead.str.contains(rf"{speaking.IT_SAID}(?: (?:{asides}))*\s*$")
    is_own = pl.col("side").is_not_null()
    last = {name: pl.col(name).forward_fill().shift(1).over("document_id") for name in speaking.KEPT}
    last_at = pl.when(is_own).then("position").forward_fill().shift(1).over("document_id")
    return told.with_columns(
        is_own=is_own,
        is_pronoun=goes_on | it_said,
        in_list=lead.str.contains(rf"{speaking.ITEM}(?:also )?$"),
        is_near=(pl.col("position") - last_at <= 1).fill_null(value=False),
    ).with_columns(
        pl.when("is_own")
        .then(name)
        .when("is_pronoun")
        .then(pl.coalesce(pl.when("is_near").then(last[name]), f"first_{name}"))
        .when("in_list")
        .then(f"list_{name}")
        .alias(name)
        for name in speaking.KEPT
    )


def _from_words_before(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give a verb without a speaker that of the verb before it, or the subject of the sentence.

    "Norway welcomed the law and urged ...", "The EU, in its report, stressed ..., welcoming ..."
    """
    lead, start, plain = pl.col("lead"), pl.col("start"), pl.col("plain")
    aside = rf"(?:,? (?:{_asides(codebook)}),?)?{speaking.OPENING}\s*$"
    after_and = lead.str.contains(rf"(?-u:\b)and{aside}")
    participle = "|".join(map(regex, codebook.speakers.participle))
    goes_along = plain.str.slice("start").str.contains(rf"^(?:{participle})")
    clause = plain.str.slice("subject_to", (start - pl.col("subject_to")).clip(0))
    of_subject = (start > pl.col("subject_to")) & ~clause.str.contains(_NEW_CLAUSE)
    return (
        told.with_columns(after_and=after_and)
        .with_columns(shares=pl.col("after_and") | lead.str.contains(rf"(?:,|as well as){aside}"))
        .with_columns(of_subject=(pl.col("after_and") | (pl.col("shares") & goes_along)) & of_subject)
        .with_columns(
            pl.coalesce(
                name,
                pl.when("shares").then(pl.col(name).forward_fill().over("sentence_id")),
                pl.when("of_subject").then(f"subject_{name}"),
            ).alias(name)
            for name in speaking.KEPT
        )
    )


def _is_lost(codebook: Codebook) -> pl.Expr:
    """Whether a verb stands after "and" in a sentence that has no verb before it: who says it is lost."""
    finite = "|".join(map(regex, (*codebook.speakers.auxiliary, *codebook.speakers.past)))
    lead = pl.col("lead")
    return lead.str.contains(r"(?-u:\b)and\s*$") & ~lead.str.contains(finite)


def _asides(codebook: Codebook) -> str:
    return "|".join(map(re.escape, codebook.speakers.asides))


def unsaid(
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
        .pipe(rows.first, "verb")
        .select("verb", "side", speaker=_words())
    )
    in_hand = [code.code for code in codebook.statements if code.commits in _IN_HAND]
    owner = pl.when(pl.col("code").is_in(in_hand)).then("state")
    joint = (
        pl.when(pl.col("code").is_in(_together(codebook)))
        .then(pl.lit(JOINT))
        .otherwise(pl.coalesce("side", owner))
    )
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


def trailing(verbs: pl.DataFrame, parties: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Sentences that end with a body or office as their speaker: one of the side whose account it is."""
    words = pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))
    sides = accounts.rename({"account": "side"}).join(parties, on=["document_id", "side"], how="semi")
    return (
        verbs.join(sides, on="document_id")
        .with_columns(opens=pl.lit(0, pl.Int64), speaker=words.str.extract(r"^,\s*(.+?)\s+\S+\W*$"))
        .with_columns(start="opens")
        .select(*verbs.columns, "side", "opens", "speaker")
    )
