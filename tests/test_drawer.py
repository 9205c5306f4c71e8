"""Charts are drawn in a process of their own."""

from __future__ import annotations

import pytest

from dialogues.errors import NotebookError
from dialogues.writing.drawer import Drawer


def chart(mark: str, value: str) -> dict[str, object]:
    """One mark with a text."""
    return {
        "data": {"values": [{"word": value}]},
        "mark": {"type": mark, "aria": True},
        "encoding": {"text": {"field": "word", "type": "nominal"}},
    }


def test_each_chart_asked_for_is_drawn_as_an_image_without_roles() -> None:
    """Also where more is asked at once than a pipe holds."""
    drawer = Drawer()
    words = ["first", "second", "third"]
    many = {"data": {"values": [{}] * 1_000}, "mark": "point", "usermeta": {"long": "x" * 70_000}}
    drawn = [drawer.draw({"vconcat": [many, chart("text", word)]}) for word in words]
    for word, asked in zip(words, drawn, strict=True):
        svg = asked.result(timeout=60)
        assert len(svg) > 70_000
        assert word in svg
        assert "aria-" not in svg
        assert " role=" not in svg
    drawer.close()


def test_what_cannot_be_drawn_is_refused_in_words_and_the_next_is_drawn() -> None:
    drawer = Drawer()
    wrong, right = drawer.draw({"data": {"values": []}}), drawer.draw(chart("text", "ü"))
    with pytest.raises(NotebookError, match=r"^A chart cannot be drawn: Error: Invalid specification .*\."):
        wrong.result(timeout=60)
    assert "ü" in right.result(timeout=60)
    drawer.close()


def test_a_drawer_that_has_ended_says_so() -> None:
    drawer = Drawer()
    drawer.process.kill()
    drawer.process.wait()
    with pytest.raises(NotebookError, match=r"the process that draws has ended"):
        drawer.draw(chart("text", "a")).result(timeout=60)
