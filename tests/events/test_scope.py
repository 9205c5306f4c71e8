"""Scope: a text that reports a meeting, and one that only speaks of a meeting."""

from __future__ import annotations

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


@pytest.mark.parametrize("head", ["Interview", "Draft agenda"])
def test_what_a_title_says_of_its_text_holds_for_all_its_meetings(head: str, tmp_path: Path) -> None:
    """The same report is out of scope where its title says that it only speaks of the meeting."""
    report = "On 5 May 2027 the EU and Norway held a human rights dialogue in Oslo.\n"
    (tmp_path / "report.txt").write_text(f"Human rights\n\n{report}")
    (tmp_path / "talk.txt").write_text(f"{head}\n\n{report}")
    documents = pipeline.run(tmp_path, five.rules())["documents"].sort("path")
    assert documents["in_scope"].to_list() == [True, False]
