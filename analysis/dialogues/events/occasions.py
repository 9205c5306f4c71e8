"""What occasion a document reports: which of its sentences tell of it, and what kind of event it was."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.events import reviews

_B = r"(?-u:\b)"
HELD = (  # what is done with an event, or at one
    rf"(?i){_B}(?:held|took place|taken place|met|hosted|host|hosts|organi[sz]ed|conducted|opened"
    r"|started|began|kicked off|commenced|concluded|completed|ended|continued|went on|gone through|passed"
    r"|carried out|launched"
    r"|convened|assembled|gathered|sat|discussed|exchanged|had|have|saw|seen|ran|arranged|received|attended"
    r"|participated|hold|discuss|meet|meets|venue|followed|gave the floor|dealt with|looked at|talked"
    r"|spoke|conferred"
    r"|brought together|welcomed|agreed at|wound up|wrapped up|closed|came together|compared notes"
    r"|went through|gone over|went over|fell on|had its turn|the turn of|visited|arrived"
    rf"|paid an? (?:[a-z-]+ )?visit){_B}"
)
STAGED = (  # the narrow sense: that an event was held
    rf"(?i){_B}(?:held|took place|taken place|hosted|hosts?|organi[sz]ed|conducted|convened|arranged|venue"
    r"|met|assembled|gathered|carried out|launched|brought together|sat down|begun|given"
    rf"|passed (?:in|at|on|by|through|under|with)){_B}"
)
NOUN = (
    rf"(?i){_B}(?:dialogues?|consultations?|round[ -]?tables?|roundtables?|meetings?|sessions?|seminars?"
    r"|workshops?|trainings?|courses? (?:on|for)|lectures?|conferences?|talks|negotiations|rounds?"
    rf"|briefings?|events?|discussions?|forums?){_B}"
)
_ROUND = r"(?:dialogues?|rounds?|meetings?|sessions?|consultations?|talks|seminar|workshop|event)"
_OFF = (
    r"(?:postpone[sd]?|cancel(?:s|led|ed)?|call(?:s|ed)? off|put(?:s)? off|suspend(?:s|ed)?|adjourn(?:s|ed)?"
    r"|scrap(?:s|ped)?|delay(?:s|ed)?)"
)
CALLED_OFF = (  # an event that was not held: put off, cancelled, broken off
    rf"(?i){_B}(?:{_OFF} (?:the|its|their|this|a|an) (?:[^ .;:]+ ){{0,5}}?{_ROUND}"
    rf"|{_ROUND}{_B}[^.;:]*?{_B}(?:(?:was|were|is|are|has been|have been|will be|being) (?:[a-z]+ )?{_OFF}"
    r"|(?:will|did|could|would|can|shall)(?: not|n't) (?:be held|take place|happen|go ahead)"
    rf"|(?:was|were|is|has been)(?: not|n't) (?:held|taking place)|fell through)){_B}"
)
FUTURE = (  # speaks of an event to come
    rf"(?i){_B}(?:will (?:be|be jointly) (?:held|hosted|organi[sz]ed|conducted|convened|arranged)"
    r"|will (?:take place|host|hold|meet|pass|convene)|to be (?:held|hosted|convened)"
    r"|(?:is|are|was|were) (?:scheduled|planned|expected|due|foreseen|envisaged|slated|set)"
    r" (?:to|for|in|on|by)"
    r"|(?:plan|plans|planned|intend|intends|intended|propose|proposed)"
    r" to (?:hold|convene|meet|host|organi[sz]e)"
    r"|(?:is|are) to (?:be held|be hosted|take place|host|hold|meet|convene|sit|gather|welcome)"
    r"|will (?:see each other|come together|sit|gather|resume|reconvene|travel|welcome|receive|follow)"
    r"|agreed (?:to|on) (?:hold|convene|meet|holding|carry out|conduct)|looks? forward|looking forward"
    r"|upcoming|forthcoming|for the next|the next [^.]{0,80}(?:will|suggest|propos|expected|scheduled|planned"
    rf"|agreed|invit)){_B}"
)
PRIOR = (  # speaks of an event before this one
    rf"(?i){_B}(?:previous|preceding|(?:the|its|their) last (?:[a-z-]+ ){{0,4}}(?:round|meeting|session"
    r"|dialogue)|earlier (?:round|meeting|session|this year)"
    r"|followed (?:up on )?the (?:[a-z0-9-]+ ){0,4}(?:round|meeting|session|dialogue)|a year ago"
    rf"|last year|history of|for the first time in (?:19|20)|buil(?:ds?|t) (?:up)?on"
    r"|since the (?:last|previous)|(?:one|a|the) day (?:before|earlier),"
    r"|in (?:earlier|past|recent) years|having (?:been held|taken place)|had (?:last"
    r"|previously) (?:been|met|taken)"
    rf"|recalled the (?:[a-z0-9-]+ ){{0,4}}(?:round|meeting|session|dialogue)){_B}"
)
SPOKEN_OF = (  # words before a kind of event that is a subject of another event
    rf"(?i){_B}(?:discuss[a-z]*|regarding|concerning|about|prepar[a-z]+ (?:for|of)|such as|including"
    rf"|welcom[a-z]+"
    r"|mention[a-z]*|recall[a-z]*|referr[a-z]+ to|prais[a-z]+|appreciat[a-z]+|spok(?:e"
    r"|en) (?:[^ .;:]+ ){0,4}?of"
    r"|(?:results?|outcomes?|importance|continuation|resumption|holding|review|assessment"
    r"|implementation|follow[- ]up) (?:of|to))\s+(?:the\s+)?(?:next\s+|upcoming\s+|regular\s+)?"
    r"(?:[^\s,;:]+\s+){0,2}$"
)
AT_ONE = (  # "were discussed at the": the event itself, though such a word stands before it
    rf"(?i){_B}(?:at|during|in the course of|within(?: the framework of)?) (?:the|their|its|this|an?)"
    r" (?:[^ ,;:]+ ){0,2}$"
)
AMONG_FORMATS = (  # a standing format named in a list of such, or by its habit
    rf"(?i){_B}(?:mechanisms?|formats?|platforms?|frameworks?|instruments?|channels?){_B}[^.;]*$"
)
BY_HABIT = (
    r"(?i)^,?\s+(?:which|that)\s+(?:is|are|has been|have been|takes?|meets?)\s+(?:being\s+|regularly\s+"
    r"|place\s+)?(?:held|conducted|organi[sz]ed|place|regularly|annually|alternately|every|once)"
)
ANOTHER = rf"(?i){_B}(?:next|following|another|agreed|future|subsequent){_B}"  # a round after this one
WILL = rf"(?i){_B}(?:will|is to|are to|is due|is set|is scheduled|to be held){_B}"
YIELDING = {"bilateral_meeting": 0.4, "other": 0.1}  # kinds whose words fit any event
MANY = r"(?i)(?:seminars|workshops|webinars|trainings|courses|briefings|conferences|visits|classes)(?-u:\b)"
FULL = 4.0  # the weight of a kind named in the first sentence, as of an event that was
LATE = 0.3
REVIEW = 0.95  # the weight of a review that opens a text
KIND_REACH = 6  # sentences of the body in which the kind of event is told
LEAD = 3  # sentences of the body that tell of the event without naming it


def tell(sentences: pl.DataFrame) -> pl.DataFrame:
    """One row per headline or body sentence, with marks of what it tells.

    Adds ``plain`` (see matching.plain), ``rank`` (0 a headline, then the body's sentences from 1) and the
    marks ``held``, ``staged``, ``noun``, ``future``, ``prior``.
    """
    plain = pl.col("plain")
    is_body = pl.col("role") == "body"
    return (
        sentences.filter(pl.col("role").is_in(["body", "header"]))
        .sort("document_id", "position")
        .with_columns(
            plain=matching.plain(pl.col("text")), rank=is_body.cum_sum().over("document_id").cast(pl.Int64)
        )
        .with_columns(rank=pl.when(is_body).then("rank").otherwise(0))
        .with_columns(
            held=plain.str.contains(HELD),
            staged=plain.str.contains(STAGED),
            noun=plain.str.contains(NOUN),
            future=plain.str.contains(FUTURE) | plain.str.contains(CALLED_OFF),
            prior=plain.str.contains(PRIOR),
        )
    )


def kinds(told: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Every cue of a kind of event in ``told``: ``document_id, sentence_id, code, at, to`` and the marks."""
    phrases = matching.find_phrases(told, codebook.cues("kind"))
    patterns = matching.find_patterns(told, codebook.patterns("kind"))
    spans = matching.longest(pl.concat([phrases, patterns.select(phrases.columns)]), by=())
    return (
        spans.rename({"start": "at", "end": "to"})
        .join(told, on="sentence_id")
        .sort("document_id", "position", "at")
    )


def choose(cues: pl.DataFrame) -> pl.DataFrame:
    """The kind of each document's event: the first row of its strongest kind.

    A headline speaks louder than the first sentences, these louder than later ones; words that fit any
    event yield to a named form, and what the event was about to what it was.
    """
    weight = pl.when(pl.col("rank") == 0).then(5.0).otherwise(
        (4.5 - 0.5 * pl.col("rank")).clip(0.25)
    ) + pl.when("held").then(1.0).otherwise(0.0)
    weight = weight * pl.when(pl.col("future") | pl.col("prior")).then(0.2).otherwise(1.0)
    before, after = pl.col("plain").str.slice(0, "at"), pl.col("plain").str.slice("to")
    spoken_of = _is_spoken_of() | (before.str.contains(AMONG_FORMATS) & after.str.contains(BY_HABIT))
    weight = weight * pl.when(spoken_of).then(0.2).otherwise(1.0)
    is_review = reviews.of_cues() & (pl.col("rank") <= 2) & ~spoken_of
    in_passing = (
        (pl.col("code") == "seminar_training")
        & (pl.col("rank") > 1)
        & pl.col("plain").str.slice("at", pl.col("to") - pl.col("at")).str.contains(MANY)
    )
    weight = weight * pl.when(in_passing).then(0.2).otherwise(1.0)
    weight = weight * pl.when(is_review).then(
        pl.when(pl.col("rank") <= 1).then(REVIEW).otherwise(REVIEW / 2)
    ).otherwise(pl.col("code").replace_strict(YIELDING, default=1.0, return_dtype=pl.Float64))
    per_document = ("document_id", "code")
    return (
        cues.filter(pl.col("rank") <= KIND_REACH)
        .with_columns(weight=weight, is_review=is_review)
        .join(_followed_up(cues), on=per_document, how="left")
        .with_columns(
            weight=pl.col("weight")
            * pl.when("followed_up").then(0.05).otherwise(1.0)
            * pl.when(_after_a_commission()).then(LATE).otherwise(1.0)
        )
        .with_columns(
            total=pl.col("weight").sum().over(per_document), first=pl.col("position").min().over(per_document)
        )
        .sort(
            ["document_id", "total", "first", "code", "weight", "position", "at"],
            descending=[False, True, False, False, True, False, False],
        )
        .unique("document_id", keep="first", maintain_order=True)
    )


def _after_a_commission() -> pl.Expr:
    """Whether a text that opens with a commission's meeting names another kind only further down."""
    opens = (pl.col("rank") <= 1) & (pl.col("weight") >= FULL)
    commission = (opens & (pl.col("code") == "commission_meeting")).any().over("document_id")
    late = pl.col("rank").min().over("document_id", "code") > 1
    return commission & late


def _is_spoken_of() -> pl.Expr:
    """Whether a kind of event is the subject of another event, by the words before it."""
    before = pl.col("plain").str.slice(0, "at")
    return before.str.contains(SPOKEN_OF) & ~before.str.contains(AT_ONE)


def _followed_up(cues: pl.DataFrame) -> pl.DataFrame:
    """Kinds that headline and first sentence only speak of, as "the midterm review of the consultations".

    What a text brings in as the subject of another event is not its event further down either.
    """
    lead = cues.filter(pl.col("rank") <= 1)
    return (
        lead.group_by("document_id", "code")
        .agg(
            spoken_of=_is_spoken_of().all(),
            in_the_body=(pl.col("rank") == 1).any(),
        )
        .filter("spoken_of", "in_the_body")
        .select("document_id", "code", followed_up=pl.lit(True))
    )


def mark(told: pl.DataFrame, chosen: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Add to ``told`` the document's ``kind`` and three marks.

    ``named``: the sentence names the kind; ``about``: it tells of the event itself, as one that names it,
    one of the first that speak of something held, or a later one that says that an event was held; ``ahead``:
    it names the kind as of an event to come, in a text that tells of none that was held.
    """
    kind = chosen.select("document_id", kind="code")
    named = cues.join(kind, left_on=["document_id", "code"], right_on=["document_id", "kind"], how="semi")
    of_another = (
        cues.join(kind, left_on=["document_id", "code"], right_on=["document_id", "kind"], how="anti")
        .join(_followed_up(cues), on=["document_id", "code"])
        .select("sentence_id", of_another=pl.col("rank") > 1)
    )
    first = (pl.col("rank") <= LEAD) & (pl.col("noun") | pl.col("held"))
    later = pl.col("noun") & pl.col("staged")
    ahead = (
        pl.col("named")
        & pl.col("future")
        & (pl.col("rank") <= 2)
        & pl.col("plain").str.contains(WILL)
        & ~pl.col("plain").str.contains(ANOTHER)
        & ~pl.col("plain").str.contains(CALLED_OFF)
    )
    is_told = (
        (pl.col("named") | first)
        & (pl.col("rank") > 0)
        & pl.col("staged")
        & ~pl.col("future")
        & ~pl.col("prior")
    )
    return (
        told.join(kind, on="document_id", how="left")
        .join(named.select("sentence_id", named=pl.lit(True)).unique(), on="sentence_id", how="left")
        .join(of_another.filter("of_another").unique(), on="sentence_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("named").fill_null(False), prior=pl.col("prior") | pl.col("of_another").fill_null(False)
        )
        .drop("of_another")
        .with_columns(ahead=ahead & ~is_told.any().over("document_id"))
        .with_columns(
            about=((pl.col("named") | first | later) & ~pl.col("future") & ~pl.col("prior")) | pl.col("ahead")
        )
    )
