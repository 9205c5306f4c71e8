"""How far a statement commits whoever makes it, from "is studying" to an agreement that names its steps."""

from __future__ import annotations

import polars as pl

from dialogues.base import rows
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import regex

# Facets of mentions that name what is agreed.
NAMING = ("date", "place", "person", "plan", "instrument", "institution", "organisation")
FIGURE = r"\d"  # a day, a year, a number of what is agreed
NAME = r"\p{Lu}[\p{L}'’-]+ (?:of|for) (?:the )?\p{Lu}\p{Ll}"  # "Institute of International Relations"
OPENING = 60  # characters of a quotation in which its verb stands


def weigh(statements: pl.DataFrame, mentions: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """``statements`` with their ``commitment`` (schemas.COMMITMENTS), by kind, verb and what they name."""
    kinds = {code.code: code.commits for code in codebook.statements}
    confirms = "|".join(f"(?:{regex(cue)})" for code in codebook.statements for cue in code.confirms)
    opening = matching.plain(pl.col("quote").str.head(OPENING))
    named = _naming(statements, mentions.filter(pl.col("facet").is_in(NAMING)))
    cities = [name for place in codebook.places for name in (place.place, *place.names)]
    months = "|".join(names[0].capitalize() for names in codebook.words.months)
    days = "|".join(name.capitalize() for name in codebook.words.weekdays)
    is_named = (
        pl.col("statement_id").is_in(named.implode())
        | pl.col("quote").str.contains(rf"{FIGURE}|{NAME}|(?-u:\b)(?:{months}|{days})(?-u:\b)")
        | pl.col("quote").str.contains_any(pl.Series(cities, dtype=pl.String).implode())
    )
    level = pl.col("statement").replace_strict(kinds, return_dtype=pl.String)
    is_agreed = level == "agreed_unnamed"
    is_confirmed = opening.str.contains(confirms) if confirms else pl.lit(value=False)
    degrees = [(is_agreed & is_confirmed, "confirmed"), (is_agreed & is_named, "agreed_named")]
    return statements.with_columns(commitment=pl.coalesce(rows.choice(degrees), level))


def _naming(statements: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Statements that hold a mention as a whole: of those that begin in or after it the first to end does."""
    ends = (
        mentions.select("document_id", "start", ends="end")
        .sort("start", descending=True)
        .with_columns(pl.col("ends").cum_min().over("document_id"))
        .sort("start", maintain_order=True)
    )
    first = statements.sort("start").join_asof(
        ends, on="start", by="document_id", strategy="forward", check_sortedness=False
    )
    return first.filter(pl.col("ends") <= pl.col("end"))["statement_id"]
