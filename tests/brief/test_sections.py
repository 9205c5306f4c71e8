"""The brief's wording on corpora it was not written for: nothing breaks, nothing is claimed in vain."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import corpora
import five
from brief.notebook import plain, told, worded
from dialogues.base.project import HOME
from dialogues.brief import annex, drawings, popovers, sections, tables
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from small import Meeting, Text, dataset


def test_a_text_out_of_scope_is_listed_with_its_reason() -> None:
    said = plain(annex.aside(Ledger(dataset(Text("x", None, "Carpets were shown."))), "None."))
    assert said == "- [Text 1]{#d-x}: Outlet, 4 May 2024 (x.txt). Made by hand."
    assert annex.aside(Ledger(dataset(corpora.ONE)), "None.") == "None."


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        (corpora.FIRST, "On the meeting of June 2020 (European Union)."),
        (Meeting("a", ()), "On the meeting of May 2024 (counterpart not named)."),
        (Meeting("a", start=None), "On a meeting without a date (European Union)."),
    ],
)
def test_the_annex_says_on_which_meeting_a_text_is(meeting: Meeting, said: str) -> None:
    text = Text("x", meeting, "They met.", published=None)
    assert said in plain(annex.texts(Ledger(dataset(text))))


def test_the_annex_marks_the_coded_words() -> None:
    said = annex.texts(Ledger(dataset(corpora.ONE)))
    assert "They spoke of <mark>health</mark> and <mark>schools</mark>." in said
    assert '#"They spoke of ";#marked[#"health";]#" and ";#marked[#"schools";]#".";' in said


def test_page_and_paper_have_every_sentence_of_short_texts_and_say_what_is_grey() -> None:
    said = annex.texts(Ledger(dataset(corpora.ONE)))
    assert said.count("Read also: a carpet fair") == 2
    assert 'is-coded: false)[#"Read also: a carpet fair";]' in said
    assert "Sentences in grey carry no code and no claim." in said


def test_the_paper_says_which_sentences_of_long_texts_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annex, "PRINTED", 3)
    said = annex.texts(Ledger(dataset(corpora.ONE)))
    assert said.count("Read also: a carpet fair") == 1  # on the page
    assert re.search(
        r"Of seven sentences, the paper has the \w+ that carry a code or a claim; the other", said
    )


def test_what_opens_at_a_claim_shows_words_source_hash_and_link() -> None:
    ledger = Ledger(d := dataset(corpora.ONE))
    ledger.claim(annex_finding := Finding("health", 1, "codings", d["codings"].head(1)))
    said = popovers.popovers(ledger, "Cite me.")
    assert f'id="open-{annex_finding.name}" popover' in said
    assert "<mark>" in said
    assert "Agency, 19 June 2020" in said
    assert d["documents"]["sha256"][0][:8] in said
    assert 'href="#s-a-one-' in said


def test_what_opens_at_a_count_names_what_was_counted() -> None:
    d = dataset(*corpora.ALL)
    health = d["codings"].filter(pl.col("code") == "health")
    topics = d["codings"].filter(pl.col("facet") == "topic").unique("code", maintain_order=True)
    ledger = Ledger(d)
    ledger.claim(Finding("meetings-on-health", 2, "codings", health))
    ledger.claim(Finding("topics-named", topics.height, "codings", topics))
    ledger.claim(Finding("sentences-on-health", 3, "codings", health.head(1)))
    meetings, named, sentences = popovers.popovers(ledger, "Cite me.").split('<div class="evidence"')[1:]
    assert (
        '<ul class="names"><li>June 2020, European Union</li><li>May 2024, European Union</li></ul>'
        in meetings
    )
    opened = named.index('"names"')
    assert named.count("<li>", opened, named.index("</ul>", opened)) == topics.height
    assert "<strong>three</strong> · Health" in sentences


def test_a_corpus_without_a_meeting_has_words_for_every_section() -> None:
    ledger = Ledger(dataset(Text("x", None, "Carpets were shown."), known=corpora.KNOWN))
    assert sections.meetings_listed(ledger, "none found") == "none found"
    assert sections.links(ledger.dataset, "No two.") == "No two."
    assert sections.instruments(ledger, "Named: {each}.", "None named.") == "None named."
    assert drawings.timeline(ledger, title="", measure="", caption="", description="") is None


def test_texts_linked_to_one_meeting_are_named_as_in_the_annex() -> None:
    meeting = corpora.SECOND
    told = sections.links(
        dataset(Text("x", meeting, "They met."), Text("y", meeting, "They met.")), "No two."
    )
    assert told.startswith("Text 1 and Text 2")


def test_texts_that_no_reader_coded_are_not_said_to_agree_with_one() -> None:
    assert tables.agreement(Ledger(dataset(corpora.ONE)), "{right}", "Nobody has.", ()) == "Nobody has."


def test_what_is_named_only_as_background_is_told_for_its_meeting() -> None:
    text = Text("x", corpora.OTHER, "{background} Since 1992 [[topic:trade|trade]] has grown.")
    ledger = Ledger(dataset(text, corpora.ONE))
    words = worded("background")
    assert plain(sections.background(ledger, **words)) == (
        "One topic is named for the political consultations with the United States of December 2020 only as "
        "background (history, standing relations, general facts), not as discussed: trade."
    )
    assert sections.background(Ledger(dataset(corpora.ONE)), **words) == ""


def test_of_many_meetings_how_many_name_a_topic_only_as_background_is_told() -> None:
    texts = [
        Text(f"t{n}", Meeting(f"m{n}", start=date(2010 + n, 5, 3)), "{background} On [[topic:trade|trade]].")
        for n in range(12)
    ]
    assert plain(sections.background(Ledger(dataset(*texts)), **worded("background"))).startswith(
        "For 12 meetings, one topic is named only as background"
    )


def test_the_codes_definitions_say_what_does_not_count_in_words() -> None:
    said = plain(tables.codebook(five.dataset()) or "")
    assert "*Does not count:* violence against women (domestic and gender-based violence)." in said


def test_no_annex_makes_a_claim_that_the_changes_have_not_seen(tmp_path: Path) -> None:
    """Else it would be told as gone: the changes are told before the annexes."""
    _, brief = told(five.dataset(), tmp_path)
    made = set(brief.ledger.claims)
    for path in (HOME / "analysis" / "annexes").glob("*.qmd"):
        for call in re.findall(r"\bb\.(\w+(?:\([^`]*?\))?)", path.read_text(encoding="utf-8")):
            asked = eval(f"b.{call}", {"b": brief})  # the annex's own code
            if isinstance(asked, Finding):
                brief.claim(asked)
    assert set(brief.ledger.claims) == made
