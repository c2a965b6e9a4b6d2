"""Definitions in plain words (口径说明): what a row or column counts, as an official reads it."""

from __future__ import annotations

import pytest

from govdisclosure.explanation import column_in_words, row_in_words
from govdisclosure.standards import Standard
from govdisclosure.testing.small_standards import one_table

ROWS = """
    { key = "head", label = "Head", heading = true },
    { key = "closed", label = "Closed", where = "closed in period", count = "outcome == 'granted'" },
    { key = "every", label = "Every", count = "id is not None" },
    { key = "sum", label = "Sum", total = ["closed", "every"] },
    { key = "typed", label = "Typed", entered = "count" },
"""
COLUMNS = """
    { key = "fax", label = "Fax", where = "channel == 'fax'" },
    { key = "any", label = "Any", where = "received is not None" },
    { key = "all", label = "All", total = ["fax", "any"] },
"""


@pytest.fixture(scope="module")
def standard() -> Standard:
    return one_table(ROWS, columns=COLUMNS)


class TestRows:
    """Say of which records, where records are what they count."""

    def test_say_their_condition_and_of_which_records(self, standard: Standard) -> None:
        words = row_in_words(standard.rows["closed"], standard)
        assert words.en == "request: day closed is within the period, and outcome is 'disclosed'"
        assert words.zh.startswith("政府信息公开申请")

    def test_that_are_totals_say_of_which_rows_by_their_labels(self, standard: Standard) -> None:
        assert row_in_words(standard.rows["sum"], standard).en == "total of Closed, Every"

    def test_that_are_headings_say_nothing(self, standard: Standard) -> None:
        assert row_in_words(standard.rows["head"], standard).en == ""


class TestColumns:
    """Say their condition, or what they are made of."""

    def test_say_their_condition(self, standard: Standard) -> None:
        (table,) = standard.tables
        columns = {one.key: column_in_words(one, {each.key: each.label for each in table.columns}).en for one in table.columns}
        assert columns == {
            "fax": "channel is 'fax'",
            "any": "day of receipt is given",
            "all": "total of Fax, Any",
        }
