"""Names of plans in one sentence, with their periods: the few candidates that Polars has found.

A name is a head ("Action Plan", "Strategy", "Roadmap") with the capitalised words before it and the words
after it that say on what: "National Plan of Action to Combat Trafficking in Human Beings".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from dialogues.codebook.matching import REACH
from dialogues.codebook.wordlists import PlanWords

_YEARS = r"(?P<first>(?:19|20)\d\d)\s*(?:-|/|to|until|till|through|and)\s*(?P<last>(?:19|20)\d\d|\d\d)(?!\d)"
_WHEN = r"(?:for|in|of|over|during|covering|from|within|between)"
_SPAN_OF = r"(?:the\s++)?(?:years\b|period\b)?\s*+(?:of\b|from\b|between\b)?\s*+"
_PERIOD = re.compile(rf"[\s,]*+[\"]?\s*+\(?\s*+(?:{_WHEN}\b\s*+)?{_SPAN_OF}{_YEARS}\s*\)?")
_UNTIL = re.compile(
    r"\s*+\(?\s*+(?:for the period )?(?:until|till|by|up to|through)\s+(?:the year )?(?P<last>20\d\d)\b\)?"
)
_YEAR = re.compile(  # no part of a range, whatever sign stands in it
    r"\s*+(?:\(|for (?:the year )?)(?P<first>20\d\d)\b(?!\s*-|\s*[^\w\s,;()]+\s*(?:19|20)\d\d)\)?"
)
_BEFORE = re.compile(rf"\b{_YEARS}\s*$")
_BETWEEN = re.compile(
    rf" (?:between|with) [^,.;:\"]{{3,140}}? (?:for|in) {_SPAN_OF}{_YEARS}"
)  # ... its parties
_LATER = (
    r"[\s,]*+(?:\([A-Z]+\)\s*)?(?:which |that )?(?:(?:is )?(?:@made)(?: \w+){0,4}? "
    r"|(?:is being|was|were) (?:@made)(?: \w+)?? (?:for|from) (?:\w+ years, )?)"
    rf"{_SPAN_OF}{_YEARS}"
)
_MADE = rf" (?:that|which) [^.;\"]{{3,140}}? (?:@made)(?: for| in| over)? {_SPAN_OF}{_YEARS}"
_SINCE = rf"(?:@same)\b[^.;]*?(?:\b(?:@made)\b[^.;]*?|\b(?:is|was) )(?:for |over |in )?{_SPAN_OF}{_YEARS}"
_MARK = re.compile(r'[“”"]')
_ACRONYM = re.compile(r"\s*\([A-Z]{2,8}(?: [A-Z]{2,8})?\)")
_AFTER_HEAD = re.compile(r"\"|\s+(?:I{1,3}|IV|VI{0,3})\b(?!\.)")  # the closing quote, or a number: "Plan III"
_THE = re.compile(r"(?:\s+the)?\s+(\S)")
_TOKEN = re.compile(r"\s+([^\s,.;:()\"]+(?:\.(?=\w)[^\s,.;:()\"]*)?)")

_FOR = re.compile(r" (?:on|for|to) ")
_WORD = re.compile(r"([^\s,.;:()\"]+)\s+")
_LONGEST = 16  # words after the head


Cut = tuple[int, int, int | None, int]  # where a period stands inside a name, and its years


@dataclass(frozen=True, slots=True)
class PlanName:
    """A plan's name in a sentence; ``start`` and ``end`` span name and period."""

    start: int
    end: int
    name_end: int
    cut: tuple[int, int] | None  # a period inside the name
    first: int | None
    last: int | None

    def name(self, text: str) -> str:
        """Give the name as written in ``text``, without its period and a mark that has no partner."""
        cut = self.cut or (self.name_end, self.name_end)
        parts = (text[self.start : cut[0]].rstrip(), text[cut[1] : self.name_end].lstrip())
        name = " ".join(part.strip() for part in parts if part)
        is_whole = name.count("“") == name.count("”") and name.count('"') % 2 == 0
        return name if is_whole else _MARK.sub("", name)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is looked for, with the words of plan_words.yaml."""

    head: re.Pattern[str]  # one group a kind of head, by its number
    again: re.Pattern[str]  # a plan by one named before it
    later: re.Pattern[str]  # the period after a plan
    made: re.Pattern[str]  # who signed or adopted it, then its period
    since: re.Pattern[str]  # a sentence that gives the period of the plan named in the one before
    national: re.Pattern[str]
    joined: re.Pattern[str]  # a head that "and" joins to the next
    part: re.Pattern[str]  # a word that a name may hold before its head
    field: re.Pattern[str]  # "in the field of"
    listed: re.Pattern[str]  # what goes on after a comma
    those: re.Pattern[str]  # people "with" something


@lru_cache(maxsize=4)
def _patterns(words: PlanWords) -> _Patterns:
    """The patterns for these words."""
    heads = "|".join(f"(?P<h{place}>{head.regex})" for place, head in enumerate(words.heads))
    one = {name: "|".join(getattr(words, name)) for name in _LISTS}

    def filled(pattern: str) -> re.Pattern[str]:
        for name, spelt in one.items():
            pattern = pattern.replace(f"@{name}", spelt)
        return re.compile(pattern)

    return _Patterns(
        head=re.compile(rf"\b(?:{heads})\b"),
        again=re.compile(rf"\b(?:{one['again']}) (?:{one['it']})\b", re.IGNORECASE),
        later=filled(_LATER),
        made=filled(_MADE),
        since=filled(_SINCE),
        national=re.compile(rf"\b(?:{one['national']})\b", re.IGNORECASE),
        joined=filled(r"(?:@joined)$"),
        part=filled(r"(?:[A-Z].*|@small)(?<!')(?<!'s)$"),
        field=filled(r"(?:the )?(?:@fields) of "),
        listed=filled(r", (?:@listed)"),
        those=filled(r"(?i:@people)$"),
    )


_LISTS = ("again", "it", "same", "made", "national", "joined", "small", "fields", "listed", "people")


def candidate(words: PlanWords) -> str:
    """A pattern of Polars: sentences without one of these words name no plan."""
    return f"(?i:{'|'.join(words.candidates)})"


def is_again(name: str, words: PlanWords) -> bool:
    """Whether a name says only that the plan is like one named before."""
    return _patterns(words).again.fullmatch(name) is not None


def later_period(text: str, words: PlanWords) -> tuple[int | None, int | None]:
    """First and last year that a sentence gives to the plan named in the one before."""
    found = _patterns(words).since.match(text)
    return _years(found) if found else (None, None)


def find(text: str, words: PlanWords) -> list[PlanName]:
    """Named plans of a sentence, in order; of overlapping ones the longer."""
    found: list[PlanName] = []
    for plan in sorted(_candidates(text, words), key=lambda plan: plan.start - plan.end):
        if all(plan.end <= other.start or other.end <= plan.start for other in found):
            found.append(plan)
    return sorted(found, key=lambda plan: plan.start)


def _candidates(text: str, words: PlanWords) -> Iterator[PlanName]:
    known = _patterns(words)
    for head in chain(known.head.finditer(text), known.again.finditer(text)):
        start, cut = _backward(text, head.start(), words)
        place = head.end()
        first, last, inner = _period(text, place)
        if cut is None and last is not None and _FOR.match(text, inner):
            cut = (place, inner, first, last)
            place = inner
        end, about = _forward(text, place, words)
        first, last, stop = _period(text, end)
        if last is None and (acronym := _ACRONYM.match(text, end)):
            first, last, after = _period(text, acronym.end())
            stop = stop if last is None else after
        if cut is not None:
            first, last, stop = cut[2], cut[3], end
        elif last is None and (
            later := known.later.match(text, end) or _BETWEEN.match(text, end) or known.made.match(text, end)
        ):
            first, last = _years(later)
        if _is_named(text[start : head.start()], head, about, words, has_period=last is not None):
            yield PlanName(start, stop, end, None if cut is None else (cut[0], cut[1]), first, last)


def _is_named(before: str, found: re.Match[str], about: str, words: PlanWords, *, has_period: bool) -> bool:
    """Whether this is a plan with a name of its own, not plans in general."""
    head, titled = found[0], found[0][:1].isupper()
    kind = None if is_again(head, words) else found.lastgroup
    needs = "period" if kind is None else words.heads[int(kind.removeprefix("h"))].needs
    national = _patterns(words).national.search(before + head) is not None
    match needs:
        case "period":
            return has_period
        case _ if head.endswith("s"):  # plans of a kind
            return has_period and titled
        case "period and name":
            return has_period and (bool(about) or national)
        case "period or state":
            return (national and bool(about)) or (has_period and titled)
        case "period or capital":
            return has_period or re.search(r"[A-Z]", about) is not None
        case "period or subject":
            return has_period or bool(about)
    own = {*re.findall(r"[\w'-]+", f"{before} {head}")} - words.common - {head}
    if titled:
        return has_period or bool(about) or any(word[:1].isupper() for word in own)
    return bool(about or own & words.inside) and (has_period or national)


def _backward(text: str, place: int, words: PlanWords) -> tuple[int, Cut | None]:
    """Where the name begins, ``REACH`` characters back at most, and the period before its head."""
    farthest, known = max(0, place - REACH), _patterns(words)
    words_before = _WORD.finditer(text, farthest, place)
    ends = {word.end(): word for word in words_before if word.start() > farthest or not farthest}
    start, cut = place, None
    while found := ends.get(start):
        word = found[1]
        if cut is None and word[-1].isdigit() and (years := _BEFORE.search(text[farthest:start].rstrip())):
            first, last = _years(years)
            if last is not None:
                cut = (farthest + years.start(), start, first, last)
                start = cut[0]
                continue
        if word == "and":
            joined = re.search(r"[\w'-]+$", ends[found.start()][1]) if found.start() in ends else None
            strategy = joined is not None and known.joined.match(joined[0]) is not None
            after = text[start : start + REACH].split(" ", 1)[0]
            if joined is None or not joined[0][0].isupper():
                break
            if not strategy and (cut is not None or after in words.common):
                break
        elif word in words.before or not known.part.match(word):
            break
        start = found.start()
    return start, cut


def _forward(text: str, place: int, words: PlanWords) -> tuple[int, str]:
    """Where the name ends, and what it says the plan is about."""
    for mark in (_AFTER_HEAD, _ACRONYM):
        if found := mark.match(text, place):
            place = found.end()
    known = _patterns(words)
    begun = end = place
    begins = False  # whether the word before opened what the plan is about
    opened, titled = "", True  # the word that opened what the plan is about; whether that is in capitals
    for _ in range(_LONGEST):
        token = _TOKEN.match(text, place)
        if token is None or any(years.match(text, place) for years in (_PERIOD, _UNTIL, _YEAR)):
            break
        word = token[1]
        following = _TOKEN.match(text, token.end())
        after = following[1] if following else ""
        name = text[begun:end].split()
        field = known.field.match(text, token.end() + 1) if word == "in" else None
        if field is not None and (opened in ("", "of")):
            opened, titled, place = "in", text[field.end() : field.end() + 1].isupper(), field.end() - 1
            begins = True
            continue
        if (not opened and word not in words.openers) or not (
            (begins and word.endswith("ing")) or _goes_on(word, after, name, opened, words, titled=titled)
        ):
            break
        begins = word in ("on", "for", "against")
        if word in words.openers and (not opened or word in ("on", "to", "for", "against")):
            opened = word
            titled = (ahead := _THE.match(text, token.end())) is not None and ahead[1].isupper()
        elif word not in words.links:
            titled = titled if name else word[:1].isupper()
            end = token.end()
        place = token.end()
        if more := known.listed.match(text, place):
            place = end = more.end()
    return end, text[begun:end].strip()


def _goes_on(word: str, after: str, name: list[str], opened: str, words: PlanWords, *, titled: bool) -> bool:
    """Whether the name, so far ``name``, goes on with ``word``."""
    last = name[-1] if name else ""
    if word == "with":
        return _patterns(words).those.search(last) is not None
    if word == "and":
        return after in words.inside or (after[:1].isupper() and titled and after not in words.common)
    if word == "to":
        return opened in ("", "of") and after.lower() in words.aims
    if word in ("for", "on") and opened not in ("", "of"):
        return False
    if word == "in":
        return after in words.inside or after == "the" or after[:1].isupper()
    if word in words.links or word[:1].isupper():
        return True
    if re.fullmatch(r"\d{1,4}", word) and not re.match(r"(?:19|20)\d\d", word):
        return last[:1].isupper()  # Resolution 1325
    if not word[:1].isalpha() or word.lower() in words.after:
        return False
    if titled and last[:1].isupper():
        return word in words.inside
    return not (name and word.endswith(("ed", "ing")) and word not in words.nouns)


def _period(text: str, place: int) -> tuple[int | None, int | None, int]:
    """First and last year of the period that follows, and where it ends."""
    if found := _PERIOD.match(text, place):
        first, last = _years(found)
        if last is not None:
            return (
                first,
                last,
                found.start("last") + len(found["last"]) + (1 if found[0].rstrip().endswith(")") else 0),
            )
    if found := _UNTIL.match(text, place):
        return None, int(found["last"]), found.end()
    if found := _YEAR.match(text, place):
        return int(found["first"]), int(found["first"]), found.end()
    return None, None, place


def _years(found: re.Match[str]) -> tuple[int | None, int | None]:
    """Years of a period; "2020-22" ends in 2022; what runs backwards is none."""
    first, last = int(found["first"]), found["last"]
    end = int(last) if len(last) == 4 else first - first % 100 + int(last)
    return (first, end) if first <= end <= first + 40 else (None, None)
