"""How numbers, dates, lists and names read in prose."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

import polars as pl

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TEENS = (
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
OPENS = re.compile(r"[1-9]\d(?![\w.,])")  # a number that opens a sentence
STEM = 5  # letters
VOWELS = frozenset("aeio")  # before them "an" stands; not always before "u": "a university"
_OPENING = (
    "in for with within on to by at from as that which who including through during between under against "
    "into among towards while where"
)
_INSIDE = (
    "a an the its their his her this these those such of and or nor but not is are was were be been being "
    "has have had will would can could may also both well yet accordance based aimed"
)
OPENERS = frozenset(_OPENING.split())  # open a phrase a quotation can do without; no other word does
FUNCTION_WORDS = OPENERS | frozenset(_INSIDE.split())  # no phrase ends after these
SLACK = 4  # words more than these are cut off, not fewer
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~^$@\"'&:/])")
HELD = re.compile(r"(?<![\w/-])[A-Za-z]{1,12}-\d{1,4}(?![\w/-])")
ADDRESS = "!#$%&'*+,/:;=?@[]~"  # signs of an address that end no link of Markdown
SLUGGED = re.compile(r"[ -~]*[A-Za-z0-9][ -~]*")  # ASCII; who names claims tells apart what differs in signs
ANCHORED = re.compile(r"[A-Za-z0-9]+(?:[_-]+[A-Za-z0-9]+)*")
WITH_ARTICLE = re.compile(
    r"^(United|Netherlands|Philippines|Bahamas|Gambia|Maldives)|Republic|Federation|Union|Islands"
)


def number(n: int, *, zero: str = "no") -> str:
    """``n`` in words up to ten, in digits above."""
    if n == 0:
        return zero
    return WORDS[n] if n < len(WORDS) else f"{n:,}"


def counted(n: int, noun: str) -> str:
    """``n`` of ``noun``, "one text" or "five texts"; an irregular plural follows a bar: ``body|bodies``."""
    one, _, many = noun.partition("|")
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def tallied(n: int, noun: str) -> str:
    """As :func:`counted`, in digits: "1 text", "5 texts"."""
    one, _, many = noun.partition("|")
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def day(when: date) -> str:
    """``when`` as "18 June 2020"."""
    return f"{when.day} {when:%B %Y}"


def short_day(when: date) -> str:
    """``when`` as "18 Jun 2020"."""
    return f"{when.day} {when:%b %Y}"


def short_days(start: date, end: date | None = None) -> str:
    """One day, or first to last: "15–17 Dec 2020"."""
    if end is None or end == start:
        return short_day(start)
    same_month = (start.year, start.month) == (end.year, end.month)
    return f"{start.day}–{short_day(end)}" if same_month else f"{short_day(start)} – {short_day(end)}"


def quotation(words: str, most: int | None = None) -> str:
    """``words`` in quotation marks; where they are many more than ``most``, up to the end of a phrase."""
    every = words.split()
    if most is None or len(every) <= most + SLACK:
        return f"“{' '.join(every)}”"
    return f"“{' '.join(every[: _phrase(every, most)]).rstrip(',;:')} …”"


def _phrase(every: Sequence[str], most: int) -> int:
    """How many of the words make whole phrases, near ``most``: the next word opens another one."""
    ends = [
        place
        for place in range(2, len(every))
        if every[place].lower() in OPENERS and every[place - 1].lower() not in FUNCTION_WORDS
    ]
    near = [place for place in ends if most // 2 <= place <= most + SLACK]
    after = [place for place in ends if most + SLACK < place <= 4 * most]
    bare = [
        place
        for place in range(1, most + 1)
        if every[place - 1].lower() not in FUNCTION_WORDS
        and not (every[place - 1][0].isupper() and every[place][0].isupper())  # inside a name
    ]
    return near[-1] if near else after[0] if after else bare[-1] if bare else most


def typographic(label: pl.Expr) -> pl.Expr:
    """A label of the codebook as print has it: "Children’s rights"."""
    return label.str.replace_all("'", "’", literal=True)


def outermost(quotations: Sequence[str]) -> tuple[str, ...]:
    """Each once, without those whose words stand inside another."""
    bare = {words: words.strip("“”") for words in quotations}
    return tuple(
        words
        for words, own in bare.items()
        if not any(own != other and own in other for other in bare.values())
    )


def days(start: date | None, end: date | None = None) -> str:
    """One day, or first to last: "15–17 December 2020"; empty without a first day."""
    if start is None:
        return ""
    if end is None or end == start:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    return f"{start.day} {start:%B} – {day(end)}" if start.year == end.year else f"{day(start)} – {day(end)}"


def noted(days: str, inferred: str | None) -> str:
    """Days with what of them is inferred: "15–17 December 2020 (last day inferred)"."""
    return f"{days} ({inferred} inferred)" if days and inferred else days


def month(when: date) -> str:
    """``when`` as "June 2020"."""
    return f"{when:%B %Y}"


def at_time(when: str, *, is_dated: bool = True) -> str:
    """When a meeting was: "in June 2020", "on 3 May 2024"; without a day of its own when its text is of."""
    said = f"{'on' if when[:1].isdigit() else 'in'} {when}"
    return said if is_dated else f"in a text published {said}"


def span(days: Sequence[date]) -> str:
    """From the first month to the last: "June 2020 to May 2024"; one month alone; empty without any."""
    months = [month(when) for when in sorted(days)]
    return " to ".join(dict.fromkeys([months[0], months[-1]])) if months else ""


def period(start: int | None, end: int | None) -> str:
    """A plan's years: "2016–2020"; "no period given" without any."""
    if start is None and end is None:
        return "no period given"
    return str(start or end) if start == end or None in (start, end) else f"{start}–{end}"


def listed(items: Sequence[str], *, last: str = "and") -> str:
    """Join as in "a, b and c"; items with a comma, or an unquoted "and", are parted by semicolons."""
    if len(items) < 2:
        return "".join(items)
    is_long = any("," in item or (f" {last} " in item and not item.startswith("“")) for item in items)
    comma = "; " if is_long else ", "
    return f"{comma.join(items[:-1])}{';' if comma == '; ' else ''} {last} {items[-1]}"


def with_article(name: str, *, is_state: bool) -> str:
    """The name as a sentence has it: "the European Union", "Germany"."""
    return f"the {name}" if not is_state or WITH_ARTICLE.search(name) else name


def indefinite(noun: str) -> str:
    """A noun with its indefinite article: "a seminar", "an event of another kind", "consultations"."""
    if noun.endswith("s"):
        return noun
    return f"an {noun}" if noun[:1].lower() in VOWELS else f"a {noun}"


def capital(text: str) -> str:
    """``text`` as it opens a sentence: its first letter in upper case, a number up to 99 in words."""
    number = OPENS.match(text)
    opened = text if number is None else spelt(int(number[0])) + text[number.end() :]
    return opened[:1].upper() + opened[1:]


def spelt(n: int) -> str:
    """``n`` (up to 99) in words: "twenty-two"."""
    words = (*WORDS, *TEENS)
    if n < len(words):
        return words[n]
    ten, one = divmod(n, 10)
    return TENS[ten - 2] + (f"-{WORDS[one]}" if one else "")


def stems(words: str) -> set[str]:
    """The beginnings of ``words`` by which they are told to be of one family."""
    return {word[:STEM] for word in re.findall(r"\w{3,}", words.lower())}


def small(label: str) -> str:
    """A code's label inside a sentence: its first letter in lower case, unless it opens a name."""
    first = label.split(" ", 1)[0].rstrip(",")
    return (
        label
        if first[1:] != first[1:].lower() or any(c.isdigit() for c in first)
        else label[:1].lower() + label[1:]
    )


def markdown(text: str) -> str:
    """``text`` as Markdown that reads exactly so."""
    return SPECIAL.sub(r"\\\1", text).replace("\n", " ")


def link(words: str, address: str) -> str:
    """Markdown that leads from ``words``, which are Markdown, to ``address``, which ends where it ends."""
    return f"[{words}]({quote(address, safe=ADDRESS)})"


def on_page(text: str) -> str:
    """``text`` as HTML that reads exactly so; a word such as "COVID-19" stays on one line."""
    return HELD.sub(r'<span class="nowrap">\g<0></span>', html.escape(text))


def quoted(text: str) -> str:
    """``text`` as a string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def on_paper(text: str) -> str:
    """``text`` as Typst that reads exactly so."""
    return f"#{quoted(text)};" if text else ""


def slug(text: str) -> str:
    """``text`` as the identifier of a claim; what cannot be read off it any more is there as a short hash."""
    return _plain(text) if SLUGGED.fullmatch(text) else f"{_plain(text)}-{short_hash(text)}".strip("-")


def anchor(text: str) -> str:
    """``text`` as a part of an anchor: as it is, where it can be; no two texts give the same."""
    return text if ANCHORED.fullmatch(text) else f"{_plain(text)}-{short_hash(text)}".strip("-")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def short_hash(text: str) -> str:
    """Eight digits that tell ``text`` from others."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
