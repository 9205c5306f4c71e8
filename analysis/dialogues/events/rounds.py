"""The number of a round, in digits, Roman numerals or words, also misspelt."""

from __future__ import annotations

import difflib
import re

import polars as pl

from dialogues.events import spans

UNITS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
)  # fmt: skip
TENS = {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50}
BEFORE_UNIT = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
CARDINALS = ("four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")  # "the eight round"
MOST = 999  # no round has a higher number, and none is the 0th
REACH = 4  # sentences of the body in which a number is taken without the kind's name
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}

_B = r"(?-u:\b)"
_WORD = (
    rf"(?:(?:{'|'.join(BEFORE_UNIT)})[- ](?:{'|'.join(UNITS[:9])})|[a-z]{{2,9}}(?:th|ht|rd|st|nd)"
    rf"|inaugural|{'|'.join((*UNITS[:3], *CARDINALS))})"
)
_BETWEEN = (  # what may stand between the number and the noun
    r"(?:(?:annual|yearly|regular|joint|next|official|bilateral|trilateral|political|human[- ]rights"
    r"|consultative|plenary|inter-?ministerial|ministerial|structural|structured|strategic|high[- ]level"
    r"|working(?:-level)?|special|extraordinary|ordinary|such|full|successive|consecutive|informal|technical"
    r"|expert|inter-?parliamentary|inter-?governmental|in-person|virtual|online|thematic|so-called|foreign"
    r"|policy|security|economic|and|edition of the|of the|of (?:their|its|this)|of"
    r"|\([A-Z]{2,}\)|-|\(of the|(?-i:\"?[A-Z][^ ,;:()\"-]*(?: ?- ?| +)?\"?)) *){0,9}?\"?"
)
_EVENT = (
    r"(?:human[- ]rights dialogue|dialogue|round[- ]tables?|round|session|meeting|consultations|talks"
    r"|edition|iteration|instal?lment|sitting)"
)
PATTERN = (
    rf"(?:{_B}[0-9]{{1,2}}\s?-?(?i:st|nd|rd|th){_B}|{_B}[IVXL]{{1,6}}(?:th|st|nd|rd)?{_B}|(?i:{_B}{_WORD}{_B}))"
    rf",? +(?i:{_BETWEEN}{_EVENT}){_B}"
)
COUNT = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
AFTER_NOUN = (  # "round nine", "round no. 9"
    rf"(?i:{_B}(?:round |(?:round|dialogue|session|meeting) (?:no\. ?|number |nr\.? ?"
    rf"|# ?)))(?:[0-9]{{1,2}}|(?i:{'|'.join(COUNT)})"
    rf"|[IVXL]{{1,6}}){_B}"
)
_NTH = r"(?:[0-9]{1,2}(?:th|st|nd|rd)|[a-z]{2,9}(?:th|ht|rd|nd))"
IN_A_ROW = (  # "for the ninth time", "the ninth in a row", "the ninth of its kind"
    rf"(?i){_B}(?:for the {_NTH} time|the {_NTH} time (?:that|when|in)|the {_NTH} (?:in a row"
    rf"|of (?:its|their|this) kind"
    r"|in (?:the|this|a|their) series|to date|so far|such (?:meeting|dialogue|round|event|exchange)))"
    r"(?:[,.;:)]| (?:the|turkmenistan|that|when|since|of|on)|$)"
)
OTHER = (  # numbered things that are not the event
    r"(?i)(?:cycle|report|anniversary|article|sub-?committee|committee|protocol|convocation|century"
    r"|floor|part|day|time|half|quarter|session of the (?:un|general|human rights council|committee"
    r"|mejlis|parliament|assembly)|dialogue session)"
)
BODY_AFTER = (  # a numbered session of a standing body, not of the dialogue
    r"(?i)^\s+of\s+(?:the\s+)?(?:un|cedaw|crc|cerd|ccpr|cescr|upr|united nations|general assembly"
    r"|human rights council|committee|mejlis|parliament|assembly|council|working group"
    r"|conference of)(?-u:\b)"
)

ANOTHER_BODY = (  # the same where the event is not named: "the first meeting of the new parliament"
    r"(?i)^\s+of\s+(?:the\s+|its\s+)?(?:[a-z-]+\s+){0,3}(?:parliament|assembly|council|commission|government"
    r"|cabinet|committee|board|working group|court|union|association|network)(?-u:\b)"
)


def find(told: pl.DataFrame) -> pl.DataFrame:
    """One row per numbered round: ``ordinal`` and ``at``, ``to`` in its sentence, beside what ``told`` has.

    Rounds to come and rounds before are left out, and so are cycles, reports and sessions of other bodies.
    """
    number = pl.coalesce(
        pl.col("surface").str.extract(
            r"(?i)^(?:(?:round|dialogue|session|meeting) (?:no\. ?|number |nr\.? ?|# ?)?|for the |the )(\S+)"
        ),
        pl.col("surface").str.extract(
            r"^([^\s,]+(?:[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?)"
        ),
    )
    looked = told.filter(~pl.col("future") & ~pl.col("prior"))
    found = [spans.find(looked, pattern, "plain") for pattern in (PATTERN, AFTER_NOUN, IN_A_ROW)]
    return (
        pl.concat(found)
        .filter(~pl.col("surface").str.contains(OTHER) | pl.col("surface").str.contains(IN_A_ROW))
        .filter(~pl.col("plain").str.slice(pl.col("to")).str.contains(BODY_AFTER))
        .filter(pl.col("named") | ~pl.col("plain").str.slice(pl.col("to")).str.contains(ANOTHER_BODY))
        .with_columns(ordinal=_value(number))
        .filter(pl.col("ordinal").is_between(1, MOST))
    )


def _value(number: pl.Expr) -> pl.Expr:
    digits = number.str.extract("^([0-9]+)").cast(pl.Int64)
    return pl.coalesce(digits, number.map_elements(_spelt, return_dtype=pl.Int64))  # few: most are digits


def _spelt(word: str) -> int | None:
    """The value of a Roman numeral or of an ordinal in words."""
    word = re.sub("(?<=[IVXL])(?:th|st|nd|rd)$", "", word)
    if word.isupper() and set(word) <= set(ROMAN):
        values = [ROMAN[letter] for letter in word]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    tens, _, unit = word.lower().replace("-", " ").partition(" ")
    if tens in BEFORE_UNIT and unit in UNITS[:9]:
        return BEFORE_UNIT[tens] + UNITS.index(unit) + 1
    if word.lower() == "inaugural":
        return 1
    if word.lower() in COUNT:
        return COUNT.index(word.lower()) + 1
    known = {**{name: value for value, name in enumerate(UNITS, 1)}, **TENS}
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.82)
    return known[near[0]] if near else None


def choose(told: pl.DataFrame) -> pl.DataFrame:
    """The number of each document's event: ``document_id, sentence_id, value, at, to``.

    The first number in a headline or in a sentence that names the event's kind; else the first near the
    top of the text.
    """
    return (
        find(told.filter(pl.col("named") | (pl.col("rank") <= REACH)))
        .sort(["document_id", "named", "position", "at"], descending=[False, True, False, False])
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "sentence_id", "at", "to", value=pl.col("ordinal").cast(pl.String))
    )
