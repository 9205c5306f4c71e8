"""What paper a page is: one that reports no meeting is known by what it says of itself, or by its form."""

from __future__ import annotations

import polars as pl
import pytest

import five
from dialogues.corpus import layout, papers

RULES = five.rules()
REPORT = "On 3 May 2024 Norway and Oman held a human rights dialogue in Oslo, and prisons were spoken of."
TITLE = "Norway and Oman speak of prisons"


def paper(text: str) -> str | None:
    texts = pl.DataFrame({"document_id": ["a"], "text": [text]})
    found = papers.find(layout.blocks(texts, RULES.marks()), RULES)
    return dict(found.select("document_id", "paper").iter_rows()).get("a")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (f"{TITLE}\n\n{REPORT}", None),
        (f"Oslo Review | Interview\n{TITLE}\n\n{REPORT}", "interview"),
        (f"Interview | Oslo Review | Summer 2024\n{TITLE}\n\n{REPORT}", "interview"),
        (f"News | Interview | Opinion\n{TITLE}\n\n{REPORT}", None),
        (f"Home\nNews\nOpinion\nContact\n{TITLE}\n\n{REPORT}", None),  # a menu, a line each
        (f"Oslo Review\nCareers\nTenders\n{TITLE}\n\n{REPORT}", None),
        (f"Oslo Review\nOpinion\n{TITLE}\n\n{REPORT}", "opinion"),
        (f"{TITLE}\n1. Interview\n2. News\n\n{REPORT}", None),
        (f"{TITLE}\n\n{REPORT}\nInterview: the judge's garden", None),
        (f"Opinion. Quiet talk helps nobody, and it never did. {REPORT}", "opinion"),
        (f"Working papers, no. 58\n{TITLE}\n\n{REPORT}", "study"),
        (f"{TITLE}\n\n{REPORT}\nClosing date: 3 July 2024.", "call"),
        (f'{TITLE}\n\n{REPORT}\n"We met. We call on Oman to free them," he said.', None),
        (f"{TITLE}\n\n{REPORT}\nWe call on Oman to free all who are in prison.", "call on others"),
        (f"{TITLE}\n\n{REPORT}\nWas it of any use?\n{REPORT}\nAnd what comes next?\n{REPORT}", "interview"),
        (f"{TITLE}\n\n{REPORT}\nWas it of any use?\n{REPORT}", None),
    ],
)
def test_a_paper_is_known_by_its_head_and_its_lines(text: str, known: str | None) -> None:
    assert paper(text) == known


def test_the_title_of_a_report_may_hold_the_word_after_its_meeting() -> None:
    assert paper(f"A training on interviews was held\n\n{REPORT}") is None
    assert paper(f"Our interview with the ambassador\n\n{REPORT}") == "interview"


@pytest.mark.parametrize(
    ("text", "is_weak"),
    [
        (f"Interview\n{TITLE}\n\n{REPORT}", False),
        (f"{TITLE}\n\n{REPORT}\nProposals will be sent to the ministry by June.", True),
        (f"Officers learn to interview children\n\n{REPORT}", True),
    ],
)
def test_what_neither_a_section_nor_the_opening_says_is_weak(text: str, is_weak: bool) -> None:
    """A report can have such words: it is one where its title or lead says that a meeting was held."""
    texts = pl.DataFrame({"document_id": ["a"], "text": [text]})
    assert papers.find(layout.blocks(texts, RULES.marks()), RULES)["is_weak"].to_list() == [is_weak]
