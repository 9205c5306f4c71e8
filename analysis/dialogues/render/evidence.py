"""The evidence as files of its own, where it is long: what a filter of the theme kept aside, converted.

Both engines run that filter (``apart.lua``) while they write the brief; what it keeps lies in
``reports/_build``, one file a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from dialogues.render import evidence_of
from dialogues.render.convert import Conversion

WRITTEN_AS = {"html": "html", "pdf": "typst"}  # the format in which Pandoc had it


def make(conversion: Conversion, suffix: str) -> bytes | None:
    """The evidence as page (``html``) or paper (``pdf``); nothing where the brief holds it itself.

    Raises
    ------
    NotebookError
        For what Pandoc, Typst or the filters miss.
    """
    kept = conversion.prepared.evidence(WRITTEN_AS[suffix])
    if not kept.is_file():
        return None
    own = replace(conversion, text=kept.read_text(encoding="utf-8"), is_evidence=True)
    return own.html().encode() if suffix == "html" else own.pdf(own.typst())


def write(conversion: Conversion, into: Path, brief: str, suffixes: Iterable[str]) -> None:
    """Write what there is of the evidence of the file ``brief`` into the folder ``into``."""
    for suffix in suffixes:
        content = make(conversion, suffix)
        if content is not None:
            (into / f"{evidence_of(brief)}.{suffix}").write_bytes(content)
