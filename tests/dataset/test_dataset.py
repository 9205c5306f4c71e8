"""The dataset's shape, keys and rules: a seeded corruption of each gives exactly its message."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import five
from dialogues import dataset
from dialogues.base.errors import SchemaError
from dialogues.corpus import documents
from dialogues.dataset import rules, schemas
from dialogues.dataset import tables as tables_module
from rows import frame

TEXT = "Ýol. On 17 June the EU met Mr. Bona. Source: nCa"
SENTENCES = ((0, 4, "header"), (5, 36, "body"), (37, 48, "credit"))
REMEDY = " Correct the stage that makes the table, then run `dialogues build`."
DAY = date(2025, 6, 17)


def span(quote: str) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"document_id": "d", "sentence_id": "d.s1", "start": start, "end": start + len(quote)}


def sound() -> dict[str, pl.DataFrame]:
    """A dataset in which every table has a row and every rule holds."""
    document = {
        "document_id": "d", "path": "d.txt", "sha256": "a" * 64, "published": DAY, "published_basis": "text",
        "characters": len(TEXT), "in_scope": True, "scope_reason": "It reports a dialogue.", "event_id": "e",
        "text": TEXT,
    }  # fmt: skip
    event = {
        "event_id": "e", "kind": "human_rights_dialogue", "state": "TKM", "start_date": DAY, "end_date": DAY,
        "date_basis": "explicit", "documents": 2,
    }  # fmt: skip
    made: dict[str, list[dict[str, Any]]] = {
        "documents": [document, document | {"document_id": "c", "path": "c.txt", "sha256": "b" * 64}],
        "sentences": [
            {"sentence_id": f"d.s{n}", "document_id": "d", "position": n, "start": start, "end": end,
             "text": TEXT[start:end], "role": role, "is_background": False}
            for n, (start, end, role) in enumerate(SENTENCES)
        ],
        "mentions": [{"mention_id": "m", "facet": "organisation", "code": "EU", "quote": "EU", **span("EU")}],
        "events": [event],
        "counterparts": [{"event_id": "e", "counterpart": "EU"}],
        "codings": [
            {"event_id": "e", "facet": "organisation", "code": "EU", "mentions": 1, "sentences": 1,
             "background": 0, "documents": 1}
        ],
        "plan_references": [
            {"reference_id": "r", "plan": "nhrap", "name": "met", "period_start": 2021, "period_end": 2025,
             "status": "in_force", "quote": "met", **span("met")}
        ],
        "statements": [
            {"statement_id": "s", "event_id": "e", "statement": "said", "side": "EU", "quote": "EU met",
             **span("EU met")}
        ],
        "people": [{"person_id": "p", "name": "Bona", "is_head": False, **span("Bona")}],
        "facts": [
            {"fact_id": "f", "event_id": "e", "field": "counterpart", "value": "EU", "quote": "EU",
             **span("EU")}
        ],
        "links": [{"event_id": "e", "document_id": "c", "linked_document_id": "d", "reason": "Same day."}],
        "differences": [{"event_id": "e", "field": "place", "document_id": "d"}],
        "codes": [
            {"facet": "organisation", "code": "EU", "label": "EU", "definition": "The EU."},
            {"facet": "counterpart", "code": "EU", "label": "EU", "definition": "The EU."},
            {"facet": "kind", "code": "human_rights_dialogue", "label": "Dialogue", "definition": "A round."},
            {"facet": "plan", "code": "nhrap", "label": "NHRAP", "definition": "A plan."},
            {"facet": "statement", "code": "said", "label": "Said", "definition": "What was said."},
        ],
        "known_events": [
            {"known_event_id": "k", "kind": "other", "state": "TKM", "counterpart": "EU", "source": "A list."}
        ],
        "readings": [
            {"document_id": "d", "reader": "A. Reader", "reader_kind": "person", "read_on": DAY,
             "is_complete": True}
        ],
        "corrections": [
            {"document_id": "d", "table": "facts", "field": "counterpart", "now": "EU", "quote": "EU",
             "reader": "A. Reader", "read_on": DAY}
        ],
        "doubts": [{"document_id": "d", "field": "place"}],
        "rejects": [{"path": "x.txt", "problem": "Bad.", "remedy": "Mend it."}],
    }  # fmt: skip
    return {name: frame(name, *made.get(name, [])) for name in schemas.TABLES}


def changed(table: str, **columns: Any) -> dict[str, pl.DataFrame]:
    """The sound dataset with columns of one table's first row changed."""
    tables = sound()
    first = pl.int_range(pl.len()) == 0
    types = tables[table].schema
    tables[table] = tables[table].with_columns(
        pl.when(first).then(pl.lit(value, types[name])).otherwise(name).alias(name)
        for name, value in columns.items()
    )
    return tables


def problems(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    with pytest.raises(SchemaError) as refusal:
        dataset.validate(tables)
    return [str(problem).removesuffix(REMEDY) for problem in refusal.value.problems]


def test_a_sound_dataset_is_valid() -> None:
    dataset.validate(sound())


def test_a_dataset_without_rows_is_valid() -> None:
    dataset.validate({name: schemas.empty(table) for name, table in schemas.TABLES.items()})


CORRUPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("documents", {"characters": 3}, "characters_counted"),
    ("documents", {"published_basis": None}, "published_with_basis"),
    ("sentences", {"start": 1}, "verbatim_text"),
    ("mentions", {"quote": "EÜ"}, "verbatim_quote"),
    ("mentions", {"end": 60}, "inside_its_sentence"),
    ("mentions", {"document_id": "c"}, "in_the_document_of_its_sentence"),
    ("mentions", {"sentence_id": "d.s2"}, "not_in_credit_or_related_but_a_source"),
    ("mentions", {"code": "UE"}, "code_in_codebook"),
    ("events", {"kind": "othr"}, "code_in_codebook"),
    ("events", {"end_date": date(2025, 6, 16)}, "starts_before_it_ends"),
    ("events", {"date_basis": "published"}, "dated_with_basis"),
    ("events", {"date_basis": None}, "dated_with_basis"),
    ("events", {"documents": 1}, "reported_as_often_as_counted"),
    ("counterparts", {"counterpart": "TKM"}, "other_than_the_state"),
    ("counterparts", {"counterpart": "UE"}, "code_in_codebook"),
    ("known_events", {"counterpart": "UE"}, "code_in_codebook"),
    ("codings", {"code": "UE"}, "code_in_codebook"),
    ("codings", {"documents": 2}, "counted_upwards"),
    ("codings", {"background": 2}, "background_among_sentences"),
    ("sentences", {"is_background": True}, "background_of_the_report"),
    ("plan_references", {"quote": "sat"}, "verbatim_quote"),
    ("plan_references", {"plan": "nhrep"}, "code_in_codebook"),
    ("plan_references", {"period_end": 2020}, "period_in_order"),
    ("plan_references", {"status": "no_period"}, "status_fits_period"),
    ("people", {"name": "Bono"}, "verbatim_name"),
    ("statements", {"quote": "UE met"}, "verbatim_quote"),
    ("statements", {"statement": "sung"}, "code_in_codebook"),
    ("facts", {"quote": "UE"}, "verbatim_quote"),
    ("links", {"linked_document_id": "c"}, "links_two_documents"),
]


@pytest.mark.parametrize(("table", "columns", "rule"), CORRUPTIONS)
def test_a_broken_rule_is_told_with_table_rule_and_row(
    table: str, columns: dict[str, Any], rule: str
) -> None:
    found = problems(changed(table, **columns))
    holds = (getattr(rules, rule).__doc__ or "").rstrip(".")
    assert any(p.startswith(f"{table}: In 1 row the rule {rule} does not hold: {holds} (") for p in found)
    assert {p.split(":")[0] for p in found} == {table}


def test_the_message_names_key_document_and_quote() -> None:
    assert problems(changed("mentions", quote="EÜ")) == [
        "mentions: In 1 row the rule verbatim_quote does not hold: The document holds the quote between "
        "start and end (mention_id m, document_id d “EÜ”); it comes from d.txt."
        f"{REMEDY} Without d.txt the rest can be built."
    ]


def test_every_rule_but_those_that_need_several_rows_has_a_corruption() -> None:
    covered = {(table, rule) for table, _, rule in CORRUPTIONS}
    shared = {rule.__name__ for rule in rules.SPAN} | {"reports_the_event"}
    for table, of_table in rules.RULES.items():
        for rule in of_table:
            assert (table, rule.__name__) in covered or rule.__name__ in shared | {
                "in_order_without_overlap",
                "in_scope_with_event",
                "not_empty",
            }


def test_an_event_outside_the_corpus_years_is_told_unless_the_text_says_so() -> None:
    dataset.validate(sound(), (2020, 2025))
    with pytest.raises(
        SchemaError, match="In 2 rows the rule inside_years_or_said does not hold: An event outside"
    ):
        dataset.validate(sound(), (2014, 2020))
    tables = sound()
    tables["documents"] = documents.explain_years(tables["documents"], tables["events"], (2014, 2020))
    assert tables["documents"]["scope_reason"].unique().to_list() == [
        "It reports a dialogue. The event lies outside the corpus years 2014 to 2020."
    ]
    dataset.validate(tables, (2014, 2020))


def test_overlapping_sentences_are_told() -> None:
    tables = sound()
    twice = tables["sentences"].with_columns(
        start=pl.lit(0, pl.Int64), text=pl.lit(TEXT).str.slice(0, pl.col("end"))
    )
    tables["sentences"] = twice
    assert any("In 2 rows the rule in_order_without_overlap does not hold" in p for p in problems(tables))


def test_a_text_in_scope_without_event_is_told() -> None:
    tables = changed("documents", event_id=None)
    assert any(
        "documents: In 1 row the rule in_scope_with_event does not hold" in p for p in problems(tables)
    )


def test_an_empty_span_is_told() -> None:
    tables = changed("mentions", end=span("EU")["start"], quote="")
    assert any("the rule not_empty does not hold: A span ends after it starts" in p for p in problems(tables))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, column)
        for table, foreign in schemas.FOREIGN_KEYS.items()
        if table in schemas.TABLES
        for column in foreign
    ],
)
def test_a_foreign_key_that_names_nothing_is_told(table: str, column: str) -> None:
    other = schemas.FOREIGN_KEYS[table][column][0]
    found = problems(changed(table, **{column: "nowhere"}))
    wanted = (
        f"{table}: In 1 row the rule {column}_found does not hold: The table {other} has the {column} named ("
    )
    assert any(problem.startswith(wanted) for problem in found)


@pytest.mark.parametrize(
    "table", [name for name, key in schemas.KEYS.items() if len(key) > 1 and name in schemas.TABLES]
)
def test_a_key_given_twice_is_told(table: str) -> None:
    tables = sound()
    tables[table] = pl.concat([tables[table].head(1), tables[table]])
    key = ", ".join(schemas.KEYS[table])
    assert problems(tables)[0].startswith(f"{table}: In 2 rows the key ({key}) names more than one row (")


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (
            changed("sentences", role="bodi"),
            "sentences: In 1 row role is not one of body, header, credit, related (",
        ),
        (changed("sentences", start=-1), "sentences: In 1 row start is below 0 ("),
        (changed("documents", sha256="x"), "documents: In 1 row sha256 is not of the form ^[0-9a-f]{64}$ ("),
        (
            changed("documents", path=None),
            "documents: In 1 row path is empty (document_id d, event_id e “Ýol. On",
        ),
        (changed("sentences", sentence_id="d.s1"), "sentences: In 2 rows sentence_id is not unique ("),
        (sound() | {"codes": frame("codes").drop("label")}, "codes: The column label is missing."),
        (
            sound() | {"codes": frame("codes").with_columns(x=pl.lit(1))},
            "codes: The column x is not part of the schema.",
        ),
        (
            sound() | {"links": frame("links")[:, ::-1]},
            "links: The column reason is out of its place.",
        ),
        (
            sound() | {"events": frame("events").cast({"ordinal": pl.Int32})},
            "events: The column ordinal is of type Int32, not Int64.",
        ),
        ({name: table for name, table in sound().items() if name != "links"}, "links: The table is missing."),
    ],
)
def test_a_misshapen_table_is_told(tables: dict[str, pl.DataFrame], message: str) -> None:
    assert any(problem.startswith(message) for problem in problems(tables))


def test_all_problems_are_told_at_once() -> None:
    tables = changed("events", end_date=date(2025, 6, 16)) | {
        "people": changed("people", name="Bono")["people"]
    }
    assert [problem.split(":")[0] for problem in problems(tables)] == ["events", "people"]


def test_only_the_first_rows_of_many_are_named() -> None:
    tables = sound()
    mention = tables["mentions"].with_columns(code=pl.lit("UE"))
    tables["mentions"] = pl.concat([mention.with_columns(mention_id=pl.lit(f"m{n}")) for n in range(5)])
    (problem,) = problems(tables)
    assert problem.startswith("mentions: In 5 rows the rule code_in_codebook does not hold")
    assert problem.count("mention_id") == tables_module.SHOWN
    assert "; …)" in problem


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    tables = sound()
    mixed = {name: table.reverse() for name, table in tables.items()}
    dataset.write(mixed, tmp_path / "data")
    for name, table in dataset.read(tmp_path / "data").items():
        assert table.equals(dataset.ordered(name, tables[name]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_failed_write_leaves_the_last_dataset(tmp_path: Path) -> None:
    dataset.write(sound(), tmp_path / "data")
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    broken: Any = sound() | {"rejects": "no frame"}
    with pytest.raises(AttributeError):
        dataset.write(broken, tmp_path / "data")
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SchemaError, match="The tables cannot be written there"):
        dataset.write(sound(), tmp_path / "data" / "below")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_in_the_place_of_the_folder_is_told_and_left(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "data")
    with pytest.raises(SchemaError, match="What lies there is no folder"):
        dataset.write(sound(), tmp_path / "data")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert (tmp_path / "data").is_fifo()


def test_a_missing_or_broken_file_is_told(tmp_path: Path) -> None:
    dataset.write(sound(), tmp_path)
    (tmp_path / "links.parquet").unlink()
    (tmp_path / "codes.parquet").write_bytes(b"no table")
    with pytest.raises(SchemaError) as refusal:
        dataset.read(tmp_path)
    assert [str(problem) for problem in refusal.value.problems] == [
        f"{tmp_path}/links.parquet: The table is missing. Run `dialogues build`.",
        f"{tmp_path}/codes.parquet: The file is no Parquet file. Run `dialogues build`.",
    ]


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever hash seed, time zone, locale, number of threads and folder."""
    here, there = tmp_path / "data", tmp_path / "other" / "data"
    dataset.write(five.dataset(), here)
    surroundings = os.environ | {"PYTHONHASHSEED": "2", "TZ": "Asia/Ashgabat", "POLARS_MAX_THREADS": "1"}
    surroundings["PYTHONPATH"] = str(Path(dataset.__file__).parents[2])
    command = [sys.executable, "-m", "dialogues", "build", "--codebook", str(five.CODEBOOK)]
    subprocess.run(
        [*command, "--seeds", str(five.TEXTS), "--out", str(there)],
        env=surroundings,
        check=True,
        capture_output=True,
    )
    one, other = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()}
        for out in (here, there)
    )
    assert one == other
    assert len(one) == len(schemas.TABLES)


def test_a_folder_in_the_place_of_a_table_is_found_before_any_is_written(tmp_path: Path) -> None:
    (tmp_path / "data" / "rejects.parquet").mkdir(parents=True)
    with pytest.raises(SchemaError, match=r"cannot be written there \(rejects.parquet is a folder\)"):
        dataset.write(sound(), tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["rejects.parquet"]


def test_a_breach_that_comes_from_one_text_names_its_file() -> None:
    (problem,) = problems(changed("people", name="Bono"))
    assert problem.endswith(f"; it comes from d.txt.{REMEDY} Without d.txt the rest can be built.")
    (of_two,) = problems(changed("events", ordinal=0))
    assert of_two == "events: In 1 row ordinal is below 1 (event_id e)."
