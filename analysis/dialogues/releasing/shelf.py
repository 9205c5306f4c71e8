"""The list of releases: ``reports/README.md`` for the repository, ``reports/index.html`` for a browser."""

from __future__ import annotations

import itertools
from html import escape
from typing import Any

from dialogues.base import placing, signs
from dialogues.base.project import HOME, Project
from dialogues.releasing import changes, manifest, versions

INTRODUCTION = "What was derived: `_draft/` is the last render, `<version>/` a release that is never changed."
DATA = "data/documents.parquet"  # without it nothing can be compared
KNOWN = "Put right in {later}. The folder of {version} stays as it was published."
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: releases</title>
<style>
{palette}
body {{ font: 1rem/1.5 "Source Sans 3", "Source Sans Pro", system-ui, sans-serif; margin: 2rem auto; }}
body {{ max-width: 46rem; padding: 0 1rem; color: var(--ink); background: var(--paper); }}
h1 {{ font-size: 1.75rem; line-height: 1.2; }}
h2 {{ font-size: 1.25rem; margin: 2rem 0 .25rem; }}
h3 {{ font-size: 1rem; margin: 1rem 0 .25rem; }}
p, ul {{ margin: .25rem 0; }}
a {{ color: var(--link); }}
code {{ overflow-wrap: anywhere; font-size: .875em; color: var(--quiet); }}
.when {{ color: var(--quiet); }}
.newest {{ border-left: 4px solid var(--series-one); padding: .5rem 1rem; background: var(--wash); }}
.newest h2 {{ margin-top: 0; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{releases}
</main>
</body>
</html>
"""
SECTION = """<section{newest}>
<h2 id="release-{version}">Version {version}</h2>
<p class="when">Published {published}, data cut-off {cutoff}</p>
<p><a href="{version}/brief.html">Brief {version} (HTML)</a> ·
<a href="{version}/brief.pdf">Brief {version} (PDF)</a> ·
<a href="{version}/datapackage.json">Data package {version}</a> ·
<a href="{version}/CHANGES.md">Changes in {version}</a> ·
<a href="{version}/manifest.json">Manifest {version}</a></p>
{errors}</section>"""
ERRORS = """<h3>Known errors of {version}</h3>
<p>{known}</p>
<ul>
{items}
</ul>
"""


def write(project: Project) -> None:
    """List the releases, newest first."""
    for name, text in (("README.md", readme(project)), ("index.html", index(project))):
        placing.write(project.reports / name, signs.numbered(text).encode())


def readme(project: Project) -> str:
    """The list as Markdown, with what is known to be wrong in a release that has a later one."""
    lines = ["# reports", INTRODUCTION]
    releases = _releases(project)
    if releases:
        lines += [
            "",
            "| version | published | data cut-off | brief | data | changes | inputs |",
            "|---|---|---|---|---|---|---|",
            *(
                f"| {m['version']} | {m['published']} | {m['cutoff']} "
                f"| [HTML]({m['version']}/brief.html), [PDF]({m['version']}/brief.pdf) "
                f"| [data package]({m['version']}/datapackage.json) | [changes]({m['version']}/CHANGES.md) "
                f"| [{m['inputs']['short']}]({m['version']}/manifest.json) |"
                for m in releases
            ),
        ]
    for version, (later, found) in _errors(project).items():
        lines += ["", f"## Known errors of {version}", KNOWN.format(version=version, later=later), ""]
        lines += [f"- {changes.escaped(told)} (`{table}`: `{key}`)" for told, table, key in found]
    return "\n".join(lines) + "\n"


def index(project: Project) -> str:
    """The list as one self-contained page in the colours of the brief."""
    releases, errors = _releases(project), _errors(project)
    written = []
    for n, m in enumerate(releases):
        own = {name: escape(str(m[name])) for name in ("version", "published", "cutoff")}
        known = _known(m["version"], *errors[m["version"]]) if m["version"] in errors else ""
        written.append(SECTION.format(**own, newest="" if n else ' class="newest"', errors=known))
    theme = project.analysis / "theme" / "palette.css"
    palette = (theme if theme.is_file() else HOME / "analysis" / "theme" / "palette.css").read_text("utf-8")
    return PAGE.format(
        title=escape(str(releases[0]["title"])) if releases else "Dialogues",
        palette=palette.partition("/* A chart")[0].rpartition("*/")[2].strip(),
        releases="\n".join(written) or "<p>None yet.</p>",
    )


def _known(version: str, later: str, found: list[tuple[str, str, str]]) -> str:
    items = [
        f"<li>{escape(told)} (<code>{escape(table)}: {escape(key)}</code>)</li>" for told, table, key in found
    ]
    known = escape(KNOWN.format(version=version, later=later))
    return ERRORS.format(version=escape(version), known=known, items="\n".join(items))


def _errors(project: Project) -> dict[str, tuple[str, list[tuple[str, str, str]]]]:
    """Each release that a later one corrects, newest first: that one, and its corrections."""
    held = [v for v in versions.released(project) if (project.reports / v / DATA).is_file()]
    pairs = itertools.pairwise(held)
    told = {version: (later, changes.errors(project, version, later)) for version, later in pairs}
    return {version: told[version] for version in reversed(told) if told[version][1]}


def _releases(project: Project) -> list[dict[str, Any]]:
    return [manifest.read(project.reports / version) for version in reversed(versions.released(project))]
