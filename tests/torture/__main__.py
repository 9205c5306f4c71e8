"""``make torture``: try inputs, faults, kills and mutants; print how many, and what was lost.

Each part is a process of its own (``python -m torture PART FOLDER``), two at a time; the mutants come last,
on both cores, in the time that is left.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from torture.tally import Tally, sums, table

HERE = Path(__file__).resolve().parents[1]
KILLS: dict[str, int | str] = {  # points of each; 0: all, "each": the first and the last of each kind
    "release": 4,
    "render": 6,
    "build": 16,
    "export": 8,
    "preview": 4,
    "editor": 8,
    "read": 16,
    "check": 0,
    "add": 0,
}
EVERY: dict[str, int | str] = {**dict.fromkeys(KILLS, 0), "release": "each"}  # what `every` asks for: hours
MUTANTS = 25  # of each file; `python -m torture.mutants` tries all
WHOLE = 14 * 60  # seconds for everything: the mutants are as many as there is time for
LEAST = 120  # seconds for mutants, however late it is


def inputs(_: Path) -> list[Tally]:
    """Texts, registers, codebooks and readings, made by rules."""
    from torture import inputs

    return inputs.all_of(20)


def guided(_: Path) -> list[Tally]:
    """Inputs that look for code not yet reached."""
    from torture import inputs

    return inputs.coverage_guided(15)


def faults(folder: Path) -> list[Tally]:
    """What can be wrong with the machine."""
    from torture import faults

    return [faults.torture(folder), faults.places_written(folder)]


def injection(_: Path) -> list[Tally]:
    """Texts, names and entries that attack, rendered and opened in a real browser."""
    from browser.test_injection import ATTACKS

    done = _python("-m", "pytest", "-q", "-n", "0", "-rs", str(HERE / "browser" / "test_injection.py"))
    reason = next((line for line in done.stdout.splitlines() if line.startswith("SKIPPED")), "")
    loss = () if done.returncode == 0 else (done.stdout.strip()[-400:],)
    note = reason or "in Chromium, each in six places"
    return [Tally("attacks on page and paper", 6 * len(ATTACKS), loss, note)]


PARTS: dict[str, Callable[[Path], list[Tally]]] = {
    one.__name__: one for one in (faults, injection, inputs, guided)
}


def kills(folder: Path, wanted: Iterable[str]) -> list[Tally]:
    """Commands ended at their events (``name=most``), in a process in which nothing was computed."""
    return _tallies("kills", "-m", "torture.kills", str(folder), *wanted)


def _tallies(kind: str, *arguments: str) -> list[Tally]:
    """What a process says that prints tallies as JSON."""
    done = _python(*arguments)
    if done.returncode != 0:
        return [Tally(kind, 0, (done.stderr.strip()[-400:],))]
    return [Tally.of(one) for one in json.loads(done.stdout.strip().splitlines()[-1])]


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(HERE), str(HERE.parent / "analysis")])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=HERE.parent,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


Job = tuple[str, Callable[[], list[Tally]]]


def ending(folder: Path, points: Mapping[str, int | str]) -> list[Job]:
    """Commands to be ended, each a job."""
    return [(f"kills of {name}", partial(kills, folder, [f"{name}={most}"])) for name, most in points.items()]


def _by_two(jobs: Iterable[Job]) -> list[Tally]:
    """Run jobs, two at a time."""
    with ThreadPoolExecutor(2) as two:
        done = as_completed([two.submit(_timed, name, job) for name, job in jobs])
        return [tally for each in done for tally in each.result()]


def whole(folder: Path) -> list[Tally]:
    """Try everything, telling each part as it ends."""
    begin = time.monotonic()
    parts: list[Job] = [(name, partial(_tallies, name, "-m", "torture", name, str(folder))) for name in PARTS]
    found = _by_two([*ending(folder, KILLS), *parts])
    left = max(LEAST, WHOLE - (time.monotonic() - begin))
    return found + _timed(
        "mutants", lambda: _tallies("mutants", "-m", "torture.mutants", str(MUTANTS), f"{left:.0f}")
    )


def _timed(name: str, job: Callable[[], list[Tally]]) -> list[Tally]:
    begin = time.monotonic()
    found = job()
    print(f"{table(found)}\n({name}: {time.monotonic() - begin:.0f} s)\n", flush=True)
    return found


def main() -> None:
    """Try everything, one part, or (``every``) the end of each command at each event.

    The exit status is 1 where something other than a mutant was lost.
    """
    if len(sys.argv) > 2:
        part, folder = sys.argv[1:]
        print(json.dumps([tally.as_dict() for tally in PARTS[part](Path(folder))]))
        return
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as place:
        here = Path(place)
        tallies = _by_two(ending(here, EVERY)) if sys.argv[1:] == ["every"] else whole(here)
    print(f"{table(tallies)}\n\n{sums(tallies)} {time.monotonic() - begin:.0f} s.")
    sys.exit(any(tally.lost for tally in tallies if not (tally.tried and tally.kind.startswith("mutants"))))


if __name__ == "__main__":
    main()
