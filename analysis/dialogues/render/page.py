"""Seal an HTML page: styles, scripts and fonts inside, nothing fetched, scripts allowed by hash only."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

from dialogues.base import opening, signs
from dialogues.base.errors import NotebookError, Problem
from dialogues.render import fonts
from dialogues.render.qmd import Line

STYLESHEET = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="(?P<path>[^"]+)"[^>]*>')
SCRIPT = re.compile(r'<script\b[^>]*\bsrc="(?P<path>[^"]+)"[^>]*>\s*</script>')
IMAGE = re.compile(r'(?P<before><img\b[^>]*?\bsrc=")(?P<path>(?![a-z]+:|//|#)[^"]+)(?P<after>")')
REMOTE = re.compile(r"(?:https?:)?//")
OURS = ("charts.js", "theme/brief.js")  # the scripts of the page: what else stands in it does not run
FETCHED_BY = ("src", "srcset", "href", "xlink:href", "data", "poster", "background")  # attributes
STYLES = ("style", "fill", "stroke", "filter", "mask", "clip-path")  # attributes that hold rules
LINKS = ("a", "area")  # whose `href` is followed, not fetched
STYLE_FETCHES = re.compile(r"@import\s*[^;]*|url\(\s*['\"]?\s*(?P<address>(?:https?:)?//[^)'\"]*)", re.I)
HARMLESS = re.compile(
    r'</?(?!style|script)[a-z][a-z0-9]*(?:\s+[a-z:-]+="[^"&<>/(@\\]*")*\s*>', re.I
)  # fetches nothing
POLICY = (
    "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types default"
)  # style attributes come from the charts and from Pandoc's tables; no style can run code


def seal(
    html: str,
    folders: Sequence[Path],
    name: str,
    webfonts: Path,
    find: Callable[[str], Line | None] = lambda _: None,
    root: Path | None = None,
) -> str:
    """``html`` made self-contained: what it links to is read from the first of ``folders`` that holds it.

    The fonts it needs are kept in ``webfonts``; nothing outside the project at ``root`` and of the folders is
    read. ``find`` gives the notebook's line that holds an address.

    Raises
    ------
    NotebookError
        Where a linked file is missing, or something would be fetched from the network.
    """
    inside = [*folders, *([] if root is None else [root])]

    def read(address: str) -> bytes:
        if REMOTE.match(address):
            raise NotebookError(_fetched(address, name, find(address)))
        for folder in folders:
            if os.path.lexists(folder / address):
                if refusal := opening.astray(folder / address, inside):
                    line = find(address)
                    at = (line.path, line.number) if line else (name, None)
                    raise NotebookError(Problem(*refusal, *at))
                return opening.content(folder / address, name)
        raise NotebookError(
            Problem(
                f"The page links to {address}, which is not there.", "Restore the file or the link.", name
            )
        )

    html = STYLESHEET.sub(lambda match: f"<style>{read(match['path']).decode()}</style>", html)
    html = IMAGE.sub(lambda match: f"{match['before']}{_image(match['path'], read)}{match['after']}", html)
    html = signs.numbered(html)
    html = html.replace("</head>", f"<style>{fonts.stylesheet(html, webfonts)}</style>\n</head>", 1)
    address = _fetches(html)
    if address is not None:
        raise NotebookError(_fetched(address, name, find(address)))
    # scripts last: what their code looks like is no markup
    hashes: set[str] = set()
    html = SCRIPT.sub(lambda match: f"<script>{_script(match['path'], read, hashes)}</script>", html)
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{_policy(hashes)}', 1)


def _policy(hashes: set[str]) -> str:
    policy = POLICY.format(hashes=" ".join(sorted(hashes)) or "'none'")
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _fetches(html: str) -> str | None:
    """The first address that the page would fetch, by an element or a style; what texts say is no address."""
    reader = _Addresses()
    reader.feed(HARMLESS.sub("", html))  # most of a page: reading it takes longer than looking for it
    reader.close()
    return next(iter(reader.found), None)


class _Addresses(HTMLParser):
    """Collects what the elements and styles of a page fetch."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of an element."""
        self._in_style = tag == "style"
        for name, value in attrs:
            if name in STYLES:
                self._look_at(value or "")
            elif name in FETCHED_BY and tag not in LINKS:
                each = (value or "").split(",") if name == "srcset" else [value or ""]
                self.found += [one.strip() for one in each if REMOTE.match(one.strip())]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of an element without content."""
        self.handle_starttag(tag, attrs)
        self._in_style = False

    def handle_data(self, data: str) -> None:
        """Look at the rules of a style sheet."""
        if self._in_style:
            self._look_at(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a style sheet."""
        self._in_style = self._in_style and tag != "style"

    def _look_at(self, style: str) -> None:
        self.found += [match["address"] or match[0] for match in STYLE_FETCHES.finditer(style)]


def _fetched(address: str, name: str, line: Line | None) -> Problem:
    return Problem(
        f"The page would fetch {address} from the network.",
        "Put the file into the project and link to that.",
        line.path if line else name,
        line.number if line else None,
    )


def _script(address: str, read: Callable[[str], bytes], hashes: set[str]) -> str:
    """The code of a script, which cannot end its element early; one of ours is added to ``hashes``."""
    code = read(address).decode().replace("</script", r"<\/script")
    if address in OURS:
        hashes.add(f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'")
    return code


def _image(address: str, read: Callable[[str], bytes]) -> str:
    """The picture at ``address`` as a data URI."""
    kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(read(address)).decode()}"
