"""What several tests look at is made once a run, whichever worker needs it first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues.base import lock

PATIENCE = 600  # seconds that another worker may take to make it


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` of this run, which ``make`` fills once for all workers; none changes it."""
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    place, done = run / name, run / f"{name}.made"
    with lock.held(run / f"{name}.lock", PATIENCE):
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)  # of a worker that failed
            place.mkdir()
            make(place)
            done.touch()
    return place
