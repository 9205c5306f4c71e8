"""Charts are drawn in a process of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dialogues.base.errors import NotebookError
from dialogues.brief.drawer import KEPT, Drawer
from dialogues.render.vega import PACKAGES


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


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups of POSIX")
def test_an_interrupt_of_the_asker_is_none_of_the_drawers_and_it_ends_with_the_asker() -> None:
    """Quarto interrupts the kernel's process group before it ends the kernel."""
    asking = (
        "import signal, time; from dialogues.brief.drawer import Drawer\n"
        "drawer = Drawer(); signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "print(drawer.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", asking],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
    ) as asker:
        assert asker.stdout is not None
        drawer = int(asker.stdout.readline())
        os.killpg(asker.pid, signal.SIGINT)
        assert os.getpgid(drawer) != asker.pid
        asker.kill()
        assert asker.communicate(timeout=60)[1] == ""  # which ends when the drawer lets go of it too


def test_a_drawing_is_kept_for_the_next_run_where_a_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT, str(tmp_path))
    first = Drawer()
    drawn = first.draw(chart("text", "kept")).result(timeout=60)
    first.close()
    second = Drawer()
    second.process.kill()
    second.process.wait()
    assert second.draw(chart("text", "kept")).result(timeout=60) == drawn
    with pytest.raises(NotebookError, match="has ended"):
        second.draw(chart("text", "new")).result(timeout=60)
    assert len([*tmp_path.iterdir()]) == 1
