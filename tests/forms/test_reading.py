"""A filled form is read back however it was renamed, rearranged, saved again or copied; what is odd is said at its cell."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from tests.forms.conftest import LAST, STANDARD, VALUES

from govdisclosure import Blank, Body, Period, available_standards, collect, load_standard
from govdisclosure.errors import UnreadableError
from govdisclosure.formats.spreadsheet import open_workbook
from govdisclosure.formats.workbook import SizeLimits
from govdisclosure.forms import FilledForm, read_form
from govdisclosure.forms.form_workbook import blank_report, form_bytes
from govdisclosure.forms.layout import layout_of
from govdisclosure.report import Cell, Report
from govdisclosure.testing.filled_forms import Template, as_ods
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Value

REQUESTS = "三、收到和处理政府信息公开申请情况"


@pytest.fixture(scope="module")
def filled(template: Template) -> bytes:
    return template.filled("civil", VALUES, signed=date(2025, 1, 15), revision=2)


def read(data: bytes, name: str = "form.xlsx", **facts: object) -> FilledForm:
    return read_form(name, data, find_standard=load_standard, **facts)  # type: ignore[arg-type]


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """Return a form changed by another program, which keeps no result of a formula."""
    book = load_workbook(io.BytesIO(data))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return an archive with other bytes in its parts."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(out, "w") as made:
        for name in archive.namelist():
            made.writestr(name, archive.read(name).replace(old, new))
    return out.getvalue()


def unpacked(data: bytes) -> bytes:
    """Return an archive whose parts are not compressed, so that damage reaches what is in them."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def values_of(form: FilledForm) -> dict[str, Value]:
    return {address: form.report[address] for address in form.report.standard.spots}


def rules(form: FilledForm) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.rule, one.where) for one in form.report.notes]


class TestAFilledForm:
    """It gives back what was filled in, from where, and by whom."""

    def test_says_whose_it_is(self, filled: bytes) -> None:
        form = read(filled)
        assert form.report.body == Body(id="civil", name="civil")
        assert (form.report.period, form.report.revision) == (Period.year(2024), 2)
        assert form.report.signed == date(2025, 1, 15)
        assert form.report.standard is STANDARD

    def test_has_every_figure_with_its_address(self, filled: bytes) -> None:
        form = read(filled)
        assert values_of(form) == VALUES
        assert form.report.notes == ()
        assert form.where("requests.received/natural_person") == f"form.xlsx {REQUESTS}!D9"
        assert form.report.cells["requests.received/natural_person"].origin.address == f"form.xlsx {REQUESTS}!D9"

    def test_shows_last_years_figures(self, filled: bytes) -> None:
        previous = read(filled).previous
        assert previous is not None
        assert previous.period == Period.year(2023)
        assert {address: previous[address] for address in LAST} == LAST

    @pytest.mark.parametrize("name", available_standards())
    def test_of_any_standard_is_what_was_written(self, name: str) -> None:
        standard = load_standard(name)
        chance = random.Random(name)
        samples: dict[str, list[Value]] = {
            "count": [0, 7, Blank.NOT_APPLICABLE], "amount": [Decimal("12.5"), Decimal(0)], "share": [Decimal("3.1")],
            "yes/no": [True, False], "text": ["办公室"], "number": [Decimal("25.5")], "date": [date(2024, 2, 29)],
        }  # fmt: skip
        cells = {
            address: Cell(value=chance.choice(samples[spot.kind.value]))
            for address, spot in standard.spots.items()
            if address not in standard.defining
        }
        words = {one.key: "第一段。\n第二段。" for one in standard.text_sections}
        body = Body(id="b", name="某局")
        made = Report(standard=standard, body=body, period=standard.period_of(2024), cells=cells, text=words)
        form = read(form_bytes(made))
        assert {address: form.report[address] for address in cells} == {one: cell.value for one, cell in cells.items()}
        assert (form.report.body, form.report.period, dict(form.report.text)) == (body, made.period, words)
        assert form.report.notes == ()

    @settings(max_examples=20)
    @given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 10**12)))
    def test_of_any_figures_is_what_was_written(self, figures: dict[str, int]) -> None:
        standard = one_table(entered("a", "b", "c"))
        cells = {key: Cell(value=value) for key, value in figures.items()}
        made = Report(standard=standard, body=Body(id="b"), period=Period.quarter(2024, 3), cells=cells)
        form = read(form_bytes(made), standard=standard)
        assert {key: cell.value for key, cell in form.report.cells.items()} == figures
        assert form.report.period == made.period

    def test_is_made_the_same_twice(self) -> None:
        made = blank_report(STANDARD, Body(id="b"), Period.year(2024), report(STANDARD, LAST, 2023))
        assert form_bytes(made, report(STANDARD, LAST, 2023)) == form_bytes(made, report(STANDARD, LAST, 2023))


class TestOfAnotherLayout:
    """A form that was made when its standard laid out tables otherwise: its keys say where each figure is."""

    def test_with_one_row_a_line_and_each_table_by_itself(self) -> None:
        plain = evolve(
            STANDARD,
            tables=tuple(evolve(table, stub=1) for table in STANDARD.tables),
            sections=tuple(evolve(section, joined=False) for section in STANDARD.sections),
        )
        cells = {one: Cell(value=value) for one, value in VALUES.items()}
        made = form_bytes(Report(standard=plain, body=Body(id="civil"), period=Period.year(2024), cells=cells))
        form = read(made)
        assert {one: form.report[one] for one in layout_of(STANDARD).inputs} == {
            one: VALUES[one] for one in layout_of(STANDARD).inputs
        }
        assert form.report.notes == ()


class TestRearranged:
    """Hidden keys lead to the cells, wherever they went."""

    def test_by_another_program_that_stores_no_results(self, filled: bytes) -> None:
        form = read(edited(filled, lambda book: None))
        assert values_of(form) == VALUES
        assert form.report.notes == ()

    def test_with_sheets_renamed_and_in_another_order(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            book[REQUESTS].title = "申请"
            book.move_sheet("申请", -2)

        form = read(edited(filled, edit), "改名.xlsx")
        assert values_of(form) == VALUES
        assert form.where("requests.received/natural_person") == "改名.xlsx 申请!D9"
        assert form.report.notes == ()

    def test_with_rows_inserted(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            book[REQUESTS].insert_rows(12, 2)  # openpyxl moves cells and leaves formulas as they are
            book[REQUESTS]["A12"] = "我局补充"
            book[REQUESTS]["D12"] = 5

        form = read(edited(filled, edit))
        parts = {one: value for one, value in VALUES.items() if one not in STANDARD.defining}
        assert {one: form.report[one] for one in parts} == parts
        assert form.where("requests.carried_out/natural_person") == f"form.xlsx {REQUESTS}!D35"
        assert rules(form) == [("form.stray", (f"form.xlsx {REQUESTS}!D12",))]
        assert [(one.where, one.text) for one in form.report.unread] == [(f"form.xlsx {REQUESTS}!D12", "5")]

    def test_with_rows_deleted_leaves_them_blank(self, filled: bytes) -> None:
        form = read(edited(filled, lambda book: book[REQUESTS].delete_rows(11)))
        assert form.report["requests.results.granted/natural_person"] is Blank.MISSING
        assert form.report["requests.carried_out/natural_person"] == VALUES["requests.carried_out/natural_person"]

    def test_with_a_column_inserted(self, filled: bytes) -> None:
        form = read(edited(filled, lambda book: book["二、主动公开政府信息情况"].insert_cols(2)))
        assert values_of(form) == VALUES
        assert form.where("documents.rules/made") == "form.xlsx 二、主动公开政府信息情况!C8"

    def test_with_a_row_that_stands_twice_says_so_where_the_figures_differ(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            sheet = book["二、主动公开政府信息情况"]
            _put_row_in(sheet, 9)
            sheet["B10"] = 77

        form = read(edited(filled, edit))
        assert form.report["documents.normative/made"] == VALUES["documents.normative/made"]
        assert rules(form) == [("form.twice", ("form.xlsx 二、主动公开政府信息情况!B10",))]

    def test_as_ods_has_its_figures_and_totals_that_agree(self, filled: bytes) -> None:
        form = read(as_ods(filled), "form.ods")
        assert values_of(form) == VALUES
        assert form.report.notes == ()
        assert "requests.received/total" in form.computed

    def test_with_a_row_copied_whose_first_was_left_blank_takes_the_second(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            sheet = book["二、主动公开政府信息情况"]
            _put_row_in(sheet, 9)
            sheet["B9"] = None

        form = read(edited(filled, edit))
        assert form.where("documents.normative/made") == "form.xlsx 二、主动公开政府信息情况!B10"
        assert values_of(form) == VALUES


def _put_row_in(sheet: Worksheet, row: int) -> None:
    """Copy a row of the form below itself; openpyxl would leave merged cells where they were."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(row + 1)
    for column in range(1, 10):
        sheet.cell(row + 1, column).value = sheet.cell(row, column).value


class TestCopiedIntoANewBook:
    """The hidden part is lost; what the cover says and how rows are called is not."""

    def test_sheet_by_sheet_takes_the_identity_from_the_cover(self, filled: bytes) -> None:
        form = read(edited(filled, lambda book: book.remove(book["govdisclosure"])))
        assert values_of(form) == VALUES
        assert (form.report.body, form.report.period) == (Body(id="civil", name="civil"), Period.year(2024))
        assert rules(form) == [("form.identity_lost", ("form.xlsx",))]

    def test_cell_by_cell_finds_the_figures_by_their_labels(self, template: Template, filled: bytes) -> None:
        old = load_workbook(io.BytesIO(filled), data_only=True)
        new = Workbook()
        new.remove(new.worksheets[0])
        layout = layout_of(STANDARD)
        for number, sheet in enumerate(old.worksheets[:-2]):
            copy = new.create_sheet(f"Sheet{number + 1}")
            page = layout.pages[number - 1] if 1 <= number <= len(layout.pages) else None
            hidden = {block.keys for block in page.blocks} if page else set()
            for row in sheet.iter_rows(max_col=page.words if page else 1 + 2 * (number == 0)):
                for cell in row:
                    if cell.row not in hidden and cell.value is not None:
                        copy.cell(cell.row, cell.column).value = cell.value
        out = io.BytesIO()
        new.save(out)
        form = read(out.getvalue())
        assert values_of(form) == VALUES
        assert {rule for rule, _ in rules(form)} == {"form.identity_lost", "form.by_labels"}

    def test_as_it_shows_keeps_last_years_figures(self, filled: bytes) -> None:
        old, new = load_workbook(io.BytesIO(filled), data_only=True), Workbook()
        new.remove(new.worksheets[0])
        for sheet in old.worksheets:
            if sheet.sheet_state != "visible":
                continue
            copy = new.create_sheet(sheet.title)
            hidden = {
                at for one in sheet.column_dimensions.values() if one.hidden for at in range(one.min or 0, (one.max or 0) + 1)
            }
            columns = [at for at in range(1, sheet.max_column + 1) if at not in hidden]
            rows = [at for at in range(1, sheet.max_row + 1) if not sheet.row_dimensions[at].hidden]
            for row, source in enumerate(rows, start=1):
                for column, at in enumerate(columns, start=1):
                    copy.cell(row, column).value = sheet.cell(source, at).value
        out = io.BytesIO()
        new.save(out)
        form = read(out.getvalue())
        assert values_of(form) == VALUES
        assert form.previous is not None
        assert {one: cell.value for one, cell in form.previous.cells.items()} == LAST

    def test_without_a_cover_is_a_form_only_if_the_standard_is_named(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            book.remove(book["govdisclosure"])
            book["封面"]["B6"] = None

        with pytest.raises(UnreadableError, match="--standard"):
            read(edited(filled, edit))
        assert values_of(read(edited(filled, edit), standard=STANDARD)) == VALUES

    def test_without_a_period_says_where_to_write_it(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            book.remove(book["govdisclosure"])
            book["封面"]["B5"] = "今年"

        with pytest.raises(UnreadableError, match="2024"):
            read(edited(filled, edit))

    def test_with_another_body_on_the_cover_says_so(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            book["封面"]["B4"] = "other"

        form = read(edited(filled, edit))
        assert form.report.body.id == "civil"
        assert rules(form) == [("form.identity_differs", ("form.xlsx 封面!B4",))]


class TestTheCover:
    """It says who handed in, when, and for the how manieth time; whatever else stands there stops nothing."""

    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            (datetime(2025, 1, 9), date(2025, 1, 9)),
            (date(2025, 1, 9), date(2025, 1, 9)),
            ("2025年1月9日", date(2025, 1, 9)),
            ("2025.1.9", date(2025, 1, 9)),
            ("2025-13-40", None),
            ("一月", None),
            (None, None),
        ],
    )
    def test_has_a_date(self, filled: bytes, typed: object, day: date | None) -> None:
        def edit(book: Workbook) -> None:
            book["封面"]["B12"].value = typed

        assert read(edited(filled, edit)).report.signed == day

    @pytest.mark.parametrize(("typed", "revision"), [(3, 3), ("二", 1), (0, 1), (None, 1)])
    def test_has_a_number(self, filled: bytes, typed: object, revision: int) -> None:
        def edit(book: Workbook) -> None:
            book["封面"]["B7"].value = typed

        assert read(edited(filled, edit)).report.revision == revision


class TestCells:
    """A number is a number; anything else is said, and never guessed."""

    @pytest.mark.parametrize(
        ("typed", "value", "rule"),
        [
            (5, 5, None),
            (0, 0, None),
            ("—", Blank.NOT_APPLICABLE, None),
            ("  ", Blank.MISSING, None),
            ("无", 0, "form.doubt.text"),
            ("12件", 12, "form.doubt.text"),
            ("１２", 12, "form.doubt.text"),
            ("1,234", 1234, "form.doubt.text"),
            ("约10", Blank.MISSING, "form.doubt.no_number"),
            ("-", Blank.MISSING, "form.doubt.no_number"),
            (2.5, Blank.MISSING, "form.doubt.decimals"),
            (10**20, 10**20, None),
            (True, Blank.MISSING, "form.doubt.no_number"),
            (datetime(2024, 3, 1), Blank.MISSING, "form.doubt.no_number"),
        ],
    )
    def test_of_a_count(self, filled: bytes, typed: object, value: Value, rule: str | None) -> None:
        def edit(book: Workbook) -> None:
            book["二、主动公开政府信息情况"]["B13"].value = typed

        form = read(edited(filled, edit))
        assert form.report["decisions.licences/decided"] == value
        where = ("form.xlsx 二、主动公开政府信息情况!B13",)
        assert rules(form) == ([] if rule is None else [(rule, where)])

    @pytest.mark.parametrize(
        ("typed", "value", "rule"),
        [
            ("是", True, None),
            ("否", False, None),
            (True, True, None),
            ("—", Blank.NOT_APPLICABLE, None),
            ("有", Blank.MISSING, "form.doubt.yes_no"),
            ("已更新", Blank.MISSING, "form.doubt.yes_no"),
            (1, Blank.MISSING, "form.doubt.yes_no"),
            (datetime(2024, 3, 1), Blank.MISSING, "form.doubt.yes_no"),
        ],
    )
    def test_of_an_answer(self, typed: object, value: Value, rule: str | None) -> None:
        standard = one_table(entered("a", kind="yes/no"))
        made = form_bytes(Report(standard=standard, body=Body(id="b"), period=Period.year(2024), cells={}))

        def edit(book: Workbook) -> None:
            book.worksheets[1]["B7"].value = typed

        form = read(edited(made, edit), standard=standard)
        assert form.report["a"] == value
        assert [one for one, _ in rules(form)] == ([] if rule is None else [rule])

    @pytest.mark.parametrize(("typed", "value"), [("办公室", "办公室"), (12, "12"), (datetime(2024, 3, 1), "2024-03-01")])
    def test_of_words(self, typed: object, value: str) -> None:
        standard = one_table(entered("a", kind="text"))
        made = form_bytes(Report(standard=standard, body=Body(id="b"), period=Period.year(2024), cells={}))

        def edit(book: Workbook) -> None:
            book.worksheets[1]["B7"].value = typed

        assert read(edited(made, edit), standard=standard).report["a"] == value

    def test_of_amounts_added_up_by_a_spreadsheet(self) -> None:
        standard = one_table(entered("a", "b", kind="amount") + ',{ key = "t", label = "t", total = ["a", "b"] }')
        cells = {"a": Cell(value=Decimal("0.1")), "b": Cell(value=Decimal("0.2"))}
        data = form_bytes(Report(standard=standard, body=Body(id="b"), period=Period.year(2024), cells=cells))
        assert read(data, standard=standard).report["t"] == Decimal("0.3")

    @pytest.mark.parametrize("whole", list(Blank))
    def test_of_a_total_is_as_blank_as_its_parts(self, whole: Blank) -> None:
        standard = one_table(entered("a", "b") + ',{ key = "t", label = "t", total = ["a", "b"] }')
        cells = {"a": Cell(value=Blank.NOT_APPLICABLE), "b": Cell(value=whole)}
        data = form_bytes(Report(standard=standard, body=Body(id="b"), period=Period.year(2024), cells=cells))
        assert read(data, standard=standard).report["t"] is whole


class TestDoubts:
    """A cell whose value cannot be known is named, and counts as a blank."""

    PLACE, ADDRESS = "D9", "requests.received/natural_person"

    def edited(self, filled: bytes, value: Any, font: Font | None = None, code: str = "General") -> FilledForm:
        def edit(book: Workbook) -> None:
            book[REQUESTS][self.PLACE] = value
            book[REQUESTS][self.PLACE].number_format = code
            if font is not None:
                book[REQUESTS][self.PLACE].font = font

        return read(edited(filled, edit))

    @pytest.mark.parametrize(
        ("value", "font", "rule"),
        [
            ("#REF!", None, "form.doubt.error"),
            ("=D10+1", None, "form.doubt.never_calculated"),
            (7, Font(strike=True), "form.doubt.struck"),
            (7, Font(vertAlign="superscript"), "form.doubt.raised"),
        ],
    )
    def test_of_a_whole_cell(self, filled: bytes, value: Any, font: Font | None, rule: str) -> None:
        form = self.edited(filled, value, font)
        assert form.report[self.ADDRESS] is Blank.MISSING
        assert (rule, (f"form.xlsx {REQUESTS}!D9",)) in rules(form)

    def test_of_a_figure_that_its_format_does_not_show(self, filled: bytes) -> None:
        form = self.edited(filled, 7, code=";;;")
        assert form.report[self.ADDRESS] is Blank.MISSING
        assert ("form.doubt.unseen", (f"form.xlsx {REQUESTS}!D9",)) in rules(form)

    def test_of_digits_that_only_the_format_has_leave_the_stored_figure(self, filled: bytes) -> None:
        form = self.edited(filled, 7, code='0"2"')
        assert (form.report[self.ADDRESS], form.report.cells[self.ADDRESS].printed) == (7, "72")
        assert ("form.doubt.of_format", (f"form.xlsx {REQUESTS}!D9",)) in rules(form)
        assert not any(rule.startswith("form.doubt") for rule, _ in rules(self.edited(filled, 7, code='0"件"')))

    def test_of_a_part_of_a_cell_leave_the_rest(self, filled: bytes) -> None:
        form = self.edited(filled, CellRichText(TextBlock(InlineFont(strike=True), "17"), "7"))
        assert form.report[self.ADDRESS] == 7
        assert ("form.doubt.partly", (f"form.xlsx {REQUESTS}!D9",)) in rules(form)

    @pytest.mark.parametrize(("value", "rule"), [(99, [("form.twice", (f"form.xlsx {REQUESTS} Copy!D9",))]), (None, [])])
    def test_of_a_sheet_that_is_there_twice(self, filled: bytes, value: int | None, rule: list[Any]) -> None:
        def edit(book: Workbook) -> None:
            copy = book.copy_worksheet(book[REQUESTS])
            copy.title = f"{REQUESTS} Copy"[:31]
            if value is not None:
                copy[self.PLACE] = value

        form = read(edited(filled, edit))
        assert form.report[self.ADDRESS] == VALUES[self.ADDRESS]
        assert rules(form) == rule


class TestWhatIsNoForm:
    """One line says what it is and what to do."""

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "empty"),
            (b"hello", "not a workbook"),
            (b"PK\x03\x04broken", "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(600), "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        ],
    )
    def test_is_said(self, data: bytes, words: str) -> None:
        with pytest.raises(UnreadableError, match=words):
            read(data)

    def test_is_a_document(self) -> None:
        out = io.BytesIO()
        with ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        with pytest.raises(UnreadableError, match="not a workbook"):
            read(out.getvalue())

    def test_is_larger_than_any_form(self, filled: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        bounds = SizeLimits(cells=1000, part=1000, whole=1000)
        monkeypatch.setattr("govdisclosure.forms.books.open_workbook", partial(open_workbook, bounds=bounds))
        with pytest.raises(UnreadableError, match="more than any form"):
            read(filled)

    def test_has_a_sheet_of_more_cells_than_any_form(self, filled: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govdisclosure.forms.books._MOST_CELLS", 100)
        with pytest.raises(UnreadableError, match="more cells"):
            read(filled)

    def test_is_by_a_standard_that_is_not_installed(self, filled: bytes) -> None:
        def edit(book: Workbook) -> None:
            book["govdisclosure"]["B2"] = "cn-2099"

        with pytest.raises(UnreadableError, match="cn-2099"):
            read(edited(filled, edit))
        assert values_of(read(edited(filled, edit), standard=STANDARD)) == VALUES

    def test_is_a_workbook_of_something_else(self) -> None:
        out = io.BytesIO()
        Workbook().save(out)
        with pytest.raises(UnreadableError, match="no form was recognised"):
            read(out.getvalue())
        with pytest.raises(UnreadableError, match="no form was recognised"):
            read(out.getvalue(), standard=STANDARD)

    def test_is_a_form_cut_off_anywhere(self, filled: bytes) -> None:
        for length in range(100, len(filled), 4001):
            with pytest.raises(UnreadableError):
                read(filled[:length])

    @given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6), st.booleans())
    def test_is_a_form_with_damaged_bytes(self, filled: bytes, damage: list[tuple[float, int]], packed: bool) -> None:
        data = bytearray(filled if packed else unpacked(filled))
        for place, byte in damage:
            data[int(place * len(data))] = byte
        with contextlib.suppress(UnreadableError):
            read(bytes(data))

    @pytest.mark.parametrize("number", ["NaN", "1e309", "-inf"])
    @pytest.mark.parametrize(
        ("sheet", "place", "address"), [(2, "B13", "decisions.licences/decided"), (2, "B22", "fees.charged/amount")]
    )
    def test_is_a_form_with_what_is_no_number(
        self, template: Template, number: str, sheet: int, place: str, address: str
    ) -> None:
        data = template.filled("civil", VALUES, raw={(sheet, place): 987654})
        form = read(replaced(data, b"<v>987654</v>", f"<v>{number}</v>".encode()))
        assert form.report[address] is Blank.MISSING
        assert [rule for rule, _ in rules(form)] == ["form.doubt.no_number"]

    @given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=40))
    def test_is_a_damaged_workbook_of_older_programs(self, damage: list[tuple[float, int]]) -> None:
        data = bytearray((Path(__file__).parents[1] / "formats" / "files" / "quirks.xls").read_bytes())
        for place, byte in damage:
            data[int(place * len(data))] = byte
        with pytest.raises(UnreadableError):
            read(bytes(data), standard=STANDARD)

    def test_in_a_folder_stops_nothing(self, filled: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(filled)
        (tmp_path / "b.xlsx").write_bytes(b"hello")
        (tmp_path / "~$a.xlsx").write_bytes(b"lock file of an editor")
        collection = collect([tmp_path])
        assert [one.state for one in collection.files] == ["passed", "unreadable"]
        assert [(one.file, one.rule) for one in collection.issues] == [("b.xlsx", "collect.unreadable")]
