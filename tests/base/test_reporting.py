"""What is wrong, said for a person, a program, GitHub and a test report."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dialogues.base import reporting
from dialogues.base.errors import Problem
from dialogues.base.reporting import Part, Report

PROBLEM = Problem("It costs 5%\nand | more.", "Mend it.", "seeds/a,b.txt", 3)
REPORT = Report(
    (Part("seeds", (PROBLEM,)), Part("codebook")),
    (Problem("Perhaps one.", "Look.", "seeds/c.txt"),),
    "1 problem found.",
    {"texts": 5},
)


def test_text_has_a_line_a_problem_then_notes_then_the_verdict() -> None:
    *lines, verdict = reporting.text(REPORT).splitlines()
    assert (lines[-1], verdict) == ("note: seeds/c.txt: Perhaps one. Look.", "1 problem found.")


def test_json_is_read_back() -> None:
    said = json.loads(reporting.as_json(REPORT))
    assert (said["sound"], said["problems"], said["texts"]) == (False, [PROBLEM.as_dict()], 5)


def test_annotations_name_file_and_line_and_escape_what_would_end_them() -> None:
    error, notice, verdict = reporting.github(REPORT).splitlines()
    assert error == "::error file=seeds/a%2Cb.txt,line=3::It costs 5%25%0Aand | more. Mend it."
    assert notice == "::notice file=seeds/c.txt::Perhaps one. Look."
    assert verdict == "1 problem found."


def test_annotations_name_files_from_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    monkeypatch.setenv(reporting.WORKSPACE, str(tmp_path))
    assert reporting.github(REPORT).startswith("::error file=inner/seeds/a%2Cb.txt,line=3::")


def test_a_junit_report_has_a_test_a_part() -> None:
    (suite,) = ElementTree.fromstring(reporting.junit(REPORT))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [(case.get("name"), len(case)) for case in suite] == [("seeds", 1), ("codebook", 0)]


def test_the_summary_of_a_step_is_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "summary.md"
    place.write_text("before\n", encoding="utf-8")
    reporting.summarise(REPORT)
    monkeypatch.setenv(reporting.SUMMARY, str(place))
    reporting.summarise(REPORT)
    said = place.read_text(encoding="utf-8")
    assert said.startswith("before\n## dialogues check")
    assert "| seeds/a,b.txt:3 | It costs 5% and \\| more. | Mend it. |" in said


def test_nothing_in_the_summary_of_a_step_is_taken_for_markdown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "summary.md"
    monkeypatch.setenv(reporting.SUMMARY, str(place))
    problem = Problem("![x](http://a.example) <img> `a` **b** @team\n# c", "See [d](e).", "`a`|b.txt", 1)
    reporting.summarise(Report((Part("seeds", (problem,)),), (), "1 *problem*.", {}))
    row = next(line for line in place.read_text(encoding="utf-8").splitlines() if "a.example" in line)
    assert row == (
        r"| \`a\`\|b.txt:1 | \!\[x\]\(http&#58;//a.example\) &lt;img&gt; \`a\` \*\*b\*\* &#64;team \# c "
        r"| See \[d\]\(e\). |"
    )
    assert r"1 \*problem\*." in place.read_text(encoding="utf-8")
