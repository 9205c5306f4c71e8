"""The bill of materials of a release: the locked packages as CycloneDX, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogues.base import opening
from dialogues.releasing import package

NAME = "sbom.cdx.json"
LOCK = "requirements.lock"
OWN = "dialogues"
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]*?))?\s*\\?$"
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^ +#(?: +via)? +(?!via$)(?P<name>[A-Za-z0-9._-]+)(?: \(.*\))?$")


@dataclass(frozen=True, slots=True)
class Pin:
    """A locked package: its version, when it is installed, its files' hashes, what asks for it."""

    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package's address as CycloneDX has it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def write(root: Path, folder: Path, version: str) -> None:
    """Write the bill of what ``root`` locks into ``folder``."""
    text = opening.text(root / LOCK)
    (folder / NAME).write_text(package.dumps(describe(list(pins(text)), version)), encoding="utf-8")


def pins(lock: str) -> Iterator[Pin]:
    """The packages of a lock file, in its order."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        lines = block.split("\n")
        pinned = PINNED.match(lines[0])
        if pinned is not None:
            via = [match["name"] for match in map(VIA.match, lines) if match is not None]
            marker = (pinned["marker"] or "").strip() or None
            yield Pin(pinned["name"], pinned["version"], marker, tuple(HASH.findall(block)), tuple(via))


def describe(held: list[Pin], version: str) -> dict[str, Any]:
    """The bill as CycloneDX 1.6; it has neither a clock nor a number drawn by chance."""
    own = f"pkg:generic/{OWN}@{version}"
    known = {OWN: own, **{pin.name: pin.purl for pin in held}}
    wants: dict[str, list[str]] = {purl: [] for purl in known.values()}
    for pin in held:
        for name in pin.wanted_by:
            if name in known:
                wants[known[name]].append(pin.purl)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": own, "name": OWN, "version": version, "purl": own}
        },
        "components": [_component(pin) for pin in held],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in wants.items()],
    }


def _component(pin: Pin) -> dict[str, Any]:
    """A package; the hashes are of the files that may be installed, one for each kind of machine."""
    told = [{"name": f"{OWN}:file-sha256", "value": value} for value in pin.hashes]
    marker = [] if pin.marker is None else [{"name": f"{OWN}:installed-where", "value": pin.marker}]
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
        "properties": [*marker, *told],
    }
