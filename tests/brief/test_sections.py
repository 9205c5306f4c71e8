"""The brief's wording on corpora it was not written for: nothing breaks, nothing is claimed in vain."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import corpora
import five
from dialogues.base.project import HOME, Project
from dialogues.brief import annex, drawings, messages, popovers, sections, statements, tables
from dialogues.brief.brief import Brief
from dialogues.brief.claims import Ledger
from dialogues.brief.summaries import Finding
from small import Meeting, Text, dataset
from texts import dataset as read

CLAIM = re.compile(r"\[((?:\\.|[^\]\\])*)\]\{\.claim[^}]*\}")


def plain(text: str) -> str:
    """What a reader sees."""
    return re.sub(r"\\(.)", r"\1", CLAIM.sub(r"\1", text)).replace("**", "")


FOREIGN = Meeting("foreign", ("EU",), date(2022, 2, 2), state="KAZ")
CORPORA = {
    "all": (corpora.ALL, corpora.KNOWN),
    "one text": ((corpora.ONE,), ()),
    "no day": ((corpora.NO_DAY,), ()),
    "no second report": ((corpora.ONE, corpora.LATER), ()),
    "another state": ((corpora.ONE, Text("k", FOREIGN, "On [[topic:health|health]].")), ()),
    "no plans": ((corpora.CONSULTED,), ()),
    "nothing known elsewhere": (corpora.ALL, ()),
    "out of scope": ((Text("x", None, "Carpets were shown."),), ()),
    "no counterpart": ((Text("x", Meeting("x", ()), "On [[topic:health|health]]."),), ()),
}


@pytest.mark.parametrize("name", CORPORA)
def test_every_section_can_be_worded(name: str) -> None:
    texts, known = CORPORA[name]
    ledger = Ledger(dataset(*texts, known=known))
    said = [
        sections.meetings_listed(ledger),
        messages.ranked(ledger),
        sections.coverage(ledger),
        sections.returning(ledger),
        sections.plans(ledger),
        sections.instruments(ledger),
        sections.scope(ledger),
        sections.links(ledger),
        statements.by_meeting(ledger),
        statements.agreed_in(ledger),
        tables.counterparts(ledger),
        tables.plan_statuses(ledger),
        *sections.double_reports(ledger),
        tables.differences(ledger),
        tables.data_dictionary(ledger.dataset),
        tables.codebook(ledger.dataset),
        tables.acronyms(ledger.dataset),
        annex.texts(ledger),
        annex.claims(ledger),
        popovers.popovers(ledger),
    ]
    assert not re.search(r"\bNone\b|\bnull\b|\(\)|  \.|\bnan\b", plain(" ".join(said[:10])))


def test_key_messages_are_at_most_six_and_one_sentence_each() -> None:
    told = plain(messages.ranked(Ledger(dataset(*corpora.ALL, known=corpora.KNOWN))))
    lines = told.split("\n\n")
    assert len(lines) == 6
    for line in lines:
        assert re.fullmatch(r"\d\. [A-Z].*[a-z)]\.", line), line
        assert ". " not in line[3:], line


def test_whose_account_the_texts_give_is_told() -> None:
    ours = Text("x", corpora.SECOND, "Text.", account="TKM")
    told = plain(messages.ranked(Ledger(dataset(ours, corpora.CONSULTED))))
    assert (
        "Of the two texts, one gives the account of Turkmenistan or of its sources; one does not say whose "
        "account it gives; no text is known to be a counterpart's own, and no sentence reports what one said "
        "by itself." in told
    )


AGREED = Text("s", corpora.FIRST, "The sides [[statement:agreed,joint|agreed to meet again]].")
AGAIN = Text("t", corpora.SECOND, "The sides [[statement:agreed,joint|signed a plan of work]].")
SAID = Text("u", corpora.SECOND, "The EU [[statement:urged,EU|urged haste]].")
PLEDGED = Text("v", corpora.FIRST, "It [[statement:announced,TKM;instrument:OPCAT|is studying OPCAT]].")
NOTED = Text("w", corpora.OTHER, "[[statement:said|It was noted that much was done]].")


def test_what_was_agreed_at_one_meeting_is_quoted_and_at_several_counted() -> None:
    told = plain(messages.ranked(Ledger(dataset(AGREED, SAID))))
    assert (
        "At one of the two meetings the sides are reported to have agreed or confirmed something together: "
        "in June 2020 they “agreed to meet again”." in told
    )
    told = plain(messages.ranked(Ledger(dataset(AGREED, AGAIN))))
    assert "At two of the two meetings the sides" in told
    assert "together: June 2020 and May 2024." in told


def test_what_the_state_intends_on_a_treaty_is_a_key_message() -> None:
    told = plain(messages.ranked(Ledger(dataset(PLEDGED))))
    assert told.startswith("1. As of June 2020, Turkmenistan “is studying OPCAT”, as the text reports.")


def test_statements_are_quoted_by_meeting_and_those_of_nobody_counted() -> None:
    told = plain(statements.by_meeting(Ledger(dataset(AGREED, SAID, NOTED)))).splitlines()
    assert told == [
        "- June 2020, EU. Agreed by the sides: “agreed to meet again”.",
        "- May 2024, EU. Urged by the European Union: “urged haste”.",
        "",
        "One further sentence reports what was said by all together, or without saying by whom.",
    ]


def test_that_no_counterpart_is_quoted_is_said_where_it_is_so() -> None:
    silence = "No sentence reports what a counterpart said by itself."
    assert silence in plain(statements.by_meeting(Ledger(dataset(AGREED))))
    assert silence not in plain(statements.by_meeting(Ledger(dataset(AGREED, SAID))))


def test_how_many_texts_say_that_something_was_agreed() -> None:
    assert plain(statements.agreed_in(Ledger(dataset(AGREED, SAID)))) == "one of the two texts says"
    assert plain(statements.agreed_in(Ledger(dataset(SAID, NOTED)))) == "none of the two texts says"
    assert plain(statements.agreed_in(Ledger(dataset(SAID)))) == "no text says"


def test_of_one_text_is_told_in_the_singular() -> None:
    theirs = Text("x", corpora.SECOND, "Text.", publisher="nCa", account="TKM")
    told = plain(messages.ranked(Ledger(dataset(theirs))))
    assert "The one text gives the account of Turkmenistan or of its sources; no text is known to be" in told
    unknown = Text("x", corpora.SECOND, "Text.", publisher="nCa")
    assert "The one text comes from nCa." in plain(messages.ranked(Ledger(dataset(unknown))))


def test_a_counterparts_own_text_is_not_said_to_be_missing() -> None:
    theirs = Text("x", corpora.SECOND, "Text.", account="EU")
    assert "known to be a counterpart's own" not in plain(messages.ranked(Ledger(dataset(theirs))))


def test_what_is_not_named_again_is_not_said_to_be_gone() -> None:
    told = plain(sections.returning(Ledger(dataset(*corpora.ALL))))
    assert "Named in June 2020, not mentioned in the texts held on May 2024: education." in told


def test_coverage_has_a_denominator_and_three_states() -> None:
    told = plain(sections.coverage(Ledger(dataset(*corpora.ALL, known=corpora.KNOWN))))
    assert "The highest number known is four, which implies three before it; texts are held on two." in told
    assert "The texts on the round of June 2020 do not give its number; it came before the 3rd." in told
    assert "Known from elsewhere, without a text: the 3rd (July 2021)." in told


def test_without_numbers_there_is_no_denominator() -> None:
    assert "no denominator" in sections.coverage(Ledger(dataset(corpora.ONE)))


def test_two_reports_are_compared() -> None:
    ledger = Ledger(dataset(*corpora.ALL))
    (agreed,) = sections.double_reports(ledger)
    assert "Two texts report the" in plain(agreed)
    assert "one topic" in plain(agreed)
    told = plain(tables.differences(ledger))
    assert re.search(r"\| Named people \| silent \| Ana Example \|", told)
    assert re.search(r"\| Topics \| Education \| silent \|", told)


OTHER_ACCOUNT = """EU and Turkmenistan hold the twelfth Human Rights Dialogue in Ashgabat

On 18 and 19 June 2020, the European Union and Turkmenistan held their 12th annual Human Rights Dialogue in \
Ashgabat. The meeting was held in hybrid format.

The parties discussed the National Human Rights Action Plan for 2021-2025, the Roadmap for the development \
of forestry for 2021-2023 and a National Action Plan on Gender Equality. The EU raised disappearances and \
prison conditions, and spoke of the Convention against Torture.

The Turkmen delegation was headed by Deputy Foreign Minister Vepa Hajiyev. ODIHR attended the dialogue.
"""


def test_what_texts_differ_in_is_told_in_labels_and_never_in_codes(tmp_path: Path) -> None:
    seeds = {path.stem: path.read_text("utf-8") for path in five.TEXTS.glob("00[12]_*.txt")}
    d = read(tmp_path, {**seeds, "100_other": OTHER_ACCOUNT})
    told = plain(tables.differences(Ledger(d)))
    assert "National human-rights action plan (2021–2025)" in told
    assert "Action plan on gender equality (no period given)" in told
    assert "Roadmap for the development of forestry (2021–2023)" in told
    for row in (
        "| Last day | 18 June 2020 | 18 June 2020 | 19 June 2020 |",
        "| Form | by video | by video | in person and by video |",
        "| Round | silent | silent | 12th |",
        "| Treaties and mechanisms | silent | silent | Convention against Torture |",
    ):
        assert row in told
    table, _, _ = told.partition("\n: ")
    codes = {code for code in d["codes"]["code"] if "_" in code} | {"nhrap", "ODIHR", "OPCAT", "other_plan"}
    assert not codes & set(re.findall(r"\w+", table))


def test_who_led_and_who_was_only_mentioned_is_told() -> None:
    told = plain(tables.counterparts(Ledger(dataset(*corpora.ALL))))
    assert "Ana Example, who led the delegation" in told
    assert re.search(r"June 2020.*\| OSCE \|", told)


def test_a_text_out_of_scope_is_told_with_its_reason() -> None:
    told = plain(sections.scope(Ledger(dataset(Text("x", None, "Carpets were shown.")))))
    assert told == "Out of scope: one text, x.txt (made by hand)."


def test_the_annex_marks_the_coded_words() -> None:
    told = annex.texts(Ledger(dataset(corpora.ONE)))
    assert "They spoke of <mark>health</mark> and <mark>schools</mark>." in told
    assert '#"They spoke of ";#marked[#"health";]#" and ";#marked[#"schools";]#".";' in told


def test_page_and_paper_have_every_sentence_of_short_texts_and_say_what_is_grey() -> None:
    told = annex.texts(Ledger(dataset(corpora.ONE)))
    assert told.count("Read also: a carpet fair") == 2
    assert 'is-coded: false)[#"Read also: a carpet fair";]' in told
    assert "Sentences in grey carry no code and no claim." in told


def test_the_paper_says_which_sentences_of_long_texts_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annex, "PRINTED", 3)
    told = annex.texts(Ledger(dataset(corpora.ONE)))
    assert told.count("Read also: a carpet fair") == 1  # on the page
    assert re.search(
        r"Of seven sentences, the paper has the \w+ that carry a code or a claim; the other", told
    )


def test_what_opens_at_a_claim_shows_words_source_hash_and_link() -> None:
    ledger = Ledger(d := dataset(corpora.ONE))
    ledger.claim(annex_finding := Finding("health", 1, "codings", d["codings"].head(1)))
    told = popovers.popovers(ledger)
    assert f'id="open-{annex_finding.name}" popover role="dialog"' in told
    assert "<mark>" in told
    assert "Agency, 19 June 2020" in told
    assert d["documents"]["sha256"][0][:8] in told
    assert 'href="#s-a-one-' in told


def test_what_opens_at_a_count_names_what_was_counted() -> None:
    d = dataset(*corpora.ALL)
    health = d["codings"].filter(pl.col("code") == "health")
    topics = d["codings"].filter(pl.col("facet") == "topic").unique("code", maintain_order=True)
    ledger = Ledger(d)
    ledger.claim(Finding("meetings-on-health", 2, "codings", health))
    ledger.claim(Finding("topics-named", topics.height, "codings", topics))
    ledger.claim(Finding("sentences-on-health", 3, "codings", health.head(1)))
    meetings, named, sentences = popovers.popovers(ledger).split('<div class="evidence"')[1:]
    assert (
        '<ul class="names"><li>June 2020, European Union</li><li>May 2024, European Union</li></ul>'
        in meetings
    )
    assert named.count("<li>", named.index('"names"'), named.index('"basis"')) == topics.height
    assert "<strong>three</strong> · Health" in sentences


def test_a_corpus_without_a_meeting_has_words_for_every_section() -> None:
    ledger = Ledger(dataset(Text("x", None, "Carpets were shown."), known=corpora.KNOWN))
    assert sections.meetings_listed(ledger) == "none found in the texts held"
    assert sections.links(ledger) == "No two of the texts held report one meeting."
    assert "texts are held on none" in plain(sections.coverage(ledger))
    assert drawings.timeline(ledger) is not None


def test_texts_that_no_reader_coded_are_not_said_to_agree_with_one() -> None:
    told = tables.agreement(Ledger(dataset(corpora.ONE)))
    assert told.startswith("Nobody has read the texts held")


def test_the_rounds_of_another_state_with_the_same_counterpart_are_counted_apart() -> None:
    other = Meeting("other-state", start=date(2022, 5, 3), ordinal=8, state="UZB")
    told = plain(sections.coverage(Ledger(dataset(*corpora.ALL, Text("z", other, "Text.")))))
    assert "with the European Union are numbered. The highest number known is four" in told
    assert "with the European Union (UZB) are numbered. The highest number known is eight" in told


def test_what_is_named_only_as_background_is_told_for_its_meeting() -> None:
    text = Text("x", corpora.OTHER, "{background} Since 1992 [[topic:trade|trade]] has grown.")
    ledger = Ledger(dataset(text, corpora.ONE))
    assert plain(sections.background(ledger)) == (
        "One topic is named for the political consultations with the United States of December 2020 only as "
        "background (history, standing relations, earlier instructions), not as discussed: trade."
    )
    assert sections.background(Ledger(dataset(corpora.ONE))) == ""


def test_of_many_meetings_how_many_name_a_topic_only_as_background_is_told() -> None:
    texts = [
        Text(f"t{n}", Meeting(f"m{n}", start=date(2010 + n, 5, 3)), "{background} On [[topic:trade|trade]].")
        for n in range(12)
    ]
    assert plain(sections.background(Ledger(dataset(*texts)))).startswith(
        "For 12 meetings, one topic is named only as background"
    )


def test_topics_that_only_titles_of_plans_named_are_told_among_those_not_named_again() -> None:
    """The seeds: three plans on a topic each, named in June 2020."""
    ledger = Ledger(five.dataset())
    said = (
        "Of these, children's rights and trafficking in persons were named in June 2020 only in the titles of"
    )
    assert f"{said} plans." in plain(sections.returning(ledger))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("round_table", "a round table with participants from the European Union (May 2024)"),
        ("bilateral_meeting", "a bilateral meeting with the European Union (May 2024)"),
    ],
)
def test_only_a_meeting_of_two_sides_is_with_them(kind: str, said: str) -> None:
    ledger = Ledger(dataset(Text("x", Meeting("x", kind=kind), "On [[topic:health|health]].")))
    assert plain(sections.meetings_listed(ledger)) == said


def test_the_table_of_who_met_says_what_is_inferred_named_otherwise_and_not_said() -> None:
    told = plain(tables.counterparts(Ledger(five.dataset())))
    assert "**15–17 December 2020 (last day inferred)**" in tables.counterparts(Ledger(five.dataset()))
    assert "round table, in person, Ministry of Foreign Affairs |" in told
    assert "(as written: European Service for Foreign Policy Activities)" in told
    assert "| Interdepartmental Commission on human rights; International Labour Organization;" in told
    alone = Text("x", Meeting("x", ()), "On [[topic:health|health]].")
    assert "| no name or body given | no name or body given | none |" in tables.counterparts(
        Ledger(dataset(alone))
    )


def test_what_one_text_alone_says_leads_to_its_words() -> None:
    ledger = Ledger(five.dataset())
    tables.differences(ledger)
    (claim,) = (claim for name, claim in ledger.claims.items() if name.startswith("difference-person"))
    assert claim.spans["quote"].to_list() == ["Yazdursun Gurbannazarova", "Diego Ruiz Alonso"]


def test_the_codes_definitions_say_what_does_not_count_in_words() -> None:
    told = plain(tables.codebook(five.dataset()))
    assert "*Does not count:* violence against women (domestic and gender-based violence)." in told


def test_no_annex_makes_a_claim_that_the_changes_have_not_seen(tmp_path: Path) -> None:
    """Else it would be told as gone: the changes are told before the annexes."""
    brief = Brief(Project(HOME), tmp_path, five.dataset(), Ledger(five.dataset()))
    brief.changes()
    made = set(brief.ledger.claims)
    for path in (HOME / "analysis" / "annexes").glob("*.qmd"):
        for name in re.findall(r"\bb\.(\w+)", path.read_text(encoding="utf-8")):
            asked = getattr(brief, name)
            if isinstance(asked, Finding):
                brief.claim(asked)
            elif callable(asked):
                asked()
    assert set(brief.ledger.claims) == made
