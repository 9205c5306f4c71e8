"""Tell what each text is: publisher, title, date, language; from sources.yaml, else from its head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
import pycountry

from dialogues.base import rows
from dialogues.base.kept import kept
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import LETTERS
from dialogues.codebook.wordlists import Language
from dialogues.corpus import layout
from dialogues.dataset import schemas

READ = "en"  # the language of the rules
_PLACED = rf"\(?(?:[{LETTERS}' .-]{{2,30}},? ){{1,2}}"  # the city before the day of a dateline
_STANDING = {"crawled": 0, "dateline": 1, "byline": 1, "credit": 2, "headline": 3, "navigation": 3, "body": 3}
_WORDS, _ASKED = 4, 5  # of a headline, and of one that asks
_PICTURE = r"[\p{So}\x{FE0F}\x{200D}]"
_SMALL = r"(?:^|\s)\p{Ll}{4}|\p{N}"  # no name: a small word of four letters, or a number
SAMPLE = 5000  # characters of a text that tell its language
COLUMNS = (
    *("document_id", "path", "sha256", "publisher", "account", "title", "published", "published_basis"),
    *("url", "language", "characters", "text"),
)


@kept
def describe(
    texts: pl.DataFrame, sources: pl.DataFrame, blocks: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """One row per text, with COLUMNS, and the day it has ``printed``; empty where nothing says.

    ``blocks`` are those of the texts (layout.blocks); the ``codebook`` knows languages and cities.
    """
    read = (
        texts.with_columns(characters=pl.col("text").str.len_chars().cast(pl.Int64))
        .join(_language(texts, codebook.languages), on="document_id", how="left")
        .join(printed(blocks, codebook), on="document_id", how="left")
        .join(_title(blocks, codebook), on="document_id", how="left")
        .join(_publisher(blocks, codebook), on="document_id", how="left")
        .join(sources, on="document_id", how="left")
    )
    given = ("publisher", "title", "published", "language")
    registered, read_off = (pl.col(name).is_not_null() for name in ("published", "read_published"))
    basis = [(registered, "registered"), (read_off, "text")]
    return (
        read.with_columns(
            *(pl.coalesce(name, f"read_{name}").alias(name) for name in given),
            published_basis=rows.choice(basis),
        )
        .select(*COLUMNS, printed="read_published")
        .sort("document_id")
    )


def explain_years(
    documents: pl.DataFrame, events: pl.DataFrame, years: tuple[int, int] | None
) -> pl.DataFrame:
    """Add to ``scope_reason`` that a text's event lies outside the corpus ``years``, where it does."""
    if years is None:
        return documents
    words = schemas.OUTSIDE_YEARS.format(*years)
    outside = events.filter(~pl.col("start_date").dt.year().is_between(*years))["event_id"].implode()
    is_outside = pl.col("event_id").is_in(outside).fill_null(False)
    said = pl.when(is_outside).then(pl.lit(f" {words}")).otherwise(pl.lit(""))
    return documents.with_columns(pl.col("scope_reason") + said)


def explain_language(documents: pl.DataFrame) -> pl.DataFrame:
    """Say in ``scope_reason`` of a text out of scope that it is in another language than the rules read."""
    unread = ~pl.col("in_scope") & (pl.col("language") != READ)
    codes = documents.filter(unread)["language"].unique()
    names = {code: found.name for code in codes if (found := pycountry.languages.get(alpha_2=code))}
    name = pl.col("language").replace_strict(names, default=None, return_dtype=pl.String)
    foreign = unread & name.is_not_null()
    reason = pl.format(schemas.OTHER_LANGUAGE, name)
    return documents.with_columns(scope_reason=pl.when(foreign).then(reason).otherwise("scope_reason"))


def printed(blocks: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per text that shows its day of publication: ``document_id, read_published``.

    The crawler's date, else a full date in the page's head, else one in its credit line, else one that
    opens the report, closes a headline or the text, or stands alone in it. The days of an event that a label
    or a line of the head gives are none.
    """
    marks, low = codebook.marks(), pl.col("low")
    forms = layout.dates(marks["month"])
    number = pl.col("block").rank().over("document_id", "kind")
    lines = (
        blocks.filter(pl.col("kind").is_in(list(_STANDING)))
        .with_columns(low=pl.col("text").str.to_lowercase(), number=number)
        .with_columns(
            is_last=pl.col("number") == number.max().over("document_id", "kind"),
            has_place=low.str.contains(rf"^(?:{marks['place']})\s*:").any().over("document_id"),
        )
        .filter(low.str.contains(r"(?-u:[0-9]{4})"))  # the year of a full date: few lines have one
    )
    is_body = pl.col("kind") == "body"
    any_form = "|".join(re.sub(r"\?P<\w+>", "?:", form) for form in forms.values())
    head, report = lines.filter(~is_body), lines.filter(is_body)
    shown = pl.concat([_in_head(head, any_form, marks), _in_report(report, any_form, marks)])
    dates = [_date(pl.col("shown").str.extract_groups(form), codebook.months()) for form in forms.values()]
    return (
        shown.drop_nulls("shown")
        .with_columns(rank=pl.col("kind").replace_strict(_STANDING), read_published=pl.coalesce(dates))
        .drop_nulls("read_published")
        .sort("document_id", "rank", "block")
        .pipe(rows.first)
        .select("document_id", "read_published")
    )


def _in_head(lines: pl.DataFrame, any_form: str, marks: Mapping[str, str]) -> pl.DataFrame:
    """Lines beside the report with what is ``shown``: the whole, or of a headline the date that closes it."""
    low, kind = pl.col("low"), pl.col("kind")
    of_event = low.str.contains(
        rf"^(?:{marks['day']})\s*[:–—-]"
        rf"|^{_PLACED}[0-9]{{1,2}}\s?(?:[-–—]|and|to)\s?(?:{any_form})"
        rf"|^(?:{marks['online']}),"
    )
    of_event |= pl.col("has_place") & low.str.contains(rf"^(?:{marks['date']})\s*:")
    counted = low.str.extract(rf"^(?:{marks['number']}):? ?[0-9/]+,? ({any_form})")
    stamp = pl.when(~low.str.contains(marks["report"]) & ~of_event).then(low.str.extract(_closing(any_form)))
    return lines.with_columns(
        shown=pl.when(kind.is_in(["headline", "navigation"]))
        .then(pl.coalesce(counted, stamp))
        .when((kind != "dateline") | ~of_event)
        .then(low)
    )


def _in_report(lines: pl.DataFrame, any_form: str, marks: Mapping[str, str]) -> pl.DataFrame:
    """Lines of the report with the date that is ``shown``: it opens it, closes it, or stands alone in it."""
    low = pl.col("low")
    opens = low.str.extract(rf"^{_PLACED}({any_form})(?:,? ?\([^()]{{2,30}}\))?\)?\s?(?:[.:–—-]|$)")
    told = low.str.contains(rf"^[^0-9]* (?:on|in) (?:the )?(?:{any_form})")  # of a sentence
    of_meeting = rf"(?: [^ ]+){{6,}} on (?:the )?(?:{any_form})\.?$"  # "a seminar in Oslo on 11/10/2023."
    closes = ~low.str.contains(f"{marks['report']}|{of_meeting}")
    closes |= low.str.contains(rf"\((?:{any_form})\)\.?$")
    alone = low.str.extract(rf"[.!?]\s+(?:[{LETTERS}]+, )?({any_form})\.\s")
    return lines.with_columns(
        shown=pl.coalesce(
            pl.when(pl.col("number") == 1, ~told).then(opens),
            pl.when(pl.col("is_last") & closes).then(low.str.extract(_closing(any_form))),
            alone,
        )
    )


def _closing(any_form: str) -> str:
    """The date that closes a line."""
    return rf"(?:^|[.!?]\s+(?:[{LETTERS}]+, )?|[\s,(])({any_form})\)?\.?$"


def _date(found: pl.Expr, months: Sequence[str]) -> pl.Expr:
    """The date of matched groups; day first where both readings hold. What is no date is empty."""
    year, month, day = (found.struct.field(name) for name in ("year", "month", "day"))
    named = [(month.str.contains(f"^(?:{names})"), str(number)) for number, names in enumerate(months, 1)]
    month = pl.coalesce(rows.choice(named), month).str.zfill(2) if named else month.str.zfill(2)
    day = day.str.zfill(2)
    readings = [pl.format("{}-{}-{}", year, *order) for order in ((month, day), (day, month))]
    told = pl.coalesce(reading.str.to_date("%Y-%m-%d", strict=False) for reading in readings)
    return pl.when(year.str.contains(r"^(?:19|20)\d\d$")).then(told)  # a wrong clock writes 0001


def _title(blocks: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The last line of the head that reads like a headline, if there is one beside the page's own names.

    A line of a form ("Venue: ..."), of a list or in brackets is none; of a path ("News / ...") the end is.
    """
    marks = codebook.marks()
    title = pl.col("title")
    low = title.str.to_lowercase()
    path = rf"^(?i:{marks['navigation']}|{marks['alone']}) [/›>] "
    words = title.str.count_matches(r"[\p{L}\p{N}]+")
    asked = (pl.col("kind") == "navigation") & pl.col("text").str.ends_with("?")
    lines = (
        blocks.filter((pl.col("kind") == "headline") | asked)
        .with_columns(title=pl.col("text").str.replace_all(_PICTURE, "").str.strip_chars())
        .with_columns(title=title.str.replace(rf"^(?i:{marks['title']})\s*:\s*", ""))
        .with_columns(title=title.str.replace(path, ""))
        .filter(
            words >= pl.when(asked).then(_ASKED).otherwise(_WORDS),
            ~title.str.contains(r"[.,]$|^[(\[]") & ~title.str.contains(layout.ITEM),
            ~low.str.contains(rf"^(?:{marks['form']})\s*:"),
        )
    )
    of_house = low.str.contains(rf"\b(?:{marks['masthead']})\b") & ~title.str.contains(_SMALL)
    return (
        lines.with_columns(of_house=of_house)
        .sort("document_id", "of_house", -pl.col("block"))
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", read_title="title")
    )


def _publisher(blocks: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """The outlet that a byline, a dateline's brackets, a credit or the report itself names.

    The ways of publishers.yaml in their order: the first that stands in a text; a city is no outlet.
    """
    named = [
        pl.when(pl.col("kind") == way.of).then(pl.col("text").str.extract(way.pattern()))
        for way in codebook.publishers
    ]
    named = [pl.when(~name.is_in(codebook.cities())).then(name) for name in named]
    standing = [pl.when(name.is_not_null()).then(rank) for rank, name in enumerate(named)]
    return (
        blocks.select(
            "document_id",
            "block",
            read_publisher=pl.coalesce(*named, pl.lit(None, pl.String)),
            rank=pl.coalesce(*standing, pl.lit(None, pl.Int64)),
        )
        .drop_nulls("read_publisher")
        .sort("document_id", "rank", "block")
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "read_publisher")
    )


def _language(texts: pl.DataFrame, languages: Iterable[Language]) -> pl.DataFrame:
    """The language whose common words are the most frequent in a text; none where there are hardly any."""
    common = [(language.language, word) for language in languages for word in language.words]
    words = pl.DataFrame(common, schema={"read_language": pl.String, "word": pl.String}, orient="row")
    return (
        texts.select(
            "document_id", word=pl.col("text").str.head(SAMPLE).str.to_lowercase().str.extract_all(r"\p{L}+")
        )
        .explode("word")
        .join(words, on="word")
        .group_by("document_id", "read_language")
        .len()
        .filter(pl.col("len") >= 3)
        .sort("document_id", "len", "read_language", descending=[False, True, False])
        .unique("document_id", keep="first", maintain_order=True)
        .select("document_id", "read_language")
    )
