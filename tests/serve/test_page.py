"""The reading page in a real browser: a text is read by keyboard alone, and anybody can use it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dialogues import codebook, pipeline
from dialogues.base.errors import Problem
from dialogues.dataset import sheets
from dialogues.dataset.schemas import Claims, empty
from dialogues.render import Prepared
from dialogues.scoring import score
from dialogues.serve.book import Book
from dialogues.serve.found import Found
from dialogues.serve.preview import Preview, Shown
from serve.conftest import Labelled, OpenPage, opening, running
from serve.reader import reader

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1280)
LOOKS = [*((width, "light") for width in WIDTHS), (1280, "dark")]  # dark differs in colours alone
BRIEF = "<!doctype html><html lang='en'><title>Brief</title><body><main><h1>A brief</h1></main></body></html>"


def ready(page: Page) -> Page:
    page.wait_for_selector("body[data-ready]")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def save(page: Page, *keys: str) -> None:
    """Press ``keys``; the last one has the server save."""
    opened = page.locator(".bar").get_attribute("data-opened")
    press(page, *keys)
    page.wait_for_function("was => document.querySelector('.bar').dataset.opened !== was", arg=opened)


def current(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.row.is-current').dataset.key"))


def go_to(page: Page, key: str) -> None:
    for _ in range(80):
        if current(page) == key:
            return
        press(page, "j")
    raise AssertionError(key)


def said(book: Book) -> Any:
    return yaml.safe_load(book.path("alpha").read_text(encoding="utf-8"))


def select(page: Page, first: str, last: str) -> None:
    """Select from the word ``first`` to the word ``last``, with the arrows."""
    press(page, "w")
    for key, wanted in (("ArrowRight", first), ("Shift+ArrowRight", last)):
        for _ in range(120):
            if page.evaluate("getSelection().toString().trim()").endswith(wanted):
                break
            press(page, key)
        else:
            raise AssertionError(wanted)


def test_a_text_is_read_by_keyboard_alone_from_opened_to_complete(open_page: OpenPage, book: Book) -> None:
    page = ready(open_page())
    expect(page.locator("#count")).to_contain_text("0 of")
    save(page, "y")  # it reports a meeting
    go_to(page, "event/ordinal")
    press(page, "e")
    page.keyboard.type("7")
    press(page, "Tab")
    page.keyboard.type("sixth round")
    save(page, "Enter")
    go_to(page, "topics/judicial_reform")
    press(page, "x")
    page.keyboard.type("told of, not spoken about")
    save(page, "Enter")
    select(page, "clean", "water")
    press(page, "c")
    page.keyboard.type("health")
    save(page, "Enter")
    expect(page.locator(".row.is-current .label")).to_have_text("Health")
    save(page, "Shift+A")
    save(page, "m")
    expect(page.locator("nav")).to_contain_text("read by AB")
    made = said(book)
    assert made["read"][0]["complete"] is True
    assert made["event"]["ordinal"] == {"is": 7, "words": "sixth round"}
    assert made["topics"]["remove"] == [{"code": "judicial_reform", "why": "told of, not spoken about"}]
    assert {"code": "health", "words": "clean drinking water"} in made["topics"]["add"]
    press(page, "n")
    page.wait_for_url("**/read/beta")


def test_a_doubt_is_decided_before_a_reading_is_complete(
    open_page: OpenPage, book: Book, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = {"document_id": "alpha", "field": "place", "values": "Brussels|Ashgabat", "sentence_ids": None}
    doubts = pl.DataFrame([doubt], schema=found.tables["doubts"].schema)
    doubted = replace(found, tables={**found.tables, "doubts": doubts})
    monkeypatch.setattr(book.desk, "found", lambda: doubted)
    page = ready(open_page())
    go_to(page, "event/place")
    expect(page.locator(".row.is-current .was")).to_have_text("the rules disagree: Brussels or Ashgabat")
    press(page, "m")
    expect(page.locator("#told")).to_have_text("Still in doubt: Place. Decide, then mark it complete.")
    assert not book.path("alpha").exists()
    press(page, "y")
    page.get_by_role("button", name="Ashgabat").press("Enter")
    page.get_by_label("Words of the text that show it").fill("in Brussels")
    page.get_by_label("Why (where you overrule a rule)").focus()
    page.keyboard.type("told by another text")
    save(page, "Enter")
    assert said(book)["event"]["place"]["is"] == "Ashgabat"
    save(page, "m")


def test_two_who_may_have_led_are_lines_in_doubt_until_each_is_decided(
    open_page: OpenPage, book: Book, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = found.of("people", "alpha")
    second = {**first, "person_id": "alpha.another", "name": "Boris Examplov", "start": first["start"] + 1}
    names = f"{first['name']}|{second['name']}"
    doubt = {"document_id": "alpha", "field": "head", "values": names, "sentence_ids": None}
    made = {
        name: pl.concat([found.tables[name], pl.DataFrame([row], schema=found.tables[name].schema)])
        for name, row in (("people", second), ("doubts", doubt))
    }
    doubted = replace(found, tables={**found.tables, **made})
    monkeypatch.setattr(book.desk, "found", lambda: doubted)
    page = ready(open_page())
    lines = page.locator("[data-section=people]")
    assert [lines.nth(n).get_attribute("data-state") for n in range(2)] == ["doubt", "doubt"]
    go_to(page, f"people/{first['start']}")
    told = f"the rules disagree: {first['name']} or {second['name']}"
    expect(page.locator(".row.is-current .was")).to_have_text(told)
    press(page, "m")
    names = f"{first['name']}, {second['name']}"
    expect(page.locator("#told")).to_have_text(f"Still in doubt: {names}. Decide, then mark it complete.")
    press(page, "y")
    save(page, "Enter")
    assert [entry["name"] for entry in said(book)["people"]["add"]] == [first["name"]]


def test_a_labelled_text_is_read_by_keyboard_alone_until_the_data_say_what_its_label_says(
    chromium: Browser, labelled: Labelled
) -> None:
    with labelled.open(chromium) as page:
        reader(page).read(labelled.label)
    rules = codebook.load(labelled.project.codebook)
    tables = pipeline.run(labelled.project.seeds, rules, labelled.project.readings)
    measured = score.against(tables, labelled.readings).filter(pl.col("expected") > 0)
    assert set(measured["recall"]) | set(measured["precision"]) == {1.0}
    assert {"topics", "people", "statements", "kind", "place"} <= set(measured["measure"])
    assert tables["readings"]["reader_kind"].to_list() == ["person"]
    assert tables["documents"]["is_read"].to_list() == [True]


def test_a_text_in_which_the_rules_found_no_meeting_is_put_into_scope(
    open_page: OpenPage, book: Book
) -> None:
    page = ready(open_page("/read/gamma"))
    press(page, "e", "Space")
    press(page, "Enter")
    expect(page.locator("#edit .refusal")).to_contain_text("The rules found no meeting here. Say its kind")
    reader(page).keys.tab_to("Kind")
    page.keyboard.type("round_table")
    press(page, "ArrowDown", "ArrowUp", "Enter", "Tab")
    page.keyboard.type("A carpet fair")
    save(page, "Enter")
    made = yaml.safe_load(book.path("gamma").read_text(encoding="utf-8"))
    assert made["scope"] == {"is": True}
    assert made["event"] == {"kind": {"is": "round_table", "words": "A carpet fair"}}
    go_to(page, "event/place")


def test_words_are_found_from_one_sentence_into_the_next(open_page: OpenPage) -> None:
    page = ready(open_page())
    for words in ("regions. The sides agreed", "Examplova. The sides", "the   sixth round", "sides agreed"):
        press(page, "f")
        page.keyboard.type(words)
        press(page, "Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)
        selected = str(page.evaluate("getSelection().toString()"))
        assert selected.split() == words.split()


def test_what_was_done_last_is_taken_back(open_page: OpenPage, book: Book) -> None:
    page = ready(open_page())
    save(page, "y")
    save(page, "u")
    expect(page.locator("#told")).to_have_text("Taken back.")
    assert not book.path("alpha").exists()


def test_one_mention_is_removed_by_keyboard_and_the_code_stays(open_page: OpenPage, book: Book) -> None:
    page = ready(open_page())
    select(page, "clean", "water")
    press(page, "c")
    page.keyboard.type("judicial reform")
    save(page, "Enter")
    press(page, "x")
    page.keyboard.type("of another meeting")
    press(page, "Tab", "ArrowDown")
    save(page, "Tab", "Enter")
    topics = said(book)["topics"]
    assert topics["remove"] == [
        {"code": "judicial_reform", "words": "judicial reform", "why": "of another meeting"}
    ]
    assert topics["add"] == [{"code": "judicial_reform", "words": "clean drinking water"}]
    gone = page.locator(".row[data-key^='topics/judicial_reform@']")
    expect(gone).to_have_attribute("data-state", "removed")
    expect(page.locator("mark.topics", has_text="judicial reform")).to_have_count(0)


def test_the_page_of_shortcuts_opens_and_closes(open_page: OpenPage) -> None:
    page = ready(open_page())
    press(page, "?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.key") == current(page)


def test_markup_that_is_typed_is_shown_as_typed(open_page: OpenPage, book: Book) -> None:
    typed = "<img src=x onerror=alert(1)> & 'so' \"on\": {a: [b]} # " + "long " * 200
    page = ready(open_page())
    go_to(page, "event/place")
    press(page, "x")
    page.keyboard.insert_text(typed)
    save(page, "Enter")
    assert said(book)["event"]["place"]["why"] == typed.strip()
    assert page.locator(".row.is-current .why").inner_text() == f"because: {typed.strip()}"


def test_a_refusal_is_said_in_the_form_and_what_was_typed_stays(open_page: OpenPage, book: Book) -> None:
    page = ready(open_page())
    go_to(page, "event/start")
    press(page, "e")
    page.keyboard.type("next week")
    press(page, "Enter")
    expect(page.locator("#edit .refusal")).to_contain_text("'next week' is not a day")
    assert page.locator("#edit input").first.input_value() == "next week"
    assert not book.path("alpha").exists()


def test_what_changed_under_its_page_is_told_and_what_was_typed_stays(
    open_page: OpenPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ready(open_page())
    found = book.desk.found()
    documents = found.tables["documents"].with_columns(publisher=pl.lit("Another"))
    monkeypatch.setattr(
        book.desk, "found", lambda: replace(found, tables={**found.tables, "documents": documents})
    )
    go_to(page, "event/start")
    press(page, "e")
    page.keyboard.type("2024-05-04")
    press(page, "Enter")
    expect(page.locator("#edit .refusal")).to_contain_text("changed since the page was opened: Publisher")
    assert page.locator("#edit input").first.input_value() == "2024-05-04"
    press(page, "Escape", "a")
    expect(page.locator("#told")).to_contain_text("changed since the page was opened: Publisher")
    assert not book.path("alpha").exists()
    page.reload()
    save(ready(page), "a")
    assert "Another" in book.path("alpha").read_text(encoding="utf-8")


def test_a_second_tab_sees_both_versions_and_loses_nothing(open_page: OpenPage, book: Book) -> None:
    first, second = ready(open_page()), ready(open_page())
    save(first, "y")
    go_to(second, "event/kind")
    press(second, "y")
    both = second.get_by_role("dialog", name="changed on the disk")
    expect(both).to_be_visible()
    assert "scope:" in second.locator("#theirs").inner_text()
    assert "kind:" in second.locator("#mine").inner_text()
    assert "event" not in said(book)
    second.get_by_role("button", name="Put my last change on top of it").click()
    expect(second.locator("#told")).to_contain_text("on top")
    assert set(said(book)) >= {"scope", "event"}


SLOW = """() => {
  const send = fetch;
  const wait = () => new Promise((done) => setTimeout(done, 150));
  window.fetch = async (...all) => { await wait(); return send(...all); };
}"""
LEFT = """() => {
  const leaving = new Event("beforeunload", { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented;
}"""


@pytest.mark.parametrize("way", ["key", "link"])
def test_the_page_is_left_when_all_that_was_decided_is_saved(
    open_page: OpenPage, book: Book, way: str
) -> None:
    page = ready(open_page())
    page.evaluate(SLOW)
    assert not page.evaluate(LEFT)
    press(page, "y", "y", "y")
    assert page.evaluate(LEFT)  # a browser then asks before a tab is closed
    with page.expect_navigation():
        press(page, "n") if way == "key" else page.locator("[data-go=next]").click()
    assert len({*said(book)["event"]} | {"scope"}) == 3


def test_the_page_is_not_left_where_something_was_not_saved(open_page: OpenPage, book: Book) -> None:
    """A server that was started anew says which address to open."""
    page = ready(open_page())
    page.evaluate(SLOW)
    page.context.clear_cookies()
    press(page, "y", "n")
    expect(page.locator("#told")).to_contain_text("Open the address that the command has printed")
    assert page.locator("[data-go=next]").is_visible()
    assert not book.path("alpha").exists()


def test_the_mouse_does_what_the_keys_do(open_page: OpenPage, book: Book) -> None:
    page = ready(open_page())
    page.locator("mark.event").nth(1).click()  # the first names who took part, which has no line of its own
    page.locator(".row.is-current").get_by_role("button", name="Confirm").click()
    expect(page.locator("#told")).to_have_text("Confirmed.")
    assert "event" in said(book)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_no_violation(open_page: OpenPage, width: int, scheme: str) -> None:
    page = ready(open_page(width=width, scheme=scheme))
    assert violations(page) == []
    go_to(page, "event/kind")
    press(page, "e")
    assert violations(page) == []
    press(page, "Escape", "?")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation_in_the_list_of_texts(open_page: OpenPage, width: int) -> None:
    assert violations(open_page("/read", width=width)) == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def test_a_sentence_leads_to_the_claims_of_the_brief_that_stand_on_it(
    open_page: OpenPage, book: Book, found: Found
) -> None:
    sentence = found.of("sentences", "alpha")[2]["sentence_id"]
    rows = [
        {"claim_id": "place", "number": 1, "text": "Brussels", "sentence_id": sentence},
        {"claim_id": "texts", "number": 2, "text": "=two texts", "sentence_id": None},
    ]
    place = book.project.draft / "data"
    place.mkdir(parents=True)
    sheets.write(pl.DataFrame(rows, schema=empty(Claims).schema), place / "claims.csv")
    page = ready(open_page())
    page.goto(f"{page.url}#{sentence}")
    page.reload()
    ready(page)
    press(page, "b")
    links = page.get_by_role("dialog", name="Claims of the brief").get_by_role("link")
    assert [link.get_attribute("href") for link in links.all()] == ["/preview#claim=place"]
    assert violations(page) == []
    press(page, "Escape", "Escape")
    go_to(page, "topics/judicial_reform")
    press(page, "b")
    expect(page.locator("#told")).to_contain_text("No claim of the brief")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_no_violation_in_the_preview_whether_all_is_well_or_not(
    chromium: Browser, book: Book, found: Found, width: int, scheme: str
) -> None:
    data = Prepared.of(book.project).data
    data.mkdir(parents=True)
    found.tables["sentences"].write_parquet(data / "sentences.parquet")
    preview = Preview(book.desk)
    with (
        pytest.MonkeyPatch.context() as patch,
        running(book, preview) as door,
        opening(chromium, door) as make,
    ):
        patch.setattr(preview, "start", lambda: None)
        preview.shown = Shown(1, BRIEF, 1, is_working=False, took="1.0 s")
        page = make("/preview", width=width, scheme=scheme)
        page.wait_for_selector("body[data-state='good']")
        expect(page.frame_locator("#brief").get_by_role("heading")).to_have_text("A brief")
        assert violations(page) == []
        preview.shown = replace(preview.shown, number=2, problems=(Problem("No.", "Mend.", "a.qmd", 3),))
        page.wait_for_selector("body[data-state='wrong']")
        expect(page.locator("#problems li")).to_have_text("a.qmd:3: No. Mend.")
        expect(page.frame_locator("#brief").get_by_role("heading")).to_have_text("A brief")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
