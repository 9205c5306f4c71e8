"""The faces of the page: what they hold, and when they are cut anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.render import fonts

SOFT_HYPHEN, WORD_JOINER, BYTE_ORDER_MARK = "\u00ad", "\u2060", "\ufeff"


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[int]]:
    """The sets of characters that a face is cut to; cutting itself takes over a second."""
    made: list[frozenset[int]] = []

    def cut(whole: bytes, characters: frozenset[int]) -> bytes:
        made.append(characters)
        return whole[:4]

    monkeypatch.setattr(fonts, "_subset", cut)
    return made


def test_each_face_is_cut_once(cuts: list[frozenset[int]], tmp_path: Path) -> None:
    """Two pages of common characters are set in the same faces."""
    first = fonts.stylesheet("", tmp_path)
    assert len(cuts) == len(fonts.FACES)
    assert fonts.stylesheet("Žižek’s “brief” – №\u00a01", tmp_path) == first
    assert len(cuts) == len(fonts.FACES)


@pytest.mark.parametrize("mark", [SOFT_HYPHEN, WORD_JOINER, BYTE_ORDER_MARK, "\n", "\x07"])
def test_what_cannot_be_seen_needs_no_glyph(cuts: list[frozenset[int]], tmp_path: Path, mark: str) -> None:
    """An invisible mark in the text does not have the faces cut anew at every render."""
    fonts.stylesheet("", tmp_path)
    cuts.clear()
    fonts.stylesheet(f"a{mark}b", tmp_path)
    assert not cuts


def test_other_scripts_are_cut_besides_and_kept(cuts: list[frozenset[int]], tmp_path: Path) -> None:
    """The common cut stays beside the page's own, so that neither is made again for the same page."""
    for _ in range(2):
        fonts.stylesheet("", tmp_path)
        fonts.stylesheet("Ашхабад", tmp_path)
    assert len(cuts) == 2 * len(fonts.FACES)
    assert ord("Ш".lower()) in cuts[-1]
    fonts.stylesheet("Αθήνα", tmp_path)
    assert len(list(tmp_path.iterdir())) == 2 * len(fonts.FACES)


def test_a_face_that_another_hand_changed_is_cut_anew(cuts: list[frozenset[int]], tmp_path: Path) -> None:
    first = fonts.stylesheet("", tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(b"other")
    assert fonts.stylesheet("", tmp_path) == first
    assert len(cuts) == 2 * len(fonts.FACES)


@pytest.mark.parametrize("kept", ["[]", "x", '{"made of": 1}', "[" * 100_000])
def test_answers_that_are_not_as_they_were_kept_are_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setattr(fonts, "are_shown", lambda signs, _: "Ж" not in signs)
    for _ in range(2):
        assert fonts.unshown("aЖΩ", tmp_path, tmp_path) == "Ж"
        (tmp_path / "signs.json").write_text(kept, encoding="utf-8")
