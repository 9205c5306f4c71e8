"""The notebook on corpora it was not written for: nothing breaks, nothing is said in vain."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import corpora
import many
from brief.notebook import plain, told
from dialogues.base.project import HOME
from dialogues.brief import messages
from dialogues.brief.claims import Ledger
from dialogues.render import qmd
from small import Meeting, Text, dataset

FOREIGN = Meeting("foreign", ("EU",), date(2022, 2, 2), state="KAZ")
ON_HEALTH = "On [[topic:health|health]]."
CORPORA = {
    "all": (corpora.ALL, corpora.KNOWN),
    "one text": ((corpora.ONE,), ()),
    "no day": ((corpora.NO_DAY,), ()),
    "no second report": ((corpora.ONE, corpora.LATER), ()),
    "a text on another state": ((corpora.ONE, Text("k", FOREIGN, ON_HEALTH)), ()),
    "another state alone": ((Text("k", FOREIGN, ON_HEALTH),), ()),
    "no plans": ((corpora.CONSULTED,), ()),
    "nothing known elsewhere": (corpora.ALL, ()),
    "out of scope": ((Text("x", None, "Carpets were shown."),), ()),
    "no code": ((Text("x", None, "The sides met."),), ()),
    "another year": ((Text("o", Meeting("old", ("EU",), date(1999, 2, 2)), ON_HEALTH),), ()),
    "no counterpart": ((Text("x", Meeting("x", ()), ON_HEALTH),), ()),
    "12 meetings": (many.texts(12), ()),
    "30 meetings": (many.texts(30), ()),
}
EMPTY = re.compile(r"\bNone\b|\bnull\b|\(\)|\bnan\b|“”|\{[a-z_]+\}")


@pytest.mark.parametrize("name", CORPORA)
def test_every_cell_can_be_worded(name: str, tmp_path: Path) -> None:
    texts, known = CORPORA[name]
    said, _ = told(dataset(*texts, known=known), tmp_path)
    for part in said:
        if "```" not in part:  # drawings hold what they like
            assert not EMPTY.search(re.sub(r"\{#[^}]*\}|\{\.[^}]*\}", "", plain(part))), part


def test_another_state_is_the_states_everywhere(tmp_path: Path) -> None:
    kazakh = {("counterpart", "KAZ"): "Kazakhstan"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("small.LABELS", {("counterpart", "EU"): "European Union", **kazakh})
        said, _ = told(dataset(Text("k", FOREIGN, ON_HEALTH), state="KAZ"), tmp_path)
    told_of_releases = ("Since version", "is gone", "The dialogues authors")
    own = [part for part in said if not any(words in part for words in told_of_releases)]
    words = plain(" ".join(part for part in own if "```" not in part))
    assert "Kazakhstan" in words
    assert "Turkmen" not in words


SAID = """
On [[fact.start_date:2024-05-03|3 May 2024]] the [[fact.ordinal:4|4th]] dialogue was held in \
[[fact.place:Brussels|Brussels]].
[[person:mfa,TKM,head|Ana Example]] led the delegation.
The state [[statement:said,TKM,presented|presented a plan]].
The sides [[statement:agreed,joint,agreed_unnamed|agreed on specific steps]].
They [[statement:agreed,joint,confirmed|confirmed their readiness]].
It [[statement:under_consideration,TKM,under_consideration;instrument:OPCAT|is studying accession]].
"""
WORDS = {
    "latest": "The [[{ordinal} ]]{kind} {whom}[[ in {place}]] on {day}[[; {head} led]]"
    "[[; {nobody} for {others}]][[; it {presented}]].",
    "agreed": "{when!c} they {steps}[[{unnamed}, none named]].",
    "accounts": "[[{one}One||{some}]] of {side}[[; {unsourced} without a source]][[; {no_sentence} of "
    "{counterparts}]].",
    "open_ends": "{state} {words} ({when})[[{not_again}, not again]][[; {rest} more]].",
}


def test_the_messages_say_who_led_what_was_presented_and_what_stays_unnamed() -> None:
    text = Text("x", corpora.SECOND, SAID, account="TKM")
    said = plain(messages.told(Ledger(dataset(text)), date(2026, 1, 1), WORDS)).split("\n\n")
    assert said == [
        "1. The 4th human rights dialogue with the European Union in Brussels on 3 May 2024; Ana Example "
        "led; no one for the European Union; it “presented a plan”.",
        "2. In May 2024 they “agreed on specific steps”, none named.",
        "3. One of Turkmenistan; no text of the European Union.",
        "4. Turkmenistan “is studying accession” (in May 2024); one more.",
    ]


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("Example", "1. Ana Example “promised a report”."),
        ("The country", "1. Ana Example, said that Turkmenistan “promised a report”."),
    ],
)
def test_who_promised_something_by_the_last_name_alone_is_named(subject: str, said: str) -> None:
    words = {"open_ends": "[[{is_subject}{who}||{who}, said that {state}]] {words}."}
    came, promised = (
        "[[person:mfa,TKM,|Ana Example]]",
        "[[statement:announced,TKM,announced|promised a report]]",
    )
    d = dataset(Text("x", Meeting("x"), f"{came} came.\nShe {promised}."))
    d["statements"] = d["statements"].with_columns(speaker=pl.lit(subject), person_id=pl.lit("example"))
    assert plain(messages.told(Ledger(d), date(2026, 1, 1), words)) == said


def test_what_of_the_day_of_the_latest_meeting_is_inferred_is_said() -> None:
    words = {"latest": "Held on {day}[[ ({inferred} inferred)]]."}
    stated = "It was [[fact.start_date:2024-05-03;fact.end_date:2024-05-03|on 3 May]]."
    told = [
        plain(messages.told(Ledger(dataset(Text("x", meeting, stated))), date(2026, 1, 1), words))
        for meeting in (Meeting("a"), Meeting("a", basis="inferred"))
    ]
    assert told == ["1. Held on 3 May 2024.", "1. Held on 3 May 2024 (year inferred)."]


def test_a_person_of_a_body_of_the_counterpart_may_have_spoken_for_it() -> None:
    words = {"latest": "Held on {day}[[; {nobody} for {others}]]."}
    talks = Meeting("a", ("UN",))
    alone, beside = (
        plain(messages.told(Ledger(dataset(Text("x", talks, said))), date(2026, 1, 1), words))
        for said in ("They met.", "[[person:OHCHR,OHCHR,|Ana Example]] spoke.")
    )
    assert alone == "1. Held on 3 May 2024; no one for the United Nations."
    assert beside == "1. Held on 3 May 2024."


def test_what_a_text_on_a_meeting_without_a_day_says_is_of_that_text() -> None:
    text = Text("x", Meeting("a", start=None), SAID)
    said = plain(messages.told(Ledger(dataset(text)), date(2026, 1, 1), WORDS))
    assert "In a text published in May 2024 they “agreed on specific steps”" in said


def test_a_topic_that_only_a_title_names_is_told_apart_in_the_message_on_topics() -> None:
    words = {"changes": "[[Dropped {dropped_words}]][[ and by title {dropped_titles}]]."}
    titled = Text(
        "x",
        corpora.FIRST,
        "They spoke of [[topic:education|schools]].\n"
        "The [[plan:nhrap,TKM,2016,2020;topic:culture|Plan for Culture]] was named.",
    )
    said = messages.told(Ledger(dataset(titled, corpora.LATER)), date(2026, 1, 1), words)
    assert plain(said) == "1. Dropped “schools” and by title culture."


def test_a_message_without_rows_to_stand_on_is_left_out() -> None:
    ledger = Ledger(dataset(corpora.NO_DAY))
    assert messages.told(ledger, date(2026, 1, 1), WORDS) == ""
    assert ledger.claims == {}


def test_plans_run_out_by_the_recorded_day_of_publication() -> None:
    words = {"plans": "[[{both}Both||{over} of {dated}]][[{none_running}, none left]]."}
    texts = dataset(corpora.ONE, corpora.LATER)
    assert plain(messages.told(Ledger(texts), date(2026, 1, 1), words)) == "1. Both, none left."
    assert plain(messages.told(Ledger(texts), date(2025, 1, 1), words)) == "1. one of two."


def test_quartos_preview_watches_each_file_that_the_brief_includes() -> None:
    brief = qmd.read(HOME / "analysis" / "brief.qmd", HOME)
    included = {line.path.removeprefix("analysis/") for line in brief.lines} - {"brief.qmd"}
    assert included
    assert set(brief.metadata["ipynb-filters"]) == included
