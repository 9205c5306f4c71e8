"""The reference of the commands, made from their ``--help``: ``python -m dialogues.reference`` writes it."""

from __future__ import annotations

from pathlib import Path

import click

from dialogues.cli import main

FILE = Path(__file__).with_name("COMMANDS.md")
WIDTH = 100
HEAD = """# Commands
What `dialogues COMMAND --help` says, for all commands. Made by `python -m dialogues.reference`: change it in
`cli.py`, not here.

Exit status: 0 where all is well, 1 where a problem was found, 2 where the call itself is off.
"""


def text() -> str:
    """The whole reference as Markdown."""
    parts = [HEAD, *(_section(name) for name in sorted(main.commands) if not main.commands[name].hidden)]
    return "\n".join(parts)


def _section(name: str) -> str:
    command = main.commands[name]
    parent = click.Context(main, info_name="dialogues", **main.context_settings)
    context = click.Context(command, info_name=name, parent=parent, max_content_width=WIDTH)
    context.terminal_width = WIDTH
    said = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {name}\n```text\n{said}\n```\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
