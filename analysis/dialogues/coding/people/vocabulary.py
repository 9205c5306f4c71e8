"""What words do in sentences about people: the lists of people.yaml, and the small words of English."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import phrases as spelt
from dialogues.codebook.wordlists import PeopleWords
from dialogues.coding import gazetteer

SMALL = {
    "o": ("of",),
    "q": ("for", "on"),
    "p": ("in", "to", "at", "from", "against", "over", "into"),
    "u": ("under",),
    "k": ("with",),
    "g": ("between",),
    "d": ("the", "a", "an", "its", "their", "his", "her", "our"),
    "&": ("and", "&"),
    "b": ("by",),
    "W": ("who", "which"),
    "J": ("whom",),
    "r": ("also", "further", "then", "jointly", "respectively", "as", "well"),
}
_LISTS = {  # symbol -> its list in people.yaml; a word of several lists has the first one's symbol
    "R": "titular",
    "F": "functions",
    "G": "plurals",
    "f": "modifiers",
    "c": "chair",
    "y": "lead",
    "h": "at_head",
    "L": "led_under",
    "z": "represented",
    "x": "absent",
    "m": "only_named",
    "E": "elsewhere",
    "n": "on_side",
    "v": "say",
    "V": "tell",
    "a": "take_part",
    "i": "among",
    "K": "sides",
    "M": "meetings",
    "j": "with_article",
    "P": "particles",
    "l": "in_functions",
}
_EXACT = {"t": "courtesy", "T": "titles", "H": "honours"}
_SEVERAL = pl.col("word").str.contains(" ", literal=True)
_LETTERS = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """What words are.

    Attributes
    ----------
    listed, exact
        ``symbol`` of words in small letters (``word``) and as written (``surface``).
    known, places, openers
        Words, in small letters, that are no names; those of places; those that open sentences.
    whole
        Pattern of titles, honours and initials with full stops.
    """

    listed: pl.DataFrame
    exact: pl.DataFrame
    known: pl.Series
    places: pl.Series
    openers: pl.Series
    whole: str


def read(codebook: Codebook) -> Words:
    """The words of people.yaml, and the words that the codebook knows."""
    people = codebook.people
    exact = [(symbol, word) for symbol, name in _EXACT.items() for word in getattr(people, name)]
    places = [name for place in codebook.places for name in (place.place, *place.names)]
    return Words(
        listed=_listed(codebook).filter(~_SEVERAL),
        exact=pl.DataFrame(exact, schema={"symbol": pl.String, "surface": pl.String}, orient="row"),
        known=_known(codebook, places),
        places=pl.Series(sorted(_words_of(places))),
        openers=pl.Series(sorted(people.openers)),
        whole=_whole(people),
    )


def phrases(codebook: Codebook) -> pl.DataFrame:
    """One row per symbol of several words: ``symbol, form, exact``."""
    return _listed(codebook).filter(_SEVERAL).select("symbol", form="word", exact=pl.lit(value=False))


def services(codebook: Codebook) -> pl.DataFrame:
    """One row per body that is known without its state's name: ``code`` of the state, ``form, exact``."""
    named = [(state.state, body) for state in codebook.states for body in (*state.bodies, *state.parliaments)]
    return spelt(named, ("code",))


def _listed(codebook: Codebook) -> pl.DataFrame:
    """One row per word or phrase: its ``symbol``, and the ``word`` in small letters."""
    people = codebook.people
    rows = [(symbol, word) for symbol, words in SMALL.items() for word in words]
    rows += [
        (symbol, form)
        for symbol, name in _LISTS.items()
        for word in getattr(people, name)
        for form in matching.forms(word)
    ]
    rows += [("G", f"{word}s") for word in people.functions]
    schema = {"symbol": pl.String, "word": pl.String}
    return pl.DataFrame(rows, schema, orient="row").unique("word", keep="first", maintain_order=True)


def _known(codebook: Codebook, places: list[str]) -> pl.Series:
    """Words, in small letters, that are no names: of bodies, states, places, the calendar."""
    facets = ("kind", "organisation", "institution", "instrument", "plan")
    cues = (cue for facet in facets for code in codebook.of(facet) for cue in (*code.cues, *code.also))
    forms = (form for cue in cues if isinstance(cue, str) for form in matching.forms(cue))
    states = (name for name in gazetteer.names(codebook)["name"] if " " not in name)
    people = codebook.people
    every = _words_of([*forms, *states, *places]) | people.bodies | people.openers | people.calendar
    return pl.Series(sorted(every - people.names))


def _words_of(phrases: list[str]) -> set[str]:
    """The single words of phrases, in small letters."""
    return set(_LETTERS.findall(" ".join(phrases).lower()))


def _whole(people: PeopleWords) -> str:
    """A pattern of titles and honours that hold signs or blanks, and of initials."""
    titles = sorted({*people.courtesy, *people.titles, *people.honours}, key=len, reverse=True)
    signed = [pl.escape_regex(title).replace(" ", r"\s?") for title in titles if not title.isalpha()]
    initial = rf"(?:\p{{Lu}}|{'|'.join(people.initials)})\.(?:\s?-?\p{{Lu}}\.)*"
    return "|".join([*signed, initial])
