"""Changes in words: on the command line, in CHANGES.md and in the brief."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from dialogues import cli
from dialogues import dataset as tables
from dialogues.base.errors import DialoguesError, UsageError
from dialogues.base.project import Project
from dialogues.brief import wording
from dialogues.releasing import changes, diff, naming
from rows import EVENT, code, coding, dataset, document, event, frame

TWO_SIDED = {"human_rights_dialogue": True, "round_table": False}
CODES = frame(
    "codes",
    *(
        code(name, facet=facet, label=label, is_two_sided=TWO_SIDED.get(name))
        for facet, name, label in (
            ("kind", "human_rights_dialogue", "Human-rights dialogue"),
            ("kind", "round_table", "Round table"),
            ("counterpart", "TKM", "Turkmenistan"),
            ("counterpart", "EU", "European Union"),
            ("plan", "nhrap", "National plan"),
            ("topic", "education", "Education"),
            ("topic", "health", "Health"),
        )
    ),
)
LEDGER = "claim_id,number,text,value,is_key_message,table,keys,document_id\r\n"


def release(root: Path, version: str, made: dict[str, pl.DataFrame], events: int, *, is_key: bool) -> None:
    folder = root / "reports" / version
    tables.write(made, folder / "data")
    inputs = {"seeds": {"seeds/a.txt": version}, "code": {"analysis/dialogues/seeds.py": "same"}}
    (folder / "manifest.json").write_text(json.dumps({"inputs": {"files": inputs}}), encoding="utf-8")
    row = f"events,1,{events} events,{events},{str(is_key).lower()},documents,a,a\r\n"
    (folder / "data" / "claims.csv").write_text(LEDGER + row, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with the release 2025.1, at work on 2025.2."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "2025.2"\n', encoding="utf-8")
    release(tmp_path, "2025.1", dataset(codes=CODES), 4, is_key=True)
    return Project(tmp_path)


def ledger(project: Project) -> pl.DataFrame:
    claims = changes.load(project, "2025.1").claims
    assert claims is not None
    return claims


def held(found: changes.Changes) -> dict[str, object]:
    """The slots that have a value."""
    return {name: value for name, value in found.slots.items() if value}


def test_the_first_release_says_that_it_is_the_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "2025.1"\n', encoding="utf-8")
    found = changes.since_last(Project(tmp_path), dataset())
    assert found.notice is None
    assert not any(found.slots.values())


def test_the_brief_says_what_was_added_and_which_numbers_moved_because_of_what(
    project: Project,
) -> None:
    days = {"a": "2025-06-19", "b": "2025-06-20", "c_1": "2025-07-01"}
    grown = dataset(
        codes=CODES, documents=frame("documents", *(document(name, day) for name, day in days.items()))
    )
    now = pl.concat([ledger(project), ledger(project).with_columns(document_id=pl.lit("c_1"))])
    found = changes.since_last(project, grown, now.with_columns(value=pl.lit("5"), text=pl.lit("5 events")))
    assert found.notice is None
    assert held(found) == {"previous": "2025.1", "texts": 1, "of_new_texts": 1}
    assert found.listed == (
        "- [events](#claim-events): “4 events” became “5 events”, because of nCa, 1 July 2025 "
        "(scheduled addition)"
    )


def test_a_correction_of_a_key_message_gives_the_brief_a_notice(project: Project) -> None:
    entry = document("a", "2025-06-19", publisher="Trend", sha256="f" * 64)
    corrected = dataset(codes=CODES, documents=frame("documents", entry, document("b", "2025-06-20")))
    found = changes.since_last(project, corrected, ledger(project).with_columns(value=pl.lit("3")))
    assert found.notice == (
        "Since version 2025.1 a key message was corrected. events: “4” became “3”, because what is recorded "
        "of Trend, 19 June 2025 changed."
    )


def test_a_key_message_that_is_withdrawn_gives_the_brief_a_notice_too(project: Project) -> None:
    other = ledger(project).with_columns(claim_id=pl.lit("place"))
    without = dataset(codes=CODES, documents=frame("documents", document("b", "2025-06-20")))
    assert changes.since_last(project, without, other.with_columns(is_key_message=False)).notice is None
    found = changes.since_last(project, without, other)
    assert found.notice == (
        "Since version 2025.1 a key message was corrected. events: “4 events” is gone, because nCa, "
        "19 June 2025 is no longer held."
    )
    same = changes.since_last(project, dataset(codes=CODES), other)
    assert same.notice is None  # the rows are as they were: it is no longer shown


def test_of_a_long_list_the_brief_says_what_came_and_what_went(project: Project) -> None:
    ministries = [
        f"Ministry of {field}" for field in ("Defence", "Education", "Finance", "Health", "Justice")
    ]
    written = project.reports / "2025.1" / "data" / "claims.csv"
    said = written.read_text(encoding="utf-8").replace("4 events", "; ".join(ministries[:4]))
    written.write_text(said, encoding="utf-8")
    corrected = dataset(codes=CODES, events=frame("events", event(place="Vienna")))
    now = ledger(project).with_columns(text=pl.lit("; ".join(ministries[1:])), value=pl.lit("5"))
    assert changes.since_last(project, corrected, now).listed == (
        "- [events](#claim-events): gained “Ministry of Justice” and lost “Ministry of Defence” "
        "(correction, substantial)"
    )


def test_a_claim_that_the_brief_has_not_made_yet_is_not_told_as_gone(project: Project) -> None:
    found = changes.since_last(project, dataset(codes=CODES), ledger(project).clear())
    assert held(found) == {"previous": "2025.1", "none": True}
    assert found.listed == ""


def test_a_claim_that_is_gone_is_told_once_all_are_made(project: Project) -> None:
    found = changes.since_last(project, dataset(codes=CODES), ledger(project).clear(), is_complete=True)
    assert held(found) == {"previous": "2025.1", "dropped": 1}
    assert found.listed == ""  # counted, not listed
    without = dataset(codes=CODES, documents=frame("documents", document("b", "2025-06-20")))
    found = changes.since_last(project, without, ledger(project).clear(), is_complete=True)
    assert held(found) == {"previous": "2025.1", "corrected": "one text", "withdrawn": 1}
    assert found.listed == (
        "- events: “4 events” is gone, because nCa, 19 June 2025 is no longer held (correction, substantial)"
    )


def test_what_is_said_of_old_texts_for_the_first_time_is_newly_shown(project: Project) -> None:
    now = pl.concat([ledger(project), ledger(project).with_columns(claim_id=pl.lit("topics-total"))])
    found = changes.since_last(project, dataset(codes=CODES), now, is_complete=True)
    assert held(found) == {"previous": "2025.1", "first_made": 1}
    assert found.listed == ""


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (f"institutions-{wording.slug(EVENT)}", "National bodies that took part, 17 June 2025"),
        (
            f"sentences-education-{wording.slug(EVENT)}",
            "Sentences that name the topic, Education, 17 June 2025",
        ),
        (f"topics-returning-{wording.slug(EVENT)}-count", "Topics named both times, 17 June 2025"),
        ("rounds-held-tkm-human-rights-dialogue-eu", "Rounds with a text, European Union"),
        ("topics-only-european-union", "Topics named with one counterpart only, European Union"),
        ("plan-tkm-nhrap-2016-2020", "Plan, National plan 2016–2020"),
        ("topics-total", "Topics named"),
        ("what-nobody-knows", "what-nobody-knows"),
    ],
)
def test_a_claim_is_called_by_what_it_tells_and_of_which_meeting(claim: str, said: str) -> None:
    made = dataset(codes=CODES)
    assert naming.names(made, made).claim(claim) == said


def test_diff_speaks_text_markdown_and_json(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = dataset(codes=CODES, events=frame("events", event(place="Vienna")))
    release(project.root, "2025.2", moved, 4, is_key=True)
    (project.root / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    monkeypatch.chdir(project.root)
    told = {
        form: CliRunner().invoke(cli.main, ["diff", "2025.1", "2025.2", *form]).output
        for form in ((), ("--markdown",), ("--json",))
    }
    key = "17th human-rights dialogue of Turkmenistan with the European Union, 17 June 2025"
    assert told[()].splitlines() == [
        "From 2025.1 to 2025.2. Scheduled additions: none. Corrections: 1 event changed.",
        "",
        "events",
        f"  ~ {key}: place Brussels → Vienna (correction)",
        "",
        "inputs",
        "  ~ seeds/a.txt (seeds)",
    ]
    assert "# Changes in 2025.2 since 2025.1" in told["--markdown",]
    assert "## Corrections" in told["--markdown",]
    assert f"- {key}: place Brussels → Vienna. (`events`: `{EVENT}`)" in told["--markdown",]
    assert json.loads(told["--json",])["changes"][0]["values"] == [
        {"column": "place", "before": "Brussels", "after": "Vienna"}
    ]


def test_rows_are_called_by_labels_and_never_by_codes() -> None:
    plan = {
        "reference_id": "a.0.plan", "document_id": "a", "sentence_id": "a.s0000", "plan": "nhrap",
        "name": "Plan", "period_start": 2021, "period_end": 2025, "status": "in_force", "start": 0, "end": 4,
        "quote": "Plan",
    }  # fmt: skip
    before = dataset(codes=CODES, codings=frame("codings", coding("education", 3, 2), coding("health", 1, 1)))
    after = dataset(
        codes=CODES,
        events=frame("events", event(mode="video", kind="round_table")),
        codings=frame("codings", coding("education", 3, 2)),
        plan_references=frame("plan_references", plan),
    )
    sides = [changes.Side(name, tables, None, None) for name, tables in (("1", before), ("2", after))]
    told = changes.text(sides[0], sides[1], diff.compare(before, after)).splitlines()
    meeting = "17th round table of Turkmenistan with participants from the European Union, 17 June 2025"
    assert told[2:] == [
        "events",
        f"  ~ {meeting}: kind Human-rights dialogue → Round table; mode in person → by video (correction)",
        "",
        "codings",
        f"  - Health (topic), {meeting} (correction)",
        "",
        "plan_references",
        "  + National plan (2021–2025), nCa, 19 June 2025 (correction)",
    ]


def test_a_change_by_a_reading_says_whose_it_is_and_that_a_program_is_no_person() -> None:
    put_right = {
        "document_id": "a", "table": "facts", "field": "start_date", "was": "2025-06-18", "now": "2025-06-17",
        "why": "a slip", "quote": "17 June", "reader": "It", "read_on": date(2026, 11, 27),
    }  # fmt: skip
    by = {"document_id": "a", "reader": "It", "read_on": date(2026, 11, 27), "is_complete": True}
    read = frame("readings", {**by, "reader_kind": "program"})
    before, after = (
        dataset(readings=read),
        dataset(readings=read, corrections=frame("corrections", put_right)),
    )
    first, second = (changes.Side(name, tables, None, None) for name, tables in (("1", before), ("2", after)))
    line = "a: start date 2025-06-18 → 2025-06-17, {} by It, a program (a slip)"
    told = changes.text(first, second, diff.compare(before, after))
    assert told.splitlines()[-2:] == ["readings", f"  {line.format('put right')}"]
    assert f"- {line.format('put right')}" in changes.markdown(first, second, diff.compare(before, after))
    back = changes.text(second, first, diff.compare(after, before))
    assert back.splitlines()[-1] == f"  {line.format('no longer put right')}"


def test_a_name_that_is_no_dataset_is_answered_with_those_there_are(project: Project) -> None:
    with pytest.raises(UsageError, match=r"no dataset called `2024\.1`\. .* one of: 2025\.1\."):
        changes.load(project, "2024.1")


def test_a_draft_that_is_not_there_is_not_offered(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with pytest.raises(UsageError, match=r"^There is no draft\. Make one: `dialogues render`\.$"):
        changes.load(project, "draft")
    with pytest.raises(UsageError, match=r"Name a folder that holds one\.$"):
        changes.load(project, "2024.1")


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("codings.parquet", "Only one side has the table codings."),
        ("statements.parquet", "Only one side has the table statements."),
        ("claims.csv", "Only 2025.1 has the claims of a brief."),
    ],
)
def test_a_side_that_lacks_a_table_is_not_taken_for_the_same(
    project: Project, tmp_path: Path, file: str, told: str
) -> None:
    release(tmp_path, "other", dataset(codes=CODES), 4, is_key=True)
    (tmp_path / "reports/other/data" / file).unlink()
    before, after = (changes.load(project, name) for name in ("2025.1", str(tmp_path / "reports/other")))
    found = diff.compare(before.tables, after.tables, before.claims, after.claims)
    said = changes.text(before, after, found)
    assert changes.NOTHING not in said
    assert told in said


@pytest.mark.parametrize("file", ["events.parquet", "statements.parquet", "claims.csv"])
@pytest.mark.parametrize("kind", ["broken", "link"])
def test_a_table_that_cannot_be_read_is_told_by_name(
    project: Project, tmp_path: Path, file: str, kind: str
) -> None:
    path = tmp_path / "reports/2025.1/data" / file
    path.rename(tmp_path / file)
    if kind == "link":
        path.symlink_to(tmp_path / file)
    else:
        path.write_bytes(b"PAR1?\n1,2,3\n")
    with pytest.raises(DialoguesError, match=rf"{file}: (?:This is a link|The file is no)"):
        changes.load(project, "2025.1")
