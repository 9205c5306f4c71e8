"""``make torture``: try inputs, faults, kills and mutants; print how many, and what was lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from torture import faults, inputs, mutants
from torture.tally import Tally, table

HERE = Path(__file__).resolve().parents[1]
KILLS = ("add=0", "build=24", "render=8", "release=5")
MUTANTS = 15  # of each file; `python -m torture.mutants` tries all


def kinds(folder: Path) -> list[Callable[[], list[Tally]]]:
    """What is tried, in order; together under a quarter of an hour on two cores."""
    return [
        lambda: inputs.all_of(20),
        lambda: inputs.coverage_guided(20),
        injection,
        lambda: [faults.torture(folder), faults.places_written(folder)],
        lambda: kills(folder, KILLS),
        lambda: mutants.torture(MUTANTS),
    ]


def kills(folder: Path, wanted: tuple[str, ...]) -> list[Tally]:
    """Commands ended at their events, in a process in which nothing was computed."""
    done = _python("-m", "torture.kills", str(folder), *wanted)
    if done.returncode != 0:
        return [Tally("kills", 0, (done.stderr.strip()[-400:],))]
    return [
        Tally(one["kind"], one["tried"], tuple(one["lost"]), one["note"])
        for one in json.loads(done.stdout.strip().splitlines()[-1])
    ]


def injection() -> list[Tally]:
    """Texts, names and entries that attack, rendered and opened in a real browser."""
    from browser.test_injection import ATTACKS

    done = _python("-m", "pytest", "-q", "-n", "0", "-rs", str(HERE / "browser" / "test_injection.py"))
    reason = next((line for line in done.stdout.splitlines() if line.startswith("SKIPPED")), "")
    loss = () if done.returncode == 0 else (done.stdout.strip()[-400:],)
    return [
        Tally(
            "attacks on page and paper", 6 * len(ATTACKS), loss, reason or "in Chromium, each in six places"
        )
    ]


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


def main() -> None:
    """Try everything; the exit status is 1 where something other than a mutant was lost."""
    begin, tallies = time.monotonic(), list[Tally]()
    with tempfile.TemporaryDirectory(prefix="torture-") as place:
        for kind in kinds(Path(place)):
            found = kind()
            print(table(found), flush=True)
            tallies += found
    print(f"\n{table(tallies)}\n{time.monotonic() - begin:.0f} s")
    sys.exit(any(tally.lost for tally in tallies if not tally.kind.startswith("mutants")))


if __name__ == "__main__":
    main()
