"""What counts as time that was waited."""

from __future__ import annotations

import time

import pytest

from dialogues.base.stopwatch import MOST, Stopwatch


def test_a_pause_of_the_watcher_counts_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    watch = Stopwatch()
    now += 0.25
    assert watch.seconds() == 0.25
    now += 3600
    assert watch.seconds() == 0.25 + MOST
    now += 0.5
    assert watch.seconds() == 0.75 + MOST
