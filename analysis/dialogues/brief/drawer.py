"""Draw charts in a process of its own, while the asker imports and computes.

vl-convert holds Python's lock while it draws, and takes most of a second for its first drawing.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from dialogues.base import placing
from dialogues.base.errors import NotebookError, Problem
from dialogues.brief import theme
from dialogues.render.vega import PACKAGES, VL_VERSION

KEPT = "DIALOGUES_DRAWINGS"  # names a folder in which drawings are kept
TAG = re.compile(r"<[a-z][^>]*>")
LONG = re.compile(r"(\.\d\d)\d+")  # decimals that nobody sees
PART = re.compile(r' (?:role|aria-\w+)="[^"]*"| opacity="1"| font-family="[^"]*"')  # said of each part


class Drawer:
    """A process that draws one chart after the other, in the order asked."""

    def __init__(self) -> None:
        path = [str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dialogues.brief.drawer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Quarto interrupts the kernel's process group before it ends the kernel
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONUTF8": "1"},
        )
        self._asking = ThreadPoolExecutor(1)  # asks and reads in turn, so that neither pipe fills up
        atexit.register(self.close)

    def draw(self, specified: Mapping[str, Any]) -> Future[str]:
        """The SVG of a Vega-Lite specification, when it is drawn: one image, whose parts have no roles.

        Raises
        ------
        NotebookError
            By the future: where the specification cannot be drawn.
        """
        kept = kept_at("svg", json.dumps(specified, sort_keys=True).encode())
        if kept is None:
            return self._asking.submit(self._ask, specified)
        if kept.is_file():
            drawn: Future[str] = Future()
            drawn.set_result(kept.read_text(encoding="utf-8"))
            return drawn
        return self._asking.submit(self._keep, specified, kept)

    def close(self) -> None:
        """Let the process end."""
        self._asking.shutdown()
        self.process.communicate()

    def _keep(self, specified: Mapping[str, Any], place: Path) -> str:
        """Draw, and keep the drawing at ``place``."""
        drawn = self._ask(specified)
        placing.write(place, drawn.encode())
        return drawn

    def _ask(self, specified: Mapping[str, Any]) -> str:
        pipes = self.process.stdin, self.process.stdout
        if pipes[0] is None or pipes[1] is None:
            raise TypeError(pipes)
        try:
            pipes[0].write(json.dumps(specified).encode() + b"\n")
            pipes[0].flush()
            answer = json.loads(pipes[1].readline())
        except (OSError, ValueError) as error:
            answer = {"refused": f"the process that draws has ended ({error}); see `dialogues doctor`"}
        if "refused" in answer:
            raise NotebookError(
                Problem(
                    f"A chart cannot be drawn: {answer['refused']}.", "Correct what the chart is made of."
                )
            )
        return str(answer["drawn"])


def kept_at(suffix: str, made_of: bytes) -> Path | None:
    """Where what was made of something is kept, if a folder is named for it: a preview draws often."""
    folder = os.environ.get(KEPT)
    return Path(folder) / f"{hashlib.sha256(made_of).hexdigest()}.{suffix}" if folder else None


@cache
def drawer() -> Drawer:
    """The one process that draws, started at the first call."""
    return Drawer()


def _draw_what_is_asked() -> None:
    """Answer each specification (one a line) with its drawing, until there is nothing more to read."""
    import vl_convert

    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # an asker that was ended reads no answer: end, untold
    vl_convert.register_font_directory(str(theme.FONT_FOLDER))
    vl_convert.vegalite_to_svg({"mark": "point"}, vl_version=VL_VERSION)  # the first takes longest
    for line in sys.stdin:
        try:
            drawn = vl_convert.vegalite_to_svg(json.loads(line), vl_version=VL_VERSION)
            said_once = f'<svg font-family="{theme.FONT}"'
            short = TAG.sub(lambda tag: LONG.sub(r"\1", tag[0]), PART.sub("", drawn))
            answer = {"drawn": short.replace("<svg", said_once, 1)}
        except ValueError as error:
            told = str(error).splitlines()
            answer = {"refused": (told[1:] or told)[0].rstrip(".")}  # under a heading, above a trace
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _draw_what_is_asked()
