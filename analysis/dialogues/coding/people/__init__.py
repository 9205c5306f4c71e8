"""Named people: who, in which function, for which side, and whether they were there.

A sentence becomes a row of symbols, one a word (:mod:`tokens`). In it names are found beside functions,
titles and verbs (:mod:`persons`), then whom they speak for (:mod:`sides`) and whether they took part
(:mod:`presence`). The words are in ``people.yaml``; names are never listed.
"""

from __future__ import annotations

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.codes import Codebook
from dialogues.codebook.scan import Spoken
from dialogues.coding import gazetteer
from dialogues.coding.people import identity, persons, presence, sides, tokens, vocabulary
from dialogues.dataset import schemas


@kept
def find(
    sentences: pl.DataFrame,
    spoken: Spoken,
    mentions: pl.DataFrame,
    states: pl.DataFrame,
    codebook: Codebook,
) -> pl.DataFrame:
    """Find the people of each document (schemas.People, with ``faces`` and ``by_default`` of sides.find).

    Parameters
    ----------
    sentences, mentions
        Tables of these names.
    spoken
        What phrases.find found.
    states
        What gazetteer.find found.
    codebook
        Words by which people are named.
    """
    words = vocabulary.read(codebook)
    told = tokens.about_people(sentences, words)
    parties = tokens.parties(told, spoken, mentions, states)
    said = tokens.find(told, spoken, parties, words)
    found = persons.find(tokens.shapes(said)).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    written = _as_written(found, said, told)
    home = gazetteer.home(states, codebook)
    placed = sides.find(written.filter("is_person"), said, parties, home, codebook)
    columns = ["row", "organisation", "side", "stated", "party", *identity.KEPT]
    rows = written.join(placed.select(columns), on="row", how="left", maintain_order="left")
    return identity.once(presence.find(rows))


def complete(people: pl.DataFrame, parties: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """Give a side to those of whom only the parties of their document's event tell it (schemas.People).

    Where two sides met, the two who led speak for one each, and an envoy to one of them for the other; a
    function that only one state's officials have is of its side.

    Parameters
    ----------
    people
        What :func:`find` found.
    parties
        Who met: ``document_id, side, is_state`` (facts.parties_of).
    codebook
        Functions of one state only.
    """
    two = (
        parties.group_by("document_id")
        .agg(
            home=pl.col("side").filter("is_state").first(),
            other=pl.col("side").filter(~pl.col("is_state")).first(),
            sides=pl.col("side").n_unique(),
        )
        .filter(pl.col("sides") == 2)
    )
    led = pl.col("is_head")
    stated = pl.when(led & ~pl.col("by_default")).then("side")
    by_name = {side: (stated == pl.col(side)).any().over("document_id") for side in ("home", "other")}
    by_office = (led & pl.col("by_default")).any().over("document_id")
    open_ = led & (pl.col("side").is_null() | pl.col("by_default")) & (led.sum().over("document_id") == 2)
    unknown = pl.col("side").is_null()
    side = (
        pl.when(open_ & by_name["home"])
        .then("other")
        .when(open_ & by_name["other"])
        .then("home")
        .when(unknown & ((open_ & by_office) | pl.col("faces")))
        .then("other")
        .otherwise("side")
    )
    of_title = _by_title(people, parties, codebook)
    return (
        people.join(two, on="document_id", how="left", maintain_order="left")
        .join(of_title, on=["document_id", "start"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("side", "of_title").alias("side"))
        .with_columns(side=side)
        .select(schemas.empty(schemas.People).columns)
    )


def _by_title(people: pl.DataFrame, parties: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The party that alone has such functions as somebody's: ``document_id, start, of_title``."""
    titles = [
        (state.state, form)
        for state in codebook.states
        for word in state.titles
        for form in matching.forms(word)
    ]
    of_text = dict.fromkeys(("of_title", "form"), pl.String)
    role = matching.plain(pl.col("role")).str.to_lowercase()
    return (
        people.select("document_id", "start", role=role)
        .drop_nulls()
        .join(pl.DataFrame(titles, schema=of_text, orient="row"), how="cross")
        .filter(pl.col("role").str.contains(pl.col("form"), literal=True))
        .join(parties.rename({"side": "of_title"}), on=["document_id", "of_title"], how="semi")
        .unique(["document_id", "start", "of_title"])
        .filter(pl.len().over("document_id", "start") == 1)
        .select("document_id", "start", "of_title")
    )


def heads_in_doubt(people: pl.DataFrame) -> pl.DataFrame:
    """Doubts where two sentences say of two people that they led one side (schemas.Doubts)."""
    one_side = ["document_id", "side"]
    return (
        people.filter("is_head", pl.col("side").is_not_null())
        .filter(pl.col("sentence_id").n_unique().over(one_side) > 1)
        .group_by("document_id", maintain_order=True)
        .agg(
            field=pl.lit("head"),
            values=pl.col("name").str.join("|"),
            sentence_ids=pl.col("sentence_id").unique(maintain_order=True).str.join("|"),
        )
    )


def speaking(statements: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Give statements the person whose surname names the speaker, where it is one (schemas.Statements)."""
    last = pl.col("name").str.extract(r"([\p{L}\p{M}'’-]+)$")
    one = (
        statements.drop_nulls("speaker")
        .select("statement_id", "document_id", "speaker")
        .join(people.select("document_id", "person_id", "name"), on="document_id")
        .filter(pl.col("speaker").str.contains(last, literal=True))
        .group_by("statement_id")
        .agg(pl.col("person_id").unique())
        .filter(pl.col("person_id").list.len() == 1)
        .select("statement_id", pl.col("person_id").list.first())
    )
    return (
        statements.drop("person_id")
        .join(one, on="statement_id", how="left", maintain_order="left")
        .select(statements.columns)
    )


def mentions_of(found: pl.DataFrame) -> pl.DataFrame:
    """Give the names as mentions (schemas.Mentions), one a person and document."""
    return found.select(
        "document_id",
        "sentence_id",
        "start",
        "end",
        "basis",
        mention_id=pl.format("{}.{}.person.{}", "document_id", "start", "person_id"),
        facet=pl.lit("person"),
        code="person_id",
        quote="name",
        assertion=pl.lit("named"),
    ).select(*schemas.empty(schemas.Mentions).columns)


def _as_written(found: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add the text of names and functions, and where they stand in the document."""
    at = words.select("sentence_id", "index", "at")
    to = words.select("sentence_id", "index", "to", "owns")

    def placed(frame: pl.DataFrame, name: str, first: str, last: str) -> pl.DataFrame:
        begins = at.rename({"index": first, "at": f"{name}_start"})
        ends = to.with_columns(pl.col("index") + 1).rename(
            {"index": last, "to": f"{name}_end", "owns": f"{name}_owns"}
        )
        return frame.join(begins, on=["sentence_id", first], how="left", maintain_order="left").join(
            ends, on=["sentence_id", last], how="left", maintain_order="left"
        )

    texts = sentences.select("sentence_id", "text", "position", "is_background", offset="start")
    rows = placed(placed(found, "name", "at", "to"), "role", "role_at", "role_to")
    return rows.join(texts, on="sentence_id", how="left", maintain_order="left").with_columns(
        name=pl.col("text").str.slice("name_start", pl.col("name_end") - pl.col("name_start")),
        role=pl.col("text").str.slice("role_start", pl.col("role_end") - pl.col("role_start")),
        owns="name_owns",
    )
