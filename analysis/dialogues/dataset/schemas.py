"""The shape of every table: columns, types, descriptions, and the rules a row must keep.

A table is a class; its docstring tells the grain ("One row per ..."). The data dictionary, the data
package and the error messages are all made from these classes, so a column is described once.
"""

from __future__ import annotations

from functools import cache

import pandera.polars as pa
import polars as pl

SPAN_START = "First character of the span, counted in Unicode code points of the text as decoded."
SPAN_END = "The character after the span's last one (exclusive)."
SPAN_QUOTE = "The words themselves: text[start:end]."

ROLES = ("body", "header", "credit", "related")
FACETS = ("topic", "organisation", "institution", "instrument", "plan", "person", "date", "place", "readout")
MODES = ("in_person", "video", "hybrid")
BY_SPEAKERS = "spoke"  # the frame of counterparts that are inferred from who spoke
BESIDE = "beside"  # the frame of one that is inferred, being the only other party named beside the meeting
INFERRED = (BY_SPEAKERS, BESIDE)
DATE_BASES = ("explicit", "inferred", "published")
STATUSES = ("in_force", "ends_this_year", "ended", "not_started", "no_period")
OUTSIDE_YEARS = "The event lies outside the corpus years {} to {}."  # how scope_reason says so
COMMITMENTS = (  # from the least to the most
    "under_consideration",
    "presented",
    "announced",
    "confirmed",
    "agreed_unnamed",
    "agreed_named",
)
BASES = ("rule", "reading", "confirmed")
ASSERTIONS = ("named", "planned", "denied", "conditional", "earlier", "asked")  # of a mention
HELD = "held"  # what a fact is where ASSERTIONS would say "named"
PRESENCES = ("took_part", "named", "absent")
READERS = ("person", "program")
OTHER_LANGUAGE = "The text is in {}; the rules read English."  # how scope_reason says so
JOINT = "joint"  # the side of what the sides say together
COVERAGE = ("text_held", "known_without_text")
BASIS = (
    "rule: found by the rules alone; reading: put there or put right by a reader; confirmed: found by the "
    "rules, read and kept."
)


class Table(pa.DataFrameModel):
    """What all tables have in common: exact columns, in order, of exact types."""

    class Config:
        """Pandera's settings."""

        strict = True
        ordered = True


class Documents(Table):
    """One row per text that was read."""

    document_id: str = pa.Field(unique=True, description="File name without suffix.")
    path: str = pa.Field(description="File name, relative to the seeds folder.")
    sha256: str = pa.Field(str_matches="^[0-9a-f]{64}$", description="SHA-256 of the file's bytes.")
    publisher: str = pa.Field(nullable=True, description="Who published the text, where it is known.")
    account: str = pa.Field(
        nullable=True,
        str_matches="^[A-Z][A-Z_]+$",
        description="Side whose account the text gives (state or organisation code), where it is known.",
    )
    title: str = pa.Field(nullable=True, description="Headline, where there is one.")
    published: pl.Date = pa.Field(nullable=True, description="Date of publication, where it is known.")
    published_basis: str = pa.Field(
        nullable=True,
        isin=("registered", "text", "reading"),
        description="Where the publication date comes from: sources.yaml (registered), the text's header, "
        "or a reading.",
    )
    url: str = pa.Field(nullable=True, description="Address of the text, where it is known.")
    language: str = pa.Field(nullable=True, description="Language of the text, as an ISO 639-1 code.")
    characters: pl.Int64 = pa.Field(ge=1, description="Length of the text in Unicode code points.")
    in_scope: bool = pa.Field(description="Whether an event with human-rights content was found.")
    scope_reason: str = pa.Field(description="Why the text is in or out of scope, in words.")
    event_id: str = pa.Field(nullable=True, description="The event this text reports (events).")
    is_read: bool = pa.Field(
        description="Whether a reader, a person or a program, has read the whole text (readings)."
    )
    text: str = pa.Field(description="The text as decoded from the file; spans count its characters.")


class Sentences(Table):
    """One row per recording unit: a sentence of a document."""

    sentence_id: str = pa.Field(unique=True, description="Document and position.")
    document_id: str = pa.Field(description="The document (documents).")
    position: pl.Int64 = pa.Field(ge=0, description="Place in the document, from 0.")
    start: pl.Int64 = pa.Field(ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(description=SPAN_END)
    text: str = pa.Field(description=SPAN_QUOTE)
    role: str = pa.Field(
        isin=ROLES,
        description="body; header (title, dateline); credit (source line); related (link tail, navigation).",
    )
    is_background: bool = pa.Field(
        description="Whether it tells what lies outside the meeting: history, standing relations, earlier "
        "instructions, general facts."
    )


class Mentions(Table):
    """One row per evidence span: one occurrence of a code's cue."""

    mention_id: str = pa.Field(unique=True, description="Document, position, facet and code.")
    document_id: str = pa.Field(description="The document (documents).")
    sentence_id: str = pa.Field(description="The sentence the span lies in (sentences).")
    facet: str = pa.Field(isin=FACETS, description="What kind of thing is mentioned.")
    code: str = pa.Field(description="The code; for a date its ISO form, for a person the person_id.")
    start: pl.Int64 = pa.Field(ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(description=SPAN_END)
    quote: str = pa.Field(description=SPAN_QUOTE)
    assertion: str = pa.Field(
        isin=ASSERTIONS,
        description="named; or what the text says of it otherwise: planned, denied, conditional, earlier, "
        "asked.",
    )
    basis: str = pa.Field(isin=BASES, description=BASIS)


class Events(Table):
    """One row per dialogue round, consultation or meeting."""

    event_id: str = pa.Field(unique=True, description="State, counterpart, kind and date of the event.")
    kind: str = pa.Field(description="Kind of event.")
    state: str = pa.Field(
        str_matches="^[A-Z]{3}$", description="State whose dialogue it is (ISO 3166-1 alpha-3)."
    )
    start_date: pl.Date = pa.Field(nullable=True, description="First day, where the texts give it.")
    end_date: pl.Date = pa.Field(nullable=True, description="Last day, where the texts give it.")
    date_basis: str = pa.Field(
        nullable=True,
        isin=DATE_BASES,
        description="explicit: full date in a text; inferred: completed from publication date, weekday or "
        "duration; published: only the publication date is known.",
    )
    month_day: str = pa.Field(
        nullable=True,
        str_matches=r"^\d\d-\d\d$",
        description="Month and day (MM-DD) where the texts give them without a year.",
    )
    ordinal: pl.Int64 = pa.Field(nullable=True, ge=1, description="Number of the round.")
    mode: str = pa.Field(nullable=True, isin=MODES, description="in_person, video or hybrid.")
    place: str = pa.Field(nullable=True, description="City (or country) where it was held.")
    documents: pl.Int64 = pa.Field(ge=1, description="Number of texts that report it.")


class Counterparts(Table):
    """One row per counterpart of an event: a party other than its state."""

    event_id: str = pa.Field(description="The event (events).")
    counterpart: str = pa.Field(description="ISO 3166-1 alpha-3 code or organisation code.")


class Codings(Table):
    """One row per code of an event."""

    event_id: str = pa.Field(description="The event (events).")
    facet: str = pa.Field(isin=FACETS, description="Facet of the code.")
    code: str = pa.Field(description="The code (codes).")
    mentions: pl.Int64 = pa.Field(ge=1, description="Number of mentions in the event's texts.")
    sentences: pl.Int64 = pa.Field(ge=1, description="Number of sentences that hold one.")
    background: pl.Int64 = pa.Field(
        ge=0, description="Number of these sentences that are background (is_background)."
    )
    documents: pl.Int64 = pa.Field(ge=1, description="Number of texts that hold one.")


class PlanReferences(Table):
    """One row per named plan in a document."""

    reference_id: str = pa.Field(unique=True, description="Document and position.")
    document_id: str = pa.Field(description="The document (documents).")
    sentence_id: str = pa.Field(description="The sentence (sentences).")
    event_id: str = pa.Field(nullable=True, description="The event the document reports (events).")
    plan: str = pa.Field(description="Plan family (codes).")
    owner: str = pa.Field(nullable=True, description="Whose plan: ISO code or organisation code.")
    name: str = pa.Field(description="Name as written, without its period.")
    period_start: pl.Int64 = pa.Field(nullable=True, description="First year of the period.")
    period_end: pl.Int64 = pa.Field(nullable=True, description="Last year of the period.")
    status: str = pa.Field(
        nullable=True,
        isin=STATUSES,
        description="On the event's first day; empty where that day is not known.",
    )
    start: pl.Int64 = pa.Field(ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(description=SPAN_END)
    quote: str = pa.Field(description=SPAN_QUOTE)
    basis: str = pa.Field(isin=BASES, description=BASIS)


class People(Table):
    """One row per named person in a document."""

    person_id: str = pa.Field(description="One key for all spellings of a name within a corpus.")
    document_id: str = pa.Field(description="The document (documents).")
    sentence_id: str = pa.Field(description="The sentence of the first mention (sentences).")
    event_id: str = pa.Field(nullable=True, description="The event the document reports (events).")
    name: str = pa.Field(description="Name as written, without title.")
    role: str = pa.Field(nullable=True, description="Function, as written.")
    organisation: str = pa.Field(
        nullable=True, description="Institution, organisation or state code of the function."
    )
    side: str = pa.Field(
        nullable=True, description="Party the person speaks for: the state or a counterpart."
    )
    is_head: bool = pa.Field(description="Whether the text says the person led or headed a delegation.")
    presence: str = pa.Field(
        isin=PRESENCES,
        description="took_part: the text shows the person was there or spoke; named: it only names the "
        "person; absent: it says the person was not there.",
    )
    start: pl.Int64 = pa.Field(ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(description=SPAN_END)
    basis: str = pa.Field(isin=BASES, description=BASIS)


class Statements(Table):
    """One row per statement: what a text reports a side as saying, or the sides as agreeing."""

    statement_id: str = pa.Field(unique=True, description="Document, position, kind and side.")
    document_id: str = pa.Field(description="The document (documents).")
    sentence_id: str = pa.Field(description="The sentence the span lies in (sentences).")
    event_id: str = pa.Field(nullable=True, description="The event the document reports (events).")
    statement: str = pa.Field(description="Kind of statement (codes, facet statement).")
    side: str = pa.Field(
        nullable=True,
        description="Who said it: the state, an organisation, or `joint` for the sides together; empty "
        "where the text does not say.",
    )
    speaker: str = pa.Field(nullable=True, description="The words that name the speaker, as written.")
    commitment: str = pa.Field(
        nullable=True,
        isin=COMMITMENTS,
        description="How far it commits whoever makes it; agreed_named where the words name a day, place, "
        "plan, treaty, body or person. Empty where it does not (urged, welcomed).",
    )
    person_id: str = pa.Field(nullable=True, description="The person who speaks, where named (people).")
    start: pl.Int64 = pa.Field(ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(description=SPAN_END)
    quote: str = pa.Field(description=SPAN_QUOTE)
    basis: str = pa.Field(isin=BASES, description=BASIS)


class Facts(Table):
    """One row per fact of an event that a document states: the evidence of the table events."""

    fact_id: str = pa.Field(unique=True, description="Document, field and position.")
    event_id: str = pa.Field(description="The event (events).")
    document_id: str = pa.Field(description="The document (documents).")
    sentence_id: str = pa.Field(description="The sentence the span lies in (sentences).")
    field: str = pa.Field(
        isin=(
            "kind",
            "start_date",
            "end_date",
            "month_day",
            "ordinal",
            "mode",
            "place",
            "counterpart",
            "participant",
        ),
        description="Column of events; counterpart; or participant (an organisation or institution "
        "that took part).",
    )
    value: str = pa.Field(description="The value the document gives, as text.")
    start: pl.Int64 = pa.Field(ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(description=SPAN_END)
    quote: str = pa.Field(description=SPAN_QUOTE)
    frame: str = pa.Field(nullable=True, description="The rule that read it, where it has a name.")
    assertion: str = pa.Field(
        isin=(HELD, *ASSERTIONS[1:]),
        description="held; or what the text says of it otherwise: planned, denied, conditional, earlier, "
        "asked.",
    )
    basis: str = pa.Field(isin=BASES, description=BASIS)


class Links(Table):
    """One row per pair of documents taken to report one event."""

    event_id: str = pa.Field(description="The event (events).")
    document_id: str = pa.Field(description="One document (documents).")
    linked_document_id: str = pa.Field(description="The other document (documents).")
    reason: str = pa.Field(description="Why they were linked, in words.")


class Differences(Table):
    """One row per document and field in which the texts of one event differ or one is silent."""

    event_id: str = pa.Field(description="The event (events).")
    field: str = pa.Field(
        description="What differs: a column of events, or topic, person, plan, organisation ..."
    )
    document_id: str = pa.Field(description="The document (documents).")
    value: str = pa.Field(nullable=True, description="What this document says; empty where it is silent.")


def as_mentions(spans: pl.DataFrame, /, **given: pl.Expr | str) -> pl.DataFrame:
    """Spans of documents with what is ``given``, named and with their id, as rows of Mentions."""
    mention_id = pl.format("{}.{}.{}.{}", "document_id", "start", "facet", "code")
    told = spans.with_columns(**given, assertion=pl.lit("named")).with_columns(mention_id=mention_id)
    return told.select(empty(Mentions).columns)


def named_plan() -> pl.Expr:
    """How differences name a plan reference: family and period."""
    period = [pl.col(name).cast(pl.String).fill_null("") for name in ("period_start", "period_end")]
    return pl.format("{} {}-{}", "plan", *period).str.strip_suffix(" -")


class Corpus(Table):
    """One row: what the corpus is about."""

    state: str = pa.Field(
        str_matches="^[A-Z]{3}$", description="State whose dialogues it is about (ISO 3166-1 alpha-3)."
    )
    first_year: pl.Int64 = pa.Field(nullable=True, description="First year it covers, where that is set.")
    last_year: pl.Int64 = pa.Field(nullable=True, description="Last year it covers, where that is set.")


class Codes(Table):
    """One row per code of the codebook."""

    facet: str = pa.Field(description="kind, counterpart, or a facet of mentions.")
    code: str = pa.Field(description="The code.")
    label: str = pa.Field(description="Name for readers.")
    short: str = pa.Field(nullable=True, description="Short name for charts, where the label is long.")
    definition: str = pa.Field(description="What the code covers.")
    includes: str = pa.Field(nullable=True, description="What counts.")
    excludes: str = pa.Field(nullable=True, description="What does not count.")
    example: str = pa.Field(  # type: ignore[assignment] # hides a method of Pandera's that is not used here
        nullable=True, description="A sentence that is coded so."
    )
    uhri_themes: str = pa.Field(
        nullable=True,
        description="Of a topic: themes of the Universal Human Rights Index that meet it, with bars between.",
    )
    sdg_targets: str = pa.Field(
        nullable=True,
        str_matches=r"^(1[0-7]|[1-9])\.([1-9]\d?|[a-d])(\|(1[0-7]|[1-9])\.([1-9]\d?|[a-d]))*$",
        description="Of a topic: targets of the Sustainable Development Goals that meet it (16.3|16.10).",
    )
    cap_codes: str = pa.Field(
        nullable=True,
        str_matches=r"^[1-9]\d{2,3}(\|[1-9]\d{2,3})*$",
        description="Of a topic: codes of the Comparative Agendas Project's master codebook (202|1204).",
    )
    is_two_sided: bool = pa.Field(
        nullable=True, description="Of a kind: whether it is a meeting of two sides, not of many."
    )
    is_standing: bool = pa.Field(
        nullable=True,
        description="Of a kind: whether the same sides hold it again and again.",
    )
    reviewer: str = pa.Field(
        nullable=True,
        description="Of an instrument: the organisation before which a state's report on it is reviewed.",
    )


class KnownEvents(Table):
    """One row per event known from elsewhere, of which the corpus may or may not hold a text."""

    known_event_id: str = pa.Field(unique=True, description="State, counterpart, kind and date.")
    kind: str = pa.Field(description="Kind of event.")
    state: str = pa.Field(description="State whose dialogue it is.")
    counterpart: str = pa.Field(description="Counterpart.")
    ordinal: pl.Int64 = pa.Field(nullable=True, description="Number of the round.")
    start_date: pl.Date = pa.Field(nullable=True, description="First day.")
    source: str = pa.Field(description="Where it is known from.")
    url: str = pa.Field(nullable=True, description="Address of that source.")
    event_id: str = pa.Field(
        nullable=True, description="The event of the corpus it is, where a text is held."
    )


class Rejects(Table):
    """One row per file or line that was refused."""

    path: str = pa.Field(description="File, relative to the seeds folder.")
    line: pl.Int64 = pa.Field(nullable=True, description="Line, where there is one.")
    problem: str = pa.Field(description="What is wrong.")
    remedy: str = pa.Field(description="What to do about it.")


class Readings(Table):
    """One row per document and reader who has read it."""

    document_id: str = pa.Field(description="The document (documents).")
    reader: str = pa.Field(description="Who read it, as signed.")
    reader_kind: str = pa.Field(isin=READERS, description="person or program.")
    read_on: pl.Date = pa.Field(nullable=True, description="Day of the reading.")
    is_complete: bool = pa.Field(
        description="Whether everything was looked for, so that what is not there is not in the text."
    )


class Corrections(Table):
    """One row per thing that a reading changed: put there, put right or taken away."""

    document_id: str = pa.Field(description="The document (documents).")
    table: str = pa.Field(description="Table of the row that was changed.")
    field: str = pa.Field(description="Column, field of facts, or facet of mentions.")
    was: str = pa.Field(nullable=True, description="What the rules say; empty where they say nothing.")
    now: str = pa.Field(nullable=True, description="What the reading says; empty where it was taken away.")
    why: str = pa.Field(nullable=True, description="The reason given.")
    quote: str = pa.Field(nullable=True, description="The words given for it.")
    reader: str = pa.Field(description="Who read the document, as signed.")
    read_on: pl.Date = pa.Field(nullable=True, description="Day of the reading.")


class Doubts(Table):
    """One row per field of a document on which its own words disagree, or that it leaves open."""

    document_id: str = pa.Field(description="The document (documents).")
    field: str = pa.Field(description="Column of events, counterpart, or head (of a delegation).")
    values: str = pa.Field(
        nullable=True, description="The values it could have, with bars between them; empty: none is given."
    )
    sentence_ids: str = pa.Field(
        nullable=True, description="The sentences that give them, with bars between them."
    )


class Claims(Table):
    """One row per claim of the brief and span (or text, or nothing) that bears it out: the ledger.

    The notebooks write it while they render, so it is no table of the dataset.
    """

    claim_id: str = pa.Field(description="Name of the claim, stable from version to version.")
    number: pl.Int64 = pa.Field(ge=1, description="Its number in this brief.")
    text: str = pa.Field(description="The words shown in the brief.")
    value: str = pa.Field(description="The value as one field: number, ISO date, or list with semicolons.")
    is_key_message: bool = pa.Field(description="Whether it stands in a key message.")
    table: str = pa.Field(description="The table it was computed from.")
    keys: str = pa.Field(description="Keys of the rows it was computed from, with bars between them.")
    searched: str = pa.Field(nullable=True, description="What was searched for in vain, where it says so.")
    document_id: str = pa.Field(nullable=True, description="The document (documents).")
    sentence_id: str = pa.Field(nullable=True, description="The sentence the span lies in (sentences).")
    start: pl.Int64 = pa.Field(nullable=True, ge=0, description=SPAN_START)
    end: pl.Int64 = pa.Field(nullable=True, description=SPAN_END)
    quote: str = pa.Field(nullable=True, description=SPAN_QUOTE)
    sha256: str = pa.Field(nullable=True, description="SHA-256 of the document's file.")


TABLES: dict[str, type[Table]] = {
    "documents": Documents,
    "sentences": Sentences,
    "mentions": Mentions,
    "events": Events,
    "counterparts": Counterparts,
    "codings": Codings,
    "plan_references": PlanReferences,
    "people": People,
    "statements": Statements,
    "facts": Facts,
    "links": Links,
    "differences": Differences,
    "corpus": Corpus,
    "codes": Codes,
    "known_events": KnownEvents,
    "readings": Readings,
    "corrections": Corrections,
    "doubts": Doubts,
    "rejects": Rejects,
}

# What names one row; a table that is not here may hold equal rows.
KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "sentences": ("sentence_id",),
    "mentions": ("mention_id",),
    "events": ("event_id",),
    "counterparts": ("event_id", "counterpart"),
    "codings": ("event_id", "facet", "code"),
    "plan_references": ("reference_id",),
    "people": ("document_id", "person_id"),
    "statements": ("statement_id",),
    "facts": ("fact_id",),
    "links": ("document_id", "linked_document_id"),
    "corpus": ("state",),
    "codes": ("facet", "code"),
    "known_events": ("known_event_id",),
    "readings": ("document_id", "reader"),
    "doubts": ("document_id", "field"),
}

# A column that names a row of another table: {table: {column: (other table, its column)}}.
FOREIGN_KEYS: dict[str, dict[str, tuple[str, str]]] = {
    "documents": {"event_id": ("events", "event_id")},
    "sentences": {"document_id": ("documents", "document_id")},
    "mentions": {
        "document_id": ("documents", "document_id"),
        "sentence_id": ("sentences", "sentence_id"),
    },
    "counterparts": {"event_id": ("events", "event_id")},
    "codings": {"event_id": ("events", "event_id")},
    "plan_references": {
        "document_id": ("documents", "document_id"),
        "sentence_id": ("sentences", "sentence_id"),
        "event_id": ("events", "event_id"),
    },
    "people": {
        "document_id": ("documents", "document_id"),
        "sentence_id": ("sentences", "sentence_id"),
        "event_id": ("events", "event_id"),
    },
    "statements": {
        "document_id": ("documents", "document_id"),
        "sentence_id": ("sentences", "sentence_id"),
        "event_id": ("events", "event_id"),
    },
    "facts": {
        "event_id": ("events", "event_id"),
        "document_id": ("documents", "document_id"),
        "sentence_id": ("sentences", "sentence_id"),
    },
    "links": {
        "event_id": ("events", "event_id"),
        "document_id": ("documents", "document_id"),
        "linked_document_id": ("documents", "document_id"),
    },
    "differences": {
        "event_id": ("events", "event_id"),
        "document_id": ("documents", "document_id"),
    },
    "known_events": {"event_id": ("events", "event_id")},
    "readings": {"document_id": ("documents", "document_id")},
    "corrections": {"document_id": ("documents", "document_id")},
    "doubts": {"document_id": ("documents", "document_id")},
    "claims": {
        "document_id": ("documents", "document_id"),
        "sentence_id": ("sentences", "sentence_id"),
    },
}


@cache
def empty(table: type[Table]) -> pl.DataFrame:
    """A frame of ``table``'s columns without rows."""
    return pl.DataFrame(schema={name: dtype.type for name, dtype in table.to_schema().dtypes.items()})
