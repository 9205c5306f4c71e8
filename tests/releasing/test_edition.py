"""The brief as a publication: one version, one title, one date, wherever they are printed."""

from __future__ import annotations

import json

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
    assert [str(problem) for problem in refusal.value.problems] == [
        "CITATION.cff: `version` is missing. Add it.",
        "CITATION.cff: `date-released` is missing. Add it.",
        "CITATION.cff: `abstract` is missing. Add it.",
    ]
