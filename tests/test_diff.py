"""The difference of two datasets: by key, labelled, and the claims with the texts that explain them."""

from __future__ import annotations

import polars as pl
import pytest

from dialogues.diff import Change, compare
from rows import EVENT, code, coding, dataset, document, event, frame


def claims(*rows: tuple[str, str, str, bool]) -> pl.DataFrame:
    """Claims as (id, value, documents, whether in a key message), in the form of the ledger."""
    columns = {
        "claim_id": pl.String,
        "value": pl.String,
        "document_id": pl.String,
        "is_key_message": pl.Boolean,
    }
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(text=pl.col("value") + " events")
    return frame.with_columns(pl.col("document_id").str.split(" ")).explode("document_id")


def test_equal_datasets_do_not_differ() -> None:
    assert compare(dataset(), dataset()).changes == ()


def test_what_rests_on_a_new_text_is_a_scheduled_addition() -> None:
    grown = dataset(
        documents=frame(
            "documents", *(document(name, "2025-06-19") for name in "ab"), document("c", "2025-07-01")
        ),
        events=frame("events", event(documents=3)),
    )
    before = dataset(documents=frame("documents", *(document(name, "2025-06-19") for name in "ab")))
    found = compare(before, grown).changes
    assert [(c.table, c.key, c.change, c.label) for c in found] == [
        ("documents", ("c",), "added", "scheduled addition"),
        ("events", (EVENT,), "changed", "scheduled addition"),
    ]
    assert found[1].values == (("documents", "2", "3"),)
    assert found[1].documents == ("a", "b", "c")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            dataset(events=frame("events", event(place="Vienna"))),
            Change(
                "events", (EVENT,), "changed", "correction", (("place", "Brussels", "Vienna"),), ("a", "b")
            ),
        ),
        (
            dataset(events=frame("events", event(place=None))),
            Change("events", (EVENT,), "changed", "correction", (("place", "Brussels", None),), ("a", "b")),
        ),
        (
            dataset(codes=frame("codes", code("education"), code("health", definition="Another."))),
            Change(
                "codes",
                ("topic", "health"),
                "changed",
                "correction",
                (("definition", "What is said of health.", "Another."),),
            ),
        ),
    ],
)
def test_a_change_in_what_is_said_of_the_same_texts_is_a_correction(
    after: dict[str, pl.DataFrame], expected: Change
) -> None:
    assert compare(dataset(), after).changes == (expected,)


def test_a_removed_row_is_a_correction_and_a_new_code_an_addition() -> None:
    after = dataset(
        codings=frame("codings", coding("health", 1, 1)),
        codes=frame("codes", code("education"), code("health"), code("youth")),
    )
    found = compare(dataset(), after).changes
    assert [(c.table, c.key[-1], c.change, c.label) for c in found] == [
        ("codings", "education", "removed", "correction"),
        ("codings", "health", "added", "scheduled addition"),
        ("codes", "youth", "added", "scheduled addition"),
    ]


def test_an_edited_text_is_told_by_its_hash_and_not_by_its_words() -> None:
    edited = document("a", "2025-06-19", sha256="f" * 64, text="Other words.", characters=12)
    (found,) = compare(
        dataset(), dataset(documents=frame("documents", edited, document("b", "2025-06-20")))
    ).changes
    assert [column for column, _, _ in found.values] == ["sha256", "characters"]


def test_a_headline_number_is_told_with_the_texts_that_moved_it() -> None:
    grown = dataset(
        documents=frame(
            "documents",
            *(document(n, d) for n, d in (("a", "2025-06-19"), ("b", "2025-06-20"), ("c", "2025-07-01"))),
        )
    )
    found = compare(
        dataset(), grown, claims(("events", "4", "a b", True)), claims(("events", "5", "a b c", True))
    ).claims
    assert found == (
        Change(
            "claims",
            ("events",),
            "changed",
            "scheduled addition",
            (("value", "4", "5"), ("text", "4 events", "5 events")),
            ("c",),
        ),
    )


def test_a_count_that_falls_because_the_corpus_grew_is_no_correction() -> None:
    grown = dataset(
        documents=frame(
            "documents",
            *(document(n, d) for n, d in (("a", "2025-06-19"), ("b", "2025-06-20"), ("c", "2025-07-01"))),
        )
    )
    (found,) = compare(
        dataset(), grown, claims(("only-here", "3", "a", True)), claims(("only-here", "2", "a", True))
    ).claims
    assert (found.label, found.documents, found.is_substantial) == ("scheduled addition", ("c",), False)


def test_a_correction_of_a_key_message_is_substantial_and_of_another_claim_is_not() -> None:
    before = claims(("headline", "4", "a b", True), ("aside", "4", "a b", False))
    after = claims(("headline", "5", "a b", True), ("aside", "5", "a b", False))
    difference = compare(dataset(), dataset(), before, after)
    assert [(c.key[0], c.label, c.is_substantial) for c in difference.claims] == [
        ("aside", "correction", False),
        ("headline", "correction", True),
    ]
    assert difference.is_substantial


def test_columns_that_only_one_side_has_are_told_once_and_do_not_make_every_row_a_change() -> None:
    older = dataset() | {"events": dataset()["events"].drop("place")}
    difference = compare(older, dataset())
    assert difference.changes == ()
    assert difference.columns == ("events has the new column place.",)
