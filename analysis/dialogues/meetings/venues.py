"""How and where an event was held."""

from __future__ import annotations

import polars as pl

from dialogues.coding import matching
from dialogues.coding.codes import Codebook, states
from dialogues.meetings import spans

_B = r"(?-u:\b)"
HYBRID = (
    rf"(?i){_B}(?:hybrid|mixed format|combined format|mixed mode|both in[- ]person and (?:online"
    r"|virtual\w*)|in[- ]person and (?:online|virtual\w*))"
)
VIDEO = (
    rf"(?i){_B}(?:video[- ]?(?:conferenc\w+|links?|bridges?|communications?|format|calls?"
    r"|meetings?|mode)|by video|via video|vtc|via zoom|on zoom|zoom platform|(?:via|ms|microsoft) teams|webex"
    r"|skype|virtual(?:ly)?|remotely|remote format|tele-?(?:conference|bridge)|webinars?"
    r"|online (?:\w+ )?(?:meetings?|format|mode|sessions?|seminars?|event|round|consultations|dialogue"
    r"|conference|training|workshop|platform|discussion|briefing|talks)|(?:held|conducted|organi[sz]ed"
    rf"|took place|met|hosted|gathered|passed|convened|carried out|ran)(?: \w+){{0,3}} online){_B}"
)
JOINED = (  # who takes part from afar in what others hold in a place
    rf"(?i){_B}(?:took part|participated|participating|joined|attended|connected|followed|contributed"
    rf"|intervened|spoke|addressed)(?:\s[^.;:]{{0,60}}?)?\s+(?:via|by|over|through|on|from|remotely|virtually"
    rf"|online){_B}"
)
STAGED = rf"(?i){_B}(?:held|took place|conducted|organi[sz]ed|convened|hosted){_B}"
IN_PERSON = rf"(?i){_B}(?:in[- ]person|face[- ]to[- ]face|on a (?:working |official )?visit){_B}"
BUILDING = (
    rf"(?i){_B}(?:at|in|inside|within)\s+(?:the\s+)?(?:(?:building|premises|headquarters|office"
    r"|conference hall)\s+of\s+)?(?:the\s+)?$"
)
AS_HOST = rf"(?i)^(?: of \w+)?,?\s+(?:was host|was the host|hosted|hosts|gave the floor|was the venue){_B}"

LOCATIVE = (
    rf"(?i){_B}(?:in|at|to|hosted by|capital|city of|visit(?:ed)?|arrived in){_B}(?:\s+the\s+(?:city|town"
    r"|capital)\s+(?:of\s+)?)?\s*$"
)
AS_SUBJECT = r"(?i)^\s+(?:was the venue|was host|hosted|hosts|saw|played host|was the host|welcomed)(?-u:\b)"
DATELINE = (
    r"^\s*,(?:\s+[\p{Lu}][\p{L} ]+,)?\s+[^.,:]{0,25}[0-9][^.:]{0,12}:|^\s*[:]\s"
    r"|^\s*,\s+(?:\p{L}+ )?[0-9]{1,2}\s?-\s?[0-9]{1,2}[ ,][^.:]{4,16}\.\s*$"  # several days: the event's
)
ELSEWHERE = (  # a place that belongs to a body or to another occasion
    rf"(?i){_B}(?:accredited|embass(?:y|ies)|delegation|mission|missions|cent(?:re|er)|offices?|bureau"
    r"|based|resident|residing|representations?"
    r"|(?:of|from) (?:the )?(?:\w+ ){0,3}headquarters?|headquartered|sits|universit(?:y|ies)"
    r"|institute|consulate|coordinator|representative|ambassador|suggested|proposed|invited|next"
    r"|previous)(?:\s+(?:\w+\s+){0,2}?)(?:in|to|at)(?:\s+the)?\s*$"
)
CITY_OF = rf"{_B}in the (?:city|town) of (\p{{Lu}}[\p{{L}}'-]+(?: \p{{Lu}}[\p{{L}}'-]+)?)"
COUNTRYWIDE = (
    rf"(?i)(?:{_B}(?:held|took place|conducted|organi[sz]ed|hosted|ran|end|ended|concluded|completed)"
    r"(?:\W+\w+){0,4}?\W+|^)in\s+(?:the\s+)?(?:(?:\w+\s+)?(?:provinces|regions|cities|velayats)\s+of\s+)?$"
)


def mode(told: pl.DataFrame, institutions: pl.DataFrame, place: pl.DataFrame) -> pl.DataFrame:
    """The mode of each document's event: ``document_id, sentence_id, value, at, to``.

    Parameters
    ----------
    told
        Sentences with their marks.
    institutions
        Mentions of national institutions with ``at``, ``to``, ``plain``: a building is a place to meet.
    place
        What :func:`place` found: who meets in a city meets in person, unless the text says otherwise.
    """
    from_afar = pl.col("plain").str.contains(JOINED) & ~pl.col("plain").str.contains(STAGED)
    about = told.filter("about")
    told_so = [
        spans.find(frame, pattern, "plain").with_columns(value=pl.lit(value), order=order)
        for frame, pattern, value, order in (
            (about, HYBRID, "hybrid", 0),
            (about.filter(~from_afar), VIDEO, "video", 1),
            (about.filter(from_afar), VIDEO, "video", 3),
            (about, IN_PERSON, "in_person", 4),
        )
    ]
    at_home = (
        institutions.filter("about")
        .filter(
            pl.col("plain").str.slice(0, pl.col("at")).str.contains(BUILDING)
            | (pl.col("plain").str.slice(pl.col("to")).str.contains(AS_HOST) & pl.col("noun"))
        )
        .with_columns(value=pl.lit("in_person"), order=5)
    )
    meets = pl.concat([place.select("document_id"), at_home.select("document_id")])
    joined = (
        spans.find(told.filter(~pl.col("future"), ~pl.col("prior"), from_afar), VIDEO, "plain")
        .join(meets, on="document_id", how="semi")
        .with_columns(value=pl.lit("hybrid"), order=2)
    )
    columns = ("document_id", "sentence_id", "value", "at", "to", "order", "position")
    in_a_place = place.with_columns(value=pl.lit("in_person"), order=6, position=pl.lit(0, pl.Int64))
    return (
        pl.concat(
            [
                frame.select(columns).cast({"order": pl.Int32})
                for frame in (*told_so, joined, at_home, in_a_place)
            ]
        )
        .sort("document_id", "order", "position", "at")
        .unique("document_id", keep="first", maintain_order=True)
        .drop("order", "position")
    )


def place(told: pl.DataFrame, codebook: Codebook, countries: pl.DataFrame) -> pl.DataFrame:
    """The city (or country, if only that is told) of each document's event, with its words.

    Parameters
    ----------
    told
        Sentences with their marks.
    codebook
        Its places are the cities that are known.
    countries
        States named by name, with ``at``, ``to``, ``plain`` and the marks of ``told``.
    """
    cues = pl.DataFrame(
        [(p.place, matching.plain_text(name), True) for p in codebook.places for name in (p.place, *p.names)],
        schema={"value": pl.String, "form": pl.String, "exact": pl.Boolean},
        orient="row",
    )
    cities = (
        matching.longest(matching.find_phrases(told, cues), by=())
        .rename({"start": "at", "end": "to"})
        .join(told, on="sentence_id")
        .with_columns(
            before=pl.col("plain").str.slice(0, pl.col("at")), after=pl.col("plain").str.slice(pl.col("to"))
        )
        .filter(~pl.col("before").str.contains(ELSEWHERE))
        .with_columns(
            here=pl.col("before").str.contains(LOCATIVE) | pl.col("after").str.contains(AS_SUBJECT),
            on_visit=pl.col("plain").str.contains(IN_PERSON) & (pl.col("rank") <= 3),
            dateline=(pl.col("at") == 0) & pl.col("after").str.contains(DATELINE),
        )
        .filter(pl.col("here") & (pl.col("about") | pl.col("on_visit")) | pl.col("dateline"))
        .with_columns(order=pl.when("here").then(0).otherwise(1))
    )
    in_city = (
        spans.find(told.filter("about"), CITY_OF, "plain")
        .with_columns(value=pl.col("surface").str.extract(CITY_OF), order=1)
        .with_columns(at=pl.col("to") - pl.col("value").str.len_chars().cast(pl.Int64))
        .filter(~pl.col("value").is_in(cues["form"].implode()))
    )
    labels = states()
    at_large = (
        countries.filter("about")
        .filter(pl.col("plain").str.slice(0, pl.col("at")).str.contains(COUNTRYWIDE))
        .with_columns(value=pl.col("state").replace_strict(labels, default=None), order=2)
    )
    columns = ("document_id", "sentence_id", "value", "at", "to", "order", "position")
    return (
        pl.concat([frame.select(columns).cast({"order": pl.Int32}) for frame in (cities, in_city, at_large)])
        .sort("document_id", "order", "position", "at")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "value", "at", "to")
    )
