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


PersonReads = Literal[
    "name", "goes_on", "function", "function_after", "nearest", "of_last", "of_several", "shared", "office",
    "body", "chained", "joined", "beside", "says", "acts", "inside", "with_article", "surname", "continued",
    "led", "leads", "took_part", "stands_in", "follows", "joins", "absent", "in_place", "only_named",
    "elsewhere", "party", "like_last", "does",
]  # fmt: skip


class PersonFound(Entry):
    """A sentence, and what is read in it of a person whose name a frame fits."""

    text: Text
    name: Text
    person: bool = True  # whether it is read as a person's
    role: str | None = None
    organisation: str | None = None
    side: str | None = None
    presence: Literal["took_part", "named", "absent"] | None = None
    is_head: bool | None = None

    def given(self) -> dict[str, object]:
        """Field of the table people -> what is to be read."""
        return self.model_dump(exclude={"text", "name", "person"}, exclude_none=True)


class PersonFrame(Entry):
    """A pattern over the row of a sentence by which something is read of the person it names."""

    frame: Text
    reads: tuple[PersonReads, ...]
    note: Text
    shape: Text
    of: Literal["person", "name", "function"] = (
        "person"  # whose shape: what is around a name, or the words of one
    )
    chained: bool | None = None  # whether the name goes on with a list
    examples: tuple[PersonFound, ...]
    counter: Words = ()  # sentences in which it fits no name


class PeopleFrames(Entry):
    """The patterns by which people are found, and the stretches that they have in common."""

    stretches: dict[str, Text]
    frames: tuple[PersonFrame, ...]

    def __hash__(self) -> int:
        """Hash a few words: a dictionary has no hash of its own."""
        return hash((*self.stretches, len(self.frames)))


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
