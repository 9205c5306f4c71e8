"""The brief in Firefox, whose selecting and copying differs from Chromium's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from browser.firefox import FIREFOX, Firefox, started
from conftest import RenderedBrief


@pytest.fixture(scope="module")
def page(rendered_brief: RenderedBrief, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """The brief, opened; without a Firefox its tests are skipped with the reason."""
    if FIREFOX is None:
        pytest.skip("there is no Firefox here; on Debian: apt-get install firefox-esr")
    with started(FIREFOX, tmp_path_factory.mktemp("profile")) as browser:
        browser.open(rendered_brief.page.as_uri())
        yield browser


def text(page: Firefox, selector: str) -> str:
    """The words of an element, whatever their look."""
    return " ".join(str(page.evaluate(f"document.querySelector('{selector}').textContent")).split())


@pytest.mark.parametrize("selector", [".key-messages ol > li", ".hint", ".sheet table"])
def test_what_is_selected_and_copied_is_whole_in_firefox(page: Firefox, selector: str) -> None:
    """Claims are part of the text: nothing is missing, no number of a claim sticks to a word."""
    assert "".join(page.copied(selector).split()) == "".join(text(page, selector).split())


def test_a_number_of_a_claim_is_no_part_of_the_year_before_it_in_firefox(page: Firefox) -> None:
    assert re.search(r"17 June 2025[;.,* ]", page.copied(".key-messages ol > li"))


def test_codes_stand_apart_from_the_sentence_in_firefox(page: Firefox) -> None:
    codes = page.evaluate("document.querySelector('.sentences > li .codes').innerText")
    page.evaluate("document.querySelector('.sentences > li:has(.codes)').id = 'coded'")
    assert codes in page.copied("#coded").splitlines()
