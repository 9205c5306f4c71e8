"""What is written about the package holds: the command reference, and every call of the documents."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from dialogues import reference
from dialogues.base.project import HOME
from dialogues.cli import main

DOCS = sorted(
    path
    for path in (*HOME.glob("*.md"), *HOME.glob("seeds/*.md"), *HOME.glob("analysis/**/*.md"))
    if path.name not in ("CHANGELOG.md", "COMMANDS.md")
)
BLOCK = re.compile(r"^ *```(?:sh|bash|)\n(.*?)^ *```", re.M | re.S)
CALL = re.compile(r"(?:^|[\s`(])(?:\.venv/bin/)?dialogues ((?:[a-z]+)(?: [^`\n#;|&]*)?)")
TARGETS = re.compile(r"^([a-z]+):", re.M)


def calls(path: Path) -> set[str]:
    """Every call of ``dialogues`` in code of a document."""
    text = path.read_text(encoding="utf-8")
    code = [*BLOCK.findall(text), *re.findall(r"`([^`\n]+)`", text)]
    return {match[1].strip() for part in code for match in CALL.finditer(part)}


def test_the_reference_is_what_the_commands_say() -> None:
    assert reference.FILE.read_text(encoding="utf-8") == reference.text(), (
        "Run python -m dialogues.reference."
    )


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_call_that_a_document_shows_is_one_the_commands_know(path: Path) -> None:
    for call in calls(path):
        name, *rest = shlex.split(call.replace("…", "x"))
        assert name in main.commands, call
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        asked = {word.split("=")[0] for word in rest if word.startswith("--")}
        assert asked <= known | {"--help"}, call


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_target_of_make_that_a_document_names_is_there(path: Path) -> None:
    targets = set(TARGETS.findall((HOME / "Makefile").read_text(encoding="utf-8")))
    named = set(re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8")))
    assert named <= targets


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_its_help(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3
