"""Put what was executed back into the prose: one Markdown text for both formats."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from dialogues.base.errors import NotebookError, Problem
from dialogues.render.execute import ANSI, Executed
from dialogues.render.qmd import INLINE, SHORTCODE, Cell, Line, Notebook, Prose
from dialogues.render.settings import VARIABLES

OF_PICTURES = ("fig-alt", "fig-align", "out-width", "layout-ncol", "layout-nrow", "layout")
PICTURES = {"image/svg+xml", "image/png"}
NOTE = re.compile(r"(^|[^\\`])\[\^([^\]\s]+)\](?!`)")  # of one file: two files may both have a note 1
# what Python says of a line of the cell, and the line itself
WARNED = re.compile(r"^\S*ipykernel_\S*\.py:(?P<line>\d+): (?P<said>.+)\n {2}.*$", re.M)
TICKS = re.compile(r"`{3,}")
EQUATION = re.compile(r"\$\$(?P<tex>(?:(?!\$\$|\n\n).)+?)\$\$[ \t]*\{(?P<said>#eq-[^{}]*)\}", re.S)
WORDS = re.compile(r"""(?:(?P<key>[\w-]+)=)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))""")
RAW = re.compile(  # what begins raw HTML, or names the format of code as raw; and code, in which nothing does
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))|<(?!https?://|mailto:)|\{=", re.S
)
NOT_THERE = {
    "meta": ("metadata", "Add it to the front matter, or correct it."),
    "var": ("a variable", "Add it to `_variables.yml`, or correct it."),
}


def weave(notebook: Notebook, executed: Executed, metadata: Mapping[str, Any]) -> str:
    """The notebook as Markdown, each cell and expression replaced by what it gave.

    Raises
    ------
    NotebookError
        Where a cell gives what only one format can show; all such cells at once.
    """
    problems: list[Problem] = []
    texts: list[str] = []
    outputs = iter(executed.outputs)
    for part in notebook.parts:
        if isinstance(part, Prose):
            rows = [_line(i, line, part, executed, metadata, problems) for i, line in enumerate(part.lines)]
            texts.extend(_with_equations(rows, part))
        else:
            texts.append(_cell(part, next(outputs), _defaults(metadata), problems))
    if problems:
        raise NotebookError(problems)
    return "\n".join(texts) + "\n"


def warnings(notebook: Notebook, executed: Executed) -> Iterator[Problem]:
    """What cells wrote to standard error, with the line of each: for the terminal, never for the brief."""
    for cell, outputs in zip(notebook.cells, executed.outputs, strict=True):
        said = "".join(
            str(output["text"])
            for output in outputs
            if output["output_type"] == "stream" and output["name"] == "stderr"
        )
        if cell.options.get("warning", True) is False:
            continue
        said = ANSI.sub("", said)
        for match in WARNED.finditer(said):
            yield cell.statement(int(match["line"])).problem(f"The cell warns: {match['said']}", "")
        if rest := " ".join(WARNED.sub("", said).split()):
            yield cell.fence.problem(f"The cell warns: {rest}", "")


def _defaults(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    execute = metadata.get("execute")
    return execute if isinstance(execute, dict) else {}


def _line(
    i: int, line: Line, prose: Prose, executed: Executed, metadata: Mapping[str, Any], problems: list[Problem]
) -> str:
    if i in prose.literal:
        return line.text

    def shortcode(match: re.Match[str]) -> str:
        name, given = match["name"], _given(match["rest"])
        if name == "pagebreak":
            return "\n\n::: {.page-break}\n:::\n\n"
        if name == "kbd":
            return f"[{next(iter(given.values()), '')}]{{.kbd}}"
        if name == "video":
            return f"[Video: {given.get('title') or given.get('0', '')}]({given.get('0', '')})"
        found: Any = metadata if name == "meta" else metadata.get(VARIABLES)
        for key in given.get("0", "").split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if found is None:
            what, remedy = NOT_THERE[name]
            problems.append(line.problem(f"`{match[0]}` names {what} that is not there.", remedy))
        return _without_raw(str(found))

    text = INLINE.sub(lambda match: executed.values[(line.path, line.number, match.start())], line.text)
    return SHORTCODE.sub(shortcode, NOTE.sub(rf"\1[^{_of_file(line.path)}\2]", text))


def _without_raw(said: str) -> str:
    """The Markdown of a setting, in which what would be raw HTML or Typst is words."""
    return RAW.sub(lambda match: match[0] if match["code"] else match[0][:-1] + "\\" + match[0][-1], said)


def _given(rest: str) -> dict[str, str]:
    """What a shortcode is given: named values by their names, others by their number."""
    found = [
        (match["key"], match["double"] or match["single"] or match["bare"] or "")
        for match in WORDS.finditer(rest)
    ]
    return {key or str(number): value for number, (key, value) in enumerate(found)}


def _with_equations(rows: list[str], part: Prose) -> list[str]:
    """The rows with each labelled formula in a span that bears its label and its words."""
    at = [0, *(i + 1 for i in sorted(part.literal)), len(rows)]
    made: list[str] = []
    for begin, end in pairwise(at):
        last = end - 1 if end - 1 in part.literal else end
        text = "\n".join(rows[begin:last])
        made += EQUATION.sub(r"[$$\g<tex>$$]{\g<said>}", text).split("\n") if begin < last else []
        made += rows[last:end]
    return made


def _of_file(path: str) -> str:
    """What keeps the notes of one file apart from those of another."""
    return re.sub(r"\W", "-", path) + "-"


def _cell(
    cell: Cell, outputs: tuple[dict[str, Any], ...], defaults: Mapping[str, Any], problems: list[Problem]
) -> str:
    options = {**defaults, **cell.options}
    if options.get("include", True) is False:
        return ""
    blocks: list[str] = []
    if options.get("echo", True) and cell.source.strip():
        blocks.extend(_code(cell, options))
    if options.get("output", True) is not False:
        for output in outputs:
            blocks.extend(_output(output, options, cell, problems))
    text = "\n\n".join(_floated(blocks, cell) if blocks else blocks)
    return "\n" + "\n".join(cell.indent + row if row else row for row in text.split("\n")) + "\n"


def _code(cell: Cell, options: Mapping[str, Any]) -> Iterator[str]:
    """The code of a cell, as a listing where it has a label, folded on the page where that is asked for."""
    label, caption, fold = options.get("lst-label"), options.get("lst-cap"), options.get("code-fold", False)
    listing = f' #{label} lst-cap="{_quoted(str(caption))}"' if label and caption else ""
    code = _fenced(cell.source, f"{{.python .cell-code{listing}}}")
    if fold is False:
        yield code
        return
    summary = html.escape(str(options.get("code-summary", "Code")))
    is_open = " open" if fold == "show" else ""
    opens = f'<details class="code-fold"{is_open}><summary>{summary}</summary>'
    yield from (_page_alone(opens), code, _page_alone("</details>"))


def _page_alone(markup: str) -> str:
    return f"```{{=html}}\n{markup}\n```"


def _floated(blocks: list[str], cell: Cell) -> list[str]:
    """The blocks in a cross-reference target, where the cell is labelled as one."""
    label = str(cell.options.get("label", ""))
    kind = label.split("-")[0]
    caption = cell.options.get(f"{kind}-cap") if kind in ("fig", "tbl") else None
    said = {key: cell.options[key] for key in OF_PICTURES if key in cell.options}
    attribute = "".join(f' {key}="{_quoted(str(value))}"' for key, value in said.items())
    if caption is not None:
        return [f"::::: {{#{label}{attribute}}}", *blocks, str(caption).strip(), ":::::"]
    if attribute:
        return [f"::::: {{{attribute.strip()}}}", *blocks, ":::::"]
    return blocks


def _output(
    output: Mapping[str, Any], options: Mapping[str, Any], cell: Cell, problems: list[Problem]
) -> Iterator[str]:
    """One output of a cell as Markdown."""
    kind = output["output_type"]
    if kind == "stream":
        if output["name"] == "stderr":  # for the terminal: see `warnings`
            return
        raw = output["name"] == "stdout" and options.get("output") == "asis"
        text = ANSI.sub("", str(output["text"])).rstrip("\n")
        yield text if raw else _fenced(text, "{.cell-output}")
    elif kind == "error":
        yield _fenced(f"{output['ename']}: {ANSI.sub('', str(output['evalue']))}", "{.cell-output}")
    else:
        yield from _data(output["data"], cell, problems)


def _data(data: Mapping[str, Any], cell: Cell, problems: list[Problem]) -> Iterator[str]:
    """A displayed object: its Markdown, its picture, or its text."""
    if "text/markdown" in data:
        yield str(data["text/markdown"]).strip("\n")
    elif data.keys() & PICTURES and not cell.options.get("fig-alt"):
        problems.append(
            cell.fence.problem(
                "The cell shows a picture without alternative text.", "Add `#| fig-alt:` with what it shows."
            )
        )
    elif "image/svg+xml" in data:
        yield _image(str(data["image/svg+xml"]).encode(), "image/svg+xml")
    elif "image/png" in data:
        yield f"![](data:image/png;base64,{''.join(str(data['image/png']).split())})"
    elif set(data) - {"text/plain"}:
        kinds = ", ".join(sorted(set(data) - {"text/plain"}))
        problems.append(
            cell.fence.problem(
                f"The cell gives {kinds}, which not both formats can show.",
                "Show a frame by `b.table(frame, caption=…)`, a chart by `b.chart(chart, alt=…)`, or give "
                "text, SVG, or an object with `_repr_markdown_`; or end the line with `;`.",
            )
        )
    else:
        yield _fenced(str(data.get("text/plain", "")), "{.cell-output}")


def _image(data: bytes, kind: str) -> str:
    return f"![](data:{kind};base64,{base64.b64encode(data).decode()})"


def _fenced(text: str, attributes: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in TICKS.findall(text)), default=0))
    return f"{fence} {attributes}\n{text}\n{fence}"


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
