"""The folded text: one view for every rule, and the way back to the characters of the file."""

from __future__ import annotations

import sys
import textwrap
from types import FrameType
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.corpus import fold, signs

SENTENCE = "On 12 March 2024 the two sides spoke about freedom of religion and about prisons."
SIGNS = "ab -–—−‒~'’“\"\u00ad\u200b\ufeff\u00a0\u2009\t\r\n\x0b\u2028.ﬁé\u0301ｶＡ5²…"


def view(text: str) -> str:
    """The folded text."""
    return fold.folded(text)


def table(text: str) -> pl.DataFrame:
    """One text as a frame."""
    return pl.DataFrame({"document_id": ["d"], "text": [text]})


def found_again(text: str, start: int, end: int) -> str:
    """The words of the file that characters ``start`` to ``end`` of the folded text stand for."""
    held = fold.fold(table(text))
    spans = pl.DataFrame(
        {"document_id": ["d"], "start": [start], "end": [end], "quote": [""]},
        schema_overrides={"start": pl.Int64, "end": pl.Int64},
    )
    documents = held.texts.with_columns(characters=pl.lit(0, pl.Int64))
    made = fold.unfold({"documents": documents, "mentions": spans}, held)
    row = made["mentions"].row(0, named=True)
    assert row["quote"] == text[row["start"] : row["end"]]
    return str(row["quote"])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("2021–2025, 2021−2025, 2021‒2025, 2021―2025, 2021~2025", "2021-2025, " * 4 + "2021-2025"),
        ("held—as said—today", "held - as said - today"),
        ("EU–Oman and EU‑Oman", "EU-Oman and EU-Oman"),
        ("ASHGABAT– The talks", "ASHGABAT - The talks"),
        ("he said -- again", "he said - again"),
        ("the “talks” of the EU’s envoy", 'the "talks" of the EU\'s envoy'),
        ("two  blanks,\u2009a thin\u00a0and\u202fa\tfirm one", "two blanks, a thin and a firm one"),
        ("hu\u00adman rights, a \u200bword\ufeff", "human rights, a word"),
        ("oﬃce, e\u0301tat, １２", "office, état, 12"),
        ("one\r\n\r\ntwo\rthree\u2028four", "one\n\ntwo\nthree\nfour"),
        ("consul\u00ad\ntations", "consultations"),
    ],
)
def test_signs_that_mean_the_same_are_the_same(text: str, seen: str) -> None:
    """Dashes, quotes, spaces, line ends, invisible signs, ligatures and accents have one form."""
    assert view(text) == seen


@pytest.mark.parametrize("width", [36, 50, 60, 72, 80, 100, 200])
def test_a_wrapped_paragraph_is_one_line(width: int) -> None:
    """Lines that a page has cut are joined, whatever its width."""
    text = " ".join([SENTENCE] * 6)
    assert view("\n".join(textwrap.wrap(text, width))) == text


def test_a_name_is_joined_that_would_just_have_stood_on_the_line_before() -> None:
    """A line that has not ended goes on, though its next word would have made it as long as the longest."""
    whole = "The delegation of the guests was led by Minister Janet Vogelsang."
    rest = "On the part of the hosts a judge spoke."
    above = textwrap.wrap(" ".join([SENTENCE] * 6), 65)
    assert max(map(len, above)) == len(whole)
    cut = whole.replace(" Vogelsang", "\nVogelsang")
    assert view("\n".join(above) + f"\n\n{cut} {rest}").split("\n")[-1] == f"{whole} {rest}"


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        ("Talks held in Vienna\nOn 3 May the sides met in Vienna and spoke\nabout prisons.", 2),
        ("Topics:\n- torture and the treatment of all of those\nin prison\n- freedom of religion", 3),
        ("The sides met in the capital of the country and\nspoke about prisons.\n\nThen they parted.", 3),
        ("The sides spoke about the conditions of those\n\n12\n\nwho are held in prisons.", 1),
        ("The sides spoke about the conditions of those\n- 2 -\nwho are held in prisons.", 1),
    ],
)
def test_paragraphs_headlines_and_lists_stay_apart(lines: str, seen: int) -> None:
    """A blank line, a list's mark and a headline end a paragraph; a page's number does not."""
    assert len(view(lines).split("\n")) == seen, view(lines)


@pytest.mark.parametrize(
    ("cut", "seen"),
    [
        ("the consul-\ntations", "the consultations"),
        ("the EU-\nOman dialogue", "the EU-Oman dialogue"),
        ("the plan for 2021-\n2025", "the plan for 2021-2025"),
        ("short-\nand long-term", "short- and long-term"),
        ("a human-\nrights lawyer", "a human-rights lawyer"),
    ],
)
def test_a_hyphen_at_a_line_end_is_kept_where_it_belongs_to_the_word(cut: str, seen: str) -> None:
    """A cut word is whole again; a compound keeps its hyphen."""
    before, after = (
        "The delegations of both sides had come to speak about",
        "and the human rights of everybody",
    )
    text = f"{before} {cut} {after}, whoever and\nwherever they are, as they did in the year before this one."
    assert seen in view(text)


@given(st.text(SIGNS) | st.text())
def test_every_span_is_found_again_in_the_file(text: str) -> None:
    """Any character of the folded text has a place in the file, in order, and folding it gives it again."""
    seen = view(text)
    if not seen:
        return
    held = fold.fold(table(text))
    spans = pl.DataFrame({"start": range(len(seen))}, schema={"start": pl.Int64}).with_columns(
        document_id=pl.lit("d"), end=pl.col("start") + 1, quote=pl.Series([*seen], dtype=pl.String)
    )
    documents = held.texts.with_columns(characters=pl.lit(0, pl.Int64))
    made = fold.unfold({"documents": documents, "mentions": spans}, held)["mentions"]
    assert made["quote"].to_list() == [
        text[start:end] for start, end in made.select("start", "end").iter_rows()
    ]
    assert made["start"].is_sorted()
    assert made["end"].is_sorted()
    assert made.select((pl.col("start") >= 0) & (pl.col("end") <= len(text))).to_series().all()
    same = [place for place, quote in enumerate(made["quote"]) if quote.isascii() and quote.isalnum()]
    assert all(made["quote"][place] == seen[place] for place in same)


def unfolded(texts: list[str]) -> list[tuple[str, int, int, str, str]]:
    """Every character of the folded texts as a span of the given ones, with a key that holds its place."""
    names = [f"{n}" * (n + 1) for n in range(len(texts))]  # names of several lengths
    held = fold.fold(
        pl.DataFrame({"document_id": names, "text": texts}, schema_overrides={"text": pl.String})
    )
    rows = [
        (name, start, start + 1, "", f"{name}.{start}.code")
        for name, seen in held.texts.rows()
        for start in range(len(seen))
    ]
    columns = ("document_id", "start", "end", "quote", "mention_id")
    types = dict(zip(columns, (pl.String, pl.Int64, pl.Int64, pl.String, pl.String), strict=True))
    documents = held.texts.with_columns(characters=pl.lit(0, pl.Int64))
    made = fold.unfold({"documents": documents, "mentions": pl.DataFrame(rows, types, orient="row")}, held)
    assert made["documents"]["text"].to_list() == texts
    return made["mentions"].rows()


@given(st.lists(st.text(SIGNS), min_size=1, max_size=4))
def test_texts_folded_together_have_the_places_that_each_has_alone(texts: list[str]) -> None:
    """A text's spans do not hang on the texts before it, and keys hold the place in the file."""
    together = unfolded(texts)
    alone = [row for n, text in enumerate(texts) for row in unfolded([text] if not n else [""] * n + [text])]
    assert together == alone
    for name, start, end, quote, key in together:
        assert quote == texts[int(name[0])][start:end]
        assert key == f"{name}.{start}.code"


def test_words_that_are_no_span_are_as_written_where_the_text_has_them() -> None:
    """Titles, publishers, names, roles and speakers: quotes as given, in one line, without unseen signs."""
    other = ("a", "A “thing” before.\n\nAnother.")
    text = (
        "The “free\u00addom\u200b talks”\n\nThe House’s Press\n\nPlan for 2021–2025 of the\nhouse, "
        "the capital city’s,\nsaid the head of the committee’s\nthird council of the state."
    )
    held = fold.fold(pl.DataFrame([other, ("b", text)], ["document_id", "text"], orient="row"))

    def rows(**columns: list[str | None]) -> pl.DataFrame:
        return pl.DataFrame({"document_id": ["b"] * len(next(iter(columns.values()))), **columns})

    title, publisher = 'The "freedom talks"', "The House's Press"
    documents = held.texts.with_columns(
        characters=pl.lit(0, pl.Int64),
        title=pl.Series(["none", title]),
        publisher=pl.Series([None, publisher], dtype=pl.String),
    )
    made = fold.unfold(
        {
            "documents": documents,
            "plan_references": rows(
                name=["Plan for 2021-2025", "of the house, the capital city's", "2030-40", None]
            ),
            "people": rows(role=["the committee's third council", "talks", '"freedom talks"']),
            "statements": rows(speaker=["the capital city's,", "The House's"]),
        },
        held,
    )
    assert made["documents"].select("title", "publisher").rows() == [
        ("none", None),
        ("The “freedom talks”", "The House’s Press"),
    ]
    assert made["plan_references"]["name"].to_list() == [
        "Plan for 2021–2025",
        "of the house, the capital city’s",
        "2030-40",  # of the reader, not of the text
        None,
    ]
    assert made["people"]["role"].to_list() == ["the committee’s third council", "talks", "“freedom talks”"]
    assert made["statements"]["speaker"].to_list() == ["the capital city’s,", "The House’s"]


def test_a_place_in_words_that_stand_for_others_is_in_the_whole_of_those() -> None:
    """A letter with its accent, a dash of two signs; in a text after one in which lines were left out."""
    texts = pl.DataFrame(
        {"document_id": ["a", "b"], "text": ["One. \n \n  Two.", "E\u0301ve—-and Rene\u0301, 1"]}
    )
    held = fold.fold(texts)
    assert held.texts["text"].to_list() == ["One.\n\nTwo.", "Éve - and René, 1"]
    wanted = {(0, 3): "E\u0301ve", (4, 5): "—-", (3, 4): "—-", (13, 14): "e\u0301", (15, 16): " "}
    spans = pl.DataFrame(
        [{"document_id": "b", "start": s, "end": e, "quote": "", "reference_id": f"b.{s}"} for s, e in wanted]
    )
    people = pl.DataFrame({"document_id": ["b", "b"], "role": ["Éve - and René", "oﬃce and René"]})
    tables = {"documents": held.texts.with_columns(characters=0), "people": people, "plan_references": spans}
    made = fold.unfold(tables, held)
    assert made["plan_references"]["quote"].to_list() == [*wanted.values()]
    assert made["plan_references"]["reference_id"].to_list() == ["b.0", "b.4", "b.4", "b.13", "b.16"]
    assert made["people"]["role"].to_list() == ["E\u0301ve—-and Rene\u0301", "oﬃce and René"]


def test_words_of_letters_alone_stay_as_they_are_read() -> None:
    held = fold.fold(table("The oﬃce head and the oﬃce’s head"))
    people = pl.DataFrame({"document_id": ["d", "d"], "role": ["office head", "office's head"]})
    made = fold.unfold({"documents": held.texts.with_columns(characters=0), "people": people}, held)
    assert made["people"]["role"].to_list() == ["office head", "oﬃce’s head"]


def test_tables_without_rows_keep_their_types() -> None:
    held = fold.fold(table("x").clear())
    documents = held.texts.with_columns(characters=pl.lit(0, pl.Int64), title=pl.lit("", pl.String))
    assert held.texts.schema == {"document_id": pl.String, "text": pl.String}
    assert fold.unfold({"documents": documents}, held)["documents"].schema == documents.schema


def test_a_span_needs_neither_words_nor_a_key() -> None:
    held = fold.fold(table("A  b"))
    spans = pl.DataFrame({"document_id": ["d"], "start": [2], "end": [3]})
    made = fold.unfold({"documents": held.texts.with_columns(characters=0), "spans": spans}, held)
    assert made["spans"].rows() == [("d", 3, 4)]


@given(st.text(SIGNS) | st.text())
def test_folding_a_folded_text_changes_no_sign(text: str) -> None:
    """One fold is enough for the signs of a text."""
    once = signs.folded(text)
    assert signs.folded(once) == once


def test_a_span_holds_what_was_left_out_inside_it() -> None:
    """Breaks of line and invisible signs inside a span are part of it; those beside it are not."""
    text = "The \u00adfree\u00addom of\nreligion\u00ad was named, and the sides agreed to speak\nagain."
    start = view(text).index("freedom")
    assert found_again(text, start, start + len("freedom of religion")) == "free\u00addom of\nreligion"


def test_each_of_several_texts_gets_its_own_places_keys_and_words_back() -> None:
    """Rows of two texts, both changed by folding, with a key that holds where a span starts."""
    texts = pl.DataFrame(
        {"document_id": ["a", "b"], "text": ["So\u00ad\u00ad it\u00a0 was.", "It “was” so\u00adon."]}
    )
    held = fold.fold(texts)
    assert held.texts["text"].to_list() == ["So it was.", 'It "was" soon.']
    assert held.words() == dict(texts.iter_rows())
    found = [("a", 3, 5), ("a", 6, 9), ("b", 4, 7), ("b", 9, 13)]
    spans = pl.DataFrame(
        [
            {"document_id": d, "start": s, "end": e, "quote": "", "statement_id": f"{d}.{s}.said"}
            for d, s, e in found
        ]
    )
    sentences = pl.DataFrame({"document_id": ["b"], "start": [0], "end": [14], "text": [""]})
    documents = held.texts.with_columns(characters=0, title=pl.Series(["So it", 'It "was" soon.']))
    made = fold.unfold({"documents": documents, "statements": spans, "sentences": sentences}, held)
    assert made["statements"].rows() == [
        ("a", 5, 7, "it", "a.5.said"),
        ("a", 9, 12, "was", "a.9.said"),
        ("b", 4, 7, "was", "b.4.said"),
        ("b", 9, 14, "so\u00adon", "b.9.said"),
    ]
    assert made["sentences"]["text"].to_list() == [texts["text"][1]]
    assert made["documents"]["text"].to_list() == texts["text"].to_list()
    assert made["documents"]["characters"].to_list() == [len(text) for text in texts["text"]]
    assert made["documents"]["title"].to_list() == [
        "So it",
        "It “was” soon.",
    ]  # letters alone need no way back


@pytest.mark.parametrize(
    "piece",
    [" ", "Abc ", "\n", "-", "a\u0301", "\u0301", "\u00ad", "\r\n", "1\n", "— ", "ﬁ", "abc\n", "a-\nb"],
)
def test_work_grows_with_the_length_of_any_repeated_piece(piece: str) -> None:
    """A text twenty times as long runs hardly more than twenty times as many lines of Python."""
    view(piece * 100)  # patterns are compiled once
    assert lines_run(piece * 2_000) < 25 * lines_run(piece * 100)


def lines_run(text: str) -> int:
    """How many lines of Python run while ``text`` is folded."""
    count = 0

    def trace(_: FrameType, event: str, __: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        view(text)
    finally:
        sys.settrace(before)
    return count
