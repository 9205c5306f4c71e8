"""Press releases made up by a seeded generator: as many as are asked for, of one state, read by the rules."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import yaml

from dialogues import codebook
from dialogues.base.project import HOME

STATE, ADJECTIVE, CITY = "Kazakhstan", "Kazakh", "Astana"
CODE = "KAZ"
SIDES = (
    *(
        "the European Union",
        "the United States",
        "Germany",
        "the United Kingdom",
        "Switzerland",
        "Japan",
        "Norway",
    ),
    *("the United Nations", "the OSCE", "Canada", "France", "Italy", "the Netherlands", "Sweden", "Poland"),
    *("the Republic of Korea", "Austria", "Spain", "India", "Brazil", "Finland", "Australia", "Belgium"),
)
KINDS = ("round of the Human Rights Dialogue", "political consultations", "round table", "seminar", "meeting")
HEADS = ("Aman Serikov", "Dana Omarova", "Yerlan Tulegenov", "Aigul Nurlanova", "Marat Zhaksybekov")
GUESTS = ("Ana Example", "John Sample", "Maria Muster", "Pierre Modele", "Ingrid Prov", "Luca Prova")
PLANS = (
    "National Human Rights Action Plan",
    "National Action Plan on Gender Equality",
    "Action Plan for Children",
)
FIRST, LAST = 2008, 2025


def texts(number: int, seed: int = 14) -> list[tuple[str, date]]:
    """``number`` texts, each with the day it was published; the same seed gives the same texts."""
    drawn = random.Random(seed)
    subjects = _subjects()
    rounds: dict[str, int] = {}
    days = sorted(
        date(FIRST, 1, 10) + timedelta(days=drawn.randrange((LAST - FIRST + 1) * 365 - 30))
        for _ in range(number)
    )
    return [(_text(drawn, day, subjects, rounds), day + timedelta(days=1)) for day in days]


def write(folder: Path, number: int, seed: int = 14) -> None:
    """Write ``number`` texts and what is known of them into the folder of seeds ``folder``."""
    register(folder, texts(number, seed))


def register(folder: Path, given: Iterable[tuple[str, date | None]]) -> None:
    """Write texts, each with the day it was published, and what is known of them into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = []
    for place, (text, published) in enumerate(given):
        path = folder / f"made-up-{place:05d}.txt"
        path.write_text(text, encoding="utf-8")
        hashed = hashlib.sha256(path.read_bytes()).hexdigest()
        sources.append(
            {"file": path.name, "sha256": hashed, "publisher": "An outlet", "published": published}
        )
    about = {"title": f"Dialogues of {STATE}", "state": CODE, "years": [FIRST, LAST]}
    said = yaml.safe_dump({"corpus": about, "sources": sources}, sort_keys=False)
    (folder / "sources.yaml").write_text(said, encoding="utf-8")


def _subjects() -> list[str]:
    """A plain cue of each topic of the codebook."""
    rules = codebook.load(HOME / "analysis" / "codebook")
    cues = (
        [cue for cue in topic.cues if isinstance(cue, str) and cue.replace(" ", "").isalpha()]
        for topic in rules.topics
    )
    return [plain[0] for plain in cues if plain]


def _text(drawn: random.Random, day: date, subjects: list[str], rounds: dict[str, int]) -> str:
    side = SIDES[min(int(drawn.expovariate(0.25)), len(SIDES) - 1)]
    kind = drawn.choices(KINDS, (4, 3, 1, 1, 2))[0]
    said_day = f"{day.day} {day:%B %Y}"
    place = CITY if drawn.random() < 0.6 else "Brussels"
    if kind == KINDS[0]:
        rounds[side] = rounds.get(side, 0) + 1
        number = _ordinal(rounds[side])
        opening = f"On {said_day} the {number} {kind} between {STATE} and {side} was held in {place}."
    else:
        article = "" if kind.endswith("s") else "a "
        opening = f"On {said_day} {article}{kind} of {STATE} with {side} took place in {place}."
    named = drawn.sample(subjects, drawn.randint(3, 9))
    lines = [
        opening,
        f"The {ADJECTIVE} delegation was headed by the Deputy Foreign Minister, {drawn.choice(HEADS)}.",
        f"The delegation of {side} was led by {drawn.choice(GUESTS)}.",
        f"The sides discussed {', '.join(named[:-1])} and {named[-1]}.",
    ]
    if drawn.random() < 0.3:
        first = FIRST + 5 * drawn.randrange(4)
        lines.append(f"The {ADJECTIVE} side presented the {drawn.choice(PLANS)} for {first}-{first + 4}.")
    if drawn.random() < 0.3:
        lines.append(f"The sides agreed on specific steps to support {drawn.choice(subjects)}.")
    if drawn.random() < 0.2:
        lines.append(
            f"{STATE} is considering accession to the Optional Protocol to the Convention against Torture."
        )
    lines.append(f"Everyone noted the constructive atmosphere of the {kind.split()[-1].lower()}.")
    return "\n\n".join(lines) + "\n"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
