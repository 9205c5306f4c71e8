"""What the tables say of themselves, and the values that readers of the data find in them."""

from __future__ import annotations

import polars as pl
import pytest

from dialogues.dataset import schemas


@pytest.mark.parametrize("name", [*schemas.TABLES])
def test_every_column_is_described_in_a_sentence_and_typed_where_there_are_no_rows(name: str) -> None:
    table = schemas.TABLES[name]
    columns = table.to_schema().columns
    assert [column for column, shape in columns.items() if not str(shape.description).endswith(".")] == []
    none = schemas.empty(table)
    assert (none.height, none.columns) == (0, [*columns])
    assert none.schema == {column: shape.dtype.type for column, shape in columns.items()}


def test_values_that_are_no_code_are_those_of_the_data_dictionary() -> None:
    """Renaming one changes what users of the data must look for."""
    assert (schemas.JOINT, schemas.HELD, schemas.BY_SPEAKERS) == ("joint", "held", "spoke")
    assert schemas.COVERAGE == ("text_held", "known_without_text")
    assert schemas.OUTSIDE_YEARS.format(2020, 2025) == "The event lies outside the corpus years 2020 to 2025."
    assert schemas.OTHER_LANGUAGE.format("French") == "The text is in French; the rules read English."


def test_a_plan_is_named_by_its_family_and_what_is_known_of_its_period() -> None:
    plans = pl.DataFrame(
        {
            "plan": ["a", "a", "a", "a"],
            "period_start": [2021, 2021, None, None],
            "period_end": [2025, None, 2025, None],
        }
    )
    assert plans.select(schemas.named_plan())["plan"].to_list() == ["a 2021-2025", "a 2021-", "a -2025", "a"]
