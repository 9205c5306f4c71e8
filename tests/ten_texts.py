"""Ten labelled texts, added as unread, read on the reading page by keyboard and compared with their labels.

``python tests/ten_texts.py`` prints how long and how many acts each text took a scripted reader, and how many
facts of the tables and of the brief's fact sheets are as labelled before and after, with each that is not. It
ends with 1 where one is not, afterwards. No rule is touched. A script is no person: it knows the label.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from playwright.sync_api import Page, sync_playwright

import labelled_texts
from conftest import CHROMIUM
from dialogues.brief import views
from dialogues.coding import spelling
from dialogues.dataset import Dataset, tables
from dialogues.readings import load
from dialogues.readings.words import places
from dialogues.scoring import score
from first_hour import Hour, begin
from serve.reader import reader

TEN = (
    "502_agency_us_consultations", "504_state_media_note", "506_osce_round_table",
    "508_agency_osce_round_table", "616_iom_trafficking_training", "604_portal_eu_dialogue_round15",
    "606_embassy_brussels_hardwrap", "610_unhcr_statelessness_roundtable", "612_ministry_statelessness",
    "624_france_consultations_2021",
)  # fmt: skip
OTHERS = (
    "Title",
    "When",
    "Round",
    "Form and place",
    "Subject",
    "Named",
    "Who attended",
    "Topics",
    "Next meeting",
    "Counterpart",
    "Sources",
)  # the rows of a sheet that are no statements
SHEETS = """Object.fromEntries([...document.querySelectorAll('.sheet')].map(sheet => [
    sheet.previousElementSibling.id,
    {Title: sheet.previousElementSibling.textContent, ...Object.fromEntries(
        [...sheet.querySelectorAll('tr')].map(row => [...row.cells].map(one => one.textContent)))}]))"""
Sheet = Mapping[str, str]
Label = Mapping[str, Any]


def label(name: str) -> Label:
    """The label of a text, as plain values."""
    return labelled_texts.read(labelled_texts.LABELLED / "readings" / f"{name}.yaml")


def added(hour: Hour) -> None:
    """Add the texts, as an author does: the file and who published it, and nothing read."""
    for name in TEN:
        hour("add", str(labelled_texts.LABELLED / "texts" / f"{name}.txt"), "--publisher", "Another outlet")


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


def read(hour: Hour, page: Page) -> None:
    """Read the ten texts, one after the other."""
    with reading_page(hour) as address:
        page.goto(address)
        for name in TEN:
            page.goto(f"{address.split('/read')[0]}/read/{name}")
            began = time.monotonic()
            reading = reader(page)
            reading.read(label(name))
            print(f"{name}: {reading.keys.acts} acts, {time.monotonic() - began:.0f} s")


def compare(hour: Hour, page: Page) -> int:
    """Render, print what is not as labelled in tables and brief, and count it."""
    hour("render", "--engine", "builtin", "--to", "html")
    dataset = tables.read(hour.root / "reports" / "_draft" / "data")
    readings = [
        one for name in TEN if (one := load.one(labelled_texts.LABELLED / "readings" / f"{name}.yaml")[0])
    ]
    measured = score.against(dataset, readings)
    misses = score.misses(dataset, readings)
    for row in misses.to_dicts():
        print(f"  tables: {', '.join(f'{key} {value}' for key, value in row.items() if key != 'sentence')}")
    page.goto((hour.root / "reports" / "_draft" / "brief.html").as_uri())
    facts = list(of_brief(dataset, page.evaluate(SHEETS)))
    wrong = [what for what, is_right in facts if not is_right]
    for what in wrong:
        print(f"  brief: {what}")
    print(
        f"tables: {measured['correct'].sum()} of {measured['expected'].sum()} labelled values; "
        f"brief: {len(facts) - len(wrong)} of {len(facts)} facts as labelled"
    )
    return len(wrong) + misses.height


def of_brief(dataset: Dataset, sheets: Mapping[str, Sheet]) -> Iterator[tuple[str, bool]]:
    """Each fact of the fact sheets on the ten texts, and whether it is as one of the labels has it."""
    events = dict(dataset["documents"].select("document_id", "event_id").iter_rows())
    told = {name: sheets.get(f"meeting-{events[name]}".replace("+", "-")) for name in TEN}
    for event in dict.fromkeys(events[name] for name in TEN):
        names = [name for name in TEN if events[name] == event]
        sheet = told[names[0]]
        if event is None or sheet is None:
            yield f"{names}: no fact sheet", False
            continue
        labels = [label(name) for name in names]
        for what, is_right in _facts(dataset, names, labels, sheet):
            yield f"{sheet['Title']}: {what}", is_right


def _facts(
    dataset: Dataset, names: list[str], labels: list[Label], sheet: Sheet
) -> Iterator[tuple[str, bool]]:
    known = {(row["facet"], row["code"]): row for row in dataset["codes"].to_dicts()}
    events = [one["event"] for one in labels]

    def shown(row: str) -> str:
        told = " ".join(words for head, words in sheet.items() if head.startswith(row))
        return " ".join(told.split())

    def any_of(field: str, is_shown: Callable[[Any], object]) -> tuple[str, bool]:
        values = [labelled_texts.value(event.get(field)) for event in events]
        return f"{field} {values}", any(value is None or is_shown(value) for value in values)

    yield any_of("kind", lambda kind: known["kind", kind]["label"].lower() in sheet["Title"].lower())
    for field in ("start", "end"):
        yield any_of(field, lambda day: _is_day(day, shown("When")))
    yield any_of("ordinal", lambda number: re.match(rf"{number}\D", shown("Round")))
    yield any_of("place", lambda place: place in shown("Form and place"))
    yield any_of("mode", lambda mode: views.MODES[mode] in shown("Form and place"))
    topics = "Topics"
    for one in labels:
        for person in (one.get("people") or {}).get("add") or ():
            if person.get("head"):
                row = "Named, Turkmenistan" if person["side"] == "TKM" else "Named, other side"
                yield f"{row}: {person['name']}", _is_named(person["name"], shown(row))
    mentions = dataset["mentions"].filter(pl.col("document_id").is_in(names), pl.col("facet") == "topic")
    found = _quotes(shown(topics))
    by_title = "action plans" in shown(topics)  # named by their titles alone
    allowed = {_code(entry) for one in labels for entry in one["topics"]["add"]}
    for code in sorted(allowed):
        quotes = mentions.filter(pl.col("code") == code)["quote"]
        is_told = any(_overlap(one, quote) for one in found for quote in quotes)
        yield f"topic {code}", is_told or (by_title and code == "national_action_plans")
    allowed |= {code for one in labels for code in one["topics"].get("optional") or ()}
    for quote in found:
        codes = {
            code for code, words in mentions.select("code", "quote").iter_rows() if _overlap(words, quote)
        }
        yield f"topic words “{quote}” {sorted(codes)}", bool(codes & allowed)
    said = [" ".join(str(one["words"]).split()) for each in labels for one in each["statements"]["add"]]
    quoted = [quote for head, told in sheet.items() if not head.startswith(OTHERS) for quote in _quotes(told)]
    whole = dataset["statements"].filter(pl.col("document_id").is_in(names))["quote"].to_list()
    quoted = [
        next((full for full in whole if _has(full[: len(quote) + 9], quote)), quote) for quote in quoted
    ]
    for words in said:
        yield f"statement “{words}”", any(_overlap(words, quote) for quote in quoted)
    for quote in quoted:
        yield f"quoted “{quote}”", any(_overlap(words, quote) for words in said)


def _code(entry: Any) -> str:
    return str(entry["code"] if isinstance(entry, dict) else entry)


def _is_day(day: date, words: str) -> bool:
    return bool(re.search(rf"\b{day.day}\b.*{day:%B}.*{day.year}", words))


def _is_named(name: str, words: str) -> bool:
    """Whether a person is named, be it in the spelling of another text on the meeting."""
    return spelling.surname(name) in spelling.fold(words)


def _has(text: str, words: str) -> bool:
    return bool(places(text, words))


def _quotes(words: str) -> list[str]:
    return [quote.removesuffix("…").strip() for quote in re.findall("“(.*?)”(?!\\w)", words)]


def _overlap(one: str, other: str) -> bool:
    """Whether one holds the other, be it without the first three words (a label may have the speaker too)."""
    return any(_has(a, b.split(" ", n)[-1]) for a, b in ((one, other), (other, one)) if b for n in range(4))


def main() -> int:
    """Add, compare, read, compare again."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        hour = begin(Path(folder) / "project", lambda _: None)
        added(hour)
        print("By rules alone:")
        compare(hour, page)
        read(hour, page)
        print("Read:")
        wrong = compare(hour, page)
        browser.close()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
