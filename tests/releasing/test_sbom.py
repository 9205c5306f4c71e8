"""The bill of materials names each locked package once, with what asks for it."""

from __future__ import annotations

import json
from pathlib import Path

from dialogues.base.project import HOME
from dialogues.releasing import sbom

LOCK = """\
one==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via dialogues (pyproject.toml)
two-b==2.0.1 ; sys_platform == 'linux' \\
    --hash=sha256:{a}
    # via
    #   dialogues (pyproject.toml)
    #   one
""".format(a="a" * 64, b="b" * 64)


def test_a_lock_is_read_with_versions_markers_hashes_and_reasons() -> None:
    one, two = sbom.pins(LOCK)
    assert (one.name, one.version, one.marker, len(one.hashes)) == ("one", "1.0", None, 2)
    assert (two.purl, two.marker) == ("pkg:pypi/two-b@2.0.1", "sys_platform == 'linux'")
    assert two.wanted_by == ("dialogues", "one")


def test_the_bill_says_what_depends_on_what() -> None:
    bill = sbom.describe(list(sbom.pins(LOCK)), "2025.2")
    assert (bill["bomFormat"], bill["specVersion"], "serialNumber" in bill) == ("CycloneDX", "1.6", False)
    assert {part["ref"]: part["dependsOn"] for part in bill["dependencies"]} == {
        "pkg:generic/dialogues@2025.2": ["pkg:pypi/one@1.0", "pkg:pypi/two-b@2.0.1"],
        "pkg:pypi/one@1.0": ["pkg:pypi/two-b@2.0.1"],
        "pkg:pypi/two-b@2.0.1": [],
    }


def test_every_package_of_our_own_lock_is_in_the_bill_and_has_hashes(tmp_path: Path) -> None:
    sbom.write(HOME, tmp_path, "1")
    bill = json.loads((tmp_path / sbom.NAME).read_text(encoding="utf-8"))
    lock = (HOME / sbom.LOCK).read_text(encoding="utf-8")
    assert len(bill["components"]) == sum(
        "==" in line and line[0] not in " #" for line in lock.splitlines() if line
    )
    assert all(
        any(told["name"].endswith("sha256") for told in part["properties"]) for part in bill["components"]
    )
