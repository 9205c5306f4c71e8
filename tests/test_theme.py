"""The palette is legible and told apart, by computation."""

from __future__ import annotations

import itertools
import re

import pytest

from dialogues.writing import theme

SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@SCHEMES
def test_text_is_legible_on_every_ground(dark: bool) -> None:
    colours = theme.palette(dark=dark)
    grounds = ("paper", "wash")
    pairs = [
        *itertools.product(("ink", "quiet", "link"), grounds),
        ("ink", "mark"),
        ("paper", "series-one"),
        ("paper", "ink"),
    ]
    pairs += itertools.product(("ink",), theme.TINTS[:3])
    for text, ground in pairs:
        assert theme.contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


@SCHEMES
def test_marks_stand_out_from_the_paper(dark: bool) -> None:
    colours = theme.palette(dark=dark)
    for name in (*theme.SERIES, "edge"):
        assert theme.contrast(colours[name], colours["paper"]) >= 3, name


@SCHEMES
def test_numbers_are_legible_on_the_darkest_tint(dark: bool) -> None:
    colours = theme.palette(dark=dark)
    assert theme.contrast(colours["ink"], colours["tint-four"]) >= 4.5


@SCHEMES
def test_tints_rise_in_even_steps_so_that_grey_print_tells_them_apart(dark: bool) -> None:
    tints = [theme.palette(dark=dark)[name] for name in theme.TINTS]
    for one, other in itertools.pairwise(tints):
        assert theme.contrast(one, other) >= 1.15


def test_both_schemes_name_the_same_colours() -> None:
    assert theme.palette().keys() == theme.palette(dark=True).keys()


def test_every_colour_of_a_chart_follows_the_scheme() -> None:
    css = (theme.folder() / "palette.css").read_text(encoding="utf-8")
    mapped = dict(re.findall(r'\[fill="(#[0-9a-f]{6})"\] \{ fill: var\(--([a-z-]+)\)', css))
    used = ("paper", "ink", "quiet", "line", "edge", *theme.SERIES, *theme.TINTS)
    assert {theme.palette()[name]: name for name in used} == mapped


def test_the_paper_has_the_same_colours_as_the_page() -> None:
    typst = (theme.folder() / "typst-template.typ").read_text(encoding="utf-8")
    colours = theme.palette()
    for name, typst_name in (("ink", "ink"), ("quiet", "quiet"), ("line", "line-color")):
        assert f'#let {typst_name} = rgb("{colours[name]}")' in typst
