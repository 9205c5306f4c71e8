"""The brief as a publication: one version, one title, one date, wherever they are printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogues.base.errors import ReleaseError
from dialogues.base.project import Project
from dialogues.releasing import edition, provenance, versions


def test_a_draft_is_called_a_draft_unless_its_version_is_being_released(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = versions.declared(project)
    monkeypatch.delenv(edition.RELEASING, raising=False)
    assert f"Version {version} (draft)." in edition.current(project).citation
    monkeypatch.setenv(edition.RELEASING, version)
    assert f"Version {version}. Data cut-off " in edition.current(project).citation
    monkeypatch.setenv(edition.RELEASING, "2099.1")
    assert edition.current(project).is_draft


def test_a_catalogue_reads_report_and_dataset_with_version_date_language_and_licence(
    project: Project,
) -> None:
    text = edition.json_ld(edition.current(project), provenance.inputs(project))
    assert "<" not in text  # it cannot close the script element it stands in
    report = json.loads(text)
    for thing, kind in ((report, "Report"), (report["isBasedOn"], "Dataset")):
        assert thing["@type"] == kind
        assert {"name", "version", "datePublished", "inLanguage", "license", "author"} <= thing.keys()


def test_what_the_citation_file_lacks_is_named_all_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("project")
    (root / "CITATION.cff").write_text("authors: [{name: A}]\nlicense: MIT\n", encoding="utf-8")
    with pytest.raises(ReleaseError) as refusal:
        edition.current(Project(root))
    told = [str(problem) for problem in refusal.value.problems]
    assert len(told) == 3
    for key, problem in zip(("version", "date-released", "abstract"), told, strict=True):
        assert problem.startswith("CITATION.cff:1: ")
        assert f"'{key}' is missing" in problem


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"version: 2025.10", "this should be text; put it into quotation marks"),
        (b"date-released: soon", "`date-released`"),
        (b"authors: 3", "this should be a list"),
        (b"authors: [{email: a@example.org}]", "it has neither `name` nor `family-names`"),
        (b"license-url: ftp://example.org", "`license-url`"),
        (b"abstract: \xe9", "is not UTF-8"),
    ],
)
def test_a_slip_in_the_citation_file_is_told_with_its_line(tmp_path: Path, line: bytes, said: str) -> None:
    lines = {
        b"version": b"version: '2025.1'",
        b"date-released": b"date-released: 2025-07-01",
        b"authors": b"authors: [{name: A}]",
        b"license": b"license: MIT",
        b"license-url": b"license-url: https://example.org/",
        b"abstract": b"abstract: About.",
    }
    lines[line.partition(b":")[0]] = line
    (tmp_path / "CITATION.cff").write_bytes(b"\n".join(lines.values()) + b"\n")
    with pytest.raises(ReleaseError) as refusal:
        edition.current(Project(tmp_path))
    (problem,) = refusal.value.problems
    assert problem.line == list(lines.values()).index(line) + 1
    assert said in str(problem)
