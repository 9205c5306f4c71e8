"""Named people: who, in which function, for which side.

A name is a run of capitalised words that the codebook and the calendar do not know, beside a function, a
title or a verb of saying. Functions and bodies are told by their nouns; names are never listed.
"""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.coding import gazetteer, spelling
from dialogues.dataset import schemas
from dialogues.events import spans

_B = r"(?-u:\b)"
FUNCTION = (
    r"(?:(?:vice|deputy|co|sub|assistant|first|acting|former|honorary)[- ])*(?:minister"
    r"|(?:under[- ]?)?secretary(?:[- ]general)?|head|chief|chair(?:man|woman|person)?|co-chair"
    r"|president|director(?:[- ]general)?|ambassador|envoy|representative|coordinator|commissioner"
    r"|ombuds(?:man|woman|person)|officer(?:-in-charge)?|advis[eo]r|expert|rapporteur|judge|prosecutor"
    r"|speaker|deputy|member|counsellor|counselor|attach[eé]|charg[eé] d'affaires|consul|manager"
    r"|specialist|spokes(?:man|woman|person)|rector|lawyer|professor|delegate|leader|governor|EUSR"
    r"|moderator|mayor|doctor|teacher|trainer|coach|captain|student|journalist|activist|scholar|researcher"
    r"|lecturer|facilitator|interpreter|author|singer|artist|champion|consultant|analyst|justice)"
)
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Amb|Madam|Mme|H\.\s?E|HE|His Excellency|Her Excellency|Excellency|Sir"
    r"|Lord|Baroness|Hon|Honou?rable|(?-i:Hon\.? Justice)|Sheikh|Shaikh|Dame|Rev|Mx)"
)
SAYING = (
    r"(?:said|says|noted|added|stressed|stated|emphasi[sz]ed|underlined|highlighted|recogni[sz]ed"
    r"|welcomed|thanked|explained|told|named|spoke|opened|recalled|praised|reaffirmed|expressed"
    r"|pointed out|remarked|presented|informed|led|headed)"
)
PRESIDENT = "presidents_office"
LOWER = (  # words that functions are written with in small letters
    r"of|for|in|on|to|at|from|and|the|with|under|human|rights|foreign|affairs|internal|justice"
    r"|department|division|delegation|regional|office|institute|centre|center|deputy|section|unit"
    r"|ministry|commission|committee|women|children|international|organi[sz]ations?|relations"
    r"|cooperation|law|religious|eastern|western|central|southern|team|security|council|member|board"
)
_OTHER = (
    r"deputy|vice|first|special|regional|permanent|acting|senior|chief|former|newly appointed|executive"
    r"|principal"
    r"|international|national|independent|head|[\w]+-year|team|presidential|\w+-based"
)
_BEFORE_IT = rf"(?:(?:\p{{Lu}}[\p{{L}}0-9'.-]*|(?i:{_OTHER}))\s+){{0,7}}?"
_WORD = rf"(?:\p{{Lu}}[\p{{L}}'.-]*|(?:{LOWER}){_B}|{FUNCTION}{_B}|\([\p{{L}} ]+\))"
_AFTER_IT = rf"(?:(?:\s+|\s?/\s?|-|\s?&\s?){_WORD})*"
ROLE = rf"{_BEFORE_IT}(?i:{_B}{FUNCTION}{_B}){_AFTER_IT}"
LISTING = (
    rf"{ROLE}(?:,\s{_WORD}{_AFTER_IT})+"  # "Secretary for Civilian Security, Democracy, and Human Rights"
)
# "Presidents Ilham Aliyev and Ebrahim Raisi", "the envoys of Turkmenistan and Kazakhstan, A. B. and C. D."
_OF_BOTH = r"(?:\s+(?:of|for|from)(?:\s+[\p{L}'-]+){1,6}?,|\s+on\s+\p{Ll}+)"
PLURAL = rf"{_BEFORE_IT}(?i:{_B}{FUNCTION}s{_B}){_OF_BOTH}?"
_NAME_BEGINS = rf",?\s+(?:{TITLE}\.?\s*)*$"
BEFORE = rf"({ROLE}|{PLURAL}){_NAME_BEGINS}"  # a function that ends where the name begins
BEFORE_LISTING = rf"({LISTING}){_NAME_BEGINS}"
AFTER = (
    r"^(?:\s*\([^()]{1,30}\))?\s*(?:,|\(|-)\s*(?:the\s+|a\s+|an\s+|its\s+|who is\s+|then\s+|now\s+)*"
    rf"({ROLE})"
)
_LOOSE_HEAD = r"^(?:(?:Under|By|The|With|And|As|At|In|From|For|According|Its|Their|To)\s+)+"
_LOOSE_END = r"(?:\s+(?:of|for|in|on|to|at|from|and|the|with|under)|[\s,.(/-])+$"

LEADS = (
    rf"(?i)(?:{_B}(?:headed|led|chaired|presided over)(?: \w+)? by|(?:^|,\s?)under|at the head of (?:the "
    r")?[^.;]*?(?:stood|was|is))\s"
    rf"(?:[^.;:]|{TITLE}\.|(?-i:\p{{Lu}})\.)*$"
)
_UNDER_SECRETARY = r"(?i)^\s*under[- ]secretary"
LED = (
    r"(?i)^(?:\s*,[^.;]{0,160}?,)?\s+(?:who\s+)?(?:led|headed|heads|leads|chaired|was at the head of"
    r"|presided over)\s+(?:(?:the|its|for|a|their)\s+)?(?:[\w-]+\s+){0,4}?(?:delegations?|teams?|side"
    rf"|turkmenistan|eu|for){_B}"
)
NAMED = (
    rf"(?i){_B}(?:(?:{TITLE}|EUSR|minister|ambassador|president|commissioner|secretary|captain|coach)\s+"
    rf"|{TITLE}\.\s*)$"
)
SAID_BY = (  # "said the coach of the team, "
    rf"(?i){_B}(?:said|says|noted|added|stressed|stated|emphasi[sz]ed|underlined|explained|told|concluded"
    r"|believes|recalled)\s+(?:the\s+|a\s+|an\s+)?(?:[\w'-]+\s+){0,7}[\w'-]+,\s+$"
)
WHO = r"^,\s+who(?-u:\b)"
BY = (
    rf"(?i){_B}(?:headed|led|chaired|opened|represented|moderated|attended|stated|said|received|hosted|discussed"
    rf"|co-chaired|welcomed|met|signed|delivered|given|announced|presented|highlighted|noted|stressed) "
    rf"by\s+(?:{TITLE}\.?\s+)?$"
)
SAYS = rf"(?i)^(?:,\s[^,.;]{{2,30}},|,)?\s+(?:also\s+|further\s+|then\s+)?{SAYING}{_B}"

_TOKEN = (
    r"(?:\p{Lu}|Ya|Yu|Ye|Yo|Ch|Sh|Kh|Zh|Ts|Dzh|Gh)\.(?:\s?-?\p{Lu}\.)*"  # V. or A.B. or Ya.
    r"|\p{Lu}[\p{L}\p{M}]*(?:['-][\p{L}\p{M}]+)*"
    rf"|{_B}(?:van der|van den|van|von|de la|de|del|della|da|di|du|dos|bin|ibn|al|ten|ter"
    rf"|der|den){_B}"
)
_PARTICLE = r"^\p{Ll}"
_CAPITALS = r"^[\p{Lu}-]{2,}$"
# A function goes on to here: "Under Secretary of State for Arms Control", "Envoy for the Peace Process".
_IN_FUNCTION = rf"(?i){_B}{FUNCTION}{_B}[a-zA-Z' -]{{0,60}}{_B}(?:for|on)\s+(?:the\s+)?$|{_B}(?:the|an)\s+$"
_WORDS = ["sentence_id", "document_id", "position", "start", "plain", "text"]


def find(
    sentences: pl.DataFrame, mentions: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Each named person of each document (schemas.People, without ``event_id``).

    The side is one of the bodies among ``mentions`` or of the ``states`` named (gazetteer.find).

    Of several mentions of a person the first with a function counts. ``person_id`` is made of surname,
    first initial and organisation in one transliteration, so that it depends on nothing but the document.
    """
    body = sentences.filter(pl.col("role") == "body").with_columns(plain=matching.plain(pl.col("text")))
    named = _beside_a_function(_runs(body, codebook))
    return _once(_placed(named, mentions, states, codebook))


def attending(people: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Give people their presence: who heads a side, or whose body the document's facts say took part."""
    bodies = facts.filter(pl.col("field").is_in(["participant", "counterpart"])).select(
        "document_id", organisation="value", took_part=pl.lit(True)
    )
    took_part = pl.col("is_head") | pl.col("took_part").fill_null(False)
    return (
        people.join(bodies.unique(), on=["document_id", "organisation"], how="left", maintain_order="left")
        .with_columns(presence=pl.when(took_part).then(pl.lit("took_part")).otherwise("presence"))
        .drop("took_part")
    )


def mentions_of(found: pl.DataFrame) -> pl.DataFrame:
    """Give the names as mentions (schemas.Mentions), one a person and document."""
    return found.select(
        "document_id",
        "sentence_id",
        "start",
        "end",
        "basis",
        mention_id=pl.format("{}.{}.person.{}", "document_id", "start", "person_id"),
        facet=pl.lit("person"),
        code="person_id",
        quote="name",
        assertion=pl.lit("named"),
    ).select(*schemas.empty(schemas.Mentions).columns)


def _runs(body: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Runs of capitalised words that nothing else explains: ``name, at, to``, and how many are ``full``."""
    base = pl.col("surface").str.replace("'s?$", "")
    word = base.str.to_lowercase()
    states = gazetteer.names(codebook)["name"]
    known = _vocabulary(codebook, states)
    particle = pl.col("surface").str.contains(_PARTICLE)
    initial = pl.col("surface").str.contains(r"\.$")
    gap = pl.col("plain").str.slice(pl.col("to").shift(1), (pl.col("at") - pl.col("to").shift(1)).clip(0))
    follows = (pl.col("sentence_id") == pl.col("sentence_id").shift(1)) & (
        pl.col("at") - pl.col("to").shift(1) <= 1
    )
    tokens = (
        spans.find(body.select(_WORDS), _TOKEN, "plain")
        .with_columns(
            to=pl.col("at") + base.str.len_chars().cast(pl.Int64),
            part=particle,
            initial=initial,
            known=(word.is_in(known) & ~word.is_in(sorted(codebook.name_words.names)))
            | word.str.extract("^([^-]+)-").is_in(known).fill_null(False),
            capitals=base.str.contains(_CAPITALS),
            joined=(follows & gap.str.contains(r"^\s?$")).fill_null(False),
        )
        .with_columns(acronym=pl.col("known") | (pl.col("capitals") & ~_after_a_name(1) & ~_after_a_name(2)))
        .drop("known")
        .rename({"acronym": "known"})
        .with_columns(
            run=(~pl.col("joined") | pl.col("known") | pl.col("known").shift(1).fill_null(True)).cum_sum()
        )
        .filter(~pl.col("known"))
    )
    return (
        tokens.with_columns(
            inner=~pl.col("part")
            | (
                (pl.int_range(pl.len()).over("run") > 0)
                & (pl.int_range(pl.len()).over("run") < pl.len().over("run") - 1)
            )
        )
        .filter("inner")
        .group_by("run", *_WORDS, maintain_order=True)
        .agg(
            pl.col("at").min(),
            pl.col("to").max(),
            full=(~pl.col("initial") & ~pl.col("part")).sum(),
            initials=pl.col("initial").sum(),
            joined=pl.col("joined").first(),
        )
        .filter(pl.col("full") >= 1, pl.col("full") + pl.col("initials") <= 5)
        .filter(~matching.before(pl.col("plain"), pl.col("at")).str.contains(_IN_FUNCTION))
        .with_columns(name=pl.col("text").str.slice("at", pl.col("to") - pl.col("at")))
        .filter(~pl.col("name").is_in(states.implode()))  # "Viet Nam"
        .with_columns(several=(pl.col("full") >= 2) | (pl.col("initials") >= 1))
        .with_columns(
            since=pl.when("several").then("to").shift(1).forward_fill().over("sentence_id").fill_null(0)
        )
    )


def _after_a_name(steps: int) -> pl.Expr:
    """Whether a word in capitals is a surname, not an acronym: the first name stands ``steps`` before it."""
    first = ~(pl.col("known") | pl.col("capitals")).shift(steps)
    between = [pl.col("joined").shift(n) for n in range(steps)]
    return pl.all_horizontal(first, *between).fill_null(value=False)


def _beside_a_function(runs: pl.DataFrame) -> pl.DataFrame:
    """Runs that are people's names: with a function before or after, a title, or a verb of saying."""
    several = pl.col("several")
    return (
        runs.with_columns(
            before=pl.col("plain").str.slice("since", pl.col("at") - pl.col("since")),
            after=pl.col("plain").str.slice("to"),
        )
        .with_columns(
            role_before=_trimmed(pl.coalesce(pl.col("before").str.extract(BEFORE), _listing("before"))),
            role_after=_trimmed(pl.col("after").str.extract(AFTER)),
            titled=pl.col("before").str.contains(NAMED),
            says=pl.col("after").str.contains(SAYS) & ~pl.col("before").str.contains(r"(?i)\bthe\s*$"),
            body=pl.col("after").str.contains(r"^\s*\(\p{Lu}{2,}[^)]{0,40}\)"),
            by=pl.col("before").str.contains(BY)
            | pl.col("before").str.contains(SAID_BY)
            | pl.col("after").str.contains(WHO),
            leads=(pl.col("before").str.contains(LEADS) & ~pl.col("before").str.contains(_UNDER_SECRETARY))
            | pl.col("after").str.contains(LED),
        )
        .with_columns(
            accepted=pl.when(several)
            .then(
                pl.any_horizontal(
                    "titled", "says", "by", "body", pl.col("role_before", "role_after").is_not_null()
                )
            )
            .otherwise(pl.col("titled") | (pl.col("says") & ~pl.col("joined") & (pl.col("at") > 0)))
        )
        .filter(pl.col("accepted") | (several & _beside_a_name()))
        .with_columns(
            role_at=pl.coalesce(
                pl.col("since") + _offset("before", "role_before"),
                pl.col("to") + _offset("after", "role_after"),
            ),
            role_length=pl.coalesce("role_before", "role_after").str.len_chars(),
        )
        .with_columns(role=pl.col("text").str.slice("role_at", "role_length"))
        .select("document_id", "sentence_id", "position", "start", "at", "to", "name", "role", "leads")
    )


def _beside_a_name() -> pl.Expr:
    """Whether only "and" or a comma stands between this run and one that is a name."""
    alone = pl.col("before").str.contains(rf"^\s*(?:,|,?\s*and|&)\s*(?:{TITLE}\.?\s*)?$")
    after_one = alone & pl.col("accepted").shift(1).over("sentence_id")
    before_one = (alone & pl.col("since").gt(0)).shift(-1).over("sentence_id") & pl.col("accepted").shift(
        -1
    ).over("sentence_id")
    return (after_one | before_one).fill_null(False)


def _listing(before: str) -> pl.Expr:
    """Give a function with commas in it; what ends in "and" is the function of the name before."""
    listing = pl.col(before).str.extract(BEFORE_LISTING)
    return pl.when(~listing.str.contains(r"\sand$")).then(listing)


def _trimmed(role: pl.Expr) -> pl.Expr:
    """A function without the small words at its ends."""
    clean = (
        role.str.replace(r"\s*\(\p{Lu}{2,}\)?$", "").str.replace(_LOOSE_END, "").str.replace(_LOOSE_HEAD, "")
    )
    return pl.when(clean.str.len_chars() > 0).then(clean)


def _offset(text: str, part: str) -> pl.Expr:
    """Where ``part`` begins in ``text``, in characters; null where there is none."""
    return pl.col(text).str.split(pl.col(part)).list.first().str.len_chars().cast(pl.Int64)


def _placed(
    named: pl.DataFrame, mentions: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Add ``organisation`` and ``side``: by the body, else the state, that the function names."""
    home = gazetteer.home(states, codebook)
    functions = (
        named.filter(pl.col("role").is_not_null())
        .select("document_id", "sentence_id", "role")
        .unique()
        .join(home, on="document_id", how="left")
        .with_columns(
            pl.col("state").fill_null(codebook.edition.home).alias("home"),
            plain=matching.plain(pl.col("role")),
        )
        .drop("state")
    )
    quote = matching.plain(pl.col("quote"))
    key = ["sentence_id", "role"]
    bodies = (
        functions.join(
            mentions.filter(pl.col("facet").is_in(["organisation", "institution"])).drop("document_id"),
            on="sentence_id",
        )
        .filter(pl.col("plain").str.contains(quote, literal=True))
        .sort([*key, pl.col("quote").str.len_chars(), "start"], descending=[False, False, True, False])
        .unique(key, keep="first", maintain_order=True)
        .select(*key, body="code", facet="facet")
    )
    towards = [
        pl.format(f"{word} {{}}", quote)
        for word in ("to", "in", "for", "with", "to the", "in the", "for the")
    ]
    owners = (
        functions.join(states.drop("document_id"), on="sentence_id")
        .filter(pl.col("plain").str.contains(quote, literal=True))
        .filter(~pl.any_horizontal(pl.col("plain").str.contains(words, literal=True) for words in towards))
        .sort([*key, "start"])
        .unique(key, keep="first", maintain_order=True)
        .select(*key, owner="state")
    )
    parties = codebook.parties()
    foreign = (pl.col("owner") != pl.col("home")).fill_null(False) & (
        pl.col("facet") != "organisation"
    ).fill_null(True)
    presides = pl.col("role").str.contains(r"(?i)(?:^|[^-\p{L}])president\b") & ~pl.col("role").str.contains(
        "(?i)vice"
    )
    return (
        named.join(functions.select(*key, "home"), on=key, how="left")
        .join(bodies, on=key, how="left")
        .join(owners, on=key, how="left")
        .with_columns(
            organisation=pl.when(foreign)
            .then("owner")
            .otherwise(
                pl.coalesce(
                    "body",
                    pl.when(presides & (pl.col("owner") == pl.col("home")).fill_null(True)).then(
                        pl.lit(PRESIDENT)
                    ),
                    "owner",
                )
            ),
            side=pl.when(foreign)
            .then("owner")
            .when(pl.col("facet") == "organisation")
            .then(pl.col("body").replace(parties))
            .when(pl.col("facet").is_not_null() | presides)
            .then("home")
            .otherwise("owner"),
        )
    )


def _once(placed: pl.DataFrame) -> pl.DataFrame:
    """One row per person and document: mentions whose names agree are one person."""
    rows = placed.sort("document_id", "position", "at").with_columns(
        pl.col("name")
        .map_elements(spelling.surname, return_dtype=pl.String)
        .alias("surname"),  # few: names only
        pl.col("name").map_elements(spelling.initial, return_dtype=pl.String).alias("initial"),
    )
    per_name = ["document_id", "surname"]
    fullest = pl.col("initial").replace("", None)
    return (
        rows.filter(pl.col("surname") != "")
        .with_columns(fullest.backward_fill().forward_fill().over(per_name).fill_null("").alias("initial"))
        .with_columns(heads=pl.col("leads").any().over(*per_name, "initial"))
        .sort(
            [
                "document_id",
                "surname",
                "initial",
                pl.col("role").is_null(),
                pl.col("name").str.len_chars() < 0,
                "position",
                "at",
            ]
        )
        .unique(["document_id", "surname", "initial"], keep="first", maintain_order=True)
        .with_columns(
            person_id=pl.concat_str(
                "surname",
                pl.when(pl.col("initial") != "").then("initial"),
                pl.col("organisation").str.to_lowercase(),
                separator="-",
                ignore_nulls=True,
            ),
            end=pl.col("start") + pl.col("to"),
            start=pl.col("start") + pl.col("at"),
            is_head="heads",
            event_id=pl.lit(None, pl.String),
            presence=pl.lit("named"),
            basis=pl.lit("rule"),
        )
        .select(*schemas.empty(schemas.People).columns)
        .sort("document_id", "start")
    )


def _vocabulary(codebook: Codebook, states: pl.Series) -> list[str]:
    """Words, in small letters, that are no names: of functions, bodies, states, places, the calendar."""
    phrases = codebook.rules("kind", "organisation", "institution", "instrument", "plan")[0]
    cues = phrases.filter(pl.col("use") == "cue")["form"].unique()
    listed = [*states, *(n for p in codebook.places for n in (p.place, *p.names))]
    words = pl.concat([cues, pl.Series("form", listed, dtype=pl.String)]).str.extract_all(
        r"[\p{L}]+(?:['-][\p{L}]+)*"
    )
    return sorted(
        set(words.explode().drop_nulls().str.to_lowercase())
        | codebook.name_words.functions
        | {f"{function}s" for function in codebook.name_words.functions}
        | codebook.name_words.bodies
        | codebook.name_words.openers
        | codebook.name_words.calendar
    )
