"""The number of a round, in digits, Roman numerals or words, also misspelt."""

from __future__ import annotations

import difflib

import polars as pl

from dialogues.meetings import spans

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
    rf"|{'|'.join((*UNITS[:3], *CARDINALS))})"
)
_BETWEEN = (  # what may stand between the number and the noun
    r"(?:(?:annual|yearly|regular|joint|next|official|bilateral|political|human[- ]rights|consultative"
    r"|plenary|inter-?ministerial|ministerial|structural|structured|strategic|high-level"
    r"|\(\p{Lu}{2,}\)|-|\(?of the|of|\"?[\p{Lu}][\p{L}.]*(?:\s?-\s?"
    r"|\s+(?:and\s+)?)\"?|[\p{Lu}][\p{L}.]*\"?)\s*){0,8}?\"?"
)
_EVENT = (
    r"(?:human[- ]rights dialogue|dialogue|round[- ]tables?|round|session|meeting|consultations|talks"
    r"|edition)"
)
PATTERN = (
    rf"(?:{_B}[0-9]{{1,2}}\s?-?(?i:st|nd|rd|th){_B}|{_B}[IVXL]{{1,6}}{_B}|(?i:{_B}{_WORD}{_B}))"
    rf"\s+(?i:{_BETWEEN}{_EVENT}){_B}"
)
OTHER = (  # numbered things that are not the event
    r"(?i)(?:cycle|report|anniversary|article|sub-?committee|committee|protocol|convocation|century"
    r"|floor|part|day|time|half|quarter|session of the (?:un|general|human rights council|committee"
    r"|mejlis|parliament|assembly)|dialogue session)"
)
BODY_AFTER = (  # a numbered session of a standing body, not of the dialogue
    r"(?i)^\s+of\s+(?:the\s+)?(?:un|cedaw|crc|cerd|ccpr|cescr|upr|united nations|general assembly"
    r"|human rights council|committee|mejlis|parliament|assembly|council|working group|conference of)"
)


def find(told: pl.DataFrame) -> pl.DataFrame:
    """One row per numbered round: ``ordinal`` and ``at``, ``to`` in its sentence, beside what ``told`` has.

    Rounds to come and rounds before are left out, and so are cycles, reports and sessions of other bodies.
    """
    number = pl.col("surface").str.extract(
        r"^(\S+(?:[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?)"
    )
    return (
        spans.find(told.filter(~pl.col("future") & ~pl.col("prior")), PATTERN, "plain")
        .filter(~pl.col("surface").str.contains(OTHER))
        .filter(~pl.col("plain").str.slice(pl.col("to")).str.contains(BODY_AFTER))
        .with_columns(ordinal=_value(number))
        .filter(pl.col("ordinal").is_between(1, MOST))
    )


def _value(number: pl.Expr) -> pl.Expr:
    digits = number.str.extract("^([0-9]+)").cast(pl.Int64)
    return pl.coalesce(digits, number.map_elements(_spelt, return_dtype=pl.Int64))  # few: most are digits


def _spelt(word: str) -> int | None:
    """The value of a Roman numeral or of an ordinal in words."""
    if word.isupper() and set(word) <= set(ROMAN):
        values = [ROMAN[letter] for letter in word]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    tens, _, unit = word.lower().replace("-", " ").partition(" ")
    if tens in BEFORE_UNIT and unit in UNITS[:9]:
        return BEFORE_UNIT[tens] + UNITS.index(unit) + 1
    if word.lower() in CARDINALS:
        return CARDINALS.index(word.lower()) + 4
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
