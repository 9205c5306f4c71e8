"""What is installed is what was locked: each package at one version, by the hashes of its files."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dialogues.base.project import HOME
from dialogues.releasing import sbom

DECLARED = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = DECLARED["project"]["dependencies"] + DECLARED["dependency-groups"]["build"]
LOCKS = {
    "requirements.lock": NEEDED,
    "requirements-dev.lock": [one for one in DECLARED["dependency-groups"]["dev"] if isinstance(one, str)],
    "requirements-quarto.lock": NEEDED + DECLARED["project"]["optional-dependencies"]["quarto"],
}
AUDIT = "pip-audit --require-hashes --disable-pip -r requirements.lock"


def locked(name: str) -> dict[str, sbom.Pin]:
    return {pin.name: pin for pin in sbom.pins((HOME / name).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_every_declared_package_in_a_declared_version_with_hashes(name: str) -> None:
    pins = locked(name)
    for needed in map(Requirement, LOCKS[name]):
        assert needed.specifier.contains(pins[canonicalize_name(needed.name)].version), needed
    assert [pin.name for pin in pins.values() if not pin.hashes] == []


def test_the_locks_agree_where_they_name_one_package() -> None:
    brief = locked("requirements.lock")
    for other in ("requirements-dev.lock", "requirements-quarto.lock"):
        pins = locked(other)
        shared = brief.keys() & pins.keys()
        assert shared
        assert {name: pins[name].version for name in shared} == {name: brief[name].version for name in shared}
        assert {name: pins[name].hashes for name in shared} == {name: brief[name].hashes for name in shared}


def test_whatever_make_installs_from_a_registry_is_asked_for_by_hash() -> None:
    made = (HOME / "Makefile").read_text(encoding="utf-8").replace("$(LOCKED)", "pip --require-hashes")
    asked = [line for line in made.splitlines() if re.search(r" -r \S+\.lock", line)]
    assert len(asked) == len(LOCKS)
    assert [line for line in asked if "--require-hashes" not in line] == []
    own = [line for line in made.splitlines() if " -e ." in line]
    assert own
    assert [line for line in own if "--no-index" not in line or "--no-deps" not in line] == []


def test_the_workflow_looks_for_known_weaknesses_of_what_is_locked() -> None:
    assert AUDIT in (HOME / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
