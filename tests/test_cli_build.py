"""``dialogues build``, ``add`` and ``doctor`` as a user meets them: words, exit statuses, what lies where."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

import five
import texts as texts_of
from dialogues import dataset, doctor, examples, pipeline
from dialogues.base import opening, packages, system
from dialogues.base.errors import DialoguesError
from dialogues.cli import main

ROUND = (
    "On 17 June 2025, the 17th Human Rights Dialogue between Turkmenistan and the European Union was held in "
    "Brussels. The sides discussed the rule of law."
)
EARLY = (
    "On 5 May 2024 the Ministry of Foreign Affairs of Turkmenistan and the European Union held the human "
    "rights dialogue in Ashgabat."
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "round.txt").write_text(ROUND, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dataset.Dataset:
    """The dataset of the one text."""
    return texts_of.dataset(tmp_path_factory.mktemp("made"), {"round": ROUND})


@pytest.fixture
def is_read(made: dataset.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is read already: what comes after is tried."""
    monkeypatch.setattr(pipeline, "run", lambda *_: made)


def test_the_seeds_give_every_table(tmp_path: Path) -> None:
    done = run("build", "--seeds", five.TEXTS, "--out", tmp_path / "data")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("5 texts read from ")
    dataset.validate(dataset.read(tmp_path / "data"))


def test_a_folder_without_a_register_is_built(texts: Path, tmp_path: Path) -> None:
    done = run("build", "--seeds", texts, "--out", tmp_path / "data")
    assert done.exit_code == 0, done.output
    assert dataset.read(tmp_path / "data")["documents"]["document_id"].to_list() == ["round"]


@pytest.mark.parametrize("inner", ["", "data", "data/more"])
def test_tables_are_not_written_into_a_release(texts: Path, tmp_path: Path, inner: str) -> None:
    release = tmp_path / "2025.2"
    (release / "data").mkdir(parents=True)
    (release / "manifest.json").write_text("{}", encoding="utf-8")
    (release / "data" / "events.parquet").write_bytes(b"released")
    done = run("build", "--seeds", texts, "--out", release / inner)
    assert done.exit_code == 2
    assert "lies in the release 2025.2, which is never changed" in done.output
    assert sorted(path.name for path in release.rglob("*") if path.is_file()) == [
        "events.parquet",
        "manifest.json",
    ]
    assert (release / "data" / "events.parquet").read_bytes() == b"released"


@dataclass(frozen=True)
class Odd:
    """What a build says and makes of a folder of odd files."""

    texts: Path
    done: Result
    tables: dataset.Dataset


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Odd:
    """A round as it should be among texts and files that are not."""
    root = tmp_path_factory.mktemp("odd")
    texts = root / "texts"
    texts.mkdir()
    told = "Yesterday the Human Rights Dialogue between Turkmenistan and the EU was held in Ashgabat."
    for name, text in {
        "round": ROUND,
        "nought": ROUND.replace("17th", "0th").replace("2025", "2024"),
        "clock": f"Date 0001-01-01 {told}",
        "carpets": "Turkey sold carpets to Turkmenistan for a higher sum in July 2021.",
        "inkless": " \u200b\u00a0\ufeff\n",
    }.items():
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
    (texts / "bad.txt").write_bytes(b"Fine.\n\xff")
    os.mkfifo(texts / "pipe.txt")
    (texts / "sources.yaml").write_text(f"sources:\n  - {{file: gone.txt, sha256: {'a' * 64}}}\n")
    done = run("build", "--seeds", texts, "--out", root / "data")
    return Odd(texts, done, dataset.read(root / "data"))


def test_files_that_are_no_texts_are_named_and_the_rest_is_built(odd: Odd) -> None:
    """A pipe is not waited for; a text with a wrong clock, or a round numbered nought, stops no other."""
    assert odd.done.exit_code == 0, odd.done.output
    assert odd.done.stdout.startswith("4 texts read from ")
    assert f"rejected: {odd.texts}/bad.txt:2: Byte 6 (0xff) is not UTF-8." in odd.done.output
    for said in (
        "pipe.txt: This is not a file of bytes. Move it away, or put a file in its place.",
        "inkless.txt: The file holds no words.",  # signs without ink are none
        "out of scope: carpets.txt: ",
    ):
        assert said in odd.done.output
    assert odd.tables["rejects"]["path"].to_list() == ["bad.txt", "inkless.txt", "pipe.txt"]
    rounds = odd.tables["events"].drop_nulls("start_date").sort("start_date")
    assert rounds["ordinal"].to_list() == [None, 17]


def test_a_registered_text_that_is_gone_is_noted(odd: Odd) -> None:
    where = f"{odd.texts}/sources.yaml:2"
    assert f"note: {where}: gone.txt is registered, but not there. Bring the file back" in odd.done.stderr


def test_the_account_is_given_as_json(texts: Path, tmp_path: Path) -> None:
    (texts / "bad.txt").write_bytes(b"")
    said = json.loads(run("build", "--seeds", texts, "--out", tmp_path / "data", "--json").output)
    assert said["rejected"] == [
        {
            "problem": "The file holds no words.",
            "remedy": "Fill it or remove it.",
            "path": f"{texts}/bad.txt",
            "line": None,
        }
    ]
    assert said["rows"]["documents"] == len(said["in_scope"]) + len(said["out_of_scope"]) == 1


def test_a_folder_of_rejects_is_an_error_and_leaves_the_last_dataset(
    texts: Path, tmp_path: Path, made: dataset.Dataset
) -> None:
    out = tmp_path / "data"
    dataset.write(made, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (texts / "round.txt").write_bytes(b"\xff")
    done = run("build", "--seeds", texts, "--out", out)
    assert done.exit_code == 1
    assert "round.txt:1: Byte 0 (0xff) is not UTF-8." in done.output
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    done = run("build", "--seeds", tmp_path / "texts", "--out", tmp_path / "data")
    assert done.exit_code == 1
    assert (
        done.output
        == f"{tmp_path}/texts: The folder holds no text. Put the texts there, as UTF-8 files named *.txt.\n"
    )


def test_an_out_that_is_a_file_is_wrong_usage(texts: Path) -> None:
    assert run("build", "--seeds", texts, "--out", texts / "round.txt").exit_code == 2


def test_an_unknown_option_is_wrong_usage() -> None:
    assert run("build", "--sedes", "x").exit_code == 2


def test_a_text_that_is_not_the_one_registered_is_built_but_not_unnoticed(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(five.TEXTS, seeds)
    changed = seeds / "000_d51973c7d312c2a8.txt"
    changed.write_bytes(changed.read_bytes() + b" More.")
    done = run("build", "--seeds", seeds, "--out", tmp_path / "data")
    assert done.exit_code == 0, done.output
    (note,) = done.stderr.splitlines()
    assert note.startswith(
        f"note: {seeds}/sources.yaml:10: {changed.name} was changed after it was registered: "
    )
    assert note.endswith(" Bring the registered text back, or put the new SHA-256 here.")


@pytest.mark.usefixtures("is_read")
def test_a_folder_of_one_text_is_counted_in_the_singular(texts: Path, tmp_path: Path) -> None:
    done = run("build", "--seeds", texts, "--out", tmp_path / "data")
    assert done.output.startswith(
        f"1 text read from {texts}: 1 in scope, 0 out of scope, 0 rejected. It gives 1 event and "
    )


def test_a_fault_of_the_package_is_one_sentence_and_a_trace_only_where_it_was_asked_for(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise KeyError("nothing")

    monkeypatch.setattr(pipeline, "run", stumble)
    done = run("build", "--seeds", texts, "--out", tmp_path / "data")
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(
        r"This is a fault of dialogues, not of your files: KeyError: 'nothing' \(\S+cli\.py:\d+\)\. "
        r"Please report it with what you called and what `DIALOGUES_DEBUG=1` before the call adds\.\n",
        done.stderr,
    )
    said = json.loads(run("build", "--seeds", texts, "--out", tmp_path / "data", "--json").stdout)
    assert "not of your files" in said["problems"][0]["problem"]
    monkeypatch.setenv("DIALOGUES_DEBUG", "1")
    assert isinstance(run("build", "--seeds", texts, "--out", tmp_path / "data").exception, KeyError)


def test_add_copies_and_registers_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(five.TEXTS, tmp_path / "seeds")
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    (tmp_path / "new.txt").write_text(ROUND)
    monkeypatch.chdir(tmp_path)
    done = run("add", "new.txt", "--publisher", "nCa", "--published", "2025-06-19")
    assert (done.exit_code, done.output) == (0, "Added seeds/new.txt, registered in seeds/sources.yaml:55.\n")
    assert run("add", "new.txt").exit_code == 1
    (tmp_path / "newer.txt").write_text(ROUND + " More.")
    assert run("add", "newer.txt", "--published", "2025-06-20").output.endswith(
        "It was published after the corpus's cutoff: raise `cutoff` (2025-06-19) in sources.yaml.\n"
    )
    (tmp_path / "early.txt").write_text("3 March 2024\n\n" + EARLY)
    assert run("add", "early.txt", "--published", "2024-03-04").output.splitlines()[1:] == [
        f"note: {told} Put the wrong one right, in sources.yaml or by a reading."
        for told in (
            "It was published on 2024-03-04, before the meeting of 2024-05-05 it tells of.",
            "Its own head has the day 2024-03-03; sources.yaml has 2024-03-04.",
        )
    ]
    assert run("add", "nowhere.txt").exit_code == 2
    assert run("add", "new.txt", "--published", "soon").exit_code == 2


def test_the_doctor_says_what_is_here_and_what_a_brief_needs() -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == "Everything that a brief needs is here."


def test_the_doctor_names_what_is_missing_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = doctor.Part("typst", None, True, "PDF", "Run `make brief`.")
    monkeypatch.setattr(doctor, "examine", lambda: [missing])
    done = run("doctor")
    assert (done.exit_code, done.output) == (
        1,
        "typst  MISSING. Run `make brief`.\nMissing or broken: typst.\n",
    )
    said = run("doctor", "--json")
    assert json.loads(said.output)[0]["found"] is None


def test_the_doctor_tries_each_part_and_not_only_whether_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of packages that are gone, or end the process that loads them: pip holds both for installed."""
    for name, code in (
        ("typst", "raise ImportError('no _typst')"),
        ("pypandoc", "def get_pandoc_path(): raise OSError"),
        ("vl_convert", "import os; os.abort()"),
        ("ipykernel_launcher", "raise SystemExit(3)"),
    ):
        (tmp_path / f"{name}.py").write_text(code + "\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    names = ["pypandoc-binary", "vl-convert-python", "typst", "ipykernel", "click"]
    assert {name: why.split(" (")[0] for name, why in doctor.tried(names).items()} == {
        "pypandoc-binary": "Pandoc is missing, or does not run",
        "vl-convert-python": "it ends the process that loads it",
        "typst": "no _typst",
        "ipykernel": "The Python that runs the notebook ended here",
    }
    assert "--force-reinstall" in packages.REMEDY


@pytest.mark.parametrize("command", ["build", "check", "add", "doctor"])
def test_every_command_has_its_help(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3


def test_a_refusal_is_json_too_where_json_was_asked_for(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["build", "--seeds", str(tmp_path / "none"), "--json"])
    assert done.exit_code == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["problem"] == "There is no such folder."


@pytest.mark.usefixtures("is_read")
def test_what_the_system_refuses_is_a_plain_sentence(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/somewhere/events.parquet")

    monkeypatch.setattr(dataset, "write", full)
    done = run("build", "--seeds", texts)
    assert done.exit_code == 1
    assert done.output.startswith(
        "/somewhere/events.parquet: The system refuses this: No space left on device."
    )


@pytest.mark.usefixtures("is_read")
@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Make room on that disk"),
        (errno.EDQUOT, "Your share of that disk is used up"),
        (errno.EROFS, "Nothing can be written on that disk (read-only)"),
        (errno.EACCES, "Look who may read and write it"),
        (errno.EXDEV, "Make room, or look"),
    ],
)
def test_the_remedy_for_what_the_system_refuses_fits(
    texts: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    """By the number of the error, also where only its words have it."""

    def refuses(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/somewhere/events.parquet")

    with monkeypatch.context() as patched:
        patched.setattr(dataset, "write", refuses)
        assert f"{os.strerror(number)}. {remedy}" in run("build", "--seeds", texts).output
    assert system.remedy(pl.exceptions.ComputeError(f"it is so (os error {number})")).startswith(remedy)
    assert system.remedy(shutil.Error([("a", "b", f"[Errno {number}] it is so: 'b'")])).startswith(remedy)


@pytest.mark.usefixtures("is_read")
def test_of_many_files_that_cannot_be_copied_one_is_named(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tree that a full disk does not hold is one sentence, not a list of what Python met."""
    many = tmp_path / "many"
    many.mkdir()
    for name in ("a", "b"):
        (many / name).write_text(name, encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        def copy(_: str, to: str) -> None:
            raise OSError(28, "No space left on device", to)

        shutil.copytree(many, tmp_path / "there", copy_function=copy)

    monkeypatch.setattr(dataset, "write", full)
    done = run("build", "--seeds", texts)
    assert done.exit_code == 1
    (said,) = done.output.splitlines()
    assert re.match(r".*/there/[ab]: The system refuses this: No space left on device\. Make room", said)


@pytest.mark.usefixtures("is_read")
def test_a_package_that_is_missing_is_named(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'polars'", name="polars")

    monkeypatch.setattr(dataset, "validate", missing)
    done = run("build", "--seeds", texts)
    assert done.exit_code == 1
    assert done.output.startswith(
        "The package polars is missing or broken. Install the locked packages again"
    )


@pytest.mark.usefixtures("is_read")
def test_a_disk_that_fills_is_a_plain_sentence(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError(
            "parquet: underlying IO error: No space left on device (os error 28)"
        )

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    done = run("build", "--seeds", texts, "--out", tmp_path / "data")
    assert done.exit_code == 1
    assert "The tables cannot be written there (No space left on device (os error 28))." in done.output


def test_an_empty_path_is_wrong_usage(texts: Path) -> None:
    for arguments in (("--out", ""), ("--seeds", "", "--out", texts.parent / "data")):
        done = run("build", *arguments)
        assert done.exit_code == 2
        assert "it is empty; name a path, or leave it out." in done.output


def test_a_link_to_itself_and_a_pipe_for_a_folder_are_wrong_usage(texts: Path, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for arguments, said in (
        (("build", "--seeds", tmp_path / "loop"), "is a link that leads nowhere"),
        (("build", "--seeds", texts, "--out", tmp_path / "loop" / "more"), "is a link that leads nowhere"),
        (("export", tmp_path / "loop"), "is a link that leads nowhere"),
        (("build", "--seeds", texts, "--readings", tmp_path / "pipe"), "is no folder"),
    ):
        done = run(*arguments)
        assert (done.exit_code, said in " ".join(done.output.split())) == (2, True), done.output


def refused(*_: object) -> None:
    raise DialoguesError([])


@pytest.mark.parametrize("name", opening.GIVEN)
def test_a_folder_of_the_project_that_is_a_link_is_refused_by_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    five.project(root)
    (root / name).mkdir(exist_ok=True)
    shutil.move(root / name, elsewhere)
    (root / name).symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))
    monkeypatch.chdir(root)
    monkeypatch.setattr(examples, "problems", lambda *_: ())  # what else `check` looks at is tried elsewhere
    monkeypatch.setattr(pipeline, "run_with_notes", refused)
    told = f"{name}: This is a link, which is not followed. Put the folder itself in its place."
    for command in ("build", "export out", "render", "preview", "read", "review", "check", "add a.txt"):
        (root / "a.txt").write_text(ROUND, encoding="utf-8")
        done = run(*command.split())
        assert (done.exit_code, told in done.output) == (1, True), done.output
    shutil.rmtree(elsewhere / "_build", ignore_errors=True)  # of what `check` looked at
    assert sorted(elsewhere.rglob("*")) == before


@pytest.mark.parametrize("out", [".", "data"])
def test_an_out_within_the_texts_is_wrong_usage(texts: Path, out: str) -> None:
    done = run("build", "--seeds", texts, "--out", texts / out)
    assert done.exit_code == 2
    assert "The folder lies among the texts or the rules. Name another one." in done.output
    assert [path.name for path in texts.iterdir()] == ["round.txt"]


@pytest.mark.usefixtures("is_read")
def test_signs_of_a_pattern_in_a_folders_name_are_signs(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "a[b]*?"
    assert run("build", "--seeds", texts, "--out", out).exit_code == 0
    assert dataset.read(out)["documents"].height == 1
    assert run("diff", out, out).exit_code == 0


def test_two_forms_of_a_difference_at_once_are_wrong_usage() -> None:
    done = run("diff", "draft", "draft", "--json", "--markdown")
    assert done.exit_code == 2
    assert done.stderr == "--markdown and --json are asked for at once. Choose one of them.\n"


def test_a_score_against_no_readings_is_wrong_usage(tmp_path: Path) -> None:
    done = run("score", "--readings", tmp_path / "nope", "--seeds", five.TEXTS)
    assert done.exit_code == 2
    assert "nope: There is no such folder of readings. Name one with --readings." in done.stderr
