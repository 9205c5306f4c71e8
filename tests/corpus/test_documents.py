"""What a text is said to be: by sources.yaml, else by its own head and credit."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import five
from dialogues.corpus import documents, layout, seeds

RULES = five.rules()
MARKS = RULES.marks()
BODY = (
    "On 17 June 2025 the sides met in Brussels for the seventeenth round of their dialogue. "
    "They discussed the rule of law and the rights of women with the ministries."
)
HEADLINE = "The EU and Turkmenistan held their 17th Human Rights Dialogue"


def described(text: str, **registered: object) -> dict[str, object]:
    texts = pl.DataFrame(
        [{"document_id": "a", "path": "a.txt", "sha256": "0" * 64, "text": text}], schema=seeds.TEXTS
    )
    sources = pl.DataFrame([{"document_id": "a", **registered}] if registered else [], schema=seeds.SOURCES)
    return documents.describe(texts, sources, layout.blocks(texts, MARKS), RULES).row(0, named=True)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (" date 2020-06-19 By Trend\n", date(2020, 6, 19)),
        (" date 2023-11-27 27 November 2023\n", date(2023, 11, 27)),
        ("28.06.2024 EEAS Press Team\n", date(2024, 6, 28)),
        ("00:1326.06.2024\n", date(2024, 6, 26)),
        ("Written by | Thursday, November 20th, 2014\n", date(2014, 11, 20)),
        ("22/02/2023\n", date(2023, 2, 22)),
        ("02/22/2023\n", date(2023, 2, 22)),
        ("gepubliceerd op vrijdag 17 mei 2013.\n", date(2013, 5, 17)),
        ("Brussels, 17 May 2013\n", date(2013, 5, 17)),
        ("Posted on 3 March 2021 by admin\n", date(2021, 3, 3)),
        ("15 марта 2023\n", date(2023, 3, 15)),
        ("31 February 2023\n", None),
        ("BAKU, Azerbaijan, December 17\n", None),
        (f"{HEADLINE}, 17 June 2025\n", None),
        ("", None),
    ],
)
def test_the_date_of_publication_is_read_from_the_head(head: str, day: date | None) -> None:
    found = described(f"{head}{BODY}")
    assert (found["published"], found["published_basis"]) == (day, "text" if day else None)


def test_the_date_of_publication_is_read_from_a_closing_credit() -> None:
    assert described(f"{BODY} /// nCa, 19 June 2025 (with MFA)")["published"] == date(2025, 6, 19)


def test_the_crawlers_date_stands_before_the_pages_own() -> None:
    assert described(f" date 2025-06-20 19 June 2025\n{BODY}")["published"] == date(2025, 6, 20)


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (f"By Trend\n{BODY}", "Trend"),
        (f"By Huseyn Hasanov – Trend:\n{BODY}", "Trend"),
        (f"By Huseyn Hasanov\n{BODY}", None),
        (f"ASHGABAT (TCA) — {BODY}", "TCA"),
        (f"(STL.News) {BODY}\nSource: STATE.Gov", "STL.News"),
        (f"{BODY}\nSource: STATE.Gov", "STATE.Gov"),
        (f"28.06.2024 EEAS Press Team\n{BODY}", "EEAS"),
        (f"{BODY} /// nCa, 19 June 2025", "nCa"),
        (f"{BODY}///MFA Turkmenistan Related posts:", "MFA Turkmenistan"),
        (f"{BODY} They met, Trend reports with reference to the embassy.", "Trend"),
        (BODY, None),
    ],
)
def test_the_publisher_is_read_from_byline_dateline_credit_or_report(
    text: str, publisher: str | None
) -> None:
    assert described(text)["publisher"] == publisher


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{HEADLINE}\n{BODY}", HEADLINE),
        (f"Not an official website of the European Union\n{HEADLINE}\n28.06.2024\n{BODY}", HEADLINE),
        (f"GENERAL\n\n{HEADLINE}\n\n{BODY}", HEADLINE),
        (f" date 2021-01-04 {HEADLINE}\n\n{BODY}", HEADLINE),
        (f"Newsroom / {HEADLINE}\n{BODY}", HEADLINE),
        (
            f"Title: {HEADLINE} 🤝\nVenue: Hotel Oman\nCompiled by A. Muster\n{BODY}",
            HEADLINE,
        ),
        (f"{HEADLINE}\nEmbassy of Norway in Oman\n[A photo of the two ministers]\n{BODY}", HEADLINE),
        (f"Embassy of Norway in Oman\n{BODY}", "Embassy of Norway in Oman"),
        (f"Who will look after the judges?\n{BODY}", "Who will look after the judges?"),
        (f"{HEADLINE}\n1. Opening of the meeting\nMadam Ombudsperson, dear colleagues,\n{BODY}", HEADLINE),
        (f"By Trend\n\n{BODY}", None),
        (BODY, None),
    ],
)
def test_the_title_is_the_headline_before_the_report(text: str, title: str | None) -> None:
    assert described(text)["title"] == title


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("De dialoog werd gehouden in Brussel en de rechten van de mens werden ook besproken.", "nl"),
        ("Министры обсудили план и права человека, а также выборы в стране и на местах с партнёрами.", "ru"),
        ("Duşuşykda taraplar hukuklar boýunça hyzmatdaşlyk we bilim üçin meseleler bilen tanyşdylar.", "tk"),
        ("Human Rights Dialogue", None),
    ],
)
def test_the_language_is_that_of_the_commonest_words(text: str, language: str | None) -> None:
    assert described(text)["language"] == language


def test_what_is_registered_stands_before_what_is_read() -> None:
    found = described(
        f" date 2025-06-20 {HEADLINE}\n{BODY}",
        publisher="nCa",
        title="Another",
        published=date(2025, 6, 19),
        url="https://example.org",
        language="tk",
    )
    assert {
        name: found[name] for name in ("publisher", "title", "published", "published_basis", "language")
    } == {
        "publisher": "nCa",
        "title": "Another",
        "published": date(2025, 6, 19),
        "published_basis": "registered",
        "language": "tk",
    }


def test_characters_are_code_points() -> None:
    assert described("Ýşgabat 😀")["characters"] == 9
