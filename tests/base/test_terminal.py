"""What reaches the screen."""

from __future__ import annotations

import io
import sys

import pytest

from dialogues.base import terminal


def test_a_sign_that_the_screen_cannot_show_is_written_as_its_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", screen)
    with terminal.guarded():
        terminal.say("Brief · draft")
    screen.flush()
    assert screen.buffer.getvalue() == b"Brief \\xb7 draft\n"
