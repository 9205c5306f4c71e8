"""One target for atheris: ``python -m torture.guided reader|register|codebook [options of libFuzzer]``."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dialogues.corpus.files", "dialogues.base.typed_yaml"]):
    from dialogues.base import typed_yaml
    from dialogues.base.errors import DialoguesError, Problem
    from dialogues.codebook import loading
    from dialogues.corpus import files, register
    from dialogues.readings import load

FOLDER = Path(tempfile.mkdtemp())


def reader(data: bytes) -> None:
    """Bytes as a text."""
    read = files.decoded("a.txt", data, files.Limits())
    assert isinstance(read, Problem) or read.encode() == data


def registered(data: bytes) -> None:
    """Bytes as sources.yaml."""
    (FOLDER / register.FILE).write_bytes(data)
    with contextlib.suppress(DialoguesError):
        register.read(FOLDER)


def codes(data: bytes) -> None:
    """Bytes as a file of the codebook."""
    path = FOLDER / "topics.yaml"
    path.write_bytes(data)
    parsed = typed_yaml.read(path, loading._FILES["topics"])
    assert (parsed.model is None) == bool(parsed.problems)


def read(data: bytes) -> None:
    """Bytes as a reading."""
    path = FOLDER / "a.yaml"
    path.write_bytes(data)
    found, problems = load.one(path)
    assert found is not None or problems


TARGETS = {"reader": reader, "register": registered, "codebook": codes, "readings": read}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
