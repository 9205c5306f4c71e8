"""Which clause goes before which, where several tell a day, a place or a side of one event."""

from __future__ import annotations

from enum import IntEnum

# Sentences by their ``rank``: 0 in a header, the body's from 1.
FIRST = 1  # up to here the header and the first sentence of the body
LEAD = 2  # sentences of the body in which a text says what it reports
OPENING = 3  # sentences of the body in which what stands beside the meeting is taken for its own


class Order(IntEnum):
    """How near a clause is to the event of its document (``order``); the smaller goes first."""

    CHOSEN = 0  # the telling by which the event is known: "The dialogue was held on 3 June."
    HELD = 1  # another that says it was held
    NAMED = 2  # one that names it: "After the dialogue the minister said ..."
    UNNAMED = 3  # without its name: "The event took place in Oslo."
    LOOSE = 4  # by a looser noun: "The meeting ended at noon."
    MET = 5  # officials who met, in the lead, or guests of a meeting of many sides
    BESIDE = 6  # a clause of the lead that tells of no other meeting: "The delegation left Oslo on 5 June."
    BESIDE_IN_TITLE = 7  # such a clause of the header, for places
    STAMP = 8  # a day with which a sentence begins, as a page's stamp does: "3 June 2024 The dialogue ..."
    DATELINE = 9  # the line of place and day over the clause: "Oslo, 3 June 2024"
    DATELINE_APART = 10  # such a line over another sentence
    LARGE = 11  # a clause that tells of no meeting at all
