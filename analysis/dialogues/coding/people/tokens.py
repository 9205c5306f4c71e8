"""Sentences that may name people, as rows of classes: one a word, for what the word does there.

The classes are those of ``people.yaml``, and what a word is by its letters or by what is named in it
(``analysis/codebook/README.md``, "How people are read").
"""

from __future__ import annotations

import polars as pl

from dialogues.codebook import matching
from dialogues.codebook.rows import PARTIES, Rows
from dialogues.codebook.scan import Spoken
from dialogues.coding.people.vocabulary import Words

_FUNCTIONS = ("TITULAR", "FUNCTION", "FUNCTIONS")
_TRIGGERS = (*_FUNCTIONS, "LEAD", "CHAIR", "AT_HEAD", "SAY", "TELL")
_WORD = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*"
_CAPITALISED = r"\p{Lu}[\p{M}]*\p{Ll}[\p{L}\p{M}]*(?:['-][\p{L}\p{M}]+)*"
_SPAN = ["sentence_id", "start", "end", "symbol"]


def about_people(sentences: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The sentences of the report that have a word about people and one that can be a name.

    They have their ``plain`` text too.
    """
    plain = pl.col("plain")
    triggers = words.listed.filter(pl.col("symbol").is_in(_TRIGGERS))["word"].to_list()
    titles = words.exact.filter(pl.col("symbol") != "HONOUR")["surface"].to_list()
    titled = plain.str.contains(
        rf"(?-u:\b)(?:{'|'.join(pl.escape_regex(title) for title in titles)})\s?\p{{Lu}}"
    )
    initials = plain.str.contains(r"\p{Lu}\.\s?\p{Lu}\p{Ll}")
    told = (
        sentences.filter(pl.col("role") == "body")
        .with_columns(plain=matching.plain(pl.col("text")))
        .with_columns(titled=titled | initials)
        .filter(pl.col("titled") | plain.str.contains_any(triggers, ascii_case_insensitive=True))
    )
    capitals = told.select("sentence_id", word=plain.str.extract_all(_CAPITALISED)).explode("word")
    names = (
        capitals.select("word")
        .drop_nulls()
        .unique()
        .filter(
            ~_is_in(pl.col("word").str.to_lowercase(), words.known, words.listed["word"]),
            ~_is_in(pl.col("word").str.to_lowercase().str.extract("^([^-]+)-"), words.known),
        )
    )
    named = capitals.join(names, on="word", how="semi").select("sentence_id").unique()
    return told.filter(pl.col("titled") | pl.col("sentence_id").is_in(named["sentence_id"].implode()))


def _is_in(word: pl.Expr, *lists: pl.Series) -> pl.Expr:
    """Whether a word stands in one of ``lists``."""
    return pl.any_horizontal(word.is_in(words.implode()) for words in lists).fill_null(value=False)


def parties(told: pl.DataFrame, spoken: Spoken, mentions: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Where bodies and states stand in sentences: ``sentence_id, start, end, symbol, code``."""
    columns = [*_SPAN, "code"]
    bodies = mentions.with_columns(symbol=pl.col("facet").replace_strict(PARTIES, default=None))
    of_states = states.with_columns(symbol=pl.col("form").replace_strict(PARTIES), code="state")
    found = (
        spoken["services"]
        .join(told, on="sentence_id", how="semi")
        .with_columns(symbol=pl.lit(PARTIES["demonym"]))
    )
    named = pl.concat([bodies.drop_nulls("symbol").select(columns), of_states.select(columns)])
    placed = named.join(told.select("sentence_id", offset="start"), on="sentence_id")
    return pl.concat(
        [
            placed.with_columns(pl.col("start", "end") - pl.col("offset")).select(columns),
            found.select(columns),
        ]
    )


def find(told: pl.DataFrame, spoken: Spoken, parties: pl.DataFrame, words: Words) -> pl.DataFrame:
    """One row per word or sign of the sentences that have a word about people.

    Returns
    -------
    ``document_id, sentence_id, index, at, to, symbol, owns``, and the ``word`` in small letters. ``index``
    counts the words of a sentence, ``at`` and ``to`` its characters without a final "'s", which ``owns``
    tells of.
    """
    tokens = _split(told, words)
    phrases = spoken["people"].join(told, on="sentence_id", how="semi")
    phrased = _covered(tokens, matching.longest(phrases, by=()).select(_SPAN), "phrase")
    named = _covered(phrased, matching.longest(parties.select(_SPAN), by=()), "name")
    return _with_symbols(named, words).select(
        "document_id", "sentence_id", "index", "at", "to", "symbol", "owns", "word"
    )


def shapes(tokens: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """One row per sentence: ``document_id, sentence_id, shape``, which patterns of ``rows`` match."""
    return tokens.group_by("document_id", "sentence_id", maintain_order=True).agg(
        shape=rows.coded(pl.col("symbol")).str.join("")
    )


def _split(told: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Cut sentences into words and signs; only blanks are left out."""
    surface, texts = pl.col("surface"), told.select("document_id", "sentence_id", "plain")
    return (
        matching.occurrences(texts, rf"(?:{words.whole}|{_WORD}|\S)", "plain")
        .with_columns(
            index=pl.int_range(pl.len(), dtype=pl.Int64).over("sentence_id"),
            owns=surface.str.ends_with("'s"),
        )
        .with_columns(
            surface=surface.str.strip_suffix("'s"), to=pl.col("to") - pl.col("owns").cast(pl.Int64) * 2
        )
        .drop("plain")
    )


def _covered(tokens: pl.DataFrame, spans: pl.DataFrame, column: str) -> pl.DataFrame:
    """Give each token the symbol of the span it lies in, as ``column``."""
    key = ["sentence_id", "at"]
    starts = spans.select("sentence_id", at="start", until="end", **{column: "symbol"}).unique(
        key, keep="first"
    )
    no_span_yet = (pl.col("index") == 0) & pl.col("until").is_null()
    return (
        tokens.join(starts, on=key, how="left", maintain_order="left")
        .with_columns(until=pl.when(no_span_yet).then(0).otherwise("until"))
        .with_columns(pl.col("until", column).forward_fill())
        .with_columns(pl.when(pl.col("until") >= pl.col("to")).then(column).alias(column))
        .drop("until")
    )


def _with_symbols(tokens: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Give each token its symbol: what it is as written, in a phrase, in a name, or as a word."""
    exact, listed, kind = pl.col("exactly"), pl.col("listed"), pl.col("kind")
    within = (pl.col("index") > 0) & pl.col("capital")
    sentence, next_one = (
        pl.col("sentence_id"),
        listed.shift(-1).is_in(_FUNCTIONS) & pl.col("capital").shift(-1),
    )
    opening = ~within & pl.col("capital") & (sentence == sentence.shift(-1))
    of_function = opening & (listed == "IN_FUNCTION") & next_one & pl.col("capital").shift(-1)
    in_body = (listed == "FUNCTIONS") & pl.col("name").is_not_null() & (pl.col("word").shift(1) == "of")
    symbol = (
        pl.when(exact.is_not_null()).then(exact)
        .when(pl.col("phrase").is_not_null()).then("phrase")
        .when(in_body).then("name")
        .when(listed.is_in(_FUNCTIONS)).then(listed)
        .when((listed == "SIDE") & ~pl.col("capital")).then(listed)  # "the European side"
        .when(pl.col("name").is_not_null()).then("name")
        .when(kind == "INITIAL").then(kind)
        .when(of_function).then(kind)  # "Commission President ..." at a sentence's head
        .when(listed.is_in(["MODIFIER", "SIDE", "MEETING"])).then(listed)
        .when(listed.is_in(words.small) & ~within).then(listed)
        .when(kind == "FUNCTION").then(kind)
        .when(listed.is_not_null() & ~within).then(listed)
        .when(pl.col("opens") & ~within).then(pl.lit("WORD"))
        .when(pl.col("capital")).then(kind)
        .when(listed.is_not_null()).then(listed)
        .otherwise(kind)
    )  # fmt: skip
    return (
        tokens.join(_kinds(tokens, words), on="surface", how="left", maintain_order="left")
        .with_columns(symbol=symbol)
        .with_columns(symbol=pl.when(_first_name(words)).then(pl.lit("NAME")).otherwise("symbol"))
    )


def _kinds(tokens: pl.DataFrame, words: Words) -> pl.DataFrame:
    """What each word is by itself: the symbols of its lists, and of its letters (``kind``)."""
    surface, word = pl.col("surface"), pl.col("word")
    functions = words.listed.filter(pl.col("symbol").is_in(["TITULAR", "FUNCTION"]))["word"]
    parts = [word.str.extract(part) for part in ("-([^-]+)$", "^([^-]+)-at-")]
    known = _is_in(word, words.known) | _is_in(word.str.extract("^([^-]+)-"), words.known)
    kind = (
        pl.when(surface.str.contains(r"^\p{Lu}\p{Ll}{0,2}\.")).then(pl.lit("INITIAL"))
        .when(pl.any_horizontal(_is_in(part, functions) for part in parts)).then(pl.lit("FUNCTION"))
        .when(surface.str.contains(r"^\p{N}")).then(pl.lit("NUMBER"))
        .when(~surface.str.contains(r"^\p{L}")).then(surface)
        .when("capital", known).then(pl.lit("KNOWN"))
        .when("capital", surface.str.contains(r"^[\p{Lu}\p{N}-]{2,}$")).then(pl.lit("ACRONYM"))
        .when("capital").then(pl.lit("NAME"))
        .when(word.str.contains("-", literal=True)).then(pl.lit("IN_FUNCTION"))
        .when(word.str.ends_with("ed")).then(pl.lit("PAST"))
        .otherwise(pl.lit("WORD"))
    )  # fmt: skip
    return (
        tokens.select("surface")
        .unique()
        .with_columns(word=surface.str.to_lowercase(), capital=surface.str.contains(r"^\p{Lu}"))
        .with_columns(kind=kind, opens=_is_in(word, words.openers) & pl.col("capital"))
        .join(words.exact.rename({"symbol": "exactly"}), on="surface", how="left")
        .join(words.listed.select("word", listed="symbol"), on="word", how="left")
    )


def _first_name(words: Words) -> pl.Expr:
    """Whether a state's or place's name between a title or function and a name is a first name."""
    symbol = pl.col("symbol")
    place = symbol.is_in(["STATE", "DEMONYM"]) | ((symbol == "KNOWN") & _is_in(pl.col("word"), words.places))
    sentence = pl.col("sentence_id")
    last, following, further = (
        pl.when(sentence == sentence.shift(n)).then(symbol.shift(n)) for n in (1, -1, -2)
    )
    beside = last.is_in(["TITULAR", "FUNCTION", "TITLE"]) | (
        last.is_in(["SAY", "BY"]) & further.is_in([",", "("])
    )
    return (place & beside & (following == "NAME")).fill_null(value=False)
