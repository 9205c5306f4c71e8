"""How the paper breaks its pages: short tables stay whole, long ones leave no row alone, parts need room."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
import typst

from dialogues.brief import theme


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> typst.Compiler:
    """A Typst compiler that has only its own fonts: where pages break is told by lengths set here."""
    root: Path = tmp_path_factory.mktemp("paper")
    return typst.Compiler(root=str(root), font_paths=typst.Fonts(include_system_fonts=False))


def pages(compiler: typst.Compiler, body: str) -> list[str]:
    """The text of each page of ``body`` in the brief's template."""
    template = (theme.folder() / "typst-template.typ").read_text(encoding="utf-8")
    source = f'{template}\n#show: article.with(title: "Paper")\n{body}'
    made = compiler.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]


def table(rows: int) -> str:
    """A table of one column with its head."""
    cells = ", ".join(f"[row {n}.]" for n in range(1, rows + 1))
    return f"#table(columns: 1, table.header[Head], {cells})"


def test_a_short_table_stays_on_one_page(compiler: typst.Compiler) -> None:
    first, second = pages(compiler, f"#v(215mm)\n{table(12)}")
    assert "row" not in first
    assert all(f"row {n}." in second for n in range(1, 13))


def test_a_long_table_does_not_leave_its_first_row_alone(compiler: typst.Compiler) -> None:
    first, second, *_ = pages(compiler, f"#v(230mm)\n{table(70)}")
    assert "row" not in first
    assert "row 1." in second
    first, second, *_ = pages(compiler, f"#v(170mm)\n{table(70)}")
    assert "row 3." in first  # with room it begins where it stands
    assert "row 70." not in first


@pytest.mark.parametrize(("used", "page"), [(100, 0), (190, 1)])
def test_an_annex_begins_a_page_only_where_little_is_left(
    compiler: typst.Compiler, used: int, page: int
) -> None:
    told = pages(compiler, f"Before.\n#v({used}mm)\n#fresh-page()\n= Annex")
    assert [n for n, text in enumerate(told) if "Annex" in text] == [page]


@pytest.mark.parametrize(("high", "page"), [(60, 0), (150, 1)])
def test_a_chart_that_finds_no_room_lets_the_text_go_on(
    compiler: typst.Compiler, high: int, page: int
) -> None:
    chart = (
        f'#figure([#rect(height: {high}mm)], caption: [Said], kind: "quarto-float-fig", supplement: "Chart")'
    )
    told = pages(compiler, f"Before.\n#v(110mm)\n{chart}\nThe text goes on.\n#v(50mm)\nAnd on.")
    assert [n for n, text in enumerate(told) if "Said" in text] == [page]
    assert "The text goes on." in told[0]


def test_a_chart_that_fits_stays_in_its_place_when_others_before_it_have_moved(
    compiler: typst.Compiler,
) -> None:
    """While the others stand where they are told, the last finds no room; it must not stay above the text."""
    kind = 'kind: "quarto-float-fig", supplement: "Chart"'
    first, second, third = (
        f"#figure([#rect(height: {high}mm)], caption: [{said}], {kind}) <{said}>"
        for said, high in (("first", 110), ("second", 200), ("third", 120))
    )
    body = ("#v(70mm)", table(40), first, "#v(190mm)", second, "Before.", third, "After.")
    _, page, *_ = pages(compiler, "\n".join(body))
    assert re.findall("first|Before|third|After", page) == ["first", "Before", "third", "After"]


@pytest.mark.parametrize("used", [0, 220])
def test_parts_that_belong_together_stand_on_one_page(compiler: typst.Compiler, used: int) -> None:
    told = pages(compiler, f"Before.\n#v({used}mm)\n#whole[\n= Limits\n#v(30mm)\n= Colophon\n]")
    assert [n for n, text in enumerate(told) if "Limits" in text or "Colophon" in text] == [used // 220]
