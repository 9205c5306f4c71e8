"""The project that the tests of releases read."""

from __future__ import annotations

import pytest

import five
from dialogues.base.project import Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The repository with the five texts."""
    return five.project(tmp_path_factory.mktemp("five") / "project")
