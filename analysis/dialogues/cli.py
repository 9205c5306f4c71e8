"""The command ``dialogues``. Modules are imported where they are used, so that ``--help`` is quick."""

from __future__ import annotations

import sys
from pathlib import Path

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


@main.command()
@click.option(
    "--seeds", "folder", type=click.Path(path_type=Path), help="Folder of texts; the project's seeds/."
)
@click.option("--out", type=click.Path(path_type=Path), help="Where the tables go; reports/_draft/data/.")
def build(folder: Path | None, out: Path | None) -> None:
    """Read the texts and write the dataset, one Parquet file a table."""
    from dialogues import dataset, pipeline
    from dialogues.project import Project

    here = Project.here()
    tables = pipeline.run(folder or here.seeds)
    dataset.write(tables, out or here.draft / "data")
    click.echo(f"{tables['documents'].height} documents, {tables['rejects'].height} rejected.")


@main.command()
@click.argument("before")
@click.argument("after")
@click.option("--markdown", "form", flag_value="markdown", help="As Markdown.")
@click.option("--json", "form", flag_value="as_json", help="As JSON.")
def diff(before: str, after: str, form: str | None) -> None:
    """Say what changed from BEFORE to AFTER: a release, `draft`, or a folder that holds a dataset."""
    from dialogues import changes
    from dialogues import diff as difference
    from dialogues.project import Project

    a, b = (changes.load(Project.here(), name) for name in (before, after))
    found = difference.compare(a.tables, b.tables, a.claims, b.claims)
    click.echo(getattr(changes, form or "text")(before, after, found))


@main.command()
@click.option("--engine", type=click.Choice(["quarto", "builtin"]), help="Default: Quarto where installed.")
@click.option(
    "--notebook",
    type=click.Path(path_type=Path),
    help="Render this notebook alone, into reports/_build/notebooks.",
)
@click.option("--timings", is_flag=True, help="Print the time of each stage.")
def render(engine: str | None, notebook: Path | None, timings: bool) -> None:
    """Render the brief as HTML and PDF into reports/_draft."""
    from dialogues.project import Project
    from dialogues.render import render as run

    rendered = run(Project.here(), engine, notebook)
    if timings:
        for stage, seconds in rendered.timings.seconds.items():
            click.echo(f"{seconds:7.2f} s  {stage}")
    click.echo(str(rendered))
