"""An author's own tables, charts and numbers."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
import pytest

import corpora
from dialogues.base.errors import ClaimError
from dialogues.brief import own
from dialogues.brief.claims import Ledger
from small import dataset

FRAME = pl.DataFrame({"year": ["2020", "2024"], "meetings_held": [1, None], "share": [0.5, 1.0]})


def chart() -> Any:
    return alt.Chart(FRAME).mark_bar().encode(x="year:O", y="meetings_held:Q")


def test_any_frame_is_a_table_with_a_caption_and_a_label() -> None:
    said = str(own.table(FRAME, "Meetings by year."))
    head, _, first, second = said.strip().splitlines()[:4]
    assert head == "| Year | Meetings held | Share |"
    assert (first, second) == ("| 2020 | 1 | 0.50 |", "| 2024 | – | 1.00 |")
    assert said.rstrip().endswith(": Meetings by year {#tbl-meetings-by-year}")
    assert "{#tbl-mine}" in str(own.table(FRAME, "Meetings", "mine"))


def test_signs_of_markdown_in_a_cell_are_signs() -> None:
    assert r"\*a\*" in str(own.table(pl.DataFrame({"x": ["*a*"]}), "C"))


def test_any_chart_is_a_figure_with_its_words_its_data_and_its_file() -> None:
    figure = own.chart(chart(), "One bar a year. The second is missing.", "", "", None, None)
    assert (figure.name, figure.title) == ("one-bar-a-year", "One bar a year")
    said = figure._repr_markdown_()
    assert "| 2020 | 1 | 0.50 |" in said
    assert 'download="one-bar-a-year.csv"' in said
    assert "The second is missing." in said
    assert figure.pictures.narrow.specification["width"] == own.NARROW


def test_a_chart_without_words_or_without_data_is_refused_with_a_remedy() -> None:
    with pytest.raises(ClaimError, match="The chart has no `alt`"):
        own.chart(chart(), " ", "", "", None, None)
    with pytest.raises(ClaimError, match=r"b\.chart\(chart, alt=…, data=frame\)"):
        own.chart(alt.Chart("https://example.org/a.csv").mark_bar(), "A bar.", "", "", None, None)


def test_a_number_of_ones_own_is_a_claim_on_the_rows_it_counts() -> None:
    ledger = Ledger(dataset(corpora.ONE, corpora.TWIN, corpora.LATER))
    by_video = ledger.dataset["events"].filter(mode="video").select("event_id", "mode")
    said = str(own.claim_of(ledger, "meetings-by-video", by_video, "meeting", None, None))
    assert "one meeting" in said
    (claim,) = ledger.claims.values()
    assert (claim.claim_id, claim.finding.table, claim.keys) == ("meetings-by-video", "events", ["first"])


def test_rows_of_no_table_are_refused() -> None:
    ledger = Ledger(dataset(corpora.ONE))
    with pytest.raises(ClaimError, match="has no table's key"):
        own.claim_of(ledger, "x", pl.DataFrame({"n": [1]}), None, None, None)
