"""Phrases and patterns in sentences."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.codebook import matching, scan


def texts(*given: str) -> pl.DataFrame:
    rows = pl.DataFrame(
        {"sentence_id": [str(n) for n in range(len(given))], "text": given},
        schema={"sentence_id": pl.String, "text": pl.String},
    )
    return rows.with_columns(matching.plain(pl.col("text")).alias("plain"))


def cues(*forms: str) -> pl.DataFrame:
    return pl.DataFrame({"form": forms, "exact": [matching.is_exact(form) for form in forms]})


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("prison reform", ["prison reform"]),
        ("organi(s|z)ation(s)", ["organisations", "organisation", "organizations", "organization"]),
        ("(the )media", ["the media", "media"]),
        ("(new |draft )laws", ["new laws", "draft laws", "laws"]),
        ("(new|draft) laws", ["new laws", "draft laws"]),
        ("child(ren|)", ["children", "child"]),
        ("(human rights( defence)|media) law", ["human rights defence law", "human rights law", "media law"]),
        ("State, Law and Democracy", ["State, Law and Democracy", "State, Law, and Democracy"]),
        ("State, Law, and Democracy", ["State, Law and Democracy", "State, Law, and Democracy"]),
    ],
)
def test_brackets_stand_for_several_forms(phrase: str, forms: list[str]) -> None:
    assert set(matching.forms(phrase)) == set(forms)


@pytest.mark.parametrize(
    ("phrase", "exact"),
    [("CAT", True), ("UN bodies", True), ("Mejlis", True), ("Supreme Court", False), ("torture", False)],
)
def test_case_counts_in_acronyms_and_lone_names(phrase: str, exact: bool) -> None:
    assert matching.is_exact(phrase) is exact


def test_only_whole_words_count() -> None:
    found = matching.find_phrases(
        texts("health healthy, stealth; EU-health (health) US$ US"), cues("health", "US")
    )
    assert sorted(found["start"]) == [0, 28, 36, 48]


def test_an_and_that_a_page_has_glued_to_a_long_word_is_a_word_of_its_own() -> None:
    found = matching.find_phrases(texts("assemblyand more, assemblyands, the UNand"), cues("assembly", "UN"))
    assert found.select("start", "end").rows() == [(0, 8)]


def test_quotes_hyphens_and_spaces_of_any_kind_are_the_same() -> None:
    found = matching.find_phrases(
        texts("women’s\u00a0rights", "women's\nrights", "non‑state"), cues("women's rights", "non state")
    )
    assert found["sentence_id"].sort().to_list() == ["0", "1", "2"]


def test_the_longest_of_overlapping_spans_is_kept() -> None:
    found = matching.find_phrases(
        texts("the Committee against Torture"), cues("torture", "committee against torture")
    )
    assert matching.longest(found, by=()).select("start", "end").rows() == [(4, 29)]


@given(st.lists(st.text(max_size=12) | st.sampled_from(["torture", "Torture é", "ﬁ torture"]), max_size=6))
def test_offsets_count_characters_in_any_unicode_text(given_texts: list[str]) -> None:
    sentences = texts(*given_texts)
    phrases = matching.find_phrases(sentences, cues("torture"))
    patterns = matching.find_patterns(sentences, pl.DataFrame({"regex": ["(?i)torture"]}))
    for number, start, end in pl.concat([phrases, patterns]).iter_rows():
        assert given_texts[int(number)][start:end].lower() == "torture"


SPANS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(1, 5)), max_size=12)


def frame(given: list[tuple[str, int, int]]) -> pl.DataFrame:
    rows = [(sentence, start, start + length) for sentence, start, length in given]
    return pl.DataFrame(rows, schema=scan.SPANS, orient="row")


@given(SPANS, SPANS)
def test_spans_inside_others_are_told_without_looking_at_pairs(
    one: list[tuple[str, int, int]], other: list[tuple[str, int, int]]
) -> None:
    """The longest spans, and those outside regions, are what a comparison of all pairs would give."""

    def within(span: tuple[str, int, int], cover: tuple[str, int, int]) -> bool:
        return cover[0] == span[0] and cover[1] <= span[1] and cover[1] + cover[2] >= span[1] + span[2]

    longest = [s for s in set(one) if not any(within(s, c) and c != s and c[2] > s[2] for c in one)]
    free = [s for s in one if not any(within(s, c) for c in other)]
    assert sorted(matching.longest(frame(one), by=()).rows()) == sorted(frame(longest).rows())
    assert sorted(matching.outside(frame(one), frame(other)).rows()) == sorted(frame(free).rows())


@given(SPANS, SPANS)
def test_spans_apart_and_beside_others_are_told_without_looking_at_pairs(
    one: list[tuple[str, int, int]], other: list[tuple[str, int, int]]
) -> None:
    """What begins in no span before it, and what overlaps none, is as a comparison of all pairs has it."""
    taken = matching.apart(frame(other).unique().sort("sentence_id", "start", "end")).rows()
    for sentence in "ab":
        ends = 0
        for _, start, end in [span for span in taken if span[0] == sentence]:
            assert start >= ends
            ends = end
    free = [
        (sentence, start, start + length)
        for sentence, start, length in one
        if not any(sentence == of and start < end and start + length > at for of, at, end in taken)
    ]
    spans = pl.DataFrame(taken, schema=scan.SPANS, orient="row")
    assert sorted(matching.beside(frame(one), spans).rows()) == sorted(free)


def test_spans_of_sentences_are_placed_in_their_documents() -> None:
    units = pl.DataFrame(
        {"sentence_id": ["0"], "document_id": ["d"], "start": [10], "text": ["Torture é, torture"]}
    )
    found = matching.find_phrases(units.with_columns(plain="text"), cues("torture"))
    placed = matching.in_document(found, units).sort("start")
    assert placed.select("document_id", "start", "end", "quote").rows() == [
        ("d", 10, 17, "Torture"),
        ("d", 21, 28, "torture"),
    ]


def test_a_pattern_that_finds_nothing_at_some_place_gives_no_span_there() -> None:
    found = matching.find_patterns(texts("a bb"), pl.DataFrame({"regex": ["b*"]}))
    assert found.rows() == [("0", 2, 4)]
