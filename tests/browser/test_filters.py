"""The filters of a page of many meetings: counterpart, kind and years, for charts, tables and sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import five
import made_up
from browser.conftest import opening
from dialogues.base.project import HOME

pytestmark = pytest.mark.browser

TEXTS = 40
FORM = "form.filters"
FADED = ".chart[data-chart={}] .chart-wide [opacity='0.18']"
OpenLarge = Callable[..., Page]


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a brief of made-up texts."""
    from dialogues.render import render

    made = five.bare(tmp_path_factory.mktemp("large"))
    made_up.write(made.seeds, TEXTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HOME / "analysis"))
        return render(made, "builtin", formats=("html",)).folder / "brief.html"


@pytest.fixture
def open_large(chromium: Browser, large_page: Path) -> Iterator[OpenLarge]:
    """Opens the page without a network, at an address of its own, with or without scripts."""
    with opening(chromium) as opened:

        def make(at: str = "", width: int = 1280, *, scripts: bool = True) -> Page:
            return opened(large_page.as_uri() + at, width, scripts=scripts, offline=True)

        yield make


def chosen(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"{FORM} select[name={name}]").select_option(value)


def options(page: Page, name: str) -> list[str]:
    return page.locator(f"{FORM} select[name={name}] option").all_inner_texts()


def told(page: Page) -> str:
    return page.locator(f"{FORM} output").inner_text()


def meetings(page: Page) -> list[dict[str, object]]:
    """The meetings as the page's own data of the first chart lists them: dated ones, each with its day."""
    rows: list[dict[str, object]] = page.evaluate(
        "JSON.parse(document.querySelector('script.meetings').textContent)"
        ".meetings.map(([lane, kind, year]) => ({lane, kind, year}))"
    )
    return rows


def test_a_counterpart_a_kind_and_years_fade_marks_and_hide_rows_and_sentences(
    open_large: OpenLarge,
) -> None:
    page = open_large()
    rows = page.locator("main tbody tr:not([hidden])").count()
    lane, kind = options(page, "with")[1], options(page, "kind")[1]
    for choice in ({"with": lane}, {"kind": kind}, {"from": options(page, "from")[-3]}):
        chosen(page, **choice)
        page.wait_for_selector(FADED.format("timeline"), state="attached")
        assert page.locator(FADED.format("rounds")).count() > 0
        assert page.locator(FADED.format("plans")).count() > 0
        assert 0 < page.locator("main tbody tr:not([hidden])").count() < rows
        page.get_by_role("button", name="Show all").click()
        page.wait_for_function(f'document.querySelectorAll("{FADED.format("timeline")}").length === 0')
        assert page.locator("main [hidden]").count() == page.locator("main p.hint[hidden]").count()
    assert told(page) == ""


def test_the_live_sentence_counts_the_meetings_that_fit(open_large: OpenLarge) -> None:
    page = open_large()
    lane, since = options(page, "with")[1], options(page, "from")[6]
    chosen(page, **{"with": lane, "from": since})
    fitting = [one for one in meetings(page) if one["lane"] == 0 and int(str(one["year"])) >= int(since)]
    assert told(page).startswith(f"{len(fitting)} of {len(meetings(page))} meetings.")
    assert page.locator(f"{FORM} output").get_attribute("aria-live") == "polite"
    described = page.locator(".chart-drawing").first.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == told(page)


def test_cells_counted_over_meetings_are_counted_anew(open_large: OpenLarge) -> None:
    page = open_large()
    since, until = options(page, "from")[2], options(page, "to")[4]
    chosen(page, **{"from": since, "to": until})
    years = range(int(since), int(until) + 1)
    own = [one for one in meetings(page) if one["lane"] == 0 and one["year"] in years]
    heads = page.locator(".chart[data-chart=topics] .chart-wide .role-axis-label text").all_text_contents()
    assert any(head.endswith(f"of {len(own)}") for head in heads)
    lane = options(page, "with")[1]
    row = page.locator("#tbl-counterparts-met tbody tr", has_text=lane)
    assert row.locator("td").first.inner_text().startswith(f"{len(own)} of ")
    assert re.match(r"\d+ of \d+ \(evidence: ", str(row.locator("a.claim").first.get_attribute("aria-label")))


def test_what_is_chosen_is_kept_in_the_address(open_large: OpenLarge) -> None:
    page = open_large()
    lane, kind = options(page, "with")[2], options(page, "kind")[0 + 1]
    chosen(page, **{"with": lane, "kind": kind})
    said, address = told(page), page.evaluate("location.hash")
    again = open_large(address)
    assert told(again) == said != ""
    again.locator("nav#TOC a[href='#sec-plans']").click()
    again.wait_for_function("location.hash.startsWith('#sec-plans?')")
    assert told(open_large(again.evaluate("location.hash"))) == said


def test_where_nothing_fits_chart_table_and_messages_say_so(open_large: OpenLarge) -> None:
    page = open_large()
    first = options(page, "from")[0]
    lanes = {one["lane"] for one in meetings(page) if one["year"] == int(first)}
    away = next(n for n in range(len(options(page, "with")) - 1) if n not in lanes)
    chosen(page, **{"with": options(page, "with")[away + 1], "to": first})
    assert told(page).startswith(f"0 of {len(meetings(page))} meetings.")
    timeline = page.locator(".chart[data-chart=timeline]")
    assert timeline.get_by_text("Nothing in this chart is on the meetings chosen.").is_visible()
    assert page.get_by_text("No row of this table is on the meetings chosen.").count() > 3
    assert page.locator("#tbl-counterparts-met table").is_hidden()


def test_without_scripts_all_is_there_unfiltered(open_large: OpenLarge) -> None:
    page = open_large("#filter?with=Nobody&to=2008", scripts=False)
    assert page.locator(FORM).count() == 0
    assert page.locator("main [hidden]").count() == 0
    assert page.locator(".key-messages ol > li").first.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_filters_are_accessible_and_fit_the_page(open_large: OpenLarge, width: int) -> None:
    page = open_large(width=width)
    chosen(page, **{"from": options(page, "from")[3]})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, context=FORM)
    assert [violation["id"] for violation in found.response["violations"]] == []
