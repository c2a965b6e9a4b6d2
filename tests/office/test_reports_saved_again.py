"""Reports that LibreOffice opened and saved again are read back as what they were: nothing is lost on an office's desk."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import Phase, given, settings
from tests.office.conftest import Office

from govdisclosure import Report, load_standard, read, write
from govdisclosure.testing import sample_reports
from govdisclosure.testing.pages import printed_cells, reports

JOURNEYS = [("docx", "docx"), ("xlsx", "xlsx"), ("xlsx", "ods")]


@pytest.fixture(scope="module", params=JOURNEYS, ids=lambda one: " as ".join(one))
def journey(request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Every sample report, written in one format, saved again in another, and read, by its name."""
    written, saved = request.param
    folder = tmp_path_factory.mktemp("again")
    files = []
    for name, report in samples().items():
        write(report, folder / f"{name}.{written}")
        files.append(folder / f"{name}.{written}")
    return {one.stem: read(one) for one in office.saved_again(files, saved, folder / "saved")}


@cache
def samples() -> dict[str, Report]:
    """Samples of every standard and annex, and reports with any figures at all."""
    seeded = {f"any-{number}": report for number, report in enumerate(any_reports(12))}
    return {one.standard.id: one for one in sample_reports()} | seeded


def any_reports(count: int) -> list[Report]:
    found: list[Report] = []

    @settings(max_examples=count, derandomize=True, database=None, phases=[Phase.generate], deadline=None)
    @given(reports(load_standard))
    def gather(report: Report) -> None:
        found.append(report)

    gather()
    return found


@pytest.mark.parametrize("name", samples())
class TestReport:
    """Standard, body, period, date, figures, blanks and words are those that were written."""

    def test_is_the_same_after_the_office_saved_it(self, journey: dict[str, Report], name: str) -> None:
        made, back = samples()[name], journey[name]
        assert back.standard.id == made.standard.id
        assert (back.body.name, back.period, back.signed) == (made.body.name, made.period, made.signed)
        assert printed_cells(back) == printed_cells(made)
        assert back.text == made.text
