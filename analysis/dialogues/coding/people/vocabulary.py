"""What words do in sentences about people: the classes of people.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import phrases as spelt
from dialogues.codebook.wordlists import PeopleWords
from dialogues.coding import gazetteer

_SEVERAL = pl.col("word").str.contains(" ", literal=True)
_LETTERS = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """What words are.

    Attributes
    ----------
    listed, exact
        ``symbol`` of words in small letters (``word``) and as written (``surface``).
    small
        Classes of the words of every sentence.
    known, places, openers
        Words, in small letters, that are no names; those of places; those that open sentences.
    whole
        Pattern of titles, honours and initials with full stops.
    """

    listed: pl.DataFrame
    exact: pl.DataFrame
    small: tuple[str, ...]
    known: pl.Series
    places: pl.Series
    openers: pl.Series
    whole: str


def read(codebook: Codebook) -> Words:
    """The words of people.yaml, and the words that the codebook knows."""
    people = codebook.people
    exact = [(symbol, word) for symbol, words in people.as_written.items() for word in words]
    places = [name for place in codebook.places for name in (place.place, *place.names)]
    return Words(
        listed=_listed(codebook).filter(~_SEVERAL),
        exact=pl.DataFrame(exact, schema={"symbol": pl.String, "surface": pl.String}, orient="row"),
        small=tuple(people.small),
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
    rows = [
        (symbol, form)
        for symbol, words in (people.small | people.classes).items()
        for word in words
        for form in matching.forms(word)
    ]
    rows += [("FUNCTIONS", f"{word}s") for word in people.functions()]
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
    titles = sorted({word for words in people.as_written.values() for word in words}, key=len, reverse=True)
    signed = [pl.escape_regex(title).replace(" ", r"\s?") for title in titles if not title.isalpha()]
    initial = rf"(?:\p{{Lu}}|{'|'.join(people.initials)})\.(?:\s?-?\p{{Lu}}\.)*"
    return "|".join([*signed, initial])
