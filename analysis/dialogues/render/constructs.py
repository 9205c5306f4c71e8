"""What a notebook may use: a construct that the built-in engine would lose is refused, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dialogues.errors import Problem
from dialogues.render.qmd import SHORTCODE, Cell, Line, Notebook, Prose

REMEDY = "Say it with what the built-in engine knows (analysis/dialogues/render/README.md), or leave it out."

SWITCH = (True, False)
OPTIONS: dict[str, Callable[[object], bool]] = {
    "echo": lambda value: value in SWITCH,
    "eval": lambda value: value in SWITCH,
    "include": lambda value: value in SWITCH,
    "output": lambda value: value in (*SWITCH, "asis"),
    "warning": lambda value: value in SWITCH,
    "error": lambda value: value in SWITCH,
    "label": lambda value: isinstance(value, str) and re.fullmatch(r"[\w-]+", value) is not None,
    "fig-cap": lambda value: isinstance(value, str),
    "fig-alt": lambda value: isinstance(value, str),
    "tbl-cap": lambda value: isinstance(value, str),
}
CAPTIONS = {"fig-cap": "fig-", "tbl-cap": "tbl-"}
SHORTCODES = ("pagebreak", "meta")  # `include` is gone by now
CALLOUTS = ("note", "tip", "important", "warning", "caution")
FORMATS = ("html", "typst")
CLASSES = re.compile(
    r"callout-(?!(?:note|tip|important|warning|caution)$).*|panel-(?!tabset$).*|columns?|column-.*|aside|"
    r"margin-.*|content-(?!(?:visible|hidden)$).*|landscape|lightbox|incremental|nonincremental|fragment|"
    r"theorem|proof|code-annotations?|grid|g-col-.*|r-.*"
)
KEYS = re.compile(
    r"layout.*|fig-(?!alt$).*|tbl-.*|lst-.*|code-.*|filename|group|icon|appearance|(?:when|unless)-(?!format$).*|"
    r"lightbox|startFrom|shortcodes"
)
LABELS = "eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau|vid|apx|dia"

INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->")
ATTRIBUTES = re.compile(r"\{(?P<inside>\s*(?:[#.=][^{}]*|[\w-]+=[^{}]*))\}")
BARE_DIV = re.compile(r"\s*:{3,}\s*(?P<name>[A-Za-z][\w-]*)\s*:*\s*")
CLASS = re.compile(r"(?:^|\s)\.(?P<name>[\w-]+)")
IDENTIFIER = re.compile(rf"(?:^|\s)#(?P<name>(?:{LABELS})-[\w-]+)")
ATTRIBUTE = re.compile(r"(?:^|\s)(?P<key>[\w-]+)=(?P<value>\"[^\"]*\"|'[^']*'|\S+)")
RAW = re.compile(r"^=(?P<name>\w+)")
REFERENCE = re.compile(rf"(?<![\w`\\])@(?P<name>(?:{LABELS})-[\w-]+)", re.I)


def refused(notebook: Notebook) -> Iterator[Problem]:
    """One problem for each construct of ``notebook`` that would be lost."""
    labels: dict[str, Line] = {}
    for part in notebook.parts:
        if isinstance(part, Cell):
            yield from _options(part)
            label = part.options.get("label")
            if isinstance(label, str) and labels.setdefault(label, part.fence) is not part.fence:
                yield part.option_lines["label"].problem(
                    f"The label `{label}` is given twice.", "Rename one of them."
                )
        else:
            yield from _prose(part)


def _options(cell: Cell) -> Iterator[Problem]:
    """What is wrong with a cell's options."""
    for key, value in cell.options.items():
        line = cell.option_lines[key]
        if key not in OPTIONS:
            yield line.problem(
                f"The cell option `{key}` is not known here.", f"Known are {', '.join(OPTIONS)}."
            )
        elif not OPTIONS[key](value):
            yield line.problem(f"The cell option `{key}` cannot be `{value}`.", REMEDY)
        elif key in CAPTIONS and not str(cell.options.get("label", "")).startswith(CAPTIONS[key]):
            yield line.problem(
                f"`{key}` stands in a cell without a label for it.", f"Add `#| label: {CAPTIONS[key]}...`."
            )


def _prose(prose: Prose) -> Iterator[Problem]:
    """What a stretch of prose holds that would be lost."""
    in_comment = False
    for i, line in enumerate(prose.lines):
        if i in prose.literal:
            yield from _fence(line)
            continue
        text, in_comment = _uncommented(line.text, in_comment)
        yield from _shortcodes(line, text)
        text = INLINE_CODE.sub("``", text)
        bare = BARE_DIV.fullmatch(text)
        if bare is not None and CLASSES.fullmatch(bare["name"]):
            yield line.problem(f"A block of the kind `{bare['name']}` is not known here.", REMEDY)
        for match in ATTRIBUTES.finditer(text):
            yield from _attributes(line, match["inside"].strip())
        for match in REFERENCE.finditer(text):
            yield line.problem(f"References such as `@{match['name']}` are not known here.", REMEDY)


def _uncommented(text: str, in_comment: bool) -> tuple[str, bool]:
    """``text`` without HTML comments, and whether one goes on into the next line."""
    if in_comment:
        _, end, text = text.partition("-->")
        if not end:
            return "", True
    text = COMMENT.sub("", text)
    before, start, _ = text.partition("<!--")
    return before, bool(start)


def _shortcodes(line: Line, text: str) -> Iterator[Problem]:
    for match in SHORTCODE.finditer(text):
        if match["name"] == "include":
            yield line.problem("An include stands within other text.", "Put it on a line of its own.")
        elif match["name"] not in SHORTCODES:
            yield line.problem(f"The shortcode `{match['name']}` is not known here.", REMEDY)


def _fence(line: Line) -> Iterator[Problem]:
    """What a shown code block would lose: its attributes stand in its first line."""
    yield from _shortcodes(line, line.text)
    if line.text.lstrip().startswith(("```", "~~~")):
        for match in ATTRIBUTES.finditer(line.text):
            yield from _attributes(line, match["inside"].strip())


def _attributes(line: Line, inside: str) -> Iterator[Problem]:
    """What the attributes ``inside`` braces ask for that would be lost."""
    raw = RAW.match(inside)
    if raw is not None and raw["name"] not in FORMATS:
        yield line.problem(
            f"Raw {raw['name']} reaches neither HTML nor PDF.", "Raw text is `=html` or `=typst`."
        )
    plain = ATTRIBUTE.sub(" ", inside)
    for match in CLASS.finditer(plain):
        if CLASSES.fullmatch(match["name"]):
            yield line.problem(f"The class `{match['name']}` is not known here.", REMEDY)
    for match in IDENTIFIER.finditer(plain):
        yield line.problem(f"Labels such as `{match['name']}` are not known here.", REMEDY)
    for match in ATTRIBUTE.finditer(inside):
        value = match["value"].strip("\"'")
        if KEYS.fullmatch(match["key"]):
            yield line.problem(f"The attribute `{match['key']}` is not known here.", REMEDY)
        elif match["key"].endswith("-format") and value not in FORMATS:
            yield line.problem(f"There is no format `{value}` here.", "Formats are html and typst (the PDF).")
