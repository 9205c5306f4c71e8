"""The palette is legible and told apart, by computation."""

from __future__ import annotations

import itertools
import re

import pytest

import colour_vision
from dialogues.brief import theme

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
    assert theme.contrast(colours["edge"], colours["paper"]) >= 3
    for name in (*theme.SERIES, "series-five"):  # words are set in these too
        assert theme.contrast(colours[name], colours["paper"]) >= 4.5, name


@SCHEMES
def test_numbers_are_legible_on_the_darkest_tint(dark: bool) -> None:
    colours = theme.palette(dark=dark)
    assert theme.contrast(colours["ink"], colours["tint-four"]) >= 4.5


@SCHEMES
def test_tints_rise_in_even_steps_so_that_grey_print_tells_them_apart(dark: bool) -> None:
    tints = [theme.palette(dark=dark)[name] for name in theme.TINTS]
    for one, other in itertools.pairwise(tints):
        assert theme.contrast(one, other) >= 1.15


@pytest.mark.parametrize("vision", colour_vision.VISIONS)
@SCHEMES
def test_counterparts_are_told_apart_by_every_colour_vision(dark: bool, vision: str) -> None:
    colours = theme.palette(dark=dark)
    for one, other in itertools.combinations((*theme.SERIES, "series-five"), 2):
        assert colour_vision.distance(colours[one], colours[other], vision) >= 15, (one, other)


@pytest.mark.parametrize("vision", colour_vision.VISIONS)
@SCHEMES
def test_tints_and_states_of_rounds_are_told_apart_by_every_colour_vision(dark: bool, vision: str) -> None:
    colours = theme.palette(dark=dark)
    for one, other in itertools.pairwise(("paper", *theme.TINTS)):
        assert colour_vision.distance(colours[one], colours[other], vision) >= 8, (one, other)
    for one, other in itertools.combinations(("paper", "tint-one", "series-one"), 2):
        assert colour_vision.distance(colours[one], colours[other], vision) >= 8, (one, other)


def test_vision_is_simulated_as_published() -> None:
    assert colour_vision.distance("#000000", "#ffffff", "usual") == pytest.approx(100, abs=0.1)
    assert colour_vision.distance("#ff0000", "#ff0000", "tritanopia") == 0
    red, green = "#b04a00", "#5c7a00"  # told apart by usual vision, hardly without the middle cones
    assert (
        colour_vision.distance(red, green, "deuteranopia") < colour_vision.distance(red, green, "usual") / 3
    )


def test_both_schemes_name_the_same_colours() -> None:
    assert theme.palette().keys() == theme.palette(dark=True).keys()


def test_every_colour_of_a_chart_follows_the_scheme() -> None:
    css = (theme.folder() / "palette.css").read_text(encoding="utf-8")
    mapped = dict(re.findall(r'\[fill="(#[0-9a-f]{6})"\] \{ fill: var\(--([a-z-]+)\)', css))
    used = ("paper", "ink", "quiet", "line", "edge", *theme.SERIES, "series-five", *theme.TINTS)
    assert {theme.palette()[name]: name for name in used} == mapped


def test_the_paper_has_the_same_colours_as_the_page() -> None:
    typst = (theme.folder() / "typst-template.typ").read_text(encoding="utf-8")
    colours = theme.palette()
    for name, typst_name in (("ink", "ink"), ("quiet", "quiet"), ("line", "line-color")):
        assert f'#let {typst_name} = rgb("{colours[name]}")' in typst
