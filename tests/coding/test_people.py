"""People in sentences: names, functions, sides, heads; one person under many spellings; no false people."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import five
from dialogues.coding import people as people_of
from dialogues.coding import spelling
from dialogues.coding.people import identity
from dialogues.dataset import Dataset, schemas
from golden_tables import each_of, hard
from texts import dataset

FILLER = "The meeting was held at the Ministry of Foreign Affairs of Turkmenistan on 5 May 2023."


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Give the people of all golden sentences, each a document of its own."""
    texts = {f"{place:03}": f"{text}\n\n{FILLER}\n" for place, text in enumerate(hard("names")["text"])}
    return dataset(tmp_path_factory.mktemp("names"), texts)["people"]


@each_of("names")
def test_people_of_hard_sentences(people: pl.DataFrame, case: dict[str, str]) -> None:
    found = people.filter(pl.col("document_id") == case["place"].zfill(3)).sort("start")
    told = [
        "|".join((name, role or "", organisation or "", "head" if is_head else ""))
        for name, role, organisation, is_head in found.select(
            "name", "role", "organisation", "is_head"
        ).iter_rows()
    ]
    assert ";".join(told) == case["people"]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Give the people of the golden sentences about sides, each a document of its own."""
    texts = {f"{place:03}": f"{FILLER}\n\n{text}\n" for place, text in enumerate(hard("sides")["text"])}
    return dataset(tmp_path_factory.mktemp("sides"), texts)["people"]


@each_of("sides")
def test_side_and_presence_of_hard_sentences(sides: pl.DataFrame, case: dict[str, str]) -> None:
    found = sides.filter(pl.col("document_id") == case["place"].zfill(3)).sort("start")
    told = [
        "|".join((name, side or "", presence, "head" if is_head else ""))
        for name, side, presence, is_head in found.select("name", "side", "presence", "is_head").iter_rows()
    ]
    assert ";".join(told) == case["people"]


def _heads(*people: tuple[str, str | None, bool, bool]) -> pl.DataFrame:
    """People of one document: ``(name, side, faces, by_default)``, all heads unless they face the state."""
    rows = [
        {
            "document_id": "a",
            "name": name,
            "side": side,
            "is_head": not faces,
            "faces": faces,
            "by_default": own,
            **dict.fromkeys(("private", "joins", "untold"), False),
        }
        for name, side, faces, own in people
    ]
    kept = dict.fromkeys(identity.KEPT, pl.Boolean())
    return pl.DataFrame(rows, schema={**schemas.empty(schemas.People).schema, **kept})


@pytest.mark.parametrize(
    ("heads", "sides"),
    [
        ([("one", "TKM", False, False), ("two", None, False, False)], ["TKM", "DEU"]),
        ([("one", None, False, False), ("two", "DEU", False, False)], ["TKM", "DEU"]),
        ([("one", "TKM", False, False), ("two", "TKM", False, True)], ["TKM", "DEU"]),
        ([("one", "TKM", False, True), ("two", None, False, False)], ["TKM", "DEU"]),
        ([("envoy", None, True, False)], ["DEU"]),
        ([("one", None, False, False), ("two", None, False, False)], [None, None]),
    ],
)
def test_two_who_led_speak_for_one_side_each(
    heads: list[tuple[str, str | None, bool, bool]], sides: list[str | None]
) -> None:
    met = pl.DataFrame({"document_id": ["a", "a"], "side": ["TKM", "DEU"], "is_state": [True, False]})
    kinds = pl.DataFrame({"document_id": ["a"], "kind": ["political_consultations"]})
    assert people_of.complete(_heads(*heads), met, kinds, five.rules())["side"].to_list() == sides
    untitled = five.rules().model_copy(update={"states": ()})
    assert people_of.complete(_heads(*heads), met, kinds, untitled)["side"].to_list() == sides


def test_statements_know_the_person_who_speaks(tmp_path: Path) -> None:
    text = (
        "On 5 May 2023 UNICEF and the Ministry of Justice of Turkmenistan held a seminar in Ashgabat on the "
        "rights of the child. Mary Lund, UNICEF Representative in Turkmenistan, urged the state to publish "
        "figures on children in custody. Lund welcomed the new law on the rights of the child."
    )
    said = dataset(tmp_path, {"a": text})["statements"]
    assert said.select("side", "person_id").rows() == [("UNICEF", "lund-m-unicef")] * 2


@pytest.mark.parametrize(
    "spellings",
    [
        ["Vepa Hajiyev", "V.Hajiyev", "V. Khadjiev", "Vepa Khajiev", "Vepa Hajiev", "Wepa Hajyýew"],
        ["Gurbanguly Berdimuhamedov", "G.Berdymukhammedov", "Gurbanguly Berdimuhamedow"],
        ["Rashid Meredov", "R.Meredov", "Raşit Meredow"],
        ["Serdar Atayev", "S. Ataev", "Serdar Ataýew"],
        ["Matilda Bogner", "M.Bogner", "Bogner"],
        ["OKUDA Shinji", "Shinji Okuda", "S. Okuda", "Okuda"],
    ],
)
def test_spellings_of_one_name_agree(spellings: list[str]) -> None:
    assert [(one, other) for one in spellings for other in spellings if not spelling.agree(one, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Serdar Berdimuhamedov", "G. Berdimuhamedov"),
        ("A. Gurbanov", "A. Gurbanova"),
        ("B. Atayev", "S. Atayev"),
    ],
)
def test_different_people_stay_apart(one: str, other: str) -> None:
    assert not spelling.agree(one, other)


def test_one_person_in_two_outlets_has_one_id(tmp_path: Path) -> None:
    texts = {
        "a": f"Deputy Foreign Minister V. Khadjiev of Turkmenistan spoke. {FILLER}",
        "b": f"Deputy Minister of Foreign Affairs of Turkmenistan Vepa Hajiyev spoke. {FILLER}",
        "c": f"UN Resident Coordinator Viktor Hajiyev spoke. {FILLER}",
    }
    found = dataset(tmp_path, texts)["people"]
    assert found["person_id"].to_list() == ["hajiev-v-mfa", "hajiev-v-mfa", "hajiev-v-un"]


@given(st.text())
def test_any_name_folds_to_plain_letters(name: str) -> None:
    folded = spelling.fold(name)
    assert folded == folded.strip()
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz ")


def test_quotes_stand_in_the_text(tmp_path: Path) -> None:
    """Name and function are the text's own words."""
    made: Dataset = dataset(
        tmp_path, {"a": "Turkmenistan’s President Gurbanguly  Berdimuhamedov met the EU."}
    )
    text = made["documents"]["text"][0]
    for row in made["people"].iter_rows(named=True):
        assert " ".join(text[row["start"] : row["end"]].split()) == row["name"]
        assert row["role"] in text


def test_functions_tell_a_side_only_beside_a_party_whose_they_are(tmp_path: Path) -> None:
    """A title of one state's officials, and who heads an office in the country, speak for the other party."""
    held = "On 5 May 2023 political consultations between Turkmenistan and {} were held in Ashgabat."
    seminar = "On 5 May 2023 {} held a seminar on human rights in Ashgabat."
    titled = "Assistant Secretary of State for Labor Jane Roe spoke of human rights."
    sent = "Chief of Mission Eva Lang opened it. Judge Mary Lund spoke."
    texts = {
        "a": f"{held.format('the United States')} {titled}\n",
        "b": f"{held.format('Australia')} {titled}\n",
        "c": f"{seminar.format('IOM')} {sent}\n",
        "d": f"{seminar.format('IOM and UNICEF')} {sent}\n",
    }
    sides = (
        dataset(tmp_path, texts)["people"].sort("document_id", "name").select("document_id", "name", "side")
    )
    assert sides.rows() == [
        ("a", "Jane Roe", "USA"),
        ("b", "Jane Roe", None),
        ("c", "Eva Lang", "IOM"),
        ("c", "Mary Lund", "TKM"),
        ("d", "Eva Lang", None),
        ("d", "Mary Lund", "TKM"),
    ]
