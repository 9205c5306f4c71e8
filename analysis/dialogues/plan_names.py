"""Names of plans in one sentence, with their periods: the few candidates that Polars has found.

A name is a head ("Action Plan", "Strategy", "Roadmap") with the capitalised words before it and the words
after it that say on what: "National Plan of Action to Combat Trafficking in Human Beings".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Sentences without one of these words name no plan.
CANDIDATE = r"(?i)(?:plans?(?-u:\b)|strateg|program|road ?map|(?-u:\b)NH?R?AP(?-u:\b))"

_HEAD = re.compile(
    r"\b(?:[Aa]ction [Pp]lans?|[Pp]lans? of [Aa]ctions?|(?:National|State) Plans?(?! of [Aa]ction)|Strateg(?:y|ies)|[Nn]ational "
    r"[Ss]trategy|[Ss]tate [Ss]trategy|[Nn]ational [Pp]rogram(?:me)?|[Ss]tate [Pp]rogram(?:me)?|"
    r"[Pp]residential [Pp]rogram(?:me)?|[Ss]trategy|[Pp]rogram(?:me)?|[Rr]oad ?[Mm]ap|NHRAP|NAP)\b(?!s\b)"
)
_YEARS = r"(?P<first>(?:19|20)\d\d)\s*(?:-|/|to|until|till|through|and)\s*(?P<last>(?:19|20)\d\d|\d\d)(?!\d)"
_WHEN = r"(?:for|in|of|over|during|covering|from|within|between)"
_SPAN_OF = r"(?:the\s+)?(?:years\b|period\b)?\s*(?:of\b|from\b|between\b)?\s*"
_PERIOD = re.compile(rf"[\s,]*[\"]?\s*\(?\s*(?:{_WHEN}\b\s*)?{_SPAN_OF}{_YEARS}\s*\)?")
_UNTIL = re.compile(r"\s*\(?\s*(?:for the period )?(?:until|till|by|up to|through)\s+(?:the year )?(?P<last>20\d\d)\b\)?")
_YEAR = re.compile(r"\s*(?:\(|for (?:the year )?)(?P<first>20\d\d)\b(?!\s*-)\)?")
_BEFORE = re.compile(rf"\b{_YEARS}\s*$")
_LATER = re.compile(rf"^[\s,]*(?:\([A-Z]+\)\s*)?(?:which |that )?(?:covers|covering|spans|runs|running|is valid|valid|designed|calculated|adopted|approved|developed)(?: \w+){{0,4}}? {_SPAN_OF}{_YEARS}")
_ACRONYM = re.compile(r"\s*\([A-Z]{2,8}\)")
_TOKEN = re.compile(r"\s+([^\s,.;:()\"]+(?:\.(?=\w)[^\s,.;:()\"]*)?)")

_COMMA = re.compile(r", [Pp]eace,? and [Ss]ecurity")  # the one name with a comma that these texts use

_LINKS = {"of", "on", "for", "to", "in", "against", "the", "and", "a", "with", "towards", "toward", "its", "&"}
_OPENERS = {"of", "on", "for", "to", "in", "against", "towards", "toward", "concerning", "regarding", "aimed"}
_VERBS = {
    "combat", "prevent", "eliminate", "end", "promote", "ensure", "improve", "protect", "implement", "counter", "fight",
    "reduce", "strengthen", "eradicate", "address", "develop", "support", "achieve", "enhance", "increase", "tackle", "abolish",
}  # what a plan is made to do; other verbs after "to" belong to the sentence
_GO_ON = {
    "men", "women", "girls", "boys", "children", "child", "freedoms", "rights", "democracy", "youth", "smuggling", "security",
    "peace", "belief", "disabilities", "protection", "prevention", "elimination", "violence", "exploitation", "crime", "families",
    "persons", "people", "human", "beings", "trafficking", "labour", "labor", "gender", "equality", "justice", "migration",
    "promotion", "forced", "interests", "statelessness", "corruption", "law", "citizens",
}  # words that may stand after "and" or "of" inside a name otherwise written in capitals
_STOP = {
    "was", "were", "is", "are", "be", "been", "has", "have", "had", "will", "would", "which", "that", "who", "as", "while", "where",
    "when", "also", "from", "until", "till", "by", "since", "during", "between", "at", "this", "these", "those", "including", "such",
    "being", "under", "within", "into", "through", "after", "before", "but", "or", "it", "they", "their", "should", "could", "can",
    "may", "must", "envisages", "provides", "aims", "includes", "contains", "covers", "sets", "plays", "remains", "serves", "became",
    "becomes", "got", "gives", "other", "others", "not", "there", "he", "she", "we", "both", "so", "with", "again", "together", "via",
    "among", "amid", "over", "currently", "recently", "next", "last", "new", "further", "well", "if", "once", "then", "per",
}  # fmt: skip
_ING = {"trafficking", "smuggling", "monitoring", "housing", "training", "wellbeing", "well-being", "funding", "ageing", "budgeting"}
_ED = {"forced", "enforced", "based", "displaced", "disabled", "need", "united", "organized", "organised", "gender-based"}
_PLAIN = {"National", "State", "Action", "Plan", "Joint", "New", "The", "A", "An", "Draft", "Updated", "This", "First", "Second", "Its", "Strategic"}
_BACK_STOP = {"The", "This", "That", "In", "On", "Under", "A", "An", "Its", "Their", "With", "And", "Also", "As", "Following", "Particular"}


@dataclass(frozen=True, slots=True)
class PlanName:
    """A plan's name in a sentence; ``start`` and ``end`` span name and period, ``name`` leaves the period out."""

    start: int
    end: int
    name_end: int
    cut: tuple[int, int] | None  # a period inside the name
    first: int | None
    last: int | None

    def name(self, text: str) -> str:
        """Give the name as written in ``text``, without its period."""
        if self.cut is None:
            return text[self.start : self.name_end].strip()
        parts = (text[self.start : self.cut[0]].rstrip(), text[self.cut[1] : self.name_end].lstrip())
        return " ".join(part for part in parts if part)


def find(text: str) -> list[PlanName]:
    """Named plans of a sentence, in order; of overlapping ones the longer."""
    found: list[PlanName] = []
    for candidate in sorted(_candidates(text), key=lambda plan: (plan.start - plan.end, plan.start)):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in found):
            found.append(candidate)
    return sorted(found, key=lambda plan: plan.start)


def _candidates(text: str) -> Iterator[PlanName]:
    for head in _HEAD.finditer(text):
        word = head[0]
        start, cut = _backward(text, head.start())
        place = head.end()
        first, last, inner = _period(text, place)
        if cut is None and last is not None and re.match(r" (?:on|for|to) ", text[inner:]):
            cut = (place, inner, first, last)
            place = inner
        end, about = _forward(text, place)
        first, last, stop = _period(text, end)
        if cut is not None:
            first, last, stop = cut[2], cut[3], end
        elif last is None and (later := _LATER.match(text[end:])):
            first, last = _years(later)
        if _is_named(text[start : head.start()], word, about, has_period=last is not None):
            yield PlanName(start, stop, end, None if cut is None else (cut[0], cut[1]), first, last)


def _is_named(before: str, head: str, about: str, *, has_period: bool) -> bool:
    """Whether this is a plan with a name of its own, not plans in general."""
    if re.search(r"(?:plans|Plans|ies)(?: of|$)", head):
        return has_period and about[:1] != "" and head[:1].isupper()
    own = [word for word in re.findall(r"[\w'-]+", before + " " + head) if word not in _PLAIN]
    kind = head.lower()
    national = re.search(r"\b(?:national|state|presidential|government)\b", (before + head).lower()) is not None
    if "program" in kind:
        return (national and bool(about or has_period)) or (has_period and head[0].isupper())
    if "map" in kind:
        return has_period or (head[0].isupper() and re.search(r"[A-Z]", about) is not None)
    if kind in ("nap", "nhrap"):
        return has_period or bool(about)
    if head[:1].isupper():
        titled = len([word for word in own if word[:1].isupper() and word not in ("Strategy",)]) > 0
        return has_period or bool(about) or titled
    about = about or " ".join(word for word in own if word in ("human", "rights", "gender", "equality"))
    return bool(about) and (has_period or national)


def _backward(text: str, place: int) -> tuple[int, tuple[int, int, int | None, int] | None]:
    """Where the name begins, and the period among the words before its head."""
    start, cut = place, None
    while found := re.search(r"([^\s,.;:()\"]+)(\s+)$", text[:start]):
        word = found[1]
        if cut is None and (years := _BEFORE.search(text[:start].rstrip())):
            first, last = _years(years)
            if last is not None:
                cut = (years.start(), start, first, last)
                start = years.start()
                continue
        if word == "and":
            before = re.search(r"([\w'-]+)\s+and\s+$", text[:start])
            after = text[start:].split(" ", 1)[0]
            strategy = before is not None and before[1] in ("Strategy", "Programme", "Concept")
            if before is None or not before[1][0].isupper() or (after in _PLAIN and not strategy and cut is None):
                break
            if not strategy and cut is not None:
                break
            start = found.start(1)
            continue
        if not re.match(r"[A-Z]|(?:national|state|human|rights|gender|equality)$", word) or word in _BACK_STOP or re.search(r"'s?$", word):
            break
        start = found.start(1)
    return start, cut


def _forward(text: str, place: int) -> tuple[int, str]:
    """Where the name ends, and what it says the plan is about."""
    if acronym := _ACRONYM.match(text, place):
        place = acronym.end()
    end, begun, titled, opened, words = place, place, True, "", 0
    while (token := _TOKEN.match(text, place)) and words < 16:
        word = token[1]
        if _PERIOD.match(text, place) or _UNTIL.match(text, place) or _YEAR.match(text, place):
            break
        if not opened and word not in _OPENERS:
            break
        following = _TOKEN.match(text, token.end())
        after = following[1] if following else ""
        if not _goes_on(text, word, after, opened=opened, titled=titled, end=end, begun=begun):
            break
        if word in _OPENERS and (not opened or word in ("on", "to", "for", "against")):
            opened = opened if word == "of" and opened else word
            state_first = word == "of"
            titled = after[:1].isupper() or after == "the"
            if state_first and after[:1].isupper():
                opened = "of"
        elif word not in _LINKS:
            if end == begun or text[begun:end].split()[-1:] in (["the"],):
                titled = word[:1].isupper() or (titled and end != begun)
            words += 1
            end = token.end()
        place = token.end()
        if more := _COMMA.match(text, place):
            place = end = more.end()
        if text[place : place + 1] in {",", ".", ";", ":", ")", '"', "("} and not _PERIOD.match(text, place):
            break
    return end, text[begun:end].strip()


def _goes_on(text: str, word: str, after: str, *, opened: str, titled: bool, end: int, begun: int) -> bool:
    """Whether the name goes on with ``word``."""
    if word.lower() in _STOP and not (word == "with" and re.search(r"(?:ersons|eople|hildren|omen) *$", text[:end])):
        return False
    if word == "and":
        return after in _GO_ON or (after[:1].isupper() and titled and after not in _PLAIN)
    if word == "to":
        return opened in ("", "of") and after.lower() in _VERBS
    if word in ("for", "on", "against") and opened not in ("", "of"):
        return word == "against"
    if word == "in":
        return after in ("the", "persons", "human", "Human", "Persons", "women", "people") or after[:1].isupper()
    if word in _LINKS or word[:1].isupper() or not word[:1].isalpha():
        return word[:1].isalpha() or word == "&"
    if titled and end != begun and text[begun:end].split()[-1][:1].isupper():
        return word in _GO_ON
    if end != begun and ((word.endswith("ed") and word not in _ED) or (word.endswith("ing") and word not in _ING)):
        return False
    return True


def _period(text: str, place: int) -> tuple[int | None, int | None, int]:
    """First and last year of the period that follows, and where it ends."""
    if found := _PERIOD.match(text, place):
        first, last = _years(found)
        if last is not None:
            return first, last, found.start("last") + len(found["last"]) + (1 if found[0].rstrip().endswith(")") else 0)
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
