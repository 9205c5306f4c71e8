"""The page in a real browser: accessible, quiet, whole without scripts, every claim open to the keyboard."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from conftest import RenderedBrief

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1280)
OpenPage = Callable[..., Page]


COLOURS = "color-contrast"  # the rule that takes most of the time: what is wide, narrow or dark differs in it


@pytest.mark.parametrize(
    ("width", "scheme", "rules"),
    [
        (320, "light", {}),
        (768, "light", {"rules": {COLOURS: {"enabled": False}}}),
        (1280, "light", {"rules": {COLOURS: {"enabled": False}}}),
        (320, "dark", {"runOnly": [COLOURS]}),
        (1280, "dark", {"runOnly": [COLOURS]}),
    ],
)
def test_axe_finds_no_violation(
    open_page: OpenPage, width: int, scheme: str, rules: dict[str, object]
) -> None:
    """Light and dark differ in nothing but their colours, which are the same at the two greater widths."""
    found = Axe().run(open_page(width, scheme), options={"resultTypes": ["violations"], **rules})
    told = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]]
    assert told == []


def test_axe_finds_no_violation_in_an_opened_claim(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("a.claim[data-open]").first.click()
    assert Axe().run(page, context=".evidence:popover-open").response["violations"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_of_the_page(open_page: OpenPage, width: int) -> None:
    assert open_page(width).evaluate("document.documentElement.scrollWidth") <= width


BROKEN = """() => [...document.querySelectorAll('.table-frame code, .nowrap')].filter((whole) => {
  const range = document.createRange(), nodes = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
  for (let text; (text = nodes.nextNode());) {
    if (text.parentElement.closest('.claim')) continue;  // a control in it may break
    range.selectNodeContents(text);
    if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) return true;
  }
  return false;
}).map((whole) => whole.textContent)"""


@pytest.mark.parametrize("width", [*WIDTHS, 360])
def test_no_name_or_word_is_broken_inside_its_parts(open_page: OpenPage, width: int) -> None:
    page = open_page(width)
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    assert page.locator(".table-frame wbr").count() > 0
    assert page.locator(".nowrap", has_text="COVID-19").count() > 0
    assert page.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_request_leaves_and_the_console_is_silent(
    chromium: Browser, rendered_brief: RenderedBrief
) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(rendered_brief.page.as_uri())
    page.wait_for_selector("html[data-charts=live]", state="attached")
    fetched = [line for line in said if not line.startswith(("file:", "data:"))]
    page.close()
    assert fetched == []


def test_every_claim_opens_by_keyboard_where_it_stands(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    claims = page.locator("a.claim[data-open]")
    assert claims.count() > 40
    targets = page.evaluate("[...document.querySelectorAll('.evidence')].map((box) => box.id)")
    unopened = set(targets)
    for claim in claims.all():
        claim.focus()
        page.keyboard.press("Enter")
        opened = page.evaluate("document.querySelector(':popover-open')?.id")
        assert opened == claim.get_attribute("data-open")
        unopened.discard(opened)
        page.keyboard.press("Escape")
        assert page.evaluate("document.querySelector(':popover-open')") is None
    assert unopened == set()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_opened_claim_is_seen_whole(open_page: OpenPage, width: int) -> None:
    page = open_page(width)
    page.locator(".key-messages a.claim").first.click()
    box = page.locator(".evidence:popover-open").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900


def test_a_claim_leads_to_its_sentence_in_the_annex(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".key-messages a.claim").nth(1).click()
    link = page.locator(".evidence:popover-open li a").first
    target = link.get_attribute("href")
    link.click()
    assert page.evaluate("document.querySelector(':popover-open')") is None
    assert target is not None
    assert page.locator(target).is_visible()
    assert page.locator(f"{target} mark").count() > 0


def test_charts_come_alive_and_answer(open_page: OpenPage) -> None:
    page = open_page()
    charts = page.locator(".chart-wide .chart-drawing[data-live=yes]")
    assert charts.count() == page.locator(".chart").count() > 0
    page.locator(".chart[data-chart=timeline] .chart-wide path[fill='#174a7e']").first.hover()
    assert page.locator(".tooltip").is_visible()
    assert "Meeting:" in page.locator(".tooltip").inner_text()


def test_one_counterpart_is_highlighted_across_the_charts(open_page: OpenPage) -> None:
    page = open_page()
    faded = ".chart-wide [opacity='0.18']"
    assert page.locator(faded).count() == 0
    page.get_by_role("radio", name="United States").check(force=True)
    page.wait_for_selector(f".chart[data-chart=timeline] {faded}", state="attached")
    page.wait_for_selector(f".chart[data-chart=plans] {faded}", state="attached")
    page.get_by_role("radio", name="All").check(force=True)
    page.wait_for_function(f'document.querySelectorAll("{faded}").length === 0')


@pytest.mark.parametrize(("width", "form"), [(320, "narrow"), (768, "wide"), (1280, "wide")])
def test_the_drawing_that_fits_is_shown(open_page: OpenPage, width: int, form: str) -> None:
    page = open_page(width)
    for shown in ("wide", "narrow"):
        assert page.locator(f".chart-{shown}").first.is_visible() == (shown == form)


def test_the_texts_can_be_searched_from_the_top_and_finds_are_marked(open_page: OpenPage) -> None:
    page = open_page()
    every = page.locator(".sentences > li").count()
    page.get_by_label("Search the texts").fill("labor rights")
    shown = page.locator(".finds > li").count()
    assert 0 < shown < every
    assert f"{shown} sentence" in page.locator(".search output").inner_text()
    assert page.locator(".finds mark").first.inner_text().lower() == "labor"
    link = page.locator(".finds a").first
    target = link.get_attribute("href")
    link.click()
    assert target is not None
    assert page.locator(target).is_visible()


@pytest.mark.parametrize(
    "sought", ["women rights", "children's rights", "children\u2019s rights", "COVID 19"]
)
def test_the_search_takes_either_apostrophe_and_words_without_their_endings(
    open_page: OpenPage, sought: str
) -> None:
    page = open_page()
    page.get_by_label("Search the texts").fill(sought)
    assert page.locator(".finds > li").count() > 0


def test_without_scripts_only_interaction_is_missing(open_page: OpenPage) -> None:
    with_scripts, without = open_page(), open_page(scripts=False)
    for selector in (
        ".chart-wide svg",
        ".chart-data",
        ".sentences > li",
        ".claim-entry",
        "a.claim",
        "table",
    ):
        assert without.locator(selector).count() == with_scripts.locator(selector).count() > 0, selector
    assert without.locator(".chart-wide svg").first.is_visible()
    assert without.locator(".search").count() == 0
    claim = without.locator("a.claim").first
    target = claim.get_attribute("href")
    claim.click()
    assert target is not None
    assert without.locator(target).is_visible()  # its entry in the annex says the same


def test_headings_have_no_gap_and_the_page_has_one_title(open_page: OpenPage) -> None:
    page = open_page()
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    for one, other in itertools.pairwise(levels):
        assert other <= one + 1


@pytest.mark.parametrize("width", [390, 1280])
def test_what_a_link_leads_to_in_the_annex_is_in_sight(open_page: OpenPage, width: int) -> None:
    page = open_page(width)
    sentence = page.locator(".sentences > li").nth(20).get_attribute("id")
    heading = page.locator(".evidence-texts h4").nth(2).get_attribute("id")
    claim = page.locator(".claim-entry").nth(40).get_attribute("id")
    for target in (sentence, heading, claim):
        page.evaluate(f"location.hash = '{target}'")
        page.wait_for_selector(f"#{target}:target")
        top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
        assert 0 <= top < 200, target


def test_the_annex_leads_back_to_where_a_claim_stands(open_page: OpenPage) -> None:
    page = open_page()
    entry = page.locator(".claim-entry").nth(5)
    back = entry.locator("a[href^='#at-']")
    target = back.get_attribute("href")
    back.click()
    assert target is not None
    assert page.locator(target).first.is_visible()


@pytest.mark.parametrize(
    ("old", "section"),
    [
        ("fig-topics", "sec-topics"),
        ("tbl-plan-status", "sec-plans"),
        ("tbl-counterparts", "sec-counterparts"),
        ("claim-gone", "sec-claims"),
    ],
)
def test_addresses_of_earlier_releases_still_lead_somewhere(
    open_page: OpenPage, old: str, section: str
) -> None:
    page = open_page()
    page.evaluate(f"location.hash = '{old}'")
    page.wait_for_function(
        f"Math.abs(document.getElementById('{section}').getBoundingClientRect().top) < 100"
    )


def test_a_claim_can_be_copied_with_its_evidence_and_how_to_cite_it(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".key-messages a.claim").nth(3).click()
    opened = page.locator(".evidence:popover-open")
    opened.get_by_role("button", name="Copy with citation").click()
    opened.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert opened.locator("li p").first.inner_text() in copied
    assert "Version 2025" in copied
    assert "#at-" in copied.splitlines()[-1]


def test_what_is_selected_and_copied_is_whole(open_page: OpenPage) -> None:
    """Claims are part of the text: nothing is missing, no number and no code sticks to a word."""
    page = open_page()
    message = page.locator(".key-messages ol > li").first
    shown = page.evaluate(
        "item => { getSelection().selectAllChildren(item); return getSelection().toString(); }",
        message.element_handle(),
    )
    assert " ".join(shown.split()) == " ".join(str(message.text_content()).split())
    assert re.search(r"17 June 2025[;.,* ]", shown)
    sentence = page.locator(".sentences > li:has(.codes)").first
    lines = page.evaluate(
        "item => { getSelection().selectAllChildren(item); return getSelection().toString(); }",
        sentence.element_handle(),
    ).splitlines()
    assert sentence.locator(".codes").inner_text() in lines


def test_a_claim_has_a_name_that_says_what_opens(open_page: OpenPage) -> None:
    page = open_page()
    for claim in page.locator(".key-messages a.claim").all():
        name = str(claim.get_attribute("aria-label"))
        assert name.startswith(str(claim.text_content()))
        assert re.search(r"\(evidence: \w+ (?:sentences?|texts?|rows?)", name)
    claim = page.locator(".key-messages a.claim").nth(3)
    claim.click()
    named = page.locator(".evidence:popover-open").get_attribute("aria-label")
    assert str(named).startswith("Evidence for ")


def test_an_opened_claim_shows_what_it_lists_or_counts_before_its_sentences(open_page: OpenPage) -> None:
    page = open_page()
    listed = page.locator(".key-messages a[data-open^=open-topics-kept-words]").last
    listed.click()
    opened = page.locator(".evidence:popover-open")
    assert opened.locator(".names li").count() > 1
    assert (
        opened.evaluate(
            "box => box.querySelector('.names').compareDocumentPosition(box.querySelector('mark'))"
        )
        == 4
    )
    opened.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    close = opened.get_by_role("button", name="Close")  # stays in sight
    assert close.evaluate(
        "b => { const r = b.getBoundingClientRect();"
        "return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) === b; }"
    )
    close.click()
    assert listed.evaluate("button => document.activeElement === button")
    page.locator(".hint a.claim").first.click()
    count = page.locator(".hint a.claim").first.inner_text().split()[0]
    assert (count, opened.locator(".names li").count()) == ("five", 5)


def test_every_claim_has_its_number_in_print(open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.querySelectorAll('.claim')].map((mark) => getComputedStyle(mark, '::after').content)"
    )
    assert [text for text in shown if not re.search(r"\d+", text)] == []
    assert page.locator(".hint").first.is_hidden()


def test_a_chart_without_the_counterpart_chosen_does_not_fade(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("radio", name="United States").check(force=True)
    page.wait_for_selector(".chart[data-chart=timeline] .chart-wide [opacity='0.18']", state="attached")
    assert page.locator(".chart[data-chart=rounds] .chart-wide [opacity='0.18']").count() == 0


def test_the_contents_mark_the_section_being_read(open_page: OpenPage) -> None:
    page = open_page()
    for section in ("sec-plans", "sec-topics"):
        page.evaluate(f"document.getElementById('{section}').scrollIntoView()")
        page.wait_for_selector(f"nav#TOC a[aria-current][href='#{section}']")
    assert page.locator("nav#TOC [aria-current]").count() == 1


def test_words_of_a_chart_are_never_faded_out_of_sight(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("radio", name="United States").check(force=True)
    page.wait_for_selector(".chart[data-chart=timeline] .chart-wide [opacity='0.18']", state="attached")
    faded = page.evaluate(
        "[...document.querySelectorAll('.chart text')]"
        ".filter((words) => getComputedStyle(words).opacity !== '1').length"
    )
    assert faded == 0


def test_on_a_phone_a_row_is_a_card_whose_cells_say_what_they_are(open_page: OpenPage) -> None:
    page = open_page(320)
    cell = page.locator("#tbl-statements td[data-label]").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "block"
    said = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert said == f'"{cell.get_attribute("data-label")}"'
    cut = page.evaluate(
        "[...document.querySelectorAll('.table-frame')].filter((f) => f.scrollWidth > f.clientWidth).length"
    )
    assert cut == 0


def test_forced_colours_tell_the_chosen_counterpart(chromium: Browser, rendered_brief: RenderedBrief) -> None:
    page = chromium.new_page(forced_colors="active")
    page.goto(rendered_brief.page.as_uri())
    page.wait_for_selector("html[data-charts=live]", state="attached")
    grounds = page.evaluate(
        "[...document.querySelectorAll('.highlight label')].map((l) => getComputedStyle(l).backgroundColor)"
    )
    page.close()
    assert grounds[0] not in grounds[1:]


def test_tables_have_heads_for_rows_and_columns_and_a_name(open_page: OpenPage) -> None:
    page = open_page(390)
    assert page.locator("tbody tr:not(:has(th[scope=row]))").count() == 0
    assert page.locator("thead th:not([scope=col])").count() == 0
    assert page.locator("table:not([aria-label])").count() == 0
    labels = page.evaluate("[...document.querySelectorAll('.table-frame')].map((f) => f.ariaLabel)")
    assert len(set(labels)) == len(labels)
    assert (
        page.locator("#tbl-delegation figcaption")
        .inner_text()
        .endswith(str(page.locator("#tbl-delegation .table-frame").get_attribute("aria-label")))
    )


def test_on_a_phone_the_contents_are_one_line_to_be_scrolled_to_its_end(open_page: OpenPage) -> None:
    page = open_page(390)
    strip = page.locator("nav#TOC > ul")
    assert strip.evaluate("strip => strip.scrollWidth > strip.clientWidth")
    last = strip.locator("> li > a").last
    last.focus()  # by keyboard too
    ends = last.evaluate("link => link.getBoundingClientRect().right")
    assert ends <= 390 - 40  # clear of the fade
