"""What the codebook did not know: candidate phrases with a sentence each, and the YAML lines to add.

Nothing is added by itself: whether a phrase is worth a code or a cue is for a reader to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import polars as pl

from dialogues import phrases
from dialogues.brief.wording import tallied
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.facets import Code
from dialogues.coding import gazetteer

HEADINGS = {
    "place": "Places that no code covers",
    "meeting": "Kinds of meeting that no code covers",
    "body": "Bodies that no code covers",
    "acronym": "Acronyms that no code covers",
    "person": "People who were not read",
    "instrument": "Treaties that no code covers",
    "plan": "Plans that were not read as named plans",
    "right": "Rights that no topic covers",
}
_TOUCHING = {  # facets that answer for a candidate which one of their spans touches
    "name": ["organisation", "institution", "instrument", "plan", "person", "function"],
    "acronym": ["organisation", "institution", "instrument", "plan", "person", "topic", "state"],
    "instrument": ["instrument", "organisation"],
    "plan": ["plan", "topic"],
    "right": ["topic", "instrument", "organisation", "institution", "plan"],
}
_WHERE = ("in", "at", "near", "from", "outside")  # before a place's name
_OF = r" (?:of|for|on|and|to|against|between|with) "  # in the name of a body, not of a place
CAPITALS = 0.6  # share of capitals from which a line is a heading or a stamp
_AROUND = ["state", "topic"]  # facets that answer for what lies wholly within one of their spans


def find(
    sentences: pl.DataFrame, mentions: pl.DataFrame, people: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """One row per candidate phrase that no span covers.

    Returns
    -------
    ``kind, phrase, count, documents, document_id, sentence`` (the first in which it stands), ``file`` (of the
    codebook) and ``entry`` (the lines to add there), what most texts have first. A line in capitals has none.
    """
    texts = sentences.filter(pl.col("role").is_in(["body", "header"]), ~_is_shouted())
    texts = texts.with_columns(matching.plain(pl.col("text")).alias("plain"))
    found = _uncovered(_looking_like(texts, codebook), texts, mentions, people, codebook)
    ranked = (
        _known_apart(found, codebook)
        .sort("document_id", "start")
        .group_by("kind", "phrase")
        .agg(
            pl.len().cast(pl.Int64).alias("count"),
            pl.col("document_id").n_unique().cast(pl.Int64).alias("documents"),
            pl.col("document_id").first(),
            pl.col("text").first().alias("sentence"),
        )
        .sort(["kind", "documents", "count", "phrase"], descending=[False, True, True, False])
    )
    suggested = [
        _suggest(kind, words, codebook) for kind, words in ranked.select("kind", "phrase").iter_rows()
    ]
    return ranked.with_columns(
        pl.Series("file", [file for file, _ in suggested], dtype=pl.String),
        pl.Series("entry", [entry for _, entry in suggested], dtype=pl.String),
    )


def _is_shouted() -> pl.Expr:
    """Whether a line is in capitals: a heading or a stamp."""
    letters, capitals = (pl.col("text").str.count_matches(sign) for sign in (r"\p{L}", r"\p{Lu}"))
    return capitals > CAPITALS * letters


def _looking_like(texts: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """What has the form of a name, an acronym, a treaty, a plan or a right, with the word ``before`` it."""
    wanted = codebook.candidates
    forms = [wanted.filled(form) for form in wanted.looks_like.values()]
    patterns = pl.DataFrame({"kind": wanted.looks_like.keys(), "regex": forms})
    place = texts.select("sentence_id", "document_id", "text", pl.col("start").alias("_offset"))
    return (
        matching.find_patterns(texts, patterns)
        .join(place, on="sentence_id")
        .with_columns(
            pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")).alias("phrase"),
            pl.col("text").str.head(pl.col("start")).str.extract(r"(\S+)\s+$").fill_null("").alias("before"),
            pl.col("start") + pl.col("_offset"),
            pl.col("end") + pl.col("_offset"),
        )
    )


def _known_apart(found: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Leave out names that are known: days, cities, a state, several states; say what the others are of."""
    wanted = codebook.candidates
    dates = "|".join(word.capitalize() for word in codebook.people.calendar)
    places = [name.lower() for place in codebook.places for name in (place.place, *place.names)]
    states = gazetteer.names(codebook)["name"].to_list()
    phrase, name = pl.col("phrase"), pl.col("kind") == "name"
    trimmed = phrase.str.replace(rf"^(?:(?:{'|'.join(wanted.leading)})(?: the)? )+", "").str.replace(
        rf" (?:in|on|of) (?:{dates})\b.*$", ""
    )
    parts = phrase.str.replace_all(" the ", " ", literal=True).str.split(" and ")
    known = phrase.str.contains("|".join((rf"\b(?:{dates})\b", *wanted.known)))
    return (
        found.with_columns(
            phrase=pl.when(name).then(trimmed).otherwise("phrase").str.replace_all(r"\s+", " ")
        )
        .filter(~known & ~phrase.str.to_lowercase().is_in(places))
        .filter(~name | phrase.str.contains(" "))
        .filter(~name | ~parts.list.eval(pl.element().is_in(states)).list.all())
        .with_columns(pl.when(name).then(_told_by(codebook)).otherwise("kind").alias("kind"))
    )


def _told_by(codebook: Codebook) -> pl.Expr:
    """Whether a name is a meeting's, a person's, a place's or a body's: by its nouns and the word before."""
    heads = _heads(codebook.kinds) - _heads(codebook.institutions) - _heads(codebook.organisations)
    people = codebook.people
    functions = {form.lower() for word in people.functions() for form in matching.forms(word)}
    titles = {title.lower() for title in people.titles()}
    words = pl.col("phrase").str.to_lowercase().str.split(" ")
    before = pl.col("before").str.to_lowercase()
    is_person = words.list.first().is_in([*functions, *titles]) | before.is_in([*functions, *titles])
    is_place = before.is_in(_WHERE) & ~pl.col("phrase").str.contains(_OF)
    return (
        pl.when(words.list.last().is_in([*heads]))
        .then(pl.lit("meeting"))
        .when(is_person)
        .then(pl.lit("person"))
        .when(is_place)
        .then(pl.lit("place"))
        .otherwise(pl.lit("body"))
    )


def _heads(codes: Iterable[Code]) -> set[str]:
    """The nouns of what codes name, in small letters: "dialogue" of "dialogue on human rights"."""
    phrases = (cue for code in codes for cue in code.cues if isinstance(cue, str))
    forms = {form.lower() for phrase in phrases for form in matching.forms(phrase)}
    return {words[-1] for form in forms if (words := re.split(_OF, form)[0].split())}


def text(candidates: pl.DataFrame) -> str:
    """Candidates as lines to read, by kind."""
    if candidates.is_empty():
        return "The codebook knew every name, acronym, treaty, plan and right in these texts."
    lines = []
    for kind, heading in HEADINGS.items():
        rows = candidates.filter(pl.col("kind") == kind)
        lines += [f"{heading}: {rows.height}"] if rows.height else []
        for row in rows.iter_rows(named=True):
            lines += [
                f"  {row['phrase']} ({row['count']} in {tallied(row['documents'], 'text')})",
                f"    {row['document_id']}: {' '.join(row['sentence'].split())}",
                f"    to {row['file']}:",
                *(f"      {line}" for line in row["entry"].splitlines()),
            ]
    return "\n".join(lines)


def _uncovered(
    found: pl.DataFrame, texts: pl.DataFrame, mentions: pl.DataFrame, people: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Candidates for which no span answers."""
    spoken = phrases.find(texts, codebook)
    functions = matching.in_document(spoken["silences"].filter(context="function"), texts)
    known = gazetteer.find(texts, spoken)
    covers = pl.concat(
        [
            mentions.select("sentence_id", "facet", "start", "end"),
            people.select("sentence_id", pl.lit("person").alias("facet"), "start", "end"),
            known.select("sentence_id", pl.lit("state").alias("facet"), "start", "end"),
            functions.select("sentence_id", pl.lit("function").alias("facet"), "start", "end"),
        ]
    ).rename({"start": "_start", "end": "_end"})
    touches = (pl.col("_start") < pl.col("end")) & (pl.col("_end") > pl.col("start"))
    holds = (pl.col("_start") <= pl.col("start")) & (pl.col("_end") >= pl.col("end"))
    answers = holds & pl.col("facet").is_in(_AROUND)
    for kind, facets in _TOUCHING.items():
        answers = answers | (touches & (pl.col("kind") == kind) & pl.col("facet").is_in(facets))
    found = found.with_row_index("_row")
    touched = found.join(covers, on="sentence_id").filter(answers).select("_row").unique()
    return found.join(touched, on="_row", how="anti")


def _suggest(kind: str, phrase: str, codebook: Codebook) -> tuple[str, str]:
    """File of the codebook, and the lines to add to it; what a person must judge is left as a question."""
    quoted = json.dumps(phrase, ensure_ascii=False)
    plain = re.sub(r"[^a-z0-9]+", "_", matching.plain_text(phrase).lower()).strip("_")
    if kind == "right":
        return "topics.yaml", f"cues:  # of the topic it belongs to\n  - {quoted.lower()}"
    if kind == "plan":
        return "plans.yaml", f"cues:  # of the family it belongs to\n  - {quoted}"
    defined = json.dumps(f"{phrase}, to be defined.", ensure_ascii=False)
    if kind == "place":
        return "places.yaml", f"- {{place: {quoted}, state: XXX}}  # the state it lies in"
    if kind == "meeting":
        return "kinds.yaml", f"cues:  # of the kind it belongs to\n  - {quoted}"
    if kind == "person":
        return "people.yaml", f"examples:\n  right:  # a sentence with {quoted}, and who it names"
    national = re.match(rf"(?:{'|'.join(codebook.candidates.national)})\b", phrase)
    if kind == "body" and national:
        file, code = "institutions.yaml", plain
    else:
        file, code = ("instruments.yaml" if kind == "instrument" else "organisations.yaml"), plain.upper()
    return (
        file,
        f"- code: {code}\n  label: {quoted}\n  definition: {defined}\n  cues: [{quoted}]",
    )
