"""What the views of the brief show of the seeds, against tables made by reading the texts."""

from __future__ import annotations

import polars as pl
import pytest

import corpora
import five
from brief.notebook import plain
from dialogues.brief import delegations, plan_table, reports, silence, statements, topic_changes
from dialogues.brief.claims import Ledger
from golden_tables import golden
from small import Text, dataset


def joined(column: str) -> pl.Expr:
    """A column of lists as a golden table has it."""
    return pl.col(column).list.join(" | ")


def grid() -> pl.DataFrame:
    rows = [
        (cell.document_id[:3], cell.row, " | ".join(cell.people), " | ".join(cell.quotes), cell.note)
        for cell in silence.cells(five.dataset())
    ]
    return pl.DataFrame(rows, schema=["document", "row", "people", "quotes", "note"], orient="row")


def changes() -> pl.DataFrame:
    return topic_changes.changes(five.dataset(), 0).select(
        "change", "topic_short", joined("before"), "before_titles", "before_titled",
        joined("after"), "after_titles", "after_titled",
    )  # fmt: skip


def sides() -> pl.DataFrame:
    found = reports.aligned(five.dataset(), "001_c333be35ce9fa843", "002_db19e6c89dc21ca1")
    rows = [
        (pair.first and pair.first["position"], pair.second and pair.second["position"], pair.is_copied)
        for pair in found
    ]
    return pl.DataFrame(rows, schema=["first", "second", "is_copied"], orient="row")


VIEWS = {
    "silence": grid,
    "topic_changes": changes,
    "delegations": lambda: delegations.changes(five.dataset(), 0).select(
        "change", "label", joined("before"), joined("after")
    ),
    "commitments": lambda: statements.told(five.dataset()).select(
        "when", "told_as", "side", "name", "quote", repeats=pl.col("same_as") != pl.col("statement_id")
    ),
    "open_ends": lambda: statements.left_open(five.dataset()).select(
        "when", "commitment", "side", "quote", "later", "again"
    ),
    "plans_named": lambda: plan_table.named(five.dataset()).select(
        "when", "name", "period_start", "period_end", "before"
    ),
    "reports": sides,
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_what_a_reader_finds_in_the_seeds(view: str) -> None:
    made = VIEWS[view]()
    written = made.cast(pl.String).fill_null("")
    assert written.rows() == golden(view).fill_null("").rows()


def test_of_three_reports_each_is_set_beside_the_first() -> None:
    texts = [
        Text(name, corpora.FIRST, said) for name, said in zip("abc", ("One.", "Two.", "One."), strict=True)
    ]
    words = dict.fromkeys(("same", "silent", "caption"), "x") | {
        "copied": "{second}[[, {only_first:sentence}]]"
    }
    told = plain(reports.side_by_side(Ledger(dataset(*texts)), words, 5))
    assert told.count("one sentence") == 1
    assert "Text 2" in told
    assert "Text 3" in told


def test_words_that_only_one_of_two_sentences_has_are_marked() -> None:
    one, other = "The parties expressed views on peace.", "The parties noted importance of peace."
    assert reports.marked(one, other) == r"The parties [expressed views on]{.mark} peace\."
    assert plain(reports.marked("A “quoted” word", 'A "quoted" word')) == "A “quoted” word"
    assert reports.marked("All new", None) == "[All new]{.mark}"
