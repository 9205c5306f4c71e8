"""Recording units: their cuts, offsets, roles."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import five
import folding
from dialogues.corpus import layout, sentences, signs
from dialogues.dataset import schemas
from golden_tables import each_of

RULES = five.rules()
WORDS = [
    " date 2025-06-19 ",
    "By Trend",
    "Human Rights Dialogue held",
    "On 17 June, the 17th round took place.",
]
WORDS += [
    "\n",
    "\r\n",
    "\n\n",
    " ",
    ".",
    "\ufeff",
    "///nCa",
    "Related posts:",
    "e.g. ",
    "V.Hajiyev ",
    "U.S. ",
    "é",
]
WORDS += ["😀", "”", "\u2028", "Ýene-de okaň", "BAKU, Azerbaijan – The"]
texts = st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map("".join))


def frame(*texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"document_id": [f"d{n}" for n in range(len(texts))], "text": list(texts)},
        schema=dict.fromkeys(("document_id", "text"), pl.String),
    )


def cut(text: str) -> list[str]:
    return folding.cut(frame(text), RULES)["text"].to_list()


def roles(text: str) -> list[tuple[str, str]]:
    return list(folding.cut(frame(text), RULES).select("role", "text").iter_rows())


@each_of("hard_sentences")
def test_hard_sentences_are_cut_as_a_reader_cuts_them(case: dict[str, str]) -> None:
    """A bar shows where a reader cuts."""
    wanted = [part.strip() for part in case["text"].split("‖")]
    assert cut(case["text"].replace("‖", "")) == wanted


@given(texts)
@example("\ufeff")
@example("a\r\n\r\nb\r\nc")
@example("A line that is long enough to go on in the next one\nand does so.")
def test_sentences_lie_in_their_text_and_hold_every_character_but_white_space_once(text: str) -> None:
    units = folding.cut(frame(text), RULES)
    schemas.Sentences.validate(units)
    held: set[int] = set()
    for unit in units.iter_rows(named=True):
        span = range(unit["start"], unit["end"])
        assert text[unit["start"] : unit["end"]] == unit["text"]
        assert held.isdisjoint(span)
        held |= set(span)
    left = {text[place] for place in range(len(text)) if place not in held}
    assert not "".join(signs.folded(sign) for sign in left).strip(layout.BLANK)
    assert units["position"].to_list() == list(range(units.height))
    assert units["start"].is_sorted()


@given(st.lists(texts, min_size=1, max_size=4), st.integers(0, 99))
def test_neither_order_nor_company_changes_a_documents_sentences(given_texts: list[str], seed: int) -> None:
    documents = frame(*given_texts)
    together = folding.cut(documents, RULES)
    shuffled = folding.cut(documents.sample(fraction=1.0, shuffle=True, seed=seed), RULES)
    assert together.equals(shuffled)
    for document_id in documents["document_id"]:
        of_it = pl.col("document_id") == document_id
        assert together.filter(of_it).equals(folding.cut(documents.filter(of_it), RULES))


@pytest.mark.parametrize("title", sorted(t for t in RULES.people.titles() if t.endswith(".")))
def test_no_sentence_ends_after_a_title_of_the_codebook(title: str) -> None:
    assert len(cut(f"The delegation was met by {title} Pallavi Deshmukh of the ministry.")) == 1


def test_a_name_that_an_uneven_line_parts_is_whole() -> None:
    lines = [
        "The senior assistant to the prosecutor answered that the matter would be looked at again and",
        "examined in drawing up the next plan. The programme manager Daniela",
        "Rosati thanked the donors for the long-standing support.",
    ]
    (last,) = [each for each in cut("\n".join(lines)) if "Daniela" in each]
    assert " ".join(last.split()).endswith("Daniela Rosati thanked the donors for the long-standing support.")


def test_a_paragraphs_end_ends_a_sentence_and_a_wrapped_line_does_not() -> None:
    assert cut(
        "The round was held in Brussels, the capital\nof Belgium. It was the fifth\n\nThe next follows."
    ) == [
        "The round was held in Brussels, the capital\nof Belgium.",
        "It was the fifth",
        "The next follows.",
    ]


BODY = "On 17 June 2025 the sides met in Brussels for the seventeenth round of their dialogue."


def test_a_glued_crawler_date_is_a_sentence_of_its_own() -> None:
    assert roles(f" date 2025-06-19 {BODY}") == [("header", "date 2025-06-19"), ("body", BODY)]


@pytest.mark.parametrize(
    "head",
    [
        "ASHGABAT (TCA) —",
        "(STL.News)",
        "BAKU, Azerbaijan, Dec. 15 –",
        "BRUSSELS --",
        "By Huseyn Hasanov – Trend:",
    ],
)
def test_a_head_before_the_first_sentence_of_its_line_is_cut_off(head: str) -> None:
    assert roles(f"{head} {BODY}") == [("header", head), ("body", BODY)]


@pytest.mark.parametrize(
    "line",
    [
        "The EU and Turkmenistan held their 17th Human Rights Dialogue",
        "By Trend",
        "BAKU, Azerbaijan, December 17",
        "28.06.2024 EEAS Press Team",
        "00:1326.06.2024",
        "22/02/2023",
        "Written by | Thursday, November 20th, 2014",
        "Overgenomen van Raad van de Europese Unie (Raad), gepubliceerd op vrijdag 17 mei 2013.",
    ],
)
def test_headlines_datelines_and_bylines_are_heads(line: str) -> None:
    assert roles(f"{line}\n\n{BODY}\n") == [("header", line), ("body", BODY)]


@pytest.mark.parametrize(
    "line",
    [
        "RSS |   Site map",
        "Submit Release",
        "GENERAL",
        "0",
        "6291",
        "+(993 12) 463514",
        "Share",
        "Home News Politics Law Sport",
        "Visas | U.S. Citizen Services | Elections & Media",
        "Start > News > Rule of law",
        "Home → Stories → Prisons",
        "independent news since 2011",
    ],
)
def test_navigation_before_the_report_is_related_and_ends_nothing(line: str) -> None:
    assert roles(f"{line}\n{BODY}") == [("related", line), ("body", BODY)]


@pytest.mark.parametrize(
    "marker",
    [
        "Ýene-de okaň",
        "Related posts:",
        "More related articles",
        "Read also",
        "Related news",
        "See also:",
        "LATEST NEWS",
        "More on this topic",
        "You may also like",
        "Comments",
    ],
)
def test_everything_after_a_tail_marker_is_related(marker: str) -> None:
    tail = "The President of Turkmenistan received the new Ambassador of the European Union in Ashgabat."
    wanted = [("body", BODY), ("related", marker), ("related", tail)]
    assert roles(f"{BODY}\n\n{marker}\n\n{tail}") == wanted


def test_a_marker_with_a_link_in_its_line_takes_only_that_line() -> None:
    link = "Read also: Turkmenistan and the EU discuss trade"
    assert roles(f"{BODY}\n{link}\n{BODY}") == [("body", BODY), ("related", link), ("body", BODY)]


def test_a_marker_glued_to_the_report_is_cut_off() -> None:
    assert roles(f"{BODY}///MFA Turkmenistan Related posts:") == [
        ("body", BODY),
        ("credit", "///MFA Turkmenistan"),
        ("related", "Related posts:"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "/// nCa, 19 June 2025 (in cooperation with MFA Turkmenistan)",
        "Source: STATE.Gov",
        "Trend is on Telegram too: important and interesting news only",
        "Photo: MFA",
    ],
)
def test_source_lines_are_credit(line: str) -> None:
    assert roles(f"{BODY} {line}" if line.startswith("/") else f"{BODY}\n{line}") == [
        ("body", BODY),
        ("credit", line),
    ]


def test_a_report_with_reference_to_an_agency_stays_body() -> None:
    line = "The sides discussed human rights, Trend reports with reference to the Embassy of Turkmenistan."
    assert roles(f"{BODY}\n{line}") == [("body", BODY), ("body", line)]


def test_three_headlines_after_the_report_are_a_tail_and_two_are_not() -> None:
    links = [
        "Conference on peace and trust",
        "Nowruz celebrated in Tbilisi",
        "Ambassador received in Istanbul",
    ]
    assert [role for role, _ in roles("\n\n".join([BODY, *links]))] == ["body"] + ["related"] * 3
    assert [role for role, _ in roles("\n\n".join([BODY, *links[:2]]))] == ["body"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "SDG 16 - PEACE, JUSTICE AND STRONG INSTITUTIONS",
        "OUR WORK ON PRISONS AND ELECTIONS",
        "Subscribe to our newsletter | Privacy | Cookies",
        "#HumanRights #Prisons",
        "Steppe Watch is an independent organisation that watches elections and the press.",
        "Other news of the day",
    ],
)
def test_what_the_publisher_says_of_itself_below_the_report_is_not_the_report(line: str) -> None:
    assert [role for role, _ in roles(f"{BODY}\n{line}")][1] != "body"


@pytest.mark.parametrize(
    "lines",
    [
        "HUMAN RIGHTS OF WOMEN\nThe EU welcomed the new law on the equality of women and men.",
        "The EU raised:\n- torture\n- prison conditions",
        "Topics discussed:\n- Freedom of expression\n- Prison conditions",
        "Among the subjects: elections | prisons | torture, as the EU noted.",
        "Also today the delegation met civil society.",
        "The shelter is an agency of the Ministry.\nThe EU asked about prisons in all the regions.",
    ],
)
def test_subheads_lists_and_sentences_of_the_report_are_its_body(lines: str) -> None:
    assert {role for role, _ in roles(f"{BODY}\n{lines}")} == {"body"}


def test_a_list_after_a_colon_is_body() -> None:
    lines = [
        "The sides discussed the following subjects of common interest:",
        "Civil society",
        "Prisons",
        "Media",
    ]
    assert [role for role, _ in roles(f"{BODY}\n" + "\n".join(lines))] == ["body"] * 5


def test_a_report_broken_off_in_a_sentence_is_body_to_its_end() -> None:
    assert roles(f"{BODY}\n\nIn view of how things currently sta")[-1] == (
        "body",
        "In view of how things currently sta",
    )


def test_what_is_too_long_for_a_sentence_is_cut_and_loses_no_character() -> None:
    text = "a word and another " * 300 + "end."
    pieces = cut(text)
    assert max(map(len, pieces)) <= sentences.LONGEST
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_no_texts_give_no_sentences() -> None:
    assert folding.cut(frame(), RULES).schema == schemas.empty(schemas.Sentences).schema
