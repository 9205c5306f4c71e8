"""The rules of coding as typed models: one class a kind of entry, one field of the codebook a file.

What the entries mean is told in ``analysis/codebook/README.md``; reading and checking them is done by
:mod:`dialogues.codebook.loading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from typing import Annotated, Literal, get_args

import polars as pl
import pycountry
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dialogues.codebook import language, matching

Text = Annotated[str, Field(min_length=1)]
Words = tuple[str, ...]
FrameRank = Literal["name", "clause", "near"]
SdgTarget = Annotated[
    str, Field(pattern=r"^(1[0-7]|[1-9])\.([1-9]\d?|[a-d])$")
]  # "16.3"; in quotes, or 16.10 is 16.1
CapCode = Annotated[int, Field(ge=100, le=2399)]  # 1204: major topic 12, subtopic 04


class Entry(BaseModel):
    """What all entries have in common: they are frozen and know no other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Pattern(Entry):
    """A cue that is a regular expression (Rust syntax, compared with the text as it stands)."""

    regex: str


Cue = str | Pattern


def _as_cue(value: object) -> object:
    if isinstance(value, dict) and set(value) == {"regex"} and isinstance(value["regex"], str):
        return Pattern(**value)
    if not isinstance(value, str | Pattern):
        raise ValueError("a cue should be text, or `regex:` with a regular expression in quotation marks")  # noqa: TRY004 - Pydantic tells of these
    if isinstance(value, str) and value.lstrip().startswith("regex:"):
        raise ValueError("`regex:` stands inside the quotation marks; only the expression belongs there")
    return value


Cues = tuple[Annotated[Cue, BeforeValidator(_as_cue)], ...]


class Code(Entry):
    """One category: what it covers, and the words by which it is known."""

    code: Text
    label: Text
    short: str | None = None
    definition: Text
    includes: str | None = None
    excludes: str | None = None
    example: str | None = None
    cues: Cues = ()
    also: Words = ()  # phrases that this code shares with another on purpose
    items: dict[str, Words] = {}  # words that count as an item of a shared list (lists.yaml)
    unless: Cues = ()  # contexts: a cue inside one of them does not count

    def spoken(self) -> Words:
        """Words of the code besides its cues."""
        return ()


class Kind(Code):
    """A kind of event, and how meetings of it are told."""

    symbol: str = "KIND"  # how its cues are called in shapes
    sides: Literal["two", "many"]
    standing: bool = False  # held again and again by the same sides, once on a day
    once_a_day: bool = False  # the same sides hold no two on a day, as of a standing kind
    words: dict[str, Words] = {}  # symbol -> verbs and looser nouns
    of_several: str | None = None  # the kind it is of where three states or more met
    by_ministry: dict[str, str] = {}  # symbol -> the kind it is of where a body of the state holds it
    bodies: Words = ()  # institutions whose meetings are of this kind

    def spoken(self) -> Words:
        """Verbs and looser nouns of the kind."""
        return tuple(word for words in self.words.values() for word in words)

    def meets(self) -> dict[str, bool]:
        """How its sides meet, as columns of codes."""
        return {"is_two_sided": self.sides == "two", "is_standing": self.standing}


class Crosswalk(Entry):
    """Where a code meets the schemes of others; empty where nothing of theirs fits."""

    uhri: Words = ()  # themes of the Universal Human Rights Index, as it names them
    sdg: tuple[SdgTarget, ...] = ()  # targets of the Sustainable Development Goals
    cap: tuple[CapCode, ...] = ()  # codes of the Comparative Agendas Project

    def columns(self) -> dict[str, str | None]:
        """The schemes as columns of codes, several of one joined with a bar."""
        held = {"uhri_themes": self.uhri, "sdg_targets": self.sdg, "cap_codes": map(str, self.cap)}
        return {column: "|".join(codes) or None for column, codes in held.items()}


class Topic(Code):
    """Something discussed, presented or urged."""

    alone: bool = True  # whether it makes an event one of human rights by itself
    crosswalk: Crosswalk = Crosswalk()


class Organisation(Code):
    """An international organisation or one of its bodies."""

    parent: str | None = None  # the organisation it is part of
    whole: bool = False  # whether its bodies meet in its name (the EU)
    inside: bool = False  # whether it counts inside a longer name ("UN" in "UN Population Fund")
    topics: Words = ()  # topics that are a subject wherever the body is named


class Institution(Code):
    """A body of the state whose dialogue it is."""

    local: dict[str, str] = {}  # state -> the code this body has there


class Instrument(Code):
    """A treaty or mechanism."""

    topics: Words = ()  # topics that are a subject wherever the instrument is
    reviewer: str | None = None  # the body that reviews a state's report on it


class PlanFamily(Code):
    """A family of named plans; its cues are looked for in the plan's name."""


class Statement(Code):
    """What a side is reported to have said, or the sides to have agreed."""

    commits: Literal["under_consideration", "presented", "announced", "agreed_unnamed"] | None = None
    joint: bool = False  # told of the sides together where no speaker is named
    alone: str | None = None  # the kind it is where one side alone says it, by one of `pledge`
    pledge: Cues = ()  # verbs, at the beginning
    confirms: Cues = ()  # cues by which the sides confirm a will and agree on no step
    unsaid: Cues = ()  # told without a speaker ("it was noted")
    trailing: Cues = ()  # a body or office of the account's side, at the end of the sentence
    mutual: Cues = ()  # told without a speaker, of what only the sides together can do


class Readout(Code):
    """Something that a joint read-out of a meeting usually tells, and one side's account may leave out."""

    lines: tuple[Literal["body", "header", "credit"], ...] = ("body",)  # roles of the sentences to look in


class Speakers(Entry):
    """Words by which a statement's speaker is found."""

    joint: Words  # the sides together
    present: Words  # those who were there, of whom it is not told which
    deciding: Words  # bodies that agree by themselves: what one decides is no pledge
    between: frozenset[str]  # words in small letters between a speaker and the verb
    asides: Words  # words between "and" and a verb that goes on with the last speaker
    reviewed: Words  # those who speak for a state before the body that reviews it
    not_for: Words  # words before a party that make it no speaker of its side
    elsewhere: Cues  # verbs of another time, or denied
    insets: Cues  # words that open what may stand between commas after a speaker
    auxiliary: Cues  # words of a verb that has its subject
    past: Cues  # verbs by which a sentence tells what its subject did


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


LINES = (
    *("tail", "alone", "navigation", "credit", "byline", "report", "number", "online"),
    *("day", "date", "place"),
)
NEVER = r"[^\s\S]"  # a regular expression that matches nothing


class PageLine(Entry):
    """How lines of a page look: navigation, credits, what opens a link tail, what only the report says."""

    line: Literal[
        "tail",
        "alone",
        "navigation",
        "credit",
        "byline",
        "report",
        "number",
        "online",
        "day",
        "date",
        "place",
    ]
    definition: Text
    cues: Cues


OUTLET = r"\p{Lu}[\p{L}.&-]*(?: \p{Lu}[\p{L}.&-]*){0,5}"  # ``@NAME`` in a publisher's pattern


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
        written = " ".join(people.courtesy | people.titles)
        titles = set(re.findall(r"(\w{2,})\.", written))
        return self.model_copy(update={"short": (*self.short, *sorted(titles - {*self.short}))})


class Language(Entry):
    """A language by its commonest words."""

    language: Text  # ISO 639-1
    words: Words
    months: Annotated[Words, Field(min_length=12, max_length=12)] | None = None  # how their names begin


class Modifier(Entry):
    """Words that say of what is named beside them that it is not so, or not yet."""

    says: Literal["planned", "denied", "conditional", "earlier", "asked"]
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


class Place(Entry):
    """A city in which such events are held."""

    place: Text
    state: Text
    names: Words = ()
    capital: bool = False  # "the Norwegian capital"; "the capital" in a text about its state
    speaks_for: str | None = None  # whom its name stands for ("Oslo urged"), where not its state


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


class NameRule(Entry):
    """How a stretch of a shape becomes one name."""

    shape: Text
    becomes: Text
    by: str = "first"  # the slot whose name it is; `first`, or `all`
    times: int = 1
    example: Text  # a sentence in which it is used


class Assertion(Entry):
    """Words near a meeting, or at the head of a text, by which it is not one that was held."""

    says: Literal["denied", "planned", "conditional", "asked", "earlier", "named"]
    words: Words
    where: Literal["before", "after", "opens", "title", "text"]
    reach: int
    ends: Words = ()  # words that it does not reach over
    over: Words = ()  # words of which one has to stand between
    unless: Words = ()  # words in the clause by which it does not count
    examples: Words  # sentences whose meeting it is said of
    counter: Words = ()  # sentences that it does not fit


class FrameExample(Entry):
    """A sentence, and what a frame must read in it: codes apart by blanks."""

    text: Text
    says: str | None = None  # the assertion of its meeting, `held` of a frame that says so
    counterpart: str | None = None
    ordinal: str | None = None
    place: str | None = None
    house: str | None = None
    building: str | None = None

    def given(self) -> dict[str, frozenset[str]]:
        """Field -> the codes that are to be read."""
        fields = self.model_dump(exclude={"text", "says"}, exclude_none=True)
        return {field: frozenset(codes.split()) for field, codes in fields.items()}


class Frame(Entry):
    """A pattern over shapes by which facts of an event are read."""

    frame: Text
    of: Words = ("KIND",)  # symbols of the meeting it is about
    shape: Text
    gives: dict[str, str] = {}  # field -> slots
    rank: FrameRank = "clause"
    held: bool = False  # whether it says that the meeting was held
    only: Words = ()  # symbols of kinds that it is for
    where: Literal["anywhere", "header"] = "anywhere"
    sides: Literal["any", "two", "many"] = "any"  # of which kinds of event it is
    examples: tuple[FrameExample, ...]
    counter: Words = ()  # sentences that it does not fit


class Ranks(Entry):
    """Which meeting of a text is its event, and whose facts of it are taken: the smallest sum goes first."""

    symbols: Annotated[dict[str, int], Field(min_length=1)]
    lead: int
    header: int
    later: int
    named: int
    visit: int
    standing: int
    frames: dict[FrameRank, int]

    @model_validator(mode="after")
    def _each_frame_has_a_rank(self) -> Ranks:
        left = [rank for rank in get_args(FrameRank) if rank not in self.frames]
        if left:
            raise ValueError(f"`frames` lacks {', '.join(left)}")
        return self


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

    functions: Words
    plurals: Words
    modifiers: frozenset[str]
    titular: Words
    courtesy: frozenset[str]
    titles: frozenset[str]
    honours: frozenset[str]
    in_functions: frozenset[str]
    sent: Words
    private: Words
    national: Words
    offices: dict[str, Words]
    resident: Words
    short_bodies: Words
    former: frozenset[str]
    with_article: Words
    sides: frozenset[str]
    meetings: frozenset[str]
    lead: Words
    at_head: Words
    heads: Words
    led_under: Words
    represented: Words
    chair: Words
    say: Words
    tell: Words
    take_part: Words
    among: Words
    on_side: Words
    absent: Words
    only_named: Words
    elsewhere: Words
    initials: Words
    particles: Words
    bodies: frozenset[str]
    openers: frozenset[str]
    calendar: frozenset[str]
    names: frozenset[str]
    examples: tuple[PersonExample, ...]


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


class Edition(Entry):
    """Version of the codebook, and the state whose dialogues the corpus is about."""

    version: Text
    home: Text


OTHER_PLAN = "other_plan"  # the code of a plan that no other code of plans knows
FACETS = {
    "kind": "kinds",
    "topic": "topics",
    "organisation": "organisations",
    "institution": "institutions",
    "instrument": "instruments",
    "plan": "plans",
    "statement": "statements",
    "readout": "readouts",
}  # facet -> file (and field of Codebook) that holds its codes


_LONE_NAME = re.compile(r"[A-Z]\S*$")
_COLUMNS = ("code", "label", "short", "definition", "includes", "excludes", "example")
_MEETS = ("is_two_sided", "is_standing")
_CROSSWALK = tuple(Crosswalk().columns())


class Codebook(Entry):
    """All rules of coding; one field a file."""

    edition: Edition
    kinds: tuple[Kind, ...]
    topics: tuple[Topic, ...]
    organisations: tuple[Organisation, ...]
    institutions: tuple[Institution, ...]
    instruments: tuple[Instrument, ...]
    plans: tuple[PlanFamily, ...]
    statements: tuple[Statement, ...]
    readouts: tuple[Readout, ...]
    speakers: Speakers
    plan_words: PlanWords
    people: PeopleWords
    states: tuple[State, ...]
    lists: tuple[SharedList, ...]
    contexts: tuple[Context, ...]
    pages: tuple[PageLine, ...]
    publishers: tuple[Publisher, ...]
    candidates: Candidates
    languages: tuple[Language, ...]
    abbreviations: Abbreviations
    modifiers: Modifiers
    places: tuple[Place, ...]
    words: EventWords
    names: tuple[NameRule, ...]
    assertions: tuple[Assertion, ...]
    frames: tuple[Frame, ...]
    ranks: Ranks
    sha256: str  # over the bytes of all files, in the order of their names

    @property
    def version(self) -> str:
        """Version and the first characters of the hash: ``2025.1+3f2a91c0``."""
        return f"{self.edition.version}+{self.sha256[:8]}"

    def at_home_in(self, state: str | None) -> Codebook:
        """These rules for a corpus about ``state``; without one they stay as they are."""
        if state is None or state == self.edition.home:
            return self
        return self.model_copy(update={"edition": self.edition.model_copy(update={"home": state})})

    def only(self, *fields: str) -> Codebook:
        """These ``fields`` alone: what reads another fails, so what these give depends on no other."""
        return Codebook.model_construct(**{field: getattr(self, field) for field in fields})

    def without(self, *fields: str) -> Codebook:
        """All but these ``fields`` and the hash: what reads one of them fails."""
        return self.only(*(Codebook.model_fields.keys() - {*fields, "sha256"}))

    def of(self, facet: str) -> tuple[Code, ...]:
        """The codes of a facet."""
        codes: tuple[Code, ...] = getattr(self, FACETS[facet])
        return codes

    def kinds_with(self, sides: str) -> list[str]:
        """The codes of the kinds of event with so many ``sides``."""
        return [kind.code for kind in self.kinds if kind.sides == sides]

    def standing(self) -> list[str]:
        """The codes of the kinds of event that are rounds of a standing dialogue."""
        return [kind.code for kind in self.kinds if kind.standing]

    def names_of(self, facet: str) -> frozenset[str]:
        """The codes that may stand in a field of ``facet``; a counterpart is an organisation or a state."""
        if facet == "counterpart":
            return self.names_of("organisation") | states().keys()
        return frozenset(code.code for code in self.of(facet))

    def parties(self) -> dict[str, str]:
        """Organisation -> the party it speaks for: the whole it is a body of, where that meets as one."""
        parents = {code.code: code.parent for code in self.organisations}
        wholes = {code.code for code in self.organisations if code.whole}

        def party(code: str, above: str | None) -> str | None:
            return above if above is None or above in wholes else party(code, parents.get(above))

        return {code: party(code, code) or code for code in parents}

    def types(self) -> frozenset[str]:
        """The symbols of shapes that bear the numbers of names."""
        kinds = {symbol for kind in self.kinds for symbol in (kind.symbol, *kind.words)}
        return frozenset({*language.TYPES, *kinds})

    def marks(self) -> dict[str, str]:
        """Kind of a page's line -> regular expression for its words, in small letters.

        Also ``month`` (its names in all languages) and ``weekday`` (how its names begin, in capitals).
        """
        cues = {
            kind: [cue for line in self.pages if line.line == kind for cue in line.cues] for kind in LINES
        }
        marks = {kind: "|".join(map(_spelt, held)) or NEVER for kind, held in cues.items()}
        month = rf"(?:{'|'.join(self.months())})[\p{{L}}]*\.?"
        weekday = "|".join(day[:3].capitalize() for day in self.words.weekdays)
        return {**marks, "month": month, "weekday": weekday}

    def months(self) -> tuple[str, ...]:
        """How the names of the twelve months begin in all languages, as regular expressions."""
        listed = [language.months for language in self.languages if language.months]
        return tuple("|".join(dict.fromkeys(names)) for names in zip(*listed, strict=True))

    def codes(self) -> pl.DataFrame:
        """One row per code of every facet, states as counterparts included (schemas.Codes)."""
        rows = [
            {
                "facet": facet,
                **code.model_dump(include={*_COLUMNS}),
                **(code.crosswalk.columns() if isinstance(code, Topic) else {}),
                **(code.meets() if isinstance(code, Kind) else {}),
                **({"reviewer": code.reviewer} if isinstance(code, Instrument) else {}),
            }
            for facet in FACETS
            for code in self.of(facet)
        ]
        rows += [{**row, "facet": "counterpart"} for row in rows if row["facet"] == "organisation"]
        short = {state.state: state.short for state in self.states}
        rows += [
            {
                "facet": "counterpart",
                "code": code,
                "label": label,
                "short": short.get(code),
                "definition": f"The state {label} (ISO 3166-1).",
            }
            for code, label in states().items()
        ]
        words = dict.fromkeys(("facet", *_COLUMNS, *_CROSSWALK), pl.String)
        schema = words | dict.fromkeys(_MEETS, pl.Boolean) | {"reviewer": pl.String}
        return pl.DataFrame(rows, schema=schema).sort("facet", "code")

    def cues(self, facet: str) -> pl.DataFrame:
        """One row per form of a phrase of a facet: ``code, form, exact``."""
        rules = self.rules(facet).drop_nulls("form")
        return rules.filter(pl.col("use") == "cue").select("code", "form", "exact")

    def rules(self, *facets: str) -> pl.DataFrame:
        """One row per form of a phrase (``form, exact``), and per pattern (``regex``), of these facets.

        With ``facet, code`` and ``use``: ``cue``, or ``exception`` for what its cues must not stand in.
        """
        keys = ("facet", "code", "use")
        rows = [
            (facet, code.code, use, cue)
            for facet in facets
            for code in self.of(facet)
            for use, cues in (("cue", (*code.cues, *code.also, *code.spoken())), ("exception", code.unless))
            for cue in cues
        ]
        patterns = [(*key, regex(cue)) for *key, cue in rows if isinstance(cue, Pattern)]
        return pl.concat(
            [
                phrases([(*key, cue) for *key, cue in rows if isinstance(cue, str)], keys),
                pl.DataFrame(patterns, schema=dict.fromkeys((*keys, "regex"), pl.String), orient="row"),
            ],
            how="diagonal",
        )

    def known_words(self) -> frozenset[str]:
        """Words of the cues and names, in small letters."""
        forms = self.rules("topic", "organisation", "institution", "instrument")["form"].drop_nulls()
        words = forms.str.to_lowercase().str.extract_all(r"\p{L}+").explode().drop_nulls()
        return frozenset(words.unique().to_list())

    def cities(self) -> list[str]:
        """Names of the cities, in all spellings."""
        return sorted({name for place in self.places for name in (place.place, *place.names)})

    def verbs(self) -> pl.DataFrame:
        """One row per kind of statement and use: ``code, use, regex``, in the order of the codebook.

        ``use`` is ``cue`` or ``confirms`` (of a speaker), ``unsaid`` or ``mutual`` (without one), or
        ``trailing`` (of a speaker after it).
        """
        rows = [
            (code.code, use, "|".join(f"(?:{regex(cue)})" for cue in cues))
            for code in self.statements
            for use, cues in (
                ("cue", code.cues),
                ("confirms", code.confirms),
                ("unsaid", code.unsaid),
                ("mutual", code.mutual),
                ("trailing", code.trailing),
            )
            if cues
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(("code", "use", "regex"), pl.String), orient="row")

    def patterns_of(self, *contexts: str) -> pl.DataFrame:
        """One row per pattern of these contexts: ``context, regex``."""
        rows = [
            (entry.context, regex(cue))
            for entry in self.contexts
            if entry.context in contexts
            for cue in entry.cues
        ]
        return pl.DataFrame(rows, schema={"context": pl.String, "regex": pl.String}, orient="row")


@cache
def states() -> dict[str, str]:
    """ISO 3166-1 alpha-3 code -> common name, of every state."""
    return {state.alpha_3: getattr(state, "common_name", state.name) for state in pycountry.countries}


def phrases(rows: Iterable[tuple[str, ...]], keys: tuple[str, ...]) -> pl.DataFrame:
    """Give each form of each phrase (the last of a row) a row: ``keys``, ``form``, ``exact``.

    A lone name counts in capitals too, a phrase with an acronym with a capital at a sentence's beginning.
    """
    given = [(row, _spellings(matching.plain_text(row[-1]))) for row in rows]
    columns = {
        **{key: [row[place] for row, forms in given for _ in forms] for place, key in enumerate(keys)},
        "form": [form for _, forms in given for form, _ in forms],
        "exact": [exact for _, forms in given for _, exact in forms],
    }
    schema = {**dict.fromkeys((*keys, "form"), pl.String), "exact": pl.Boolean}
    return pl.DataFrame(columns, schema=schema).unique(maintain_order=True)


@cache
def _spellings(phrase: str) -> list[tuple[str, bool]]:
    """Give the ways to write a phrase, and for each whether its case counts."""
    spelt: list[tuple[str, bool]] = []
    for written in matching.forms(phrase):
        counts = matching.is_exact(written)
        spelt.append((written, counts))
        if counts and _LONE_NAME.match(written):
            spelt.append((written.upper(), counts))
        elif counts and written[0].islower():
            spelt.append((written[0].upper() + written[1:], counts))
    return spelt


def regex(cue: Cue) -> str:
    r"""Give a cue as a regular expression; ``\b`` becomes ASCII's, which Polars finds many times faster."""
    if isinstance(cue, Pattern):
        return matching.plain_text(cue.regex).replace(r"\b", r"(?-u:\b)")
    spelt = "|".join(re.escape(form).replace(r"\ ", " ") for form in matching.forms(matching.plain_text(cue)))
    return rf"{'' if matching.is_exact(cue) else '(?i)'}(?-u:\b)(?:{spelt})(?-u:\b)"


def _spelt(cue: Cue) -> str:
    """Give a cue as a regular expression for text in small letters."""
    if isinstance(cue, Pattern):
        return f"(?:{cue.regex})"
    return "|".join(pl.escape_regex(form.lower()) for form in matching.forms(cue))
