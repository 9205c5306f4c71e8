"""What is said to Quarto alone: what the built-in engine does by itself, passes over, or refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

# What needs no word: any value under the keys of the first, these values under those of the second.
SILENT = {
    "format", "jupyter", "engine", "quarto-required", "ipynb-filters", "font-paths", "fig-format",
    "validate-yaml", "section-numbering", "format-links", "date-format",
}  # fmt: skip
BY_ITSELF: dict[str, tuple[object, ...]] = {
    "theme": ("none", None),
    "minimal": (True,),
    "embed-resources": (True,),
    "pdf-standard": (["ua-1", "a-2a"],),
    "callout-icon": (False,),
    "html-math-method": ("mathml",),
    "citeproc": (True,),
    "tbl-colwidths": (True,),
    "syntax-highlighting": ("none", None),
    "highlight-style": ("none", None),
    "wrap": ("none",),
    "keep-typ": (False,),
    "title-block-style": ("none",),
    "anchor-sections": (False,),
    "smooth-scroll": (False,),
    "code-copy": (False,),
    "code-link": (False,),
    "code-tools": (False,),
    "link-external-icon": (False,),
    "citations-hover": (False,),
    "footnotes-hover": (False,),
    "crossrefs-hover": (False,),
}
THEME = {  # files of analysis/theme that the built-in engine uses in the place of these settings
    "template": {"brief.html"},
    "template-partials": {"typst-template.typ", "typst-show.typ"},
    "filters": {"apart.lua", "blocks.lua", "dialogues.lua", "verbatim.lua"},
}
CHANGING = ("metadata-files", "output-file", "include-in-header", "include-after-body")
OUTPUT = "reports/_draft"
PROJECT = {"title", "type", "render", "pre-render", "post-render", "output-dir"}


def refused(values: Mapping[str, Any]) -> dict[str, str]:
    """Key and problem of each setting of a file without which the brief would be another."""
    return dict(_refused(values))


def passed_over(values: Mapping[str, Any]) -> list[str]:
    """The keys of a file that Quarto would follow and the built-in engine does not, in their order."""
    said = [
        key
        for inner in _levels(values)
        for key, value in inner.items()
        if key in OF_QUARTO and key not in SILENT | THEME.keys() | {*CHANGING, "project"}
        if value not in BY_ITSELF.get(key, ())
    ]
    project = values.get("project")
    if isinstance(project, dict):
        said += [key for key in project if key not in PROJECT]
    return list(dict.fromkeys(said))


def formats(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The formats that a file asks for: one by its name, a list of names, or names with their settings."""
    asked = values.get("format")
    if isinstance(asked, dict):
        return asked
    names = asked if isinstance(asked, list) else [] if asked is None else [asked]
    return {str(name): "default" for name in names}


def _levels(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The settings themselves, then those of each format."""
    yield values
    yield from (inner for inner in formats(values).values() if isinstance(inner, dict))


def _refused(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for inner in _levels(values):
        for key, names in THEME.items():
            given = inner.get(key)
            for path in given if isinstance(given, list) else [given]:
                said = path.get("path") if isinstance(path, dict) else path
                if said not in (None, "quarto") and not _is_of_theme(said, names):
                    yield key, f"`{key}` names {said}, which the built-in engine does not use."
        for key in CHANGING:
            if inner.get(key):
                yield key, f"The built-in engine does not follow `{key}`: the brief would be another."
    project = values.get("project")
    output = project.get("output-dir", OUTPUT) if isinstance(project, dict) else OUTPUT
    if PurePosixPath(str(output)) != PurePosixPath(OUTPUT):
        yield "output-dir", f"`output-dir` is {output}, and the draft lies in {OUTPUT}."
    execute = values.get("execute")
    for key in ("enabled", "eval"):
        if isinstance(execute, dict) and execute.get(key) is False:
            yield (
                key,
                f"With `{key}: false` under `execute` Quarto runs no cell; the built-in engine runs all.",
            )


def _is_of_theme(path: object, names: set[str]) -> bool:
    place = PurePosixPath(str(path))
    return place.name in names and place.parent.name == "theme"


# Keys that Quarto knows and this engine does not take up.
OF_QUARTO = {
    *SILENT, *BY_ITSELF, *THEME, *CHANGING, "project", "css", "papersize", "margin", "mainfont",
}  # fmt: skip
