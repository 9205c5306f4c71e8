"""How a shape of people is written, and which rows of classes it then fits."""

from __future__ import annotations

import re

import polars as pl
import pytest

from dialogues.codebook.language import ShapeError
from dialogues.codebook.rows import Rows

CLASSES = ("DET", "OF", "BY", "LEAD", "SIDE")
Parts = tuple[str | None, ...]


def rows() -> Rows:
    made = Rows(CLASSES)
    made.share("PARTY", "(STATE|ORG)")
    made.share("LED", "(DET) (PARTY)+ SIDE LEAD")
    return made


def row(written: str) -> str:
    """A row as shapes match it."""
    symbols = pl.Series("symbol", written.split(), pl.String)
    return "".join(symbols.to_frame().select(rows().coded(pl.col("symbol"))).to_series())


def parts(shape: str, before: str, after: str) -> Parts | None:
    """What the groups of a shape hold around a name; nothing where it does not fit."""
    made = rows().compile(shape)
    found = [re.search(made.before, row(before)), re.search(made.after, row(after))]
    held = [part for one in found if one for part in one.groups()]
    return tuple(rows().told(part or "") for part in held) if all(found) else None


@pytest.mark.parametrize(
    ("shape", "before", "after", "held"),
    [
        ("LEAD BY PERSON", "SIDE LEAD BY", "", ()),
        ("LEAD BY PERSON", "LEAD BY DET", "", None),
        ("LEAD BY PERSON", "LEAD . BY", "", None),
        ("PERSON LEAD", "", "LEAD SIDE", ()),
        ("PERSON LEAD", "", "DET LEAD", None),
        ("LEAD PERSON LEAD", "LEAD", "LEAD", ()),
        ("LEAD PERSON LEAD", "LEAD", "SIDE", None),
        ("^ LEAD (DET)* PERSON", "LEAD DET DET", "", ()),
        ("^ LEAD (DET)+ PERSON", "LEAD", "", None),
        ("^ LEAD (DET|OF)*2 PERSON", "LEAD DET OF", "", ()),
        ("^ LEAD (DET|OF)*2 PERSON", "LEAD DET OF DET", "", None),
        ("^ LEAD (DET|OF)+2 PERSON", "LEAD", "", None),
        ("^ LEAD (LEAD OF)+2 PERSON", "LEAD LEAD OF LEAD OF", "", ()),
        ("LEAD (!DET|STOP) PERSON", "LEAD OF", "", ()),
        ("LEAD (!DET|STOP) PERSON", "LEAD DET", "", None),
        ("LEAD (!DET|STOP) PERSON", "LEAD .", "", None),
        ("LEAD (!DET|STOP) PERSON", "LEAD", "", None),
        ("^ LEAD (!PARTY)* PERSON", "LEAD OF DET", "", ()),
        ("^ LEAD (!PARTY)* PERSON", "LEAD OF ORG", "", None),
        ("^ DET (ANY)* PERSON", "DET . ? OF", "", ()),
        ("PERSON ( OF )", "", "( OF )", ()),
        ("PERSON (( OF ))", "", "", ()),
        ("PERSON STOP", "", ".", ()),
        ("PERSON STOP", "", ",", None),
        ("LED PERSON", "DET ORG ORG SIDE LEAD", "", ()),
        ("LED PERSON", "DET SIDE LEAD", "", None),
        ("LEAD {(PARTY)+} SIDE PERSON", "LEAD ORG STATE SIDE", "", ("ORG STATE", "SIDE")),
        ("PERSON OF (DET) {(PARTY)+} (SIDE|$)", "", "OF DET ORG", ("OF DET", "ORG")),
        ("PERSON {ORG} (BY)", "", "ORG", ("", "ORG")),
    ],
)
def test_a_shape_fits_what_stands_around_a_name(
    shape: str, before: str, after: str, held: Parts | None
) -> None:
    assert parts(shape, before, after) == held


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ("LAED PERSON", "an unknown class 'LAED'"),
        ("led PERSON", "an unknown class 'led'"),
        ("(LEAD PERSON", "a bracket that is not closed"),
        ("LEAD) PERSON", "a ')' without its bracket"),
        ("(LEAD||BY) PERSON", "an empty branch"),
        ("(!LEAD BY|DET) PERSON", "a '(!' with more than one word in a branch"),
        ("(!LEAD|) PERSON", "a '(!' with more than one word in a branch"),
        ("{LEAD} {BY} PERSON", "a '{' that is not the only one"),
        ("{LEAD BY PERSON", "a brace that is not closed"),
    ],
)
def test_what_is_no_shape_is_told(shape: str, problem: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        rows().compile(shape)
    assert str(refusal.value) == problem


def test_more_classes_than_letters_have_a_sign_each() -> None:
    many = Rows([f"CLASS_{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(200)])
    assert len(set(many.signs.values())) == len(many.signs)
