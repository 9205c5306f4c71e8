"""What a brief of many texts takes: `.venv/bin/python tests/benchmarks/size.py [--texts 1000] [--keep DIR]`.

Renders a brief of made-up texts, of labelled ones (`--labelled --state TKM --texts 130`) or of some that
give it little to tell (`--poor no-day`), by the built-in engine and prints seconds, seconds of CPU, the most
memory that it and its helpers had at once, and the size of each file, of paper with its pages. Labelled texts
are read by the rules alone.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

import labelled_texts
import made_up
import poor
from dialogues.base.project import HOME

TAKEN = ("_quarto.yml", "pyproject.toml", "CITATION.cff", "requirements.lock")
OFTEN = 0.05  # seconds between two looks at the memory


def lay_out(root: Path) -> None:
    """Give a project at ``root``, which has seeds, the notebooks, the codebook and the theme of this one."""
    for name in TAKEN:
        shutil.copy(HOME / name, root / name)
    (root / "analysis").mkdir()
    for part in (HOME / "analysis").iterdir():
        if part.name == "dialogues":
            (root / "analysis" / part.name).symlink_to(part)
        elif part.is_dir() and part.name != "readings":
            shutil.copytree(part, root / "analysis" / part.name)
        elif part.is_file():
            shutil.copy(part, root / "analysis" / part.name)


def measured(command: list[str], root: Path) -> tuple[int, float, float, float]:
    """Status, seconds, seconds of CPU, and megabytes at the most, of a command and what it starts."""
    began, most, spent = time.monotonic(), 0, _processor()
    with subprocess.Popen(command, cwd=root) as running:
        while running.poll() is None:
            most = max(most, _resident(psutil.Process(running.pid)))
            time.sleep(OFTEN)
    return running.returncode, time.monotonic() - began, _processor() - spent, most / 1e6


def _processor() -> float:
    """Seconds of the processor that processes started from here, and theirs, have taken."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def _resident(process: psutil.Process) -> int:
    try:
        return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)])
    except psutil.Error:  # one of them has just ended
        return 0


def main() -> int:
    """Render, measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=1000)
    asked.add_argument("--labelled", action="store_true", help="labelled texts, not made-up ones")
    asked.add_argument("--state", default="TKM", help="whose labelled texts come first")
    asked.add_argument("--poor", choices=poor.CORPORA, help="texts that give a brief little to tell")
    asked.add_argument("--keep", type=Path, help="a new folder, in which the project stays")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = options.keep or Path(scratch) / "project"
        root.mkdir(parents=True)
        if options.poor:
            poor.write(root / "seeds", options.poor)
        elif options.labelled:
            labelled_texts.write(root / "seeds", options.texts, options.state)
        else:
            made_up.write(root / "seeds", options.texts)
        lay_out(root)
        command = [sys.executable, "-m", "dialogues", "render", "--engine", "builtin", "--timings"]
        status, seconds, processor, megabytes = measured(command, root)
        texts = len(list((root / "seeds").glob("*.txt")))
        print(f"{texts} texts: {seconds:.0f} s, {processor:.0f} s of CPU, {megabytes:.0f} MB")
        for path in sorted((root / "reports" / "_draft").glob("brief*")):
            pages = f", {_pages(path)} pages" if path.suffix == ".pdf" else ""
            print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB{pages}")
    return status


def _pages(path: Path) -> int:
    with pikepdf.open(path) as paper:
        return len(paper.pages)


if __name__ == "__main__":
    sys.exit(main())
