"""The forms in which texts write dates, with the words of words.yaml for months and days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dialogues.codebook import matching
from dialogues.codebook.wordlists import EventWords

_B = r"(?-u:\b)"
DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
TH = rf"(?:\s?-?(?:st|nd|rd|th){_B})?"
_MONTH, _WEEKDAY, _TODAY, _NUMBER = "@month", "@weekday", "@today", "@number"  # for what words.yaml has
Y4 = "(?:19|20)[0-9]{2}"  # four figures of a year
_TO = r"\s*(?:-|–|—|to|until|till|through)\s*(?:the\s+)?"
_AND = r"\s*(?:-|–|—|to|until|till|through|&|and)\s*(?:the\s+)?"
_AND_ON = rf"\s*,?\s*and\s+(?:on\s+)?(?:(?i-u:{_WEEKDAY}),?\s+)?(?:the\s+)?"
_AND_ON_DAY = r"\s*(?:-|–|—|to|until|till|through|&|,?\s+and)\s*(?:on\s+)?"
_YEAR = (
    rf"(?:\s*,?\s*(?:of\s+|in\s+)?(?P<y>{Y4})|\s+(?:of\s+)?(?P<this>(?:this|the\s+current|current)\s+year))?"
)
_OF = r"(?:(?:day\s+)?of\s+)?"
_WORD = "(?P<word>[A-Z][a-z]{2,10})"  # a misspelt month, or no month at all

# Of two forms that match at one place the first wins. Groups: d, m, y the first day, its month, the year;
# d2, m2 the last day and its month, y1 the first day's year where it has its own; word a month perhaps
# misspelt; this "this year"; rel, rel2 days told from the day of writing, num how many days before it.
FORMS = {
    "iso": rf"(?P<y>{Y4})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12][0-9]|3[01])",
    "numeric_range": rf"(?P<d>{DAY})\s?[-–]\s?(?P<d2>{DAY})[./](?P<m>[0-9]{{1,2}})[./](?P<y>{Y4})",
    "numeric": rf"(?P<d>{DAY})[./](?P<m>{DAY})[./](?P<y>{Y4})",
    "day_month_to_day_month": rf"(?P<d>{DAY}){TH}\s+(?:of\s+)?(?P<m>{_MONTH})(?:\s*,?\s*(?P<y1>{Y4}))?{_TO}"
    rf"(?P<d2>{DAY}){TH}\s+(?:of\s+)?(?P<m2>{_MONTH}){_YEAR}",
    "month_day_to_month_day": rf"(?P<m>{_MONTH})\s+(?P<d>{DAY}){TH}(?:\s*,?\s*(?P<y1>{Y4}))?{_TO}"
    rf"(?P<m2>{_MONTH})\s+(?P<d2>{DAY}){TH}{_YEAR}",
    "day_month_and_day_month": rf"(?P<d>{DAY}){TH}\s+(?:of\s+)?(?P<m>{_MONTH}){_AND_ON}"
    rf"(?P<d2>{DAY}){TH}\s+(?:of\s+)?(?P<m2>{_MONTH}){_YEAR}",
    "month_day_and_month_day": rf"(?P<m>{_MONTH})\s+(?P<d>{DAY}){TH}{_AND_ON}"
    rf"(?P<m2>{_MONTH})\s+(?P<d2>{DAY}){TH}{_YEAR}",
    "days_month": rf"(?P<d>{DAY}){TH}(?:\s*,\s*{DAY}{TH})*(?:{_AND}|/)(?P<d2>{DAY}){TH}"
    rf"\s+(?:of\s+)?(?P<m>{_MONTH}){_YEAR}",
    "day_month": rf"(?P<d>{DAY}){TH}(?:\s+day)?\s*{_OF}(?P<m>{_MONTH}){_YEAR}",
    "month_year": rf"(?P<m>{_MONTH})\s*,?\s*(?:of\s+)?(?P<y>{Y4})",
    "month_days": rf"(?P<m>{_MONTH})\s+(?P<d>{DAY}){TH}(?:\s*,\s*{DAY}{TH})*(?:{_AND}|/)"
    rf"(?P<d2>{DAY}){TH}{_YEAR}",
    "month_day": rf"(?P<m>{_MONTH})\s+(?:the\s+)?(?P<d>{DAY}){TH}{_YEAR}",
    "day_word": rf"(?P<d>{DAY}){TH}\s+(?:of\s+)?{_WORD}{_YEAR}",
    "word_day": rf"{_WORD}\s+(?P<d>{DAY}){TH}\s*,?\s*(?P<y>{Y4})",
    "relative_range": rf"(?P<rel>{_B}(?i-u:{_TODAY}|{_WEEKDAY})){_AND_ON_DAY}"
    rf"(?P<rel2>(?i-u:{_TODAY}|{_WEEKDAY}){_B})",
    "days_ago": rf"{_B}(?P<num>[2-9]|(?i-u:{_NUMBER}))\s+days\s+ago{_B}",
    "relative": rf"(?P<rel>{_B}(?i-u:{_TODAY}){_B})",
    "weekday": rf"(?P<rel>{_B}(?i-u:{_WEEKDAY}){_B})",
    "figures": rf"{_B}(?P<d>{DAY})\.(?P<m>0[1-9]|1[0-2])",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The forms of dates with the words for months and days, and those words."""

    forms: dict[str, str]
    any: str  # all forms in one, without groups
    month: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    ago: dict[str, int]  # "today" -> 0
    numbers: dict[str, int]


@lru_cache(maxsize=4)
def _calendar(
    months: tuple[tuple[str, ...], ...],
    weekdays: tuple[str, ...],
    days: tuple[tuple[str, ...], ...],
    numbers: tuple[str, ...],
) -> Calendar:
    """The forms for these words; a month written with a capital counts as written, or all in capitals."""
    small = [names for names in months if names[0].islower()]
    short = [name for names in small for name in names[1:]]
    full = "|".join(names[0] for names in small)
    as_written = [
        f"{form}{border}"
        for names in months
        if not names[0].islower()
        for place, name in enumerate(names)
        for border in [rf"{_B}\.?" if place else ""]
        for form in (name, name.upper())
    ]
    month = rf"(?:(?i-u:{full}|(?:{'|'.join(short)}){_B}\.?)|{'|'.join(as_written)})"
    ago = {form: back for back, names in enumerate(days) for name in names for form in matching.forms(name)}
    longest = sorted(ago, key=len, reverse=True)
    words = {
        _MONTH: month,
        _WEEKDAY: "|".join(weekdays),
        _TODAY: "|".join(longest),
        _NUMBER: "|".join(numbers),
    }
    forms = dict(FORMS)
    for placed, meant in words.items():
        forms = {name: form.replace(placed, meant) for name, form in forms.items()}
    bare = "|".join(re.sub(r"\(\?P<\w+>", "(?:", form) for form in forms.values())
    first = tuple(names[0].lower() for names in months)
    counted = {name: number for number, name in enumerate(numbers, 1)}
    return Calendar(forms, bare, month, first, weekdays, ago, counted)


def calendar(words: EventWords) -> Calendar:
    """The forms of dates with the words of words.yaml."""
    return _calendar(words.months, words.weekdays, words.days, words.numbers)
