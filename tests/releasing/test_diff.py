"""The difference of two datasets: by key, labelled, and the claims with the texts that explain them."""

from __future__ import annotations

import polars as pl
import pytest

from dialogues.releasing.diff import Change, compare
from rows import EVENT, code, coding, dataset, document, event, frame


def claims(
    *rows: tuple[str, str, str, bool], table: str = "documents", keys: str | None = None
) -> pl.DataFrame:
    """Claims as (id, value, documents, whether in a key message), in the form of the ledger.

    They stand on the rows ``keys`` of ``table``; if none are given, on those of their documents.
    """
    columns = {
        "claim_id": pl.String,
        "value": pl.String,
        "document_id": pl.String,
        "is_key_message": pl.Boolean,
    }
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        text=pl.col("value") + " events",
        table=pl.lit(table),
        keys=pl.col("document_id").str.replace_all(" ", "|", literal=True) if keys is None else pl.lit(keys),
    )
    return frame.with_columns(pl.col("document_id").str.split(" ")).explode("document_id")


GROWN = frame(
    "documents",
    *(document(n, d) for n, d in (("a", "2025-06-19"), ("b", "2025-06-20"), ("c", "2025-07-01"))),
)


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


def test_a_removed_row_is_a_correction_and_a_new_one_without_a_text_newly_shown() -> None:
    after = dataset(
        codings=frame("codings", coding("health", 1, 1)),
        codes=frame("codes", code("education"), code("health"), code("youth")),
    )
    found = compare(dataset(), after).changes
    assert [(c.table, c.key[-1], c.change, c.label) for c in found] == [
        ("codings", "education", "removed", "correction"),
        ("codings", "health", "added", "newly shown"),
        ("codes", "youth", "added", "newly shown"),
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
            on="documents",
        ),
    )


def test_a_count_that_falls_because_the_corpus_grew_is_no_correction() -> None:
    """Education was named with one counterpart only; a new text names it with another."""
    elsewhere = {"event_id": "TKM-USA-round_table-2025-07-01"}
    after = dataset(
        documents=GROWN,
        codings=frame("codings", coding("education", 3, 2), coding("education", 1, 1) | elsewhere),
    )
    old = f"{EVENT} topic health|{EVENT} topic education"
    (found,) = compare(
        dataset(codings=frame("codings", coding("education", 3, 2))),
        after,
        claims(("only-here", "2", "a", True), table="codings", keys=old),
        claims(("only-here", "1", "a", True), table="codings", keys=f"{EVENT} topic health"),
    ).claims
    assert (found.label, found.documents, found.is_substantial) == ("scheduled addition", ("c",), False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{EVENT} topic education", f"{EVENT} topic education"),  # the same rows, counted otherwise
        (f"{EVENT} topic education", f"{EVENT} topic health"),  # other rows, of codes that no new text names
    ],
)
def test_a_number_that_no_new_row_explains_is_a_correction_though_texts_were_added(
    before: str, after: str
) -> None:
    difference = compare(
        dataset(),
        dataset(documents=GROWN),
        claims(("topics", "2", "a", True), table="codings", keys=before),
        claims(("topics", "1", "a", True), table="codings", keys=after),
    )
    (found,) = difference.claims
    assert all(row.label == "scheduled addition" for row in difference.rows)
    assert (found.label, found.documents, found.is_substantial) == ("correction", (), True)


def test_a_number_is_an_addition_where_a_new_text_changed_a_row_behind_it() -> None:
    grown = dataset(documents=GROWN, events=frame("events", event(documents=3)))
    (found,) = compare(
        dataset(),
        grown,
        claims(("double", "2", "a", False), table="events", keys=EVENT),
        claims(("double", "3", "a", False), table="events", keys=EVENT),
    ).claims
    assert found.label == "scheduled addition"


def test_a_known_event_that_a_new_text_reports_is_an_addition() -> None:
    known = {
        "known_event_id": "k", "kind": "human_rights_dialogue", "state": "TKM", "counterpart": "EU",
        "source": "A page.",
    }  # fmt: skip
    before = dataset(
        documents=frame("documents", document("a", "2025-06-19", event_id="other")),
        known_events=frame("known_events", known),
    )
    after = dataset(
        documents=frame(
            "documents", document("a", "2025-06-19", event_id="other"), document("c", "2025-07-01")
        ),
        known_events=frame("known_events", known | {"event_id": EVENT}),
    )
    found = [change for change in compare(before, after).rows if change.table == "known_events"]
    assert [(change.label, change.documents) for change in found] == [("scheduled addition", ("c",))]


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


def test_a_claim_on_texts_already_held_is_newly_shown() -> None:
    (found,) = compare(
        dataset(),
        dataset(),
        claims(("a", "1", "a", True)),
        claims(("a", "1", "a", True), ("b", "2", "a", True)),
    ).claims
    assert (found.key, found.label, found.is_substantial) == (("b",), "newly shown", False)


@pytest.mark.parametrize(
    ("after", "label"),
    [
        (dataset(), "no longer shown"),
        (dataset(codings=frame("codings", coding("education", 4, 2))), "no longer shown"),
        (dataset(codings=frame("codings", coding("health", 1, 1))), "correction"),
    ],
)
@pytest.mark.parametrize("is_key", [True, False])
def test_a_claim_that_is_gone_is_corrected_only_where_its_rows_are_not_as_they_were(
    is_key: bool, after: dict[str, pl.DataFrame], label: str
) -> None:
    stood = claims(("a", "1", "a", is_key), table="codings", keys=f"{EVENT} topic education")
    other = claims(("b", "2", "a", True))
    found = compare(dataset(), after, pl.concat([stood, other]), other).claims
    assert [(change.key, change.label) for change in found] == [(("a",), label)]


def test_a_text_is_no_reason_for_what_changed_in_how_it_is_read() -> None:
    """Only a text that is new or gone, has other words, or another entry that the claim stands on."""
    before = dataset()
    read_otherwise = dataset(codings=frame("codings", coding("education", 4, 2)))
    entry = dataset(
        documents=frame(
            "documents", document("a", "2025-06-19", publisher="Another"), document("b", "2025-06-20")
        )
    )
    edited = dataset(
        documents=frame(
            "documents", document("a", "2025-06-19", sha256="f" * 64), document("b", "2025-06-20")
        )
    )
    counted = claims(("n", "2", "a b", True)), claims(("n", "1", "b", True))
    spoken = (
        claims(("n", "2", "a", True), table="codings", keys="x"),
        claims(("n", "1", "a", True), table="codings", keys="x"),
    )
    assert [
        compare(before, after, *made).claims[0].documents
        for after, made in (
            (read_otherwise, counted), (entry, counted), (entry, spoken), (edited, spoken),
        )
    ] == [(), ("a",), (), ("a",)]  # fmt: skip


def test_an_event_that_bears_another_id_now_is_told_as_the_same_event() -> None:
    """Another round of that day came with a new text: no row is told of a wrong round, or as corrected."""
    one, other = f"{EVENT}-round-11", f"{EVENT}-round-16"
    after = dataset(
        documents=frame(
            "documents",
            *(document(name, "2025-06-19", event_id=one) for name in "ab"),
            document("c", "2025-07-01", event_id=other),
        ),
        events=frame("events", event(event_id=one), event(event_id=other, documents=1)),
        counterparts=frame("counterparts", *({"event_id": e, "counterpart": "EU"} for e in (one, other))),
        codings=frame("codings", coding("education", 3, 2) | {"event_id": one}),
    )
    before = dataset(documents=frame("documents", *(document(name, "2025-06-19") for name in "ab")))
    ledgers = [claims(("x", "3", "a b", True), table="events", keys=key) for key in (EVENT, one)]
    found = compare(before, after, *ledgers)
    assert found.columns == (f"The event {EVENT} is now called {one}.",)
    assert [(change.table, change.key, change.change, change.label) for change in found.changes] == [
        ("documents", ("c",), "added", "scheduled addition"),
        ("events", (other,), "added", "scheduled addition"),
        ("counterparts", (other, "EU"), "added", "scheduled addition"),
    ]


def test_a_text_under_another_name_is_the_same_text() -> None:
    """Its rows and claims are compared with each other: what is read in it otherwise is a correction."""
    before = dataset(documents=frame("documents", document("a", "2025-06-19"), document("b", "2025-06-20")))
    moved = before["documents"].with_columns(
        pl.col("document_id").replace("b", "c"), pl.col("path").str.replace("b", "c")
    )
    after = dataset(documents=moved, events=frame("events", event(ordinal=14)))
    both = (claims((f"place-{name}", "one", f"a {name}", True)) for name in "bc")
    found = compare(before, after, *both)
    assert found.columns == ("The text b is now called c.",)
    assert [(c.table, c.change, c.label) for c in found.changes] == [("events", "changed", "correction")]


def test_texts_that_changed_names_are_the_same_texts() -> None:
    texts = frame("documents", document("a", "2025-06-19"), document("b", "2025-06-20"))
    names = pl.col("document_id").replace({"a": "b", "b": "a"}), pl.col("path").replace({"a.txt": "b.txt"})
    before = claims(("place-a", "one", "a", True), ("place-b", "two", "b", True))
    after = claims(("place-b", "one", "b", True), ("place-a", "two", "a", True))
    found = compare(dataset(documents=texts), dataset(documents=texts.with_columns(*names)), before, after)
    assert [sentence for sentence in found.columns if "called" in sentence] == [
        "The text a is now called b.",
        "The text b is now called a.",
    ]
    assert found.claims == ()


def test_the_name_of_a_text_is_changed_in_its_own_claims_only() -> None:
    """It may be a word of other names: of a text, a state, a counterpart."""
    texts = frame("documents", *(document(name, f"2025-06-{n}") for n, name in enumerate(("eu", "eu2"), 19)))
    before = dataset(documents=texts)
    called = pl.col("document_id").replace("eu", "m.fa"), pl.col("path").str.replace("eu.txt", "m.fa.txt")
    after = dataset(documents=texts.with_columns(*called))
    ids = ("meetings-with-the-eu", "source-eu2", "plan-eu2-7-plan", "round-eu-eu")
    kept = [claims((name, "one", "eu2", True), keys="eu2.7.plan") for name in ids]
    own = (
        ("source-eu", "source-m-fa", "eu", "m.fa"),
        ("plan-eu-7-plan", "plan-m-fa-7-plan", "eu.7.plan", "m.fa.7.plan"),
    )
    was = [claims((name, "one", "eu", True), keys=key) for name, _, key, _ in own]
    now = [claims((name, "one", "m.fa", True), keys=key) for _, name, _, key in own]
    found = compare(before, after, pl.concat([*kept, *was]), pl.concat([*kept, *now]))
    assert (found.columns, found.changes) == (("The text eu is now called m.fa.",), ())


def test_what_stands_further_down_in_a_text_is_the_same() -> None:
    """Words put in before it move the number by which it is called."""
    texts = frame("documents", document("a", "2025-06-19"))
    edited = frame("documents", document("a", "2025-06-19", sha256="f" * 64))
    both = [
        pl.concat(
            claims((f"statement-a-{at}-urged", words, "a", False), keys=f"a.{at}.urged")
            for at, words in ((start, "one"), (start + 10, "two"), (start + 20, "two"))
        )
        for start in (90, 105)
    ]
    found = compare(dataset(documents=texts), dataset(documents=edited), *both)
    assert [(change.table, change.change) for change in found.changes] == [("documents", "changed")]
    fewer = compare(dataset(documents=texts), dataset(documents=edited), both[0], both[1].head(2))
    assert {(change.key, change.change) for change in fewer.claims} == {
        (("statement-a-100-urged",), "removed"),
        (("statement-a-110-urged",), "removed"),
        (("statement-a-115-urged",), "added"),
    }


def test_another_time_that_the_corpus_covers_is_told() -> None:
    about = pl.DataFrame({"state": ["TKM"], "first_year": [2020], "last_year": [None]})
    after = {**dataset(), "corpus": about.with_columns(first_year=pl.lit(2022))}
    found = compare({**dataset(), "corpus": about}, after)
    assert found.columns == ("The first year of the corpus was 2020 and is 2022.",)


def test_what_rested_on_a_text_that_is_gone_is_a_correction_whatever_came_in_its_place() -> None:
    old, kept, new = (document(name, f"2025-06-{n}") for n, name in enumerate("abc", 19))
    before = dataset(documents=frame("documents", old, kept), events=frame("events", event(documents=2)))
    after = dataset(
        documents=frame("documents", kept, new), events=frame("events", event(documents=2, place="Oslo"))
    )
    found = compare(before, after, claims(("n", "3", "a b", True)), claims(("n", "2", "b c", True)))
    assert [(c.table, c.label) for c in found.changes if c.change == "changed"] == [
        ("events", "correction"),
        ("claims", "correction"),
    ]
    assert found.is_substantial
