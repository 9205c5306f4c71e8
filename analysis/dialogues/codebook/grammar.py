"""The grammar of meetings: rules of names, frames, what is said not to be held, and ranks."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from dialogues.codebook.cues import Entry, Text, Words

FrameRank = Literal["name", "clause", "near"]


class Rewrite(Entry):
    """How a stretch of a shape becomes another: one name of several, or two clauses of one."""

    shape: Text
    becomes: str
    by: str = "first"  # the slot whose name it is; `first`, or `all`
    times: int = 1
    example: Text  # a sentence in which it is used


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
    gives: dict[str, str] = Field(default_factory=dict)  # field -> slots
    rank: FrameRank = "clause"
    held: bool = False  # whether it says that the meeting was held
    only: Words = ()  # symbols of kinds that it is for
    where: Literal["anywhere", "header"] = "anywhere"
    sides: Literal["any", "two", "many"] = "any"  # of which kinds of event it is
    examples: tuple[FrameExample, ...]
    counter: Words = ()  # sentences that it does not fit


class Assertion(Entry):
    """Words near a meeting by which it is not one that was held."""

    says: Literal["denied", "planned", "conditional", "asked", "earlier", "named"]
    words: Words
    where: Literal["before", "after", "opens"]
    reach: int
    ends: Words = ()  # words that it does not reach over
    over: Words = ()  # words of which one has to stand between
    unless: Words = ()  # words in the clause by which it does not count
    examples: Words  # sentences whose meeting it is said of
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
