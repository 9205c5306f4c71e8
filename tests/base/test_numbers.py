"""Numbers as people count."""

from __future__ import annotations

import pytest

from dialogues.base import numbers


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_rounds_have_their_ending(n: int, said: str) -> None:
    assert numbers.ordinal(n) == said


@pytest.mark.parametrize("text", ["1_0", "+3", "-3", "٣", "²", "3.0", " 3", "", "1" * 5000])
def test_what_python_takes_for_a_number_and_people_do_not_write_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        numbers.whole(text)


@pytest.mark.parametrize("text", ["20250619", "2025-W25-4", "2025-6-19", "2025-02-30", "٢٠٢٥-٠٦-١٩"])
def test_a_day_has_one_form(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        numbers.day(text)


def test_whole_numbers_and_days_are_read() -> None:
    assert (numbers.whole("017"), numbers.day("2025-06-19").isoformat()) == (17, "2025-06-19")
