"""The brief as rendered: the same numbers in both formats, one file, no network, tagged paper."""

from __future__ import annotations

import html
import re
from collections import Counter

import pikepdf
import polars as pl
import pytest

from conftest import RenderedBrief
from dialogues.brief import claims

LIMIT = 2_500_000


@pytest.fixture(scope="module")
def page(rendered_brief: RenderedBrief) -> str:
    return rendered_brief.page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ledger(rendered_brief: RenderedBrief) -> pl.DataFrame:
    return claims.read(rendered_brief.folder / "data")


def seen(markup: str) -> str:
    """The words of the brief's own part of the page, without controls, charts and data."""
    body = markup[markup.index('<main id="content">') : markup.index('id="sec-method-brief"')]
    body = re.sub(r"<(script|style|details|svg)\b.*?</\1>", " ", body, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def test_the_page_is_one_small_file(rendered_brief: RenderedBrief) -> None:
    assert rendered_brief.page.stat().st_size < LIMIT


def test_the_page_allows_no_script_but_its_own_and_no_network(page: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in policy
    assert re.search(r"script-src ('sha256-[^']+' ?)+;", policy)
    assert not re.search(r"\son[a-z]+=", re.sub(r"<script.*?</script>", "", page, flags=re.S))


def test_every_claim_of_the_page_is_in_the_ledger_and_can_be_opened(page: str, ledger: pl.DataFrame) -> None:
    shown = set(re.findall(r'<a class="claim"[^>]* data-open="open-([a-z0-9-]+)"', page))
    assert shown == set(ledger["claim_id"])
    for claim in shown:
        assert f'id="open-{claim}"' in page
        assert f'id="claim-{claim}"' in page
        assert page.count(f'id="at-{claim}"') == 1, claim  # the annex leads back there


def test_every_claim_stands_on_something(ledger: pl.DataFrame) -> None:
    grounded = ledger.group_by("claim_id").agg(
        pl.col("document_id").is_not_null().any(), pl.col("table").first()
    )
    elsewhere = grounded.filter(~pl.col("document_id"))["table"].unique().to_list()
    assert set(elsewhere) <= {"known_events", "codes"}


def test_quotes_of_the_ledger_are_verbatim(rendered_brief: RenderedBrief, ledger: pl.DataFrame) -> None:
    texts = pl.read_parquet(rendered_brief.folder / "data/documents.parquet").select(
        "document_id", said="text"
    )
    spans = ledger.drop_nulls("start").join(texts, on="document_id")
    words = pl.col("said").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    assert spans.filter(words != pl.col("quote")).is_empty()


def test_the_page_begins_with_what_was_found_and_says_how_many_texts(page: str, ledger: pl.DataFrame) -> None:
    body = page[page.index('<main id="content">') :]
    assert body.index("<li>") < body.index('class="hint"') < body.index('id="sec-meetings"')
    lead = re.search(r'<div class="hint">(.*?)</div>', page, re.S)
    assert lead is not None
    assert ledger.filter(pl.col("claim_id") == "texts-total")["value"][0] == "5"
    assert "published text" in lead[1]


def test_there_are_at_most_six_key_messages(page: str) -> None:
    listed = re.search(r"<ol[^>]*>(.*?)</ol>", page[page.index('class="key-messages"') :], re.S)
    assert listed is not None
    assert 1 <= listed[1].count("<li") <= 6


def test_page_and_paper_hold_the_same_numbers(rendered_brief: RenderedBrief, page: str) -> None:
    on_page = Counter(re.findall(r"\d+", seen(page)))
    on_paper = Counter(re.findall(r"\d+", paper_text(rendered_brief)))
    missing = on_page.keys() - on_paper.keys()
    assert missing == set()


def paper_text(rendered: RenderedBrief) -> str:
    """The PDF's text, by poppler."""
    import shutil
    import subprocess

    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed here; on Debian: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", rendered.paper, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_each_claim_of_the_paper_has_its_entry(rendered_brief: RenderedBrief, ledger: pl.DataFrame) -> None:
    """By its number: the claims' own names are on the page and in the package."""
    text = paper_text(rendered_brief)
    entries = text[text.index("Claims in order") :]
    for number, claim in ledger.select("number", "claim_id").unique().iter_rows():
        assert re.search(rf"\b{number} ", entries), claim
    assert "texts-total" not in text


def test_page_and_paper_say_how_claims_are_marked(rendered_brief: RenderedBrief, page: str) -> None:
    assert "Underlined words open the sentences they stand on." in page
    assert "Raised numbers lead to the sentences" in " ".join(paper_text(rendered_brief).split())


def test_a_raised_number_is_not_part_of_the_year_before_it(rendered_brief: RenderedBrief) -> None:
    """In what is copied from the paper: "June 2025 3", not "June 20253"."""
    years = re.findall(r"\b(?:19|20)\d{3,}\b", paper_text(rendered_brief))
    assert [year for year in years if len(year) > 4] == []


def test_the_paper_is_tagged_titled_and_has_bookmarks(rendered_brief: RenderedBrief) -> None:
    with pikepdf.open(rendered_brief.paper) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"]
            assert metadata["pdfuaid:part"] == "1"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert "Key messages" in titles
    assert any(title.startswith("Annex") for title in titles)


def test_every_figure_of_the_paper_has_a_description(rendered_brief: RenderedBrief) -> None:
    with pikepdf.open(rendered_brief.paper) as pdf:
        figures = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert len(figures) >= 2
        assert all(str(figure.get("/Alt", "")) for figure in figures)


def test_the_brief_is_six_pages_at_most_and_ten_with_its_annexes(rendered_brief: RenderedBrief) -> None:
    pages = paper_text(rendered_brief).rstrip("\f").split("\f")
    first_annex = next(n for n, text in enumerate(pages) if "Annex: Method" in text)
    assert 4 <= first_annex <= 6
    assert len(pages) <= 10
    assert not any(
        "Annex: Data" in text for text in pages
    )  # the data dictionary is in the package and on the page


def test_links_of_the_page_lead_somewhere(page: str) -> None:
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]*)"', re.sub(r"<script.*?</script>", "", page, flags=re.S)))
    assert targets - ids == set()
