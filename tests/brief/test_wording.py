from __future__ import annotations

import re
from datetime import date

import pytest

from dialogues.brief import wording


@pytest.mark.parametrize(("n", "said"), [(0, "no"), (1, "one"), (10, "ten"), (11, "11"), (1500, "1,500")])
def test_numbers_up_to_ten_are_words(n: int, said: str) -> None:
    assert wording.number(n) == said


@pytest.mark.parametrize(
    ("n", "noun", "said"),
    [(1, "text", "one text"), (5, "text", "five texts"), (2, "body|bodies", "two bodies")],
)
def test_a_noun_agrees_with_its_number(n: int, noun: str, said: str) -> None:
    assert wording.counted(n, noun) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2020, 6, 18), None, "18 June 2020"),
        (date(2020, 12, 15), date(2020, 12, 17), "15–17 December 2020"),
        (date(2021, 6, 30), date(2021, 7, 1), "30 June – 1 July 2021"),
        (date(2020, 12, 31), date(2021, 1, 1), "31 December 2020 – 1 January 2021"),
        (None, None, ""),
    ],
)
def test_days_are_written_the_british_way(start: date | None, end: date | None, said: str) -> None:
    assert wording.days(start, end) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [(2016, 2020, "2016–2020"), (2020, 2020, "2020"), (None, 2020, "2020"), (None, None, "no period given")],
)
def test_a_period_is_as_much_as_is_known(start: int | None, end: int | None, said: str) -> None:
    assert wording.period(start, end) == said


def test_lists_with_commas_or_and_inside_are_parted_by_semicolons() -> None:
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(["economic, social rights", "health"]) == "economic, social rights; and health"
    assert wording.listed(["men and women", "health"]) == "men and women; and health"
    assert wording.listed(["“men and women”", "“health”"]) == "“men and women” and “health”"
    assert wording.listed(["alone"]) == "alone"


@pytest.mark.parametrize(
    ("label", "said"),
    [("Rule of law", "rule of law"), ("UN mechanisms", "UN mechanisms"), ("COVID-19", "COVID-19")],
)
def test_a_label_inside_a_sentence_keeps_its_names(label: str, said: str) -> None:
    assert wording.small(label) == said


def test_markdown_signs_in_texts_are_text() -> None:
    assert wording.markdown("a *b* [c]") == r"a \*b\* \[c\]"


def test_an_address_cannot_end_its_link() -> None:
    address = "https://e.example/a_(b)?c=%20&d=1#e"
    assert wording.link("x", address) == "[x](https://e.example/a_%28b%29?c=%20&d=1#e)"
    attack = 'https://e.example/)`<script>alert(1)</script>`{=html} "title'
    assert not set(wording.link("x", attack)[4:-1]) & set(')(<>`{} "\\')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("of COVID-19 & more", 'of <span class="nowrap">COVID-19</span> &amp; more'),
        ("A/RES-12, 2016-2020, a-b-12", "A/RES-12, 2016-2020, a-b-12"),
    ],
)
def test_a_word_with_a_hyphen_before_a_number_stays_on_one_line(text: str, said: str) -> None:
    assert wording.on_page(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one text", "One text"),
        ("15 of 22 topics", "Fifteen of 22 topics"),
        ("22", "Twenty-two"),
        ("40 texts", "Forty texts"),
        ("120 texts", "120 texts"),
        ("1,500 texts", "1,500 texts"),
        ("2.5 years", "2.5 years"),
        ("12th round", "12th round"),
    ],
)
def test_a_number_that_opens_a_sentence_is_written_out(text: str, said: str) -> None:
    assert wording.capital(text) == said


def test_words_that_stand_inside_others_are_left_out() -> None:
    quotations = ["“cultural ties”", "“educational and cultural ties”", "“labor rights”", "“labor rights”"]
    assert wording.outermost(quotations) == ("“educational and cultural ties”", "“labor rights”")


@pytest.mark.parametrize(
    ("words", "most", "said"),
    [
        ("a few words", 6, "“a few words”"),
        ("the steps taken within the plan for 2021-2025, including the work of the office and courts", 10,
         "“the steps taken within the plan for 2021-2025 …”"),
        ("an overview of measures taken in the country to protect and maintain rights and freedom", 8,
         "“an overview of measures taken in the country …”"),
        ("paid to ensuring the economic, social and cultural rights of citizens, as well as other duties", 9,
         "“paid to ensuring the economic, social and cultural rights of citizens …”"),
        ("one two three four five six seven eight nine ten eleven", 4,
 "“one two three four …”"),
        ("one of the Human Rights Dialogues now held here every year since then again", 4, "“one …”"),
        ("one two of the five six seven eight nine ten eleven", 4, "“one two …”"),
    ],
)  # fmt: skip
def test_a_quotation_is_cut_where_a_phrase_ends(words: str, most: int, said: str) -> None:
    assert wording.quotation(words, most) == said


def test_short_days_name_a_month_once() -> None:
    first, last, later = date(2020, 12, 15), date(2020, 12, 17), date(2021, 1, 2)
    assert wording.short_days(first, last) == "15–17 Dec 2020"
    assert wording.short_days(first, first) == wording.short_days(first) == "15 Dec 2020"
    assert wording.short_days(first, later) == "15 Dec 2020 – 2 Jan 2021"


def test_days_say_what_of_them_is_inferred() -> None:
    assert wording.noted("15–17 December 2020", "last day") == "15–17 December 2020 (last day inferred)"
    assert wording.noted("18 June 2020", None) == "18 June 2020"


NAMES = ("новость", "доклад", "a b", "a_b", "a-b", "a.b", "a b ", "a--b", "n", "…", "é", "e\u0301", "-a")


def test_no_two_ids_give_one_anchor() -> None:
    anchors = [wording.anchor(name) for name in NAMES]
    assert len(set(anchors)) == len(NAMES)
    assert all(re.fullmatch(r"[A-Za-z0-9][\w-]*", anchor, re.ASCII) for anchor in anchors)
    assert wording.anchor("000_d51973c7") == "000_d51973c7"


def test_plain_names_of_claims_stay_as_they_are_and_others_have_a_hash() -> None:
    assert wording.slug("topics-TKM-EU-human_rights_dialogue-2020-06-18") == (
        "topics-tkm-eu-human-rights-dialogue-2020-06-18"
    )
    assert re.fullmatch("difference-date-[0-9a-f]{8}", wording.slug("difference-date-новость"))


@pytest.mark.parametrize(
    ("when", "is_dated", "said"),
    [
        ("June 2020", True, "in June 2020"),
        ("3 May 2024", True, "on 3 May 2024"),
        ("May 2024", False, "in a text published in May 2024"),
    ],
)
def test_a_month_or_a_day_has_its_preposition(when: str, is_dated: bool, said: str) -> None:
    assert wording.at_time(when, is_dated=is_dated) == said


@pytest.mark.parametrize(
    ("noun", "said"),
    [("seminar", "a seminar"), ("event", "an event"), ("talks", "talks"), ("university", "a university")],
)
def test_a_noun_has_its_indefinite_article(noun: str, said: str) -> None:
    assert wording.indefinite(noun) == said
