"""What the PDF carries for readers who do not see it, and for libraries."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
import pypdf
import pytest

from dialogues.base.project import HOME, Project
from dialogues.releasing import edition
from render.conftest import Brief

PICTURES = ['A box with "words" in it', "A circle"]


@pytest.fixture
def pdf(brief: Brief) -> Iterator[pikepdf.Pdf]:
    """The rendered PDF, open."""
    with pikepdf.open(brief.pdf) as opened:
        yield opened


def structure(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """All structure elements under ``element``, depth first."""
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from structure(kid)


def test_pdf_says_it_is_tagged_accessible_and_archivable(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    with pdf.open_metadata() as xmp:
        assert xmp["pdfuaid:part"] == "1"
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "A")


def test_pdf_has_title_language_author_keywords_and_the_editions_date(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    published = edition.current(Project(HOME)).published
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "All constructs & “quotes”"
        assert xmp["dc:creator"] == ["One Person, Another Body"]
        assert "human-rights dialogue" in xmp["pdf:Keywords"]
        assert xmp["xmp:CreateDate"].startswith(published.isoformat())


def test_pdf_has_bookmarks_for_its_sections(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["1 Section one", "2 Section two", "Not numbered", "3 Made by code", "References"]


def test_pictures_have_their_alternative_text_and_tables_their_header(pdf: pikepdf.Pdf) -> None:
    elements = list(structure(pdf.Root.StructTreeRoot))
    figures = [str(element.Alt) for element in elements if element.S == "/Figure"]
    assert figures == PICTURES
    kinds = [str(element.S) for element in elements]
    assert kinds.count("/Table") == 2
    assert {"/TH", "/Caption", "/Note", "/TOC", "/H1", "/H2", "/Link"} <= set(kinds)


def test_references_lead_to_their_place(pdf: pikepdf.Pdf) -> None:
    links = [note for pg in pdf.pages for note in pg.get("/Annots", []) if note.Subtype == "/Link"]
    assert sum("/Dest" in link or "/GoTo" in str(link.get("/A", "")) for link in links) >= 8


def test_fonts_are_embedded_and_of_one_family(pdf: pikepdf.Pdf) -> None:
    names = {
        str(font.BaseFont).split("+")[-1]
        for pg in pdf.pages
        for font in pg.Resources.get("/Font", pikepdf.Dictionary()).values()
    }
    assert {name.split("-")[0] for name in names} <= {"SourceSansPro", "DejaVuSansMono"}
    assert "SourceSansPro-Regular" in {name.removesuffix("-Identity") for name in names} | names


def test_quotation_marks_stay_as_the_text_has_them(brief: Brief) -> None:
    with brief.pdf.open("rb") as file:
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert 'Kept: "as" it\'s. Made: “fine” it’s.' in " ".join(text.split())
