"""What a notebook may use: a construct that the built-in engine would lose is refused, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dialogues.base.errors import Problem
from dialogues.render.qmd import SHORTCODE, Cell, Line, Notebook, Prose

REMEDY = "Say it with what the built-in engine knows (analysis/dialogues/render/README.md), or leave it out."

SWITCH = (True, False)
ALIGNMENTS = ("default", "left", "center", "right")
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
    "tags": lambda value: isinstance(value, list),
    "fig-align": lambda value: value in ALIGNMENTS,
    "out-width": lambda value: isinstance(value, str),
    "layout-ncol": lambda value: isinstance(value, int),
    "layout-nrow": lambda value: isinstance(value, int),
    "layout": lambda value: isinstance(value, str | list),
    "code-fold": lambda value: value in (*SWITCH, "show"),
    "code-summary": lambda value: isinstance(value, str),
    "lst-label": lambda value: isinstance(value, str) and value.startswith("lst-"),
    "lst-cap": lambda value: isinstance(value, str),
}
CAPTIONS = {"fig-cap": "fig-", "tbl-cap": "tbl-"}
SHORTCODES = ("pagebreak", "meta", "var", "kbd", "video")  # `include` is gone by now
FORMATS = ("html", "typst")
SHOWN_IN = (*FORMATS, "pdf")  # of conditional content
CLASSES = re.compile(
    r"callout-(?!(?:note|tip|important|warning|caution)$).*|panel-(?!tabset$).*|column-.*|aside|"
    r"margin-.*|content-(?!(?:visible|hidden)$).*|landscape|lightbox|incremental|nonincremental|fragment|"
    r"code-annotations?|grid|g-col-.*|r-.*"
)
KEYS = re.compile(
    r"layout-(?!ncol$|nrow$).*|fig-(?!alt$|align$).*|tbl-.*|lst-(?!cap$).*|code-.*|group|(?:when|unless)-(?!format$).*|"
    r"lightbox|startFrom|shortcodes"
)
LABELS = "sol|rem|alg|nte|tip|wrn|imp|cau|vid|apx|dia"

INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->")
ATTRIBUTES = re.compile(r"\{(?P<inside>\s*(?:[#.=][^{}]*|[\w-]+=[^{}]*))\}")
BARE_DIV = re.compile(r"\s*:{3,}\s*(?P<name>[A-Za-z][\w-]*)\s*:*\s*")
CLASS = re.compile(r"(?:^|\s)\.(?P<name>[\w-]+)")
IDENTIFIER = re.compile(rf"(?:^|\s)#(?P<name>(?:{LABELS})-[\w-]+)")
ATTRIBUTE = re.compile(r"(?:^|\s)(?P<key>[\w-]+)=(?P<value>\"[^\"]*\"|'[^']*'|\S+)")
RAW = re.compile(r"^=(?P<name>\w+)")
INLINE_CELL = re.compile(r"(?<!`)`\{(?!python\})(?P<language>[A-Za-z]\w*)\}[ \t]+[^`]+`")
DIV = re.compile(r"\s*:{3,}\s*(?P<inside>.*?)\s*:*\s*")
FORMAT = re.compile(r"(?P<key>when|unless)-format=[\"']?(?P<value>\w+)")
MATH = re.compile(r"\$\$[^$]*\$\$|(?<![\\$\w])\$(?=[^\s$])[^$]*?(?<=\S)\$(?!\d)")
TEX = re.compile(r"(?<!\\)(?:\\\\)*(?P<command>\\[A-Za-z]+)")
TAG = re.compile(r"<(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?(?:/?>|$)")
KNOWN_TAGS = ("div", "span", "br", "sup", "sub", "kbd")  # both formats have their own of these
NOTE = re.compile(r"(?P<at_start>^ {0,3})?\[\^(?P<name>[^\]\s]+)\](?P<colon>:)?")
REFERENCE = re.compile(rf"(?<![\w`\\])@(?P<name>(?:{LABELS})-[\w-]+)", re.I)


@dataclass(slots=True)
class _Read:
    """What a stretch of prose leaves to the next: the blocks it is in, the notes it has seen."""

    reach_pdf: list[bool] = field(default_factory=list)  # of each open block, the outermost first
    marks: dict[tuple[str, str], Line] = field(default_factory=dict)  # by file and name
    notes: dict[tuple[str, str], Line] = field(default_factory=dict)


def refused(notebook: Notebook) -> Iterator[Problem]:
    """One problem for each construct of ``notebook`` that would be lost."""
    labels: dict[str, Line] = {}
    so_far = _Read()
    for line in notebook.other_cells:
        kind = line.text.strip().lstrip("`~").strip()
        yield line.problem(
            f"A cell of the kind `{kind}` is not known here.",
            "Cells are `{python}`, options go on `#|` lines.",
        )
    for part in notebook.parts:
        if isinstance(part, Cell):
            yield from _options(part)
            label = part.options.get("label")
            if isinstance(label, str) and labels.setdefault(label, part.fence) is not part.fence:
                yield part.option_lines["label"].problem(
                    f"The label `{label}` is given twice.", "Rename one of them."
                )
        else:
            yield from _prose(part, so_far)
    for (path, name), line in so_far.marks.items():
        if (path, name) not in so_far.notes:
            yield line.problem(f"There is no note `[^{name}]`.", f"Write it: `[^{name}]: ...`.")
    for (path, name), line in so_far.notes.items():
        if (path, name) not in so_far.marks:
            yield line.problem(f"Nothing refers to the note `[^{name}]`.", "Refer to it, or leave it out.")


def shared_notes(notebook: Notebook) -> Iterator[Problem]:
    """A problem for each note whose name stands in another file of the notebook: Quarto would mix them."""
    so_far = _Read()
    for part in notebook.parts:
        if not isinstance(part, Cell):
            for i, line in enumerate(part.lines):
                if i not in part.literal:
                    _follow(line, INLINE_CODE.sub("``", line.text), so_far)
    first: dict[str, Line] = {}
    for (_, name), line in so_far.notes.items():
        if first.setdefault(name, line) is not line:
            yield line.problem(
                f"The note `[^{name}]` stands in {first[name].path} too, and Quarto would show one for both.",
                "Give it another name.",
            )


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


def _prose(prose: Prose, so_far: _Read) -> Iterator[Problem]:
    """What a stretch of prose holds that would be lost."""
    in_comment = in_math = False
    for i, line in enumerate(prose.lines):
        if i in prose.literal:
            yield from _fence(line)
            continue
        text, in_comment = _without(line.text, COMMENT, "<!--", "-->", goes_on=in_comment)
        yield from _shortcodes(line, text)
        for match in INLINE_CELL.finditer(text):
            yield line.problem(
                f"Inline code of the kind `{{{match['language']}}}` is not known here.",
                "Inline code is `{python} ...`.",
            )
        text = INLINE_CODE.sub("``", text)
        bare = BARE_DIV.fullmatch(text)
        if bare is not None and CLASSES.fullmatch(bare["name"]):
            yield line.problem(f"A block of the kind `{bare['name']}` is not known here.", REMEDY)
        for match in ATTRIBUTES.finditer(text):
            yield from _attributes(line, match["inside"].strip())
        for match in REFERENCE.finditer(text):
            yield line.problem(f"References such as `@{match['name']}` are not known here.", REMEDY)
        _follow(line, text, so_far)
        text, in_math = _without(text, MATH, "$$", "$$", goes_on=in_math)
        yield from _raw(line, ATTRIBUTES.sub("", text), reaches_pdf=all(so_far.reach_pdf))


def _follow(line: Line, text: str, so_far: _Read) -> None:
    """Take note of the blocks that begin and end here, of notes, and of marks that refer to them."""
    div = DIV.fullmatch(text)
    if div is not None and div["inside"]:
        so_far.reach_pdf.append(_reaches_pdf(div["inside"]))
    elif div is not None and so_far.reach_pdf:
        so_far.reach_pdf.pop()
    for match in NOTE.finditer(text):
        is_note = match["at_start"] is not None and match["colon"]
        (so_far.notes if is_note else so_far.marks).setdefault((line.path, match["name"]), line)


def _reaches_pdf(inside: str) -> bool:
    """Whether the PDF shows a block with these attributes."""
    is_visible = ".content-visible" in inside
    if not is_visible and ".content-hidden" not in inside:
        return True
    asked = (
        (match["value"] in ("typst", "pdf")) == (match["key"] == "when") for match in FORMAT.finditer(inside)
    )
    return all(asked) == is_visible


def _without(text: str, whole: re.Pattern[str], begins: str, ends: str, *, goes_on: bool) -> tuple[str, bool]:
    """``text`` without what ``begins`` and ``ends`` so, and whether one of it goes on into the next line."""
    if goes_on:
        _, end, text = text.partition(ends)
        if not end:
            return "", True
    before, start, _ = whole.sub("", text).partition(begins)
    return before, bool(start)


def _raw(line: Line, text: str, *, reaches_pdf: bool) -> Iterator[Problem]:
    """The first of TeX's commands, which nothing takes up, and the first tag, which the PDF would lose."""
    tex = TEX.search(text)
    if tex is not None:
        yield line.problem(
            f"TeX such as `{tex['command']}` reaches neither HTML nor PDF.",
            "Write it in Markdown; a backslash itself is written twice.",
        )
    tag = next((match for match in TAG.finditer(text) if match["name"].lower() not in KNOWN_TAGS), None)
    if tag is not None and reaches_pdf:
        yield line.problem(
            f"The tag `<{tag['name']}>` would be lost in the PDF.",
            "Write it in Markdown, or in a block for the page alone: "
            '`::: {.content-visible when-format="html"}`.',
        )


def _shortcodes(line: Line, text: str) -> Iterator[Problem]:
    for match in SHORTCODE.finditer(text):
        if match["name"] == "include":
            yield line.problem("An include stands within other text.", "Put it on a line of its own.")
        elif match["name"] not in SHORTCODES:
            yield line.problem(f"The shortcode `{match['name']}` is not known here.", REMEDY)
    if "{{<" in SHORTCODE.sub("", text):
        yield line.problem("A shortcode does not end in its line.", "Write it on one line.")


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
        elif match["key"].endswith("-format") and value not in SHOWN_IN:
            yield line.problem(f"There is no format `{value}` here.", "Formats are html and pdf (or typst).")
