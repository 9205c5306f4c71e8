"""The script that draws the charts live: Vega, Vega-Lite and Vega-Embed in one file of the page.

It comes from the locked package ``vl-convert-python``, is made once for its version, and in a process
of its own: making it takes two seconds in which Python can do nothing else.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from dialogues.base import packages, placing
from dialogues.base.errors import NotebookError, Problem

NAME = "charts.js"
VL_VERSION = "6.4"
SNIPPET = "window.vegaEmbed = vegaEmbed;"

PACKAGES = Path(__file__).resolve().parents[2]  # the package also runs uninstalled

_running: dict[Path, subprocess.Popen[bytes]] = {}


def begin(build: Path) -> None:
    """Start making the script in the folder ``build``, unless it is there."""
    if not _is_made(build) and build not in _running:
        _running[build] = subprocess.Popen(
            [sys.executable, "-m", "dialogues.render.vega", str(build / NAME)],
            env={**os.environ, "PYTHONPATH": str(PACKAGES)},
        )


def finish(build: Path) -> None:
    """Wait until the script is there.

    Raises
    ------
    NotebookError
        Where it cannot be made.
    """
    begin(build)
    process = _running.pop(build, None)
    if process is not None and process.wait() != 0:
        raise NotebookError(
            Problem(
                "The script that makes the charts live cannot be made.",
                packages.REMEDY,
            )
        )


def make(path: Path) -> None:
    """Make the script and write it to ``path``."""
    import vl_convert

    script = vl_convert.javascript_bundle(SNIPPET, vl_version=VL_VERSION).replace("</script", r"<\/script")
    content = f"{script}\n".encode()
    placing.write(path, _stamp(content) + content)


def _is_made(build: Path) -> bool:
    path = build / NAME
    if not path.is_file():
        return False
    first, _, content = path.read_bytes().partition(b"\n")
    return first + b"\n" == _stamp(content)


def _stamp(content: bytes) -> bytes:
    """The first line of the script: what it was made by, and what was made."""
    made = hashlib.sha256(content).hexdigest()
    return f"// vl-convert-python {version('vl-convert-python')}, Vega-Lite {VL_VERSION}, {made}\n".encode()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
