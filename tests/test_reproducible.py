"""The real brief, released, and made again under another clock, zone, locale, hash seed and file order."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

import five
from dialogues.base.errors import ReleaseError
from dialogues.base.project import Project
from dialogues.releasing import changes, diff, edition, manifest, provenance, release, verify
from dialogues.releasing.provenance import Provenance

OTHERWISE = """
import os, time
real, listed, scanned = time.time, os.listdir, os.scandir
time.time = lambda: real() + 400 * 86400
time.time_ns = lambda: int(time.time() * 1e9)

class Backwards:
    def __init__(self, path="."):
        with scanned(path) as entries:
            self.entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def close(self): pass

os.scandir = Backwards
os.listdir = lambda path=".": sorted(listed(path), reverse=True)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
open(os.path.join(os.path.dirname(__file__), "loaded"), "w").close()
"""
ENVIRONMENT = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "4711",
    "POLARS_MAX_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
}

VERSION = five.VERSION


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The repository with the five texts, committed in a folder of their own and released there."""
    root = tmp_path_factory.mktemp("released") / "project"
    five.project(root)
    (root / ".gitignore").write_text("reports/_build/\nreports/_draft/\n", encoding="utf-8")
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "All")):
        subprocess.run(["git", "-C", str(root), *who, *command], check=True, capture_output=True)
    release.release(Project(root), VERSION)
    yield Project(root)
    shutil.rmtree(root)


@pytest.fixture
def folder(project: Project) -> Path:
    return project.reports / VERSION


def test_the_same_bytes_come_out_in_other_circumstances(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(OTHERWISE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    verified = verify.verify(project, VERSION)
    assert verified.is_same, str(verified)
    assert {"brief.html", "brief.pdf", "CHANGES.md", "datapackage.json"} <= verified.files.keys()
    assert (tmp_path / "loaded").exists()  # else nothing was otherwise


def test_one_changed_byte_in_any_released_file_is_caught(folder: Path) -> None:
    for path in [*manifest.files(folder), manifest.NAME]:
        file = folder / path
        whole = file.read_bytes()
        at = len(whole) // 2
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = manifest.broken(folder)
        file.write_bytes(whole)
        assert [problem.path for problem in found] == [f"reports/{VERSION}/{path}"]
    assert manifest.broken(folder) == []


def test_the_released_data_package_is_valid(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the tool's own dependencies warn about is not ours
        import frictionless

        report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])


def test_both_files_carry_version_inputs_date_language_and_licence_for_catalogues(
    project: Project, folder: Path
) -> None:
    inputs = provenance.inputs(project)
    html = (folder / "brief.html").read_text(encoding="utf-8")
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    report = json.loads(said)
    assert (report["@type"], report["isBasedOn"]["@type"]) == ("Report", "Dataset")
    assert (report["version"], report["identifier"]["value"]) == (VERSION, inputs.sha256)
    xmp = pypdf.PdfReader(folder / "brief.pdf").xmp_metadata
    current = edition.current(project)
    assert xmp is not None
    assert xmp.dc_title == {"x-default": current.title}
    assert xmp.dc_language == ["en"]
    assert xmp.xmp_create_date is not None
    assert xmp.xmp_create_date.date() == current.published
    for said in (f"version {VERSION}", f"inputs {inputs.short}", "licence CC-BY-4.0"):
        assert said in (xmp.pdf_keywords or "")


def test_both_files_show_the_short_hash_of_the_inputs_on_their_first_page(
    project: Project, folder: Path
) -> None:
    short = provenance.inputs(project).short
    assert short in pypdf.PdfReader(folder / "brief.pdf").pages[0].extract_text()
    assert short in (folder / "brief.html").read_text(encoding="utf-8").split("<main")[0].split("<body")[1]


def test_the_brief_is_cited_as_the_citation_file_has_it(project: Project, folder: Path) -> None:
    html = (folder / "brief.html").read_text(encoding="utf-8")
    cited = replace(edition.current(project), is_draft=False).citation
    assert cited in " ".join(html.split())


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("seeds", "seeds/000_d51973c7d312c2a8.txt"),
        ("code", "analysis/dialogues/pipeline.py"),
        ("notebooks", "analysis/brief.qmd"),
        ("theme", "analysis/theme/brief.css"),
        ("codebook", "analysis/codebook/topics.yaml"),
    ],
)
def test_a_changed_input_gives_a_difference_that_names_exactly_it(
    project: Project, folder: Path, part: str, path: str
) -> None:
    shutil.copytree(folder / "data", project.draft / "data", dirs_exist_ok=True)
    whole = (project.root / path).read_bytes()
    (project.root / path).write_bytes(whole + b"\n")
    before, after = changes.load(project, VERSION), changes.load(project, "draft")
    (project.root / path).write_bytes(whole)
    told = json.loads(changes.as_json(before, after, diff.compare(before.tables, after.tables)))
    assert told["inputs"] == [{"part": part, "change": "changed", "path": path}]
    assert told["changes"] == []


def test_a_draft_of_the_same_inputs_is_no_release(project: Project, tmp_path: Path) -> None:
    said: Provenance = provenance.inputs(project)
    file = tmp_path / "draft.pdf"
    file.write_bytes(f"<pdf:Keywords>version {VERSION} (draft), inputs {said.short}</pdf:Keywords>".encode())
    with pytest.raises(ReleaseError, match=r"is a draft of .* made from these inputs"):
        verify.identify(project, file)
