"""Record files as people write them: labels as headers, labels as words, days and answers; what is ambiguous is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from govdisclosure.errors import UnreadableError
from govdisclosure.records import RECORD_KINDS, Charge, Field, Request, ServiceItem
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.sources import Records, TableSource, read_folder
from govdisclosure.sources.bulk import scan_folder
from govdisclosure.sources.spelling import as_stored, fields_named, spelt

FIELDS = ("id", "body", "channel", "applicant", "received", "closed", "outcome")
LINE = {
    "id": "自然资依申〔2024〕1号", "body": "office", "channel": "网上平台", "applicant": "自然人", "received": "2024年3月5日",
    "closed": "2024/3/20", "outcome": "予以公开",
}  # fmt: skip
MEANT = Request(
    id="自然资依申〔2024〕1号",
    body="office",
    channel=RequestChannel.ONLINE,
    applicant=Applicant.NATURAL_PERSON,
    received=date(2024, 3, 5),
    closed=date(2024, 3, 20),
    outcome=Outcome.GRANTED,
)


def request(name: str) -> Field:
    return RECORD_KINDS["request"].fields[name]


def header(language: str) -> list[str]:
    return [getattr(request(name), language) for name in FIELDS]


def written(path: Path, form: str, names: Sequence[str], lines: Sequence[Sequence[object]], kind: str = "request") -> Path:
    """Write a record file of a form into a folder."""
    file = path / f"{kind}.{form}"
    if form == "csv":
        rows = [",".join(map(str, line)) for line in (names, *lines)]
        file.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    elif form == "jsonl":
        objects = [json.dumps(dict(zip(names, line, strict=True)), ensure_ascii=False) for line in lines]
        file.write_text("\n".join(objects) + "\n", encoding="utf-8")
    else:
        book = Workbook()
        page = book.worksheets[0]
        for line in (names, *lines):
            page.append(list(line))
        book.save(file)
    return path


def scanned(path: Path) -> Records:
    """Return the records as the path for large folders has them."""
    found = scan_folder(path)
    if isinstance(found, TableSource):
        assert found.careful is not None
        found = found.careful()
    return found


def faults(path: Path) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        read_folder(path)
    return [fault.en for fault in caught.value.faults]


class TestHeaders:
    """A column is named by its field or by the field's label in either language."""

    @pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
    @pytest.mark.parametrize("language", ["zh", "en", "name"])
    def test_of_every_kind_of_file(self, tmp_path: Path, form: str, language: str) -> None:
        written(tmp_path, form, header(language), [list(LINE.values())])
        assert read_folder(tmp_path).of(Request) == (MEANT,)
        assert scanned(tmp_path).of(Request) == (MEANT,)

    @pytest.mark.parametrize("kind", RECORD_KINDS.values(), ids=RECORD_KINDS)
    def test_of_every_kind_of_record(self, kind: object) -> None:
        for known in RECORD_KINDS.values():
            for one in known.fields.values():
                for label in (one.name, one.zh, one.en, f" {one.zh} ", one.en.upper()):
                    assert fields_named(known, label) == (one,)

    def test_twice_in_two_spellings_are_refused(self, tmp_path: Path) -> None:
        written(tmp_path, "csv", [*FIELDS, request("closed").zh], [[*LINE.values(), ""]])
        assert faults(tmp_path) == ["request.csv line 1: a column appears twice in the header"]
        written(tmp_path, "jsonl", [*FIELDS, request("closed").zh], [[*LINE.values(), "2024-03-20"]])
        (tmp_path / "request.csv").unlink()
        assert faults(tmp_path) == ["request.jsonl line 1: a column appears twice in the header"]

    def test_are_named_once_in_a_fault(self, tmp_path: Path) -> None:
        written(tmp_path, "csv", header("zh"), [[*list(LINE.values())[:4], "昨天", "", ""]])
        (found,) = faults(tmp_path)
        assert found.startswith("request.csv line 2: 'day of receipt': 2 characters: Chinese characters does not fit")


class TestWords:
    """A word is its value or one of its labels."""

    @pytest.mark.parametrize("kind", RECORD_KINDS.values(), ids=RECORD_KINDS)
    def test_of_every_vocabulary(self, kind: object) -> None:
        for known in RECORD_KINDS.values():
            for one in known.fields.values():
                for word in one.words or ():
                    assert {as_stored(one, label) for label in (word.value, word.zh, word.en)} == {word.value}

    def test_that_are_unknown_stay_as_they_are(self) -> None:
        assert as_stored(request("channel"), "鸿雁") == "鸿雁"

    def test_are_alike_in_full_and_half_width(self) -> None:
        assert as_stored(request("channel"), "当面（书面）") == "in_person"
        assert spelt("危及“三安全一稳定”") == spelt("危及三安全一稳定")


class TestDays:
    """A day is read in every form that can mean one day only."""

    @pytest.mark.parametrize(
        "text",
        [
            "2024-03-05",
            "2024-3-5",
            "2024/3/5",
            "2024.03.05",
            "2024年3月5日",
            "２０２４年３月５日",
            "2024/3/5 0:00",
            "5-Mar-2024",
        ],
    )
    def test_is_read(self, text: str) -> None:
        assert as_stored(request("received"), text) == "2024-03-05"

    @pytest.mark.parametrize(
        "text",
        ["3/5/2024", "5-Mar-24", "24-3-5", "20240305", "2024-3/5", "2024年3月5", "2024-3-5日", "2024-2-30", "2024/3/5 9:30"],
    )
    def test_is_not_guessed(self, text: str) -> None:
        assert as_stored(request("received"), text) == text


class TestFlags:
    """Yes and no as people and programs write them."""

    FIELD = RECORD_KINDS["service_item"].fields["secret"]

    @pytest.mark.parametrize("text", ["true", "TRUE", "True", "yes", "Y", "1", "是", "有", "√", "✓", " 是 "])
    def test_that_are_yes(self, text: str) -> None:
        assert as_stored(self.FIELD, text) == "true"

    @pytest.mark.parametrize("text", ["false", "FALSE", "no", "N", "0", "否", "无", "×", "✗"])
    def test_that_are_no(self, text: str) -> None:
        assert as_stored(self.FIELD, text) == "false"

    @pytest.mark.parametrize("text", ["x", "○", "-", "待定", "2"])
    def test_that_are_neither(self, text: str) -> None:
        assert as_stored(self.FIELD, text) == text

    @pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
    @pytest.mark.parametrize("pair", [("是", "否"), ("TRUE", "FALSE"), (1, 0), (True, False)])
    def test_of_every_kind_of_file(self, tmp_path: Path, form: str, pair: tuple[object, object]) -> None:
        names = ["id", "body", "kind", "secret", "own_system"]
        written(tmp_path, form, names, [["s1", "office", "行政许可", *pair]], kind="service_item")
        for found in (read_folder(tmp_path), scanned(tmp_path)):
            (one,) = found.of(ServiceItem)
            assert (one.secret, one.own_system) == (True, False)


def charge(folder: Path, amount: int, code: str) -> None:
    """Write a workbook of one charge whose amount has a number format."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["id", "body", "received", "amount"])
    page.append(["c1", "office", "2024-03-05", amount])
    page["D2"].number_format = code
    book.save(folder / "charge.xlsx")


def book_of(path: Path, **cells: Any) -> Workbook:
    """A workbook of two requests in a folder; cells such as ``E2`` are changed."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "台账"
    page.append(list(FIELDS))
    for number in (1, 2):
        page.append([f"r{number}", "office", "fax", "other", datetime(2024, 3, 5), None, None])
    for place, value in cells.items():
        page[place] = value
    return book


class TestWorkbooks:
    """A sheet is read as it is shown; what is doubtful or hidden is named, and nothing is left out in silence."""

    def test_show_days_in_any_format_and_from_any_year(self, tmp_path: Path) -> None:
        for epoch in (None, CALENDAR_MAC_1904):
            book = book_of(tmp_path)
            if epoch is not None:
                book.epoch = epoch
            page = book.worksheets[0]
            page["E2"].number_format, page["E3"].number_format = 'yyyy"年"m"月"d"日"', "[$-804]yyyy年m月d日;@"
            book.save(tmp_path / "request.xlsx")
            assert [one.received for one in read_folder(tmp_path).of(Request)] == [date(2024, 3, 5)] * 2

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("#REF!", "台账!E2 shows #REF!, an error that a formula came to; mend the formula or type the value"),
            ("=TODAY()", "台账!E2 holds a formula that was never calculated; open the file in Excel or WPS"),
            (
                CellRichText("2024-03-05", TextBlock(InlineFont(strike=True), "6")),
                "part of 台账!E2 is struck out, superscript, subscript or white; leave only what is to be used",
            ),
        ],
    )
    def test_with_a_doubtful_cell_are_refused(self, tmp_path: Path, value: object, words: str) -> None:
        book_of(tmp_path, E2=value).save(tmp_path / "request.xlsx")
        (found,) = faults(tmp_path)
        assert found.startswith(f"request.xlsx 台账!2: {words}")

    @pytest.mark.parametrize(("font", "word"), [(Font(strike=True), "struck out"), (Font(vertAlign="subscript"), "subscript")])
    def test_with_a_cell_struck_out_are_refused(self, tmp_path: Path, font: Font, word: str) -> None:
        book = book_of(tmp_path)
        book.worksheets[0]["E2"].font = font
        book.save(tmp_path / "request.xlsx")
        (found,) = faults(tmp_path)
        assert word in found

    @pytest.mark.parametrize(
        ("code", "words"), [('0"2"', "only its number format has"), ("0!2", "only its number format has"), (";;;", "not shown")]
    )
    def test_with_an_amount_that_its_format_shows_otherwise_are_refused(self, tmp_path: Path, code: str, words: str) -> None:
        charge(tmp_path, 10, code)
        (found,) = faults(tmp_path)
        assert found.startswith("charge.xlsx Sheet!2: ")
        assert words in found

    @pytest.mark.parametrize("code", ["General", '"约"0"元"', '0.0,"千元"', '0!.0,"万元"', "#,##0.00_ "])
    def test_with_an_amount_in_a_unit_hold_what_is_stored(self, tmp_path: Path, code: str) -> None:
        charge(tmp_path, 12500, code)
        assert [one.amount for one in read_folder(tmp_path).of(Charge)] == [12500]

    def test_hold_ids_as_their_format_shows_them(self, tmp_path: Path) -> None:
        book = book_of(tmp_path, A2=1, A3=2024001)
        book.worksheets[0]["A2"].number_format = '"卫公开〔2024〕"000"号"'
        book.worksheets[0]["A3"].number_format = "#,##0"
        book.save(tmp_path / "request.xlsx")
        assert [one.id for one in read_folder(tmp_path).of(Request)] == ["卫公开〔2024〕001号", "2024001"]

    def test_with_an_id_whose_digits_are_lost_are_refused(self, tmp_path: Path) -> None:
        book_of(tmp_path, A2=202400000000000123).save(tmp_path / "request.xlsx")
        (found,) = faults(tmp_path)
        assert "beyond 15 digits is lost" in found

    def test_are_read_on_every_visible_sheet_with_the_header(self, tmp_path: Path) -> None:
        book = book_of(tmp_path)
        other = book.create_sheet("二月")
        other.append(header("zh"))
        other.append(["r3", "office", "传真", "其他", "2024-02-01"])
        book.create_sheet("说明").append(["填写说明", "见附件"])
        hidden = book.create_sheet("旧")
        hidden.append(list(FIELDS))
        hidden.append(["r9", "office", "fax", "other", datetime(2024, 3, 5)])
        hidden.sheet_state = "hidden"
        book.create_sheet("空")
        book.save(tmp_path / "request.xlsx")
        found = read_folder(tmp_path)
        assert [one.id for one in found.of(Request)] == ["r1", "r2", "r3"]
        assert [(one.rule, one.where) for one in found.findings] == [
            ("source.other_sheet", ("request.xlsx 说明",)),
            ("source.hidden_sheet", ("request.xlsx …",)),  # a name that nobody knows is not quoted
        ]

    def test_without_a_sheet_of_the_header_say_what_is_wrong_with_the_first(self, tmp_path: Path) -> None:
        book = Workbook()
        book.worksheets[0].append(["编号", "单位"])
        book.save(tmp_path / "request.xlsx")
        assert any("the header lacks required columns" in one for one in faults(tmp_path))

    def test_name_hidden_rows_and_columns(self, tmp_path: Path) -> None:
        book = book_of(tmp_path)
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[0].column_dimensions["G"].hidden = True
        book.save(tmp_path / "request.xlsx")
        found = read_folder(tmp_path)
        assert len(found.of(Request)) == 2
        assert [(one.rule, one.message.en) for one in found.findings] == [
            ("source.hidden_rows", "1 hidden row was read in (row 3); make sure that all of them are to be used"),
            ("source.hidden_columns", "hidden columns were read in: G; make sure that all of them are to be used"),
        ]

    def test_with_cells_under_no_header_are_refused(self, tmp_path: Path) -> None:
        book_of(tmp_path, J3="备注").save(tmp_path / "request.xlsx")
        assert faults(tmp_path) == [
            "request.xlsx 台账!3: column J has cells and no header; add the header, or delete the column"
        ]
