"""Every live formula of a form agrees with Python: recalculated by LibreOffice and compared, cell by cell."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter as letter
from tests.office.conftest import Office

from govdisclosure import available_standards, check, collect, load_standard
from govdisclosure.consistency import RelationState
from govdisclosure.exact.decimals import added
from govdisclosure.forms.form_workbook import form_bytes
from govdisclosure.forms.layout import layout_of
from govdisclosure.forms.sheet_formulas import FormState
from govdisclosure.forms.tables_sheet import CHECK_ROW
from govdisclosure.messages import say
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Spot, Standard
from govdisclosure.values import Blank, Kind, Period, Severity, Value

CHECKS, COVER = "审核", "封面"
PASSED, FAILED, EXPLAIN, OPEN, INAPPLICABLE = (say(f"form.state.{one.value}").zh for one in FormState)

FORMS = 8
STANDARDS = available_standards()


def any_value(spot: Spot, chance: random.Random, blanks: float) -> Value:
    """Return any value, often 0, sometimes blank or a dash."""
    if chance.random() < blanks:
        return Blank.MISSING if chance.random() < 0.7 else Blank.NOT_APPLICABLE
    if spot.kind is Kind.YES_NO:
        return chance.random() < 0.5
    if spot.kind is Kind.TEXT:
        return "信息公开科"
    if spot.kind is not Kind.COUNT:
        return Decimal(chance.randint(0, 10**6)) / 100
    low = -9 if spot.signed else 0
    return chance.choice([0, chance.randint(low, 3), chance.randint(low, 500)])


def any_report(standard: Standard, seed: int, year: int) -> Report:
    """Return a report of any figures, whose totals are the sums of their parts; the first is blank, the second is full."""
    chance = random.Random(f"{standard.id} {seed} {year}")
    blanks = 1.1 if seed == 0 and year == 2024 else 0.0 if seed == 1 else chance.choice([0.02, 0.2, 0.7])
    cells = {
        found: Cell(value=any_value(spot, chance, blanks))
        for found, spot in standard.spots.items()
        if found not in standard.defining
    }
    if seed == 1:  # everything agrees that can be made to agree: the balance of the national forms, last year's figures
        cells = {found: Cell(value=0 if type(one.value) is int else one.value) for found, one in cells.items()}
    for _ in range(3):
        for instance in standard.relations:
            if instance.defines:
                values = [cells[one.address].value for one in instance.right if one.address in cells]
                numbers = [one for one in values if not isinstance(one, Blank | str | date)]
                if numbers:
                    cells[instance.defines] = Cell(value=added((1, one) for one in numbers))
    kept = {found: one for found, one in cells.items() if one.value is not Blank.MISSING}
    return Report(standard=standard, body=Body(id=f"b{seed}"), period=Period.year(year), cells=kept)


@pytest.fixture(scope="module", params=STANDARDS)
def recalculated(
    request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Report, Report | None, Path]]:
    """Forms of a standard, filled in, with and without last year's figures, as LibreOffice saves them."""
    standard = load_standard(request.param)
    folder = tmp_path_factory.mktemp("forms")
    made = []
    for seed in range(FORMS):
        report = any_report(standard, seed, 2024)
        previous = any_report(standard, seed, 2023) if seed % 4 else None
        path = folder / f"{request.param}-{seed}.xlsx"
        path.write_bytes(form_bytes(report, previous))
        made.append((report, previous, path))
    saved = office.saved_again([path for _, _, path in made], "xlsx", folder / "saved")
    return [(report, previous, path) for (report, previous, _), path in zip(made, saved, strict=True)]


def number(value: object) -> Decimal | None:
    return Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


class TestLiveFormulas:
    """What the sheet shows is what Python says."""

    def test_add_totals_up(self, recalculated: list[tuple[Report, Report | None, Path]]) -> None:
        for report, _, path in recalculated:
            layout = layout_of(report.standard)
            book = load_workbook(path, data_only=True)
            for found in layout.totals:
                place = layout.places[found]
                shown = book.worksheets[place.page.number + 1][f"{letter(place.column)}{place.row}"].value
                value = report[found]
                assert number(shown) == (None if isinstance(value, Blank) else value), f"{path.name} {found}"

    def test_judge_every_relation(self, recalculated: list[tuple[Report, Report | None, Path]]) -> None:
        seen = set()
        for report, previous, path in recalculated:
            sheet = load_workbook(path, data_only=True)[CHECKS]
            outcomes = check(report, previous=[previous] if previous else []).outcomes
            for row, outcome in enumerate(outcomes, start=CHECK_ROW):
                failed = FAILED if outcome.instance.relation.severity is Severity.ERROR else EXPLAIN
                wanted = {
                    RelationState.PASSED: PASSED,
                    RelationState.FAILED: failed,
                    RelationState.NOT_RUN: OPEN,
                    RelationState.INAPPLICABLE: INAPPLICABLE,
                }[outcome.state]
                place = f"{path.name} {outcome.instance.relation.key} row {row}"
                assert sheet.cell(row, 2).value == wanted, place
                assert sheet.cell(row, 10).value == outcome.instance.relation.key
                seen.add(wanted)
                if outcome.state.ran:
                    assert number(sheet.cell(row, 4).value) == outcome.left, place
                    assert number(sheet.cell(row, 5).value) == outcome.right, place
                    assert number(sheet.cell(row, 6).value) == outcome.difference, place
                assert bool(sheet.cell(row, 7).value) == (outcome.state is RelationState.FAILED), place
        assert {PASSED, OPEN} <= seen

    def test_say_beside_the_row_and_under_the_column_why(self, recalculated: list[tuple[Report, Report | None, Path]]) -> None:
        for report, previous, path in recalculated:
            layout = layout_of(report.standard)
            book = load_workbook(path, data_only=True)
            outcomes = check(report, previous=[previous] if previous else []).outcomes
            failed = [one.state is RelationState.FAILED for one in outcomes]
            for (page, row), relations in layout.rows.items():
                words = book.worksheets[page + 1].cell(row, layout.pages[page].words).value
                assert bool(words) == any(failed[one] for one in relations)
            for (page, row, column), relations in layout.columns.items():
                word = book.worksheets[page + 1].cell(row, column).value
                assert bool(word) == any(failed[one] for one in relations)

    def test_count_what_is_open(self, recalculated: list[tuple[Report, Report | None, Path]]) -> None:
        for report, previous, path in recalculated:
            layout = layout_of(report.standard)
            cover = load_workbook(path, data_only=True)[COVER]
            state = next(str(row[1]) for row in cover.iter_rows(values_only=True) if row[0] == "填报情况")
            outcomes = check(report, previous=[previous] if previous else []).outcomes
            wrong = [one for one in outcomes if one.state is RelationState.FAILED]
            errors = sum(one.instance.relation.severity is Severity.ERROR for one in wrong)
            blank = sum(report[one] is Blank.MISSING for one in layout.inputs if layout.places[one].block.table.printed)
            wanted = f"还有{blank}格未填、{errors}处不符。" if blank or errors else "全部填完，未发现不符。"
            wanted += f"另有{len(wrong) - errors}处需说明。" if len(wrong) > errors else ""
            assert state == wanted, path.name

    def test_hold_no_error(self, recalculated: list[tuple[Report, Report | None, Path]]) -> None:
        for _, _, path in recalculated:
            book = load_workbook(path, data_only=True)
            errors: list[Any] = [
                f"{path.name} {sheet.title}!{cell.coordinate} {cell.value}"
                for sheet in book.worksheets
                for row in sheet.iter_rows()
                for cell in row
                if cell.data_type == "e"
            ]
            assert errors == []


class TestAFormSavedAgain:
    """LibreOffice may save it as it likes: what was filled in is read back, and only what is wrong is said."""

    @pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
    @pytest.mark.parametrize("name", STANDARDS)
    def test_is_read_as_it_was_filled_in(self, office: Office, tmp_path: Path, name: str, suffix: str) -> None:
        standard = load_standard(name)
        report, previous = any_report(standard, 3, 2024), any_report(standard, 3, 2023)
        (tmp_path / "form.xlsx").write_bytes(form_bytes(report, previous))
        saved = office.saved_again([tmp_path / "form.xlsx"], suffix, tmp_path / "saved")
        collection = collect(saved)
        (read,) = collection.reports
        assert {key: read[key] for key in standard.spots} == {key: report[key] for key in standard.spots}
        assert (read.body.id, read.period) == (report.body.id, report.period)
        assert not [one for one in collection.issues if one.rule.startswith(("form.", "collect."))]
