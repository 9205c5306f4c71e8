"""Who met: the counterparts of an event, told apart from organisations that are only talked about."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.dataset.schemas import TWO_SIDED

STANDING = ("human_rights_dialogue", "political_consultations")
ENOUGH = 3.0  # evidence at which a party counts
LEAD = 4  # sentences of the body in which the parties are told

_B = r"(?-u:\b)"
_ARTICLE = r"(?:the\s+|its\s+|an?\s+)?"
_PART = (  # "members of the", "the Mission of"
    r"(?:(?:members|representatives|experts|participation|heads?|delegations?|missions?|support"
    r"|assistance|officials|office|offices|embassy|government|foreign ministry"
    r"|ministry of foreign affairs|chief|country team|part)\s+(?:of|from|in)\s+(?:the\s+)?)?"
)
_BODY = r"(?-i:(?:[A-Z][^ ]* (?:(?:of|for|and|on|the|in) ){0,3}){1,8})"  # one that has no code
_DOING = (
    r"(?:organi[sz]ed|arranged|held|hosted|conducted|convened|co-?organi[sz]ed|initiated|prepared"
    r"|launched|carried out|implemented|facilitated|run|delivered|begun|started|given|taught|staged|offered"
    r"|set up|put on|put together|provided|designed)"
)
ORGANISER_IS = (  # "the organizers of the seminar were the"
    rf"(?i){_B}(?:organi[sz]ers?|conveners?|hosts?|initiators?)(?: of [^.;:]*?)?\s+(?:was|were|is|are"
    rf"|being)\s+"
    rf"{_ARTICLE}{_PART}$"
)
THAT_THEY = rf"(?i){_B}(?:that|which)\s+{_ARTICLE}$"  # "a training that IOM had prepared"
THEY_DID = (
    rf"(?i)^(?:\s[^.;,]*?)?\s(?:had|has|have|jointly|also)?\s?(?:{_DOING}|hosts|holds|organi[sz]es|runs){_B}"
)
IS_ORGANISER = (
    r"(?i)^,?\s+(?:(?:which )?(?:is|was|were|are|being)\s+)?(?:(?:the|its"
    r"|among the)\s+)?(?:co-?)?(?:organi[sz]|initiat|conven)[eo]rs?(?-u:\b)"
)
EVENT_OF = (  # "at a training course of the IOM"
    rf"(?i){_B}(?:seminar|workshop|course|round[- ]?table|roundtable|webinar|(?:training"
    rf"|information) (?:session|event))"
    rf" (?:of|by) {_ARTICLE}$"
)
OF_THEIRS = (  # "at an OSCE seminar", "UNICEF's round table"
    r"(?i)^(?:'s)?(?:[- ](?:organi[sz]ed|led|run|supported|hosted|funded))? (?:[a-z-]+ ){0,3}?(?:seminar"
    r"|workshop|training|round[- ]?table|roundtable|course|webinar|briefing|conference)s?(?-u:\b)"
)
THEIR_HELP = r"(?i)^'s? (?:help|support|assistance|backing|participation|initiative|invitation)(?-u:\b)"
GATHERS = (  # "brought together the foreign ministers of": all whom an event brings together
    rf"(?i){_B}(?:brought together|gathered|assembled|united|convened)\s[^.;:]*$"
)
MET = (
    rf"(?i)^[^.;:]*?{_B}(?:met|gathered|assembled|came together|convened|sat down|took part|talked"
    r"|came|had come|were represented"
    rf"|discussed){_B}"
)
GUESTS_OF = (  # "with the participation of delegations from"
    rf"(?i){_B}(?:participation|attendance) of (?:the )?{_PART}$|{_B}attended by (?:the )?{_PART}$"
    rf"|{_B}(?:delegations?|representatives|heads of (?:the )?delegations|participants|delegates) (?:of|from)"
    r" (?:the )?$"
)
EMBASSY_OF = rf"(?i){_B}(?:embassy|ambassador|charg[eé] d'affaires|mission|delegation) of (?:the )?$"
EMBASSY = rf"(?i)^ (?:embassy|ambassador|charg[eé] d'affaires|mission|delegation){_B}"
SEMINARS = (  # other events, of which a commission hears
    rf"(?i){_B}(?:seminar|workshop|training|course|conference|webinar|round[- ]?table|briefing|meeting)s?{_B}"
)
PAST_SEMINARS = (
    rf"(?i){_B}(?:seminars|workshops|trainings|courses|conferences|webinars|round[- ]?tables|briefings"
    rf"|events){_B}[^.;:]*$"
)
COORDINATION = (
    rf"(?i)^ (?:Resident Coordinator(?:'s)? Office|RCO|RC Office){_B}"  # supports what its agencies hold
)
MANY = 3  # states from which a meeting is one of several sides
ORGANISED_BY = rf"(?i){_B}{_DOING}\s+(?:[^\s.;:]+\s+){{0,7}}?(?:by|with)\s+{_ARTICLE}{_PART}$"
ALONGSIDE = (  # who convenes an event with whom
    rf"(?i){_B}(?:between|jointly with|together with|closely with|in (?:close |direct )?(?:cooperation"
    r"|collaboration|partnership|conjunction|coordination) with|(?:support|assistance|help"
    rf"|participation|involvement|initiative|auspices) of)\s+{_ARTICLE}(?:{_PART}|{_BODY})$"
)
WITH = (  # whom an event is with
    rf"(?i){_B}(?:meetings?|round[- ]?tables?|seminars?|workshops?|trainings?|sessions?|consultations?"
    r"|talks?|talked|spoke|sat down|negotiations|dialogue|met|meets?|discussions?|discussed"
    rf"|conversation)(?:\s[^.;:]{{0,120}}?)?\s+with\s+{_ARTICLE}{_PART}$"
)
WITH_SOMEBODY = (  # "with Matilda Bogner, Regional Representative of the": for events of two sides
    rf"(?i){_B}(?:(?:meetings?|meets?|met|talks|talked|spoke|negotiations|consultations|conversation|received)"
    rf"(?:\s[^.;:]{{0,120}}?)?\s+(?:with\s[^.;:]{{0,120}}|by\s+{_ARTICLE}{_PART})"
    rf"|(?:met|meets|received|receives|visited|visits|visit to)\s+{_ARTICLE}{_PART})$"
)
BEFORE_A_BODY = (  # a treaty body or an assembly before which the state appears
    rf"(?i){_B}(?:(?:sessions?|meetings?|hearings?) of|(?:presented|defended|reviewed"
    r"|considered)\s[^.;]{0,120}?(?:to|by|before|at))\s+(?:the\s+)?(?:UN\s+|United Nations\s+)?$"
)
NOT_WITH = (  # "in line with", "cooperation of Turkmenistan with": what is talked about
    rf"(?i){_B}(?:accordance|line|compliance|conformity|keeping|familiar[a-z]*|cooperat[a-z]+|interact[a-z]+"
    r"|work[a-z]*|partnership|collaborat[a-z]+|relations"
    rf"|ties)\s+(?:[^\s,.;:]+\s+){{0,3}}?with\s+{_ARTICLE}{_PART}$"
)
NOT_BETWEEN = (
    rf"(?i){_B}(?:cooperation|interaction|relations|ties|partnership|collaboration|contacts|agreements?|trade"
    rf"|friendship)\s+between\s+{_ARTICLE}{_PART}$"
)
WORK_OF = (  # whose work an event is part of: "the joint project of the Government and"
    rf"(?i){_B}(?:projects?|programmes?|programs?|work ?-?plan|plan of work|initiative)"
    rf"(?:\s\"[^\"]{{0,120}}\")?\s+(?:of|by|between|with|implemented by|run by)\s+{_ARTICLE}{_PART}$"
)
IT_WAS_BY = (  # "it was put on by"
    rf"(?i)^(?:it|this|both) (?:was|were|has been|had been) (?:jointly )?{_DOING}{_B}"
)
IT_WAS = (  # the event of the sentence before: "it was held by", "UNFPA held it"
    rf"(?i)^(?:it|this|these|they|both)\s|{_B}(?:held|organi[sz]ed|hosted|conducted|convened|arranged|ran"
    rf"|prepared) (?:it|them|this|both){_B}"
)
PEERS = r"^\)?\s?[-/]\s?(?:the\s+)?$"  # "AU-EU dialogue"
DOES = (
    rf"(?i)^(?:-(?:supported|funded|led|organi[sz]ed|facilitated|hosted){_B}"
    r"|(?:\s+[^.;,]{0,60})?(?:,[^.;,]{0,80},)?\s+(?:(?:have|has|had|jointly|also"
    r"|have jointly)\s+)*(?:held|organi[sz]ed|ran|hosted|conducted|convened|arranged|co-?hosted"
    rf"|co-?organi[sz]ed|met|sat down|came together){_B}"
    r"|\s(?:jointly )?opened (?:an?|the)\s[^.;:]*?(?:seminar|workshop|training|round[- ]?table|course"
    r"|conference)"
    r"|(?:,[^.;]*?,)?(?:\s[^.;,]*?)?\s(?:prepared|launched|began|started|gave|delivered|staged|offered|invited|brought|gathered"
    rf"|trained|taught|familiari[sz]ed)\s[^.;:]*?{_B}(?:seminars?|workshops?|trainings?|round[- ]?tables?"
    rf"|roundtables?"
    rf"|courses?|webinars?|briefings?|conferences?|consultations?|discussions?){_B})"
)
FUNCTION_AFTER = (
    r"(?i)^(?:'s)?\s+(?:Regional\s+|Deputy\s+|Country\s+|Special\s+|Permanent\s+)*(?:Resident Coordinator"
    r"|Resident Representative|Representative|Coordinator|Head|Ambassador|Director|Officer"
    r"|Secretary[- ]General"
    rf"|Commissioner|Envoy|Rapporteur){_B}"
)
FUNCTION_BEFORE = (
    rf"(?i){_B}(?:Representative|Head|Director|Coordinator|Ambassador|Chief|Officer-in-Charge"
    r"|Deputy Head|Expert|Adviser|Advisor)\s+(?:of|in|for|at"
    r"|from)\s+(?:the\s+)?(?:(?:\w+\s+)?Office\s+(?:of|in)\s+(?:the\s+)?)?$"
)
SPEAKS = (
    rf"(?i){_B}(?:made (?:[a-z]+ ){{0,2}}(?:speech|speeches|remarks|statements?|presentations?)|spoke"
    r"|speeches|delivered|addressed|(?:opening|welcome|welcoming) (?:remarks|words|speech|address)"
    r"|welcomed|took the floor|said|noted|stated|stressed|emphasi[sz]ed|underlined|highlighted|added"
    rf"|opened|thanked|named){_B}"
)
DONOR = (  # who pays for an event is not yet a party to it
    rf"(?i){_B}(?:financ[a-z]+|fund[a-z]+|donor[a-z]*|sponsor[a-z]*)\s+(?:[^\s,.;:]+\s+){{0,3}}?(?:of|by"
    rf"|from)\s+{_ARTICLE}{_PART}$"
)
GUESTS = rf"(?i)(?:{_B}delegations?|representatives|team) (?:of|from) (?:the )?$"
VISITS = (  # "a US delegation, led by X, was in Ashgabat"
    rf"(?i)^(?:'s?)?(?: delegation)?[^.;]{{0,160}}?{_B}(?:was in|were in|visited|visits|arrived"
    rf"|came to|paid an?){_B}"
)
OFFICIAL = (  # "US Assistant Secretary of State", "a senior U.S. official"
    r"(?i)^(?:'s)? (?:[a-z-]+ ){0,4}?(?:officials?|diplomats?|secretary|ministers?|envoys?|representatives?"
    rf"|coordinator|adviser|commissioner){_B}"
)
SIDE = r"(?i)^(?:'s?)?\s+(?:side|delegation|team|representatives|counterparts)"
_AND = (
    r"^\s*(?:-|,|/|&|,?\s*(?:and|with|as well as|together with))\s*(?:the\s+)?(?:(?:Foreign Ministr(?:y|ies)"
    r"|MFA|Ministry of Foreign Affairs|Foreign Office|Government|delegation)\s+of\s+(?:the\s+)?)?"
    r"(?:Republic of\s+)?$"
)
CHAIN = (
    r"^(?:\s+(?:Centre|Center|Office|Mission|Country Team|Delegation|Programme)(?:\s+in\s+\p{Lu}\w+)?)?\s*\)?"
    r"\s*(?:,|and|&|,\s*and|as well as|,\s*as well as|/|\()\s*(?:the\s+)?(?:(?:(?:Deputy|First|Vice)[ -])*"
    r"(?:Foreign )?(?:Ministers?|Ministr(?:y|ies)|Ambassadors?|Presidents?|Governments?|(?i:delegations?"
    r"|representatives|heads|officials|governments?|embass(?:y|ies)))(?: of Foreign Affairs)?\s+(?:of|from)"
    r"\s+(?:the\s+)?"
    r"|(?:Regional |Country )?Office (?:for|in) (?:[A-Z]\S+ ){1,3}of (?:the )?)?$"
)
OF_HOME = r"^\s+(?:of|in)\s+(?:the\s+)?$"  # "the Mejlis of Turkmenistan and UNFPA"


def choose(named: pl.DataFrame, home: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The counterparts of each document's event, with the words they stand on.

    Parameters
    ----------
    named
        Organisations, institutions and states (``facet`` null) named in headlines and body: ``code``, ``at``,
        ``to`` and the marks of their sentences (occasions.mark).
    home
        ``document_id, state``: whose dialogue it is.

    Returns
    -------
    pl.DataFrame
        One row per document and counterpart: ``document_id, sentence_id, value, at, to``.
    """
    enough = _weigh(_chained(named, codebook), home).filter(pl.col("evidence") >= ENOUGH)
    two_sided = pl.col("kind").is_in(TWO_SIDED)
    parents = {code.code: code.parent for code in codebook.organisations}
    wholes = enough.filter(two_sided).select(
        "document_id", value=pl.col("value").replace_strict(parents, default=None)
    )
    ranked = (
        enough.join(wholes.drop_nulls().unique(), on=["document_id", "value"], how="anti")
        .sort(["document_id", "evidence", "position", "at"], descending=[False, True, False, False])
        .with_columns(
            is_first=pl.int_range(pl.len()).over("document_id") == 0,
            of_peers=pl.col("is_peer") & pl.col("is_peer").first().over("document_id"),
            with_first=pl.col("chain") == pl.col("chain").first().over("document_id"),
        )
    )
    together = (pl.col("kind") == "bilateral_meeting") & (  # "with UNICEF and UNFPA", "with a delegation of"
        pl.col("with_first") | pl.col("is_guest")
    )
    return (
        ranked.filter(~two_sided | pl.col("is_first") | pl.col("of_peers") | pl.col("is_gathered") | together)
        .select("document_id", "sentence_id", "value", "at", "to")
        .sort("document_id", "value")
    )


def _chained(named: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give each name what stands before and after the list it is part of, and its party's code."""
    whole = matching.longest(named.select("sentence_id", start="at", end="to"), by=())
    rows = (
        named.unique(["sentence_id", "at", "to", "code"], keep="first", maintain_order=True)
        .join(
            whole, left_on=["sentence_id", "at", "to"], right_on=["sentence_id", "start", "end"], how="semi"
        )
        .sort("document_id", "position", "at", "to", "code")
        .with_columns(value=pl.col("code").replace(codebook.parties()))
        .filter(~_of_its_part(codebook))
    )
    gap = pl.col("plain").str.slice(pl.col("to").shift(1), (pl.col("at") - pl.col("to").shift(1)).clip(0))
    same = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    of_home = pl.col("facet").is_null() & pl.col("facet").shift(1).is_not_null() & gap.str.contains(OF_HOME)
    goes_on = (same & (gap.str.contains(CHAIN) | of_home | (pl.col("at") < pl.col("to").shift(1)))).fill_null(
        False
    )
    return (
        rows.with_columns(chain=(~goes_on).cum_sum(), gap=pl.when(same).then(gap))
        .with_columns(
            before=matching.before(pl.col("plain"), pl.col("at").min().over("chain")),
            after=pl.col("plain").str.slice(pl.col("to").max().over("chain"), matching.REACH),
            own_before=matching.before(pl.col("plain"), pl.col("at")),
            own_after=pl.col("plain").str.slice("to", matching.REACH),
        )
    )  # fmt: skip


def _of_its_part(codebook: Codebook) -> pl.Expr:
    """Whether a name only introduces its own part: "OSCE ODIHR", "the UN (UNDP)"."""
    parents = {code.code: code.parent for code in codebook.organisations if code.parent}
    follows = pl.col("sentence_id") == pl.col("sentence_id").shift(-1)
    gap = pl.col("plain").str.slice(pl.col("to"), (pl.col("at").shift(-1) - pl.col("to")).clip(0))
    part = pl.col("code").shift(-1).replace_strict(parents, default=None) == pl.col("code")
    before = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    whole = pl.col("code").shift(1).replace_strict(parents, default=None) == pl.col("code")
    since = pl.col("plain").str.slice(pl.col("to").shift(1), (pl.col("at") - pl.col("to").shift(1)).clip(0))
    introduces = follows & part & gap.str.contains(r"^[ /(-]{1,3}$")
    trails = before & whole & since.str.contains(r"^(?: | of the |\s?[/(-]\s?)$")  # "the ODIHR of the OSCE"
    return introduces.fill_null(False) | trails.fill_null(False)


def _weigh(named: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    """One row per document and party: the strongest evidence of each sort, added up, and where it stands."""
    is_body = pl.col("facet").fill_null("state") == "institution"
    rows = named.join(home, on="document_id", how="left").with_columns(
        is_body=is_body, own=is_body | (pl.col("value") == pl.col("state"))
    )
    foreign = pl.col("facet") == "organisation"
    peers = pl.col("gap").str.contains(PEERS) & foreign & foreign.shift(1).over("sentence_id")
    peers = (peers & (pl.col("value") != pl.col("value").shift(1).over("sentence_id"))).fill_null(False)
    peers = (peers | peers.shift(-1).over("sentence_id")).fill_null(False)
    beside = pl.col("gap").str.contains(_AND) & (pl.col("own") != pl.col("own").shift(1).over("sentence_id"))
    beside = (beside | beside.shift(-1).over("sentence_id")).fill_null(False)
    lead = (pl.col("rank") <= LEAD) & ~pl.col("future") & ~pl.col("prior")
    it_was = (pl.col("staged") & pl.col("plain").str.contains(IT_WAS)) | pl.col("plain").str.contains(
        IT_WAS_BY
    )
    commission = pl.col("kind") == "commission_meeting"
    heard_of = commission & (
        (~pl.col("named") & pl.col("plain").str.contains(SEMINARS))
        | pl.col("before").str.contains(PAST_SEMINARS)
    )
    event = lead & (pl.col("named") | pl.col("noun") | it_was) & ~heard_of
    states = pl.col("value").filter(pl.col("facet").is_null()).n_unique().over("chain")
    of_several = (states >= MANY) & (pl.col("value") == pl.col("state")).any().over("chain")
    guests_of = (
        lead
        & (pl.col("kind") == "other")
        & pl.col("named")
        & (states >= MANY - 1)
        & pl.col("before").str.contains(GUESTS_OF)
    )
    gathered = guests_of | (
        lead
        & pl.col("kind").is_in(["bilateral_meeting", "other"])
        & of_several
        & (pl.col("before").str.contains(GATHERS) | pl.col("after").str.contains(MET))
    )
    rows = rows.with_columns(gathered=gathered)
    two_sided = pl.col("kind").is_in(TWO_SIDED) & ~pl.col("gathered").any().over("document_id")
    alongside = (
        (pl.col("before").str.contains(ALONGSIDE) & ~pl.col("before").str.contains(NOT_BETWEEN))
        | (pl.col("before").str.contains(WORK_OF) & pl.col("staged") & ~two_sided)
    ) & ~pl.col("before").str.contains(DONOR)
    somebody = two_sided & pl.col("before").str.contains(WITH_SOMEBODY)
    appears = (pl.col("kind") == "other") & pl.col("own_before").str.contains(BEFORE_A_BODY)
    with_them = (
        alongside
        | appears
        | somebody
        | (pl.col("before").str.contains(WITH) & ~pl.col("before").str.contains(NOT_WITH))
    )
    before, after = pl.col("before"), pl.col("after")
    organises = (
        before.str.contains(ORGANISED_BY)
        | before.str.contains(ORGANISER_IS)
        | after.str.contains(DOES)
        | after.str.contains(IS_ORGANISER)
        | pl.col("own_before").str.contains(EVENT_OF)
        | (before.str.contains(THAT_THEY) & after.str.contains(THEY_DID))
        | pl.col("own_after").str.contains(OF_THEIRS)
        | pl.col("own_after").str.contains(THEIR_HELP)
    )
    function = pl.col("own_after").str.contains(FUNCTION_AFTER) | pl.col("own_before").str.contains(
        FUNCTION_BEFORE
    )
    guests = pl.col("own_before").str.contains(GUESTS) | pl.col("own_after").str.contains(r"^ delegation")
    funds = (before.str.contains(DONOR) | pl.col("own_before").str.contains(DONOR)) & ~pl.col("own")
    funders = rows.filter(funds).select("document_id", "value", funder=pl.lit(True)).unique()
    rows = rows.join(funders, on=["document_id", "value"], how="left", maintain_order="left")
    of_embassy = pl.col("own_before").str.contains(EMBASSY_OF) | pl.col("own_after").str.contains(EMBASSY)
    came = pl.col("plain").str.contains(ATTENDS) | pl.col("plain").str.contains(SPEAKS)
    official = pl.col("own_after").str.contains(OFFICIAL) & pl.col("facet").is_null()
    visits = (guests | (official & pl.col("named"))) & pl.col("own_after").str.contains(VISITS)
    foreign_values = pl.when(lead & ~pl.col("own")).then("value").drop_nulls().n_unique().over("document_id")
    sole = official & (pl.col("rank") <= 2) & (foreign_values == 1) & lead & pl.col("kind").is_in(STANDING)
    speaks = pl.col("plain").str.contains(SPEAKS) & function & ~pl.col("future")
    lead_or_later = ~pl.col("future") & ~pl.col("prior")
    signs = {
        "beside": 3.0 * (lead & beside & two_sided),
        "peers": 3.0 * (lead & peers & pl.col("named") & two_sided),
        "with": 3.0 * (event & with_them),
        "organises": 3.0 * (event & organises & ~two_sided),
        "gathered": 3.0 * pl.col("gathered"),
        "only": 1.0 * (lead & pl.col("named") & _is_only() & pl.col("kind").is_in(STANDING)),
        "acts": 1.0
        * (lead & pl.col("named") & function & _is_only() & (pl.col("kind") == "bilateral_meeting")),
        "speaks": 3.0 * (speaks & ~two_sided),
        "funds": 3.0
        * (pl.col("funder").fill_null(False) & (function | of_embassy) & came & lead_or_later & ~two_sided),
        "visits": 3.0 * (lead & visits & two_sided),
        "sole": 3.0 * sole,
        "kind": 2.0 * (lead & pl.col("named") & two_sided),
        "headline": 1.5 * ((pl.col("rank") == 0) & two_sided),
        "side": 1.0 * (pl.col("own_after").str.contains(SIDE) & two_sided),
        "often": 0.1 * pl.lit(1.0),
    }
    scored = rows.with_columns(
        is_guest=guests, **{f"sign_{name}": sign for name, sign in signs.items()}
    ).filter(~pl.col("own"), ~pl.col("own_before").str.contains(DONOR))
    holds = (pl.col("sign_organises") > 0) | (pl.col("sign_with") > 0)
    supports = pl.col("own_after").str.contains(COORDINATION)
    convened = holds.any().over("document_id")
    by_agency = (holds & ~supports & (pl.col("facet") == "organisation")).any().over("document_id")
    scored = scored.filter(~(supports & by_agency))
    scored = scored.with_columns(  # where the text says who held the event, who speaks there is a guest
        sign_speaks=pl.when(convened).then(0.0).otherwise("sign_speaks")
    )
    total = pl.sum_horizontal(f"sign_{name}" for name in signs)
    first = (
        scored.with_columns(weight=total)
        .sort(
            ["document_id", "value", "weight", "position", "at"],
            descending=[False, False, True, False, False],
        )
        .unique(["document_id", "value"], keep="first", maintain_order=True)
        .select("document_id", "value", "kind", "chain", "sentence_id", "position", "at", "to")
    )
    several = scored.group_by("document_id").agg(is_gathered=pl.col("gathered").any())
    summed = scored.group_by("document_id", "value").agg(
        is_peer=(pl.col("sign_peers") > 0).any(),
        is_guest=(pl.col("is_guest") & (pl.col("sign_with") > 0)).any(),
        evidence=pl.sum_horizontal(
            *(pl.col(f"sign_{name}").max() for name in signs if name != "often"),
            pl.col("sign_often").sum().clip(0, 1),
        ),
    )
    return first.join(summed, on=["document_id", "value"]).join(several, on="document_id")


def _is_only() -> pl.Expr:
    """Whether a sentence names the own state, and one other party: no other can be meant."""
    others = pl.when(~pl.col("own")).then("value")
    own_state = pl.col("value") == pl.col("state")
    return (others.drop_nulls().n_unique().over("sentence_id") == 1) & own_state.any().over("sentence_id")


def participants(named: pl.DataFrame) -> pl.DataFrame:
    """Organisations and institutions that took part: ``document_id, sentence_id, value, at, to``.

    All that a sentence on attendance names; and those for which somebody opened the event, chaired it or
    spoke at it. What a minister says is no sign of it unless the sentence says that it was there.
    """
    return (
        named.filter(
            pl.col("plain").str.contains(ATTENDS) | _speaks_there(), ~pl.col("future"), ~pl.col("prior")
        )
        .sort("document_id", "position", "at")
        .unique(["document_id", "code"], keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "at", "to", value="code")
    )


def _speaks_there() -> pl.Expr:
    """Whether a body is named by the function of somebody who spoke at the event itself."""
    plain, before = pl.col("plain"), pl.col("plain").str.slice(0, pl.col("at"))
    words = plain.str.slice(pl.col("at"), pl.col("to") - pl.col("at"))
    after = plain.str.slice("to")
    function = (
        words.str.contains(OFFICE) | before.str.contains(OFFICER_OF) | after.str.contains(FUNCTION_AFTER)
    )
    there = plain.str.contains(THERE) & ~plain.str.contains(ELSEWHERE)
    as_subject = after.str.contains(SPOKE) & ~before.str.contains(SPOKEN_BEFORE)
    opens = after.str.contains(OPENED) | before.str.contains(OPENED_BY)
    by = before.str.contains(SPEECHES_BY)
    return function & (opens | (there & (as_subject | by)))


ATTENDS = (
    rf"(?i){_B}(?:attended|attendance|participat(?:ed|ion|ing)|took part|taking part|represented by"
    r"|was represented|delegation (?:included|consisted|comprised|of)|included representatives"
    r"|members of|present were|were present|those present|counted among|with (?:him|her) were|side sat"
    r"|came from|sent|there were people|headed by|led by|team"
    rf"|(?:consultations|talks|negotiations) between the (?:foreign )?ministries){_B}"
)

_EVENT = (
    r"(?:events?|(?:[^\s,.;:]+\s+){0,3}(?:meetings?|round[ -]?tables?|roundtables?|dialogue|consultations?"
    r"|seminars?|workshops?|trainings?|sessions?|conference|briefings?|talks|negotiations|forum|discussions?))"
)
_VERB = (
    r"(?:said|noted|stated|stressed|emphasi[sz]ed|underlined|highlighted|spoke|added|told|reported|presented"
    r"|informed|outlined|expressed|welcomed|thanked|addressed|delivered|took the floor|made (?:[a-z-]+ ){0,3}"
    r"(?:speech|speeches|remarks|statements?|presentations?|reports?))"
)
_NAME = (  # between the function and the verb: the name, or more names with functions
    r"^(?:,?\s+(?:of|in|to|for|on|at|and|the|as well as|\p{Lu}[\p{L}\p{N}.'&/-]*))*,?\s+"
    r"(?:(?:also|then|jointly)\s+)?"
)
THERE = (  # "during the meeting", "in her opening remarks"
    rf"(?i){_B}(?:(?:during|at|in the course of|in the framework of|within the framework of|addressing"
    rf"|opening|closing)\s+(?:the|this|their)\s+{_EVENT}{_B}"
    r"|(?:opening|welcome|welcoming|closing|introductory)\s+(?:remarks|words|speech|speeches|address|statements?)"
    rf"{_B})"
)
ELSEWHERE = (
    rf"(?i){_B}(?:(?:session|meeting|conference|forum)s?\s+of\s+(?:the\s+)?(?:UN|United Nations|General"
    r"|Mejlis|parliament|cabinet|government|council)|(?:parliament[a-z]*|mejlis|cabinet|government|assembly|council)\s+"
    rf"(?:session|meeting|sitting)){_B}"
)
OFFICE = rf"(?i){_B}(?:minister|ombuds[a-z]+|representative|prosecutor|chair[a-z]*|speaker|commissioner)"
OFFICER_OF = (
    rf"(?i){_B}(?:representatives?|heads?|directors?|coordinators?|ambassadors?|chiefs?|chair[a-z]*|ministers?"
    r"|experts?|advis[eo]rs?|rectors?|officers?)\s+(?:of|in|for|at|from)\s+(?:the\s+)?(?:office\s+of\s+(?:the\s+)?)?$"
)
SPOKE = rf"{_NAME}{_VERB}{_B}"
SPOKEN_BEFORE = rf"(?i){_B}{_VERB}{_B}"  # what follows is what was said
OPENED = (
    rf"{_NAME}(?:opened|closed|chaired|co-?chaired|moderated|addressed)\s+"
    rf"(?:the|this)\s+(?i:{_EVENT}|participants){_B}"
)
OPENED_BY = (
    rf"(?i){_B}{_EVENT}\s+(?:[^.;]{{0,80}}?\s)?(?:opened|closed|chaired|co-?chaired|moderated|addressed)"
    rf"\s+(?:jointly\s+)?by{_B}[^;]{{0,250}}$"
)
SPEECHES_BY = (
    rf"(?i){_B}(?:speech|speeches|remarks|statements?|presentations?|reports?){_B}[^.;]{{0,200}}?"
    rf"{_B}(?:was|were)\s+(?:made|delivered|given|presented){_B}[^.;]{{0,80}}?{_B}by{_B}[^;]{{0,250}}$"
)
