"""The command ``dialogues``. Modules are imported where they are used, so that ``--help`` is quick."""

from __future__ import annotations

import sys

import click

from dialogues.errors import DialoguesError


class _Commands(click.Group):
    """Reports every refusal as one plain sentence a problem, with the error's exit status."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DialoguesError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            sys.exit(error.exit_status)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dialogues")
def main() -> None:
    """Turn a folder of press releases into a dataset and a brief that leads back to its sentences."""
