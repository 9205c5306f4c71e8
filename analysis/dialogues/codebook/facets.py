"""Codes, the categories that are counted: one class a facet."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

import pycountry
from pydantic import Field

from dialogues.codebook.cues import Cues, Entry, Text, Words

SdgTarget = Annotated[
    str, Field(pattern=r"^(1[0-7]|[1-9])\.([1-9]\d?|[a-d])$")
]  # "16.3"; in quotes, or 16.10 is 16.1
CapCode = Annotated[int, Field(ge=100, le=2399)]  # 1204: major topic 12, subtopic 04
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
    items: dict[str, Words] = Field(default_factory=dict)  # words that are items of a shared list
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
    words: dict[str, Words] = Field(default_factory=dict)  # symbol -> verbs and looser nouns
    of_several: str | None = None  # the kind it is of where three states or more met
    by_ministry: dict[str, str] = Field(default_factory=dict)  # symbol -> kind, held by a state's body
    bodies: Words = ()  # institutions whose meetings are of this kind
    acts: Words = ()  # classes of words by which it is told where nothing names it

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

    local: dict[str, str] = Field(default_factory=dict)  # state -> the code this body has there


class Instrument(Code):
    """A treaty or mechanism."""

    topics: Words = ()  # topics that are a subject wherever the instrument is
    reviewer: str | None = None  # the body that reviews a state's report on it
    protocol_of: str | None = None  # the treaty after which it is named by ``again``
    again: Cues = ()  # "the Optional Protocol", where its treaty was named last


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
    first_person: Cues = ()  # words of a quotation by which it is of this kind
    joint_only: Cues = ()  # cues of the sides together, which say nothing of one side alone


class Readout(Code):
    """Something that a joint read-out of a meeting usually tells, and one side's account may leave out."""

    lines: tuple[Literal["body", "header", "credit"], ...] = ("body",)  # roles of the sentences to look in


@cache
def states() -> dict[str, str]:
    """ISO 3166-1 alpha-3 code -> common name, of every state."""
    return {state.alpha_3: getattr(state, "common_name", state.name) for state in pycountry.countries}
