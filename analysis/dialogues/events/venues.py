"""How and where an event was held."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook, states
from dialogues.events import spans

_B = r"(?-u:\b)"
_AFAR = (
    r"(?:online|remotely|virtually|from afar|on screen|via (?:zoom|video|teams|the internet)|(?:by"
    r"|over) video)"
)
_THERE = (
    r"(?:in[- ]person|in the (?:room|hall)|on[- ]?site|physically|on the spot|offline|face[- ]to[- ]face)"
)
_TAKING_PART = (
    r"(?:came|attend(?:ed|ing)?|join(?:ed|ing)?|participat(?:ed|ing|ion)|took part|taking part|present|people"
    r"|representatives|guests|held|took place|met|meeting|conducted|organi[sz]ed|format|follow(?:ed|ing)"
    r"|connected|gathered|dialled in)"
)
HYBRID = (
    rf"(?i){_B}(?:hybrid|mixed format|combined format|mixed mode|both {_THERE} and (?:online|virtual[a-z]*)"
    r"|in[- ]person and (?:online|virtual[a-z]*))"
)
FROM_AFAR = rf"(?i){_B}{_AFAR}{_B}"
PARTLY = (
    rf"(?i){_B}{_THERE}{_B}",
    rf"(?i){_B}{_TAKING_PART}{_B}",
)  # beside FROM_AFAR: some in the room, some not
VIDEO = (
    rf"(?i){_B}(?:video[- ]?(?:conferenc[a-z]+|links?|bridges?|communications?|format|calls?"
    r"|meetings?|mode)|(?:by|over) video|via video|(?:over|via|through) the internet|vtc|(?:via"
    r"|over) zoom|on (?:zoom"
    r"|(?:the )?screens?)|zoom platform"
    r"|(?:via|ms|microsoft) teams|webex"
    r"|skype|virtual(?:ly)?|remotely|(?:remote|distance|digital) (?:format|mode)|tele-?(?:conference|bridge)"
    r"|webinars?"
    r"|online (?:[a-z]+ )?(?:meetings?|format|mode|sessions?|seminars?|event|round|consultations|dialogue"
    r"|conference|training|workshop|platform|discussion|briefing|talks)|(?:held|conducted|organi[sz]ed"
    r"|took place|met|hosted|gathered|passed|convened|carried out|ran)(?: [^ .;:,]+){0,3} online"
    r"|(?:joined|attended|participated|took part|followed|present|connected"
    r"|dialled in)(?: [^ .;:,]+){0,2} online)"
    rf"{_B}"
)
GOES_ON_AFTER = (
    r"^ (?:on|at|in|by|via|due|because|for|from|this|under|and|with|between|through|owing|amid|as|or|over"
    r"|using|only|yesterday|today|but|after|to|while|since|(?:[a-z-]+ )?(?:meetings?|format|mode|sessions?"
    r"|seminars?|events?|rounds?|consultations?|dialogue|conference|trainings?|workshops?|discussions?|briefings?"
    rf"|talks|courses?|round[- ]?tables?|roundtables?)){_B}"
)
JOINED = (  # who takes part from afar in what others hold in a place
    rf"(?i){_B}(?:(?:took part|participated|participating|joined|attended|connected|followed|contributed"
    rf"|intervened|spoke|addressed)(?:\s[^.;:]{{0,60}}?)?\s+(?:via|by|over|through|on|from|remotely|virtually"
    rf"|online)|(?:via|by|over|through)\s+(?:an?\s+)?video[^.;:]{{1,160}}?\s(?:took part|participated|joined"
    rf"|attended|connected|spoke|addressed)){_B}"
)
STAGED = rf"(?i){_B}(?:held|took place|conducted|organi[sz]ed|convened|hosted){_B}"
STAGED_IN = (  # held in a place, though some joined from afar
    rf"{_B}(?:held|took place|conducted|organi[sz]ed|convened|hosted)(?: on [^.;,]*?)? in (?:the )?[A-Z]"
)
IN_PERSON = (
    rf"(?i){_B}(?:in[- ]person|face[- ]to[- ]face|on a (?:[a-z-]+ ){{0,2}}visit|paid (?:a|an|his|her"
    rf"|their|its)"
    r" (?:[a-z-]+ ){0,3}visit|(?:was|were) (?:also )?(?:received|welcomed|hosted)(?: [^ .;]+){0,8}? by"
    r"|received by|(?:gave|hosted|attended) (?:an? |the )?(?:[a-z-]+ )?(?:luncheon|lunch|dinner|reception"
    rf"|banquet)|received (?:the |a )?(?:[a-z-]+ )?delegation){_B}"
)
BUILDING = (
    rf"(?i){_B}(?:at|in|inside|within) (?:the |an? )?(?:(?:[^ .;,]+ ){{0,3}}(?:building|premises|headquarters"
    r"|offices?|hall|court|house|palace|cent(?:re|er)|library|club|complex|auditorium) of )?(?:the )?$"
)
HOUSE = (  # of an organisation: where its name alone is no house
    rf"(?i){_B}(?:at|in|inside|within) (?:the |an? )?(?:[^ .;,]+ ){{0,3}}(?:building|premises"
    rf"|headquarters|offices?"
    r"|hall|house|seat) of (?:the )?$"
)
ITS_HOUSE = rf"(?i)^(?:'s)? (?:headquarters|premises|building|house|seat|office){_B}"
HALL = (  # a house without a name of its own in the codebook
    rf"(?i){_B}(?:at|in|inside) (?:the |an? )?(?:[^ .;,]+ ){{0,4}}(?:hotel|conference (?:hall|room"
    rf"|cent(?:re|er))"
    rf"|congress (?:hall|cent(?:re|er))|business cent(?:re|er)|meeting room|palace|library){_B}"
)
_WHEN = (
    r"(?:(?:on|from|in|between) [^.;]*? |again |once (?:more|again) |this (?:time|year's) |also "
    r"|chosen (?:as|to be) )?"
)
_HOST = (  # what a host does: "was on 3 May the venue", "hosted", "played host", "has seen"
    rf"(?:(?:has |had )?(?:was|were|is|are|will be|been|becomes?|became|served as|acted as|formed|provided"
    rf"|offered) {_WHEN}"
    r"(?:the |an? )?(?:venue|host|setting|scene|stage|meeting[- ](?:place|point)|place|location|where)"
    r"|(?:has |had |will )?(?:hosted|hosts?|gave the floor|opened its doors|gave its (?:hall|building"
    r"|premises))|play(?:ed|s) host)"
)
AS_HOST = rf"(?i)^(?: of [^ ,]+)?(?:,[^.;:]*?,)?,? {_HOST}{_B}"

LOCATIVE = (
    rf"(?i){_B}(?:in|at|to|hosted by|capital|city of|visit(?:ed)?|arrived in){_B}(?:\s+the(?:\s+(?:city|town"
    r"|capital)(?:,|\s+of)?)?)?\s*$"
)
IN_A_HOUSE = (  # "held at the Embassy of Japan in": a house as the place, not a body that is named
    rf"{_B}(?:held|took place|met|gathered|convened|meetings?|hosted)(?: [^.;:]*?)? (?:at|in|inside) "
    r"(?:the )?(?:[A-Z][^ ]* ){0,4}(?i:embassy|consulate|office|cent(?:re|er)|university|institute"
    r"|mission|headquarters|representation|residence|hotel)(?: of (?:the )?(?:[A-Z][^ ]* ?){1,3})? ?in"
    r"(?: the)? *$"
    r"|(?i:convened|held|organi[sz]ed|hosted|conducted|gathered|met|opened|arranged) in *$"
    r"|(?:^|- |: )(?i:at|in|inside) (?:the )?(?:[A-Z][^ ]* |of |the ){1,8}"
    r"(?i:headquarters|building|premises) in *$"
    # a delegation that travels, not one that resides
    r"|(?i:visits?|trip) (?:of|by) [^.;,]*? to *$"
    r"|(?i:travell?ed|came|went|flew|arrived|journeyed|invited|(?:was|were) (?:received|hosted"
    r"|welcomed)) (?:to|in) *$"
)
AS_SUBJECT = (
    rf"(?i)^(?:(?:,[^.;:]*?,)? {_HOST}|'s turn (?:to host|as host)|,? where"
    rf"| as (?:its|the|their) (?:venue|host|setting|meeting place)){_B}"
)
IN_A_TITLE = (  # before and after: "Dialogue, Brussels, 23 May 2017"; "Dialogue, 23 May 2017, Brussels"
    r"[,(] ?$",
    r"^,(?: [A-Z][a-z]+,)? (?:[0-9]{1,2}(?:-[0-9]{1,2})? [A-Z]|[A-Z][a-z]+ [0-9])",
    r"[12][0-9]{3}, $",
    r"^(?:[,.)]|$)",
)
AS_RECEIVER = (  # "Brussels received Colombia on", "saw the tenth round", "brought together the ministers"
    r"^(?:,[^.;:]*?,)? (?:on [^.;:,]*?[0-9] |has |had )*(?:(?:welcomed|received) (?:the |an? |its )?"
    r"(?:(?:[^ .;,]+ ){0,2}(?:delegations?|representatives|guests|ministers?|officials|experts|participants)"
    rf"{_B}|(?:[A-Z][^ ]* |and |of (?:the )?|\([A-Z]+\) ){{1,9}}(?:on|for|to|at|in|who|where|when|as){_B})"
    rf"|(?:saw|seen|witnessed) (?:the|its|their|an?|another|one|yet|again){_B}"
    rf"|(?:gathered|assembled|united|brought together) |brought [^.;]*? together{_B})"
)
DATELINE = (
    r"^\s*,(?:\s+[\p{Lu}][\p{L} ]+,)?\s+[^.,:]{0,25}[0-9][^.:]{0,12}:|^\s*[:]\s"
    r"|^\s*,\s+[0-9]{1,2} \p{Lu}\p{Ll}+(?: [0-9]{4})?\s+-(?:\s|$)"
    r"|^\s*,\s+(?:\p{L}+ )?[0-9]{1,2}\s?-\s?[0-9]{1,2}[ ,][^.:]{4,16}\.\s*$"  # several days: the event's
)
ELSEWHERE = (  # a place that belongs to a body or to another occasion
    rf"(?i){_B}(?:accredited|embass(?:y|ies)|(?-i:Delegation)|(?:EU|Union|UN) delegation|mission"
    rf"|missions|cent(?:re|er)|offices?|bureau"
    r"|based|resident|residing|representations?"
    r"|(?:of|from) (?:the )?(?:[a-z]+ ){0,3}headquarters?|headquartered|sits|universit(?:y|ies)"
    r"|institute|consulate|coordinator|representative|ambassador|suggested|proposed|invited|next"
    r"|previous)(?:\s+(?:[^\s,.;:]+\s+){0,2}?)(?:in|to|at)(?:\s+the)?\s*$"
)
OTHER_EVENTS = (  # "for seminars held in": events beside the one that the text reports
    rf"(?i){_B}(?:seminars|workshops|trainings|meetings|events|courses"
    rf"|conferences) (?:(?:that )?(?:were|are) )?"
    r"(?:held|organi[sz]ed|conducted|planned) (?:in|at) (?:the )?$"
)
CITY_OF = (
    rf"{_B}in the (?:[a-z-]+ )?(?:city|town|village"
    rf"|resort) of (\p{{Lu}}[\p{{L}}'-]+(?: \p{{Lu}}[\p{{L}}'-]+)?)"
)
BEFORE_STATE = (  # "in Kotor, Montenegro": a town that its state follows
    rf"{_B}(?:in|at) ([A-Z][\p{{L}}'-]+(?: [A-Z][\p{{L}}'-]+){{0,2}})(?:, | \()(?:[Tt]he )?$"
)
NO_TOWN = (
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Europe|Asia"
    r"|Central Asia|Africa|America|Parliament|Mejlis|Government|The .*)$"
)
AFTER_STATE = rf"^\)?(?: ?[.,;:)]| (?:on|from|between|at|by|in|under|within|during|for|to){_B}| -|$)"
BY_TURNS = rf"(?i)^(?: (?:and|or) (?:in )?[^.;,]*?)? (?:alternately|alternatingly|in turns?|by turns){_B}"
COUNTRYWIDE = (
    rf"(?i)(?:{_B}(?:held|took place|conducted|organi[sz]ed|hosted|ran|end|ended|concluded|completed)"
    r"(?:,? [^ .;]+){0,4}?,? |^)in\s+(?:the\s+)?(?:(?:[a-z]+\s+)?(?:provinces|regions|cities"
    r"|velayats)\s+of\s+)?$"
)


def mode(
    told: pl.DataFrame, institutions: pl.DataFrame, organisations: pl.DataFrame, place: pl.DataFrame
) -> pl.DataFrame:
    """The mode of each document's event: ``document_id, sentence_id, value, at, to``.

    Parameters
    ----------
    told
        Sentences with their marks.
    institutions
        Mentions of national institutions with ``at``, ``to``, ``plain``: a building is a place to meet.
    organisations
        The same of organisations, whose house has to be named as one.
    place
        What :func:`place` found: who meets in a city meets in person, unless the text says otherwise.
    """
    from_afar = pl.col("plain").str.contains(JOINED) & (
        ~pl.col("plain").str.contains(STAGED) | pl.col("plain").str.contains(STAGED_IN)
    )
    about = told.filter("about")
    partly = told.filter(
        ~pl.col("future"), ~pl.col("prior"), *(pl.col("plain").str.contains(words) for words in PARTLY)
    )
    told_so = [
        spans.find(frame, pattern, "plain").with_columns(value=pl.lit(value), order=order)
        for frame, pattern, value, order in (
            (about, HYBRID, "hybrid", 0),
            (partly, FROM_AFAR, "hybrid", 0),
            (about.filter(~from_afar), VIDEO, "video", 1),
            (about.filter(from_afar), VIDEO, "video", 3),
            (about, IN_PERSON, "in_person", 4),
            (about.filter("noun"), HALL, "in_person", 5),
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
    before, after = pl.col("plain").str.slice(0, pl.col("at")), pl.col("plain").str.slice("to")
    in_house = (
        organisations.filter("about", before.str.contains(HOUSE) | _at_its_house(before, after))
        .with_columns(value=pl.lit("in_person"), order=5)
        .select(at_home.columns)
    )
    at_home = pl.concat([at_home, in_house])
    meets = pl.concat([place.select("document_id"), at_home.select("document_id")])
    joined = (
        spans.find(told.filter(~pl.col("future"), ~pl.col("prior"), from_afar), VIDEO, "plain")
        .join(meets, on="document_id", how="semi")
        .with_columns(value=pl.lit("hybrid"), order=2)
    )
    told_so = [frame.filter(~_of_a_noun()) for frame in told_so]
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


def _in_a_title() -> pl.Expr:
    """Whether a place stands beside a date, set off by commas, as titles and captions have it."""
    opens, dated, after_date, closes = IN_A_TITLE
    before, after = pl.col("before"), pl.col("after")
    return (before.str.contains(opens) & after.str.contains(dated)) | (
        before.str.contains(after_date) & after.str.contains(closes)
    )


def _of_a_noun() -> pl.Expr:
    """Whether "online" is of what follows and not of the event: "met with online activists"."""
    after = pl.col("plain").str.slice("to")
    return (
        pl.col("surface").str.to_lowercase().str.ends_with(" online")
        & after.str.contains("^ [a-z]")
        & ~after.str.contains(GOES_ON_AFTER)
    )


def _at_its_house(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    return before.str.contains(rf"(?i){_B}(?:at|in|inside) (?:the )?$") & after.str.contains(ITS_HOUSE)


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
    upper = cues.filter(pl.col("form").str.len_chars() > 4).with_columns(pl.col("form").str.to_uppercase())
    cues = pl.concat([cues, upper]).unique(maintain_order=True)
    cities = (
        matching.longest(matching.find_phrases(told, cues), by=())
        .rename({"start": "at", "end": "to"})
        .join(told, on="sentence_id")
        .with_columns(
            before=pl.col("plain").str.slice(0, pl.col("at")), after=pl.col("plain").str.slice(pl.col("to"))
        )
        .filter(
            pl.col("named") | ~pl.col("before").str.contains(OTHER_EVENTS),
            ~pl.col("before").str.contains(ELSEWHERE) | pl.col("before").str.contains(IN_A_HOUSE),
        )
        .with_columns(
            here=pl.col("before").str.contains(LOCATIVE)
            | pl.col("after").str.contains(AS_SUBJECT)
            | (pl.col("named") & (pl.col("after").str.contains(AS_RECEIVER) | _in_a_title())),
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
    before_state = (
        countries.filter("about")
        .with_columns(
            value=pl.col("plain").str.slice(0, pl.col("at")).str.extract(BEFORE_STATE),
            after=pl.col("plain").str.slice("to"),
            start_of=pl.col("plain").str.slice(0, pl.col("at")),
        )
        .filter(
            ~pl.col("value").str.contains(NO_TOWN),
            ~pl.col("value").is_in(cues["form"].implode()),
            pl.col("after").str.contains(AFTER_STATE),
        )
        .with_columns(
            at=pl.col("start_of").str.replace(r",? \(?(?:[Tt]he )?$", "").str.len_chars().cast(pl.Int64)
            - pl.col("value").str.len_chars().cast(pl.Int64),
            order=1,
        )
        .with_columns(to=pl.col("at") + pl.col("value").str.len_chars().cast(pl.Int64))
    )
    labels = states()
    at_large = (
        countries.filter("about")
        .filter(
            pl.col("plain").str.slice(0, pl.col("at")).str.contains(COUNTRYWIDE),
            ~pl.col("plain").str.slice("to").str.contains(BY_TURNS),
        )
        .with_columns(value=pl.col("state").replace_strict(labels, default=None), order=2)
    )
    columns = ("document_id", "sentence_id", "value", "at", "to", "order", "position")
    return (
        pl.concat(
            [
                frame.select(columns).cast({"order": pl.Int32})
                for frame in (cities, in_city, before_state, at_large)
            ]
        )
        .sort("document_id", "order", "position", "at")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "value", "at", "to")
    )
