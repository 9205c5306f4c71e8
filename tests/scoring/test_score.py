"""The score: what is right, missed, extra, invented; and that the score on texts we hold does not fall."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from dialogues import codebook, pipeline
from dialogues.base.errors import DialoguesError
from dialogues.base.project import HOME
from dialogues.cli import main
from dialogues.dataset import Dataset
from dialogues.scoring import gold, score

HERE = Path(__file__).parents[1]
SEEDS = HERE / "golden" / "seeds.jsonl"
PRACTICE = HERE / "practice" / "gold.jsonl"
FLOORS = {  # the least agreement with the reader of the practice texts: F1 of sets, exactness of facts
    "topics": 0.95,
    "organisations": 0.95,
    "institutions": 0.95,
    "instruments": 0.95,
    "plan_periods": 0.95,
    "counterparts": 0.95,
    "people": 0.95,
    "kind": 0.95,
    "start_date": 0.92,
    "end_date": 0.92,
    "month_day": 0.92,
    "ordinal": 0.97,
    "mode": 0.95,
    "place": 0.95,
    "links": 1.0,
    "scope": 0.97,
}


@pytest.fixture(scope="module")
def seeds() -> Dataset:
    return pipeline.run(HOME / "seeds", codebook.load(HOME / "analysis" / "codebook"))


@pytest.fixture(scope="module")
def practice() -> Dataset:
    return pipeline.run(PRACTICE.parent / "texts", codebook.load(HOME / "analysis" / "codebook"))


def figures(dataset: Dataset, path: Path) -> dict[str, float]:
    """One figure a measure: exactness where there is one, else F1."""
    scored = score.against(dataset, path).with_columns(figure=pl.coalesce("exact", "f1"))
    return dict(scored.select("measure", "figure").iter_rows())


def written(tmp_path: Path, *readings: dict[str, object]) -> Path:
    """Write a gold file of ``readings``."""
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(reading) + "\n" for reading in readings), encoding="utf-8")
    return path


def test_the_seeds_agree_with_their_gold_in_everything(seeds: Dataset) -> None:
    assert score.misses(seeds, SEEDS).to_dicts() == []


@pytest.mark.parametrize("measure", FLOORS)
def test_the_score_on_the_practice_texts_does_not_fall(practice: Dataset, measure: str) -> None:
    assert figures(practice, PRACTICE)[measure] >= FLOORS[measure]


def test_no_date_is_invented_in_the_practice_texts(practice: Dataset) -> None:
    scored = score.against(practice, PRACTICE).filter(pl.col("measure").is_in(["start_date", "end_date"]))
    assert scored["invented"].to_list() == [0, 0]


def test_misses_say_what_was_expected_and_found_and_where(seeds: Dataset, tmp_path: Path) -> None:
    reading = json.loads(SEEDS.read_text(encoding="utf-8").splitlines()[0])
    changed = reading | {"counterparts": ["USA"], "ordinal": 16, "mode": None}
    found = score.misses(seeds, written(tmp_path, changed))
    told = found.select("measure", "miss", "expected", "found").rows()
    assert told == [
        ("counterparts", "extra", None, "EU"),
        ("counterparts", "missed", "USA", None),
        ("ordinal", "wrong", "16", "17"),
        ("mode", "extra", None, "in_person"),
    ]
    assert found["sentence"][2].startswith("On 17 June 2025, the 17th Human Rights Dialogue")


def test_optional_labels_are_neither_rewarded_nor_punished(seeds: Dataset, tmp_path: Path) -> None:
    reading = json.loads(SEEDS.read_text(encoding="utf-8").splitlines()[0])
    without = reading | {
        "topics": [],
        "topics_optional": reading["topics"],
        "place": None,
        "place_optional": True,
    }
    found = score.against(seeds, written(tmp_path, without))
    assert found.filter(pl.col("measure").is_in(["topics", "place"])).is_empty()


def test_an_alternative_kind_and_end_are_right_too(seeds: Dataset, tmp_path: Path) -> None:
    reading = json.loads(SEEDS.read_text(encoding="utf-8").splitlines()[0])
    other = reading | {
        "event_kind": "round_table",
        "event_kind_alt": "human_rights_dialogue",
        "event_date_end": "2025-06-18",
        "event_date_end_alt": "2025-06-17",
    }
    assert figures(seeds, written(tmp_path, other))["kind"] == 1
    assert figures(seeds, written(tmp_path, other))["end_date"] == 1


def test_a_weak_link_does_not_count(seeds: Dataset, tmp_path: Path) -> None:
    readings = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    weak = [r | {"same_event_as": [], "same_event_as_weak": r["same_event_as"]} for r in readings]
    assert score.against(seeds, written(tmp_path, *weak)).filter(pl.col("measure") == "links").is_empty()
    none = [r | {"same_event_as": []} for r in readings]
    assert figures(seeds, written(tmp_path, *none))["links"] == 0


def test_institutions_may_be_written_as_names(seeds: Dataset, tmp_path: Path) -> None:
    reading = json.loads(SEEDS.read_text(encoding="utf-8").splitlines()[3])
    named = reading | {"institutions": ["Interdepartmental Commission", "MFA"]}
    assert figures(seeds, written(tmp_path, named))["institutions"] == 1


def test_two_readers_who_agree_have_alpha_one() -> None:
    alphas = score.between_coders(PRACTICE, PRACTICE)
    assert set(alphas["measure"]) == {*gold.Reading(file="a", relevant=True).sets(), *gold.FIELDS}
    assert alphas["alpha"].drop_nulls().unique().to_list() == [1.0]


def test_a_line_that_is_off_is_told_with_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, {"file": "a.txt", "relevant": True}, {"file": "b.txt", "relevant": "perhaps"})
    with pytest.raises(DialoguesError) as raised:
        gold.read(path)
    assert [problem.line for problem in raised.value.problems] == [2]
    assert "relevant" in str(raised.value)


def test_texts_and_gold_that_do_not_meet_are_refused(seeds: Dataset, tmp_path: Path) -> None:
    with pytest.raises(DialoguesError, match="None of the gold file's documents is in the dataset"):
        score.against(seeds, written(tmp_path, {"file": "elsewhere.txt", "relevant": True}))


def test_the_command_tells_the_form_and_scores_the_seeds() -> None:
    told = CliRunner().invoke(main, ["score", "--help"]).output
    assert [
        name
        for name in gold.Reading.model_fields
        if name not in told and not name.endswith(("_dev", "_dev_weak"))
    ] == []
    assert "`file` and `relevant` are needed" in " ".join(told.split())
    scored = CliRunner().invoke(main, ["score", str(SEEDS), "--json", "--details"])
    assert scored.exit_code == 0
    assert {"scores", "misses"} == set(json.loads(scored.output))
