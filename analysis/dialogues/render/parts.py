"""What a render needs that is made of locked packages alone: the chart script, the cut faces.

``python -m dialogues.render.parts`` makes it while the packages are installed and keeps it in their
environment, from where a first render takes it. Without that, the first render makes it itself.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from dialogues.render import Prepared, fonts, vega

KEPT = Path(sys.prefix, "share", "dialogues")


def make(kept: Path = KEPT) -> None:
    """Make the parts in the folder ``kept``."""
    places = Prepared(kept)
    kept.mkdir(parents=True, exist_ok=True)
    vega.make(kept / vega.NAME)
    fonts.stylesheet("", places.webfonts)


def lay_out(build: Path, kept: Path = KEPT) -> None:
    """Copy into ``build`` what ``kept`` holds and it lacks; what was made of other versions serves nobody."""
    for part in kept.rglob("*"):
        target = build / part.relative_to(kept)
        if part.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_suffix(f".{os.getpid()}")
            shutil.copyfile(part, beside)
            beside.replace(target)


if __name__ == "__main__":
    make()
