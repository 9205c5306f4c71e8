"""Seal an HTML page: styles, scripts and fonts inside, nothing fetched, scripts allowed by hash only."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from dialogues.base.errors import NotebookError, Problem
from dialogues.render import fonts
from dialogues.render.qmd import Line

STYLESHEET = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="(?P<path>[^"]+)"[^>]*>')
SCRIPT = re.compile(r'<script\b[^>]*\bsrc="(?P<path>[^"]+)"[^>]*>\s*</script>')
IMAGE = re.compile(r'(?P<before><img\b[^>]*?\bsrc=")(?P<path>(?![a-z]+:|//|#)[^"]+)(?P<after>")')
INLINE_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
DATA_SCRIPT = re.compile(r'type="application/(?:ld\+)?json"')
REMOTE = re.compile(r"(?:https?:)?//")
FETCHES = re.compile(
    r'<(?:img|script|link|iframe|object|embed|source|video|audio|use|image)\b[^>]*?\b(?:src|href|srcset|data)="'
    r'(?P<address>(?:https?:)?//[^"]*)"'
    r"|@import\s|url\(\s*['\"]?(?P<style>(?:https?:)?//[^)]*)\)"
)
POLICY = (
    "default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)  # style attributes come from the charts and from Pandoc's tables; no style can run code


def seal(
    html: str,
    folders: Sequence[Path],
    name: str,
    webfonts: Path,
    find: Callable[[str], Line | None] = lambda _: None,
) -> str:
    """``html`` made self-contained: what it links to is read from the first of ``folders`` that holds it.

    The fonts it needs are kept in ``webfonts``. ``find`` gives the notebook's line that holds an address.

    Raises
    ------
    NotebookError
        Where a linked file is missing, or something would be fetched from the network.
    """

    def read(address: str) -> bytes:
        if REMOTE.match(address):
            raise NotebookError(_fetched(address, name, find(address)))
        for folder in folders:
            if (folder / address).is_file():
                return (folder / address).read_bytes()
        raise NotebookError(
            Problem(
                f"The page links to {address}, which is not there.", "Restore the file or the link.", name
            )
        )

    html = STYLESHEET.sub(lambda match: f"<style>{read(match['path']).decode()}</style>", html)
    html = IMAGE.sub(lambda match: f"{match['before']}{_image(match['path'], read)}{match['after']}", html)
    html = html.replace("</head>", f"<style>{fonts.stylesheet(html, webfonts)}</style>\n</head>", 1)
    fetched = FETCHES.search(html)
    if fetched is not None:
        address = fetched["address"] or fetched["style"] or fetched[0]
        raise NotebookError(_fetched(address, name, find(address)))
    # scripts last: what their code looks like is no markup
    html = SCRIPT.sub(lambda match: f"<script>{_script(match['path'], read)}</script>", html)
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{_policy(html)}', 1)


def _policy(html: str) -> str:
    hashes = sorted(
        {
            f"'sha256-{base64.b64encode(hashlib.sha256(match['code'].encode()).digest()).decode()}'"
            for match in INLINE_SCRIPT.finditer(html)
            if not DATA_SCRIPT.search(match["attributes"])
        }
    )
    policy = POLICY.format(hashes=" ".join(hashes) or "'none'")
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _fetched(address: str, name: str, line: Line | None) -> Problem:
    return Problem(
        f"The page would fetch {address} from the network.",
        "Put the file into the project and link to that.",
        line.path if line else name,
        line.number if line else None,
    )


def _script(address: str, read: Callable[[str], bytes]) -> str:
    """The code of a script, which cannot end its element early."""
    return read(address).decode().replace("</script", r"<\/script")


def _image(address: str, read: Callable[[str], bytes]) -> str:
    """The picture at ``address`` as a data URI."""
    kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(read(address)).decode()}"
