"""Sentences as rows of types and words, cut into clauses, with days, places and modes lifted out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from dialogues.codebook.book import Codebook
from dialogues.codebook.grammar import NameRule
from dialogues.codebook.language import NUMBERS, compile_shape

LAST_DATE = r"DATE(\.[0-9]+) $"  # of one of a clause's ``days``: the day, after the words before it
_TOGETHER = 1000  # shapes in one text: what a processor keeps at hand
_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # around a name; they stand in no text: Unicode gives them no meaning
_BLANKS = r"[^\S\n]+"
_EVENED = ((_BLANKS, "  "), ("^ *", " "), (" *$", " "))  # one blank on either side of each token
_SPACED = (
    ("#", " "),  # a tag is read as its words
    (r"[\p{So}\p{Sk}\x{FE0F}\x{200D}]", " "),  # pictures
    (r"""["()\[\],;:!?…/|]""", " ${0} "),
    (rf"\.(\s|$|{_OPEN})", " ${1}"),
    (rf"(^|{_SHUT})'(\s|$|{_OPEN})", "${1} 's ${2}"),
    (rf"(^|{_SHUT})-+(\S|$)", "${1} ~ ${2}"),
    (rf"([^\s{_SHUT}])-+($|{_OPEN})", "${1} ~ ${2}"),
    (r"([^\S\n])-+([^\S\n])", "${1} - ${2}"),
    (f"[{_OPEN}{_SHUT}]", "  "),
    *_EVENED,
)  # of what stands between names, before the words of classes take the place of what they stand for
_KEPT = (
    "at",
    "by",
    "with",
    "between",
    "from",
    "during",
    "under",
    "through",
    "within",
    "after",
    "before",
    "which",
    "that",
)
_BEFORE = r"(?: , )?(?: (?:on|in|of|at|to|from|for|by|\(|SINCE|between|until|this|EARLIER|NEXT) )?"
_DAY = "(?:DATE|WEEKDAY)"
_WORD = r"[a-z'][^ ]*|(?:NAME|TREATY|NUMBER|FUNCTION|RIGHTS)[.0-9]*|ADJ|DET|,"
_TOPIC = rf"(?: (?:on|about|regarding|concerning|THEME) )(?: (?:{_WORD}|\") )+"
_AUDIENCE = rf" for (?: (?:{_WORD}) ){{0,10}}(?: (?:[a-z'][^ ]*|(?:NAME|FUNCTION|PARTY)[.0-9]*) )"
_FOR_MEETING = (
    r" for ((?: (?:[a-z'][^ ]*|ADJ|DET|(?:ORDINAL|PAIR)[.0-9]+) ){0,4} (?:KIND|MEETING|OCCASION)[.0-9]+ )"
)


_NONE_THERE = "(?:NAME|PARTY|FUNCTION|PLAN|TREATY|REVIEWER)[.0-9]+|PAPER|[a-z]+"
_AT = "in|at|on|to|from|during|of|after|for|by|with|under|within"
_VERB = (
    r"( (?:BE|IS|HAVE|WILL|HOLD|TAKE_PLACE|OPEN|CLOSE|PUT_OFF|SAY|DISCUSS|LEAD|GATHER|SEE"
    r"|(?:MEET|RECEIVE|VISIT)[.0-9]+) [^|]*)"
)
_UNTOLD = "(?:NAME|FUNCTION|TREATY|NUMBER|RIGHTS|DIALOGUE|PLAN|PRESS)"  # what tells of no side or meeting
_GOES_ON = "on|in|at|and|with|for|between|by|from|of|to|as|because|after|during|owing|due|since|while|when"
_PLACE = r"(?: (?:CITY|PARTY|COUNTRY|NAME|PAIR)[.0-9]+ )"
_SUNNY = r" [a-z-]{3,}(?:y|al|rn|ng|ed|us|ic|ul|wn) "  # an adjective before a city
_DATELINE = (  # "Ashgabat, 3 June 2024", "(Geneva, 8 May 2018)", "3 June 2024, Oslo"
    rf"^(?: \( )?{_PLACE}{{0,2}}(?: , {_PLACE})?(?: (?:,|\() )?(?: (?:[a-z]+|WEEKDAY[.0-9]+)  , )?"
    r" DATE[.0-9]+ (?: \) )?(?: [,(] )?(?: (?:NAME|PARTY|FUNCTION|CITY)[.0-9]+ )?(?: \) )?$"  # and an agency
)


def make(sentences: pl.DataFrame, names: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per sentence: ``sentence_id, shape``, the names put together by names.yaml."""
    is_next = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    before = pl.when(is_next).then(pl.col("end").shift(1)).otherwise(0)
    small = pl.col("plain").str.replace_all("[\n#]", " ")  # "in #Oslo"
    pieces = (
        names.join(sentences.select("sentence_id", plain=small), on="sentence_id")
        .sort("sentence_id", "start")
        .with_columns(piece=pl.col("plain").str.slice(before, pl.col("start") - before))
        .with_columns(token=pl.format(f"{{}}{_OPEN}{{}}.{{}}{_SHUT}", _low("piece"), "type", "number"))
    )
    tail = pl.col("plain").last().str.slice(pl.col("end").last())
    named = (
        pieces.group_by("sentence_id", maintain_order=True)
        .agg(pl.col("token").str.join(""), tail=tail)
        .select("sentence_id", shape=pl.concat_str("token", _low("tail")))
    )
    nameless = sentences.join(names, on="sentence_id", how="anti").with_columns(plain=small)
    written = pl.concat([named, nameless.select("sentence_id", shape=_low("plain"))])
    words = codebook.words.replacements
    rules = [reduction(rule, codebook) for rule in codebook.names for _ in range(rule.times)]
    by_class = pl.col("shape").str.replace_many(list(words), list(words.values()), leftmost=True)
    return once(written, lambda rows: _by_line(rows, [*_replaced(_SPACED), by_class, *_replaced(rules)]))


def once(shapes: pl.DataFrame, work: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """Do ``work`` on each ``shape`` once: pages repeat one another. All rows get what it makes of theirs."""
    written = shapes.select(_written="shape", shape="shape").unique(maintain_order=True)
    return (
        shapes.rename({"shape": "_written"})
        .join(work(written), on="_written", maintain_order="left_right")
        .drop("_written")
    )


def _low(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase()


def _replaced(changes: Iterable[tuple[str, str]]) -> Iterator[pl.Expr]:
    """Replace what regular expressions match in ``shape``, each in the lines that the last has left."""
    return (pl.col("shape").str.replace_all(f"(?m){regex}", becomes) for regex, becomes in changes)


def _by_line(shapes: pl.DataFrame, changes: Iterable[pl.Expr]) -> pl.DataFrame:
    """The rows with their ``shape`` changed in texts with a shape a line, which is quicker.

    No match goes over a line's end: a shape begins and ends with one blank, and each token has its own.
    """
    together = pl.int_range(pl.len()) // _TOGETHER
    texts = shapes.group_by(together, maintain_order=True).agg(pl.col("shape").str.join("\n"))
    for change in changes:  # one by one: a plan of all takes longer than the changes
        texts = texts.select(change)
    return shapes.with_columns(texts["shape"].str.split("\n").explode())


def reduction(rule: NameRule, codebook: Codebook) -> tuple[str, str]:
    """The regular expression of a rule, and what takes the place of its matches."""
    shape = compile_shape(rule.shape, codebook.types())
    slots = {"first": shape.slots[:1], "all": shape.slots}.get(rule.by, tuple(rule.by.split("|")))
    *words, last = rule.becomes.split()
    if "=" not in rule.becomes:
        last = f"{last}={'+'.join(slots)}"
    return shape.regex, "".join(f" {_filled(word)} " for word in (*words, last))


def _filled(word: str) -> str:
    """A name made of the slots that a rule gives it, ``PARTY=STATE+ORG``; other words as they are."""
    name, _, slots = word.partition("=")
    return name + "".join(f"${{{slot}}}" for slot in slots.split("+") if slot)


def clauses(shapes: pl.DataFrame) -> pl.DataFrame:
    """One row per clause: ``sentence_id, clause, shape, days, places, modes``.

    ``shape`` is what is left when days, places, modes and what a meeting was about are lifted out; ``days``,
    ``places`` and ``modes`` list what was lifted, each with the word before it.
    """
    return once(shapes, _cut_up)


def _cut_up(shapes: pl.DataFrame) -> pl.DataFrame:
    cut = pl.col("shape")
    for regex, becomes in CLAUSE_ENDS:
        cut = cut.str.replace_all(regex, becomes)
    shape = pl.col("shape")
    day = rf"(?: [^ |]+ )?(?: [^ |]+ )?(?: DET )?(?: ADJ )? DATE{NUMBERS} "
    held = r"(?:HOLD|HOLD_PRES|TAKE_PLACE|OPEN|CLOSE|(?:KIND|MEETING|OCCASION|DATE|MEET|VISIT)[.0-9]+)"
    place = rf"(?: in (?: DET )?{_SUNNY}|(?: [^ |]+ )?(?: DET )?(?: ADJ )?) CITY{NUMBERS} "
    country = rf" {held}  in (?: DET )? COUNTRY{NUMBERS} "
    town = rf" (?:{held}|PARTY[.0-9]+)  in  NAME{NUMBERS} "
    mode = rf" MODE{NUMBERS} (?:$| [^a-z ]| (?:{_GOES_ON}) )"
    cut_up = (
        shapes.with_columns(shape=cut.str.split("|"))
        .with_columns(clause=pl.int_ranges(shape.list.len()))
        .explode("shape", "clause")
        .with_columns(shape=shape.str.strip_chars(" "))
        .with_columns(shape=pl.when(shape == "").then(pl.lit(" ")).otherwise(pl.format(" {} ", "shape")))
        .with_columns(
            shape=shape.str.replace_all(rf" DATE{NUMBERS} ( PAPER )", "${1}").str.replace_all(
                rf"( PAPER  (?:of|from|SINCE) (?: DET )?) DATE{NUMBERS} ", "${1}"
            )
        )
        .with_columns(
            days=shape.str.extract_all(day),
            places=shape.str.extract_all(place),
            towns=shape.str.extract_all(town),
            countries=shape.str.extract_all(country),
            modes=shape.str.extract_all(mode),
            whole=shape,
            is_dateline=shape.str.contains(_DATELINE) & (pl.col("clause") == 0),
        )
    )
    return _by_line(cut_up, [_lifted(shape)])


def names_in(rows: pl.DataFrame, numbers: pl.Expr, names: pl.DataFrame) -> pl.DataFrame:
    """Rows with each of the ``names`` whose number ``numbers`` gives, as shapes write it (PARTY.2.5)."""
    return (
        rows.with_columns(number=numbers.str.extract_all(r"\.[0-9]+"))
        .explode("number")
        .drop_nulls("number")
        .with_columns(pl.col("number").str.slice(1).cast(pl.Int64))
        .join(names.drop("document_id", strict=False), on=["sentence_id", "number"], maintain_order="left")
    )


def _lifted(lines: pl.Expr) -> pl.Expr:
    """Leave days, places and modes out of shapes, and make one word of what a meeting was about."""
    kept = {f" {word} ": f" {word.upper()} " for word in _KEPT}
    back = {new: old for old, new in kept.items()} | {" FOR ": " for "}
    return (
        lines.str.replace_all(rf"{_BEFORE}(?: DET )?(?: ADJ )? {_DAY}{NUMBERS} (?: (?:,|\)) )?", "")
        .str.replace_all(rf"(?: , )? in (?: DET )?(?:{_SUNNY})? CITY{NUMBERS} (?: , )?", "")
        .str.replace_all(rf"([0-9] ) \( (?: DET )? CITY{NUMBERS} (?: [,)] )?", "${1}")
        .str.replace_all(rf"(?: , )? in (?: DET )? (?:COUNTRY|NAME){NUMBERS} (?: , )?", "")
        .str.replace_all(
            rf"(?: (?:by|in|over|on|through|via) )?(?: DET )? MODE{NUMBERS} (?: FORM )?",
            "",
        )
        .str.replace_all(" [a-z0-9]+-(?:day|month)[a-z-]* ", "")
        .str.replace_many(list(kept), list(kept.values()))
        .str.replace_all(_FOR_MEETING, " FOR ${1}")
        .str.replace_all(_TOPIC, " TOPIC ")
        .str.replace_all(_AUDIENCE, " AUDIENCE ")
        .str.replace_many(list(back), list(back.values()))
        .str.replace_all(" AUDIENCE ", "")
        .str.replace_all(r"(?: TOPIC )+", " TOPIC ")
    )


CLAUSE_ENDS = (  # what takes the place of a match has, as all tokens, a blank of its own on either side
    (r"( DATE[.0-9]+ ) 's  ROUND ", "${1} EVENT "),
    (r"^( DATE[.0-9]+ ) 's ((?: (?:DET|ADJ|(?:ORDINAL|PAIR)[.0-9]+) ){0,3} KIND[.0-9]+ )", "${1} HOLD ${2}"),
    (  # "at today's meeting"; of "today's world" the day is nothing's
        r"( DATE[.0-9]+ ) 's ((?: [^ |]+ ){0,3} (?:KIND|MEETING|OCCASION|BRIEFING|VISIT)[.0-9]+ )",
        "${1}${2}",
    ),
    (r" DATE[.0-9]+  's ", ""),
    (  # "Oslo (Norway) - 3-4 June 2024 -", "Oslo, Norway - 3 June 2024 -"
        rf"^({_PLACE})(?:(?: , )?{_PLACE}| \(  (?:PARTY|COUNTRY)[.0-9]+  \) )?(?: [-,] )( DATE[.0-9]+ )",
        "${1} , ${2}",
    ),
    (  # "Oslo, Vienna wrap up talks": capitals that stand for their states
        r"^( CITY[.0-9]+ ) , ( CITY[.0-9]+  (?:HOLD_INF|MEET_INF|DISCUSS|AGREE) )",
        "${1} and ${2}",
    ),
    (  # "the dialogue, a format that last met in Oslo in May, took place"
        r" , (?: IT |(?: [^ |,]+ ){1,3} that )(?: (?:BE|HAVE) ){0,2} EARLIER (?: [^ |,;]+ ){1,10} , ",
        "",
    ),
    (r" ,  as  (?:SAY|WILL)  , ", ""),
    (  # "the seminar, organised by UNICEF, will look at"
        rf"( KIND[.0-9]+ )((?: (?:{_WORD}) )*) HOLD  by "
        rf"(?: (?:{_WORD}|(?:PARTY|CITY|COUNTRY|PAIR)[.0-9]+|in|of|and|with|SUPPORT) ){{1,14}}"
        "(?: (?:IS|BE) )?( WILL )",
        "${1}${2}${3}",
    ),
    (r"^( \(  (?:CITY|PARTY|NAME)[.0-9]+ (?: [^ |]+ ){0,3} DATE[.0-9]+ (?: \) )?)", "${1} | "),
    (
        r"^( PARTY[.0-9]+ ) :( (?: DET )?(?: ORDINAL[.0-9]+ )?(?: ADJ )*(?: PAIR[.0-9]+ )? KIND)",
        "${1} ~${2}",
    ),
    (r"^((?: DET )?(?: ORDINAL[.0-9]+ )?(?: ADJ )* KIND[.0-9]+ ) : ( PARTY[.0-9]+ )$", "${1} ~ ${2}"),
    (r"^(?: ORGANISER | HOLD  by ) : ", " ORGANISER  IS "),  # a label before its value
    (  # the title of a meeting
        r"( (?:KIND|MEETING|OCCASION|BRIEFING)[.0-9]+ (?: [^ |\"]+ ){0,5}) \" "
        rf"(?: (?:[^ A-Z|\"][^ |\"]*|[A-Z_]+|{_UNTOLD}[.0-9]+) ){{1,16}} \" ",
        "${1}",
    ),
    (  # "Dialogue: third round"
        r"( KIND[.0-9]+ ) [:-] (?: DET )?( ORDINAL[.0-9]+ ) (?:ROUND|(?:MEETING|OCCASION)[.0-9]+) ",
        "${2}${1}",
    ),
    (  # "3 June 2024, Oslo: seminar on prisons", without a verb
        r"^((?: (?:on|in|DET|,|(?:WEEKDAY|CITY|COUNTRY|DATE)[.0-9]+) )+) [:-] "
        r"((?: (?:DET|ADJ|(?:ORDINAL|PAIR|PARTY)[.0-9]+) ){0,4} KIND[.0-9]+ "
        rf"(?: (?:{_WORD}|[~\"()!]|PAPER|(?:PARTY|PAIR|COUNTRY)[.0-9]+) )*)$",
        "${1} , ${2}",
    ),
    (r"^( CITY[.0-9]+  ,  DATE[.0-9]+  , (?: [^ |,]+ ){0,4} KIND[.0-9]+ )", " in ${1}"),
    (r" [;:] ", " | "),
    (r"( FUNCTION[.0-9]+ ) - ( (?:FUNCTION|NAME|PARTY)[.0-9]+ )", "${1} ~ ${2}"),  # one function of two parts
    (r"( CITY[.0-9]+ ) - ( CITY[.0-9]+ )", "${1} ~ ${2}"),  # a line between two cities
    (r" - ", " | "),
    (  # "the activist, arrested on 9 May, was spoken of", "the law, in force from 1 May, was explained"
        rf"( (?:{_NONE_THERE}) ) ,  (?:[a-z]+ed|SINCE|PRESENT) "
        rf"(?: (?:{_WORD}|(?:PARTY|CITY)[.0-9]+|BE|SINCE) ){{0,8}} DATE[.0-9]+  , ",
        "${1}",
    ),
    (  # what goes on after "which ..., " belongs to what stands before it
        rf" ,  (?:which|who|whose|IT) ((?: [^ |,]+ ){{1,12}}) , {_VERB}",
        "${2} |  IT ${1}",
    ),
    (
        rf" , (?: where | (?:{_AT}) (?: (?:[a-z]+|DET) ){{0,3}} IT )"
        rf"((?: [^ |,]+ ){{1,12}}) , {_VERB}",
        "${2} |  at  IT  , ${1}",
    ),
    (  # "two days after the seminar in Oslo on 3 May, the minister met ..."
        r"^((?: [^ |,]+ ){0,3} (?:after|before|following|EARLIER|SINCE) (?: [^ |,]+ ){0,6}"
        r" (?:KIND|MEETING|DIALOGUE|VISIT|ROUND)[.0-9]* (?: [^ |,]+ ){0,9}"
        r"(?: ,  HOLD (?: [^ |,]+ ){1,9})?) , ",
        " EARLIER ${1} | ",
    ),
    (r"^((?: [^ |,]+ ){0,2} EARLIER (?: [^ |,]+ ){1,6} DATE[.0-9]+ ) , ", " EARLIER ${1} | "),
    (r"( OPEN (?: [^ |,]+ ){0,9})(?: , | and | but ){1,2}( CLOSE )", "${1} |  IT ${2}"),
    (r" (?:and|but) (?: [a-z]+ )?( WILL )", " | ${1}"),
    (r"( WILL [^|,]*) , ((?: [^ |,]+ ){1,9} AGREE )", "${1} | ${2}"),
    (  # a place that is spoken of
        r"( (?:DISCUSS|PRESENT) [^|]*?) in (?: DET )? CITY[.0-9]+ ([^|]* (?:at|during) "
        r"(?: (?:DET|ADJ|(?:ORDINAL|PAIR)[.0-9]+) ){0,4} KIND[.0-9]+ [^|]* in (?: DET )? CITY[.0-9]+ )",
        "${1}${2}",
    ),
    (
        r"( in (?: DET )? CITY[.0-9]+ [^|]* DISCUSS [^|]*?) in (?: DET )? CITY[.0-9]+ ",
        "${1}",
    ),
    (  # "the talks with Norway, the second human rights dialogue, took place": one meeting by two nouns
        r"(^| (?:HOLD|HAVE|ATTEND|OPEN|CLOSE|LEAD) )(?: (?:DET|ADJ|NAME[.0-9]+|[a-z]+) ){0,3}"
        r"(?: EVENT | (?:MEETING|OCCASION)[.0-9]+ )"
        rf"((?: (?:{_WORD}|(?:PARTY|DEMONYM)[.0-9]+) ){{0,9}}) , "
        r"((?: (?:DET|ADJ|(?:ORDINAL|PAIR)[.0-9]+) ){1,4} KIND[.0-9]+ )((?: [^ |,]+ ){0,9}) , ",
        "${1}${3}${2}${4}",
    ),
    (  # "Children's Day, which falls on 1 June, UNICEF held ..."
        r" ,  (?:which|who|IT) ((?: [^ |,]+ ){1,8}) , ((?: DET )? (?:EVENT|(?:PARTY|FUNCTION)[.0-9]+) )",
        " |  IT ${1} | ${2}",
    ),
    (
        r" ,  (?:while|when) ((?: (?:in|on|at) (?: DET )?(?:CITY|COUNTRY|DATE)[.0-9]+ )+) , ",
        "${1}",
    ),  # "X, while in Oslo, met"
    (r"( BE )( TAKE_PLACE  by )", "${1} | ${2}"),  # "was preceded by a seminar in Oslo"
    (  # "the meeting followed consultations in Oslo on Monday"
        r"( (?:KIND|MEETING|OCCASION|EVENT|BRIEFING|IT)[.0-9]* ) TAKE_PLACE "
        r"((?: (?:DET|ADJ|(?:ORDINAL|PAIR|PARTY|DATE)[.0-9]+|'s) ){0,5}"
        r" (?:KIND|MEETING|OCCASION|VISIT)[.0-9]+ )",
        "${1} TAKE_PLACE  |  EARLIER ${2}",
    ),
    (r" ,  (?:which|who|whose|IT)  ", " |  IT  "),
    (r"(?: , )?( NUMBER[.0-9]+  EARLIER  (?:DET|PARTY|CITY|IT|PAIR))", " | ${1}"),  # "acted, two days after"
    (r"( DATE[.0-9]+ )((?: [^ |]+ )*?)(?: , )? when ", "${1}${2} |  on ${1}"),  # of both clauses
    (
        r" (?:in|at|from|to|for) ( CITY[.0-9]+ )(?: , )? where ",
        " |  in ${1}",
    ),  # "back from Oslo, where a seminar was held"
    (  # "said after a visit that ended on Friday"
        r"( SAY (?: [^ |]+ ){1,7} (?:KIND|MEETING|OCCASION|VISIT)[.0-9]+ ) that "
        r"( (?:BE|HAVE|HOLD|TAKE_PLACE|OPEN|CLOSE) )",
        "${1}${2}",
    ),
    (r"( (?:SAY|AGREE) (?: [^ |]+ ){0,7}) that ", "${1} | "),
    (r"( SAY )( (?:DET|PARTY|PAIR|IT))", "${1} | ${2}"),
    (r"(?: , )? (?:while|whereas|where|when) ", " | "),
    (r" (?:what|how|why) ((?: [^ |,]+ ){1,6} WILL )", " | ${1}"),  # "taught what a doctor should do"
    (r"( (?:after|before|at) ) (DET (?: [^ |]+ ){0,2} (?:ROUND|CLOSE|HOLDING))", " | ${2}"),
    (r" , ((?: [^ |,]+ ){1,6} SAY )", " | ${1}"),
    (r" , ( DET  ORDINAL[.0-9]+  EARLIER )", " | ${1}"),  # "the 9th having been held by video"
    (r" to ( (?:HOLD_INF|MEET_INF|WILL) )", " |  WILL ${1}"),
)
