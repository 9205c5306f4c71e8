"""The bar: on a terminal, after a second, and gone when the work is done."""

from __future__ import annotations

import io
import time

import pytest

from dialogues.base import progress


class Terminal(io.StringIO):
    """A screen that can be read."""

    def isatty(self) -> bool:
        """It says it is one."""
        return True


def test_short_work_and_work_without_a_terminal_show_nothing() -> None:
    screen, file = Terminal(), io.StringIO()
    with progress.working("Reading", screen), progress.working("Reading", file):
        pass
    assert screen.getvalue() == file.getvalue() == ""


def test_long_work_shows_a_bar_and_leaves_the_line_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(progress, "BEAT", 0.01)
    screen = Terminal()
    with progress.working("Rendering", screen):
        deadline = time.monotonic() + 5
        while not screen.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert screen.getvalue().startswith("\rRendering ─")
    assert screen.getvalue().endswith("\r\x1b[K")


def test_the_bar_goes_when_the_work_fails() -> None:
    with pytest.raises(ZeroDivisionError), progress.working("Dividing", Terminal()):
        1 / 0  # noqa: B018 - it is meant to fail
