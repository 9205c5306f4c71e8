"""Names in sentences, with their type: who can meet, when, where, which round, what kind of meeting."""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import phrases
from dialogues.codebook.scan import Spoken
from dialogues.coding import gazetteer

# Of two spans of the same words the type that stands first here is taken.
ORDER = (
    *("DATE", "PAIR", "ORG", "REVIEWER", "COMMISSION", "BODY", "TREATY", "STATE", "DEMONYM", "CITY", "PRESS"),
    *("KIND", "ORDINAL", "MODE", "TITLE", "FUNCTION", "NUMBER", "NAME"),
)
_CAPITAL = r"\p{Lu}[\p{L}\p{N}'.]*"
_FIGURES = r"(?-u:\b)[0-9]{1,3}\s?-?(?:st|nd|rd|th|ST|ND|RD|TH)(?-u:\b)"
_ROMAN = r"(?-u:\b)(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{1,3}|II|III)(?:th|st|nd|rd)?(?-u:\b)"
_CAPITAL_CITY = "the capital"  # stands for the city, until it is known whose capital
_COUNT = r"(?-u:\b)[0-9]{1,2}(?-u:\b)"


def find(
    sentences: pl.DataFrame,
    spoken: Spoken,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    dates: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """One row per name: ``document_id, sentence_id, number, type, code, start, end``.

    ``start`` and ``end`` count characters of the sentence, ``number`` its names. No two overlap: of nested
    ones the longest is taken, of others the first.

    Parameters
    ----------
    sentences
        The table sentences with ``plain`` (matching.plain), of body and header only.
    spoken
        What phrases.find found.
    mentions, states, dates
        What mentions.find, gazetteer.find and dates.find found.
    codebook
        Its kinds, places and words.
    """
    offset = sentences.select("sentence_id", offset="start")
    facets = {"organisation": "ORG", "institution": "BODY", "instrument": "TREATY"}
    named = mentions.filter(pl.col("facet").is_in(list(facets))).with_columns(
        type=pl.col("facet").replace(facets)
    )
    reviewers = [code.reviewer for code in codebook.instruments if code.reviewer]
    bodies = {body: symbol for kind in codebook.kinds for body in kind.bodies for symbol in kind.words}
    kinds = {body: kind.code for kind in codebook.kinds for body in kind.bodies}
    named = named.with_columns(
        type=pl.when((pl.col("type") == "ORG") & pl.col("code").is_in(reviewers))
        .then(pl.lit("REVIEWER"))
        .when((pl.col("type") == "BODY") & pl.col("code").is_in(list(bodies)))
        .then(pl.col("code").replace(bodies))
        .otherwise("type"),
        code=pl.when(pl.col("type") == "BODY").then(pl.col("code").replace(kinds)).otherwise("code"),
    )
    forms = {"name": "STATE", "demonym": "DEMONYM"}
    of_states = states.with_columns(type=pl.col("form").replace(forms), code="state")
    columns = ("sentence_id", "type", "code", "start", "end")
    of_dates = dates.select("sentence_id", "start", "end", type=pl.lit("DATE"), code="mention_id")
    given = (
        pl.concat(spans.select(columns) for spans in (named, of_states, of_dates))
        .join(offset, on="sentence_id")
        .with_columns(pl.col("start") - pl.col("offset"), pl.col("end") - pl.col("offset"))
        .select(columns)
    )
    found = spoken["meetings"].join(sentences, on="sentence_id", how="semi").select(columns)
    found = _at_home(found, sentences, states, codebook)
    written = spoken["numerals"].join(sentences, on="sentence_id", how="semi")
    plain = sentences.select("sentence_id", "plain")
    found = pl.concat([found, _numbers(written, sentences)]).join(plain, on="sentence_id")
    runs_on = pl.col("plain").str.slice("end", 2).str.contains("^-[a-z]")
    runs_on &= pl.col("type").is_in(["FUNCTION", "HOUSE", "NUMBER", "TITLE"])
    spans = _apart(pl.concat([given, found.filter(~runs_on).select(columns)]))
    capitals = _capitals(written.filter(type="NAME"), sentences, spans, codebook)
    spans = pl.concat([spans, capitals.select(columns)])
    return (
        spans.join(sentences.select("sentence_id", "document_id"), on="sentence_id")
        .sort("sentence_id", "start")
        .with_columns(number=pl.int_range(pl.len()).over("sentence_id"))
        .select("document_id", "sentence_id", "number", "type", "code", "start", "end")
    )


def vocabulary(codebook: Codebook) -> pl.DataFrame:
    """One row per form of what kinds, places, modes, functions and numbers are called."""
    spoken = phrases(codebook.typed_words(), ("type", "code")).with_columns(exact=pl.lit(value=False))
    capitals = _capitals_of(codebook)
    named = [
        (place.place, matching.plain_text(name))
        for place in codebook.places
        for name in (place.place, *place.names, *capitals.get(place.place, ()))
    ]
    named += [(_CAPITAL_CITY, form) for form in ("the capital", "the capital city", "the country's capital")]
    cities = pl.DataFrame([("CITY", *city, True) for city in named], spoken.schema, orient="row")
    houses = {name for place in codebook.places for name in place.names}  # that stand for their city
    bodies = [(state.state, body) for state in codebook.states for body in state.bodies if body not in houses]
    services = phrases([("ORG", *body) for body in bodies], ("type", "code"))
    upper = cities.filter(pl.col("form").str.len_chars() > 3).with_columns(pl.col("form").str.to_uppercase())
    accounts = pl.DataFrame([(*row, True) for row in _accounts_of(codebook)], spoken.schema, orient="row")
    return pl.concat([spoken, services, cities, upper, accounts]).unique(maintain_order=True)


def _accounts_of(codebook: Codebook) -> list[tuple[str, str, str]]:
    """The names of accounts of parties at home, in one word: "USEmbassyOslo", "UNDP_Norway", "EUinNorway"."""
    home, house = codebook.edition.home, codebook.words.houses[0].title()
    names = [row for row in gazetteer.names(codebook).iter_rows() if row[2].isalpha()]
    here = [name for state, form, name in names if (state, form) == (home, "name")][:1]
    here += [place.place for place in codebook.places if place.capital and place.state == home]
    parties = [("STATE", state, name) for state, _, name in names if state != home]
    parties += [("ORG", code.code, str(cue)) for code in codebook.organisations for cue in code.cues]
    acronyms = [row for row in parties if row[2].isalpha() and row[2].isupper()]
    joined = [(kind, code, name + join) for kind, code, name in acronyms for join in ("", "_", "in", "In")]
    embassies = [(kind, code, name + house) for kind, code, name in parties if kind == "STATE"]
    return embassies + [
        (kind, code, name + place) for kind, code, name in (*joined, *embassies) for place in here
    ]


def _capitals_of(codebook: Codebook) -> dict[str, list[str]]:
    """What each capital is called after its state."""
    forms = {
        "name": ("{}'s capital", "{} capital", "capital of {}", "capital of the {}"),
        "demonym": ("{} capital",),
    }
    called: dict[str, list[str]] = {}
    for state, form, name in gazetteer.names(codebook).iter_rows():
        called.setdefault(state, []).extend(words.format(name) for words in forms[form])
    return {place.place: called.get(place.state, []) for place in codebook.places if place.capital}


def _at_home(
    found: pl.DataFrame, sentences: pl.DataFrame, states: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Give "the capital" the city it is in a document about a state; elsewhere it is no name."""
    capitals = {place.state: place.place for place in codebook.places if place.capital}
    texts = sentences.select("sentence_id", "document_id", "plain").join(
        gazetteer.home(states, codebook), on="document_id", how="left"
    )
    is_bare = pl.col("code") == _CAPITAL_CITY
    city = pl.col("state").replace_strict(capitals, default=None)
    goes_on = pl.col("plain").str.slice("end", 4).str.starts_with(" of ")
    return (
        found.join(texts, on="sentence_id", how="left", maintain_order="left")
        .filter(~is_bare | (city.is_not_null() & ~goes_on))
        .with_columns(code=pl.when(is_bare).then(city).otherwise("code"))
        .select(found.columns)
    )


def numerals(_: Codebook) -> pl.DataFrame:
    """One row per way to write a number or a name that no list knows: ``type, regex``."""
    rows = [("FIGURES", _FIGURES), ("ROMAN", _ROMAN), ("NUMBER", _COUNT), ("NAME", _CAPITAL)]
    return pl.DataFrame(rows, schema={"type": pl.String, "regex": pl.String}, orient="row")


def _numbers(found: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Numbers, and those of rounds, in figures and Roman numerals."""
    surface = pl.col("plain").str.slice("start", pl.col("end") - pl.col("start"))
    roman = surface.str.extract("^([IVX]+)").map_elements(_roman, return_dtype=pl.String)
    return (
        found.filter(pl.col("type") != "NAME")
        .join(sentences.select("sentence_id", "plain"), on="sentence_id")
        .with_columns(
            type=pl.col("type").replace({"FIGURES": "ORDINAL", "ROMAN": "ORDINAL"}),
            code=pl.coalesce(surface.str.extract("^0*([0-9]+)"), roman),
        )
        .select("sentence_id", "type", "code", "start", "end")
    )


def _roman(letters: str) -> str:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in letters]
    return str(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


def _apart(spans: pl.DataFrame) -> pl.DataFrame:
    """Leave out spans inside longer ones, one of two equal ones, and what begins inside another."""
    spans = spans.unique(maintain_order=True)
    rank = pl.col("type").replace_strict(list(ORDER), range(len(ORDER)), default=ORDER.index("KIND"))
    return (
        matching.longest(spans, by=())
        .with_columns(rank=rank)
        .sort("sentence_id", "start", "rank")
        .unique(["sentence_id", "start", "end"], keep="first", maintain_order=True)
        .pipe(matching.apart)
        .drop("rank")
    )


def _capitals(
    words: pl.DataFrame, sentences: pl.DataFrame, spans: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Words with a capital that are no part of another name: people, bodies and towns no list knows."""
    texts = sentences.select("sentence_id", "plain", "role", shouted=~pl.col("plain").str.contains(r"\p{Ll}"))
    word = pl.col("plain").str.slice("start", pl.col("end") - pl.col("start"))
    small = word.str.to_lowercase().str.strip_chars(".'")
    common, months = list(codebook.words.common()), (m for words in codebook.words.months for m in words)
    openers = [*codebook.people.openers, *(month.lower() for month in months)]
    opens = (pl.col("start") <= 1) | (pl.col("role") == "header")
    return (
        matching.beside(words, spans)
        .join(texts, on="sentence_id")
        .filter(
            ~pl.col("shouted"),
            ~small.is_in(openers),
            ~(small.is_in(common) & opens),
            ~pl.col("plain").str.slice("end", 2).str.contains("^-[a-z]"),
        )
        .select("sentence_id", pl.lit("NAME").alias("type"), pl.lit("").alias("code"), "start", "end")
    )
