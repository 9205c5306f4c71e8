"""The codebook's files: what is wrong is told with file, line and remedy, all at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest
import yaml

import five
import spoilt
from dialogues import codebook
from dialogues.base.errors import CodebookError
from dialogues.dataset import schemas

FOLDER = five.CODEBOOK


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the codebook, to be spoilt, below the working directory."""
    monkeypatch.chdir(tmp_path)
    return spoilt.copy(tmp_path)


def problems(folder: Path) -> list[str]:
    with pytest.raises(CodebookError) as refused:
        codebook.load(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_misspelt_key_is_told_with_the_likely_one(folder: Path) -> None:
    line = spoilt.change(folder, "topics", "  definition:", "  defintion:")
    assert problems(folder) == [
        f"codebook/topics.yaml:{line - 2}: The key 'definition' is missing. Add it.",
        f"codebook/topics.yaml:{line}: The key 'defintion' is not known here. Did you mean 'definition'?",
    ]


def test_a_code_that_stands_twice_is_told_with_both_lines(folder: Path) -> None:
    first = spoilt.change(folder, "topics", "- code: civil_society", "- code: civil_society")
    line = spoilt.change(folder, "topics", "- code: rule_of_law", "- code: civil_society")
    said = f"The code civil_society stands twice (first at line {first}). Merge the two entries."
    assert f"codebook/topics.yaml:{line}: {said}" in problems(folder)


def test_a_cue_of_two_codes_of_one_facet_is_refused(folder: Path) -> None:
    line = spoilt.append(folder, "plans", "  cues: [Early childhood]\n")
    assert problems(folder) == [
        f"codebook/plans.yaml:{line}: The cue 'Early childhood' is given to strategy_early_child_development "
        "and to other_plan. Keep it in one, or list it under `also` in the other."
    ]


def test_an_empty_cue_and_a_broken_pattern_are_refused_together(folder: Path) -> None:
    last = spoilt.append(folder, "plans", "  cues:\n    - (maybe)\n    - regex: '(unclosed'\n")
    assert problems(folder) == [
        f"codebook/plans.yaml:{last - 1}: A cue is empty, or can become empty. "
        "Write its words, or take it out.",
        f"codebook/plans.yaml:{last}: This is no regular expression: unclosed group. "
        "Mend it (Rust syntax, no look-around).",
    ]


@pytest.mark.parametrize(("file", "key"), [("instruments", "again"), ("statements", "pledge")])
def test_a_broken_pattern_is_refused_in_every_list_of_cues(folder: Path, file: str, key: str) -> None:
    entry = {"code": "X_MADE_UP", "label": "X", "definition": "X.", "example": "X.", "cues": ["made up"]}
    words = yaml.safe_dump([{**entry, key: [{"regex": "(unclosed"}]}])
    with (folder / f"{file}.yaml").open("a", encoding="utf-8") as written:
        written.write(words)
    assert any("This is no regular expression" in problem for problem in problems(folder))


def test_a_cue_of_no_known_kind_is_told_once(folder: Path) -> None:
    last = spoilt.append(folder, "plans", "  cues:\n    - 5\n    - {regexx: a}\n")
    should = "a cue should be text, or `regex:` with a regular expression in quotation marks"
    assert problems(folder) == [
        f"codebook/plans.yaml:{last - 1}: The first of `cues` of other_plan: {should} (found: 5). "
        "Correct the value.",
        f"codebook/plans.yaml:{last}: The second of `cues` of other_plan: {should} (found: {{regexx: a}}). "
        "Correct the value.",
    ]


def test_a_pattern_quoted_whole_is_no_phrase(folder: Path) -> None:
    last = spoilt.append(folder, "plans", "  cues:\n    - 'regex: (a|b)+'\n")
    (problem,) = problems(folder)
    assert problem.startswith(f"codebook/plans.yaml:{last}: ")
    assert "`regex:` stands inside the quotation marks" in problem


@pytest.mark.parametrize(
    ("cue", "why"),
    [
        ("[x]", "holds '[', which means nothing there"),
        ("(a|b)| c", "holds '|', which means nothing there"),
        (r"\\bmine", r"holds '\\', which means nothing there"),
        ("- . -", "holds no word"),
        ("(-|word)", "holds no word"),
        ("co\u00adoperation", "holds signs that no text has when it is read"),
        ("re\u0301gime", "holds signs that no text has when it is read"),
    ],
)
@pytest.mark.parametrize("key", ["cues", "also"])
def test_a_cue_that_can_never_be_found_is_refused(folder: Path, key: str, cue: str, why: str) -> None:
    last = spoilt.append(folder, "plans", f"  {key}:\n    - {json.dumps(cue)}\n")
    (problem,) = problems(folder)
    assert problem.startswith(f"codebook/plans.yaml:{last}: The cue ")
    assert f"{why}" in problem
    assert problem.endswith("a pattern is written `regex: '...'`.")


def test_half_a_bracket_a_code_with_other_signs_and_too_large_a_pattern_are_refused(folder: Path) -> None:
    line = spoilt.change(folder, "plans", "- code: nap_childrens_rights", "- code: nap childrens rights")
    last = spoilt.append(folder, "plans", r"  cues: [a(b, a)b(c), {regex: '(\w{1,900}){1,900}'}]" + "\n")
    half = "has a bracket without its other half. Write both: a(b) stands for a and ab."
    assert problems(folder) == [
        f"codebook/plans.yaml:{line}: The code 'nap childrens rights' holds other signs than letters, "
        "digits, _ and -. Rename it; its label can be any words.",
        f"codebook/plans.yaml:{last}: The cue 'a(b' {half}",
        f"codebook/plans.yaml:{last}: The cue 'a)b(c)' {half}",
        f"codebook/plans.yaml:{last}: This stands for too many words at once. "
        "Mend it (Rust syntax, no look-around).",
    ]


def test_a_missing_folder_and_a_missing_file_are_one_sentence_each(folder: Path) -> None:
    with pytest.raises(CodebookError) as refused:
        codebook.load(folder / "nowhere")
    assert str(refused.value) == (
        "codebook/nowhere: There is no such folder. Name the folder that holds the codebook."
    )
    (folder / "places.yaml").unlink()
    assert problems(folder) == ["codebook/places.yaml: There is no such file. Bring it back."]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "organisations",
            "parent: UN_TREATY_BODIES",
            "parent: UN_TREATYBODIES",
            "points to an unknown organisation 'UN_TREATYBODIES' (parent). Did you mean 'UN_TREATY_BODIES'?",
        ),
        (
            "instruments",
            "topics: [death_penalty]",
            "topics: [death_penalties]",
            "points to an unknown topic 'death_penalties' (topics). Did you mean 'death_penalty'?",
        ),
        (
            "institutions",
            "local: {TKM: mejlis}",
            "local: {TKN: mejlis}",
            "TKN is no ISO 3166-1 alpha-3 code.",
        ),
        (
            "institutions",
            "items: {ministries:",
            "items: {ministry:",
            "has items of an unknown list 'ministry'. Did you mean 'ministries'?",
        ),
        ("places", "state: TKM", "state: TURKMENISTAN", "TURKMENISTAN is no ISO 3166-1 alpha-3 code."),
    ],
)
def test_what_points_to_nothing_is_refused_with_its_line(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    line = spoilt.change(folder, name, old, new)
    [problem] = problems(folder)
    assert problem.startswith(f"codebook/{name}.yaml:{line}: ")
    assert said in problem


def test_the_problems_of_all_files_come_at_once(folder: Path) -> None:
    spoilt.change(folder, "topics", "  label:", "  lable:")
    (folder / "places.yaml").unlink()
    told = problems(folder)
    assert any("places.yaml" in problem for problem in told)
    assert any("Did you mean 'label'?" in problem for problem in told)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has named pipes")
def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(folder: Path) -> None:
    (folder / "topics.yaml").unlink()
    os.mkfifo(folder / "topics.yaml")
    (told,) = problems(folder)
    assert "topics.yaml: This is not a file of bytes." in told


def test_a_file_that_is_no_part_of_the_codebook_is_told_and_not_opened(folder: Path) -> None:
    before = codebook.load(folder)
    (folder / "notes.md").write_text("- a: 1\n", encoding="utf-8")
    assert codebook.load(folder).sha256 == before.sha256
    (folder / "topic.yaml").symlink_to("/dev/full")
    (folder / "places.yml").write_text("- a: 1\n", encoding="utf-8")
    (folder / "zz.yaml").write_text("- a: 1\n", encoding="utf-8")
    assert problems(folder) == [
        "codebook/places.yml: No file of the codebook has this name. Did you mean 'places.yaml'?",
        "codebook/topic.yaml: No file of the codebook has this name. Did you mean 'topics.yaml'?",
        "codebook/zz.yaml: No file of the codebook has this name. "
        "Move it away; README.md tells the files there are.",
    ]


def test_the_hash_changes_with_any_byte_of_any_file(folder: Path) -> None:
    before = codebook.load(folder)
    spoilt.append(folder, "states", "# nothing new\n")
    after = codebook.load(folder)
    assert before.sha256 != after.sha256
    assert before.version.startswith(before.edition.version)


def test_every_code_of_the_dataset_has_a_row() -> None:
    codes = codebook.load(FOLDER).codes()
    schemas.Codes.validate(codes)
    assert set(codes["facet"]) == {
        "kind",
        "topic",
        "organisation",
        "institution",
        "instrument",
        "plan",
        "statement",
        "readout",
        "counterpart",
    }
    assert {"TKM", "EU"} <= set(codes.filter(pl.col("facet") == "counterpart")["code"])


def test_a_topic_meets_the_schemes_of_others_where_they_speak_of_the_same() -> None:
    codes = codebook.load(FOLDER).codes().filter(pl.col("uhri_themes").is_not_null())
    assert set(codes["facet"]) == {"topic"}
    of = {row["code"]: row for row in codes.to_dicts()}
    assert of["judicial_reform"]["uhri_themes"] == "Administration of justice & fair trial"
    assert (of["judicial_reform"]["sdg_targets"], of["judicial_reform"]["cap_codes"]) == ("16.3", "1204")
    assert of["freedom_of_assembly_association"]["cap_codes"] is None


@pytest.mark.parametrize(
    ("old", "new"),
    [('sdg: ["16.3"]', "sdg: [16.3]"), ('sdg: ["16.3"]', 'sdg: ["18.3"]'), ("cap: [1204]", "cap: [12]")],
)
def test_what_is_no_target_and_no_code_of_others_is_refused_with_its_line(
    folder: Path, old: str, new: str
) -> None:
    line = spoilt.change(folder, "topics", old, new)
    [problem] = problems(folder)
    assert problem.startswith(f"codebook/topics.yaml:{line}: ")


@pytest.mark.parametrize("pattern", ["", r"\b", "^", "$", "x*", "(?:the)?", "-?"])
def test_a_pattern_that_can_stand_for_nothing_is_refused(folder: Path, pattern: str) -> None:
    last = spoilt.append(folder, "plans", f"  cues:\n    - regex: '{pattern}'\n")
    assert problems(folder) == [
        f"codebook/plans.yaml:{last}: This can stand for no words at all. "
        "Mend it (Rust syntax, no look-around)."
    ]
