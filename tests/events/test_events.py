"""Events: the seeds as a reader reads them, hard sentences, ids; documents do not disturb each other."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import five
from dialogues import codebook, phrases, pipeline
from dialogues.codebook import matching
from dialogues.coding import gazetteer, people
from dialogues.dataset import Dataset, schemas
from dialogues.events import dates, facts, merging
from golden_tables import each_of, golden, hard
from texts import dataset, of, proposed

HERE = Path(__file__).parents[1]
LABELLED = HERE / "labelled" / "texts"
PRACTICE = sorted(LABELLED.glob("0*.txt"))
OF_ONE_DOCUMENT = ("facts", "people", "mentions", "sentences")  # tables whose rows belong to one document


@cache
def rules() -> codebook.Codebook:
    return five.rules()


@pytest.fixture(scope="module")
def seeds() -> Dataset:
    """Give the dataset of the five texts."""
    return five.dataset()


@pytest.fixture(scope="module")
def practice() -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        for text in PRACTICE:
            shutil.copy(text, folder)
        return pipeline.run(Path(folder), rules())


@pytest.fixture(scope="module")
def occasions(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Give the dataset of all golden sentences, each a document of its own."""
    texts = {f"{place:03}": f"{text}\n" for place, text in enumerate(hard("occasions")["text"])}
    return dataset(tmp_path_factory.mktemp("occasions"), texts)


TOOK_PART = {  # by reading the seeds: who attended, and who spoke at the meeting
    "000": {
        *("institute_of_state_law_democracy", "mfa", "ministry_of_education", "ministry_of_internal_affairs"),
        *("ministry_of_justice", "ministry_of_labour_social_protection", "ombudsperson", "supreme_court"),
    },
    "001": {"EEAS", "EU", "mejlis", "mfa", "ministry_of_internal_affairs", "ombudsperson"},
    "002": {"EEAS", "EU", "mejlis", "mfa", "ministry_of_internal_affairs", "ombudsperson"},
    "003": {"OHCHR", "UN", "interdepartmental_commission", "mfa"},
    "004": {"mfa"},
}


def test_day_place_and_form_name_the_frame_of_the_meeting_they_stand_with(tmp_path: Path) -> None:
    text = "On 12 May 2020 the EU and Turkmenistan held the 5th Human Rights Dialogue in Brussels."
    made = dataset(tmp_path, {"a": f"{text} They discussed freedom of expression."})["facts"]
    frames = dict(made.filter(pl.col("field") != "participant").select("field", "frame").iter_rows())
    assert frames.keys() >= {"start_date", "end_date", "place", "mode"}
    assert {frames[field] for field in ("start_date", "end_date", "place", "mode")} == {frames["kind"]}


SPEAKERS = (  # sentences of a text on a round table, and the institutions that spoke at it
    (
        "At the event, the Minister of Justice of Turkmenistan B.Muhamedov said that courts are open.",
        "ministry_of_justice",
    ),
    (
        "The round table was opened by Ms. A.Orazova, Deputy Minister of Education of Turkmenistan.",
        "ministry_of_education",
    ),
    (
        "V.Hajiyev, Deputy Minister of Foreign Affairs of Turkmenistan, then addressed the participants.",
        "mfa",
    ),
    (
        "In her welcoming remarks the Ombudswoman of Turkmenistan Y.Orazova thanked the experts.",
        "ombudsperson",
    ),
    ("Reports were made at the round table by representatives of the Supreme Court.", "supreme_court"),
    ("The Minister of Justice of Turkmenistan B.Muhamedov said in an interview that courts are open.", ""),
    ("At the meeting it was said that the Minister of Justice noted this earlier.", ""),
    ("At the previous meeting the Minister of Education of Turkmenistan A.Orazov said so.", ""),
    ("The Minister of Justice B.Muhamedov spoke at the session of the UN General Assembly.", ""),
    ("The Minister of Justice B.Muhamedov told the Mejlis session that courts are open.", ""),
    ("During the event the participants discussed a report made by the Minister of Justice.", ""),
    ("The participants spoke of the work of the Ministry of Education.", ""),
    ("A school was opened by the Minister of Education A.Orazov.", ""),
)


def test_who_took_part_in_the_meetings_of_the_seeds(seeds: Dataset) -> None:
    stated = seeds["facts"].filter(pl.col("field") == "participant")
    found = stated.group_by(pl.col("document_id").str.head(3)).agg(pl.col("value"))
    took_part = {document: set(values) for document, values in found.iter_rows()}
    assert (
        took_part | {"004": TOOK_PART["004"]} == TOOK_PART
    )  # 004: of both sides only "the foreign ministries"


def test_who_speaks_at_the_event_itself_takes_part(tmp_path: Path) -> None:
    opening = "On 12 May 2023, the UN held a round table on human rights in Ashgabat."
    texts = {f"{n:02}": f"{opening}\n{sentence}\n" for n, (sentence, _) in enumerate(SPEAKERS)}
    stated = dataset(tmp_path, texts)["facts"].filter(
        pl.col("field") == "participant", pl.col("value") != "UN"
    )
    found = dict(stated.select("document_id", "value").iter_rows())
    for n, (sentence, institution) in enumerate(SPEAKERS):
        assert found.get(f"{n:02}", "") == institution, sentence


def test_events_of_the_seeds(seeds: Dataset) -> None:
    documents = seeds["documents"].group_by("event_id").agg(texts=pl.col("document_id").sort().str.join(" "))
    counterparts = (
        seeds["counterparts"]
        .group_by("event_id")
        .agg(counterparts=pl.col("counterpart").sort().str.join(" "))
    )
    found = (
        seeds["events"]
        .drop("documents")
        .join(documents, on="event_id")
        .join(counterparts, on="event_id")
        .select(pl.all().cast(pl.String))
        .rename({"texts": "documents"})
    )
    read = golden("events").sort("documents")
    assert found.select(read.columns).sort("documents").to_dicts() == read.to_dicts()


def test_people_of_the_seeds(seeds: Dataset) -> None:
    read = golden("people")
    found = seeds["people"].sort("document_id", "start").select(pl.col(read.columns).cast(pl.String))
    assert found.to_dicts() == read.to_dicts()


@each_of("occasions")
def test_events_of_hard_sentences(occasions: Dataset, case: dict[str, str]) -> None:
    """Each text of the golden table gives its facts and no other; an end is told where it is another day."""
    own = pl.col("document_id") == case["place"].zfill(3)
    found = occasions["facts"].filter(own, pl.col("field") != "participant")
    told = dict(found.filter(pl.col("field") != "counterpart").select("field", "value").iter_rows())
    if told.get("end_date") == told.get("start_date"):
        told.pop("end_date", None)
    counterparts = found.filter(pl.col("field") == "counterpart")["value"].sort()
    order = ("kind", "start_date", "end_date", "month_day", "ordinal", "mode", "place")
    words = [f"{name}={told[name]}" for name in order if name in told]
    assert " ".join([*words, *(f"counterpart={party}" for party in counterparts)]) == case["found"]


def test_a_text_out_of_scope_has_no_event_and_says_why(occasions: Dataset) -> None:
    out = occasions["documents"].filter(~pl.col("in_scope"))
    assert out["event_id"].null_count() == out.height
    assert set(out["scope_reason"]) == {
        "An event was found, but no human-rights content.",
        "No meeting of two parties was found.",
        "Only an event still to come was found.",
        "Only an event under a condition was found.",
        "Only an earlier event was found.",
        "A debate or question about meetings was found, but no meeting.",
        "The meeting is said not to have been held.",
    }


@pytest.mark.parametrize("name", ["seeds", "practice", "occasions"])
def test_facts_are_the_words_of_their_documents(name: str, request: pytest.FixtureRequest) -> None:
    made: Dataset = request.getfixturevalue(name)
    quoted = made["facts"].join(made["documents"].select("document_id", "text"), on="document_id")
    assert quoted.filter(
        pl.col("text").str.slice("start", pl.col("end") - pl.col("start")) != pl.col("quote")
    ).is_empty()
    assert made["facts"]["fact_id"].is_unique().all()


def test_ids_name_state_party_kind_and_day_or_round_or_text(tmp_path: Path) -> None:
    dialogue = "the Human Rights Dialogue between Turkmenistan and the EU"
    made = dataset(
        tmp_path,
        {
            "a": f"On 17 June 2025 {dialogue} was held.",
            "b": f"On June 21 {dialogue} was held.",
            "c": f"The 14th round of {dialogue} was held.",
            "d": f"Brussels hosted {dialogue}.",
        },
    )
    assert made["documents"]["event_id"].to_list() == [
        "TKM-EU-human_rights_dialogue-2025-06-17",
        "TKM-EU-human_rights_dialogue-06-21",
        "TKM-EU-human_rights_dialogue-round-14",
        "TKM-EU-human_rights_dialogue-d",
    ]


MET = "On 5 May 2023 the Minister of Foreign Affairs of Turkmenistan met with {} of the EU on human rights."
HELD = "On 15 May 2024 the {} round of the Human Rights Dialogue between Turkmenistan and the EU was held."


def test_events_with_all_that_in_common_bear_their_round_or_text_and_none_the_id_of_a_lone_one(
    tmp_path: Path,
) -> None:
    rounds = {"zz": HELD.format("11th"), "aa": HELD.format("16th")}
    met = {
        "a": MET.format("Ambassador Luc Devigne"),
        "b": MET.format("Director Michael Siebert"),
    }
    read = proposed(tmp_path, rounds | met)

    def ids(*names: str) -> list[str]:
        return of(read, *names)["documents"].sort("document_id")["event_id"].to_list()

    plain = "TKM-EU-human_rights_dialogue-2024-05-15"
    assert ids("zz") == [plain]
    assert ids("aa", "zz") == [f"{plain}-round-16", f"{plain}-round-11"]
    plain = "TKM-EU-bilateral_meeting-2023-05-05"
    assert ids("b") == [plain]
    assert ids("a", "b") == [f"{plain}-a", f"{plain}-b"]


def test_no_id_passes_to_another_event_when_texts_are_added(tmp_path: Path) -> None:
    """Whatever the texts are called, an id that named one round names that one or none."""
    told = {
        "11": HELD.format("11th"),
        "16": HELD.format("16th"),
        "met": MET.format("Mr. A. Berg").replace("5 May 2023", "15 May 2024"),
    }
    read = proposed(tmp_path, {f"{letter}{name}": text for letter in "abc" for name, text in told.items()})
    for order in itertools.permutations(told):
        names = [f"{letter}{name}" for letter, name in zip("abc", order, strict=True)]
        now = dict(of(read, *names)["documents"].select("event_id", "document_id").iter_rows())
        for held in (1, 2):
            before = of(read, *names[-held:])["documents"]
            was = dict(before.select("event_id", "document_id").iter_rows())
            assert all(was[name] == now[name] for name in was.keys() & now.keys())


def test_the_corpus_says_whose_dialogues_these_are_and_else_the_codebook(tmp_path: Path) -> None:
    """A text that names no state but the corpus's is about that one."""
    text = {"a": "On 17 June 2025 the Human Rights Dialogue with the EU was held in Brussels."}
    assert dataset(tmp_path, text)["events"]["state"].to_list() == ["TKM"]
    (tmp_path / "sources.yaml").write_text("corpus: {state: KAZ}\n", encoding="utf-8")
    assert dataset(tmp_path, text)["events"]["state"].to_list() == ["KAZ"]


def test_differences_show_who_is_silent_and_who_says_what(tmp_path: Path) -> None:
    text = "On 17 June 2025 the {}Human Rights Dialogue between Turkmenistan and the EU was held{}."
    made = dataset(
        tmp_path,
        {"a": text.format("17th ", " in Brussels"), "b": text.format("", ""), "c": text.format("17th ", "")},
    )
    told = made["differences"].filter(pl.col("field").is_in(["ordinal", "place"]))
    assert told.select("field", "document_id", "value").rows() == [
        ("ordinal", "a", "17"),
        ("ordinal", "b", None),
        ("ordinal", "c", "17"),
        ("place", "a", "Brussels"),
        ("place", "b", None),
        ("place", "c", None),
    ]
    assert made["events"].select("ordinal", "place", "documents").row(0) == (17, "Brussels", 3)


def test_known_events_find_the_event_that_is_held(seeds: Dataset) -> None:
    blank = schemas.empty(schemas.KnownEvents).schema
    base = {"kind": "human_rights_dialogue", "state": "TKM", "counterpart": "EU", "source": "a list"}
    rows = [
        base | {"known_event_id": "by round", "ordinal": 17},
        base | {"known_event_id": "by day", "start_date": seeds["events"]["start_date"][0]},
        base | {"known_event_id": "not held", "ordinal": 16},
    ]
    found = merging.recognise(pl.DataFrame(rows, schema=blank), seeds["events"], seeds["counterparts"])
    assert dict(found.select("known_event_id", "event_id").iter_rows()) == {
        "by day": "TKM-EU-human_rights_dialogue-2020-06-18",
        "by round": "TKM-EU-human_rights_dialogue-2025-06-17",
        "not held": None,
    }


@settings(max_examples=2)
@given(st.sets(st.sampled_from(PRACTICE), min_size=1, max_size=4))
def test_what_is_read_in_a_text_does_not_hang_on_the_others(practice: Dataset, chosen: set[Path]) -> None:
    """A text has the same sentences, mentions, facts and people alone and in a larger corpus."""
    with tempfile.TemporaryDirectory() as folder:
        for path in chosen:
            shutil.copy(path, folder)
        few = pipeline.run(Path(folder), rules())
    names = [path.stem for path in chosen]
    for table in OF_ONE_DOCUMENT:
        kept = few[table].drop("event_id", strict=False)
        whole = practice[table].drop("event_id", strict=False).filter(pl.col("document_id").is_in(names))
        assert kept.sort(kept.columns).equals(whole.sort(kept.columns)), table


def test_an_unrelated_text_renames_no_event(seeds: Dataset, tmp_path: Path) -> None:
    for path in [*five.TEXTS.glob("*.txt"), PRACTICE[0], PRACTICE[-1]]:
        shutil.copy(path, tmp_path)
    more = pipeline.run(tmp_path, rules())
    assert set(seeds["events"]["event_id"]) < set(more["events"]["event_id"])


def test_rows_grow_with_the_length_of_a_sentence_and_no_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many names a page's one sentence has, no step makes pairs of them."""
    heights: list[int] = []
    join = pl.DataFrame.join

    def counted(self: pl.DataFrame, *given: object, **named: object) -> pl.DataFrame:
        joined = join(self, *given, **named)  # type: ignore[arg-type] # passed on as they came
        heights.append(joined.height)
        return joined

    monkeypatch.setattr(pl.DataFrame, "join", counted)
    largest = []
    for times in (30, 120):
        heights.clear()
        name = "Germany, UNDP and the Mejlis held the Human Rights Dialogue on 17 June 2025 in Brussels, "
        dataset(tmp_path / str(times), {"a": f"{name * times}."})
        largest.append(max(heights))
    assert largest[1] <= 5 * largest[0]


WORDS = st.sampled_from(
    [
        "the EU and Turkmenistan held ",
        "the 17th Human Rights Dialogue ",
        "on 17 June 2025",
        " in Brussels",
        ". ",
        "\u00a0",
    ]
)


@settings(max_examples=4)
@given(st.lists(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=8).map("".join), max_size=5))
def test_any_text_can_be_read(texts: list[str]) -> None:
    """Whatever stands in the sentences, facts and people are words of theirs."""
    given_texts = [text for text in texts if text.strip()]
    rows = [
        {
            "sentence_id": f"d.s{number}",
            "document_id": "d",
            "position": number,
            "start": 1000 * number,
            "end": 1000 * number + len(text),
            "text": text,
            "role": "body",
        }
        for number, text in enumerate(given_texts)
    ]
    units = pl.DataFrame(rows, schema=schemas.empty(schemas.Sentences).schema)
    held = pl.DataFrame(
        {
            "document_id": ["d"], "published": [None], "printed": [None], "has_topic": [False],
            "paper": [None], "is_weak": [None],
        },
        schema={
            "document_id": pl.String, "published": pl.Date, "printed": pl.Date, "has_topic": pl.Boolean,
            "paper": pl.String,
            "is_weak": pl.Boolean,
        },
    )  # fmt: skip
    none = schemas.empty(schemas.Mentions)
    spoken = phrases.find(units, rules())
    states = gazetteer.find(units, spoken)
    found = facts.find(
        held, units, spoken, none, states, dates.find(units, held, rules().words), rules()
    ).facts
    named = people.find(units, spoken, none, states, rules())
    for row in found.iter_rows(named=True):
        number, start = divmod(row["start"], 1000)
        assert given_texts[number][start : row["end"] - 1000 * number] == row["quote"]
    for row in named.iter_rows(named=True):
        number, start = divmod(row["start"], 1000)
        assert given_texts[number][start : row["end"] - 1000 * number] == row["name"]


def test_who_reviews_a_state_is_a_side_that_the_codebook_has(tmp_path: Path) -> None:
    """A report under a treaty that no body reviews names no side; the table has no code for it."""
    rules = codebook.load(five.CODEBOOK)
    reviewers = {code.code: code.reviewer for code in rules.instruments}
    names = {code.code: next(cue for cue in code.cues if isinstance(cue, str)) for code in rules.instruments}
    said = "On 3 May 2022 Turkmenistan defended its report under the {} in Geneva.\n"
    made = dataset(
        tmp_path, {code: said.format(matching.forms(cue)[-1]) for code, cue in names.items()}, rules
    )
    assert set(made["counterparts"]["counterpart"]) <= set(filter(None, reviewers.values()))
    assert set(made["codes"].filter(facet="counterpart")["code"]) >= set(made["counterparts"]["counterpart"])
