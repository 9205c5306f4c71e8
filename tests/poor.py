"""Made-up press releases that give a brief little to tell: out of scope, of another state, without a day."""

from __future__ import annotations

from pathlib import Path

import made_up

FAIR = "Carpets were shown at a fair in Astana on 3 May 2024. Visitors came from many towns.\n"
NO_DAY = (
    "The Human Rights Dialogue between Kazakhstan and {side} was held in Astana.\n\n"
    "The sides discussed freedom of expression and the rights of the child.\n"
)
HELD = "On {day} the Human Rights Dialogue between {state} and {side} was held in {place}.\n\n{said}\n"
TOPICS = "The sides discussed freedom of expression, torture and the rights of the child."


def _held(
    day: str, side: str, *, state: str = "Kazakhstan", place: str = "Astana", said: str = TOPICS
) -> str:
    return HELD.format(day=day, side=side, state=state, place=place, said=said)


SIDES = ("the European Union", "the United States", "Germany")
DAYS = ("3 May 2022", "4 May 2023", "6 May 2024")
CORPORA: dict[str, tuple[str, ...]] = {
    "out-of-scope": (FAIR, FAIR.replace("Carpets", "Rugs")),
    "another-state": tuple(
        _held(day, "the European Union", state="Uzbekistan", place="Tashkent") for day in DAYS
    ),
    "one-day": tuple(_held("3 May 2024", side) for side in SIDES),
    "no-day": tuple(NO_DAY.format(side=side) for side in SIDES),
    "one-meeting": (_held("3 May 2024", "the European Union"),),
    "no-counterpart": ("On 3 May 2024 a seminar on human rights was held in Astana, Kazakhstan.\n",),
    "no-plan": tuple(_held(day, "the European Union") for day in DAYS),
    "no-topic": tuple(_held(day, "the European Union", said="The sides met in Astana.") for day in DAYS),
    "empty": (),
}


def write(folder: Path, name: str) -> None:
    """Write the corpus ``name`` of ``CORPORA`` into the folder of seeds ``folder``."""
    made_up.register(folder, [(text, None) for text in CORPORA[name]])
