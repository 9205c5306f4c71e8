"""Who is let in, and what every answer says."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from dialogues.serve.book import Book
from dialogues.serve.guard import Door
from serve.project import Answer, asked, copied, guarded
from serve.project import book as book_of

DOOR = Door(8123, "the-token")
HOST = {"host": "127.0.0.1:8123"}
LET_IN = {**HOST, "cookie": "dialogues_8123=the-token"}
POSTED = {**LET_IN, "origin": "http://127.0.0.1:8123", "content-type": "application/json"}


def get(book: Book, path: str = "/read", client: str = "127.0.0.1", **headers: str) -> Answer:
    return asked(guarded(book, DOOR), path, headers, client=client)


def test_the_printed_address_lets_in_and_leaves_the_token_out_of_the_next(book: Book) -> None:
    answer = get(book, "/read/alpha?token=the-token", **HOST)
    assert (answer.status, answer.headers["location"]) == (303, "/read/alpha")
    assert answer.headers["set-cookie"] == "dialogues_8123=the-token; HttpOnly; Path=/; SameSite=strict"


def test_whoever_has_the_cookie_is_let_in(book: Book) -> None:
    assert get(book, **LET_IN).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(HOST, id="no token"),
        pytest.param({**HOST, "cookie": "dialogues_8123=another"}, id="another token"),
        pytest.param({**HOST, "cookie": "dialogues_8124=the-token"}, id="cookie of another port"),
        pytest.param({**LET_IN, "host": "evil.example:8123"}, id="another host"),
        pytest.param({**LET_IN, "host": "127.0.0.1"}, id="another port"),
        pytest.param({"cookie": LET_IN["cookie"]}, id="no host"),
        pytest.param({**LET_IN, "origin": "http://evil.example"}, id="another origin"),
        pytest.param({**LET_IN, "origin": "null"}, id="hidden origin"),
    ],
)
def test_others_are_refused(book: Book, headers: dict[str, str]) -> None:
    assert get(book, **headers).status == 403


def test_another_machine_is_refused(book: Book) -> None:
    assert get(book, client="192.0.2.7", **LET_IN).status == 403


@pytest.mark.parametrize("missing", ["origin", "cookie", "host"])
def test_a_change_needs_all_three(book: Book, missing: str) -> None:
    headers = {name: value for name, value in POSTED.items() if name != missing}
    shown = book.open("alpha").shown
    asked_for = {"do": "confirm", "key": "event/kind", "opened": None, "shown": shown, "reader": "AB"}
    answer = asked(guarded(book, DOOR), "/read/alpha/do", headers, method="POST", body=asked_for)
    assert answer.status == 403
    assert not book.path("alpha").exists()


def test_a_change_from_another_site_is_refused(book: Book) -> None:
    headers = {**POSTED, "sec-fetch-site": "cross-site"}
    assert asked(guarded(book, DOOR), "/read/alpha/do", headers, method="POST", body={}).status == 403


def test_what_is_too_large_is_refused(book: Book) -> None:
    headers = {**POSTED, "content-length": "2000000"}
    assert asked(guarded(book, DOOR), "/read/alpha/do", headers, method="POST", body={}).status == 413


@pytest.mark.parametrize("path", ["/read/alpha/do", "/read/alpha/teach"])
@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b"9" * 10_000, b'{"cue": "\\ud800"}'])
def test_what_is_no_json_is_refused_in_a_sentence(book: Book, path: str, body: bytes) -> None:
    answer = asked(guarded(book, DOOR), path, POSTED, method="POST", body=body)
    assert answer.status == 422
    assert "The page asked for something unknown." in answer.body.decode()


def test_words_that_stand_for_several_lines_name_each(book: Book) -> None:
    page = get(book, "/read/alpha", **LET_IN)
    given = re.findall(r'data-keys="([^"]*)"', page.body.decode())
    marks = [html.unescape(keys).split("\n") for keys in given]
    assert any(len(keys) > 1 for keys in marks)
    known = {item.key for item in book.open("alpha").sheet.items}
    assert {key for keys in marks for key in keys} <= known


def test_a_request_that_is_cut_off_asks_for_nothing(book: Book) -> None:
    asked(guarded(book, DOOR), "/read/alpha/do", POSTED, method="POST", body=b'{"do": ', is_cut_off=True)
    assert not book.path("alpha").exists()


def test_the_way_on_never_leads_to_another_host(book: Book) -> None:
    assert get(book, "//evil.example/?token=the-token", **HOST).headers["location"] == "/evil.example/"


@pytest.mark.parametrize("path", ["/read", "/read/alpha", "/form.json", "/static/read.js", "/nowhere"])
def test_every_answer_allows_only_what_comes_from_here(book: Book, path: str) -> None:
    policy = get(book, path, **LET_IN).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_signs_that_turn_the_direction_of_a_text_are_shown(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    with (project.seeds / "alpha.txt").open("a", encoding="utf-8") as text:
        text.write("It \u202esaw dna\u202c was.\n")
    page = get(book_of(project), "/read/alpha", **LET_IN).body.decode()
    assert 'It <span class="deceiving" data-sign="[U+202E]">\u202e</span>saw dna' in page


def test_no_page_has_a_script_of_its_own_or_an_address_elsewhere(book: Book) -> None:
    page = get(book, "/read/alpha", **LET_IN).body.decode()
    assert "<script>" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "style=" not in page


@pytest.mark.parametrize(
    "path", ["/read/..%2f..%2fetc", "/read/nothing", "/fonts/..%2fx", "/static/..%2fapp.py"]
)
def test_what_is_not_there_is_not_found(book: Book, path: str) -> None:
    assert get(book, path, **LET_IN).status == 404
