"""Releases: refused with reasons, all or nothing, never changed, and checked byte by byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues import check, ci
from dialogues.base import lock
from dialogues.base.errors import NotebookError, Problem, ReleaseError, UsageError
from dialogues.base.project import Project
from dialogues.releasing import edition, manifest, release, shelf, verify, versions

FILES = {
    ".gitignore": "reports/_build/\nanalysis/theme/local.css\n",
    "_quarto.yml": "project: {}\n",
    "pyproject.toml": '[project]\nversion = "2025.1"\ndependencies = ["polars>=2", "typst"]\n',
    "CITATION.cff": "version: '2025.1'\nauthors: [{name: A}]\nlicense: MIT\nabstract: About.\n"
    "date-released: 2025-07-01\n",
    "seeds/sources.yaml": "corpus: {title: Dialogues, state: TKM, years: [2020, 2025], cutoff: 2025-06-19}\n",
    "analysis/dialogues/code.py": "X = 1\n",
    "reports/README.md": "# reports\n",
}
Make = Callable[[Path, str, str, Path], None]


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A committed project with nothing wrong in it; its brief is one line and its check always passes."""
    root = tmp_path / "project"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root.parent, "init", "-q", "-b", "main", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "All")
    monkeypatch.setattr(check, "check", lambda _: check.Verdict(()))
    monkeypatch.setattr(release, "remake", made_of("# Education\n"))
    return Project(root)


def made_of(words: str) -> Make:
    """What stands for the render: a page, a table and a manifest, made from the tree."""

    def make(tree: Path, version: str, engine: str, into: Path) -> None:
        (into / "data").mkdir(parents=True)
        (into / "brief.md").write_text(words + version, encoding="utf-8")
        (into / "data" / "codes.csv").write_bytes(b"facet,code\r\ntopic,education\r\n")
        here = Project(tree)
        manifest.write(into, manifest.describe(here, into, edition.current(here), engine))

    return make


def refused(project: Project, version: str) -> list[str]:
    with pytest.raises(ReleaseError) as refusal:
        release.release(project, version)
    return [str(problem) for problem in refusal.value.problems]


def test_a_release_names_its_commit_and_its_inputs_and_is_listed(project: Project) -> None:
    place = release.release(project, "2025.1")
    content = manifest.read(place)
    assert content["git"]["clean"]
    assert len(content["git"]["commit"]) == 40
    assert list(content["inputs"]["files"]["code"]) == ["analysis/dialogues/code.py"]
    assert content["tools"].keys() == {"polars", "typst"}
    assert content["files"]["brief.md"]["bytes"] == len("# Education\n2025.1")
    assert "[HTML](2025.1/brief.html)" in (project.reports / "README.md").read_text(encoding="utf-8")
    assert "2025.1/brief.pdf" in (project.reports / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in project.reports.iterdir()) == [
        "2025.1",
        "README.md",
        "_build",
        "index.html",
    ]


def test_a_release_is_never_made_twice(project: Project) -> None:
    release.release(project, "2025.1")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-q", "-m", "Release")
    assert refused(project, "2025.1") == [
        "reports/2025.1: 2025.1 is released already, and a release is never changed. "
        "Release the next version."
    ]


def test_every_reason_to_refuse_is_told_at_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    unregistered = Problem(
        "The text is not registered in sources.yaml.", "Run `dialogues add`.", "seeds/x.txt"
    )
    monkeypatch.setattr(check, "check", lambda _: check.Verdict((unregistered,)))
    (project.root / "notes.txt").touch()
    assert refused(project, "2024.7") == [
        "pyproject.toml: The project declares version 2025.1, not 2024.7. Set `version` there.",
        "CITATION.cff: The version to cite is 2025.1, not 2024.7. Set `version` there.",
        "seeds/sources.yaml: The data cut-off is 2025-06-19: its year is not 2024. "
        "Release 2025.N, or correct the cut-off.",
        "notes.txt: The file is not committed as it is. Commit it, or put it back.",
        "seeds/x.txt: The text is not registered in sources.yaml. Run `dialogues add`.",
    ]


def test_a_malformed_version_is_refused(project: Project) -> None:
    for version in ("v2025.1", ""):
        with pytest.raises(UsageError, match=rf"^`{version}` is not a version: "):
            release.release(project, version)


def test_a_corpus_without_cutoff_is_refused(project: Project) -> None:
    sources = project.seeds / "sources.yaml"
    sources.write_text(FILES["seeds/sources.yaml"].replace("2025-06-19", "null"), encoding="utf-8")
    git(project.root, "commit", "-qam", "No cut-off")
    assert refused(project, "2025.1") == [
        "seeds/sources.yaml: The corpus has no data cut-off. "
        "Give `corpus: cutoff`, the last day that is covered."
    ]


def test_an_input_that_git_ignores_is_refused(project: Project) -> None:
    (project.analysis / "theme").mkdir()
    (project.analysis / "theme" / "local.css").touch()
    assert refused(project, "2025.1")[0].startswith("analysis/theme/local.css: The file is an input, but git")


def test_a_folder_outside_of_git_is_refused(project: Project) -> None:
    (project.root / ".git").rename(project.root.parent / "git")
    assert refused(project, "2025.1")[0].startswith("There is no git commit here")


@pytest.mark.parametrize("moment", ["remake", "shelf"])
def test_an_interrupted_release_leaves_nothing_half_made(
    project: Project, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupted(tree: Path, version: str, engine: str, into: Path) -> None:
        made_of("half")(tree, version, engine, into)
        raise KeyboardInterrupt

    def unlisted(_: Project) -> None:
        raise KeyboardInterrupt

    if moment == "remake":
        monkeypatch.setattr(release, "remake", interrupted)
    else:
        monkeypatch.setattr(shelf, "write", unlisted)
    with pytest.raises(KeyboardInterrupt):
        release.release(project, "2025.1")
    made = project.reports / "2025.1"
    assert not made.exists() if moment == "remake" else manifest.broken(made) == []
    assert [path.name for path in (project.reports / "_build").iterdir() if path.name != "lock"] == []


def test_verify_makes_it_again_from_the_recorded_commit_in_a_clone_of_a_later_one(project: Project) -> None:
    release.release(project, "2025.1")
    (project.analysis / "dialogues" / "code.py").write_text("X = 2\n", encoding="utf-8")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-q", "-m", "Release, and go on")
    clone = project.root.parent / "clone"
    git(project.root.parent, "clone", "-q", str(project.root), str(clone))
    verified = verify.verify(Project(clone), "2025.1")
    assert verified.is_same
    assert str(verified).splitlines()[0].startswith("2025.1 was made again from the recorded commit ")
    assert str(verified).splitlines()[1] == "3 of 3 files are the same."


def test_without_git_verify_takes_the_present_tree_if_its_inputs_are_those_recorded(project: Project) -> None:
    release.release(project, "2025.1")
    (project.root / ".git").rename(project.root.parent / "git")
    assert (
        verify.verify(project, "2025.1").source == "the present tree, whose inputs have the recorded hashes"
    )
    (project.analysis / "dialogues" / "code.py").write_text("X = 2\n", encoding="utf-8")
    with pytest.raises(
        ReleaseError, match=r"cannot be had here, and the present inputs differ .* recorded: code"
    ):
        verify.verify(project, "2025.1")


def test_verify_says_what_comes_out_otherwise(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    release.release(project, "2025.1")
    monkeypatch.setattr(release, "remake", made_of("# Health\n"))
    verified = verify.verify(project, "2025.1")
    assert not verified.is_same
    assert "brief.md: line 1: “# Education” became “# Health”." in str(verified)
    assert "2 of 3 files are the same." in str(verified)


def test_where_other_tools_cannot_make_it_again_they_are_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ReleaseError(Problem("It could not be made.", "Mend it."))

    release.release(project, "2025.1")
    installed = manifest.tools(project)["typst"]
    monkeypatch.setattr(manifest, "installed", lambda _: {"typst": "99.0"})
    monkeypatch.setattr(release, "remake", fails)
    with pytest.raises(
        ReleaseError, match=rf"could not be made\..* typst {installed} then, 99\.0 now\. Install"
    ):
        verify.verify(project, "2025.1")


@pytest.mark.parametrize("name", ["brief.md", "data/codes.csv", "manifest.json"])
def test_one_changed_byte_in_any_file_is_caught(project: Project, name: str) -> None:
    file = release.release(project, "2025.1") / name
    whole = file.read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ReleaseError, match=name):
            verify.verify(project, "2025.1")
    file.write_bytes(whole)
    assert verify.verify(project, "2025.1").is_same


def test_a_lost_and_an_added_file_are_caught(project: Project) -> None:
    place = release.release(project, "2025.1")
    (place / "brief.md").rename(place / "other.md")
    assert [str(problem).split(". ")[0] for problem in manifest.broken(place)] == [
        "reports/2025.1/brief.md: The file is in the manifest, but not here",
        "reports/2025.1/other.md: The file is not in the manifest",
    ]


def test_a_lost_folder_is_told_in_one_line_and_a_lost_release_where_it_is_listed(project: Project) -> None:
    place = release.release(project, "2025.1")
    count = len([*(place / "data").iterdir()])
    shutil.rmtree(place / "data")
    assert [str(problem).split(". ")[0] for problem in ci.releases(project)] == [
        f"reports/2025.1/data: The folder with {count} files is in the manifest, but not here"
    ]
    shutil.rmtree(place)
    (told,) = ci.releases(project)
    assert told.problem == "The release 2025.1 is listed, but its folder is not here."


def test_what_is_no_file_and_a_file_that_can_be_run_are_caught(project: Project) -> None:
    place = release.release(project, "2025.1")
    (place / "empty").mkdir()
    (place / "data/gone").symlink_to("nowhere")
    os.mkfifo(place / "pipe")
    (place / "brief.md").chmod(0o755)
    assert [str(problem).split(". ")[0] for problem in manifest.broken(place)] == [
        "reports/2025.1/brief.md: The file can be run as a program, as it was not when it was released",
        "reports/2025.1/data/gone: This is a link, which is not in the manifest",
        "reports/2025.1/empty: The folder is not in the manifest",
        "reports/2025.1/pipe: This is not a file of bytes",
    ]


def test_a_link_a_copy_and_a_lost_manifest_are_caught(project: Project) -> None:
    place = release.release(project, "2025.1")
    copied = project.reports / "2026.1"
    shutil.copytree(place, copied)
    assert versions.released(project) == ["2025.1"]
    assert "The manifest is that of 2025.1." in "".join(map(str, ci.releases(project)))
    shutil.rmtree(copied)
    (place / "brief.md").rename(project.root / "brief.md")
    (place / "brief.md").symlink_to(project.root / "brief.md")
    (told,) = ci.releases(project)
    assert str(told).startswith("reports/2025.1/brief.md: This is a link")
    for wrong in (
        '{"version": "2025.1", "files": [1]}',
        '{"version": "2025.1", "files": {"a": 1}}',
        "[" * 100_000,
    ):
        (place / "manifest.json").write_text(wrong, encoding="utf-8")
        assert [problem.problem for problem in ci.releases(project)] == ["The manifest cannot be read."]
    (place / "manifest.json").unlink()
    assert [problem.problem for problem in ci.releases(project)] == ["The manifest cannot be read."]


def test_a_release_that_is_a_link_is_not_verified(project: Project) -> None:
    place = release.release(project, "2025.1")
    place.rename(project.root / "elsewhere")
    place.symlink_to(project.root / "elsewhere")
    with pytest.raises(ReleaseError, match=r"^reports/2025\.1: This is a link, which is not followed\."):
        verify.verify(project, "2025.1")


def test_a_manifest_sealed_anew_is_compared_with_what_comes_out(project: Project) -> None:
    place = release.release(project, "2025.1")
    content = manifest.read(place)
    content["files"]["brief.md"]["bytes"] += 1
    manifest.write(place, content | {"published": "2020-01-01", "licence": "none"})
    assert manifest.broken(place) == []
    said = str(verify.verify(project, "2025.1"))
    assert "manifest.json: `published` is not what comes out.\nmanifest.json: `licence` is" in said
    assert "manifest.json: the size of brief.md is not what comes out.\n2 of 3 files are the same." in said
    assert said.endswith("that it is the one released, git's history or another copy can say.")


@pytest.mark.parametrize("commit", ["HEAD", "--help", 1])
def test_a_manifest_that_names_no_commit_for_good_is_none(project: Project, commit: str | int) -> None:
    place = release.release(project, "2025.1")
    manifest.write(place, manifest.read(place) | {"git": {"commit": commit}})
    (told,) = ci.releases(project)
    assert str(told).startswith("reports/2025.1/manifest.json: The manifest cannot be read.")
    with pytest.raises(ReleaseError, match="is none of the releases here"):
        verify.identify(project, place / "brief.md")


def test_of_two_releases_at_once_the_second_is_refused(project: Project) -> None:
    with lock.held(project.reports), pytest.raises(NotebookError, match="Another release is at work here"):
        release.release(project, "2025.1")
    assert not (project.reports / "2025.1").exists()


def test_a_release_there_is_not_is_answered_with_those_there_are(project: Project) -> None:
    with pytest.raises(UsageError, match=r"no release 2025\.1\. The releases are: none yet\."):
        verify.verify(project, "2025.1")


def brief(version: str, inputs: str) -> bytes:
    said = json.dumps(
        {"identifier": {"propertyID": "inputs-sha256", "value": inputs * 12}, "version": version}
    )
    return f'<script type="application/ld+json">{said}</script>'.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"# Education\n2025.1", None),
        (brief("2025.1", "0"), r"says it is 2025\.1, made from other inputs \(000000000000\), but it is not"),
        (
            brief("2025.1 (draft)", "0"),
            r"is a draft of 2025\.1, not a release; it was made from other inputs",
        ),
        (brief("2031.4", "0"), r"says it is 2031\.4, .*; there is no such release here"),
        (
            b"<pdf:Keywords>version 2025.1, inputs 000000000000</pdf:Keywords>",
            r"says it is 2025\.1, made from",
        ),
        (b"/Keywords (version 2025.1 \\(draft\\), inputs 000000000000)", r"is a draft of 2025\.1"),
        (b"something else", r"is none of the releases here"),
    ],
)
def test_a_file_somebody_was_sent_is_told_by_its_bytes_and_not_by_what_it_says(
    project: Project, tmp_path: Path, content: bytes, said: str | None
) -> None:
    release.release(project, "2025.1")
    file = tmp_path / "sent"
    file.write_bytes(content)
    if said is None:
        assert verify.identify(project, file) == verify.Identified(str(file), "brief.md", "2025.1")
    else:
        with pytest.raises(ReleaseError, match=said):
            verify.identify(project, file)
