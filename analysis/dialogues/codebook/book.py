"""The codebook: all rules of coding, one field a file, and what stages ask of them.

What the entries mean is told in ``analysis/codebook/README.md``; reading and checking them is done by
:mod:`dialogues.codebook.loading`.
"""

from __future__ import annotations

from typing import get_args

import polars as pl

from dialogues.codebook import facets, grammar, language, wordlists
from dialogues.codebook.cues import (
    LETTERS,
    NEVER,
    Entry,
    Pattern,
    Text,
    in_small_letters,
    phrases,
    regex,
    regex_of,
)
from dialogues.codebook.facets import FACETS, states

_COLUMNS = ("code", "label", "short", "definition", "includes", "excludes", "example")
_MEETS = ("is_two_sided", "is_standing")
_CROSSWALK = tuple(facets.Crosswalk().columns())


class Edition(Entry):
    """Version of the codebook, and the state whose dialogues the corpus is about."""

    version: Text
    home: Text


class Codebook(Entry):
    """All rules of coding; one field a file."""

    edition: Edition
    kinds: tuple[facets.Kind, ...]
    topics: tuple[facets.Topic, ...]
    organisations: tuple[facets.Organisation, ...]
    institutions: tuple[facets.Institution, ...]
    instruments: tuple[facets.Instrument, ...]
    plans: tuple[facets.PlanFamily, ...]
    statements: tuple[facets.Statement, ...]
    readouts: tuple[facets.Readout, ...]
    speakers: wordlists.Speakers
    plan_words: wordlists.PlanWords
    people: wordlists.PeopleWords
    people_frames: grammar.PeopleFrames
    states: tuple[wordlists.State, ...]
    lists: tuple[wordlists.SharedList, ...]
    contexts: tuple[wordlists.Context, ...]
    pages: tuple[wordlists.PageLine, ...]
    papers: tuple[wordlists.Paper, ...]
    publishers: tuple[wordlists.Publisher, ...]
    candidates: wordlists.Candidates
    languages: tuple[wordlists.Language, ...]
    abbreviations: wordlists.Abbreviations
    modifiers: wordlists.Modifiers
    places: tuple[wordlists.Place, ...]
    words: wordlists.EventWords
    names: tuple[grammar.Rewrite, ...]
    clauses: tuple[grammar.Rewrite, ...]
    lifted: tuple[grammar.Rewrite, ...]
    assertions: tuple[grammar.Assertion, ...]
    frames: tuple[grammar.Frame, ...]
    ranks: grammar.Ranks
    sha256: str  # over the bytes of all files, in the order of their names

    @property
    def version(self) -> str:
        """Version and the first characters of the hash: ``2025.1+3f2a91c0``."""
        return f"{self.edition.version}+{self.sha256[:8]}"

    def at_home_in(self, state: str | None) -> Codebook:
        """These rules for a corpus about ``state``; without one they stay as they are."""
        if state is None or state == self.edition.home:
            return self
        return self.model_copy(update={"edition": self.edition.model_copy(update={"home": state})})

    def only(self, *fields: str) -> Codebook:
        """These ``fields`` alone: what reads another fails, so what these give depends on no other."""
        return Codebook.model_construct(**{field: getattr(self, field) for field in fields})

    def without(self, *fields: str) -> Codebook:
        """All but these ``fields`` and the hash: what reads one of them fails."""
        return self.only(*(Codebook.model_fields.keys() - {*fields, "sha256"}))

    def of(self, facet: str) -> tuple[facets.Code, ...]:
        """The codes of a facet."""
        codes: tuple[facets.Code, ...] = getattr(self, FACETS[facet])
        return codes

    def kinds_with(self, sides: str) -> list[str]:
        """The codes of the kinds of event with so many ``sides``."""
        return [kind.code for kind in self.kinds if kind.sides == sides]

    def standing(self) -> list[str]:
        """The codes of the kinds of event that are rounds of a standing dialogue."""
        return [kind.code for kind in self.kinds if kind.standing]

    def names_of(self, facet: str) -> frozenset[str]:
        """The codes that may stand in a field of ``facet``; a counterpart is an organisation or a state."""
        if facet == "counterpart":
            return self.names_of("organisation") | states().keys()
        return frozenset(code.code for code in self.of(facet))

    def parties(self) -> dict[str, str]:
        """Organisation -> the party it speaks for: the whole it is a body of, where that meets as one."""
        parents = {code.code: code.parent for code in self.organisations}
        wholes = {code.code for code in self.organisations if code.whole}

        def party(code: str, above: str | None) -> str | None:
            return above if above is None or above in wholes else party(code, parents.get(above))

        return {code: party(code, code) or code for code in parents}

    def types(self) -> frozenset[str]:
        """The symbols of shapes that bear the numbers of names."""
        kinds = {symbol for kind in self.kinds for symbol in (kind.symbol, *kind.words)}
        return frozenset({*language.TYPES, *kinds})

    def rewrites(self) -> dict[str, tuple[grammar.Rewrite, ...]]:
        """File -> the rules by which it rewrites shapes, in the order in which the files are used."""
        return {"names": self.names, "clauses": self.clauses, "lifted": self.lifted}

    def typed_words(self) -> list[tuple[str, str, str]]:
        """Words that stand as names in every sentence: symbol, code, phrase."""
        words = self.words
        without_code = {
            "FUNCTION": words.functions,
            "RIGHTS": words.subjects,
            "PRESS": words.not_meetings,
            "HOUSE": words.houses,
            "TITLE": words.titles,
            "WEEKDAY": words.weekdays,
        }
        of_kinds = [
            (symbol, kind.code, cue)
            for kind in self.kinds
            for symbol, cues in ((kind.symbol, kind.cues), *kind.words.items())
            for cue in cues
            if isinstance(cue, str)
        ]
        return [
            *of_kinds,
            *(("MODE", mode, cue) for mode, cues in words.modes.items() for cue in cues),
            *((symbol, "", cue) for symbol, cues in without_code.items() for cue in cues),
            *(("ORDINAL", str(value), word) for word, value in words.numbered().items()),
            *(("NUMBER", str(value), word) for value, word in enumerate(words.numbers, 1)),
        ]

    def marks(self) -> dict[str, str]:
        """Kind of a page's line -> regular expression for its words, in small letters.

        Also ``month`` (its names in all languages) and ``weekday`` (how its names begin, in capitals).
        """
        cues = {
            kind: [cue for line in self.pages if line.line == kind for cue in line.cues]
            for kind in get_args(wordlists.Line)
        }
        marks = {kind: "|".join(map(in_small_letters, held)) or NEVER for kind, held in cues.items()}
        month = rf"(?:{'|'.join(self.months())})[{LETTERS}]*\.?"
        weekday = "|".join(day[:3].capitalize() for day in self.words.weekdays)
        return {**marks, "month": month, "weekday": weekday}

    def months(self) -> tuple[str, ...]:
        """How the names of the twelve months begin in all languages, as regular expressions."""
        listed = [language.months for language in self.languages if language.months]
        return tuple("|".join(dict.fromkeys(names)) for names in zip(*listed, strict=True))

    def codes(self) -> pl.DataFrame:
        """One row per code of every facet, states as counterparts included (schemas.Codes)."""
        rows = [
            {
                "facet": facet,
                **code.model_dump(include={*_COLUMNS}),
                **(code.crosswalk.columns() if isinstance(code, facets.Topic) else {}),
                **(code.meets() if isinstance(code, facets.Kind) else {}),
                **({"reviewer": code.reviewer} if isinstance(code, facets.Instrument) else {}),
            }
            for facet in FACETS
            for code in self.of(facet)
        ]
        rows += [{**row, "facet": "counterpart"} for row in rows if row["facet"] == "organisation"]
        short = {state.state: state.short for state in self.states}
        rows += [
            {
                "facet": "counterpart",
                "code": code,
                "label": label,
                "short": short.get(code),
                "definition": f"The state {label} (ISO 3166-1).",
            }
            for code, label in states().items()
        ]
        words = dict.fromkeys(("facet", *_COLUMNS, *_CROSSWALK), pl.String)
        schema = words | dict.fromkeys(_MEETS, pl.Boolean) | {"reviewer": pl.String}
        return pl.DataFrame(rows, schema=schema).sort("facet", "code")

    def cues(self, facet: str) -> pl.DataFrame:
        """One row per form of a phrase of a facet: ``code, form, exact``."""
        rules = self.rules(facet).drop_nulls("form")
        return rules.filter(pl.col("use") == "cue").select("code", "form", "exact")

    def rules(self, *facets: str) -> pl.DataFrame:
        """One row per form of a phrase (``form, exact``), and per pattern (``regex``), of these facets.

        With ``facet, code`` and ``use``: ``cue``, or ``exception`` for what its cues must not stand in.
        """
        keys = ("facet", "code", "use")
        rows = [
            (facet, code.code, use, cue)
            for facet in facets
            for code in self.of(facet)
            for use, cues in (("cue", (*code.cues, *code.also, *code.spoken())), ("exception", code.unless))
            for cue in cues
        ]
        patterns = [(*key, regex(cue)) for *key, cue in rows if isinstance(cue, Pattern)]
        return pl.concat(
            [
                phrases([(*key, cue) for *key, cue in rows if isinstance(cue, str)], keys),
                pl.DataFrame(patterns, schema=dict.fromkeys((*keys, "regex"), pl.String), orient="row"),
            ],
            how="diagonal",
        )

    def known_words(self) -> frozenset[str]:
        """Words of the cues and names, in small letters."""
        forms = self.rules("topic", "organisation", "institution", "instrument")["form"].drop_nulls()
        tokens = forms.str.split(" ").explode().unique()  # few, and the same in many
        words = tokens.str.to_lowercase().str.extract_all(r"\p{L}+").explode().drop_nulls()
        return frozenset(words.unique().to_list())

    def cities(self) -> list[str]:
        """Names of the cities, in all spellings."""
        return sorted({name for place in self.places for name in (place.place, *place.names)})

    def verbs(self) -> pl.DataFrame:
        """One row per kind of statement and use: ``code, use, regex``, in the order of the codebook.

        ``use`` is ``cue`` or ``confirms`` (of a speaker), ``joint_only`` (of the sides together), ``unsaid``
        or ``mutual`` (without one), ``first_person`` (in quotations), or ``trailing`` (a speaker after it).
        """
        rows = [
            (code.code, use, regex_of(cues))
            for code in self.statements
            for use, cues in (
                ("cue", code.cues),
                ("confirms", code.confirms),
                ("unsaid", code.unsaid),
                ("mutual", code.mutual),
                ("joint_only", code.joint_only),
                ("first_person", code.first_person),
                ("trailing", code.trailing),
            )
            if cues
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(("code", "use", "regex"), pl.String), orient="row")

    def pattern(self, context: str) -> str:
        """One regular expression for the cues of ``context``."""
        return "|".join(f"(?:{cue})" for cue in self.patterns_of(context)["regex"]) or NEVER

    def patterns_of(self, *contexts: str) -> pl.DataFrame:
        """One row per pattern of these contexts: ``context, regex``."""
        rows = [
            (entry.context, regex(cue))
            for entry in self.contexts
            if entry.context in contexts
            for cue in entry.cues
        ]
        return pl.DataFrame(rows, schema={"context": pl.String, "regex": pl.String}, orient="row")
