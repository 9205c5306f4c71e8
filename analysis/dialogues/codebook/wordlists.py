"""Words by which texts are read: one class a file of words."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dialogues.codebook import matching
from dialogues.codebook.cues import Cues, Entry, Text, Words

Line = Literal[
    "tail",
    "alone",
    "navigation",
    "credit",
    "about",
    "byline",
    "report",
    "number",
    "online",
    "day",
    "date",
    "place",
    "title",
    "form",
    "masthead",
]
OUTLET = r"\p{Lu}[\p{L}.&-]*(?: \p{Lu}[\p{L}.&-]*){0,5}"  # ``@NAME`` in a publisher's pattern


class State(Entry):
    """How a state is named besides the names that ISO 3166 gives."""

    state: Text
    names: Words = ()
    demonyms: Words = ()
    bodies: Words = ()  # ministries and services known without the state's name
    parliaments: Words = ()  # the same of parliaments, whose sittings are no meetings with others
    titles: Words = ()  # functions that only its officials have: theirs is its side, where it is a party
    partner: bool = False
    short: str | None = None  # how it is called where there is little room: "US"


class Place(Entry):
    """A city in which such events are held."""

    place: Text
    state: Text
    names: Words = ()
    capital: bool = False  # "the Norwegian capital"; "the capital" in a text about its state
    speaks_for: str | None = None  # whom its name stands for ("Oslo urged"), where not its state
    seats: Words = ()  # ministries known without the state's name that sit in it


class SharedList(Entry):
    """A word that several listed items share: "freedoms of association and movement, of expression"."""

    list: Text
    definition: Text
    head: Words = ()  # stands before the items
    tail: Words = ()  # stands after them
    exact: bool = False  # whether the case of head and items counts
    small: bool = False  # whether, where it counts, all in small letters will do too
    again: Words = ()  # words that may stand before each item
    loose: bool = False  # whether an item may carry up to two other words ("of young women")


class Context(Entry):
    """Words among which a topic is not a subject: a body's name, a function, a denial ..."""

    context: Text
    definition: Text
    cues: Cues


class PageLine(Entry):
    """How lines of a page look: navigation, credits, what opens a link tail, what only the report says."""

    line: Line
    definition: Text
    cues: Cues


class Paper(Entry):
    """A paper that reports no meeting, though it speaks of some: what it says that it is, or how it looks."""

    paper: Text
    reason: Text  # told in scope_reason
    weak: bool = False  # no such paper where its title or lead says that a meeting was held
    section: Cues = ()  # a part of a line of the head is no more than this
    opens: Cues = ()  # such a part begins with it
    early: Cues = ()  # among the first words of a line of the head, before any meeting
    lines: Cues = ()  # a line or sentence anywhere begins with it
    repeated: Cues = ()  # so do two paragraphs or more
    examples: Words
    counter: Words = ()


class Publisher(Entry):
    """A way in which a text names who published it."""

    of: Literal["byline", "dateline", "credit", "body"]  # the kind of line
    regex: Text  # the publisher is its group; ``@NAME`` is a name in capitals
    example: Text
    publisher: Text  # whom the example names

    def pattern(self) -> str:
        """The regular expression, names filled in."""
        return self.regex.replace("@NAME", OUTLET)


class Abbreviations(Entry):
    """Words with a full stop that ends no sentence, as written."""

    short: Words
    numbered: Words  # before a number
    initials: Words  # of two letters and more
    domains: Words  # of addresses, as names of outlets write them
    openers: Words  # words that open a sentence even after an initial

    def with_titles(self, people: PeopleWords) -> Abbreviations:
        """These words, and the titles before a name that are written with a full stop ("Smt.")."""
        written = " ".join(people.titles())
        titles = set(re.findall(r"(\w{2,})\.", written))
        return self.model_copy(update={"short": (*self.short, *sorted(titles - {*self.short}))})


class Language(Entry):
    """A language by its commonest words."""

    language: Text  # ISO 639-1
    words: Words
    months: Annotated[Words, Field(min_length=12, max_length=12)] | None = None  # how their names begin


class Candidates(Entry):
    """What is taken for a name, treaty, plan or right that no code covers."""

    looks_like: dict[Literal["name", "acronym", "instrument", "plan", "right"], Text]  # regular expressions
    leading: Words  # words before a name that are no part of it
    known: Words  # regular expressions of what is no candidate
    national: Words  # how names of the state's bodies begin

    def filled(self, form: str) -> str:
        """A regular expression with ``@WORD`` a word in capitals and ``@LINK`` what joins two."""
        word, link = (
            r"\p{Lu}[\p{L}'-]*\p{Ll}[\p{L}'-]*",
            r"(?: (?:of|for|on|and|in|to|against)(?: the)?| the)?",
        )
        return form.replace("@WORD", word).replace("@LINK", link)


class Speakers(Entry):
    """Words by which a statement's speaker is found."""

    joint: Words  # the sides together
    present: Words  # those who were there, of whom it is not told which
    deciding: Words  # bodies that agree by themselves: what one decides is no pledge
    between: frozenset[str]  # words in small letters between a speaker and the verb
    asides: Words  # words between "and" and a verb that goes on with the last speaker
    reviewed: Words  # those who speak for a state before the body that reviews it
    reviewing: Words  # those who speak for that body
    governing: Words  # those who speak for the state where no other state is a party
    hosts: Words  # those in whose land the meeting was
    guests: Words  # those who came to it
    parties: dict[str, Words]  # how a party is called only where it speaks
    not_for: Words  # words before a party that make it no speaker of its side
    elsewhere: Cues  # verbs of another time, or denied
    insets: Cues  # words that open what may stand between commas after a speaker
    auxiliary: Cues  # words of a verb that has its subject
    past: Cues  # verbs by which a sentence tells what its subject did
    participle: Cues  # how a verb begins that has the sentence's subject after a comma

    def __hash__(self) -> int:
        """Hash a few words: a dictionary has no hash of its own."""
        return hash((self.joint, self.present, *self.parties))


class Modifier(Entry):
    """Words that say of what is named beside them that it is not so, or not yet."""

    says: Literal["named", "planned", "denied", "conditional", "earlier", "asked"]
    form: Text  # classes and words in a row; ``..n`` for up to n words between
    examples: Words  # ⟦what it holds for⟧
    counter: Words = ()


class Modifiers(Entry):
    """All modifiers, the classes of their words, and the words that end their clause."""

    classes: dict[str, Words]
    ends: Words
    modifiers: tuple[Modifier, ...]

    def __hash__(self) -> int:
        """Hash what is written: a dictionary has no hash of its own."""
        return hash((*self.classes.items(), self.ends, self.modifiers))


class EventWords(Entry):
    """Words by which events are told: classes of words, and those that give a value."""

    prepositions: frozenset[str]  # no class holds them: frames tell sides and places by them
    classes: dict[str, Words]
    examples: dict[str, Text]  # class -> a sentence with one of its words
    subjects: Words
    content: Words  # words by which a text is about human rights, whatever its topics
    between: Words  # what may stand between a state and its body, as written
    formal: Words  # what may stand before a state's name
    not_meetings: Words
    modes: dict[str, Words]
    functions: Words
    houses: Words
    venues: Words  # buildings and rooms: what is held in one is held in person
    titles: Words
    months: tuple[Words, ...]
    weekdays: Words
    days: tuple[Words, ...]  # of words for the day of writing, the one before it ...
    lately: Words  # words for a day some time before that of writing
    ordinals: Words
    tens: dict[str, str]
    numbers: Words

    @cached_property
    def replacements(self) -> dict[str, str]:
        """Words of a shape -> the token of their class, the longest first."""
        rows = {
            f" {'  '.join(form.lower().split())} ": f" {name} "
            for name, words in self.classes.items()
            for word in words
            for form in matching.forms(word)
        }
        return dict(sorted(rows.items(), key=lambda row: -len(row[0])))

    def numbered(self) -> dict[str, int]:
        """Ordinals in words -> their number."""
        units = {word: value for value, word in enumerate(self.ordinals, 1)}
        tens = {self.tens[name]: (place + 2) * 10 for place, name in enumerate(self.tens)}
        both = {
            f"{name}-{unit}": (place + 2) * 10 + units[unit]
            for place, name in enumerate(self.tens)
            for unit in self.ordinals[:9]
        }
        return units | tens | both

    def common(self) -> frozenset[str]:
        """Words that open what the classes hold: no names, though a headline writes them with a capital."""
        return frozenset(
            form.lower().partition(" ")[0]
            for words in (*self.classes.values(), self.functions, self.houses, *self.months)
            for word in words
            for form in matching.forms(word)
        )


class PlanHead(Entry):
    """A noun by which a plan is known, and what makes it one with a name of its own."""

    regex: Text  # Python's syntax
    needs: Literal[
        "name", "period", "period and name", "period or state", "period or capital", "period or subject"
    ]


class PlanWords(Entry):
    """Words by which the name of a plan is told from the sentence around it."""

    heads: tuple[PlanHead, ...]
    candidates: Words
    national: Words
    joined: Words
    small: Words
    fields: Words
    listed: Words
    people: Words
    links: frozenset[str]
    openers: frozenset[str]
    aims: frozenset[str]
    inside: frozenset[str]
    after: frozenset[str]
    nouns: frozenset[str]
    common: frozenset[str]
    before: frozenset[str]
    again: Words
    it: Words
    same: Words
    made: Words
    own: Words
    side: Words
    presents: Words
    through: Words

    def __hash__(self) -> int:
        """Hash a few words: it is asked for at every plan, and a cache compares all words besides."""
        return hash(self.candidates)


CLASSES = (
    "OF",
    "FOR",
    "IN",
    "UNDER",
    "WITH",
    "BY",
    "AND",
    "TITULAR",
    "FUNCTION",
    "FUNCTIONS",
    "MODIFIER",
    "CHAIR",
    "LEAD",
    "AT_HEAD",
    "SAY",
    "TELL",
    "SIDE",
    "MEETING",
    "IN_FUNCTION",
    "COURTESY",
    "TITLE",
    "HONOUR",
)  # fmt: skip - of people.yaml, those that stages know; the others are known to its frames alone


class PersonExample(Entry):
    """A sentence, and what must be read in it of one person."""

    text: Text
    name: Text
    role: str | None = None
    side: str | None = None
    presence: Literal["took_part", "named", "absent"]
    is_head: bool = False


class PeopleWords(Entry):
    """Words by which people are named; what each list is for is told in people.yaml."""

    small: dict[str, Words]
    classes: dict[str, Words]
    as_written: dict[str, Words]
    sent: Words
    private: Words
    national: Words
    offices: dict[str, Words]
    resident: Words
    short_bodies: Words
    former: frozenset[str]
    heads: Words
    initials: Words
    bodies: frozenset[str]
    openers: frozenset[str]
    calendar: frozenset[str]
    names: frozenset[str]
    examples: tuple[PersonExample, ...]

    @model_validator(mode="after")
    def _no_class_is_missing(self) -> PeopleWords:
        left = [name for name in CLASSES if name not in self.symbols()]
        if left:
            raise ValueError(f"the classes lack {', '.join(left)}")
        return self

    def symbols(self) -> Words:
        """The classes of words, the first of a word's before others."""
        return (*self.small, *self.classes, *self.as_written)

    def functions(self) -> Words:
        """The nouns that say what somebody is."""
        return self.classes["FUNCTION"]

    def titles(self) -> Words:
        """The titles before names, as written."""
        return (*self.as_written["COURTESY"], *self.as_written["TITLE"])
