"""What a reading says stands: in every kind of row, with its basis, and told among the corrections."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from dialogues import dataset, pipeline
from dialogues.codebook import Codebook
from dialogues.corpus import seeds
from dialogues.dataset import Dataset
from dialogues.dataset.findings import Findings
from dialogues.readings import load
from dialogues.readings.apply import TABLES, Applied, apply
from dialogues.readings.load import Reading
from readings.conftest import TEXTS, told

FRAMES = ("documents", *TABLES)
ROLE = "Deputy Minister of Foreign Affairs"


def read(found: Findings, *readings: Reading) -> Applied:
    """Apply readings that can be applied."""
    applied = apply(found, readings, "TKM")
    assert not applied.problems
    return applied


def values(applied: Applied, document_id: str, field: str) -> list[str]:
    """The values that a document's facts give a field."""
    rows = applied.findings.facts.filter(pl.col("document_id") == document_id, pl.col("field") == field)
    return sorted(rows["value"])


def corrected(applied: Applied) -> list[tuple[Any, ...]]:
    """The corrections, without document, reader and day."""
    return applied.corrections.select("table", "field", "was", "now", "why", "quote").rows()


def built(found: Findings, given: seeds.Seeds, rules: Codebook, *readings: Reading) -> Dataset:
    """The tables after reading, held to their schemas."""
    tables = pipeline.assemble(read(found, *readings), given, rules)
    dataset.validate(tables)
    return tables


def as_found(found: Findings, document_id: str) -> Reading:
    """A reading that says of a text what the rules say of it."""
    own = {name: getattr(found, name).filter(pl.col("document_id") == document_id) for name in TABLES}
    facts = own["facts"]
    one = dict(facts.filter(pl.col("field") != "counterpart").select("field", "value").iter_rows())
    event = {
        "kind": one["kind"],
        "start": one["start_date"],
        "end": one["end_date"],
        "ordinal": int(one["ordinal"]) if "ordinal" in one else None,
        "mode": one.get("mode"),
        "place": one.get("place"),
        "counterparts": facts.filter(pl.col("field") == "counterpart")["value"].to_list(),
    }
    codes = own["mentions"].select("facet", "code").unique(maintain_order=True).rows()
    plurals = {"topics": "topic", "organisations": "organisation", "institutions": "institution"}
    people = own["people"].select("name", "role", "organisation", "side", "presence", head="is_head")
    plans = own["plans"].select("plan", "owner", start="period_start", end="period_end", words="quote")
    said = own["statements"].select("statement", "side", "speaker", words="quote")
    return told(
        document_id,
        complete=True,
        event=event,
        **dict[str, Any](
            (plural, {"add": [c for f, c in codes if f == facet]}) for plural, facet in plurals.items()
        ),
        people={"add": people.to_dicts()},
        plans={"add": plans.to_dicts()},
        statements={"add": said.to_dicts()},
    )


@pytest.mark.parametrize("document_id", ["a", "b", "c"])
def test_a_reading_that_says_what_the_rules_say_changes_only_the_basis(
    found: Findings, document_id: str
) -> None:
    applied = read(found, as_found(found, document_id))
    assert applied.corrections.is_empty()
    for name in TABLES:
        was, now = getattr(found, name), getattr(applied.findings, name)
        rows = [frame.drop("basis", strict=False).rows() for frame in (was, now)]
        assert sorted(rows[0], key=str) == sorted(rows[1], key=str)
    facts = applied.findings.facts.filter(pl.col("document_id") == document_id)
    assert set(facts.filter(pl.col("field") != "participant")["basis"]) == {"confirmed"}
    assert set(applied.findings.people.filter(pl.col("document_id") == document_id)["basis"]) <= {"confirmed"}


def test_no_reading_leaves_everything_as_it_was(found: Findings) -> None:
    applied = read(found)
    for name in FRAMES:
        rows = getattr(applied.findings, name).rows()
        assert sorted(rows, key=str) == sorted(getattr(found, name).rows(), key=str)


def test_a_wrong_day_is_put_right_with_the_words_that_show_it(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    reading = told("b", event={"start": {"is": "2025-06-17", "words": "18 June 2025", "why": "a slip"}})
    tables = built(found, given, rules, reading)
    (row,) = tables["facts"].filter(pl.col("document_id") == "b", pl.col("field") == "start_date").to_dicts()
    assert (row["value"], row["quote"], row["basis"]) == ("2025-06-17", "18 June 2025", "reading")
    assert values(read(found, reading), "b", "end_date") == ["2025-06-17"]
    (correction,) = tables["corrections"].to_dicts()
    assert correction == {
        "document_id": "b", "table": "facts", "field": "start_date", "was": "2025-06-18", "now": "2025-06-17",
        "why": "a slip", "quote": "18 June 2025", "reader": "A. Reader", "read_on": dt.date(2026, 11, 26),
    }  # fmt: skip
    assert tables["documents"]["event_id"].to_list()[:2] == ["TKM-EU-human_rights_dialogue-2025-06-17"] * 2


def test_a_field_that_the_text_does_not_give_is_emptied(found: Findings) -> None:
    applied = read(found, told("a", event={"place": {"is": None, "why": "it was held by video"}}))
    assert values(applied, "a", "place") == []
    assert corrected(applied) == [("facts", "place", "Brussels", None, "it was held by video", "Brussels")]


def test_the_set_of_counterparts_is_exactly_the_one_read(found: Findings) -> None:
    reading = told("a", event={"counterparts": {"is": ["JPN"], "words": ["human rights dialogue"]}})
    applied = read(found, reading)
    assert values(applied, "a", "counterpart") == ["JPN"]
    assert [row[2:4] for row in corrected(applied)] == [(None, "JPN"), ("EU", None)]


def test_a_code_is_added_where_its_words_stand(found: Findings) -> None:
    applied = read(
        found, told("d", topics={"add": [{"code": "culture_heritage", "words": "a show of carpets"}]})
    )
    own = applied.findings.mentions.filter(
        pl.col("document_id") == "d", pl.col("code") == "culture_heritage", pl.col("basis") == "reading"
    )
    assert own["quote"].to_list() == ["a show of carpets"]


def test_what_a_read_out_tells_is_read_like_a_topic(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    said = told("c", readouts={"add": [{"code": "civil_society", "words": "women in villages"}]})
    tables = built(found, given, rules, said)
    own = tables["mentions"].filter(pl.col("facet") == "readout", pl.col("document_id") == "c")
    assert own.select("code", "quote", "basis").rows() == [("civil_society", "women in villages", "reading")]
    unknown = told("d", readouts={"add": [{"code": "carpets", "words": "Many guests came"}]})
    (problem,) = load.check([unknown], given.texts, rules.codes())
    assert "carpets" in problem.problem


def test_a_mention_is_removed_with_its_reason(found: Findings) -> None:
    topics = found.mentions.filter(pl.col("document_id") == "b", pl.col("facet") == "topic")
    code, words = topics.select("code", "quote").row(0)
    reading = told("b", topics={"remove": [{"code": code, "words": words, "why": "only named"}]})
    applied = read(found, reading)
    left = applied.findings.mentions.filter(pl.col("document_id") == "b", pl.col("facet") == "topic")
    assert left.height == topics.height - 1
    assert corrected(applied) == [("mentions", "topic", code, None, "only named", words)]


def test_what_a_complete_reading_does_not_list_is_not_there(found: Findings) -> None:
    applied = read(found, told("a", complete=True, topics={"add": ["childrens_rights"]}))
    own = applied.findings.mentions.filter(pl.col("document_id") == "a", pl.col("facet") == "topic")
    assert set(own["code"]) == {"childrens_rights"}
    assert set(own["basis"]) == {"confirmed"}
    assert applied.findings.documents.filter(pl.col("document_id") == "a")["is_read"].item()


def test_a_facet_that_a_complete_reading_leaves_out_is_left_to_the_rules(found: Findings) -> None:
    applied = read(found, told("a", complete=True, topics={"add": ["childrens_rights"]}))
    assert applied.findings.people.equals(found.people)


def test_a_code_called_optional_is_left_as_the_rules_have_it(found: Findings) -> None:
    code = found.mentions.filter(pl.col("document_id") == "b", pl.col("facet") == "topic")["code"][0]
    applied = read(found, told("b", complete=True, topics={"optional": [code]}))
    own = applied.findings.mentions.filter(pl.col("document_id") == "b", pl.col("code") == code)
    assert set(own["basis"]) == {"rule"}


def test_a_person_is_put_right_and_another_added(found: Findings) -> None:
    people = [
        {"name": "Eva Berg", "side": "EU", "head": True, "presence": "took_part", "organisation": "EU"},
        {"name": "Brussels", "words": "Brussels"},
    ]
    applied = read(found, told("b", people={"add": people}))
    rows = applied.findings.people.filter(pl.col("document_id") == "b").sort("name").to_dicts()
    assert [row["name"] for row in rows] == ["Brussels", "Eva Berg"]
    assert (rows[1]["side"], rows[1]["is_head"], rows[1]["presence"]) == ("EU", True, "took_part")
    assert rows[1]["person_id"] == "berg-e-eu"
    assert {row["basis"] for row in rows} == {"reading"}


def test_two_names_of_one_person_are_one_row_when_a_reading_makes_them_so(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    (row,) = found.people.filter(pl.col("document_id") == "b").to_dicts()
    short = row | {"name": "Berg", "person_id": "berg", "organisation": None, "start": row["start"] + 4}
    both = replace(found, people=pl.concat([found.people, pl.DataFrame([short], schema=found.people.schema)]))
    reading = told("b", people={"add": [{"name": "Eva Berg", "organisation": "EU", "side": "EU"}]})
    tables = built(both, given, rules, reading)
    people = tables["people"].filter(pl.col("document_id") == "b")
    assert people.select("name", "person_id", "basis").rows() == [("Eva Berg", "berg-e-eu", "reading")]
    assert ("people", "name", "Berg", None, "It names a person who is named already.", "Berg") in corrected(
        read(both, reading)
    )


def test_a_name_that_the_rules_saw_in_part_is_put_right(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    of_b = pl.col("document_id") == "b"
    cut = pl.when(of_b).then(pl.col("start") + len("Eva ")).otherwise("start")
    name = pl.when(of_b).then(pl.lit("Berg")).otherwise("name")
    half = replace(found, people=found.people.with_columns(start=cut, name=name))
    reading = told("b", people={"add": [{"name": "Eva Berg", "side": "EU"}]})
    people = built(half, given, rules, reading)["people"].filter(of_b)
    assert people.select("name", "basis").rows() == [("Eva Berg", "reading")]
    assert ("people", "name", "Berg", "Eva Berg", None, "Eva Berg") in corrected(read(half, reading))


def test_a_side_that_was_read_stays_although_it_is_no_party(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    tables = built(found, given, rules, told("b", people={"add": [{"name": "Eva Berg", "side": "OSCE"}]}))
    assert tables["people"].filter(pl.col("name") == "Eva Berg")["side"].to_list() == ["OSCE"]


def test_plans_and_statements_are_added_confirmed_and_removed(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    reading = told(
        "a",
        plans={"add": [{"plan": "nhrap", "owner": "TKM", "start": 2021, "end": 2026, "words": "2021-2025"}]},
        statements={
            "add": [{"statement": "said", "side": "TKM", "words": "The sides weighed gender equality"}],
            "remove": [{"statement": "urged", "words": "urged Turkmenistan", "why": "a wish"}],
        },
    )
    tables = built(found, given, rules, reading)
    assert tables["plan_references"].select("period_end", "basis").rows() == [(2026, "reading")]
    of_a = tables["statements"].filter(pl.col("document_id") == "a")
    assert of_a.select("statement", "quote", "basis").rows() == [
        ("said", "The sides weighed gender equality", "reading")
    ]


def test_a_statement_follows_its_speaker_who_was_put_right(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    berg = {"name": "Eva Berg", "organisation": "EU", "side": "EU", "words": "Ms. Eva Berg"}
    words = "spoke about prisons and the rule of law"
    spoke = {"statement": "said", "side": "EU", "speaker": "Ms. Eva Berg", "words": words}
    reading = told("b", people={"add": [berg]}, statements={"add": [spoke]})
    tables = built(found, given, rules, reading)
    (person,) = tables["people"].filter(pl.col("document_id") == "b").to_dicts()
    said = tables["statements"].filter(pl.col("document_id") == "b", pl.col("quote") == words)
    assert person["person_id"] == "berg-e-eu"
    assert said["person_id"].to_list() == ["berg-e-eu"]


def test_texts_are_linked_and_kept_apart_as_read(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    same = built(found, given, rules, told("a", event={"same_event_as": ["b"]}))
    ids = same["documents"]["event_id"].to_list()
    assert ids[0] == ids[1]
    assert same["links"]["reason"].to_list() == ["A reader says so (A. Reader)."]
    moved = told(
        "b", event={"start": {"is": "2025-06-17", "words": "18 June 2025"}, "not_same_event_as": ["a"]}
    )
    apart = built(found, given, rules, moved)["documents"]["event_id"].to_list()
    assert apart[0] != apart[1]


def test_what_one_text_was_read_to_say_outweighs_rules_on_the_other(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    event = {"same_event_as": ["a"], "place": {"is": "Ghent", "words": "Brussels"}}
    tables = built(found, given, rules, told("b", event=event))
    assert "Ghent" in tables["events"]["place"].to_list()


def test_scope_is_as_read(found: Findings, given: seeds.Seeds, rules: Codebook) -> None:
    out = told("c", scope={"is": False, "why": "a courtesy call"})
    into = told(
        "d",
        scope=True,
        event={
            "kind": {"is": "round_table", "words": "a show"},
            "counterparts": {"is": ["EU"], "words": "guests"},
        },
    )
    tables = built(found, given, rules, out, into)
    scope = dict(tables["documents"].select("document_id", "in_scope").iter_rows())
    assert (scope["c"], scope["d"]) == (False, True)
    reasons = dict(tables["documents"].select("document_id", "scope_reason").iter_rows())
    assert reasons["c"] == "A reader found no event with human-rights content: a courtesy call"
    assert "TKM-EU-round_table-d" in tables["events"]["event_id"].to_list()
    assert read(found, out).findings.facts.filter(document_id="c").is_empty()


def test_what_a_document_says_of_itself_is_as_read(
    found: Findings, given: seeds.Seeds, rules: Codebook
) -> None:
    document = {"publisher": "Outlet", "published": "2025-06-20", "account": "EU"}
    tables = built(found, given, rules, told("a", document=document))
    row = tables["documents"].row(0, named=True)
    assert (row["publisher"], row["account"], row["published_basis"]) == ("Outlet", "EU", "reading")


def test_what_the_rules_did_not_find_needs_words(found: Findings) -> None:
    applied = apply(
        found, [told("d", topics={"add": ["culture_heritage"]}, plans={"add": [{"plan": "nhrap"}]})], "TKM"
    )
    assert [str(problem) for problem in applied.problems] == [
        "d.yaml: The rules did not find culture_heritage, and no words are given for it. "
        "Give the `words` of the text that show it.",
        "d.yaml: The rules did not find the plan nhrap, and no words are given for it. "
        "Give the `words` of the text that show it.",
    ]


def test_a_correction_that_the_rules_have_learnt_is_noted(found: Findings) -> None:
    code = found.mentions.filter(pl.col("document_id") == "b", pl.col("facet") == "topic")["code"][0]
    topics = {
        "add": [{"code": code, "why": "missed"}],
        "remove": [{"code": "education", "words": "18 June", "why": "no"}],
    }
    applied = read(found, told("b", topics=topics))
    assert [str(note) for note in applied.notes] == [
        "b.yaml: The rules say so too by now: education is not found by these words. "
        "Nothing need be done; the `why` can go.",
        f"b.yaml: The rules say so too by now: {code} is found. Nothing need be done; the `why` can go.",
    ]


def test_each_reader_is_a_row_of_readings(found: Findings) -> None:
    applied = read(found, told("a", complete=True), told("b", by="B. Reader"))
    assert applied.readings.select("document_id", "reader", "reader_kind", "is_complete").rows() == [
        ("a", "A. Reader", "person", True),
        ("b", "B. Reader", "person", False),
    ]


def test_a_doubt_about_heads_is_settled_by_whoever_reads_the_people(found: Findings) -> None:
    rows = [(document, field, "x|y", "s") for document in "ab" for field in ("head", "place")]
    in_doubt = replace(found, doubts=pl.DataFrame(rows, found.doubts.schema, orient="row"))
    readings = (told("a", people={"add": [{"name": "Ahmet Gurbanov", "words": "Ahmet Gurbanov"}]}), told("b"))
    left = apply(in_doubt, readings, "TKM").findings.doubts
    assert left.select("document_id", "field").rows() == [("a", "place"), ("b", "head"), ("b", "place")]


def test_a_doubt_is_settled_by_what_a_reading_says_of_its_field_and_by_nothing_else(found: Findings) -> None:
    fields = [("a", "place"), ("a", "start_date"), ("a", "counterpart"), ("b", "place"), ("c", "place")]
    doubts = pl.DataFrame(
        [(document, field, "x | y", "s") for document, field in fields], found.doubts.schema, orient="row"
    )
    in_doubt = replace(found, doubts=doubts)
    said = told("a", event={"place": None, "counterparts": ["EU"], "kind": "human_rights_dialogue"})
    for readings in ([said, told("b"), told("c", scope=True)], [told("c"), said]):
        left = apply(in_doubt, readings, "TKM").findings.doubts
        assert left.select("document_id", "field").rows() == [
            ("a", "start_date"),
            ("b", "place"),
            ("c", "place"),
        ]
        assert left.schema == doubts.schema


def test_what_readers_say_of_two_texts_is_one_row_whichever_says_it(found: Findings) -> None:
    """Names in order; of two readers who say the same, the first in order of document."""
    readings = [
        told("c", by="C", event={"not_same_event_as": ["b", "a"]}),
        told("b", by="B", event={"same_event_as": ["a"], "not_same_event_as": ["c"]}),
        told("a", by="A", event={"same_event_as": ["b"]}),
        told("d", by="D"),
    ]
    assert read(found, *readings).pairs.rows() == [
        ("a", "b", True, "A"),
        ("a", "c", False, "C"),
        ("b", "c", False, "B"),
    ]
    assert read(found).pairs.schema == read(found, *readings).pairs.schema


def test_tables_keep_their_order_whatever_was_read(found: Findings) -> None:
    """By document, place in the text, facet and code; facts by field and value."""
    event = {"counterparts": {"is": ["JPN", "EU", "DEU"], "words": "dialogue"}}
    added: dict[str, Any] = {
        name: {"add": [{"code": code, "words": "prisons"} for code in codes]}
        for name, codes in (
            ("topics", ("youth", "civil_society")),
            ("organisations", ("EU",)),
            ("institutions", ("mfa",)),
        )
    }
    people = {"add": [{"name": "Brussels", "words": "Brussels"}]}
    added["topics"]["add"].append({"code": "culture_heritage", "words": "prisons and the"})
    applied = read(found, told("b", event=event, people=people, **added))
    assert not applied.findings.facts.equals(found.facts)
    prisons = applied.findings.mentions.filter(quote="prisons").select("facet", "code").rows()
    assert {("topic", "youth"), ("organisation", "EU"), ("institution", "mfa")} <= set(prisons)
    for name in FRAMES:
        frame = getattr(applied.findings, name)
        by = {"facts": ["document_id", "field", "value"], "reports": ["document_id"]}.get(
            name, [key for key in ("document_id", "start", "end", "facet", "code") if key in frame.columns]
        )
        assert frame.equals(frame.sort(by, maintain_order=True)), name
        others = pl.col("document_id") != "b"
        was = getattr(found, name).sort(by, maintain_order=True)
        assert frame.filter(others).equals(was.filter(others)), name


def test_each_reader_is_told_with_kind_and_day_in_order_of_document(found: Findings) -> None:
    rows = read(found, told("b"), told("a", complete=True, by="Z")).readings.rows(named=True)
    shared = {"reader_kind": "person", "read_on": dt.date(2026, 11, 26)}
    assert rows == [
        {"document_id": "a", "reader": "Z", "is_complete": True, **shared},
        {"document_id": "b", "reader": "A. Reader", "is_complete": False, **shared},
    ]


def words_of(document_id: str) -> st.SearchStrategy[str]:
    """Runs of words of a text."""
    words = TEXTS[document_id].split()
    return st.integers(0, len(words) - 1).flatmap(
        lambda at: st.integers(at + 1, min(at + 5, len(words))).map(lambda to: " ".join(words[at:to]))
    )


@st.composite
def any_reading(draw: st.DrawFn, document_id: str) -> Reading:
    """Any reading of a text that reports an event: some facets, some fields, with words of it."""
    words = words_of(document_id)
    codes = st.sampled_from(["childrens_rights", "education", "rule_of_law", "prison_conditions"])
    add = st.lists(st.builds(lambda c, w: {"code": c, "words": w}, codes, words), max_size=3)
    gone = st.builds(lambda c, w: {"code": c, "words": w, "why": "no"}, codes, words)
    event: dict[str, Any] = {"kind": {"is": "round_table", "words": draw(words)}}
    if draw(st.booleans()):
        day = draw(st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)))
        event["start"] = draw(st.sampled_from([None, {"is": day, "words": draw(words)}]))
    if draw(st.booleans()):
        event["place"] = draw(st.sampled_from([None, {"is": "Ghent", "words": draw(words)}]))
    if draw(st.booleans()):
        event["counterparts"] = {
            "is": draw(st.sampled_from([[], ["EU"], ["EU", "JPN"]])),
            "words": draw(words),
        }
    kinds = st.sampled_from(["said", "agreed", "urged"])
    said = st.lists(st.builds(lambda k, w: {"statement": k, "words": w}, kinds, words), max_size=2)
    return told(
        document_id,
        complete=draw(st.booleans()),
        event=event,
        topics={"add": draw(add), "remove": draw(st.lists(gone, max_size=1))},
        statements={"add": draw(said)},
    )


@given_any(st.data())
def test_applying_twice_is_applying_once_whatever_was_read(found: Findings, data: st.DataObject) -> None:
    readings = [data.draw(any_reading("a")), data.draw(any_reading("b"))]
    once = apply(found, readings, "TKM")
    again = apply(once.findings, readings, "TKM")
    for name in FRAMES:
        assert getattr(once.findings, name).equals(getattr(again.findings, name)), name
    backwards = apply(found, readings[::-1], "TKM")
    for name in FRAMES:
        assert getattr(once.findings, name).equals(getattr(backwards.findings, name)), name
    assert once.corrections.equals(backwards.corrections)


@given_any(st.data())
def test_a_reading_that_is_taken_away_leaves_what_the_rules_say_and_the_others_stay(
    found: Findings, data: st.DataObject
) -> None:
    a, b = data.draw(any_reading("a")), data.draw(any_reading("b"))
    both, one = apply(found, [a, b], "TKM"), apply(found, [a], "TKM")
    for name in FRAMES:
        was, with_one, with_both = (getattr(each, name) for each in (found, one.findings, both.findings))
        of_b, of_a = pl.col("document_id") == "b", pl.col("document_id") == "a"
        assert sorted(with_one.filter(of_b).rows(), key=str) == sorted(was.filter(of_b).rows(), key=str), name
        assert with_one.filter(of_a).equals(with_both.filter(of_a)), name


@given_any(st.data())
def test_confirming_any_part_of_what_the_rules_say_changes_only_the_basis(
    found: Findings, data: st.DataObject
) -> None:
    document_id = data.draw(st.sampled_from(["a", "b", "c"]))
    said = as_found(found, document_id).said.model_dump(by_alias=True, exclude_unset=True)
    parts = [name for name in said if name not in ("sha256", "read")]
    kept = data.draw(st.sets(st.sampled_from(parts)))
    form = {name: said[name] for name in kept if name != "event"}
    if "event" in kept:
        fields = data.draw(st.sets(st.sampled_from(sorted(said["event"]))))
        form["event"] = {name: said["event"][name] for name in fields}
    applied = read(found, told(document_id, complete=data.draw(st.booleans()), **form))
    assert applied.corrections.is_empty()
    for name in TABLES:
        rows = [
            sorted(frame.drop("basis", strict=False).rows(), key=str)
            for frame in (getattr(found, name), getattr(applied.findings, name))
        ]
        assert rows[0] == rows[1], name


@given_any(st.data())
def test_whatever_was_read_makes_a_sound_dataset(
    found: Findings, given: seeds.Seeds, rules: Codebook, data: st.DataObject
) -> None:
    applied = apply(found, [data.draw(any_reading("a")), data.draw(any_reading("c"))], "TKM")
    dataset.validate(pipeline.assemble(applied, given, rules))
