"""Scope: a text that reports a meeting, and one that only speaks of a meeting."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import five
from dialogues import pipeline
from golden_tables import each_of, hard


@pytest.fixture(scope="module")
def in_scope(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Tell which texts of the golden table are in scope."""
    folder: Path = tmp_path_factory.mktemp("scope")
    for place, text in enumerate(hard("scope")["text"]):
        (folder / f"{place}.txt").write_text(f"{text}\n")
    documents = pipeline.run(folder, five.rules())["documents"]
    return dict(documents.select("path", "in_scope").iter_rows())


@each_of("scope")
def test_a_text_that_only_speaks_of_a_meeting_is_out_of_scope(
    in_scope: dict[str, bool], case: dict[str, str]
) -> None:
    assert in_scope[f"{case['place']}.txt"] == (case["in_scope"] == "yes")


def test_what_a_title_says_of_its_text_holds_for_all_its_meetings(tmp_path: Path) -> None:
    """The same report is out of scope where its title says that it only speaks of the meeting."""
    report = "On 5 May 2027 the EU and Norway held a human rights dialogue in Oslo.\n"
    for head in ("Human rights", "Interview", "Draft agenda"):
        (tmp_path / f"{head}.txt").write_text(f"{head}\n\n{report}")
    documents = pipeline.run(tmp_path, five.rules())["documents"]
    assert documents.filter("in_scope")["document_id"].to_list() == ["Human rights"]


def test_a_paper_that_calls_on_others_may_report_a_meeting_first(tmp_path: Path) -> None:
    """A call on others is no report, but for one whose lead says that the meeting was held."""
    call = "We call on Norway to free all prisoners.\n"
    report = (
        "On 5 May 2027 the EU and Norway held a human rights dialogue in Oslo, and prisons were spoken of.\n"
    )
    recalled = "Nobody who was put into prison for what he wrote is free by now.\n" * 4
    (tmp_path / "a.txt").write_text(f"Human rights\n\n{report}{call}")
    (tmp_path / "b.txt").write_text(f"Human rights\n\n{recalled}{report}{call}")
    documents = pipeline.run(tmp_path, five.rules())["documents"].sort("path")
    assert documents["in_scope"].to_list() == [True, False]
    assert documents["scope_reason"][1] == "It calls on others, and only speaks of meetings."


def test_a_day_given_by_the_author_takes_no_text_out_of_scope(tmp_path: Path) -> None:
    """Where sources.yaml has another day than the page, or the page none, the text stays."""
    report = "On 5 May 2027 the EU and Norway held a human rights dialogue in Oslo.\nThey spoke of {}.\n"
    pages = {"a": report, "b": f"Human rights\n6 May 2027\n\n{report}"}
    entries = ""
    for registered in ("2020-01-02", "2030-01-02"):
        for name, page in pages.items():
            text = page.format("courts" if registered < "2027" else "prisons")  # no two files are the same
            (tmp_path / f"{name}{registered}.txt").write_text(text)
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            entries += f"- {{file: {name}{registered}.txt, sha256: {sha256}, published: {registered}}}\n"
    (tmp_path / "sources.yaml").write_text(f"sources:\n{entries}")
    tables = pipeline.run(tmp_path, five.rules())
    assert tables["documents"]["in_scope"].to_list() == [True] * 4


def test_a_meeting_long_before_the_day_that_the_author_gives_is_in_doubt(tmp_path: Path) -> None:
    """The page may be one that only recalls the meeting: a person has to look."""
    text = "On 5 May 2027 the EU and Norway held a human rights dialogue in Oslo.\n"
    (tmp_path / "a.txt").write_text(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    for published, doubted in (("2027-05-09", []), ("2027-08-09", ["2027-05-05"])):
        entry = f"sources:\n- {{file: a.txt, sha256: {sha256}, published: {published}}}\n"
        (tmp_path / "sources.yaml").write_text(entry)
        doubts = pipeline.run(tmp_path, five.rules())["doubts"]
        assert doubts.filter(field="start_date")["values"].to_list() == doubted
