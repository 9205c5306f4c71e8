"""The fields of the form: how each is called, what may stand in it, and which fact of the rules it is."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.dataset.schemas import DATE_BASES, MODES
from dialogues.readings.load import FACETS


@dataclass(frozen=True, slots=True)
class Field:
    """One field of ``event``, ``document`` or ``scope``."""

    section: str
    name: str
    label: str
    kind: str  # of input: text, date, number, choice, code, codes
    facet: str | None = None  # whose codes may stand in it
    fact: str | None = None  # field of the table facts; None: a column of documents or events
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name of its line on the page."""
        return f"{self.section}/{self.name}"


EVENT = (
    Field("event", "kind", "Kind", "code", "kind", "kind"),
    Field("event", "start", "First day", "date", None, "start_date"),
    Field("event", "end", "Last day", "date", None, "end_date"),
    Field("event", "counterparts", "Counterparts", "codes", "counterpart", "counterpart"),
    Field("event", "participants", "Also took part", "codes", "body", "participant"),
    Field("event", "ordinal", "Number of the round", "number", None, "ordinal"),
    Field("event", "place", "Place", "text", None, "place"),
    Field("event", "mode", "Held", "choice", None, "mode", tuple(MODES)),
    Field("event", "month_day", "Day without year", "text", None, "month_day"),
    Field("event", "date_basis", "Days are", "choice", choices=tuple(DATE_BASES)),
    Field("event", "state", "Whose dialogue", "code", "counterpart"),
)
DOCUMENT = (
    Field("document", "publisher", "Publisher", "text"),
    Field("document", "published", "Published", "date"),
    Field("document", "title", "Headline", "text"),
    Field("document", "account", "Whose account", "code", "counterpart"),
    Field("document", "language", "Language", "text"),
)
FIELDS = {field.key: field for field in (*EVENT, *DOCUMENT)}

HEADINGS = {"readouts": "Also told"}  # of sections whose name says too little
CODED = {  # section of the form -> facet of its codes, heading
    name: (facet, HEADINGS.get(name, name.capitalize())) for name, facet in FACETS.items()
}
LISTED = {  # section of the form -> heading
    "plans": "Plans",
    "people": "People",
    "statements": "Statements",
}
WORDING = {
    "in_person": "in person",
    "video": "by video",
    "hybrid": "partly by video",
    "explicit": "given in full",
    "inferred": "completed from elsewhere",
    "published": "those of publication only",
    "took_part": "took part",
    "named": "only named",
    "absent": "absent",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entry of a list, as the page asks for it."""

    name: str
    label: str
    kind: str
    facet: str | None = None
    choices: tuple[str, ...] = ()


PARTS: dict[str, tuple[Part, ...]] = {
    "plans": (
        Part("plan", "Plan", "code", "plan"),
        Part("owner", "Whose plan", "code", "counterpart"),
        Part("start", "First year", "number"),
        Part("end", "Last year", "number"),
    ),
    "people": (
        Part("name", "Name", "text"),
        Part("role", "Function", "text"),
        Part("organisation", "Body", "code", "body"),
        Part("side", "Speaks for", "code", "counterpart"),
        Part("presence", "Presence", "choice", None, ("took_part", "named", "absent")),
        Part("head", "Led a delegation", "flag"),
    ),
    "statements": (
        Part("statement", "Kind", "code", "statement"),
        Part("side", "Who said it", "code", "side"),
        Part("speaker", "Named in the text as", "text"),
    ),
}
