"""The list of releases: ``reports/README.md`` for the repository, ``reports/index.html`` for a browser."""

from __future__ import annotations

from html import escape
from typing import Any

from dialogues.base.project import Project
from dialogues.releasing import manifest, versions

INTRODUCTION = "What was derived: `_draft/` is the last render, `<version>/` a release that is never changed."
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Releases</title>
<style>
body {{ font: 1rem/1.5 "Source Sans 3", system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; }}
main {{ padding: 0 1rem; }}
li {{ margin: 0 0 1rem; }}
</style>
</head>
<body>
<main>
<h1>Releases</h1>
{releases}
</main>
</body>
</html>
"""
ITEM = """<li><strong>{version}</strong>, published {published}, data cut-off {cutoff}<br>
{title}<br>
<a href="{version}/brief.html">Brief {version} (HTML)</a> ·
<a href="{version}/brief.pdf">Brief {version} (PDF)</a> ·
<a href="{version}/datapackage.json">Data package {version}</a> ·
<a href="{version}/CHANGES.md">Changes in {version}</a> ·
<a href="{version}/manifest.json">Manifest {version}</a></li>"""


def write(project: Project) -> None:
    """List the releases, newest first."""
    for name, text in (("README.md", readme(project)), ("index.html", index(project))):
        beside = project.reports / f"{name}.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(project.reports / name)


def readme(project: Project) -> str:
    """The list as Markdown."""
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
    return "\n".join(lines) + "\n"


def index(project: Project) -> str:
    """The list as one self-contained page."""
    releases = _releases(project)
    items = "\n".join(
        ITEM.format(**{name: escape(str(m[name])) for name in ("version", "published", "cutoff", "title")})
        for m in releases
    )
    return PAGE.format(releases=f"<ul>\n{items}\n</ul>" if items else "<p>None yet.</p>")


def _releases(project: Project) -> list[dict[str, Any]]:
    return [manifest.read(project.reports / version) for version in reversed(versions.released(project))]
