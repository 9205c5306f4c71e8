"""A folder of seeds made of labelled texts, those on one state first, with what is known of each."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

LABELLED = Path(__file__).parent / "labelled"
UNSEEN = range(701, 731)  # numbers of the texts that no writer of rules reads
NAMES = {
    "ARM": "Armenia",
    "GEO": "Georgia",
    "KAZ": "Kazakhstan",
    "KGZ": "the Kyrgyz Republic",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
}


def write(folder: Path, number: int, state: str, years: tuple[int, int] = (2005, 2026)) -> None:
    """Write ``number`` labelled texts into ``folder``: spread evenly over those on ``state``, then others.

    They are to be read by the rules alone: their readings give only publisher and day of publication.
    """
    paths = sorted((LABELLED / "readings").glob("*.yaml"))
    readings = {path.stem: read(path) for path in paths if int(path.stem[:3]) not in UNSEEN}
    own = [name for name, said in readings.items() if value((said.get("event") or {}).get("state")) == state]
    spread = [own[n * len(own) // number] for n in range(number)] if number < len(own) else own
    names = [*spread, *[name for name in readings if name not in own][: number - len(spread)]]
    folder.mkdir(parents=True, exist_ok=True)
    sources = [_entry(folder, name, readings[name].get("document") or {}) for name in sorted(names)]
    about = {"title": f"Dialogues of {NAMES.get(state, state)}", "state": state, "years": list(years)}
    said = yaml.safe_dump({"corpus": about, "sources": sources}, sort_keys=False)
    (folder / "sources.yaml").write_text(said, encoding="utf-8")


def _entry(folder: Path, name: str, document: dict[str, Any]) -> dict[str, Any]:
    text = (LABELLED / "texts" / f"{name}.txt").read_bytes()
    (folder / f"{name}.txt").write_bytes(text)
    hashed = hashlib.sha256(text).hexdigest()
    known = {key: value(document.get(key)) for key in ("publisher", "published")}
    return {"file": f"{name}.txt", "sha256": hashed, **known}


def read(path: Path) -> dict[str, Any]:
    """A label as plain values."""
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return said


def value(said: Any) -> Any:
    """The value that a reading gives, whether with its words or without."""
    return said.get("is") if isinstance(said, dict) else said
