"""What is installed that a brief needs, what is missing, and what to do about it."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a brief is made with: its version where it was found."""

    name: str
    found: str | None
    is_needed: bool
    purpose: str
    remedy: str


def examine() -> list[Part]:
    """Look for everything that building, rendering and testing use."""
    return [_python(), *_packages(), _fonts(), *_programs()]


def text(parts: list[Part]) -> str:
    """One line a part, the missing ones with their remedy; the last line sums up."""
    width = max(len(part.name) for part in parts)
    lines = []
    for part in parts:
        state = part.found or (f"MISSING. {part.remedy}" if part.is_needed else f"not here. {part.remedy}")
        lines.append(f"{part.name:<{width}}  {state}")
    missing = [part.name for part in parts if part.is_needed and not part.found]
    whole = f"Missing: {', '.join(missing)}." if missing else "Everything that a brief needs is here."
    return "\n".join([*lines, whole])


def as_json(parts: list[Part]) -> str:
    """The parts as data."""
    return json.dumps([asdict(part) for part in parts], indent=2)


def _python() -> Part:
    found = platform.python_version() if sys.version_info >= (3, 11) else None
    return Part("python", found, True, "everything", "Install Python 3.11 or later.")


def _packages() -> Iterator[Part]:
    """What pyproject.toml names, read from the installed package where there is one."""
    try:
        required = metadata.requires("dialogues") or []
    except metadata.PackageNotFoundError:
        required = []
    names = [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    for name in names or ["polars", "pandera", "pydantic", "altair", "nbclient", "pypandoc_binary", "typst"]:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = None
        yield Part(name, found, True, "package", "Run `make brief`, which installs the locked packages.")


def _fonts() -> Part:
    spec = find_spec("font_source_sans_pro")
    there = [] if spec is None or spec.origin is None else list(Path(spec.origin).parent.glob("files/*.ttf"))
    found = f"{len(there)} files" if there else None
    return Part("Source Sans Pro", found, True, "type", "Install the package font-source-sans-pro anew.")


def _programs() -> Iterator[Part]:
    """Programs beside Python: none is needed, each adds something."""
    for name, purpose, remedy in (
        (
            "quarto",
            "engine of record",
            "The built-in engine renders instead; see https://quarto.org to install.",
        ),
        ("git", "provenance and releases", "Install git; a release names the commit it was made from."),
        ("chromium", "browser tests", "Install chromium; without it these tests are skipped."),
    ):
        path = shutil.which(name)
        yield Part(name, path and _version(path), False, purpose, remedy)


def _version(path: str) -> str:
    """What the program says of itself, or its path where it says nothing."""
    environment = os.environ | {"LC_ALL": "C"}
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=20, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return path
    lines = said.stdout.strip().splitlines()
    return lines[0] if said.returncode == 0 and lines else path
