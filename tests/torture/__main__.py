"""``make torture``: try inputs, faults, kills and mutants; print how many, and what was lost.

Each part is a process of its own (``python -m torture PART FOLDER SECONDS``), two at a time; the mutants come
last, on both cores. Kills, faults and mutants are as many as there is time for, and the table says how many.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
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
WHOLE = 14 * 60  # seconds for everything
MUTATING = 6 * 60  # seconds of them for mutants
TWO = 2  # cores, and so jobs at a time


def inputs(_: Path, __: float) -> list[Tally]:
    """Texts, registers, codebooks and readings, made by rules."""
    from torture import inputs

    return inputs.all_of(20)


def guided(_: Path, __: float) -> list[Tally]:
    """Inputs that look for code not yet reached."""
    from torture import inputs

    return inputs.coverage_guided(15)


def faults(folder: Path, seconds: float) -> list[Tally]:
    """What can be wrong with the machine."""
    from torture import faults

    return [faults.places_written(folder), faults.torture(folder, seconds)]


def injection(_: Path, __: float) -> list[Tally]:
    """Texts, names and entries that attack, rendered and opened in a real browser."""
    from browser.test_injection import ATTACKS

    done = _python("-m", "pytest", "-q", "-n", "0", "-rs", str(HERE / "browser" / "test_injection.py"))
    reason = next((line for line in done.stdout.splitlines() if line.startswith("SKIPPED")), "")
    loss = () if done.returncode == 0 else (done.stdout.strip()[-400:],)
    note = reason or "in Chromium, each in six places"
    return [Tally("attacks on page and paper", 6 * len(ATTACKS), loss, note)]


EXAMPLES = 50  # of each property; `make test` tries 20


def properties(_: Path, __: float) -> list[Tally]:
    """What holds for any text, reading or report, on more examples."""
    done = _python("-m", "pytest", "-q", "-n", "0", "-m", "hypothesis", "tests", EXAMPLES=str(EXAMPLES))
    loss = () if done.returncode == 0 else (done.stdout.strip()[-400:],)
    tried = sum(line.count(".") for line in done.stdout.splitlines() if line.endswith("%]"))
    return [Tally("properties", tried, loss, f"{EXAMPLES} examples each")]


PARTS: dict[str, Callable[[Path, float], list[Tally]]] = {
    one.__name__: one for one in (injection, inputs, guided, properties, faults)
}


def kills(folder: Path, wanted: Iterable[str], seconds: float = 0) -> list[Tally]:
    """Commands ended at their events (``name=most``), in a process in which nothing was computed."""
    return _tallies("kills", "-m", "torture.kills", str(folder), f"{seconds:.0f}", *wanted)


def _tallies(kind: str, *arguments: str) -> list[Tally]:
    """What a process says that prints tallies as JSON."""
    done = _python(*arguments)
    if done.returncode != 0:
        return [Tally(kind, 0, (done.stderr.strip()[-400:],))]
    return [Tally.of(one) for one in json.loads(done.stdout.strip().splitlines()[-1])]


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(HERE), str(HERE.parent / "analysis")])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=HERE.parent,
        env=os.environ | {"PYTHONPATH": path} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


Job = tuple[str, Callable[[float], list[Tally]]]  # given its seconds; nought: as many as it takes


def ending(folder: Path, points: Mapping[str, int | str]) -> list[Job]:
    """Commands to be ended, each a job."""
    return [(f"kills of {name}", partial(kills, folder, [f"{name}={most}"])) for name, most in points.items()]


def _by_two(jobs: Sequence[Job], until: float = 0) -> list[Tally]:
    """Run jobs, two at a time, each within its share of the time that is left ``until`` then."""
    left, counting = len(jobs), threading.Lock()

    def run(name: str, job: Callable[[float], list[Tally]]) -> list[Tally]:
        nonlocal left
        with counting:
            share = max(1, TWO * (until - time.monotonic()) / left) if until else 0
            left -= 1
        return _timed(name, partial(job, share))

    with ThreadPoolExecutor(TWO) as two:
        done = as_completed([two.submit(run, *job) for job in jobs])
        return [tally for each in done for tally in each.result()]


def _part(name: str, folder: Path, seconds: float) -> list[Tally]:
    return _tallies(name, "-m", "torture", name, str(folder), f"{seconds:.0f}")


def whole(folder: Path) -> list[Tally]:
    """Try everything, telling each part as it ends."""
    begin = time.monotonic()
    parts: list[Job] = [(name, partial(_part, name, folder)) for name in PARTS]
    found = _by_two([*parts, *ending(folder, KILLS)], begin + WHOLE - MUTATING)
    left = max(MUTATING / 2, WHOLE - (time.monotonic() - begin))
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
        part, folder, seconds = sys.argv[1:]
        print(json.dumps([tally.as_dict() for tally in PARTS[part](Path(folder), float(seconds))]))
        return
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as place:
        here = Path(place)
        tallies = _by_two(ending(here, EVERY)) if sys.argv[1:] == ["every"] else whole(here)
    print(f"{table(tallies)}\n\n{sums(tallies)} {time.monotonic() - begin:.0f} s.")
    sys.exit(any(tally.lost for tally in tallies if not (tally.tried and tally.kind.startswith("mutants"))))


if __name__ == "__main__":
    main()
