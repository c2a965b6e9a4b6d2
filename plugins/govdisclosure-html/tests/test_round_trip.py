"""A page that was written is read back as the report that it was made from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure import Report, available_standards, library, load_standard
from govdisclosure.library import default_library
from govdisclosure.testing import RoundTripContract, sample_report
from govdisclosure.testing.pages import printed_cells, reports

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="{}"), min_size=1, max_size=30)
LIKE_A_PAGE = st.sampled_from(
    ["一、总体情况良好。", "2024年1月5日", "附件：说明", "发布日期：2024年1月5日", "数据审核", "共{{}}件"]
)


def read_back(report: Report, folder: Any, **beside: Any) -> Report:
    library.write(report, folder / "page.html", **beside)
    return library.read(folder / "page.html")


class TestProof(RoundTripContract):
    """Every standard and annex comes back whole, and what is changed on the page afterwards is named."""

    exporter = default_library().exporters["html"]
    reader = default_library().readers["html"]


class TestPage:
    """Standard, body, period, date, figures, blanks and words come back, whatever the page adds to them."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(data=st.data())
    def test_comes_back(self, data: st.DataObject, tmp_path: Any) -> None:
        made = data.draw(reports(load_standard))
        text = {one.key: data.draw(WORDS | LIKE_A_PAGE) for one in made.standard.text_sections}
        made = evolve(made, text=text, signed=data.draw(st.sampled_from([None, date(2024, 1, 15)])))
        back = read_back(made, tmp_path)
        assert back.standard.id == made.standard.id
        assert (back.body, back.period, back.signed) == (made.body, made.period, made.signed)
        assert printed_cells(back) == printed_cells(made)
        assert back.text == text
        assert back.unread == ()
        assert all(cell.origin.address for cell in back.cells.values())

    @pytest.mark.parametrize("standard", available_standards())
    def test_comes_back_with_last_year_beside(self, tmp_path: Any, standard: str) -> None:
        made = sample_report(standard)
        year = made.period.end.year
        before = evolve(made, period=made.standard.period_of(year - 1))
        made = evolve(made, period=made.standard.period_of(year))
        back = read_back(made, tmp_path, previous=[before], parts={"a": made})
        assert (back.body, back.period) == (made.body, made.period)
        assert printed_cells(back) == printed_cells(made)
