"""What a text leaves open, or says in two ways, is empty and a doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from texts import dataset


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        (
            "On 03/12/2024 the human rights dialogue of Norway and Oman was held.",
            "start_date",
            "2024-12-03|2024-03-12",
        ),
        (
            "The 5th human rights dialogue, the sixth in a row, of Norway and Oman was held on 3 June 2024.",
            "ordinal",
            "5|6",
        ),
        ("A human rights dialogue was held on 3 June 2024.", "counterpart", None),
        ("The human rights dialogue of Norway and Oman was held.", "start_date", None),
    ],
)
def test_a_field_that_a_text_does_not_settle_is_empty_and_a_doubt(
    tmp_path: Path, text: str, field: str, values: str | None
) -> None:
    made = dataset(tmp_path, {"a": text + "\n"})
    doubts = dict(made["doubts"].select("field", "values").iter_rows())
    assert doubts[field] == values
    assert field not in made["facts"]["field"].to_list()


def test_figures_that_the_day_of_publication_explains_are_no_doubt(tmp_path: Path) -> None:
    text = "Published: 5 December 2024\n\nOn 03/12/2024 the human rights dialogue with Oman was held.\n"
    made = dataset(tmp_path, {"a": text})
    assert made["doubts"].filter(field="start_date").is_empty()
    assert made["events"]["start_date"].cast(str).to_list() == ["2024-12-03"]
