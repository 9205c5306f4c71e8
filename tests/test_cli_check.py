"""``dialogues check``: one plain sentence a problem, with file and line, all at once."""

from __future__ import annotations

import errno
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import five
from dialogues import dataset, examples, pipeline
from dialogues.cli import main

FIRST = "000_d51973c7d312c2a8.txt"
EMBASSY = "001_c333be35ce9fa843.txt"
CITATION = (
    "version: '2025.1'\ndate-released: 2025-07-01\nauthors: [{name: A}]\nlicense: MIT\nabstract: About.\n"
)


@pytest.fixture
def unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's seeds and codebook, with the working directory in it."""
    shutil.copytree(five.TEXTS, tmp_path / "seeds")
    shutil.copytree(five.CODEBOOK, tmp_path / "analysis" / "codebook")
    (tmp_path / "analysis" / "brief.qmd").write_text("## Main\n", encoding="utf-8")
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nversion = '2025.1'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def exemplary(unread: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, whose texts were read as they are at first: what is told of its files is tried."""
    made = five.dataset()
    monkeypatch.setattr(pipeline, "run_with_notes", lambda *_: (made, ()))
    return unread


@pytest.fixture
def project(exemplary: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, whose codebook's examples are read as they say."""
    monkeypatch.setattr(examples, "problems", lambda *_: ())
    return exemplary


def check(*options: str) -> Result:
    return CliRunner().invoke(main, ["check", *options])


def told(status: int = 1) -> list[str]:
    done = check()
    assert done.exit_code == status, done.output
    return done.output.splitlines()


def line_of(project: Path, words: str) -> int:
    lines = (project / "seeds" / "sources.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_an_account_of_nobody_is_told_with_the_line_of_its_entry(project: Path) -> None:
    edit(project, 'account: TKM # "in coop', 'account: QQQ # "in coop')
    first, _ = told()
    where = f"seeds/sources.yaml:{line_of(project, FIRST)}"
    assert first.startswith(
        f"{where}: The account 'QQQ' of {FIRST} is no state (ISO 3166-1 alpha-3) and no organisation of the "
        "codebook. "
    )


def test_a_brief_that_is_not_there_is_told(project: Path) -> None:
    (project / "analysis" / "brief.qmd").unlink()
    first, _ = told()
    assert (
        first == "analysis/brief.qmd: The notebook of the brief is not here. Bring it back (`git restore`)."
    )


def test_a_citation_file_that_cannot_be_used_is_told(project: Path) -> None:
    (project / "CITATION.cff").write_text(CITATION.replace("[{name: A}]", "3"), encoding="utf-8")
    first, _ = told()
    assert first.startswith("CITATION.cff:3: ")


@pytest.mark.usefixtures("unread")
def test_the_project_is_sound() -> None:
    (line,) = told(0)
    assert line.startswith("Sound: 5 texts registered and unchanged, codebook without fault, ")


@pytest.mark.usefixtures("project")
def test_timings_are_told_stage_by_stage() -> None:
    stages = [line.split(" s  ")[1] for line in check("--timings").output.splitlines() if " s  " in line]
    assert stages == [
        "modules",
        "seeds",
        "codebook",
        "dataset",
        "schemas and rules",
        "notebooks",
        "shapes",
        "releases",
        "all",
    ]


def test_a_changed_seed_is_told_with_the_line_of_its_entry(project: Path) -> None:
    with (project / "seeds" / FIRST).open("ab") as seed:
        seed.write(b" More.")
    first, last = told()
    where = f"seeds/sources.yaml:{line_of(project, FIRST)}"
    assert first.startswith(f"{where}: {FIRST} was changed after it was registered: its SHA-256 is ")
    assert first.endswith(" Bring the registered text back, or put the new SHA-256 here.")
    assert last == "1 problem found."


def edit(project: Path, old: str, new: str) -> None:
    register = project / "seeds" / "sources.yaml"
    register.write_text(register.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_spans_that_no_longer_stand_in_a_changed_seed_are_counted(project: Path) -> None:
    dataset.write(five.dataset(), project / "reports" / "_draft" / "data")
    seed = project / "seeds" / FIRST
    seed.write_bytes(seed.read_bytes().replace(b"nCa, 19 June", b"nCA, 19 June"))
    assert " Every span of the last build still stands. " in told()[0]
    seed.write_bytes(seed.read_bytes().replace(b"Gurbanov", b"Gurbanow"))
    assert (
        " 2 spans of the last build no longer stand (1 of mentions, 1 of people), the first "
        "“Ahmet Gurbanov” at 526. " in told()[0]
    )
    seed.write_bytes(seed.read_bytes().replace(b"17 June", b"18 of June"))
    assert re.search(
        r"\d+ of mentions, 2 of plan_references, 1 of people, \d+ of statements, \d+ of facts\), the first “",
        told()[0],
    )


def test_a_meeting_that_a_further_text_dates_a_day_off_is_noted_and_nothing_is_merged(
    unread: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "problems", lambda *_: ())
    text = "On June 19, 2020 the Human Rights Dialogue between Turkmenistan and the EU was held by video. "
    (unread / "new.txt").write_text(text + "The sides discussed the rule of law.")
    assert CliRunner().invoke(main, ["add", "new.txt", "--published", "2020-06-20"]).exit_code == 0
    told = json.loads(check("--json").output)
    (note,) = told["notes"]
    assert note["problem"] == (
        f"Its meeting of 2020-06-19 and that of 2020-06-18, of which {EMBASSY} tells, "
        "may be one: same counterpart and kind, a day apart."
    )
    assert (note["path"], told["sound"]) == ("seeds/new.txt", True)


def test_an_unregistered_text_is_told(project: Path) -> None:
    (project / "seeds" / "new.txt").write_text("A new text was written on the dialogue.")
    wanted = "seeds/new.txt: The text is not registered in sources.yaml. Run `dialogues add seeds/new.txt`."
    assert told() == [wanted, "1 problem found."]
    (project / "seeds" / "new.txt").rename(project / "seeds" / "new text.txt")
    assert told()[0].endswith("Run `dialogues add 'seeds/new text.txt'`.")


def test_a_missing_text_is_told(project: Path) -> None:
    (project / "seeds" / EMBASSY).unlink()
    where = f"seeds/sources.yaml:{line_of(project, EMBASSY)}"
    problem = f"{EMBASSY} is registered, but not there. Bring the file back, or remove its entry."
    assert told()[0] == f"{where}: {problem}"


def test_a_rejected_file_is_told_with_its_line(project: Path) -> None:
    (project / "seeds" / "bad.txt").write_bytes(b"Fine.\n\xff")
    assert told()[0].startswith("seeds/bad.txt:2: Byte 6 (0xff) is not UTF-8.")


def test_a_slip_in_the_register_is_told_with_its_line(project: Path) -> None:
    edit(project, "publisher: nCa", "publsher: nCa")
    line = line_of(project, "publsher")
    wanted = f"seeds/sources.yaml:{line}: The key 'publsher' is not known here. Did you mean 'publisher'?"
    assert told() == [wanted, "1 problem found."]


def test_a_day_that_no_calendar_has_is_told_with_its_line(project: Path) -> None:
    edit(project, "published: 2025-06-19", "published: 2025-02-31")
    edit(project, "published: 2020-12-17", "published: 2020-13-01")
    first, second, _ = told()
    lines = [line_of(project, words) for words in ("2025-02-31", "2020-13-01")]
    assert (
        first
        == f"seeds/sources.yaml:{lines[0]}: There is no such day or time: 2025-02-31. Correct the value."
    )
    assert second.startswith(f"seeds/sources.yaml:{lines[1]}: There is no such day or time: 2020-13-01. ")


def test_a_text_published_after_the_cutoff_is_told(project: Path) -> None:
    edit(project, "published: 2025-06-19", "published: 2025-06-20")
    where = f"seeds/sources.yaml:{line_of(project, FIRST)}"
    problem = f"{FIRST} was published on 2025-06-20, after the corpus's cutoff."
    assert told()[0] == f"{where}: {problem} Correct the date, or raise `cutoff`."


def test_a_text_without_a_day_of_publication_may_not_tell_of_a_day_after_the_cutoff(project: Path) -> None:
    edit(project, "cutoff: 2025-06-19", "cutoff: 2020-06-01")
    problems = told()
    where = f"seeds/sources.yaml:{line_of(project, EMBASSY)}"
    problem = f"{EMBASSY} tells of a meeting of 2020-06-18, after the corpus's cutoff."
    assert (
        f"{where}: {problem} Register its day of publication, and raise `cutoff` where it is right."
        in problems
    )
    edit(project, "cutoff: 2020-06-01", "cutoff: 2020-06-18")
    assert not any("tells of a meeting" in problem for problem in told())


def test_all_problems_are_told_at_once(project: Path) -> None:
    (project / "seeds" / "new.txt").write_text("A new text was written on the dialogue.")
    (project / "seeds" / "bad.txt").write_bytes(b"\xff")
    (project / "seeds" / EMBASSY).unlink()
    assert told()[-1] == "3 problems found."


def test_conflicts_of_git_are_told_in_every_file_at_once(project: Path) -> None:
    marks = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n"
    readings = project / "analysis" / "readings"
    readings.mkdir()
    (readings / "a.yaml").write_text(
        f"note: A\n{marks.format('split: dev', 'split: check')}", encoding="utf-8"
    )
    (readings / "b.yaml").write_text("noote: A\n", encoding="utf-8")
    (project / "seeds" / "sources.yaml").write_text(marks.format("- a", "- b"), encoding="utf-8")
    (project / "seeds" / "known_events.yaml").write_text("- 3\n", encoding="utf-8")
    *told_of, _ = told()
    stands = "A conflict of git's stands here. Keep one of the two versions, and none of its marks."
    assert told_of[:2] == [f"seeds/sources.yaml:{line}: {stands}" for line in (1, 5)]
    assert told_of[2].startswith("seeds/known_events.yaml:1: ")
    assert told_of[3:5] == [f"analysis/readings/a.yaml:{line}: {stands}" for line in (2, 6)]
    assert all(line.startswith("analysis/readings/b.yaml:1: ") for line in told_of[5:])
    assert told_of[5:]


def test_an_empty_folder_is_told(project: Path) -> None:
    shutil.rmtree(project / "seeds")
    (project / "seeds").mkdir()
    assert told()[0] == "seeds: The folder holds no text. Put the texts there, as UTF-8 files named *.txt."


def test_the_verdict_is_given_as_json(project: Path) -> None:
    assert json.loads(check("--json").output)["sound"] is True
    (project / "seeds" / "new.txt").write_text("A new text was written on the dialogue.")
    done = check("--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["problems"] == [
        {
            "problem": "The text is not registered in sources.yaml.",
            "remedy": "Run `dialogues add seeds/new.txt`.",
            "path": "seeds/new.txt",
            "line": None,
        }
    ]


def test_a_slip_in_the_codebook_is_told_with_its_line(project: Path) -> None:
    kinds = project / "analysis" / "codebook" / "kinds.yaml"
    kinds.write_text(
        kinds.read_text(encoding="utf-8").replace("definition:", "defintion:", 1), encoding="utf-8"
    )
    (project / "seeds" / "new.txt").write_text("A new text was written on the dialogue.")
    found = told()
    assert any(
        problem.startswith("analysis/codebook/kinds.yaml:") and "'defintion'" in problem for problem in found
    )
    assert any("not registered" in problem for problem in found)


def test_a_codebook_that_passed_is_not_asked_again_until_it_changes(
    exemplary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exemplary / "reports").mkdir()
    first = told(0)
    with monkeypatch.context() as patched:
        patched.setattr(examples, "problems", lambda *_: pytest.fail("asked again"))
        assert told(0) == first
    words = exemplary / "analysis" / "codebook" / "words.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("The seminar took place in May.", "Nothing."), encoding="utf-8")
    spoilt = told()
    assert "The example 'Nothing.' has no word of TAKE_PLACE." in spoilt[0]
    assert told() == spoilt
    words.write_text(text, encoding="utf-8")
    assert told(0) == first


def test_a_sound_dataset_is_not_made_again_until_a_file_changes_or_is_none(
    unread: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = unread
    monkeypatch.setattr(examples, "problems", lambda *_: ())
    (project / "reports").mkdir()
    first = told(0)
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "run_with_notes", lambda *_: pytest.fail("made again"))
        assert told(0) == first
    (project / "analysis" / "readings").mkdir()
    reading = project / "analysis" / "readings" / f"{FIRST.removesuffix('.txt')}.yaml"
    reading.write_text("no: reading\n", encoding="utf-8")
    assert any(line.startswith("analysis/readings/") for line in told())
    reading.unlink()
    topics = project / "analysis" / "codebook" / "topics.yaml"
    topics.rename(project / "topics.yaml")
    topics.symlink_to(project / "topics.yaml")
    assert told()[0].startswith("analysis/codebook/topics.yaml: ")


def test_a_typed_number_a_misspelt_call_and_a_refused_construct_are_told_without_a_render(
    project: Path,
) -> None:
    (project / "analysis" / "brief.qmd").write_text(
        "```{python}\nfrom dialogues.brief.brief import open_brief\n\nb = open_brief()\n```\n\n"
        "There are 5 texts of seven, `{python} b.claim(b.txts)`.\n\n::: {.columns}\n:::\n",
        encoding="utf-8",
    )
    done = check("--format", "github")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    for said in (
        "::error file=analysis/brief.qmd,line=7::The number 5 is typed into the prose. ",
        "::error file=analysis/brief.qmd,line=7::The number seven is typed into the prose. ",
        "::error file=analysis/brief.qmd,line=7::The brief has no `txts`. Did you mean `texts`?",
    ):
        assert any(line.startswith(said) for line in lines), said


def test_a_changed_file_of_a_release_is_told(project: Path) -> None:
    release = project / "reports" / "2025.1"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text("{}", encoding="utf-8")
    done = check("--format", "junit")
    assert done.exit_code == 1
    assert "reports/2025.1/manifest.json: The manifest cannot be read." in done.output


@pytest.mark.usefixtures("project")
def test_two_forms_at_once_are_wrong_usage() -> None:
    assert check("--json", "--format", "github").exit_code == 2
    assert check("--format", "yaml").exit_code == 2


@pytest.mark.usefixtures("project")
def test_who_reads_along_may_go_before_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `head -1` does: nothing is amiss."""

    def gone(*_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("dialogues.ci.look", gone)
    done = check()
    assert (done.exit_code, done.output) == (1, "")
