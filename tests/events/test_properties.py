"""What is read hangs on the sentence: not on who is named in it, nor on where its lines are broken."""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import five
from dialogues import phrases
from dialogues.codebook.facets import states
from dialogues.coding import gazetteer, mentions
from dialogues.events import dates, facts, names
from sentence_frame import sentences
from texts import dataset

RULES = five.rules()
STATES = sorted(name for name in states().values() if "(" not in name and "," not in name)
BODIES = sorted(
    str(next(cue for cue in code.cues if isinstance(cue, str) and "(" not in cue))
    for code in RULES.organisations
    if any(isinstance(cue, str) and "(" not in cue for cue in code.cues)
    and code.code not in {instrument.reviewer for instrument in RULES.instruments}
)
CITIES = sorted({place.place for place in RULES.places} - {*STATES})
TOLD = (
    "On 3 June 2031 the Foreign Minister of {one} met with the Ambassador of {other} in {city}.",
    "The 5th human rights dialogue between {one} and {other} was held in {city} on 3 June 2031.",
    "{body} and the Government of {one} organised a seminar in {city}.",
    "A round table was hosted by the Embassy of {other} with the support of {body}.",
    "{city} hosted the {one}-{other} political consultations.",
)


def shapes_of(texts: list[str]) -> list[str]:
    """The shapes of sentences, the numbers of names left out."""
    units = sentences(*texts)
    documents = units.select("document_id", published=pl.lit(None, pl.Date)).unique()
    spoken = phrases.find(units, RULES)
    found = gazetteer.find(units, spoken)
    named = mentions.find(units, spoken, found, RULES)
    read = facts.texts_of(units)
    known = names.find(read, spoken, named, found, dates.find(units, documents, RULES.words), RULES)
    bare = pl.col("whole").str.replace_all(r"\.[0-9.]+ ", " ").str.strip_chars()
    clauses = facts.clauses_of(read, known, RULES).with_columns(bare)
    joined = clauses.group_by("sentence_id", maintain_order=True).agg(pl.col("whole").str.join(" | "))
    return units.join(joined, on="sentence_id", maintain_order="left")["whole"].to_list()


@settings(max_examples=6)
@given(
    st.lists(st.sampled_from(STATES), min_size=2, max_size=2, unique=True),
    st.sampled_from(BODIES),
    st.sampled_from(CITIES),
)
def test_other_states_bodies_and_cities_give_the_same_shape(two: list[str], body: str, city: str) -> None:
    given_names = {"one": two[0], "other": two[1], "body": body, "city": city}
    usual = {"one": "Norway", "other": "Oman", "body": "UNICEF", "city": "Vienna"}
    found = shapes_of([told.format(**these) for these in (usual, given_names) for told in TOLD])
    assert found[len(TOLD) :] == found[: len(TOLD)]


SENTENCES = (
    "On 3 June 2031 the fifth human rights dialogue between Norway and Oman was held in Vienna.",
    "The delegation of Norway was led by Director Ingrid Moe, that of Oman by Ambassador Salim Said.",
    "The sides discussed freedom of assembly, the rights of persons with disabilities and gender equality.",
    "Oman said that its National Human Rights Action Plan for 2031-2035 had been adopted by the government.",
    "UNICEF and the Office of the UN High Commissioner for Human Rights took part in the second session.",
)
ROWS = {"facts": ("field", "value"), "people": ("name", "side"), "plan_references": ("plan", "period_start")}


@settings(max_examples=5)
@given(st.permutations(SENTENCES[1:]), st.integers(60, 100), st.sampled_from(["\n", "\r\n", " \n"]))
def test_where_lines_are_broken_changes_no_row(more: list[str], width: int, end: str) -> None:
    text = " ".join((SENTENCES[0], *more))
    wrapped = end.join(textwrap.wrap(text, width))
    with tempfile.TemporaryDirectory() as folder:
        made = dataset(Path(folder), {"long": text + "\n", "wrapped": wrapped + "\n"})
    for table, columns in {**ROWS, "mentions": ("facet", "code", "assertion")}.items():
        rows = {
            name: sorted(map(str, made[table].filter(document_id=name).select(columns).iter_rows()))
            for name in ("long", "wrapped")
        }
        assert rows["long"] == rows["wrapped"], table
