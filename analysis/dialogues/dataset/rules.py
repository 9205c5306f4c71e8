"""What must hold between columns and between tables: one function a rule.

A rule gives an expression that is true for a good row (or empty, where it does not apply); its docstring
says what then holds, and is the message where it does not. It sees the table's own columns and those of the
rows its foreign keys name: ``document.event_id`` is the column ``event_id`` of the row that ``document_id``
names, ``document.words`` what its text holds between start and end, ``code.found`` whether the codebook has
the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from dialogues.dataset.schemas import FOREIGN_KEYS, OUTSIDE_YEARS

Rule = Callable[[], pl.Expr]

CODED: dict[
    str, tuple[str | pl.Expr, str]
] = {  # table -> (facet, or the column that holds it; column of the code)
    "mentions": ("facet", "code"),
    "codings": ("facet", "code"),
    "plan_references": (pl.lit("plan"), "plan"),
    "events": (pl.lit("kind"), "kind"),
    "statements": (pl.lit("statement"), "statement"),
    "counterparts": (pl.lit("counterpart"), "counterpart"),
    "known_events": (pl.lit("counterpart"), "counterpart"),
}
UNCODED = ("date", "person", "place")  # facets whose codes are values, not entries of the codebook


def verbatim_text() -> pl.Expr:
    """The document holds these words between start and end."""
    return pl.col("document.words") == pl.col("text")


def verbatim_quote() -> pl.Expr:
    """The document holds the quote between start and end."""
    return pl.col("document.words") == pl.col("quote")


def verbatim_name() -> pl.Expr:
    """The document holds the letters of the name between start and end."""
    return _letters(pl.col("document.words")) == _letters(pl.col("name"))


def _letters(words: pl.Expr) -> pl.Expr:
    """Letters and figures alone: a name may be broken over lines, or hold signs that are not seen."""
    return words.str.normalize("NFKC").str.replace_all(r"[^\p{L}\p{N}]", "")


def not_empty() -> pl.Expr:
    """A span ends after it starts."""
    return pl.col("start") < pl.col("end")


def inside_its_sentence() -> pl.Expr:
    """A span lies inside its sentence."""
    return pl.col("start").ge(pl.col("sentence.start")) & pl.col("end").le(pl.col("sentence.end"))


def in_the_document_of_its_sentence() -> pl.Expr:
    """A span and its sentence belong to one document."""
    return pl.col("document_id") == pl.col("sentence.document_id")


def not_in_credit_or_related() -> pl.Expr:
    """A source line, a link tail or a navigation line is no evidence, unless a reader takes it for one."""
    return ~pl.col("sentence.role").is_in(["credit", "related"]) | (pl.col("basis") == "reading")


def not_in_credit_or_related_but_a_source() -> pl.Expr:
    """A source line says where the text has it from, and is no evidence of anything else."""
    is_source = (pl.col("facet") == "readout") & (pl.col("sentence.role") == "credit")
    return is_source | not_in_credit_or_related()


def code_in_codebook() -> pl.Expr:
    """The code is in the table codes."""
    return pl.col("code.found")


def characters_counted() -> pl.Expr:
    """The number of characters is that of the text."""
    return pl.col("characters") == pl.col("text").str.len_chars()


def published_with_basis() -> pl.Expr:
    """A date of publication says where it comes from, and nothing else does."""
    return pl.col("published").is_null() == pl.col("published_basis").is_null()


def in_scope_with_event() -> pl.Expr:
    """A text in scope reports an event."""
    return ~pl.col("in_scope") | pl.col("event_id").is_not_null()


def in_order_without_overlap() -> pl.Expr:
    """A sentence starts after the one before it ends."""
    return pl.col("start") >= pl.col("end").shift(1).over("document_id", order_by="position")


def starts_before_it_ends() -> pl.Expr:
    """An event starts before it ends, or on that day."""
    return pl.col("start_date") <= pl.col("end_date")


def dated_with_basis() -> pl.Expr:
    """A dated event says how it was dated: explicit or inferred."""
    return pl.col("start_date").is_null() | pl.col("date_basis").is_in(["explicit", "inferred"]).fill_null(
        False
    )


def reported_as_often_as_counted() -> pl.Expr:
    """An event counts the texts that report it."""
    return pl.col("documents") == pl.col("event.documents")


def other_than_the_state() -> pl.Expr:
    """A counterpart is a party other than the state whose dialogue it is."""
    return pl.col("counterpart") != pl.col("event.state")


def counted_upwards() -> pl.Expr:
    """A code has no more documents than sentences, and no more sentences than mentions."""
    return pl.col("documents").le(pl.col("sentences")) & pl.col("sentences").le(pl.col("mentions"))


def background_among_sentences() -> pl.Expr:
    """Of a code's sentences no more are background than there are."""
    return pl.col("background").le(pl.col("sentences"))


def background_of_the_report() -> pl.Expr:
    """Only a sentence of the report's body is background."""
    return ~pl.col("is_background") | (pl.col("role") == "body")


def period_in_order() -> pl.Expr:
    """A period starts before it ends, or in that year."""
    return pl.col("period_start") <= pl.col("period_end")


def status_fits_period() -> pl.Expr:
    """A plan without a period has the status no_period, one with a period another."""
    without = pl.col("period_start").is_null() & pl.col("period_end").is_null()
    return (pl.col("status") == "no_period") == without


def reports_the_event() -> pl.Expr:
    """The document reports the event of the row."""
    return pl.col("document.event_id") == pl.col("event_id")


def links_two_documents() -> pl.Expr:
    """A link joins two documents."""
    return pl.col("document_id") != pl.col("linked_document_id")


def inside_years_or_said(years: tuple[int, int]) -> Rule:
    """Make the rule for a corpus of these years."""

    def rule() -> pl.Expr:
        """An event outside the corpus years is said to be so in scope_reason."""
        inside = pl.col("event.start_date").dt.year().is_between(*years)
        return inside | pl.col("scope_reason").str.contains(OUTSIDE_YEARS.format(*years), literal=True)

    rule.__name__ = inside_years_or_said.__name__
    return rule


SPAN: tuple[Rule, ...] = (
    not_empty,
    inside_its_sentence,
    in_the_document_of_its_sentence,
    not_in_credit_or_related,
)
RULES: dict[str, tuple[Rule, ...]] = {
    "documents": (characters_counted, published_with_basis, in_scope_with_event),
    "sentences": (verbatim_text, not_empty, in_order_without_overlap, background_of_the_report),
    "mentions": (verbatim_quote, *SPAN[:-1], not_in_credit_or_related_but_a_source, code_in_codebook),
    "events": (code_in_codebook, starts_before_it_ends, dated_with_basis, reported_as_often_as_counted),
    "counterparts": (other_than_the_state, code_in_codebook),
    "codings": (code_in_codebook, counted_upwards, background_among_sentences),
    "plan_references": (verbatim_quote, *SPAN, code_in_codebook, period_in_order, status_fits_period),
    "people": (verbatim_name, *SPAN),
    "statements": (verbatim_quote, *SPAN, code_in_codebook, reports_the_event),
    "facts": (verbatim_quote, *SPAN, reports_the_event),
    "links": (links_two_documents, reports_the_event),
    "differences": (reports_the_event,),
    "known_events": (code_in_codebook,),
}


@dataclass(frozen=True, slots=True)
class Breach:
    """The rows of a table that break one rule."""

    table: str
    rule: str
    holds: str  # what should hold
    rows: pl.DataFrame  # with the columns of the table


def breaches(dataset: Mapping[str, pl.DataFrame], years: tuple[int, int] | None = None) -> Iterator[Breach]:
    """Every rule that is broken, foreign keys first, table by table; ``years`` are those of the corpus."""
    of_years = {} if years is None else {"documents": (inside_years_or_said(years),)}
    for name, frame in dataset.items():
        seen = _with_named_rows(name, dataset)
        for column, (other, _) in FOREIGN_KEYS.get(name, {}).items():
            lost = pl.col(column).is_not_null() & pl.col(f"{_stem(column)}.found").is_null()
            broken = seen.filter(lost)
            if broken.height:
                yield Breach(name, f"{column}_found", f"The table {other} has the {column} named.", broken)
        rules = (*RULES.get(name, ()), *of_years.get(name, ()))
        verdicts = seen.select(**{rule.__name__: rule().fill_null(True) for rule in rules})
        for rule in rules:
            broken = frame.filter(~verdicts[rule.__name__])
            if broken.height:
                yield Breach(name, rule.__name__, (rule.__doc__ or "").strip(), broken)


def _stem(column: str) -> str:
    """``document_id`` names a ``document``."""
    return column.removesuffix("_id")


def _with_named_rows(name: str, dataset: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The table ``name``, its rows in order, beside the columns of the rows that its foreign keys name."""
    seen = dataset[name]
    for column, (other, key) in FOREIGN_KEYS.get(name, {}).items():
        named = dataset[other].unique(key, keep="first", maintain_order=True).with_columns(found=pl.lit(True))
        renamed = named.select(pl.all().name.prefix(f"{_stem(column)}."))
        seen = seen.join(
            renamed, left_on=column, right_on=f"{_stem(column)}.{key}", how="left", maintain_order="left"
        )
    if {"document_id", "start", "end"} <= set(seen.columns):
        seen = seen.with_columns(_words(seen, dataset["documents"]))
    if name in CODED:
        facet, column = CODED[name]
        codes = dataset["codes"].select("facet", pl.col("code").alias(column)).unique()
        known = codes.with_columns(pl.lit(True).alias("code.found")).rename({"facet": "code.facet"})
        seen = (
            seen.with_columns((pl.col(facet) if isinstance(facet, str) else facet).alias("code.facet"))
            .join(known, on=["code.facet", column], how="left", maintain_order="left")
            .with_columns(pl.col("code.found").fill_null(False) | pl.col("code.facet").is_in(UNCODED))
        )
    if name == "events":
        reports = dataset["documents"].group_by("event_id").len("event.documents")
        seen = seen.join(reports, on="event_id", how="left", maintain_order="left")
        seen = seen.with_columns(pl.col("event.documents").fill_null(0))
    return seen


def _words(spans: pl.DataFrame, documents: pl.DataFrame) -> pl.Series:
    """What the documents hold between start and end.

    Python goes to a character at once, where Polars counts from the text's first: 5 MB took 18 s.
    """
    texts = dict(documents.select("document_id", "text").iter_rows())
    words = [
        texts[document_id][start:end] if document_id in texts else None
        for document_id, start, end in spans.select("document_id", "start", "end").iter_rows()
    ]
    return pl.Series("document.words", words, dtype=pl.String)
