"""What paper a page is, where it reports no meeting: an interview, a vacancy, an agenda (``papers.yaml``)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dialogues.base.kept import kept
from dialogues.codebook import matching
from dialogues.codebook.book import Codebook
from dialogues.codebook.cues import NEVER, Cue, regex_of
from dialogues.corpus import layout

EARLY = 5  # words of a line before what tells the paper
_NOUNS = ("KIND", "MEETING", "OCCASION", "BRIEFING")  # symbols of meetings
_BETWEEN_PARTS = r"\s[|·•*/›>»-]+\s|[|›»]|[:.]\s"
_SENTENCE = r"^.{20,}?(?:[.!?][\"')]*\s|$)"  # longer than a dateline
_SHORT, _MANY = 3, 4  # words of a menu's line; such lines one after the other that make a menu
_MENU = r"\|.*\|"  # a line of three parts; one with a number is of this page


@kept
def find(blocks: pl.DataFrame, codebook: Codebook) -> pl.DataFrame:
    """One row per text that is such a paper: ``document_id, paper, is_weak``, the first that fits.

    The head is what stands before the report, and its first sentence; what is quoted says nothing of it. What
    neither a section of the page nor its opening says is weak: a report can have such words too.
    """
    is_body = pl.col("kind") == "body"
    lines = blocks.filter(pl.col("kind") != "tail").with_columns(
        plain=matching.plain(pl.col("text")), bodies=is_body.cum_sum().over("document_id")
    )
    first = pl.when(is_body).then(pl.col("plain").str.extract(f"({_SENTENCE})")).otherwise("plain")
    head = lines.filter((pl.col("bodies") == 0) | (is_body & (pl.col("bodies") == 1))).select(
        "document_id", line=first
    )
    of_site = pl.col("line").str.contains(_MENU) & ~pl.col("line").str.contains(r"\d")
    head = head.filter(~(of_site | pl.col("line").str.contains(layout.ITEM) | _in_menu(codebook)))
    parts = _split(head, pl.col("line").str.replace_all(_BETWEEN_PARTS, "\n"))
    unquoted = pl.col("plain").str.replace_all(r'"[^"]*(?:"|$)', "").str.replace_all(r"([.!?])\s", "${1}\n")
    lines = lines.filter(pl.col("kind") != "navigation")
    begins = [cue for paper in codebook.papers for cue in paper.lines]
    said = _split(lines.filter(pl.col("plain").str.contains(_any(begins))), unquoted)
    whole = lines.select("document_id", line=pl.col("plain").str.strip_prefix("- "))
    nouns = _any(
        [
            cue
            for kind in codebook.kinds
            for symbol, cues in ((kind.symbol, kind.cues), *kind.words.items())
            if symbol in _NOUNS
            for cue in cues
        ]
    )
    found = [pl.DataFrame(schema={"document_id": pl.String, "paper": pl.String, "is_weak": pl.Boolean})]
    line = pl.col("line")
    for paper in codebook.papers:
        before = line.str.extract(rf"""^((?:[^ ]+ ){{0,{EARLY}}}?["'(]?)(?:{_any(paper.early)})""")
        repeated = whole.filter(line.str.contains(_any(paper.repeated)))
        sure = (
            parts.filter(line.str.contains(rf"^(?:{_any(paper.section)})[\W\d]*$")),
            parts.filter(line.str.contains(rf"^(?:{_any(paper.opens)})")),
        )
        stray = (
            head.filter(before.is_not_null()).filter(~before.str.contains(nouns)),
            said.filter(line.str.contains(rf"^(?:{_any(paper.lines)})")),
            repeated.filter(pl.len().over("document_id") > 1),
        )
        found += [
            rows.select("document_id", paper=pl.lit(paper.paper), is_weak=pl.lit(is_weak))
            for is_weak, fits in ((paper.weak, sure), (True, stray))
            for rows in fits
        ]
    return (
        pl.concat(found)
        .sort("is_weak", maintain_order=True)
        .unique("document_id", keep="first", maintain_order=True)
    )


def _in_menu(codebook: Codebook) -> pl.Expr:
    """Whether a line of the head is one of a menu: of several short ones, or beside another section."""
    line, marks = pl.col("line"), codebook.marks()
    sections = _any([cue for paper in codebook.papers for cue in paper.section])
    site = rf"(?i)^(?:{marks['navigation']}|{marks['alone']})$"
    is_short = (line.str.count_matches(r"[^ ]+") <= _SHORT) & ~line.str.contains(r"\d|[.!?:,]$")
    is_section = is_short & (line.str.contains(site) | line.str.contains(rf"^(?:{sections})$"))
    beside = (is_section.shift(side, fill_value=False).over("document_id") for side in (1, -1))
    run = (~is_short).cum_sum().over("document_id")
    return (is_short & (is_short.sum().over("document_id", run) >= _MANY)) | (
        is_section & pl.any_horizontal(*beside)
    )


def _split(rows: pl.DataFrame, cut: pl.Expr) -> pl.DataFrame:
    """One row per piece of a line, ``cut`` at its line ends, without the marks around it."""
    pieces = rows.select("document_id", line=cut.str.split("\n")).explode("line")
    return pieces.with_columns(pl.col("line").str.replace(r"^[^\p{L}]+", ""))


def _any(cues: Sequence[Cue]) -> str:
    """One regular expression for these cues; for none one that fits nothing."""
    return regex_of(cues) if cues else NEVER
